"""A clean stop leaves nothing behind; too many of the others, and the outbox rests."""

from __future__ import annotations

from pathlib import Path

from bot.models.deliveries import Delivery, Purpose, Status
from bot.services import memos, resting
from tests.kill.scene import OWNER, Scene, played


async def test_sigterm_in_the_middle_of_a_broadcast_leaves_nothing_in_doubt(
    database_url: str, tmp_path: Path
) -> None:
    # As an operator begins it, and on the other database as the other tests do, which costs a fraction
    is_forked = database_url.startswith("postgres")
    async with played(database_url, tmp_path, seed=1, rate=100, is_forked=is_forked) as scene:
        people = await scene.members(60)
        await scene.broadcast(people, "Announcement to")
        await scene.bot.start()
        await scene.until(lambda: sum(scene.copies.values()) >= 20)
        assert await scene.bot.stop() == 0
        copies = scene.copies
        for one in await scene.deliveries():
            assert copies[str(one.what)] == (one.status is Status.SENT), one
        assert await scene.count(Status.SENDING, Status.UNCERTAIN) == 0
        assert await unclean_starts(scene) == []
        await scene.bot.start()
        await scene.until(scene.is_settled)
        assert set(scene.copies.values()) == {1}
        assert len(scene.copies) == len(people)


async def test_after_three_deaths_in_ten_minutes_broadcasts_rest_and_staff_hear_of_it(
    sqlite_migrated_url: str, tmp_path: Path
) -> None:
    async with played(sqlite_migrated_url, tmp_path, seed=1, rate=100) as scene:
        rima = scene.tg.phone(OWNER, "Rima", language_code="en")
        rima.start()
        (amina,) = await scene.members(1)
        scene.tg.updates.drop()
        for death in range(1, 4):
            await scene.bot.start()
            await scene.until(lambda deaths=death: have_begun(scene, deaths))
            await scene.bot.kill()
        await scene.broadcast([amina], "Announcement to")
        await scene.message([amina], "Decision to", Purpose.DECISION)
        await scene.bot.start()
        await scene.until(lambda: scene.copies[f"Decision to {amina.id}"] == 1)
        await scene.until(lambda: "paused" in str(rima.last))
        assert {one.status for one in await announcements(scene)} == {Status.WAITING}
        rima.tap_label("▶️ Resume sending")
        await scene.until(scene.is_settled)
        assert scene.copies[f"Announcement to {amina.id}"] == 1


async def have_begun(scene: Scene, deaths: int) -> bool:
    return len(await unclean_starts(scene)) == deaths


async def unclean_starts(scene: Scene) -> list[float]:
    async with scene.database.reading() as session:
        return list(await memos.get(session, resting.STARTS, []))


async def announcements(scene: Scene) -> list[Delivery]:
    return [one for one in await scene.deliveries() if one.purpose is Purpose.BROADCAST]
