"""Corrections: a broadcast that was sent gets another text, or is withdrawn, wherever it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, number, speaking
from bot.markup import CAPTION_LENGTH, plain, tidied
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.corrections import Correction
from bot.models.deliveries import Delivery, Purpose, Status
from bot.moment import Moment
from bot.outbox import broadcasts as outbox_broadcasts
from bot.outbox import corrections as outbox
from bot.rules import approvals as approval_rules
from bot.rules.corrections import IN_TIME, Affected, CorrectionKind, CorrectionReport, Means, Spread
from bot.rules.staff import Deed
from bot.screens import corrections as screens
from bot.services import approvals, broadcasts, composing, rows, staff
from bot.services.broadcasts import LEFT, PENDING, HasMovedOn, NoSuchBroadcast, locked
from bot.services.telling import Message, tell_accounts
from bot.services.wordings import NotWritten

DRAFTS_KEPT = timedelta(days=7)


class TooLongAgo(Refusal):
    """The messages are not on record any more."""

    wording = N_("This broadcast was sent more than a year ago: its messages cannot be changed any more.")


class Withdrawn(Refusal):
    wording = N_("This broadcast was withdrawn: there is nothing left to change.")


class SaysSoAlready(Refusal):
    wording = N_("This is what it says already. Send me the new text, or leave with /cancel.")


class TooLongForCaption(Refusal):
    """The media of what was sent stay, and the text stands below them."""

    wording = N_(
        "This text has {length} characters; below a photo, a video or a document {limit} fit. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class TextHasChanged(Refusal):
    """Somebody else corrected the same text meanwhile."""

    wording = N_("The text was corrected by somebody else meanwhile. Look at it again before you change it.")


async def changeable(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that was sent, or is on its way, locked.

    Raises NoSuchBroadcast, HasMovedOn, Withdrawn, TooLongAgo.
    """
    broadcast = await locked(session, broadcast_id, *LEFT)
    if broadcast.withdrawn_at is not None:
        raise Withdrawn
    if broadcast.letter_id is None:
        raise TooLongAgo
    return broadcast


def readers_of(broadcast: Broadcast, language: str) -> tuple[str, ...]:
    """Who gets the text in a language, also instead of their own: their languages."""
    return tuple(reader for reader in LOCALES if broadcast.wordings.read_in(reader) == language)


async def affected(
    session: AsyncSession, broadcast: Broadcast, moment: Moment, language: str = ""
) -> Affected:
    """How many messages a correction of the text in a language, or without one the withdrawal, is about."""
    which = Delivery.language.in_(readers_of(broadcast, language)) if language else true()
    arrived = outbox.arrived(broadcast.id, which)
    late = await session.scalar(select(func.count()).where(arrived, _is_late(moment))) or 0
    found = await session.execute(
        select(Delivery.status, func.count())
        .where(outbox_broadcasts.messages_of(broadcast.id), which)
        .group_by(Delivery.status)
    )
    statuses = dict(found.all())
    return Affected(
        reached=(await session.scalar(select(func.count()).where(arrived)) or 0) - late,
        late=late,
        ahead=sum(statuses.get(status, 0) for status in PENDING),
        unknown=statuses.get(Status.UNCERTAIN, 0),
    )


def _is_late(moment: Moment) -> ColumnElement[bool]:
    return Delivery.settled_at < moment.now - IN_TIME


async def write(
    session: AsyncSession, broadcast_id: int, language: str, html: str, actor_id: int, moment: Moment
) -> Correction:
    """Write down what a text is to say, not yet in force. Raises what `changeable` does, NotWritten, SaysSoAlready,
    TextTooLong, TooLongForCaption."""
    broadcast = await changeable(session, broadcast_id)
    before = broadcast.wordings.written.get(language)
    if before is None:
        raise NotWritten
    try:
        text = composing.text_of(broadcast, language, tidied(html))
    except composing.TooLongForMedia as long:
        raise TooLongForCaption(length=number(long.length), limit=number(CAPTION_LENGTH)) from None
    if text.html == before:
        raise SaysSoAlready
    drafts = (Correction.broadcast_id == broadcast.id, Correction.confirmed_at.is_(None))
    await session.execute(delete(Correction).where(*drafts, Correction.language == language))
    correction = Correction(
        broadcast_id=broadcast.id,
        kind=CorrectionKind.TEXT,
        language=language,
        before=before,
        html=text.html,
        created_at=moment.now,
        written_by=actor_id,
    )
    session.add(correction)
    await session.flush()
    return correction


async def get(session: AsyncSession, correction_id: int) -> tuple[Broadcast, Correction]:
    """A correction that is not in force yet, with its broadcast, both locked. Raises HasMovedOn, and what `changeable`
    does."""
    correction = await session.get(Correction, correction_id)
    if correction is None:
        raise NoSuchBroadcast
    broadcast = await changeable(session, correction.broadcast_id)
    correction = await rows.locked(session, Correction, correction_id, HasMovedOn)
    if correction.confirmed_at is not None:
        raise HasMovedOn
    return broadcast, correction


