"""What came of an event, counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import Size
from bot.rules.event_reports import Attendance, Counted, EventReport, report_of
from bot.rules.events import Rsvp

STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
COMPANIES = [1, 2, 3, None]
SUB_CLUSTERS = {1: ("wine",), 2: ("wine", "snacks")}

guests = st.builds(
    Counted,
    rsvp=st.sampled_from(Rsvp),
    came_at=st.none() | st.integers(-60, 200).map(lambda minutes: STARTS + timedelta(minutes=minutes)),
    rating=st.none() | st.integers(1, 5),
    company_id=st.sampled_from(COMPANIES),
    size=st.none() | st.sampled_from(Size),
)


def counted(*listed: Counted, known: frozenset[int] = frozenset(), now: datetime = ENDS) -> EventReport:
    return report_of(listed, SUB_CLUSTERS, known, STARTS, ENDS, now)


def guest(
    rsvp: Rsvp, minutes: int | None = None, company: int | None = 1, rating: int | None = None
) -> Counted:
    came_at = None if minutes is None else STARTS + timedelta(minutes=minutes)
    return Counted(rsvp, came_at, rating, company, Size.SMALL)


def test_who_was_invited_answered_and_came_is_counted_and_who_stayed_away() -> None:
    report = counted(
        guest(Rsvp.GOING, 0, rating=5),
        guest(Rsvp.GOING, 15),
        guest(Rsvp.GOING),
        guest(Rsvp.NOT_GOING, company=2),
        guest(Rsvp.INVITED, company=2),
        guest(Rsvp.WAITING, 5, company=3, rating=4),
        guest(Rsvp.UNINVITED, 40, company=None),
    )
    assert report.whole == Attendance(invited=6, going=3, came=4)
    assert (report.answered, report.no_shows, report.late, report.walk_ins) == (5, 1, 2, 2)
    assert report.companies == 2
    assert (report.satisfaction.counts, report.satisfaction.mean) == ((0, 0, 0, 1, 1), 4.5)


def test_a_company_that_came_before_is_not_new() -> None:
    report = counted(guest(Rsvp.GOING, 0, 1), guest(Rsvp.GOING, 0, 3), known=frozenset({3}))
    assert (report.companies, report.new_companies) == (2, 1)


def test_a_company_counts_in_each_of_its_sub_clusters_and_one_without_by_itself() -> None:
    report = counted(guest(Rsvp.GOING, 0, 1), guest(Rsvp.INVITED, None, 2), guest(Rsvp.NOT_GOING, None, 3))
    assert report.by_sub_cluster == {
        "wine": Attendance(2, 1, 1),
        "snacks": Attendance(1, 0, 0),
        None: Attendance(1, 0, 0),
    }
    assert list(report.by_sub_cluster) == ["wine", "snacks", None]


def test_where_nobody_was_checked_in_it_is_not_known_who_came() -> None:
    report = counted(guest(Rsvp.GOING), guest(Rsvp.INVITED))
    assert not report.is_checked
    assert {report.late, report.walk_ins, report.no_shows, report.companies, report.new_companies} == {None}


def test_nobody_has_stayed_away_from_what_is_not_over() -> None:
    listed = (guest(Rsvp.GOING, 0), guest(Rsvp.GOING))
    assert counted(*listed, now=ENDS - timedelta(seconds=1)).no_shows is None
    assert counted(*listed).no_shows == 1


@given(st.lists(guests, max_size=60))
def test_the_parts_add_up_to_the_whole(listed: list[Counted]) -> None:
    report = counted(*listed)
    for what in ("invited", "going", "came"):
        whole = getattr(report.whole, what)
        assert sum(getattr(part, what) for part in report.by_size.values()) == whole
        assert sum(getattr(part, what) for part in report.by_sub_cluster.values()) >= whole
    if report.is_checked:
        assert report.no_shows is not None
        assert report.walk_ins is not None
        assert report.whole.going - report.no_shows + report.walk_ins == report.whole.came
