"""Sending: a delivery's content as calls to the Bot API, and what each failure means."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from dataclasses import replace
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.charts.drawing import DrawingFailed, drawn
from bot.charts.pictures import from_plain
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.outbox.contents import Content, is_shown, messages_in, pieces
from bot.outbox.line import ServerFault, Throttled, began, call
from bot.replies import MediaKind

log = logging.getLogger(__name__)

NO_PREVIEW = {"is_disabled": True}
UNCHANGED = "message is not modified"
CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
SENDING = {kind.value: f"send{kind.value.title()}" for kind in MediaKind}
"""The method that sends a file of each kind, which names the file as the kind, too."""
NOBODY = ("chat not found", "user not found", "peer_id_invalid")
"""400s that mean the person cannot be reached, not that the message is wrong."""
REASON_LENGTH = 200
PROBE = "Is anybody there?"
PROBE_SECONDS = 5.0
"""How long the answer to a probe may take."""
FETCH_SECONDS = 30.0
"""How long a document may be silent while it is fetched."""


async def deliver(bot: Bot, chat_id: int, content: dict[str, Any]) -> Result:
    """Show `content` in a chat: answer its tap, then edit or send. Never raises for what Telegram says."""
    callback = content.get("callback")
    if callback is None:
        return await _shown(bot, chat_id, content)
    answering = asyncio.create_task(_answer(bot, callback))
    try:
        return await _shown(bot, chat_id, content)
    finally:
        await answering


async def _shown(bot: Bot, chat_id: int, content: Content) -> Result:
    if not is_shown(content):
        return Sent()
    came: list[int] = []
    try:
        return await _edited_or_sent(bot, chat_id, content, came)
    except TelegramError as error:
        result = classify(error)
    except DrawingFailed as error:
        log.warning("a picture could not be drawn: %s", error)
        result = Later(str(error)[:REASON_LENGTH])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # The library trusts what a 200 says: an answer without a result, or of another shape, breaks it here
        log.warning("an answer of Telegram cannot be read: %s", type(error).__name__, exc_info=True)
        result = Doubtful("the answer of Telegram cannot be read")
    return replace(result, also=tuple(came)) if came else result


async def _edited_or_sent(bot: Bot, chat_id: int, content: Content, came: list[int]) -> Sent:
    """Do what the content says. The messages that arrived by then are in `came`, whatever is raised."""
    edited: int | None = content.get("edits")
    if "deletes" in content:
        await _delete(bot, chat_id, content)
        return Sent()
    if edited is not None and await _edit(bot, chat_id, edited, content):
        return Sent(edited)
    *above, last = pieces(content)
    there = content.get("also", ()) if edited is None else ()
    for piece in above:
        done = len(came) < len(there)
        came += (
            there[len(came) : len(came) + messages_in(piece)] if done else await _send(bot, chat_id, piece)
        )
    first, *others = await _send(bot, chat_id, last)
    return Sent(first, also=(*came, *others))


async def _edit(bot: Bot, chat_id: int, message_id: int, content: Content) -> bool:
    """Show the content in a message that is there. False when that cannot be, and a new one is to be sent."""
    files = len(content.get("media", ()))
    is_caption = files == 1 or (files > 1 and "buttons" not in content)
    words: dict[str, Any] = (
        {"caption": content["text"]}
        if is_caption
        else {"text": content["text"], "link_preview_options": NO_PREVIEW}
    )
    try:
        await call(
            bot,
            "editMessageCaption" if is_caption else "editMessageText",
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_inline(content),
            **words,
        )
    except BadRequest as error:
        reason = str(error).lower()
        if UNCHANGED in reason:
            return True
        if content.get("only_edits") or not any(words in reason for words in CANNOT_EDIT):
            raise
        return False
    return True


async def _delete(bot: Bot, chat_id: int, content: Content) -> None:
    """Delete up to a hundred messages; Telegram passes over those that are gone."""
    ids = {*content["deletes"], *content.get("also", ())}
    if (edited := content.get("edits")) is not None:
        ids.add(edited)
    await call(bot, "deleteMessages", chat_id=chat_id, message_ids=sorted(ids))


async def _send(bot: Bot, chat_id: int, content: Content) -> list[int]:
    """Send one piece of a content; the messages that it came as."""
    file, media = content.get("file"), content.get("media")
    if media and len(media) > 1:
        return await _send_album(bot, chat_id, media, content["text"])
    words: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": _markup(content)}
    if media:
        (one,) = media
        words |= {one["kind"]: one["file_id"], "caption": content["text"] or None}
        return [_number(await call(bot, SENDING[one["kind"]], chat_id=chat_id, **words))]
    if file is None:
        words |= {"text": content["text"], "link_preview_options": NO_PREVIEW}
        return [_number(await call(bot, "sendMessage", chat_id=chat_id, **words))]
    words |= {"caption": content["text"] or None, "filename": file["name"] or None}
    what = await _what(bot, file)
    send = bot.send_photo if file["media"] == "photo" else bot.send_document
    return [(await send(chat_id, what, **words)).message_id]


async def _send_album(bot: Bot, chat_id: int, media: list[dict[str, str]], text: str) -> list[int]:
    listed: list[dict[str, Any]] = [{"type": one["kind"], "media": one["file_id"]} for one in media]
    if text:
        listed[0] |= {"caption": text, "parse_mode": ParseMode.HTML}
    return [_number(one) for one in await call(bot, "sendMediaGroup", chat_id=chat_id, media=listed)]


def _number(message: dict[str, Any]) -> int:
    return int(message["message_id"])


async def _what(bot: Bot, file: dict[str, Any]) -> str | bytes:
    """What is sent of a file: its id, or its bytes. Raises DrawingFailed for a picture that cannot be drawn."""
    if "bundle" in file:
        return await _put_together(bot, **file["bundle"])
    if "picture" in file:
        try:
            picture = from_plain(file["picture"])
        except (LookupError, TypeError, ValueError) as error:
            raise DrawingFailed(f"what was to be drawn cannot be read: {error}") from None
        return await drawn(picture)
    return str(file.get("file_id") or "") or bytes(file["data"].encode("latin-1"))


async def _put_together(bot: Bot, parts: list[list[str]], missing: str) -> bytes:
    """An archive of documents that Telegram has; those that it does not give any more are named in a note."""
    found, gone = list[tuple[str, bytes]](), list[str]()
    for path, file_id in parts:
        try:
            file = await call(bot, "getFile", file_id=file_id)
        except BadRequest:
            gone.append(path)
        else:
            address = f"{bot.base_file_url}/{file['file_path']}"
            found.append((path, await bot.request.retrieve(address, read_timeout=FETCH_SECONDS)))
    if gone:
        found.append((missing, "\n".join(gone).encode()))
    return await asyncio.to_thread(_zipped, found)


def _zipped(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            archive.writestr(path, content)
    return buffer.getvalue()


async def _answer(bot: Bot, callback: dict[str, Any]) -> None:
    try:
        await call(
            bot,
            "answerCallbackQuery",
            callback_query_id=callback["id"],
            text=callback.get("toast") or None,
            show_alert=callback.get("alert") or None,
        )
    except (TelegramError, LookupError, TypeError, ValueError, AttributeError) as error:
        # An old tap can no longer be answered, and nothing hangs on it: the screen itself shows what happened
        log.info("a tap could not be answered: %s", type(error).__name__)


async def take_away(bot: Bot, chat_id: int, message_id: int) -> None:
    """Delete a screen that another has replaced. That it is gone or too old changes nothing."""
    try:
        await call(bot, "deleteMessage", chat_id=chat_id, message_id=message_id)
    except TelegramError as error:
        log.debug("a former screen stays: %s", type(error).__name__)


async def is_answering(bot: Bot) -> bool:
    """Whether Telegram takes messages: it is given one to nobody, which it has to refuse."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            await call(bot, "sendMessage", chat_id=0, text=PROBE)
    except (BadRequest, Forbidden, Throttled):
        return True
    except (TimeoutError, TelegramError, LookupError, TypeError, ValueError, AttributeError) as error:
        log.warning("Telegram does not answer: %s", type(error).__name__)
        return False
    return True


