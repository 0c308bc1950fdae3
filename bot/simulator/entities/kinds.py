"""What links and dates become: the kind of entity, and what it carries.

Source: get_date_flags (FormattedDate.cpp) in https://github.com/tdlib/td, JsonEntity (Client.cpp) in
https://github.com/tdlib/telegram-bot-api.
"""

from bot.simulator.entities.units import Entity
from bot.simulator.links import checked_link, linked_user

LETTERS = frozenset("tTdDwW")
PARTS = ("wW", "dD", "tT")


def linked(url: str) -> Entity:
    """A mention of the person whom a tg://user link names, a link for any other address. Raises WrongLink."""
    if user_id := linked_user(url):
        return {"type": "text_mention", "user": {"id": user_id, "is_bot": False, "first_name": ""}}
    return {"type": "text_link", "url": checked_link(url)}


def date_format(letters: str) -> str | None:
    """The format as messages carry it: "r", or weekday, date and time; None for one that Telegram refuses.

    Letters come in any order and number; of a short and a long form the short one counts.
    """
    if letters in ("r", "R"):
        return "r"
    if not LETTERS.issuperset(letters):
        return None
    return "".join(next((one for one in part if one in letters), "") for part in PARTS).replace("W", "w")
