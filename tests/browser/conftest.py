"""One demo and one browser for all browser tests; a fresh desk for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser import chromium
from tests.browser.desk import NARROW, Desk, desk
from tests.demo.process import DemoProcess, demo_process

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def demo(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProcess]:
    """The demo, up and clean; not started where there is no browser to look at it."""
    with demo_process(tmp_path_factory.mktemp("demo")) as process:
        yield process


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the system's Chromium is; skips where there is none."""
    path = chromium.found()
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(chromium.NAMES)} is on PATH")
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """The system's Chromium, without a window."""
    async with chromium.running(chromium_path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def table(browser: Browser, demo: DemoProcess) -> AsyncIterator[Desk]:
    """A wide desk; afterwards the console must be silent, and nothing may have left loopback."""
    async with desk(browser, demo.url) as wide:
        yield wide
        assert wide.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def hand(browser: Browser, demo: DemoProcess) -> AsyncIterator[Desk]:
    """The page on a screen as wide as a hand, with the same promise."""
    async with desk(browser, demo.url, NARROW) as narrow:
        yield narrow
        assert narrow.complaints == []
