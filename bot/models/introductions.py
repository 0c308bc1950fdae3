"""Introductions: who asked to meet whom, what each said, and who does not want to be asked by whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.openings import Opening
from bot.models.people import Person
from bot.models.secrets import Encrypted
from bot.rules.introductions import Decline, Origin, Side, State, Terms, Why
from bot.rules.outcomes import Outcome, Question


class Introduction(Base, kw_only=True):
    """One person asks, or is advised, to meet another. At most one is open between two people, whoever asked.

    Of a proposal (a round's, staff's) the asker is merely the first of the two. `is_muted`: the other does not want
    to be asked by the asker, and is not; it expires as one that nobody answered. Where that is the reason, `opening` is
    what they would take up together, and `subject` what the asker searched for, as typed.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="pair"),
        Index(
            "uq_introductions_open",
            "low_id",
            "high_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "low_id", "high_id"),
        Index(None, "asker_id", "asked_at"),
        Index(None, "other_id", "asked_at"),
        Index(None, "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False)
    low_id: Mapped[int] = mapped_column(RowId, init=False)
    high_id: Mapped[int] = mapped_column(RowId, init=False)
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id], lazy="joined", innerjoin=True)
    other: Mapped[Person] = relationship(foreign_keys=[other_id], lazy="joined", innerjoin=True)
    origin: Mapped[Origin] = mapped_column(Choice(Origin))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    why: Mapped[Why | None] = mapped_column(Choice(Why), default=None)
    words: Mapped[str | None] = mapped_column(Encrypted, default=None)
    state: Mapped[State] = mapped_column(Choice(State), default=State.OPEN)
    asker_agreed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    other_agreed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    is_muted: Mapped[bool] = mapped_column(default=False)
    nudged_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_by: Mapped[Side | None] = mapped_column(Choice(Side), default=None)
    declined_for: Mapped[Decline | None] = mapped_column(Choice(Decline), default=None)
    declined_words: Mapped[str | None] = mapped_column(Encrypted, default=None)
    handed_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("introductions.id", ondelete="SET NULL"), default=None
    )
    round_id: Mapped[int | None] = mapped_column(
        ForeignKey("rounds.id", ondelete="SET NULL"), index=True, default=None
    )
    made_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    opening_id: Mapped[int | None] = mapped_column(
        ForeignKey("openings.id", ondelete="SET NULL"), index=True, default=None
    )
    opening: Mapped[Opening | None] = relationship(lazy="selectin", init=False)
    subject: Mapped[str | None] = mapped_column(Encrypted, default=None)

    def __post_init__(self) -> None:
        self.asker_id, self.other_id = self.asker.id, self.other.id
        self.low_id, self.high_id = sorted((self.asker.id, self.other.id))

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return f"introduction:{self.id}"

    @property
    def terms(self) -> Terms:
        """What decides it."""
        return Terms(self.state, self.asker_agreed_at is not None, self.other_agreed_at is not None)

    def side_of(self, person_id: int) -> Side | None:
        """Which of the two somebody is; None for strangers."""
        return {self.asker_id: Side.ASKER, self.other_id: Side.OTHER}.get(person_id)

    def partner_of(self, person_id: int) -> Person:
        """The one of the two whom somebody would meet."""
        return self.other if person_id == self.asker_id else self.asker


class Mute(Base, kw_only=True):
    """`person_id` does not want to be asked by `muted_id` any more; who is muted does not learn of it."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("person_id", "muted_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    muted_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class OutcomeReport(Base, kw_only=True):
    """What one side was asked after an introduction, and what they said: both may differ. `value` is in US dollars."""

    __tablename__ = "introduction_reports"
    __table_args__ = (UniqueConstraint("introduction_id", "person_id", "question"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    question: Mapped[Question] = mapped_column(Choice(Question))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    answer: Mapped[Outcome | None] = mapped_column(Choice(Outcome), default=None)
    value: Mapped[int | None] = mapped_column(default=None)
