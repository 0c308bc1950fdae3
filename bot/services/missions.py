"""Missions as people look at them: found, listed, counted; and how a company fits one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.missions import Application, Invitee, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.fit import Conditions, Eligibility, Fit
from bot.rules.missions import SENT_IN, ApplicationState, Interest, MissionFigures, MissionPhase
from bot.rules.pages import Page, page_of
from bot.services import conditions, rows
from bot.services.audiences import people_of


class NoSuchMission(Refusal):
    wording = N_("This mission does not exist any more.")


class MissionCancelled(Refusal):
    wording = N_("This mission was cancelled.")


Pair = tuple[Mission, Application | None]
"""A mission in a member's list, with what their company applies with."""


async def get(session: AsyncSession, mission_id: int) -> Mission:
    """One mission, to be looked at by staff. Raises NoSuchMission."""
    mission = await session.get(Mission, mission_id)
    if mission is None or mission.phase is MissionPhase.DISCARDED:
        raise NoSuchMission
    return mission


async def once_announced(session: AsyncSession, mission_id: int) -> Mission:
    """A mission that is no plan any more: a plan is for who may write it. Raises NoSuchMission."""
    mission = await get(session, mission_id)
    if mission.phase is MissionPhase.PLANNING:
        raise NoSuchMission
    return mission


async def locked(session: AsyncSession, mission_id: int) -> Mission:
    """One mission, locked until the commit: who gets which place is decided one after the other. Raises
    NoSuchMission."""
    mission = await rows.locked(session, Mission, mission_id, NoSuchMission)
    if mission.phase is MissionPhase.DISCARDED:
        raise NoSuchMission
    return mission


async def announced(session: AsyncSession, mission_id: int) -> Mission:
    """A mission that was announced and not cancelled, locked. Raises NoSuchMission, MissionCancelled."""
    mission = await locked(session, mission_id)
    if mission.phase is MissionPhase.CANCELLED:
        raise MissionCancelled
    if mission.phase is not MissionPhase.ANNOUNCED:
        raise NoSuchMission
    return mission


def is_open(mission: Mission, moment: Moment) -> bool:
    """Whether companies can still apply."""
    return (
        mission.phase is MissionPhase.ANNOUNCED
        and mission.deadline_at is not None
        and mission.deadline_at >= moment.now
    )


async def fit_of(session: AsyncSession, mission: Mission, person: Person, moment: Moment) -> Fit:
    """Which conditions of a mission the company of somebody meets, and which not."""
    asked = Conditions.of(mission.conditions)
    return await conditions.fit_of(session, asked, person.company_id, moment)


async def for_member(session: AsyncSession, person: Person, mission_id: int) -> Mission:
    """A mission that a member may see: they were told of it, or are of its audience, or their company applies. Raises
    NoSuchMission."""
    mission = await once_announced(session, mission_id)
    told = select(Invitee.id).where(Invitee.mission_id == mission.id, Invitee.person_id == person.id)
    applies = select(Application.id).where(
        Application.mission_id == mission.id, Application.company_id == person.company_id
    )
    whom = select(Person.id).where(Person.id == person.id, people_of(Audience.of(mission.audience)))
    if not await session.scalar(select(or_(exists(told), exists(applies), exists(whom)))):
        raise NoSuchMission
    return mission


async def invitee_of(session: AsyncSession, mission_id: int, person: Person) -> Invitee | None:
    """What a person has said to a mission; None when they were not told of it and have said nothing."""
    return await session.scalar(
        select(Invitee).where(Invitee.mission_id == mission_id, Invitee.person_id == person.id)
    )


async def application_of(session: AsyncSession, mission_id: int, company_id: int) -> Application | None:
    """What a company applies with."""
    return await session.scalar(
        select(Application).where(Application.mission_id == mission_id, Application.company_id == company_id)
    )


async def ahead_of(session: AsyncSession, person: Person, page: int, moment: Moment) -> Page[Pair]:
    """A page of the missions to which the company of a member can apply and that it fits or nearly fits, and of those
    for which it applies and that are not over; the next deadline first. Few are open at a time."""
    found = await session.execute(
        select(Mission, Application)
        .outerjoin(
            Application,
            and_(Application.mission_id == Mission.id, Application.company_id == person.company_id),
        )
        .where(
            Mission.phase == MissionPhase.ANNOUNCED,
            or_(
                Mission.deadline_at >= moment.now,
                and_(Application.id.is_not(None), Mission.ends_on >= moment.today),
            ),
        )
        .order_by(Mission.deadline_at, Mission.id)
    )
    listed = [
        (mission, application)
        for mission, application in found.all()
        if application is not None or await _concerns(session, mission, person, moment)
    ]
    return page_of(listed, page)


