"""What is sent to the control API and is not what it takes: 400 with a sentence, and nothing has changed."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.simulator.given import MOST_BYTES
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram

NO_OBJECTS = [
    b"{half",
    b"[]",
    b'"text"',
    b"7",
    b"null",
    b"\xff\xfe{}",
    b'{"text": NaN}',
    b'{"latency_ms": Infinity}',
    b'{"text": "\\ud800", "first_name": "\\ud800"}',
    b'{"id": ' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    b'{"a": ' * 50_000 + b"1" + b"}" * 50_000,
    b'{"text": "' + b"x" * MOST_BYTES + b'"}',
]
WRONG_TYPES = [
    ("/phones", {"id": "5", "first_name": "Karim"}),
    ("/phones", {"id": True, "first_name": "Karim"}),
    ("/phones", {"id": -5, "first_name": "Karim"}),
    ("/phones", {"id": 10**30, "first_name": "Karim"}),
    ("/phones", {"id": 5}),
    ("/phones", {"id": 5, "first_name": ["Karim"]}),
    ("/phones", {"id": 5, "first_name": "Karim", "username": 7}),
    ("/phones/501/send", {}),
    ("/phones/501/send", {"text": ""}),
    ("/phones/501/send", {"text": ["hello"]}),
    ("/phones/501/send", {"text": "hello", "reply_to": {}}),
    ("/phones/501/start", {"payload": 5}),
    ("/phones/501/tap", {"message_id": 1.5, "data": "x"}),
    ("/phones/501/tap", {"message_id": 1e308, "data": "x"}),
    ("/phones/501/vote", {"message_id": 1, "option_ids": "01"}),
    ("/phones/501/vote", {"message_id": 1, "option_ids": [None]}),
    ("/phones/501/contact", {"phone_number": 3, "first_name": "Amina"}),
    ("/phones/501/language", {"language_code": None}),
    ("/faults", {"latency_ms": "50"}),
    ("/faults", {"latency_ms": -1}),
    ("/faults", {"outage": "yes"}),
    ("/faults", {"fail": ["429"]}),
    ("/faults", {"outage": True, "fail": {"kind": "meteorite"}}),
    ("/faults", {"outage": True, "fail": {"kind": "429", "times": "3"}}),
    ("/faults", {"outage": True, "fail": {"kind": "429", "times": 0}}),
]


@pytest.fixture
async def page(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{url}/sim", trust_env=False) as client:
        yield client


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 400, answer.text
    return str(answer.json()["error"])


async def test_what_is_no_json_object_is_refused_wherever_one_is_taken(
    page: httpx.AsyncClient, tg: Telegram, amina: Phone
) -> None:
    for body in NO_OBJECTS:
        for path in ("/phones", "/phones/501/send", "/phones/501/block", "/faults"):
            assert refused(await page.post(path, content=body)).startswith("The body is ")
    assert (list(tg.chats), tg.updates.waiting, tg.faults.is_quiet) == ([amina.id], [], True)


async def test_members_of_another_type_are_named_and_nothing_was_done(
    page: httpx.AsyncClient, tg: Telegram, amina: Phone
) -> None:
    for path, body in WRONG_TYPES:
        assert refused(await page.post(path, json=body)), (path, body)
    assert (list(tg.chats), tg.updates.waiting, tg.faults.is_quiet) == ([amina.id], [], True)


async def test_null_for_times_means_every_call(page: httpx.AsyncClient, tg: Telegram) -> None:
    await page.post("/faults", json={"fail": {"kind": "502", "times": None, "method": None}})
    assert [(fault.times, fault.method) for fault in tg.faults.planned] == [(None, None)]


async def test_a_phone_of_no_number_is_nobodys_and_a_ledger_is_read_from_a_number_on(
    page: httpx.AsyncClient, amina: Phone
) -> None:
    for number in ("5x", "-1", "٥", "9" * 5_000, "9" * 15):
        assert (await page.get(f"/phones/{number}")).status_code == 404
        assert (await page.post(f"/phones/{number}/send", json={"text": "x"})).status_code == 404
    for since in ("x", "-1", "1.5", "9" * 5_000, "٥"):
        refused(await page.get("/ledger", params={"since": since}))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"garbage"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"file=x"),
        ("application/json", b"{}"),
        ("", b""),
    ],
    ids=["no boundary", "garbage", "no name", "no file", "a form", "json", "nothing"],
)
async def test_what_is_no_file_is_refused(
    page: httpx.AsyncClient, tg: Telegram, amina: Phone, kind: str, body: bytes
) -> None:
    refused(await page.post("/phones/501/file", content=body, headers={"content-type": kind}))
    status = await page.post(f"/../bot{tg.token}/sendDocument", content=body, headers={"content-type": kind})
    assert status.status_code == 400
    assert tg.updates.waiting == []


async def test_a_page_that_was_uploaded_is_saved_and_never_run(page: httpx.AsyncClient, amina: Phone) -> None:
    one = "/phones/501/file"
    await page.post(one, files={"file": ("a.html", b"<script>", "text/html")})
    await page.post(one, files={"file": ("a.jpg", b"jpeg", "image/jpeg")}, data={"as": "photo"})
    document, photo = (message for message in amina.messages[-2:])
    served = await page.get(f"/files/{document['document']['file_id']}")
    assert served.headers["content-type"] == "application/octet-stream"
    for answer in (served, await page.get(f"/files/{photo['photo'][-1]['file_id']}")):
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["x-content-type-options"] == "nosniff"
