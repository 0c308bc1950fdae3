"""Requests to join, from people who have no invite."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.secrets import Encrypted


class Decision(StrEnum):
    """What became of a request. `JOINED`: nobody had to decide, an invite link let them in meanwhile."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    JOINED = "joined"


class JoinRequest(Base, kw_only=True):
    """Somebody asked to join: who they say they are, and what staff answered. One open request a person.

    `words` are what they wrote to staff, such as how to reach them.
    """

    __tablename__ = "join_requests"
    __table_args__ = (
        Index(
            "uq_join_requests_open",
            "telegram_id",
            unique=True,
            sqlite_where=text("decision = 'open'"),
            postgresql_where=text("decision = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    telegram_id: Mapped[int] = mapped_column(TelegramId)
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(Encrypted)
    company: Mapped[str] = mapped_column(Encrypted)
    words: Mapped[str | None] = mapped_column(Encrypted, default=None)
    decision: Mapped[Decision] = mapped_column(Choice(Decision), default=Decision.OPEN)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), default=None
    )
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    decided_by: Mapped[int | None] = mapped_column(TelegramId, default=None)

    @property
    def about(self) -> str:
        """What messages call it."""
        return f"request:{self.id}"
