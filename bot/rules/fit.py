"""The rule of fit: whether a company is what somebody asks for, such as a grant or a mission, and what it lacks.

A condition asks one thing of a company, by a criterion and the values that meet it. Values of one condition are
alternatives, save the certificates of which every one is asked for; all conditions have to be met.

A company that meets them all is *eligible*. It is *nearly* so when all that is missing can be mended: its profile does
not say (it can fill the field), or it lacks a certificate (it can get one). What its profile does say and does not
suit, a size, a sub-cluster, a product, no exports, cannot be mended by the deadline: then it is *not* eligible.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, reduce
from itertools import compress
from operator import or_
from types import MappingProxyType
from typing import Generic, Self, TypeVar

from bot.rules import concepts
from bot.rules.companies import Kind, Size
from bot.rules.fields import Field

K = TypeVar("K", bound=Hashable)


class Criterion(StrEnum):
    """What a condition looks at. Of CERTIFICATION one is enough, of EVERY_CERTIFICATION all are needed; EXPORTS asks
    for any exports at all; AGE_FROM and AGE_TO are years since the one in which it was founded.
    """

    SIZE = "size"
    KIND = "kind"
    SUB_CLUSTER = "sub_cluster"
    PRODUCT = "product"
    CERTIFICATION = "certificate"
    EVERY_CERTIFICATION = "certificates"
    EXPORTS = "exports"
    MARKET = "market"
    AGE_FROM = "age_from"
    AGE_TO = "age_to"


YES = "yes"
"""The one value of a criterion that is simply met or not."""

AGES = ("1", "2", "3", "5", "7", "10", "15", "20")
"""Years since it was founded that can be asked for."""

ONE_VALUED = frozenset({Criterion.EXPORTS, Criterion.AGE_FROM, Criterion.AGE_TO})
"""Where another value takes the place of the one before."""

MENDED_BY: Mapping[Criterion, Field] = MappingProxyType(
    {
        Criterion.SIZE: Field.SIZE,
        Criterion.KIND: Field.KIND,
        Criterion.SUB_CLUSTER: Field.SUB_CLUSTERS,
        Criterion.PRODUCT: Field.PRODUCTS,
        Criterion.CERTIFICATION: Field.CERTIFICATIONS,
        Criterion.EVERY_CERTIFICATION: Field.CERTIFICATIONS,
        Criterion.EXPORTS: Field.MARKETS,
        Criterion.MARKET: Field.MARKETS,
        Criterion.AGE_FROM: Field.FOUNDED_IN,
        Criterion.AGE_TO: Field.FOUNDED_IN,
    }
)
"""The field of the profile that says whether a condition is met."""

_AS_BITS = bytes.maketrans(b"01", bytes([0, 1]))

_OBTAINABLE = frozenset({Criterion.CERTIFICATION, Criterion.EVERY_CERTIFICATION})


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked of a company, and the values that meet it."""

    criterion: Criterion
    values: tuple[str, ...]


