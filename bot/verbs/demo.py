"""demo: everything on this computer, with no token, no internet and no database server."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from bot import logs
from bot.demo.stage import staged
from bot.tasks import cancelled, until_stopped
from bot.verbs.starting import alone_on, spare_what_stays, stopping

PORT = 8000


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the page is served, and whether the database is kept."""
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"where the page is served ({PORT}; 0: any free port)"
    )
    parser.add_argument(
        "--keep", metavar="FILE", type=Path, help="keep the database in FILE; without, it starts clean"
    )


async def demo(chosen: argparse.Namespace) -> None:
    """Put the demo up until Ctrl-C; anew, on the same port, whenever somebody starts it afresh."""
    logs.set_up("WARNING")
    async with stopping() as stopped:
        port = await _play(chosen.keep, chosen.port, stopped, is_first=True)
        while not stopped.is_set():
            await _play(None, port, stopped, is_first=False)


async def _play(keep: Path | None, port: int, stopped: asyncio.Event, *, is_first: bool) -> int:
    """One run, until it is stopped or to begin afresh. Returns its port."""
    with tempfile.TemporaryDirectory(prefix="qoot-demo-", ignore_cleanup_errors=True) as folder:
        database_url = f"sqlite:///{keep or Path(folder) / 'demo.db'}"
        with alone_on(database_url):
            async with staged(database_url, port, is_kept=keep is not None) as stage:
                if is_first:
                    spare_what_stays()
                    print(f"The demo is up: {stage.url}/\nPlay it in a browser; Ctrl-C ends it.", flush=True)
                over = asyncio.create_task(_wait_for(stage.is_over))
                try:
                    await until_stopped(stopped, stage.playing, over)
                finally:
                    await cancelled(over)
                return urlsplit(stage.url).port or port


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()
