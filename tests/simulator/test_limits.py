"""Limits: thirty a second over all, one a second in a chat, and penalties."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator.inprocess import InProcess
from bot.simulator.limits import Gate, Limits
from bot.simulator.telegram import Telegram


class Seconds:
    """A monotonic clock that moves only when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def waits(gate: Gate, chat_id: int = 1, method: str = "sendmessage") -> int:
    """The seconds that a call is told to wait, 0 when it is let through."""
    refusal = gate.check(method, chat_id)
    return refusal.parameters["retry_after"] if refusal and refusal.parameters else 0


def test_the_thirty_first_in_a_second_is_too_many() -> None:
    clock = Seconds()
    gate = Gate(Limits(punish=False), clock)
    assert [waits(gate, chat_id) for chat_id in range(30)] == [0] * 30
    assert waits(gate, 31) == 1
    clock.now += 0.999
    assert waits(gate, 31) == 1
    clock.now += 0.001
    assert waits(gate, 31) == 0


def test_each_file_of_an_album_counts_over_all() -> None:
    gate = Gate(Limits(per_second=10, burst=3, punish=False), Seconds())
    assert gate.check("sendmediagroup", 1, 9) is None
    assert waits(gate, 2) == 0
    assert waits(gate, 3) == 1


async def test_an_album_is_counted_by_what_is_in_it() -> None:
    tg = Telegram(limits=Limits(per_second=3, punish=False))
    amina = tg.phone(7)
    amina.start()
    media = [{"type": "photo", "media": tg.files.add_photo(b"jpeg")[0].id}] * 3
    for wanted in (200, 429):
        status, _body = await tg.call("sendMediaGroup", {"chat_id": 7, "media": media})
        assert status == wanted


def test_the_second_slides() -> None:
    clock = Seconds()
    gate = Gate(Limits(per_second=2, punish=False), clock)
    assert waits(gate, 1) == 0
    clock.now += 0.6
    assert waits(gate, 2) == 0
    clock.now += 0.3
    assert waits(gate, 3) == 1
    clock.now += 0.1
    assert waits(gate, 3) == 0
    assert waits(gate, 4) == 1


def test_a_chat_takes_a_burst_and_then_one_a_second() -> None:
    clock = Seconds()
    gate = Gate(Limits(burst=3, punish=False), clock)
    assert [waits(gate) for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 1
    assert [waits(gate) for _ in range(2)] == [0, 1]
    assert waits(gate, chat_id=2) == 0


def test_who_does_not_listen_is_punished() -> None:
    clock = Seconds()
    gate = Gate(Limits(per_second=1, retry_after=3), clock)
    assert [waits(gate, 1), waits(gate, 2)] == [0, 3]
    clock.now += 2.9
    assert waits(gate, 2) == 3
    clock.now += 2.9
    assert waits(gate, 2) == 3
    clock.now += 3
    assert waits(gate, 2) == 0


def test_a_chats_penalty_is_its_own() -> None:
    clock = Seconds()
    gate = Gate(Limits(burst=1, retry_after=5), clock)
    assert [waits(gate, 1), waits(gate, 1), waits(gate, 2)] == [0, 5, 0]
    clock.now += 4
    assert [waits(gate, 1), waits(gate, 2)] == [5, 0]


@pytest.mark.parametrize("method", ["getupdates", "answercallbackquery", "sendchataction", "setmycommands"])
def test_only_messages_count(method: str) -> None:
    gate = Gate(Limits(per_second=1, burst=1))
    assert [waits(gate, method=method) for _ in range(5)] == [0] * 5


@pytest.mark.parametrize("method", ["copymessage", "forwardmessage", "editmessagetext", "sendphoto"])
def test_all_that_shows_counts(method: str) -> None:
    gate = Gate(Limits(burst=1))
    assert [waits(gate, method=method), waits(gate)] == [0, 3]


async def test_the_bot_is_told_how_long_to_wait() -> None:
    tg = Telegram(limits=Limits(burst=1, retry_after=7))
    tg.phone(5).start()
    async with Bot(tg.token, request=InProcess(tg)) as bot:
        await bot.send_message(5, "one")
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(5, "two")
    assert refusal.value.retry_after == timedelta(seconds=7)
    assert [call.outcome for call in tg.ledger[-2:]] == ["ok", "429"]
