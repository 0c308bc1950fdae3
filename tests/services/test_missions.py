"""Missions by the clock and in the crowd: each reminder once, each place once, whatever the clocks and people do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select, update

from bot.db import Database
from bot.errors import Refusal
from bot.jobs.walltime import keep_wall_times
from bot.models import missions as models
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.ledger import Interaction
from bot.models.missions import Application, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.ledger import Act
from bot.rules.missions import ApplicationState, ApplicationStep, DocumentKind, Interest, Verdict
from bot.screens import applicants as screens
from bot.services import (
    applicants,
    applications,
    diaries,
    memberships,
    mission_announcing,
    mission_reminders,
    missions,
)
from tests.missions import DEADLINE, a_mission, application_of, applies
from tests.moments import BEIRUT, at
from tests.services.gatherings import OWNER, members
from tests.zones import ZoneInfo, beirut_in

HOUR = timedelta(hours=1)
DEADLINE_AT = datetime(2026, 12, 10, 16, tzinfo=UTC)
BEFORE = DEADLINE_AT - timedelta(days=9)


async def people(database: Database, *companies: int) -> list[Person]:
    await members(database, *companies, language="en")
    async with database.reading() as session:
        return list(await session.scalars(select(Person).order_by(Person.id)))


async def people_of(database: Database, count: int) -> list[Person]:
    """The people of one more company."""
    (ids,) = await members(database, count, language="en")
    async with database.reading() as session:
        return [await session.get_one(Person, one) for one in ids]


async def interested(database: Database, mission: Mission, person: Person, now: datetime = BEFORE) -> None:
    async with database.transaction() as session:
        one = await session.get_one(Person, person.id)
        await applications.interested(session, one, mission.id, Interest.INTERESTED, at(now, OWNER))


async def looks(database: Database, now: datetime, zone: ZoneInfo = BEIRUT) -> None:
    """All that looks after missions by itself, once."""
    moment = Moment(now, zone, frozenset({OWNER}))
    async with database.transaction() as session:
        await keep_wall_times(session, moment)
        await mission_reminders.remind_due(session, moment)
        await mission_reminders.close_due(session, moment)
        await mission_reminders.ask_due(session, moment)


STEP = 8 * HOUR


async def plays(database: Database, start: datetime, until: datetime, *, away: range = range(0)) -> None:
    """Every eight hours something looks, also at night, but for those hours from the start on when nothing runs."""
    for step in range(int((until - start) / STEP) + 1):
        if int(step * STEP / HOUR) not in away:
            await looks(database, start + step * STEP)


async def told(database: Database, *, staff: bool = False) -> list[tuple[int | None, str]]:
    """Who was told what, besides invitations; `staff`: only what they were told, else only people."""
    async with database.reading() as session:
        found = await session.execute(
            select(Delivery.person_id, Delivery.what, Delivery.chat_id).order_by(Delivery.id)
        )
        return [
            (person, (what or "").partition(" at")[0])
            for person, what, chat in found
            if (chat == OWNER) == staff
        ]


async def test_who_began_or_is_interested_is_reminded_twice_and_who_applied_is_not(
    database: Database,
) -> None:
    amina, bruno, carla, dany, elie = await people(database, 1, 1, 1, 1, 1)
    mission = await a_mission(database, minimum=2, decides_on=date(2026, 12, 12))
    for one in (amina, bruno, elie):
        await interested(database, mission, one)
    await applies(database, mission, bruno)
    await applies(database, mission, carla, ApplicationState.BEGUN)
    async with database.transaction() as session:
        person = await session.get_one(Person, elie.id)
        await applications.interested(session, person, mission.id, Interest.NOT_FOR_US, at(BEFORE))
    await plays(database, BEFORE, DEADLINE_AT + timedelta(days=4))
    assert Counter(await told(database)) == Counter(
        {
            (amina.id, "reminder week 1"): 1,
            (carla.id, "reminder week 1"): 1,
            (amina.id, "reminder day 1"): 1,
            (carla.id, "reminder day 1"): 1,
            (carla.id, "not sent, closed 202612101600"): 1,
        }
    )
    assert await told(database, staff=True) == [(None, "closed 202612101600"), (None, "is it on")]
    assert dany.id not in {one for one, _what in await told(database)}


async def test_after_downtime_a_reminder_comes_late_and_none_twice(database: Database) -> None:
    amina, *_others = await people(database, 1)
    mission = await a_mission(database)
    await interested(database, mission, amina)
    # From before it is due, a week ahead, until five days ahead
    await plays(database, BEFORE, DEADLINE_AT + STEP, away=range(40, 96))
    assert await told(database) == [(amina.id, "reminder week 1"), (amina.id, "reminder day 1")]


async def test_a_reminder_that_would_be_of_no_use_any_more_is_told_to_staff_instead(
    database: Database,
) -> None:
    amina, *_others = await people(database, 1)
    mission = await a_mission(database)
    await interested(database, mission, amina)
    for late in (3 * HOUR, 2 * HOUR):
        await looks(database, DEADLINE_AT - late)
    assert await told(database) == []
    assert [what for _person, what in await told(database, staff=True)] == [
        "missed reminder week 1",
        "missed reminder day 1",
    ]


async def test_another_deadline_is_reminded_of_anew_and_told_to_those_concerned_only(
    database: Database,
) -> None:
    amina, bruno = await people(database, 1, 1)
    mission = await a_mission(database)
    await interested(database, mission, amina)
    await plays(database, BEFORE, DEADLINE_AT - timedelta(days=6))
    later = DEADLINE + timedelta(days=14)
    async with database.transaction() as session:
        moment = at(DEADLINE_AT - timedelta(days=6), OWNER)
        for _again in range(2):
            await mission_announcing.postpone(session, mission.id, later, OWNER, moment)
    await plays(database, DEADLINE_AT - timedelta(days=6), DEADLINE_AT + timedelta(days=15))
    whats = [what.partition(" set")[0] for person, what in await told(database) if person == amina.id]
    assert whats == ["reminder week 1", "deadline 202612241600", "reminder week 2", "reminder day 1"]
    assert bruno.id not in {person for person, _what in await told(database)}


async def test_a_look_at_which_no_deadline_is_near_costs_one_statement(database: Database) -> None:
    await people(database, 1)
    await a_mission(database)
    statements = []
    async with database.transaction() as session:
        connection = (await session.connection()).sync_connection
        hooks.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert not await mission_reminders.remind_due(session, at(DEADLINE_AT - timedelta(days=20)))
    assert len(statements) == 1, statements


Rules = Callable[[ZoneInfo], None]


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """From now on the process knows these rules for the zones of missions."""
    return lambda zone: monkeypatch.setattr(models, "ZoneInfo", lambda _name: zone)


async def test_six_stays_six_when_a_decree_moves_the_clocks_and_nobody_is_reminded_twice(
    database: Database, rules: Rules
) -> None:
    """In March 2023 Lebanon put off its clocks' going forward, three days before."""
    amina, *_others = await people(database, 1)
    usual, decree = beirut_in("2023a"), beirut_in("2023b")
    wall = datetime.fromisoformat("2023-03-27 18:00")
    started = datetime(2023, 3, 10, 9, tzinfo=UTC)
    mission = await a_mission(
        database, deadline=wall, announced_at=started, told_at=started, ends_on=date(2023, 6, 1)
    )
    await interested(database, mission, amina, started)
    rules(usual)
    now = datetime(2023, 3, 19, 9, tzinfo=UTC)
    while now < datetime(2023, 3, 28, 9, tzinfo=UTC):
        if now == datetime(2023, 3, 24, 9, tzinfo=UTC):
            rules(decree)
        await looks(database, now, decree if now >= datetime(2023, 3, 24, 9, tzinfo=UTC) else usual)
        now += STEP
    async with database.reading() as session:
        found = await session.get_one(Mission, mission.id)
        assert found.deadline_at == datetime(2023, 3, 27, 16, tzinfo=UTC), "winter time goes on"
    assert [what for _person, what in await told(database)] == ["reminder week 1", "reminder day 1"]
    assert [what for _person, what in await told(database, staff=True)] == ["closed 202303271600"]


