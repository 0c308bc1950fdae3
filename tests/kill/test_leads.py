"""kill -9 while cards from a fair come in: each is kept once, and numbered in the order in which they came."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.models.leads import Lead
from bot.rules.missions import ApplicationState
from tests.kill.scene import Scene, played, utc_now
from tests.missions import a_mission, applies

CARDS = 12


async def test_cards_that_come_in_all_at_once_are_each_kept_once(
    sqlite_migrated_url: str, tmp_path: Path
) -> None:
    async with played(sqlite_migrated_url, tmp_path, seed=12, rate=1000) as scene:
        (amina,) = await scene.members(1)
        today = utc_now().date()
        mission = await a_mission(scene.database, starts_on=today, ends_on=today + timedelta(days=2))
        await applies(scene.database, mission, amina, ApplicationState.ACCEPTED)
        assert amina.telegram_id is not None
        phone = scene.tg.phone(amina.telegram_id)
        for n in range(CARDS // 2):
            phone.send_photo(b"card", f"card {n}")
            phone.send(f"Buyer {n}")
        await scene.bot.start()
        enough = scene.chance.randrange(3, CARDS)
        await scene.until(lambda: len(scene.tg.ledger) >= enough)
        await scene.kill_and_restart()
        await scene.until(scene.is_settled)
        kept = await leads_of(scene)
    assert [lead.number for lead in kept] == list(range(1, CARDS + 1))
    assert [lead.note for lead in kept[::2]] == [f"card {n}" for n in range(CARDS // 2)]
    assert [lead.name for lead in kept[1::2]] == [f"Buyer {n}" for n in range(CARDS // 2)]


async def leads_of(scene: Scene) -> list[Lead]:
    async with scene.database.reading() as session:
        return list(await session.scalars(select(Lead).order_by(Lead.id)))
