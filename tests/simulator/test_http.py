"""The Bot API over real loopback sockets, with the library's own HTTP client and with bare requests."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict, InvalidToken
from telegram.request import HTTPXRequest

from bot.simulator.limits import Gate, Limits
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram


@pytest.fixture
async def bot(tg: Telegram, url: str) -> AsyncIterator[Bot]:
    def backend() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"trust_env": False})

    async with Bot(tg.token, f"{url}/bot", f"{url}/file/bot", backend(), backend()) as bot:
        yield bot
    assert tg.breaches == []


@pytest.fixture
async def client(tg: Telegram, url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{url}/bot{tg.token}/", trust_env=False) as client:
        yield client


async def test_a_conversation(bot: Bot, amina: Phone) -> None:
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("نعم", callback_data="yes")]])
    sent = await bot.send_message(amina.id, "<b>ستأتي؟</b> &amp;", parse_mode="HTML", reply_markup=rows)
    amina.tap_label("نعم")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    await bot.answer_callback_query(update.callback_query.id, "حسنًا")
    await bot.edit_message_text("إلى اللقاء", amina.id, sent.message_id)
    assert amina.last is not None
    assert (amina.last["text"], amina.answers) == ("إلى اللقاء", [{"text": "حسنًا", "show_alert": False}])


async def test_files_travel_both_ways(bot: Bot, amina: Phone) -> None:
    content = bytes(range(256)) * 10
    sent = await bot.send_document(amina.id, content, filename="بيانات.bin", caption="here")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("بيانات.bin", 2560)
    assert bytes(await (await bot.get_file(sent.document.file_id)).download_as_bytearray()) == content


async def test_a_long_poll_waits_and_a_rival_ends_it(bot: Bot, amina: Phone) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    amina.send("hello")
    updates: tuple[Update, ...] = await polling
    after = updates[-1].update_id + 1
    first = asyncio.create_task(bot.get_updates(offset=after, timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(offset=after, timeout=1))
    with pytest.raises(Conflict):
        await first
    assert await second == ()


async def test_another_token_opens_nothing(url: str, amina: Phone) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        for path in ("/bot1:wrong/getMe", "/file/bot1:wrong/documents/file_1.pdf"):
            answer = await client.get(path)
            assert answer.status_code == 401
            assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    async with HTTPXRequest(httpx_kwargs={"trust_env": False}) as backend:
        with pytest.raises(InvalidToken):
            await Bot("1:wrong", base_url=f"{url}/bot", request=backend).initialize()


async def test_unknown_methods_and_files_are_not_found(
    client: httpx.AsyncClient, tg: Telegram, url: str
) -> None:
    tg.contract = None
    answer = await client.post("sendPigeon")
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found")
    assert (await client.get(f"{url}/file/bot{tg.token}/documents/none.pdf")).status_code == 404


@pytest.mark.parametrize("encoding", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_every_encoding(
    client: httpx.AsyncClient, amina: Phone, tg: Telegram, encoding: str
) -> None:
    params = {"chat_id": str(amina.id), "text": "one & two = ثلاثة", "reply_markup": '{"force_reply": true}'}
    if encoding == "query":
        answer = await client.get("sendMessage", params=params)
    elif encoding == "form":
        answer = await client.post("SENDMESSAGE", data=params)
    elif encoding == "json":
        answer = await client.post(
            "sendMessage", json={**params, "chat_id": amina.id, "reply_markup": {"force_reply": True}}
        )
    else:
        parts = {name: (None, value) for name, value in params.items()}
        answer = await client.post("sendMessage", files=parts)
    assert answer.json()["result"]["text"] == "one & two = ثلاثة"
    assert tg.breaches == []


async def test_json_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("getMe", content=b"{half", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, 400)


async def test_a_reset_closes_the_socket_whatever_the_request(
    client: httpx.AsyncClient, tg: Telegram
) -> None:
    for request in (
        client.build_request("POST", "getMe", json={}),
        client.build_request("GET", "getMe", params={"a": "b"}),
        client.build_request("POST", "getMe", files={"a": (None, "b")}),
    ):
        tg.contract = None
        tg.faults.fail("reset_before")
        with pytest.raises(httpx.ReadError):
            await client.send(request)
        assert (await client.get("getMe")).status_code == 200


async def test_too_many_requests_carry_the_header(
    client: httpx.AsyncClient, amina: Phone, tg: Telegram
) -> None:
    tg.gate = Gate(Limits(burst=1, retry_after=9))
    message = {"chat_id": amina.id, "text": "x"}
    assert (await client.post("sendMessage", json=message)).status_code == 200
    answer = await client.post("sendMessage", json=message)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "9"
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 9",
        "parameters": {"retry_after": 9},
    }


async def test_requests_in_one_packet_are_answered_in_order(url: str, tg: Telegram, amina: Phone) -> None:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = f"chat_id={amina.id}&text="
    for text in ("one", "two"):
        writer.write(
            f"POST /bot{tg.token}/sendMessage HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body) + 3}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}{text}".encode()
        )
    writer.write(f"GET /bot{tg.token}/getMe HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answers = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    assert [call.method for call in tg.ledger] == ["sendMessage", "sendMessage", "getMe"]
    assert answers.count("HTTP/1.1 200") == 3
    assert answers.index('"one"') < answers.index('"two"') < answers.index('"is_bot"', answers.index('"two"'))
