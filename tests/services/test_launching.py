"""What is due is begun, counted down, or held; of each only the rows are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose
from bot.models.people import Person, Standing
from bot.rules.audiences import Audience
from bot.rules.scheduling import LATEST, UNDO
from bot.services import broadcasts, composing, following, launching, resting, scheduling
from tests.messages import said
from tests.moments import at
from tests.services.gatherings import OWNER, members

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Monday 11:00 in Beirut."""
NOON = datetime.fromisoformat("2026-11-23 12:00")
DUE = NOW + timedelta(hours=1)


async def is_set(database: Database, wall: datetime | None = NOON) -> int:
    """A broadcast to two members, set for a wall time, or sent by the owner under message 7; its number."""
    await members(database, 2)
    async with database.transaction() as session:
        texts = {"en": "Hello", "fr": "Bonjour", "ar": "مرحبا"}
        made = await composing.compose(session, texts, Audience(), ("en",), at(NOW, OWNER))
        if wall is not None:
            await scheduling.schedule(session, made.id, wall, OWNER, at(NOW, OWNER))
        else:
            await scheduling.send_soon(session, made.id, OWNER, at(NOW, OWNER))
            await following.show_progress_in(session, made, OWNER, 7)
        return made.id


async def looks(database: Database, now: datetime) -> BroadcastPhase:
    """The timetable looks; how the broadcast stands then."""
    async with database.transaction() as session:
        await launching.launch_due(session, at(now, OWNER))
    async with database.reading() as session:
        return (await session.scalars(select(Broadcast.phase))).one()


async def owner_reads(database: Database) -> list[str]:
    async with database.reading() as session:
        return [text or "" for _chat, text in await said(session, Delivery.chat_id == OWNER)]


async def test_what_comes_over_an_hour_late_is_held_once(database: Database) -> None:
    await is_set(database)
    late = DUE + LATEST + timedelta(seconds=1)
    for _look in range(3):
        assert await looks(database, late) is BroadcastPhase.HELD
    (asked,) = await owner_reads(database)
    assert "was held back" in asked


async def test_what_comes_within_the_hour_goes_out(database: Database) -> None:
    await is_set(database)
    assert await looks(database, DUE + LATEST) is BroadcastPhase.SENDING
    assert await owner_reads(database) == []


async def test_what_became_due_while_the_outbox_rested_is_late_or_not_once_it_goes_on(
    database: Database,
) -> None:
    number = await is_set(database)
    async with database.transaction() as session:
        await resting.rest(session, "crashes")
    for hours in (0, 2):
        assert await looks(database, DUE + timedelta(hours=hours)) is BroadcastPhase.SCHEDULED
    async with database.transaction() as session:
        await resting.go_on(session)
    assert await looks(database, DUE + timedelta(hours=2)) is BroadcastPhase.HELD
    # What somebody then sends while it rests is not asked about once more
    async with database.transaction() as session:
        await resting.rest(session, "crashes")
        await scheduling.send_soon(session, number, OWNER, at(DUE + timedelta(hours=2), OWNER))
    assert await looks(database, DUE + timedelta(hours=2, minutes=1)) is BroadcastPhase.SENDING
    assert len(await owner_reads(database)) == 1


async def test_a_restore_asks_about_messages_alone(database: Database) -> None:
    await is_set(database)
    async with database.transaction() as session:
        assert await launching.launch_all_due(session, at(DUE + timedelta(days=2), OWNER)) == 1
    assert await looks(database, DUE + timedelta(days=2)) is BroadcastPhase.SENDING


async def test_the_seconds_are_counted_down_with_few_edits_and_none_when_it_is_undone(
    database: Database,
) -> None:
    number = await is_set(database, None)
    shown = []
    for seconds in range(28):
        await looks(database, NOW + timedelta(seconds=seconds))
        async with database.transaction() as session:
            edits = (
                await session.scalars(select(Delivery).where(Delivery.purpose == Purpose.PROGRESS))
            ).all()
            assert all(edit.edits == 7 for edit in edits)
            shown += [(UNDO.total_seconds() - seconds) for _edit in edits]
            for edit in edits:
                await session.delete(edit)  # it was sent
    assert shown == [*range(27, 0, -3)]
    async with database.transaction() as session:
        await session.execute(update(Broadcast).values(progress_shown=""))
    await looks(database, NOW + timedelta(seconds=28))
    async with database.transaction() as session:
        moment = at(NOW + timedelta(seconds=28), OWNER)
        undone = await scheduling.call_back(session, number, OWNER, moment)
        await following.detach(session, undone)
    assert await looks(database, NOW + timedelta(minutes=1)) is BroadcastPhase.COMPOSING
    assert await owner_reads(database) == []


async def test_an_audience_that_is_gone_is_told_to_the_author(database: Database) -> None:
    number = await is_set(database)
    async with database.transaction() as session:
        await session.execute(update(Person).values(standing=Standing.LEFT))
        await session.execute(update(Broadcast).values(author_id=OWNER))
    assert await looks(database, DUE) is BroadcastPhase.SENDING
    for _look in range(2):
        async with database.transaction() as session:
            await following.follow(session, at(DUE, OWNER))
    async with database.reading() as session:
        assert (await session.get_one(Broadcast, number)).phase is BroadcastPhase.FINISHED
        assert (await broadcasts.report(session, number)).tally.reached_nobody
    (told,) = await owner_reads(database)
    assert "Nobody got this broadcast" in told


async def test_what_is_held_or_waits_or_will_go_out_stands_first_on_the_first_page(
    database: Database,
) -> None:
    async with database.transaction() as session:
        for place in range(40):
            made = Broadcast(author_id=OWNER, created_at=NOW, texts=[])
            made.phase = BroadcastPhase.FINISHED
            if place < 3:
                made.phase = (BroadcastPhase.SCHEDULED, BroadcastPhase.HELD, BroadcastPhase.ASKING)[place]
                made.send_at = DUE
            session.add(made)
            await session.flush()
    async with database.reading() as session:
        first = await broadcasts.listed(session, 0, with_drafts=True)
        assert [one.phase for one in first.items[:4]] == [
            BroadcastPhase.HELD,
            BroadcastPhase.ASKING,
            BroadcastPhase.SCHEDULED,
            BroadcastPhase.FINISHED,
        ]
        assert first.last >= 1
        viewed = await broadcasts.listed(session, 0, with_drafts=False)
        assert BroadcastPhase.ASKING not in {one.phase for one in viewed.items}
