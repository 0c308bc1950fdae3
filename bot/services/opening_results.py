"""What came of openings: who applied and who got what, told by the companies or recorded by staff; and the totals."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.money import Amount
from bot.models.openings import Opening, Prospect
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.ledger import Act
from bot.rules.money import Money
from bot.rules.openings import HAVE_APPLIED, Interest, KindTotals, OpeningKind, OpeningPhase, Result
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.screens import opening_results as screens
from bot.services import ledger, openings, rows, staff
from bot.services.money import check_amount


class NotTakenUp(Refusal):
    wording = N_("Your company has not said that it is interested in this opportunity.")


class NoSuchProspect(Refusal):
    wording = N_("This company has nothing to do with this opportunity any more.")


async def report(
    session: AsyncSession, person: Person, opening_id: int, result: Result, moment: Moment
) -> Prospect:
    """Say what came of an opening for one's company; a later word replaces the one before, and what was won goes with
    it. Raises NoSuchOpening, NotTakenUp."""
    opening = await openings.locked(session, opening_id)
    prospect = await openings.prospect_of(session, opening.id, person.company_id)
    if prospect is None or prospect.interest is not Interest.INTERESTED:
        raise NotTakenUp
    if prospect.result is None:
        ledger.did(session, person, Act.OPENING_REPORTED, opening.about, moment)
    _put(prospect, result, moment)
    prospect.person_id, prospect.recorded_by = person.id, None
    return prospect


async def put_won(
    session: AsyncSession, person: Person, opening_id: int, won: Money, moment: Moment
) -> Prospect:
    """Say how much the company got. Raises NoSuchOpening, NotTakenUp, TooMuch."""
    check_amount(won)
    prospect = await report(session, person, opening_id, Result.WON, moment)
    prospect.won = won
    return prospect


async def record(
    session: AsyncSession,
    prospect_id: int,
    actor_id: int,
    result: Result,
    moment: Moment,
    *,
    won: Money | None = None,
) -> Prospect:
    """Staff note what came of an opening for a company; how much it got stays until it is said anew. Raises
    NoSuchProspect, TooMuch."""
    check_amount(won)
    prospect = await rows.locked(session, Prospect, prospect_id, NoSuchProspect)
    _put(prospect, result, moment)
    if result is Result.WON and won is not None:
        prospect.won = won
    prospect.recorded_by = actor_id
    if prospect.interest is not Interest.INTERESTED:
        prospect.interest, prospect.interested_at = Interest.INTERESTED, moment.now
    staff.audit(session, actor_id, Deed.OPENING_RESULT_RECORDED, moment, opening=str(prospect.opening_id))
    return prospect


def _put(prospect: Prospect, result: Result, moment: Moment) -> None:
    if result is not Result.WON:
        prospect.won = None
    prospect.result, prospect.answered_at = result, moment.now


async def prospect(session: AsyncSession, prospect_id: int) -> Prospect:
    """A company and an opening, for staff. Raises NoSuchProspect."""
    found = await session.get(Prospect, prospect_id)
    if found is None:
        raise NoSuchProspect
    return found


async def prospects(session: AsyncSession, opening_id: int, page: int) -> Page[Prospect]:
    """A page of the companies that heard of an opening or took it up: those that got furthest first."""
    place = case(
        (Prospect.result == Result.WON, 0),
        (Prospect.result.is_not(None), 1),
        (Prospect.interest == Interest.INTERESTED, 2),
        (Prospect.interest.is_(None), 3),
        else_=4,
    )
    query = select(Prospect).where(Prospect.opening_id == opening_id).order_by(place, Prospect.id)
    return await rows.page_of(session, query, page)


async def totals(session: AsyncSession) -> Sequence[KindTotals]:
    """What came of openings, by kind; kinds of which none was posted are left out."""
    is_shown = Opening.phase.in_([OpeningPhase.POSTED, OpeningPhase.CANCELLED])
    posted = await session.execute(select(Opening.kind, func.count()).where(is_shown).group_by(Opening.kind))
    counted = dict(posted.all())
    has_applied = Prospect.result.in_(list(HAVE_APPLIED))
    found = await session.execute(
        select(
            Opening.kind,
            func.count(Prospect.told_at),
            func.count(case((Prospect.interest == Interest.INTERESTED, 1))),
            func.count(case((has_applied, 1))),
            func.count(case((Prospect.result == Result.WON, 1))),
        )
        .join(Prospect, Prospect.opening_id == Opening.id)
        .where(is_shown)
        .group_by(Opening.kind)
    )
    figures = {kind: (told, interested, applied, won) for kind, told, interested, applied, won in found}
    columns = Prospect.__table__.c
    summed = await session.execute(
        select(Opening.kind, columns.currency, func.sum(columns.amount, type_=Amount))
        .join(Prospect, Prospect.opening_id == Opening.id)
        .where(is_shown, columns.amount.is_not(None))
        .group_by(Opening.kind, columns.currency)
        .order_by(columns.currency)
    )
    sums: defaultdict[OpeningKind, list[Money]] = defaultdict(list)
    for kind, currency, amount in summed:
        sums[kind].append(Money(amount, currency))
    return [
        KindTotals(kind, counted[kind], *figures.get(kind, (0, 0, 0, 0)), sums=tuple(sums[kind]))
        for kind in OpeningKind
        if kind in counted
    ]


async def workbook(session: AsyncSession, actor_id: int, moment: Moment) -> bytes:
    """All openings with the companies that heard of them, and the totals by kind and currency, as Excel."""
    found = await session.scalars(
        select(Prospect)
        .join(Opening, Opening.id == Prospect.opening_id)
        .where(Opening.phase.in_([OpeningPhase.POSTED, OpeningPhase.CANCELLED]))
        .order_by(Opening.id, Prospect.id)
    )
    tables = screens.tables(found.all(), await totals(session), moment)
    sheets = [Sheet(*table, right_to_left=current() == "ar") for table in tables]
    staff.audit(session, actor_id, Deed.OPENINGS_DOWNLOADED, moment)
    return await asyncio.to_thread(write_xlsx, sheets)
