"""Answers go ahead of everything else, and a tap is answered whatever its screen waits for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.chats import Chat
from bot.models.deliveries import Status
from bot.outbox import dispatcher as dispatching
from bot.outbox import live
from bot.outbox.attempts import Doubtful, Refused, Result, Sent
from bot.outbox.pace import FLOOD_CHATS, Pace
from tests.outbox.rows import NOW, only, reply, rows
from tests.outbox.sending import Telegram, running


async def test_an_answer_is_shown_at_once_and_leaves_no_record(database: Database) -> None:
    telegram = Telegram()
    async with running(database, telegram) as dispatcher:
        await dispatcher.show(await reply(database, "home"))
        assert telegram.texts == ["home"]
        assert telegram.followed == [Sent(1)]
    assert await rows(database) == []


async def test_an_answer_to_a_chat_that_must_wait_is_left_to_the_outbox_but_its_tap_is_answered(
    database: Database,
) -> None:
    telegram, pace = Telegram(), Pace(1000)
    pace.throttled(7, 300)
    callback = {"id": "1", "toast": "", "alert": False}
    async with running(database, telegram, pace) as dispatcher:
        await dispatcher.show(await reply(database, "home", callback=callback))
    assert telegram.shown == [(7, {"callback": callback})]
    row = await only(database)
    assert (row.status, row.tries) == (Status.WAITING, 0)
    assert row.not_before > NOW + timedelta(seconds=290)


async def test_a_tap_is_answered_before_there_is_a_place_for_its_screen(database: Database) -> None:
    telegram, pace = Telegram(), Pace(2, chat_gap=0.0)
    pace.answered(await pace.take(2))
    callback = {"id": "1", "toast": "", "alert": False}
    async with running(database, telegram, pace) as dispatcher:
        await dispatcher.show(await reply(database, "home", callback=callback))
    assert [content.get("text") for _chat, content in telegram.shown] == [None, "home"]
    assert [content.get("callback") for _chat, content in telegram.shown] == [callback, None]


@pytest.mark.parametrize(
    ("result", "is_told"), [(Sent(1), True), (Doubtful("no answer"), True), (Refused("no"), False)]
)
async def test_only_what_may_have_arrived_tells_the_pace_how_long_the_way_is(
    database: Database, monkeypatch: pytest.MonkeyPatch, result: Result, is_told: bool
) -> None:
    told: list[bool] = []
    telegram, pace = Telegram(), Pace(1000)
    monkeypatch.setattr(pace, "answered", lambda _places, tells_way: told.append(tells_way))
    telegram.answers[7] = result
    async with running(database, telegram, pace) as dispatcher:
        await dispatcher.show(await reply(database, "home"))
    assert told == [is_told]


async def test_in_a_flood_answers_wait_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "PATIENCE", 0.1)
    telegram, pace = Telegram(), Pace(1000)
    for chat in range(FLOOD_CHATS):
        pace.throttled(100 + chat, 30)
    async with running(database, telegram, pace) as dispatcher:
        await dispatcher.show(await reply(database, "home"))
    assert telegram.shown == []
    assert (await only(database)).status is Status.WAITING


@pytest.mark.parametrize(("comes_as", "stands"), [(99, (99, 99)), (5, (5, 8))])
async def test_a_screen_whose_message_was_deleted_is_live_where_it_came_instead(
    database: Database, comes_as: int, stands: tuple[int, int]
) -> None:
    telegram = Telegram()
    telegram.answers[7] = Sent(comes_as)
    async with database.transaction() as session:
        chat = Chat(id=7, newest_id=8)
        session.add(chat)
        content = live.edited(chat, 5)
    async with running(database, telegram) as dispatcher:
        await dispatcher.show(await reply(database, "home", **content))
    async with database.reading() as session:
        shown = await session.get_one(Chat, 7)
    assert (shown.screen_id, shown.newest_id) == stands


async def test_an_answer_that_must_wait_is_known_to_wait_before_the_next_turn(database: Database) -> None:
    telegram, pace = Telegram(), Pace(1000)
    pace.throttled(7, 300)
    async with running(database, telegram, pace) as dispatcher:
        await dispatcher.show(await reply(database, "home"))
        await reply(database, "the next")
        assert [row.status for row in await rows(database)] == [Status.CANCELLED, Status.SENDING]
