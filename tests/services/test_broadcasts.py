"""Broadcasts are expanded to messages: each person once, in their language, whatever happens meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.jobs.housekeeping import purge_old_records
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.people import Person, Standing
from bot.outbox import claiming, settling
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.rules.audiences import Audience
from bot.rules.broadcasts import NO_WORDING
from bot.rules.wordings import TO_BE_ADDED
from bot.services import broadcasts, composing, following, joining
from tests.messages import said
from tests.moments import at
from tests.outbox.sending import Telegram, running, until

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANGUAGES = ("ar", "fr", "en")


async def people(session: AsyncSession, n: int) -> list[int]:
    """So many members of one company, in the three languages in turn. Returns their Telegram ids."""
    company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
    session.add(company)
    await session.flush()
    rows = [
        {
            "company_id": company.id,
            "name": f"Person {i}",
            "created_at": NOW,
            "seat": "other",
            "language": LANGUAGES[i % 3],
            "telegram_id": 10_000 + i,
            "standing": Standing.MEMBER,
            "is_reachable": True,
        }
        for i in range(n)
    ]
    await session.execute(insert(Person), rows)
    return [10_000 + i for i in range(n)]


async def launched(session: AsyncSession, wordings: dict[str, str], *fallbacks: str) -> Broadcast:
    broadcast = await composing.compose(session, wordings, Audience(), fallbacks, at(NOW))
    await broadcasts.launch(session, broadcast, at(NOW))
    return broadcast


async def statuses(session: AsyncSession, broadcast: Broadcast) -> dict[str, int]:
    found = await session.execute(
        select(Delivery.status, func.count())
        .where(Delivery.broadcast_id == broadcast.id)
        .group_by(Delivery.status)
    )
    return {status.value: n for status, n in found.all()}


async def attempted(session: AsyncSession, most: int, outcome: Result, now: datetime = NOW) -> None:
    """The dispatcher claims some messages, and they end so."""
    claimed = await claiming.claim(session, most, is_resting=False, now=now)
    await settling.settle(session, [(one.attempt, outcome) for one in claimed], now)


async def test_everybody_gets_the_text_of_their_language_once(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 9)
        broadcast = await launched(session, {"en": "Hello", "fr": "Bonjour", "ar": "مرحبا"})
        await broadcasts.expand(session, broadcast, at(NOW))
    async with database.reading() as session:
        rows = (await session.scalars(select(Delivery).order_by(Delivery.chat_id))).all()
        assert [text for _chat, text in await said(session)] == ["مرحبا", "Bonjour", "Hello"] * 3
        assert await session.scalar(select(func.count()).select_from(Letter)) == 1
        assert {row.purpose for row in rows} == {Purpose.BROADCAST}
        assert len({(row.about, row.what, row.chat_id) for row in rows}) == len(rows)
        person = await session.get_one(Person, rows[0].person_id)
        assert person.telegram_id == rows[0].chat_id


async def test_ten_thousand_people_take_a_handful_of_statements(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 10_000)
        broadcast = await composing.compose(
            session, {"en": "Hello", "fr": "Bonjour", "ar": "مرحبا"}, Audience(), (), at(NOW)
        )
        statements: list[str] = []
        connection = (await session.connection()).sync_connection
        event.listen(
            connection, "before_cursor_execute", lambda _connection, _cursor, sql, *_: statements.append(sql)
        )
        await broadcasts.launch(session, broadcast, at(NOW))
        assert len(statements) < 20
        assert await statuses(session, broadcast) == {"waiting": 10_000}


async def test_a_fallback_is_laid_out_for_the_language_it_is_written_in(database: Database) -> None:
    """An English line for an Arabic reader begins on the left, so it gets no right-to-left mark."""
    async with database.transaction() as session:
        await people(session, 3)
        await launched(session, {"en": "Hello\nall"}, "en")
        assert [text for _chat, text in await said(session)] == ["Hello\nall"] * 3


async def test_who_reads_a_language_without_text_is_on_record_as_failed(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 3)
        broadcast = await composing.compose(
            session, {"en": "Hello", "fr": "Bonjour"}, Audience(), (), at(NOW)
        )
        broadcast.fallbacks = {"ar": TO_BE_ADDED}
        await broadcasts.launch(session, broadcast, at(NOW))
    telegram = Telegram()
    async with running(database, telegram):
        await until(lambda: is_over(database, broadcast))
    assert sorted(telegram.texts) == ["Bonjour", "Hello"]
    async with database.transaction() as session:
        assert await statuses(session, broadcast) == {"sent": 2, "failed": 1}
        report = await broadcasts.report(session, broadcast.id)
        assert report.reasons.items == [(NO_WORDING, 1)]
        assert report.failed_again == 0
        assert report.wordless == {"ar": 1}


async def is_over(database: Database, broadcast: Broadcast) -> bool:
    async with database.reading() as session:
        return not (await broadcasts.report(session, broadcast.id)).tally.pending


async def test_only_members_who_can_be_written_to_are_in_it(database: Database) -> None:
    async with database.transaction() as session:
        ids = await people(session, 5)
        for telegram_id, change in zip(
            ids,
            (
                {"standing": Standing.LEFT},
                {"standing": Standing.EXPECTED},
                {"is_reachable": False},
                {"telegram_id": None},
            ),
            strict=False,
        ):
            await session.execute(update(Person).where(Person.telegram_id == telegram_id).values(**change))
        broadcast = await launched(session, {"en": "Hello"}, "en")
        assert await statuses(session, broadcast) == {"waiting": 1}


@pytest.mark.parametrize("failure", [Refused("Bad Request: no"), Doubtful("no answer")])
async def test_it_pauses_itself_at_once_when_half_of_the_last_twenty_failed(
    database: Database, failure: Result
) -> None:
    async with database.transaction() as session:
        await people(session, 60)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    for outcome in (Sent(1), failure):
        async with database.transaction() as session:
            await attempted(session, 10, outcome)
    async with database.transaction() as session:
        stopped = await session.get_one(Broadcast, broadcast.id)
        assert stopped.phase is BroadcastPhase.PAUSED
        assert stopped.paused_because in ("Bad Request: no", "no answer")
        assert (await statuses(session, stopped))["paused"] == 40
        assert await claiming.claim(session, 10, is_resting=False, now=NOW) == []


async def test_after_resuming_the_earlier_failures_do_not_count(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 60)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    async with database.transaction() as session:
        await attempted(session, 20, Refused("Bad Request: no"))
    later = NOW + timedelta(minutes=5)
    async with database.transaction() as session:
        await broadcasts.resume(session, broadcast.id, 1, at(later))
    async with database.transaction() as session:
        await attempted(session, 5, Refused("Bad Request: no"), later)
        assert (await session.get_one(Broadcast, broadcast.id)).phase is BroadcastPhase.SENDING
        assert (await statuses(session, broadcast))["waiting"] == 35


async def test_people_who_blocked_the_bot_do_not_pause_it(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 60)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    async with database.transaction() as session:
        await attempted(session, 30, Gone("Forbidden: bot was blocked by the user"))
    async with database.transaction() as session:
        assert (await session.get_one(Broadcast, broadcast.id)).phase is BroadcastPhase.SENDING


@pytest.mark.parametrize(("act", "becomes"), [(broadcasts.pause, "paused"), (broadcasts.cancel, "cancelled")])
async def test_what_was_on_its_way_does_not_slip_past_a_pause_or_a_cancel(
    database: Database, act: type, becomes: str
) -> None:
    """A message that Telegram told to come back later waits like the others, and does not go out."""
    async with database.transaction() as session:
        await people(session, 3)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    async with database.transaction() as session:
        claimed = await claiming.claim(session, 1, is_resting=False, now=NOW)
    async with database.transaction() as session:
        await act(session, broadcast.id, 1, at(NOW))
    async with database.transaction() as session:
        await settling.settle(session, [(one.attempt, Later("429")) for one in claimed], NOW)
    async with database.transaction() as session:
        assert await statuses(session, broadcast) == {becomes: 3}


async def test_who_left_while_their_message_was_tried_gets_nothing_more(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 1)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    async with database.transaction() as session:
        claimed = await claiming.claim(session, 1, is_resting=False, now=NOW)
    async with database.transaction() as session:
        await joining.leave(session, await session.scalar(select(Person)), at(NOW))  # type: ignore[arg-type]
    async with database.transaction() as session:
        await settling.settle(session, [(one.attempt, Later("429")) for one in claimed], NOW)
    async with database.transaction() as session:
        assert await statuses(session, broadcast) == {"cancelled": 1}


async def test_nobody_who_left_is_written_to_again(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 3)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    async with database.transaction() as session:
        await attempted(session, 3, Doubtful("no answer"))
        first = await session.scalar(select(Person).order_by(Person.id).limit(1))
        assert first is not None
        await joining.leave(session, first, at(NOW))
        broadcast = await session.get_one(Broadcast, broadcast.id)
        broadcast.phase = BroadcastPhase.FINISHED
        assert (await broadcasts.report(session, broadcast.id)).uncertain_again == 2
        await broadcasts.send_again(session, broadcast.id, Status.UNCERTAIN, 1, at(NOW))
        assert await statuses(session, broadcast) == {"waiting": 2, "uncertain": 1}
        assert broadcast.phase is BroadcastPhase.SENDING


async def test_of_a_broadcast_of_more_than_a_year_ago_only_the_counts_are_kept(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 5)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    for most, outcome in ((3, Sent(1)), (1, Gone("blocked")), (1, Doubtful("no answer"))):
        async with database.transaction() as session:
            await attempted(session, most, outcome)
    async with database.transaction() as session:
        await following.follow(session, at(NOW))
        before = await broadcasts.report(session, broadcast.id)
        assert before.tally.sent == 3
    for days, left in ((364, 5), (366, 0), (367, 0)):
        async with database.transaction() as session:
            await purge_old_records(session, at(NOW + timedelta(days=days)))
            rows = select(func.count()).select_from(Delivery).where(Delivery.broadcast_id == broadcast.id)
            assert await session.scalar(rows) == left
            assert (await broadcasts.report(session, broadcast.id)).tally == before.tally
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Letter)) == 0
