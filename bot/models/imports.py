"""Imports: a roster that staff sent, what it would change, what is doubtful about it, and what it changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.secrets import EncryptedJSON
from bot.rules.roster_plans import Doubt, DoubtKind, Note, NoteKind


class ImportState(StrEnum):
    """Where an import stands. Only a `ready` one can be confirmed, and only a `confirmed` one undone."""

    RECEIVED = "received"
    READY = "ready"
    UNREADABLE = "unreadable"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    UNDONE = "undone"


class Import(Base, kw_only=True):
    """One roster. `author_id` is None for the shell; `file_id` is Telegram's, until the file was read.

    `roster` holds what was read, until it is confirmed, dropped or forgotten. `counts` has how many notes there are of
    each `NoteKind`, and under "open" how many doubts lines wait for. `shown` counts how often the preview was made: who
    confirms says which one they saw, and `fingerprint` that it still is what would happen. `is_stale`: something was
    decided since. `reading` is what the report begins with (`Roster.reading`), or `{"unreadable": why}`.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[ImportState] = mapped_column(Choice(ImportState))
    created_at: Mapped[datetime] = mapped_column(Instant)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True, default=None)
    file_id: Mapped[str | None] = mapped_column(String(255), default=None)
    roster: Mapped[Any | None] = mapped_column(EncryptedJSON, default=None, deferred=True)
    reading: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default_factory=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    shown: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    is_stale: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    @property
    def about(self) -> str:
        """What messages about it belong to."""
        return f"import:{self.id}"


class ImportNote(Base, kw_only=True):
    """One line of a preview: something new, changed, unreadable, left alone, or missing from the list."""

    __tablename__ = "import_notes"
    __table_args__ = (Index(None, "import_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    kind: Mapped[NoteKind] = mapped_column(Choice(NoteKind))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)

    @property
    def note(self) -> Note:
        """What it says."""
        return Note(kind=self.kind, **self.details)


class ImportDoubt(Base, kw_only=True):
    """Something that staff decide: whether two are the same, or what a word means. `answer` is one of its answers.

    `key` is a keyed hash of the doubt's own; an answer outlives a new preview.
    """

    __tablename__ = "import_doubts"
    __table_args__ = (Index(None, "import_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    kind: Mapped[DoubtKind] = mapped_column(Choice(DoubtKind))
    key: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    answer: Mapped[str | None] = mapped_column(String(255), default=None)

    @property
    def doubt(self) -> Doubt:
        """What is asked, with its answers in the order in which they are offered."""
        return Doubt.from_plain(self.kind, self.details)


class ImportChange(Base, kw_only=True):
    """One thing that an import wrote, so that it can be undone: a record made (`field` is ""), or a field of one."""

    __tablename__ = "import_changes"
    __table_args__ = (Index(None, "import_id", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="CASCADE"), index=True, default=None
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True, default=None
    )
    field: Mapped[str] = mapped_column(String(32), default="")
    before: Mapped[Any | None] = mapped_column(EncryptedJSON, default=None)
    after: Mapped[Any | None] = mapped_column(EncryptedJSON, default=None)


class WordMeaning(Base, kw_only=True):
    """What staff said that a word in a column of rosters means, for ever; "" is nothing. `key` is the folded word."""

    __tablename__ = "word_meanings"

    column: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(240), primary_key=True)
    word: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(64))
    said_at: Mapped[datetime] = mapped_column(Instant)


class CompanyAlias(Base, kw_only=True):
    """Another name of a company, as staff or a roster have it: `key` is folded. The next roster is not asked about."""

    __tablename__ = "company_aliases"

    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), index=True)