def classify(error: TelegramError) -> Result:
    """What a failure means: later, never, or nobody knows. BadRequest is a NetworkError: order counts."""
    reason = (str(error) or type(error).__name__)[:REASON_LENGTH]
    match error:
        case Throttled():
            return Later(reason, after=error.wait, is_throttled=True)
        case Forbidden():
            return Gone(reason)
        case ChatMigrated():
            return Refused(reason)
        case InvalidToken():
            return Later("the token was refused", is_silence=True)
        case BadRequest():
            return Gone(reason) if any(words in reason.lower() for words in NOBODY) else Refused(reason)
        case ServerFault():
            return Later(reason, is_silence=True)
        case NetworkError() if not began(error):
            return Later("no connection to Telegram", is_silence=True)
        case _:
            return Doubtful(f"no answer from Telegram ({type(error).__name__})")


def _markup(content: Content) -> dict[str, Any] | None:
    if label := content.get("asks_contact"):
        button = {"text": label, "request_contact": True}
        return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    if content.get("ends_keyboard"):
        return {"remove_keyboard": True}
    return _inline(content)


def _inline(content: Content) -> dict[str, Any] | None:
    rows = content.get("buttons")
    if not rows:
        return None
    return {"inline_keyboard": [[_button(plain) for plain in row] for row in rows]}


def _button(plain: dict[str, str]) -> dict[str, Any]:
    button: dict[str, Any] = {"text": plain["label"]}
    if "copies" in plain:
        button["copy_text"] = {"text": plain["copies"]}
    if "data" in plain:
        button["callback_data"] = plain["data"]
    return button | {name: plain[name] for name in ("url", "style") if name in plain}
