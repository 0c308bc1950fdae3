"""Polls in numbers: thousands invited in few statements; groups of which no company is in two; clocks that change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.deliveries import Delivery, Status
from bot.models.ledger import Opportunity
from bot.models.people import Person, Standing
from bot.models.polls import Poll, PollAnswer, PollQuestion, Voter
from bot.moment import Moment
from bot.rules.polls import PollPhase, QuestionKind, TypedQuestion
from bot.services import poll_plans, poll_results, polls
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLOSES = datetime.fromisoformat("2026-11-25 18:00")
OWNER = 1
MANY = 5_000
MOST_FOR_AN_ANSWER = 4
"""What has to be known, the answer, that it was given, and the ledger."""
MOST_TO_CANCEL = 2
MOST_STATEMENTS = 16
"""To invite thousands: one letter, and the rows of all in one statement for each table."""
QUESTION = TypedQuestion("Which day?", ("Tuesday", "Thursday"))
WRITTEN = [(QuestionKind.ONE, {"en": QUESTION, "fr": QUESTION, "ar": QUESTION})]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What reaches the database within the block."""
    said: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    engine = database._writer.sync_engine
    event.listen(engine, "before_cursor_execute", noted)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", noted)


async def members(session: AsyncSession, count: int, companies: int) -> None:
    """So many members, of so many companies."""
    await session.execute(
        insert(Company),
        [
            {"id": n, "name": f"C{n}", "name_key": f"c{n}", "created_at": NOW, **LISTS}
            for n in range(1, companies + 1)
        ],
    )
    await session.execute(
        insert(Person),
        [
            {
                "name": f"P{n}",
                "company_id": n % companies + 1,
                "created_at": NOW,
                "telegram_id": 10_000 + n,
                "standing": Standing.MEMBER,
                "is_reachable": True,
                "language": ("ar", "fr", "en")[n % 3],
                "shares": [],
            }
            for n in range(count)
        ],
    )


LISTS: dict[str, list[str]] = {"markets": [], "certifications": [], "languages": [], "declined": []}


async def a_written_poll(session: AsyncSession) -> Poll:
    poll = await poll_plans.start(session, OWNER, WRITTEN, at(NOW))
    return await poll_plans.set_closing(session, poll.id, CLOSES, at(NOW))


async def a_sent_poll(session: AsyncSession) -> Poll:
    poll = await a_written_poll(session)
    return await poll_plans.send(session, poll.id, OWNER, at(NOW))


async def test_thousands_are_invited_by_one_message_in_few_statements(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, MANY, 400)
        poll_id = (await a_written_poll(session)).id
    async with database.transaction() as session:
        with statements(database) as said:
            poll = await poll_plans.send(session, poll_id, OWNER, at(NOW))
    assert len(said) <= MOST_STATEMENTS, "\n".join(said)
    async with database.reading() as session:
        for model, about in ((Delivery, Delivery.about), (Opportunity, Opportunity.about)):
            assert await session.scalar(select(func.count(about)).where(about == poll.about)) == MANY, model
        assert await session.scalar(select(func.count(Voter.id))) == MANY


async def test_an_answer_takes_few_statements(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, 10, 10)
        poll = await a_sent_poll(session)
        others = select(func.count(Delivery.id)).where(Delivery.status == Status.WAITING)
    async with database.transaction() as session:
        person = await session.get_one(Person, 1)
        with statements(database) as said:
            await polls.choose(session, person, poll.id, 0, 1, at(NOW))
        assert await session.scalar(others) == 9, "the invitation that waits is not needed any more"
    assert len(said) <= MOST_FOR_AN_ANSWER + MOST_TO_CANCEL, "\n".join(said)
    async with database.transaction() as session:
        person = await session.get_one(Person, 2)
        await session.execute(update(Delivery).values(status=Status.SENT))
        with statements(database) as said:
            await polls.choose(session, person, poll.id, 0, 1, at(NOW))
    assert len(said) <= MOST_FOR_AN_ANSWER, "\n".join(said)


async def test_a_company_is_in_the_smallest_of_its_sub_clusters(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, 6, 6)
        slugs = dict((await session.execute(select(SubCluster.slug, SubCluster.id))).all())
        links = [(n, "processing") for n in range(1, 7)] + [
            (1, "wine"),
            (2, "wine"),
            (1, "snacks"),
            (2, "snacks"),
        ]
        await session.execute(
            insert(company_sub_clusters),
            [{"company_id": company, "sub_cluster_id": slugs[slug]} for company, slug in links],
        )
    async with database.reading() as session:
        own = polls.own_groups()
        found = dict((await session.execute(select(own.c.company_id, own.c.slug))).all())
    first = min(("wine", "snacks"), key=lambda slug: slugs[slug])
    assert found == {1: first, 2: first, **dict.fromkeys(range(3, 7), "processing")}


async def test_who_answers_at_the_moment_of_closing_is_either_counted_or_told_so(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, 6, 6)
        poll = await a_sent_poll(session)
    after = NOW + timedelta(days=3)
    async with database.transaction() as session:
        person = await session.get_one(Person, 1)
        with pytest.raises(polls.PollOver):
            await polls.choose(session, person, poll.id, 0, 1, at(after))
    async with database.transaction() as session:
        assert await poll_results.close_due(session, at(after))
    async with database.transaction() as session:
        assert not await poll_results.close_due(session, at(after))
        person = await session.get_one(Person, 1)
        with pytest.raises(polls.PollOver):
            await polls.choose(session, person, poll.id, 0, 1, at(after))
        assert (await session.scalars(select(PollAnswer))).all() == []


async def test_when_the_clocks_rules_change_it_still_closes_at_the_hour_that_was_said(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await members(session, 6, 6)
        poll = await a_sent_poll(session)
        assert poll.closes_at == datetime(2026, 11, 25, 16, tzinfo=UTC)
    elsewhere = Moment(NOW, ZoneInfo("Asia/Dubai"), frozenset())
    async with database.transaction() as session:
        await poll_plans.recompute(session, elsewhere)
    async with database.reading() as session:
        moved = await session.get_one(Poll, poll.id)
        assert moved.closes_at == datetime(2026, 11, 25, 14, tzinfo=UTC)
        assert moved.phase is PollPhase.OPEN
        assert len((await session.scalars(select(PollQuestion))).all()) == 1
