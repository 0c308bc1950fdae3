"""Announcing missions: whom the invitation reaches and how their companies fit; changed deadlines; cancelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, func, insert, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time
from bot.models.companies import Company
from bot.models.deliveries import Purpose, Status
from bot.models.missions import Invitee, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules import fit
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import BroadcastReport
from bot.rules.fit import Conditions, Tally
from bot.rules.ledger import Offer
from bot.rules.missions import NEEDED, UNDER_WAY, Interest, MissionPhase
from bot.rules.staff import Deed
from bot.screens import missions as screens
from bot.services import announcing, audiences, conditions, mission_plans, missions, staff, telling
from bot.services.audiences import REACHABLE, NobodyThere
from bot.services.fit import facts_of_all
from bot.services.planning import LiesBehind
from bot.services.telling import Message, goes_out_at, tell_all
from bot.services.wordings import LanguageMissing


class MissionIncomplete(Refusal):
    wording = N_("Something is still missing before this mission can be announced.")


class NobodyCouldApply(Refusal):
    """Invitations wait for the end of quiet hours, and would come when it is too late to apply."""

    wording = N_(
        "The invitations would go out on {moment}: by then nobody can apply. Choose a later deadline."
    )


class HasBegun(Refusal):
    wording = N_("This mission has already begun.")


@dataclass(frozen=True)
class Aimed:
    """Whom an announcement reaches as things stand: people by language, and the companies of the audience by how they
    fit; those that a condition rules out, or that nearly fit, with their names."""

    reached: Reach
    tally: Tally[int]
    named: Mapping[int, Company]


async def readers(session: AsyncSession, mission: Mission) -> Reach:
    """Who of the audience would read it, whether their company fits or not: they may by the time."""
    return await audiences.reach(session, Audience.of(mission.audience))


async def aimed(session: AsyncSession, mission: Mission, moment: Moment) -> Aimed:
    """Whom the invitation reaches if it goes out now, and whom it does not, and why."""
    tally = await _divided(session, mission, moment)
    ids = {*tally.nearly, *tally.out}
    return Aimed(
        await _reach(session, mission, tally), tally, await conditions.named(session, ids) if ids else {}
    )


async def _divided(session: AsyncSession, mission: Mission, moment: Moment) -> Tally[int]:
    """How the conditions divide those companies of whom somebody is in the audience and can be written to."""
    whom = audiences.people_of(Audience.of(mission.audience))
    there = set(await session.scalars(select(Person.company_id).where(REACHABLE, whom).distinct()))
    facts = await facts_of_all(session, moment)
    present = {company: known for company, known in facts.items() if company in there}
    return fit.Population(present).tally(Conditions.of(mission.conditions))


async def _reach(session: AsyncSession, mission: Mission, tally: Tally[int]) -> Reach:
    return await audiences.reach(session, Audience.of(mission.audience), _of(mission, tally))


def _of(mission: Mission, tally: Tally[int]) -> ColumnElement[bool]:
    """The condition on Person of working at a company that fits or nearly fits."""
    if Conditions.of(mission.conditions).is_anybody:
        return true()
    return Person.company_id.in_([*tally.eligible, *tally.nearly])


async def ready(session: AsyncSession, mission: Mission, moment: Moment) -> Aimed:
    """Whom it reaches, when it can be announced. Raises MissionIncomplete, LiesBehind, NobodyCouldApply, NobodyThere,
    LanguageMissing."""
    if not mission_plans.settled(mission).issuperset(NEEDED) or mission.deadline_at is None:
        raise MissionIncomplete
    if mission.deadline_at <= moment.now:
        raise LiesBehind
    goes_out = goes_out_at(moment)
    if goes_out >= mission.deadline_at:
        raise NobodyCouldApply(moment=date_time(goes_out, moment.zone))
    found = await aimed(session, mission, moment)
    if not found.reached.people:
        raise NobodyThere
    if mission.wordings.missing(found.reached):
        raise LanguageMissing
    return found


async def announce(session: AsyncSession, mission_id: int, actor_id: int, moment: Moment) -> Mission:
    """Tell everybody of the audience whose company fits or nearly fits: a row for each, and a message for those who fit
    and one for the others. Raises what `mission_plans.locked` and `ready` do."""
    mission = await mission_plans.locked(session, mission_id)
    found = await ready(session, mission, moment)
    mission.phase, mission.announced_at, mission.told_at = MissionPhase.ANNOUNCED, moment.now, moment.now
    staff.audit(session, actor_id, Deed.MISSION_ANNOUNCED, moment, mission=str(mission.id))
    await session.flush()
    await _invite(session, mission, found.tally)
    nearly = Person.company_id.in_(found.tally.nearly)
    for is_nearly, which in ((False, ~nearly), (True, nearly)):
        whom = missions.invitees(mission.id, which)
        await tell_all(session, whom, _invitation(mission, is_nearly=is_nearly), moment)
    return mission


async def _invite(session: AsyncSession, mission: Mission, tally: Tally[int]) -> None:
    """A row for each of the audience, in one statement."""
    unsaid = literal(Interest.UNSAID, Invitee.__table__.c.interest.type)
    invited = select(literal(mission.id), Person.id, Person.company_id, unsaid).where(
        REACHABLE, audiences.people_of(Audience.of(mission.audience)), _of(mission, tally)
    )
    names = ["mission_id", "person_id", "company_id", "interest"]
    await session.execute(insert(Invitee).from_select(names, invited, include_defaults=False))


INVITATION, NEARLY = "invitation", "invitation of who nearly fits"
"""What the two letters are called: each can be sent again by itself."""


def _invitation(mission: Mission, *, is_nearly: bool) -> Message:
    """The invitation, for companies that fit or that nearly do. Nobody is sent it after the deadline."""
    return Message(
        mission.about,
        NEARLY if is_nearly else INVITATION,
        Purpose.BROADCAST,
        partial(screens.invitation, mission, is_nearly=is_nearly),
        not_after=mission.deadline_at,
        offer=Offer.INVITATION,
    )


async def invitations(session: AsyncSession, mission: Mission) -> BroadcastReport:
    """How the invitations of both letters went, as long as that is kept."""
    return await announcing.invitations(session, mission.about, NEARLY)


async def send_again(
    session: AsyncSession, mission_id: int, ended: Status, actor_id: int, moment: Moment
) -> Mission:
    """Send the invitation, as it reads now, to those once more with whom it failed, or of whom nobody knows whether
    they got it. Raises HasBegun, and what `missions.announced` does."""
    mission = await changeable(session, mission_id, moment)
    letters = [_invitation(mission, is_nearly=is_nearly) for is_nearly in (False, True)]
    if sum([await telling.repeat(session, letter, ended, moment) for letter in letters]):
        deed = Deed.MISSION_INVITATIONS_SENT_AGAIN
        staff.audit(session, actor_id, deed, moment, mission=str(mission.id))
    return mission


# Afterwards


def concerned(mission: Mission) -> Select[Person]:
    """The people who are told of changes: who is interested, who applies, and who would travel."""
    interested = select(Invitee.person_id).where(
        Invitee.mission_id == mission.id, Invitee.interest == Interest.INTERESTED
    )
    return select(Person).where(or_(Person.id.in_(interested), missions.speaks_for(UNDER_WAY, mission.id)))


async def count_concerned(session: AsyncSession, mission: Mission) -> int:
    """How many people can be told of something."""
    whom = concerned(mission).where(REACHABLE).with_only_columns(func.count())
    return await session.scalar(whom) or 0


async def changeable(session: AsyncSession, mission_id: int, moment: Moment) -> Mission:
    """A mission that was announced and has not begun, locked. Raises HasBegun, and what `missions.announced` does."""
    mission = await missions.announced(session, mission_id)
    if mission.starts_on is None or mission.starts_on <= moment.today:
        raise HasBegun
    return mission


async def postpone(
    session: AsyncSession, mission_id: int, wall: datetime, actor_id: int, moment: Moment
) -> Mission:
    """Set another deadline, and tell those whom it concerns; who is reminded is so by the new one. Idempotent.

    Raises what `changeable` and `mission_plans.checked_deadline` do.
    """
    mission = await changeable(session, mission_id, moment)
    deadline_at = mission_plans.checked_deadline(mission, wall, moment)
    if mission.deadline == wall:
        return mission
    was_at = mission.deadline_at
    mission_plans.set_deadline(mission, wall, moment)
    mission.told_at, mission.closed_at = moment.now, None
    staff.audit(session, actor_id, Deed.MISSION_POSTPONED, moment, mission=str(mission.id))
    await session.flush()
    for what in (REMINDER, DEADLINE):
        await telling.cancel(session, mission.about, moment, only=what)
    message = Message(
        mission.about,
        f"{DEADLINE} {deadline_at:%Y%m%d%H%M} set {moment.now:%Y%m%d%H%M%S}",
        Purpose.NOTICE,
        partial(screens.deadline_moved, mission, was_at),
        not_after=deadline_at,
    )
    await tell_all(session, concerned(mission), message, moment)
    return mission


DEADLINE = "deadline"
"""How the names of those messages begin that tell of another deadline: only the newest is sent."""
REMINDER = "reminder"
"""How the names of those messages begin that remind of a deadline."""


async def cancel(
    session: AsyncSession, mission_id: int, reason: str, actor_id: int, moment: Moment
) -> Mission:
    """Cancel a mission that has not begun, for a reason that members read, or without one. Nothing that waits about it
    is sent any more; those whom it concerns are told. Raises what `changeable` does."""
    mission = await changeable(session, mission_id, moment)
    mission.phase, mission.cancelled_at = MissionPhase.CANCELLED, moment.now
    mission.cancelled_because = reason
    staff.audit(session, actor_id, Deed.MISSION_CANCELLED, moment, mission=str(mission.id))
    await session.flush()
    await telling.cancel(session, mission.about, moment)
    message = Message(mission.about, "cancelled", Purpose.NOTICE, partial(screens.cancelled, mission))
    await tell_all(session, concerned(mission), message, moment)
    return mission
