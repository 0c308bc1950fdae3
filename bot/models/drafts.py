"""Drafts: what a dialogue remembers between two messages, and which texts went into which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, Instant, TelegramId
from bot.models.secrets import EncryptedJSON


class Draft(Base, kw_only=True):
    """The dialogue that a person is in: the name of its form and what was given so far. One a person."""

    __tablename__ = "drafts"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default_factory=dict)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class TakenText(Base, kw_only=True):
    """A text that somebody sent into a dialogue, and how that stood before: editing the message corrects it."""

    __tablename__ = "taken_texts"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default_factory=dict)
    taken_at: Mapped[datetime] = mapped_column(Instant, index=True)
