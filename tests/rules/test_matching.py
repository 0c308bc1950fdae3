"""Who is worth introducing to whom, why, and the pairs that are worth the most together."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from itertools import combinations, permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.concepts import ChainStage
from bot.rules.matching import (
    COMPLEMENTS,
    FLOOR,
    Activity,
    Candidate,
    Ground,
    Pair,
    Reason,
    best_for,
    best_pairs,
    in_order,
    reasons,
    worth,
)
from tests.bench.matching import cluster, craze

NOTHING: frozenset[str] = frozenset()
STRANGER = Candidate(
    person_id=0,
    company_id=0,
    offers=NOTHING,
    needs=NOTHING,
    stages=frozenset(),
    markets=NOTHING,
    sub_clusters=NOTHING,
    languages=NOTHING,
    activity=Activity.STEADY,
    room=1,
)
RANA = replace(STRANGER, person_id=1, company_id=1)
SAMI = replace(STRANGER, person_id=2, company_id=2)


def some(*names: str) -> frozenset[str]:
    return frozenset(names)


def sets_of(*names: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names))


def candidates(most: int) -> st.SearchStrategy[list[Candidate]]:
    """Lists of people of a few companies who have much in common."""
    drawn = st.builds(
        Candidate,
        person_id=st.integers(1, 1_000_000),
        company_id=st.integers(1, 5),
        offers=sets_of("glass_jars", "packaging", "wine", "~own words"),
        needs=sets_of("glass_jars", "packaging", "wine", "~own words"),
        stages=st.frozensets(st.sampled_from(ChainStage), max_size=2),
        markets=sets_of("FR", "AE"),
        sub_clusters=sets_of("wine", "snacks"),
        languages=sets_of("ar", "fr"),
        activity=st.sampled_from(Activity),
        room=st.integers(0, 2),
    )
    return st.lists(drawn, max_size=most, unique_by=lambda one: one.person_id)


def exclusions(people: Sequence[Candidate]) -> st.SearchStrategy[set[tuple[int, int]]]:
    everybody = [in_order(one.person_id, other.person_id) for one, other in combinations(people, 2)]
    return st.sets(st.sampled_from(everybody)) if everybody else st.just(set())


@st.composite
def gatherings(draw: st.DrawFn, most: int = 8) -> tuple[list[Candidate], set[tuple[int, int]]]:
    people = draw(candidates(most))
    return people, draw(exclusions(people))


def may_meet(one: Candidate, other: Candidate, excluded: Set[tuple[int, int]]) -> bool:
    return bool(
        one.room
        and other.room
        and one.company_id != other.company_id
        and in_order(one.person_id, other.person_id) not in excluded
        and worth(one, other) >= FLOOR
    )


def most_worth(people: Sequence[Candidate], excluded: Set[tuple[int, int]]) -> int:
    """The best total, by trying every way to pair people."""
    if len(people) < 2:
        return 0
    first, *rest = people
    without = most_worth(rest, excluded)
    return max(
        without,
        *(
            worth(first, other) + most_worth([one for one in rest if one is not other], excluded)
            if may_meet(first, other, excluded)
            else 0
            for other in rest
        ),
    )


def total(pairs: Sequence[Pair]) -> int:
    return sum(pair.worth for pair in pairs)


@pytest.mark.parametrize(
    ("rana", "sami", "points"),
    [
        ({}, {}, 0),
        ({"needs": some("jars", "caps")}, {"offers": some("jars", "wine")}, 4),
        ({"needs": some("jars", "caps")}, {"offers": some("jars", "caps")}, 8),
        ({"needs": some("jars"), "offers": some("wine")}, {"offers": some("jars"), "needs": some("wine")}, 8),
        ({"offers": some("jars")}, {"offers": some("jars")}, 0),
        ({"stages": {ChainStage.FARMING}}, {"stages": {ChainStage.PROCESSING}}, 2),
        (
            {"stages": {ChainStage.FARMING, ChainStage.TRADE}},
            {"stages": {ChainStage.PROCESSING, ChainStage.INPUTS}},
            2,
        ),
        ({"stages": {ChainStage.PROCESSING}}, {"stages": {ChainStage.PROCESSING}}, 0),
        ({"stages": {ChainStage.FINANCE}}, {"stages": {ChainStage.KNOWLEDGE}}, 0),
        ({"markets": some("FR", "AE")}, {"markets": some("FR", "AE")}, 1),
        ({"sub_clusters": some("wine")}, {"sub_clusters": some("wine", "snacks")}, 1),
        ({"languages": some("ar", "fr")}, {"languages": some("ar", "fr")}, 1),
        ({"activity": Activity.ACTIVE}, {"activity": Activity.DORMANT}, 2),
        ({"activity": Activity.ACTIVE}, {"activity": Activity.ACTIVE}, 0),
        ({"activity": Activity.DORMANT}, {"activity": Activity.STEADY}, 0),
        ({"needs": some("~own words")}, {"offers": some("~own words"), "markets": some("FR")}, 4),
        ({"needs": some("glass_jars")}, {"offers": some("packaging")}, 4),
        ({"needs": some("packaging")}, {"offers": some("glass_jars")}, 4),
        ({"needs": some("glass_jars")}, {"offers": some("labels")}, 0),
        ({"needs": some("glass_jars", "labels")}, {"offers": some("packaging")}, 4),
        ({"needs": some("packaging")}, {"offers": some("packaging", "glass_jars", "labels")}, 4),
        ({"needs": some("glass_jars", "cheese")}, {"offers": some("packaging", "dairy")}, 8),
    ],
)
def test_each_ground_counts_as_the_table_says(
    rana: dict[str, Any], sami: dict[str, Any], points: int
) -> None:
    assert worth(replace(RANA, **rana), replace(SAMI, **sami)) == points


def test_colleagues_are_never_worth_introducing() -> None:
    rana, sami = replace(RANA, needs=some("jars")), replace(SAMI, offers=some("jars"), company_id=1)
    assert worth(rana, sami) == 0
    assert reasons(rana, sami) == ()
    assert best_for(rana, [sami], set(), 3) == []


def test_a_reason_names_the_side_that_it_is_told_to() -> None:
    rana = replace(
        RANA, needs=some("jars", "caps"), stages=frozenset({ChainStage.PROCESSING}), markets=some("FR")
    )
    sami = replace(
        SAMI, offers=some("jars", "caps"), stages=frozenset({ChainStage.PACKAGING}), markets=some("FR")
    )
    told = [(reason.ground, reason.details) for reason in reasons(rana, sami)]
    assert told == [
        (Ground.THEY_OFFER, ("caps", "jars")),
        (Ground.VALUE_CHAIN, ("packaging",)),
        (Ground.MARKET, ("FR",)),
    ]
    told = [(reason.ground, reason.details) for reason in reasons(sami, rana)]
    assert told == [
        (Ground.YOU_OFFER, ("caps", "jars")),
        (Ground.VALUE_CHAIN, ("processing",)),
        (Ground.MARKET, ("FR",)),
    ]


def test_an_offer_of_another_width_is_named_beside_the_need_that_it_meets() -> None:
    rana, sami = (
        replace(RANA, needs=some("glass_jars", "wine")),
        replace(SAMI, offers=some("packaging", "wine")),
    )
    (reason,) = reasons(rana, sami)
    assert reason == Reason(Ground.THEY_OFFER, ("glass_jars", "wine"), ("packaging", "wine"))
    (reason,) = reasons(sami, rana)
    assert reason == Reason(Ground.YOU_OFFER, ("glass_jars", "wine"), ("packaging", "wine"))


def test_what_you_gain_more_of_is_told_first() -> None:
    rana = replace(RANA, needs=some("jars"), offers=some("wine", "arak"))
    sami = replace(SAMI, offers=some("jars"), needs=some("wine", "arak"))
    assert [reason.ground for reason in reasons(rana, sami)] == [Ground.YOU_OFFER, Ground.THEY_OFFER]


def test_the_value_chain_reads_the_same_from_both_ends() -> None:
    for one, other in permutations(ChainStage, 2):
        assert (other in COMPLEMENTS[one]) == (one in COMPLEMENTS[other])
    assert all(COMPLEMENTS[stage] and stage not in COMPLEMENTS[stage] for stage in ChainStage)


def test_a_language_a_market_and_a_sub_cluster_in_common_are_no_reason_to_meet() -> None:
    alike = {"languages": some("ar"), "markets": some("FR"), "sub_clusters": some("wine")}
    rana, sami = replace(RANA, **alike), replace(SAMI, **alike)
    assert best_for(rana, [sami], set(), 3) == []
    assert best_pairs([rana, sami], set()) == []


def test_the_worthiest_come_first_and_of_equals_the_lower_number() -> None:
    you = replace(RANA, needs=some("jars", "caps"))
    others = [replace(STRANGER, person_id=n, company_id=n, offers=some("jars")) for n in (9, 5, 7, 6)]
    best = replace(STRANGER, person_id=8, company_id=8, offers=some("jars", "caps"))
    full = replace(best, person_id=4, company_id=4, room=0)
    found = best_for(you, [*others, best, full], {(1, 6)}, 3)
    assert [one.person_id for one in found] == [8, 5, 7]
    assert best_for(replace(you, room=0), others, set(), 3) == []


@given(candidates(2).filter(lambda people: len(people) == 2))
def test_worth_is_the_same_from_both_sides_and_is_what_the_reasons_add_up_to(people: list[Candidate]) -> None:
    one, other = people
    assert worth(one, other) == worth(other, one) == sum(reason.points for reason in reasons(other, one))


@given(gatherings())
def test_suggestions_keep_to_the_rules(gathering: tuple[list[Candidate], set[tuple[int, int]]]) -> None:
    people, excluded = gathering
    for you in people:
        allowed = [they for they in people if may_meet(you, they, excluded)]
        found = best_for(you, people, excluded, len(people))
        assert sorted(one.person_id for one in found) == sorted(one.person_id for one in allowed)


@settings(max_examples=200)
@given(gatherings(), st.randoms(use_true_random=False))
def test_pairs_keep_to_the_rules_and_are_worth_the_most_that_there_is(
    gathering: tuple[list[Candidate], set[tuple[int, int]]], random: Random
) -> None:
    people, excluded = gathering
    pairs = best_pairs(people, excluded)
    by_id = {one.person_id: one for one in people}
    paired = [person_id for pair in pairs for person_id in (pair.low, pair.high)]
    assert len(paired) == len(set(paired))
    for pair in pairs:
        one, other = by_id[pair.low], by_id[pair.high]
        assert pair.low < pair.high
        assert may_meet(one, other, excluded)
        assert pair.worth == worth(one, other)
    assert total(pairs) == most_worth(people, excluded)
    shuffled = list(people)
    random.shuffle(shuffled)
    assert best_pairs(shuffled, excluded) == pairs


@pytest.mark.parametrize("gathered", [cluster, craze])
def test_weighing_only_the_best_partners_loses_next_to_nothing(
    gathered: Callable[[int], list[Candidate]],
) -> None:
    people = gathered(120)
    exact = total(best_pairs(people, set(), weighed=120 * 120))
    assert total(best_pairs(people, set(), weighed=120 * 8)) >= 0.97 * exact


def test_where_everybody_wants_the_same_few_the_others_still_meet() -> None:
    wanted = [replace(SAMI, person_id=n, company_id=n, offers=some("jars")) for n in range(10)]
    others = [
        replace(
            RANA,
            person_id=n,
            company_id=n,
            needs=some("jars"),
            activity=Activity.ACTIVE if n % 2 else Activity.DORMANT,
            languages=some("ar"),
            markets=some("FR"),
        )
        for n in range(10, 110)
    ]
    everybody = [*wanted, *others]
    pairs = best_pairs(everybody, set(), weighed=110 * 5)
    assert len(pairs) == 55
    assert total(pairs) == total(best_pairs(everybody, set(), weighed=110 * 110))
