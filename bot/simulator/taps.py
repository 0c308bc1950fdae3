"""Taps on inline buttons that wait for their answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ANSWERABLE_FOR = timedelta(seconds=150)
"""How long Telegram waits for the answer to a tap (an observed value; the Bot API does not name it)."""
FIRST_ID = 4_000_000_000_000_001


@dataclass(slots=True)
class Taps:
    """Each tap by its callback query id, with the chat where it happened."""

    now: Callable[[], datetime]
    _waiting: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _next_id: int = FIRST_ID

    def begin(self, chat_id: int) -> str:
        """A new tap; its callback query id."""
        query_id = str(self._next_id)
        self._next_id += 1
        self._waiting[query_id] = (chat_id, self.now())
        return query_id

    def answer(self, query_id: str) -> int | None:
        """Settle a tap; its chat, or None when it is unknown, answered already or too old."""
        chat_id, at = self._waiting.pop(query_id, (None, None))
        return chat_id if at is not None and self.now() - at <= ANSWERABLE_FOR else None

    @property
    def unanswered(self) -> list[str]:
        """The taps without an answer, oldest first."""
        return list(self._waiting)
