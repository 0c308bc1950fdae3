"""demo: everything on this computer, with no token, no internet and no database server."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from bot import logs
from bot.demo.stage import staged
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


def demo(chosen: argparse.Namespace) -> int:
    """Put the demo up until Ctrl-C."""
    logs.set_up("WARNING")
    if chosen.keep is not None:
        return asyncio.run(_play(chosen.keep.resolve(), chosen.port))
    with tempfile.TemporaryDirectory(prefix="qoot-demo-", ignore_cleanup_errors=True) as folder:
        return asyncio.run(_play(Path(folder) / "demo.db", chosen.port))


async def _play(file: Path, port: int) -> int:
    database_url = f"sqlite:///{file}"
    with alone_on(database_url):
        async with stopping() as stopped, staged(database_url, port) as stage:
            spare_what_stays()
            print(f"The demo is up: {stage.url}/\nPlay it in a browser; Ctrl-C ends it.", flush=True)
            waiting = asyncio.create_task(stopped.wait())
            await asyncio.wait([waiting, stage.playing], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if stage.playing.done():
                stage.playing.result()
    return 0
