"""Leads: whom a company met at a mission. What is known of people stands in encrypted columns, and is the company's."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId
from bot.models.secrets import Encrypted
from bot.rules.leads import Noted, Promise, Warmth


class LeadPhoto(Base, kw_only=True):
    """A photo of a card, or a document, kept as Telegram's file id."""

    __tablename__ = "lead_photos"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, init=False)
    file_id: Mapped[str] = mapped_column(Encrypted)
    file_unique_id: Mapped[str] = mapped_column(String(64))
    media: Mapped[str] = mapped_column(String(16))


class Lead(Base, kw_only=True):
    """Somebody whom a company met, as its `number`th at this mission; `noted_on` is the day by the calendar there.

    A message is one lead: `message_id` is the one that it was made of. Neither that nor the number is a unique key:
    where companies or people are merged, no lead may take another's place. The row outlives the person who noted it,
    for it is their company's.
    """

    __tablename__ = "leads"
    __table_args__ = (
        Index(None, "person_id", "message_id"),
        Index(None, "mission_id", "company_id"),
        Index(None, "company_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    message_id: Mapped[int] = mapped_column(BigInteger)
    noted_at: Mapped[datetime] = mapped_column(Instant)
    noted_on: Mapped[date] = mapped_column(Date)
    name: Mapped[str | None] = mapped_column(Encrypted, default=None)
    contact: Mapped[str | None] = mapped_column(Encrypted, default=None)
    note: Mapped[str | None] = mapped_column(Encrypted, default=None)
    warmth: Mapped[Warmth | None] = mapped_column(Choice(Warmth), default=None)
    promise: Mapped[Promise | None] = mapped_column(Choice(Promise), default=None)
    photos: Mapped[list[LeadPhoto]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=LeadPhoto.id, default_factory=list
    )

    @property
    def is_complete(self) -> bool:
        """Whether it is known how warm it is and what comes next."""
        return self.warmth is not None and self.promise is not None

    @property
    def noted(self) -> Noted:
        """What is known by what was sent."""
        return Noted(self.name or "", self.note or "", len(self.photos))
