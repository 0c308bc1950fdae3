"""Leads: noted as they are sent, completed, mended, joined; each company's own, and nobody else's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.leads import Lead, LeadPhoto
from bot.models.missions import Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.leads import (
    KEPT,
    MOST_PHOTOS,
    SENT_TOGETHER,
    Counts,
    Part,
    Promise,
    Warmth,
    belongs_to,
    may_belong,
    read,
    together,
)
from bot.rules.pages import Page
from bot.screens import leads as screens
from bot.services import companies, rows, travelling


class NoSuchLead(Refusal):
    wording = N_("This lead does not exist any more.")


class NotTogether(Refusal):
    wording = N_("These two leads cannot be joined any more: both have a name, or too many photos.")


@dataclass(frozen=True)
class Sent:
    """What somebody sent as a lead: words, a contact, or a photo that may have words below it."""

    message_id: int
    words: str = ""
    contact: str = ""
    photo: LeadPhoto | None = None


async def take(
    session: AsyncSession, person: Person, mission: Mission, sent: Sent, moment: Moment
) -> tuple[Lead, bool]:
    """Keep what was sent as a lead of its own, and say whether it is new. Idempotent.

    What was sent before is found again by its message, and then reads as it was corrected; a photo that is there
    already is the lead that it was.
    """
    await companies.locked(session, person.company_id)
    name, note = read(sent.words)
    lead = await session.scalar(
        select(Lead).where(Lead.person_id == person.id, Lead.message_id == sent.message_id)
    )
    if lead is not None:
        lead.name, lead.note = name or lead.name, note or None
        return lead, False
    if sent.photo is not None and (there := await _with_photo(session, person, mission, sent.photo)):
        there.note = together(there.note or "", sent.words) or None
        return there, False
    if sent.photo is not None:
        # What stands below a photo says something about the card; on the card stands the name
        name, note = "", sent.words
    lead = Lead(
        mission_id=mission.id,
        company_id=person.company_id,
        number=await _next_number(session, person, mission),
        person_id=person.id,
        message_id=sent.message_id,
        noted_at=moment.now,
        noted_on=travelling.today_there(mission, moment),
        name=name or None,
        contact=sent.contact or None,
        note=note or None,
        photos=[sent.photo] if sent.photo is not None else [],
    )
    session.add(lead)
    await session.flush()
    return lead, True


async def _next_number(session: AsyncSession, person: Person, mission: Mission) -> int:
    """The number of the next lead of a company, which is locked."""
    return (await session.scalar(select(func.max(Lead.number)).where(_theirs(person, mission))) or 0) + 1


async def _with_photo(
    session: AsyncSession, person: Person, mission: Mission, photo: LeadPhoto
) -> Lead | None:
    """The lead that has this photo already."""
    is_same = LeadPhoto.file_unique_id == photo.file_unique_id
    query = select(Lead).join(LeadPhoto).where(_theirs(person, mission), is_same).order_by(Lead.id).limit(1)
    return await session.scalar(query)


def _theirs(person: Person, mission: Mission) -> ColumnElement[bool]:
    return and_(Lead.mission_id == mission.id, Lead.company_id == person.company_id)


async def get(session: AsyncSession, person: Person, lead_id: int) -> tuple[Lead, Mission]:
    """A lead of somebody's company, locked until the commit, with its mission. Raises NoSuchLead, NotOnMission."""
    lead = await rows.locked(session, Lead, lead_id, NoSuchLead)
    if lead.company_id != person.company_id:
        raise NoSuchLead
    return lead, await travelling.trip(session, person, lead.mission_id)


async def warm(session: AsyncSession, person: Person, lead_id: int, warmth: Warmth) -> tuple[Lead, Mission]:
    """Say how interested they were. Raises NoSuchLead, NotOnMission."""
    lead, mission = await get(session, person, lead_id)
    lead.warmth = warmth
    return lead, mission


async def promise(
    session: AsyncSession, person: Person, lead_id: int, promise: Promise
) -> tuple[Lead, Mission]:
    """Say what comes next. Raises NoSuchLead, NotOnMission."""
    lead, mission = await get(session, person, lead_id)
    lead.promise = promise
    return lead, mission


async def write(
    session: AsyncSession, person: Person, lead_id: int, part: Part, words: str
) -> tuple[Lead, Mission]:
    """Write a part of a lead anew. Raises NoSuchLead, NotOnMission."""
    lead, mission = await get(session, person, lead_id)
    setattr(lead, part.value, words)
    return lead, mission


async def remove(session: AsyncSession, person: Person, lead_id: int) -> Mission:
    """Delete a lead with all that is known of it. Raises NoSuchLead, NotOnMission."""
    lead, mission = await get(session, person, lead_id)
    await session.delete(lead)
    return mission


