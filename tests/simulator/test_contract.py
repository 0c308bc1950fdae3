"""Requests are measured against the Bot API as published."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.contract import Contract
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json
from tests.botapi import the_contract

SMALL = {
    "methods": {
        "sendMessage": {
            "fields": [
                {"name": "chat_id", "types": ["Integer", "String"], "required": True},
                {"name": "text", "types": ["String"], "required": True},
                {"name": "silent", "types": ["Boolean"], "required": False},
                {"name": "entities", "types": ["Array of Entity"], "required": False},
                {"name": "markup", "types": ["Markup"], "required": False},
                {"name": "photo", "types": ["InputFile", "String"], "required": False},
            ]
        },
        "sendPhoto": {"fields": [{"name": "photo", "types": ["InputFile"], "required": True}]},
    },
    "types": {
        "Entity": {"fields": [{"name": "offset", "types": ["Integer"], "required": True}]},
        "Markup": {"variants": ["Inline", "Reply"]},
        "Inline": {"fields": [{"name": "rows", "types": ["Array of Array of Entity"], "required": True}]},
        "Reply": {"fields": [{"name": "keys", "types": ["Array of String"], "required": True}]},
    },
}


@pytest.fixture
def small(tmp_path: Path) -> Contract:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(SMALL))
    return Contract.load(path)


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": 5, "text": "x"},
        {"chat_id": "5", "text": "x", "silent": "true", "entities": '[{"offset": 1}]'},
        {"chat_id": "@name", "text": "5", "silent": None, "markup": {"keys": ["a"]}},
        {"chat_id": 5, "text": "x", "markup": {"rows": [[{"offset": 1}]]}, "photo": "attach://a"},
    ],
)
def test_good_requests_have_no_problems(small: Contract, params: dict[str, Any]) -> None:
    assert small.problems("sendmessage", params) == []


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"chat_id": 5}, "text is missing"),
        ({"chat_id": 5, "text": "x", "colour": "red"}, "unknown parameter colour"),
        ({"chat_id": 5, "text": 7}, "text is not String: 7"),
        ({"chat_id": True, "text": "x"}, "chat_id is not Integer: True"),
        ({"chat_id": 5, "text": "x", "silent": "maybe"}, "silent is no JSON: 'maybe'"),
        ({"chat_id": 5, "text": "x", "silent": 1}, "silent is not Boolean: 1"),
        ({"chat_id": 5, "text": "x", "entities": [{}]}, "entities[0]: Entity lacks offset"),
        ({"chat_id": 5, "text": "x", "entities": {}}, "entities is not an array: {}"),
        (
            {"chat_id": 5, "text": "x", "entities": [{"offset": "1"}]},
            "entities[0].offset is not Integer: '1'",
        ),
        ({"chat_id": 5, "text": "x", "markup": []}, "markup is not an object Markup: []"),
        (
            {"chat_id": 5, "text": "x", "entities": [{"offset": 1, "x": 1}]},
            "entities[0]: Entity has no field x",
        ),
    ],
)
def test_departures_are_named(small: Contract, params: dict[str, Any], problem: str) -> None:
    assert small.problems("sendMessage", params) == [f"sendMessage: {problem}"]


def test_an_unknown_method_is_one(small: Contract) -> None:
    assert small.problems("sendPigeon", {}) == ["sendPigeon: unknown method"]


def test_an_upload_counts_as_given(small: Contract) -> None:
    assert small.problems("sendPhoto", {}, ("photo",)) == []
    assert small.problems("sendPhoto", {}) == ["sendPhoto: photo is missing"]


async def test_every_result_is_as_the_bot_api_describes(tg: Telegram, amina: Phone) -> None:
    said = amina.send("hello")
    rich = '<a href="tg://user?id=501">x</a> <pre><code class="language-py">x</code></pre>'
    buttons = {"inline_keyboard": [[{"text": "a", "callback_data": "d", "style": "primary"}]]}
    uploads = {"photo": ("a.png", b"png"), "document": ("b.pdf", b"pdf")}
    chat: Json = {"chat_id": amina.id}
    calls: list[tuple[str, str, Json]] = [
        ("getMe", "User", {}),
        ("sendMessage", "Message", {**chat, "text": rich, "parse_mode": "HTML", "reply_markup": buttons}),
        ("sendMessage", "Message", {**chat, "text": "x", "reply_parameters": {"message_id": said}}),
        ("sendPhoto", "Message", {**chat, "caption": "/x", "has_spoiler": True}),
        ("sendDocument", "Message", {**chat, "caption": "x"}),
        (
            "sendPoll",
            "Message",
            {**chat, "question": "?", "options": [{"text": "a"}, {"text": "b"}], "open_period": 60},
        ),
        ("sendContact", "Message", {**chat, "phone_number": "1", "first_name": "x"}),
        ("sendLocation", "Message", {**chat, "latitude": 1, "longitude": 2}),
        ("forwardMessage", "Message", {**chat, "from_chat_id": amina.id, "message_id": said}),
        ("copyMessage", "MessageId", {**chat, "from_chat_id": amina.id, "message_id": said}),
        ("getChat", "ChatFullInfo", chat),
        ("getWebhookInfo", "WebhookInfo", {}),
        ("getChatMenuButton", "MenuButton", chat),
        ("getMyName", "BotName", {}),
    ]
    for method, kind, params in calls:
        status, body = await tg.call(method, params, uploads)
        assert (method, status) == (method, 200)
        assert the_contract().departures(kind, body["result"]) == []
    assert tg.breaches == []


async def test_breaches_are_written_down(small: Contract) -> None:
    tg = Telegram(contract=small)
    await tg.call("sendMessage", {"chat_id": 5, "text": 1})
    assert tg.breaches == ["sendMessage: text is not String: 1"]
