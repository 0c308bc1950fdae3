"""What the page asks of the demo itself: its files, everybody who can be played, scenes, the clock and the pace."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.cast import Part
from bot.demo.clock import MovableClock
from bot.demo.events import ZONE
from bot.demo.scenes import Scene
from bot.demo.waiting import Wait
from bot.outbox.pace import Pace
from bot.rules.timetable import is_quiet
from bot.simulator.control import problem, refusing
from bot.simulator.given import given

PAGE = Path(__file__).parent / "page"
SLOWEST, FASTEST = 0.5, 30.0
"""Messages a second."""


@dataclass(frozen=True)
class Backstage:
    """What the page can ask for. `advance` moves the clock on; `free_a_seat` plays its scene and says who gives a seat
    back, "" for nobody; `start_afresh` is None where what people did is kept."""

    clock: MovableClock
    advance: Callable[[float], Awaitable[bool]]
    pace: Pace
    everybody: Callable[[], Awaitable[Sequence[Part]]]
    scenes: Callable[[], Awaitable[Sequence[Scene]]]
    waiting: Callable[[], Awaitable[Sequence[Wait]]]
    free_a_seat: Callable[[], Awaitable[str]]
    start_afresh: Callable[[], None] | None


def routes(backstage: Backstage) -> list[BaseRoute]:
    """The page at /, its files under /page, and what it asks for under /demo, in JSON."""
    clock = backstage.clock
    run = secrets.token_hex(4)
    """Another one after each start, by which the page sees that it looks at a new cluster."""

    async def index(request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def people(request: Request) -> Response:
        return JSONResponse([asdict(part) for part in await backstage.everybody()])

    async def scenes(request: Request) -> Response:
        return JSONResponse([asdict(scene) for scene in await backstage.scenes()])

    async def waiting(request: Request) -> Response:
        return JSONResponse([asdict(wait) for wait in await backstage.waiting()])

    def shown_clock() -> Response:
        return JSONResponse(
            {
                "now": clock().isoformat(),
                "zone": ZONE.key,
                "shifted_seconds": clock.shift.total_seconds(),
                "run": run,
                "may_start_afresh": backstage.start_afresh is not None,
            }
        )

    async def read_clock(request: Request) -> Response:
        return shown_clock()

    # A leap halts on its way, and whoever moves the clock meanwhile moves it after that
    moving = asyncio.Lock()

    async def move_clock(request: Request) -> Response:
        asked = await given(request)
        async with moving:
            if asked.flag("reset"):
                clock.reset()
            elif not await backstage.advance(asked.number("advance_seconds", -1.0)):
                return problem(400, "The clock moves forward, up to ten years.")
            return shown_clock()

    async def read_pace(request: Request) -> Response:
        return JSONResponse({"per_second": backstage.pace.rate})

    async def set_pace(request: Request) -> Response:
        rate = (await given(request)).number("per_second", 0.0)
        if not SLOWEST <= rate <= FASTEST:
            return problem(400, f"Between {SLOWEST:g} and {FASTEST:g} messages leave in a second.")
        backstage.pace.go_at(rate)
        return await read_pace(request)

    async def play_seat(request: Request) -> Response:
        await given(request)
        who = await backstage.free_a_seat()
        if not who:
            return problem(409, "Nobody waits for a seat any more: start the demo afresh.")
        return JSONResponse({"who": who, "is_night": is_quiet(clock(), ZONE)})

    async def start_afresh(request: Request) -> Response:
        await given(request)
        if backstage.start_afresh is None:
            return problem(409, "This demo keeps its data in a file: delete the file to start afresh.")
        backstage.start_afresh()
        return JSONResponse({"run": run}, 202)

    return [
        Route("/", index),
        Route("/demo/people", people),
        Route("/demo/scenes", scenes),
        Route("/demo/waiting", waiting),
        Route("/demo/clock", read_clock, methods=["GET"]),
        Route("/demo/clock", refusing(move_clock), methods=["POST"]),
        Route("/demo/pace", read_pace, methods=["GET"]),
        Route("/demo/pace", refusing(set_pace), methods=["POST"]),
        Route("/demo/seat", refusing(play_seat), methods=["POST"]),
        Route("/demo/afresh", refusing(start_afresh), methods=["POST"]),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
