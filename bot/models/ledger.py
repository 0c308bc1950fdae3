"""The ledgers: what people did, and what they were offered. Append-only; the only source of scores.

`about` names what a row belongs to, such as `introduction:12`; no row is without it. `day` is the ordinal of the date
(`date.toordinal`) on which it was, in the cluster's zone as it was set then: no database has to know time zones.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId
from bot.rules.ledger import Act, Offer


class Interaction(Base, kw_only=True):
    """Something that a person did.

    The row outlives the person, and then says only which company did it.
    """

    __tablename__ = "interactions"
    __table_args__ = (
        Index(None, "person_id", "kind", "day"),
        Index(None, "company_id", "kind", "day"),
        Index(None, "company_id", "at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    kind: Mapped[Act] = mapped_column(Choice(Act))
    about: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[int]


class Opportunity(Base, kw_only=True):
    """Something that a person was offered. The row outlives the person."""

    __tablename__ = "opportunities"
    __table_args__ = (Index(None, "person_id", "kind", "day"), Index(None, "company_id", "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    kind: Mapped[Offer] = mapped_column(Choice(Offer))
    about: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[int]
