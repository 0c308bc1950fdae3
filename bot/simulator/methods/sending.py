"""Sending: text, contacts, places, "typing…"."""

from typing import Any

from bot.simulator.chats import Chat, Message
from bot.simulator.entities import MOST_TEXT, formatted
from bot.simulator.errors import bad_request
from bot.simulator.keyboards import is_inline, markup_of
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)

INVISIBLE = " \n\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters of which alone no message can be made."""


@method("sendMessage")
def send_message(tg: State, query: Query) -> Json:
    """Send text of up to 4096 characters."""
    text, entities = formatted(query, "text")
    check_text(query.text("text"), text)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if query.has("link_preview_options"):
        content["link_preview_options"] = query.value("link_preview_options", "link preview options")
    return send(tg, query, content, longest=len(text), most=MOST_TEXT)


def check_text(raw: str, text: str) -> None:
    """ApiError 400 when nothing is left to be shown."""
    if not raw:
        raise bad_request("message text is empty")
    if not text.strip(INVISIBLE):
        raise bad_request("text must be non-empty")


def send(tg: State, query: Query, content: Json, *, longest: int = 0, most: int = MOST_TEXT) -> Json:
    """Deliver content to the chat of a call, with its markup and what it replies to; the new message."""
    markup = markup_of(query)
    chat = tg.reachable(query)
    if longest > most:
        raise bad_request("message is too long" if most == MOST_TEXT else "message caption is too long")
    content |= reply_of(query, chat)
    if query.flag("protect_content"):
        content["has_protected_content"] = True
    if query.has("message_effect_id"):
        content["effect_id"] = query.text("message_effect_id")
    return deliver(tg, chat, content, markup)


def deliver(tg: State, chat: Chat, content: Json, markup: Json | None) -> Json:
    """Put a message of the bot into a chat; what the bot gets to see of it."""
    if markup is not None and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    elif markup is not None:
        chat.reply_keyboard = markup if "keyboard" in markup else None
    body = {
        "message_id": tg.next_message_id(),
        "from": tg.bot,
        "chat": chat.chat,
        "date": tg.timestamp(),
        **content,
    }
    tg.add(chat, Message(body, from_bot=True, is_editable=is_inline(markup)))
    return body


def reply_of(query: Query, chat: Chat) -> Json:
    """What a new message replies to, as a part of its body."""
    if query.has("reply_parameters"):
        given: Any = query.value("reply_parameters", "reply parameters")
    elif query.has("reply_to_message_id"):
        given = {
            "message_id": query.integer("reply_to_message_id"),
            "allow_sending_without_reply": query.flag("allow_sending_without_reply"),
        }
    else:
        return {}
    message = chat.messages.get(int(given.get("message_id", 0)))
    if message is not None:
        return {
            "reply_to_message": {
                key: value for key, value in message.body.items() if key != "reply_to_message"
            }
        }
    if given.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


@method("sendContact")
def send_contact(tg: State, query: Query) -> Json:
    """Send a contact card."""
    if not query.text("phone_number"):
        raise bad_request("phone number is empty")
    if not query.text("first_name"):
        raise bad_request("first name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return send(tg, query, {"contact": {name: query.text(name) for name in names if query.text(name)}})


@method("sendLocation")
def send_location(tg: State, query: Query) -> Json:
    """Send a point on the map."""
    latitude, longitude = query.number("latitude"), query.number("longitude")
    if not query.has("latitude") or not -90 <= latitude <= 90:
        raise bad_request("latitude is empty" if not query.has("latitude") else "wrong latitude specified")
    if not query.has("longitude") or not -180 <= longitude <= 180:
        raise bad_request("longitude is empty" if not query.has("longitude") else "wrong longitude specified")
    return send(tg, query, {"location": {"latitude": latitude, "longitude": longitude}})


@method("sendChatAction")
def send_chat_action(tg: State, query: Query) -> bool:
    """Show what the bot is doing."""
    action = query.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = tg.reachable(query)
    chat.actions.append(action)
    tg.publish({"type": "action", "chat_id": chat.id, "action": action})
    return True
