"""A simulator as a process of its own, reached over its control API: what is measured does not share its time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.processes import ROOT, TOKEN, environment


class Simulated:
    """The control API of a running simulator."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.url = url
        self._client = client

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """One gesture or setting."""
        answer = await self._client.post(f"/sim/{path}", json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def phone(self, telegram_id: int) -> dict[str, Any]:
        """One phone with its chat."""
        found: dict[str, Any] = (await self._client.get(f"/sim/phones/{telegram_id}")).json()
        return found

    async def ledger(self, since: int = 0) -> list[dict[str, Any]]:
        """The calls from number `since` on."""
        found: list[dict[str, Any]] = (await self._client.get("/sim/ledger", params={"since": since})).json()
        return found

    async def call(self, method: str, **body: Any) -> Any:
        """The Bot API itself."""
        return (await self._client.post(f"/bot{TOKEN}/{method}", json=body)).json()["result"]

    async def forget_updates(self) -> None:
        """Confirm all that waits, as if the bot had heard it."""
        last = await self.call("getUpdates", offset=-1)
        if last:
            await self.call("getUpdates", offset=last[-1]["update_id"] + 1)


@asynccontextmanager
async def simulated(*arguments: str, crowd: int = 0) -> AsyncIterator[Simulated]:
    """A simulator with these command-line arguments, and a crowd of so many phones (`tests/bench/crowd.py`)."""
    program = ("tests.bench.crowd", str(crowd)) if crowd else ("bot.simulator",)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *program, "--port", "0", "--token", TOKEN, *arguments),
        cwd=ROOT,
        env=environment({}),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().split()[-1]
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            yield Simulated(url, client)
    finally:
        process.terminate()
        await process.wait()
