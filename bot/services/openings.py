"""Openings as companies see them: what is open to them, what they say to it, and what they propose themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.openings import Opening, Prospect
from bot.models.people import Person
from bot.moment import Moment
from bot.rules import fit
from bot.rules.fit import Eligibility, Fit
from bot.rules.ledger import Act
from bot.rules.openings import MOST_PROPOSED, Interest, OpeningKind, OpeningPhase
from bot.rules.pages import Page, page_of
from bot.screens import opening_plans as staff_screens
from bot.screens.vocabulary import person_name
from bot.services import ledger, people, rows
from bot.services.audiences import REACHABLE, speaking_for_companies
from bot.services.companies import get as company_of
from bot.services.conditions import named
from bot.services.fit import facts_of, facts_of_all
from bot.services.people import LISTED
from bot.services.telling import Message, cancel, tell_staff

REMINDER = "reminder"


class NoSuchOpening(Refusal):
    wording = N_("This opportunity does not exist any more.")


class OpeningClosed(Refusal):
    wording = N_("This opportunity is closed: it cannot be taken up any more.")


class ResultSaid(Refusal):
    wording = N_("Your company has said already what came of this opportunity.")


class TooManyProposed(Refusal):
    wording = N_(
        "{limit} proposals of your company wait for the cluster's staff already, which is the most. "
        "You will hear of each of them."
    )


async def get(session: AsyncSession, opening_id: int) -> Opening:
    """An opening, for staff. Raises NoSuchOpening."""
    opening = await session.get(Opening, opening_id)
    if opening is None or opening.phase is OpeningPhase.DISCARDED:
        raise NoSuchOpening
    return opening


async def locked(session: AsyncSession, opening_id: int) -> Opening:
    """An opening, read anew and locked until the commit. Raises NoSuchOpening."""
    opening = await rows.locked(session, Opening, opening_id, NoSuchOpening, key_share=True)
    if opening.phase is OpeningPhase.DISCARDED:
        raise NoSuchOpening
    return opening


async def posted(session: AsyncSession, opening_id: int) -> Opening:
    """An opening that members may look at, also once it is closed. Raises NoSuchOpening."""
    opening = await get(session, opening_id)
    if opening.phase not in (OpeningPhase.POSTED, OpeningPhase.CANCELLED):
        raise NoSuchOpening
    return opening


def is_open(moment: Moment) -> ColumnElement[bool]:
    """The condition on Opening that companies can take it up now."""
    in_time = or_(Opening.deadline_at.is_(None), Opening.deadline_at > moment.now)
    return (Opening.phase == OpeningPhase.POSTED) & in_time


async def all_open(session: AsyncSession, moment: Moment) -> Sequence[Opening]:
    """All that can be taken up, what ends first first."""
    soonest = (Opening.deadline_at.is_(None), Opening.deadline_at, Opening.id)
    return (await session.scalars(select(Opening).where(is_open(moment)).order_by(*soonest))).all()


async def prospect_of(session: AsyncSession, opening_id: int, company_id: int) -> Prospect | None:
    """What a company has to do with an opening, so far."""
    return await session.scalar(
        select(Prospect).where(Prospect.opening_id == opening_id, Prospect.company_id == company_id)
    )


async def open_to(
    session: AsyncSession, person: Person, page: int, moment: Moment
) -> Page[tuple[Opening, Fit]]:
    """A page of what their company fits or nearly fits and has said nothing to, what it fits first."""
    answered = select(Prospect.opening_id).where(
        Prospect.company_id == person.company_id, Prospect.interest.is_not(None)
    )
    settled = set(await session.scalars(answered))
    facts = await facts_of(session, person.company_id, moment)
    judged = [
        (opening, fit.fit(opening.asks, facts))
        for opening in await all_open(session, moment)
        if opening.id not in settled and opening.company_id != person.company_id
    ]
    wanted = [one for one in judged if one[1].eligibility is not Eligibility.NOT]
    wanted.sort(key=lambda one: one[1].eligibility is Eligibility.NEARLY)
    return page_of(wanted, page)


async def taken_up(session: AsyncSession, person: Person, page: int) -> Page[Prospect]:
    """A page of what their company is or was interested in, the newest first."""
    query = (
        select(Prospect)
        .where(Prospect.company_id == person.company_id, Prospect.interest == Interest.INTERESTED)
        .order_by(Prospect.interested_at.desc(), Prospect.id.desc())
    )
    return await rows.page_of(session, query, page)


async def proposed_by(session: AsyncSession, person: Person) -> Sequence[Opening]:
    """What their company has proposed, the newest first."""
    found = await session.scalars(
        select(Opening)
        .where(Opening.company_id == person.company_id, Opening.phase != OpeningPhase.DISCARDED)
        .order_by(Opening.id.desc())
        .limit(10)
    )
    return found.all()


async def answer(
    session: AsyncSession, person: Person, opening_id: int, interest: Interest, moment: Moment
) -> Opening:
    """Say for one's company whether an opening interests it; a later word replaces the one before. Idempotent.

    Raises NoSuchOpening, OpeningClosed, ResultSaid.
    """
    opening = await locked(session, opening_id)
    if not opening.is_open(moment.now):
        raise OpeningClosed
    prospect = await prospect_of(session, opening_id, person.company_id)
    if prospect is None:
        prospect = Prospect(opening_id=opening_id, company_id=person.company_id)
        session.add(prospect)
    if prospect.interest is interest:
        return opening
    if prospect.result is not None:
        raise ResultSaid
    if prospect.interest is None:
        ledger.did(session, person, Act.OPENING_ANSWERED, opening.about, moment)
    prospect.interest, prospect.person_id = interest, person.id
    prospect.interested_at = moment.now if interest is Interest.INTERESTED else None
    if interest is Interest.NOT_FOR_US:
        await cancel(session, opening.about, moment, person=person, only=REMINDER)
    await session.flush()
    return opening


async def propose(
    session: AsyncSession, person: Person, kind: OpeningKind, need: str, moment: Moment
) -> Opening:
    """A company tells of an opportunity, or of a need; staff are told, and decide. Raises TooManyProposed."""
    company = await company_of(session, person.company_id)
    waiting = await session.scalar(
        select(func.count())
        .select_from(Opening)
        .where(Opening.company_id == company.id, Opening.phase == OpeningPhase.PROPOSED)
    )
    if (waiting or 0) >= MOST_PROPOSED:
        raise TooManyProposed(limit=number(MOST_PROPOSED))
    opening = Opening(
        company_id=company.id,
        proposer_id=person.id,
        created_at=moment.now,
        zone=str(moment.zone),
        phase=OpeningPhase.PROPOSED,
        kind=kind,
        need=need,
    )
    opening.company = company
    session.add(opening)
    await session.flush()
    ledger.did(session, person, Act.OPENING_PROPOSED, opening.about, moment)
    message = Message(
        opening.about,
        "proposed",
        Purpose.NOTICE,
        lambda: staff_screens.came_in(opening, person_name(person)),
    )
    await tell_staff(session, message, moment)
    return opening


async def correct(session: AsyncSession, person: Person, need: str) -> bool:
    """Put the words of the newest proposal right, as long as staff have not taken it up; whether there is one."""
    found = await session.scalar(
        select(Opening)
        .where(Opening.proposer_id == person.id, Opening.phase == OpeningPhase.PROPOSED)
        .order_by(Opening.id.desc())
        .limit(1)
    )
    if found is None:
        return False
    found.need = need
    return True


async def spokespeople(
    session: AsyncSession, company_ids: Iterable[int], *also: ColumnElement[bool]
) -> Mapping[int, int]:
    """Who is told for each company, by its id: of those who can be reached the first by seat, as an introduction to it
    would choose them."""
    whom = select(Person).where(Person.company_id.in_(list(company_ids)), *also)
    chosen = speaking_for_companies(whom).with_only_columns(Person.company_id, Person.id)
    return dict((await session.execute(chosen)).all())


async def spokesperson(session: AsyncSession, prospect: Prospect) -> Person | None:
    """Whom to write to about what a company took up: who spoke for it, if they can be reached, else another."""
    if prospect.person_id is not None:
        known = select(Person).where(
            Person.id == prospect.person_id, Person.company_id == prospect.company_id, REACHABLE
        )
        if (person := await session.scalar(known)) is not None:
            return person
    another = await spokespeople(session, [prospect.company_id])
    return await session.get(Person, another[prospect.company_id]) if another else None


async def partners(
    session: AsyncSession, person: Person, opening: Opening, page: int, moment: Moment
) -> Page[Company]:
    """A page of the companies with whom somebody's could take it up: those of the directory that are interested too,
    then those that fit, then those that nearly do.
    """
    tally = fit.Population(await facts_of_all(session, moment)).tally(opening.asks)
    interested = set(
        await session.scalars(
            select(Prospect.company_id).where(
                Prospect.opening_id == opening.id, Prospect.interest == Interest.INTERESTED
            )
        )
    )
    listed = set(await session.scalars(select(Person.company_id).where(LISTED).distinct()))
    ranked = dict.fromkeys(
        [
            *(one for one in (*tally.eligible, *tally.nearly, *tally.out) if one in interested),
            *tally.eligible,
            *tally.nearly,
        ]
    )
    ids = page_of([one for one in ranked if one in listed and one != person.company_id], page)
    companies = await named(session, ids.items)
    return ids.of([companies[one] for one in ids.items if one in companies])


async def forget(session: AsyncSession, telegram_id: int, moment: Moment) -> None:
    """What somebody proposed in their own words is deleted; the proposal too where staff have made nothing of it, who
    do not hear of it any more."""
    theirs = Opening.proposer_id.in_(select(Person.id).where(people.spoken_for_by(telegram_id)))
    waiting = await session.scalars(select(Opening.id).where(theirs, Opening.phase == OpeningPhase.PROPOSED))
    for opening_id in waiting.all():
        await cancel(session, Opening.called(opening_id), moment)
    await session.execute(delete(Opening).where(theirs, Opening.phase == OpeningPhase.PROPOSED))
    await session.execute(update(Opening).where(theirs).values(need=None))
