"""Broadcasts: sent to an audience, paused and resumed, listed; `composing` writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_
from bot.models.broadcasts import Broadcast, BroadcastChange, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person
from bot.moment import Moment
from bot.outbox import broadcasts as outbox
from bot.outbox.broadcasts import may_go_again, messages_of
from bot.replies import laid_out
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import BroadcastReport, Edited, Tally
from bot.rules.ledger import Offer
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.screens import broadcasts as screens
from bot.services import audiences, ledger, rows, staff
from bot.services.wordings import LanguageMissing, NothingWritten

LEFT = (
    BroadcastPhase.SENDING,
    BroadcastPhase.PAUSED,
    BroadcastPhase.FINISHED,
    BroadcastPhase.CANCELLED,
)
"""How a broadcast stands of which anybody can have got anything."""


class NoSuchBroadcast(Refusal):
    wording = N_("This broadcast does not exist any more.")


class HasMovedOn(Refusal):
    """The broadcast is not where the button thought: somebody, or time, was quicker."""

    wording = N_("This broadcast has moved on. Here is how it stands now.")


async def get(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """One broadcast, to be looked at. Raises NoSuchBroadcast."""
    broadcast = await session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.phase is BroadcastPhase.DISCARDED:
        raise NoSuchBroadcast
    return broadcast


async def locked(session: AsyncSession, broadcast_id: int, *phases: BroadcastPhase) -> Broadcast:
    """One broadcast, locked until the commit. Raises NoSuchBroadcast, and HasMovedOn outside `phases`."""
    broadcast = await rows.locked(session, Broadcast, broadcast_id, NoSuchBroadcast)
    if broadcast.phase is BroadcastPhase.DISCARDED:
        raise NoSuchBroadcast
    if phases and broadcast.phase not in phases:
        raise HasMovedOn
    return broadcast


async def under_way(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that is being sent or paused, locked. Raises NoSuchBroadcast, HasMovedOn."""
    return await locked(session, broadcast_id, BroadcastPhase.SENDING, BroadcastPhase.PAUSED)


