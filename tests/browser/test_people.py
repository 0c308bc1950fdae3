"""People on the page: they join, tap, block and unblock, and hear from the staff."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from bot.screens.navigation import Home
from bot.screens.profile import ShowProfile
from bot.screens.scheduling import ConfirmBroadcast, SendNow
from bot.screens.settings import ShowSettings
from bot.screens.wordings import WriteText
from tests.browser.desk import Desk, Phone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAFF, ARABIC, FRENCH, ENGLISH, OUTSIDER = 901, 1001, 1003, 1004, 1040
HOUR = 3600
WORDS = {
    "ar": "اجتماع <الثلاثاء> & الأربعاء",
    "fr": "Réunion <mardi> & mercredi",
    "en": "Meeting <Tuesday> & Wednesday",
}


async def part_of(table: Desk, account: int) -> dict[str, object]:
    people: list[dict[str, object]] = await table.asks("/demo/people")
    return next(one for one in people if one["id"] == account)


async def test_somebody_is_chosen_in_the_switcher_and_joins_by_their_link(table: Desk) -> None:
    _staff, _arabic, french = await table.lay_out(STAFF, ARABIC, FRENCH)
    invited = await part_of(table, OUTSIDER)
    await french.part("switch").click()
    for spelled in (
        "Amina Haddad",
        "أمينة حداد",
        "معاصر الأرز",
    ):  # found in either script, whichever is shown
        await french.part("search").fill(spelled)
        await expect(french.root.locator(f'[data-person="{ARABIC}"]')).to_be_visible()
        await expect(french.root.locator(f'[data-person="{STAFF}"]')).to_have_count(0)
    await french.part("search").fill(str(invited["name"]))
    await french.root.locator(f'[data-person="{OUTSIDER}"]').click()
    outsider = Phone(table.page, OUTSIDER)
    await outsider.joins("ar")
    await expect(outsider.button(ShowProfile())).to_be_visible()
    await expect(outsider.from_bot).to_have_count(1)
    assert (await part_of(table, OUTSIDER))["invite"] is None
    await outsider.part("more").click()
    await expect(outsider.part("block")).to_be_visible()
    await expect(outsider.part("invite")).to_have_count(0)


async def test_a_tap_changes_the_screen_in_place(table: Desk) -> None:
    (arabic,) = await table.lay_out(ARABIC)
    former = str(await arabic.last.get_attribute("data-message"))
    await arabic.types("/start")  # a screen below which newer messages stand would be shown anew
    await expect(arabic.last).not_to_have_attribute("data-message", former)
    screen = await arabic.last.get_attribute("data-message")
    for there in (ShowSettings(), Home(), ShowSettings()):
        button = arabic.last.locator(f'[data-callback="{there.pack()}"]')
        await button.click()
        await expect(button).to_have_count(0)
    assert await arabic.last.get_attribute("data-message") == screen


async def test_blocking_closes_the_chat_and_unblocking_opens_it_again(table: Desk) -> None:
    (english,) = await table.lay_out(ENGLISH)
    for blocked in (True, False):
        if blocked:
            await english.part("more").click()
            await english.part("block").click()
            await expect(english.part("input")).to_have_count(0)
        else:
            await english.part("unblock").click()
            await expect(english.part("input")).to_be_visible()
        async with asyncio.timeout(15):
            while (await part_of(table, ENGLISH))["has_blocked"] is not blocked:
                await asyncio.sleep(0.05)


async def test_a_broadcast_reaches_each_in_their_language(table: Desk) -> None:
    staff, arabic, french = await table.lay_out(STAFF, ARABIC, FRENCH)
    await staff.types("/broadcast")
    for language, words in WORDS.items():
        await staff.button_about(WriteText, language).click()
        await expect(staff.button_about(WriteText, language)).to_have_count(0)
        await staff.types(words)
        await expect(staff.button_about(WriteText, language)).to_be_visible()
    await staff.button_about(ConfirmBroadcast).click()
    await staff.button_about(SendNow).click()
    await expect(staff.button_about(SendNow)).to_have_count(0)
    await table.advances(HOUR)
    await expect(arabic.last).to_contain_text(WORDS["ar"])
    await expect(french.last).to_contain_text(WORDS["fr"])
