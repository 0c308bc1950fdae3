"""Pictures: how long the first takes and those after it, and whether the bot can answer meanwhile. By hand:

    python -m tests.bench.charts [FOLDER]

Printed for an event's report in three languages, and for 50 tickets asked for at once: the seconds, the longest pause
of the event loop meanwhile, and the drawing process's memory. With a folder the pictures are written there, to be
looked at.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from bot.charts import drawing
from bot.charts.drawing import drawn
from bot.charts.pictures import Picture
from tests.bench.matching import longest_pause
from tests.charts.pictures import LINK, SAID, report, ticket

TICKETS = 50


async def measure(name: str, *pictures: Picture) -> list[bytes]:
    """Draw pictures that are asked for at once, and print one line of figures."""
    stopped = asyncio.Event()
    pulse = asyncio.create_task(longest_pause(stopped))
    began = perf_counter()
    pngs = await asyncio.gather(*map(drawn, pictures))
    took = perf_counter() - began
    stopped.set()
    size = sum(map(len, pngs)) // len(pngs) // 1024
    print(f"{name}: {took:.2f} s, {size} kB each, longest pause {await pulse * 1000:.0f} ms", flush=True)
    return pngs


def numbered(n: int) -> Picture:
    """A ticket like no other: one that was drawn before would only be remembered."""
    return replace(ticket(list(SAID)[n % len(SAID)]), link=f"{LINK}{n}")


async def main(folder: Path | None) -> None:
    """Draw reports one after the other, each language twice, then tickets."""
    for turn in ("first", "later"):
        for language in SAID:
            (png,) = await measure(f"report, {language}, {turn}", replace(report(language), footer=turn))
            if folder is not None:
                (folder / f"report-{language}.png").write_bytes(png)
    codes = await measure(f"{TICKETS} tickets", *map(numbered, range(TICKETS)))
    if folder is not None:
        (folder / "ticket.png").write_bytes(codes[0])
    drawing._child.end()
    print(f"the drawing process took {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
