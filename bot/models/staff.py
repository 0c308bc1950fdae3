"""Staff: who runs the cluster, and what each of them did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Choice, Instant, RowId, TelegramId
from bot.models.secrets import EncryptedJSON
from bot.rules.people import KnownAs
from bot.rules.staff import Deed, Role


class Staff(Base, kw_only=True):
    """A member of staff, known by numeric Telegram id. Ids in OWNER_IDS are owners whatever stands here.

    `other_name` is their name in the other script, Arabic or Latin.
    """

    __tablename__ = "staff"

    telegram_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role] = mapped_column(Choice(Role))
    added_at: Mapped[datetime] = mapped_column(Instant)
    other_name: Mapped[str] = mapped_column(String(200), default="")

    @property
    def known_as(self) -> KnownAs | None:
        """What they are called; None where nobody has said."""
        return KnownAs(self.name, self.other_name) if self.name else None


class AuditEntry(Base, kw_only=True):
    """One act of staff, append-only.

    `company_id` and `person_id` say to whom it was done, where it was done to one. `changes` are the fields that it
    changed, each with what stood there before and after; forgotten with the person.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_id: Mapped[int | None] = mapped_column(TelegramId)
    act: Mapped[Deed] = mapped_column(Choice(Deed, 64))
    details: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="SET NULL"), index=True, default=None
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    changes: Mapped[list[list[str]] | None] = mapped_column(EncryptedJSON, default=None)
