"""Reply markup: what Telegram refuses in inline and reply keyboards.

Source: get_reply_markup in https://github.com/tdlib/telegram-bot-api (Client.cpp), tdlib's ReplyMarkup.cpp.
"""

from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.links import WrongLink, checked_link, linked_user
from bot.simulator.wire import Json, Query

MOST_BUTTONS = 100
MOST_IN_ROW = 8
MOST_DATA_BYTES = 64
MOST_BUTTON_TEXT = 4096
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def markup_of(query: Query) -> Json | None:
    """The reply markup of a call as Telegram keeps it, None when there is none. ApiError 400 to refuse."""
    if "reply_markup" not in query.params:
        return None
    markup = query.value("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return {**markup, "keyboard": _reply(markup["keyboard"])}
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def is_inline(markup: Json | None) -> bool:
    """Whether a message keeps this markup as its own."""
    return markup is None or "inline_keyboard" in markup


def _rows(keyboard: Any) -> list[list[Any]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return [row for row in keyboard if row]


def _inline(keyboard: Any) -> Json | None:
    rows = _rows(keyboard)
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_inline(button)
    return {"inline_keyboard": rows} if rows else None


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    if not any(button.get(action) is not None for action in ACTIONS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if (data := button.get("callback_data")) is not None and not 1 <= len(
        str(data).encode()
    ) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if (url := button.get("url")) is not None:
        _check_url(str(url))


def _check_url(url: str) -> None:
    if linked_user(url):
        return
    try:
        checked_link(url)
    except WrongLink as wrong:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {wrong}") from None


def _reply(keyboard: Any) -> list[list[Json]]:
    rows = [[{"text": one} if isinstance(one, str) else one for one in row] for row in _rows(keyboard)]
    if sum(map(len, rows)) > 300:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            if not isinstance(button, dict) or not str(button.get("text", "")).strip():
                raise bad_request('can\'t parse keyboard button: field "text" must be non-empty')
    return rows
