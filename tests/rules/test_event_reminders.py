"""Reminders: when each is due, until when it helps, and that it is dealt with once, whatever clocks and events do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.event_reminders import (
    HELPS_UNTIL,
    JUST_HEARD,
    LEADS,
    LEAVES_WITHIN,
    SHORTEST,
    Dealt,
    Occasion,
    Remind,
    Reminder,
    due_at,
    helps_until,
    remind,
)
from bot.rules.timetable import after_quiet, is_quiet
from bot.rules.walltime import instant_of, wall_of
from tests.moments import BEIRUT
from tests.zones import beirut_in

DUBAI, NEW_YORK = ZoneInfo("Asia/Dubai"), ZoneInfo("America/New_York")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
THURSDAY = "2026-11-26 "
TO_THOSE_GOING = (Reminder.WEEK, Reminder.DAY, Reminder.HOURS)


def occasion(starts: str, *, zone: tzinfo = BEIRUT, **more: datetime) -> Occasion:
    return Occasion(
        datetime.fromisoformat(starts),
        zone,
        BEIRUT,
        **{"announced_at": LONG_AGO, "told_at": LONG_AGO, **more},
    )


def beirut(clock: str) -> datetime:
    return instant_of(datetime.fromisoformat(clock), BEIRUT)


def due(reminder: Reminder, about: Occasion) -> str:
    return f"{wall_of(due_at(reminder, about), BEIRUT):%m-%d %H:%M}"


def test_they_are_due_seven_three_and_one_day_and_two_hours_before() -> None:
    at_six = occasion(THURSDAY + "18:00")
    assert [due(one, at_six) for one in Reminder] == [
        "11-19 18:00",
        "11-23 18:00",
        "11-25 18:00",
        "11-26 16:00",
    ]


@pytest.mark.parametrize(
    ("starts", "day", "hours"),
    [
        ("00:30", "11-25 08:00", "11-25 19:00"),
        ("07:00", "11-25 08:00", "11-25 19:00"),
        ("08:59", "11-25 08:59", "11-25 19:00"),
        ("09:00", "11-25 09:00", "11-26 08:00"),
        ("10:15", "11-25 10:15", "11-26 08:15"),
        ("20:59", "11-25 20:59", "11-26 18:59"),
        ("21:30", "11-26 08:00", "11-26 19:30"),
        ("23:30", "11-26 08:00", "11-26 19:00"),
    ],
)
def test_who_goes_out_early_or_late_is_reminded_while_awake(starts: str, day: str, hours: str) -> None:
    about = occasion(THURSDAY + starts)
    assert (due(Reminder.DAY, about), due(Reminder.HOURS, about)) == (day, hours)


@pytest.mark.parametrize(
    "starts", ["2026-03-31 18:00", "2027-03-30 18:00", "2026-10-27 18:00", "2027-11-02 18:00"]
)
def test_six_in_the_evening_is_reminded_of_at_six_though_clocks_changed_between(starts: str) -> None:
    about = occasion(starts)
    for reminder in (Reminder.WEEK, Reminder.UNANSWERED, Reminder.DAY):
        assert due(reminder, about).endswith("18:00")
    sunday = about.starts_at - due_at(Reminder.WEEK, about)
    assert sunday != timedelta(days=7)


def test_a_decree_moves_them_with_the_event() -> None:
    dues = {
        release: due_at(Reminder.DAY, occasion("2023-03-28 18:00", zone=beirut_in(release)))
        for release in ("2023a", "2023b", "2023c")
    }
    assert dues["2023b"] - dues["2023a"] == timedelta(hours=1)
    assert dues["2023c"] == dues["2023a"]


def test_elsewhere_an_event_keeps_its_clocks_and_its_readers_their_nights() -> None:
    in_dubai = occasion(THURSDAY + "10:00", zone=DUBAI)
    assert due(Reminder.DAY, in_dubai) == "11-25 08:00"
    assert due(Reminder.HOURS, in_dubai) == "11-25 19:00"


def what(reminder: Reminder, about: Occasion, now: str, last: Dealt | None = None) -> Remind:
    return remind(reminder, about, last=last, now=beirut(now))


def test_one_that_is_late_is_sent_while_it_helps_and_then_staff_hear_of_it() -> None:
    about = occasion(THURSDAY + "18:00")
    said = [
        what(Reminder.DAY, about, now) for now in ("2026-11-25 17:59", "2026-11-25 18:00", "2026-11-26 13:54")
    ]
    assert said == [Remind.WAIT, Remind.SEND, Remind.SEND]
    assert what(Reminder.DAY, about, "2026-11-26 13:56") is Remind.TOO_LATE
    assert what(Reminder.HOURS, about, "2026-12-24 12:00") is Remind.TOO_LATE


def test_one_that_is_late_at_night_waits_for_the_morning_if_it_helps_then() -> None:
    about = occasion(THURSDAY + "18:00")
    assert what(Reminder.DAY, about, "2026-11-25 22:00") is Remind.WAIT
    assert what(Reminder.DAY, about, "2026-11-26 08:00") is Remind.SEND
    early = occasion(THURSDAY + "07:00")
    assert what(Reminder.HOURS, early, "2026-11-25 20:59") is Remind.SEND
    assert what(Reminder.HOURS, early, "2026-11-25 21:00") is Remind.TOO_LATE


def test_two_that_would_say_the_same_are_not_sent_together() -> None:
    early = occasion(THURSDAY + "07:00")
    assert what(Reminder.DAY, early, "2026-11-25 18:54") is Remind.SEND
    assert what(Reminder.DAY, early, "2026-11-25 19:00") is Remind.TOO_LATE


def test_who_has_just_heard_needs_no_reminder() -> None:
    at_night = occasion(THURSDAY + "08:30", told_at=beirut("2026-11-24 22:00"))
    assert what(Reminder.DAY, at_night, "2026-11-25 09:00") is Remind.NEVER, "they hear of it at 08:00"
    about = occasion(THURSDAY + "18:00", told_at=beirut("2026-11-25 17:30"))
    assert what(Reminder.DAY, about, "2026-11-25 18:00") is Remind.NEVER
    assert what(Reminder.HOURS, about, "2026-11-26 16:00") is Remind.SEND


def test_who_has_not_answered_is_not_told_of_a_change_and_so_is_reminded_of_the_new_time() -> None:
    told_at = beirut("2026-11-24 10:00")
    earlier = occasion(THURSDAY + "18:00", told_at=told_at)
    assert what(Reminder.UNANSWERED, earlier, "2026-11-24 10:01") is Remind.SEND
    assert what(Reminder.WEEK, earlier, "2026-11-24 10:01") is Remind.NEVER
    invited = occasion(THURSDAY + "18:00", announced_at=beirut("2026-11-23 17:30"))
    assert what(Reminder.UNANSWERED, invited, "2026-11-23 18:30") is Remind.NEVER


def test_nobody_is_asked_to_answer_when_answers_are_over() -> None:
    over = occasion(THURSDAY + "18:00", answer_by_at=beirut("2026-11-23 18:00"))
    assert what(Reminder.UNANSWERED, over, "2026-11-23 18:00") is Remind.NEVER
    soon = occasion(THURSDAY + "18:00", answer_by_at=beirut("2026-11-24 12:00"))
    assert what(Reminder.UNANSWERED, soon, "2026-11-24 11:00") is Remind.SEND
    assert what(Reminder.UNANSWERED, soon, "2026-11-24 12:00") is Remind.TOO_LATE
    assert what(Reminder.WEEK, soon, "2026-11-19 18:00") is Remind.SEND


def test_those_who_missed_it_are_counted_once_it_is_of_no_more_use() -> None:
    about = occasion(THURSDAY + "18:00")
    sent, counted = Dealt(about.starts_at, is_counted=False), Dealt(about.starts_at, is_counted=True)
    assert what(Reminder.DAY, about, "2026-11-26 14:00", sent) is Remind.NEVER
    assert what(Reminder.DAY, about, "2026-11-26 14:06", sent) is Remind.COUNT
    assert what(Reminder.DAY, about, "2026-11-26 14:06", counted) is Remind.NEVER


def test_an_event_that_moves_far_enough_is_reminded_of_again() -> None:
    was = Dealt(beirut(THURSDAY + "18:00"), is_counted=True)
    told_at = beirut("2026-11-26 10:00")
    again = occasion("2026-11-28 18:00", told_at=told_at)
    assert what(Reminder.DAY, again, "2026-11-27 18:00", was) is Remind.SEND
    assert what(Reminder.HOURS, again, "2026-11-28 16:00", was) is Remind.SEND
    assert what(Reminder.WEEK, again, "2026-11-27 18:00", was) is Remind.NEVER
    later = occasion(THURSDAY + "19:00", told_at=told_at)
    assert {remind(one, later, last=was, now=later.starts_at) for one in Reminder} == {Remind.NEVER}


walls = st.datetimes(datetime.fromisoformat("2026-01-02"), datetime.fromisoformat("2028-01-01")).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)
zones = st.sampled_from([BEIRUT, DUBAI, NEW_YORK, beirut_in("2023b"), UTC])
reminders = st.sampled_from(list(Reminder))


@given(walls, zones, zones, reminders)
def test_each_is_due_while_people_are_awake_and_helps_for_a_while(
    starts: datetime, zone: tzinfo, home: tzinfo, reminder: Reminder
) -> None:
    about = Occasion(starts, zone, home, LONG_AGO, LONG_AGO)
    at, until = due_at(reminder, about), helps_until(reminder, about)
    assert not is_quiet(at, home)
    assert at + SHORTEST <= until <= about.starts_at - HELPS_UNTIL[reminder]
    nominal = about.starts_at - LEADS[reminder]
    assert timedelta(hours=-12) <= at - nominal <= timedelta(hours=12), "a night, and a change of the clocks"
    assert remind(reminder, about, last=None, now=at) is Remind.SEND


@given(walls, zones, zones)
def test_those_who_go_get_one_after_the_other(starts: datetime, zone: tzinfo, home: tzinfo) -> None:
    about = Occasion(starts, zone, home, LONG_AGO, LONG_AGO)
    week, day, hours = TO_THOSE_GOING
    assert helps_until(week, about) < due_at(day, about)
    assert helps_until(day, about) <= due_at(hours, about)


moves = st.lists(
    st.tuples(st.sampled_from([-1440, -60, -7, 1, 13, 60, 240, 1440, 10080]), st.integers(0, 9)), max_size=60
)


@given(walls, reminders, st.integers(-20 * 24, 10 * 24), moves, st.sampled_from(["2023a", "2023b", "2023c"]))
def test_each_is_dealt_with_at_most_once_for_one_begin_however_the_clock_jumps(
    starts: datetime, reminder: Reminder, hours: int, steps: list[tuple[int, int]], release: str
) -> None:
    """Minutes forward and back; the rules of the zone change now and then, and so does the time of the event."""
    about = Occasion(starts, BEIRUT, BEIRUT, LONG_AGO, LONG_AGO)
    now, last = about.starts_at + timedelta(hours=hours), None
    dealt: list[tuple[Occasion, datetime]] = []
    for minutes, dice in steps:
        now += timedelta(minutes=minutes)
        if dice == 0:
            about = replace(about, zone=beirut_in(release))
        elif dice == 1:
            about = replace(about, starts=about.starts + timedelta(hours=31), told_at=now)
        said = remind(reminder, about, last=last, now=now)
        if said is Remind.SEND:
            assert due_at(reminder, about) <= now <= helps_until(reminder, about) - LEAVES_WITHIN
            assert not is_quiet(now, BEIRUT)
            if reminder in TO_THOSE_GOING:
                assert due_at(reminder, about) >= after_quiet(about.told_at, BEIRUT) + JUST_HEARD
        if said in (Remind.SEND, Remind.TOO_LATE):
            for before, _at in dealt:
                assert about.starts - before.starts >= LEADS[reminder] / 2 - timedelta(hours=1)
            dealt.append((about, now))
            last = Dealt(about.starts_at, is_counted=said is Remind.TOO_LATE)
    late = about.starts_at + timedelta(days=1)
    finally_said = remind(reminder, about, last=last, now=late)
    assert finally_said is not Remind.WAIT
    assert finally_said is not Remind.SEND
