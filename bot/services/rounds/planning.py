"""Planning: a round begins for an audience, or every month for everybody; and is called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_
from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.models.state import Memo
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.pages import Page
from bot.rules.quiet_hours import after_quiet
from bot.rules.rounds import (
    CANCELLABLE,
    JOIN_WITHIN,
    LATE,
    OPEN,
    Habit,
    Part,
    Phase,
    dates,
    latest_monthly,
)
from bot.rules.staff import Deed
from bot.screens.rounds import inviting as screens
from bot.services import audiences, pages, staff
from bot.services.people import LISTED
from bot.services.telling import Message, tell_all
from bot.services.telling import cancel as cancel_messages

FEWEST = 2
MONTHLY = "rounds"
"""The memo about the monthly round: whether there is one, and the last month's that was dealt with. Whoever begins
a round holds its row, so that two never begin at the same moment."""

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
    """One round. Raises NoSuchRound."""
    found = await session.get(Round, round_id)
    if found is None:
        raise NoSuchRound
    return found


async def listed(session: AsyncSession, page: int) -> Page[Round]:
    """A page of rounds, the newest first."""
    return await pages.page_of(session, select(Round).order_by(Round.id.desc()), page)


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
        phase=Phase.PLANNED,
        made_by=made_by,
        starts_at=when.starts_at,
        matches_at=when.matches_at,
        ends_at=when.ends_at,
    )
    session.add(planned)
    await session.flush()
    return planned


async def cancel(session: AsyncSession, round_id: int, actor_id: int, moment: Moment) -> Round:
    """Call a round off; whoever joined is told. Twice is as once. Raises NoSuchRound, TooLate."""
    found = await locked(session, round_id)
    if found.phase is Phase.CANCELLED:
        return found
    if found.phase not in CANCELLABLE:
        raise TooLate
    found.phase = Phase.CANCELLED
    await session.flush()
    await cancel_messages(session, found.about, moment)
    called_off = Message(found.about, "cancelled", Purpose.NOTICE, screens.called_off)
    await tell_all(session, members(found, RoundMember.part == Part.JOINED), called_off, moment)
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
    """A round as it stands, whose phase nobody changes until the commit. Before any person: so nobody waits in turn.

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
    """Begin a round by itself every month from the next first Monday on, or stop that. Twice is as once."""
    memo = await _memo(session)
    if memo.value["is_on"] == is_on:
        return
    memo.value = _settled(latest_monthly(moment.now, moment.zone), is_on=is_on)
    staff.audit(session, actor_id, Deed.MONTHLY_ROUNDS_ON if is_on else Deed.MONTHLY_ROUNDS_OFF, moment)


async def start_monthly(session: AsyncSession, moment: Moment) -> bool:
    """Begin the round of the month if it is due: once, however late. While another is open there is none.

    True when it begins.
    """
    if not await is_monthly(session):
        return False
    memo, slot = await _memo(session), latest_monthly(moment.now, moment.zone)
    if not memo.value["is_on"] or datetime.fromisoformat(memo.value["done"]) >= slot:
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
    """The memo about the monthly round, held until the commit."""
    memo = await _held_memo(session)
    if memo is not None:
        return memo
    try:
        async with session.begin_nested():
            session.add(Memo(name=MONTHLY, value=_settled(datetime.min.replace(tzinfo=UTC), is_on=False)))
    except IntegrityError:
        pass  # somebody else made it a moment ago
    memo = await _held_memo(session)
    if memo is None:
        raise LookupError(MONTHLY)
    return memo


async def _held_memo(session: AsyncSession) -> Memo | None:
    return await session.get(Memo, MONTHLY, with_for_update=True, populate_existing=True)
