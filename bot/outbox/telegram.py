"""Sending: a delivery's content as calls to the Bot API, and what each failure means."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.charts.drawing import DrawingFailed, drawn
from bot.charts.pictures import from_plain
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.outbox.line import ServerFault, Throttled, began, call

log = logging.getLogger(__name__)

NO_PREVIEW = {"is_disabled": True}
UNCHANGED = "message is not modified"
CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)
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


async def _shown(bot: Bot, chat_id: int, content: dict[str, Any]) -> Result:
    if not content.get("text") and not content.get("file"):
        return Sent()
    try:
        for one in content.get("before", ()):
            await _send(bot, chat_id, one)
        return Sent(await _edit_or_send(bot, chat_id, content))
    except TelegramError as error:
        return classify(error)
    except DrawingFailed as error:
        log.warning("a picture could not be drawn: %s", error)
        return Later(str(error)[:REASON_LENGTH])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # The library trusts what a 200 says: an answer without a result, or of another shape, breaks it here
        log.warning("an answer of Telegram cannot be read: %s", type(error).__name__, exc_info=True)
        return Doubtful("the answer of Telegram cannot be read")


async def _edit_or_send(bot: Bot, chat_id: int, content: dict[str, Any]) -> int:
    edited: int | None = content.get("edits")
    if edited is not None:
        try:
            await call(
                bot,
                "editMessageText",
                chat_id=chat_id,
                message_id=edited,
                text=content["text"],
                parse_mode=ParseMode.HTML,
                reply_markup=_inline(content),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            reason = str(error).lower()
            if UNCHANGED in reason:
                return edited
            if not any(words in reason for words in CANNOT_EDIT):
                raise
        else:
            return edited
    return await _send(bot, chat_id, content)


async def _send(bot: Bot, chat_id: int, content: dict[str, Any]) -> int:
    markup = _markup(content)
    file = content.get("file")
    if file is None:
        sent = await call(
            bot,
            "sendMessage",
            chat_id=chat_id,
            text=content["text"],
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )
        return int(sent["message_id"])
    what = await _what(bot, file)
    caption: dict[str, Any] = {
        "caption": content["text"] or None,
        "parse_mode": ParseMode.HTML,
        "reply_markup": markup,
    }
    if file["media"] == "photo":
        message = await bot.send_photo(chat_id, what, filename=file["name"] or None, **caption)
    else:
        message = await bot.send_document(chat_id, what, filename=file["name"] or None, **caption)
    return message.message_id


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


def _markup(content: dict[str, Any]) -> dict[str, Any] | None:
    if label := content.get("asks_contact"):
        button = {"text": label, "request_contact": True}
        return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    if content.get("ends_keyboard"):
        return {"remove_keyboard": True}
    return _inline(content)


def _inline(content: dict[str, Any]) -> dict[str, Any] | None:
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
