"""Rounds: begun by staff or by the month, joined by members, called off, and reported on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import LOCALES, N_, current
from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.models.state import Memo
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.introductions import State
from bot.rules.pages import Page
from bot.rules.rounds import (
    CANCELLABLE,
    JOIN_WITHIN,
    LATE,
    OPEN,
    Figures,
    Habit,
    Participation,
    RoundPhase,
    Say,
    dates,
    join_days,
    latest_monthly,
    may_answer,
    reminds,
)
from bot.rules.staff import Deed, Role
from bot.rules.timetable import after_quiet, believed
from bot.screens import own_rounds as own_screens
from bot.screens import rounds as screens
from bot.services import audiences, rows, staff
from bot.services.people import LISTED
from bot.services.telling import Message, tell_all, tell_staff
from bot.services.telling import cancel as cancel_messages

FEWEST = 2
NAMED = 10
"""Names on a page: two lists of the longest ones fit into a message."""
MONTHLY = "rounds"
"""The memo about the monthly round: whether there is one, and the last month's that was dealt with. Whoever begins
a round locks its row, so that two never begin at the same moment."""

TAKES_PART = and_(LISTED, Person.habit != Habit.PAUSED)
"""Who can take part in rounds: whoever may be suggested and has not paused."""


class NoSuchRound(Refusal):
    wording = N_("This round does not exist any more.")


class OneIsOpen(Refusal):
    """Two rounds at a time would want the same people."""

    wording = N_("A round is open already. The next one can begin once this one has found its pairs.")


class TooFew(Refusal):
    wording = N_("Fewer than two people could take part: please choose another audience.")


class TooLate(Refusal):
    wording = N_("This round has gone too far to be cancelled.")


async def get(session: AsyncSession, round_id: int) -> Round:
    found = await session.get(Round, round_id)
    if found is None:
        raise NoSuchRound
    return found


async def listed(session: AsyncSession, page: int) -> Page[Round]:
    """A page of rounds, the newest first."""
    return await rows.page_of(session, select(Round).order_by(Round.id.desc()), page)


async def open_one(session: AsyncSession) -> Round | None:
    """The round whose pairs are not found yet."""
    return await session.scalar(select(Round).where(Round.phase.in_(OPEN)).limit(1))


async def reach(session: AsyncSession, audience: Audience) -> Mapping[str, int]:
    """How many people of an audience can take part now, by language."""
    found = await session.execute(
        select(Person.language, func.count())
        .where(TAKES_PART, audiences.people_of(audience))
        .group_by(Person.language)
    )
    return dict.fromkeys(LOCALES, 0) | dict(found.all())


async def start(
    session: AsyncSession,
    audience: Audience,
    starts_at: datetime,
    join_days: int,
    actor_id: int,
    moment: Moment,
) -> Round:
    """Plan a round; its invitations go out at `starts_at`. Raises OneIsOpen, TooFew."""
    await _memo(session)
    if await open_one(session) is not None:
        raise OneIsOpen
    if sum((await reach(session, audience)).values()) < FEWEST:
        raise TooFew
    planned = await _plan(session, audience, starts_at, join_days, actor_id, moment)
    staff.audit(session, actor_id, Deed.ROUND_STARTED, moment, round=str(planned.id))
    return planned


async def _plan(
    session: AsyncSession,
    audience: Audience,
    starts_at: datetime,
    join_days: int,
    made_by: int | None,
    moment: Moment,
) -> Round:
    when = dates(starts_at, join_days, moment.zone)
    planned = Round(
        audience=audience.stored(),
        phase=RoundPhase.PLANNED,
        made_by=made_by,
        starts_at=when.starts_at,
        matches_at=when.matches_at,
        ends_at=when.ends_at,
    )
    session.add(planned)
    await session.flush()
    return planned


async def cancel(session: AsyncSession, round_id: int, actor_id: int, moment: Moment) -> Round:
    """Cancel a round; whoever joined is told. Idempotent. Raises NoSuchRound, TooLate."""
    found = await locked(session, round_id)
    if found.phase is RoundPhase.CANCELLED:
        return found
    if found.phase not in CANCELLABLE:
        raise TooLate
    found.phase = RoundPhase.CANCELLED
    await session.flush()
    await cancel_messages(session, found.about, moment)
    called_off = Message(found.about, "cancelled", Purpose.NOTICE, own_screens.called_off)
    await tell_all(session, members(found, RoundMember.part == Participation.JOINED), called_off, moment)
    staff.audit(session, actor_id, Deed.ROUND_CANCELLED, moment, round=str(round_id))
    return found


def members(about: Round, *which: ColumnElement[bool]) -> Select[Person]:
    """The members of a round of whom conditions on Person and RoundMember are true."""
    return (
        select(Person)
        .join(RoundMember, RoundMember.person_id == Person.id)
        .where(RoundMember.round_id == about.id, *which)
    )


async def locked(session: AsyncSession, round_id: int, *, is_shared: bool = False) -> Round:
    """A round, locked until the commit. Lock it before any person: deadlocks.

    Raises NoSuchRound.
    """
    found = await session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(read=is_shared)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchRound
    return found


async def is_monthly(session: AsyncSession) -> bool:
    """Whether a round begins by itself every month."""
    value = await session.scalar(select(Memo.value).where(Memo.name == MONTHLY))
    return bool(value and value["is_on"])


async def set_monthly(session: AsyncSession, actor_id: int, moment: Moment, *, is_on: bool) -> None:
    """Turn the monthly round on, from the next first Monday, or off. Idempotent."""
    memo = await _memo(session)
    if memo.value["is_on"] == is_on:
        return
    memo.value = _settled(latest_monthly(moment.now, moment.zone), is_on=is_on)
    staff.audit(session, actor_id, Deed.MONTHLY_ROUNDS_ON if is_on else Deed.MONTHLY_ROUNDS_OFF, moment)


async def start_monthly(session: AsyncSession, moment: Moment) -> bool:
    """Begin the round of the month if it is due: once, however late, and not while another round is open.

    True when it begins.
    """
    if not await is_monthly(session):
        return False
    memo, slot = await _memo(session), latest_monthly(moment.now, moment.zone)
    if not memo.value["is_on"]:
        return False
    done = believed(datetime.fromisoformat(memo.value["done"]), slot, moment.now)
    if done >= slot:
        memo.value = _settled(done, is_on=True)
        return False
    memo.value = _settled(slot, is_on=True)
    if await open_one(session) is not None:
        return False
    starts_at = slot if moment.now - slot < LATE else after_quiet(moment.now, moment.zone)
    await _plan(session, Audience(), starts_at, JOIN_WITHIN.days, None, moment)
    return True


def _settled(slot: datetime, *, is_on: bool) -> dict[str, Any]:
    return {"is_on": is_on, "done": slot.isoformat()}


async def _memo(session: AsyncSession) -> Memo:
    """The memo about the monthly round, locked until the commit."""
    memo = await _locked_memo(session)
    if memo is not None:
        return memo
    try:
        async with session.begin_nested():
            session.add(Memo(name=MONTHLY, value=_settled(datetime.min.replace(tzinfo=UTC), is_on=False)))
    except IntegrityError:
        pass  # somebody else made it a moment ago
    memo = await _locked_memo(session)
    if memo is None:
        raise LookupError(MONTHLY)
    return memo


async def _locked_memo(session: AsyncSession) -> Memo | None:
    return await session.get(Memo, MONTHLY, with_for_update=True, populate_existing=True)


class IsHidden(Refusal):
    """Who hides from the directory is suggested to nobody, and so could never be paired."""

    wording = N_(
        "You are hidden from the directory, so you could be suggested to nobody. Show yourself first, under “How I am "
        "found and met”; then join."
    )


async def invite_due(session: AsyncSession, moment: Moment) -> bool:
    """Send the invitations of a round whose moment has come. True when there was one."""
    is_due = (Round.phase == RoundPhase.PLANNED) & (Round.starts_at <= moment.now)
    begun = await rows.due(session, select(Round).where(is_due))
    for one in begun:
        await _invite(session, one, moment)
    return bool(begun)


async def _invite(session: AsyncSession, begun: Round, moment: Moment) -> None:
    if moment.now - begun.starts_at > LATE:
        days = join_days(begun.starts_at, begun.matches_at, moment.zone)
        when = dates(after_quiet(moment.now, moment.zone), days, moment.zone)
        begun.starts_at, begun.matches_at, begun.ends_at = when.starts_at, when.matches_at, when.ends_at
    begun.phase = RoundPhase.INVITING
    await session.flush()
    part = RoundMember.__table__.c.part.type
    invited = select(
        literal(begun.id),
        Person.id,
        case(
            (Person.habit == Habit.ALWAYS, literal(Participation.JOINED, part)),
            else_=literal(Participation.INVITED, part),
        ),
    ).where(TAKES_PART, audiences.people_of(Audience.of(begun.audience)))
    await session.execute(
        insert(RoundMember).from_select(["round_id", "person_id", "part"], invited, include_defaults=False)
    )
    for its_part, screen in (
        (Participation.INVITED, partial(own_screens.invitation, begun, moment.zone)),
        (Participation.JOINED, partial(own_screens.joined_as_always, begun, moment.zone)),
    ):
        message = Message(begun.about, "invitation", Purpose.REMINDER, screen, not_after=begun.matches_at)
        await tell_all(session, members(begun, RoundMember.part == its_part), message, moment)


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Remind those who have not answered, once, a day before the pairing. True when anybody is."""
    inviting = await session.scalars(
        select(Round)
        .where(Round.phase == RoundPhase.INVITING, Round.matches_at > moment.now, Round.reminded_at.is_(None))
        .with_for_update()
    )
    reminded = 0
    for one in inviting.all():
        if reminds(one.starts_at, one.matches_at, moment.now, moment.zone):
            one.reminded_at = moment.now
            screen = partial(own_screens.reminder, one, moment.zone)
            message = Message(one.about, "reminder", Purpose.REMINDER, screen, not_after=one.matches_at)
            silent = members(one, RoundMember.part == Participation.INVITED, TAKES_PART)
            reminded += await tell_all(session, silent, message, moment)
    return reminded > 0


