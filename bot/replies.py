"""What is shown to people, before Telegram: replies, buttons, and taps (typed callback data)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, dataclass_transform, get_type_hints

from bot.charts.pictures import Picture, as_plain
from bot.i18n import directed, speaking, undirected
from bot.markup import CAPTION_LENGTH, TEXT_LENGTH, fits

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
CALLBACK_BYTES = 64
"""Telegram's limit on callback data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

LABELS_IN_A_ROW = 40
"""Characters of labels that a phone shows in one row of buttons."""


class UnknownTap(ValueError):
    """Callback data that no button of ours carries; the client's word is never trusted."""


@dataclass_transform(frozen_default=True)
class Tap:
    """Typed callback data. A subclass becomes a frozen dataclass of int, bool, str and StrEnum fields, with a `prefix`.

    Packed as `prefix:field:…`, numbers in base 36; at most 64 bytes (a test holds it). Last fields that have their
    default are left out: a tap that gains a field with one still reads the buttons of before.
    """

    prefix: ClassVar[str]
    registry: ClassVar[dict[str, type[Tap]]] = {}

    def __init_subclass__(cls, prefix: str) -> None:
        if prefix in Tap.registry:
            raise TypeError(f"two taps are called {prefix}")
        cls.prefix = prefix
        dataclass(frozen=True)(cls)
        Tap.registry[prefix] = cls

    def pack(self) -> str:
        """As callback data. Raises ValueError when it would not fit."""
        items = list(dataclasses.fields(self))  # type: ignore[arg-type]
        while items and getattr(self, items[-1].name) == items[-1].default:
            items.pop()
        data = ":".join([self.prefix, *(_packed(getattr(self, item.name)) for item in items)])
        if len(data.encode()) > CALLBACK_BYTES:
            raise ValueError(f"{data!r} is over {CALLBACK_BYTES} bytes")
        return data

    @staticmethod
    def unpack(data: str) -> Tap:
        """Back from callback data. Raises UnknownTap."""
        if len(data.encode(errors="surrogatepass")) > CALLBACK_BYTES:
            raise UnknownTap(data[:CALLBACK_BYTES])
        prefix, *parts = data.split(":")
        kind = Tap.registry.get(prefix)
        if kind is None:
            raise UnknownTap(data[:CALLBACK_BYTES])
        kinds = _field_kinds(prefix)
        try:
            if len(parts) > len(kinds):
                raise ValueError(data)
            return kind(*map(_unpacked, kinds, parts))
        except (ValueError, TypeError):  # a field that is no such value, or that is missing
            raise UnknownTap(data[:CALLBACK_BYTES]) from None


@cache
def _field_kinds(prefix: str) -> tuple[Any, ...]:
    """The types of the fields of a kind of tap, in order."""
    kind = Tap.registry[prefix]
    hints = get_type_hints(kind)
    return tuple(hints[item.name] for item in dataclasses.fields(kind))  # type: ignore[arg-type]


