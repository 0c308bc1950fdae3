"""Invites: personal links that let one person in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Instant, RowId, TelegramId
from bot.models.companies import Company
from bot.models.people import Person


class Invite(Base, kw_only=True):
    """A single-use link. Only the hash of its token is kept, so the database cannot let anybody in.

    `made_by` is the account that made it, of staff or of a colleague; None for the shell. `opened_at` is when somebody
    first opened it.
    """

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True, default=None
    )
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    used_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    made_by: Mapped[int | None] = mapped_column(TelegramId, default=None)
    opened_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True, init=False)
    person: Mapped[Person | None] = relationship(lazy="joined", init=False)


class InviteTry(Base, kw_only=True):
    """A link somebody tried that let nobody in: five an hour are allowed."""

    __tablename__ = "invite_tries"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    telegram_id: Mapped[int] = mapped_column(TelegramId, index=True)
    tried_at: Mapped[datetime] = mapped_column(Instant)
