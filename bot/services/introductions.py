"""Introductions: asked for, answered, and brought about when both say yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date, number, speaking
from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction, Mute
from bot.models.openings import Opening
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.introductions import (
    EXPIRES_AFTER,
    MOST_A_DAY,
    NUDGE_AFTER,
    Decline,
    Origin,
    Side,
    State,
    Why,
    Word,
    answered,
    may_ask_again,
    right_person,
)
from bot.rules.ledger import Act, Offer
from bot.rules.pages import Page
from bot.screens import introductions as screens
from bot.services import ledger, people, rows, suggestions
from bot.services.people import LISTED
from bot.services.telling import Message, cancel, tell

JUST_NOW = timedelta(minutes=5)
"""A second tap on the same button comes within so long, also when the first one's answer was slow to come."""
NOTHING = "nothing"
"""The message that an introduction came to nothing: it is sent even when one of the two is forgotten meanwhile."""
DAY = timedelta(days=1)
AT_ONCE = 5
"""Introductions that one transaction deals with: about a tenth of a second, which answers may have to wait for."""


class NoSuchIntroduction(Refusal):
    """It is gone, or was never theirs."""

    wording = N_("This introduction does not exist any more.")


class NotThere(Refusal):
    """Somebody who left, hides from the directory, or never was a member. All of them read the same."""

    wording = N_("This person cannot be asked through the bot at the moment.")


class OneOfYours(Refusal):
    wording = N_("This is your own company: no introduction is needed.")


class OpenAlready(Refusal):
    wording = N_("You have asked this person already. Their answer will reach you here.")


class TheyAsked(Refusal):
    wording = N_("This person has asked to meet you. Please answer their request in your introductions.")


class SuggestedAlready(Refusal):
    wording = N_("You two have been suggested to each other. Please answer that in your introductions.")


class MetAlready(Refusal):
    wording = N_("You were introduced on {date}. Their contact details are in your introductions.")


class TooSoon(Refusal):
    wording = N_("You may ask this person again from {date}.")


class EnoughForToday(Refusal):
    wording = N_("You have sent {limit} requests within a day, which is the most. Please go on tomorrow.")


class NotACandidate(Refusal):
    wording = N_("This colleague cannot take it over. Please choose another one.")


@dataclass(frozen=True)
class Topic:
    """What a request is about, where that is its reason: an opportunity to take up together, or what the asker searched
    for, as typed."""

    opening: Opening | None = None
    subject: str | None = None


NO_TOPIC = Topic()


def is_available(person: Person) -> bool:
    """Whether somebody is a member, with their consent, whom the bot can reach."""
    is_member = person.standing is Standing.MEMBER and person.consented_at is not None
    return is_member and person.telegram_id is not None and person.is_reachable


async def locked_people(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, Person]:
    """People, read anew and locked until the commit; those who are gone are missing.

    Always by ascending id, and before any introduction: in another order two transactions could deadlock.
    """
    found = await session.scalars(
        select(Person)
        .where(Person.id.in_(sorted(set(person_ids))))
        .order_by(Person.id)
        .with_for_update(key_share=True, of=Person)
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in found}


async def locked_introduction(session: AsyncSession, person: Person, introduction_id: int) -> Introduction:
    """An introduction of theirs with its two people, locked until the commit. Raises NoSuchIntroduction."""
    found = await get(session, person, introduction_id)
    await locked_people(session, (found.asker_id, found.other_id))
    return await rows.locked(session, Introduction, introduction_id, NoSuchIntroduction)


async def get(session: AsyncSession, person: Person, introduction_id: int) -> Introduction:
    """An introduction of theirs. Raises NoSuchIntroduction, also for one that they must not know of."""
    found = await session.get(Introduction, introduction_id)
    if found is None or found.side_of(person.id) is None:
        raise NoSuchIntroduction
    if found.is_muted and found.other_id == person.id:
        raise NoSuchIntroduction
    return found


async def between(session: AsyncSession, one_id: int, other_id: int) -> list[Introduction]:
    """All introductions of a pair, the newest first."""
    low, high = sorted((one_id, other_id))
    found = await session.scalars(
        select(Introduction)
        .where(Introduction.low_id == low, Introduction.high_id == high)
        .order_by(Introduction.id.desc())
    )
    return list(found)


async def is_muted(session: AsyncSession, asker_id: int, other_id: int) -> bool:
    """Whether the other does not want to be asked by the asker."""
    query = select(Mute.id).where(Mute.person_id == other_id, Mute.muted_id == asker_id)
    return await session.scalar(query) is not None


