"""Approvals: above a number that owners set, a broadcast goes out once a second person has looked at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.approvals import Approval
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Purpose
from bot.moment import Moment
from bot.replies import Reply
from bot.rules import approvals as rules
from bot.rules.approvals import ApprovalState
from bot.rules.audiences import Reach
from bot.rules.people import KnownAs
from bot.rules.staff import Deed, Role
from bot.rules.timetable import is_quiet
from bot.rules.walltime import instant_of
from bot.screens import approvals as screens
from bot.services import memos, scheduling, staff, telling
from bot.services.broadcasts import HasMovedOn, check_shown, locked, reach, ready, unsent
from bot.services.telling import Message

ABOVE = "broadcasts that need a second approver"
"""The memo with the number of people above which one is needed."""


class OwnBroadcast(Refusal):
    wording = N_("You wrote this broadcast or asked for it: somebody else has to approve it.")


class NobodyElse(Refusal):
    wording = N_(
        "A second person has to approve this, and nobody else on the staff can. "
        "An owner can add an editor or change the number, under /staff."
    )


async def above(session: AsyncSession) -> int | None:
    """The number of people above which a broadcast needs a second approver; None for never."""
    number = await memos.get(session, ABOVE)
    return number if isinstance(number, int) else None


async def set_above(session: AsyncSession, people: int | None, actor_id: int, moment: Moment) -> None:
    """Say above how many people a second approver is needed, or never (None). What waits for one goes on waiting."""
    if people != await above(session):
        await memos.put(session, ABOVE, people)
        if people is None:
            staff.audit(session, actor_id, Deed.APPROVAL_UNSET, moment)
        else:
            staff.audit(session, actor_id, Deed.APPROVAL_SET, moment, what=str(people))


async def newest(session: AsyncSession, broadcast: Broadcast) -> Approval | None:
    """What was asked about a broadcast last."""
    return await session.scalar(
        select(Approval)
        .where(Approval.broadcast_id == broadcast.id)
        .order_by(Approval.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True)
class Standing:
    """Whether a broadcast needs an approval to be sent as it is. `limit` is the number above which one does; `can` are
    those who could approve it, and `lapsed` says that it was approved, and changed since."""

    is_needed: bool
    limit: int | None
    can: frozenset[int]
    lapsed: bool = False


async def standing(
    session: AsyncSession, broadcast: Broadcast, people: int, asked_by: int | None, moment: Moment
) -> Standing:
    """How it stands with the approval of a broadcast that reaches so many, for somebody who wants to send it."""
    limit, last = await above(session), await newest(session, broadcast)
    was_approved = last is not None and last.state is ApprovalState.APPROVED
    is_valid = was_approved and last is not None and last.revision == broadcast.revision
    return Standing(
        rules.is_needed(people, limit) and not is_valid,
        limit,
        await who_can(session, (broadcast.author_id, asked_by), moment),
        lapsed=was_approved and not is_valid,
    )


async def who_can(session: AsyncSession, writers: tuple[int | None, ...], moment: Moment) -> frozenset[int]:
    """Who of the staff can approve what these wrote or asked for."""
    return rules.approvers(await staff.everyone(session, moment.owner_ids, Role.EDITOR), writers)


async def send(
    session: AsyncSession,
    broadcast_id: int,
    revision: int,
    wall: datetime | None,
    actor_id: int,
    moment: Moment,
    *,
    at_night: bool = False,
) -> Broadcast:
    """Send what somebody was shown, at a wall time or in a moment (None); or ask for the approval that it needs.

    Raises ChangedSince when it is not what was shown any more, AtNight unless that is wanted, NobodyElse; and what
    `unsent`, `ready` and `instant_chosen` do.
    """
    broadcast = await unsent(session, broadcast_id)
    await check_shown(session, broadcast, revision, actor_id)
    reached = await ready(session, broadcast)
    if wall is not None:
        scheduling.instant_chosen(wall, moment)
    if not at_night:
        scheduling.check_by_day(wall, moment)
    if (await standing(session, broadcast, reached.people, actor_id, moment)).is_needed:
        await ask(session, broadcast, reached, wall, actor_id, moment)
        return broadcast
    return await _set(session, broadcast, wall, actor_id, moment)


async def _set(
    session: AsyncSession, broadcast: Broadcast, wall: datetime | None, actor_id: int, moment: Moment
) -> Broadcast:
    if wall is None:
        return await scheduling.send_soon(session, broadcast.id, actor_id, moment)
    return await scheduling.schedule(session, broadcast.id, wall, actor_id, moment)


async def ask(
    session: AsyncSession,
    broadcast: Broadcast,
    reached: Reach,
    wall: datetime | None,
    actor_id: int | None,
    moment: Moment,
) -> Approval:
    """Ask all who can to approve a broadcast as it is; it waits for them. Raises NobodyElse."""
    can = await who_can(session, (broadcast.author_id, actor_id), moment)
    if not can:
        raise NobodyElse
    approval = Approval(
        broadcast_id=broadcast.id,
        revision=broadcast.revision,
        people=reached.people,
        asked_by=actor_id,
        asked_at=moment.now,
        send_wall=wall,
    )
    session.add(approval)
    broadcast.phase, broadcast.send_at, broadcast.send_wall = BroadcastPhase.ASKING, None, None
    staff.audit(session, actor_id, Deed.APPROVAL_ASKED, moment, broadcast=str(broadcast.id))
    await session.flush()
    who = await _called(session, actor_id)
    screen = partial(screens.asks, broadcast, approval, reached, who, moment)
    message = Message(broadcast.about, _asking(approval), Purpose.NOTICE, screen)
    await telling.tell_accounts(session, can, message, moment)
    return approval


def _asking(approval: Approval) -> str:
    return f"approval {approval.id}"


async def _called(session: AsyncSession, account: int | None) -> KnownAs | None:
    return (await staff.called(session, {account})).get(account) if account is not None else None


async def has_lapsed(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    """Whether a broadcast that is due was approved, and changed since: then it goes back to composing instead, and who
    wrote it is told."""
    last = await newest(session, broadcast)
    if last is None or last.state is not ApprovalState.APPROVED or last.revision == broadcast.revision:
        return False
    if not rules.is_needed((await reach(session, broadcast)).people, await above(session)):
        return False
    broadcast.phase, broadcast.send_at, broadcast.send_wall = BroadcastPhase.COMPOSING, None, None
    await session.flush()
    what = f"lapsed {broadcast.revision}"
    await _tell_writers(session, broadcast, last, what, partial(screens.lapsed, broadcast), moment)
    return True


async def open_one(
    session: AsyncSession, broadcast_id: int, approval_id: int = 0
) -> tuple[Broadcast, Approval]:
    """A broadcast that waits for an approval, locked, and what was asked. Raises NoSuchBroadcast, and HasMovedOn when
    it does not wait any more, or for another one than `approval_id`."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.ASKING)
    approval = await newest(session, broadcast)
    if approval is None or approval.state is not ApprovalState.OPEN or approval_id not in (0, approval.id):
        raise HasMovedOn
    return broadcast, approval


