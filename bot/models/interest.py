"""Interest: who tapped the button under a broadcast."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId


class BroadcastTap(Base, kw_only=True):
    """Somebody tapped the button under a broadcast; each counts once, and who takes it back is not there any more.

    The row outlives the person, and then says which company it was. `language` is what they read then, `told_at` when
    staff heard of it.
    """

    __tablename__ = "broadcast_taps"
    __table_args__ = (UniqueConstraint("broadcast_id", "person_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
