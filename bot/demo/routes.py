"""What the page asks of the demo itself: its files, everybody who can be played, and the clock."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.cast import Part
from bot.demo.clock import MovableClock
from bot.demo.events import ZONE
from bot.rules.timetable import is_quiet

PAGE = Path(__file__).parent / "page"


def routes(
    everybody: Callable[[], Awaitable[Sequence[Part]]],
    clock: MovableClock,
    free_a_seat: Callable[[], Awaitable[str]],
) -> list[BaseRoute]:
    """The page at /, its files under /page, and /demo/people, /demo/clock and /demo/seat in JSON.

    `free_a_seat` plays its scene and says who gives a seat back; "" when nobody waits for one any more.
    """

    async def index(request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def people(request: Request) -> Response:
        return JSONResponse([asdict(part) for part in await everybody()])

    def shown_clock() -> Response:
        return JSONResponse(
            {
                "now": clock().isoformat(),
                "zone": ZONE.key,
                "shifted_seconds": clock.shift.total_seconds(),
            }
        )

    async def read_clock(request: Request) -> Response:
        return shown_clock()

    async def move_clock(request: Request) -> Response:
        asked = _asked(await request.body())
        if asked.get("reset") is True:
            clock.reset()
        elif not clock.advance(_seconds(asked.get("advance_seconds"))):
            return JSONResponse({"error": "the clock moves forward, up to ten years"}, 400)
        return shown_clock()

    async def play_seat(request: Request) -> Response:
        who = await free_a_seat()
        if not who:
            return JSONResponse({"error": "Nobody waits for a seat any more: start the demo afresh."}, 409)
        return JSONResponse({"who": who, "is_night": is_quiet(clock(), ZONE)})

    return [
        Route("/", index),
        Route("/demo/people", people),
        Route("/demo/clock", read_clock, methods=["GET"]),
        Route("/demo/clock", move_clock, methods=["POST"]),
        Route("/demo/seat", play_seat, methods=["POST"]),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]


def _asked(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return -1.0
    return float(value)
