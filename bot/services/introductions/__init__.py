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
from bot.services.introductions.looking import asked_just_now, ids_of, of_person
from bot.services.introductions.pairs import NotThere, get, held
from bot.services.introductions.suggesting import (
    Everybody,
    candidates,
    excluded,
    reasons_between,
    suggestions,
)
from bot.services.introductions.telling import forget_words

__all__ = [
    "Everybody",
    "NotThere",
    "answer",
    "ask",
    "asked_just_now",
    "candidates",
    "close_all_of",
    "colleagues_for",
    "draft",
    "excluded",
    "expire",
    "forget_words",
    "get",
    "hand_on",
    "held",
    "ids_of",
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
