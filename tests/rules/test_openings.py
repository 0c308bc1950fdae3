"""When companies hear of what is open: on Tuesdays at 10:00, or at once when the next Tuesday would be too late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.openings import LIST_AT, NO_TIME, is_told_at_once, list_slot, next_list
from tests.moments import BEIRUT

WHEN = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2028-01-01"), timezones=st.just(BEIRUT)
)


@given(WHEN)
def test_a_list_is_due_each_tuesday_at_ten_whatever_the_clocks_do(now: datetime) -> None:
    last, following = list_slot(now, BEIRUT), next_list(now, BEIRUT)
    assert last <= now < following
    for slot in (last, following):
        local = slot.astimezone(BEIRUT)
        assert (local.weekday(), local.time()) == (1, LIST_AT)
    assert following.astimezone(BEIRUT).date() - last.astimezone(BEIRUT).date() == timedelta(days=7)


@pytest.mark.parametrize(
    ("deadline", "at_once"),
    [
        ("2026-11-26 18:00", True),
        ("2026-11-27 09:59", True),
        ("2026-11-27 10:00", False),
        ("2027-01-15 12:00", False),
    ],
)
def test_what_ends_within_three_days_of_the_next_list_is_told_at_once(deadline: str, at_once: bool) -> None:
    monday = datetime(2026, 11, 23, 12, 0, tzinfo=BEIRUT)
    ends = datetime.fromisoformat(deadline).replace(tzinfo=BEIRUT)
    assert is_told_at_once(ends, monday, BEIRUT) is at_once
    assert next_list(monday, BEIRUT) + NO_TIME == datetime(2026, 11, 27, 10, 0, tzinfo=BEIRUT)
    assert not is_told_at_once(None, monday, BEIRUT)
