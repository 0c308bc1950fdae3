"""Tasks that are to end."""

from __future__ import annotations

import asyncio
from collections.abc import Collection


async def ended(tasks: Collection[asyncio.Task[None]], within: float) -> None:
    """Wait until tasks that were told to stop have ended; what lasts longer than `within` seconds is cancelled.

    Raises the first error that ended one of them.
    """
    if not tasks:
        return
    _done, late = await asyncio.wait(tasks, timeout=within)
    for task in late:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


AGAIN_SECONDS = 2.0


async def cancelled(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks and wait until they have ended; how they ended is of no interest any more.

    One that goes on is cancelled again: where it is told to stop in the middle of a statement, the driver may raise an
    error instead, and a loop that takes any error for a passing one would never end.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _done, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)


async def until_stopped(stopped: asyncio.Event, *parts: asyncio.Task[None]) -> None:
    """Wait until `stopped`, or until one part ends; its error is raised."""
    waiter = asyncio.create_task(stopped.wait())
    try:
        done, _pending = await asyncio.wait([waiter, *parts], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task is not waiter:
                task.result()
    finally:
        waiter.cancel()
