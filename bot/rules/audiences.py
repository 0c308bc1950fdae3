"""Whom a message is for: a choice over sub-cluster, group, size, kind, engagement, last activity, answers and language.

A value of most dimensions is a word. That of an answer says what was answered and how: `12:going` (`Answer`); what that
is called is kept with it, so that an audience reads the same when the event is gone or called otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Answered(StrEnum):
    """The dimensions of answers: to which of many things, and then how. `services/answers.py` has a source for each."""

    EVENT = "event"
    POLL = "poll"
    MISSION = "mission"


ANSWERS = tuple(one.value for one in Answered)
DIMENSIONS = ("sub_cluster", "group", "size", "kind", "band", "recency", *ANSWERS, "language")
EVERYBODY = "all"
_NAMES = "names"


class NotAnAudience(ValueError):
    """The words do not describe an audience; the text says which part."""


@dataclass(frozen=True)
class Answer:
    """How somebody answered to the thing of an id, as the value of a dimension: `12:going`."""

    to: int
    how: str

    @classmethod
    def of(cls, value: str) -> Self | None:
        """From a value; None for one that is no answer."""
        number, colon, how = value.partition(":")
        return cls(int(number), how) if colon and how and number.isascii() and number.isdecimal() else None

    @property
    def value(self) -> str:
        return f"{self.to}:{self.how}"


@dataclass(frozen=True)
class Option:
    """A value that a dimension can have. `key` names it in a button, `value` in a stored audience. Of answers and
    groups `label` is what a button says, and `names` what an audience calls them, in each language."""

    key: str
    value: str
    label: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Audience:
    """Values of one dimension are alternatives; dimensions narrow each other. No values: everybody.

    `names` are what answers and groups are called, by dimension and value and then by language.

    >>> Audience.parse("sub_cluster=wine|snacks,size=large").values["size"]
    ('large',)
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read `all`, or `dimension=value[|value…]` joined by commas. Raises NotAnAudience."""
        if words.strip().lower() == EVERYBODY:
            return cls()
        chosen: dict[str, tuple[str, ...]] = {}
        for part in words.split(","):
            dimension, equals, listed = part.partition("=")
            name = dimension.strip().lower().replace("-", "_")
            options = tuple(option.strip() for option in listed.split("|") if option.strip())
            if not equals or name not in DIMENSIONS or not options:
                raise NotAnAudience(
                    f"“{part.strip()}” is not part of an audience: use all, or {', '.join(DIMENSIONS)} "
                    "as in sub_cluster=wine|snacks,size=large"
                )
            chosen[name] = chosen.get(name, ()) + options
        return cls(chosen)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        values = {name: tuple(stored[name]) for name in DIMENSIONS if stored.get(name)}
        return cls(values, stored.get(_NAMES, {}))

    def stored(self) -> dict[str, Any]:
        """As plain JSON, from which `of` makes it again."""
        values: dict[str, Any] = {name: list(options) for name, options in self.values.items() if options}
        chosen = {_name_of(dimension, value) for dimension, options in values.items() for value in options}
        names = {name: dict(words) for name, words in self.names.items() if name in chosen}
        return {**values, _NAMES: names} if names else values

    def toggled(self, dimension: str, option: Option) -> Audience:
        """The same audience with one value put in, or taken out if it was in. Raises NotAnAudience."""
        if dimension not in DIMENSIONS:
            raise NotAnAudience(dimension)
        present, value = self.values.get(dimension, ()), option.value
        options = tuple(v for v in present if v != value) if value in present else (*present, value)
        return Audience({**self.values, dimension: options}, self.names).named(dimension, option)

    def named(self, dimension: str, option: Option) -> Audience:
        """The same audience, knowing what one of its values is called."""
        if not option.names:
            return self
        return Audience(self.values, {**self.names, _name_of(dimension, option.value): option.names})

    def name(self, dimension: str, value: str, language: str) -> str:
        """What a value is called in a language; "" when that was not kept."""
        return self.names.get(_name_of(dimension, value), {}).get(language, "")

    def answers_to(self, dimension: str, to: int) -> int:
        """How many answers to a thing are chosen."""
        found = [Answer.of(value) for value in self.values.get(dimension, ())]
        return sum(one is not None and one.to == to for one in found)

    def has(self, dimension: str, value: str) -> bool:
        return value in self.values.get(dimension, ())

    @property
    def is_everybody(self) -> bool:
        """Whether it is not narrowed."""
        return not any(self.values.values())


def _name_of(dimension: str, value: str) -> str:
    return f"{dimension}={value}"


@dataclass(frozen=True)
class Reach:
    """How many people of an audience a message reaches now, by language, and how many it cannot reach."""

    by_language: Mapping[str, int] = field(default_factory=dict)
    not_joined: int = 0
    blocked: int = 0

    @property
    def people(self) -> int:
        return sum(self.by_language.values())

    @property
    def unreachable(self) -> int:
        return self.not_joined + self.blocked
