"""Introductions: asked for, answered, and brought about when both say yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date, number
from bot.models.introductions import Introduction, Mute
from bot.models.openings import Opening
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.introductions import (
    MOST_A_DAY,
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
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.services import introduction_letters, ledger, people, rows, suggestions
from bot.services.people import LISTED
from bot.services.telling import cancel

JUST_NOW = timedelta(minutes=5)
"""A second tap on the same button comes within so long, also when the first one's answer was slow to come."""
DAY = timedelta(days=1)


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
    await introduction_letters.tell_request(session, asked, Side.OTHER, moment)
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
        await introduction_letters.tell_request(session, proposed, side, moment)
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
        await close(session, asked, State.EXPIRED, None, moment)
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
    await close(session, asked, terms.state, side, moment)
    if terms.state is State.INTRODUCED:
        await introduction_letters.tell_introduced(session, asked, side, moment)
    else:
        await tell_who_waits(session, asked, side, suggestions.Everybody(), moment)


async def close(
    session: AsyncSession, asked: Introduction, state: State, side: Side | None, moment: Moment
) -> None:
    """End it, by one of the two or by nobody; what is still to be told about it is not told any more."""
    asked.state, asked.closed_at, asked.closed_by = state, moment.now, side
    await cancel(session, asked.about, moment)


async def tell_who_waits(
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
            await introduction_letters.tell_nothing(session, asked, side, next_best, moment)


async def withdraw(
    session: AsyncSession, person: Person, introduction_id: int, moment: Moment
) -> Introduction:
    """Take one's own request back, as long as it is not answered. Raises NoSuchIntroduction."""
    asked = await locked_introduction(session, person, introduction_id)
    if asked.side_of(person.id) is not Side.ASKER or asked.origin.is_proposed:
        raise NoSuchIntroduction
    if asked.terms.is_open:
        await close(session, asked, State.WITHDRAWN, Side.ASKER, moment)
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
    await close(session, asked, State.HANDED_ON, Side.OTHER, moment)
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
    await introduction_letters.tell_request(session, handed, Side.OTHER, moment)
    await introduction_letters.tell_handed_on(session, asked, colleague, moment)
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
        await close(session, asked, State.WITHDRAWN if is_own else State.EXPIRED, side, moment)
        await tell_who_waits(session, asked, side, everybody, moment)
