"""Answering: yes, not now, no, or a colleague; taking a request back; and what ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.introductions import Introduction, Mute
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.introductions import EXPIRES_AFTER, NUDGE_AFTER, Decline, Side, State, Word, answered
from bot.rules.ledger import Act
from bot.services import ledger, people
from bot.services.introductions import suggesting, telling
from bot.services.introductions.looking import (
    NoSuchIntroduction,
    between,
    is_available,
    is_muted,
    locked_introduction,
    locked_people,
)
from bot.services.telling import cancel

AT_ONCE = 5
"""Introductions that one transaction deals with: about a tenth of a second, which answers may have to wait for."""


class NotACandidate(Refusal):
    wording = N_("This colleague cannot take it over. Please choose another one.")


async def answer(
    session: AsyncSession,
    person: Person,
    introduction_id: int,
    word: Word,
    moment: Moment,
    *,
    declined_for: Decline | None = None,
    declined_words: str = "",
    mutes: bool = False,
) -> Introduction:
    """Answer a request or a suggestion. When both have said yes, each gets the other's contact details: here alone.

    What is closed, or said before, stays as it is: the same tap twice does nothing. Raises NoSuchIntroduction.
    """
    asked = await locked_introduction(session, person, introduction_id)
    side = asked.side_of(person.id)
    if side is None or (side is Side.ASKER and not asked.origin.is_proposed):
        raise NoSuchIntroduction
    if mutes:
        await _mute(session, person, asked.partner_of(person.id), moment)
    if not asked.terms.is_open or (word is Word.YES and asked.terms.agrees(side)):
        return asked
    if asked.partner_of(person.id).standing is not Standing.MEMBER:
        await _close(session, asked, State.EXPIRED, None, moment)
        return asked
    if not asked.terms.agrees(side):
        ledger.did(session, person, Act.INTRODUCTION_ANSWERED, asked.about, moment)
    if word is Word.NO:
        asked.declined_for, asked.declined_words = declined_for, declined_words or None
    await _apply(session, asked, side, word, moment)
    return asked


async def _mute(session: AsyncSession, person: Person, partner: Person, moment: Moment) -> None:
    """Somebody wants no more requests from another, whatever has become of this one meanwhile."""
    if not await is_muted(session, partner.id, person.id):
        session.add(Mute(person_id=person.id, muted_id=partner.id, at=moment.now))


async def _apply(session: AsyncSession, asked: Introduction, side: Side, word: Word, moment: Moment) -> None:
    terms = answered(asked.terms, side, word)
    if word is Word.YES:
        asked.asker_agreed_at = asked.asker_agreed_at or (moment.now if terms.asker_agrees else None)
        asked.other_agreed_at = asked.other_agreed_at or (moment.now if terms.other_agrees else None)
    if terms.state is State.OPEN:
        # Said before they were asked, or reminded: that message is not sent any more
        await cancel(session, asked.about, moment, person=asked.asker if side is Side.ASKER else asked.other)
        return
    await _close(session, asked, terms.state, side, moment)
    if terms.state is State.INTRODUCED:
        await telling.introduced(session, asked, side, moment)
    else:
        await _tell_who_waits(session, asked, side, suggesting.Everybody(), moment)


async def _close(
    session: AsyncSession, asked: Introduction, state: State, side: Side | None, moment: Moment
) -> None:
    asked.state, asked.closed_at, asked.closed_by = state, moment.now, side
    await cancel(session, asked.about, moment)


async def _tell_who_waits(
    session: AsyncSession,
    asked: Introduction,
    by: Side | None,
    everybody: suggesting.Everybody,
    moment: Moment,
) -> None:
    """It came to nothing: whoever had said yes learns it, and no more than that."""
    for side in Side:
        person = asked.asker if side is Side.ASKER else asked.other
        if side is not by and asked.terms.agrees(side) and is_available(person):
            # A no may be a no for ever: only "not now" and a hand-over are told apart
            next_best = await suggesting.next_best(session, person, everybody, moment)
            await telling.came_to_nothing(session, asked, side, next_best, moment)


async def withdraw(
    session: AsyncSession, person: Person, introduction_id: int, moment: Moment
) -> Introduction:
    """Take one's own request back, as long as it is not answered. Raises NoSuchIntroduction."""
    asked = await locked_introduction(session, person, introduction_id)
    if asked.side_of(person.id) is not Side.ASKER or asked.origin.is_proposed:
        raise NoSuchIntroduction
    if asked.terms.is_open:
        await _close(session, asked, State.WITHDRAWN, Side.ASKER, moment)
    return asked


async def colleagues_for(session: AsyncSession, person: Person, asked: Introduction) -> list[Person]:
    """The colleagues who could answer instead: members who do not hide, and whom the asker has nothing going with."""
    listed = await people.of_company(session, person.company_id)
    return [
        colleague
        for colleague in listed
        if colleague.id != person.id
        and is_available(colleague)
        and colleague.is_listed
        and not await _has_history(session, asked.asker_id, colleague.id)
    ]


