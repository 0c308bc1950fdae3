"""An audience: chosen by buttons, counted as it is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from bot.i18n import LOCALES, _, current, in_a_list, language_name, list_of, name, ngettext, number
from bot.replies import Tap
from bot.rules.audiences import (
    Answered,
    Audience,
    Part,
    Reach,
    Sign,
)
from bot.rules.companies import Kind, Size
from bot.rules.scoring import Recency
from bot.screens.vocabulary import (
    band_name,
    kind_name,
    recency_range,
    size_name,
    sub_cluster_name,
)

PAGE = 40
"""How many values one screen shows: Telegram takes 100 buttons, a thumb fewer."""
THINGS_PAGE = 10
LABELLED = frozenset(("size", "kind", "band", "recency", "language"))
"""Dimensions whose values the bot itself has words for."""


class PartNo(StrEnum):
    """Which part of an audience is being chosen, in a character."""

    FIRST = ""
    SECOND = "b"
    THIRD = "c"
    FOURTH = "d"

    @property
    def at(self) -> int:
        """Its place, from 0."""
        return list(PartNo).index(self)


class ShowAudience(Tap, prefix="a"):
    """Show whom something is for; `is_widened`: it is for everybody again.

    `whose` is the word under which its noun is registered, `about` its id.
    """

    whose: str
    about: int
    is_widened: bool = False
    part: PartNo = PartNo.FIRST


class OpenDimension(Tap, prefix="ad"):
    """Show the values that a part of the audience can be narrowed to; of answers, to which things there are any."""

    whose: str
    about: int
    dimension: str
    page: int = 0
    part: PartNo = PartNo.FIRST


class PutValue(Tap, prefix="Cv"):
    """Put a value in, out, or neither. Idempotent: the button says which."""

    whose: str
    about: int
    dimension: str
    key: str
    sign: Sign
    part: PartNo = PartNo.FIRST


class OpenAnswers(Tap, prefix="Wa"):
    """Show the answers `to` a thing that a part of the audience can be narrowed to."""

    whose: str
    about: int
    dimension: Answered
    to: int
    page: int = 0
    part: PartNo = PartNo.FIRST


class PutAnswer(Tap, prefix="Cw"):
    """Put an answer in, out, or neither. Idempotent."""

    whose: str
    about: int
    dimension: Answered
    to: int
    how: str
    sign: Sign
    part: PartNo = PartNo.FIRST


class AskAll(Tap, prefix="Ca"):
    """Of several values of a dimension that are in, all must hold, or any. Idempotent."""

    whose: str
    about: int
    dimension: str
    is_all: bool
    part: PartNo = PartNo.FIRST


class DropPart(Tap, prefix="Cd"):
    """Take a part out of the audience; `parts` is how many there were, so that a second tap takes no other."""

    whose: str
    about: int
    part: PartNo
    parts: int


class ByCompany(Tap, prefix="Cc"):
    """One person of each company is written to, or everybody. Idempotent."""

    whose: str
    about: int
    is_on: bool


def language_title(language: str) -> str:
    """A language's name, as it stands at the beginning of a line or on a button."""
    written = language_name(language)
    return written[:1].upper() + written[1:]


def people(n: int) -> str:
    """A number of people in words."""
    return ngettext("{n} person", "{n} people", n).format(n=number(n))


def dimension_name(dimension: str) -> str:
    """What an audience is narrowed by."""
    return {
        "sub_cluster": _("Sub-cluster"),
        "group": _("Group"),
        "size": _("Company size"),
        "kind": _("Kind of member"),
        "band": _("Engagement of the company"),
        "recency": _("Last activity"),
        "event": _("Answer to an event"),
        "poll": _("Answer to a poll"),
        "mission": _("Answer to a mission"),
        "language": _("Language"),
        "saved": _("Saved audience"),
    }[dimension]


def value_name(dimension: str, value: str) -> str:
    """A value that an audience is narrowed to; plain text, not yet HTML."""
    match dimension:
        case "sub_cluster":
            return sub_cluster_name(value)
        case "size":
            return size_name(Size(value))
        case "kind":
            return kind_name(Kind(value))
        case "band":
            return band_name(value)
        case "recency":
            return recency_range(Recency(value))
        case "language":
            return language_title(value)
        case _:
            return value


def in_words(audience: Audience) -> str:
    """Whom it is for, a line for each narrowing."""
    if audience.is_everybody:
        return _("<b>For</b> everybody")
    # Translators: between two lists of conditions: who meets the first, or else the second
    between = _("<i>or</i>")
    parts = ["\n".join(_part_lines(audience, part)) for part in audience.said]
    return "\n".join([_("<b>For</b>"), f"\n{between}\n".join(parts)])


def _part_lines(audience: Audience, part: Part) -> list[str]:
    lines = []
    for dimension, values in part.values.items():
        is_all = dimension in part.every and len(values) > 1
        # Translators: as in “Group, all of these: Board and Export”
        words = _("• {dimension}, all of these: {values}") if is_all else _("• {dimension}: {values}")
        lines.append(_line(words, audience, dimension, values, "standard" if is_all else "or"))
    lines = lines or [_("• everybody")]
    # Translators: who is left out, as in “but not: Group: Board or Export”
    but_not = _("• but not {dimension}: {values}")
    return lines + [_line(but_not, audience, *out, "or") for out in part.out.items()]


def _line(
    words: str,
    audience: Audience,
    dimension: str,
    values: Iterable[str],
    style: Literal["standard", "or"],
) -> str:
    listed = list_of(map(name, _values(audience, dimension, values)), style=style)
    return words.format(dimension=dimension_name(dimension), values=listed)


def _values(audience: Audience, dimension: str, values: Iterable[str]) -> list[str]:
    """What an audience is narrowed to, as a list says it; groups and events are called as people named them."""
    called = [_called(audience, dimension, value) for value in values]
    return in_a_list(called) if dimension in LABELLED else called


def _called(audience: Audience, dimension: str, value: str) -> str:
    """What an audience calls one of its values."""
    return audience.name(dimension, value, current()) or value_name(dimension, value)


def counted(reached: Reach) -> str:
    """How many it reaches in each language, and how many it does not."""
    counts = " · ".join(
        f"{language_title(language)} {number(reached.by_language.get(language, 0))}" for language in LOCALES
    )
    lines = [
        _("<b>It reaches {people}</b>").format(people=people_reached(reached)),
        counts,
        *unreached(reached),
    ]
    return "\n".join(lines)


def people_reached(reached: Reach) -> str:
    """How many people a message reaches, and of how many companies where it goes to one of each."""
    if not reached.by_company:
        return people(reached.people)
    words = ngettext("{people} of {n} company", "{people} of {n} companies", reached.people)
    return words.format(people=people(reached.people), n=number(reached.people))


def unreached(reached: Reach) -> list[str]:
    """Those of the audience who get nothing, and why."""
    lines = []
    if n := reached.colleagues:
        words = ngettext(
            "Not written to: {n} colleague of theirs, since each company has one voice",
            "Not written to: {n} colleagues of theirs, since each company has one voice",
            n,
        )
        lines.append(words.format(n=number(n)))
    if n := reached.not_joined:
        words = ngettext(
            "Not reached: {n} person who has not joined yet",
            "Not reached: {n} people who have not joined yet",
            n,
        )
        lines.append(words.format(n=number(n)))
    if n := reached.blocked:
        words = ngettext(
            "Not reached: {n} person who blocked the bot", "Not reached: {n} people who blocked the bot", n
        )
        lines.append(words.format(n=number(n)))
    return lines
