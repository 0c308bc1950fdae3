"""The control API, as the demo's page uses it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json


@pytest.fixture
async def page(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{url}/sim", trust_env=False) as client:
        yield client


async def post(page: httpx.AsyncClient, path: str, given: Json | None = None) -> Any:
    answer = await page.post(path, json=given or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_phones_are_made_and_listed(page: httpx.AsyncClient) -> None:
    assert (await page.get("/phones")).json() == []
    made = await post(page, "/phones", {"id": 5, "first_name": "Karim", "language_code": "fr"})
    assert made == {
        "id": 5,
        "first_name": "Karim",
        "last_name": None,
        "username": None,
        "language_code": "fr",
        "blocked": False,
        "deactivated": False,
        "started": False,
        "unread": 0,
    }
    assert (await page.get("/phones")).json() == [made]
    assert (await page.post("/phones", json={"id": "5"})).status_code == 400
    assert (await page.get("/phones/6")).status_code == 404


async def test_a_phone_shows_chat_menu_keyboard_and_bot(
    page: httpx.AsyncClient, bot: Bot, amina: Phone
) -> None:
    await bot.set_my_commands([("help", "مساعدة")], language_code="ar")
    await bot.set_my_description("تجمع", language_code="ar")
    await bot.send_message(amina.id, "Size?", reply_markup=ReplyKeyboardMarkup([["Small"]]))
    shown = (await page.get(f"/phones/{amina.id}")).json()
    assert shown["started"] is True
    assert [message["from_bot"] for message in shown["messages"]] == [False, True]
    assert shown["commands"] == [{"command": "help", "description": "مساعدة"}]
    assert shown["reply_keyboard"]["keyboard"] == [[{"text": "Small"}]]
    assert shown["bot"] == {
        "name": "QOOT",
        "username": "qoot_demo_bot",
        "description": "تجمع",
        "short_description": "",
    }
    assert shown["phone"]["unread"] == 1
    await post(page, f"/phones/{amina.id}/read")
    assert (await page.get("/phones")).json()[0]["unread"] == 0


async def test_every_gesture_reaches_the_bot(
    page: httpx.AsyncClient, bot: Bot, tg: Telegram, amina: Phone
) -> None:
    keys = ReplyKeyboardMarkup([["Small"]])
    await bot.send_message(amina.id, "Size?", reply_markup=keys)
    poll = await bot.send_poll(amina.id, "When?", ["Now", "Later"], is_anonymous=False)
    one = f"/phones/{amina.id}"
    said = await post(page, f"{one}/send", {"text": "hello"})
    await post(page, f"{one}/send", {"text": "again", "reply_to": said["message_id"]})
    await post(page, f"{one}/edit", {"message_id": said["message_id"], "text": "hi"})
    tapped = await post(page, f"{one}/tap", {"message_id": poll.message_id, "data": "x"})
    assert tapped == {"callback_query_id": tg.taps.unanswered[0]}
    await post(page, f"{one}/press", {"text": "Small"})
    await post(page, f"{one}/contact", {"phone_number": "+961 3 1", "first_name": "Amina"})
    await post(page, f"{one}/vote", {"message_id": poll.message_id, "option_ids": [1]})
    await post(page, f"{one}/block")
    await post(page, f"{one}/unblock")
    await post(page, f"{one}/language", {"language_code": "fr"})
    await post(page, f"{one}/start", {"payload": "abc"})
    kinds = [next(key for key in update if key != "update_id") for update in tg.updates.waiting]
    assert kinds == [
        "message",
        "message",
        "edited_message",
        "callback_query",
        "message",
        "message",
        "poll",
        "poll_answer",
        "my_chat_member",
        "my_chat_member",
        "message",
    ]
    assert tg.updates.waiting[-1]["message"]["text"] == "/start abc"
    assert tg.updates.waiting[-1]["message"]["from"]["language_code"] == "fr"
    shown = next(one for one in (await page.get(one)).json()["messages"] if "poll" in one)
    assert shown["poll"]["chosen"] == [1]


async def test_impossible_gestures_say_why(page: httpx.AsyncClient, amina: Phone) -> None:
    one = f"/phones/{amina.id}"
    assert (await page.post(f"{one}/press", json={"text": "None"})).status_code == 409
    assert (await page.post(f"{one}/send", json={})).status_code == 400
    assert (await page.post(f"{one}/send", content=b"{half")).status_code == 400
    assert (await page.post(f"{one}/dance", json={})).status_code == 404
    assert (await page.post("/phones/9/send", json={"text": "x"})).status_code == 404


async def test_files_go_up_and_come_down(page: httpx.AsyncClient, amina: Phone) -> None:
    one = f"/phones/{amina.id}/file"
    await page.post(one, files={"file": ("a.csv", b"a,b", "text/csv")}, data={"caption": "list"})
    await page.post(one, files={"file": ("a.jpg", b"jpeg", "image/jpeg")}, data={"as": "photo"})
    document, photo = amina.messages[-2:]
    assert (document["document"]["file_name"], document["caption"]) == ("a.csv", "list")
    picture = await page.get(f"/files/{photo['photo'][-1]['file_id']}")
    assert (picture.content, picture.headers["content-type"]) == (b"jpeg", "image/jpeg")
    assert (await page.get("/files/none")).status_code == 404
    assert (await page.post(one, data={"as": "photo"})).status_code == 400


async def test_several_files_at_once_are_an_album(page: httpx.AsyncClient, amina: Phone) -> None:
    one = f"/phones/{amina.id}/file"
    files = [("file", ("a.jpg", b"jpeg", "image/jpeg")), ("file", ("b.mp4", b"ftyp", "video/mp4"))]
    sent = (await page.post(one, files=files, data={"as": ["photo", "video"], "caption": "x"})).json()
    picture, video = amina.messages[-2:]
    assert sent["message_ids"] == [picture["message_id"], video["message_id"]]
    assert picture["media_group_id"] == video["media_group_id"]
    assert (picture["caption"], video["video"]["file_name"]) == ("x", "b.mp4")
    film = await page.get(f"/files/{video['video']['file_id']}")
    assert (film.content, film.headers["content-type"]) == (b"ftyp", "video/mp4")
    assert (
        await page.post(f"/phones/{amina.id}/edit", json={"message_id": picture["message_id"]})
    ).status_code == 200
    assert "caption" not in amina.messages[-2]
    assert (await page.post(one, files=files)).status_code == 200
    assert "document" in amina.messages[-1]
    for kinds, status in ((["photo", "document"], 409), (["voice"], 400), (["photo"] * 3, 400)):
        assert (await page.post(one, files=files, data={"as": kinds})).status_code == status
    assert (await page.post(one, files=[files[0]] * 11, data={"as": "photo"})).status_code == 400


async def test_events_are_told_as_they_happen(page: httpx.AsyncClient, bot: Bot, amina: Phone) -> None:
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    events: list[Json] = []
    async with page.stream("GET", "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        assert await anext(lines) == ": connected"
        sent = await bot.send_message(amina.id, "Come?", reply_markup=rows)
        await bot.answer_callback_query(amina.tap_label("Yes"), "Saved")
        await bot.edit_message_text("See you", amina.id, sent.message_id)
        await bot.delete_message(amina.id, sent.message_id)
        await bot.set_my_commands([("help", "Help")])
        amina.block()
        while len(events) < 6:
            line = await asyncio.wait_for(anext(lines), 5)
            events += [json.loads(line.removeprefix("data: "))] if line.startswith("data: ") else []
    assert [event["type"] for event in events] == [
        "message",
        "answer",
        "edited",
        "deleted",
        "commands",
        "phone",
    ]
    message, answer, edited, deleted = events[:4]
    assert (message["chat_id"], message["message"]["from_bot"]) == (amina.id, True)
    assert (answer["text"], answer["show_alert"]) == ("Saved", False)
    assert edited["message"]["text"] == "See you"
    assert deleted["message_id"] == sent.message_id


async def test_faults_are_switched_and_shown(page: httpx.AsyncClient, tg: Telegram) -> None:
    shown = await post(
        page,
        "/faults",
        {
            "latency_ms": 50,
            "outage": True,
            "fail": {"kind": "429", "times": 3, "chat_id": 5, "retry_after": 4},
        },
    )
    assert (shown["latency_ms"], shown["outage"], shown["planned"][0]["times"]) == (50, True, 3)
    assert (await page.get("/faults")).json() == shown
    assert tg.faults.planned[0].chat_id == 5
    assert (await page.post("/faults", json={"fail": {"kind": "meteorite"}})).status_code == 400
    cleared = await post(page, "/faults", {"clear": True})
    assert cleared == {"latency_ms": 0, "jitter_ms": 0, "outage": False, "planned": []}


async def test_the_ledger_can_be_read_on(page: httpx.AsyncClient, bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "one")
    calls = (await page.get("/ledger")).json()
    newest = calls[-1]
    assert (newest["method"], newest["chat_id"], newest["outcome"]) == ("sendMessage", amina.id, "ok")
    assert (newest["params"]["text"], newest["message_id"]) == ("one", sent.message_id)
    assert newest["accepted"] is True
    await bot.send_message(amina.id, "two")
    since = (await page.get("/ledger", params={"since": len(calls)})).json()
    assert [call["params"]["text"] for call in since] == ["two"]
