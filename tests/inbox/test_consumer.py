"""The consumer: each person's updates in order, people side by side, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.inbox import consumer as consuming
from bot.inbox import store
from bot.inbox.consumer import Answer, Consumer, Quarantined, TurnResult
from bot.models.deliveries import Delivery, Status
from bot.models.inbox import Handling, InboundUpdate
from bot.models.state import Memo
from bot.outbox import queue
from bot.outbox.queue import Claimed
from tests.inbox.test_store import NOW, all_rows, an_update, keep

Turn = Callable[[int, Any], "Answer | Quarantined | None"]


class Conversation:
    """Notes who took which turn when; `act` decides how it ends."""

    def __init__(self, act: Turn = lambda number, raw: None, seconds: float = 0.0) -> None:
        self.act = act
        self.seconds = seconds
        self.taken: list[tuple[int, int]] = []
        self.raws: list[Any] = []
        self.inside: list[int] = []
        self.most_inside = 0

    async def take_turn(
        self, session: AsyncSession, update_id: int, raw: Any, now: datetime
    ) -> Answer | Quarantined | None:
        sender = store.sender_of(raw)
        assert sender not in self.inside, "two turns of one person at once"
        self.inside.append(sender)
        self.most_inside = max(self.most_inside, len(self.inside))
        try:
            # Written in the turn's own transaction: it counts how often each had its effect
            session.add(Memo(name=f"effect {update_id}", value=1))
            await session.flush()
            await asyncio.sleep(self.seconds)
            self.taken.append((sender, update_id))
            self.raws.append(raw)
            return self.act(update_id, raw)
        finally:
            self.inside.remove(sender)


class Shown:
    """What was shown in the chats."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.claimed: list[Claimed] = []
        self.at_once = 0
        self.most_at_once = 0

    async def __call__(self, claimed: Claimed) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        self.claimed.append(claimed)


def answering(number: int, raw: Any) -> Answer:
    return Answer(store.sender_of(raw), {"text": f"answer to {number}"}, "en")


@asynccontextmanager
async def running(
    database: Database, conversation: Conversation, show: Shown | None = None
) -> AsyncIterator[Consumer]:
    consumer = Consumer(database, conversation, show or Shown(), lambda: NOW, lambda: None)
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        consumer.stop()
        await task


async def handled(database: Database, count: int) -> list[InboundUpdate]:
    async with asyncio.timeout(20):
        while True:
            ended = [row for row in await all_rows(database) if row.status is not Handling.WAITING]
            if len(ended) >= count:
                return ended
            await asyncio.sleep(0.01)


async def test_each_persons_updates_are_taken_in_order(database: Database) -> None:
    await keep(database, *(an_update(number, sender=number % 3) for number in range(30)))
    conversation = Conversation()
    async with running(database, conversation):
        await handled(database, 30)
    for sender in range(3):
        numbers = [number for who, number in conversation.taken if who == sender]
        assert numbers == sorted(numbers) == list(range(sender, 30, 3))


async def test_people_do_not_wait_for_each_others_answers(database: Database) -> None:
    await keep(database, *(an_update(number, sender=number) for number in range(1, 13)))
    shown = Shown(seconds=0.2)
    async with running(database, Conversation(answering), shown):
        await handled(database, 12)
    assert shown.most_at_once >= 6
    assert len(shown.claimed) == 12


async def test_an_answer_is_written_down_with_its_update_before_it_is_shown(database: Database) -> None:
    await keep(database, an_update(1))

    async def look(claimed: Claimed) -> None:
        async with database.reading() as session:
            delivery = await session.get(Delivery, claimed.attempt.id)
            update = await session.get(InboundUpdate, 1)
        assert delivery is not None
        assert update is not None
        assert (delivery.status, update.status) == (Status.SENDING, Handling.DONE)
        looked.append(claimed)

    looked: list[Claimed] = []
    consumer = Consumer(database, Conversation(answering), look, lambda: NOW, lambda: None)
    task = asyncio.create_task(consumer.run())
    await handled(database, 1)
    consumer.stop()
    await task
    assert len(looked) == 1


async def test_what_comes_while_it_is_idle_is_taken_at_once_when_it_is_woken(database: Database) -> None:
    conversation = Conversation()
    async with running(database, conversation) as consumer:
        await asyncio.sleep(0.05)
        await keep(database, an_update(1))
        consumer.wake()
        async with asyncio.timeout(consuming.IDLE_SECONDS / 2):
            while not conversation.taken:
                await asyncio.sleep(0.005)


async def test_what_another_process_wrote_down_is_found_without_being_woken(database: Database) -> None:
    conversation = Conversation()
    async with running(database, conversation):
        await asyncio.sleep(0.05)
        await keep(database, an_update(1))
        await handled(database, 1)


