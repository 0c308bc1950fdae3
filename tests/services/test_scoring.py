"""Scores in the database: the same as by hand, kept week by week, and whatever became of people meanwhile."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

import bot.sqlite
from bot.db import Database
from bot.jobs.scores import keep_anew, keep_scores
from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.models.missions import Mission
from bot.models.people import Person, Standing
from bot.models.scores import CompanyWeek, PersonWeek
from bot.models.staff import Staff
from bot.moment import Moment
from bot.rules import scoring as rules
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat
from bot.rules.scoring import Band
from bot.rules.staff import Role
from bot.rules.trends import week_of
from bot.services import joining, ledger, privacy, score_weeks, scores, scoring
from tests.moments import BEIRUT, at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ON = TODAY.toordinal()
OWNER = 1
LONG_AGO = NOW - timedelta(days=900)


async def company(database: Database, *seats: Seat, **columns: Any) -> list[Person]:
    """Members of one company on these seats, who joined long ago; `columns` are those of Person."""
    async with database.transaction() as session:
        number = len((await session.scalars(select(Company.id))).all()) + 1
        made = Company(name=f"C{number}", name_key=f"c{number}", created_at=LONG_AGO)
        session.add(made)
        people = [
            Person(
                name=f"P{number} {place}",
                company=made,
                created_at=LONG_AGO,
                seat=seat,
                telegram_id=1000 * number + place,
                **{"standing": Standing.MEMBER, "joined_at": LONG_AGO, **columns},
            )
            for place, seat in enumerate(seats)
        ]
        session.add_all(people)
        await session.flush()
        return people


async def did(database: Database, person: Person, act: Act, on: date, about: str = "event:1") -> None:
    async with database.transaction() as session:
        ledger.did(session, person, act, about, at(noon(on)))


async def was_offered(
    database: Database, person: Person, offer: Offer, on: date, about: str = "event:1"
) -> None:
    async with database.transaction() as session:
        ledger.was_offered(session, person.id, person.company_id, offer, about, at(noon(on)))


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=BEIRUT)


async def scored(database: Database, on: date = TODAY, moment: Moment | None = None) -> scoring.Scored:
    async with database.reading() as session:
        return await scoring.everybody(session, on, moment or at(NOW, OWNER))


async def kept(database: Database, person: Person) -> list[tuple[date, int | None, Band]]:
    async with database.reading() as session:
        found = await session.execute(
            select(PersonWeek.week_on, PersonWeek.points, PersonWeek.band)
            .where(PersonWeek.person_id == person.id)
            .order_by(PersonWeek.week_on)
        )
        return [(week_on, points, band) for week_on, points, band in found]


DAYS = st.integers(ON - 700, ON + 20)
WHO = st.integers(0, 3)
DONE = st.lists(st.tuples(WHO, st.sampled_from(Act), DAYS), max_size=60)
GIVEN = st.lists(st.tuples(WHO, st.sampled_from(Offer), DAYS), max_size=60)


@given(DONE, GIVEN, st.integers(ON - 200, ON + 20))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_and_the_rules_agree_whatever_happened_in_whatever_order(
    database: Database,
    done: list[tuple[int, Act, int]],
    offered: list[tuple[int, Offer, int]],
    on: int,
) -> None:
    people = await people_once(database)
    async with database.transaction() as session:
        for model, rows in ((Interaction, done), (Opportunity, offered)):
            await session.execute(delete(model))
            if rows:
                await session.execute(
                    insert(model),
                    [
                        {
                            "person_id": people[who].id,
                            "company_id": people[who].company_id,
                            "kind": kind,
                            "about": "x:1",
                            "at": NOW,
                            "day": day,
                        }
                        for who, kind, day in random.sample(rows, len(rows))
                    ],
                )
    found = await scored(database, date.fromordinal(on))
    for who, person in enumerate(people):
        acts = [(act, day) for one, act, day in done if one == who]
        offers = [(offer, day) for one, offer, day in offered if one == who]
        expected = rules.score_of(rules.earned(acts, on), rules.offered(offers, on), is_new=False)
        assert found.people[person.id].value == pytest.approx(expected.value, abs=1e-6)
        assert (found.people[person.id].points, found.people[person.id].band) == (
            expected.points,
            expected.band,
        )
    for company_id in {person.company_id for person in people}:
        acts = [(act, day) for one, act, day in done if people[one].company_id == company_id]
        slipping = rules.is_slipping(*rules.before_and_lately(acts, on))
        assert found.companies[company_id].is_slipping is slipping


async def people_once(database: Database) -> Sequence[Person]:
    """Two companies of two; the same ones for every example of a property."""
    async with database.reading() as session:
        found = (await session.scalars(select(Person).order_by(Person.id))).all()
    if found:
        return found
    return [
        *await company(database, Seat.LEAD, Seat.COMMERCIAL),
        *await company(database, Seat.LEAD, Seat.OTHER),
    ]


async def test_sqlite_without_mathematical_functions_computes_the_same(
    sqlite_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.sqlite, "HAS_POW", False)
    async with Database(sqlite_migrated_url) as database:
        (amina,) = await company(database, Seat.LEAD)
        await did(database, amina, Act.EVENT_ATTENDED, TODAY - timedelta(days=90))
        assert (await scored(database)).people[amina.id].value == pytest.approx(100 * (2.5 / 8) ** 0.5)


async def test_what_stands_behind_a_part_is_named_as_long_as_it_is_there(database: Database) -> None:
    (amina,) = await company(database, Seat.LEAD)
    async with database.transaction() as session:
        mission = Mission(author_id=None, created_at=NOW, zone="UTC")
        session.add(mission)
        await session.flush()
    for about in (mission.about, "mission:99"):
        await did(database, amina, Act.MISSION_APPLIED, TODAY, about)
    async with database.reading() as session:
        page = await scores.entries_of(session, amina, Act.MISSION_APPLIED, 0, at(NOW))
    assert {entry.about: subject and subject.id for entry, subject in page.items} == {
        mission.about: mission.id,
        "mission:99": None,
    }


async def test_a_day_is_a_day_in_beirut(database: Database) -> None:
    (amina,) = await company(database, Seat.LEAD)
    late = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
    async with database.transaction() as session:
        ledger.did(session, amina, Act.EVENT_ATTENDED, "event:1", at(late))
    async with database.reading() as session:
        assert await session.scalar(select(Interaction.day)) == date(2026, 7, 2).toordinal()


async def test_staff_and_who_left_are_not_scored_and_newcomers_are_new(database: Database) -> None:
    owner, editor, leaver, amina = await company(database, Seat.LEAD, Seat.LEAD, Seat.LEAD, Seat.LEAD)
    (newcomer,) = await company(database, Seat.LEAD, joined_at=NOW - timedelta(days=29))
    (settled,) = await company(database, Seat.LEAD, joined_at=NOW - timedelta(days=30))
    (expected,) = await company(database, Seat.LEAD, standing=Standing.EXPECTED)
    async with database.transaction() as session:
        session.add(Staff(telegram_id=editor.telegram_id, name="", role=Role.VIEWER, added_at=NOW))
        await joining.leave(session, await session.get_one(Person, leaver.id), at(NOW))
    assert owner.telegram_id
    people = (await scored(database, moment=at(NOW, owner.telegram_id))).people
    assert set(people) == {amina.id, newcomer.id, settled.id}
    assert expected.id not in people
    assert people[newcomer.id].band is Band.NEW
    assert people[settled.id].band is Band.UNASKED
    # Seen from a day on which they were still members
    assert leaver.id in (await scored(database, TODAY - timedelta(days=1))).people


async def test_whoever_leaves_empties_their_seat_and_comes_back_to_it(database: Database) -> None:
    lead, _other = await company(database, Seat.LEAD, Seat.OTHER)
    await did(database, lead, Act.EVENT_ATTENDED, TODAY)
    before = (await scored(database)).companies[lead.company_id].score
    assert before.points == rules.whole(100 * (5 / 8) ** 0.5)
    async with database.transaction() as session:
        person = await session.get_one(Person, lead.id)
        await joining.leave(session, person, at(NOW))
        assert person.left_at == NOW
    assert (await scored(database)).companies[lead.company_id].score.points == 0
    async with database.transaction() as session:
        person = await session.get_one(Person, lead.id)
        await joining.come_back(session, person, at(NOW))
        assert person.left_at is None
    assert (await scored(database)).companies[lead.company_id].score == before


async def test_erasing_somebody_keeps_the_figures_of_their_company(database: Database) -> None:
    amina, bruno = await company(database, Seat.LEAD, Seat.COMMERCIAL)
    for weeks in range(20, 50):
        await did(
            database, amina, Act.INTRODUCTION_ASKED, TODAY - timedelta(weeks=weeks), f"introduction:{weeks}"
        )
        await did(
            database, bruno, Act.INTRODUCTION_ASKED, TODAY - timedelta(weeks=weeks), f"introduction:9{weeks}"
        )
    await did(database, amina, Act.EVENT_ATTENDED, TODAY - timedelta(days=70))
    await keep_anew(database, at(NOW, OWNER))
    async with database.reading() as session:
        history = select(CompanyWeek.week_on, CompanyWeek.points).order_by(CompanyWeek.week_on)
        was = (await session.execute(history)).all()
    before = (await scored(database)).companies[amina.company_id]
    assert before.is_slipping
    assert before.last_did == ON - 70
    async with database.transaction() as session:
        assert amina.telegram_id
        await privacy.erase(session, amina.telegram_id, 0, at(NOW, OWNER))
    after = (await scored(database)).companies[amina.company_id]
    assert (after.is_slipping, after.last_did) == (before.is_slipping, before.last_did)
    async with database.reading() as session:
        assert (await session.execute(history)).all() == was
        rows = (await session.execute(select(Interaction.person_id, Interaction.about))).all()
        assert len(rows) == 61
        assert all(about for _person, about in rows)
        assert await session.scalar(select(PersonWeek.points).where(PersonWeek.person_id == amina.id)) is None


async def test_every_night_yesterday_is_kept_once_and_by_weeks(database: Database) -> None:
    (amina,) = await company(database, Seat.LEAD)
    monday = date(2026, 11, 16)
    await did(database, amina, Act.EVENT_ATTENDED, monday)
    await keep_scores(database, at(noon(monday) + timedelta(hours=2)))
    assert await kept(database, amina) == [(date(2026, 11, 9), 0, Band.UNASKED)]
    await keep_scores(database, at(noon(monday) + timedelta(hours=13)))  # 01:00: too early
    assert len(await kept(database, amina)) == 1
    await keep_scores(database, at(noon(monday) + timedelta(hours=15)))
    assert (await kept(database, amina))[1:] == [(monday, 79, Band.ACTIVE)]
    await was_offered(database, amina, Offer.EVENT_SEAT, monday + timedelta(days=1))
    await was_offered(database, amina, Offer.EVENT_SEAT, monday + timedelta(days=1))
    await keep_scores(database, at(noon(monday) + timedelta(hours=16)))  # kept already
    assert (await kept(database, amina))[1:] == [(monday, 79, Band.ACTIVE)]
    await keep_scores(database, at(noon(monday) + timedelta(days=1, hours=15)))
    assert (await kept(database, amina))[1:] == [(monday, 70, Band.ACTIVE)]


async def test_nights_that_were_missed_are_caught_up_week_by_week(database: Database) -> None:
    (amina,) = await company(database, Seat.LEAD)
    await keep_scores(database, at(NOW - timedelta(weeks=4)))
    await did(database, amina, Act.EVENT_ATTENDED, TODAY - timedelta(weeks=2))
    await keep_scores(database, at(NOW))
    points = [points for _week, points, _band in await kept(database, amina)]
    assert points == [0, 0, 0, 77, 75]


async def test_what_was_kept_while_the_clock_was_wrong_is_put_right_the_next_night(
    database: Database,
) -> None:
    (person,) = await company(database, Seat.LEAD)
    await keep_scores(database, at(NOW + timedelta(days=300)))
    ahead = await kept(database, person)
    await keep_scores(database, at(NOW))
    right = await kept(database, person)
    assert max(week for week, _points, _band in ahead) > TODAY
    assert max(week for week, _points, _band in right) == week_of(TODAY - timedelta(days=1))
    async with database.reading() as session:
        assert await score_weeks.newest_day(session) == TODAY - timedelta(days=1)
    await keep_scores(database, at(NOW + timedelta(days=1)))
    async with database.reading() as session:
        assert await score_weeks.newest_day(session) == TODAY


async def test_computing_anew_rewrites_the_whole_history(database: Database) -> None:
    (amina,) = await company(database, Seat.LEAD)
    await did(database, amina, Act.EVENT_ATTENDED, TODAY - timedelta(weeks=10))
    await keep_scores(database, at(NOW))
    first = await kept(database, amina)
    assert len(first) == 10
    async with database.transaction() as session:
        await session.execute(update(PersonWeek).values(points=1))
    await keep_scores(database, at(NOW))
    assert {points for _week, points, _band in await kept(database, amina)} == {1}
    assert await keep_anew(database, at(NOW)) == 10
    assert await kept(database, amina) == first


async def test_other_weights_rewrite_the_history_by_themselves(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (amina,) = await company(database, Seat.LEAD)
    await did(database, amina, Act.EVENT_ATTENDED, TODAY - timedelta(weeks=10))
    await keep_scores(database, at(NOW))
    monkeypatch.setattr(score_weeks, "VERSION", rules.VERSION + 1)
    monkeypatch.setattr(
        scoring,
        "WORTH",
        {**rules.WORTH, Act.EVENT_ATTENDED: replace(rules.WORTH[Act.EVENT_ATTENDED], points=8)},
    )
    await keep_scores(database, at(NOW))
    assert (await kept(database, amina))[0][1] == 97


async def test_who_is_no_member_any_more_has_no_place_in_the_week(database: Database) -> None:
    amina, bruno = await company(database, Seat.LEAD, Seat.LEAD)
    await keep_scores(database, at(NOW))
    async with database.transaction() as session:
        await joining.leave(session, await session.get_one(Person, amina.id), at(NOW))
    await keep_scores(database, at(NOW + timedelta(days=1)))
    assert [week for week, _points, _band in await kept(database, amina)] == [date(2026, 11, 16)]
    assert len(await kept(database, bruno)) == 2


async def test_somebody_erased_while_scores_are_written_down_is_left_out(database: Database) -> None:
    amina, bruno = await company(database, Seat.LEAD, Seat.LEAD)
    week = week_of(TODAY)
    rows = [
        {"person_id": one, "week_on": week, "points": 50, "band": Band.STEADY} for one in (amina.id, bruno.id)
    ]
    change = score_weeks.Change(PersonWeek, week, [amina.id, bruno.id], rows)
    async with database.transaction() as session:
        assert amina.telegram_id
        await privacy.erase(session, amina.telegram_id, 0, at(NOW))
    async with database.transaction() as session:
        await score_weeks.carry_out(session, change)
    assert await kept(database, bruno) == [(week, 50, Band.STEADY)]