async def _has_history(session: AsyncSession, asker_id: int, colleague_id: int) -> bool:
    settled = (State.OPEN, State.INTRODUCED, State.DECLINED, State.POSTPONED, State.HANDED_ON)
    return any(former.state in settled for former in await between(session, asker_id, colleague_id))


async def hand_on(
    session: AsyncSession, person: Person, introduction_id: int, colleague_id: int, moment: Moment
) -> Introduction:
    """Let a colleague answer a request instead; the asker is told. Returns the one handed on.

    Raises NoSuchIntroduction, NotACandidate.
    """
    asked = await session.get(Introduction, introduction_id)
    if asked is not None:
        await locked_people(session, (asked.asker_id, asked.other_id, colleague_id))
    asked = await locked_introduction(session, person, introduction_id)
    if asked.side_of(person.id) is not Side.OTHER or asked.origin.is_proposed:
        raise NoSuchIntroduction
    if not asked.terms.is_open:
        return asked
    colleague = next((c for c in await colleagues_for(session, person, asked) if c.id == colleague_id), None)
    if colleague is None:
        raise NotACandidate
    await _close(session, asked, State.HANDED_ON, Side.OTHER, moment)
    ledger.did(session, person, Act.INTRODUCTION_ANSWERED, asked.about, moment)
    handed = Introduction(
        asker=asked.asker,
        other=colleague,
        origin=asked.origin,
        why=asked.why,
        words=asked.words,
        asked_at=moment.now,
        asker_agreed_at=moment.now,
        is_muted=await is_muted(session, asked.asker_id, colleague.id),
        handed_from_id=asked.id,
    )
    session.add(handed)
    await session.flush()
    await telling.request(session, handed, Side.OTHER, moment)
    await telling.handed_on(session, asked, colleague, moment)
    return asked


async def close_all_of(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody leaves: what is open with them ends, and who waits for them is told that it came to nothing."""
    found = await session.scalars(
        select(Introduction.id)
        .where(
            Introduction.state == State.OPEN,
            (Introduction.asker_id == person.id) | (Introduction.other_id == person.id),
        )
        .order_by(Introduction.id)
    )
    everybody = suggesting.Everybody()
    for introduction_id in found.all():
        asked = await session.get_one(
            Introduction, introduction_id, with_for_update={"of": Introduction}, populate_existing=True
        )
        if not asked.terms.is_open:
            continue  # it ended while we waited for it
        side = asked.side_of(person.id)
        is_own = side is Side.ASKER and not asked.origin.is_proposed
        await _close(session, asked, State.WITHDRAWN if is_own else State.EXPIRED, side, moment)
        await _tell_who_waits(session, asked, side, everybody, moment)


async def nudge(session: AsyncSession, moment: Moment) -> bool:
    """Remind some of those who have not answered for two days, once. True when anybody was."""
    silent = await _waiting_since(session, NUDGE_AFTER, moment, Introduction.nudged_at.is_(None))
    for asked in silent:
        asked.nudged_at = moment.now
        for side in Side:
            if not asked.terms.agrees(side) and not asked.is_muted:
                await telling.nudged(session, asked, side, moment)
    return bool(silent)


async def is_any_to_expire(session: AsyncSession, moment: Moment) -> bool:
    """Whether there is anything that nobody answered for five days."""
    silent = select(Introduction.id).where(_waits_since(EXPIRES_AFTER, moment)).limit(1)
    return await session.scalar(silent) is not None


async def expire(
    session: AsyncSession, moment: Moment, everybody: suggesting.Everybody | None = None
) -> bool:
    """End some of what nobody answered for five days; who waits is told, with somebody else to ask.

    True when any ended. Whoever calls it again and again hands the same `everybody` in.
    """
    silent = await _waiting_since(session, EXPIRES_AFTER, moment)
    everybody = everybody or suggesting.Everybody()
    for asked in silent:
        await _close(session, asked, State.EXPIRED, None, moment)
        await _tell_who_waits(session, asked, None, everybody, moment)
    return bool(silent)


def _waits_since(how_long: timedelta, moment: Moment) -> ColumnElement[bool]:
    return and_(Introduction.state == State.OPEN, Introduction.asked_at <= moment.now - how_long)


async def _waiting_since(
    session: AsyncSession, how_long: timedelta, moment: Moment, *also: ColumnElement[bool]
) -> Sequence[Introduction]:
    """Some of those that still wait once their people, and then they, are locked."""
    waits = (_waits_since(how_long, moment), *also)
    two = (Introduction.asker_id, Introduction.other_id)
    oldest = select(Introduction.id, *two).where(*waits).order_by(Introduction.asked_at).limit(AT_ONCE)
    rows = (await session.execute(oldest)).all()
    await locked_people(session, [person_id for _id, *both in rows for person_id in both])
    found = await session.scalars(
        select(Introduction)
        .where(Introduction.id.in_([row.id for row in rows]), *waits)
        .order_by(Introduction.id)
        .with_for_update(of=Introduction)
        .execution_options(populate_existing=True)
    )
    return found.all()
