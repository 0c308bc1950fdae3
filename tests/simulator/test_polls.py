"""Polls: asking, voting, closing."""

import pytest
from telegram import Bot, Poll
from telegram.error import BadRequest

from bot.simulator.errors import ImpossibleGesture
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram

DAYS = ["Monday", "Tuesday", "Friday"]


def shown(phone: Phone) -> list[tuple[str, int]]:
    assert phone.last is not None
    return [(option["text"], option["voter_count"]) for option in phone.last["poll"]["options"]]


async def test_an_open_vote_is_counted_and_heard(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_poll(amina.id, "When?", DAYS, is_anonymous=False)
    amina.vote(sent.message_id, [1])
    assert shown(amina) == [("Monday", 0), ("Tuesday", 1), ("Friday", 0)]
    assert amina.last is not None
    assert amina.last["poll"]["chosen"] == [1]
    count, answer = await bot.get_updates()
    assert count.poll is not None
    assert answer.poll_answer is not None
    assert sent.poll is not None
    assert count.poll.total_voter_count == 1
    assert (answer.poll_answer.poll_id, answer.poll_answer.option_ids) == (sent.poll.id, (1,))


async def test_a_secret_vote_is_only_counted(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_poll(amina.id, "When?", DAYS)
    amina.vote(sent.message_id, [0])
    (update,) = await bot.get_updates()
    assert update.poll is not None
    assert update.poll_answer is None


async def test_a_vote_can_be_changed_and_taken_back(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_poll(amina.id, "When?", DAYS, is_anonymous=False, allows_multiple_answers=True)
    amina.vote(sent.message_id, [0, 2])
    amina.vote(sent.message_id, [2])
    assert shown(amina) == [("Monday", 0), ("Tuesday", 0), ("Friday", 1)]
    amina.vote(sent.message_id, [])
    assert amina.last is not None
    assert amina.last["poll"]["total_voter_count"] == 0


async def test_one_answer_means_one(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_poll(amina.id, "When?", DAYS)
    with pytest.raises(ImpossibleGesture, match="takes one answer"):
        amina.vote(sent.message_id, [0, 1])


async def test_a_closed_poll_takes_no_votes(bot: Bot, amina: Phone, tg: Telegram) -> None:
    sent = await bot.send_poll(amina.id, "When?", DAYS)
    amina.vote(sent.message_id, [0])
    closed = await bot.stop_poll(amina.id, sent.message_id)
    assert (closed.is_closed, closed.total_voter_count) == (True, 1)
    with pytest.raises(ImpossibleGesture, match="no open poll"):
        amina.vote(sent.message_id, [1])
    with pytest.raises(BadRequest, match="Poll has already been closed"):
        await bot.stop_poll(amina.id, sent.message_id)
    assert tg.updates.waiting[-1]["poll"]["is_closed"] is True


async def test_only_the_bots_own_poll_can_be_stopped(bot: Bot, amina: Phone) -> None:
    hers = amina.send_poll()
    text = await bot.send_message(amina.id, "x")
    for message_id, words in (
        (hers, "Poll can't be stopped"),
        (text.message_id, "Message is not a poll"),
        (999, "Message with poll to stop not found"),
    ):
        with pytest.raises(BadRequest, match=words):
            await bot.stop_poll(amina.id, message_id)


async def test_a_quiz_knows_its_answer(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_poll(
        amina.id, "Za'atar?", ["Thyme", "Rice"], type=Poll.QUIZ, correct_option_ids=[0], explanation="A herb"
    )
    assert sent.poll is not None
    assert sent.poll.type == "quiz"
    assert sent.poll.explanation == "A herb"
    amina.vote(sent.message_id, [1])
    with pytest.raises(ImpossibleGesture, match="does not let a vote be changed"):
        amina.vote(sent.message_id, [0])


@pytest.mark.parametrize(
    ("question", "options", "more", "words"),
    [
        ("x" * 301, DAYS, {}, "Poll question length must not exceed 300"),
        ("When?", [], {}, "Poll must have at least one answer option"),
        ("When?", ["x"] * 13, {}, "Poll can't have more than 12 options"),
        ("When?", ["x" * 101], {}, "Poll options length must not exceed 100"),
        ("When?", DAYS, {"type": "riddle"}, "Unsupported poll type specified"),
        ("When?", DAYS, {"type": "quiz"}, "Correct quiz option list must be non-empty"),
        ("When?", DAYS, {"type": "quiz", "correct_option_ids": [3]}, "Wrong correct option id specified"),
    ],
)
async def test_bad_polls_are_refused(
    bot: Bot, amina: Phone, question: str, options: list[str], more: dict[str, object], words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_poll(amina.id, question, options, **more)  # type: ignore[arg-type]
