"""The grounds on which two people are worth introducing: what each counts, and how it reads from either side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from bot.rules.concepts import Stage, akin

FLOOR = 4
"""What a pair must be worth. A shared language (1), with a market or a sub-cluster (1 each), is what most members
have in common with most others, and no reason to meet: 3 at most. From 4 on one side offers what the other looks
for, or they stand next to each other in the value chain, or one could bring the other back."""


class Activity(StrEnum):
    """How much somebody takes part; whoever is slipping counts as dormant."""

    ACTIVE = "active"
    STEADY = "steady"
    DORMANT = "dormant"


class Ground(StrEnum):
    """Why two people are worth introducing, as one of them sees it; in order of weight."""

    THEY_OFFER = "they_offer"
    YOU_OFFER = "you_offer"
    VALUE_CHAIN = "value_chain"
    ACTIVITY = "activity"
    MARKET = "market"
    SUB_CLUSTER = "sub_cluster"
    LANGUAGE = "language"


POINTS: Mapping[Ground, int] = MappingProxyType(
    {
        Ground.THEY_OFFER: 4,
        Ground.YOU_OFFER: 4,
        Ground.VALUE_CHAIN: 2,
        Ground.ACTIVITY: 2,
        Ground.MARKET: 1,
        Ground.SUB_CLUSTER: 1,
        Ground.LANGUAGE: 1,
    }
)
"""What a ground adds to a pair's worth: an offer that meets a need for each of them, all else once."""

# Who serves whom along the chain. Two at the same stage are colleagues, and what serves everybody (services, finance,
# knowledge) does not serve its own kind: neither is a reason by itself, an offer that meets a need still is.
_SERVES: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.INPUTS: (Stage.FARMING, Stage.PROCESSING),  # seeds to the grower, yeast and flavours to the maker
    Stage.FARMING: (Stage.PROCESSING, Stage.TRADE),  # the harvest, to be made into something or sold fresh
    Stage.PROCESSING: (Stage.TRADE,),
    Stage.PACKAGING: (Stage.FARMING, Stage.PROCESSING),
    Stage.EQUIPMENT: (Stage.FARMING, Stage.PROCESSING, Stage.PACKAGING),
    Stage.LOGISTICS: (Stage.FARMING, Stage.PROCESSING, Stage.TRADE),
    Stage.SERVICES: (Stage.FARMING, Stage.PROCESSING, Stage.TRADE),
    Stage.KNOWLEDGE: (Stage.FARMING, Stage.PROCESSING),
    Stage.FINANCE: (Stage.FARMING, Stage.PROCESSING),
}
COMPLEMENTS: Mapping[Stage, frozenset[Stage]] = MappingProxyType(
    {
        stage: frozenset(_SERVES.get(stage, ()))
        | {other for other, served in _SERVES.items() if stage in served}
        for stage in Stage
    }
)
"""The stages of the value chain that a stage serves, or is served by."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be introduced, and what matching knows of them.

    `offers` and `needs` are what `concepts.meanings` makes of the company's own words. `room` is how many more
    suggestions this person may get now: 0 leaves them out.
    """

    person_id: int
    company_id: int
    offers: frozenset[str]
    needs: frozenset[str]
    stages: frozenset[Stage]
    markets: frozenset[str]
    sub_clusters: frozenset[str]
    languages: frozenset[str]
    activity: Activity
    room: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground, with what it rests on, sorted: needs, stages of theirs, markets, sub-clusters or languages. `met_by`:
    the offers that meet those needs, where they are not the same.
    """

    ground: Ground
    details: tuple[str, ...]
    met_by: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """What it adds to the pair's worth: of needs and what meets them, as many as there are of the fewer."""
        is_counted = self.ground in (Ground.THEY_OFFER, Ground.YOU_OFFER)
        fewer = min(len(self.details), len(self.met_by or self.details))
        return POINTS[self.ground] * (fewer if is_counted else 1)


Excluded: TypeAlias = Set[tuple[int, int]]
"""Pairs of person ids, the lower first, that must never be: introduced before, blocked, or on the way."""


def worth(one: Candidate, other: Candidate) -> int:
    """What it is worth that two people meet, the same from either side; 0 within a company."""
    return sum(reason.points for reason in reasons(one, other))


def reasons(you: Candidate, they: Candidate) -> tuple[Reason, ...]:
    """Why the two should meet as `you` see it, the weightiest first; none within a company.

    ACTIVITY (one active, one dormant) is among them because it counts; it is not meant to be shown to people.
    """
    if you.company_id == they.company_id:
        return ()
    # Sorting is stable: equal points stay in the order of the grounds
    return tuple(sorted(_grounds(you, they), key=lambda reason: -reason.points))


def best_for(you: Candidate, others: Iterable[Candidate], excluded: Excluded, most: int) -> list[Candidate]:
    """The worthiest partners for one person, at most so many; of equals the lower person id comes first.

    Nobody of the same company, nobody excluded, nobody without room (nor anybody, if `you` have none), nobody
    below FLOOR.
    """
    if not you.room:
        return []
    weighed = (
        (-worth(you, they), they.person_id, they)
        for they in others
        if they.room and in_order(you.person_id, they.person_id) not in excluded
    )
    best = sorted((one for one in weighed if -one[0] >= FLOOR), key=lambda one: one[:2])
    return [they for _worth, _person_id, they in best[:most]]


def in_order(one: int, other: int) -> tuple[int, int]:
    """Two person ids as a pair is written: the lower first."""
    return (one, other) if one < other else (other, one)


def _grounds(you: Candidate, they: Candidate) -> Iterator[Reason]:
    """The grounds that hold, in order."""
    yield from _met(Ground.THEY_OFFER, you.needs, they.offers)
    yield from _met(Ground.YOU_OFFER, they.needs, you.offers)
    if chained := {theirs for yours in you.stages for theirs in COMPLEMENTS[yours] & they.stages}:
        yield Reason(Ground.VALUE_CHAIN, tuple(sorted(chained)))
    if {you.activity, they.activity} == {Activity.ACTIVE, Activity.DORMANT}:
        yield Reason(Ground.ACTIVITY, ())
    for ground, shared in (
        (Ground.MARKET, you.markets & they.markets),
        (Ground.SUB_CLUSTER, you.sub_clusters & they.sub_clusters),
        (Ground.LANGUAGE, you.languages & they.languages),
    ):
        if shared:
            yield Reason(ground, tuple(sorted(shared)))


def _met(ground: Ground, needs: Set[str], offers: Set[str]) -> Iterator[Reason]:
    """Needs, and the offers that meet them: by the same thing, a kind of it, or what it is a kind of."""
    met = tuple(sorted(need for need in needs if not akin(need).isdisjoint(offers)))
    if met:
        meeting = tuple(sorted(offer for offer in offers if not akin(offer).isdisjoint(needs)))
        yield Reason(ground, met, () if meeting == met else meeting)
