"""Companies, the members of the cluster, with their sub-clusters and files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, SmallInteger, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId
from bot.rules.companies import Kind, Size
from bot.rules.spelling import proposed
from bot.rules.words import is_in_arabic

company_sub_clusters = Table(
    "company_sub_clusters",
    Base.metadata,
    Column("company_id", ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True),
    Column("sub_cluster_id", ForeignKey("sub_clusters.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class SubCluster(Base, kw_only=True):
    """A part of the cluster: wine, snacks, … Staff can add more."""

    __tablename__ = "sub_clusters"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(String(64), unique=True)


class Company(Base, kw_only=True):
    """An enterprise, an institution or an investor. `name_key` is its folded name: one company, one key.

    `declined` names the fields that were answered with "we have none". `written` is what a roster has of kind, size and
    sub-clusters in words of its own, by column. `ended_at` is set while staff have ended the membership.
    """

    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    name_ar: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[Kind | None] = mapped_column(Choice(Kind), default=None)
    size: Mapped[Size | None] = mapped_column(Choice(Size), default=None)
    founded_in: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    city: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    products: Mapped[str] = mapped_column(Text, default="")
    offers: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    markets: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    certifications: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    declined: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    created_at: Mapped[datetime] = mapped_column(Instant)
    written: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    sub_clusters: Mapped[list[SubCluster]] = relationship(
        secondary=company_sub_clusters, order_by=SubCluster.id, lazy="selectin", default_factory=list
    )

    @property
    def spelling(self) -> str:
        """Its name as it may be spelled in the other script, until it is known how it is; "" where it is."""
        is_known = bool(self.name_ar) and self.name_ar != self.name
        is_latin_enough = "name_ar" in self.declined and not is_in_arabic(self.name)
        return "" if is_known or is_latin_enough else proposed(self.name)


class CompanyFile(Base, kw_only=True):
    """A catalogue, price list or certificate, kept as Telegram's file id (the bot never holds the bytes)."""

    __tablename__ = "company_files"
    __table_args__ = (UniqueConstraint("company_id", "file_unique_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    file_id: Mapped[str] = mapped_column(String(255))
    file_unique_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(Instant)
