"""The directory: how often somebody searched it lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId, TelegramId


class Search(Base, kw_only=True):
    """One search from an account: not what for, only when, so that nobody copies the directory out."""

    __tablename__ = "searches"
    __table_args__ = (Index(None, "telegram_id", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    telegram_id: Mapped[int] = mapped_column(TelegramId)
    at: Mapped[datetime] = mapped_column(Instant)