# Places


async def test_the_last_place_is_given_once_though_two_decide_at_the_same_moment(database: Database) -> None:
    amina, bruno = await people(database, 1, 1)
    mission = await a_mission(database, places=1)
    both = [await applies(database, mission, one) for one in (amina, bruno)]

    async def accepts(application: Application) -> str:
        try:
            async with database.transaction() as session:
                await applicants.decide(session, application.id, Verdict.ACCEPT, "", OWNER, at(BEFORE, OWNER))
        except Refusal as refusal:
            return type(refusal).__name__
        return "accepted"

    outcomes = await asyncio.gather(*(accepts(one) for one in both))
    assert sorted(outcomes) == ["PlacesTaken", "accepted"]
    states = [(await application_of(database, mission, one)).state for one in (amina, bruno)]  # type: ignore[union-attr]
    assert sorted(states) == [ApplicationState.ACCEPTED, ApplicationState.APPLIED]


@pytest.mark.parametrize("fills_itself", [True, False])
async def test_a_place_that_is_given_back_goes_to_who_waits_longest_or_staff_are_asked(
    database: Database, *, fills_itself: bool
) -> None:
    amina, bruno, carla = await people(database, 1, 1, 1)
    mission = await a_mission(database, places=1, fills_itself=fills_itself)
    one = await applies(database, mission, amina, ApplicationState.ACCEPTED)
    await applies(database, mission, carla, ApplicationState.WAITING, waiting_since=BEFORE + HOUR)
    await applies(database, mission, bruno, ApplicationState.WAITING, waiting_since=BEFORE)
    for _again in range(2):
        async with database.transaction() as session:
            person = await session.get_one(Person, amina.id)
            await applications.withdraw(session, person, one.id, at(BEFORE + 2 * HOUR, OWNER))
    found = [await application_of(database, mission, person) for person in (bruno, carla)]
    next_one = ApplicationState.ACCEPTED if fills_itself else ApplicationState.WAITING
    assert [one.state for one in found if one is not None] == [next_one, ApplicationState.WAITING]
    assert [person for person, _what in await told(database)] == ([bruno.id] if fills_itself else [])
    assert len(await told(database, staff=True)) == 1


