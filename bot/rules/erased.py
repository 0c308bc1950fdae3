"""Who is erased, and whether a line of a list, or what a preview says of one, is about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.words import fold


@dataclass(frozen=True)
class Erased:
    """Somebody, by name, with what their company is called (both folded) and what reaches them (casefolded)."""

    name: str
    companies: frozenset[str]
    contacts: frozenset[str]

    @classmethod
    def of(cls, name: str, companies: Iterable[str], contacts: Iterable[str | None]) -> Erased:
        """From what stands in a record."""
        return cls(
            fold(name),
            frozenset(fold(one) for one in companies if one),
            frozenset(one.casefold() for one in contacts if one),
        )

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "companies": sorted(self.companies), "contacts": sorted(self.contacts)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Erased:
        """Back from `plain`."""
        return cls(plain["name"], frozenset(plain["companies"]), frozenset(plain["contacts"]))

    def is_in(self, said: Any) -> bool:
        """Whether something, in values of JSON, names them: by their company, or beside what reaches them. A phone
        alone does not: colleagues share one."""
        match said:
            case {"person": str(person), **rest} if fold(person) == self.name:
                company = rest.get("company")
                is_there = isinstance(company, str) and fold(company) in self.companies
                return is_there or not self.contacts.isdisjoint(map(_plain, rest.values()))
            case Mapping():
                return any(self.is_in(one) for one in said.values())
            case list() | tuple():
                return any(self.is_in(one) for one in said)
        return False


def _plain(value: Any) -> str:
    return value.casefold() if isinstance(value, str) else ""


def without(erased: Sequence[Erased], roster: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """A roster, in values of JSON, without the lines that are about one of them."""
    return {name: [said for said in rows if not names_any(erased, said)] for name, rows in roster.items()}


def names_any(erased: Sequence[Erased], said: Any) -> bool:
    """Whether something is about one of them."""
    return any(one.is_in(said) for one in erased)