async def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(database: Database) -> None:
    def picky(number: int, raw: Any) -> Quarantined | None:
        return Quarantined("KeyError: 'message_id'") if number == 2 else None

    await keep(database, *(an_update(number) for number in (1, 2, 3)))
    async with running(database, Conversation(picky)):
        first, second, third = await handled(database, 3)
    assert (first.status, third.status) == (Handling.DONE, Handling.DONE)
    assert (second.status, second.error) == (Handling.QUARANTINED, "KeyError: 'message_id'")


async def test_what_breaks_in_the_machinery_is_set_aside_and_has_no_effect(database: Database) -> None:
    def breaking(number: int, raw: Any) -> None:
        if number == 1:
            raise RuntimeError("broken")

    await keep(database, *(an_update(number) for number in (1, 2)))
    async with running(database, Conversation(breaking)):
        first, second = await handled(database, 2)
    assert (first.status, first.error, second.status) == (Handling.FAILED, "RuntimeError", Handling.DONE)
    assert await effects(database) == ["effect 2"]


async def effects(database: Database) -> list[str]:
    async with database.reading() as session:
        return sorted(await session.scalars(select(Memo.name).where(Memo.name.startswith("effect"))))


async def test_an_answer_that_cannot_be_shown_harms_no_later_update(database: Database) -> None:
    async def broken(claimed: Claimed) -> None:
        raise RuntimeError("the screen broke")

    await keep(database, an_update(1), an_update(2))
    consumer = Consumer(database, Conversation(answering), broken, lambda: NOW, lambda: None)
    task = asyncio.create_task(consumer.run())
    first, second = await handled(database, 2)
    consumer.stop()
    await task
    assert (first.status, second.status) == (Handling.DONE, Handling.DONE)


async def test_a_database_that_stumbles_delays_a_turn_and_it_has_its_effect_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "STUMBLE_SECONDS", 0.01)
    stumbles = iter([True, True])

    def stumbling(number: int, raw: Any) -> None:
        if next(stumbles, False):
            raise OperationalError("", {}, Exception())

    await keep(database, an_update(1))
    async with running(database, Conversation(stumbling)):
        (update,) = await handled(database, 1)
    assert update.status is Handling.DONE
    assert await effects(database) == ["effect 1"]


async def test_what_the_database_refuses_for_ever_is_set_aside_in_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "STUMBLE_SECONDS", 0.01)

    def refused(number: int, raw: Any) -> None:
        if number == 1:
            raise OperationalError("", {}, Exception())

    await keep(database, an_update(1), an_update(2))
    async with running(database, Conversation(refused)):
        first, second = await handled(database, 2)
    assert (first.status, second.status) == (Handling.FAILED, Handling.DONE)


async def test_a_stop_finishes_the_turns_that_are_being_taken_and_begins_no_other(database: Database) -> None:
    await keep(database, an_update(1), an_update(2))
    conversation = Conversation(seconds=0.2)
    async with running(database, conversation):
        async with asyncio.timeout(5):
            while not conversation.inside:
                await asyncio.sleep(0.01)
    assert [number for _sender, number in conversation.taken] == [1]
    assert [row.status for row in await all_rows(database)] == [Handling.DONE, Handling.WAITING]


async def test_two_processes_never_take_one_persons_turns_at_once(postgres_migrated_url: str) -> None:
    """They share the list of who is inside, which fails the turn if somebody is there already."""
    async with Database(postgres_migrated_url) as one, Database(postgres_migrated_url) as other:
        await keep(one, *(an_update(number, sender=number % 4) for number in range(40)))
        conversation = Conversation(seconds=0.01)
        async with running(one, conversation) as first, running(other, conversation) as second:
            await handled(one, 40)
        assert {row.status for row in await all_rows(one)} == {Handling.DONE}
        for sender in range(4):
            numbers = [number for who, number in conversation.taken if who == sender]
            assert numbers == list(range(sender, 40, 4))
        assert first.handled + second.handled == 40
        assert first.handled
        assert second.handled


def a_part(number: int, text: str, *, sender: int = 7) -> dict[str, Any]:
    update = an_update(number, sender, text)
    return {**update, "message": {**update["message"], "date": 100}}


LONG = "word " * 600


def said(conversation: Conversation) -> list[str]:
    return [raw["message"]["text"] for raw in conversation.raws]


