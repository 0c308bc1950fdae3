"""Members as staff see them: everybody, whether on the bot or not; searched, browsed, and each company's card."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company, CompanyFile
from bot.models.groups import Group, group_companies, group_people
from bot.models.invites import Invite
from bot.models.ledger import Opportunity
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.rules import contacts
from bot.rules.directory import Hit, Spot
from bot.rules.pages import Page, page_of
from bot.rules.people import places_of
from bot.rules.words import fold
from bot.screens.members import Card, Figures, PersonCard, Which
from bot.services import companies, directory, engagement, people, rows

PAGE = 10
"""Companies or people on one screen."""
PEOPLE_PAGE = 8
"""People on a company's card: each is a button."""


async def figures(session: AsyncSession) -> Figures:
    """Everybody at a glance: three statements."""
    is_in = Company.ended_at.is_(None)
    standing = dict(
        (await session.execute(select(Person.standing, func.count()).group_by(Person.standing))).all()
    )
    covered = select(Person.company_id).where(Person.standing == Standing.MEMBER)
    counted = select(
        func.count(), func.count().filter(is_in), func.count().filter(is_in & Company.id.in_(covered))
    )
    total, present, joined = (await session.execute(counted.select_from(Company))).one()
    return Figures(
        companies=present,
        covered=joined,
        ended=total - present,
        members=standing.get(Standing.MEMBER, 0),
        expected=standing.get(Standing.EXPECTED, 0),
    )


async def browse(session: AsyncSession, which: Which, page: int) -> Page[Company]:
    """A page of companies, by name."""
    query = select(Company).order_by(Company.name_key, Company.id)
    return await rows.page_of(session, _narrowed(query, which), page, PAGE)


def _narrowed(query: Select[Company], which: Which) -> Select[Company]:
    match which:
        case Which.ENDED:
            return query.where(Company.ended_at.is_not(None))
        case Which.WITHOUT_MEMBERS:
            joined = select(Person.company_id).where(Person.standing == Standing.MEMBER)
            return query.where(Company.ended_at.is_(None), Company.id.not_in(joined))
        case _:
            return query.where(Company.ended_at.is_(None))


async def people_counts(session: AsyncSession, found: Sequence[Company]) -> dict[int, tuple[int, int]]:
    """How many people of each of these companies are on the bot, and how many are expected."""
    is_member = Person.standing == Standing.MEMBER
    counted = (
        select(
            Person.company_id,
            func.count().filter(is_member),
            func.count().filter(Person.standing == Standing.EXPECTED),
        )
        .where(Person.company_id.in_([one.id for one in found]))
        .group_by(Person.company_id)
    )
    return {company_id: (joined, expected) for company_id, joined, expected in await session.execute(counted)}


async def search(session: AsyncSession, text: str, page: int) -> Page[Company | Person]:
    """A page of the companies and people that a text means, the likeliest first: by what the directory is searched by,
    or by a whole phone number or e-mail address."""
    by_contact = await _by_contact(session, text)
    if by_contact:
        return page_of(by_contact, page, PAGE)
    hits = await directory.found_among(await directory.listed(session, is_for_staff=True), text)
    shown = page_of(hits, page, PAGE)
    return shown.of(await _resolved(session, shown.items))


async def _by_contact(session: AsyncSession, text: str) -> Sequence[Person]:
    read = {contacts.phone_number(text), contacts.email_address(text), contacts.email_address(text.lower())}
    indexes = [index for known in read if known for index in RING.indexes(known)]
    if not indexes:
        return ()
    is_meant = or_(Person.phone_index.in_(indexes), Person.email_index.in_(indexes))
    return (await session.scalars(select(Person).where(is_meant).order_by(Person.name, Person.id))).all()


async def _resolved(session: AsyncSession, hits: Sequence[Hit]) -> list[Company | Person]:
    """The companies of hits, and in place of a company that was found by a person's name, that person."""
    ids = [hit.company_id for hit in hits]
    found = {one.id: one for one in await session.scalars(select(Company).where(Company.id.in_(ids)))}
    names = {hit.company_id: {mark.text for mark in hit.why if mark.spot is Spot.PERSON} for hit in hits}
    by_person = [company_id for company_id, named in names.items() if named]
    query = select(Person).where(Person.company_id.in_(by_person)).order_by(Person.name, Person.id)
    listed = (await session.scalars(query)).all() if by_person else ()
    resolved: list[Company | Person] = []
    for hit in hits:
        meant = [
            one
            for one in listed
            if one.company_id == hit.company_id and names[hit.company_id] & {one.name, one.other_name}
        ]
        resolved += meant or [found[hit.company_id]]
    return resolved


