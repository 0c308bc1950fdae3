"""Telling people: once each, at the right hour, with one letter for all; an opportunity stands in the ledger."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.i18n import current
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.ledger import Opportunity
from bot.models.people import Person
from bot.replies import Reply
from bot.rules.ledger import Offer
from bot.services import telling
from bot.services.telling import Message
from tests.messages import said
from tests.moments import BEIRUT, at
from tests.services.gatherings import NOW, OWNER, flat, members

NIGHT = NOW.astimezone(BEIRUT).replace(hour=23)


class Screen:
    """Says in which language it is drawn, and how often it was."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def __call__(self) -> Reply:
        self.drawn.append(current())
        return Reply(current(), is_verbatim=True)


def news(screen: Screen, **more: object) -> Message:
    return Message("event:1", "news", Purpose.NOTICE, screen, **more)  # type: ignore[arg-type]  # by name


async def count(database: Database, model: type[Letter] | type[Delivery] | type[Opportunity]) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def test_any_number_of_people_are_told_with_one_letter_and_each_once(database: Database) -> None:
    people = flat(await members(database, 3, 3))
    screen = Screen()
    message = news(screen, offer=Offer.OUTCOME)
    async with database.transaction() as session:
        (await session.get_one(Person, people[0])).is_reachable = False
        assert await telling.tell_all(session, select(Person), message, at(NOW)) == 5
        assert await telling.tell_all(session, select(Person), message, at(NOW)) == 0
        (await session.get_one(Person, people[0])).is_reachable = True
        assert await telling.tell_all(session, select(Person), message, at(NOW)) == 1
    assert screen.drawn == ["ar", "fr", "en"] * 2, "drawn once in each language, and only for somebody"
    assert await count(database, Letter) == 2
    async with database.reading() as session:
        offered = await session.scalars(select(Opportunity.person_id))
        assert sorted(offered, key=str) == people
        texts = [text for _chat, text in await said(session)]
        assert texts == ["ar", "fr", "en"] * 2


async def test_what_can_wait_waits_for_the_morning(database: Database) -> None:
    (one, other), _rest = await members(database, 2, 1)
    async with database.transaction() as session:
        person, urgent = await session.get_one(Person, one), await session.get_one(Person, other)
        assert await telling.tell(session, person, news(Screen()), at(NIGHT))
        assert not await telling.tell(session, person, news(Screen()), at(NIGHT + timedelta(days=1)))
        assert await telling.tell(session, urgent, news(Screen(), is_urgent=True), at(NIGHT))
        assert await telling.tell_staff(session, news(Screen()), at(NIGHT, OWNER)) == 1
    async with database.reading() as session:
        found = await session.execute(select(Delivery.person_id, Delivery.not_before))
        hours = {person_id: not_before.astimezone(BEIRUT).hour for person_id, not_before in found}
    assert hours == {one: 8, other: 23, None: 23}


async def waiting(session: AsyncSession) -> set[int | None]:
    found = await session.scalars(select(Delivery.person_id).where(Delivery.status == Status.WAITING))
    return set(found)


async def test_what_is_no_longer_so_is_not_sent_to_one_or_to_all(database: Database) -> None:
    (one, other, third), _rest = await members(database, 3, 1)
    async with database.transaction() as session:
        everybody = {person.id: person for person in await session.scalars(select(Person))}
        await telling.tell_all(session, select(Person), news(Screen()), at(NOW))
        await telling.cancel(session, "event:1", at(NOW), person=everybody[one])
        await telling.cancel(session, "event:11", at(NOW))
        assert await waiting(session) == {*everybody} - {one}
        await telling.cancel(session, "event:1", at(NOW), besides="news")
        await telling.cancel_all_to(session, everybody[other], at(NOW))
        assert third in await waiting(session)
        await telling.cancel(session, "event:1", at(NOW))
        assert await waiting(session) == set()
    assert await count(database, Letter) == 0
