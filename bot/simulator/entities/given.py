"""Entities as a request lists them beside its text.

Source: get_text_entity (Client.cpp) in https://github.com/tdlib/telegram-bot-api, get_message_entities
(MessageEntity.cpp) in https://github.com/tdlib/td.
"""

from collections.abc import Callable
from typing import Any

from bot.simulator.entities.kinds import date_format, linked
from bot.simulator.entities.units import Entity
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.links import WrongLink
from bot.simulator.wire import Json

FOUND = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)
"""What Telegram finds by itself, and nobody can give."""


def given_entities(listed: Any) -> list[Entity]:
    """The entities of a request, empty ones ignored, [] for what is no list; ApiError 400 as Telegram says."""
    entities = [_entity(one) for one in listed] if isinstance(listed, list) else []
    return [one for one in entities if one["length"] > 0 and one["type"] not in FOUND]


def _entity(one: Any) -> Entity:
    if not isinstance(one, dict):
        raise _unreadable("expected an Object")
    entity = {"offset": _number(one, "offset"), "length": _number(one, "length")}
    kind = str(_required(one, "type"))
    if kind not in CARRIED and kind not in FOUND:
        raise _unreadable("Unsupported type specified" if kind else "Type is not specified")
    return {"type": kind, **entity, **CARRIED.get(kind, _nothing)(one)}


def _nothing(one: Json) -> Json:
    return {}


def _language(one: Json) -> Json:
    return {"language": str(one["language"])} if one.get("language") else {}


def _link(one: Json) -> Json:
    url = str(_required(one, "url"))
    try:
        return linked(url)
    except WrongLink as wrong:
        raise bad_request(f"entity URL '{url}' is invalid: {wrong}") from None


def _user(one: Json) -> Json:
    user = _required(one, "user")
    if not isinstance(user, dict):
        raise _unreadable('Field "user" must be of type Object')
    _number(user, "id")
    return {"user": user}


def _emoji(one: Json) -> Json:
    number = _number(one, "custom_emoji_id")
    if not number:
        raise bad_request("invalid custom emoji identifier specified")
    return {"custom_emoji_id": str(number)}


def _moment(one: Json) -> Json:
    unix, letters = _number(one, "unix_time"), str(one.get("date_time_format", ""))
    # unlike in markup, of a short and a long form the last one counts
    last = "".join({letter.lower(): letter for letter in letters}.values())
    shown = date_format(letters) and date_format(last)
    if shown is None:
        raise _unreadable("Invalid date-time format specified")
    if unix <= 0:
        raise bad_request("invalid date specified")
    return {"unix_time": unix, "date_time_format": shown}


CARRIED: dict[str, Callable[[Json], Json]] = {
    **dict.fromkeys(("bold", "italic", "underline", "strikethrough", "spoiler", "code"), _nothing),
    **dict.fromkeys(("blockquote", "expandable_blockquote"), _nothing),
    "pre": _language,
    "text_link": _link,
    "text_mention": _user,
    "custom_emoji": _emoji,
    "date_time": _moment,
}
"""What each kind that can be given carries."""


def _required(one: Json, name: str) -> Any:
    if name not in one:
        raise _unreadable(f'Can\'t find field "{name}"')
    return one[name]


def _number(one: Json, name: str) -> int:
    """A number, or a string that holds one."""
    value = _required(one, name)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise _unreadable(f'Field "{name}" must be a Number') from None


def _unreadable(why: str) -> ApiError:
    return bad_request(f"can't parse MessageEntity: {why}")
