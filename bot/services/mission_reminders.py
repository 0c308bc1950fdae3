"""What happens to missions by themselves: reminders of a deadline, its passing, and the day of the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.models.missions import Application, Invitee, Mission, MissionReminder
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.event_reminders import Dealt, Occasion, Remind, Reminder, helps_until, remind
from bot.rules.missions import (
    GRACE,
    SENT_IN,
    ApplicationState,
    Interest,
    MissionPhase,
    is_decision_due,
)
from bot.screens import mission_reminders as screens
from bot.services import missions, rows
from bot.services.mission_announcing import REMINDER
from bot.services.telling import Message, tell_all, tell_staff

AHEAD = timedelta(days=8)
"""No reminder is due longer before a deadline."""
REMINDERS = (Reminder.WEEK, Reminder.DAY)


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Remind, 7 days and 1 day before a deadline, those who began to apply or are interested and whose company has not
    applied. Idempotent. True when anybody was told; one statement when no deadline is near."""
    near = and_(
        Mission.phase == MissionPhase.ANNOUNCED,
        Mission.deadline_at > moment.now,
        Mission.deadline_at < moment.now + AHEAD,
    )
    told = 0
    for mission in await rows.due(session, select(Mission).where(near).order_by(Mission.id)):
        done = await _done(session, mission)
        for reminder, deed in _deeds(mission, done, moment):
            told += await _deal(session, mission, reminder, done.get(reminder), deed, moment)
    return told > 0


async def _done(session: AsyncSession, mission: Mission) -> Mapping[Reminder, MissionReminder]:
    found = await session.scalars(
        select(MissionReminder)
        .where(MissionReminder.mission_id == mission.id)
        .execution_options(populate_existing=True)
    )
    return {row.reminder: row for row in found}


def _occasion(mission: Mission, moment: Moment) -> Occasion:
    """The deadline is to its reminders what the beginning of an event is to those."""
    assert mission.deadline is not None
    announced_at = mission.announced_at or mission.created_at
    return Occasion(mission.deadline, mission.tz, moment.zone, announced_at, mission.told_at or announced_at)


def _deeds(
    mission: Mission, done: Mapping[Reminder, MissionReminder], moment: Moment
) -> Iterator[tuple[Reminder, Remind]]:
    """The reminders that are to be sent now, or that it has become too late for."""
    occasion = _occasion(mission, moment)
    for reminder in REMINDERS:
        row = done.get(reminder)
        last = Dealt(row.deadline_at, is_counted=True) if row is not None else None
        deed = remind(reminder, occasion, last=last, now=moment.now)
        if deed in (Remind.SEND, Remind.TOO_LATE):
            yield reminder, deed


async def _deal(
    session: AsyncSession,
    mission: Mission,
    reminder: Reminder,
    row: MissionReminder | None,
    deed: Remind,
    moment: Moment,
) -> int:
    occasion = _occasion(mission, moment)
    if row is None:
        row = MissionReminder(
            mission_id=mission.id, reminder=reminder, at=moment.now, deadline_at=occasion.starts_at
        )
        session.add(row)
    row.at, row.deadline_at, row.times = moment.now, occasion.starts_at, row.times + 1
    await session.flush()
    what = f"{REMINDER} {reminder} {row.times}"
    if deed is Remind.TOO_LATE:
        missed = Message(mission.about, f"missed {what}", Purpose.NOTICE, partial(screens.missed, mission))
        return await tell_staff(session, missed, moment)
    message = Message(
        mission.about,
        what,
        Purpose.REMINDER,
        partial(screens.reminded, mission),
        not_after=helps_until(reminder, occasion),
    )
    return await tell_all(session, to_remind(mission), message, moment)


def to_remind(mission: Mission) -> Select[Person]:
    """Those who began to apply or are interested, unless they said since that it is not for them, or their company has
    applied."""
    applied = exists().where(
        Application.mission_id == mission.id,
        Application.company_id == Person.company_id,
        Application.state.in_([*SENT_IN, ApplicationState.WITHDRAWN]),
    )
    began = exists().where(
        Application.mission_id == mission.id,
        Application.state == ApplicationState.BEGUN,
        Application.person_id == Person.id,
        Application.company_id == Person.company_id,
    )

    def said(interest: Interest) -> Select[int]:
        return select(Invitee.id).where(
            Invitee.mission_id == mission.id, Invitee.person_id == Person.id, Invitee.interest == interest
        )

    wants = or_(began, said(Interest.INTERESTED).exists())
    return select(Person).where(wants, ~said(Interest.NOT_FOR_US).exists(), ~applied)


async def close_due(session: AsyncSession, moment: Moment) -> bool:
    """A deadline has passed: staff hear how many applied, and who began and sent nothing in hears that it is over. Once
    for each deadline. True when anybody was told."""
    over = and_(
        Mission.phase == MissionPhase.ANNOUNCED,
        Mission.closed_at.is_(None),
        Mission.deadline_at < moment.now - GRACE,
    )
    told = 0
    for mission in await rows.due(session, select(Mission).where(over).order_by(Mission.id)):
        mission.closed_at = moment.now
        figures = await missions.figures(session, mission.id)
        name = f"closed {mission.deadline_at:%Y%m%d%H%M}"
        message = Message(mission.about, name, Purpose.NOTICE, partial(screens.closed, mission, figures))
        told += await tell_staff(session, message, moment)
        unsent = select(Person).where(missions.speaks_for([ApplicationState.BEGUN], mission.id))
        message = Message(
            mission.about, f"not sent, {name}", Purpose.NOTICE, partial(screens.not_sent_in, mission)
        )
        told += await tell_all(session, unsent, message, moment)
    return told > 0


async def ask_due(session: AsyncSession, moment: Moment) -> bool:
    """On the day of the decision, ask staff whether a mission takes place. Once. True when they were asked."""
    undecided = and_(
        Mission.phase == MissionPhase.ANNOUNCED,
        Mission.is_on.is_(None),
        Mission.asked_at.is_(None),
        Mission.decides_on <= moment.today,
    )
    told = 0
    for mission in await rows.due(session, select(Mission).where(undecided).order_by(Mission.id)):
        if mission.decides_on is None or not is_decision_due(mission.decides_on, moment.now, moment.zone):
            continue
        mission.asked_at = moment.now
        figures = await missions.figures(session, mission.id)
        screen = partial(screens.is_it_on, mission, figures)
        told += await tell_staff(session, Message(mission.about, "is it on", Purpose.NOTICE, screen), moment)
    return told > 0