async def broadcast_of(session: AsyncSession, correction_id: int) -> Broadcast:
    """The broadcast of a correction, locked. Raises NoSuchBroadcast."""
    correction = await session.get(Correction, correction_id)
    if correction is None:
        raise NoSuchBroadcast
    return await locked(session, correction.broadcast_id)


async def confirm(
    session: AsyncSession, correction_id: int, actor_id: int, moment: Moment
) -> tuple[Broadcast, Sequence[str] | None]:
    """Put a correction in force: whoever has the message sees it changed, whoever has not gets the new text. No phone
    rings. When it is for more people than one of the staff may write to alone, and this one wrote it, the others are
    asked instead; what they are called ("" who has no name) comes with the broadcast then, and None when it is in
    force.

    Raises what `get` does, TextHasChanged, NobodyElse.
    """
    broadcast, correction = await get(session, correction_id)
    if broadcast.wordings.written.get(correction.language) != correction.before:
        raise TextHasChanged
    about = await affected(session, broadcast, moment, correction.language)
    if actor_id == correction.written_by and approval_rules.is_needed(
        about.arrived + about.ahead, await approvals.above(session)
    ):
        return broadcast, await _ask_others(session, broadcast, correction, about, moment)
    await _put_in_force(session, broadcast, correction, actor_id, moment)
    return broadcast, None


async def _ask_others(
    session: AsyncSession, broadcast: Broadcast, correction: Correction, about: Affected, moment: Moment
) -> Sequence[str]:
    can = await approvals.who_can(session, (correction.written_by,), moment)
    if not can:
        raise approvals.NobodyElse
    who = (await staff.called(session, {correction.written_by or 0})).get(correction.written_by or 0)
    screen = partial(screens.asks, broadcast, correction, about, who)
    what = f"correction {correction.id}"
    await tell_accounts(session, can, Message(broadcast.about, what, Purpose.NOTICE, screen), moment)
    named = await staff.named(session, can)
    return [named.get(one, "") for one in can]


async def _put_in_force(
    session: AsyncSession, broadcast: Broadcast, correction: Correction, actor_id: int, moment: Moment
) -> None:
    text = next(one for one in broadcast.texts if one.language == correction.language)
    text.html = correction.html
    await _begin(session, broadcast, correction, moment)
    changes = [(f"text {correction.language}", plain(correction.before), plain(correction.html))]
    staff.audit(
        session, actor_id, Deed.BROADCAST_CORRECTED, moment, changes=changes, broadcast=str(broadcast.id)
    )
    await session.flush()
    if correction.written_by not in (None, actor_id):
        who = (await staff.called(session, {actor_id})).get(actor_id)
        message = Message(
            broadcast.about,
            f"correction {correction.id} in force",
            Purpose.NOTICE,
            partial(screens.in_force, broadcast, correction.language, who),
        )
        await tell_accounts(session, {correction.written_by or 0}, message, moment)


def look_again(broadcast: Broadcast, correction: Correction) -> None:
    """Somebody saw that the text was corrected meanwhile: the correction is of how it reads now."""
    correction.before = broadcast.wordings.written.get(correction.language, "")


async def withdraw(
    session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment, *, replaces: bool
) -> Broadcast:
    """Delete a broadcast wherever it arrived within 48 hours; with `replaces`, what is older says that it was
    withdrawn. What has not left stays here. Raises what `changeable` does."""
    broadcast = await changeable(session, broadcast_id)
    if broadcast.phase in (BroadcastPhase.SENDING, BroadcastPhase.PAUSED):
        await broadcasts.stop(session, broadcast, moment)
    broadcast.withdrawn_at = moment.now
    correction = Correction(
        broadcast_id=broadcast.id,
        kind=CorrectionKind.WITHDRAWAL,
        replaces=replaces,
        created_at=moment.now,
    )
    session.add(correction)
    await session.flush()
    await _begin(session, broadcast, correction, moment)
    staff.audit(session, actor_id, Deed.BROADCAST_WITHDRAWN, moment, broadcast=str(broadcast.id))
    await session.flush()
    return broadcast


async def _begin(session: AsyncSession, broadcast: Broadcast, correction: Correction, moment: Moment) -> None:
    correction.confirmed_at = moment.now
    readers: tuple[str, ...] = LOCALES
    if correction.kind is CorrectionKind.TEXT:
        readers = readers_of(broadcast, correction.language)
        correction.on_the_way = await outbox.reword(session, broadcast, broadcasts.contents(broadcast))
    else:
        correction.on_the_way = await outbox.on_the_way(session, broadcast.id)
    edits = _edits(broadcast, correction)
    await outbox.overtake(session, broadcast.id, readers, edits, moment.now)
    await _write_down(session, broadcast, correction, true(), moment)


