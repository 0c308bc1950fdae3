"""Suggestions that came as a message of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId


class Suggestion(Base, kw_only=True):
    """`other_id` was suggested to `person_id`, once and for all: neither of the two is asked for anything by it."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("person_id", "other_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)

    @property
    def about(self) -> str:
        """What messages call it."""
        return f"suggestion:{self.id}"
