"""Who comes to read a language without text: what was said they get, or words that are given to them afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Status
from bot.models.people import Person
from bot.outbox import claiming, settling
from bot.outbox.attempts import Refused, Sent
from bot.rules.audiences import Audience
from bot.rules.broadcasts import NO_WORDING
from bot.rules.wordings import TO_BE_ADDED
from bot.services import broadcasts, composing, following, late_readers, wordings
from tests.messages import said
from tests.moments import at
from tests.services.test_broadcasts import NOW, people, statuses

LATER = at(NOW + timedelta(minutes=5))


async def sent(session: AsyncSession, fallbacks: dict[str, str], n: int = 6) -> Broadcast:
    """A broadcast in French and English to so many readers of the three languages in turn, of whom each got it, or
    nothing for want of words; one of the Arabic readers was told to come back, and has blocked the bot since."""
    await people(session, n)
    broadcast = await composing.compose(session, {"en": "Hello", "fr": "Bonjour"}, Audience(), (), at(NOW))
    broadcast.fallbacks = fallbacks
    await broadcasts.launch(session, broadcast, at(NOW))
    claimed = await claiming.claim(session, n, is_resting=False, now=NOW)
    results = [(one.attempt, Sent(one.attempt.id) if one.content else Refused(NO_WORDING)) for one in claimed]
    await settling.settle(session, results, NOW)
    report = await broadcasts.report(session, broadcast.id)
    await following.finish_if_through(session, broadcast, report, at(NOW))
    assert broadcast.phase is BroadcastPhase.FINISHED
    return broadcast


async def waiting(session: AsyncSession) -> list[str]:
    """What is still to be sent, as it would be read now."""
    is_waiting = select(Delivery.chat_id).where(Delivery.status == Status.WAITING)
    chats = set(await session.scalars(is_waiting))
    return [text for chat, text in await said(session) if chat in chats]


async def test_whoever_reads_it_later_gets_what_was_said_when_it_was_confirmed(database: Database) -> None:
    async with database.transaction() as session:
        broadcast = await sent(session, {})
        assert broadcast.fallbacks == {"ar": "en"}
        assert await statuses(session, broadcast) == {"sent": 6}
        assert (await broadcasts.report(session, broadcast.id)).wordless == {}


@pytest.mark.parametrize("phase", [BroadcastPhase.FINISHED, BroadcastPhase.PAUSED])
async def test_those_without_words_are_given_some_and_nobody_else_gets_it_again(
    database: Database, phase: BroadcastPhase
) -> None:
    async with database.transaction() as session:
        broadcast = await sent(session, {"ar": TO_BE_ADDED}, n=9)
        broadcast.phase = phase
        # Telegram's own refusals are another matter, and so is who cannot be written to
        english = select(Delivery.id).where(Delivery.language == "en").limit(1).scalar_subquery()
        refused = {"status": Status.FAILED, "error": "Bad Request: no"}
        await session.execute(update(Delivery).where(Delivery.id == english).values(refused))
        blocked = select(Person.id).where(Person.language == "ar").limit(1).scalar_subquery()
        await session.execute(update(Person).where(Person.id == blocked).values(is_reachable=False))
        report = await broadcasts.report(session, broadcast.id)
        assert (report.wordless, report.failed_again) == ({"ar": 2}, 1)
        assert (await late_readers.readers(session, broadcast)).by_language == {"ar": 2, "fr": 0, "en": 0}

        locked = await late_readers.waiting_for_words(session, broadcast.id)
        wordings.choose_fallback(locked, "ar", "fr")
        assert await late_readers.give_words(session, locked, 1, LATER) == 2
        assert await late_readers.give_words(session, locked, 1, LATER) == 0
        if phase is BroadcastPhase.PAUSED:
            assert await waiting(session) == []
            await broadcasts.resume(session, broadcast.id, 1, LATER)
        assert broadcast.phase is BroadcastPhase.SENDING
        assert await waiting(session) == ["Bonjour", "Bonjour"]
        assert not (await broadcasts.report(session, broadcast.id)).wordless
        with pytest.raises(broadcasts.HasMovedOn):
            late_readers.text_of(broadcast, "ar", "مرحبا")


async def test_the_language_is_that_of_the_reader_when_it_leaves(database: Database) -> None:
    async with database.transaction() as session:
        broadcast = await sent(session, {"ar": TO_BE_ADDED})
        arabic = (
            await session.scalars(select(Person).where(Person.language == "ar").order_by(Person.id))
        ).all()
        arabic[0].language = "fr"
        await session.flush()
        report = await broadcasts.report(session, broadcast.id)
        assert (report.wordless, report.failed_again) == ({"ar": 1}, 1), "there are words for one of them now"
        broadcast.texts = [*broadcast.texts, late_readers.text_of(broadcast, "ar", "مرحبا")]
        await late_readers.give_words(session, broadcast, 1, LATER)
        assert await waiting(session) == ["Bonjour", "مرحبا"]
        arabic[1].language = "en"
        await session.flush()
        claimed = await claiming.claim(session, 9, is_resting=False, now=LATER.now)
        assert [one.content["text"] for one in claimed] == ["Bonjour", "Hello"]


async def test_who_has_words_now_can_simply_be_tried_again(database: Database) -> None:
    async with database.transaction() as session:
        broadcast = await sent(session, {"ar": TO_BE_ADDED})
        await session.execute(update(Person).where(Person.language == "ar").values(language="en"))
        await broadcasts.send_again(session, broadcast.id, Status.FAILED, 1, LATER)
        assert await waiting(session) == ["Hello", "Hello"]


async def test_what_is_said_of_late_readers_is_an_edit_of_the_draft(database: Database) -> None:
    async with database.transaction() as session:
        broadcast = await composing.compose(session, {"en": "Hello"}, Audience(), (), at(NOW))
        revision = broadcast.revision
        await late_readers.decide(session, broadcast.id, "ar", TO_BE_ADDED, 1)
        await late_readers.decide(session, broadcast.id, "ar", TO_BE_ADDED, 1)
        assert (broadcast.fallbacks, broadcast.revision) == ({"ar": TO_BE_ADDED}, revision + 1)
        for language, substitute in (("de", "en"), ("en", TO_BE_ADDED), ("ar", "fr")):
            with pytest.raises(wordings.NotWritten):
                await late_readers.decide(session, broadcast.id, language, substitute, 1)
        with pytest.raises(broadcasts.HasMovedOn):
            await late_readers.waiting_for_words(session, broadcast.id)


async def test_one_of_each_company_gets_it_the_one_who_speaks_for_it(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 5)
        leads = await session.scalars(select(Person).order_by(Person.id.desc()).limit(1))
        (lead,) = leads.all()
        lead.seat = "lead"
        made = await composing.compose(session, {"en": "Hello"}, Audience(), (), at(NOW), by_company=True)
        assert (await broadcasts.reach(session, made)).colleagues == 4
        await broadcasts.launch(session, made, at(NOW))
        assert list(await session.scalars(select(Delivery.chat_id))) == [lead.telegram_id]
