"""What was sent for a broadcast, and where it went: so that one tap moves it to another language, or takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

PlainMedia = list[dict[str, str]]
"""Files as they are kept: [{"kind", "file_id"}, …]."""


@dataclass(frozen=True)
class Content:
    """What came in one message: a text (Telegram HTML, or ""), files, and the update that brought them."""

    html: str
    media: PlainMedia
    came_in: int


@dataclass(frozen=True)
class Taken:
    """Content that a broadcast took, and what stood there before.

    `language` is the one that the text was taken for, "" where files came alone; `is_sure`: its words say so.
    `before` is what that language said, None when it said nothing. `shared` are the files for all languages as they
    were, and `now_shared` as they became, where the content changed them; else both are None.
    """

    html: str
    media: PlainMedia
    came_in: int
    language: str
    is_sure: bool
    before: dict[str, Any] | None = None
    shared: PlainMedia | None = None
    now_shared: PlainMedia | None = None

    @property
    def content(self) -> Content:
        """What was sent."""
        return Content(self.html, self.media, self.came_in)

    @property
    def replaced(self) -> str:
        """What the language said before, as HTML; nothing where no text came, or the same once more."""
        said = str(self.before["html"]) if self.before is not None and self.html else ""
        return said if said != self.html else ""

    def stored(self) -> dict[str, Any]:
        """As a dialogue remembers it."""
        return asdict(self)

    @staticmethod
    def of(remembered: Mapping[str, Any] | None) -> Taken | None:
        """Back from a dialogue."""
        return Taken(**remembered) if remembered else None
