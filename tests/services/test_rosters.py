"""A roster is taken in: what it says counts until people have joined; a second time it changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.db import Database
from bot.exchange.columns import COLUMNS
from bot.exchange.rosters import Roster, read_roster
from bot.exchange.tables import write_csv
from bot.models.companies import Company
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.rules.companies import Kind, Size
from bot.rules.people import Seat
from bot.rules.roster_plans import NoteKind
from bot.services import roster_listing, rosters
from bot.services.rosters import TakenIn
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

AMINA = {
    "company": "Cedar Press",
    "company_ar": "معاصر الأرز",
    "kind": "sme",
    "size": "small",
    "sub_clusters": "processing; agri_fresh",
    "city": "Batroun",
    "website": "https://cedarpress.example",
    "person": "Amina Haddad",
    "role": "lead",
    "language": "ar",
    "phone": "03 123 456",
    "email": "amina@cedarpress.example",
    "groups": "Export; R&D",
}
BRUNO = {"company": "Cedar Press", "person": "Bruno Karam", "language": "fr", "phone": "03 123 456"}


def roster(*rows: dict[str, str]) -> Roster:
    """Rows as they are read from a CSV file."""
    return read_roster(
        write_csv(COLUMNS, [[row.get(c, "") for c in COLUMNS] for row in rows]).encode(), "r.csv"
    )


async def take(database: Database, *rows: dict[str, str]) -> TakenIn:
    """Take rows in, in a transaction of their own."""
    async with database.transaction() as session:
        return await rosters.take_in(session, roster(*rows), at(NOW))


async def all_of(database: Database, model: type[Any]) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(select(model).order_by(model.id)))


async def count(database: Database, table: Any) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def amina_joins(database: Database, company: dict[str, Any] | None = None, **changes: Any) -> None:
    """Amina has joined, and changed her own and her company's records since."""
    async with database.transaction() as session:
        amina = (await session.scalars(select(Person).where(Person.name == AMINA["person"]))).one()
        joined = {"standing": Standing.MEMBER, "joined_at": NOW, "telegram_id": 101}
        for row, values in ((amina, joined | changes), (amina.company, company or {})):
            for attribute, value in values.items():
                setattr(row, attribute, value)


def kept(taken: TakenIn) -> list[tuple[int, str]]:
    """What was left alone, by line and column."""
    return [(note.line, note.column) for note in taken.plan.notes if note.kind is NoteKind.KEPT]


def new_and_changed(taken: TakenIn) -> tuple[int, int, int, int]:
    return taken.companies_new, taken.companies_changed, taken.people_new, taken.people_changed


async def test_a_row_becomes_a_company_and_a_person_of_it(database: Database) -> None:
    assert new_and_changed(await take(database, AMINA, BRUNO)) == (1, 0, 2, 0)
    [company] = await all_of(database, Company)
    amina, bruno = await all_of(database, Person)
    assert (company.name, company.name_key, company.name_ar) == ("Cedar Press", "cedar press", "معاصر الأرز")
    assert (company.kind, company.size, company.city) == (Kind.SME, Size.SMALL, "Batroun")
    assert {part.slug for part in company.sub_clusters} == {"processing", "agri_fresh"}
    assert (amina.seat, amina.language, amina.standing) == (Seat.LEAD, "ar", Standing.EXPECTED)
    assert (amina.phone, amina.email) == ("+9613123456", "amina@cedarpress.example")
    assert (amina.phone_index, bruno.email_index) == (RING.index("+9613123456"), None)
    assert (bruno.company_id, bruno.language) == (company.id, "fr")


async def test_the_same_roster_again_changes_nothing(database: Database) -> None:
    only_groups = {"company": "Domaine Wadi Nour", "groups": "Board"}
    await take(database, AMINA, BRUNO, only_groups)
    again = await take(database, AMINA, BRUNO, only_groups)
    assert again.is_nothing
    assert kept(again) == []


