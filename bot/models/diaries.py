"""The diary of a mission: its programme, day by day, and what those who travel write down for themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Instant, RowId
from bot.models.secrets import Encrypted
from bot.rules.wordings import Wordings


class ProgrammeText(Base, kw_only=True):
    """The programme of a day in one language: Telegram HTML."""

    __tablename__ = "mission_day_texts"

    day_id: Mapped[int] = mapped_column(
        ForeignKey("mission_days.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    html: Mapped[str] = mapped_column(Text)


class MissionDay(Base, kw_only=True):
    """A day of a mission, with what is planned on it. `fallbacks` maps a language without text to the one shown."""

    __tablename__ = "mission_days"
    __table_args__ = (UniqueConstraint("mission_id", "day"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    texts: Mapped[list[ProgrammeText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=ProgrammeText.language, default_factory=list
    )

    @property
    def wordings(self) -> Wordings:
        """What is written so far, and who reads what instead."""
        return Wordings({text.language: text.html for text in self.texts}, self.fallbacks)


class DiaryNote(Base, kw_only=True):
    """What somebody wrote down on a day of a mission, for themselves alone."""

    __tablename__ = "diary_notes"
    __table_args__ = (
        Index(None, "person_id", "message_id"),
        Index(None, "person_id", "mission_id", "day"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    words: Mapped[str] = mapped_column(Encrypted)
    written_at: Mapped[datetime] = mapped_column(Instant)
