"""Corrections: what was sent says something else now, or is withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.rules.corrections import CorrectionKind, Means


class Correction(Base, kw_only=True):
    """One correction of a broadcast that was sent, or its withdrawal; until it is confirmed, a draft.

    Of a text, `language` is whose, `before` what it said when the draft was written, `html` what it is to say, and
    `written_by` the account that wrote it.
    `on_the_way` are the deliveries that were on their way with the former text when it was confirmed: they are
    corrected once they have arrived. `counts` are how the messages ended in each way, once all have, by means.
    """

    __tablename__ = "broadcast_corrections"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CorrectionKind] = mapped_column(Choice(CorrectionKind))
    language: Mapped[str] = mapped_column(String(2), default="")
    before: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    written_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    replaces: Mapped[bool] = mapped_column(default=False)
    on_the_way: Mapped[list[int]] = mapped_column(JSON, default_factory=list)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default_factory=dict)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    def what(self, means: Means) -> str:
        """What messages call this change: nobody's message is changed twice by it."""
        return f"{self.kind} {self.id} {means}"
