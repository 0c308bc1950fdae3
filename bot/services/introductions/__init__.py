"""Introductions: asked for, answered, suggested, and brought about when both say yes."""

from bot.services.introductions.answering import (
    answer,
    close_all_of,
    colleagues_for,
    expire,
    hand_on,
    is_any_to_expire,
    nudge,
    withdraw,
)
from bot.services.introductions.asking import ask, draft, may_ask, propose, right_one, to_be_asked
from bot.services.introductions.looking import all_of, asked_just_now, of_person
from bot.services.introductions.pairs import NotThere, get, held
from bot.services.introductions.suggesting import (
    Everybody,
    candidates,
    excluded,
    reasons_between,
    suggestions,
)
from bot.services.introductions.telling import NOTHING

__all__ = [
    "NOTHING",
    "Everybody",
    "NotThere",
    "all_of",
    "answer",
    "ask",
    "asked_just_now",
    "candidates",
    "close_all_of",
    "colleagues_for",
    "draft",
    "excluded",
    "expire",
    "get",
    "hand_on",
    "held",
    "is_any_to_expire",
    "may_ask",
    "nudge",
    "of_person",
    "propose",
    "reasons_between",
    "right_one",
    "suggestions",
    "to_be_asked",
    "withdraw",
]
