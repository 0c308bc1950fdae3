"""What to do with a message after an attempt: when to try again, and when to stop."""

from __future__ import annotations

from datetime import timedelta

MOST_TRIES = 5
"""Attempts that failed for certain before a message is given up."""
MOST_DOUBTS = 2
"""Copies that may have reached somebody: the first, and at most one more."""


def back_off(tries: int) -> timedelta:
    """How long to wait before attempt `tries` + 1: 2, 4, 8, 16 … seconds, at most five minutes."""
    return timedelta(seconds=min(300, 2**tries))
