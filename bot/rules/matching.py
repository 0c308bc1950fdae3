"""Matching, version 1: who would gain from meeting whom, why, and the pairs of a round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from bot.rules.concepts import ChainStage, akin

# The grounds on which two people are worth introducing: what each counts, and how it reads from either side.

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
_SERVES: Mapping[ChainStage, tuple[ChainStage, ...]] = {
    ChainStage.INPUTS: (
        ChainStage.FARMING,
        ChainStage.PROCESSING,
    ),  # seeds to the grower, yeast and flavours to the maker
    ChainStage.FARMING: (
        ChainStage.PROCESSING,
        ChainStage.TRADE,
    ),  # the harvest, to be made into something or sold fresh
    ChainStage.PROCESSING: (ChainStage.TRADE,),
    ChainStage.PACKAGING: (ChainStage.FARMING, ChainStage.PROCESSING),
    ChainStage.EQUIPMENT: (ChainStage.FARMING, ChainStage.PROCESSING, ChainStage.PACKAGING),
    ChainStage.LOGISTICS: (ChainStage.FARMING, ChainStage.PROCESSING, ChainStage.TRADE),
    ChainStage.SERVICES: (ChainStage.FARMING, ChainStage.PROCESSING, ChainStage.TRADE),
    ChainStage.KNOWLEDGE: (ChainStage.FARMING, ChainStage.PROCESSING),
    ChainStage.FINANCE: (ChainStage.FARMING, ChainStage.PROCESSING),
}
COMPLEMENTS: Mapping[ChainStage, frozenset[ChainStage]] = MappingProxyType(
    {
        stage: frozenset(_SERVES.get(stage, ()))
        | {other for other, served in _SERVES.items() if stage in served}
        for stage in ChainStage
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
    stages: frozenset[ChainStage]
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


# The pairs of a round: nobody twice, and the pairs together worth as much as they can be.

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table: TypeAlias = NDArray[np.float32]
    Whole: TypeAlias = NDArray[np.int64]

WEIGHED = 40_000
"""How many possible pairs are weighed against one another, evenly over the people: all that there are of 200 people,
each one's best 40 of 1,000, the best 8 of 5,000. Of 700 people, the best 8 of each reached 99.7 % of the best total
that there is (tests/bench/matching.py)."""
_ROWS = 256
"""How many people are compared with everybody at once: this bounds the memory."""
_CROWD = 3
"""Who is in the lists of so many times as many people as a list has places is one of the few whom all want."""
_PASSES = 4
_TIE_BITS = 40
_Edges: TypeAlias = dict[tuple[int, int], int]
"""Two indexes, the lower first, and their worth."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people to be introduced, the lower person id first, and what their meeting is worth."""

    low: int
    high: int
    worth: int


def best_pairs(candidates: Iterable[Candidate], excluded: Excluded, weighed: int = WEIGHED) -> list[Pair]:
    """The pairs worth the most together, by person id; the same for the same people, in whatever order they come.

    Nobody is in two pairs or without room; no pair is within one company, excluded, or below FLOOR. With
    `weighed` of the square of the people's number or more, no better total exists. It computes for seconds and lets
    no other thread run meanwhile: the bot asks `services.matching`.
    """
    left = sorted(
        {one.person_id: one for one in candidates if one.room}.values(), key=lambda one: one.person_id
    )
    pairs: list[Pair] = []
    # Two who are left may still be worth introducing, though neither was among the other's best
    while found := _weighed(left, excluded, weighed):
        pairs += found
        taken = {person_id for pair in found for person_id in (pair.low, pair.high)}
        left = [one for one in left if one.person_id not in taken]
    return sorted(pairs, key=lambda pair: pair.low)


