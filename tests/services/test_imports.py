"""An import is looked at, asked about, confirmed as a whole and undone; what staff said of a word is known for ever."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.exchange.columns import COLUMNS
from bot.exchange.rosters import read_roster
from bot.models.companies import Company
from bot.models.imports import Import, ImportChange, ImportState
from bot.models.people import Person, Standing
from bot.rules.people import Seat
from bot.rules.roster_planning import planned
from bot.rules.roster_plans import APART, DoubtKind, NoteKind, Plan
from bot.services import imports, privacy, roster_listing, rosters
from tests.moments import at
from tests.services.test_polls import statements
from tests.services.test_rosters import AMINA, BRUNO, all_of, roster, take

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EDITOR = 901


async def begin(database: Database, *rows: dict[str, str]) -> Import:
    """A roster of these rows, to be looked at."""
    async with database.transaction() as session:
        return await imports.begin(session, roster(*rows), "members.xlsx", EDITOR, at(NOW))


async def noted(database: Database, one: Import, kind: NoteKind) -> list[tuple[str, ...]]:
    """What the preview says of a kind: who, what, from what to what."""
    async with database.reading() as session:
        page = await imports.notes(session, one.id, kind, 0)
    return [
        tuple(filter(None, (note.company, note.person, note.column, note.before, note.after)))
        for note in (item.note for item in page.items)
    ]


async def answer(database: Database, one: Import, *, same: bool) -> None:
    """Answer the next doubt: as the first candidate, or apart."""
    async with database.transaction() as session:
        asked = await imports.next_doubt(session, one.id)
        assert asked is not None
        answers = asked.doubt.answers
        await imports.decide(session, one.id, asked.id, 0 if same else answers.index(APART), at(NOW))


async def confirm(database: Database, one: Import) -> Any:
    """Look at the preview as it is now, and confirm it."""
    async with database.transaction() as session:
        shown = (await imports.refreshed(session, one.id)).shown
    async with database.transaction() as session:
        return (await imports.confirm(session, one.id, shown, EDITOR, at(NOW)))[1]


async def undo(database: Database, one: Import, hours: int = 1) -> imports.Undone:
    async with database.transaction() as session:
        return (await imports.undo(session, one.id, EDITOR, at(NOW + timedelta(hours=hours))))[1]


async def people(database: Database) -> list[tuple[str, str]]:
    return [(person.name, person.company.name) for person in await all_of(database, Person)]


async def test_a_preview_says_what_would_change_and_changes_nothing(database: Database) -> None:
    await take(database, AMINA, BRUNO)
    one = await begin(
        database, AMINA | {"city": "Zahlé", "phone": "12"}, {"company": "Wadi Nour", "person": "Ziad"}
    )
    assert await noted(database, one, NoteKind.NEW_COMPANY) == [("Wadi Nour",)]
    assert await noted(database, one, NoteKind.NEW_PERSON) == [("Wadi Nour", "Ziad")]
    assert await noted(database, one, NoteKind.CHANGED) == [("Cedar Press", "city", "Batroun", "Zahlé")]
    assert await noted(database, one, NoteKind.UNREADABLE) == [("phone", "12")]
    assert await noted(database, one, NoteKind.ABSENT) == [("Cedar Press", "Bruno Karam")]
    assert (one.counts["changed"], one.counts[imports.OPEN]) == (1, 0)
    assert len(await people(database)) == 2


async def test_what_was_looked_at_happens_at_once_and_only_once(database: Database) -> None:
    one = await begin(database, AMINA, BRUNO)
    assert (await confirm(database, one)).people_new == 2
    assert await noted(database, one, NoteKind.NEW_PERSON) == []
    with pytest.raises(imports.NotReady):
        await confirm(database, one)
    assert len(await people(database)) == 2


async def test_when_the_records_changed_meanwhile_it_is_looked_at_again(database: Database) -> None:
    await take(database, AMINA)
    one = await begin(database, AMINA | {"city": "Zahlé"})
    await take(database, AMINA | {"city": "Jounieh"})
    async with database.transaction() as session:
        again, taken = await imports.confirm(session, one.id, one.shown, EDITOR, at(NOW))
    assert (again.state, taken) == (ImportState.READY, None)
    assert await noted(database, one, NoteKind.CHANGED) == [("Cedar Press", "city", "Jounieh", "Zahlé")]
    assert (await confirm(database, one)).companies_changed == 1


async def test_a_moved_person_waits_until_staff_say_who_it_is(database: Database) -> None:
    await take(database, AMINA)
    moved = {"company": "Valbelle", "person": "Amina Haddad", "phone": "03 123 456"}
    one = await begin(database, moved)
    assert one.counts[imports.OPEN] == 1
    assert (await confirm(database, one)).people_new == 0
    assert await people(database) == [("Amina Haddad", "Cedar Press")]
    one = await begin(database, moved)
    await answer(database, one, same=True)
    await confirm(database, one)
    assert await people(database) == [("Amina Haddad", "Valbelle")]
    assert (await begin(database, moved)).counts == {"absent": 1, imports.OPEN: 0}


async def test_two_whom_staff_set_apart_are_two(database: Database) -> None:
    await take(database, AMINA)
    one = await begin(database, {"company": "Valbelle", "person": "Amina Haddad", "phone": "03 123 456"})
    await answer(database, one, same=False)
    await confirm(database, one)
    assert await people(database) == [("Amina Haddad", "Cedar Press"), ("Amina Haddad", "Valbelle")]


@pytest.mark.parametrize("spelled", ["Cedar Press SARL", "CEDAR PRESS s.a.r.l.", "The Cedar Press Co."])
async def test_another_legal_form_is_taken_for_the_same_company_and_said(
    database: Database, spelled: str
) -> None:
    await take(database, AMINA)
    one = await begin(database, BRUNO | {"company": spelled})
    assert await noted(database, one, NoteKind.SAME) == [("Cedar Press", spelled)]
    await confirm(database, one)
    assert [company.name for company in await all_of(database, Company)] == ["Cedar Press"]
    assert await noted(database, await begin(database, BRUNO | {"company": spelled}), NoteKind.SAME) == []


async def test_a_renamed_company_is_known_by_its_arabic_name_and_its_people(database: Database) -> None:
    await take(database, AMINA)
    one = await begin(database, AMINA | {"company": "Cedar Olive Press SAL"})
    await confirm(database, one)
    assert await people(database) == [("Amina Haddad", "Cedar Olive Press SAL")]
    assert (await begin(database, AMINA)).counts == {imports.OPEN: 0}


async def test_a_mistyped_company_waits_with_its_people(database: Database) -> None:
    await take(database, AMINA)
    one = await begin(database, BRUNO | {"company": "Cedar Pres"})
    assert await noted(database, one, NoteKind.WAITING) == [("Cedar Pres", "Bruno Karam")]
    await answer(database, one, same=True)
    await confirm(database, one)
    assert await people(database) == [("Amina Haddad", "Cedar Pres"), ("Bruno Karam", "Cedar Pres")]


async def test_who_left_is_mentioned_and_not_asked_back(database: Database) -> None:
    await take(database, AMINA)
    async with database.transaction() as session:
        (await session.scalars(select(Person))).one().standing = Standing.LEFT
    one = await begin(database, AMINA | {"language": "fr"})
    assert await noted(database, one, NoteKind.LEFT) == [("Cedar Press", "Amina Haddad")]
    assert (await confirm(database, one)).is_nothing


async def test_what_a_word_means_is_said_once_for_ever(database: Database) -> None:
    rows = ({"company": "Cedar Press", "person": "Amina", "role": "Xylothek"}, BRUNO | {"role": "xylothek"})
    one = await begin(database, *rows)
    async with database.transaction() as session:
        [asked] = (await imports.doubts(session, one.id, 0)).items
        assert (asked.kind, asked.doubt.word, asked.doubt.count) == (DoubtKind.WORD, "Xylothek", 2)
        technical = asked.doubt.answers.index(Seat.TECHNICAL)
        await imports.decide(session, one.id, asked.id, technical, at(NOW))
    await confirm(database, one)
    assert {person.seat for person in await all_of(database, Person)} == {Seat.TECHNICAL}
    assert (await begin(database, {"company": "Wadi", "person": "Ziad", "role": "Xylothek"})).counts[
        imports.OPEN
    ] == 0
    async with database.reading() as session:
        assert (await imports.doubts(session, one.id + 1, 0)).total == 0


async def test_an_import_is_undone_as_far_as_it_still_stands(database: Database) -> None:
    await take(database, AMINA)
    ziad = {"company": "Wadi Nour", "person": "Ziad", "groups": "Board"}
    one = await begin(database, AMINA | {"city": "Zahlé", "phone": "71 123 456", "groups": "Board"}, ziad)
    await confirm(database, one)
    async with database.transaction() as session:
        (await session.scalars(select(Company).where(Company.name == "Cedar Press"))).one().city = "Tyre"
    assert (await undo(database, one)) == imports.Undone(taken_back=5, stayed=1)
    [company], [amina] = await all_of(database, Company), await all_of(database, Person)
    assert (company.city, amina.phone) == ("Tyre", "+9613123456")
    assert await all_of(database, ImportChange) == []
    with pytest.raises(imports.NotReady):
        await undo(database, one)


async def test_an_import_of_many_is_undone_by_as_many_statements_as_one_of_few(database: Database) -> None:
    counts = []
    for size in (2, 40):
        listed = [
            {"company": f"Wadi {size} {n}", "person": f"Ziad {n}", "groups": "Board"} for n in range(size)
        ]
        await take(database, *listed[1:])
        cities = [one | {"city": "Zahlé", "groups": "Board, Export"} for one in listed]
        one = await begin(database, *cities)
        await confirm(database, one)
        with statements(database) as said:
            await undo(database, one)
        counts.append(len(said))
    assert counts[0] == counts[1]


async def test_others_are_answered_while_a_list_is_compared_with_the_records(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()

    def comparing(*given: Any) -> Plan:
        threads.add(threading.get_ident())
        return planned(*given)

    monkeypatch.setattr(imports, "planned", comparing)
    await confirm(database, await begin(database, AMINA))
    assert threads
    assert threading.get_ident() not in threads


async def test_who_has_joined_meanwhile_stays_and_after_a_day_everything(database: Database) -> None:
    one = await begin(database, AMINA, BRUNO)
    await confirm(database, one)
    with pytest.raises(imports.TooLateToUndo):
        await undo(database, one, hours=24)
    async with database.transaction() as session:
        amina = (await session.scalars(select(Person).where(Person.name == "Amina Haddad"))).one()
        amina.joined_at, amina.standing, amina.telegram_id = NOW, Standing.MEMBER, 101
    await undo(database, one)
    assert await people(database) == [("Amina Haddad", "Cedar Press")]


async def test_who_is_erased_is_taken_out_of_the_lists_that_wait(database: Database) -> None:
    await take(database, AMINA)
    async with database.transaction() as session:
        amina = (await session.scalars(select(Person))).one()
        amina.telegram_id, amina.joined_at, amina.standing = 101, NOW, Standing.MEMBER
    elsewhere = {"company": "Wadi Nour", "person": "Amina  HADDAD", "phone": AMINA["phone"]}
    one = await begin(database, AMINA | {"phone": "71 123 456"}, elsewhere, BRUNO)
    async with database.transaction() as session:
        await privacy.erase(session, 101, 0, at(NOW))
    async with database.transaction() as session:
        await imports.refreshed(session, one.id)
        for kind in NoteKind:
            said = str([note.details for note in (await imports.notes(session, one.id, kind, 0)).items])
            assert "Haddad" not in said
        assert (await imports.doubts(session, one.id, 0)).total == 0
        assert "Haddad" not in str(await session.scalar(select(Import.roster)))
    await confirm(database, one)
    assert await people(database) == [("Bruno Karam", "Cedar Press")]


async def test_who_is_erased_while_a_list_is_on_its_way_does_not_come_in_again(database: Database) -> None:
    await take(database, AMINA)
    async with database.transaction() as session:
        amina = (await session.scalars(select(Person))).one()
        amina.telegram_id, amina.joined_at, amina.standing = 101, NOW, Standing.MEMBER
        sent = await imports.receive(session, EDITOR, "file", "members.xlsx", at(NOW))
    async with database.transaction() as session:
        await privacy.erase(session, 101, 0, at(NOW))
    read = roster(AMINA | {"phone": "71 123 456"}, BRUNO)
    async with database.reading() as session:
        plan = await imports.plan_of(session, read)
    async with database.transaction() as session:
        await imports.take_reading(session, sent.id, read, at(NOW), plan)
    async with database.transaction() as session:
        one = await imports.found(session, sent.id)
        assert "Haddad" not in str(await session.scalar(select(Import.roster)))
        assert "erased" not in one.reading
    await confirm(database, one)
    assert await people(database) == [("Bruno Karam", "Cedar Press")]


async def test_old_previews_are_forgotten(database: Database) -> None:
    one = await begin(database, AMINA)
    async with database.transaction() as session:
        await imports.purge(session, at(NOW + timedelta(days=8)))
    async with database.reading() as session:
        assert (await imports.found(session, one.id)).state is ImportState.DROPPED
    assert await noted(database, one, NoteKind.NEW_PERSON) == []


async def test_a_list_with_everybody_twice_makes_nobody_twice(database: Database) -> None:
    ali = {"company": "Cedar Oils", "person": "Ali Khoury", "phone": "03 123 456", "email": "ali@example.com"}
    rows = (
        ali,
        ali | {"phone": "71 999 888", "email": "ali.k@example.com"},
        ali | {"company": "Cedar  Oils"},
        ali | {"company": "Cedar Oils SARL"},
        ali | {"company": "Cedar Oils s.a.r.l."},
        ali | {"company": "Valbelle"},
        ali | {"person": "Rima Nassar"},
    )
    one = await begin(database, *rows)
    assert await noted(database, one, NoteKind.WAITING) == [("Valbelle", "Ali Khoury")]
    await confirm(database, one)
    assert await people(database) == [("Ali Khoury", "Cedar Oils"), ("Rima Nassar", "Cedar Oils")]
    [ali_now, _rima] = await all_of(database, Person)
    assert (ali_now.phone, ali_now.other_phone) == ("+9613123456", "+96171999888")
    assert (await confirm(database, await begin(database, *rows))).is_nothing


async def test_people_of_one_family_who_share_a_phone_are_two(database: Database) -> None:
    await take(database, AMINA)
    await confirm(database, await begin(database, AMINA | {"person": "Salma Haddad", "email": ""}))
    assert len(await people(database)) == 2


async def test_an_empty_cell_and_lost_letters_overwrite_nothing(database: Database) -> None:
    await take(database, AMINA)
    one = await begin(database, AMINA | {"company_ar": "???? ?????", "city": "-", "phone": ""})
    assert (await confirm(database, one)).is_nothing


async def test_rows_that_contradict_each_other_all_come_in_and_the_first_counts(database: Database) -> None:
    rows = (
        {"company": "Valbelle", "city": "Zahle", "website": "www.valbelle.com", "person": "Claire"},
        {"company": "VALBELLE", "city": "Beirut", "website": "http://valbelle.com/", "person": "Rami"},
    )
    one = await begin(database, *rows)
    assert await noted(database, one, NoteKind.UNREADABLE) == [("Valbelle", "city", "Beirut")]
    await confirm(database, one)
    assert [name for name, _ in await people(database)] == ["Claire", "Rami"]


async def test_what_spreadsheets_do_to_an_export_changes_nothing(database: Database) -> None:
    """Zeros that were lost, semicolons, another encoding and order, other digits and cases."""
    await take(database, AMINA, BRUNO, {"company": "Wadi Nour", "groups": "Board"})
    async with database.reading() as session:
        listed = await roster_listing.listed(session)
    columns = [*reversed(COLUMNS)]
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    lines = [";".join(columns)]
    for row in listed:
        cells = {**row, "phone": row.get("phone", "").removeprefix("+961").translate(digits)}
        cells |= {"email": row.get("email", "").upper(), "size": row["size"].title()}
        lines.append(";".join(f'"{cells.get(column, "")}"' for column in columns))
    data = "\r\n".join(lines).encode("utf-16")
    async with database.transaction() as session:
        again = await rosters.take_in(session, read_roster(data, "members.csv"), at(NOW))
    assert (again.is_nothing, again.plan.doubts) == (True, ())


async def test_two_lists_taken_in_at_the_same_moment_make_nobody_twice(database: Database) -> None:
    async def take_at_once() -> bool:
        async with database.transaction() as session:
            one, _plan = await imports.take_at_once(session, roster(AMINA, BRUNO), "members.xlsx", at(NOW))
            return one is not None

    assert sorted(await asyncio.gather(*(take_at_once() for _ in range(3)))) == [False, False, True]
    assert len(await people(database)) == 2
