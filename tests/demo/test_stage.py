"""The demo's stage: what the page is told, and what outlives a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from bot.demo.stage import Stage, staged
from bot.errors import Misconfigured
from bot.screens.navigation import Home
from bot.screens.onboarding import Agree, ChooseLanguage
from bot.simulator.phones import Phone

PATIENCE = 20.0
AMINA, BRUNO, BLOCKER, OUTSIDER = 1001, 1002, 1008, 1038


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.02)


async def ask(stage: Stage, path: str) -> Any:
    async with httpx.AsyncClient(base_url=stage.url, trust_env=False) as page:
        return (await page.get(path)).raise_for_status().json()


async def people(stage: Stage) -> dict[int, dict[str, Any]]:
    listed: list[dict[str, Any]] = await ask(stage, "/demo/people")
    assert len({one["id"] for one in listed}) == len(listed)
    return {one["id"]: one for one in listed}


async def until_blocked_by(stage: Stage, accounts: set[int]) -> None:
    """Wait until the bot knows that these have blocked it, and nobody else."""
    async with asyncio.timeout(PATIENCE):
        while {account for account, one in (await people(stage)).items() if one["has_blocked"]} != accounts:
            await asyncio.sleep(0.05)


def offers(phone: Phone, data: str) -> bool:
    """Whether the bot's newest message has this button."""
    rows = (phone.last or {}).get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)


async def tap(phone: Phone, data: str) -> None:
    """Tap a button once it is there."""
    await until(lambda: offers(phone, data))
    assert phone.last is not None
    phone.tap(phone.last["message_id"], data)


async def join(stage: Stage, account: int, language: str) -> None:
    phone = stage.tg.phone(account)
    phone.start((await people(stage))[account]["invite"])
    await tap(phone, ChooseLanguage(language).pack())
    await tap(phone, Agree().pack())
    await until(lambda: not offers(phone, Agree().pack()))


@pytest.fixture
async def stage(sqlite_migrated_url: str) -> AsyncIterator[Stage]:
    async with staged(sqlite_migrated_url, 0) as up:
        yield up


async def test_everybody_is_at_home_and_nothing_is_unread(stage: Stage) -> None:
    await until_blocked_by(stage, {BLOCKER})
    listed = await people(stage)
    for phone in stage.tg.phones:
        assert phone.chat.unread == 0
        assert phone.chat.is_blocked == (phone.id == BLOCKER)
        assert [message["from_bot"] for message in phone.messages] == [False, True] * listed[phone.id][
            "has_opened"
        ]
    await until(lambda: stage.tg.phone(AMINA).commands)


async def test_an_invite_is_there_until_it_was_used(stage: Stage) -> None:
    before = await people(stage)
    with_links = [account for account, one in before.items() if one["invite"]]
    assert len(with_links) == 4
    assert OUTSIDER in with_links
    await join(stage, OUTSIDER, "fr")
    after = await people(stage)
    assert [account for account, one in after.items() if one["invite"]] == [
        a for a in with_links if a != OUTSIDER
    ]
    assert (after[OUTSIDER]["language"], after[OUTSIDER]["has_opened"]) == ("fr", True)


async def test_a_link_used_on_another_ones_phone_makes_the_phone_theirs(stage: Stage) -> None:
    before = await people(stage)
    visitor = stage.tg.phone(952)
    visitor.start(before[OUTSIDER]["invite"])
    await tap(visitor, ChooseLanguage("ar").pack())
    await tap(visitor, Agree().pack())
    await until(lambda: not offers(visitor, Agree().pack()))
    after = await people(stage)
    assert (after[952]["part"], after[952]["name"]) == ("member", before[OUTSIDER]["name"])
    assert OUTSIDER not in after


