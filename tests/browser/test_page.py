"""The page itself: phones in three languages, their chrome, and the controls on top."""

from __future__ import annotations

import base64

import httpx
import pytest
from playwright.async_api import Locator, expect

from bot.screens.navigation import Home
from bot.screens.settings import ShowSettings
from tests.browser.desk import Desk, Phone
from tests.demo.process import UP_SECONDS, DemoProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAFF, ARABIC, FRENCH, ENGLISH = 901, 1001, 1003, 1004
DAY, WEEK = 86_400, 604_800
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture of one pixel."""


async def left(place: Locator) -> float:
    box = await place.bounding_box()
    assert box is not None
    return box["x"]


async def first_row(phone: Phone) -> list[str]:
    """The callback data of the first row of buttons, as the eye meets them from left to right."""
    row: list[str] = await phone.last.locator(".key-row").first.evaluate(
        """row => [...row.children].sort((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x)
                  .map(key => key.dataset.callback)"""
    )
    return row


async def test_the_page_is_up_soon_with_three_phones_at_home(table: Desk, demo: DemoProcess) -> None:
    assert demo.seconds < UP_SECONDS
    phones = await table.lay_out(STAFF, ARABIC, FRENCH)
    await expect(table.page.locator("[data-phone]")).to_have_count(3)
    for phone in phones:
        await expect(phone.button(ShowSettings())).to_be_visible()
        await expect(phone.part("unread")).to_be_hidden()
        await expect(phone.part("divider")).to_have_count(0)


async def test_an_arabic_phone_reads_from_right_to_left_and_a_french_one_speaks_french(table: Desk) -> None:
    arabic, french = await table.lay_out(ARABIC, FRENCH)
    for phone, direction in ((arabic, "rtl"), (french, "ltr")):
        for part in (phone.part("messages"), phone.part("composer")):
            assert await part.evaluate("element => getComputedStyle(element).direction") == direction
    assert await first_row(arabic) == (await first_row(french))[::-1]
    assert len(await first_row(french)) > 1
    own, theirs = (arabic.root.locator(f'[data-from="{who}"] .bubble').first for who in ("own", "bot"))
    assert await left(own) < await left(theirs)
    assert (
        await left(arabic.part("send")) < await left(arabic.part("input")) < await left(arabic.part("menu"))
    )
    assert await left(arabic.part("more")) < await left(arabic.root.locator(".bot-name"))
    name = arabic.root.locator(".bot-name")
    assert await name.evaluate("element => getComputedStyle(element).textAlign") == "right"
    await expect(french.root).to_have_attribute("lang", "fr")
    await expect(french.part("send")).to_have_attribute("aria-label", "Envoyer")


async def test_a_narrow_screen_shows_one_phone_at_a_time_behind_tabs(hand: Desk) -> None:
    arabic, french, staff = await hand.lay_out(ARABIC, FRENCH, STAFF)
    await expect(arabic.root).to_be_visible()
    await expect(french.root).to_be_hidden()
    await hand.page.get_by_role("tab").nth(2).click()
    await expect(staff.root).to_be_visible()
    await expect(arabic.root).to_be_hidden()
    await hand.page.locator('[data-role="tools"]').click()
    await hand.advances(WEEK)
    await expect(hand.tool("clock").locator("b")).to_be_visible()
    assert await hand.page.evaluate("() => document.scrollingElement.scrollWidth") <= 390


async def test_an_outage_holds_answers_up_and_afterwards_they_come(table: Desk) -> None:
    (english,) = await table.lay_out(ENGLISH)
    await table.tool("network").click()
    await table.tool("outage").click()
    await expect(table.tool("outage")).to_have_attribute("aria-checked", "true")
    before = await english.last.get_attribute("data-message")
    await english.types("/help")
    await expect(english.part("pending")).to_be_visible()
    await expect(english.root.locator(".bot-kind")).to_have_text("connecting…")
    assert await english.last.get_attribute("data-message") == before
    await table.tool("network").click()
    await table.tool("outage").click()
    await expect(english.part("pending")).to_have_count(0)
    await expect(english.button(Home())).to_be_visible()
    assert await english.last.get_attribute("data-message") != before


async def test_files_sent_at_once_are_one_bubble_whose_words_can_be_changed(table: Desk) -> None:
    (arabic,) = await table.lay_out(ARABIC)
    await arabic.part("attach").click()
    await expect(arabic.root.locator("[data-attach]")).to_have_count(3)
    await table.page.keyboard.press("Escape")
    picture = {"name": "card.png", "mimeType": "image/png", "buffer": base64.b64decode(DOT)}
    film = {"name": "stand.mp4", "mimeType": "video/mp4", "buffer": b"ftyp"}
    await arabic.part("file").set_input_files([picture, film, picture])  # type: ignore[list-item]
    await arabic.types("من المعرض")
    own = arabic.root.locator('[data-from="own"]').last
    await expect(own.locator(".mosaic .photo")).to_have_count(3)
    await expect(own.locator(".film-name")).to_contain_text("stand.mp4")
    await expect(own.locator(".text")).to_contain_text("من المعرض")
    await own.locator(".text").hover()
    await own.locator('[data-role="options"]').click()
    await own.get_by_role("menuitem").nth(1).click()
    await expect(arabic.part("input")).to_have_value("من المعرض")
    await arabic.types("من معرض دبي")
    await expect(own.locator(".text")).to_contain_text("من معرض دبي")
    await expect(own.locator('[data-role="edited"]')).to_be_visible()
    await own.locator(".film").click()
    await expect(table.page.locator('[data-role="lightbox"] video')).to_be_visible()
    await table.page.keyboard.press("Escape")
    await expect(table.page.locator('[data-role="lightbox"] video')).to_have_count(0)


async def test_the_clock_moves_on_by_a_week_and_follows_whoever_moves_it(
    table: Desk, demo: DemoProcess
) -> None:
    (english,) = await table.lay_out(ENGLISH)
    shifted = (await table.asks("/demo/clock"))["shifted_seconds"]
    days = await english.root.locator(".day").count()
    await table.advances(WEEK)
    # Another test may have moved the same clock on before
    moved = f"+{(shifted + WEEK) // DAY:.0f} d"
    await expect(table.tool("clock").locator("b")).to_contain_text(moved)
    # From elsewhere: another window, or the shell
    async with httpx.AsyncClient(base_url=demo.url, trust_env=False, timeout=60) as elsewhere:
        answer = await elsewhere.post("/demo/clock", json={"advance_seconds": DAY})
    assert answer.json()["shifted_seconds"] == pytest.approx(shifted + WEEK + DAY, abs=0.01)
    further = f"+{(shifted + WEEK + DAY) // DAY:.0f} d"
    await expect(table.tool("clock").locator("b")).to_contain_text(further, timeout=5000)
    await english.types("/help")
    # What the bot sends by itself meanwhile may have begun the new day already
    await expect(english.root.locator(".day")).not_to_have_count(days)
