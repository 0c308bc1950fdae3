"""One account speaks for one person: whom it spoke for before has left, and is still its owner's to see and erase."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.rules.introductions import Origin, State, Why
from bot.services import chats, introductions, invites, joining, privacy
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEIRUT = ZoneInfo("Asia/Beirut")
AMINA, OTHER = 101, 102


async def joins(session: AsyncSession, telegram_id: int, person: Person) -> Person:
    """An account comes in through a link of this person's."""
    invite, _token = await invites.make(session, person.company_id, person.id, at(NOW))
    chat = (await chats.known(session, telegram_id)).chat
    return await joining.join(session, chat, invite, "", "en", at(NOW))


async def expected(session: AsyncSession, name: str, company: str) -> Person:
    """Somebody on the roster, of a company of their own."""
    at = Company(name=company, name_key=company.casefold(), created_at=NOW)
    person = Person(name=name, created_at=NOW, company=at, phone="+9613111222")
    session.add(person)
    await session.flush()
    return person


async def by_name(database: Database) -> dict[str, Person]:
    async with database.reading() as session:
        return {person.name: person for person in await session.scalars(select(Person))}


async def moved(database: Database, *names: str) -> None:
    """One account comes in as each of these in turn, without ever leaving."""
    async with database.transaction() as session:
        for name in names:
            found = await session.scalar(select(Person).where(Person.name == name))
            person = found or await expected(session, name, f"Company of {name}")
            await joins(session, AMINA, person)


async def test_whoever_moves_on_has_left_and_gets_no_link(database: Database) -> None:
    await moved(database, "Amina at Cedar", "Amina at Vetro")
    people = await by_name(database)
    former, present = people["Amina at Cedar"], people["Amina at Vetro"]
    assert (former.standing, former.telegram_id) == (Standing.LEFT, None)
    assert (present.standing, present.telegram_id) == (Standing.MEMBER, AMINA)
    async with database.transaction() as session:
        assert await invites.make_for_expected(session, at(NOW)) == []


async def test_what_is_open_with_who_moves_on_ends(database: Database) -> None:
    async with database.transaction() as session:
        bruno = await joins(session, OTHER, await expected(session, "Bruno Karam", "Vetro Glass"))
        amina = await joins(session, AMINA, await expected(session, "Amina at Cedar", "Cedar Press"))
        await introductions.ask(session, bruno, amina.id, Why.BUY, "", Origin.CARD, at(NOW))
    await moved(database, "Amina at Orchard")
    async with database.reading() as session:
        assert await session.scalar(select(Introduction.state)) is State.EXPIRED
        waiting = await session.scalars(select(Delivery.chat_id).where(Delivery.status == Status.WAITING))
        assert list(waiting) == [OTHER], (
            "Amina is asked nothing more as whom she was; Bruno hears that it ended"
        )


async def everything(database: Database, telegram_id: int) -> dict[str, Any]:
    async with database.reading() as session:
        return dict(json.loads(await privacy.everything_about(session, telegram_id)))


async def test_all_former_records_are_downloaded_and_erased_after_several_moves(database: Database) -> None:
    await moved(database, "Amina at Cedar", "Amina at Vetro", "Amina at Orchard")
    stored = await everything(database, AMINA)
    assert stored["person"]["name"] == "Amina at Orchard"
    earlier = [(one["person"]["name"], one["person"]["phone"]) for one in stored["earlier_records"]]
    assert earlier == [("Amina at Cedar", "+9613111222"), ("Amina at Vetro", "+9613111222")]
    async with database.transaction() as session:
        await privacy.erase(session, AMINA, 0, at(NOW))
    assert await by_name(database) == {}


async def test_whoever_comes_back_to_a_former_record_keeps_the_others_theirs(database: Database) -> None:
    await moved(database, "Amina at Cedar", "Amina at Vetro", "Amina at Cedar")
    stored = await everything(database, AMINA)
    assert stored["person"]["name"] == "Amina at Cedar"
    assert [one["person"]["name"] for one in stored["earlier_records"]] == ["Amina at Vetro"]


async def test_a_record_that_somebody_else_took_over_is_theirs(database: Database) -> None:
    await moved(database, "Amina at Cedar", "Amina at Vetro", "Amina at Orchard")
    async with database.transaction() as session:
        taken = (await by_name(database))["Amina at Vetro"]
        await joins(session, OTHER, await session.get_one(Person, taken.id))
        await privacy.erase(session, AMINA, 0, at(NOW))
    assert set(await by_name(database)) == {"Amina at Vetro"}
