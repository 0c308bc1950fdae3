"""Saved audiences: choices that staff gave a name, to be chosen again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId


class SavedAudience(Base, kw_only=True):
    """A choice with a name, in the words of whoever saved it; `key` is the folded name.

    Whatever it was chosen for holds a copy of `choice`, so that changing or deleting it changes nothing there.
    """

    __tablename__ = "saved_audiences"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    choice: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    changed_at: Mapped[datetime] = mapped_column(Instant)
