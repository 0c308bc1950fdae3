"""What came in, as the handlers see it: an update parsed by itself, with nothing in it believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import (
    Animation,
    Audio,
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    Contact,
    Document,
    Message,
    MessageEntity,
    Update,
    User,
    Video,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.markup import as_html
from bot.replies import Media, MediaKind

COMMAND_LENGTH = 64
PAPERS = (MediaKind.PHOTO, MediaKind.DOCUMENT, MediaKind.ANIMATION)
NAMED = (MediaKind.ANIMATION, MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.DOCUMENT)
"""What may have a file name; an animation comes with a document that is the same, for bots that know none."""


class OneByOne(Exception):
    """An album came to a handler that takes one file: each is taken in a turn of its own, as if sent by itself."""


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
    """A document, picture, video, animation or audio (its `media`), by Telegram's ids; its bytes stay with Telegram."""

    file_id: str
    unique_id: str
    name: str
    size: int
    media: str

    @property
    def shown(self) -> Media:
        """The file as a reply shows it again."""
        return Media(MediaKind(self.media), self.file_id)


@dataclass(frozen=True)
class SharedPlace:
    """A spot on the map; of a venue, with what it is called and its address."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """One update from one person in a private chat. Exactly one of its kinds is set; `is_edit`: it was sent before;
    `parts` are the messages that a long text came in. `sent_at` is when it was sent, by Telegram's clock, which says
    nothing of taps. `tapped_message` is None when the button stood below something else than a text, where no screen
    can be shown.

    `files` are one, or the two to ten of an album, in their order; `caption` is what stands below them, and
    `caption_html` the same with its formatting. `apart` are the messages of an album, as if each had been sent by
    itself; `message_id` is then that of the one with the caption, or the first. `album` is the id that they share, also
    with one that came late, or that is edited by itself.
    """

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
    files: tuple[SharedFile, ...] = ()
    caption: str = ""
    caption_html: str = ""
    apart: tuple[Incoming, ...] = ()
    album: str = ""
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
    def file(self) -> SharedFile | None:
        """The one file that was sent. Raises OneByOne when it was an album: who takes albums looks at `files`."""
        if len(self.files) > 1:
            raise OneByOne
        return self.files[0] if self.files else None

    @property
    def paper(self) -> SharedFile | None:
        """The one file that was sent, if it can be kept as a document: a picture, a document, or an animation, which
        Telegram has as a document, too. Raises OneByOne."""
        file = self.file
        if file is None or file.media not in PAPERS:
            return None
        return replace(file, media=MediaKind.DOCUMENT.value) if file.media == MediaKind.ANIMATION else file

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
        if album := raw.get("album"):
            return _together([_written(Message.de_json(one, bot), bot) for one in album])
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
        caption = message.caption or ""
        return replace(
            bare,
            files=(file,),
            caption=caption,
            caption_html=as_html(caption, [entity.to_dict() for entity in message.caption_entities]),
            album=message.media_group_id or "",
        )
    if (place := _place(message)) is not None:
        return replace(bare, place=place)
    return replace(bare, is_other=True)


def _together(written: Sequence[Incoming | None]) -> Incoming | None:
    """The messages of an album as one. What stands below several of its files is read one after the other."""
    apart = [one for one in written if one is not None and one.files]
    worded = [one for one in apart if one.caption]
    if len(apart) < 2:
        return apart[0] if apart else None
    return replace(
        (worded or apart)[0],
        files=tuple(file for one in apart for file in one.files),
        caption="\n\n".join(one.caption for one in worded),
        caption_html="\n\n".join(one.caption_html for one in worded),
        apart=tuple(apart),
    )


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
    if message.photo:
        photo = message.photo[-1]
        return SharedFile(
            photo.file_id, photo.file_unique_id, "", photo.file_size or 0, MediaKind.PHOTO.value
        )
    for kind in NAMED:
        found: Animation | Audio | Document | Video | None = getattr(message, kind)
        if found is not None:
            name, size = found.file_name or "", found.file_size or 0
            return SharedFile(found.file_id, found.file_unique_id, name, size, kind.value)
    return None


def _place(message: Message) -> SharedPlace | None:
    if message.venue is not None:
        spot = message.venue.location
        return SharedPlace(spot.latitude, spot.longitude, f"{message.venue.title}, {message.venue.address}")
    if message.location is not None:
        return SharedPlace(message.location.latitude, message.location.longitude)
    return None
