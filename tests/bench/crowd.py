"""A simulator with a crowd: so many phones that have opened the bot already. `python -m tests.bench.crowd N …`, where
the rest is what the simulator's own command line takes.
"""

from __future__ import annotations

import asyncio
import sys

from bot.simulator.__main__ import arguments, telegram_of, tell
from bot.simulator.server import serve

FIRST_ID = 5_000


def main() -> None:
    """Run it; the bot hears nothing of how they came."""
    people = int(sys.argv.pop(1))
    given = arguments()
    tg = telegram_of(given)
    for number in range(FIRST_ID, FIRST_ID + people):
        tg.phone(number, "Member", language_code="en").start()
    tg.updates.drop()
    asyncio.run(serve(tg, given.host, given.port, tell))


if __name__ == "__main__":
    main()
