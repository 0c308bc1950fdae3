"""What staff did is found by who did it, to whom, or what it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.models.companies import Company
from bot.models.people import Person
from bot.rules.fields import Field, Owner
from bot.rules.people import KnownAs
from bot.rules.staff import Deed, Role
from bot.services import groups, privacy, records, staff, trail
from bot.services.trail import Asked
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES = {901: KnownAs("Rima Khalil"), 902: KnownAs("Nadim Saab", "نديم صعب")}


@pytest.fixture
async def ids(database: Database) -> tuple[int, int]:
    """A company and a person whom two of the staff changed; the one appointed the other."""
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        amina = Person(name="Amina Haddad", company=company, created_at=NOW, telegram_id=7)
        session.add_all([company, amina])
        await session.flush()
        staff.audit(session, 901, Deed.APPOINTED, at(NOW), who="902", role=Role.EDITOR.value)
        await records.write(session, Owner.PERSON, amina.id, Field.PHONE, "03 123 456", 902, at(NOW))
        await records.write(session, Owner.COMPANY, company.id, Field.CITY, "Batroun", 901, at(NOW))
        await records.write(session, Owner.COMPANY, company.id, Field.CITY, "Batroun", 901, at(NOW))
        group = await groups.found_group(session, "R&D", 901, at(NOW))
        await groups.put(session, group.id, Owner.PERSON, amina.id, 901, at(NOW), is_in=True)
        await groups.put(session, group.id, Owner.PERSON, amina.id, 901, at(NOW), is_in=True)
        await groups.lead(session, group.id, amina.id, 901, at(NOW), leads=True)
    return company.id, amina.id


async def found(database: Database, asked: Asked) -> list[str]:
    async with database.reading() as session:
        page = await trail.page(session, asked, NAMES, 0)
    return [told.entry.act.value for told in page.items]


async def test_acts_are_found_by_who_did_them_to_whom_and_what_they_are(
    database: Database, ids: tuple[int, int]
) -> None:
    company_id, person_id = ids
    of_amina = ["change group", "change group", "change person"]
    assert len(await found(database, Asked())) == 6, "what changes nothing is no act"
    assert await found(database, Asked("nadim")) == ["change person", "appoint"]
    assert await found(database, Asked("%")) == []
    assert await found(database, Asked("amina")) == of_amina
    assert await found(database, Asked("cedar")) == [
        "change group",
        "change group",
        "change company",
        "change person",
    ]
    assert await found(database, Asked("founded")) == ["found group"]
    assert await found(database, Asked(person_id=person_id)) == of_amina
    assert await found(database, Asked(company_id=company_id)) == await found(database, Asked("cedar"))
    async with database.transaction() as session:
        assert (await trail.workbook(session, Asked(), NAMES, 901, at(NOW)))[:2] == b"PK"


async def test_who_is_forgotten_takes_along_what_the_trail_says_of_their_record(
    database: Database, ids: tuple[int, int]
) -> None:
    async with database.transaction() as session:
        shown = (await privacy.everything_about(session, 7)).decode()
        assert "+9613123456" in shown.split("changes_by_staff")[1]
        assert "902" not in shown.split("changes_by_staff")[1].split("]")[0]
        await privacy.erase(session, 7, 0, at(NOW))
    async with database.reading() as session:
        page = await trail.page(session, Asked("nadim"), NAMES, 0)
    (told, _appointed) = page.items
    assert (told.entry.changes, told.entry.person_id, told.person) == (None, None, None)
