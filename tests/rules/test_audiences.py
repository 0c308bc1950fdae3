"""Whom an audience means: these, or those, but not these; in words, as it is stored, and saved ones in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.audiences import (
    MOST_PARTS,
    SAVED,
    Audience,
    Copy,
    Logic,
    NotAnAudience,
    Option,
    Part,
    Sign,
)
from tests.audiences import Somebody, audiences, is_in

VALUES = ("a", "b", "c")
VOCABULARY = dict.fromkeys(("sub_cluster", "group", "size", "kind"), VALUES)


def logic_of(somebody: Somebody) -> Logic[bool]:
    return Logic(
        has=lambda dimension, values: not somebody[dimension].isdisjoint(values),
        all_of=all,
        any_of=any,
        but_not=lambda one: not one,
    )


PEOPLE = st.fixed_dictionaries({one: st.frozensets(st.sampled_from(VALUES)) for one in VOCABULARY})


@given(audiences(VOCABULARY), PEOPLE)
def test_whoever_is_in_it_on_paper_is_in_it(audience: Audience, somebody: Somebody) -> None:
    assert audience.read(logic_of(somebody)) == is_in(somebody, audience)


@given(audiences(VOCABULARY), PEOPLE)
def test_what_is_stored_means_the_same(audience: Audience, somebody: Somebody) -> None:
    again = Audience.of(audience.stored())
    assert is_in(somebody, again) == is_in(somebody, audience)
    assert again.stored() == audience.stored()


@given(audiences(VOCABULARY, 0), PEOPLE)
def test_what_is_written_in_words_means_the_same(audience: Audience, somebody: Somebody) -> None:
    def written(part: Part) -> str:
        pieces = [
            f"{'&' if dimension in part.every else ''}{dimension}={'|'.join(chosen)}"
            for dimension, chosen in part.values.items()
        ]
        pieces += [f"! {dimension} = {' | '.join(chosen)}" for dimension, chosen in part.out.items()]
        return ",".join(pieces)

    words = " ; ".join(written(part) for part in audience.said) or "all"
    assert is_in(somebody, Audience.parse(words)) == is_in(somebody, audience)


def test_three_taps_put_a_value_in_out_and_away() -> None:
    audience, option, seen = Audience(), Option("1", "wine"), []
    for _tap in range(3):
        sign = audience.parts[0].sign("sub_cluster", "wine").next
        audience = audience.put("sub_cluster", option, sign)
        assert audience.put("sub_cluster", option, sign) == audience, "a second tap on it changes nothing"
        seen.append(audience.stored())
    assert seen == [{"sub_cluster": ["wine"]}, {"out": {"sub_cluster": ["wine"]}}, {}]


def test_a_part_in_which_nothing_is_chosen_adds_nobody() -> None:
    wine, large = Option("1", "wine"), Option("large", "large")
    audience = Audience().put("sub_cluster", wine, Sign.IN).put("size", large, Sign.IN, part=1)
    assert audience.stored() == {"sub_cluster": ["wine"], "or": [{"size": ["large"]}]}
    emptied = audience.put("sub_cluster", wine, Sign.AWAY)
    assert emptied.stored() == {"or": [{"size": ["large"]}]}, "the other keeps its number while one chooses"
    assert not emptied.is_everybody
    assert emptied.put("size", large, Sign.AWAY, part=1).stored() == {}
    assert audience.without(0).stored() == {"size": ["large"]}
    assert audience.without(0).without(0).is_everybody
    for part in (3, -1):
        with pytest.raises(NotAnAudience):
            audience.put("size", large, Sign.IN, part=part)
    with pytest.raises(NotAnAudience):
        audience.asking_all("size", 0, is_all=True)


def test_what_was_stored_before_still_reads() -> None:
    stored = {"group": ["Board"], "size": ["large"], "names": {"group=Board": {"fr": "Conseil"}}}
    audience = Audience.of(stored)
    assert audience.parts == (Part({"group": ("Board",), "size": ("large",)}),)
    assert audience.name("group", "Board", "fr") == "Conseil"
    assert audience.stored() == stored


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("sub-cluster=WINE|Snacks", ({"sub_cluster": ("WINE", "Snacks")},)),
        ("size=large,size=small", ({"size": ("large", "small")},)),
        ("group=Wine; snacks & more!", ({"group": ("Wine; snacks & more!",)},)),
        ('group=The "A" team', ({"group": ('The "A" team',)},)),
        ('saved="Exporters, large; or | so"|b', ({SAVED: ("Exporters, large; or | so", "b")},)),
        ("size=large;kind=investor", ({"size": ("large",)}, {"kind": ("investor",)})),
    ],
)
def test_words_of_before_and_names_with_signs_in_them(
    words: str, parts: tuple[dict[str, object], ...]
) -> None:
    assert tuple(part.values for part in Audience.parse(words).parts) == parts


@pytest.mark.parametrize(
    "words",
    [
        "!=a",
        "&size=large",
        "size=large,!size=Large",
        "group=a,&group=b",
        "!colour=red",
        ";".join(["size=large"] * (MOST_PARTS + 1)),
    ],
)
def test_words_that_contradict_themselves_are_refused(words: str) -> None:
    with pytest.raises(NotAnAudience):
        Audience.parse(words)


def test_how_deep_saved_ones_stand_in_one_another() -> None:
    audience = Audience.parse("size=large")
    for depth in range(3):
        assert audience.depth == depth
        audience = Audience().put(SAVED, Option("1", "1", copy=Copy("One", audience.stored())), Sign.OUT)
    assert audience.put(SAVED, Option("1", "1"), Sign.AWAY).stored() == {}, "its copy is not kept"
