"""run, web, worker: the processes."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from bot import app
from bot.config import Settings
from bot.errors import Misconfigured
from bot.migrating import is_current, migrate
from bot.verbs.starting import alone_on, is_sqlite, settings_with_logs, spare_what_stays, stopping

SEPARATE_PROCESSES = (
    "`{verb}` needs PostgreSQL in DATABASE_URL: its processes share no disk, and on a Procfile host the disk of each "
    "is lost at a restart. With SQLite, use `run`, which does everything in one process."
)


def run(chosen: argparse.Namespace) -> int:
    """Everything in one process."""
    settings = settings_with_logs()
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    written = settings.database_url.get_secret_value()
    _check(settings)
    with alone_on(written):
        await migrate(written)
        # Until it is assembled there is nothing to end cleanly: a signal ends it as it ends any program
        async with app.assembled(settings, is_alone=True) as machine, stopping() as stopped:
            spare_what_stays()
            await app.run(machine, stopped)
    return 0


def web(chosen: argparse.Namespace) -> int:
    """Webhook, health and metrics."""
    settings = settings_with_logs()
    return asyncio.run(_serve(settings, "web", app.web))


def worker(chosen: argparse.Namespace) -> int:
    """Sending and the timetable."""
    settings = settings_with_logs()
    return asyncio.run(_serve(settings, "worker", app.worker))


async def _serve(
    settings: Settings, verb: str, serve: Callable[[app.Machine, asyncio.Event], Awaitable[None]]
) -> int:
    written = settings.database_url.get_secret_value()
    if is_sqlite(written):
        raise Misconfigured(SEPARATE_PROCESSES.format(verb=verb))
    _check(settings)
    if not await is_current(written):
        raise Misconfigured("The database is not at the newest schema: run `python -m bot migrate` first.")
    async with app.assembled(settings, is_alone=False) as machine, stopping() as stopped:
        spare_what_stays()
        await serve(machine, stopped)
    return 0


def _check(settings: Settings) -> None:
    """Name what is missing before anything is opened."""
    _ = settings.keys, settings.token
