"""Introductions under whatever order things happen in: no contact leaks, nothing is left half done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.errors import Refusal
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Letter
from bot.models.introductions import Introduction, Mute
from bot.models.ledger import Interaction
from bot.models.people import Person, Standing
from bot.rules.introductions import EXPIRES_AFTER, Origin, Side, State, Why, Word
from bot.rules.ledger import Act
from bot.services import introductions, introductions_waiting, joining
from tests.moments import at

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBERS = count(1)
Step = Callable[[AsyncSession, dict[str, Person], int], Awaitable[object]]


async def people(database: Database) -> dict[str, int]:
    """Amina, who asks; Bruno, who is asked; Chafic, his colleague. New ones each time."""
    number = next(NUMBERS)
    async with database.transaction() as session:
        cedar = Company(name=f"Cedar {number}", name_key=f"cedar {number}", created_at=NOW)
        vetro = Company(name=f"Vetro {number}", name_key=f"vetro {number}", created_at=NOW)
        session.add_all([cedar, vetro])
        await session.flush()
        found = {
            name: Person(
                name=name,
                company=company,
                created_at=NOW,
                telegram_id=number * 10 + place,
                standing=Standing.MEMBER,
                consented_at=NOW,
                joined_at=NOW,
                phone=f"+96131112{place:02}",
            )
            for place, (name, company) in enumerate((("amina", cedar), ("bruno", vetro), ("chafic", vetro)))
        }
        session.add_all(found.values())
        await session.flush()
        return {name: person.id for name, person in found.items()}


def answers(name: str, word: Word) -> Step:
    async def step(session: AsyncSession, who: dict[str, Person], introduction_id: int) -> object:
        return await introductions.answer(session, who[name], introduction_id, word, at(NOW))

    return step


async def withdraws(session: AsyncSession, who: dict[str, Person], introduction_id: int) -> object:
    return await introductions.withdraw(session, who["amina"], introduction_id, at(NOW))


async def hands_on(session: AsyncSession, who: dict[str, Person], introduction_id: int) -> object:
    return await introductions.hand_on(session, who["bruno"], introduction_id, who["chafic"].id, at(NOW))


def leaves(name: str) -> Step:
    async def step(session: AsyncSession, who: dict[str, Person], introduction_id: int) -> object:
        return await joining.leave(session, who[name], at(NOW))

    return step


async def expires(session: AsyncSession, who: dict[str, Person], introduction_id: int) -> object:
    return await introductions_waiting.expire(session, at(NOW + EXPIRES_AFTER + timedelta(minutes=1)))


STEPS: dict[str, Step] = {
    "bruno says yes": answers("bruno", Word.YES),
    "bruno says no": answers("bruno", Word.NO),
    "bruno says later": answers("bruno", Word.LATER),
    "amina says yes": answers("amina", Word.YES),
    "amina withdraws": withdraws,
    "bruno hands on": hands_on,
    "amina leaves": leaves("amina"),
    "bruno leaves": leaves("bruno"),
    "it expires": expires,
}


async def act(database: Database, step: Step, ids: dict[str, int], introduction_id: int) -> None:
    """One turn of its own, in its own transaction; a refusal is an answer too."""
    with suppress(Refusal):
        async with database.transaction() as session:
            found = {name: await session.get_one(Person, person_id) for name, person_id in ids.items()}
            await step(session, found, introduction_id)


async def check(database: Database, ids: dict[str, int]) -> None:
    """Whatever happened: contacts went to both or to nobody, and only where both have said yes."""
    async with database.reading() as session:
        listed = await session.scalars(
            select(Introduction).where(
                Introduction.low_id.in_(ids.values()), Introduction.high_id.in_(ids.values())
            )
        )
        for one in listed.all():
            told = await session.scalars(
                select(Delivery).where(Delivery.about == one.about, Delivery.what == "introduced")
            )
            reached = {delivery.person_id for delivery in told}
            both_agree = one.asker_agreed_at is not None and one.other_agreed_at is not None
            assert (one.state is State.INTRODUCED) == both_agree
            assert reached == ({one.asker_id, one.other_id} if both_agree else set())
            assert (one.closed_at is None) == (one.state is State.OPEN)
            acts = await session.scalars(
                select(Interaction.person_id).where(
                    Interaction.about == f"introduction:{one.id}",
                    Interaction.kind == Act.INTRODUCTION_ANSWERED,
                )
            )
            answered = acts.all()
            assert len(answered) == len(set(answered))
        waiting = await session.scalars(
            select(Letter.contents)
            .join(Delivery, Delivery.letter_id == Letter.id)
            .where(Delivery.person_id.in_(ids.values()), Delivery.what != "introduced")
        )
        assert "+96131112" not in str(waiting.all()).replace(" ", "")


@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=2, max_size=4), st.booleans())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_happens_at_the_same_moment_no_contact_leaks_and_nothing_is_half_done(
    database: Database, steps: list[str], is_proposed: bool
) -> None:
    ids = await people(database)
    async with database.transaction() as session:
        found = await introductions.locked_people(session, ids.values())
        amina, bruno = found[ids["amina"]], found[ids["bruno"]]
        if is_proposed:
            asked = await introductions.propose(session, amina, bruno, Origin.STAFF, at(NOW))
            assert asked is not None
        else:
            asked = await introductions.ask(session, amina, bruno.id, Why.BUY, "", Origin.CARD, at(NOW))
        introduction_id = asked.id
    await asyncio.gather(*(act(database, STEPS[step], ids, introduction_id) for step in steps))
    await check(database, ids)


async def test_two_who_ask_each_other_at_once_have_one_request_between_them(database: Database) -> None:
    ids = await people(database)

    async def ask(asker: str, other: str) -> None:
        with suppress(Refusal):
            async with database.transaction() as session:
                person = await session.get_one(Person, ids[asker])
                await introductions.ask(session, person, ids[other], Why.BUY, "", Origin.CARD, at(NOW))

    await asyncio.gather(ask("amina", "bruno"), ask("bruno", "amina"), ask("amina", "bruno"))
    async with database.reading() as session:
        assert len((await session.scalars(select(Introduction))).all()) == 1


async def test_a_muted_request_reaches_nobody_and_is_no_opportunity(database: Database) -> None:
    ids = await people(database)
    async with database.transaction() as session:
        session.add(Mute(person_id=ids["bruno"], muted_id=ids["amina"], at=NOW))
        amina = await session.get_one(Person, ids["amina"])
        asked = await introductions.ask(session, amina, ids["bruno"], Why.BUY, "", Origin.CARD, at(NOW))
        assert asked.is_muted
        assert (await session.scalars(select(Delivery))).all() == []
    await act(database, STEPS["bruno says yes"], ids, asked.id)
    await check(database, ids)
    async with database.reading() as session:
        assert (await session.get_one(Introduction, asked.id)).state is State.OPEN


async def test_a_proposal_between_two_who_cannot_meet_is_none(database: Database) -> None:
    ids = await people(database)
    async with database.transaction() as session:
        found = await introductions.locked_people(session, ids.values())
        bruno, chafic, amina = found[ids["bruno"]], found[ids["chafic"]], found[ids["amina"]]
        assert await introductions.propose(session, bruno, chafic, Origin.STAFF, at(NOW)) is None
        assert await introductions.propose(session, amina, bruno, Origin.STAFF, at(NOW)) is not None
        assert await introductions.propose(session, bruno, amina, Origin.STAFF, at(NOW)) is None
        amina.standing = Standing.LEFT
        assert await introductions.propose(session, chafic, amina, Origin.STAFF, at(NOW)) is None


async def asked_by_amina(database: Database, ids: dict[str, int]) -> int:
    async with database.transaction() as session:
        amina = await session.get_one(Person, ids["amina"])
        asked = await introductions.ask(session, amina, ids["bruno"], Why.BUY, "", Origin.CARD, at(NOW))
        return asked.id


async def waits_or_ends(database: Database, task: asyncio.Task[None]) -> None:
    """Let others go on until a transaction is through, or waits for a row that somebody else holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not task.done():
        async with database.reading() as session:
            if await session.scalar(waiting):
                return
        await asyncio.sleep(0.01)


