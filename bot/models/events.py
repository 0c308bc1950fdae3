"""Events: what is planned, for whom, and where each person stands with it."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.models.secrets import Encrypted
from bot.rules.event_reminders import Reminder
from bot.rules.events import CheckIn, EventPhase, Rsvp
from bot.rules.revisions import Change, Facts
from bot.rules.wordings import Wordings


class EventText(Base, kw_only=True):
    """What an event is called and what is said of it in one language: plain text, and Telegram HTML."""

    __tablename__ = "event_texts"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text, default="")


class Event(Base, kw_only=True):
    """Something to which members are invited. When it is, is what the clocks of `zone` show; the instants are computed
    from that, and again when the rules of the zone change.

    `seats` and `seats_per_company` are limits, None for none. `fallbacks` maps a language without text to the one
    shown instead. `told_at` is when people last heard of its time, `sequence` counts the changes they were told of.
    `feedback_at` is when those who were there were asked how it was, or when it was found to be too late for that.
    `settled` are the details that staff have decided on while they plan it, also where that was to leave one out. A
    change of an announced event is planned as a row of its own, which `revises_id` the event.
    """

    __tablename__ = "events"
    __table_args__ = (Index(None, "phase", "starts_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(String(64))
    phase: Mapped[EventPhase] = mapped_column(Choice(EventPhase), default=EventPhase.PLANNING)
    starts: Mapped[datetime | None] = mapped_column(Wall, default=None)
    ends: Mapped[datetime | None] = mapped_column(Wall, default=None)
    answer_by: Mapped[datetime | None] = mapped_column(Wall, default=None)
    starts_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ends_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    answer_by_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    place: Mapped[str] = mapped_column(String(200), default="")
    map_link: Mapped[str] = mapped_column(String(500), default="")
    online_link: Mapped[str] = mapped_column(String(500), default="")
    seats: Mapped[int | None] = mapped_column(default=None)
    seats_per_company: Mapped[int | None] = mapped_column(default=None)
    picture_id: Mapped[str] = mapped_column(String(255), default="")
    picture_media: Mapped[str] = mapped_column(String(16), default="")
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    announced_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    told_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    changed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    cancelled_because: Mapped[str] = mapped_column(String(500), default="")
    thanked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    feedback_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    settled: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    revises_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), index=True, default=None
    )
    attendance_noted_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    texts: Mapped[list[EventText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=EventText.language, default_factory=list
    )

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return f"event:{self.id}"

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

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose clocks the times are on."""
        return ZoneInfo(self.zone)

    def text_for(self, language: str) -> EventText | None:
        """What a reader of a language gets; where nothing is said of that, any text; None when there is none."""
        by_language = {text.language: text for text in self.texts}
        written = self.wordings.read_in(language)
        return by_language[written] if written else next(iter(self.texts), None)

    def facts(self, language: str) -> Facts:
        """What readers of a language know of it."""
        text = self.text_for(language)
        return {
            Change.START: self.starts_at,
            Change.END: self.ends_at,
            Change.PLACE: (self.place, self.map_link),
            Change.ONLINE: self.online_link,
            Change.TITLE: text and text.title,
            Change.TEXT: text and text.html,
            Change.ANSWER_BY: self.answer_by_at,
            Change.SEATS: self.seats,
            Change.PER_COMPANY: self.seats_per_company,
            Change.PICTURE: self.picture_id,
        }


class Guest(Base, kw_only=True):
    """Where one person stands with an event. A row outlives its person, for the figures of the company.

    `waiting_since` gives the order on the waiting list; `offers` is how many seats were offered to them so far;
    `handed_by_id` is the colleague who handed the seat on, or asked them to go. `must_confirm`: the event was moved,
    and they have not said whether they still come. Somebody who came without being a member has only a `walk_in_name`.
    """

    __tablename__ = "event_guests"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index(None, "event_id", "rsvp", "company_id"),
        Index(None, "rsvp", "offered_until"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    rsvp: Mapped[Rsvp] = mapped_column(Choice(Rsvp), default=Rsvp.INVITED)
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(Instant, default=None)
    offered_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
    offers: Mapped[int] = mapped_column(SmallInteger, default=0)
    handed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    must_confirm: Mapped[bool] = mapped_column(default=False)
    came_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    check_in: Mapped[CheckIn | None] = mapped_column(Choice(CheckIn), default=None)
    walk_in_name: Mapped[str | None] = mapped_column(Encrypted, default=None)
    rating: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    sentence: Mapped[str | None] = mapped_column(Encrypted, default=None)
    rated_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class EventFile(Base, kw_only=True):
    """A document that staff give to those who came, kept as Telegram's file id."""

    __tablename__ = "event_files"
    __table_args__ = (UniqueConstraint("event_id", "file_unique_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    file_id: Mapped[str] = mapped_column(String(255))
    file_unique_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime] = mapped_column(Instant)


class EventReminder(Base, kw_only=True):
    """A reminder of an event that was dealt with: when the last time, of which begin, and how often so far.

    Without `starts_at` it was taken back, and is due again. `missed` is how many people should have got it and did not,
    in time; None until that is known.
    """

    __tablename__ = "event_reminders"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    reminder: Mapped[Reminder] = mapped_column(Choice(Reminder), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    starts_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    times: Mapped[int] = mapped_column(SmallInteger, default=0)
    missed: Mapped[int | None] = mapped_column(default=None)


class VenueTry(Base, kw_only=True):
    """A wrong number of the venue that somebody typed: five an hour are allowed."""

    __tablename__ = "venue_tries"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    tried_at: Mapped[datetime] = mapped_column(Instant)
