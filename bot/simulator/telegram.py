"""A whole Telegram: people's phones on one side, the Bot API on the other, whose one entrance is `call`."""

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from bot.simulator.chats import Account
from bot.simulator.contract import Contract
from bot.simulator.errors import (
    ApiError,
    ConnectionReset,
    Garbled,
    Unreachable,
    not_found,
)
from bot.simulator.faults import Fault, Kind
from bot.simulator.ledger import Call
from bot.simulator.limits import Gate, Limits
from bot.simulator.methods import METHODS
from bot.simulator.phones import Phone
from bot.simulator.state import State
from bot.simulator.wire import Json, Query, Upload

DEMO_TOKEN = "1000000001:simulated-bot-token-of-the-demo-only"  # noqa: S105 - opens nothing but the simulator
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Telegram(State):
    """A pretend Telegram with one bot. Use it from one event loop; nothing here is thread-safe.

    `now` gives the simulated instant (aware, UTC) by which messages are dated, taps and updates expire.
    Limits are off unless given. With a contract, each departure from the Bot API is written to `breaches`.
    """

    def __init__(
        self,
        token: str = DEMO_TOKEN,
        username: str = "qoot_demo_bot",
        first_name: str = "QOOT",
        *,
        now: Callable[[], datetime] = utc_now,
        limits: Limits | None = None,
        contract: Contract | None = None,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        super().__init__({"id": bot_id, "is_bot": True, "first_name": first_name, "username": username}, now)
        self.token = token
        self.contract = contract
        self.gate = Gate(limits) if limits else None
        self.ledger: list[Call] = []
        self.breaches: list[str] = []
        self._closing = asyncio.Event()

    # People

    def phone(
        self,
        user_id: int,
        first_name: str = "Amina",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ar",
    ) -> Phone:
        """The phone of an account, which is created when it is new; a known account stays as it is."""
        return Phone(self, self.chat_of(Account(user_id, first_name, last_name, username, language_code)))

    @property
    def phones(self) -> list[Phone]:
        """All phones, in order of creation."""
        return [Phone(self, chat) for chat in self.chats.values()]

    # The Bot API

    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, Json]:
        """Serve one request: HTTP status and JSON body. Raises BrokenWire when no such answer arrives."""
        query = Query(method.lower(), params, files)
        call = Call(method, params, query.chat_id, monotonic(), self.now())
        self.ledger.append(call)
        if self.faults.outage:
            call.outcome = "outage"
            raise Unreachable
        fault, latency = self.faults.take(query.method, call.chat_id)
        if latency:
            await asyncio.sleep(latency / 2)
        if fault is not None and (refusal := await self._strike_before(fault, call)):
            return self._refused(call, refusal)
        status, body = await self._serve(query, call)
        if latency:
            await asyncio.sleep(latency / 2)
        if fault is not None or self.faults.outage:
            await self._strike_after(fault, call, body)
        return status, body

    async def _serve(self, query: Query, call: Call) -> tuple[int, Json]:
        function = METHODS.get(query.method)
        if self.contract is not None:
            self.breaches += self.contract.problems(call.method, query.params, tuple(query.files))
        try:
            if function is None:
                raise not_found()
            if too_many := self._too_many(query):
                raise too_many
            result = function(self, query)
            if inspect.isawaitable(result):
                result = await result
        except ApiError as refusal:
            return self._refused(call, refusal)
        call.outcome = "ok"
        call.at = self.now()
        call.accepted_at = monotonic()
        first = result[0] if isinstance(result, list) and result else result
        if isinstance(first, dict):
            call.message_id = first.get("message_id")
        return 200, {"ok": True, "result": result}

    def _too_many(self, query: Query) -> ApiError | None:
        if self.gate is None:
            return None
        media = query.value("media", "media") if query.method == "sendmediagroup" else None
        return self.gate.check(query.method, query.chat_id, len(media) if isinstance(media, list) else 1)

    def _refused(self, call: Call, refusal: ApiError) -> tuple[int, Json]:
        call.outcome, call.description = str(refusal.code), refusal.description
        return refusal.code, refusal.body()

    async def _strike_before(self, fault: Fault, call: Call) -> ApiError | None:
        if fault.kind is Kind.RESET_BEFORE:
            call.outcome = "reset"
            raise ConnectionReset
        if fault.kind is Kind.HTML:
            call.outcome = "garbage"
            raise Garbled(PAGE)
        if fault.kind is Kind.HANG:
            call.outcome = "hang"
            await self._hang()
        return fault.refusal()

    async def _strike_after(self, fault: Fault | None, call: Call, body: Json) -> None:
        accepted = "ok-" if call.is_accepted else ""
        if fault is None or fault.kind is Kind.RESET_AFTER:
            call.outcome = f"{accepted}reset"
            raise ConnectionReset
        if fault.kind is Kind.GARBAGE:
            call.outcome = f"{accepted}garbage"
            whole = json.dumps(body).encode()
            raise Garbled(whole[: len(whole) // 2])
        if fault.kind is Kind.HANG_AFTER:
            call.outcome = f"{accepted}hang"
            await self._hang()

    async def _hang(self) -> None:
        await self._closing.wait()
        raise ConnectionReset

    def close(self) -> None:
        """End what waits: hanging calls, the long poll, the webhook's deliveries."""
        self._closing.set()
        self.updates.interrupt(ApiError(500, "Internal Server Error: restart"))
        self.webhook.stop()
        self.publish({"type": "closing"})

    @property
    def is_closing(self) -> bool:
        """Whether `close` was called."""
        return self._closing.is_set()
