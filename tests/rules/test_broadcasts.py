"""When a broadcast stops itself."""

from __future__ import annotations

from bot.rules.broadcasts import is_failing


def test_it_fails_when_half_of_the_last_twenty_did() -> None:
    assert not is_failing([True] * 19)
    assert is_failing([True] * 20)
    assert is_failing([True] * 50 + [True, False] * 10)
    assert not is_failing([True] * 50 + [False] * 11 + [True] * 9)
