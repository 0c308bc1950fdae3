"""Bars: a share of a whole, drawn in text."""

from __future__ import annotations

LENGTH = 10


def bar(share: float) -> str:
    """A share (0 to 1) as ten blocks; full only at the whole. Not isolated: it fills in the line's own direction."""
    full = int(share * LENGTH)
    return "▰" * full + "▱" * (LENGTH - full)
