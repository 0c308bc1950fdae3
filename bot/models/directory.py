"""The directory: how often somebody searched it lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId


class Search(Base, kw_only=True):
    """One search of somebody: not what for, only when, so that nobody copies the directory out."""

    __tablename__ = "searches"
    __table_args__ = (Index(None, "person_id", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Instant)
