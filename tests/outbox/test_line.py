"""The line to Telegram, over real sockets: each way in which a call can fail is told apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot

from bot.outbox import line
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.outbox.line import DEFAULT_WAIT, AiohttpRequest, open_bot
from bot.outbox.telegram import deliver
from tests.outbox.wire import HANG, RESET, SENT, Wire, answer, closed_port, listening, refusal

TOKEN = "1234567:token"
HTML = "<html><body>Bad Gateway</body></html>"


@asynccontextmanager
async def bot_at(url: str) -> AsyncIterator[Bot]:
    calls, polls = AiohttpRequest(), AiohttpRequest()
    await calls.initialize()
    try:
        yield open_bot(TOKEN, url, calls, polls)
    finally:
        await calls.shutdown()
        await polls.shutdown()


async def outcome_of(*answers: bytes) -> Result:
    async with listening(Wire(*answers)) as url, bot_at(url) as bot:
        return await deliver(bot, 7, {"text": "hello"})


async def test_an_accepted_message_is_sent() -> None:
    assert await outcome_of(answer(200, SENT)) == Sent(55)


async def test_nobody_listens_so_it_was_certainly_not_sent() -> None:
    async with bot_at(f"http://127.0.0.1:{closed_port()}") as bot:
        assert await deliver(bot, 7, {"text": "hello"}) == Later("no connection to Telegram", is_silence=True)


async def test_a_connection_reset_after_the_request_leaves_doubt() -> None:
    assert isinstance(await outcome_of(RESET), Doubtful)


async def test_a_connection_reset_before_the_request_was_read_leaves_doubt_too() -> None:
    wire = Wire(RESET)
    wire.resets_at_once = True
    async with listening(wire) as url, bot_at(url) as bot:
        assert isinstance(await deliver(bot, 7, {"text": "hello"}), Doubtful)


async def test_a_kept_connection_that_breaks_leaves_doubt() -> None:
    async with listening(Wire(answer(200, SENT), RESET)) as url, bot_at(url) as bot:
        assert await deliver(bot, 7, {"text": "hello"}) == Sent(55)
        assert isinstance(await deliver(bot, 7, {"text": "hello"}), Doubtful)


async def test_an_answer_that_never_comes_leaves_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "READ_SECONDS", 0.2)
    assert isinstance(await outcome_of(HANG), Doubtful)


async def test_an_answer_that_breaks_off_leaves_doubt() -> None:
    wire = Wire(answer(200, SENT)[:-10])
    async with listening(wire) as url, bot_at(url) as bot:
        sending = asyncio.create_task(deliver(bot, 7, {"text": "hello"}))
        while not wire.heard:
            await asyncio.sleep(0.01)
        wire.hang_up()
        assert isinstance(await sending, Doubtful)


@pytest.mark.parametrize(
    "garbage",
    [
        answer(200, HTML, "text/html"),
        answer(200, '{"ok": true, "resu'),
        answer(200, {}),
        answer(200, []),
        answer(200, "7"),
        answer(200, {"ok": True, "result": {}}),
        answer(200, {"ok": True, "result": None}),
    ],
    ids=["html", "half", "empty", "list", "number", "no message", "null"],
)
async def test_a_yes_that_cannot_be_read_leaves_doubt(garbage: bytes) -> None:
    assert isinstance(await outcome_of(garbage), Doubtful)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_of_the_server_is_tried_later_whatever_it_says(status: int) -> None:
    assert await outcome_of(answer(status, HTML, "text/html")) == Later(
        f"Telegram answered {status}", is_silence=True
    )
    assert isinstance(await outcome_of(refusal(status, "Internal Server Error")), Later)


@pytest.mark.parametrize("status", [302, 403, 404, 407, 413])
async def test_a_refusal_by_something_on_the_way_is_tried_later(status: int) -> None:
    assert await outcome_of(answer(status, HTML, "text/html")) == Later(
        f"Telegram answered {status}", is_silence=True
    )


async def test_429_waits_as_told() -> None:
    outcome = await outcome_of(refusal(429, "Too Many Requests: retry after 17", retry_after=17))
    assert outcome == Later("429: wait 17 s", after=timedelta(seconds=17), is_throttled=True)


@pytest.mark.parametrize(
    "body", ["", HTML, "{}", "[]", '{"parameters": null}', '{"parameters": {"retry_after": "x"}}']
)
async def test_429_that_does_not_say_how_long_waits_a_little(body: str) -> None:
    outcome = await outcome_of(answer(429, body))
    assert isinstance(outcome, Later)
    assert (outcome.after, outcome.is_throttled) == (DEFAULT_WAIT, True)


async def test_who_blocked_the_bot_is_gone() -> None:
    outcome = await outcome_of(refusal(403, "Forbidden: bot was blocked by the user"))
    assert outcome == Gone("Forbidden: bot was blocked by the user")


async def test_who_has_no_chat_is_gone() -> None:
    assert isinstance(await outcome_of(refusal(400, "Bad Request: chat not found")), Gone)


async def test_what_telegram_will_never_take_is_refused_in_its_words() -> None:
    outcome = await outcome_of(refusal(400, "Bad Request: message is too long"))
    assert isinstance(outcome, Refused)
    assert "essage is too long" in outcome.reason


@pytest.mark.parametrize("status", [406, 413, 421])
async def test_an_answer_in_telegrams_words_is_a_refusal_whatever_its_status(status: int) -> None:
    assert await outcome_of(refusal(status, "Request Entity Too Large")) == Refused(
        "Request Entity Too Large"
    )


async def test_a_group_that_moved_is_refused() -> None:
    outcome = await outcome_of(refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100))
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_refused_says_nothing_of_the_message(status: int) -> None:
    outcome = await outcome_of(refusal(status, "Unauthorized"))
    assert outcome == Later("the token was refused", is_silence=True)
