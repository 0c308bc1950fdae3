"""Broadcasts: one message from staff to an audience, in three languages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base, Choice, Instant, RowId, TelegramId, Wall
from bot.rules.broadcasts import Edited
from bot.rules.interest import ButtonKind
from bot.rules.wordings import Wordings


class BroadcastPhase(StrEnum):
    """Where a broadcast stands. ASKING waits for a second approver; HELD became due while the program was down, or too
    late in the evening, and staff are asked."""

    COMPOSING = "composing"
    ASKING = "asking"
    SCHEDULED = "scheduled"
    HELD = "held"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class BroadcastText(Base, kw_only=True):
    """What the readers of one language get: the text, as Telegram HTML, with its own media and buttons, if it has some.

    `media` and `links` are plain JSON: [{"kind", "file_id"}, …], files that Telegram has, and [[label, address], …].
    `came_in` is the update that brought the text, so that editing the message corrects it.
    """

    __tablename__ = "broadcast_texts"

    broadcast_id: Mapped[int] = mapped_column(
        ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    html: Mapped[str] = mapped_column(Text)
    media: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    links: Mapped[list[list[str]]] = mapped_column(JSON, default_factory=list)
    came_in: Mapped[int | None] = mapped_column(RowId, default=None)


class BroadcastChange(Base, kw_only=True):
    """What led to a revision of a broadcast, and who of the staff did it; kept until it goes out."""

    __tablename__ = "broadcast_changes"

    broadcast_id: Mapped[int] = mapped_column(
        ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[Edited] = mapped_column(Choice(Edited))
    actor_id: Mapped[int | None] = mapped_column(TelegramId, default=None)


class Broadcast(Base, kw_only=True):
    """What staff wrote, for whom, and how it goes. `fallbacks` maps a language without text to the one sent instead.
    With `by_company` one person of each company of the audience gets it.

    `media` go with the text in each language that has none of its own. `copy_of` is the broadcast that it was begun
    from. `revision` counts the changes of what is said and to whom: whoever confirms, confirms the one they were shown.

    `send_wall` is the time that was chosen, in the cluster's zone, and `send_at` the instant that it stands for; what
    goes out in seconds has the instant alone.
    Failures since `watched_from` count towards its pausing itself, and `settled_before` messages were settled by then.
    Of one that was withdrawn nothing is sent any more. The progress message stands in the chat of whoever
    set it going; without a message id a new one is sent there. `letter_id` is what its messages say, `counts` how many
    of them ended in each way, of those whose rows are gone.
    """

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    author_id: Mapped[int | None] = mapped_column(TelegramId, index=True)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    by_company: Mapped[bool] = mapped_column(default=False)
    fallbacks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    media: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    copy_of: Mapped[int | None] = mapped_column(RowId, default=None)
    phase: Mapped[BroadcastPhase] = mapped_column(
        Choice(BroadcastPhase), default=BroadcastPhase.COMPOSING, index=True
    )
    button: Mapped[ButtonKind] = mapped_column(Choice(ButtonKind), default=ButtonKind.NONE)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    send_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    send_wall: Mapped[datetime | None] = mapped_column(Wall, default=None)
    started_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    paused_because: Mapped[str] = mapped_column(String(300), default="")
    watched_from: Mapped[datetime | None] = mapped_column(Instant, default=None)
    settled_before: Mapped[int] = mapped_column(default=0, server_default="0")
    progress_chat_id: Mapped[int | None] = mapped_column(TelegramId, default=None)
    progress_message_id: Mapped[int | None] = mapped_column(default=None)
    progress_shown: Mapped[str] = mapped_column(String(64), default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), unique=True, default=None)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    texts: Mapped[list[BroadcastText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=BroadcastText.language, default_factory=list
    )

    @property
    def about(self) -> str:
        """What messages call it."""
        return f"broadcast:{self.id}"

    @property
    def wordings(self) -> Wordings:
        """What is written so far, and what readers of the other languages get."""
        return Wordings({text.language: text.html for text in self.texts}, self.fallbacks)
