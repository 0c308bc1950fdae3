"""kill -9 while updates wait and in the middle of a dialogue: each has its effect once, whatever is killed when."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import select

from bot.models.drafts import Draft
from bot.models.inbox import Handling
from bot.models.invites import InviteTry
from bot.models.requests import JoinRequest
from tests.kill.scene import Scene, played

TRIES_EACH, POISON = 4, 10
LONG = "word " * 600
FIRST_ID = 70_000


async def test_six_hundred_waiting_updates_each_have_their_effect_once(
    sqlite_migrated_url: str, tmp_path: Path
) -> None:
    await plays(sqlite_migrated_url, tmp_path, 602)


async def test_on_postgresql_too(postgres_migrated_url: str, tmp_path: Path) -> None:
    await plays(postgres_migrated_url, tmp_path, 150)


async def plays(url: str, folder: Path, waiting: int) -> None:
    people = (waiting - POISON) // TRIES_EACH
    async with played(url, folder, seed=waiting, rate=1000) as scene:
        for number in range(TRIES_EACH):
            for person in range(people):
                scene.tg.phone(FIRST_ID + person, language_code="en").start(f"wrong-link-{person}-{number}")
        for number in range(POISON):
            scene.tg.inject({"message": {"message_id": "poison", "chat": number}})
        assert len(scene.tg.updates.waiting) == waiting
        await scene.bot.start()
        enough = waiting // 10 + scene.chance.randrange(waiting // 2)
        await scene.until(lambda: len(scene.tg.ledger) >= enough)
        await scene.kill_and_restart()
        await scene.until(scene.is_settled)
        assert await scene.updates(Handling.QUARANTINED) == POISON
        assert await scene.updates(Handling.DONE) == waiting - POISON
        assert await fruitless_tries(scene) == {FIRST_ID + person: TRIES_EACH for person in range(people)}


async def fruitless_tries(scene: Scene) -> Counter[int]:
    """How often each person's effect was had. Five an hour are counted: a fifth would be a double one."""
    async with scene.database.reading() as session:
        return Counter(await session.scalars(select(InviteTry.telegram_id)))


async def test_a_dialogue_goes_on_where_it_was(sqlite_migrated_url: str, tmp_path: Path) -> None:
    async with played(sqlite_migrated_url, tmp_path, seed=1, rate=1000) as scene:
        nour = scene.tg.phone(FIRST_ID, "Nour", language_code="en")
        nour.start()
        await scene.bot.start()
        await scene.until(lambda: nour.last is not None)
        nour.tap_label("✋ Ask to join")
        await scene.until(lambda: "Nour" in str(nour.last))
        nour.send("Nour Khalil")
        await scene.until(lambda: "company" in nour.last["text"].lower())
        await scene.kill_and_restart()
        async with scene.database.reading() as session:
            assert await session.get(Draft, FIRST_ID) is not None
        nour.send("Orchard & Sons")
        await scene.until(scene.is_settled)
        async with scene.database.reading() as session:
            (request,) = await session.scalars(select(JoinRequest))
        assert (request.name, request.company) == ("Nour Khalil", "Orchard & Sons")


async def test_a_text_whose_first_part_came_before_the_kill_is_still_one(
    sqlite_migrated_url: str, tmp_path: Path
) -> None:
    async with played(sqlite_migrated_url, tmp_path, seed=2, rate=1000) as scene:
        nour = scene.tg.phone(FIRST_ID, "Nour", language_code="en")
        nour.start()
        await scene.bot.start()
        await scene.until(lambda: nour.last is not None)
        nour.tap_label("✋ Ask to join")
        await scene.until(lambda: "Nour" in str(nour.last))
        nour.send(LONG.strip())

        async def part_is_kept() -> bool:
            return await scene.updates(Handling.WAITING) == 1

        await scene.until(part_is_kept)
        nour.send("the end")
        await scene.kill_and_restart()
        await scene.until(scene.is_settled)
        assert [text for text in scene.copies if "too long" in text and "3,007" in text]
        assert sum("too long" in text for text in scene.copies) == 1
