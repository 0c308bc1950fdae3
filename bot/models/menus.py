"""Menus: which chats have commands of their own at Telegram."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base, TelegramId


class Menu(Base, kw_only=True):
    """The commands that one chat is offered instead of everybody's. `digest` is of what Telegram took last; empty where
    that is not known, because a call is under way or nobody heard how it ended.
    """

    __tablename__ = "menus"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64), default="")
