"""The trail: what staff did, to whom, searched and taken as an Excel file."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import current
from bot.models.companies import Company
from bot.models.people import Person
from bot.models.staff import AuditEntry
from bot.moment import Moment
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens import trail as screens
from bot.screens.trail import Names, Told
from bot.services import rows, staff

PAGE = 10
"""Acts on one screen: they are read, not tapped."""
MOST_IN_TABLE = 20_000
"""Acts in an Excel file, the newest."""
MOST_FOUND = 500
"""Companies, and people, of a name that is searched for."""

T = TypeVar("T", Company, Person)


@dataclass(frozen=True)
class Asked:
    """Which acts: those done to a company or a person, or those that a text means; else all."""

    text: str = ""
    company_id: int = 0
    person_id: int = 0


async def page(session: AsyncSession, asked: Asked, names: Names, number: int) -> Page[Told]:
    """A page of what staff did, the newest first. `names` are what staff are called."""
    found = await rows.page_of(session, await _query(session, asked, names), number, PAGE)
    return found.of(await _told(session, found.items))


async def _query(session: AsyncSession, asked: Asked, names: Names) -> Select[AuditEntry]:
    return select(AuditEntry).where(await _meant(session, asked, names)).order_by(AuditEntry.id.desc())


async def _meant(session: AsyncSession, asked: Asked, names: Names) -> ColumnElement[bool]:
    if asked.person_id:
        return AuditEntry.person_id == asked.person_id
    if asked.company_id:
        return AuditEntry.company_id == asked.company_id
    wanted = fold(asked.text)
    if not wanted:
        return false() if asked.text else true()
    actors = [
        actor
        for actor, who in names.items()
        if who is not None and any(wanted in fold(name) for name in (who.name, who.other_name))
    ]
    companies = select(Company.id).where(
        or_(Company.name_key.contains(wanted), Company.name_ar == asked.text)
    )
    people = (await session.execute(select(Person.id, Person.name))).all()
    called = [person_id for person_id, known_as in people if wanted in fold(known_as)][:MOST_FOUND]
    return or_(
        AuditEntry.actor_id.in_(actors),
        *(cast(AuditEntry.details, Text).contains(f'"{actor}"') for actor in actors),
        AuditEntry.company_id.in_(companies.limit(MOST_FOUND)),
        AuditEntry.person_id.in_(called),
        AuditEntry.act.in_(screens.deeds_named(asked.text)),
    )


async def _told(session: AsyncSession, entries: Sequence[AuditEntry]) -> list[Told]:
    companies = await _by_id(session, Company, {entry.company_id for entry in entries})
    people = await _by_id(session, Person, {entry.person_id for entry in entries})
    return [
        Told(entry, companies.get(entry.company_id or 0), people.get(entry.person_id or 0))
        for entry in entries
    ]


async def _by_id(session: AsyncSession, model: type[T], ids: Collection[int | None]) -> dict[int, T]:
    wanted = [one for one in ids if one is not None]
    found: Any = await session.scalars(select(model).where(model.id.in_(wanted))) if wanted else ()
    return {one.id: one for one in found}


async def workbook(session: AsyncSession, asked: Asked, names: Names, actor_id: int, moment: Moment) -> bytes:
    """The acts that are meant as an Excel file in the reader's language; taking it is an act, too."""
    query = (await _query(session, asked, names)).limit(MOST_IN_TABLE)
    told = await _told(session, (await session.scalars(query)).all())
    table = screens.table(told, names, moment.zone)
    staff.audit(session, actor_id, Deed.TRAIL_DOWNLOADED, moment)
    return await asyncio.to_thread(write_xlsx, [Sheet(*table, right_to_left=current() == "ar")])
