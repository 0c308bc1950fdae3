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
from bot.outbox.telegram import SENDING, classify, deliver, take_away
from bot.replies import File, Reply, laid_out
from bot.simulator.attachments import Attachment
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


PHOTO, CLIP, FLYER = "photo", "video", "document"


def media_of(scene: Scene, *kinds: str) -> list[dict[str, str]]:
    """Files that Telegram has, since somebody sent them."""
    found = []
    for kind in kinds:
        number = scene.phone._say(Attachment(kind, b"x" * 9, f"a.{kind}").sent(scene.tg.files))
        sent = scene.phone.chat.messages[number].body[kind]
        found.append({"kind": kind, "file_id": (sent[-1] if kind == PHOTO else sent)["file_id"]})
    return found


def shown_by(scene: Scene) -> list[tuple[str, str, bool]]:
    """What the bot's messages are, what they say, and whether there are buttons."""
    return [
        (
            next(kind for kind in ("animation", *SENDING, "text") if kind in one),
            one.get("text", one.get("caption", "")),
            "reply_markup" in one,
        )
        for one in scene.phone.messages
        if one["from_bot"]
    ]


@pytest.mark.parametrize("kind", SENDING)
async def test_a_file_that_telegram_has_comes_with_its_words_and_buttons(scene: Scene, kind: str) -> None:
    media = media_of(scene, kind)
    outcome = await scene.shows(text="<b>Forum</b>", media=media, buttons=BUTTONS)
    assert outcome == Sent(scene.phone.last["message_id"])
    assert shown_by(scene) == [(kind, "Forum", True)]
    assert scene.phone.last["caption_entities"][0]["type"] == "bold"
    edited = await scene.shows(text="Forum, moved", media=media, edits=scene.phone.last["message_id"])
    assert edited == outcome
    assert shown_by(scene) == [(kind, "Forum, moved", False)]
    assert await scene.shows(media=media) == Sent(scene.phone.last["message_id"])


async def test_an_album_has_its_words_below_the_first_and_its_buttons_below_all(scene: Scene) -> None:
    media = media_of(scene, PHOTO, CLIP, PHOTO)
    outcome = await scene.shows(text="<b>Forum</b>", media=media)
    ids = [one["message_id"] for one in scene.phone.messages if one["from_bot"]]
    assert outcome == Sent(ids[0], also=tuple(ids[1:]))
    assert shown_by(scene) == [(PHOTO, "Forum", False), (CLIP, "", False), (PHOTO, "", False)]
    assert await scene.shows(text="Forum, moved", media=media, edits=ids[0]) == Sent(ids[0])
    outcome = await scene.shows(text="x" * 4096, media=media[:2], buttons=BUTTONS)
    *files, text = [one["message_id"] for one in scene.phone.messages if one["from_bot"]][3:]
    assert outcome == Sent(text, also=tuple(files))
    assert shown_by(scene)[3:] == [(PHOTO, "", False), (CLIP, "", False), ("text", "x" * 4096, True)]
    assert await scene.shows(text="y", media=media[:2], buttons=BUTTONS, edits=text) == Sent(text)
    # All of it can be taken back, also when some of it is gone
    await take_away(scene.bot, 7, files[0])
    assert await scene.shows(deletes=[ids[1]], edits=text, also=files) == Sent()
    assert shown_by(scene) == [(PHOTO, "Forum, moved", False), (PHOTO, "", False)]


async def test_what_failed_after_its_album_goes_on_below_it(scene: Scene) -> None:
    content = {
        "text": "Forum",
        "media": media_of(scene, FLYER, FLYER),
        "buttons": BUTTONS,
        "before": [{"text": "above"}],
    }
    scene.tg.faults.fail("429", method="sendMediaGroup", retry_after=9)
    failed = await scene.shows(**content)
    assert isinstance(failed, Later)
    assert len(failed.also) == 1
    scene.tg.faults.fail("reset_before", method="sendMessage")
    failed = await scene.shows(**content, also=list(failed.also))
    assert isinstance(failed, Doubtful)
    assert len(failed.also) == 3
    sent = await scene.shows(**content, also=list(failed.also))
    assert sent == Sent(scene.phone.last["message_id"], also=failed.also)
    assert shown_by(scene) == [
        ("text", "above", False),
        (FLYER, "", False),
        (FLYER, "", False),
        ("text", "Forum", True),
    ]


async def test_what_telegram_refuses_of_media_is_refused_in_its_words(scene: Scene) -> None:
    clip, photo, flyer = media_of(scene, CLIP, PHOTO, FLYER)
    for media, words in (
        ([{**clip, "file_id": "AgACnonsense"}], "Wrong file identifier"),
        ([{**clip, "kind": PHOTO}], "file of type video as photo"),
        ([photo, {**photo, "kind": FLYER}], "mixed"),
        ([photo, {**flyer, "kind": PHOTO}], "file of type document as photo"),
    ):
        outcome = await scene.shows(text="Forum", media=media)
        assert isinstance(outcome, Refused)
        assert words in outcome.reason
    assert isinstance(await scene.shows(text="x" * 1025, media=[photo]), Refused)
    assert shown_by(scene) == []


async def test_an_edit_of_what_is_gone_may_be_refused_and_so_is_taking_back_what_is_old(scene: Scene) -> None:
    assert await scene.shows(text="new", edits=999, only_edits=True) == Refused("Message to edit not found")
    assert isinstance(await scene.shows(text="old"), Sent)
    number = scene.phone.last["message_id"]
    scene.phone.chat.messages[number].body["date"] -= 48 * 3600 + 1
    assert await scene.shows(deletes=[number]) == Refused("Message can't be deleted for everyone")
    assert scene.texts == ["old"]
