"""The cast of the simulator's tests: a clock that stands, a Telegram, a bot of python-telegram-bot, Amina."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.simulator.inprocess import InProcess
from bot.simulator.phones import Phone
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from tests.botapi import the_contract
from tests.simulator.clock import Clock


@pytest.fixture(autouse=True)
def _spans_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns at each RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tg(clock: Clock) -> Telegram:
    return Telegram("123456:secret", now=clock, contract=the_contract())


@pytest.fixture
async def bot(tg: Telegram) -> AsyncIterator[Bot]:
    """A bot in the same process; what it asks must be what the Bot API knows."""
    async with Bot(tg.token, request=InProcess(tg), get_updates_request=InProcess(tg)) as bot:
        yield bot
    assert tg.breaches == []


@pytest.fixture
def amina(tg: Telegram) -> Phone:
    """A person who has started the bot; the bot has heard of it."""
    phone = tg.phone(501, "Amina", "Khoury", "amina_k", "ar")
    phone.start()
    tg.updates.drop()
    return phone


@pytest.fixture
async def url(tg: Telegram) -> AsyncIterator[str]:
    """The root of the simulator's addresses over loopback HTTP."""
    async with listening(tg) as url:
        yield url
