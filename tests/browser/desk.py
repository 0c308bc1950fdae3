"""A desk with the demo's phones on it: the page in a browser, and what people do there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Response, expect

from bot.replies import Tap
from bot.screens.onboarding import Agree, ChooseLanguage

LEAPS = 60_000
"""Milliseconds in which a leap of the clock is over."""
WIDE = (1440, 900)
NARROW = (390, 844)


class Phone:
    """One phone on the page."""

    def __init__(self, page: Page, account: int) -> None:
        self.root = page.locator(f'[data-phone="{account}"]')

    def part(self, role: str) -> Locator:
        """A part of it by its role."""
        return self.root.locator(f'[data-role="{role}"]')

    @property
    def from_bot(self) -> Locator:
        """The bot's messages."""
        return self.root.locator('[data-from="bot"]')

    @property
    def last(self) -> Locator:
        """The bot's newest message."""
        return self.from_bot.last

    def button(self, data: str | Tap) -> Locator:
        """The newest button with this callback data."""
        packed = data.pack() if isinstance(data, Tap) else data
        return self.root.locator(f'[data-callback="{packed}"]').last

    def button_about(self, kind: type[Tap], language: str = "") -> Locator:
        """The newest button of this kind whatever it is about; with a language, the one of that language."""
        if language:
            return self.root.locator(f'[data-callback^="{kind.prefix}:"][data-callback$=":{language}"]').last
        # Fields that stand at their defaults are left out: the prefix alone may be all there is
        return self.root.locator(f'[data-callback="{kind.prefix}"], [data-callback^="{kind.prefix}:"]').last

    async def types(self, text: str) -> None:
        """Write and send."""
        await self.part("input").fill(text)
        await self.part("send").click()

    async def joins(self, language: str) -> None:
        """Follow the invite link of the empty chat, choose the language, agree."""
        await self.part("invite").click()
        await self.button(ChooseLanguage(language)).click()
        await self.button(Agree()).click()
        await expect(self.button(Agree())).to_have_count(0)


def _moved_the_clock(response: Response) -> bool:
    return response.url.endswith("/demo/clock") and response.request.method == "POST"


@dataclass
class Desk:
    """The page; `complaints` gathers what the console says and what leaves loopback."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    async def lay_out(self, *accounts: int) -> list[Phone]:
        """Open the page with the phones of these accounts, and wait until it is live."""
        await self.page.goto(f"{self.url}/#phones={','.join(map(str, accounts))}")
        await self.is_live()
        return [Phone(self.page, account) for account in accounts]

    async def is_live(self) -> None:
        """Wait until the page has begun, and hears of all that happens."""
        await expect(self.page.locator('[data-role="live"]')).to_have_class(re.compile(r"\bup\b"))

    def tool(self, role: str) -> Locator:
        """A part of the toolbar by its role."""
        return self.page.locator(f'.toolbar [data-role="{role}"]')

    async def asks(self, path: str, change: dict[str, Any] | None = None) -> Any:
        """What the demo answers; `change` is posted."""
        request = self.page.request
        answer = await (
            request.get(self.url + path) if change is None else request.post(self.url + path, data=change)
        )
        assert answer.ok, f"{path}: {answer.status}"
        return await answer.json()

    async def advances(self, seconds: int) -> None:
        """Move the clock on by one of the toolbar's steps, and wait until it is there: it halts on its way."""
        async with self.page.expect_response(_moved_the_clock, timeout=LEAPS):
            await self.page.locator(f'[data-advance="{seconds}"]').click()

    def hear(self, message: ConsoleMessage) -> None:
        """Something was written to the console."""
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def fail(self, error: Error) -> None:
        """A script of the page failed."""
        self.complaints.append(f"script: {error}")

    def see(self, request: Request) -> None:
        """The page asked somebody for something."""
        host = urlsplit(request.url).hostname
        if host is not None and not _is_loopback(host):
            self.complaints.append(f"asked {request.url}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@asynccontextmanager
async def desk(
    browser: Browser, url: str, size: tuple[int, int] = WIDE, **options: Any
) -> AsyncIterator[Desk]:
    """An empty desk in a fresh browser session; `options` are the browser context's."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height}, **options)
    page = await context.new_page()
    page.set_default_timeout(15_000)
    laid = Desk(page, url)
    page.on("console", laid.hear)
    page.on("pageerror", laid.fail)
    page.on("request", laid.see)
    yield laid
    await context.close()
