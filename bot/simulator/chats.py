"""People and their private chats with the bot, as both sides see them."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.wire import Json


@dataclass(slots=True)
class Account:
    """A Telegram user."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone_number: str = ""

    def user(self) -> Json:
        """The account as a User object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | self._optional(language_code=self.language_code)

    def chat(self) -> Json:
        """The account as the Chat object of its private chat."""
        return {"id": self.id, "first_name": self.first_name, **self._optional(), "type": "private"}

    def _optional(self, **more: Any) -> Json:
        given = {"last_name": self.last_name, "username": self.username, **more}
        return {name: value for name, value in given.items() if value}


@dataclass(slots=True)
class Message:
    """A message in a chat. `body` is the Bot API's object and is replaced, never changed, by an edit."""

    body: Json
    from_bot: bool
    is_editable: bool = True
    chosen: dict[int, list[int]] = field(default_factory=dict)
    reaction: list[Json] = field(default_factory=list)

    def view(self, reader: int) -> Json:
        """The message as one reader's phone shows it."""
        shown = {**self.body, "from_bot": self.from_bot}
        if self.reaction:
            shown["reaction"] = self.reaction
        if "poll" in self.body:
            shown["poll"] = {**self.body["poll"], "chosen": self.chosen.get(reader, [])}
        return shown


@dataclass(slots=True)
class Chat:
    """A private chat between the bot and one account."""

    account: Account
    is_started: bool = False
    is_blocked: bool = False
    is_deactivated: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    answers: list[Json] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    unread: int = 0
    pinned: list[int] = field(default_factory=list)
    user: Json = field(init=False)
    chat: Json = field(init=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Take over what changed in the account; the objects are shared by all new messages."""
        self.user = self.account.user()
        self.chat = self.account.chat()

    @property
    def id(self) -> int:
        """A private chat has the number of its user."""
        return self.account.id
