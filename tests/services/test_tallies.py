"""Results of missions: asked when it is time, of who travelled or leads the company, once, and reminded of once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from bot.db import Database
from bot.models.deliveries import Delivery, Status
from bot.models.ledger import Interaction, Opportunity
from bot.models.missions import Mission
from bot.models.people import Person, Standing
from bot.models.tallies import Tally
from bot.rules.ledger import Act, Offer
from bot.rules.missions import ApplicationState, MissionPhase
from bot.rules.money import Money
from bot.rules.people import Seat
from bot.rules.tallies import DAYS, Figure, Figures, Stage, asked_at
from bot.services import privacy, tallies
from bot.services.travelling import NotOnMission
from tests.missions import a_mission, applies
from tests.moments import BEIRUT, at
from tests.services.gatherings import members

ENDS = date(2026, 11, 23)
MONTH, HALF_YEAR, YEAR = (asked_at(ENDS, stage, BEIRUT) for stage in DAYS)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
SOME = Money(Decimal(25_000), "USD")


async def after_a_mission(
    database: Database, *sizes: int, state: ApplicationState = ApplicationState.ACCEPTED
) -> tuple[Mission, list[list[Person]]]:
    """A mission that is over, and the people of the companies that went: the first travelled, the last is the lead."""
    ids = await members(database, *(sizes or (2,)))
    mission = await a_mission(database, starts_on=ENDS - 4 * DAY, ends_on=ENDS)
    async with database.transaction() as session:
        await session.execute(
            update(Person).where(Person.id.in_([listed[-1] for listed in ids])).values(seat=Seat.LEAD)
        )
    async with database.reading() as session:
        people = [[await session.get_one(Person, key) for key in listed] for listed in ids]
    for listed in people:
        await applies(database, mission, listed[0], state)
    return mission, people


async def asks(database: Database, now: datetime) -> bool:
    async with database.transaction() as session:
        return await tallies.ask_due(session, at(now))


async def told(database: Database) -> list[tuple[int | None, str]]:
    """Who was told what, in order."""
    async with database.reading() as session:
        found = await session.execute(
            select(Delivery.person_id, Delivery.what)
            .where(Delivery.status == Status.WAITING, Delivery.about.like("tally:%"))
            .order_by(Delivery.id)
        )
        return [(person_id, what) for person_id, what in found]


async def test_each_question_is_put_once_and_reminded_of_once(database: Database) -> None:
    mission, ((traveller, _lead), (other, _their_lead)) = await after_a_mission(database, 2, 2)
    assert not await asks(database, MONTH - SECOND)
    assert await asks(database, MONTH)
    assert not await asks(database, MONTH + MINUTE)
    asked = [(traveller.id, "asked"), (other.id, "asked")]
    assert await told(database) == asked
    async with database.transaction() as session:
        await tallies.nothing_yet(session, other, mission.id, Stage.MONTH, at(MONTH + DAY))
    assert not await asks(database, MONTH + 7 * DAY - SECOND)
    assert await asks(database, MONTH + 7 * DAY)
    assert not await asks(database, MONTH + 30 * DAY)
    asked = [(traveller.id, "asked"), (traveller.id, "reminder")]  # who has answered is not asked any more
    assert await told(database) == asked
    # An outage of half a year: the next question takes the place of what could not be asked
    assert await asks(database, YEAR)
    async with database.reading() as session:
        stages = await session.scalars(select(Tally.stage).where(Tally.company_id == other.company_id))
        assert sorted(stages) == [Stage.MONTH, Stage.YEAR]
        offers = await session.scalars(select(Opportunity.kind))
        assert offers.all() == [Offer.MISSION_OUTCOME] * 4


@pytest.mark.parametrize("reason", ["left", "erased", "blocked"])
async def test_who_is_gone_is_not_asked_but_who_leads_the_company(database: Database, reason: str) -> None:
    _mission, ((traveller, lead),) = await after_a_mission(database)
    async with database.transaction() as session:
        gone = update(Person).where(Person.id == traveller.id)
        if reason == "left":
            await session.execute(gone.values(standing=Standing.LEFT))
        elif reason == "blocked":
            await session.execute(gone.values(is_reachable=False))
        else:
            assert traveller.telegram_id is not None
            await privacy.erase(session, traveller.telegram_id, 0, at(MONTH - DAY))
    assert await asks(database, MONTH)
    assert await told(database) == [(lead.id, "asked")]


async def test_nobody_is_asked_of_companies_that_left_did_not_go_or_said_so_themselves(
    database: Database,
) -> None:
    mission, ((traveller, lead), (other, _lead)) = await after_a_mission(database, 2, 2)
    async with database.transaction() as session:
        await session.execute(
            update(Person).where(Person.id.in_([traveller.id, lead.id])).values(standing=Standing.LEFT)
        )
        await tallies.count(session, other, mission.id, Stage.MONTH, Figure.LEADS, 3, at(MONTH))
    assert not await asks(database, MONTH)
    _refused, _people = await after_a_mission(database, 1, state=ApplicationState.REFUSED)
    cancelled, _people = await after_a_mission(database, 1)
    async with database.transaction() as session:
        (await session.get_one(Mission, cancelled.id)).phase = MissionPhase.CANCELLED
    assert not await asks(database, MONTH + DAY)
    assert await told(database) == []


async def test_what_is_said_is_kept_changed_and_counts_once_for_who_said_it(database: Database) -> None:
    mission, ((traveller, lead),) = await after_a_mission(database)
    await asks(database, MONTH)
    async with database.transaction() as session:
        moment = at(MONTH + DAY)
        await tallies.count(session, lead, mission.id, Stage.MONTH, Figure.ORDERS, 2, moment)
        await tallies.worth(session, lead, mission.id, Stage.MONTH, Figure.ORDERS, SOME, moment)
        _mission, tally = await tallies.count(
            session, traveller, mission.id, Stage.MONTH, Figure.EXPECTED, 4, moment
        )
        assert tally.figures == Figures(orders=2, value=SOME, expected=4)
        assert tally.answered_by_id == lead.id
    async with database.transaction() as session:
        moment = at(HALF_YEAR + DAY)
        _mission, later = await tallies.as_before(session, traveller, mission.id, Stage.HALF_YEAR, moment)
        assert later.figures == Figures(orders=2, value=SOME, expected=4)
        with pytest.raises(tallies.NotYet):
            await tallies.nothing_yet(session, traveller, mission.id, Stage.YEAR, moment)
        await tallies.nothing_yet(session, traveller, mission.id, Stage.HALF_YEAR, moment)
    async with database.reading() as session:
        kept = await tallies.of_company(session, traveller.company_id, mission)
        assert kept[Stage.MONTH].figures == Figures(orders=2, value=SOME, expected=4)
        assert kept[Stage.HALF_YEAR].figures == Figures(orders=0, expected=0)
        acts = await session.execute(select(Interaction.kind, Interaction.person_id).order_by(Interaction.id))
        reported = Act.MISSION_OUTCOME_REPORTED
        assert [tuple(act) for act in acts] == [(reported, lead.id), (reported, traveller.id)]
    assert await told(database) == []


async def test_targets_are_the_companys_and_outlive_who_set_them(database: Database) -> None:
    mission, ((traveller, lead), (other, _lead)) = await after_a_mission(database, 2, 2)
    async with database.transaction() as session:
        moment = at(datetime(2026, 11, 1, 9, tzinfo=UTC))
        await tallies.count(session, traveller, mission.id, Stage.TARGET, Figure.ORDERS, 3, moment)
        await tallies.worth(session, traveller, mission.id, Stage.TARGET, Figure.ORDERS, SOME, moment)
        with pytest.raises(tallies.NotYet):
            await tallies.count(session, traveller, mission.id, Stage.TARGET, Figure.EXPECTED, 1, moment)
        with pytest.raises(tallies.NotYet):
            await tallies.worth(session, other, mission.id, Stage.TARGET, Figure.ORDERS, SOME, moment)
        with pytest.raises(NotOnMission):
            await tallies.opened(session, traveller, mission.id + 1, Stage.TARGET, moment)
        assert traveller.telegram_id is not None
        await privacy.erase(session, traveller.telegram_id, 0, moment)
    async with database.reading() as session:
        kept = await tallies.of_company(session, lead.company_id, mission)
        assert kept[Stage.TARGET].figures == Figures(orders=3, value=SOME)
        assert kept[Stage.TARGET].answered_by_id is None
        assert (await session.scalars(select(Interaction))).all() == []
