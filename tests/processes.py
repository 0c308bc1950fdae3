"""The bot as a process of its own, to be killed and measured."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "1234567:a-token-that-must-be-in-no-log"
BYTECODE = str(Path(tempfile.gettempdir()) / "qoot-tests-bytecode")
"""Where compiled modules are kept, outside the checkout: a process that is begun often must begin quickly."""
PATIENCE = 60.0
"""Seconds in which a process must have begun, or ended; generous, since tests share the machine."""


class BotProcess:
    """`python -m bot run`. What it writes to standard error is gathered in `log`."""

    def __init__(self, log: Path, **environment: str) -> None:
        self.log = log
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id of the one that runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Begin; it runs on by itself."""
        with self.log.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=ROOT,
                env=environment(self._environment),
                stderr=errors,
            )

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        return await asyncio.wait_for(self._process.wait(), PATIENCE)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process of ours is given: the settings, and of the surroundings only where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPYCACHEPREFIX": BYTECODE, **settings}


@asynccontextmanager
async def bot_process(log: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """A bot that is not begun yet; whatever happens, it does not outlive the block."""
    bot = BotProcess(log, **settings)
    try:
        yield bot
    finally:
        if bot.is_running:
            await bot.kill()
