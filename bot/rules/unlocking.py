"""What a company has not said of itself yet, and whom it would be proposed to if it did: one named company."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.rules.concepts import concepts
from bot.rules.fields import Field
from bot.rules.matching import COMPLEMENTS, FLOOR, Candidate, Excluded, best_for, in_order, worth

MOST_TRIED = 5
"""Of the best, so many are looked at closely: each is weighed against everybody."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """With the concept in the field, this person is among those worth meeting; without it, no ground is enough."""

    field: Field
    concept: str
    person_id: int


def unlocking(
    you: Candidate, empty: Collection[Field], others: Sequence[Candidate], excluded: Excluded, most: int
) -> Unlocking | None:
    """What would bring somebody among the `most` best partners of `you`, the worthiest first; of equals the lower
    person id, then the concept that comes first. `empty` are the fields that say nothing: needs, offers, or both.

    Only what is likely counts: what they offer stands next to `you` in the value chain, or both are in one sub-cluster
    or market. Nobody who is excluded, without room, or worth meeting already.
    """
    ways = [
        (-worth(_with(you, field, concept), they), they.person_id, field, concept)
        for they in others
        if they.room
        and they.company_id != you.company_id
        and in_order(you.person_id, they.person_id) not in excluded
        and worth(you, they) < FLOOR
        for field, concept in _likely(you, empty, they)
    ]
    for _worth, person_id, field, concept in sorted(ways)[:MOST_TRIED]:
        best = best_for(_with(you, field, concept), others, excluded, most)
        if any(one.person_id == person_id for one in best):
            return Unlocking(field, concept, person_id)
    return None


def _likely(you: Candidate, empty: Collection[Field], they: Candidate) -> Iterator[tuple[Field, str]]:
    """The concepts that they offer or look for, and that `you` may look for or offer, by the field that is empty."""
    are_near = bool(you.markets & they.markets or you.sub_clusters & they.sub_clusters)
    beside = {stage for own in you.stages for stage in COMPLEMENTS[own]}
    known = concepts()
    if Field.NEEDS in empty:
        for key in they.offers - you.offers:
            if key in known and (known[key].stage in beside or (are_near and not beside)):
                yield Field.NEEDS, key
    if Field.OFFERS in empty:
        for key in they.needs - you.needs:
            if key in known and are_near:
                yield Field.OFFERS, key


def _with(you: Candidate, field: Field, concept: str) -> Candidate:
    """`you`, had the field said this."""
    if field is Field.NEEDS:
        return replace(you, needs=you.needs | {concept})
    return replace(you, offers=you.offers | {concept})
