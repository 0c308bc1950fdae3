"""What was sent is stopped, corrected, sent again: at most what was on its way leaves, and nobody gets a third copy."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.ledger import Opportunity
from bot.models.people import Person
from bot.outbox import claiming, queue, settling
from bot.outbox.attempts import Doubtful, Later, Result, Sent
from bot.outbox.dispatcher import batch_at
from bot.outbox.pace import Pace
from bot.rules.corrections import Affected, Spread
from bot.rules.interest import ButtonKind
from bot.services import broadcasts, composing, corrections, following
from bot.services.corrections import _withdrawn
from tests.moments import at
from tests.outbox.sending import Telegram, running, until
from tests.services.test_broadcasts import NOW, Audience, attempted, launched, people, statuses


class Slow(Telegram):
    """A Telegram at the end of a way."""

    async def deliver(self, chat_id: int, content: dict[str, Any]) -> Result:
        number = len(self.shown)
        self.shown.append((chat_id, content))
        await asyncio.sleep(0.05)
        return Sent(number + 1)


@pytest.mark.parametrize("stops", [broadcasts.cancel, broadcasts.pause])
@pytest.mark.parametrize(("speed", "begun"), [(30, 6), (1000, 100)])
async def test_what_leaves_after_it_was_stopped_is_what_was_on_its_way(
    database: Database, speed: int, begun: int, stops: Any
) -> None:
    """Counted, whatever the clock says: no more than one claim was not begun yet."""
    async with database.transaction() as session:
        await people(session, 900)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    telegram = Slow()
    async with running(database, telegram, Pace(speed, chat_gap=0.0)):
        await until(lambda: has_begun(telegram, begun))
        async with database.transaction() as session:
            await stops(session, broadcast.id, 1, at(NOW))
            on_the_way = (await statuses(session, broadcast)).get("sending", 0)
        before = len(telegram.shown)
        await asyncio.sleep(0.3)
        await until(lambda: is_quiet(database))
    assert len(telegram.shown) - before <= min(batch_at(speed), on_the_way)
    async with database.reading() as session:
        stand = await statuses(session, broadcast)
        assert stand.pop("sent") == len(telegram.shown)
        assert sum(stand.values()) == 900 - len(telegram.shown)
        assert set(stand) == {"cancelled" if stops is broadcasts.cancel else "paused"}


async def has_begun(telegram: Telegram, n: int) -> bool:
    return len(telegram.shown) >= n


async def is_quiet(database: Database) -> bool:
    async with database.reading() as session:
        return not await session.scalar(select(Delivery.id).where(Delivery.status == Status.SENDING).limit(1))


async def test_whoever_was_to_get_a_button_and_did_not_was_offered_nothing(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 5)
        broadcast = await composing.compose(session, {"en": "Hello"}, Audience(), ("en",), at(NOW))
        broadcast.button = ButtonKind.INTERESTED
        await broadcasts.launch(session, broadcast, at(NOW))
    async with database.transaction() as session:
        await attempted(session, 2, Sent(1))
        assert await session.scalar(select(func.count()).select_from(Opportunity)) == 5
        await broadcasts.cancel(session, broadcast.id, 1, at(NOW))
        assert await session.scalar(select(func.count()).select_from(Opportunity)) == 2


async def test_what_was_on_its_way_is_corrected_once_it_has_arrived(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 4)
        broadcast = await launched(session, {"en": "Monday"}, "en")
    async with database.transaction() as session:
        await attempted(session, 1, Sent(71))
    async with database.transaction() as session:
        claimed = await claiming.claim(session, 2, is_resting=False, now=NOW)
        assert {one.content["text"] for one in claimed} == {"Monday"}
    async with database.transaction() as session:
        broadcast = await corrections.changeable(session, broadcast.id)
        about = await corrections.affected(session, broadcast, at(NOW), "en")
        assert about == Affected(reached=1, ahead=3)
        correction = await corrections.write(session, broadcast.id, "en", "Tuesday", 1, at(NOW))
        await corrections.confirm(session, correction.id, 1, at(NOW))
    assert await changed(database) == [71]
    async with database.transaction() as session:
        (report,) = await corrections.reports(session, broadcast.id)
        assert report.edited == Spread(pending=3)
        ended = zip(claimed, (Sent(72), Later("429", after=timedelta())), strict=True)
        await settling.settle(session, [(one.attempt, result) for one, result in ended], NOW)
    for _look in range(2):
        async with database.transaction() as session:
            await corrections.follow(session, at(NOW))
    assert await changed(database) == [71, 72], "what is tried again reads the new text by itself"
    telegram = Telegram()
    async with running(database, telegram):
        await until(lambda: is_over(database))
    assert telegram.texts == ["Tuesday"] * 4
    edits = [(content.get("edits"), content.get("only_edits")) for _chat, content in telegram.shown]
    assert sorted(edits, key=str) == [(71, True), (72, True), (None, None), (None, None)]
    async with database.transaction() as session:
        await corrections.follow(session, at(NOW))
        (report,) = await corrections.reports(session, broadcast.id)
        assert report.edited == Spread(done=2)
        await following.follow(session, at(NOW))
        assert (await broadcasts.report(session, broadcast.id)).tally.sent == 4


async def changed(database: Database) -> list[int | None]:
    """The messages that are to be changed, or were."""
    async with database.reading() as session:
        changes = select(Delivery.edits).where(Delivery.purpose == Purpose.CORRECTION)
        return list(await session.scalars(changes.order_by(Delivery.edits)))


async def is_over(database: Database) -> bool:
    async with database.reading() as session:
        pending = select(Delivery.id).where(Delivery.status.in_(queue.PENDING)).limit(1)
        return await session.scalar(pending) is None


async def test_a_newer_correction_overtakes_one_that_waits(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 3)
        broadcast = await launched(session, {"en": "Monday"}, "en")
    async with database.transaction() as session:
        await attempted(session, 3, Sent(71))
    for text in ("Tuesday", "Wednesday"):
        async with database.transaction() as session:
            correction = await corrections.write(session, broadcast.id, "en", text, 1, at(NOW))
            await corrections.confirm(session, correction.id, 1, at(NOW))
    telegram = Telegram()
    async with running(database, telegram):
        await until(lambda: is_over(database))
    assert telegram.texts == ["Wednesday"] * 3
    async with database.transaction() as session:
        newest, older = await corrections.reports(session, broadcast.id)
        assert (newest.edited, older.edited) == (Spread(done=3), Spread())


async def test_whoever_reads_another_language_by_then_is_counted_in_that(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 3)
        broadcast = await launched(session, {"en": "Hello", "fr": "Bonjour", "ar": "مرحبا"})
        await session.execute(update(Person).where(Person.language == "ar").values(language="fr"))
    async with database.transaction() as session:
        await attempted(session, 3, Sent(1))
        stands = await broadcasts.report(session, broadcast.id)
        broadcast = await session.get_one(Broadcast, broadcast.id)
        goes = await following.course(session, broadcast, stands, at(NOW))
        assert goes.reached == {"en": 1, "fr": 2}
        assert (await corrections.affected(session, broadcast, at(NOW), "fr")).arrived == 2


async def test_nobody_gets_a_third_copy(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 2)
        broadcast = await launched(session, {"en": "Hello"}, "en")
    for again in (2, 0):
        async with database.transaction() as session:
            await attempted(session, 2, Doubtful("no answer"))
        async with database.transaction() as session:
            stopped = await session.get_one(Broadcast, broadcast.id)
            stopped.phase = BroadcastPhase.FINISHED
            assert (await broadcasts.report(session, broadcast.id)).uncertain_again == again
            await broadcasts.send_again(session, broadcast.id, Status.UNCERTAIN, 1, at(NOW))
            assert (await statuses(session, broadcast)).get("waiting", 0) == again


def test_what_stays_of_a_message_that_says_that_it_was_withdrawn() -> None:
    """Of an album with a button the words are a message of their own; of one without, they are its caption."""
    album: list[Any] = [{"kind": "photo", "file_id": "a"}, {"kind": "photo", "file_id": "b"}]
    assert "media" not in _withdrawn({"text": "x", "media": album, "buttons": [[]]}, "en")
    assert _withdrawn({"text": "x", "media": album}, "en")["media"] == album
    one = _withdrawn({"text": "x", "media": album[:1], "buttons": [[]]}, "en")
    assert one == {"text": "This announcement was withdrawn.", "media": album[:1]}
