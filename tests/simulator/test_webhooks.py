"""Webhooks on loopback: delivery, order, secrets, retries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, Conflict

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json


@dataclass
class Receiver:
    """A bot's end of a webhook, as small as HTTP allows."""

    answers: list[str] = field(default_factory=list)
    heard: list[Json] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    url: str = ""

    async def until(self, number: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < number:
                await asyncio.sleep(0.005)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:-2])
            body = await reader.readexactly(int(headers["content-length"]))
            self.secrets.append(headers.get("x-telegram-bot-api-secret-token", ""))
            self.heard.append(json_of(body))
            answer = self.answers.pop(0) if self.answers else "200"
            status, _, payload = answer.partition(" ")
            kind = "application/json" if payload else "text/plain"
            writer.write(
                f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n"
                f"content-length: {len(payload)}\r\n\r\n{payload}".encode()
            )


def json_of(body: bytes) -> Json:
    import json

    parsed: Json = json.loads(body)
    return parsed


@asynccontextmanager
async def receiving(*answers: str) -> AsyncIterator[Receiver]:
    receiver = Receiver(list(answers))
    connections: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await receiver.serve(reader, writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections)
        server.close()
        await server.wait_closed()


@pytest.fixture
async def ended(tg: Telegram) -> AsyncIterator[None]:
    """Deliveries end with the test."""
    yield
    tg.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


pytestmark = pytest.mark.usefixtures("ended")


def texts(receiver: Receiver) -> list[str]:
    return [update["message"]["text"] for update in receiver.heard]


async def pending(bot: Bot, number: int) -> WebhookInfo:
    """Wait until so many updates are left: the receiver has heard one before its answer is read."""
    async with asyncio.timeout(5):
        while (info := await bot.get_webhook_info()).pending_update_count != number:
            await asyncio.sleep(0.005)
    return info


async def test_what_waits_and_what_comes_is_delivered_with_the_secret(bot: Bot, amina: Phone) -> None:
    async with receiving() as receiver:
        amina.send("waiting")
        await bot.set_webhook(receiver.url, secret_token="s3cret")
        await receiver.until(1)
        amina.send("coming")
        await receiver.until(2)
        assert texts(receiver) == ["waiting", "coming"]
        assert receiver.secrets == ["s3cret", "s3cret"]
        assert (await pending(bot, 0)).url == receiver.url


async def test_a_failure_is_repeated_before_the_same_persons_next(
    bot: Bot, tg: Telegram, amina: Phone
) -> None:
    tg.webhook.first_pause = 0.01
    async with receiving("500", "503") as receiver:
        await bot.set_webhook(receiver.url)
        amina.send("one")
        amina.send("two")
        await receiver.until(4)
        assert texts(receiver) == ["one", "one", "one", "two"]
        info = await bot.get_webhook_info()
        assert info.last_error_message is not None
        assert info.last_error_message.startswith("Wrong response from the webhook: 503")


async def test_one_persons_failure_does_not_hold_up_others(bot: Bot, tg: Telegram, amina: Phone) -> None:
    karim = tg.phone(502, "Karim")
    tg.webhook.first_pause = 60
    async with receiving("500", "500") as receiver:
        await bot.set_webhook(receiver.url)
        amina.send("stuck")
        await receiver.until(2)
        karim.send("free")
        await receiver.until(3)
        assert texts(receiver) == ["stuck", "stuck", "free"]
        await pending(bot, 1)


async def test_the_answer_can_be_a_call(bot: Bot, amina: Phone) -> None:
    call = f'200 {{"method": "sendMessage", "chat_id": {amina.id}, "text": "At once"}}'
    async with receiving(call) as receiver:
        await bot.set_webhook(receiver.url)
        amina.send("hello")
        async with asyncio.timeout(5):
            while amina.last is None:
                await asyncio.sleep(0.005)
        assert amina.last["text"] == "At once"


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, tg: Telegram) -> None:
    async with receiving() as receiver:
        await bot.set_webhook(receiver.url)
        with pytest.raises(Conflict, match="use deleteWebhook to delete the webhook first"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_new_webhook_ends_a_poll(bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.01)
    async with receiving() as receiver:
        await bot.set_webhook(receiver.url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await polling


async def test_pending_updates_can_be_dropped(bot: Bot, amina: Phone) -> None:
    amina.send("old")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("nowhere", "", "Invalid webhook url specified"),
        ("http://bot.example/hook", "", "an https url must be provided for webhook"),
        ("https://bot.example:8080/hook", "", "on ports 80, 88, 443 or 8443"),
        ("https://bot.example/hook", "x" * 257, "Secret token is too long"),
        ("https://bot.example/hook", "no spaces", "Secret token contains unallowed characters"),
    ],
)
async def test_bad_webhooks_are_refused(bot: Bot, url: str, secret: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_webhook(url, secret_token=secret)


async def test_a_webhook_elsewhere_is_kept_but_never_called(bot: Bot, amina: Phone) -> None:
    await bot.set_webhook("https://bot.example/hook", allowed_updates=["message"])
    amina.send("hello")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://bot.example/hook", 1)
    assert info.allowed_updates == ("message",)