async def card(session: AsyncSession, company_id: int, page: int = 0) -> Card:
    """A company with its people. Raises CompanyGone."""
    company = await companies.get(session, company_id)
    everybody = await people.of_company(session, company.id)
    present = [one for one in everybody if one.standing is not Standing.LEFT]
    files = select(func.count()).select_from(CompanyFile).where(CompanyFile.company_id == company.id)
    last = await engagement.last_of(session, [company.id])
    written = select(func.max(Opportunity.at)).where(Opportunity.company_id == company.id)
    places = [
        (place, [one for one in present if one.seat in place])
        for place in places_of(company.kind, company.size)
    ]
    seated = {one.id for _place, filling in places for one in filling}
    link = group_companies.c
    return Card(
        company=company,
        people=page_of(everybody, page, PEOPLE_PAGE),
        places=places,
        others=[one for one in present if one.id not in seated],
        files=await session.scalar(files) or 0,
        expected=sum(one.standing is Standing.EXPECTED for one in present),
        last=last.get(company.id),
        written_at=await session.scalar(written),
        groups=await _groups(session, select(link.group_id).where(link.company_id == company.id)),
        doubled=_doubled(present),
    )


def _doubled(listed: Sequence[Person]) -> list[Person]:
    """The first of each two or more people of one name."""
    by_name: dict[str, list[Person]] = {}
    for one in listed:
        by_name.setdefault(fold(one.name), []).append(one)
    return [same[0] for same in by_name.values() if len(same) > 1]


async def _groups(session: AsyncSession, ids: Select[int]) -> Sequence[Group]:
    return (await session.scalars(select(Group).where(Group.id.in_(ids)).order_by(Group.key))).all()


async def person_card(session: AsyncSession, person_id: int) -> PersonCard:
    """A person, with the newest link that was made for them. Raises PersonGone."""
    person = await people.get(session, person_id)
    newest = select(Invite).where(Invite.person_id == person.id).order_by(Invite.id.desc()).limit(1)
    link = group_people.c
    return PersonCard(
        person,
        await session.scalar(newest),
        await _groups(session, select(link.group_id).where(link.person_id == person.id)),
    )


async def companies_like(session: AsyncSession, text: str, page: int) -> Page[Company]:
    """A page of the companies that a text names, the likeliest first; where it names none, of those it means at all."""
    hits = await directory.found_among(await directory.listed(session, is_for_staff=True), text)
    by_name = [hit for hit in hits if not hit.why or any(mark.spot is Spot.COMPANY for mark in hit.why)]
    shown = page_of(by_name or hits, page, PAGE)
    return shown.of(await _companies(session, [hit.company_id for hit in shown.items]))


async def _companies(session: AsyncSession, ids: Sequence[int]) -> list[Company]:
    found = {one.id: one for one in await session.scalars(select(Company).where(Company.id.in_(ids)))}
    return [found[one] for one in ids]


async def duplicates(
    session: AsyncSession, record: Company | Person, text: str, page: int
) -> Page[Company | Person]:
    """A page of the records that this one may be a duplicate of, the likeliest first: those that a text means, or else
    those of a name like its own; of people also who share a phone or an e-mail address."""
    if isinstance(record, Company):
        companies_found = (await companies_like(session, text or record.name, 0)).items
        return page_of([one for one in companies_found if one.id != record.id], page, PAGE)
    named = (await search(session, text or record.name, 0)).items
    listed = [one for one in named if isinstance(one, Person)]
    if not text:
        listed = [*await _sharing(session, record), *await _namesakes(session, record), *listed]
    others: dict[int, Company | Person] = {one.id: one for one in listed if one.id != record.id}
    return page_of(list(others.values()), page, PAGE)


async def _sharing(session: AsyncSession, person: Person) -> Sequence[Person]:
    indexes = [index for index in (person.phone_index, person.email_index) if index]
    shared = or_(Person.phone_index.in_(indexes), Person.email_index.in_(indexes))
    query = select(Person).where(shared).order_by(Person.name, Person.id).limit(PAGE)
    return (await session.scalars(query)).all() if indexes else ()


async def _namesakes(session: AsyncSession, person: Person) -> Sequence[Person]:
    colleagues = await people.of_company(session, person.company_id)
    return [one for one in colleagues if fold(one.name) == fold(person.name)]