async def beside(session: AsyncSession, lead: Lead) -> Lead | None:
    """The lead that was sent about the same time and may be the same company; None when there is none."""
    found = await session.scalars(
        select(Lead)
        .where(
            Lead.mission_id == lead.mission_id,
            Lead.company_id == lead.company_id,
            Lead.person_id == lead.person_id,
            Lead.id != lead.id,
            Lead.noted_at.between(lead.noted_at - SENT_TOGETHER, lead.noted_at + SENT_TOGETHER),
        )
        .order_by(Lead.id)
    )
    others = {other.id: other for other in found}
    known = [(other.id, other.noted, other.noted_at) for other in others.values()]
    key = belongs_to(lead.noted, lead.noted_at, known)
    return others[key] if key is not None else None


async def join(session: AsyncSession, person: Person, lead_id: int, other_id: int) -> tuple[Lead, Mission]:
    """Make one lead of two: the one that was noted first keeps its number, and gets all that the other has.

    Raises NoSuchLead, NotOnMission, NotTogether.
    """
    (lead, mission), (other, _mission) = [
        await get(session, person, key) for key in (min(lead_id, other_id), max(lead_id, other_id))
    ]
    photos = [*lead.photos, *other.photos]
    is_one = lead is other or lead.mission_id != other.mission_id
    if is_one or not may_belong(lead.noted, other.noted) or len(photos) > MOST_PHOTOS:
        raise NotTogether
    lead.name = lead.name or other.name
    lead.contact = together(lead.contact or "", other.contact or "") or None
    lead.note = together(lead.note or "", other.note or "") or None
    lead.warmth, lead.promise = lead.warmth or other.warmth, lead.promise or other.promise
    lead.photos = [
        LeadPhoto(file_id=photo.file_id, file_unique_id=photo.file_unique_id, media=photo.media)
        for photo in photos
    ]
    await session.delete(other)
    await session.flush()
    return lead, mission


async def noted_by(session: AsyncSession, lead: Lead) -> str:
    """The name of who noted a lead; nothing when they are not here any more."""
    return await session.scalar(select(Person.name).where(Person.id == lead.person_id)) or ""


async def counts(session: AsyncSession, person: Person, mission: Mission, moment: Moment) -> Counts:
    """How many leads somebody's company has at a mission."""
    today = travelling.today_there(mission, moment)
    is_open = or_(Lead.warmth.is_(None), Lead.promise.is_(None))
    found = await session.execute(
        select(
            func.count(),
            func.count(case((Lead.noted_on == today, 1))),
            func.count(case((is_open, 1))),
        ).where(_theirs(person, mission))
    )
    return Counts._make(found.one())


async def page(session: AsyncSession, person: Person, mission: Mission, number: int) -> Page[Lead]:
    """A page of the leads of somebody's company at a mission, the newest first."""
    query = select(Lead).where(_theirs(person, mission)).order_by(Lead.number.desc())
    return await rows.page_of(session, query, number)


async def next_open(
    session: AsyncSession, person: Person, mission: Mission, *, after: int = 0
) -> Lead | None:
    """The next lead that is to be completed: after a number, and then from the first one on; None when none is."""
    is_open = or_(Lead.warmth.is_(None), Lead.promise.is_(None))
    return await session.scalar(
        select(Lead)
        .where(_theirs(person, mission), is_open, Lead.number != after)
        .order_by(case((Lead.number > after, 0), else_=1), Lead.number)
        .limit(1)
    )


async def workbook(session: AsyncSession, person: Person, mission: Mission) -> bytes:
    """The leads of somebody's company at a mission as an Excel file, in the reader's language."""
    found = await session.execute(
        select(Lead, Person.name)
        .outerjoin(Person, Person.id == Lead.person_id)
        .where(_theirs(person, mission))
        .order_by(Lead.number)
    )
    table = screens.table([(lead, noted_by or "") for lead, noted_by in found])
    return await asyncio.to_thread(write_xlsx, [Sheet(*table, right_to_left=current() == "ar")])


async def purge_details(session: AsyncSession, moment: Moment) -> None:
    """Delete what was noted of people at missions that ended long ago; that there were leads stays."""
    long_ago = select(Mission.id).where(Mission.ends_on < moment.today - KEPT)
    old = Lead.mission_id.in_(long_ago)
    photographed = select(Lead.id).where(old)
    await session.execute(delete(LeadPhoto).where(LeadPhoto.lead_id.in_(photographed)))
    known = or_(Lead.name.is_not(None), Lead.contact.is_not(None), Lead.note.is_not(None))
    await session.execute(update(Lead).where(old, known).values(name=None, contact=None, note=None))