async def test_who_moves_the_clock_while_a_leap_halts_moves_it_after_that(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.url, trust_env=False, timeout=PATIENCE) as page:
        await asyncio.gather(
            *(page.post("/demo/clock", json={"advance_seconds": days * 86_400}) for days in (7, 1))
        )
    assert stage.clock.shift.total_seconds() == pytest.approx(8 * 86_400, abs=0.01)


async def test_the_clock_is_moved_forward_over_http(stage: Stage) -> None:
    heard = stage.tg.subscribe()
    async with httpx.AsyncClient(base_url=stage.url, trust_env=False, timeout=PATIENCE) as page:
        moved = (await page.post("/demo/clock", json={"advance_seconds": 604_800})).json()
        assert moved["shifted_seconds"] == 604_800
        async with asyncio.timeout(PATIENCE):  # other pages follow
            while await heard.get() != {"type": "clock"}:
                pass
        assert moved["zone"] == "Asia/Beirut"
        for wrong in (
            '{"advance_seconds": -1}',
            '{"advance_seconds": NaN}',
            '{"advance_seconds": true}',
            f'{{"advance_seconds": {10**400}}}',
            '{"reset": "yes"}',
            "[" * 100_000,
            "[]",
            "{",
        ):
            assert (await page.post("/demo/clock", content=wrong)).status_code == 400
        elsewhere = {"origin": "http://other.example"}
        assert (await page.post("/demo/clock", json={"reset": True}, headers=elsewhere)).status_code == 403
        assert (await page.post("/demo/seat", content=b"[]")).status_code == 400
        assert (await page.get("/demo/clock")).json()["shifted_seconds"] == 604_800
        assert (await page.post("/demo/clock", json={"reset": True})).json()["shifted_seconds"] == 0


async def test_what_members_changed_outlives_a_restart_and_numbers_that_begin_again_do_no_harm(
    sqlite_migrated_url: str,
) -> None:
    async with staged(sqlite_migrated_url, 0) as stage:
        await join(stage, OUTSIDER, "ar")
        amina = stage.tg.phone(AMINA)
        amina.send("/language")
        await tap(amina, ChooseLanguage("fr").pack())
        await until(lambda: amina.answers)
        stage.tg.phone(BRUNO).block()
        stage.tg.phone(BLOCKER).unblock()
        await until_blocked_by(stage, {BRUNO})
    async with staged(sqlite_migrated_url, 0) as stage:
        kept = await people(stage)
        assert (kept[AMINA]["language"], kept[OUTSIDER]["language"]) == ("fr", "ar")
        assert kept[OUTSIDER]["invite"] is None
        assert [stage.tg.phone(account).chat.is_blocked for account in (BRUNO, BLOCKER)] == [True, False]
        amina = stage.tg.phone(AMINA)
        await until(lambda: amina.commands)
        amina.send("/help")
        await tap(amina, Home().pack())
        await until(lambda: amina.answers)
        assert not [call for call in stage.tg.ledger if call.outcome == "400"]


@pytest.mark.parametrize("port", [-1, 70_000])
async def test_a_port_that_is_none_is_refused_in_a_sentence(sqlite_migrated_url: str, port: int) -> None:
    with pytest.raises(Misconfigured, match=f"Port {port} cannot be used"):
        async with staged(sqlite_migrated_url, port):
            pass


async def test_the_pace_is_set_over_http_and_a_kept_demo_does_not_start_afresh(
    sqlite_migrated_url: str,
) -> None:
    async with staged(sqlite_migrated_url, 0, is_kept=True) as stage:
        async with httpx.AsyncClient(base_url=stage.url, trust_env=False) as page:
            assert (await page.post("/demo/pace", json={"per_second": 2})).json() == {"per_second": 2}
            assert (await page.post("/demo/pace", json={"per_second": 31})).status_code == 400
            assert (await page.get("/demo/pace")).json() == {"per_second": 2}
            assert not (await page.get("/demo/clock")).json()["may_start_afresh"]
            assert (await page.post("/demo/afresh", json={})).status_code == 409
        assert not stage.is_over.is_set()
