"""Groups: any set that staff name, such as a committee or a programme's participants."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, RowId

group_people = Table(
    "group_people",
    Base.metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)

group_leads = Table(
    "group_leads",
    Base.metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Which people of a group lead it."""

group_companies = Table(
    "group_companies",
    Base.metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("company_id", ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Group(Base, kw_only=True):
    """A named set of people, and of companies (which stands for all their people). `key` is the folded name.

    Rosters and audiences know it by `name`; `names` are what readers of a language are shown instead.
    """

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(240), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
