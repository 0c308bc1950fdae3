"""Following a broadcast: its progress message edits itself, its end is noticed, staff hear when it paused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.interest import BroadcastTap
from bot.moment import Moment
from bot.outbox import live
from bot.outbox.broadcasts import messages_of
from bot.replies import Reply
from bot.rules.broadcasts import BroadcastReport
from bot.rules.following import Course, speed_of
from bot.rules.scheduling import COUNTED_DOWN, step_of_countdown
from bot.rules.staff import Role
from bot.screens import following as screens
from bot.screens.scheduling import in_seconds
from bot.services import corrections, staff, telling
from bot.services.broadcasts import reach, report
from bot.services.telling import Message

UNDER_WAY = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED)
OVER = (BroadcastPhase.FINISHED, BroadcastPhase.CANCELLED)
AT_THE_END = "end only"
PROGRESS = "progress"


async def show_progress_in(
    session: AsyncSession, broadcast: Broadcast, chat_id: int, message_id: int | None
) -> None:
    """This message shows the progress from now on; without an id, a new one in the chat will."""
    await telling.withdraw(session, broadcast.about, PROGRESS)
    broadcast.progress_chat_id, broadcast.progress_message_id = chat_id, message_id
    # What an older edit, still on its way, may put there is put right at the next look
    broadcast.progress_shown = ""


async def detach(session: AsyncSession, broadcast: Broadcast) -> None:
    """No message shows the progress any more, nor counts down to the beginning."""
    await telling.withdraw(session, broadcast.about, PROGRESS)
    _detach(broadcast)


def _detach(broadcast: Broadcast) -> None:
    broadcast.progress_chat_id = broadcast.progress_message_id = None


async def show_end_only(session: AsyncSession, broadcast: Broadcast) -> None:
    """The message that showed the progress is needed otherwise: only the end is told, in a new one."""
    await telling.withdraw(session, broadcast.about, PROGRESS)
    broadcast.progress_message_id, broadcast.progress_shown = None, AT_THE_END


async def is_progress(session: AsyncSession, chat_id: int, message_id: int | None) -> bool:
    """Whether a message edits itself to show a broadcast's progress."""
    if message_id is None:
        return False
    shown_there = (Broadcast.progress_chat_id == chat_id, Broadcast.progress_message_id == message_id)
    return await session.scalar(select(Broadcast.id).where(*shown_there).limit(1)) is not None


