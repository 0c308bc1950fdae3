"""The scenes of "Try this": each plays to its end on the phones, as the bot answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.rules.introductions import Why
from bot.screens.forms import Finish, Pick
from bot.screens.introduction_wording import AskCompany
from tests.browser.desk import Desk, Phone, desk
from tests.demo.process import DemoProcess, demo_process

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAFF, ARABIC, FRENCH = 901, 1001, 1003
LASTS = 60_000
EVENING = 12 * 3600
SIDE = """quoted => {
    const range = document.createRange();
    range.selectNodeContents(quoted);
    const lines = [...range.getClientRects()].filter(line => line.width > 1), box = quoted.getBoundingClientRect();
    const least = of => Math.min(...lines.map(of));
    return least(line => line.left - box.left) < least(line => box.right - line.right) ? "left" : "right";
}"""
"""At which side the lines of a quotation begin."""


@pytest.fixture(scope="module")
def fresh(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProcess]:
    """A demo of their own: scenes move the clock, and want people as they are on the first day."""
    with demo_process(tmp_path_factory.mktemp("scenes")) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, fresh: DemoProcess) -> AsyncIterator[Desk]:
    """A page that moves as little as it can, so that scenes are quick."""
    async with desk(browser, fresh.url, reduced_motion="reduce") as wide:
        yield wide
        # While the demo begins again nobody is there: the page asks until somebody is
        assert [one for one in wide.complaints if "ERR_" not in one] == []


async def play(stage: Desk, name: str) -> int:
    """Choose a scene from the menu, and wait for what is said at its end. Returns whose phone stands first."""
    scene = next(scene for scene in await stage.asks("/demo/scenes") if scene["name"] == name)
    ends = scene["ends"]
    await stage.tool("try").click()
    await stage.page.locator(f'[data-scene="{name}"]').click()
    await expect(stage.page.locator('[data-role="story"]')).to_have_text(ends, timeout=LASTS)
    await expect(stage.page.locator('[data-role="stop"]')).to_be_hidden()
    return int(scene["phones"][0])


async def asks_at_night(stage: Desk) -> None:
    """A member asks for another at ten in the evening: it is seen that the request waits for the morning."""
    people = await stage.asks("/demo/people")
    other = next(one["id"] for one in people if one["name"] == "Joseph Abi Khalil")
    await stage.asks("/demo/clock", {"advance_seconds": EVENING})
    arabic, asked, _staff = await stage.lay_out(ARABIC, other, STAFF)
    await expect(asked.part("waits")).to_be_hidden()
    await arabic.types("Rafqa Packaging")
    await arabic.button_about(AskCompany).click()
    await arabic.button(Pick(Why.BUY, "why", "asking")).click()
    quoted = arabic.last.locator("blockquote")
    await expect(quoted).to_contain_text("souhaite vous rencontrer")
    assert await quoted.evaluate(SIDE) == "left", "French, as its reader will see it"
    await arabic.button(Finish("asking")).click()
    await expect(asked.part("waits")).to_contain_text("🌙")
    await expect(asked.part("waits")).to_contain_text("08:00")


async def test_it_opens_in_the_morning_and_four_scenes_play_and_it_starts_afresh(stage: Desk) -> None:
    await stage.lay_out(STAFF, ARABIC, FRENCH)
    await expect(stage.tool("clock")).to_contain_text("10:0")

    joined = await play(stage, "joins")
    people = await stage.asks("/demo/people")
    assert [one["invite"] for one in people if one["id"] == joined] == [None]

    await play(stage, "meets")
    arabic, french = Phone(stage.page, ARABIC), Phone(stage.page, FRENCH)
    await expect(arabic.last).to_contain_text("+961")
    await expect(french.from_bot.filter(has_text="+961")).not_to_have_count(0)
    for phone, way in (
        (french, "rtl"),
        (arabic, "ltr"),
    ):  # the first sentence is in the language of the other
        await expect(phone.root.locator("code").last).to_have_css("direction", way)

    await play(stage, "news")
    for phone, word in ((arabic, "زحلة"), (french, "Zahlé")):
        await expect(phone.last).to_contain_text(word)
        await expect(phone.last.locator("img")).to_be_visible()

    await asks_at_night(stage)
    await play(stage, "reminder")
    laid = stage.page.locator("[data-phone]")
    for place, language in enumerate(("ar", "fr", "en")):
        await expect(laid.nth(place)).to_have_attribute("lang", language)
        reminders = laid.nth(place).locator('[data-from="bot"]').filter(has_text="⏰")
        await expect(reminders).not_to_have_count(0)
    await stage.tool("try").click()
    await expect(stage.page.locator('[data-scene="reminder"]')).to_contain_text("Start afresh")

    await stage.page.evaluate("() => { window.isOfBefore = true; }")
    await stage.page.locator('[data-role="afresh"]').click()
    await stage.page.wait_for_function("() => !window.isOfBefore", timeout=LASTS)
    await stage.is_live()  # before, it does not hear that other phones are wanted
    await expect(stage.tool("clock").locator("b")).to_have_count(0, timeout=LASTS)
    (newcomer,) = await stage.lay_out(joined)
    await expect(newcomer.part("invite")).to_be_visible()
    await newcomer.part("start").click()
    await expect(newcomer.last).to_be_visible()
    await expect(newcomer.part("invite")).to_be_visible()  # it stays until it is used
