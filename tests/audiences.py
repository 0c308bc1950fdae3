"""Audiences as one would check them on paper, and drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from bot.rules.audiences import MOST_PARTS, SAVED, SEVERAL, Audience, Copy, Part, Sign

Somebody = Mapping[str, frozenset[str]]


def is_in(somebody: Somebody, audience: Audience) -> bool:
    """Whether somebody is in an audience, as one would check it on paper: part by part, value by value."""
    said = [part for part in audience.parts if part.values or part.out]
    if not said:
        return True
    for part in said:
        fits = True
        for dimension, chosen in part.values.items():
            theirs = [has(somebody, audience, dimension, value) for value in chosen]
            if theirs.count(True) < (len(theirs) if dimension in part.every else 1):
                fits = False
        for dimension, chosen in part.out.items():
            for value in chosen:
                if has(somebody, audience, dimension, value):
                    fits = False
        if fits:
            return True
    return False


def has(somebody: Somebody, audience: Audience, dimension: str, value: str) -> bool:
    if dimension != SAVED:
        return value in somebody[dimension]
    return value in audience.copies and is_in(somebody, Audience.of(audience.copies[value].choice))


Vocabulary = Mapping[str, Sequence[str]]
"""The values of each dimension, without the saved ones."""
KEYS = ("1", "2")
"""Under which saved audiences stand in another."""


def parts(vocabulary: Vocabulary) -> st.SearchStrategy[Part]:
    @st.composite
    def drawn(draw: st.DrawFn) -> Part:
        part = Part()
        for dimension in draw(st.lists(st.sampled_from(sorted(vocabulary)), max_size=3, unique=True)):
            for value in vocabulary[dimension]:
                part = part.put(dimension, value, draw(st.sampled_from(Sign)))
        asked = draw(st.lists(st.sampled_from(sorted(SEVERAL)), max_size=2))
        return Part(part.values, part.out, frozenset(one for one in asked if one in part.values))

    return drawn()


def audiences(vocabulary: Vocabulary, deep: int = 2) -> st.SearchStrategy[Audience]:
    """Audiences of up to four parts, with saved ones in them that have saved ones in them."""
    known = {**vocabulary, SAVED: KEYS} if deep else vocabulary
    several = st.lists(parts(known), min_size=1, max_size=MOST_PARTS).map(tuple)
    if not deep:
        return several.map(Audience)
    saved = st.dictionaries(st.sampled_from(KEYS), audiences(vocabulary, deep - 1))
    return st.builds(_holding, several, saved)


def _holding(chosen: tuple[Part, ...], saved: Mapping[str, Audience]) -> Audience:
    return Audience(chosen, copies={key: Copy(f"No. {key}", one.stored()) for key, one in saved.items()})
