"""Answers to taps."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from tests.simulator.clock import Clock

TOO_LATE = "Query is too old and response timeout expired or query id is invalid"


async def test_an_answer_shows_on_the_phone_that_tapped(bot: Bot, amina: Phone) -> None:
    await bot.answer_callback_query(amina.tap(1, "x"), "Saved", show_alert=True)
    await bot.answer_callback_query(amina.tap(1, "y"))
    assert amina.answers == [{"text": "Saved", "show_alert": True}, {"text": "", "show_alert": False}]


async def test_a_tap_is_answered_once(bot: Bot, tg: Telegram, amina: Phone) -> None:
    tapped = amina.tap(1, "x")
    assert tg.taps.unanswered == [tapped]
    await bot.answer_callback_query(tapped)
    assert tg.taps.unanswered == []
    with pytest.raises(BadRequest, match=TOO_LATE):
        await bot.answer_callback_query(tapped)


async def test_an_unknown_tap_cannot_be_answered(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=TOO_LATE):
        await bot.answer_callback_query("12345")


async def test_after_150_seconds_it_is_too_late(bot: Bot, amina: Phone, clock: Clock) -> None:
    in_time, too_late = amina.tap(1, "x"), amina.tap(1, "y")
    clock.advance(seconds=150)
    await bot.answer_callback_query(in_time)
    clock.advance(seconds=1)
    with pytest.raises(BadRequest, match=TOO_LATE):
        await bot.answer_callback_query(too_late)


async def test_a_long_answer_is_refused_and_can_be_made_shorter(bot: Bot, amina: Phone) -> None:
    tapped = amina.tap(1, "x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(tapped, "x" * 201)
    await bot.answer_callback_query(tapped, "x" * 200)
