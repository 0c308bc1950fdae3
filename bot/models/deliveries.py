"""Deliveries: every message to somebody, written down before it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.secrets import IF_LOST, EncryptedJSON


class Purpose(StrEnum):
    """Why a message is sent: it decides who goes first and whether a lost answer allows a second copy."""

    REPLY = "reply"
    DECISION = "decision"
    NOTICE = "notice"
    PROGRESS = "progress"
    REMINDER = "reminder"
    CORRECTION = "correction"
    BROADCAST = "broadcast"

    @property
    def priority(self) -> int:
        """Lower goes first; what was put off already, one lower than its kind."""
        return _PRIORITY[self]

    @property
    def may_repeat(self) -> bool:
        """Whether an uncertain delivery is sent once more by itself. Broadcasts never are: staff decide."""
        return self is not Purpose.BROADCAST


_PRIORITY = {purpose: 2 * rank for rank, purpose in enumerate(Purpose)}


class Status(StrEnum):
    """Where a delivery stands. The last five are final, save that staff may send `uncertain` and `failed` again."""

    WAITING = "waiting"
    PAUSED = "paused"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Letter(Base, kw_only=True):
    """What a message says, laid out for the readers of each language; any number of deliveries carry it.

    `contents` maps a reader's language to what `bot.replies` laid out. The row is deleted once nobody may get it any
    more, save a broadcast's, which staff may send again.
    """

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    contents: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, info={IF_LOST: {}})


class Delivery(Base, kw_only=True):
    """One message to one chat: a letter, or, for the answer of a turn, its own `content`.

    `about` names what the message belongs to, such as `introduction:12`, and `what` says which message about it this
    is: nobody gets the same one twice. `message_id` is the Telegram message that it came as, the one with its text and
    buttons; `also` are further ones, such as the files of an album. `edits` is the message that it changes, whose
    further ones `also` are then. `held_by` names the process that has it on its way.
    """

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
        Index(None, "broadcast_id", "purpose", "status", "language"),
        Index(None, "person_id", "status"),
        Index(None, "letter_id", "status"),
        UniqueConstraint("about", "what", "chat_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    chat_id: Mapped[int] = mapped_column(TelegramId, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), default=None)
    broadcast_id: Mapped[int | None] = mapped_column(
        ForeignKey("broadcasts.id", ondelete="CASCADE"), default=None
    )
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose))
    priority: Mapped[int] = mapped_column(SmallInteger)
    about: Mapped[str | None] = mapped_column(String(64), default=None)
    what: Mapped[str | None] = mapped_column(String(64), default=None)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id", ondelete="SET NULL"), default=None)
    content: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True, default=None, info={IF_LOST: {}})
    edits: Mapped[int | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(String(2), default="")
    status: Mapped[Status] = mapped_column(Choice(Status), default=Status.WAITING)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime] = mapped_column(Instant)
    not_after: Mapped[datetime | None] = mapped_column(Instant, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
    held_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    doubts: Mapped[int] = mapped_column(SmallInteger, default=0)
    message_id: Mapped[int | None] = mapped_column(default=None)
    also: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True), default=None)
    error: Mapped[str] = mapped_column(String(300), default="")
