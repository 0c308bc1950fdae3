"""Inviting: who can take part is asked, answers until the pairing, and is reminded once."""

from __future__ import annotations

from sqlalchemy import case, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models import Person, Purpose, Round, RoundMember
from bot.moment import Moment
from bot.outbox import queue
from bot.rules.audiences import Audience
from bot.rules.quiet_hours import after_quiet
from bot.rules.rounds import LATE, Habit, Part, Phase, Say, dates, join_days, may_answer, reminds
from bot.screens.rounds import inviting as screens
from bot.services import audiences
from bot.services.rounds.planning import TAKES_PART, NoSuchRound, locked
from bot.services.rounds.telling import key, tell


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
    members = select(
        literal(begun.id),
        Person.id,
        case((Person.habit == Habit.ALWAYS, literal(Part.JOINED, part)), else_=literal(Part.INVITED, part)),
    ).where(TAKES_PART, audiences.people_of(Audience.of(begun.audience)))
    await session.execute(
        insert(RoundMember).from_select(["round_id", "person_id", "part"], members, include_defaults=False)
    )
    for whom, screen in (
        (RoundMember.part == Part.INVITED, lambda: screens.invitation(begun, moment.zone)),
        (RoundMember.part == Part.JOINED, lambda: screens.joined_as_always(begun, moment.zone)),
    ):
        await tell(
            session, begun, whom, "invitation", screen, Purpose.REMINDER, moment, not_after=begun.matches_at
        )


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Remind those who have not answered, once, a day before the pairing. True when anybody is."""
    inviting = await session.scalars(
        select(Round).where(Round.phase == Phase.INVITING, Round.matches_at > moment.now).with_for_update()
    )
    is_anybody = False
    for one in inviting.all():
        if reminds(one.starts_at, one.matches_at, moment.now, moment.zone):
            is_anybody = await _remind(session, one, moment) or is_anybody
    return is_anybody


async def _remind(session: AsyncSession, about: Round, moment: Moment) -> bool:
    return await tell(
        session,
        about,
        (RoundMember.part == Part.INVITED) & TAKES_PART,
        "reminder",
        lambda: screens.reminder(about, moment.zone),
        Purpose.REMINDER,
        moment,
        not_after=about.matches_at,
    )


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
    about = await locked(session, round_id, is_shared=True)
    member = await session.get(RoundMember, (round_id, person.id), with_for_update=True)
    if member is None:
        raise NoSuchRound
    if say is Say.PAUSE:
        person.habit = Habit.PAUSED
    if not may_answer(about.phase, about.matches_at, moment.now):
        return about, member
    if say is Say.JOIN and not person.is_listed:
        raise IsHidden
    if say is Say.JOIN and person.habit is Habit.PAUSED:
        person.habit = Habit.ASK
    member.part = Part.JOINED if say is Say.JOIN else Part.SKIPPED
    member.answered_at = moment.now
    await queue.cancel(session, key(round_id, person.id), moment.now)
    return about, member
