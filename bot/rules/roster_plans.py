"""What a roster would change, as a plain value: what is new, what changes, what is doubtful, what is left alone.

`roster_planning.py` makes it of the rows, of what is on record, and of what staff have decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.rules.companies import Kind, Size
from bot.rules.likeness import Likeness
from bot.rules.people import Seat
from bot.rules.rosters import RosterRow

APART = "apart"
"""The answer that two are not the same."""
NOTHING = "-"
"""The answer that a word means nothing."""


class DoubtKind(StrEnum):
    """What staff are asked about a roster."""

    COMPANY = "company"  # whether a company is one that is on record, or further up in the list
    PERSON = "person"  # whether a person is: under another name, or at another company before
    WORD = "word"  # what a word means


class NoteKind(StrEnum):
    """What a preview says of a line, or of a record that no line is about."""

    NEW_COMPANY = "new company"
    NEW_PERSON = "new person"
    CHANGED = "changed"
    SAME = "same"  # another name was taken for one that is known
    UNREADABLE = "unreadable"  # a cell; the others of its line are taken
    LEFT_OUT = "left out"  # a line without a company's name
    WAITING = "waiting"  # for a doubt that nobody has decided: the line is left out until then
    KEPT = "kept"  # people who joined have said otherwise themselves
    LEFT = "left"  # somebody who has left the cluster stands in the list
    ABSENT = "absent"  # on record, but not in the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of a preview. `line` 0 is none; `before` and `after` are values as they are kept, `fault` is why a cell
    was not read (`CellFault`)."""

    kind: NoteKind
    line: int = 0
    sheet: str = ""
    company: str = ""
    person: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    fault: str = ""

    def plain(self) -> dict[str, Any]:
        """All but the kind, as JSON can hold it: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value and name != "kind"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who somebody may be: the answer that says so, and what that one is called. `person` is empty for a company."""

    answer: str
    company: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A question to staff. `suggested` is what happens unless they say otherwise; without it the lines wait.

    Of a company or a person: whether it is one of the `candidates`, for these `reasons`. Of a word: what the `word` in
    the `column` means, which stands in `count` lines; the answers are values of that column.
    """

    kind: DoubtKind
    key: str
    line: int
    sheet: str = ""
    company: str = ""
    person: str = ""
    column: str = ""
    word: str = ""
    count: int = 1
    reasons: tuple[Likeness, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    values: tuple[str, ...] = ()
    suggested: str | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """What can be answered: the same as each candidate, or apart; a value each, or nothing."""
        if self.kind is DoubtKind.WORD:
            return (*self.values, NOTHING)
        return (*(candidate.answer for candidate in self.candidates), APART)

    def plain(self) -> dict[str, Any]:
        """All but the kind, as JSON can hold it: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value and name != "kind"}

    @classmethod
    def from_plain(cls, kind: DoubtKind, plain: Mapping[str, Any]) -> Doubt:
        """The inverse of `plain`."""
        read = {
            "reasons": tuple(Likeness(reason) for reason in plain.get("reasons", ())),
            "candidates": tuple(Candidate(**one) for one in plain.get("candidates", ())),
            "values": tuple(plain.get("values", ())),
        }
        return cls(kind=kind, **{**plain, **read})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompanyNow:
    """A company as it is on record. `is_theirs`: somebody of it has joined."""

    id: int
    name: str
    key: str
    name_ar: str = ""
    kind: Kind | None = None
    size: Size | None = None
    sub_clusters: tuple[str, ...] = ()
    city: str = ""
    website: str = ""
    founded_in: int | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    declined: Sequence[str] = ()
    is_theirs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonNow:
    """A person as they are on record."""

    id: int
    company_id: int
    name: str
    seat: Seat = Seat.OTHER
    title: str = ""
    language: str = ""
    phone: str | None = None
    other_phone: str | None = None
    email: str | None = None
    other_email: str | None = None
    other_name: str = ""
    has_joined: bool = False
    has_left: bool = False

    @property
    def names(self) -> list[str]:
        """What they are called, in one script or in both."""
        return [name for name in (self.name, self.other_name) if name]

    @property
    def contacts(self) -> list[str]:
        """Their phones and e-mails, as they are compared."""
        return contacts_of(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record. `aliases` are other names of companies, `*_groups` who belongs to which group, by its key."""

    companies: Sequence[CompanyNow] = ()
    people: Sequence[PersonNow] = ()
    sub_clusters: tuple[str, ...] = ()
    aliases: Mapping[str, int] = field(default_factory=dict)
    company_groups: frozenset[tuple[int, str]] = frozenset()
    person_groups: frozenset[tuple[int, str]] = frozenset()


@dataclass(eq=False, slots=True)
class CompanyPlan:
    """A company of the list: the one on record, or a new one; and what is written about it, by attribute.

    `is_waiting`: nobody has decided yet whether it is one that is known. `keys` are all names that mean it.
    """

    row: RosterRow
    now: CompanyNow | None
    name: str
    keys: dict[str, None] = field(default_factory=dict)
    is_waiting: bool = False
    keeps_name: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class PersonPlan:
    """A person of the list: the one on record, or a new one; at which company they are from now on."""

    row: RosterRow
    now: PersonNow | None
    name: str
    company: CompanyPlan
    said: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [self.name]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a roster: each company and person of it once, and what there is to say and to ask."""

    companies: Sequence[CompanyPlan]
    people: Sequence[PersonPlan]
    doubts: Sequence[Doubt]
    notes: Sequence[Note]

    @property
    def is_nothing(self) -> bool:
        """Whether everything stays as it stands."""
        records: list[CompanyPlan | PersonPlan] = [*self.companies, *self.people]
        return not any(one.now is None or one.changes or one.groups for one in records)


def contacts_of(one: PersonNow | RosterRow) -> list[str]:
    """Phones and e-mails, as they are compared."""
    said = (one.phone, one.other_phone, one.email, one.other_email)
    return [contact.casefold() for contact in said if contact]
