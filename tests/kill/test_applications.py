"""kill -9 in the middle of an application and of a decision: both go on where they were, and nothing is twice."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select, update

from bot.models.companies import Company
from bot.models.inbox import Handling
from bot.models.ledger import Interaction
from bot.models.missions import Application
from bot.rules.ledger import Act
from bot.rules.missions import ApplicationState, ApplicationStep, Verdict
from bot.screens.applicants import AskDecision
from bot.screens.applications import SendApplication
from bot.screens.missions import BeginApplication
from tests.kill.scene import OWNER, Scene, played, utc_now
from tests.missions import a_mission


async def application(scene: Scene) -> Application:
    async with scene.database.reading() as session:
        return (await session.scalars(select(Application))).one()


async def test_an_application_and_a_decision_go_on_where_they_were(
    sqlite_migrated_url: str, tmp_path: Path
) -> None:
    async with played(sqlite_migrated_url, tmp_path, seed=7, rate=1000) as scene:
        (amina,) = await scene.members(1)
        later = utc_now().replace(tzinfo=None, microsecond=0, second=0).replace(year=utc_now().year + 1)
        mission = await a_mission(scene.database, deadline=later, starts_on=None)
        async with scene.database.transaction() as session:
            await session.execute(update(Company).values(products="Olive oil"))
        assert amina.telegram_id is not None
        phone = scene.tg.phone(amina.telegram_id, language_code="en")
        owner = scene.tg.phone(OWNER, "Rima", language_code="en")
        owner.start()
        phone.start()
        await scene.bot.start()
        await scene.until(lambda: phone.last is not None and owner.last is not None)

        phone.tap(phone.last["message_id"], BeginApplication(mission.id).pack())
        await scene.until(lambda: "Why does your company" in str(phone.last))
        phone.send("To find importers")  # killed while this is handled
        await scene.kill_and_restart()
        await scene.until(scene.is_settled)
        assert (await application(scene)).motivation == "To find importers"
        phone.tap_label("✅ Take these")
        phone.send("Chains of the Gulf")
        await scene.until(scene.is_settled)
        assert (await application(scene)).given == [
            ApplicationStep.MOTIVATION,
            ApplicationStep.PRODUCTS,
            ApplicationStep.BUYERS,
        ]
        async with scene.database.transaction() as session:
            await session.execute(
                update(Application).values(given=list(ApplicationStep), traveller_id=amina.id)
            )
        one = await application(scene)
        for _again in range(2):
            phone.tap(phone.last["message_id"], SendApplication(one.id).pack())
        await scene.until(scene.is_settled)
        assert sum("applies for" in text for text in scene.copies.elements()) == 1

        owner.tap(owner.last["message_id"], AskDecision(one.id, Verdict.ACCEPT).pack())
        await scene.until(lambda: "They are told in their language" in str(owner.last))
        owner.send("Welcome aboard")
        await scene.until(lambda: "They will read" in str(owner.last))
        decide = owner.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        for _again in range(2):
            owner.tap(owner.last["message_id"], decide)  # killed while this is handled
        await scene.kill_and_restart()

        async def is_handled() -> bool:
            return not scene.tg.updates.waiting and not await scene.updates(Handling.WAITING)

        await scene.until(is_handled)
        decided = await application(scene)
        assert (decided.state, decided.reason) == (ApplicationState.ACCEPTED, "Welcome aboard")
        # At night it waits for the morning
        told = [one.person_id for one in await scene.deliveries() if (one.what or "").startswith("decided")]
        assert told == [amina.id]
        async with scene.database.reading() as session:
            applied = select(func.count()).where(Interaction.kind == Act.MISSION_APPLIED)
            assert await session.scalar(applied) == 1