def _weighed(people: Sequence[Candidate], excluded: Excluded, weighed: int) -> list[Pair]:
    """The maximum-weight matching over each one's best partners; not everybody who could be is in it."""
    most = max(1, weighed // max(1, len(people)))
    edges: _Edges = {}
    among = list(range(len(people)))
    tables, never = _tables(people), _never(people, excluded)
    for _ in range(_PASSES):
        found = _edges(tables, never, among, most)
        edges |= found
        # Where all want the same few, most will not get them: their best of the others are weighed, too
        wanted = Counter(end for ends in found for end in ends)
        others = [one for one in among if wanted[one] <= _CROWD * most]
        if len(others) == len(among) or not others:
            break
        among = others
    chosen = _matching(edges, len(people))
    return [Pair(people[low].person_id, people[high].person_id, edges[low, high]) for low, high in chosen]


def _matching(edges: _Edges, people: int) -> list[tuple[int, int]]:
    """The pairs of indexes, the lower first, whose worths add up to the most."""
    import rustworkx

    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from([(low, high, worth) for (low, high), worth in sorted(edges.items())])
    return [in_order(*ends) for ends in rustworkx.max_weight_matching(graph, weight_fn=int)]


def _edges(tables: _Tables, never: Mapping[int, list[int]], among: Sequence[int], most: int) -> _Edges:
    """Each one's best partners `among` these indexes, at most so many."""
    import numpy as np

    people = len(tables.persons)
    columns = np.array(among)
    edges: _Edges = {}
    for first in range(0, people, _ROWS):
        rows = slice(first, min(first + _ROWS, people))
        worths = _worths(tables, rows)
        for row in range(rows.start, rows.stop):
            worths[row - first, never.get(row, [])] = 0
        worths = worths[:, columns]
        one, place = _largest((worths << _TIE_BITS) + _ties(tables.persons, rows)[:, columns], most)
        is_worthy = worths[one, place] > 0
        one, place = one[is_worthy], place[is_worthy]
        index, other = one + first, columns[place]
        lows, highs = np.minimum(index, other).tolist(), np.maximum(index, other).tolist()
        edges.update(zip(zip(lows, highs, strict=True), worths[one, place].tolist(), strict=True))
    return edges


def _largest(ranks: Whole, most: int) -> tuple[Whole, Whole]:
    """The rows and columns of the largest numbers of each row, at most so many."""
    import numpy as np

    rows, columns = ranks.shape
    kept = min(most, columns)
    best = np.argpartition(ranks, columns - kept, axis=1)[:, columns - kept :]
    return np.repeat(np.arange(rows), kept), best.ravel()


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is compared: a row for each person, a column for each thing that they may have, 1.0 where they do."""

    persons: Whole
    companies: Whole
    offers: Table
    met_by: Table
    """What of `offers` would meet a need of theirs."""
    needs: Table
    meets: Table
    """What of `needs` an offer of theirs would meet."""
    stages: Table
    complements: Table
    active: Table
    dormant: Table
    shared: tuple[tuple[int, Table], ...]
    """What a shared ground counts, and who has what of it."""


def _tables(people: Sequence[Candidate]) -> _Tables:
    import numpy as np

    offers, needs = [one.offers for one in people], [one.needs for one in people]
    met_by, meets = _all_akin(needs), _all_akin(offers)
    # What nobody looks for, or nobody has, joins nobody
    offered = sorted(set().union(*offers) & set().union(*met_by))
    needed = sorted(set().union(*needs) & set().union(*meets))
    stages = [one.stages for one in people]
    complements = [set().union(*(COMPLEMENTS[stage] for stage in held)) for held in stages]
    shared = (
        (POINTS[Ground.MARKET], [one.markets for one in people]),
        (POINTS[Ground.SUB_CLUSTER], [one.sub_clusters for one in people]),
        (POINTS[Ground.LANGUAGE], [one.languages for one in people]),
    )
    return _Tables(
        persons=np.array([one.person_id for one in people], np.int64),
        companies=np.array([one.company_id for one in people], np.int64),
        offers=_table(offers, offered),
        met_by=_table(met_by, offered),
        needs=_table(needs, needed),
        meets=_table(meets, needed),
        stages=_table(stages, list(ChainStage)),
        complements=_table(complements, list(ChainStage)),
        active=_table([{one.activity} for one in people], [Activity.ACTIVE]),
        dormant=_table([{one.activity} for one in people], [Activity.DORMANT]),
        shared=tuple((points, _table(held, sorted(set().union(*held)))) for points, held in shared),
    )


def _all_akin(held: Sequence[Set[str]]) -> list[Set[str]]:
    return [frozenset().union(*map(akin, meanings)) for meanings in held]


def _table(held: Sequence[Set[str]], columns: Sequence[str]) -> Table:
    import numpy as np

    place = {name: column for column, name in enumerate(columns)}
    table = np.zeros((len(held), len(columns)), np.float32)
    for row, names in enumerate(held):
        table[row, [place[name] for name in names if name in place]] = 1
    return table


def _worths(tables: _Tables, rows: slice) -> Whole:
    """What `grounds.worth` gives for each of some people (rows) with everybody (columns); 0 below FLOOR."""
    import numpy as np

    worths: Table = POINTS[Ground.THEY_OFFER] * np.minimum(
        tables.needs[rows] @ tables.meets.T, tables.met_by[rows] @ tables.offers.T
    )
    worths += POINTS[Ground.YOU_OFFER] * np.minimum(
        tables.meets[rows] @ tables.needs.T, tables.offers[rows] @ tables.met_by.T
    )
    worths += POINTS[Ground.VALUE_CHAIN] * (tables.complements[rows] @ tables.stages.T > 0)
    worths += POINTS[Ground.ACTIVITY] * (
        tables.active[rows] @ tables.dormant.T + tables.dormant[rows] @ tables.active.T
    )
    for points, held in tables.shared:
        worths += points * (held[rows] @ held.T > 0)
    worths[tables.companies[rows, None] == tables.companies] = 0
    worths[worths < FLOOR] = 0
    return worths.astype(np.int64)


def _ties(persons: Whole, rows: slice) -> Whole:
    """A number below 2 ** _TIE_BITS for each pair, mixed from the two person ids (SplitMix64's finaliser).

    Of a hundred equal partners everybody would else keep the same few.
    """
    import numpy as np

    some, everybody = persons[rows, None].astype(np.uint64), persons.astype(np.uint64)
    mixed = (np.minimum(some, everybody) << np.uint64(32)) ^ np.maximum(some, everybody)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(64 - _TIE_BITS)).astype(np.int64)


def _never(people: Sequence[Candidate], excluded: Excluded) -> dict[int, list[int]]:
    """The excluded pairs as indexes, from either side."""
    place = {one.person_id: index for index, one in enumerate(people)}
    never: dict[int, list[int]] = defaultdict(list)
    for low, high in excluded:
        if low in place and high in place:
            never[place[low]].append(place[high])
            never[place[high]].append(place[low])
    return never
