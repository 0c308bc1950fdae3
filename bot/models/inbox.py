"""The inbox: every update, written down before it is confirmed to Telegram."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, TelegramId
from bot.models.secrets import EncryptedJSON


class Handling(StrEnum):
    """What became of an update."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class InboundUpdate(Base, kw_only=True):
    """One raw update. `sender_id` orders a person's updates; 0 stands for updates that name nobody."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_waiting",
            "sender_id",
            "update_id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(None, "status", "received_at"),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sender_id: Mapped[int] = mapped_column(TelegramId)
    payload: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    status: Mapped[Handling] = mapped_column(Choice(Handling), default=Handling.WAITING)
    received_at: Mapped[datetime] = mapped_column(Instant)
    handled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    error: Mapped[str] = mapped_column(String(500), default="")
