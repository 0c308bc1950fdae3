"""Introductions that nobody answers are many at times: what is done about them holds nobody up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.engine import Engine

from bot.db import Database
from bot.jobs.introductions import expire_introductions, nudge_introductions
from bot.models.deliveries import Delivery
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.rules.introductions import EXPIRES_AFTER, NUDGE_AFTER, Origin, State
from bot.services import introductions_waiting, joining, suggestions
from tests.moments import at
from tests.services.gatherings import NOW, OWNER, members

SILENT = 7
LATER = NOW + EXPIRES_AFTER + timedelta(minutes=1)
EVERYBODY = "max(interactions.at)"
"""What only the query for the activity of all companies says."""


class Seen:
    """What reached the database: statements, by what they say, and for each commit what was changed since the last."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.ended: list[int] = []

    def executed(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.statements.append(statement)

    def committed(self, _connection: Any) -> None:
        ended = sum(said.startswith("UPDATE introductions") for said in self.statements)
        self.ended.append(ended - sum(self.ended))

    def times(self, words: str) -> int:
        return sum(words in statement for statement in self.statements)


@pytest.fixture
def seen() -> Iterator[Seen]:
    made = Seen()
    event.listen(Engine, "before_cursor_execute", made.executed)
    event.listen(Engine, "commit", made.committed)
    yield made
    event.remove(Engine, "before_cursor_execute", made.executed)
    event.remove(Engine, "commit", made.committed)


async def silent(database: Database) -> tuple[list[int], list[int]]:
    """So many requests that nobody answers, of as many askers; returns their ids, and those of who was asked."""
    sellers, buyers = await members(database, SILENT, 3, monthly_rate=4)
    async with database.transaction() as session:
        people = {person.id: person for person in await session.scalars(select(Person))}
        for place, asker in enumerate(sellers):
            session.add(
                Introduction(
                    asker=people[asker],
                    other=people[buyers[place % 3]],
                    origin=Origin.CARD,
                    asked_at=NOW + timedelta(seconds=place),
                    asker_agreed_at=NOW,
                )
            )
    return sellers, buyers


async def states(database: Database) -> Counter[State]:
    async with database.reading() as session:
        return Counter(await session.scalars(select(Introduction.state)))


async def test_many_expire_a_few_at_a_time_and_what_they_share_is_loaded_once(
    database: Database, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introductions_waiting, "AT_ONCE", 3)
    askers, _asked = await silent(database)
    seen.statements.clear()
    seen.ended.clear()
    assert await expire_introductions(database, at(LATER, OWNER))
    assert await states(database) == {State.EXPIRED: SILENT}
    assert seen.times(EVERYBODY) == 1
    assert max(seen.ended) <= 3
    async with database.reading() as session:
        told = await session.scalars(select(Delivery.person_id).where(Delivery.what == "nothing"))
        assert sorted(told, key=str) == askers
    assert not await expire_introductions(database, at(LATER, OWNER))
    assert seen.times(EVERYBODY) == 1


async def test_many_are_nudged_a_few_at_a_time_and_each_once(
    database: Database, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introductions_waiting, "AT_ONCE", 3)
    await silent(database)
    seen.statements.clear()
    seen.ended.clear()
    moment = at(NOW + NUDGE_AFTER + timedelta(minutes=1), OWNER)
    assert await nudge_introductions(database, moment)
    assert max(seen.ended) <= 3
    assert not await nudge_introductions(database, moment)
    async with database.reading() as session:
        nudged = select(func.count()).where(Delivery.what == "nudge")
        assert await session.scalar(nudged) == SILENT


async def test_for_all_who_waited_for_somebody_who_leaves_everybody_is_loaded_once(
    database: Database, seen: Seen
) -> None:
    _askers, asked = await silent(database)
    seen.statements.clear()
    async with database.transaction() as session:
        await joining.leave(session, await session.get_one(Person, asked[0]), at(NOW))
    assert await states(database) == {State.EXPIRED: 3, State.OPEN: SILENT - 3}
    assert seen.times(EVERYBODY) == 1


def test_a_transaction_takes_no_more_than_holds_the_writer_for_a_moment() -> None:
    assert introductions_waiting.AT_ONCE <= 10, "each takes a processor 13 ms with 1,000 people"


async def test_nobody_is_suggested_who_hid_or_was_erased_since_everybody_was_loaded(
    database: Database,
) -> None:
    (asker,), (erased, hidden, stays) = await members(database, 1, 3, monthly_rate=4)
    everybody = suggestions.Everybody()
    async with database.reading() as session:
        await everybody.loaded(session, at(NOW))
    async with database.transaction() as session:
        await session.execute(delete(Person).where(Person.id == erased))
        (await session.get_one(Person, hidden)).is_listed = False
    async with database.reading() as session:
        person = await session.get_one(Person, asker)
        found = await suggestions.suggestions(session, person, at(NOW), everybody=everybody)
        assert [one.id for one, _reasons in found] == [stays]


async def test_who_hides_is_suggested_the_same_people(database: Database) -> None:
    (asker,), others = await members(database, 1, 3, monthly_rate=4)
    found = []
    for is_listed in (True, False):
        async with database.transaction() as session:
            person = await session.get_one(Person, asker)
            person.is_listed = is_listed
            await session.flush()
            best = await suggestions.suggestions(session, person, at(NOW))
            found.append([(one.id, reasons) for one, reasons in best])
    assert found[0] == found[1]
    assert found[0][0][0] in others
