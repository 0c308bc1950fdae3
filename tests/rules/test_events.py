"""Seats: who gets one, who waits, whose turn it is; and how long a seat is offered."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.events import (
    OFFERS_END,
    SHORTEST_OFFER,
    Hall,
    Rsvp,
    Waiting,
    answer_of,
    handed_until,
    may_offer,
    offered_until,
    offers_are_over,
    to_offer,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEIRUT = ZoneInfo("Asia/Beirut")
STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def waiting(person_id: int, company_id: int, hours: int = 0) -> Waiting:
    return Waiting(person_id, company_id, NOON + timedelta(hours=hours))


def test_without_limits_everybody_gets_a_seat() -> None:
    assert answer_of(Hall(taken={1: 5_000}), 1, is_first_come=False) is Rsvp.GOING


def test_the_last_seat_goes_to_the_first_and_the_next_waits() -> None:
    assert answer_of(Hall(seats=3, taken={1: 2}), 2, is_first_come=False) is Rsvp.GOING
    assert answer_of(Hall(seats=3, taken={1: 2, 2: 1}), 3, is_first_come=False) is Rsvp.WAITING


def test_a_company_fills_no_more_than_its_seats() -> None:
    hall = Hall(seats=10, seats_per_company=2, taken={1: 2})
    assert answer_of(hall, 1, is_first_come=False) is Rsvp.WAITING
    assert answer_of(hall, 2, is_first_come=False) is Rsvp.GOING


def test_nobody_passes_those_who_wait_for_a_free_seat() -> None:
    hall = Hall(seats=2, taken={1: 1}, waiting=[waiting(7, 2)])
    assert answer_of(hall, 3, is_first_come=False) is Rsvp.WAITING
    assert answer_of(hall, 3, is_first_come=True) is Rsvp.GOING


def test_who_waits_for_a_colleagues_seat_keeps_nobody_else_out() -> None:
    hall = Hall(seats=5, seats_per_company=1, taken={1: 1}, waiting=[waiting(7, 1)])
    assert answer_of(hall, 2, is_first_come=False) is Rsvp.GOING


def test_companies_without_a_seat_come_first_then_the_order() -> None:
    line = [waiting(1, 1, 0), waiting(2, 2, 2), waiting(3, 3, 1)]
    hall = Hall(seats=5, taken={1: 2}, waiting=line)
    assert [one.person_id for one in to_offer(hall)] == [3, 2, 1]


def test_a_company_that_was_just_offered_a_seat_has_one() -> None:
    line = [waiting(1, 2, 0), waiting(2, 2, 1), waiting(3, 3, 2)]
    assert [one.person_id for one in to_offer(Hall(seats=2, waiting=line))] == [1, 3]


@given(
    st.integers(0, 12),
    st.none() | st.integers(1, 3),
    st.dictionaries(st.integers(1, 5), st.integers(0, 3)),
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 50)), max_size=12),
)
def test_offers_fill_the_seats_and_never_more(
    seats: int, per_company: int | None, taken: dict[int, int], line: list[tuple[int, int]]
) -> None:
    people = [waiting(number, company, hours) for number, (company, hours) in enumerate(line)]
    hall = Hall(seats, per_company, taken, people)
    offered = to_offer(hall)
    assert len(offered) == len({one.person_id for one in offered})
    after = Counter(taken) + Counter(one.company_id for one in offered)
    assert after.total() <= max(seats, sum(taken.values()))
    for one in offered:
        assert per_company is None or after[one.company_id] <= per_company
    left_out = [one for one in people if one not in offered]
    assert not any(Hall(seats, per_company, after).has_room_for(one.company_id) for one in left_out)


def test_a_seat_is_kept_two_days_or_until_three_hours_before() -> None:
    assert offered_until(NOON, STARTS) == NOON + timedelta(days=2)
    assert offered_until(STARTS - timedelta(hours=20), STARTS) == STARTS - OFFERS_END


def test_no_seat_is_offered_at_night_unless_the_event_is_today() -> None:
    night = datetime(2026, 11, 25, 22, 0, tzinfo=BEIRUT)
    assert not may_offer(night, STARTS, BEIRUT)
    assert may_offer(night.replace(hour=12), STARTS, BEIRUT)
    early = datetime(2026, 11, 26, 7, 0, tzinfo=BEIRUT)
    assert may_offer(early, STARTS, BEIRUT)


def test_in_the_last_hours_a_free_seat_is_whoevers_taps_first() -> None:
    last = STARTS - OFFERS_END - SHORTEST_OFFER
    assert not offers_are_over(last, STARTS)
    assert offers_are_over(last + timedelta(seconds=1), STARTS)
    assert not may_offer(last + timedelta(seconds=1), STARTS, BEIRUT)


def test_a_colleague_can_hand_a_seat_on_until_the_beginning() -> None:
    assert handed_until(NOON, STARTS) == NOON + timedelta(days=2)
    assert handed_until(STARTS - timedelta(hours=1), STARTS) == STARTS