async def unsent(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that can be sent, now or at a time: one that is being composed, or was held back; locked. Raises
    NoSuchBroadcast, HasMovedOn."""
    return await locked(session, broadcast_id, BroadcastPhase.COMPOSING, BroadcastPhase.HELD)


async def draft(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that is being composed, locked. Raises NoSuchBroadcast, HasMovedOn."""
    return await locked(session, broadcast_id, BroadcastPhase.COMPOSING)


def changed(session: AsyncSession, broadcast: Broadcast, what: Edited, actor_id: int | None) -> None:
    """What a broadcast says, or to whom, was changed: what was confirmed or approved before is no longer.

    Whoever changes its texts, media, buttons, audience or fallbacks calls this, with the broadcast locked.
    """
    broadcast.revision += 1
    session.add(
        BroadcastChange(broadcast_id=broadcast.id, revision=broadcast.revision, what=what, actor_id=actor_id)
    )


class ChangedSince(Refusal):
    """It is not what was shown any more: somebody changed it. `changes` says who, and what; None for themselves."""

    wording = N_("This broadcast was changed since you looked at it.")

    def __init__(self, changes: Sequence[tuple[str | None, Edited]]) -> None:
        super().__init__()
        self.changes = tuple(changes)


async def check_shown(session: AsyncSession, broadcast: Broadcast, revision: int, actor_id: int) -> None:
    """Whether a broadcast is still what somebody was shown. Raises ChangedSince; also for what the buttons of before
    carried, which is no revision at all: then nobody knows what was shown."""
    if revision == broadcast.revision:
        return
    found = await session.scalars(
        select(BroadcastChange)
        .where(BroadcastChange.broadcast_id == broadcast.id, BroadcastChange.revision > revision)
        .order_by(BroadcastChange.revision)
    )
    changes = found.all() if revision > 0 else []
    called = await staff.named(session, {one.actor_id for one in changes if one.actor_id is not None})
    raise ChangedSince(
        [
            (None if one.actor_id == actor_id else called.get(one.actor_id or 0, ""), one.what)
            for one in changes
        ]
    )


async def reach(session: AsyncSession, broadcast: Broadcast) -> Reach:
    """Whom the broadcast reaches if it is sent now."""
    audience = Audience.of(broadcast.audience)
    return await audiences.reach(session, audience, by_company=broadcast.by_company)


async def ready(session: AsyncSession, broadcast: Broadcast) -> Reach:
    """Whom it reaches, when it can be sent. Raises NothingWritten, NobodyThere; LanguageMissing, unless it was
    confirmed before, since it was said then what late readers get."""
    if not broadcast.texts:
        raise NothingWritten
    reached = await reach(session, broadcast)
    if not reached.people:
        raise audiences.NobodyThere
    if broadcast.phase is BroadcastPhase.COMPOSING and broadcast.wordings.missing(reached):
        raise LanguageMissing
    return reached


SENT_AGAIN = {Status.FAILED: Deed.FAILED_SENT_AGAIN, Status.UNCERTAIN: Deed.UNCERTAIN_SENT_AGAIN}
CHUNK = 5_000
"""How many ids, of people or companies, one INSERT … SELECT spans."""


async def send_at_once(
    session: AsyncSession, broadcast: Broadcast, actor_id: int | None, moment: Moment
) -> None:
    """Start a broadcast that was composed in one go. Raises what `ready` does."""
    await ready(session, broadcast)
    _audit(session, broadcast, Deed.BROADCAST_SENT, actor_id, moment)
    await launch(session, broadcast, moment)


async def launch(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """Write a message down for everybody of the audience, as it is now."""
    broadcast.phase = BroadcastPhase.SENDING
    broadcast.started_at = broadcast.watched_from = moment.now
    broadcast.progress_shown = ""
    await session.execute(delete(BroadcastChange).where(BroadcastChange.broadcast_id == broadcast.id))
    # Who joins from now on, or reads another language, gets what was said for them when it was confirmed
    late = {language: broadcast.wordings.standing(language) for language in LOCALES}
    given = {reader: read for reader, read in late.items() if read is not None and read != reader}
    broadcast.fallbacks = {**broadcast.fallbacks, **given}
    await session.flush()
    await expand(session, broadcast, moment)


def contents(broadcast: Broadcast) -> dict[str, Any]:
    """What the readers of each language get, laid out for the language that it is written in."""
    return {
        language: laid_out(screens.message(broadcast, read, language), read)
        for language in LOCALES
        if (read := broadcast.wordings.read_in(language)) is not None
    }


async def expand(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """One message for each person of the audience, or for one of each company, who gets it in the language they read
    when it leaves. Idempotent as long as the audience stays the same.

    A text is laid out for the language that it is written in, also for readers of another. For whoever reads a language
    that nothing is written or chosen for, it fails.
    """
    audience = select(Person).where(audiences.REACHABLE, audiences.people_of(Audience.of(broadcast.audience)))
    # Where one of each company is chosen, all people of a company are in the same chunk
    by = Person.company_id if broadcast.by_company else Person.id
    last = await session.scalar(select(func.max(by))) or 0
    chunks = (audience.where(by >= first, by < first + CHUNK) for first in range(0, last + 1, CHUNK))
    chosen = map(audiences.speaking_for_companies, chunks) if broadcast.by_company else chunks
    recipients = (whom.with_only_columns(Person.telegram_id, Person.id, Person.language) for whom in chosen)
    await outbox.write_down(session, broadcast, contents(broadcast), recipients, moment.now)
    if broadcast.button and broadcast.letter_id is not None:
        about = broadcast.about
        await ledger.were_offered(session, broadcast.letter_id, Offer.BROADCAST, about, moment, is_once=True)


async def pause(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Pause what has not been sent."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.SENDING)
    await outbox.move(session, broadcast.id, [Status.WAITING], Status.PAUSED, moment.now)
    broadcast.phase, broadcast.paused_because = BroadcastPhase.PAUSED, ""
    _audit(session, broadcast, Deed.BROADCAST_PAUSED, actor_id, moment)
    await session.flush()
    return broadcast


async def resume(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send what was paused. Earlier failures do not count towards pausing itself again."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.PAUSED)
    await outbox.move(session, broadcast.id, [Status.PAUSED], Status.WAITING, moment.now)
    await go_on(session, broadcast, moment)
    _audit(session, broadcast, Deed.BROADCAST_RESUMED, actor_id, moment)
    await session.flush()
    return broadcast


async def cancel(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send no more of it."""
    broadcast = await under_way(session, broadcast_id)
    await stop(session, broadcast, moment)
    _audit(session, broadcast, Deed.BROADCAST_CANCELLED, actor_id, moment)
    await session.flush()
    return broadcast


async def stop(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """What has not left of a locked broadcast stays here; whoever was to get it was offered nothing."""
    await outbox.move(session, broadcast.id, [Status.WAITING, Status.PAUSED], Status.CANCELLED, moment.now)
    broadcast.phase, broadcast.ended_at = BroadcastPhase.CANCELLED, moment.now
    if broadcast.button:
        unsent = select(Delivery.person_id).where(
            messages_of(broadcast.id), Delivery.status == Status.CANCELLED
        )
        await ledger.take_back_offers(session, unsent, Offer.BROADCAST, broadcast.about)


async def send_again(
    session: AsyncSession, broadcast_id: int, ended: Status, actor_id: int, moment: Moment
) -> Broadcast:
    """Send the uncertain or the failed messages of a finished broadcast once more. Raises HasMovedOn."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.FINISHED)
    if broadcast.withdrawn_at is not None:
        raise HasMovedOn
    again = await outbox.send_again(session, broadcast.id, ended, worded_in(broadcast), moment.now)
    if again:
        await go_on(session, broadcast, moment)
        _audit(session, broadcast, SENT_AGAIN[ended], actor_id, moment)
    await session.flush()
    return broadcast


async def go_on(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """More of a locked broadcast goes out. Earlier failures do not count towards its pausing itself again."""
    broadcast.phase, broadcast.paused_because, broadcast.ended_at = BroadcastPhase.SENDING, "", None
    broadcast.watched_from = moment.now
    broadcast.settled_before = (await tallies(session, [broadcast.id]))[broadcast.id].settled


def _audit(
    session: AsyncSession, broadcast: Broadcast, act: Deed, actor_id: int | None, moment: Moment
) -> None:
    staff.audit(session, actor_id, act, moment, broadcast=str(broadcast.id))


REASONS = 5
"""Different reasons of failure on a page."""
PENDING = (Status.WAITING, Status.PAUSED, Status.SENDING)


FIRST = (BroadcastPhase.HELD, BroadcastPhase.ASKING, BroadcastPhase.SCHEDULED, BroadcastPhase.COMPOSING)
"""What stands above all others in the list, in this order: what somebody has to decide, what will go out, what is
being written."""
NOT_FOR_ALL = (BroadcastPhase.COMPOSING, BroadcastPhase.ASKING)
"""What is not final: nobody sees it who may not change it."""


async def listed(session: AsyncSession, page: int, *, with_drafts: bool) -> Page[Broadcast]:
    """A page of broadcasts: those that are held or wait for approval, those that will go out, the next one first; those
    being written; then the others, what was sent last first.

    With those that are not final yet, or without.
    """
    hidden = [BroadcastPhase.DISCARDED, *(() if with_drafts else NOT_FOR_ALL)]
    rank = case({phase: place for place, phase in enumerate(FIRST)}, value=Broadcast.phase, else_=len(FIRST))
    is_ahead = Broadcast.phase == BroadcastPhase.SCHEDULED
    query = select(Broadcast).where(Broadcast.phase.not_in(hidden))
    since = func.coalesce(Broadcast.started_at, Broadcast.created_at)
    ordered = query.order_by(rank, case((is_ahead, Broadcast.send_at)), since.desc(), Broadcast.id.desc())
    return await rows.page_of(session, ordered, page)


async def tallies(session: AsyncSession, broadcast_ids: Collection[int]) -> dict[int, Tally]:
    """How the messages of each of these stand, with those that ended so long ago that only their number is kept."""
    found = await session.execute(
        select(Delivery.broadcast_id, Delivery.status, func.count())
        .where(Delivery.broadcast_id.in_(broadcast_ids), Delivery.purpose == Purpose.BROADCAST)
        .group_by(Delivery.broadcast_id, Delivery.status)
    )
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for broadcast_id, status, messages in found.all():
        if broadcast_id is not None:
            counted[broadcast_id]["pending" if status in PENDING else status.value] += messages
    kept = await session.execute(
        select(Broadcast.id, Broadcast.counts).where(Broadcast.id.in_(broadcast_ids))
    )
    for broadcast_id, counts in kept.all():
        for ended, messages in counts.items():
            counted[broadcast_id][ended] += messages
    return {broadcast_id: Tally(**counted[broadcast_id]) for broadcast_id in broadcast_ids}


async def report(session: AsyncSession, broadcast_id: int) -> BroadcastReport:
    """How one broadcast stands, with Telegram's reasons and how many can be sent once more."""
    tally = (await tallies(session, [broadcast_id]))[broadcast_id]
    broadcast = await session.get_one(Broadcast, broadcast_id)
    found = await report_of(session, tally, messages_of(broadcast_id), worded_in(broadcast))
    return replace(found, wordless=await outbox.wordless(session, broadcast)) if tally.failed else found


def worded_in(broadcast: Broadcast) -> list[str]:
    """The languages whose readers get a text, their own or another."""
    return [language for language in LOCALES if broadcast.wordings.read_in(language) is not None]


async def report_of(
    session: AsyncSession, tally: Tally, which: ColumnElement[bool], worded: Collection[str] = LOCALES
) -> BroadcastReport:
    """The same for any messages to an audience (a condition on Delivery), of which the tally is known, and in which
    languages there are words."""
    if not tally.failed and not tally.uncertain:
        return BroadcastReport(tally)
    return BroadcastReport(
        tally,
        reasons=await _reasons(session, which),
        uncertain_again=await _count(session, which, may_go_again(Status.UNCERTAIN, worded)),
        failed_again=await _count(session, which, may_go_again(Status.FAILED, worded)),
    )


async def reasons(session: AsyncSession, broadcast_id: int, page: int = 0) -> Page[tuple[str, int]]:
    """A page of why messages of a broadcast failed, with how many did for each reason, the commonest first."""
    return await _reasons(session, messages_of(broadcast_id), page)


async def all_reasons(session: AsyncSession, broadcast_id: int) -> list[tuple[str, int]]:
    """Why messages of a broadcast failed, with how many did for each reason, the commonest first."""
    return await _all_reasons(session, messages_of(broadcast_id))


async def _reasons(session: AsyncSession, which: ColumnElement[bool], page: int = 0) -> Page[tuple[str, int]]:
    return page_of(await _all_reasons(session, which), page, REASONS)


async def _all_reasons(session: AsyncSession, which: ColumnElement[bool]) -> list[tuple[str, int]]:
    found = await session.execute(
        select(Delivery.error, func.count())
        .where(which, Delivery.status == Status.FAILED)
        .group_by(Delivery.error)
        .order_by(func.count().desc(), Delivery.error)
    )
    return [(error, messages) for error, messages in found]


async def _count(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Delivery).where(*which)) or 0