async def test_a_text_in_parts_is_one_turn_and_nobody_waits_for_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 60.0)
    await keep(database, a_part(1, LONG), an_update(2, sender=8, text="another's"))
    conversation = Conversation(answering)
    shown = Shown()
    async with running(database, conversation, shown) as consumer:
        await handled(database, 1)
        assert said(conversation) == ["another's"]
        await keep(database, a_part(3, LONG))
        consumer.wake()
        await asyncio.sleep(0.1)
        assert said(conversation) == ["another's"]
        await keep(database, a_part(4, "the end"), an_update(5, text="the next"))
        consumer.wake()
        await handled(database, 5)
    assert said(conversation) == ["another's", f"{LONG} {LONG} the end", "the next"]
    assert [row.status for row in await all_rows(database)] == [Handling.DONE] * 5
    assert len(shown.claimed) == 3


async def test_a_long_text_that_is_whole_is_taken_after_a_moment(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 0.3)
    conversation = Conversation()
    await keep(database, a_part(1, LONG))
    async with running(database, conversation):  # its clock stands still
        await asyncio.sleep(0.1)
        assert said(conversation) == []
        await handled(database, 1)
    assert said(conversation) == [LONG]


async def test_parts_around_a_restart_are_still_one(database: Database) -> None:
    await keep(database, a_part(1, LONG))
    before, after = Conversation(), Conversation()
    async with running(database, before):
        await asyncio.sleep(0.1)
    await keep(database, a_part(2, "the end"))
    async with running(database, after):
        await handled(database, 2)
    assert said(before) == []
    assert said(after) == [f"{LONG} the end"]


async def test_many_who_are_waited_for_hold_nobody_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 60.0)
    await keep(database, *(a_part(number, LONG, sender=number) for number in range(1, 81)))
    await keep(database, an_update(100, sender=100, text="short"))
    conversation = Conversation()
    async with running(database, conversation):
        await handled(database, 1)
    assert said(conversation) == ["short"]


def of_each(*numbers: int) -> list[dict[str, Any]]:
    """An update of a person of their own for each number."""
    return [an_update(number, sender=number) for number in numbers]


async def test_who_fails_among_others_fails_alone(database: Database) -> None:
    def breaking(number: int, raw: Any) -> Answer:
        if number == 3:
            raise RuntimeError("broken")
        return answering(number, raw)

    await keep(database, *of_each(1, 2, 3, 4, 5))
    shown = Shown()
    async with running(database, Conversation(breaking), shown):
        ended = await handled(database, 5)
    assert [row.status for row in ended if row.update_id != 3] == [Handling.DONE] * 4
    assert await effects(database) == ["effect 1", "effect 2", "effect 4", "effect 5"]
    assert sorted(one.attempt.chat_id for one in shown.claimed) == [1, 2, 4, 5]


async def test_a_stumble_among_others_costs_nobody_their_effect_and_gives_nobody_two(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "STUMBLE_SECONDS", 0.01)
    stumbles = iter([True, True])

    def stumbling(number: int, raw: Any) -> Answer:
        if number == 3 and next(stumbles, False):
            raise OperationalError("", {}, Exception())
        return answering(number, raw)

    await keep(database, *of_each(1, 2, 3, 4, 5))
    shown = Shown()
    async with running(database, Conversation(stumbling), shown):
        ended = await handled(database, 5)
    assert {row.status for row in ended} == {Handling.DONE}
    assert await effects(database) == [f"effect {number}" for number in range(1, 6)]
    assert sorted(one.attempt.chat_id for one in shown.claimed) == [1, 2, 3, 4, 5]


async def test_no_turn_sees_what_another_one_had_loaded(database: Database) -> None:
    class Loading(Conversation):
        async def take_turn(self, session: AsyncSession, *given: Any) -> TurnResult:
            assert not session.sync_session.identity_map
            await session.scalars(select(InboundUpdate))
            return await super().take_turn(session, *given)

    await keep(database, *of_each(1, 2, 3))
    async with running(database, Loading(answering)):
        assert {row.status for row in await handled(database, 3)} == {Handling.DONE}


async def test_turns_that_take_long_are_not_committed_together(
    sqlite_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "TOGETHER_SECONDS", 0.0)
    shown = Shown()
    answered_before: list[int] = []

    def look(number: int, raw: Any) -> Answer:
        answered_before.append(len(shown.claimed))
        return answering(number, raw)

    async with Database(sqlite_migrated_url) as database:
        await keep(database, *of_each(1, 2, 3))
        async with running(database, Conversation(look, seconds=0.02), shown):
            await handled(database, 3)
    assert answered_before == [0, 1, 2]