async def test_two_spellings_of_a_company_in_one_roster_do_not_take_turns(database: Database) -> None:
    rows = (AMINA, BRUNO | {"company": "CEDAR  PRESS"})
    assert (await take(database, *rows)).companies_new == 1
    assert (await take(database, *rows)).is_nothing
    assert (await all_of(database, Company))[0].name == "Cedar Press"


async def test_a_cell_that_says_something_counts_and_an_empty_one_does_not(database: Database) -> None:
    await take(database, AMINA)
    changed = {"company": "Cedar Press", "city": "Zahlé", "person": "Amina Haddad", "phone": "71 123 456"}
    assert new_and_changed(await take(database, changed)) == (0, 1, 0, 1)
    [company], [amina] = await all_of(database, Company), await all_of(database, Person)
    assert (company.city, company.website, amina.seat) == ("Zahlé", AMINA["website"], Seat.LEAD)
    assert (amina.phone, amina.phone_index) == ("+96171123456", RING.index("+96171123456"))
    assert amina.email == AMINA["email"]


async def test_sub_clusters_become_the_ones_named(database: Database) -> None:
    await take(database, AMINA)
    assert (await take(database, {"company": "Cedar Press", "sub_clusters": "wine"})).companies_changed == 1
    [company] = await all_of(database, Company)
    assert [part.slug for part in company.sub_clusters] == ["wine"]


@pytest.mark.parametrize("first", ["Cedar Press", "معاصر الأرز"])
async def test_a_company_is_found_by_its_name_in_either_script(database: Database, first: str) -> None:
    rows = (AMINA, BRUNO | {"company": "معاصر الارز"})
    await take(database, {"company": first})
    assert (await take(database, *rows)).companies_new == 0
    assert (await take(database, *rows)).is_nothing
    assert [company.name for company in await all_of(database, Company)] == ["Cedar Press"]
    assert [person.name for person in await all_of(database, Person)] == ["Amina Haddad", "Bruno Karam"]


async def test_an_arabic_name_that_two_companies_share_means_neither(database: Database) -> None:
    await take(database, AMINA, {"company": "Wadi Mills"})
    async with database.transaction() as session:
        for company in await session.scalars(select(Company)):
            company.name_ar = AMINA["company_ar"]
    assert (await take(database, {"company": AMINA["company_ar"]})).companies_new == 1


async def test_what_people_who_joined_have_is_left_as_it_is_and_named(database: Database) -> None:
    await take(database, AMINA)
    await amina_joins(database, {"city": "Jounieh", "size": Size.LARGE}, language="fr", seat=Seat.OTHER)
    taken = await take(database, AMINA | {"phone": "71 123 456"})
    assert taken.is_nothing
    assert kept(taken) == [(2, column) for column in ("size", "city", "role", "language", "phone")]
    [company], [amina] = await all_of(database, Company), await all_of(database, Person)
    assert (company.size, company.city) == (Size.LARGE, "Jounieh")
    assert (amina.language, amina.seat, amina.phone) == ("fr", Seat.OTHER, "+9613123456")


async def test_what_people_who_joined_left_empty_is_filled(database: Database) -> None:
    await take(database, {"company": "Cedar Press", "person": "Amina Haddad"})
    await amina_joins(database)
    assert new_and_changed(await take(database, AMINA | {"role": "", "language": ""})) == (0, 1, 0, 1)
    [company], [amina] = await all_of(database, Company), await all_of(database, Person)
    assert (company.city, amina.phone) == ("Batroun", "+9613123456")


async def test_we_have_none_is_an_answer_that_a_roster_leaves_alone(database: Database) -> None:
    await take(database, {"company": "Cedar Press", "person": "Amina Haddad"})
    await amina_joins(database, {"declined": ["website"]})
    taken = await take(database, {"company": "Cedar Press", "website": AMINA["website"]})
    assert (taken.is_nothing, kept(taken)) == (True, [(2, "website")])


