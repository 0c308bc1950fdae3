"""Changing, copying, forwarding and deleting what is in a chat."""

from datetime import timedelta

from bot.simulator.attachments import CAPTIONED
from bot.simulator.chats import Chat, Message
from bot.simulator.entities import MOST_CAPTION, MOST_TEXT, formatted
from bot.simulator.errors import bad_request
from bot.simulator.keyboards import is_inline, markup_of
from bot.simulator.methods.registry import method
from bot.simulator.methods.sending import check_text, deliver, send
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

DELETABLE_FOR = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
NOT_COPIED = (
    "message_id",
    "from",
    "chat",
    "date",
    "edit_date",
    "reply_to_message",
    "forward_origin",
    "reply_markup",
)


@method("editMessageText")
def edit_message_text(tg: State, query: Query) -> Json:
    """Replace the text, entities and inline keyboard of a message."""
    text, entities = formatted(query, "text")
    check_text(query.text("text"), text)
    markup = inline_markup_of(query)
    chat, message = editable(tg, query)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    if len(text) > MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return changed(tg, chat, message, {"text": text, "entities": entities or None, "reply_markup": markup})


@method("editMessageCaption")
def edit_message_caption(tg: State, query: Query) -> Json:
    """Replace the caption and inline keyboard of a picture or a document."""
    caption, entities = formatted(query, "caption", entities="caption_entities")
    markup = inline_markup_of(query)
    chat, message = editable(tg, query)
    if not any(kind in message.body for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    if len(caption) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    content = {"caption": caption or None, "caption_entities": entities or None, "reply_markup": markup}
    return changed(tg, chat, message, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(tg: State, query: Query) -> Json:
    """Replace the inline keyboard of a message, or take it away."""
    markup = inline_markup_of(query)
    chat, message = editable(tg, query)
    return changed(tg, chat, message, {"reply_markup": markup})


def inline_markup_of(query: Query) -> Json | None:
    """The inline keyboard of an edit; other markup cannot be edited in."""
    markup = markup_of(query)
    if not is_inline(markup):
        raise bad_request("inline keyboard expected")
    return markup


def editable(tg: State, query: Query) -> tuple[Chat, Message]:
    """The bot's own message that a call wants to edit; ApiError 400 as Telegram says."""
    chat = tg.reachable(query)
    if not query.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(query.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or not message.is_editable or "forward_origin" in message.body:
        raise bad_request("message can't be edited")
    return chat, message


def changed(tg: State, chat: Chat, message: Message, content: Json) -> Json:
    """Apply an edit (None takes a field away); the new body, or ApiError 400 when it is the same."""
    body = {**message.body, **content}
    body = {name: value for name, value in body.items() if value is not None}
    if body == message.body:
        raise bad_request(NOT_MODIFIED)
    message.body = {**body, "edit_date": tg.timestamp()}
    tg.publish_message("edited", chat, message)
    return message.body


@method("deleteMessage")
def delete_message(tg: State, query: Query) -> bool:
    """Delete a message of either side that is younger than 48 hours."""
    chat = tg.reachable(query)
    if not query.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(query.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_age(tg, message)
    tg.remove(chat, query.integer("message_id"))
    return True


@method("deleteMessages")
def delete_messages(tg: State, query: Query) -> bool:
    """Delete up to 100 messages, none when one of them is older than 48 hours; those that are not there are skipped."""
    chat = tg.reachable(query)
    ids = query.value("message_ids", "message identifiers") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    there = [int(message_id) for message_id in ids if int(message_id) in chat.messages]
    for message_id in there:
        _check_age(tg, chat.messages[message_id])
    for message_id in dict.fromkeys(there):
        tg.remove(chat, message_id)
    return True


def _check_age(tg: State, message: Message) -> None:
    if tg.timestamp() - message.body["date"] > DELETABLE_FOR.total_seconds():
        raise bad_request("message can't be deleted for everyone")


@method("copyMessage")
def copy_message(tg: State, query: Query) -> Json:
    """Send the content of a message again, as the bot's own."""
    original = _original(tg, query, "message to copy not found")
    content = {name: value for name, value in original.body.items() if name not in NOT_COPIED}
    if query.has("caption") and any(kind in content for kind in CAPTIONED):
        caption, entities = formatted(query, "caption", entities="caption_entities")
        content |= {"caption": caption, "caption_entities": entities}
        content = {name: value for name, value in content.items() if value}
    caption = content.get("caption", "")
    return {"message_id": send(tg, query, content, longest=len(caption), most=MOST_CAPTION)["message_id"]}


@method("forwardMessage")
def forward_message(tg: State, query: Query) -> Json:
    """Send a message on, with the name of who wrote it."""
    original = _original(tg, query, "message to forward not found")
    chat = tg.reachable(query)
    content = {name: value for name, value in original.body.items() if name not in NOT_COPIED}
    content["forward_origin"] = original.body.get("forward_origin") or {
        "type": "user",
        "date": original.body["date"],
        "sender_user": original.body["from"],
    }
    return deliver(tg, chat, content, None)


def _original(tg: State, query: Query, missing: str) -> Message:
    chat = tg.chats.get(query.integer("from_chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    message = chat.messages.get(query.integer("message_id"))
    if message is None or "poll" in message.body:
        raise bad_request(missing if message is None else "message can't be copied")
    return message
