"""The README's pictures, taken of the running demo: `python -m tests.screenshots`.

The demo is played by the data behind its buttons, so that the pictures follow the wording in any language.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import FloatRect, expect

from bot.rules.introductions import Why
from bot.rules.scheduling import UNDO
from bot.screens.audiences import OpenDimension, PutValue, ShowAudience
from bot.screens.broadcasts import OpenBroadcast, PauseSending
from bot.screens.directory import OpenCard, ShowNeeds
from bot.screens.forms import Finish, Pick
from bot.screens.introduction_wording import AskCompany, ChooseColleague
from bot.screens.onboarding import Agree, ChooseLanguage
from bot.screens.scheduling import ConfirmBroadcast, SendNow
from bot.screens.wordings import WriteText
from tests.browser import chromium
from tests.browser.desk import Desk, Phone, desk
from tests.demo.process import demo_process

PLACE = Path(__file__).parent
MARGIN = 12
MOST_BYTES = 400_000
"""Pictures are part of the repository: each stays this small."""
STAFF, ARABIC, FRENCH, OUTSIDER = 901, 1001, 1003, 1038
SLOW, SLOW_MS = range(1021, 1037), 15_000
CHOSEN = 2
"""How many sub-clusters the picture of the audience shows chosen."""
WORDS = {
    "ar": "🫒 نُقلت ورشة التصدير إلى يوم الخميس، الساعة الرابعة، في زحلة.\n\nأحضروا معكم عيّنة من منتجكم!",
    "fr": "🫒 L’atelier export est déplacé à jeudi, 16\u00a0h, à Zahlé.\n\nApportez un échantillon\u202f!",
    "en": "🫒 The export workshop moves to Thursday, 4\u00a0p.m., in Zahlé.\n\nBring a sample!",
}


async def main() -> None:
    """Play the demo and write all pictures."""
    path = chromium.found()
    if path is None:
        sys.exit(f"No browser: none of {', '.join(chromium.NAMES)} is on PATH.")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        demo_process(Path(folder)) as demo,
    ):
        async with chromium.running(path) as browser:
            sharp = {"device_scale_factor": 2, "reduced_motion": "reduce"}
            async with desk(browser, demo.url, **sharp) as near:
                await joining(near)
                await audience(near)
                await progress(near)
            async with desk(browser, demo.url, reduced_motion="reduce") as table:
                await delivered(table)
            async with desk(browser, demo.url, **sharp) as near:
                await directory(near)
                await introduction(near)


async def joining(table: Desk) -> None:
    """Somebody reads the privacy notice in Arabic."""
    _staff, _arabic, outsider = await table.lay_out(STAFF, ARABIC, OUTSIDER)
    await outsider.part("invite").click()
    await outsider.button(ChooseLanguage("ar")).click()
    await expect(outsider.button(Agree())).to_be_visible()
    await take(table, "joining", outsider)


async def audience(table: Desk) -> None:
    """Staff narrow the audience of a broadcast, and see how many it reaches."""
    staff, _arabic, _french = await table.lay_out(STAFF, ARABIC, FRENCH)
    await staff.types("/broadcast")
    for language, words in WORDS.items():
        await staff.button_about(WriteText, language).click()
        await expect(staff.button_about(WriteText, language)).to_have_count(0)
        await staff.types(words)
        await expect(staff.button_about(WriteText, language)).to_be_visible()
    await staff.button_about(ShowAudience).click()
    await staff.button_about(OpenDimension, "sub_cluster").click()
    await expect(staff.button_about(ShowAudience)).to_be_visible()  # the way back from the values
    for place in range(CHOSEN):
        value = staff.root.locator(f'[data-callback^="{PutValue.prefix}:"]').nth(place)
        before = await value.inner_text()
        await value.click()
        await expect(value).not_to_have_text(before)
    await staff.part("messages").evaluate("log => log.scrollTo(0, log.scrollHeight)")  # the screen has grown
    await take(table, "audience", staff)


async def progress(table: Desk) -> None:
    """A broadcast is half way; Telegram takes its time with the other half, for the picture's sake."""
    staff, _arabic, _french = await table.lay_out(STAFF, ARABIC, FRENCH)
    for account in SLOW:
        slowly = {"kind": "latency", "method": "sendMessage", "chat_id": account, "latency_ms": SLOW_MS}
        await table.asks("/sim/faults", {"fail": slowly})
    await staff.button_about(ShowAudience).click()
    await staff.button_about(ShowAudience, "1").click()
    await staff.button_about(OpenBroadcast).click()
    await staff.button_about(ConfirmBroadcast).click()
    await staff.button_about(SendNow).click()
    await expect(staff.button_about(SendNow)).to_have_count(0)
    await table.asks("/demo/clock", {"advance_seconds": UNDO.total_seconds() + 1})
    await expect(staff.button_about(PauseSending)).to_be_visible()
    await settled(staff)
    await take(table, "progress", staff)


async def delivered(table: Desk) -> None:
    """It has reached everybody, each in their language."""
    staff, arabic, french = await table.lay_out(STAFF, ARABIC, FRENCH)
    await expect(staff.button_about(PauseSending)).to_have_count(0, timeout=2 * SLOW_MS)
    for phone in (arabic, french):
        await phone.part("input").focus()
        await expect(phone.part("unread")).to_be_hidden()
    await staff.part("input").focus()
    await take(table, "demo")


async def directory(table: Desk) -> None:
    """A member looks for packaging, in Arabic."""
    arabic, _french, _staff = await table.lay_out(ARABIC, FRENCH, STAFF)
    await arabic.types("/directory")
    await expect(arabic.button_about(ShowNeeds)).to_be_visible()
    await arabic.types("تغليف")
    await expect(arabic.button_about(OpenCard)).to_be_visible()
    await take(table, "directory", arabic)


async def introduction(table: Desk) -> None:
    """A member asks for another, who reads it in Arabic."""
    arabic, french, _staff = await table.lay_out(ARABIC, FRENCH, STAFF)
    await french.types("/directory")
    await expect(french.button_about(ShowNeeds)).to_be_visible()
    await french.types("Cedar Press")
    await french.button_about(AskCompany).click()
    await french.button(Pick(Why.PARTNER, "why", "asking")).click()
    await french.button(Finish("asking")).click()
    await expect(arabic.button_about(ChooseColleague)).to_be_visible()
    await arabic.part("messages").click()
    await take(table, "introduction", arabic)


async def settled(phone: Phone) -> None:
    """Wait until the bot's newest message says the same for a while."""
    said, since = "", 0
    while since < 10:
        await asyncio.sleep(0.5)
        now = await phone.last.inner_text()
        said, since = now, since + 1 if now == said else 0


async def take(table: Desk, name: str, phone: Phone | None = None) -> None:
    """Write a picture of the page, or of one phone on it."""
    await table.page.mouse.move(0, 0)
    await table.page.wait_for_timeout(400)
    file = PLACE / f"{name}.png"
    if phone is None:
        await table.page.screenshot(path=file)
    else:
        box = await phone.root.bounding_box()
        assert box is not None
        clip: FloatRect = {
            "x": box["x"] - MARGIN,
            "y": box["y"] - MARGIN,
            "width": box["width"] + 2 * MARGIN,
            "height": box["height"] + 2 * MARGIN,
        }
        await table.page.screenshot(path=file, clip=clip)
    size = file.stat().st_size
    print(f"{file.name}: {size // 1000} kB")
    if size > MOST_BYTES:
        sys.exit(f"{file.name} is over {MOST_BYTES // 1000} kB.")


if __name__ == "__main__":
    asyncio.run(main())
