"""Tasks that are to end, do."""

from __future__ import annotations

import asyncio

import pytest

from bot import tasks


async def test_a_task_that_takes_its_end_for_an_error_is_cancelled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "AGAIN_SECONDS", 0.01)
    begun, mistaken = asyncio.Event(), []

    async def goes_on() -> None:
        while True:
            try:
                begun.set()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if len(mistaken) == 2:
                    raise
                mistaken.append("the connection is closed")

    going = asyncio.create_task(goes_on())
    await begun.wait()
    async with asyncio.timeout(5):
        await tasks.cancelled(going)
    assert going.cancelled()
    assert len(mistaken) == 2


async def test_how_cancelled_tasks_ended_is_of_no_interest() -> None:
    async def breaks() -> None:
        raise RuntimeError

    broken = asyncio.create_task(breaks())
    await asyncio.sleep(0)
    await tasks.cancelled(broken)
    await tasks.cancelled()
    assert broken.done()
