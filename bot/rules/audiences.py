"""Whom a message is for: these, or those. Each part is a choice over sub-cluster, group, size, kind, engagement, last
activity, answers, language and saved audiences, of which each value can also be left out.

A value of most dimensions is a word. That of an answer says what was answered and how: `12:going` (`Answer`); what that
is called is kept with it, so that an audience reads the same when the event is gone or called otherwise. That of a
saved audience is its number; what it meant when it was chosen is kept with it (`Copy`), so that what was confirmed
stays so whatever becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from bot.rules.words import fold

T = TypeVar("T")


class Answered(StrEnum):
    """The dimensions of answers: to which of many things, and then how. `services/answers.py` has a source for each."""

    EVENT = "event"
    POLL = "poll"
    MISSION = "mission"


ANSWERS = tuple(one.value for one in Answered)
SAVED = "saved"
DIMENSIONS = ("sub_cluster", "group", "size", "kind", "band", "recency", *ANSWERS, "language", SAVED)
SEVERAL = frozenset(("sub_cluster", "group", *ANSWERS, SAVED))
"""Dimensions of which somebody can have several values at once: here all of those chosen can be asked for."""
EVERYBODY = "all"
MOST_PARTS = 4
MOST_DEEP = 3
"""How many saved audiences may stand in one another."""
_NAMES, _OUT, _EVERY, _OR, _COPIES = "names", "out", "every", "or", "copies"


class NotAnAudience(ValueError):
    """The words do not describe an audience; the text says which part."""


class Sign(StrEnum):
    """What a value is put to."""

    IN = "i"
    OUT = "o"
    AWAY = "n"

    @property
    def next(self) -> Sign:
        """What a tap on a value that stands so leads to: in, out, neither."""
        return {Sign.IN: Sign.OUT, Sign.OUT: Sign.AWAY}.get(self, Sign.IN)


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
class Copy:
    """What a saved audience was called and meant when it was chosen; `choice` as `Audience.stored` gives it."""

    name: str
    choice: Mapping[str, Any]

    @property
    def audience(self) -> Audience:
        return Audience.of(self.choice)


@dataclass(frozen=True)
class Option:
    """A value that a dimension can have. `key` names it in a button, `value` in a stored audience. Of answers, groups
    and saved audiences `label` is what a button says; `names` are what an audience calls an answer or a group in each
    language, `copy` is what a saved audience is kept as."""

    key: str
    value: str
    label: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    copy: Copy | None = None


@dataclass(frozen=True)
class Part:
    """Values of one dimension are alternatives, save in a dimension of `every`, where all of them must hold; dimensions
    narrow each other, and who has any of the values that are `out` does not belong to it."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    every: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        left_out = stored.get(_OUT, {})
        return cls(
            {name: tuple(stored[name]) for name in DIMENSIONS if stored.get(name)},
            {name: tuple(left_out[name]) for name in DIMENSIONS if left_out.get(name)},
            frozenset(stored.get(_EVERY, ())) & SEVERAL,
        )

    def stored(self) -> dict[str, Any]:
        """As plain JSON, from which `of` makes it again."""
        more: dict[str, Any] = {}
        if out := {name: list(options) for name, options in self.out.items() if options}:
            more[_OUT] = out
        if every := sorted(name for name in self.every if self.values.get(name)):
            more[_EVERY] = every
        return {**{name: list(options) for name, options in self.values.items() if options}, **more}

    def sign(self, dimension: str, value: str) -> Sign:
        """How a value stands: in, out, or neither."""
        if value in self.values.get(dimension, ()):
            return Sign.IN
        return Sign.OUT if value in self.out.get(dimension, ()) else Sign.AWAY

    def put(self, dimension: str, value: str, sign: Sign) -> Part:
        """The same with a value in, out, or neither."""
        if sign is self.sign(dimension, value):
            return self
        values, out = (_without(chosen, dimension, value) for chosen in (self.values, self.out))
        if sign is Sign.IN:
            values = {**values, dimension: (*values.get(dimension, ()), value)}
        elif sign is Sign.OUT:
            out = {**out, dimension: (*out.get(dimension, ()), value)}
        return replace(self, values=values, out=out)

    def chosen(self) -> Iterable[tuple[str, str]]:
        """Each value that is in or out, with its dimension."""
        for side in (self.values, self.out):
            for dimension, options in side.items():
                for value in options:
                    yield dimension, value

    def answers_to(self, dimension: str, to: int) -> int:
        """How many answers to a thing are in or out."""
        found = [Answer.of(value) for name, value in self.chosen() if name == dimension]
        return sum(one is not None and one.to == to for one in found)

    @property
    def is_empty(self) -> bool:
        return not any(self.values.values()) and not any(self.out.values())