async def _write_down(
    session: AsyncSession,
    broadcast: Broadcast,
    correction: Correction,
    which: ColumnElement[bool],
    moment: Moment,
) -> None:
    """Change the messages that arrived, of these."""
    edits = _edits(broadcast, correction)
    if correction.kind is CorrectionKind.TEXT:
        theirs = Delivery.language.in_(readers_of(broadcast, correction.language))
        await _change(session, broadcast, correction, Means.EDIT, edits, and_(which, theirs), moment)
        return
    deletion = {language: {"text": "", "deletes": []} for language in LOCALES}
    in_time = and_(which, ~_is_late(moment))
    await _change(session, broadcast, correction, Means.DELETE, deletion, in_time, moment)
    if correction.replaces:
        late = and_(which, _is_late(moment))
        await _change(session, broadcast, correction, Means.EDIT, edits, late, moment)


async def _change(
    session: AsyncSession,
    broadcast: Broadcast,
    correction: Correction,
    means: Means,
    contents: dict[str, Any],
    which: ColumnElement[bool],
    moment: Moment,
) -> None:
    arrived = outbox.arrived(broadcast.id, which)
    await outbox.write_down(session, broadcast, correction.what(means), contents, arrived, moment.now)


def _edits(broadcast: Broadcast, correction: Correction) -> dict[str, Any]:
    """What the message says from now on, for the readers of each language. It is never sent as a new one."""
    contents = broadcasts.contents(broadcast)
    edits = {}
    for language in LOCALES:
        content = contents.get(language) or contents.get(correction.language) or next(iter(contents.values()))
        if correction.kind is CorrectionKind.WITHDRAWAL:
            content = _withdrawn(content, language)
        edits[language] = content | {"only_edits": True}
    return edits


def _withdrawn(content: dict[str, Any], language: str) -> dict[str, Any]:
    """The message with its words replaced, and without its buttons; its pictures stay."""
    with speaking(language):
        words = screens.withdrawn_for_readers()
    stays = {"text": words}
    # Of an album with buttons, the words are a message of their own
    if (media := content.get("media")) and (len(media) == 1 or "buttons" not in content):
        stays["media"] = media
    return stays


async def purge_drafts(session: AsyncSession, moment: Moment) -> None:
    """Drop what somebody wrote and did not confirm within a week."""
    is_draft = Correction.confirmed_at.is_(None)
    old = Correction.created_at < moment.now - DRAFTS_KEPT
    await session.execute(delete(Correction).where(is_draft, old))


async def follow(session: AsyncSession, moment: Moment) -> bool:
    """Change what was on its way when a correction began and has arrived since; note what is through. True when
    something was enqueued."""
    active = select(Correction).where(Correction.confirmed_at.is_not(None), Correction.ended_at.is_(None))
    is_enqueued = False
    for correction in await rows.due(session, active.order_by(Correction.id)):
        broadcast = await session.get_one(Broadcast, correction.broadcast_id)
        if correction.on_the_way:
            came, left = await outbox.how_they_ended(session, correction.on_the_way)
            correction.on_the_way = left
            if came:
                await _write_down(session, broadcast, correction, Delivery.id.in_(came), moment)
                is_enqueued = True
        counts = await outbox.counted(session, broadcast.id)
        theirs = {means: counts.get(correction.what(means), {}) for means in Means}
        is_pending = any(status in counted for counted in theirs.values() for status in PENDING)
        if not correction.on_the_way and not is_pending:
            correction.ended_at = moment.now
            correction.counts = {
                means.value: {status.value: n for status, n in counted.items()}
                for means, counted in theirs.items()
            }
    return is_enqueued


async def reports(session: AsyncSession, broadcast_id: int) -> tuple[CorrectionReport, ...]:
    """How far each correction of a broadcast has come, the newest first."""
    found = await session.scalars(
        select(Correction)
        .where(Correction.broadcast_id == broadcast_id, Correction.confirmed_at.is_not(None))
        .order_by(Correction.id.desc())
    )
    corrections = found.all()
    running: dict[str, dict[Status, int]] = {}
    if any(one.ended_at is None for one in corrections):
        running = await outbox.counted(session, broadcast_id)
    return tuple(_report(one, running) for one in corrections)


def _report(correction: Correction, running: dict[str, dict[Status, int]]) -> CorrectionReport:
    spreads = {}
    for means in Means:
        counts = running.get(correction.what(means), {})
        if correction.ended_at is not None:
            counts = {Status(status): n for status, n in correction.counts.get(means, {}).items()}
        spreads[means] = _spread(counts)
    on_the_way = len(correction.on_the_way)
    means = Means.EDIT if correction.kind is CorrectionKind.TEXT else Means.DELETE
    there = spreads[means]
    spreads[means] = Spread(there.done, there.pending + on_the_way, there.failed)
    return CorrectionReport(
        correction.kind,
        correction.language,
        correction.confirmed_at or correction.created_at,
        edited=spreads[Means.EDIT],
        deleted=spreads[Means.DELETE],
    )


def _spread(counts: dict[Status, int]) -> Spread:
    """What a newer change has overtaken is not counted here, but there."""
    return Spread(
        done=counts.get(Status.SENT, 0),
        pending=sum(counts.get(status, 0) for status in PENDING),
        failed=sum(counts.get(one, 0) for one in (Status.FAILED, Status.UNREACHABLE, Status.UNCERTAIN)),
    )