async def test_a_colleague_of_those_who_joined_still_follows_the_roster(database: Database) -> None:
    await take(database, AMINA, BRUNO)
    await amina_joins(database)
    assert (await take(database, BRUNO | {"language": "en"})).people_changed == 1


async def test_somebody_who_changed_their_name_is_known_by_their_phone(database: Database) -> None:
    await take(database, AMINA)
    await amina_joins(database, name="Amina H. Haddad")
    taken = await take(database, AMINA)
    assert (taken.people_new, kept(taken)) == (0, [(2, "person")])


async def test_an_expected_person_whose_name_was_mistyped_is_renamed(database: Database) -> None:
    await take(database, AMINA | {"person": "Amina Hadad"})
    assert new_and_changed(await take(database, AMINA)) == (0, 0, 0, 1)
    assert [person.name for person in await all_of(database, Person)] == ["Amina Haddad"]


async def test_somebody_with_names_in_both_scripts_is_found_by_either(database: Database) -> None:
    await take(database, AMINA)
    async with database.transaction() as session:
        await session.execute(update(Person).values(other_name="أمينة حداد"))
    taken = await take(database, AMINA | {"person": "أمينة حداد", "phone": "03 999 888"})
    assert (taken.people_new, taken.people_changed) == (0, 1)
    assert [person.name for person in await all_of(database, Person)] == ["Amina Haddad"]


@pytest.mark.parametrize("name", ["Amina Hadad", "أمينة حداد"])
async def test_a_colleague_spelled_otherwise_with_another_phone_is_asked_about_not_made_twice(
    database: Database, name: str
) -> None:
    await take(database, AMINA)
    taken = await take(
        database, AMINA | {"person": name, "phone": "03 999 888", "email": "other@cedar.example"}
    )
    assert taken.people_new == 0
    assert len(await all_of(database, Person)) == 1


async def test_people_who_share_the_offices_phone_stay_two(database: Database) -> None:
    await take(database, AMINA)
    assert (await take(database, BRUNO)).people_new == 1
    assert (await take(database, AMINA, BRUNO)).is_nothing


async def test_groups_are_founded_once_and_joined_by_people_or_by_whole_companies(database: Database) -> None:
    rows = (AMINA, BRUNO | {"groups": "EXPORT"}, {"company": "Domaine Wadi Nour", "groups": "r&d"})
    await take(database, *rows)
    assert [group.name for group in await all_of(database, Group)] == ["Export", "R&D"]
    assert (await count(database, group_people), await count(database, group_companies)) == (3, 1)
    assert (await take(database, *rows)).is_nothing


async def test_a_new_group_is_a_change_and_nobody_is_taken_out_of_one(database: Database) -> None:
    await take(database, AMINA)
    assert new_and_changed(await take(database, AMINA | {"groups": "Board"})) == (0, 0, 0, 1)
    assert await count(database, group_people) == 3


async def test_a_roster_that_breaks_off_leaves_nothing_behind(database: Database) -> None:
    async def torn() -> None:
        async with database.transaction() as session:
            await rosters.take_in(session, roster(AMINA), at(NOW))
            raise RuntimeError("torn")

    with pytest.raises(RuntimeError, match="torn"):
        await torn()
    assert await all_of(database, Company) == []


async def test_the_records_listed_as_a_roster_change_nothing(database: Database) -> None:
    await take(
        database, AMINA, BRUNO, {"company": "Cedar Press", "groups": "Board"}, {"company": "=Wadi; Nour"}
    )
    async with database.reading() as session:
        listed = await roster_listing.listed(session)
    assert [row.get("person", "") for row in listed] == ["", "Amina Haddad", "Bruno Karam", ""]
    assert (await take(database, *listed)).is_nothing


async def test_who_left_is_no_member_any_more(database: Database) -> None:
    await take(database, AMINA)
    await amina_joins(database, standing=Standing.LEFT)
    async with database.reading() as session:
        assert [row.get("person", "") for row in await roster_listing.listed(session)] == [""]
        assert await roster_listing.memberships(session) == []