def _without(chosen: Mapping[str, tuple[str, ...]], dimension: str, value: str) -> dict[str, tuple[str, ...]]:
    left = {**chosen, dimension: tuple(one for one in chosen.get(dimension, ()) if one != value)}
    return {name: options for name, options in left.items() if options}


@dataclass(frozen=True)
class Logic(Generic[T]):
    """How an audience is made of its parts, whatever stands for one: a condition on a database, or whether it is so of
    somebody. `has` is of those who have any of these values of a dimension."""

    has: Callable[[str, tuple[str, ...]], T]
    all_of: Callable[[Iterable[T]], T]
    any_of: Callable[[Iterable[T]], T]
    but_not: Callable[[T], T]


@dataclass(frozen=True)
class Audience:
    """Who is in any of its parts. A part in which nothing is chosen (yet) adds nobody; when nothing at all is chosen,
    it is everybody.

    `names` are what answers and groups are called, by dimension and value and then by language; `copies` what saved
    audiences meant when they were chosen, by value.

    >>> Audience.parse("sub_cluster=wine|snacks,size=large").parts[0].values["size"]
    ('large',)
    >>> Audience.parse("size=large,!group=board; kind=investor").parts[0].out
    {'group': ('board',)}
    """

    parts: tuple[Part, ...] = (Part(),)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    copies: Mapping[str, Copy] = field(default_factory=dict)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read `all`, or parts joined by semicolons; each is `dimension=value[|value…]` joined by commas, where `!`
        before a dimension leaves these values out, and `&` asks for all of them. A value in quotes may hold any of
        these signs. Raises NotAnAudience."""
        if words.strip().lower() == EVERYBODY:
            return cls()
        quoted: list[str] = []

        def put_aside(found: re.Match[str]) -> str:
            quoted.append(found[2])
            return f"{found[1]}\0{len(quoted) - 1}\0"

        bare = _QUOTED.sub(put_aside, words.replace("\0", ""))
        parts = tuple(_read_part(part, quoted) for part in _NEXT_PART.split(bare))
        if len(parts) > MOST_PARTS:
            raise NotAnAudience(f"An audience has at most {MOST_PARTS} parts")
        return cls(parts)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        parts = tuple(map(Part.of, (stored, *stored.get(_OR, ()))))
        copies = {key: Copy(one["name"], one["choice"]) for key, one in stored.get(_COPIES, {}).items()}
        return cls(parts, stored.get(_NAMES, {}), copies)

    def stored(self) -> dict[str, Any]:
        """As plain JSON, from which `of` makes it again. Parts at the end in which nothing is chosen are left out."""
        said = max((n for n, part in enumerate(self.parts) if not part.is_empty), default=0)
        first, *others = [part.stored() for part in self.parts[: said + 1]]
        chosen = {pair for part in self.parts for pair in part.chosen()}
        called = {_name_of(*pair) for pair in chosen}
        more = {
            _OR: others,
            _NAMES: {name: dict(words) for name, words in self.names.items() if name in called},
            _COPIES: {
                key: {"name": copy.name, "choice": dict(copy.choice)}
                for key, copy in self.copies.items()
                if (SAVED, key) in chosen
            },
        }
        return {**first, **{name: what for name, what in more.items() if what}}

    def put(self, dimension: str, option: Option, sign: Sign, part: int = 0) -> Audience:
        """The same audience with one value of a part in, out, or neither; the part after the last is a new one. Raises
        NotAnAudience."""
        if dimension not in DIMENSIONS or not 0 <= part <= len(self.parts) or part >= MOST_PARTS:
            raise NotAnAudience(dimension)
        parts = [*self.parts, Part()] if part == len(self.parts) else list(self.parts)
        parts[part] = parts[part].put(dimension, option.value, sign)
        names, copies = self.names, self.copies
        if option.names:
            names = {**names, _name_of(dimension, option.value): option.names}
        if option.copy is not None:
            copies = {**copies, option.value: option.copy}
        return Audience(tuple(parts), names, copies)

    def asking_all(self, dimension: str, part: int, *, is_all: bool) -> Audience:
        """The same audience, where all values of a dimension must hold in a part, or any. Raises NotAnAudience."""
        if dimension not in SEVERAL or not 0 <= part < len(self.parts):
            raise NotAnAudience(dimension)
        parts, was = list(self.parts), self.parts[part]
        parts[part] = replace(was, every=was.every | {dimension} if is_all else was.every - {dimension})
        return replace(self, parts=tuple(parts))

    def without(self, part: int) -> Audience:
        """The same audience without one of its parts; of one that is not there, as it is."""
        parts = tuple(one for n, one in enumerate(self.parts) if n != part)
        return replace(self, parts=parts or (Part(),))

    def part(self, number: int) -> Part:
        """One of its parts, or the empty one that would be the next."""
        return self.parts[number] if number < len(self.parts) else Part()

    def name(self, dimension: str, value: str, language: str) -> str:
        """What a value is called in a language; "" when that was not kept."""
        if dimension == SAVED:
            return self.copies[value].name if value in self.copies else ""
        return self.names.get(_name_of(dimension, value), {}).get(language, "")

    @property
    def said(self) -> tuple[Part, ...]:
        """The parts in which something is chosen."""
        return tuple(part for part in self.parts if not part.is_empty)

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is chosen."""
        return not self.said

    @property
    def depth(self) -> int:
        """How many saved audiences stand in one another in it."""
        used = {value for part in self.said for dimension, value in part.chosen() if dimension == SAVED}
        return max((1 + copy.audience.depth for key, copy in self.copies.items() if key in used), default=0)

    def read(self, logic: Logic[T]) -> T:
        """What it comes to: for each person whether they are in it, or the condition of a database."""
        if self.is_everybody:
            return logic.all_of(())
        return logic.any_of([self._read_part(part, logic) for part in self.said])

    def _read_part(self, part: Part, logic: Logic[T]) -> T:
        must = [
            self._has(dimension, values, logic)
            for dimension, chosen in part.values.items()
            if chosen
            for values in ([(one,) for one in chosen] if dimension in part.every else [chosen])
        ]
        must_not = [self._has(dimension, chosen, logic) for dimension, chosen in part.out.items() if chosen]
        return logic.all_of([*must, *map(logic.but_not, must_not)])

    def _has(self, dimension: str, values: tuple[str, ...], logic: Logic[T]) -> T:
        if dimension != SAVED:
            return logic.has(dimension, values)
        return logic.any_of([self.copies[one].audience.read(logic) for one in values if one in self.copies])


