"""Which company of the cluster somebody may mean who asks to join."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Indel

from bot.rules.words import fold

ALIKE = 0.7
"""The share of matching characters from which two names are worth proposing."""


def likeness(typed: str, names: Iterable[str]) -> float:
    """How much a typed company resembles one of its names: 0 when not worth proposing, up to 1 when it is the name."""
    wanted = fold(typed)
    scores = [_likeness(wanted, fold(name)) for name in names if name]
    best = max(scores, default=0.0)
    return best if best >= ALIKE else 0.0


def _likeness(wanted: str, name: str) -> float:
    if not wanted or not name:
        return 0.0
    if min(len(wanted), len(name)) > 3 and (wanted in name or name in wanted):
        return 0.95 if wanted != name else 1.0
    return Indel.normalized_similarity(wanted, name)
