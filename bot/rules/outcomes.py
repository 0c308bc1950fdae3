"""Outcomes: what the two of an introduction are asked afterwards, and when; and how what they say is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Question(StrEnum):
    """What is asked: whether they met, and twice what came of it."""

    MET = "met"
    FIRST = "first"
    LAST = "last"


class Outcome(StrEnum):
    """What somebody says."""

    NOT_MET = "not_met"
    MET = "met"
    NOTHING = "nothing"
    TALKS = "talks"
    SAMPLES = "samples"
    CONTRACT = "contract"


ASKED_AFTER: Mapping[Question, timedelta] = MappingProxyType(
    {Question.MET: timedelta(days=14), Question.FIRST: timedelta(days=30), Question.LAST: timedelta(days=90)}
)
ASKED_UNTIL: Mapping[Question, timedelta] = MappingProxyType(
    {
        Question.MET: ASKED_AFTER[Question.FIRST],
        Question.FIRST: ASKED_AFTER[Question.LAST],
        Question.LAST: timedelta(days=180),
    }
)
"""A question that could not be asked in time gives way to the next one; after half a year nobody is asked any more."""
ANSWERS: Mapping[Question, tuple[Outcome, ...]] = MappingProxyType(
    {
        Question.MET: (Outcome.MET, Outcome.NOT_MET),
        Question.FIRST: (Outcome.NOTHING, Outcome.TALKS, Outcome.SAMPLES, Outcome.CONTRACT),
        Question.LAST: (Outcome.NOTHING, Outcome.TALKS, Outcome.SAMPLES, Outcome.CONTRACT),
    }
)
WITH_VALUE = frozenset({Outcome.SAMPLES, Outcome.CONTRACT})
"""What may be worth money."""
MOST_VALUE = 1_000_000_000
"""US dollars: more than that is a typing error."""

_SCALES: Mapping[str, int] = MappingProxyType(
    {
        "": 1,
        **dict.fromkeys(("k", "thousand", "mille", "ألف", "الف", "ألفا", "آلاف", "الاف"), 1_000),
        **dict.fromkeys(("m", "million", "millions", "مليون", "ملايين"), 1_000_000),
    }
)
_CURRENCY = re.compile(
    r"\bus ?\$|\$(?: ?us\b)?|\busd\b|\b(?:us )?dollars?(?: (?:us|américains?))?\b"
    r"|\bدولار(?:ا|ات)?(?: (?:أميركي|أمريكي|امريكي|اميركي)ة?)?\b"
)
_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<by>[ .,'’])\d{3})(?:(?P=by)\d{3})*|\d+)(?:[.,](?P<part>\d{1,2}))?"
    r" ?(?P<scale>[^\W\d]*)"
)
_ARABIC_MARKS = str.maketrans({"٬": ",", "٫": ".", "~": " ", "≈": " "})


def read_value(text: str) -> int | None:
    """The whole US dollars that somebody typed, in any digits: 3000, 3 000, 3,000$, 3.5k, ٣٠٠٠ دولار.

    None for what is no amount, has another currency, or is over MOST_VALUE.
    """
    plain = "".join(map(_digit, unicodedata.normalize("NFKC", text).casefold())).translate(_ARABIC_MARKS)
    amount = _AMOUNT.fullmatch(" ".join(_CURRENCY.sub(" ", plain).split()))
    if amount is None or amount["scale"] not in _SCALES:
        return None
    whole = int("".join(character for character in amount["whole"] if character.isdecimal()))
    cents = int((amount["part"] or "").ljust(2, "0"))
    value = (whole * 100 + cents) * _SCALES[amount["scale"]] // 100
    return value if value <= MOST_VALUE else None


def _digit(character: str) -> str:
    """Digits of any script as 0–9; the marks above Arabic letters go."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "" if category in ("Mn", "Cf") else character


class Said(NamedTuple):
    """What somebody said came of it, and what it is worth in US dollars."""

    outcome: Outcome
    value: int | None = None


def latest(said: Mapping[Question, Said]) -> Said | None:
    """Somebody's answer to the last question they answered, with the last value they gave for that outcome."""
    answers = [said[question] for question in reversed(Question) if question in said]
    if not answers:
        return None
    same = (one.value for one in answers if one.outcome is answers[0].outcome and one.value is not None)
    return Said(answers[0].outcome, next(same, None))


def together(sides: Collection[Said | None]) -> tuple[Outcome, ...]:
    """What the two sides say of one introduction: one outcome, or both where they differ, the lesser first."""
    outcomes = {side.outcome for side in sides if side is not None}
    return tuple(outcome for outcome in Outcome if outcome in outcomes)
