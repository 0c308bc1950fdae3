"""Matching, version 1: who would gain from meeting whom, why, and the pairs of a round."""

from bot.rules.matching.grounds import (
    COMPLEMENTS,
    FLOOR,
    POINTS,
    Activity,
    Candidate,
    Excluded,
    Ground,
    Reason,
    best_for,
    in_order,
    reasons,
    worth,
)
from bot.rules.matching.pairs import WEIGHED, Pair, best_pairs

__all__ = [
    "COMPLEMENTS",
    "FLOOR",
    "POINTS",
    "WEIGHED",
    "Activity",
    "Candidate",
    "Excluded",
    "Ground",
    "Pair",
    "Reason",
    "best_for",
    "best_pairs",
    "in_order",
    "reasons",
    "worth",
]
