"""Whom a message is for: a choice over sub-cluster, group, size, kind, engagement, last activity and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

DIMENSIONS = ("sub_cluster", "group", "size", "kind", "band", "recency", "language")
EVERYBODY = "all"


class NotAnAudience(ValueError):
    """The words do not describe an audience; the text says which part."""


@dataclass(frozen=True)
class Audience:
    """Values of one dimension are alternatives; dimensions narrow each other. No values: everybody.

    >>> Audience.parse("sub_cluster=wine|snacks,size=large").values["size"]
    ('large',)
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    def of(cls, stored: Mapping[str, list[str]]) -> Self:
        return cls({name: tuple(stored[name]) for name in DIMENSIONS if stored.get(name)})

    def stored(self) -> dict[str, list[str]]:
        return {name: list(options) for name, options in self.values.items() if options}

    def toggled(self, dimension: str, value: str) -> Audience:
        """The same audience with one value put in, or taken out if it was in. Raises NotAnAudience."""
        if dimension not in DIMENSIONS:
            raise NotAnAudience(dimension)
        present = self.values.get(dimension, ())
        options = tuple(v for v in present if v != value) if value in present else (*present, value)
        return Audience({**self.values, dimension: options})

    def has(self, dimension: str, value: str) -> bool:
        return value in self.values.get(dimension, ())

    @property
    def is_everybody(self) -> bool:
        """Whether it is not narrowed."""
        return not any(self.values.values())


@dataclass(frozen=True)
class Option:
    """A value that a dimension can have. `key` names it in a button, `value` in a stored audience."""

    key: str
    value: str


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
