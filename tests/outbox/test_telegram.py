"""Sending: a content as calls to the Bot API, seen on somebody's phone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.charts.drawing import DrawingFailed
from bot.charts.pictures import Picture
from bot.outbox import telegram
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.outbox.line import ServerFault, Unauthorized, open_bot
from bot.outbox.telegram import classify, deliver, take_away
from bot.replies import File, Reply, laid_out
from bot.simulator.errors import ApiError
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from tests.botapi import refusals, the_contract
from tests.charts.pictures import report, ticket
from tests.stories.cast import TOKEN, Calls

BUTTONS = [
    [{"label": "Yes", "data": "y"}, {"label": "Map", "url": "https://example.org", "style": "primary"}]
]


@dataclass
class Scene:
    tg: Telegram
    bot: Bot
    phone: Phone

    async def shows(self, **content: Any) -> Result:
        return await deliver(self.bot, 7, {"text": "", **content})

    @property
    def texts(self) -> list[str]:
        return [one.get("text", one.get("caption", "")) for one in self.phone.messages if one["from_bot"]]

    def calls(self, method: str) -> list[str]:
        return [call.outcome for call in self.tg.ledger if call.method == method]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    tg = Telegram(token=TOKEN, contract=the_contract())
    phone = tg.phone(7)
    phone.start()
    async with open_bot(TOKEN, "https://api.telegram.org", Calls(tg), Calls(tg)) as bot:
        yield Scene(tg, bot, phone)
    tg.close()
    assert tg.breaches == []


async def test_a_text_with_buttons_arrives_with_them(scene: Scene) -> None:
    outcome = await scene.shows(text="<b>Hello</b>", buttons=BUTTONS)
    assert outcome == Sent(scene.phone.last["message_id"])
    yes, map_ = scene.phone.last["reply_markup"]["inline_keyboard"][0]
    assert (yes["text"], yes["callback_data"]) == ("Yes", "y")
    assert (map_["url"], map_["style"]) == ("https://example.org", "primary")


async def test_an_edit_changes_the_message_in_place(scene: Scene) -> None:
    first = await scene.shows(text="one")
    assert isinstance(first, Sent)
    assert await scene.shows(text="two", edits=first.message_id) == first
    assert scene.texts == ["two"]


async def test_an_edit_that_changes_nothing_is_as_good_as_sent(scene: Scene) -> None:
    first = await scene.shows(text="one")
    assert isinstance(first, Sent)
    assert await scene.shows(text="one", edits=first.message_id) == first


async def test_an_edit_of_what_was_deleted_comes_as_a_new_message(scene: Scene) -> None:
    outcome = await scene.shows(text="two", edits=999)
    assert outcome == Sent(scene.phone.last["message_id"])
    assert scene.texts == ["two"]


async def test_an_edit_that_is_refused_for_another_reason_is_refused(scene: Scene) -> None:
    first = await scene.shows(text="one")
    assert isinstance(first, Sent)
    assert isinstance(await scene.shows(text="x" * 5000, edits=first.message_id), Refused)


async def test_what_comes_before_stays_above(scene: Scene) -> None:
    await scene.shows(text="screen", before=[{"text": "done"}])
    assert scene.texts == ["done", "screen"]


@pytest.mark.parametrize("media", ["document", "photo"])
async def test_a_file_goes_by_its_bytes_and_again_by_its_id(scene: Scene, media: str) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(64)
    file = {"media": media, "name": "chart.png", "data": data.decode("latin-1")}
    assert isinstance(await scene.shows(text="the chart", file=file), Sent)
    sent = scene.phone.last[media]
    file_id = (sent[-1] if media == "photo" else sent)["file_id"]
    again = {"media": media, "name": "", "file_id": file_id}
    assert isinstance(await scene.shows(file=again), Sent)
    assert scene.texts == ["the chart", ""]


async def test_a_picture_is_drawn_when_it_is_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Picture] = []

    async def draws(picture: Picture) -> bytes:
        asked.append(picture)
        return b"\x89PNG\r\n\x1a\n" + bytes(64)

    monkeypatch.setattr(telegram, "drawn", draws)
    picture = report("ar")
    content = laid_out(Reply("the chart", file=File("chart.png", picture=picture, media="photo")), "ar")
    assert isinstance(await scene.shows(**json.loads(json.dumps(content))), Sent)
    assert asked == [picture]
    assert scene.phone.last["photo"]


async def test_a_picture_that_cannot_be_drawn_is_tried_again_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(picture: Picture) -> bytes:
        raise DrawingFailed("the drawing process ended with status 3")

    monkeypatch.setattr(telegram, "drawn", fails)
    content = laid_out(Reply("the chart", file=File("chart.png", picture=ticket("fr"))), "fr")
    assert await scene.shows(**content) == Later("the drawing process ended with status 3")
    content["file"]["picture"]["is"] = "a kind of before"
    outcome = await scene.shows(**content)
    assert isinstance(outcome, Later)
    assert "cannot be read" in outcome.reason
    assert scene.texts == []


async def test_a_keyboard_that_asks_for_the_contact_comes_and_goes(scene: Scene) -> None:
    await scene.shows(text="Your number?", asks_contact="Share my number")
    assert scene.phone.reply_keyboard is not None
    assert scene.phone.reply_keyboard["keyboard"][0][0]["request_contact"]
    await scene.shows(text="Thank you", ends_keyboard=True)
    assert scene.phone.reply_keyboard is None


async def test_a_tap_is_answered_even_when_there_is_nothing_to_show(scene: Scene) -> None:
    query = scene.phone.tap(1, "y")
    assert await scene.shows(callback={"id": query, "toast": "Saved", "alert": False}) == Sent()
    assert scene.phone.answers[-1]["text"] == "Saved"
    assert scene.tg.taps.unanswered == []


async def test_a_tap_that_is_too_old_does_not_keep_the_screen_away(scene: Scene) -> None:
    callback = {"id": "12345", "toast": "", "alert": False}
    assert isinstance(await scene.shows(text="screen", callback=callback), Sent)
    assert scene.calls("answerCallbackQuery") == ["400"]


async def test_a_tap_is_answered_even_when_its_screen_fails(scene: Scene) -> None:
    query = scene.phone.tap(1, "y")
    scene.tg.faults.fail("429", method="sendMessage", retry_after=9)
    outcome = await scene.shows(text="screen", callback={"id": query, "toast": "", "alert": False})
    assert isinstance(outcome, Later)
    assert scene.tg.taps.unanswered == []


async def test_a_former_screen_is_taken_away_and_one_that_is_gone_harms_nothing(scene: Scene) -> None:
    first = await scene.shows(text="one")
    assert isinstance(first, Sent)
    assert first.message_id is not None
    for _twice in range(2):
        await take_away(scene.bot, 7, first.message_id)
    assert scene.texts == []
    assert scene.calls("deleteMessage") == ["ok", "400"]


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("Forbidden: user is deactivated"), Gone),
        (BadRequest("Chat not found"), Gone),
        (BadRequest("PEER_ID_INVALID"), Gone),
        (BadRequest("Message is too long"), Refused),
        (ChatMigrated(-100), Refused),
        (ServerFault("Telegram answered 502"), Later),
        (Unauthorized("Unauthorized"), Later),
        (caused(NetworkError("x"), httpx.ConnectError("refused")), Later),
        (caused(TimedOut(), httpx.PoolTimeout("no connection was free")), Later),
        (caused(TimedOut(), httpx.ReadTimeout("no answer")), Doubtful),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("server disconnected")), Doubtful),
        # What the transport makes of a connection that broke after the request began
        (caused(TimedOut(), httpx.ConnectTimeout("server disconnected")), Doubtful),
        (TimedOut(), Doubtful),
        (NetworkError("no cause is known"), Doubtful),
        (Conflict("terminated"), Doubtful),
        (TelegramError("Invalid server response"), Doubtful),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value)[:30],
)
def test_each_error_of_the_library_means_this(error: TelegramError, kind: type) -> None:
    assert isinstance(classify(error), kind)


ENDS = {400: Refused, 401: Later, 403: Gone, 404: Later, 429: Later, 500: Later}
"""How an attempt to send ends by the status of the answer; the other statuses answer other calls."""
NOBODY_THERE = ("Bad Request: chat not found", "Bad Request: private chat not found")


@pytest.mark.parametrize(
    "refusal",
    [one for one in refusals() if one["code"] in ENDS],
    ids=lambda refusal: refusal["description"].replace(" ", "_"),
)
async def test_each_refusal_that_telegram_is_known_to_make_ends_so(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, refusal: dict[str, Any]
) -> None:
    code, words = refusal["code"], refusal["description"]

    async def refuse(*_call: object) -> tuple[int, dict[str, Any]]:
        return code, ApiError(code, words, {"retry_after": 9} if code == 429 else None).body()

    monkeypatch.setattr(scene.tg, "call", refuse)
    outcome = await scene.shows(text="Hello")
    assert isinstance(outcome, Gone if words in NOBODY_THERE else ENDS[code])