@dataclass(frozen=True)
class Conditions:
    """All that is asked of a company. No values: nothing is."""

    values: Mapping[Criterion, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Sequence[str]]) -> Self:
        return cls({one: tuple(stored[one]) for one in Criterion if stored.get(one)})

    def stored(self) -> dict[str, list[str]]:
        return {one.value: list(self.values[one]) for one in Criterion if self.values.get(one)}

    @property
    def all(self) -> tuple[Condition, ...]:
        """Each condition, in the order in which they are shown."""
        return tuple(Condition(one, self.values[one]) for one in Criterion if self.values.get(one))

    @property
    def is_anybody(self) -> bool:
        """Whether nothing is asked for."""
        return not self.all

    def has(self, criterion: Criterion, value: str) -> bool:
        return value in self.values.get(criterion, ())

    def toggled(self, criterion: Criterion, value: str) -> Conditions:
        """With one value put in, or taken out if it was in. Ages that no company can have give way to the new one."""
        present = self.values.get(criterion, ())
        if value in present:
            kept: tuple[str, ...] = tuple(one for one in present if one != value)
        else:
            kept = (value,) if criterion in ONE_VALUED else (*present, value)
        if criterion is Criterion.SIZE:
            kept = tuple(size for size in Size if size in kept)
        asked = {**self.values, criterion: kept}
        return Conditions(_possible({one: values for one, values in asked.items() if values}, criterion))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the profile of a company says. None, and no sub-cluster or certificate, is what it does not say.

    `products` are concepts, each with all that it is a kind of (`made_of`); no `markets` at all is an answer: the
    company exports nowhere. `age` is this year without the one in which it was founded.
    """

    size: Size | None = None
    kind: Kind | None = None
    sub_clusters: frozenset[str] = frozenset()
    products: frozenset[str] | None = None
    certifications: frozenset[str] = frozenset()
    markets: frozenset[str] | None = None
    age: int | None = None


class Outcome(StrEnum):
    """How one condition comes out: met; not said by the profile; or said, and not what is asked for."""

    MET = "met"
    UNSAID = "unsaid"
    UNSUITABLE = "unsuitable"


class Eligibility(StrEnum):
    """What all conditions together come to."""

    ELIGIBLE = "eligible"
    NEARLY = "nearly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that is not met, and why. `values` are those that would meet it, without what is there already."""

    condition: Condition
    outcome: Outcome
    values: tuple[str, ...]

    @property
    def is_mendable(self) -> bool:
        """Whether the company can do something about it."""
        return _is_mendable(self.condition.criterion, self.outcome)


@dataclass(frozen=True, slots=True)
class Fit:
    """Each condition, met or not."""

    met: tuple[Condition, ...]
    unmet: tuple[Unmet, ...]

    @property
    def eligibility(self) -> Eligibility:
        """What it comes to."""
        if not self.unmet:
            return Eligibility.ELIGIBLE
        return Eligibility.NEARLY if all(one.is_mendable for one in self.unmet) else Eligibility.NOT


def fit(conditions: Conditions, facts: Facts) -> Fit:
    """Which conditions a company meets, and which it does not and why, each in the order of the criteria."""
    judged = [(one, _judged(one, getattr(facts, _FACT[one.criterion]))) for one in conditions.all]
    return Fit(
        tuple(one for one, outcome in judged if outcome is Outcome.MET),
        tuple(Unmet(one, how, _lacking(one, facts)) for one, how in judged if how is not Outcome.MET),
    )


@dataclass(frozen=True)
class Tally(Generic[K]):
    """How conditions divide companies. `excluded`: by each condition, those that it rules out; `mendable`: those of
    whom it only asks something that they could mend. Whoever misses two conditions is named under both.
    """

    eligible: tuple[K, ...]
    nearly: tuple[K, ...]
    out: tuple[K, ...]
    excluded: Mapping[Criterion, tuple[K, ...]]
    mendable: Mapping[Criterion, tuple[K, ...]]


class Population(Generic[K]):
    """Many companies, by id, ready to be divided by one set of conditions after the other.

    Thousands have but a few sizes, kinds and ages: each fact is judged once for all whose fact it is. Whose it is, the
    bits of a number say, of which each stands for a company.
    """

    def __init__(self, companies: Mapping[K, Facts]) -> None:
        self._companies = tuple(companies)
        self._whose: dict[str, dict[Hashable, int]] = {name: {} for name in set(_FACT.values())}
        for name, whose in self._whose.items():
            for place, facts in enumerate(companies.values()):
                fact = getattr(facts, name)
                whose[fact] = whose.get(fact, 0) | 1 << place

    def tally(self, conditions: Conditions) -> Tally[K]:
        """How the conditions divide the companies; what `fit` says of each, in their order."""
        excluded, mendable = {}, {}
        for condition in conditions.all:
            excluded[condition.criterion], mendable[condition.criterion] = self._unmet_by(condition)
        out = reduce(or_, excluded.values(), 0)
        nearly = reduce(or_, mendable.values(), 0) & ~out
        everybody = (1 << len(self._companies)) - 1
        return Tally(
            self._named(everybody & ~(out | nearly)),
            self._named(nearly),
            self._named(out),
            {one: self._named(bits) for one, bits in excluded.items()},
            {one: self._named(bits) for one, bits in mendable.items()},
        )

    def _unmet_by(self, condition: Condition) -> tuple[int, int]:
        """Those whom a condition rules out, and those who can mend what they lack of it."""
        excluded = mendable = 0
        for fact, bits in self._whose[_FACT[condition.criterion]].items():
            outcome = _judged(condition, fact)
            if outcome is Outcome.MET:
                continue
            if _is_mendable(condition.criterion, outcome):
                mendable |= bits
            else:
                excluded |= bits
        return excluded, mendable

    def _named(self, bits: int) -> tuple[K, ...]:
        return tuple(compress(self._companies, f"{bits:b}"[::-1].encode().translate(_AS_BITS)))


