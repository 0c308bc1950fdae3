"""The command line in this process: verbs are typed, and what they say and leave behind is looked at."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.__main__ import main
from bot.config import Settings
from bot.db import Database
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from tests.botapi import the_contract
from tests.conftest import TEST_KEY

T = TypeVar("T")

TOKEN = "77:token-that-must-not-leak"
VARIABLES = [name.upper() for name in Settings.model_fields]


@dataclass(frozen=True)
class Said:
    """How a verb ended: its exit status, and what it wrote to standard output and standard error."""

    status: int
    out: str
    err: str


class Shell:
    """Somebody at the command line, whose environment names one database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        for variable in (*VARIABLES, *(f"{name}_FILE" for name in VARIABLES)):
            monkeypatch.delenv(variable, raising=False)

    def sets(self, **environ: str) -> None:
        """Set variables; an empty value is as good as none."""
        for variable, value in environ.items():
            self._monkeypatch.setenv(variable, value)

    def types(self, *arguments: object) -> Said:
        """Run `qoot` with these arguments."""
        self._capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse
            status = int(str(left.code))
        captured = self._capsys.readouterr()
        return Said(status, captured.out, captured.err)


def in_database(written: str, act: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do something in a transaction of the database at `written`."""

    async def done() -> T:
        async with Database(written) as database, database.transaction() as session:
            return await act(session)

    return asyncio.run(done())


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """A shell with an empty environment; logging is afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Shell(monkeypatch, capsys)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def at_work(shell: Shell, database_url: str) -> Shell:
    """A shell whose environment names a migrated database of each kind in turn, and its key."""
    shell.sets(DATABASE_URL=database_url, DATA_KEY=TEST_KEY)
    return shell


@pytest.fixture
def at_work_on_sqlite(shell: Shell, sqlite_migrated_url: str) -> Shell:
    """The same, on SQLite."""
    shell.sets(DATABASE_URL=sqlite_migrated_url, DATA_KEY=TEST_KEY)
    return shell


@pytest.fixture
def telegram(shell: Shell) -> Iterator[Telegram]:
    """A pretend Telegram over HTTP in a thread of its own; the shell's environment names it and its token."""
    tg = Telegram(token=TOKEN, username="qoot_test_bot", contract=the_contract())
    is_up, is_over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with listening(tg) as url:
            shell.sets(BOT_TOKEN=TOKEN, BOT_API_URL=url)
            is_up.set()
            await is_over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert is_up.wait(20)
    yield tg
    loop.call_soon_threadsafe(is_over.set)
    thread.join(20)
    loop.close()
    assert tg.breaches == []