async def test_what_is_brought_to_a_running_consumer_is_committed_and_taken(database: Database) -> None:
    async with running(database, Conversation(answering)) as consumer:
        await asyncio.sleep(0.05)
        await consumer.keep(of_each(1, 2))
        assert len(await all_rows(database)) == 2
        await handled(database, 2)
    await consumer.keep(of_each(3))
    assert [row.status for row in await all_rows(database)] == [Handling.DONE] * 2 + [Handling.WAITING]


async def test_what_is_brought_is_kept_though_the_turns_beside_it_fail(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "STUMBLE_SECONDS", 0.01)

    def refused(number: int, raw: Any) -> Answer:
        raise OperationalError("", {}, Exception())

    async with running(database, Conversation(refused)) as consumer:
        await asyncio.sleep(0.05)
        await consumer.keep(of_each(1, 2))
        assert len(await all_rows(database)) == 2


async def test_who_brings_updates_hears_that_they_could_not_be_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing(*_given: Any) -> list[int]:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(store, "keep", refusing)
    async with running(database, Conversation(answering)) as consumer:
        await asyncio.sleep(0.05)
        with pytest.raises(OperationalError):
            await consumer.keep(of_each(1))


async def test_the_dispatcher_is_woken_only_by_turns_that_tell_somebody(database: Database) -> None:
    class Telling(Conversation):
        async def take_turn(
            self, session: AsyncSession, update_id: int, raw: Any, now: datetime
        ) -> TurnResult:
            if update_id == 2:
                await queue.answer_tap(session, "4711", now)
            return await super().take_turn(session, update_id, raw, now)

    woken: list[int] = []
    conversation = Telling(answering)
    consumer = Consumer(database, conversation, Shown(), lambda: NOW, lambda: woken.append(1))
    task = asyncio.create_task(consumer.run())
    await consumer.keep(of_each(1))
    await handled(database, 1)
    assert not woken
    await consumer.keep(of_each(2))
    await handled(database, 2)
    consumer.stop()
    await task
    assert woken == [1]


async def test_what_is_brought_while_as_many_as_can_be_are_answered_is_kept_and_a_stop_is_heard(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "AT_ONCE", 1)
    conversation, shown = Conversation(answering), Shown(seconds=2.0)
    async with running(database, conversation, shown) as consumer:
        await consumer.keep(of_each(1))
        await handled(database, 1)
        async with asyncio.timeout(1):
            await consumer.keep(of_each(2))
        assert [number for _sender, number in conversation.taken] == [1]
        await handled(database, 2)
    assert len(shown.claimed) == 2


def a_file(number: int, message_id: int, album: str = "a", sender: int = 7) -> dict[str, Any]:
    sent = an_update(number, sender=sender)
    return {**sent, "message": {**sent["message"], "message_id": message_id, "media_group_id": album}}


def albums(conversation: Conversation) -> list[list[int]]:
    """The messages of each turn, in order; of what is no file, 0."""
    turns = [raw.get("album", [raw["message"]]) for raw in conversation.raws]
    return [[message.get("message_id", 0) for message in turn] for turn in turns]


async def test_an_album_is_one_turn_though_others_come_between_and_it_is_split_and_repeated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 0.4)
    conversation = Conversation(answering)
    shown = Shown()
    async with running(database, conversation, shown) as consumer:
        await keep(database, a_file(1, 12), an_update(2, sender=8), a_file(3, 30, "b", sender=9))
        consumer.wake()
        await handled(database, 1)
        assert conversation.taken == [(8, 2)]
        # The rest in another poll, the first file last, one of them twice; and what they typed right after it
        late = (a_file(1, 12), a_file(4, 13), an_update(5, text="typed"), a_file(6, 13), a_file(7, 11))
        await keep(database, *late, a_file(8, 31, "b", sender=9))
        consumer.wake()
        await handled(database, 8)
    assert sorted(map(tuple, albums(conversation)[1:])) == [(0,), (11, 12, 13), (30, 31)]
    assert [number for sender, number in conversation.taken if sender == 7] == [1, 5]
    assert len(shown.claimed) == 4


async def test_ten_files_are_a_whole_album_and_wait_for_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 60.0)
    await keep(database, *(a_file(number, number) for number in range(1, 11)))
    conversation = Conversation()
    async with running(database, conversation):
        await handled(database, 10)
    assert albums(conversation) == [[*range(1, 11)]]


async def test_an_album_around_a_restart_is_still_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, a_file(1, 11))
    before, after = Conversation(), Conversation()
    async with running(database, before):
        await asyncio.sleep(0.1)
    await keep(database, a_file(2, 12))
    monkeypatch.setattr(consuming, "GOES_ON_SECONDS", 0.2)
    async with running(database, after):
        await handled(database, 2)
    assert (albums(before), albums(after)) == ([], [[11, 12]])