async def _concerns(session: AsyncSession, mission: Mission, person: Person, moment: Moment) -> bool:
    whom = select(Person.id).where(Person.id == person.id, people_of(Audience.of(mission.audience)))
    if not await session.scalar(select(exists(whom))):
        return False
    return (await fit_of(session, mission, person, moment)).eligibility is not Eligibility.NOT


async def applied_by(session: AsyncSession, person: Person, page: int) -> Page[Pair]:
    """A page of all missions for which the company of a member applies or has applied, the newest first."""
    query = (
        select(Application)
        .join(Mission, Mission.id == Application.mission_id)
        .where(
            Application.company_id == person.company_id,
            Mission.phase.in_([MissionPhase.ANNOUNCED, MissionPhase.CANCELLED]),
        )
        .order_by(Application.id.desc())
    )
    found = await rows.page_of(session, query, page)
    ids = [application.mission_id for application in found.items]
    missions = {one.id: one for one in await session.scalars(select(Mission).where(Mission.id.in_(ids)))}
    return found.of([(missions[application.mission_id], application) for application in found.items])


async def for_staff(session: AsyncSession, page: int, moment: Moment, *, with_drafts: bool) -> Page[Mission]:
    """A page of all missions: those being planned, those that are open or ahead, the next deadline first; then the
    others, the last one first. `with_drafts`: also those being planned."""
    is_draft = Mission.phase == MissionPhase.PLANNING
    is_ahead = and_(Mission.phase == MissionPhase.ANNOUNCED, Mission.ends_on >= moment.today)
    hidden = [MissionPhase.DISCARDED] if with_drafts else [MissionPhase.DISCARDED, MissionPhase.PLANNING]
    order = (
        case((is_draft, 0), (is_ahead, 1), else_=2),
        case((is_ahead, Mission.deadline_at)),
        Mission.starts_on.desc(),
        Mission.id.desc(),
    )
    return await rows.page_of(
        session, select(Mission).where(Mission.phase.not_in(hidden)).order_by(*order), page
    )


async def figures(session: AsyncSession, mission_id: int) -> MissionFigures:
    """How a mission stands now: two statements."""
    said = await session.execute(
        select(Invitee.interest, func.count())
        .where(Invitee.mission_id == mission_id)
        .group_by(Invitee.interest)
    )
    stands = await session.execute(
        select(Application.state, func.count())
        .where(Application.mission_id == mission_id)
        .group_by(Application.state)
    )
    return MissionFigures(dict(said.all()), dict(stands.all()))


async def places_left(session: AsyncSession, mission: Mission) -> int | None:
    """How many companies can still be accepted; None without a limit. The mission is locked by who decides by it."""
    if mission.places is None:
        return None
    accepted = select(func.count()).where(
        Application.mission_id == mission.id, Application.state == ApplicationState.ACCEPTED
    )
    return max(0, mission.places - (await session.scalar(accepted) or 0))


def invitees(mission_id: int, *which: ColumnElement[bool]) -> Select[Person]:
    """The people who were told of a mission and of whom conditions on Person and Invitee are true."""
    return (
        select(Person)
        .join(Invitee, Invitee.person_id == Person.id)
        .where(Invitee.mission_id == mission_id, *which)
    )


LINES = 15
"""People on one page: they are read, not tapped."""


async def interested(session: AsyncSession, mission_id: int, page: int) -> Page[Person]:
    """A page of those who said that they are interested, by company and name."""
    query = invitees(mission_id, Invitee.interest == Interest.INTERESTED).join(Person.company)
    return await rows.page_of(session, query.order_by(Company.name_key, Person.name, Person.id), page, LINES)


async def have_applied(session: AsyncSession, mission_id: int) -> set[int]:
    """The companies, by id, that have sent an application in."""
    found = await session.scalars(
        select(Application.company_id).where(
            Application.mission_id == mission_id, Application.state.in_(SENT_IN)
        )
    )
    return {company_id for company_id in found if company_id is not None}


def speaks_for(states: Sequence[ApplicationState], mission_id: int) -> ColumnElement[bool]:
    """The condition on Person of having applied, or being who would travel, with an application that stands so."""
    return exists().where(
        Application.mission_id == mission_id,
        Application.state.in_(states),
        Application.company_id == Person.company_id,
        or_(Application.person_id == Person.id, Application.traveller_id == Person.id),
    )
