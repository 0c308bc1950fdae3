"""Delivering updates to a webhook as Telegram does: one chat in order, chats side by side, with retries."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import httpx

from bot.simulator.errors import BrokenWire
from bot.simulator.faults import Faults
from bot.simulator.updates import UpdateQueue
from bot.simulator.wire import Json

PATIENCE = 60.0
"""Seconds that Telegram waits for the answer to a delivery (an observed value)."""
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 64.0


class Webhook:
    """The address that updates go to, "" when the bot polls.

    A delivery that fails is repeated at once, then after `first_pause` seconds, twice that, and so on. A call that
    the bot answers one with goes to `call`. Where an `only_port` is set, nothing is delivered to another one: whoever
    may call the simulator must not reach through it what else listens on this machine.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        faults: Faults,
        now: Callable[[], datetime],
        call: Callable[[str, Json], Awaitable[Any]],
    ) -> None:
        self._updates, self._faults, self._now, self._call = updates, faults, now, call
        self._wake = asyncio.Event()
        self._delivering: asyncio.Task[None] | None = None
        self._busy: set[int] = set()
        self._secret = ""
        self._last_error: tuple[int, str] | None = None
        self.url = ""
        self.max_connections = 0
        self.first_pause = FIRST_PAUSE
        self.only_port: int | None = None
        updates.on_put(self._wake.set)

    def begin(self, url: str, secret: str, max_connections: int) -> None:
        """Deliver to an address from now on, in tasks of the running loop."""
        self.stop()
        self.url, self._secret, self.max_connections = url, secret, max_connections
        if is_loopback(httpx.URL(url)) and self.serves(httpx.URL(url)):
            self._delivering = asyncio.get_running_loop().create_task(self._deliver())

    def serves(self, url: httpx.URL) -> bool:
        """Whether the port of an address is one that may be delivered to."""
        return self.only_port in (None, url.port)

    def stop(self) -> None:
        """End deliveries; what waits stays for getUpdates."""
        self.url, self._last_error = "", None
        if self._delivering is not None:
            self._delivering.cancel()
            self._delivering = None
        self._busy.clear()

    def info(self) -> Json:
        """What getWebhookInfo tells."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting),
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self._last_error:
            info["last_error_date"], info["last_error_message"] = self._last_error
        if self._updates.allowed:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    async def _deliver(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        async with (
            httpx.AsyncClient(timeout=PATIENCE, headers=headers, trust_env=False) as client,
            asyncio.TaskGroup() as lanes,
        ):
            while True:
                self._wake.clear()
                for lane, update in self._next():
                    self._busy.add(lane)
                    lanes.create_task(self._attend(client, lane, update))
                await self._wake.wait()

    def _next(self) -> Iterator[tuple[int, Json]]:
        """The oldest update of each chat that has none under way, as connections allow."""
        for update in self._updates.waiting:
            if len(self._busy) >= self.max_connections:
                return
            lane = lane_of(update)
            if lane not in self._busy:
                yield lane, update

    async def _attend(self, client: httpx.AsyncClient, lane: int, update: Json) -> None:
        pause = 0.0
        while any(one is update for one in self._updates.waiting) and not await self._attempt(client, update):
            await asyncio.sleep(pause)
            pause = min(pause * 2 or self.first_pause, LONGEST_PAUSE)
        self._busy.discard(lane)
        self._wake.set()

    async def _attempt(self, client: httpx.AsyncClient, update: Json) -> bool:
        """One delivery; whether the bot took the update."""
        try:
            if self._faults.outage:
                raise httpx.ConnectError("Connection refused")
            response = await client.post(self.url, json=update)
        except httpx.HTTPError as error:
            return self._failed(
                "Read timeout expired" if isinstance(error, httpx.TimeoutException) else str(error)
            )
        if not response.is_success:
            return self._failed(
                f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
            )
        self._updates.confirm(update["update_id"])
        await self._obey(response)
        return True

    def _failed(self, why: str) -> bool:
        self._last_error = int(self._now().timestamp()), why or "Connection reset by peer"
        return False

    async def _obey(self, response: httpx.Response) -> None:
        """A bot may answer a delivery with a call of the Bot API, whose result it never hears."""
        if not response.headers.get("content-type", "").startswith("application/json"):
            return
        try:
            call = response.json()
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(name := call.pop("method", None), str):
            try:
                await self._call(name, call)
            except BrokenWire:
                return


def lane_of(update: Json) -> int:
    """A number of the person or chat that an update is about, 0 when it is about nobody."""
    for payload in update.values():
        if not isinstance(payload, dict):
            continue
        for place in (payload.get("chat"), payload.get("from"), payload.get("user")):
            if isinstance(place, dict) and isinstance(place.get("id"), int):
                return int(place["id"])
    return 0


def is_loopback(url: httpx.URL) -> bool:
    """Whether an address is of this machine: the simulator delivers only there, and there HTTP will do."""
    try:
        return url.host == "localhost" or ip_address(url.host).is_loopback
    except ValueError:
        return False
