"""What the page asks of the demo itself: its files, everybody who can be played, and the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.cast import Part
from bot.demo.clock import MovableClock
from bot.demo.events import ZONE
from bot.rules.timetable import is_quiet
from bot.simulator.control import problem, refusing
from bot.simulator.given import given

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
        asked = await given(request)
        if asked.flag("reset"):
            clock.reset()
        elif not clock.advance(asked.number("advance_seconds", -1.0)):
            return problem(400, "The clock moves forward, up to ten years.")
        return shown_clock()

    async def play_seat(request: Request) -> Response:
        await given(request)
        who = await free_a_seat()
        if not who:
            return problem(409, "Nobody waits for a seat any more: start the demo afresh.")
        return JSONResponse({"who": who, "is_night": is_quiet(clock(), ZONE)})

    return [
        Route("/", index),
        Route("/demo/people", people),
        Route("/demo/clock", read_clock, methods=["GET"]),
        Route("/demo/clock", refusing(move_clock), methods=["POST"]),
        Route("/demo/seat", refusing(play_seat), methods=["POST"]),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
