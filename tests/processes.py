"""The bot as a process of its own, to be killed and measured."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "1234567:a-token-that-must-be-in-no-log"
PATIENCE = 60.0
"""Seconds in which a process must have begun, or ended; generous, since tests share the machine."""
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["bot.__main__", "bot.verbs.running", "bot.app"])


class Program(Protocol):
    """Something that runs, and can be signalled."""

    @property
    def pid(self) -> int:
        """The number of its process."""
        ...

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        ...

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal, and wait for its exit status."""
        ...


class Command:
    """`python -m bot VERB`, as an operator runs it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def begin(cls, verb: str, log: Path, settings: Mapping[str, str]) -> Command:
        """Begin one; what it writes to standard error is added to `log`."""
        with log.open("ab") as errors:
            return cls(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", verb), cwd=ROOT, env=environment(settings), stderr=errors
                )
            )

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process.returncode is None

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal, and wait for its exit status."""
        self._process.send_signal(number)
        return await asyncio.wait_for(self._process.wait(), PATIENCE)


class Fork:
    """The same program in a process that begins in a moment, since a server that has loaded it forks it."""

    def __init__(self, verb: str, log: Path, settings: Mapping[str, str]) -> None:
        self._process = FORKS.Process(target=_run, args=(verb, str(log), dict(settings)))
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal, and wait for its exit status."""
        os.kill(self.pid, number)
        async with asyncio.timeout(PATIENCE):
            while self._process.exitcode is None:
                await asyncio.sleep(0.01)
        return self._process.exitcode


def _run(verb: str, log: str, settings: Mapping[str, str]) -> None:
    from bot.__main__ import main

    errors = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(errors, sys.stderr.fileno())
    os.environ.update(settings)
    sys.exit(main([verb]))


class BotProcess:
    """A bot that is begun, killed and begun again. What it writes to standard error is gathered in `log`."""

    def __init__(self, log: Path, settings: Mapping[str, str], *, is_forked: bool, verb: str) -> None:
        self.log = log
        self._verb = verb
        self._settings = settings
        self._is_forked = is_forked
        self._program: Program | None = None

    @property
    def pid(self) -> int:
        """The number of the process that runs."""
        assert self._program is not None
        return self._program.pid

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._program is not None and self._program.is_running

    async def start(self) -> None:
        """Begin; it runs on by itself."""
        if self._is_forked:
            self._program = Fork(self._verb, self.log, self._settings)
        else:
            self._program = await Command.begin(self._verb, self.log, self._settings)

    async def kill(self) -> None:
        """kill -9."""
        assert self._program is not None
        await self._program.end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit status."""
        assert self._program is not None
        return await self._program.end(signal.SIGTERM)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process of ours is given: the settings, and of the surroundings only where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return {**kept, **settings}


@asynccontextmanager
async def bot_process(
    log: Path, settings: Mapping[str, str], *, is_forked: bool = False, verb: str = "run"
) -> AsyncIterator[BotProcess]:
    """A bot that is not begun yet; whatever happens, it does not outlive the block."""
    bot = BotProcess(log, settings, is_forked=is_forked, verb=verb)
    try:
        yield bot
    finally:
        if bot.is_running:
            await bot.kill()
