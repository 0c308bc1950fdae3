"""axe finds nothing on the page, whatever is open on it, by day and by night, wide and narrow."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.screens.settings import ShowSettings
from tests.browser.desk import NARROW, WIDE, Desk, Phone, desk
from tests.demo.process import DemoProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAFF, ARABIC, FRENCH, BLOCKER, INVITED = 901, 1015, 1003, 1008, 1040


async def opened(table: Desk) -> AsyncIterator[str]:
    """Open one thing after the other, and shut it; says what is open."""
    staff, arabic, _invited = await table.lay_out(STAFF, ARABIC, INVITED)
    yield "three phones"
    for role in ("try", "help"):
        if not await table.tool(role).is_visible():
            await table.tool("tools").click()
        await table.tool(role).click()
        await expect(table.page.locator(".menu.scenes, dialog[open]")).to_be_visible()
        yield role
        await table.page.keyboard.press("Escape")
    if not await table.tool("network").is_visible():
        if not await table.tool("activity").is_visible():
            await table.tool("tools").click()
        yield "tools"
        await table.tool("activity").click()
    else:
        await table.tool("network").click()
        await table.tool("outage").click()
        await expect(table.tool("outage")).to_have_attribute("aria-checked", "true")
        yield "network, and an outage"
        await arabic.types("/help")
        await expect(arabic.part("pending")).to_be_visible()
        yield "what is not answered"
        await table.asks("/sim/faults", {"clear": True})
        await expect(arabic.part("pending")).to_have_count(0)
        await table.tool("activity").click()
    await expect(table.page.locator("#activity tbody tr").first).to_be_attached()
    yield "activity"
    await table.page.keyboard.press("Escape")
    async for what in _of_a_phone(table, staff):
        yield what
    (blocked,) = await table.lay_out(BLOCKER)
    await expect(blocked.part("unblock")).to_be_visible()
    yield "a blocked bot"


async def _of_a_phone(table: Desk, phone: Phone) -> AsyncIterator[str]:
    for role in ("switch", "more", "menu", "attach"):
        await phone.part(role).click()
        await expect(phone.part(role)).to_have_attribute("aria-expanded", "true")
        yield f"a phone's {role}"
        await table.page.keyboard.press("Escape")
    await phone.last.locator('[data-role="options"]').focus()
    await table.page.keyboard.press("Enter")
    yield "a message's options"
    await table.page.get_by_role("menuitem").first.click()
    yield "an answer to a message"
    await table.page.keyboard.press("Escape")
    await phone.part("attach").click()
    await phone.root.locator('[data-attach="contact"]').click()
    yield "a question"
    await table.page.keyboard.press("Escape")
    await expect(phone.button(ShowSettings())).to_be_visible()


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")], ids=["day", "night", "hand"]
)
async def test_axe_finds_nothing_on_any_opened_state(
    browser: Browser, demo: DemoProcess, size: tuple[int, int], scheme: str
) -> None:
    axe, found = Axe(), []
    async with desk(browser, demo.url, size, color_scheme=scheme, reduced_motion="reduce") as table:
        async for what in opened(table):
            await table.page.wait_for_timeout(80)  # until what appears has appeared
            results = await axe.run(table.page)
            found += [
                f"{what}: {one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
                for one in results.response["violations"]
                for node in one["nodes"]
            ]
    assert not found, "\n".join(sorted(set(found)))


async def test_a_composer_is_five_tabs_away_and_what_is_pressed_is_as_large_as_a_finger(table: Desk) -> None:
    staff, _arabic, _french = await table.lay_out(STAFF, ARABIC, FRENCH)
    await staff.part("switch").focus()
    for _tab in range(4):
        await table.page.keyboard.press("Tab")
    await expect(staff.part("input")).to_be_focused()
    await table.page.keyboard.press("Shift+Tab")
    await table.page.keyboard.press("Shift+Tab")
    await expect(staff.part("messages")).to_be_focused()
    await table.page.keyboard.press("Enter")
    first = await table.page.evaluate("document.activeElement.dataset.callback")
    await table.page.keyboard.press("ArrowDown")
    assert first != await table.page.evaluate("document.activeElement.dataset.callback")
    await table.page.keyboard.press("Escape")
    await expect(staff.part("messages")).to_be_focused()
    small = await table.page.evaluate(
        """() => [...document.querySelectorAll("button")]
            .filter(one => one.offsetParent && !one.matches(".options, .text-button"))
            .filter(one => one.getBoundingClientRect().height < 43.5 || one.getBoundingClientRect().width < 43.5)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
