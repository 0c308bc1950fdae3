"""What the program itself must remember between runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant


class Memo(Base, kw_only=True):
    """A fact the program wrote down for itself, by name: what was published to Telegram, whether the outbox rests."""

    __tablename__ = "memos"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class JobRun(Base, kw_only=True):
    """The last time a job of the timetable was finished, so that a missed run is caught up and none runs twice."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(Instant)
