"""Openings: what is open to companies, what it says, and which companies heard of it, took it up and got it.

People read "opportunities"; that name is the ledger's here (`models/ledger.py`).
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.models.companies import Company
from bot.models.money import money
from bot.models.secrets import Encrypted
from bot.rules.fit import Conditions
from bot.rules.money import Money
from bot.rules.openings import Interest, OpeningKind, OpeningPhase, Result
from bot.rules.wordings import Wordings


class OpeningText(Base, kw_only=True):
    """What an opening is called and what is said of it in one language: plain text, and Telegram HTML."""

    __tablename__ = "opening_texts"

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text, default="")


class Opening(Base, kw_only=True):
    """A grant, a call, a tender, a buyer's request, a need for a partner, until the clocks of `zone` show `deadline`;
    `deadline_at` is that instant, computed anew when the rules of the zone change. Without one it stays open.

    Of one that a company proposed, `company` and `proposer_id` say who, and `need` in which words. `conditions` are
    those of `rules/fit.py`.
    """

    __tablename__ = "openings"
    __table_args__ = (Index(None, "phase", "deadline_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True, default=None)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True, default=None
    )
    proposer_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(String(64))
    phase: Mapped[OpeningPhase] = mapped_column(Choice(OpeningPhase), default=OpeningPhase.WRITING)
    kind: Mapped[OpeningKind] = mapped_column(Choice(OpeningKind))
    need: Mapped[str | None] = mapped_column(Encrypted, default=None)
    link: Mapped[str] = mapped_column(String(300), default="")
    deadline: Mapped[datetime | None] = mapped_column(Wall, default=None)
    deadline_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    worth: Mapped[Money | None] = money()
    conditions: Mapped[dict[str, list[str]]] = mapped_column(JSON, default_factory=dict)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    posted_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    cancelled_because: Mapped[str] = mapped_column(String(500), default="")
    texts: Mapped[list[OpeningText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=OpeningText.language, default_factory=list
    )
    company: Mapped[Company | None] = relationship(lazy="selectin", init=False)

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return self.called(self.id)

    @staticmethod
    def called(opening_id: int) -> str:
        """What messages and ledgers call the opening of an id."""
        return f"opening:{opening_id}"

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose clocks the deadline is on."""
        return ZoneInfo(self.zone)

    @property
    def asks(self) -> Conditions:
        """What is asked of companies."""
        return Conditions.of(self.conditions)

    @property
    def wordings(self) -> Wordings:
        """What is written so far, the title as the first line; and who reads what instead."""
        return Wordings(
            {
                text.language: f"{escape(text.title, quote=False)}\n{text.html}".rstrip()
                for text in self.texts
            },
            self.fallbacks,
        )

    def text_for(self, language: str) -> OpeningText | None:
        """What a reader of a language gets; where nothing is said of that, any text; None when there is none."""
        by_language = {text.language: text for text in self.texts}
        written = self.wordings.read_in(language)
        return by_language[written] if written else next(iter(self.texts), None)

    def is_open(self, now: datetime) -> bool:
        """Whether companies can take it up at `now`."""
        return self.phase is OpeningPhase.POSTED and (self.deadline_at is None or self.deadline_at > now)


class Prospect(Base, kw_only=True):
    """A company that was told of an opening, or took it up: what it said, and what came of it.

    `person_id` is whoever of the company spoke last; the row outlives them. `told_at` is when the company was told, by
    list or at once; `won` is what it got. `recorded_by` are staff who noted the result for the company.
    """

    __tablename__ = "opening_prospects"
    __table_args__ = (UniqueConstraint("opening_id", "company_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    opening_id: Mapped[int] = mapped_column(ForeignKey("openings.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    told_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    interest: Mapped[Interest | None] = mapped_column(Choice(Interest), default=None)
    interested_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    asked_again_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    result: Mapped[Result | None] = mapped_column(Choice(Result), default=None)
    won: Mapped[Money | None] = money()
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    recorded_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    company: Mapped[Company] = relationship(lazy="selectin", init=False)
    opening: Mapped[Opening] = relationship(lazy="selectin", init=False)
