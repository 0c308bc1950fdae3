"""Asking to meet somebody: who may be asked, by whom, and how often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date, number
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.introductions import MOST_A_DAY, Origin, Side, State, Why, may_ask_again, right_person
from bot.rules.ledger import Act
from bot.services import ledger
from bot.services.introductions import telling
from bot.services.introductions.looking import NotThere, between, is_available, is_muted, locked_people
from bot.services.people import LISTED

DAY = timedelta(days=1)


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


async def to_be_asked(session: AsyncSession, company_id: int) -> list[Person]:
    """The people of a company who may be asked, by name."""
    found = await session.scalars(
        select(Person).where(Person.company_id == company_id, LISTED).order_by(Person.name, Person.id)
    )
    return list(found)


async def right_one(
    session: AsyncSession, asker: Person, company_id: int, why: Why, moment: Moment
) -> Person:
    """Whoever of a company is the right one for a reason, among those whom the asker may ask now, if there are any.

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
    if _is_spared(former, side):
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


def _is_spared(former: Introduction, side: Side) -> bool:
    """Whether a request is open that somebody was spared: it does not keep them from asking on their own."""
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
    session: AsyncSession, asker: Person, other_id: int, why: Why, words: str, origin: Origin, moment: Moment
) -> Introduction:
    """Ask somebody; they get the request, unless they do not want to hear from the asker. Raises as `may_ask`."""
    other = await may_ask(session, asker, other_id, moment)
    await _end_spared(session, asker, other, moment)
    asked = Introduction(
        asker=asker,
        other=other,
        origin=origin,
        why=why,
        words=words or None,
        asked_at=moment.now,
        asker_agreed_at=moment.now,
        is_muted=await is_muted(session, asker.id, other.id),
    )
    session.add(asked)
    await session.flush()
    ledger.did(session, asker, Act.INTRODUCTION_ASKED, asked.about, moment)
    await telling.request(session, asked, Side.OTHER, moment)
    return asked


async def _end_spared(session: AsyncSession, asker: Person, other: Person, moment: Moment) -> None:
    """What the other asked, and the asker was spared, makes room for the asker's own request: one is open in a pair."""
    for former in await between(session, asker.id, other.id):
        if _is_spared(former, former.side_of(asker.id) or Side.ASKER):
            former.state, former.closed_at = State.EXPIRED, moment.now
    await session.flush()


def draft(asker: Person, other: Person, why: Why, words: str, moment: Moment) -> Introduction:
    """A request as it would be, to be shown before it is sent; nothing is written."""
    return Introduction(
        asker=asker, other=other, origin=Origin.CARD, why=why, words=words or None, asked_at=moment.now
    )


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
        await telling.request(session, proposed, side, moment)
    return proposed