@dataclass(frozen=True)
class Outlook:
    """How conditions divide the companies that have somebody on the bot, by id; and how many others there are."""

    tally: Tally[int]
    not_here: int

    def those(self, which: str) -> tuple[int, ...]:
        """Whom an eligibility, or a criterion that rules them out, means. Raises ValueError for another word."""
        if which in set(Criterion):
            return self.tally.excluded.get(Criterion(which), ())
        match Eligibility(which):
            case Eligibility.ELIGIBLE:
                return self.tally.eligible
            case Eligibility.NEARLY:
                return self.tally.nearly
            case Eligibility.NOT:
                return self.tally.out


@lru_cache(maxsize=8192)
def made_of(text: str) -> frozenset[str] | None:
    """The concepts that a company's products mean, and all that these are kinds of. None where no concept is found:
    then nobody can tell whether they are what is asked for.
    """
    keys = concepts.understood(text).keys
    return frozenset(keys).union(*map(concepts.broader, keys)) if keys else None


def _is_mendable(criterion: Criterion, outcome: Outcome) -> bool:
    return outcome is Outcome.UNSAID or criterion in _OBTAINABLE


def _judged(condition: Condition, fact: object) -> Outcome:
    wanted = condition.values
    match condition.criterion, fact:
        case _, None:
            return Outcome.UNSAID
        case (
            (Criterion.SUB_CLUSTER | Criterion.CERTIFICATION | Criterion.EVERY_CERTIFICATION),
            frozenset(),
        ) if not fact:
            return Outcome.UNSAID
        case Criterion.EVERY_CERTIFICATION, frozenset():
            is_met = fact.issuperset(wanted)
        case Criterion.EXPORTS, _:
            is_met = bool(fact)
        case Criterion.AGE_FROM, int():
            is_met = fact >= int(wanted[0])
        case Criterion.AGE_TO, int():
            is_met = fact <= int(wanted[0])
        case _, frozenset():
            is_met = not fact.isdisjoint(wanted)
        case _:
            is_met = fact in wanted
    return Outcome.MET if is_met else Outcome.UNSUITABLE


def _lacking(condition: Condition, facts: Facts) -> tuple[str, ...]:
    if condition.criterion is not Criterion.EVERY_CERTIFICATION:
        return condition.values
    return tuple(value for value in condition.values if value not in facts.certifications)


def _possible(
    values: Mapping[Criterion, tuple[str, ...]], newest: Criterion
) -> Mapping[Criterion, tuple[str, ...]]:
    least, most = values.get(Criterion.AGE_FROM), values.get(Criterion.AGE_TO)
    if least and most and int(least[0]) > int(most[0]):
        other = Criterion.AGE_TO if newest is Criterion.AGE_FROM else Criterion.AGE_FROM
        return {one: kept for one, kept in values.items() if one is not other}
    return values


_FACT: Mapping[Criterion, str] = {
    Criterion.SIZE: "size",
    Criterion.KIND: "kind",
    Criterion.SUB_CLUSTER: "sub_clusters",
    Criterion.PRODUCT: "products",
    Criterion.CERTIFICATION: "certifications",
    Criterion.EVERY_CERTIFICATION: "certifications",
    Criterion.EXPORTS: "markets",
    Criterion.MARKET: "markets",
    Criterion.AGE_FROM: "age",
    Criterion.AGE_TO: "age",
}