def _packed(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return _base36(value)
    text = str(value)
    if ":" in text:
        raise ValueError("a tap's text holds no colon")
    return text


def _unpacked(kind: Any, part: str) -> Any:
    if kind is bool:
        if part not in {"0", "1"}:
            raise ValueError(part)
        return part == "1"
    if kind is int:
        number = int(part, 36)
        if _base36(number) != part or abs(number) >= 2**63:
            raise ValueError(part)
        return number
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(part)
    return part


def _base36(number: int) -> str:
    sign, number = ("-", -number) if number < 0 else ("", number)
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if not number:
            return sign + digits


class Style(StrEnum):
    """How a button looks (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

    PLAIN = ""
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


COPIED_LENGTH = 256
"""Telegram's limit on what a button copies (https://core.telegram.org/bots/api#copytextbutton), in UTF-16 units."""


@dataclass(frozen=True)
class Button:
    """A button under a message: it taps, opens a link, or copies a text, of up to 256 UTF-16 units."""

    label: str
    tap: Tap | None = None
    url: str = ""
    style: Style = Style.PLAIN
    copies: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Bundle:
    """Documents that Telegram has, in one archive: the path of each there, and its file id. What Telegram does not give
    any more when it is put together is named in a note, a text file whose name is `missing`."""

    parts: tuple[tuple[str, str], ...]
    missing: str


@dataclass(frozen=True)
class File:
    """A document or photo: bytes with a name of ours, a picture to be drawn, documents to be put together, or the file
    id of one that Telegram has.

    A picture is drawn, and documents are fetched, when they are sent: a turn, and the letter that many get, hold only
    what is to be done.
    """

    name: str = ""
    data: bytes = field(default=b"", repr=False)
    file_id: str = ""
    media: str = "document"
    picture: Picture | None = None
    bundle: Bundle | None = None


class MediaKind(StrEnum):
    """What Telegram shows a file as. It keeps its kind when it is sent again by its id."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    ANIMATION = "animation"
    AUDIO = "audio"


MOST_MEDIA = 10
"""The most files that one album shows (https://core.telegram.org/bots/api#sendmediagroup)."""
_SHOWN_TOGETHER = (
    {MediaKind.PHOTO, MediaKind.VIDEO},
    {MediaKind.DOCUMENT},
    {MediaKind.AUDIO},
)


@dataclass(frozen=True)
class Media:
    """A file that people sent, and Telegram has: its kind, and its id for this bot."""

    kind: MediaKind
    file_id: str


def are_one_album(media: Iterable[Media]) -> bool:
    """Whether Telegram shows these as one album: two to ten, pictures with videos, and all else only with its like."""
    listed = list(media)
    kinds = {one.kind for one in listed}
    return 2 <= len(listed) <= MOST_MEDIA and any(kinds <= together for together in _SHOWN_TOGETHER)


@dataclass(frozen=True)
class Reply:
    """What a turn shows: text (Telegram HTML) with its buttons.

    A tap's reply edits the tapped message unless `is_new`; a typed message's reply comes as a new message, and the
    screen before it is taken away. A `file` always comes as a new message, and so do `media`: one has the text as its
    caption, and the buttons; of two to ten, which are an album, the first has the caption. An album can have no
    buttons: with some, the text comes below it as a message of its own. `toast` is the short note over the chat that
    answers a tap. `asks_contact` is the label of a reply-keyboard button that shares one's own phone number;
    `ends_keyboard` takes such a keyboard away. `before` are messages that stay, shown above this one.
    `text` may be empty when only a toast is due; when staff wrote it, not we, it is `is_verbatim`, and nothing of
    ours is put into it. `language` is whose it shows, where that is not the reader's: a preview.
    """

    text: str = ""
    buttons: Rows = ()
    toast: str = ""
    is_alert: bool = False
    is_new: bool = False
    file: File | None = None
    media: tuple[Media, ...] = ()
    asks_contact: str = ""
    ends_keyboard: bool = False
    before: tuple[Reply, ...] = ()
    is_verbatim: bool = False
    language: str = ""


SILENCE = Reply()
"""Nothing to show; a tap is answered all the same."""


def rows(*buttons: Button | tuple[Button, ...]) -> Rows:
    """Rows of buttons: a bare button is a row of its own."""
    return tuple(button if isinstance(button, tuple) else (button,) for button in buttons)


def grid(buttons: Iterable[Button], columns: int) -> Rows:
    """Buttons in rows of at most `columns`; one whose label would be cut beside others stands alone."""
    laid: list[tuple[Button, ...]] = []
    has_room = False
    for button in buttons:
        is_short = len(undirected(button.label)) * columns <= LABELS_IN_A_ROW
        if is_short and has_room and len(laid[-1]) < columns:
            laid[-1] += (button,)
        else:
            laid.append((button,))
        has_room = is_short
    return tuple(laid)


def room(*, files: int, has_buttons: bool) -> int:
    """How many characters a text with so many files may have: those of a caption, or of a message where it comes as
    one."""
    return CAPTION_LENGTH if files == 1 or (files and not has_buttons) else TEXT_LENGTH


def laid_out(reply: Reply, language: str) -> dict[str, Any]:
    """A reply as a delivery keeps it: plain JSON for one reader. Lines of ours are marked with their direction, and
    Arabic rows are mirrored, since Telegram has no right-to-left layout for keyboards.

    `outbox/telegram.py` says what each key means, and which others a delivery's content may have. Raises ValueError for
    media that Telegram does not show together.
    """
    language = reply.language or language
    content: dict[str, Any] = {"text": reply.text if reply.is_verbatim else _directed(reply, language)}
    if reply.buttons:
        is_mirrored = language == "ar"
        content["buttons"] = [
            [_plain(button) for button in (reversed(row) if is_mirrored else row)] for row in reply.buttons
        ]
    if reply.asks_contact:
        content["asks_contact"] = reply.asks_contact
    if reply.ends_keyboard:
        content["ends_keyboard"] = True
    if reply.file is not None:
        content["file"] = _plain_file(reply.file)
    if reply.media:
        if len(reply.media) > 1 and not are_one_album(reply.media):
            raise ValueError(f"no album: {[one.kind.value for one in reply.media]}")
        content["media"] = [{"kind": one.kind.value, "file_id": one.file_id} for one in reply.media]
    if reply.before:
        content["before"] = [laid_out(one, language) for one in reply.before]
    return content


def _directed(reply: Reply, language: str) -> str:
    """The text with the marks and isolates that its reader needs, or without where they would make it too long."""
    with speaking(language):
        text = directed(reply.text)
    files = 1 if reply.file is not None else len(reply.media)
    return text if fits(text, room(files=files, has_buttons=bool(reply.buttons))) else undirected(reply.text)


def _plain(button: Button) -> dict[str, str]:
    plain = {"label": button.label}
    if button.tap is not None:
        plain["data"] = button.tap.pack()
    if button.url:
        plain["url"] = button.url
    if button.copies:
        plain["copies"] = undirected(button.copies)
    if button.style:
        plain["style"] = button.style.value
    return plain


def _plain_file(file: File) -> dict[str, Any]:
    plain: dict[str, Any] = {"media": file.media, "name": file.name}
    if file.file_id:
        plain["file_id"] = file.file_id
    elif file.picture is not None:
        plain["picture"] = as_plain(file.picture)
    elif file.bundle is not None:
        plain["bundle"] = {
            "parts": [list(part) for part in file.bundle.parts],
            "missing": file.bundle.missing,
        }
    else:
        plain["data"] = file.data.decode("latin-1")
    return plain
