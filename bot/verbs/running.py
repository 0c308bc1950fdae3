"""run, web, worker: the processes."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from bot import app
from bot.config import Settings
from bot.errors import Misconfigured
from bot.migrating import is_current, migrate
from bot.models.secrets import RING
from bot.verbs.starting import (
    NOT_MIGRATED,
    alone_on,
    settings_with_logs,
    spare_what_stays,
    sqlite_file,
    stopping,
)

SEPARATE_PROCESSES = (
    "`{verb}` needs PostgreSQL in DATABASE_URL: its processes share no disk, and on a Procfile host the disk of each "
    "is lost at a restart. With SQLite, use `run`, which does everything in one process."
)


async def run(chosen: argparse.Namespace) -> None:
    settings = settings_with_logs()
    _ = settings.token  # what is missing is named before anything is opened
    RING.unlock(settings.keys)
    with alone_on(settings.database, RING.fingerprint):
        await migrate(settings.database)
        await _serve(settings, app.run, is_alone=True)


async def web(chosen: argparse.Namespace) -> None:
    _ = Settings.from_environment().webhook
    await _serve_beside("web", app.web)


async def worker(chosen: argparse.Namespace) -> None:
    await _serve_beside("worker", app.worker)


Serve = Callable[[app.Machine, asyncio.Event], Awaitable[None]]


async def _serve_beside(verb: str, serve: Serve) -> None:
    settings = settings_with_logs()
    if sqlite_file(settings.database):
        raise Misconfigured(SEPARATE_PROCESSES.format(verb=verb))
    _ = settings.keys, settings.token
    if not await is_current(settings.database):
        raise Misconfigured(NOT_MIGRATED)
    await _serve(settings, serve, is_alone=False)


async def _serve(settings: Settings, serve: Serve, *, is_alone: bool) -> None:
    # Until it is assembled there is nothing to end cleanly: a signal ends it as it ends any program
    async with app.assembled(settings, is_alone=is_alone) as machine, stopping() as stopped:
        spare_what_stays()
        await serve(machine, stopped)
