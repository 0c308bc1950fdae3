"""How scores stood, week by week: for trends, and for choosing people by band. Computed from the ledgers alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice
from bot.rules.scoring import Band


class PersonWeek(Base, kw_only=True):
    """The score of somebody at the end of a week, which begins on the Monday `week_on`; of the newest week, last night.

    `points` are from 0 to 100, None for who is new. Without a row they were no member by then.
    """

    __tablename__ = "person_weeks"
    __table_args__ = (Index(None, "week_on", "band"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int | None] = mapped_column(SmallInteger)
    band: Mapped[Band] = mapped_column(Choice(Band))


class CompanyWeek(Base, kw_only=True):
    """The score of a company at the end of a week, as `PersonWeek`.

    `last_did` is the ordinal of the last day on which any of its people did anything, or joined; None for never.
    """

    __tablename__ = "company_weeks"
    __table_args__ = (Index(None, "week_on", "band"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int | None] = mapped_column(SmallInteger)
    band: Mapped[Band] = mapped_column(Choice(Band))
    is_slipping: Mapped[bool]
    last_did: Mapped[int | None]
