"""The core of the simulator: accounts, chats, messages, updates; the Bot API's one entrance is `call`."""

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from bot.simulator.chats import Account, Chat, Message
from bot.simulator.contract import Contract
from bot.simulator.errors import (
    ApiError,
    ConnectionReset,
    Garbled,
    Unreachable,
    bad_request,
    forbidden,
    not_found,
)
from bot.simulator.faults import Fault, Faults, Kind
from bot.simulator.files import Files
from bot.simulator.ledger import Call
from bot.simulator.limits import Gate, Limits
from bot.simulator.menus import Menus, Profile, Wording
from bot.simulator.methods import METHODS
from bot.simulator.phones import Phone
from bot.simulator.polls import Polls
from bot.simulator.taps import Taps
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhooks import Webhook
from bot.simulator.wire import Json, Query, Upload

DEMO_TOKEN = "1000000001:simulated-bot-token-of-the-demo-only"  # noqa: S105 - opens nothing but the simulator
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
PHONE_NUMBERS = "+96170{:06d}"


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Telegram:
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
        self.token = token
        self.now = now
        self.contract = contract
        bot_id = int(token.partition(":")[0])
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": first_name, "username": username}
        self.gate = Gate(limits) if limits else None
        self.chats: dict[int, Chat] = {}
        self.faults = Faults()
        self.files = Files()
        self.ledger: list[Call] = []
        self.breaches: list[str] = []
        self.updates = UpdateQueue(now)
        self.webhook = Webhook(self)
        self.taps = Taps(now)
        self.polls = Polls()
        self.menus = Menus()
        self.profile = Profile(Wording(first_name))
        self._subscribers: list[asyncio.Queue[Json]] = []
        self._last_message_id = 0
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
        if user_id not in self.chats:
            number = PHONE_NUMBERS.format(user_id % 1_000_000)
            account = Account(user_id, first_name, last_name, username, language_code, number)
            self.chats[user_id] = Chat(account)
            self.publish_phone(self.chats[user_id])
        return Phone(self, self.chats[user_id])

    @property
    def phones(self) -> list[Phone]:
        """All phones, in order of creation."""
        return [Phone(self, chat) for chat in self.chats.values()]

    def inject(self, raw_update: Json) -> int:
        """Queue any update, garbage too, under the next update id, which is returned."""
        return self.updates.inject(raw_update)

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
            if self.gate is not None and (too_many := self.gate.check(query.method, call.chat_id)):
                raise too_many
            result = function(self, query)
            if inspect.isawaitable(result):
                result = await result
        except ApiError as refusal:
            return self._refused(call, refusal)
        call.outcome = "ok"
        call.at = self.now()
        call.accepted_at = monotonic()
        if isinstance(result, dict):
            call.message_id = result.get("message_id")
        return 200, {"ok": True, "result": result}

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

    # For the methods

    def chat(self, chat_id: Any) -> Chat:
        """The chat of a number; ApiError 400 where there is none, or the person never wrote."""
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdigit() else None
        if chat is None or not chat.is_started:
            raise bad_request("chat not found")
        return chat

    def reachable(self, query: Query) -> Chat:
        """The chat of a call that is to be written to; ApiError 403 where the person does not let the bot."""
        chat = self.chat(query.params.get("chat_id"))
        if chat.is_deactivated:
            raise forbidden("user is deactivated")
        if chat.is_blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def timestamp(self) -> int:
        """The simulated instant in seconds, as messages carry it."""
        return int(self.now().timestamp())

    def next_message_id(self) -> int:
        """Message ids rise over all private chats of a bot, as at Telegram."""
        self._last_message_id += 1
        return self._last_message_id

    def chat_instance(self, chat_id: int) -> str:
        """The opaque number of a chat that callback queries carry."""
        return str(chat_id * 7_919 + self.bot["id"])

    def add(self, chat: Chat, message: Message) -> None:
        """Put a message into a chat."""
        chat.messages[message.body["message_id"]] = message
        chat.unread += message.from_bot
        self.publish_message("message", chat, message)

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message out of a chat, on both sides."""
        del chat.messages[message_id]
        chat.pinned = [one for one in chat.pinned if one != message_id]
        self.publish({"type": "deleted", "chat_id": chat.id, "message_id": message_id})

    # For the page

    def subscribe(self) -> asyncio.Queue[Json]:
        """A queue that gets each event from now on, until `unsubscribe`."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._subscribers.append(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Json]) -> None:
        """End a subscription."""
        self._subscribers.remove(queue)

    def publish(self, event: Json) -> None:
        """Tell an event to all who subscribed."""
        for queue in self._subscribers:
            queue.put_nowait(event)

    def publish_message(self, kind: str, chat: Chat, message: Message) -> None:
        """Tell a new or edited message."""
        if self._subscribers:
            self.publish({"type": kind, "chat_id": chat.id, "message": message.view(chat.id)})

    def publish_phone(self, chat: Chat) -> None:
        """Tell that a phone is new or has changed."""
        self.publish({"type": "phone", "chat_id": chat.id})
