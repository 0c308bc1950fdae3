"""Openings as staff write, post, change and cancel them; and what companies proposed, taken up or declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Select, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.deliveries import Purpose
from bot.models.openings import Opening, OpeningText, Prospect
from bot.models.people import Person
from bot.moment import Moment
from bot.rules import contacts, fit
from bot.rules.audiences import Audience, Reach
from bot.rules.fit import Conditions
from bot.rules.ledger import Offer
from bot.rules.money import Money
from bot.rules.openings import (
    MOST_AHEAD,
    TEXT_LIMIT,
    Interest,
    OpeningKind,
    OpeningPhase,
    is_told_at_once,
    next_list,
)
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.rules.walltime import instant_of
from bot.screens import opening_lists as list_screens
from bot.screens import openings as screens
from bot.screens.vocabulary import person_name
from bot.services import audiences, openings, rows, staff
from bot.services.audiences import REACHABLE
from bot.services.fit import facts_of_all
from bot.services.money import check_amount
from bot.services.planning import LiesBehind, TooFarAhead, titled
from bot.services.profile import NotAWebsite
from bot.services.telling import Message, cancel, goes_out_at, tell_all
from bot.services.walltime import chosen
from bot.services.wordings import LanguageMissing, NothingWritten

TOLD = "told"
DEADLINE = "deadline"
"""How the names of those messages begin that tell of another deadline: only the newest is sent."""


class OpeningMovedOn(Refusal):
    """The opening is not where the button thought: somebody was quicker."""

    wording = N_("This opportunity has moved on. Here is how it stands now.")


@dataclass(frozen=True)
class Addressed:
    """Whom an opening is for, the companies that fit and those that nearly do; and when they are told."""

    eligible: tuple[int, ...]
    nearly: tuple[int, ...]
    at: datetime
    is_at_once: bool


async def start(session: AsyncSession, author_id: int, kind: OpeningKind, moment: Moment) -> Opening:
    """A new one. One that they began and left without a word is taken up again."""
    empty = await session.scalar(
        select(Opening)
        .where(Opening.author_id == author_id, Opening.phase == OpeningPhase.WRITING, ~Opening.texts.any())
        .order_by(Opening.id.desc())
        .limit(1)
    )
    if empty is not None and empty.need is None:
        empty.kind = kind
        return empty
    opening = Opening(author_id=author_id, created_at=moment.now, zone=str(moment.zone), kind=kind, texts=[])
    session.add(opening)
    await session.flush()
    return opening


async def draft(session: AsyncSession, opening_id: int) -> Opening:
    """One that can be written: not posted yet, or posted and not cancelled; locked. Raises NoSuchOpening,
    OpeningMovedOn."""
    opening = await openings.locked(session, opening_id)
    if opening.phase not in (OpeningPhase.WRITING, OpeningPhase.POSTED):
        raise OpeningMovedOn
    return opening


async def _in(session: AsyncSession, opening_id: int, phase: OpeningPhase) -> Opening:
    opening = await openings.locked(session, opening_id)
    if opening.phase is not phase:
        raise OpeningMovedOn
    return opening


def text_of(opening: Opening, language: str, html: str) -> OpeningText:
    """The row of a language. Raises TitleMissing, TitleTooLong, TextTooLong."""
    title, rest = titled(html, TEXT_LIMIT)
    return OpeningText(language=language, title=title, html=rest)


async def set_deadline(
    session: AsyncSession, opening_id: int, wall: datetime | None, moment: Moment
) -> Opening:
    """Say until when the cluster's clocks let it be taken up, or that it stays open. Who was interested is told when it
    was posted. Raises what `draft` and `chosen` do, LiesBehind, TooFarAhead."""
    opening = await draft(session, opening_id)
    deadline_at = chosen(wall, moment.zone) if wall is not None else None
    if deadline_at is not None and deadline_at <= moment.now:
        raise LiesBehind
    if deadline_at is not None and deadline_at > moment.now + MOST_AHEAD:
        raise TooFarAhead
    was = opening.deadline_at
    opening.zone, opening.deadline, opening.deadline_at = str(moment.zone), wall, deadline_at
    if opening.phase is OpeningPhase.POSTED and deadline_at != was:
        for what in (openings.REMINDER, DEADLINE):
            await cancel(session, opening.about, moment, only=what)
        again = update(Prospect).where(Prospect.opening_id == opening.id)
        await session.execute(again.values(reminded_at=None))
        changed = Message(
            opening.about,
            f"{DEADLINE} {deadline_at.isoformat() if deadline_at else 'none'} set {moment.now:%Y%m%d%H%M%S}",
            Purpose.NOTICE,
            partial(screens.deadline_changed, opening),
            not_after=deadline_at,
        )
        await tell_all(session, await interested(session, opening.id), changed, moment)
    return opening


async def set_link(session: AsyncSession, opening_id: int, typed: str) -> Opening:
    """Say where more is to be read; nothing takes it away. Raises NotAWebsite, and what `draft` does."""
    opening = await draft(session, opening_id)
    link = contacts.website(typed) if typed else ""
    if link is None:
        raise NotAWebsite
    opening.link = link
    return opening


async def set_worth(session: AsyncSession, opening_id: int, worth: Money | None) -> Opening:
    """Say what it is worth. Raises what `draft` does, and TooMuch."""
    check_amount(worth)
    opening = await draft(session, opening_id)
    opening.worth = worth
    return opening


async def set_kind(session: AsyncSession, opening_id: int, kind: OpeningKind) -> Opening:
    opening = await draft(session, opening_id)
    opening.kind = kind
    return opening


async def set_conditions(session: AsyncSession, opening_id: int, conditions: Conditions) -> None:
    """Say what is asked of companies. Raises what `draft` does."""
    opening = await draft(session, opening_id)
    opening.conditions = conditions.stored()


async def interested(session: AsyncSession, opening_id: int) -> Select[Person]:
    """Whom to write to for the companies that are interested: who spoke for each, as long as they are of it and can be
    reached; else another."""
    speaks = and_(Person.id == Prospect.person_id, Person.company_id == Prospect.company_id, REACHABLE)
    found = await session.execute(
        select(Prospect.company_id, Person.id)
        .outerjoin(Person, speaks)
        .where(Prospect.opening_id == opening_id, Prospect.interest == Interest.INTERESTED)
    )
    spoke: dict[int, int | None] = dict(found.all())
    silent = [company_id for company_id, person_id in spoke.items() if person_id is None]
    others = await openings.spokespeople(session, silent) if silent else {}
    return select(Person).where(Person.id.in_([*filter(None, spoke.values()), *others.values()]))


async def addressed(session: AsyncSession, opening: Opening, moment: Moment) -> Addressed:
    """Whom it is for as things stand; the company that proposed it is not told of it."""
    tally = fit.Population(await facts_of_all(session, moment)).tally(opening.asks)
    eligible, nearly = (
        tuple(one for one in ids if one != opening.company_id) for ids in (tally.eligible, tally.nearly)
    )
    at_once = is_told_at_once(opening.deadline_at, moment.now, moment.zone)
    at = goes_out_at(moment) if at_once else next_list(moment.now, moment.zone)
    return Addressed(eligible, nearly, at, at_once)


async def reach(session: AsyncSession, opening: Opening) -> Reach:
    """Who may come to read it: everybody, since a company that does not fit yet may do so tomorrow."""
    return await audiences.reach(session, Audience())


async def ready(session: AsyncSession, opening: Opening, moment: Moment) -> Addressed:
    """Whom it is for, when it can be posted. Raises NothingWritten, LanguageMissing, LiesBehind."""
    if not opening.texts:
        raise NothingWritten
    if opening.deadline_at is not None and opening.deadline_at <= moment.now:
        raise LiesBehind
    if opening.wordings.missing(await reach(session, opening)):
        raise LanguageMissing
    return await addressed(session, opening, moment)


async def post(session: AsyncSession, opening_id: int, actor_id: int, moment: Moment) -> Opening:
    """Open it to companies: those that fit or nearly fit are told at once where the next weekly list would come too
    late, else by that. Who proposed it is told. Raises what `ready` does, NoSuchOpening, OpeningMovedOn."""
    opening = await _in(session, opening_id, OpeningPhase.WRITING)
    whom = await ready(session, opening, moment)
    opening.phase, opening.posted_at = OpeningPhase.POSTED, moment.now
    staff.audit(session, actor_id, Deed.OPENING_POSTED, moment, opening=str(opening.id))
    await session.flush()
    if whom.is_at_once:
        await _tell_at_once(session, opening, whom, moment)
    screen = partial(screens.posted_for_you, opening, len(whom.eligible) + len(whom.nearly))
    posted = Message(opening.about, "posted", Purpose.NOTICE, screen)
    await tell_all(session, proposer(opening), posted, moment)
    return opening


async def _tell_at_once(session: AsyncSession, opening: Opening, whom: Addressed, moment: Moment) -> None:
    for ids, is_nearly in ((whom.eligible, False), (whom.nearly, True)):
        people = await openings.spokespeople(session, ids, Person.gets_openings.is_(True))
        if not people:
            continue
        message = Message(
            opening.about,
            TOLD,
            Purpose.NOTICE,
            partial(list_screens.told_at_once, opening, is_nearly=is_nearly),
            not_after=opening.deadline_at,
            offer=Offer.OPENING,
        )
        await tell_all(session, select(Person).where(Person.id.in_(people.values())), message, moment)
        await note_told(session, opening.id, list(people), moment)


async def note_told(
    session: AsyncSession, opening_id: int, company_ids: Sequence[int], moment: Moment
) -> None:
    """Remember which companies have been told, so that no list says it again."""
    told = [{"opening_id": opening_id, "company_id": one, "told_at": moment.now} for one in company_ids]
    if not told:
        return
    await session.execute(rows.inserting(session, Prospect, "opening_id", "company_id"), told)
    is_known = (Prospect.opening_id == opening_id) & Prospect.company_id.in_(list(company_ids))
    again = update(Prospect).where(is_known, Prospect.told_at.is_(None))
    await session.execute(again.values(told_at=moment.now).execution_options(synchronize_session=False))


async def discard(session: AsyncSession, opening_id: int, actor_id: int, moment: Moment) -> None:
    """Throw away what was written. Raises NoSuchOpening, OpeningMovedOn."""
    opening = await _in(session, opening_id, OpeningPhase.WRITING)
    opening.phase, opening.texts = OpeningPhase.DISCARDED, []
    staff.audit(session, actor_id, Deed.OPENING_DISCARDED, moment, opening=str(opening.id))
    await session.flush()


async def to_cancel(session: AsyncSession, opening_id: int) -> Opening:
    """One that is posted, locked. Raises NoSuchOpening, OpeningMovedOn."""
    return await _in(session, opening_id, OpeningPhase.POSTED)


async def told_of_cancelling(session: AsyncSession, opening_id: int) -> int:
    """How many people hear of it when it is cancelled."""
    whom = (await interested(session, opening_id)).where(REACHABLE).with_only_columns(func.count())
    return await session.scalar(whom) or 0


async def cancel_posted(
    session: AsyncSession, opening_id: int, actor_id: int, reason: str, moment: Moment
) -> Opening:
    """It cannot be taken up any more; who was interested is told. Raises NoSuchOpening, OpeningMovedOn."""
    opening = await _in(session, opening_id, OpeningPhase.POSTED)
    opening.phase, opening.cancelled_because = OpeningPhase.CANCELLED, reason
    staff.audit(session, actor_id, Deed.OPENING_CANCELLED, moment, opening=str(opening.id))
    await cancel(session, opening.about, moment)
    message = Message(opening.about, "cancelled", Purpose.NOTICE, partial(screens.cancelled, opening))
    await tell_all(session, await interested(session, opening.id), message, moment)
    return opening


# What companies propose


def proposer(opening: Opening) -> Select[Person]:
    """Who proposed it, as long as they are of the company for which they did."""
    return select(Person).where(Person.id == opening.proposer_id, Person.company_id == opening.company_id)


async def proposer_name(session: AsyncSession, opening: Opening) -> str:
    """Who proposed it; "" when they are gone."""
    person = await session.get(Person, opening.proposer_id) if opening.proposer_id is not None else None
    return person_name(person) if person is not None else ""


async def take_up(session: AsyncSession, opening_id: int, actor_id: int) -> Opening:
    """Staff write what a company proposed. Raises NoSuchOpening, OpeningMovedOn."""
    opening = await _in(session, opening_id, OpeningPhase.PROPOSED)
    opening.phase, opening.author_id = OpeningPhase.WRITING, actor_id
    return opening


async def decline(
    session: AsyncSession, opening_id: int, actor_id: int, words: str, moment: Moment
) -> Opening:
    """Staff do not post it; who proposed it is told, with a word if there is one. Raises NoSuchOpening,
    OpeningMovedOn."""
    opening = await _in(session, opening_id, OpeningPhase.PROPOSED)
    opening.phase, opening.cancelled_because = OpeningPhase.DECLINED, words
    staff.audit(session, actor_id, Deed.OPENING_DECLINED, moment, opening=str(opening.id))
    message = Message(opening.about, "declined", Purpose.DECISION, partial(screens.declined, opening))
    await tell_all(session, proposer(opening), message, moment)
    return opening


async def listed(session: AsyncSession, page: int, *, with_drafts: bool) -> Page[Opening]:
    """A page of all: those proposed, those being written, those posted by deadline, then the others."""
    hidden = [OpeningPhase.DISCARDED]
    if not with_drafts:
        hidden += [OpeningPhase.WRITING, OpeningPhase.PROPOSED]
    order = (OpeningPhase.PROPOSED, OpeningPhase.WRITING, OpeningPhase.POSTED)
    place = case(*((Opening.phase == phase, rank) for rank, phase in enumerate(order)), else_=len(order))
    query = select(Opening).where(Opening.phase.not_in(hidden)).order_by(place, Opening.id.desc())
    return await rows.page_of(session, query, page)


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each deadline anew that stands for another instant than it did: the rules of the zone have changed, or the
    cluster's zone has, and 18:00 stays 18:00. Idempotent. Nobody is told: the time that was posted stays. Always False.
    """
    is_ahead = Opening.phase.in_([OpeningPhase.WRITING, OpeningPhase.POSTED]) & Opening.deadline.is_not(None)
    for opening in await rows.due(session, select(Opening).where(is_ahead).order_by(Opening.id)):
        assert opening.deadline is not None
        opening.zone, opening.deadline_at = str(moment.zone), instant_of(opening.deadline, moment.zone)
    await session.flush()
    return False