_QUOTED = re.compile(r'([=|]\s*)"([^"]*)"(?=\s*(?:[|,;]|$))')
_NEXT_PART = re.compile(r";(?=\s*[!&]?\s*[\w-]+\s*=)")
"""A semicolon before anything else is within a name."""


def _read_part(words: str, quoted: Sequence[str]) -> Part:
    """A part from its words, of which \\0n\\0 stands for what was in quotes."""
    part = Part()
    how: dict[str, str] = {}
    for piece in words.split(","):
        said, equals, listed = piece.partition("=")
        mark = said.strip()[:1] if said.strip()[:1] in ("!", "&") else ""
        name = said.strip().removeprefix(mark).strip().lower().replace("-", "_")
        options = tuple(option.strip() for option in listed.split("|") if option.strip())
        if not equals or name not in DIMENSIONS or not options or (mark == "&" and name not in SEVERAL):
            raise NotAnAudience(
                f"“{_unquoted(piece.strip(), quoted)}” is not part of an audience: use all, or {', '.join(DIMENSIONS)} "
                "as in sub_cluster=wine|snacks,size=large,!group=board; kind=investor"
            )
        if mark != "!" and how.setdefault(name, mark) != mark:
            raise NotAnAudience(f"All of {name} is asked for, and any: say one of both")
        for option in options:
            value = _unquoted(option, quoted)
            if any(
                fold(one) == fold(value) for one in (part.values if mark == "!" else part.out).get(name, ())
            ):
                raise NotAnAudience(f"“{value}” is both in and out")
            part = part.put(name, value, Sign.OUT if mark == "!" else Sign.IN)
    return replace(part, every=frozenset(name for name, mark in how.items() if mark == "&"))


def _unquoted(words: str, quoted: Sequence[str]) -> str:
    return re.sub("\0([0-9]+)\0", lambda found: quoted[int(found[1])], words)


def _name_of(dimension: str, value: str) -> str:
    return f"{dimension}={value}"


@dataclass(frozen=True)
class Reach:
    """How many people of an audience a message reaches now, by language, and how many it cannot reach.

    `by_company`: one person of each company is written to, and `colleagues` are the others who could be.
    """

    by_language: Mapping[str, int] = field(default_factory=dict)
    not_joined: int = 0
    blocked: int = 0
    colleagues: int = 0
    by_company: bool = False

    @property
    def people(self) -> int:
        return sum(self.by_language.values())

    @property
    def unreachable(self) -> int:
        return self.not_joined + self.blocked