async def of_person(session: AsyncSession, person: Person, page: int) -> Page[Introduction]:
    """A page of somebody's introductions: those that wait for their answer, other open ones, then the rest.

    Within each of these the newest come first; requests from people they muted are left out.
    """
    asker_is, other_is = Introduction.asker_id == person.id, Introduction.other_id == person.id
    theirs = or_(asker_is, other_is & Introduction.is_muted.is_(False))
    is_open = Introduction.state == State.OPEN
    is_silent = or_(
        asker_is & Introduction.asker_agreed_at.is_(None), other_is & Introduction.other_agreed_at.is_(None)
    )
    rank = case((is_open & is_silent, 0), (is_open, 1), else_=2)
    newest_first = (Introduction.asked_at.desc(), Introduction.id.desc())
    return await rows.page_of(session, select(Introduction).where(theirs).order_by(rank, *newest_first), page)


async def asked_just_now(session: AsyncSession, person: Person, moment: Moment) -> Introduction | None:
    """The request that somebody has sent within the last minutes, the newest; None when there is none."""
    return await session.scalar(
        select(Introduction)
        .where(
            Introduction.asker_id == person.id,
            Introduction.origin.in_([Origin.CARD, Origin.SUGGESTION]),
            Introduction.handed_from_id.is_(None),
            Introduction.asked_at > moment.now - JUST_NOW,
        )
        .order_by(Introduction.asked_at.desc(), Introduction.id.desc())
        .limit(1)
    )


async def all_of(session: AsyncSession, person: Person) -> Sequence[Introduction]:
    """All introductions of somebody, requests from people they muted included."""
    found = await session.scalars(
        select(Introduction).where(
            or_(Introduction.asker_id == person.id, Introduction.other_id == person.id)
        )
    )
    return found.all()


async def tell_request(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """Tell one of the two who would like to meet them, or whom they might like to meet; not of a muted request."""
    if asked.is_muted:
        return
    reader = _reader(asked, side)
    is_handed = asked.handed_from_id is not None
    reasons = await suggestions.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "request",
        Purpose.NOTICE,
        lambda: screens.request(asked, reader, reasons, is_handed_on=is_handed),
        not_after=asked.asked_at + EXPIRES_AFTER,
        offer=Offer.INTRODUCTION,
    )
    await tell(session, reader, message, moment)


async def tell_nudge(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """Remind one of the two, who has not answered."""
    reader = _reader(asked, side)
    reasons = await suggestions.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "nudge",
        Purpose.REMINDER,
        lambda: screens.request(asked, reader, reasons, is_nudge=True),
        not_after=asked.asked_at + EXPIRES_AFTER,
    )
    await tell(session, reader, message, moment)


async def tell_introduced(session: AsyncSession, asked: Introduction, by: Side, moment: Moment) -> None:
    """Tell each of the two how to reach the other. Only for an introduction that both have agreed to."""
    if not (asked.asker_agreed_at and asked.other_agreed_at):
        raise LookupError("contact details leave only when both have said yes")
    for side in Side:
        reader, partner = _reader(asked, side), _reader(asked, _opposite(side))
        with speaking(partner.language):
            first_words = screens.first_words(reader, partner)
        message = Message(
            asked.about,
            "introduced",
            Purpose.NOTICE,
            partial(screens.introduced, partner, first_words),
            is_urgent=side is by,
        )
        await tell(session, reader, message, moment)


async def tell_nothing(
    session: AsyncSession,
    asked: Introduction,
    side: Side,
    next_best: screens.Suggested | None,
    moment: Moment,
) -> None:
    """Tell one of the two, who had said yes, that it did not work out, and who else there is."""
    reader = _reader(asked, side)
    screen = partial(screens.came_to_nothing, asked, reader, next_best)
    await tell(session, reader, Message(asked.about, NOTHING, Purpose.NOTICE, screen), moment)


async def tell_handed_on(
    session: AsyncSession, asked: Introduction, colleague: Person, moment: Moment
) -> None:
    """Tell the asker that somebody else of the company answers."""
    screen = partial(screens.handed_on, asked, colleague)
    await tell(session, asked.asker, Message(asked.about, "handed", Purpose.NOTICE, screen), moment)


def _reader(asked: Introduction, side: Side) -> Person:
    return asked.asker if side is Side.ASKER else asked.other


def _opposite(side: Side) -> Side:
    return Side.OTHER if side is Side.ASKER else Side.ASKER


