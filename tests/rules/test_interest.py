from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.interest import ButtonKind, is_to_be_told

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "first", "told", "is_told"),
    [
        (ButtonKind.MORE, 4 * MINUTES, None, False),
        (ButtonKind.MORE, 5 * MINUTES, None, True),
        (ButtonKind.MORE, 20 * MINUTES, 59 * MINUTES, False),
        (ButtonKind.MORE, 20 * MINUTES, 60 * MINUTES, True),
        (ButtonKind.INTERESTED, 59 * MINUTES, None, False),
        (ButtonKind.INTERESTED, 60 * MINUTES, None, True),
        (ButtonKind.INTERESTED, 5 * HOURS, 23 * HOURS, False),
        (ButtonKind.INTERESTED, 5 * HOURS, 24 * HOURS, True),
        (ButtonKind.NONE, 9 * HOURS, None, False),
    ],
)
def test_staff_hear_of_many_taps_together(
    kind: ButtonKind, first: timedelta, told: timedelta | None, is_told: bool
) -> None:
    told_at = NOW - told if told is not None else None
    assert is_to_be_told(kind, NOW - first, told_at, NOW) is is_told
