"""Tallies: what a company aims at with a mission, and what it says has come of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId
from bot.models.money import money
from bot.rules.money import Money
from bot.rules.tallies import Figures, Stage


class Tally(Base, kw_only=True):
    """The figures of a company at one stage: its targets, or what there was in all after so many days.

    `asked_id` is who was asked, `answered_by_id` who of the company answered first. The figures are the company's, and
    outlive both. A target is not asked for, and has no `asked_at`.
    """

    __tablename__ = "tallies"
    __table_args__ = (UniqueConstraint("mission_id", "company_id", "stage"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage))
    asked_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    asked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    leads: Mapped[int | None] = mapped_column(default=None)
    orders: Mapped[int | None] = mapped_column(default=None)
    value: Mapped[Money | None] = money("value_amount", "value_currency")
    expected: Mapped[int | None] = mapped_column(default=None)
    expected_value: Mapped[Money | None] = money("expected_amount", "expected_currency")

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return f"tally:{self.id}"

    @property
    def figures(self) -> Figures:
        """What was said."""
        return Figures(self.leads, self.orders, self.value, self.expected, self.expected_value)
