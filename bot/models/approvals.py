"""Approvals: above a number of people, a broadcast of one editor is looked at by another before it goes out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.rules.approvals import ApprovalState


class Approval(Base, kw_only=True):
    """That somebody asked for a broadcast to be approved, as it stood at `revision`, and what came of it.

    `send_wall` is when it is to go out, in the cluster's zone; None for as soon as it is approved. `people` is how many
    it reached when it was asked. `asked_by` is None for the shell.
    """

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int] = mapped_column()
    people: Mapped[int] = mapped_column()
    asked_by: Mapped[int | None] = mapped_column(TelegramId)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    send_wall: Mapped[datetime | None] = mapped_column(Wall, default=None)
    state: Mapped[ApprovalState] = mapped_column(Choice(ApprovalState), default=ApprovalState.OPEN)
    decided_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
