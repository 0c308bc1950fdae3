"""What Telegram knows: accounts, chats, messages, updates, files; and what methods and phones do with it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.simulator.chats import Account, Chat, Message
from bot.simulator.errors import bad_request, forbidden
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.menus import Menus, Profile, Wording
from bot.simulator.polls import Polls
from bot.simulator.taps import Taps
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhooks import Webhook
from bot.simulator.wire import Json, Query, Upload

FIRST_ALBUM_ID = 13_000_000_000_000_001
PHONE_NUMBERS = "+96170{:06d}"


class State(ABC):
    """Everything about one bot and the people who have it. `now` gives the simulated instant (aware, UTC)."""

    def __init__(self, bot: Json, now: Callable[[], datetime]) -> None:
        self.bot = bot
        self.now = now
        self.chats: dict[int, Chat] = {}
        self.faults = Faults()
        self.files = Files()
        self.updates = UpdateQueue(now)
        self.webhook = Webhook(self.updates, self.faults, now, self.call)
        self.taps = Taps(now)
        self.polls = Polls()
        self.menus = Menus()
        self.profile = Profile(Wording(bot["first_name"]))
        self._subscribers: list[asyncio.Queue[Json]] = []
        self._last_message_id = 0
        self._last_album_id = FIRST_ALBUM_ID - 1

    @abstractmethod
    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, Json]:
        """Serve one request: HTTP status and JSON body. Raises BrokenWire when no such answer arrives."""

    def chat_of(self, account: Account) -> Chat:
        """The chat of an account, which is created when it is new; a known account stays as it is."""
        if account.id not in self.chats:
            account.phone_number = PHONE_NUMBERS.format(account.id % 1_000_000)
            self.chats[account.id] = Chat(account)
            self.publish_phone(self.chats[account.id])
        return self.chats[account.id]

    def inject(self, raw_update: Json) -> int:
        """Queue any update, garbage too, under the next update id, which is returned."""
        return self.updates.inject(raw_update)

    # For methods and phones

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

    def next_album_id(self) -> str:
        """What the messages of one album share."""
        self._last_album_id += 1
        return str(self._last_album_id)

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
