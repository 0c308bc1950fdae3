"""Interest: who taps the button under a broadcast is noted once, and staff hear of many together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import partial

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.interest import BroadcastTap
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.moment import Moment
from bot.outbox.broadcasts import messages_of
from bot.rules.interest import is_to_be_told
from bot.rules.ledger import Act, Offer
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.rules.timetable import is_quiet
from bot.screens import interested as screens
from bot.screens.interested import FromCompany, Tapped
from bot.services import following, ledger, rows, staff
from bot.services.broadcasts import LEFT, PENDING, NoSuchBroadcast, all_reasons, get, report
from bot.services.telling import Message

MAY_HAVE_ARRIVED = (Status.SENDING, Status.SENT, Status.UNCERTAIN)
"""How a message stands that somebody can have tapped: a thumb is quicker than its being settled."""

NO_COMPANY = 0
"""In place of the company of whoever has none any more."""


class NotSentYet(Refusal):
    wording = N_("This is how it will look: the button counts once the message was sent.")


class NotYours(Refusal):
    wording = N_("Only those who got this message can answer it.")


class WasWithdrawn(Refusal):
    wording = N_("The cluster has withdrawn this announcement, so nothing was noted.")


async def tell(
    session: AsyncSession, broadcast_id: int, person: Person, moment: Moment
) -> tuple[Broadcast, bool]:
    """Note that somebody tapped the button; True with it when that is new. The first time counts in the ledger, and
    taking it back changes nothing there. Raises NoSuchBroadcast, NotSentYet, NotYours, WasWithdrawn."""
    broadcast = await _answerable(session, broadcast_id, person)
    if broadcast.withdrawn_at is not None:
        raise WasWithdrawn
    added = await session.execute(
        rows.inserting(session, BroadcastTap, "broadcast_id", "person_id")
        .values(
            broadcast_id=broadcast.id,
            person_id=person.id,
            company_id=person.company_id,
            language=person.language,
            at=moment.now,
        )
        .returning(BroadcastTap.id)
    )
    is_new = added.first() is not None
    if is_new:
        await _count(session, broadcast, person, moment)
    return broadcast, is_new


async def take_back(session: AsyncSession, broadcast_id: int, person: Person) -> Broadcast:
    """Somebody who tapped does not want to be noted any more. Idempotent. Raises what `tell` does, save
    WasWithdrawn."""
    broadcast = await _answerable(session, broadcast_id, person)
    theirs = (BroadcastTap.broadcast_id == broadcast.id, BroadcastTap.person_id == person.id)
    await session.execute(delete(BroadcastTap).where(*theirs))
    return broadcast


async def _answerable(session: AsyncSession, broadcast_id: int, person: Person) -> Broadcast:
    broadcast = await get(session, broadcast_id)
    if not broadcast.button:
        raise NoSuchBroadcast
    if broadcast.phase not in LEFT:
        raise NotSentYet
    if not await _has_got(session, broadcast, person):
        raise NotYours
    return broadcast


async def _has_got(session: AsyncSession, broadcast: Broadcast, person: Person) -> bool:
    """Whether somebody got it. Of one that is long over the messages are not on record any more: then whoever was to
    get it counts as having got it."""
    theirs = (Delivery.about == broadcast.about, Delivery.purpose == Purpose.BROADCAST)
    found = await session.scalars(
        select(Delivery.status).where(*theirs, Delivery.chat_id == person.telegram_id)
    )
    if statuses := found.all():
        return any(status in MAY_HAVE_ARRIVED for status in statuses)
    if await session.scalar(select(exists().where(Delivery.broadcast_id == broadcast.id))):
        return False
    offered = exists().where(
        Opportunity.person_id == person.id,
        Opportunity.kind == Offer.BROADCAST,
        Opportunity.about == broadcast.about,
    )
    return bool(await session.scalar(select(offered)))


async def _count(session: AsyncSession, broadcast: Broadcast, person: Person, moment: Moment) -> None:
    noted = exists().where(
        Interaction.person_id == person.id,
        Interaction.kind == Act.BROADCAST_ANSWERED,
        Interaction.about == broadcast.about,
    )
    if not await session.scalar(select(noted)):
        ledger.did(session, person, Act.BROADCAST_ANSWERED, broadcast.about, moment)


async def tell_staff_due(session: AsyncSession, moment: Moment) -> bool:
    """Tell staff who tapped since they last heard of it, together, as often as the rules say, and not at night. True if
    any was told."""
    if is_quiet(moment.now, moment.zone):
        return False
    untold = await session.execute(
        select(BroadcastTap.broadcast_id, func.min(BroadcastTap.at))
        .where(BroadcastTap.told_at.is_(None))
        .group_by(BroadcastTap.broadcast_id)
        .order_by(BroadcastTap.broadcast_id)
    )
    is_any_told = False
    for broadcast_id, first_at in untold.all():
        last = select(func.max(BroadcastTap.told_at)).where(BroadcastTap.broadcast_id == broadcast_id)
        told_at = await session.scalar(last)
        broadcast = await session.get_one(Broadcast, broadcast_id)
        if is_to_be_told(broadcast.button, first_at, told_at, moment.now):
            is_any_told |= await _tell_staff(session, broadcast, moment)
    return is_any_told


async def _tell_staff(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    noted = await session.scalars(
        update(BroadcastTap)
        .where(BroadcastTap.broadcast_id == broadcast.id, BroadcastTap.told_at.is_(None))
        .values(told_at=moment.now)
        .returning(BroadcastTap.id)
        .execution_options(synchronize_session=False)
    )
    who = await _who(session, BroadcastTap.id.in_(noted.all()))
    message = Message(
        broadcast.about,
        f"tapped {moment.now:%Y%m%d%H%M%S}",
        Purpose.NOTICE,
        partial(screens.told, broadcast, who),
    )
    return await following.tell_author(session, broadcast, message, moment)


async def _who(session: AsyncSession, *which: ColumnElement[bool]) -> list[Tapped]:
    """These taps with whoever made them, in the order of tapping."""
    found = await session.execute(
        select(BroadcastTap, Person, Company)
        .outerjoin(Person, Person.id == BroadcastTap.person_id)
        .outerjoin(Company, Company.id == BroadcastTap.company_id)
        .where(*which)
        .order_by(BroadcastTap.at, BroadcastTap.id)
    )
    return [Tapped(*row) for row in found.all()]


async def by_company(session: AsyncSession, broadcast_id: int, page: int) -> Page[FromCompany]:
    """A page of the companies whose people tapped, those with the most taps first; last who has no company any more."""
    theirs = BroadcastTap.broadcast_id == broadcast_id
    companies = (
        select(func.coalesce(BroadcastTap.company_id, NO_COMPANY).label("id"))
        .where(theirs)
        .group_by(BroadcastTap.company_id)
        .order_by(BroadcastTap.company_id.is_(None), func.count().desc(), func.min(BroadcastTap.at))
    )
    listed = await rows.page_of(session, companies, page)
    company_id = func.coalesce(BroadcastTap.company_id, NO_COMPANY)
    taps: dict[int, list[Tapped]] = defaultdict(list)
    for one in await _who(session, theirs, company_id.in_(listed.items)):
        taps[one.tap.company_id or NO_COMPANY].append(one)
    items = [FromCompany(taps[one][0].company, taps[one]) for one in listed.items]
    return Page(items, listed.total, listed.number, listed.size)


async def count(session: AsyncSession, broadcast_id: int) -> int:
    """How many people tapped."""
    theirs = BroadcastTap.broadcast_id == broadcast_id
    return await session.scalar(select(func.count()).where(theirs)) or 0


async def workbook(
    session: AsyncSession, broadcast: Broadcast, actor_id: int, moment: Moment, *, with_contacts: bool
) -> bytes:
    """How a broadcast went as an Excel file, in the reader's language; taking it is audited."""
    stands = await report(session, broadcast.id)
    found = await session.execute(
        select(Delivery.language, Delivery.status, func.count())
        .where(messages_of(broadcast.id))
        .group_by(Delivery.language, Delivery.status)
    )
    by_language: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for language, status, messages in found.all():
        by_language[language]["pending" if status in PENDING else status.value] += messages
    tables = screens.tables(
        broadcast,
        by_language,
        await following.course(session, broadcast, stands, moment),
        await _who(session, BroadcastTap.broadcast_id == broadcast.id),
        await all_reasons(session, broadcast.id),
        moment.zone,
        with_contacts=with_contacts,
    )
    sheets = [Sheet(*table, right_to_left=current() == "ar") for table in tables]
    staff.audit(session, actor_id, Deed.BROADCAST_DOWNLOADED, moment, broadcast=str(broadcast.id))
    return await asyncio.to_thread(write_xlsx, sheets)
