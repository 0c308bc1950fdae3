"""What came in, as the handlers see it: an update parsed by itself, with nothing in it believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Contact, Message, MessageEntity, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.markup import as_html

COMMAND_LENGTH = 64


@dataclass(frozen=True)
class Sender:
    """Who wrote or tapped, as their phone says; only the numeric id is trusted."""

    id: int
    name: str = ""
    language_code: str | None = None


@dataclass(frozen=True)
class SharedContact:
    """A contact card; `is_own` says whether it is the sender's."""

    phone: str
    name: str
    telegram_id: int | None
    is_own: bool


@dataclass(frozen=True)
class SharedFile:
    """A document or picture, by Telegram's ids; its bytes stay with Telegram."""

    file_id: str
    unique_id: str
    name: str
    size: int
    media: str


@dataclass(frozen=True)
class SharedPlace:
    """A spot on the map; of a venue, with what it is called and its address."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """One update from one person in a private chat. Exactly one of its kinds is set; `is_edit`: it was sent before;
    `parts` are the messages that a long text came in; `caption` is what stands below a file. `sent_at` is when it was
    sent, by Telegram's clock, which says nothing of taps."""

    sender: Sender
    text: str | None = None
    html: str = ""
    message_id: int = 0
    sent_at: datetime | None = None
    parts: tuple[int, ...] = ()
    is_edit: bool = False
    command: str = ""
    argument: str = ""
    is_forwarded: bool = False
    contact: SharedContact | None = None
    file: SharedFile | None = None
    caption: str = ""
    place: SharedPlace | None = None
    tap: str | None = None
    callback_id: str = ""
    tapped_message: int | None = None
    has_blocked: bool | None = None
    is_other: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether it is a text, sent just now, and no command."""
        return self.text is not None and not self.command and not self.is_edit

    @property
    def is_tap(self) -> bool:
        """Whether a button was tapped."""
        return bool(self.callback_id)


def parse(raw: Any, bot: Bot) -> Incoming | None:
    """Read a raw update. None for what concerns nobody here (groups, channels). Raises anything for poison."""
    update = Update.de_json(raw, bot)
    if update.callback_query is not None:
        return _tapped(update.callback_query)
    if update.message is not None:
        written = _written(update.message, bot)
        return written and replace(written, parts=tuple(raw.get("parts", ())))
    if update.edited_message is not None:
        written = _written(update.edited_message, bot)
        return written and replace(written, is_edit=True)
    if update.my_chat_member is not None:
        return _joined_or_left(update.my_chat_member)
    return None


def _sender(user: User) -> Sender:
    return Sender(user.id, user.full_name, user.language_code)


def _tapped(query: CallbackQuery) -> Incoming | None:
    message = query.message
    if message is not None and message.chat.type != ChatType.PRIVATE:
        return None
    is_editable = isinstance(message, Message) and message.text is not None
    return Incoming(
        _sender(query.from_user),
        tap=query.data or "",
        callback_id=query.id,
        tapped_message=message.message_id if message is not None and is_editable else None,
    )


def _joined_or_left(change: ChatMemberUpdated) -> Incoming | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    gone = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return Incoming(_sender(change.from_user), has_blocked=change.new_chat_member.status in gone)


def _written(message: Message, bot: Bot) -> Incoming | None:
    user = message.from_user
    if user is None or user.is_bot or message.chat.type != ChatType.PRIVATE:
        return None
    bare = Incoming(
        _sender(user),
        message_id=message.message_id,
        sent_at=message.edit_date or message.date,
        is_forwarded=message.forward_origin is not None,
    )
    if message.text is not None:
        command, argument = _command(message, bot)
        return replace(
            bare,
            text=message.text,
            html=as_html(message.text, [entity.to_dict() for entity in message.entities]),
            command=command,
            argument=argument,
        )
    if message.contact is not None:
        return replace(bare, contact=_contact(message.contact, user.id))
    if (file := _file(message)) is not None:
        return replace(bare, file=file, caption=message.caption or "")
    if (place := _place(message)) is not None:
        return replace(bare, place=place)
    return replace(bare, is_other=True)


def _command(message: Message, bot: Bot) -> tuple[str, str]:
    entities = message.entities
    text = message.text or ""
    if not entities or entities[0].type != MessageEntity.BOT_COMMAND or entities[0].offset != 0:
        return "", ""
    word, rest = text[1 : entities[0].length], text[entities[0].length :]
    name, _, addressee = word.partition("@")
    if addressee and addressee.lower() != bot.username.lower():
        return "", ""
    return name.lower()[:COMMAND_LENGTH], rest.strip()


def _contact(contact: Contact, sender_id: int) -> SharedContact:
    return SharedContact(
        contact.phone_number,
        " ".join(part for part in (contact.first_name, contact.last_name) if part),
        contact.user_id,
        is_own=contact.user_id == sender_id,
    )


def _file(message: Message) -> SharedFile | None:
    if message.document is not None:
        document = message.document
        return SharedFile(
            document.file_id,
            document.file_unique_id,
            document.file_name or "",
            document.file_size or 0,
            "document",
        )
    if message.photo:
        photo = message.photo[-1]
        return SharedFile(photo.file_id, photo.file_unique_id, "", photo.file_size or 0, "photo")
    return None


def _place(message: Message) -> SharedPlace | None:
    if message.venue is not None:
        spot = message.venue.location
        return SharedPlace(spot.latitude, spot.longitude, f"{message.venue.title}, {message.venue.address}")
    if message.location is not None:
        return SharedPlace(message.location.latitude, message.location.longitude)
    return None
