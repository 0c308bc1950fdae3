"""Deliveries: every message to somebody, written down before it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.secrets import EncryptedJSON


class Purpose(StrEnum):
    """Why a message is sent: it decides who goes first and whether a lost answer allows a second copy."""

    REPLY = "reply"
    DECISION = "decision"
    NOTICE = "notice"
    PROGRESS = "progress"
    REMINDER = "reminder"
    BROADCAST = "broadcast"

    @property
    def priority(self) -> int:
        """Lower goes first."""
        return _PRIORITY[self]

    @property
    def may_repeat(self) -> bool:
        """Whether an uncertain delivery is sent once more by itself. Broadcasts never are: staff decide."""
        return self is not Purpose.BROADCAST


_PRIORITY = {purpose: rank for rank, purpose in enumerate(Purpose)}


class Status(StrEnum):
    """Where a delivery stands. The last five are final, save that staff may send `uncertain` and `failed` again."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Delivery(Base, kw_only=True):
    """One message to one chat. `content` is what `bot.replies` rendered; it is wiped once nobody needs it."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_due",
            "priority",
            "not_before",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_deliveries_sending",
            "leased_until",
            sqlite_where=text("status = 'sending'"),
            postgresql_where=text("status = 'sending'"),
        ),
        Index(None, "broadcast_id", "status"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    chat_id: Mapped[int] = mapped_column(TelegramId, index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    broadcast_id: Mapped[int | None] = mapped_column(
        ForeignKey("broadcasts.id", ondelete="CASCADE"), default=None
    )
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose))
    priority: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[Any] = mapped_column(EncryptedJSON)
    language: Mapped[str] = mapped_column(String(2), default="")
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True, default=None)
    status: Mapped[Status] = mapped_column(Choice(Status), default=Status.WAITING)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime] = mapped_column(Instant)
    not_after: Mapped[datetime | None] = mapped_column(Instant, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    doubts: Mapped[int] = mapped_column(SmallInteger, default=0)
    message_id: Mapped[int | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(String(300), default="")