async def follow(session: AsyncSession, moment: Moment) -> bool:
    """Look at what is on its way: finish what is through, tell of pauses, renew the progress messages.

    True when something was enqueued.
    """
    followed = await session.scalars(
        select(Broadcast)
        .where(
            or_(
                Broadcast.phase.in_(UNDER_WAY),
                and_(
                    Broadcast.progress_chat_id.is_not(None),
                    Broadcast.phase.in_([BroadcastPhase.SCHEDULED, *OVER]),
                ),
            )
        )
        .order_by(Broadcast.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    is_enqueued = False
    for broadcast in followed.all():
        await _keep_apart(session, broadcast)
        if broadcast.phase is not BroadcastPhase.SCHEDULED:
            is_enqueued |= await _follow(session, broadcast, moment)
    return is_enqueued


async def course(
    session: AsyncSession, broadcast: Broadcast, stands: BroadcastReport, moment: Moment
) -> Course:
    """How a broadcast goes or went, whose messages stand so."""
    reached = await session.execute(
        select(Delivery.language, func.count())
        .where(messages_of(broadcast.id), Delivery.status == Status.SENT)
        .group_by(Delivery.language)
    )
    tapped = await session.execute(
        select(BroadcastTap.language, func.count())
        .where(BroadcastTap.broadcast_id == broadcast.id)
        .group_by(BroadcastTap.language)
    )
    speed = None
    if broadcast.phase is BroadcastPhase.SENDING and broadcast.watched_from is not None:
        settled = stands.tally.settled - broadcast.settled_before
        speed = speed_of(settled, moment.now - broadcast.watched_from, stands.tally.pending)
    corrected = await corrections.reports(session, broadcast.id)
    return Course(stands, dict(reached.all()), dict(tapped.all()), speed, corrected)


async def _follow(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    stands = await report(session, broadcast.id)
    is_told = await finish_if_through(session, broadcast, stands, moment)
    if broadcast.phase is BroadcastPhase.PAUSED and broadcast.paused_because:
        is_told = await _tell_of_pause(session, broadcast, moment)
    return await _renew(session, broadcast, stands, moment) or is_told


async def finish_if_through(
    session: AsyncSession, broadcast: Broadcast, stands: BroadcastReport, moment: Moment
) -> bool:
    """A broadcast, locked, of which nothing waits any more is over. True when anybody was told so."""
    if broadcast.phase not in UNDER_WAY or stands.tally.pending:
        return False
    broadcast.phase, broadcast.ended_at = BroadcastPhase.FINISHED, moment.now
    return await _tell_of_end(session, broadcast, stands, moment)


async def _keep_apart(session: AsyncSession, broadcast: Broadcast) -> None:
    """A message that edits itself is nobody's screen: what is shown next comes below it, not in its place."""
    if broadcast.progress_message_id is not None:
        await live.let_go(session, broadcast.progress_chat_id, broadcast.progress_message_id)


async def _renew(
    session: AsyncSession, broadcast: Broadcast, stands: BroadcastReport, moment: Moment
) -> bool:
    """Let the progress message show how it stands, if it shows anything else. True: an edit was enqueued."""
    chat_id = broadcast.progress_chat_id
    goes = await course(session, broadcast, stands, moment) if chat_id is not None else Course(stands)
    shown = _fingerprint(broadcast, goes)
    is_quiet = broadcast.progress_shown == AT_THE_END and broadcast.phase in UNDER_WAY
    if chat_id is None or is_quiet or shown == broadcast.progress_shown:
        return False
    role = await staff.role_of(session, chat_id, moment)
    if role is None:
        _detach(broadcast)
        return False
    screen = partial(screens.standing, broadcast, goes, moment.zone, may_act=role.includes(Role.EDITOR))
    is_enqueued = await telling.renew(
        session,
        chat_id,
        Message(broadcast.about, PROGRESS, Purpose.PROGRESS, screen),
        moment,
        edits=broadcast.progress_message_id,
        broadcast_id=broadcast.id,
    )
    if is_enqueued:
        broadcast.progress_shown = shown
        if broadcast.phase in OVER and not goes.is_moving:
            _detach(broadcast)
    return is_enqueued


async def count_down(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    """Let the message under which a broadcast was sent say how many seconds are left. True: an edit was enqueued."""
    chat_id, message_id = broadcast.progress_chat_id, broadcast.progress_message_id
    if chat_id is None or message_id is None or broadcast.send_at is None:
        return False
    left = broadcast.send_at - moment.now
    step = step_of_countdown(left)
    shown = f"{BroadcastPhase.SCHEDULED} {step}"
    if step == COUNTED_DOWN[0] or shown == broadcast.progress_shown:
        return False
    role = await staff.role_of(session, chat_id, moment)
    if role is None:
        _detach(broadcast)
        return False
    may_act = role.includes(Role.EDITOR)
    screen = partial(in_seconds, broadcast, left, await reach(session, broadcast), may_act=may_act)
    is_enqueued = await telling.renew(
        session,
        chat_id,
        Message(broadcast.about, PROGRESS, Purpose.PROGRESS, screen),
        moment,
        edits=message_id,
        broadcast_id=broadcast.id,
    )
    if is_enqueued:
        broadcast.progress_shown = shown
    return is_enqueued


def _fingerprint(broadcast: Broadcast, goes: Course) -> str:
    """What the progress message shows, in 64 characters; how fast it goes changes nothing by itself."""
    shown = (broadcast.phase, goes.report.tally, sorted(goes.tapped.items()), goes.corrections)
    return sha256(repr(shown).encode()).hexdigest()


async def _tell_of_pause(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    return await _tell(session, broadcast, "paused", lambda: screens.paused_itself(broadcast), moment)


async def _tell_of_end(
    session: AsyncSession, broadcast: Broadcast, stands: BroadcastReport, moment: Moment
) -> bool:
    """Nobody watches it end: staff hear of what did not arrive, for only they may decide to send it again. Its author
    hears that nobody got it, unless that is shown to them anyway."""
    tally = stands.tally
    watcher = broadcast.progress_chat_id
    if tally.reached_nobody:
        is_watched = watcher is not None and watcher == broadcast.author_id
    else:
        is_watched = watcher is not None or not (tally.failed or tally.uncertain)
    if is_watched:
        return False
    return await _tell(session, broadcast, "ended", lambda: screens.ended(broadcast, tally), moment)


async def _tell(
    session: AsyncSession, broadcast: Broadcast, what: str, screen: Callable[[], Reply], moment: Moment
) -> bool:
    """Tell the author once, until it is resumed or sent again. True when anybody had not heard it yet."""
    going = f"{broadcast.watched_from or broadcast.created_at:%Y%m%d%H%M%S}"
    message = Message(broadcast.about, f"{what} {going}", Purpose.NOTICE, screen)
    return await tell_author(session, broadcast, message, moment)


async def tell_author(session: AsyncSession, broadcast: Broadcast, message: Message, moment: Moment) -> bool:
    """Tell the author, or all editors when the author is not of the staff. True when anybody had not heard it yet."""
    author_id = broadcast.author_id
    if author_id is None or await staff.role_of(session, author_id, moment) is None:
        return await telling.tell_staff(session, message, moment) > 0
    return await telling.tell_accounts(session, [author_id], message, moment) > 0