@dataclass(frozen=True)
class Asked:
    """What was asked about a broadcast that waits: who can approve it, and what they are called, "" who has no
    name."""

    approval: Approval
    can: frozenset[int]
    names: tuple[str, ...]


async def asked(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> Asked:
    """What was asked about a broadcast that waits for an approval. Raises HasMovedOn."""
    _broadcast, approval = await open_one(session, broadcast.id)
    can = await who_can(session, (broadcast.author_id, approval.asked_by), moment)
    called = await staff.named(session, can)
    return Asked(approval, can, tuple(called.get(one, "") for one in can))


async def _to_decide(
    session: AsyncSession, broadcast_id: int, approval_id: int, revision: int, actor_id: int
) -> tuple[Broadcast, Approval]:
    broadcast, approval = await open_one(session, broadcast_id, approval_id)
    if actor_id in (broadcast.author_id, approval.asked_by):
        raise OwnBroadcast
    await check_shown(session, broadcast, revision, actor_id)
    return broadcast, approval


async def to_decline(
    session: AsyncSession, broadcast_id: int, approval_id: int, revision: int, actor_id: int
) -> Broadcast:
    """A broadcast that somebody may decline. Raises what `decline` does."""
    return (await _to_decide(session, broadcast_id, approval_id, revision, actor_id))[0]


async def approve(
    session: AsyncSession,
    broadcast_id: int,
    approval_id: int,
    revision: int,
    actor_id: int,
    moment: Moment,
    *,
    seen_in: int | None = None,
) -> Broadcast:
    """Approve what was shown: it goes out as was asked. When that time has passed, or it would go out at night now, it
    is approved, and somebody has to choose when. `seen_in` is the message in which they see what comes of it.

    Raises HasMovedOn, OwnBroadcast, ChangedSince; what `ready` does.
    """
    broadcast, approval = await _to_decide(session, broadcast_id, approval_id, revision, actor_id)
    await ready(session, broadcast)
    _decided(approval, ApprovalState.APPROVED, actor_id, moment)
    approval.revision = broadcast.revision
    broadcast.phase = BroadcastPhase.COMPOSING
    staff.audit(session, actor_id, Deed.BROADCAST_APPROVED, moment, broadcast=str(broadcast.id))
    await session.flush()
    if _is_in_time(approval, moment):
        await _set(session, broadcast, approval.send_wall, actor_id, moment)
    who = await _called(session, actor_id)
    await _end_asking(session, broadcast, approval, who, seen_in, moment)
    await _tell_writers(
        session, broadcast, approval, "approved", partial(screens.approved, broadcast, who, moment), moment
    )
    return broadcast


def _is_in_time(approval: Approval, moment: Moment) -> bool:
    if approval.send_wall is None:
        return not is_quiet(moment.now, moment.zone)
    return instant_of(approval.send_wall, moment.zone) > moment.now


async def decline(
    session: AsyncSession,
    broadcast_id: int,
    approval_id: int,
    revision: int,
    words: str,
    actor_id: int,
    moment: Moment,
    *,
    seen_in: int | None = None,
) -> Broadcast:
    """Not like this: back to composing; who asked is told, with a word on why, which may be empty. Raises HasMovedOn,
    OwnBroadcast, ChangedSince. For `seen_in` see `approve`."""
    broadcast, approval = await _to_decide(session, broadcast_id, approval_id, revision, actor_id)
    _decided(approval, ApprovalState.DECLINED, actor_id, moment)
    broadcast.phase = BroadcastPhase.COMPOSING
    staff.audit(session, actor_id, Deed.BROADCAST_DECLINED, moment, broadcast=str(broadcast.id))
    await session.flush()
    who = await _called(session, actor_id)
    await _end_asking(session, broadcast, approval, who, seen_in, moment)
    screen = partial(screens.declined, broadcast, who, words)
    await _tell_writers(session, broadcast, approval, "declined", screen, moment)
    return broadcast


async def withdraw(
    session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment, *, seen_in: int | None = None
) -> Broadcast:
    """Nobody is asked any more: back to composing. Raises HasMovedOn when it was decided meanwhile. For `seen_in` see
    `approve`."""
    broadcast, approval = await open_one(session, broadcast_id)
    _decided(approval, ApprovalState.WITHDRAWN, actor_id, moment)
    broadcast.phase = BroadcastPhase.COMPOSING
    staff.audit(session, actor_id, Deed.APPROVAL_WITHDRAWN, moment, broadcast=str(broadcast.id))
    await session.flush()
    who = await _called(session, actor_id)
    await _end_asking(session, broadcast, approval, who, seen_in, moment)
    return broadcast


def _decided(approval: Approval, state: ApprovalState, actor_id: int, moment: Moment) -> None:
    approval.state, approval.decided_by, approval.decided_at = state, actor_id, moment.now


async def _end_asking(
    session: AsyncSession,
    broadcast: Broadcast,
    approval: Approval,
    who: KnownAs | None,
    seen_in: int | None,
    moment: Moment,
) -> None:
    """Whoever was not asked yet is not any more, and the others see in their request how it ended."""
    await telling.cancel(session, broadcast.about, moment, only=_asking(approval))
    screen = partial(screens.was_decided, broadcast, approval, who, moment)
    besides = (approval.decided_by or 0, seen_in)
    await telling.amend(session, broadcast.about, _asking(approval), screen, moment, besides=besides)


async def _tell_writers(
    session: AsyncSession,
    broadcast: Broadcast,
    approval: Approval,
    what: str,
    screen: Callable[[], Reply],
    moment: Moment,
) -> bool:
    """Tell who wrote it and who asked for it, or all editors when neither is of the staff. True when any had not heard
    it yet."""
    message = Message(broadcast.about, f"{what} {approval.id}", Purpose.NOTICE, screen)
    editors = await staff.everyone(session, moment.owner_ids, Role.EDITOR)
    writers = {broadcast.author_id, approval.asked_by}.intersection(editors)
    whom = (writers or set(editors)) - {approval.decided_by}
    told = await telling.tell_accounts(session, {one for one in whom if one is not None}, message, moment)
    return told > 0


async def tell_overdue(session: AsyncSession, moment: Moment) -> bool:
    """Tell who asked for a broadcast that its time has come and nobody approved it; once. True when any were told."""
    waiting = await session.scalars(
        select(Broadcast).where(Broadcast.phase == BroadcastPhase.ASKING).order_by(Broadcast.id)
    )
    is_told = False
    for broadcast in waiting.all():
        approval = await newest(session, broadcast)
        if approval is None or approval.send_wall is None or _is_in_time(approval, moment):
            continue
        screen = partial(screens.overdue, broadcast, approval.send_wall)
        is_told |= await _tell_writers(session, broadcast, approval, "overdue", screen, moment)
    return is_told