async def open_to(session: AsyncSession, person: Person, moment: Moment) -> tuple[Round, RoundMember] | None:
    """The round that somebody was invited to and can still answer, with what they said so far."""
    found = await session.execute(
        select(Round, RoundMember)
        .join(RoundMember, RoundMember.round_id == Round.id)
        .where(
            RoundMember.person_id == person.id,
            Round.phase == RoundPhase.INVITING,
            Round.matches_at > moment.now,
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
    """Join a round, skip it, or pause all rounds. Pausing counts at any time; the others not once it is too late.

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
    member.part = Participation.JOINED if say is Say.JOIN else Participation.SKIPPED
    member.answered_at = moment.now
    await cancel_messages(session, found.about, moment, person=person)
    return found, member


async def figures(session: AsyncSession, round_id: int) -> Figures:
    """How a round stands, in numbers."""
    said = await session.execute(
        select(RoundMember.part, func.count())
        .where(RoundMember.round_id == round_id)
        .group_by(RoundMember.part)
    )
    parts = dict(said.all())
    came = await session.execute(
        select(Introduction.state, func.count())
        .where(Introduction.round_id == round_id)
        .group_by(Introduction.state)
    )
    states = dict(came.all())
    return Figures(
        invited=sum(parts.values()),
        joined=parts.get(Participation.JOINED, 0),
        skipped=parts.get(Participation.SKIPPED, 0),
        paired=2 * sum(states.values()),  # nobody is in two pairs of a round
        pairs=sum(states.values()),
        introduced=states.get(State.INTRODUCED, 0),
        waiting=states.get(State.OPEN, 0),
    )


async def pairs(session: AsyncSession, round_id: int) -> Sequence[Introduction]:
    """The pairs of a round, with their people and companies."""
    found = await session.scalars(
        select(Introduction).where(Introduction.round_id == round_id).order_by(Introduction.id)
    )
    return found.all()


async def introduced(session: AsyncSession, round_id: int, page: int = 0) -> Page[Introduction]:
    """A page of the pairs of a round who were introduced, with their people and companies."""
    query = select(Introduction).where(
        Introduction.round_id == round_id, Introduction.state == State.INTRODUCED
    )
    return await rows.page_of(session, query.order_by(Introduction.id), page, NAMED)


async def workbook(session: AsyncSession, about: Round, actor_id: int, moment: Moment) -> bytes:
    """The pairs of a round as an Excel file, in the reader's language; taking it is audited."""
    title, header, listed = screens.table(await pairs(session, about.id))
    sheet = Sheet(title, header, listed, right_to_left=current() == "ar")
    staff.audit(session, actor_id, Deed.ROUND_DOWNLOADED, moment, round=str(about.id))
    return await asyncio.to_thread(write_xlsx, [sheet])


async def alone(session: AsyncSession, round_id: int, page: int = 0) -> Page[Person]:
    """A page of who joined a round and got nobody, by name; nobody as long as it has no pairs."""
    query = (
        select(Person)
        .join(RoundMember, RoundMember.person_id == Person.id)
        .join(Round, Round.id == RoundMember.round_id)
        .where(
            Round.id == round_id,
            Round.phase.in_([RoundPhase.MEETING, RoundPhase.ENDED]),
            RoundMember.part == Participation.JOINED,
            ~paired_in(round_id),
        )
        .order_by(Person.name, Person.id)
    )
    return await rows.page_of(session, query, page, NAMED)


async def end_due(session: AsyncSession, moment: Moment) -> bool:
    """End the rounds whose time is over, and report to staff. True when there was one."""
    is_due = (Round.phase == RoundPhase.MEETING) & (Round.ends_at <= moment.now)
    over = await rows.due(session, select(Round).where(is_due))
    for one in over:
        one.phase = RoundPhase.ENDED
        await session.flush()
        screen = partial(
            screens.report,
            one,
            await figures(session, one.id),
            await introduced(session, one.id),
            await alone(session, one.id),
            moment.zone,
        )
        message = Message(one.about, "report", Purpose.NOTICE, screen)
        await tell_staff(session, message, moment, needed=Role.VIEWER)
    return bool(over)


def paired_in(round_id: int) -> ColumnElement[bool]:
    """The condition on Person of being in a pair of a round."""
    one = select(Introduction.asker_id).where(Introduction.round_id == round_id)
    other = select(Introduction.other_id).where(Introduction.round_id == round_id)
    return Person.id.in_(one.union_all(other))