async def ended_as(database: Database, introduction_id: int) -> tuple[State, Side | None]:
    async with database.reading() as session:
        found = await session.get_one(Introduction, introduction_id)
        return found.state, found.closed_by


async def test_what_expires_while_its_asker_leaves_has_expired(postgres_migrated_url: str) -> None:
    """Whoever leaves waits for it, and then looks at it again."""
    async with Database(postgres_migrated_url) as database:
        ids = await people(database)
        introduction_id = await asked_by_amina(database, ids)
        async with database.transaction() as session:
            await session.get_one(Introduction, introduction_id, with_for_update={"of": Introduction})
            leaving = asyncio.create_task(act(database, leaves("amina"), ids, introduction_id))
            await waits_or_ends(database, leaving)
            await session.execute(update(Introduction).values(state=State.EXPIRED, closed_at=NOW))
        await leaving
        assert await ended_as(database, introduction_id) == (State.EXPIRED, None)


async def test_what_would_expire_waits_for_who_is_leaving(postgres_migrated_url: str) -> None:
    """The people come first, then the introduction: what somebody takes back by leaving did not expire."""
    async with Database(postgres_migrated_url) as database:
        ids = await people(database)
        introduction_id = await asked_by_amina(database, ids)
        async with database.transaction() as session:
            amina = (await introductions.locked_people(session, [ids["amina"]]))[ids["amina"]]
            expiring = asyncio.create_task(act(database, expires, ids, introduction_id))
            await waits_or_ends(database, expiring)
            await joining.leave(session, amina, at(NOW))
        await expiring
        assert await ended_as(database, introduction_id) == (State.WITHDRAWN, Side.ASKER)
        async with database.reading() as session:
            nothing = await session.scalars(select(Delivery).where(Delivery.what == "nothing"))
            assert nothing.all() == []