async def test_only_the_newest_of_what_was_decided_or_set_at_night_is_told(database: Database) -> None:
    (amina,) = await people(database, 1)
    mission = await a_mission(database)
    one = await applies(database, mission, amina)
    night = BEFORE.replace(hour=22)

    async def waiting() -> list[str]:
        async with database.reading() as session:
            found = await session.scalars(
                select(Delivery.what).where(Delivery.status == Status.WAITING, Delivery.chat_id != OWNER)
            )
            return [(what or "").partition(" ")[0] for what in found]

    async with database.transaction() as session:
        for minute, verdict in enumerate((Verdict.WAIT, Verdict.ACCEPT)):
            moment = at(night + timedelta(minutes=minute), OWNER)
            await applicants.decide(session, one.id, verdict, "", OWNER, moment)
            wall = DEADLINE + timedelta(days=minute + 1)
            await mission_announcing.postpone(session, mission.id, wall, OWNER, moment)
    assert await waiting() == ["decided", "deadline"]
    async with database.transaction() as session:
        person = await session.get_one(Person, amina.id)
        await applications.withdraw(session, person, one.id, at(night + HOUR / 2, OWNER))
    assert await waiting() == ["deadline"]


async def test_a_place_passes_over_a_company_whose_membership_has_ended(database: Database) -> None:
    amina, bruno, carla = await people(database, 1, 1, 1)
    mission = await a_mission(database, places=1, fills_itself=True)
    one = await applies(database, mission, amina, ApplicationState.ACCEPTED)
    await applies(database, mission, bruno, ApplicationState.WAITING, waiting_since=BEFORE)
    await applies(database, mission, carla, ApplicationState.WAITING, waiting_since=BEFORE + HOUR)
    async with database.transaction() as session:
        await memberships.end_company(session, bruno.company_id, OWNER, at(BEFORE, OWNER))
        person = await session.get_one(Person, amina.id)
        await applications.withdraw(session, person, one.id, at(BEFORE + 2 * HOUR, OWNER))
    found = [await application_of(database, mission, person) for person in (bruno, carla)]
    assert [one.state for one in found if one is not None] == [
        ApplicationState.WAITING,
        ApplicationState.ACCEPTED,
    ]


async def test_staff_never_read_what_was_not_sent_in(database: Database) -> None:
    (amina,) = await people(database, 1)
    mission = await a_mission(database)
    price_list = {DocumentKind.PRICE_LIST: "prices.pdf"}
    begun = {"motivation": "our secret", "applied_at": None}
    one = await applies(database, mission, amina, ApplicationState.BEGUN, price_list, **begun)
    async with database.transaction() as session:
        person = await session.get_one(Person, amina.id)
        (document,) = await applications.documents(session, one.id)
        for state in (ApplicationState.WITHDRAWN, ApplicationState.BEGUN):
            if state is ApplicationState.WITHDRAWN:
                await applications.withdraw(session, person, one.id, at(BEFORE, OWNER))
            else:  # sent in, withdrawn, and taken up again with other words
                await session.execute(update(Application).values(applied_at=BEFORE))
                await applications.begin(session, person, mission.id, at(BEFORE, OWNER))
                await applications.withdraw(session, person, one.id, at(BEFORE, OWNER))
            card = await applicants.card(session, one.id, OWNER, at(BEFORE, OWNER))
            assert "our secret" not in screens.card(card, may_act=True).text
            with pytest.raises(applicants.NoSuchApplicant):
                await applicants.document(session, document.id)


