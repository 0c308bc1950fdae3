"""Who is let in: what a page of another site could send, with its name made to point here or without."""

import asyncio

import httpx
import pytest
from starlette.datastructures import Headers

from bot.simulator.control import control_routes
from bot.simulator.doors import refusal
from bot.simulator.phones import Phone
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram

OWN = "127.0.0.1:8000"


def is_served(method: str = "POST", path: str = "/sim/faults", bound: str = "127.0.0.1", **said: str) -> bool:
    headers = {"host": OWN} | {name.replace("_", "-"): value for name, value in said.items()}
    return not refusal(method, path, Headers(headers), bound)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"host": "localhost:8000", "origin": "http://localhost:8000", "sec_fetch_site": "same-origin"},
        {"host": "[::1]:8000"},
        {"host": "127.0.0.1"},
        {"origin": f"http://{OWN}"},
        {"sec_fetch_site": "none"},
    ],
)
def test_programs_and_the_own_page_are_served(said: dict[str, str]) -> None:
    assert is_served(**said)


@pytest.mark.parametrize(
    "said",
    [
        {"host": "rebound.example:8000"},
        {"host": "rebound.example:8000", "origin": "http://rebound.example:8000"},
        {"host": "127.0.0.1.rebound.example"},
        {"host": "127.0.0.1@rebound.example"},
        {"host": "192.0.2.7:8000"},
        {"host": "0.0.0.0:8000"},
        {"host": "[::1"},
        {"host": ""},
        {"origin": "http://other.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_pages_of_other_sites_are_not(said: dict[str, str]) -> None:
    assert not is_served(**said)
    assert not is_served("GET", **said)


def test_a_link_to_the_page_may_be_followed_from_anywhere_but_nothing_is_framed_or_asked_for() -> None:
    from_elsewhere = {"sec_fetch_site": "cross-site"}
    assert is_served("GET", "/", sec_fetch_dest="document", **from_elsewhere)
    assert not is_served("GET", "/", sec_fetch_dest="iframe", **from_elsewhere)
    assert not is_served("POST", "/", sec_fetch_dest="document", **from_elsewhere)
    assert not is_served("GET", "/sim/phones", sec_fetch_dest="document", **from_elsewhere)


def test_whoever_listens_elsewhere_is_reached_by_that_name_and_on_every_address_by_any_address() -> None:
    assert is_served(bound="telegram.test", host="telegram.test:8081")
    assert is_served(bound="0.0.0.0", host="192.0.2.7:8081")
    assert not is_served(bound="0.0.0.0", host="rebound.example")


@pytest.mark.parametrize(
    "head",
    [{"host": "rebound.example"}, {"origin": "http://other.example"}, {"sec-fetch-site": "cross-site"}],
    ids=lambda head: next(iter(head)),
)
async def test_nothing_changes_for_a_page_of_another_site_whatever_it_calls(
    url: str, tg: Telegram, amina: Phone, head: dict[str, str]
) -> None:
    """The quick way that plain calls of the Bot API take is guarded as the others are."""
    file = amina.send_document("list.csv", b"a,b")
    path = tg.files.get(tg.chats[amina.id].messages[file].body["document"]["file_id"])
    assert path is not None
    before = list(tg.updates.waiting)
    # A plain call has its own connection each time: what comes after any other request is served another way
    fresh = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=url, headers=head, trust_env=False, limits=fresh) as page:
        answers = [
            await page.post("/sim/phones", json={"id": 7, "first_name": "Mallory"}),
            await page.post(f"/sim/phones/{amina.id}/send", json={"text": "I agree"}),
            await page.post("/sim/faults", json={"outage": True}),
            await page.get("/sim/events"),
            await page.get(f"/bot{tg.token}/setMyName", params={"name": "Mallory"}),
            await page.post(f"/bot{tg.token}/setMyName", json={"name": "Mallory"}),
            await page.post(f"/bot{tg.token}/setMyName", data={"name": "Mallory"}),
            await page.get(f"/file/bot{tg.token}/{path.path}"),
        ]
    assert {answer.status_code for answer in answers} == {403}
    assert list(tg.chats) == [amina.id]
    assert (tg.updates.waiting, tg.ledger, tg.faults.outage) == (before, [], False)


async def test_the_control_api_changes_nothing_on_get(url: str, tg: Telegram, amina: Phone) -> None:
    amina.send("hello")
    shown = {"phones": [phone.messages for phone in tg.phones], "waiting": list(tg.updates.waiting)}
    async with httpx.AsyncClient(base_url=url, trust_env=False) as page:
        for route in control_routes(tg):
            if route.path != "/sim/events":  # which does not end
                query = {"id": 7, "first_name": "Mallory", "text": "hello", "outage": "true"}
                path = route.path.format(id=amina.id, gesture="block", file_id="none")
                await page.get(path, params=query)
    assert shown == {"phones": [phone.messages for phone in tg.phones], "waiting": tg.updates.waiting}
    assert (tg.faults.is_quiet, amina.chat.is_blocked) == (True, False)


async def test_no_other_port_of_this_computer_is_reached_through_a_webhook(
    tg: Telegram, amina: Phone
) -> None:
    """As the demo has it, whose token everybody knows."""
    heard: list[bytes] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server, listening(tg) as url:
        tg.webhook.only_port = httpx.URL(url).port
        port = server.sockets[0].getsockname()[1]
        for address in (f"http://127.0.0.1:{port}/x", f"https://localhost:{port}", "http://127.0.0.1/"):
            status, body = await tg.call("setWebhook", {"url": address})
            assert (status, "other programs" in body["description"]) == (400, True)
        amina.send("hello")
        await tg.call("setWebhook", {"url": f"{url}/hook"})
        async with asyncio.timeout(5):
            while "last_error_message" not in tg.webhook.info():
                await asyncio.sleep(0.005)
        tg.webhook.stop()
        await asyncio.sleep(0)
    assert heard == []


@pytest.mark.parametrize("address", ["https://x:99999", "https://[::1", "https://", "nonsense"])
async def test_a_webhook_address_that_is_none_is_refused(tg: Telegram, address: str) -> None:
    status, _body = await tg.call("setWebhook", {"url": address})
    assert status == 400
