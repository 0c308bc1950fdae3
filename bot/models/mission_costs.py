"""What a mission cost the cluster, as staff write it down for the report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, RowId, TelegramId
from bot.models.money import money
from bot.rules.money import Money


class MissionCost(Base, kw_only=True):
    """One cost of a mission: what for, and how much."""

    __tablename__ = "mission_costs"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    author_id: Mapped[int | None] = mapped_column(TelegramId)
    added_at: Mapped[datetime] = mapped_column(Instant)
    paid: Mapped[Money | None] = money("amount", "currency")
