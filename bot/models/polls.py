"""Polls: what is asked, of whom, who has answered, and what came of it."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.models.secrets import Encrypted, EncryptedJSON
from bot.rules.polls import PollPhase, QuestionKind, QuestionResult, TextState
from bot.rules.wordings import Wordings


class QuestionText(Base, kw_only=True):
    """A question in one language, with its options in their order: plain text."""

    __tablename__ = "poll_question_texts"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("poll_questions.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    words: Mapped[str] = mapped_column(String(300))
    options: Mapped[list[str]] = mapped_column(JSON, default_factory=list)

    @property
    def html(self) -> str:
        """The question and its options, a line for each."""
        return escape("\n".join([self.words, *self.options]), quote=False)


class PollQuestion(Base, kw_only=True):
    """One question of a poll. `counts` is what came of it, written at closing (`rules.polls.QuestionResult`)."""

    __tablename__ = "poll_questions"
    __table_args__ = (Index(None, "poll_id", "place"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[QuestionKind] = mapped_column(Choice(QuestionKind))
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    texts: Mapped[list[QuestionText]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by=QuestionText.language,
        default_factory=list,
    )

    @property
    def wordings(self) -> Wordings:
        """What is written so far, and what readers of the other languages get."""
        return Wordings({text.language: text.html for text in self.texts}, self.fallbacks)

    @property
    def options(self) -> int:
        """How many options it has; 0 without any text."""
        return len(self.texts[0].options) if self.texts else 0

    @property
    def is_even(self) -> bool:
        """Whether it has as many options in each language."""
        return len({len(text.options) for text in self.texts}) <= 1

    @property
    def result(self) -> QuestionResult:
        """What came of it; empty before closing."""
        return QuestionResult.of(self.counts)

    def text_for(self, language: str) -> QuestionText | None:
        """What a reader of a language gets; where nothing is said of that, any text; None when there is none."""
        by_language = {text.language: text for text in self.texts}
        written = self.wordings.read_in(language)
        return by_language[written] if written else next(iter(self.texts), None)


class DoneText(Base, kw_only=True):
    """What the cluster did about what a poll said, in one language, as Telegram HTML."""

    __tablename__ = "poll_done_texts"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    html: Mapped[str] = mapped_column(Text)


class Poll(Base, kw_only=True):
    """Up to five questions to an audience. It closes when the clocks of `zone` show `closes`; `closes_at` is that
    instant, computed anew when the rules of the zone change.

    `is_anonymous`: what somebody chose is linked to them only until closing, and then added up and deleted.
    `by_company`: of the people of a company the newest answer counts. `tells_all`: the result goes to everybody who was
    asked, not only to those who answered. `reminded_at` is when the reminder was dealt with, sent or found too late.
    `texts` and `fallbacks` are about what was done afterwards; `done_at` is when that was told.
    """

    __tablename__ = "polls"
    __table_args__ = (Index(None, "phase", "closes_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(String(64))
    phase: Mapped[PollPhase] = mapped_column(Choice(PollPhase), default=PollPhase.WRITING)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    is_anonymous: Mapped[bool] = mapped_column(default=True)
    by_company: Mapped[bool] = mapped_column(default=False)
    tells_all: Mapped[bool] = mapped_column(default=False)
    closes: Mapped[datetime | None] = mapped_column(Wall, default=None)
    closes_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    opened_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    done_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    questions: Mapped[list[PollQuestion]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=PollQuestion.place, default_factory=list
    )
    texts: Mapped[list[DoneText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=DoneText.language, default_factory=list
    )

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return self.called(self.id)

    @staticmethod
    def called(poll_id: int) -> str:
        """What messages and ledgers call the poll of an id."""
        return f"poll:{poll_id}"

    @property
    def wordings(self) -> Wordings:
        """What was done about it, in words, and what readers of the other languages get."""
        return Wordings({text.language: text.html for text in self.texts}, self.fallbacks)


class Voter(Base, kw_only=True):
    """Somebody who was asked: that they answered, never what. A row outlives its person, for their company's figures.

    `changed_at` is when they last answered anything, `answered_at` when they had first answered everything.
    """

    __tablename__ = "poll_voters"
    __table_args__ = (
        UniqueConstraint("poll_id", "person_id"),
        Index(None, "poll_id", "company_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    changed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class PollAnswer(Base, kw_only=True):
    """What somebody answered to a question, encrypted: places of options or steps of a scale, or words; an empty text
    was skipped. The answers of an anonymous poll are deleted when it closes."""

    __tablename__ = "poll_answers"

    voter_id: Mapped[int] = mapped_column(ForeignKey("poll_voters.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("poll_questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    given: Mapped[Any] = mapped_column(EncryptedJSON)


class PollChoice(Base, kw_only=True):
    """What was chosen in a named poll that has closed: the place of an option, or a step of a scale. It stands beside
    the encrypted answer, so that an audience can be chosen by it; never of an anonymous poll."""

    __tablename__ = "poll_choices"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("poll_questions.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    voter_id: Mapped[int] = mapped_column(
        ForeignKey("poll_voters.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SaidText(Base, kw_only=True):
    """A text that somebody answered, kept after closing: staff look at it before anybody else does. Only in a named
    poll does it say whose it is; the rows of a poll are in no order that would tell."""

    __tablename__ = "poll_said_texts"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_questions.id", ondelete="CASCADE"), index=True)
    voter_id: Mapped[int | None] = mapped_column(
        ForeignKey("poll_voters.id", ondelete="SET NULL"), index=True, default=None
    )
    words: Mapped[str] = mapped_column(Encrypted)
    state: Mapped[TextState] = mapped_column(Choice(TextState), default=TextState.WAITING)