async def test_who_moved_to_another_company_hears_no_more_of_what_the_former_one_does(
    database: Database,
) -> None:
    (amina, _colleague), (bruno,), (stays,) = [await people_of(database, n) for n in (2, 1, 1)]
    mission = await a_mission(database, bruno.id, starts_on=date(2026, 12, 14), ends_on=date(2026, 12, 15))
    await applies(database, mission, amina, ApplicationState.ACCEPTED)
    await applies(database, mission, stays, ApplicationState.ACCEPTED)
    begun = await a_mission(database, bruno.id)
    await applies(database, begun, amina, ApplicationState.BEGUN)
    async with database.transaction() as session:
        await memberships.move(session, amina.id, bruno.company_id, OWNER, at(BEFORE, OWNER))
        await diaries.tell_days(session, at(datetime(2026, 12, 14, 7, tzinfo=UTC)))
        await mission_reminders.remind_due(session, at(DEADLINE_AT - timedelta(days=7)))
    by_morning = [(person, what) for person, what in await told(database) if "moved" not in what]
    assert by_morning == [(stays.id, "day 2026-12-14")]


async def test_colleagues_who_begin_at_the_same_moment_share_one_application(database: Database) -> None:
    amina, bruno = await people(database, 2)
    mission = await a_mission(database)

    async def begins(person: Person) -> int:
        async with database.transaction() as session:
            own = await session.get_one(Person, person.id)
            return (await applications.begin(session, own, mission.id, at(BEFORE, OWNER))).id

    first, second = await asyncio.gather(begins(amina), begins(bruno))
    assert first == second
    async with database.reading() as session:
        counted = Counter(await session.scalars(select(Interaction.kind)))
    assert counted == {Act.INVITATION_ANSWERED: 2}


async def test_nobody_touches_the_application_of_another_company(database: Database) -> None:
    amina, bruno = await people(database, 1, 1)
    mission = await a_mission(database)
    one = await applies(database, mission, amina, motivation="ours")
    async with database.transaction() as session:
        stranger = await session.get_one(Person, bruno.id)
        for act in (
            applications.get(session, stranger, one.id),
            applications.answer(session, stranger, one.id, ApplicationStep.MOTIVATION, "theirs", BEFORE),
            applications.withdraw(session, stranger, one.id, at(BEFORE)),
            applications.set_traveller(session, stranger, one.id, bruno.id, at(BEFORE)),
        ):
            with pytest.raises(applications.NoSuchApplication):
                await act
        own = await session.get_one(Person, amina.id)
        with pytest.raises(applications.NotAColleague):
            await applications.set_traveller(session, own, one.id, bruno.id, at(BEFORE))


async def test_what_is_missing_keeps_an_application_from_being_sent_in_and_loses_nothing(
    database: Database,
) -> None:
    amina, *_others = await people(database, 1)
    mission = await a_mission(database, conditions={"certificate": ["iso_22000"]})
    given = list(ApplicationStep)
    one = await applies(database, mission, amina, ApplicationState.BEGUN, given=given, applied_at=None)
    async with database.transaction() as session:
        own = await session.get_one(Person, amina.id)
        with pytest.raises(applications.NotYetFitting):
            await applications.send(session, own, one.id, at(BEFORE, OWNER))
        await session.execute(update(Company).values(certifications=["iso_22000"]))
    async with database.transaction() as session:
        own = await session.get_one(Person, amina.id)
        late = at(DEADLINE_AT + timedelta(minutes=9), OWNER)
        with pytest.raises(applications.DeadlinePassed):
            await applications.answer(
                session, own, one.id, ApplicationStep.BUYERS, "late", DEADLINE_AT + timedelta(seconds=1)
            )
        assert (await applications.send(session, own, one.id, late)).state is ApplicationState.APPLIED


async def test_what_is_told_of_a_mission_is_taken_back_when_it_is_cancelled(database: Database) -> None:
    amina, *_others = await people(database, 1)
    mission = await a_mission(database)
    await interested(database, mission, amina)
    night = datetime(2026, 12, 2, 22, tzinfo=UTC)
    async with database.transaction() as session:
        moment = at(night, OWNER)
        await mission_announcing.postpone(session, mission.id, DEADLINE - HOUR, OWNER, moment)
        await mission_announcing.cancel(session, mission.id, "", OWNER, moment)
        with pytest.raises(missions.MissionCancelled):
            await mission_announcing.cancel(session, mission.id, "", OWNER, moment)
    async with database.reading() as session:
        found = await session.execute(
            select(Delivery.what, Delivery.status).where(Delivery.person_id == amina.id).order_by(Delivery.id)
        )
        (moved, cancelled) = found.all()
    assert moved.status is Status.CANCELLED
    assert (cancelled.what, cancelled.status) == ("cancelled", Status.WAITING)
