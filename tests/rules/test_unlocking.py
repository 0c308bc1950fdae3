"""What would bring a named company: it does, and nothing else that is known already would."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.concepts import ChainStage, concepts
from bot.rules.fields import Field
from bot.rules.matching import FLOOR, Candidate, best_for, worth
from bot.rules.unlocking import Unlocking, unlocking
from tests.rules.test_matching import RANA, SAMI, candidates, some

BOTH = (Field.NEEDS, Field.OFFERS)
MAKER = replace(RANA, offers=some("olive_oil"), stages=frozenset({ChainStage.PROCESSING}))
GLASS = replace(SAMI, offers=some("glass_jars"), stages=frozenset({ChainStage.PACKAGING}))
THIRD = replace(SAMI, person_id=3, company_id=3)


def test_what_stands_next_in_the_value_chain_may_be_looked_for() -> None:
    assert unlocking(MAKER, BOTH, [GLASS, THIRD], set(), 3) == Unlocking(Field.NEEDS, "glass_jars", 2)


@pytest.mark.parametrize(
    ("others", "excluded"),
    [
        ([THIRD], set()),
        ([GLASS], {(1, 2)}),
        ([replace(GLASS, room=0)], set()),
        ([replace(GLASS, company_id=1)], set()),
        ([replace(GLASS, offers=some("~our own words"))], set()),
        ([replace(GLASS, offers=some("cheese"), stages=frozenset({ChainStage.PROCESSING}))], set()),
        ([replace(GLASS, needs=some("olive_oil"))], set()),
    ],
    ids=["nothing said", "introduced", "no room", "colleagues", "own words", "same stage", "met already"],
)
def test_nobody_is_named_without_a_likely_reason(
    others: list[Candidate], excluded: set[tuple[int, int]]
) -> None:
    assert unlocking(MAKER, BOTH, others, excluded, 3) is None


def test_what_somebody_near_looks_for_may_be_offered() -> None:
    you = replace(RANA, sub_clusters=some("wine"))
    seeker = replace(SAMI, needs=some("glass_jars"), sub_clusters=some("wine"))
    assert unlocking(you, (Field.OFFERS,), [seeker], set(), 3) == Unlocking(Field.OFFERS, "glass_jars", 2)
    assert unlocking(you, (Field.OFFERS,), [replace(seeker, sub_clusters=some("snacks"))], set(), 3) is None


def test_what_is_said_already_is_not_asked_for() -> None:
    assert unlocking(MAKER, (Field.OFFERS,), [GLASS], set(), 3) is None


@given(candidates(12), st.integers(1, 3), st.sets(st.sampled_from(BOTH)))
@settings(max_examples=100)
def test_whom_it_names_is_suggested_as_soon_as_it_is_said_and_not_before(
    people: list[Candidate], most: int, empty: set[Field]
) -> None:
    if not people:
        return
    you, *others = people
    you = replace(you, room=1, needs=frozenset() if Field.NEEDS in empty else you.needs)
    found = unlocking(you, empty, others, set(), most)
    if found is None:
        return
    field = {Field.NEEDS: "needs", Field.OFFERS: "offers"}[found.field]
    said = replace(you, **{field: getattr(you, field) | {found.concept}})
    they = next(one for one in others if one.person_id == found.person_id)
    assert found.field in empty
    assert found.concept in concepts()
    assert worth(you, they) < FLOOR
    assert they in best_for(said, others, set(), most)
