"""Export missions and trade fairs: what is planned, who was invited, and what each company applies with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal  # noqa: F401 -- looked up here for the fields of Money
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Date, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.models.money import money
from bot.models.secrets import Encrypted
from bot.rules.event_reminders import Reminder
from bot.rules.missions import ApplicationState, DocumentKind, Interest, MissionPhase, Yardstick
from bot.rules.money import Money
from bot.rules.wordings import Wordings


class MissionText(Base, kw_only=True):
    """What a mission is called and what is said of it in one language: plain text, and Telegram HTML."""

    __tablename__ = "mission_texts"

    mission_id: Mapped[int] = mapped_column(
        ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text, default="")


class Mission(Base, kw_only=True):
    """A journey or a fair to which companies apply, until the clocks of `zone` show `deadline`; `deadline_at` is that
    instant, computed anew when the rules of the zone change.

    `country` is an ISO 3166 code. It lasts from `starts_on` to `ends_on`, days by the calendar there. `covered` are
    values of `Covered`; `places` and `minimum` count companies, None for no limit. On `decides_on` staff are asked
    whether it takes place, and `is_on` is what they said, at `decided_at`. With `fills_itself` a place that is given
    back goes to the next on the waiting list, without it staff are asked. `conditions` are those of `rules/fit.py`;
    `weights` maps a `Yardstick` to what it counts. `settled` are the details that staff have decided on while they
    plan it, also where that was to leave one out. `told_at` is when people last heard of its deadline, `closed_at` when
    staff heard that it had passed, `asked_at` when they were asked for the decision.
    """

    __tablename__ = "missions"
    __table_args__ = (Index(None, "phase", "deadline_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(String(64))
    phase: Mapped[MissionPhase] = mapped_column(Choice(MissionPhase), default=MissionPhase.PLANNING)
    country: Mapped[str] = mapped_column(String(2), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    fair: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None] = mapped_column(Date, default=None)
    ends_on: Mapped[date | None] = mapped_column(Date, default=None)
    deadline: Mapped[datetime | None] = mapped_column(Wall, default=None)
    deadline_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    cost: Mapped[Money | None] = money("cost_amount", "cost_currency")
    covered: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    places: Mapped[int | None] = mapped_column(default=None)
    minimum: Mapped[int | None] = mapped_column(default=None)
    decides_on: Mapped[date | None] = mapped_column(Date, default=None)
    fills_itself: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    conditions: Mapped[dict[str, list[str]]] = mapped_column(JSON, default_factory=dict)
    weights: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    settled: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    announced_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    told_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    is_on: Mapped[bool | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    cancelled_because: Mapped[str] = mapped_column(String(500), default="")
    texts: Mapped[list[MissionText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=MissionText.language, default_factory=list
    )

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return f"mission:{self.id}"

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose clocks the deadline is on."""
        return ZoneInfo(self.zone)

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

    def text_for(self, language: str) -> MissionText | None:
        """What a reader of a language gets; where nothing is said of that, any text; None when there is none."""
        by_language = {text.language: text for text in self.texts}
        written = self.wordings.read_in(language)
        return by_language[written] if written else next(iter(self.texts), None)


class Invitee(Base, kw_only=True):
    """Somebody who was told of a mission, and what they said to that. A row outlives its person, for the figures."""

    __tablename__ = "mission_invitees"
    __table_args__ = (
        UniqueConstraint("mission_id", "person_id"),
        Index(None, "mission_id", "interest"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    interest: Mapped[Interest] = mapped_column(Choice(Interest), default=Interest.UNSAID)
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class Application(Base, kw_only=True):
    """What a company applies with, written down at each step. It outlives the people, and then is the company's alone.

    `person_id` is who applies, `traveller_id` who would travel. `given` are the steps that were answered, also where
    that was to leave one out; `applied_at` is when it was sent in first, None again once a withdrawn one is taken up.
    `reason` is what the company was told with what staff decided. `waiting_since` gives the order on the waiting list;
    `steps` counts what was decided, to tell messages apart.
    """

    __tablename__ = "mission_applications"
    __table_args__ = (
        UniqueConstraint("mission_id", "company_id"),
        Index(None, "mission_id", "state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    began_at: Mapped[datetime] = mapped_column(Instant)
    traveller_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    state: Mapped[ApplicationState] = mapped_column(Choice(ApplicationState), default=ApplicationState.BEGUN)
    given: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    motivation: Mapped[str | None] = mapped_column(Encrypted, default=None)
    products: Mapped[str | None] = mapped_column(Encrypted, default=None)
    buyers: Mapped[str | None] = mapped_column(Encrypted, default=None)
    changed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    applied_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(Instant, default=None)
    reason: Mapped[str | None] = mapped_column(Encrypted, default=None)
    steps: Mapped[int] = mapped_column(default=0)

    @property
    def about(self) -> str:
        """What messages call it."""
        return f"application:{self.id}"

    @property
    def is_for_staff(self) -> bool:
        """Whether staff read what it says: until it is sent in that is the company's own, also when it never is."""
        return self.state is not ApplicationState.BEGUN and self.applied_at is not None


class ApplicationDocument(Base, kw_only=True):
    """A document that a company applies with, kept as Telegram's file id."""

    __tablename__ = "mission_documents"
    __table_args__ = (UniqueConstraint("application_id", "kind", "file_unique_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    application_id: Mapped[int] = mapped_column(ForeignKey("mission_applications.id", ondelete="CASCADE"))
    kind: Mapped[DocumentKind] = mapped_column(Choice(DocumentKind))
    file_id: Mapped[str] = mapped_column(String(255))
    file_unique_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime] = mapped_column(Instant)
    size: Mapped[int] = mapped_column(default=0)


class ApplicationScore(Base, kw_only=True):
    """What somebody of the staff gives an application by one yardstick, from 1 to 5."""

    __tablename__ = "mission_scores"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("mission_applications.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(TelegramId, primary_key=True)
    yardstick: Mapped[Yardstick] = mapped_column(Choice(Yardstick), primary_key=True)
    points: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(Instant)


class MissionReminder(Base, kw_only=True):
    """A reminder of a deadline that was dealt with: when the last time, of which deadline, and how often so far."""

    __tablename__ = "mission_reminders"

    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    reminder: Mapped[Reminder] = mapped_column(Choice(Reminder), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    times: Mapped[int] = mapped_column(SmallInteger, default=0)
