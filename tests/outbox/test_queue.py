"""The queue: written once, claimed once, settled; what a dead process left is judged, never forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.chats import Chat
from bot.models.deliveries import Letter, Purpose, Status
from bot.models.people import Person
from bot.outbox import broadcasts, claiming, queue, settling
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.services import resting
from tests.messages import one_chat
from tests.outbox.rows import NOW, claimed, ended, member, only, reply, rows, said, write

LATER = NOW + timedelta(hours=1)


async def recovered(database: Database, *, is_alone: bool = False) -> int:
    async with database.transaction() as session:
        return await settling.recover(session, is_alone=is_alone, now=NOW)


async def test_nobody_is_told_the_same_twice(database: Database) -> None:
    assert await write(database, "first", what="k")
    assert not await write(database, "second", what="k")
    assert await write(database, "third", what="k", chat_id=8)
    assert await said(database) == ["first", "third"]


async def test_the_most_urgent_goes_first_then_the_oldest(database: Database) -> None:
    for purpose in reversed(Purpose):
        await write(database, purpose.value, purpose=purpose)
    await write(database, "older reminder", purpose=Purpose.REMINDER, not_before=NOW - timedelta(hours=1))
    first = await claimed(database, 4)
    rest = await claimed(database)
    assert [one.content["text"] for one in first] == ["reply", "decision", "notice", "progress"]
    assert {one.content["text"] for one in rest} == {
        "older reminder",
        "reminder",
        "correction",
        "broadcast",
    }
    assert await claimed(database) == []


async def test_what_was_put_off_goes_ahead_of_its_kind_as_soon_as_it_may(database: Database) -> None:
    for number in range(3):
        await write(database, f"reminder {number}", purpose=Purpose.REMINDER, chat_id=7 + number)
    (first,) = await claimed(database, 1)
    await ended(database, first, Later("this chat waits", after=timedelta(seconds=1), is_a_try=False))
    await write(database, "notice")
    assert [one.content["text"] for one in await claimed(database, 2)] == ["notice", "reminder 1"]
    soon = NOW + timedelta(seconds=1)
    (again,) = await claimed(database, 1, now=soon)
    assert again.content["text"] == "reminder 0"
    # What is over and is sent again is one of many
    await ended(database, again, Refused("no"))
    assert (await rows(database))[0].priority == Purpose.REMINDER.priority


async def test_what_is_not_due_waits(database: Database) -> None:
    await write(database, not_before=LATER)
    assert await claimed(database) == []
    assert len(await claimed(database, now=LATER)) == 1


async def test_while_the_outbox_rests_broadcasts_their_corrections_and_reminders_wait(
    database: Database,
) -> None:
    for purpose in Purpose:
        await write(database, purpose.value, purpose=purpose)
    async with database.transaction() as session:
        await resting.rest(session, "crashes")
        assert await claiming.look(session, NOW) == (True, True)
    gone = {one.attempt.purpose for one in await claimed(database, is_resting=True)}
    assert gone == set(Purpose) - queue.RESTABLE
    async with database.transaction() as session:
        assert await claiming.look(session, NOW) == (True, False)
        await resting.go_on(session)
        assert await claiming.look(session, NOW) == (False, True)


async def test_two_claims_at_once_never_get_the_same(database: Database) -> None:
    for number in range(30):
        await write(database, str(number))
    taken = await asyncio.gather(*(claimed(database, 6) for _ in range(8)))
    ids = [one.attempt.id for some in taken for one in some]
    assert len(ids) == len(set(ids)) == 30


async def test_sent_is_on_record_and_a_passing_answer_is_not_kept(database: Database) -> None:
    await write(database)
    (one,) = await claimed(database)
    await ended(database, one, Sent(55))
    await ended(database, await reply(database), Sent(56))
    row = await only(database)
    assert (row.status, row.message_id, row.settled_at, row.leased_until) == (Status.SENT, 55, NOW, None)


async def test_a_throttled_message_is_due_again_when_it_was_told(database: Database) -> None:
    await write(database)
    (one,) = await claimed(database)
    await ended(database, one, Later("429", after=timedelta(seconds=300), is_throttled=True))
    assert await claimed(database, now=NOW + timedelta(seconds=299)) == []
    (again,) = await claimed(database, now=NOW + timedelta(seconds=300))
    assert again.attempt.tries == 0


async def test_a_refused_message_keeps_telegrams_words_even_hostile_ones(database: Database) -> None:
    await write(database)
    (one,) = await claimed(database)
    await ended(database, one, Refused("Bad\x00 Request \ud800" + "x" * 1000))
    row = await only(database)
    assert row.status is Status.FAILED
    assert row.error.startswith("Bad Request")


async def test_who_blocked_the_bot_is_unreachable_from_then_on(database: Database) -> None:
    await member(database, 7)
    await write(database, chat_id=7)
    (one,) = await claimed(database)
    await ended(database, one, Gone("Forbidden: bot was blocked by the user"))
    async with database.reading() as session:
        assert not await session.scalar(select(Person.is_reachable))
    assert (await only(database)).status is Status.UNREACHABLE


async def test_a_settled_row_that_was_erased_meanwhile_harms_no_other(database: Database) -> None:
    await write(database, "mine", chat_id=7)
    await write(database, "theirs", chat_id=8, what="theirs")
    mine, theirs = await claimed(database)
    async with database.transaction() as session:
        await settling.settle(session, [(mine.attempt, Doubtful("no answer"))], NOW)
        await queue.forget(session, 7)
    async with database.transaction() as session:
        await settling.settle(session, [(mine.attempt, Sent(1)), (theirs.attempt, Sent(2))], NOW)
    row = await only(database)
    assert (row.what, row.status) == ("theirs", Status.SENT)


@pytest.mark.parametrize("result", [Sent(1), Refused("Bad Request"), Gone("Forbidden")])
async def test_what_a_message_says_is_not_kept_once_it_is_over(database: Database, result: Result) -> None:
    await write(database, "Amina asks to join")
    (one,) = await claimed(database)
    await ended(database, one, result)
    assert await said(database) == [None]
    assert await letters(database) == 0


async def test_what_a_message_says_is_kept_as_long_as_it_may_be_sent(database: Database) -> None:
    await write(database, "a notice", chat_id=7)
    async with database.transaction() as session:
        broadcast = Broadcast(author_id=1, created_at=NOW, phase=BroadcastPhase.SENDING)
        session.add(broadcast)
        await session.flush()
        contents = {"en": {"text": "an announcement"}}
        await broadcasts.write_down(session, broadcast, contents, [one_chat(8)], NOW)
    for one, result in zip(await claimed(database), (Later("429"), Refused("Bad Request")), strict=True):
        await ended(database, one, result)
    assert await said(database) == ["a notice", "an announcement"]


async def test_what_several_are_told_is_kept_until_all_of_them_have_it(database: Database) -> None:
    async with database.transaction() as session:
        letter_id = await queue.write_letter(session, {"en": {"text": "for all"}})
        for chat_id in (7, 8):
            its = {"about": "test", "what": "x", "purpose": Purpose.NOTICE, "now": NOW}
            await queue.enqueue(session, letter_id, one_chat(chat_id), **its)
    one, other = await claimed(database)
    await ended(database, one, Sent(1))
    assert await said(database) == ["for all", "for all"]
    await ended(database, other, Refused("Bad Request"))
    assert await said(database) == [None, None]
    assert await letters(database) == 0


async def letters(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Letter)) or 0)


async def test_a_message_is_read_in_the_language_that_counts_when_it_leaves(database: Database) -> None:
    contents = {language: {"text": language} for language in ("ar", "fr", "en")}
    await member(database, 7)
    async with database.transaction() as session:
        session.add_all([Chat(id=7, language="fr"), Chat(id=8, language="fr"), Chat(id=9)])
    for chat_id in (7, 8, 9, 10):
        await write(database, chat_id=chat_id, contents=contents)
    async with database.transaction() as session:
        await session.execute(update(Person).values(language="ar"))
    found = {one.attempt.chat_id: one for one in await claimed(database)}
    assert {chat_id: one.content["text"] for chat_id, one in found.items()} == {
        7: "ar",
        8: "fr",
        9: "en",
        10: "en",
    }
    await ended(database, found[7], Later("429"))
    async with database.transaction() as session:
        await session.execute(update(Person).values(language="en"))
    (again,) = await claimed(database, now=LATER)
    assert again.content["text"] == "en"


async def test_nothing_is_found_for_a_language_without_words(database: Database) -> None:
    await write(database, contents={"ar": {"text": "مرحبا"}})
    (one,) = await claimed(database)
    assert one.content == {}


async def test_what_is_cancelled_keeps_no_words(database: Database) -> None:
    await write(database, "Amina would like to meet you", about="introduction:1")
    await write(database, "somebody else would", about="introduction:11")
    async with database.transaction() as session:
        await queue.cancel(session, NOW, about="introduction:1")
    assert [row.status for row in await rows(database)] == [Status.CANCELLED, Status.WAITING]
    assert await said(database) == [None, "somebody else would"]


async def test_what_waits_for_one_person_is_found_by_an_index(
    sqlite_migrated_url: str,
) -> None:
    """However many messages are on record: SQLite has one writer, and a profile edit must not hold it."""
    said: list[tuple[str, Any]] = []

    def executed(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        said.append((statement, parameters))

    person, about = {"person_id": 7}, {"about": "introduction:1"}
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", executed)
        for which, index in (
            (about | person, "ix_deliveries_person_id_status (person_id=? AND status=?)"),
            (person, "ix_deliveries_person_id_status (person_id=? AND status=?)"),
            (about, "sqlite_autoindex_deliveries_1 (about=?)"),
        ):
            said.clear()
            await queue.cancel(session, NOW, **which)
            ((statement, parameters),) = said
            raw = await (await session.connection()).exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            assert [row[-1].replace("COVERING ", "") for row in raw] == [
                f"SEARCH deliveries USING INDEX {index}"
            ]


@pytest.mark.parametrize(
    ("purpose", "status"), [(Purpose.BROADCAST, Status.UNCERTAIN), (Purpose.DECISION, Status.WAITING)]
)
async def test_what_a_dead_process_left_on_its_way_is_in_doubt(
    database: Database, purpose: Purpose, status: Status
) -> None:
    await write(database, purpose=purpose)
    await claimed(database)
    assert await recovered(database, is_alone=True) == 1
    row = await only(database)
    assert (row.status, row.doubts) == (status, 1)
    assert "stopped" in row.error


async def test_that_it_is_to_be_tried_again_is_news_only_while_nobody_else_tries(database: Database) -> None:
    """It may be written down late, or twice: after the database was away, nobody knows what it had kept."""
    await write(database)
    (first,) = await claimed(database)
    await ended(database, first, Later("502"))
    (second,) = await claimed(database, now=LATER)
    await ended(database, first, Later("502"))
    assert (await only(database)).status is Status.SENDING
    await ended(database, first, Sent(55))
    assert (await only(database)).message_id == 55
    await ended(database, second, Later("502"))
    assert (await only(database)).status is Status.SENT


async def test_once_its_lease_is_over_anybody_may_judge_it(database: Database) -> None:
    await reply(database)
    async with database.transaction() as session:
        after = NOW + queue.LEASE + timedelta(seconds=1)
        assert await settling.recover(session, is_alone=False, now=after) == 1


async def test_a_newer_screen_takes_the_place_of_one_that_still_waits(database: Database) -> None:
    older, file = await reply(database, "older"), await reply(database, "list", file={"name": "list.csv"})
    for one in (older, file):
        await ended(database, one, Later("429", after=timedelta(seconds=9), is_throttled=True))
    await reply(database, "", chat_id=7, callback={"id": "1"})
    assert (await rows(database))[0].status is Status.WAITING
    await reply(database, "newer")
    found = zip(await said(database), await rows(database), strict=True)
    assert [(text, row.status) for text, row in found] == [
        (None, Status.CANCELLED),
        ("list", Status.WAITING),
        ("", Status.SENDING),
        ("newer", Status.SENDING),
    ]


async def test_a_screen_that_is_sent_at_that_moment_harms_no_turn(postgres_migrated_url: str) -> None:
    async with Database(postgres_migrated_url) as database:
        await ended(database, await reply(database, "older"), Later("429", after=timedelta(seconds=9)))
        async with database.transaction() as session:
            (older,) = await claiming.claim(session, 1, is_resting=False, now=LATER)
            await settling.settle(session, [(older.attempt, Sent(9))], LATER)
            turn = asyncio.create_task(reply(database, "newer"))
            await asyncio.wait([turn], timeout=0.3)
        await turn
        assert await said(database) == ["newer"]


async def test_somebody_who_is_forgotten_leaves_no_word_behind(database: Database) -> None:
    for text in ("waiting", "sent"):
        await write(database, text, chat_id=7, what=f"{text}:7")
    await write(database, "theirs", chat_id=8)
    _waiting, sent, _theirs = await claimed(database)
    await ended(database, sent, Sent(1))
    async with database.transaction() as session:
        await queue.forget(session, 7)
    assert [(row.chat_id, row.about) for row in await rows(database)] == [(0, None), (0, None), (8, "test")]
    assert await said(database) == [None, None, "theirs"]


async def test_who_is_forgotten_still_gets_their_taps_answered_without_a_word(database: Database) -> None:
    tap = {"id": "42", "toast": "Amina", "alert": False}
    await reply(database, "Amina, a key", asks_contact="mine")
    later = await reply(database, "Amina waits", callback=tap)
    await ended(database, later, Later("answers wait", after=timedelta(seconds=3), is_a_try=False))
    async with database.transaction() as session:
        await queue.forget(session, 7)
        await queue.answer_tap(session, "43", NOW)
    kept = [(row.chat_id, row.status, row.content) for row in await rows(database)]
    assert kept == [
        (0, Status.SENDING, None),
        (0, Status.WAITING, {"text": "", "callback": {"id": "42"}}),
        (0, Status.WAITING, {"text": "", "callback": {"id": "43"}}),
    ]


async def test_old_records_are_dropped_and_what_waits_is_not(database: Database) -> None:
    await write(database, "sent")
    await write(database, "waits", not_before=LATER)
    (one,) = await claimed(database)
    await ended(database, one, Sent(1))
    async with database.transaction() as session:
        await queue.purge(session, NOW + timedelta(days=1))
    assert await said(database) == ["waits"]


async def test_the_backlog_counts_what_is_due(database: Database) -> None:
    async with database.reading() as session:
        assert await queue.backlog(session, NOW) == (0, 0.0)
    await write(database, not_before=NOW - timedelta(seconds=90))
    await write(database, not_before=LATER)
    async with database.reading() as session:
        assert await queue.backlog(session, NOW) == (1, 90.0)
        assert await queue.counts(session) == {"waiting": 2}


async def test_all_that_a_message_came_as_is_on_record_and_handed_out_with_it(database: Database) -> None:
    """Of an album whose text failed the files are there: another attempt is told so, whoever makes it."""
    await write(database)
    (first,) = await claimed(database)
    await ended(database, first, Later("429", also=(51, 52)))
    (second,) = await claimed(database, now=LATER)
    assert second.content == {"text": "hello", "also": [51, 52]}
    assert await recovered(database, is_alone=True) == 1
    assert (await only(database)).also == [51, 52]
    (third,) = await claimed(database, now=LATER)
    await ended(database, third, Sent(53, also=(51, 52)))
    row = await only(database)
    assert (row.message_id, row.also) == (53, [51, 52])
    await write(database, chat_id=8)
    (plain,) = await claimed(database)
    await ended(database, plain, Sent(54))
    assert (await rows(database))[1].also is None
