"""Tallies: what a company aims at with a mission, and what has come of it: asked in time, said at any time after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.leads import Lead
from bot.models.missions import Application, Mission
from bot.models.people import Person
from bot.models.tallies import Tally
from bot.moment import Moment
from bot.rules.ledger import Act, Offer
from bot.rules.missions import MissionPhase
from bot.rules.money import Money
from bot.rules.tallies import (
    DAYS,
    LAST_FOR,
    MOST_COUNTED,
    NOTHING_YET,
    OF_RESULT,
    OF_TARGET,
    REMINDED_AFTER,
    WORTH,
    Candidate,
    Figure,
    Figures,
    Stage,
    asked_until,
    latest,
    may_be_said,
    read_count,
    stage_at,
    whom_to_ask,
)
from bot.screens import tallies as screens
from bot.services import companies, ledger, telling, travelling
from bot.services.audiences import REACHABLE
from bot.services.money import check_amount
from bot.services.telling import Message, tell
from bot.services.travelling import GOES

LONGEST = timedelta(days=max(DAYS.values())) + LAST_FOR + timedelta(days=1)


class NotYet(Refusal):
    wording = N_("It is too early to say that: you are asked when it is time.")


class NotANumber(Refusal):
    wording = N_("I cannot read this as a number. Type digits, such as {example}, at most {limit}.")


Tallies = Mapping[Stage, Tally]


async def of_company(session: AsyncSession, company_id: int, mission: Mission) -> Tallies:
    """The tallies of a company about a mission, by stage; those that were asked for and not answered, too."""
    found = await session.scalars(
        select(Tally).where(Tally.mission_id == mission.id, Tally.company_id == company_id)
    )
    by_stage = {tally.stage: tally for tally in found}
    return {stage: by_stage[stage] for stage in Stage if stage in by_stage}


async def leads_noted(session: AsyncSession, company_id: int, mission: Mission) -> int:
    """How many leads a company noted at a mission."""
    query = select(func.count()).where(Lead.mission_id == mission.id, Lead.company_id == company_id)
    return await session.scalar(query) or 0


def stages(mission: Mission, moment: Moment) -> Sequence[Stage]:
    """What can be said about a mission now."""
    assert mission.ends_on is not None
    return may_be_said(mission.ends_on, mission.tz, moment.now)


async def opened(
    session: AsyncSession, person: Person, mission_id: int, stage: Stage, moment: Moment
) -> tuple[Mission, Tally]:
    """A tally of somebody's company to be written, locked with the company until the commit, and its mission.

    One that is not there yet is not added before something is said. Raises NotOnMission, NotYet.
    """
    mission = await travelling.trip(session, person, mission_id)
    if stage not in stages(mission, moment):
        raise NotYet
    await companies.locked(session, person.company_id)
    there = (await of_company(session, person.company_id, mission)).get(stage)
    return mission, there or Tally(mission_id=mission.id, company_id=person.company_id, stage=stage)


async def count(
    session: AsyncSession,
    person: Person,
    mission_id: int,
    stage: Stage,
    figure: Figure,
    how_many: int,
    moment: Moment,
) -> tuple[Mission, Tally]:
    """Say how many leads or orders there are, or are aimed at. Raises NotOnMission, NotYet, NotANumber."""
    if figure not in (OF_TARGET if stage is Stage.TARGET else OF_RESULT) or not 0 <= how_many <= MOST_COUNTED:
        raise NotYet
    mission, tally = await opened(session, person, mission_id, stage, moment)
    await _say(session, person, tally, tally.figures.counted(figure, how_many), moment)
    return mission, tally


def counted(text: str) -> int:
    """The number that was typed. Raises NotANumber."""
    how_many = read_count(text)
    if how_many is None:
        raise NotANumber(example=number(12), limit=number(MOST_COUNTED))
    return how_many


async def worth(
    session: AsyncSession,
    person: Person,
    mission_id: int,
    stage: Stage,
    figure: Figure,
    money: Money | None,
    moment: Moment,
) -> tuple[Mission, Tally]:
    """Say what the orders are worth together, or, with None, leave that out. Raises NotOnMission, NotYet, TooMuch."""
    check_amount(money)
    mission, tally = await opened(session, person, mission_id, stage, moment)
    if figure not in WORTH or not getattr(tally.figures, figure):
        raise NotYet
    await _say(session, person, tally, tally.figures.worth(figure, money), moment)
    return mission, tally


async def nothing_yet(
    session: AsyncSession, person: Person, mission_id: int, stage: Stage, moment: Moment
) -> tuple[Mission, Tally]:
    """Say that nothing has come of it up to now. Raises NotOnMission, NotYet."""
    mission, tally = await opened(session, person, mission_id, stage, moment)
    if stage is Stage.TARGET:
        raise NotYet
    await _say(session, person, tally, NOTHING_YET, moment)
    return mission, tally


async def as_before(
    session: AsyncSession, person: Person, mission_id: int, stage: Stage, moment: Moment
) -> tuple[Mission, Tally]:
    """Say that there is no more than what was said last time. Raises NotOnMission, NotYet."""
    mission, tally = await opened(session, person, mission_id, stage, moment)
    before = earlier(await of_company(session, person.company_id, mission), stage)
    if before.is_empty:
        raise NotYet
    await _say(session, person, tally, before, moment)
    return mission, tally


def earlier(tallies: Tallies, stage: Stage) -> Figures:
    """What a company had said last before a stage."""
    said: dict[Stage, Figures] = {
        one: tally.figures
        for one, tally in tallies.items()
        if tally.answered_at is not None and DAYS.get(one, 0) < DAYS.get(stage, 0) and one is not Stage.TARGET
    }
    return latest(said)


async def _say(session: AsyncSession, person: Person, tally: Tally, figures: Figures, moment: Moment) -> None:
    """Write down what a company says; the first answer counts for who gave it, and nobody is asked any more."""
    tally.leads, tally.orders, tally.expected = figures.leads, figures.orders, figures.expected
    tally.value, tally.expected_value = figures.value, figures.expected_value
    session.add(tally)
    if tally.answered_at is None:
        tally.answered_at, tally.answered_by_id = moment.now, person.id
        await session.flush()
        if tally.stage is not Stage.TARGET:
            ledger.did(session, person, Act.MISSION_OUTCOME_REPORTED, tally.about, moment)
            await telling.cancel(session, tally.about, moment)


# Asking


async def ask_due(session: AsyncSession, moment: Moment) -> bool:
    """Ask the companies that were on a mission 30, 180 or 365 days ago what has come of it: once each, outside quiet
    hours, who travelled, or who leads the company if they are not here any more; and remind them once, after a week.

    What could not be asked before the next question was due is left out. True when anybody was asked or reminded.
    """
    found = await session.scalars(
        select(Mission)
        .where(
            Mission.phase == MissionPhase.ANNOUNCED,
            Mission.ends_on.between(
                moment.today - LONGEST, moment.today - timedelta(days=min(DAYS.values()) - 1)
            ),
        )
        .order_by(Mission.id)
    )
    return any([await _ask_about(session, mission, moment) for mission in found.all()])


async def _ask_about(session: AsyncSession, mission: Mission, moment: Moment) -> bool:
    assert mission.ends_on is not None
    stage = stage_at(mission.ends_on, mission.tz, moment.now)
    if stage is None:
        return False
    found = await session.scalars(
        select(Application)
        .join(Mission, GOES)
        .join(Company, Company.id == Application.company_id)
        .outerjoin(
            Tally,
            and_(
                Tally.mission_id == mission.id,
                Tally.company_id == Application.company_id,
                Tally.stage == stage,
            ),
        )
        .where(Mission.id == mission.id, Tally.answered_at.is_(None), _is_due(moment))
        .order_by(Application.id)
    )
    return any([await _ask(session, mission, one, stage, moment) for one in found.all()])


def _is_due(moment: Moment) -> ColumnElement[bool]:
    """Nobody was asked yet, or it was a week ago and nobody was reminded since."""
    is_late = and_(Tally.asked_at <= moment.now - REMINDED_AFTER, Tally.reminded_at.is_(None))
    return or_(Tally.asked_at.is_(None), is_late)


async def _ask(
    session: AsyncSession, mission: Mission, application: Application, stage: Stage, moment: Moment
) -> bool:
    """Ask one company, or remind it. False when there is nobody to ask."""
    person = await _whom(session, application)
    if person is None:
        return False
    company = await companies.locked(session, person.company_id)
    tallies = await of_company(session, company.id, mission)
    tally = tallies.get(stage) or Tally(mission_id=mission.id, company_id=company.id, stage=stage)
    is_first = tally.asked_at is None
    tally.asked_id = person.id
    if is_first:
        tally.asked_at = moment.now
    else:
        tally.reminded_at = moment.now
    session.add(tally)
    await session.flush()
    assert mission.ends_on is not None
    before, noted = earlier(tallies, stage), await leads_noted(session, company.id, mission)
    message = Message(
        tally.about,
        "asked" if is_first else "reminder",
        Purpose.REMINDER,
        partial(
            screens.asked,
            mission,
            company,
            tally,
            before,
            noted,
            is_reminder=not is_first,
            has_target=Stage.TARGET in tallies,
        ),
        not_after=asked_until(mission.ends_on, stage, mission.tz),
        offer=Offer.MISSION_OUTCOME if is_first else None,
    )
    return await tell(session, person, message, moment)


async def _whom(session: AsyncSession, application: Application) -> Person | None:
    """Who of a company is asked."""
    found = await session.execute(
        select(Person, REACHABLE.label("is_reached")).where(Person.company_id == application.company_id)
    )
    people = {person.id: (person, is_reached) for person, is_reached in found}
    chosen = whom_to_ask(
        application.traveller_id,
        (Candidate(key, person.seat, bool(is_reached)) for key, (person, is_reached) in people.items()),
    )
    return people[chosen][0] if chosen is not None else None
