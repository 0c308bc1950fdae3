"""Who fits, who nearly fits, and why; adding what is missing never lowers it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.fields import Owner
from bot.rules.fit import (
    AGES,
    MENDED_BY,
    YES,
    Condition,
    Conditions,
    Criterion,
    Eligibility,
    Facts,
    Outcome,
    Population,
    Unmet,
    fit,
    made_of,
)

CEDAR_PRESS = Facts(
    size=Size.SMALL,
    kind=Kind.SME,
    sub_clusters=frozenset({"processing"}),
    products=made_of("extra virgin olive oil, pickles"),
    certifications=frozenset({"iso_22000"}),
    markets=frozenset({"AE"}),
    age=12,
)
VALUES = {
    Criterion.SIZE: tuple(Size),
    Criterion.KIND: tuple(Kind),
    Criterion.SUB_CLUSTER: ("wine", "snacks", "processing"),
    Criterion.PRODUCT: ("olive_oil", "wine", "potatoes", "vegetables"),
    Criterion.CERTIFICATION: tuple(CERTIFICATIONS)[:4],
    Criterion.EVERY_CERTIFICATION: tuple(CERTIFICATIONS)[:4],
    Criterion.EXPORTS: (YES,),
    Criterion.MARKET: ("AE", "DE", "FR"),
    Criterion.AGE_FROM: AGES,
    Criterion.AGE_TO: AGES,
}
RANK = {Eligibility.NOT: 0, Eligibility.NEARLY: 1, Eligibility.ELIGIBLE: 2}
GRANT = Conditions(
    {Criterion.SIZE: ("micro", "small"), Criterion.CERTIFICATION: ("haccp",), Criterion.AGE_FROM: ("3",)}
)


@st.composite
def all_conditions(draw: st.DrawFn) -> Conditions:
    """As they come about: by one toggle after the other."""
    conditions = Conditions()
    for criterion in draw(st.lists(st.sampled_from(Criterion), max_size=12)):
        conditions = conditions.toggled(criterion, draw(st.sampled_from(VALUES[criterion])))
    return conditions


def some(criterion: Criterion, least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.sets(st.sampled_from(VALUES[criterion]), min_size=least).map(frozenset)


companies = st.builds(
    Facts,
    size=st.none() | st.sampled_from(Size),
    kind=st.none() | st.sampled_from(Kind),
    sub_clusters=some(Criterion.SUB_CLUSTER),
    products=st.none() | some(Criterion.PRODUCT, 1),
    certifications=some(Criterion.CERTIFICATION),
    markets=st.none() | some(Criterion.MARKET),
    age=st.none() | st.integers(0, 30),
)


@given(all_conditions(), companies)
def test_the_reasons_are_exactly_the_conditions(conditions: Conditions, facts: Facts) -> None:
    found = fit(conditions, facts)
    unmet = [one.condition for one in found.unmet]
    assert sorted([*found.met, *unmet], key=conditions.all.index) == list(conditions.all)
    assert not set(found.met) & set(unmet)
    assert all(one.values and set(one.values) <= set(one.condition.values) for one in found.unmet)


@given(all_conditions(), companies)
def test_adding_what_is_missing_never_lowers_fit_and_all_of_it_makes_it_whole(
    conditions: Conditions, facts: Facts
) -> None:
    before = fit(conditions, facts)
    for unmet in before.unmet:
        after = fit(conditions, with_added(facts, conditions, unmet))
        assert RANK[after.eligibility] >= RANK[before.eligibility]
        assert unmet.condition in after.met
        assert set(before.met) <= set(after.met)
        facts = with_added(facts, conditions, unmet)
    assert fit(conditions, facts).eligibility is Eligibility.ELIGIBLE


def with_added(facts: Facts, conditions: Conditions, unmet: Unmet) -> Facts:
    """What the company would say if it had what is missing, and nothing that other conditions rule out."""
    values = unmet.values
    match unmet.condition.criterion:
        case Criterion.SIZE:
            return replace(facts, size=Size(values[0]))
        case Criterion.KIND:
            return replace(facts, kind=Kind(values[0]))
        case Criterion.SUB_CLUSTER:
            return replace(facts, sub_clusters=facts.sub_clusters | {values[0]})
        case Criterion.PRODUCT:
            return replace(facts, products=(facts.products or frozenset()) | {values[0]})
        case Criterion.CERTIFICATION | Criterion.EVERY_CERTIFICATION:
            return replace(facts, certifications=facts.certifications | set(values))
        case Criterion.EXPORTS | Criterion.MARKET:
            asked = conditions.values.get(Criterion.MARKET, ("CA",))
            return replace(facts, markets=(facts.markets or frozenset()) | {asked[0]})
        case _:
            return replace(facts, age=int(values[0]))


@given(all_conditions(), st.lists(companies, max_size=8))
def test_many_at_once_come_out_as_one_by_one(conditions: Conditions, listed: list[Facts]) -> None:
    divided = Population(dict(enumerate(listed))).tally(conditions)
    found = {
        **dict.fromkeys(divided.eligible, Eligibility.ELIGIBLE),
        **dict.fromkeys(divided.nearly, Eligibility.NEARLY),
        **dict.fromkeys(divided.out, Eligibility.NOT),
    }
    assert len(found) == len(divided.eligible) + len(divided.nearly) + len(divided.out)
    assert found == {place: fit(conditions, facts).eligibility for place, facts in enumerate(listed)}
    left_out = {place for places in divided.excluded.values() for place in places}
    assert left_out == set(divided.out)
    assert {place for places in divided.mendable.values() for place in places} >= set(divided.nearly)


@given(all_conditions())
def test_what_is_stored_is_read_back(conditions: Conditions) -> None:
    assert Conditions.of(conditions.stored()).all == conditions.all


def test_a_missing_certificate_and_an_empty_field_can_be_mended() -> None:
    found = fit(GRANT, replace(CEDAR_PRESS, age=None))
    assert found.eligibility is Eligibility.NEARLY
    assert [(one.condition.criterion, one.outcome) for one in found.unmet] == [
        (Criterion.CERTIFICATION, Outcome.UNSUITABLE),
        (Criterion.AGE_FROM, Outcome.UNSAID),
    ]
    assert fit(GRANT, replace(CEDAR_PRESS, certifications=frozenset({"haccp"}))).unmet == ()


@pytest.mark.parametrize(
    ("criterion", "values"),
    [
        (Criterion.SIZE, ("large",)),
        (Criterion.KIND, ("investor",)),
        (Criterion.SUB_CLUSTER, ("wine",)),
        (Criterion.PRODUCT, ("wine",)),
        (Criterion.MARKET, ("DE",)),
        (Criterion.AGE_TO, ("5",)),
    ],
)
def test_what_the_profile_says_and_does_not_suit_cannot_be_mended(
    criterion: Criterion, values: tuple[str, ...]
) -> None:
    assert fit(Conditions({criterion: values}), CEDAR_PRESS).eligibility is Eligibility.NOT


def test_who_exports_nowhere_is_told_from_who_has_not_said() -> None:
    exporters = Conditions({Criterion.EXPORTS: (YES,)})
    said = [CEDAR_PRESS, replace(CEDAR_PRESS, markets=None), replace(CEDAR_PRESS, markets=frozenset())]
    assert [fit(exporters, one).eligibility for one in said] == [
        Eligibility.ELIGIBLE,
        Eligibility.NEARLY,
        Eligibility.NOT,
    ]


def test_a_kind_of_the_thing_is_the_thing_and_not_the_other_way_round() -> None:
    growers = Facts(products=made_of("seed potatoes, بطاطا"))
    assert fit(Conditions({Criterion.PRODUCT: ("vegetables",)}), growers).unmet == ()
    greens = Facts(products=made_of("fresh vegetables"))
    assert fit(Conditions({Criterion.PRODUCT: ("potatoes",)}), greens).eligibility is Eligibility.NOT
    own_words = Facts(products=made_of("zorblax"))
    assert fit(Conditions({Criterion.PRODUCT: ("potatoes",)}), own_words).eligibility is Eligibility.NEARLY


def test_every_certificate_is_asked_for_and_only_the_missing_ones_are_named() -> None:
    both = Conditions({Criterion.EVERY_CERTIFICATION: ("iso_22000", "halal")})
    (unmet,) = fit(both, CEDAR_PRESS).unmet
    assert unmet.values == ("halal",)


def test_ages_that_nobody_can_have_give_way() -> None:
    young = Conditions().toggled(Criterion.AGE_TO, "3")
    assert young.toggled(Criterion.AGE_FROM, "5").all == (Condition(Criterion.AGE_FROM, ("5",)),)
    assert young.toggled(Criterion.AGE_TO, "7").all == (Condition(Criterion.AGE_TO, ("7",)),)
    assert young.toggled(Criterion.AGE_TO, "3").is_anybody


def test_every_criterion_is_mended_by_a_field_of_the_company() -> None:
    assert set(MENDED_BY) == set(Criterion)
    assert all(field.spec.owner is Owner.COMPANY for field in MENDED_BY.values())
