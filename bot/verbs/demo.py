"""demo: everything on this computer, with no token, no internet and no database server."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bot import logs
from bot.demo.stage import staged
from bot.tasks import until_stopped
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
    """Put the demo up until Ctrl-C."""
    logs.set_up("WARNING")
    with tempfile.TemporaryDirectory(prefix="qoot-demo-", ignore_cleanup_errors=True) as folder:
        database_url = f"sqlite:///{chosen.keep or Path(folder) / 'demo.db'}"
        with alone_on(database_url):
            async with stopping() as stopped, staged(database_url, chosen.port) as stage:
                spare_what_stays()
                print(f"The demo is up: {stage.url}/\nPlay it in a browser; Ctrl-C ends it.", flush=True)
                await until_stopped(stopped, stage.playing)
