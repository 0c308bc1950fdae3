"""Chats: what the bot remembers of a private chat, whoever is behind it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, TelegramId


class Chat(Base, kw_only=True):
    """The language somebody chose, the message that is their live screen, the invite they came with, and the newest
    message that was sent to them."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(2), default=None)
    screen_id: Mapped[int | None] = mapped_column(default=None)
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invites.id", ondelete="SET NULL"), default=None)
    newest_id: Mapped[int | None] = mapped_column(default=None)
