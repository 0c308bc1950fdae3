"""What people send, as parts of a Message object."""

from typing import Any

from bot.simulator.chats import Account, Chat
from bot.simulator.entities.detect import with_detected
from bot.simulator.entities.units import Entity
from bot.simulator.wire import Json


def text_content(text: str, entities: list[Entity] | None) -> Json:
    """Typed text; commands, links and mentions are found as Telegram finds them."""
    found = with_detected(text, list(entities or []))
    return {"text": text, "entities": found} if found else {"text": text}


def caption_content(caption: str | None) -> Json:
    """The text under a picture or a document."""
    if not caption:
        return {}
    found = with_detected(caption, [])
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def origin_content(origin: Any, date: int) -> Json:
    """Who wrote a forwarded message: an Account, a hidden user's name, a MessageOrigin object, or None."""
    if isinstance(origin, dict):
        return {"forward_origin": origin}
    if isinstance(origin, Account):
        return {"forward_origin": {"type": "user", "date": date, "sender_user": origin.user()}}
    return {"forward_origin": {"type": "hidden_user", "date": date, "sender_user_name": origin or "Somebody"}}


def member_update(chat: Chat, bot: Json, date: int, *, was: str, now: str) -> Json:
    """A ChatMemberUpdated: the person let the bot in ("member") or blocked it ("kicked")."""
    return {
        "chat": chat.chat,
        "from": chat.user,
        "date": date,
        "old_chat_member": _member(bot, was),
        "new_chat_member": _member(bot, now),
    }


def _member(bot: Json, status: str) -> Json:
    member: Json = {"user": bot, "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member
