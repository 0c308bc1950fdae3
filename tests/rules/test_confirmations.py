"""When somebody is asked whether their profile is still right."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.confirmations import period_due

SINCE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "period"),
    [(0, None), (179, None), (180, 1), (200, 1), (239, 1), (240, None), (359, None), (360, 2), (540, 3)],
)
def test_once_in_each_half_year_and_not_long_after(days: int, period: int | None) -> None:
    assert period_due(SINCE, SINCE + timedelta(days=days)) == period


def test_nobody_is_asked_a_second_early() -> None:
    assert period_due(SINCE, SINCE + timedelta(days=180, seconds=-1)) is None


def test_a_clock_that_went_back_asks_nobody() -> None:
    assert period_due(SINCE, SINCE - timedelta(days=400)) is None
