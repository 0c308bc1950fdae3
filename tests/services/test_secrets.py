"""Rotation of the data key: everything comes to be encrypted with the first one, whatever else happens meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text, update

from bot.db import Database
from bot.models.companies import Company
from bot.models.deliveries import Letter
from bot.models.drafts import Draft
from bot.models.inbox import InboundUpdate
from bot.models.people import Person
from bot.models.requests import JoinRequest
from bot.models.secrets import RING
from bot.services import memos, secrets
from bot.services.secrets import Survey
from tests.inbox.test_store import an_update, keep
from tests.outbox.rows import NOW, claimed, rows, write
from tests.outbox.rows import reply as begin_reply

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
PHONES = {f"Member {number}": f"+961312345{number}" for number in range(6)}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "BATCH", 2)


@pytest.fixture(autouse=True)
def with_the_old_key(unlocked: None) -> None:
    RING.unlock((OLD,))


async def people(database: Database) -> list[Person]:
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        made = [
            Person(name=name, company=company, created_at=NOW, phone=phone, phone_index=RING.index(phone))
            for name, phone in PHONES.items()
        ]
        session.add_all([*made, Person(name="Nobody's number", company=company, created_at=NOW)])
        return made


async def filled(database: Database) -> None:
    """Rows of many kinds, of the old key."""
    await people(database)
    await keep(database, an_update(1), an_update(2))
    await write(database)
    await begin_reply(database, chat_id=8)
    async with database.transaction() as session:
        names = {"name": "Amina", "company": "Cedar Press"}
        session.add(JoinRequest(telegram_id=7, language="en", asked_at=NOW, **names))
        session.add(Draft(chat_id=7, form="profile", data={"field": "phone"}, updated_at=NOW))


async def look(database: Database) -> Survey:
    async with database.reading() as session:
        return await secrets.survey(session)


async def encrypt_anew(database: Database, *, gives_up: bool = False) -> Counter[str]:
    """Through all tables once."""
    given_up: Counter[str] = Counter()
    for holding in secrets.holdings():
        after: Any = None
        while True:
            async with database.transaction() as session:
                done = await secrets.encrypt_anew(session, holding, after, gives_up=gives_up)
            given_up += done.given_up
            if (after := done.after) is None:
                break
            await asyncio.sleep(0)
    return given_up


async def phones(database: Database) -> dict[str, str | None]:
    async with database.reading() as session:
        found = await session.scalars(select(Person).where(Person.phone.is_not(None)).order_by(Person.id))
        listed = list(found)
    assert [one.phone_index for one in listed] == [RING.index(str(one.phone)) for one in listed]
    return {one.name: one.phone for one in listed}


async def test_everything_follows_the_first_key_and_then_the_old_one_can_go(database: Database) -> None:
    await filled(database)
    RING.unlock((NEW, OLD))
    before = await look(database)
    assert set(before.by_place) == {1}
    assert not before.is_all_first
    assert await encrypt_anew(database) == Counter()
    RING.unlock((NEW,))
    after = await look(database)
    assert (after.by_place, after.is_all_first) == (Counter({0: before.by_place[1]}), True)
    assert await phones(database) == PHONES
    async with database.reading() as session:
        draft = await session.get_one(Draft, 7)
        assert (draft.data, await session.scalar(select(JoinRequest.name))) == ({"field": "phone"}, "Amina")
        payloads = await session.scalars(select(InboundUpdate.payload).order_by(InboundUpdate.update_id))
        assert list(payloads) == [an_update(1), an_update(2)]
    assert [one.content["text"] for one in await claimed(database)] == ["hello"]


async def test_what_was_stopped_in_the_middle_goes_on_and_twice_is_as_good_as_once(
    database: Database,
) -> None:
    await filled(database)
    RING.unlock((NEW, OLD))
    async with database.transaction() as session:
        for holding in secrets.holdings():
            await secrets.encrypt_anew(session, holding, None, gives_up=False)
    half = await look(database)
    assert set(half.by_place) == {0, 1}
    await encrypt_anew(database)
    assert (await look(database)).is_all_first
    async with database.reading() as session:
        written = (await session.execute(text("SELECT phone FROM people ORDER BY id"))).all()
    await encrypt_anew(database)
    async with database.reading() as session:
        assert (await session.execute(text("SELECT phone FROM people ORDER BY id"))).all() == written


async def test_what_the_bot_writes_meanwhile_stays(database: Database) -> None:
    made = await people(database)
    RING.unlock((NEW, OLD))
    changed = {person.name: f"+9617098765{place}" for place, person in enumerate(made)}

    async def change() -> None:
        for person in made:
            async with database.transaction() as session:
                kept = await session.get_one(Person, person.id, with_for_update=True)
                kept.phone = changed[kept.name]
                await asyncio.sleep(0.001)
                kept.phone_index = RING.index(kept.phone)

    await asyncio.gather(change(), *(encrypt_anew(database) for _ in range(3)))
    await encrypt_anew(database)  # what was locked then was passed over
    RING.unlock((NEW,))
    assert (await look(database)).is_all_first
    assert await phones(database) == changed


async def test_a_row_that_somebody_has_locked_holds_nothing_up(postgres_migrated_url: str) -> None:
    async with Database(postgres_migrated_url) as database:
        made = await people(database)
        RING.unlock((NEW, OLD))
        async with database.transaction() as session:
            await session.get_one(Person, made[0].id, with_for_update=True)
            await asyncio.wait_for(encrypt_anew(database), 5)
            assert (await look(database)).by_place == Counter({0: len(made) - 1, 1: 1})
        await encrypt_anew(database)
        assert (await look(database)).is_all_first


async def test_a_hash_of_another_key_is_noticed_and_mended(database: Database) -> None:
    """As it was left where a key was taken away whose hashes were not made anew."""
    await people(database)
    strange = RING.index(PHONES["Member 0"])
    RING.unlock((NEW, OLD))
    await encrypt_anew(database)
    RING.unlock((NEW,))
    async with database.transaction() as session:
        await session.execute(update(Person).where(Person.name == "Member 0").values(phone_index=strange))
    found = await look(database)
    assert (found.strange_hashes, found.is_all_first) == (1, False)
    await encrypt_anew(database)
    assert await phones(database) == PHONES


async def test_without_a_lost_key_what_it_encrypted_is_given_up_and_the_rest_goes_on(
    database: Database,
) -> None:
    await filled(database)
    RING.unlock((NEW,))
    assert (await look(database)).unreadable["people.phone"] == len(PHONES)
    assert await encrypt_anew(database) == Counter()
    assert (await look(database)).unreadable["people.phone"] == len(PHONES)  # nothing is emptied unasked
    given_up = await encrypt_anew(database, gives_up=True)
    assert given_up["people.phone"] == len(PHONES)
    assert set(given_up) >= {"drafts.data", "inbox.payload", "join_requests.name", "letters.contents"}
    left = await look(database)
    assert (left.unreadable, left.strange_hashes, left.is_all_first) == (Counter(), 0, True)
    async with database.reading() as session:
        assert len(list(await session.scalars(select(Person.id)))) == len(PHONES) + 1
        assert await session.scalar(select(Person.phone_index).where(Person.phone_index.is_not(None))) is None
        assert await session.scalar(select(Draft.chat_id)) is None
        assert await session.scalar(select(JoinRequest.id)) is None
        assert (await session.scalars(select(Letter.contents))).all() == [{}]
    # What waits has no words: the dispatcher gives it up, and the inbox sets aside what it cannot read
    assert [one.content for one in await claimed(database)] == [{}]
    assert [one.content for one in await rows(database) if one.letter_id is None] == [{}]


async def test_all_keys_that_something_was_written_with_must_be_there(database: Database) -> None:
    async def is_sealed(*keys: str) -> bool:
        RING.unlock(keys)
        async with database.transaction() as session:
            fits = await secrets.fits(session)
            is_sealed = await secrets.is_sealed_with_our_keys(session)
            assert fits is is_sealed
            return is_sealed

    assert [await is_sealed(*keys) for keys in [(OLD,), (OLD,), (NEW,), (NEW, OLD)]] == [
        True,
        True,
        False,
        True,
    ]
    # From now on something may be encrypted with either
    assert [await is_sealed(*keys) for keys in [(OLD,), (NEW,), (OLD, NEW)]] == [False, False, True]
    RING.unlock((NEW, OLD))
    async with database.transaction() as session:
        await secrets.seal_with_first(session)
    assert [await is_sealed(*keys) for keys in [(OLD,), (NEW,)]] == [False, True]


async def test_a_seal_of_an_earlier_version_is_one(database: Database) -> None:
    async with database.transaction() as session:
        await memos.put(session, secrets.SEAL, RING.encrypt(secrets.SEAL))
        RING.unlock((NEW, OLD))
        assert await secrets.is_sealed_with_our_keys(session)
        RING.unlock((NEW,))
        assert not await secrets.is_sealed_with_our_keys(session)