async def to_be_asked(session: AsyncSession, company_id: int) -> list[Person]:
    """The people of a company who may be asked, by name."""
    found = await session.scalars(
        select(Person).where(Person.company_id == company_id, LISTED).order_by(Person.name, Person.id)
    )
    return list(found)


async def right_one(
    session: AsyncSession, asker: Person, company_id: int, why: Why, moment: Moment
) -> Person:
    """The right person of a company for a reason, if possible among those whom the asker may ask now.

    Raises NotThere when there is nobody at all.
    """
    people = [one for one in await to_be_asked(session, company_id) if one.id != asker.id]
    free = [one for one in people if await _is_free(session, asker, one, moment)]
    chosen = right_person([(one.id, one.seat) for one in free or people], why)
    if chosen is None:
        raise NotThere
    return next(one for one in people if one.id == chosen)


async def _is_free(session: AsyncSession, asker: Person, other: Person, moment: Moment) -> bool:
    try:
        for former in await between(session, asker.id, other.id):
            _refuse_if_still_counts(former, former.side_of(asker.id) or Side.ASKER, moment)
    except Refusal:
        return False
    return True


async def may_ask(session: AsyncSession, asker: Person, other_id: int, moment: Moment) -> Person:
    """The person to be asked, both locked until the commit.

    Raises NotThere, OneOfYours, OpenAlready, TheyAsked, SuggestedAlready, MetAlready, TooSoon, EnoughForToday.
    """
    other = (await locked_people(session, (asker.id, other_id))).get(other_id)
    if other is None or not is_available(other) or not other.is_listed:
        raise NotThere
    if other.company_id == asker.company_id:
        raise OneOfYours
    for former in await between(session, asker.id, other_id):
        _refuse_if_still_counts(former, former.side_of(asker.id) or Side.ASKER, moment)
    if await _asked_lately(session, asker, moment) >= MOST_A_DAY:
        raise EnoughForToday(limit=number(MOST_A_DAY))
    return other


def _refuse_if_still_counts(former: Introduction, side: Side, moment: Moment) -> None:
    if _was_never_seen(former, side):
        return
    if former.state is State.OPEN:
        if former.terms.agrees(side):
            raise OpenAlready
        raise SuggestedAlready if former.origin.is_proposed else TheyAsked
    closed_at = former.closed_at or former.asked_at
    if former.state is State.INTRODUCED:
        raise MetAlready(date=date(closed_at.astimezone(moment.zone)))
    again_at = may_ask_again(
        former.state,
        closed_at,
        by_them=former.closed_by is not side,
        left_unanswered=side is Side.OTHER and not former.origin.is_proposed,
    )
    if again_at is not None and again_at > moment.now:
        raise TooSoon(date=date(again_at.astimezone(moment.zone)))


def _was_never_seen(former: Introduction, side: Side) -> bool:
    """Whether this is an open request that its addressee never saw, since they muted the asker: they may still ask."""
    return former.is_muted and former.state is State.OPEN and side is Side.OTHER


async def _asked_lately(session: AsyncSession, asker: Person, moment: Moment) -> int:
    query = select(func.count()).where(
        Introduction.asker_id == asker.id,
        Introduction.asked_at > moment.now - DAY,
        Introduction.origin.in_([Origin.CARD, Origin.SUGGESTION]),
        Introduction.handed_from_id.is_(None),
    )
    return int(await session.scalar(query) or 0)


async def ask(
    session: AsyncSession,
    asker: Person,
    other_id: int,
    why: Why,
    words: str,
    origin: Origin,
    moment: Moment,
    topic: Topic = NO_TOPIC,
) -> Introduction:
    """Ask somebody; they get the request, unless they do not want to hear from the asker. Raises as `may_ask`."""
    other = await may_ask(session, asker, other_id, moment)
    await _close_unseen(session, asker, other, moment)
    asked = Introduction(
        asker=asker,
        other=other,
        origin=origin,
        why=why,
        words=words or None,
        asked_at=moment.now,
        asker_agreed_at=moment.now,
        is_muted=await is_muted(session, asker.id, other.id),
        subject=topic.subject,
    )
    asked.opening = topic.opening
    session.add(asked)
    await session.flush()
    ledger.did(session, asker, Act.INTRODUCTION_ASKED, asked.about, moment)
    await tell_request(session, asked, Side.OTHER, moment)
    return asked


