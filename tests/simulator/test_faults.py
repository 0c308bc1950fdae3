"""Faults: what each does to the bot, in process and over real sockets alike, and what the ledger says."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from bot.simulator.inprocess import InProcess
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram


@pytest.fixture(params=["in process", "over HTTP"])
async def bot(request: pytest.FixtureRequest, tg: Telegram, url: str) -> AsyncIterator[Bot]:
    """A bot that waits at most 0.3 s for an answer."""
    backend: BaseRequest = InProcess(tg, read_timeout=0.3)
    if request.param == "over HTTP":
        backend = HTTPXRequest(read_timeout=0.3, httpx_kwargs={"trust_env": False})
    async with Bot(tg.token, base_url=f"{url}/bot", request=backend) as bot:
        yield bot


def sends(tg: Telegram) -> list[tuple[str, bool]]:
    return [(call.outcome, call.is_accepted) for call in tg.ledger if call.method == "sendMessage"]


def count(phone: Phone) -> int:
    return sum(message["from_bot"] for message in phone.messages)


@pytest.mark.parametrize(
    ("kind", "error", "outcome", "accepted"),
    [
        ("429", RetryAfter, "429", False),
        ("403", Forbidden, "403", False),
        ("500", NetworkError, "500", False),
        ("502", NetworkError, "502", False),
        ("504", NetworkError, "504", False),
        ("reset_before", NetworkError, "reset", False),
        ("reset_after", NetworkError, "ok-reset", True),
        ("hang", TimedOut, "hang", False),
        ("hang_after", TimedOut, "ok-hang", True),
        ("html", TelegramError, "garbage", False),
        ("garbage", TelegramError, "ok-garbage", True),
    ],
)
async def test_a_fault_strikes_once_and_is_on_record(
    bot: Bot, tg: Telegram, amina: Phone, kind: str, error: type[Exception], outcome: str, accepted: bool
) -> None:
    tg.faults.fail(kind)
    with pytest.raises(error):
        await bot.send_message(amina.id, "struck")
    assert sends(tg) == [(outcome, accepted)]
    assert count(amina) == accepted
    await bot.send_message(amina.id, "well")
    assert sends(tg)[1:] == [("ok", True)]


async def test_a_reset_looks_like_a_reset(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.fail("reset_after")
    with pytest.raises(NetworkError) as failure:
        await bot.send_message(amina.id, "x")
    assert isinstance(failure.value.__cause__, httpx.ReadError)


async def test_a_timeout_looks_like_a_timeout(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.fail("hang")
    with pytest.raises(TimedOut) as failure:
        await bot.send_message(amina.id, "x")
    assert isinstance(failure.value.__cause__, httpx.ReadTimeout)


async def test_429_says_how_long(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.fail("429", retry_after=300, chat_id=amina.id)
    with pytest.raises(RetryAfter) as failure:
        await bot.send_message(amina.id, "x")
    assert failure.value.retry_after == timedelta(seconds=300)


async def test_in_an_outage_nothing_comes_through(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.outage = True
    with pytest.raises(NetworkError):
        await bot.send_message(amina.id, "x")
    assert sends(tg) == [("outage", False)]
    tg.faults.outage = False
    await bot.send_message(amina.id, "y")
    assert count(amina) == 1


async def test_an_outage_cuts_the_answer_of_what_is_under_way(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.latency_ms = 60
    sending = asyncio.create_task(bot.send_message(amina.id, "x"))
    while not any(accepted for _, accepted in sends(tg)):
        await asyncio.sleep(0.005)
    tg.faults.outage = True
    with pytest.raises(NetworkError):
        await sending
    assert sends(tg) == [("ok-reset", True)]


async def test_latency_is_that_of_a_round_trip(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.latency_ms = 50
    begun = time.monotonic()
    await asyncio.gather(*(bot.send_message(amina.id, "x") for _ in range(3)))
    assert time.monotonic() - begun >= 0.05


async def test_what_was_sent_arrives_though_nobody_waits(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.latency_ms = 700
    with pytest.raises(TimedOut):
        await bot.send_message(amina.id, "x")
    assert sends(tg) == [("pending", False)]
    await asyncio.sleep(0.5)
    assert sends(tg) == [("ok", True)]


async def test_faults_choose_methods_chats_and_counts(bot: Bot, tg: Telegram, amina: Phone) -> None:
    karim = tg.phone(502, "Karim")
    karim.start()
    tg.faults.fail("500", 2, method="sendMessage", chat_id=karim.id)
    await bot.get_me()
    await bot.send_message(amina.id, "x")
    await bot.send_chat_action(karim.id, "typing")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(karim.id, "x")
    await bot.send_message(karim.id, "x")


async def test_a_fault_without_count_lasts_until_it_is_cleared(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tg.faults.fail("502", None)
    for _ in range(3):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(amina.id, "x")
    tg.faults.clear()
    await bot.send_message(amina.id, "x")


async def test_latency_can_be_that_of_one_chat(tg: Telegram) -> None:
    tg.faults.fail("latency", None, chat_id=5, latency_ms=80)
    tg.faults.fail("500", chat_id=5)
    slow, quick = tg.faults.take("sendmessage", 5), tg.faults.take("sendmessage", 6)
    assert slow[0] is not None
    assert (slow[0].kind, slow[1]) == ("500", 0.08)
    assert quick == (None, 0.0)


def test_jitter_stays_within_its_bounds(tg: Telegram) -> None:
    tg.faults.latency_ms, tg.faults.jitter_ms = 50, 20
    latencies = {tg.faults.take("getme", None)[1] for _ in range(50)}
    assert len(latencies) > 10
    assert all(0.03 <= latency <= 0.07 for latency in latencies)


def test_there_are_no_unknown_faults(tg: Telegram) -> None:
    with pytest.raises(ValueError, match="meteorite"):
        tg.faults.fail("meteorite")


async def test_refused_connections_look_like_it_in_process(tg: Telegram) -> None:
    tg.faults.outage = True
    with pytest.raises(NetworkError) as failure:
        await Bot(tg.token, request=InProcess(tg)).get_me()
    assert isinstance(failure.value.__cause__, httpx.ConnectError)
