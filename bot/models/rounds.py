"""Rounds: dated batches of suggested introductions, and who takes part in each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.rules.rounds import Participation, RoundPhase


class Round(Base, kw_only=True):
    """A round: members of the audience are invited until `matches_at`, then paired; staff get a report at `ends_at`."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    phase: Mapped[RoundPhase] = mapped_column(Choice(RoundPhase), default=RoundPhase.INVITING, index=True)
    made_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    matches_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    @property
    def about(self) -> str:
        """What messages and ledgers call it."""
        return f"round:{self.id}"


class RoundMember(Base, kw_only=True):
    """Somebody who was invited to a round, and what they said."""

    __tablename__ = "round_members"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    part: Mapped[Participation] = mapped_column(Choice(Participation), default=Participation.INVITED)
    answered_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
