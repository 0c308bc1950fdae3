"""Files as secretaries keep them, one after the other: nobody is made twice, nobody is lost, nothing is overwritten by
nothing."""

from __future__ import annotations

import pytest

from bot.db import Database
from bot.exchange.rosters import read_roster
from bot.models.companies import Company
from bot.models.imports import Import
from bot.models.people import Person
from bot.rules.roster_plans import NoteKind
from bot.services import imports
from tests.exchange.test_case_files import CASES
from tests.moments import at
from tests.services.test_imports import EDITOR, NOW, answer, confirm, noted, people
from tests.services.test_rosters import all_of


async def begin(database: Database, name: str) -> Import:
    """The file of this name, to be looked at."""
    roster = read_roster((CASES / name).read_bytes(), name)
    async with database.transaction() as session:
        return await imports.begin(session, roster, name, EDITOR, at(NOW))


@pytest.mark.parametrize(
    ("name", "doubts", "then"),
    [
        ("s_rename.xlsx", 0, ("Sami Khoury", "Cedar Olive Oils SAL")),
        ("s_move.xlsx", 1, ("Sami Khoury", "Valbelle")),
        ("s_empty.xlsx", 0, ("Sami Khoury", "Cedar Oils")),
        ("s_q.xlsx", 0, ("Sami Khoury", "Cedar Oils")),
    ],
)
async def test_the_same_again_in_another_spelling_is_the_same(
    database: Database, name: str, doubts: int, then: tuple[str, str]
) -> None:
    await confirm(database, await begin(database, "s_base.xlsx"))
    [before] = await all_of(database, Company)
    one = await begin(database, name)
    assert one.counts[imports.OPEN] == doubts
    for _ in range(doubts):
        await answer(database, one, same=True)
    await confirm(database, one)
    assert await people(database) == [then]
    [sami], company = await all_of(database, Person), (await all_of(database, Company))[0]
    assert (sami.phone, sami.email) == ("+9613123456", "sami@example.com")
    assert (company.city, company.name_ar) == (before.city, before.name_ar)


async def test_a_list_with_doubles_makes_nobody_twice_and_asks_about_the_other_company(
    database: Database,
) -> None:
    one = await begin(database, "dups.xlsx")
    assert await noted(database, one, NoteKind.WAITING) == [("Valbelle", "Ali Khoury")]
    await confirm(database, one)
    assert await people(database) == [("Ali Khoury", "Cedar Oils"), ("Rima Nassar", "Cedar Oils")]


async def test_rows_that_contradict_each_other_all_bring_their_people_in(database: Database) -> None:
    one = await begin(database, "contradict.xlsx")
    said = await noted(database, one, NoteKind.UNREADABLE)
    assert "website" not in {column for line in said for column in line}
    await confirm(database, one)
    assert await people(database) == [
        (name, "Valbelle") for name in ("Claire Haddad", "Élise Tannous", "Rami Aoun", "Nour Saliba")
    ]


@pytest.mark.parametrize(
    ("name", "column", "unknown"),
    [
        ("roles.xlsx", "role", {"Mr": 1, "Dr.": 1}),
        ("subclusters.xlsx", "sub_clusters", {"1": 1}),
        ("sizes.xlsx", "size", {"PME": 1, "200-500": 1, "Family business": 1}),
        ("languages.xlsx", "language", {"Armenian": 1}),
    ],
)
async def test_everybody_comes_in_and_each_unknown_word_is_asked_about_once(
    database: Database, name: str, column: str, unknown: dict[str, int]
) -> None:
    one = await begin(database, name)
    async with database.reading() as session:
        asked = [item.doubt for item in (await imports.doubts(session, one.id, 0)).items]
    assert {doubt.word: doubt.count for doubt in asked if doubt.column == column} == unknown
    rows = read_roster((CASES / name).read_bytes(), name).rows
    await confirm(database, one)
    assert len(await all_of(database, Company)) == len({row.company for row in rows})
    assert len(await people(database)) == sum(row.person is not None for row in rows)
