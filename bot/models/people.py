"""People: somebody of a company who talks to the bot, or is expected to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.companies import Company
from bot.models.secrets import Encrypted, HashOf
from bot.rules.introductions import Contact
from bot.rules.people import Seat
from bot.rules.rounds import Habit
from bot.rules.spelling import proposed


class Standing(StrEnum):
    """Where a person stands with the bot."""

    EXPECTED = "expected"
    MEMBER = "member"
    LEFT = "left"


class Person(Base, kw_only=True):
    """One person of one company. Contact details are encrypted; `*_index` are keyed hashes for looking them up.

    `is_listed`: others find them in the directory. `shares` are the contact details (`Contact`) that an introduction
    passes on; `monthly_rate` is how many suggestions a month they want. `former_telegram_id` is the account that spoke
    for them until it moved on to another person's record: what stands here is still its owner's to see and to erase.
    `other_name` is their name in the other script, Arabic or Latin, as they or staff have typed it.
    `title` is what they are called at their company, in words of its own; `other_*` are what a roster has beside the
    phone and the e-mail that count. `left_at` is set while they have left, `ended_at` while staff have ended their
    membership, so that they cannot come back by themselves; without `sees_score` they do not want to be shown how they
    score, without `gets_openings` not to be told which opportunities are new. `sought_at` is when somebody to
    suggest to them was last looked for.
    """

    __tablename__ = "people"
    __table_args__ = (Index(None, "standing", "is_reachable", "language"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="CASCADE"), index=True, init=False
    )
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
    seat: Mapped[Seat] = mapped_column(Choice(Seat), default=Seat.OTHER)
    language: Mapped[str] = mapped_column(String(2), default="en")
    phone: Mapped[str | None] = mapped_column(Encrypted, default=None)
    phone_index: Mapped[str | None] = mapped_column(HashOf("phone"), index=True, default=None)
    email: Mapped[str | None] = mapped_column(Encrypted, default=None)
    email_index: Mapped[str | None] = mapped_column(HashOf("email"), index=True, default=None)
    telegram_id: Mapped[int | None] = mapped_column(TelegramId, unique=True, default=None)
    former_telegram_id: Mapped[int | None] = mapped_column(TelegramId, index=True, default=None)
    standing: Mapped[Standing] = mapped_column(Choice(Standing), default=Standing.EXPECTED)
    is_reachable: Mapped[bool] = mapped_column(default=True)
    joined_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    consented_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    is_listed: Mapped[bool] = mapped_column(default=True)
    shares: Mapped[list[str]] = mapped_column(JSON, default_factory=lambda: list(Contact))
    habit: Mapped[Habit] = mapped_column(Choice(Habit), default=Habit.ASK)
    monthly_rate: Mapped[int] = mapped_column(default=1)
    left_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    title: Mapped[str] = mapped_column(String(200), default="")
    other_phone: Mapped[str | None] = mapped_column(Encrypted, default=None)
    other_email: Mapped[str | None] = mapped_column(Encrypted, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    sees_score: Mapped[bool] = mapped_column(default=True)

    @property
    def is_ended(self) -> bool:
        """Whether staff have ended their membership, or their company's."""
        return self.ended_at is not None or self.company.ended_at is not None

    @property
    def spelling(self) -> str:
        """Their name as it may be spelled in the other script, until it is known how it is; "" where it is."""
        return "" if self.other_name else proposed(self.name)

    gets_openings: Mapped[bool] = mapped_column(default=True)
    other_name: Mapped[str] = mapped_column(String(200), default="")
    sought_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
