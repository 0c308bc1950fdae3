"""Inviting: who can take part is asked, answers until the pairing, and is reminded once."""

from __future__ import annotations

from functools import partial

from sqlalchemy import case, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.quiet_hours import after_quiet
from bot.rules.rounds import LATE, Habit, Part, Phase, Say, dates, join_days, may_answer, reminds
from bot.screens.rounds import inviting as screens
from bot.services import audiences
from bot.services.rounds.planning import TAKES_PART, NoSuchRound, locked, members
from bot.services.telling import Message, cancel, tell_all


class IsHidden(Refusal):
    """Who hides from the directory is suggested to nobody, and so could never be paired."""

    wording = N_(
        "You are hidden from the directory, so you could be suggested to nobody. Show yourself first, under “How I am "
        "found and met”; then join."
    )


async def invite_due(session: AsyncSession, moment: Moment) -> bool:
    """Send the invitations of a round whose moment has come. True when there was one."""
    due = await session.scalars(
        select(Round)
        .where(Round.phase == Phase.PLANNED, Round.starts_at <= moment.now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    begun = due.all()
    for one in begun:
        await _invite(session, one, moment)
    return bool(begun)


async def _invite(session: AsyncSession, begun: Round, moment: Moment) -> None:
    if moment.now - begun.starts_at > LATE:
        days = join_days(begun.starts_at, begun.matches_at, moment.zone)
        when = dates(after_quiet(moment.now, moment.zone), days, moment.zone)
        begun.starts_at, begun.matches_at, begun.ends_at = when.starts_at, when.matches_at, when.ends_at
    begun.phase = Phase.INVITING
    await session.flush()
    part = RoundMember.__table__.c.part.type
    invited = select(
        literal(begun.id),
        Person.id,
        case((Person.habit == Habit.ALWAYS, literal(Part.JOINED, part)), else_=literal(Part.INVITED, part)),
    ).where(TAKES_PART, audiences.people_of(Audience.of(begun.audience)))
    await session.execute(
        insert(RoundMember).from_select(["round_id", "person_id", "part"], invited, include_defaults=False)
    )
    for its_part, screen in (
        (Part.INVITED, partial(screens.invitation, begun, moment.zone)),
        (Part.JOINED, partial(screens.joined_as_always, begun, moment.zone)),
    ):
        message = Message(begun.about, "invitation", Purpose.REMINDER, screen, not_after=begun.matches_at)
        await tell_all(session, members(begun, RoundMember.part == its_part), message, moment)


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Remind those who have not answered, once, a day before the pairing. True when anybody is."""
    inviting = await session.scalars(
        select(Round)
        .where(Round.phase == Phase.INVITING, Round.matches_at > moment.now, Round.reminded_at.is_(None))
        .with_for_update()
    )
    reminded = 0
    for one in inviting.all():
        if reminds(one.starts_at, one.matches_at, moment.now, moment.zone):
            one.reminded_at = moment.now
            screen = partial(screens.reminder, one, moment.zone)
            message = Message(one.about, "reminder", Purpose.REMINDER, screen, not_after=one.matches_at)
            silent = members(one, RoundMember.part == Part.INVITED, TAKES_PART)
            reminded += await tell_all(session, silent, message, moment)
    return reminded > 0


async def open_to(session: AsyncSession, person: Person, moment: Moment) -> tuple[Round, RoundMember] | None:
    """The round that somebody was invited to and can still answer, with what they said so far."""
    found = await session.execute(
        select(Round, RoundMember)
        .join(RoundMember, RoundMember.round_id == Round.id)
        .where(
            RoundMember.person_id == person.id, Round.phase == Phase.INVITING, Round.matches_at > moment.now
        )
        .order_by(Round.id.desc())
        .limit(1)
    )
    row = found.first()
    return (row[0], row[1]) if row is not None else None


async def of_member(session: AsyncSession, person: Person, round_id: int) -> tuple[Round, RoundMember]:
    """A round that somebody was invited to, with what they said. Raises NoSuchRound."""
    about = await session.get(Round, round_id)
    member = await session.get(RoundMember, (round_id, person.id))
    if about is None or member is None:
        raise NoSuchRound
    return about, member


async def answer(
    session: AsyncSession, person: Person, round_id: int, say: Say, moment: Moment
) -> tuple[Round, RoundMember]:
    """Take part, or not; or never mind rounds, which counts whenever it is said. Too late, the rest changes nothing.

    Raises NoSuchRound, also for who was not invited, and IsHidden for who would join but could not be paired.
    """
    found = await locked(session, round_id, is_shared=True)
    member = await session.get(RoundMember, (round_id, person.id), with_for_update=True)
    if member is None:
        raise NoSuchRound
    if say is Say.PAUSE:
        person.habit = Habit.PAUSED
    if not may_answer(found.phase, found.matches_at, moment.now):
        return found, member
    if say is Say.JOIN and not person.is_listed:
        raise IsHidden
    if say is Say.JOIN and person.habit is Habit.PAUSED:
        person.habit = Habit.ASK
    member.part = Part.JOINED if say is Say.JOIN else Part.SKIPPED
    member.answered_at = moment.now
    await cancel(session, found.about, moment, person=person)
    return found, member
