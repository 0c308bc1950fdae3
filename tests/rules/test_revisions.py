"""What changes of an announced event, of what people hear, and when it cannot wait for the morning."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.rules.events import cannot_wait
from bot.rules.revisions import Change, differences
from tests.moments import BEIRUT

FACTS = dict.fromkeys(Change, "as it was")


def test_what_differs_is_told_in_one_order() -> None:
    after = {**FACTS, Change.TITLE: "new", Change.START: "new", Change.SEATS: 5}
    assert differences(FACTS, after) == (Change.START, Change.TITLE, Change.SEATS)
    assert differences(FACTS, dict(FACTS)) == ()


def test_seats_and_pictures_are_told_to_nobody() -> None:
    assert {change for change in Change if not change.is_told} == {
        Change.SEATS,
        Change.PER_COMPANY,
        Change.PICTURE,
    }


@pytest.mark.parametrize(
    ("now", "starts", "is_urgent"),
    [
        ("23 20:00", "24 07:00", False),
        ("23 22:00", "24 09:30", True),
        ("23 22:00", "24 11:00", False),
        ("23 22:00", "24 10:59", True),
        ("24 07:59", "24 10:00", True),
        ("24 08:00", "24 08:30", False),
        ("24 08:00", "24 10:30", False),
    ],
)
def test_at_night_only_what_would_come_too_late_is_told(now: str, starts: str, is_urgent: bool) -> None:
    """By day everything is told at once anyway."""
    moments = [
        datetime.fromisoformat(f"2026-11-{written}").replace(tzinfo=BEIRUT) for written in (now, starts)
    ]
    assert cannot_wait(moments[0], moments[1], BEIRUT) is is_urgent