async def _close_unseen(session: AsyncSession, asker: Person, other: Person, moment: Moment) -> None:
    """Close the other's muted request, which the asker never saw: at most one can be open in a pair."""
    for former in await between(session, asker.id, other.id):
        if _was_never_seen(former, former.side_of(asker.id) or Side.ASKER):
            former.state, former.closed_at = State.EXPIRED, moment.now
    await session.flush()


def draft(
    asker: Person, other: Person, why: Why, words: str, moment: Moment, topic: Topic = NO_TOPIC
) -> Introduction:
    """A request as it would be, to be shown before it is sent; nothing is written."""
    made = Introduction(
        asker=asker,
        other=other,
        origin=Origin.CARD,
        why=why,
        words=words or None,
        asked_at=moment.now,
        subject=topic.subject,
    )
    made.opening = topic.opening
    return made


async def propose(
    session: AsyncSession,
    one: Person,
    other: Person,
    origin: Origin,
    moment: Moment,
    *,
    words: str = "",
    made_by: int | None = None,
    round_id: int | None = None,
) -> Introduction | None:
    """Suggest two people to each other: both are asked. Lock both first (`locked_people`).

    None when it cannot be: one is not available, they are colleagues, were introduced, are being asked, or one does
    not want to hear from the other.
    """
    if not (is_available(one) and is_available(other)) or one.company_id == other.company_id:
        return None
    formers = await between(session, one.id, other.id)
    if any(former.state in (State.OPEN, State.INTRODUCED) for former in formers):
        return None
    if await is_muted(session, one.id, other.id) or await is_muted(session, other.id, one.id):
        return None
    proposed = Introduction(
        asker=one,
        other=other,
        origin=origin,
        asked_at=moment.now,
        words=words or None,
        made_by=made_by,
        round_id=round_id,
    )
    session.add(proposed)
    await session.flush()
    for side in Side:
        await tell_request(session, proposed, side, moment)
    return proposed


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

    Idempotent: what is closed, or was answered before, stays as it is. Raises NoSuchIntroduction.
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
        await tell_introduced(session, asked, side, moment)
    else:
        await _tell_who_waits(session, asked, side, suggestions.Everybody(), moment)


async def _close(
    session: AsyncSession, asked: Introduction, state: State, side: Side | None, moment: Moment
) -> None:
    asked.state, asked.closed_at, asked.closed_by = state, moment.now, side
    await cancel(session, asked.about, moment)


async def _tell_who_waits(
    session: AsyncSession,
    asked: Introduction,
    by: Side | None,
    everybody: suggestions.Everybody,
    moment: Moment,
) -> None:
    """It came to nothing: whoever had said yes learns it, and no more than that."""
    for side in Side:
        person = asked.asker if side is Side.ASKER else asked.other
        if side is not by and asked.terms.agrees(side) and is_available(person):
            # A no may be a no for ever: only "not now" and a hand-over are told apart
            next_best = await suggestions.next_best(session, person, everybody, moment)
            await tell_nothing(session, asked, side, next_best, moment)


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
    """The colleagues who could answer instead: listed members with whom the asker has no introduction yet."""
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
        subject=asked.subject,
    )
    handed.opening = asked.opening
    session.add(handed)
    await session.flush()
    await tell_request(session, handed, Side.OTHER, moment)
    await tell_handed_on(session, asked, colleague, moment)
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
    everybody = suggestions.Everybody()
    for introduction_id in found.all():
        asked = await rows.locked(session, Introduction, introduction_id, NoSuchIntroduction)
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
                await tell_nudge(session, asked, side, moment)
    return bool(silent)


async def is_any_to_expire(session: AsyncSession, moment: Moment) -> bool:
    """Whether there is anything that nobody answered for five days."""
    silent = select(Introduction.id).where(_waits_since(EXPIRES_AFTER, moment)).limit(1)
    return await session.scalar(silent) is not None


async def expire(
    session: AsyncSession, moment: Moment, everybody: suggestions.Everybody | None = None
) -> bool:
    """End some of what nobody answered for five days; who waits is told, with somebody else to ask.

    True when any ended. A caller that repeats this passes the same `everybody`.
    """
    silent = await _waiting_since(session, EXPIRES_AFTER, moment)
    everybody = everybody or suggestions.Everybody()
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
    waiting = (await session.execute(oldest)).all()
    await locked_people(session, [person_id for _id, *both in waiting for person_id in both])
    found = await session.scalars(
        select(Introduction)
        .where(Introduction.id.in_([one.id for one in waiting]), *waits)
        .order_by(Introduction.id)
        .with_for_update(of=Introduction)
        .execution_options(populate_existing=True)
    )
    return found.all()
