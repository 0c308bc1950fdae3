"""What is confirmed and approved is a revision of a broadcast: whatever changes it makes another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.models.approvals import Approval
from bot.models.broadcasts import Broadcast, BroadcastChange, BroadcastPhase
from bot.models.deliveries import Delivery
from bot.models.staff import AuditEntry, Staff
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.rules.staff import Role
from bot.services import approvals, broadcasts, composing, launching, scheduling
from bot.services.approvals import NobodyElse, OwnBroadcast
from bot.services.broadcasts import ChangedSince, HasMovedOn
from bot.services.scheduling import AtNight
from tests.messages import said
from tests.moments import at
from tests.services.gatherings import members

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEILA, RANA, KARIM = 9_000_001, 9_000_002, 9_000_003
NINE = datetime.fromisoformat("2026-11-24 09:00")


async def test_an_audience_that_is_chosen_anew_makes_a_revision_and_the_same_one_does_not(
    database: Database,
) -> None:
    wine = Audience.parse("sub_cluster=wine")
    async with database.transaction() as session:
        made = await composing.begin(session, LEILA, at(NOW))
        for chosen in (wine, wine, Audience()):
            await composing.set_audience(session, made.id, chosen, RANA)
        assert made.revision == 3
    async with database.reading() as session:
        noted = await session.scalars(select(BroadcastChange).order_by(BroadcastChange.revision))
        assert [(one.revision, one.what, one.actor_id) for one in noted] == [
            (2, Edited.AUDIENCE, RANA),
            (3, Edited.AUDIENCE, RANA),
        ]


async def is_written(database: Database, above: int | None = 2, *, alone: bool = False) -> int:
    """Rana's broadcast to three members; owners want a second approver above a number. Its number."""
    await members(database, 3)
    async with database.transaction() as session:
        editors = [(RANA, "Rana")] if alone else [(RANA, "Rana"), (KARIM, "Karim")]
        session.add_all(
            Staff(telegram_id=one, name=called, role=Role.EDITOR, added_at=NOW) for one, called in editors
        )
        await approvals.set_above(session, above, LEILA, at(NOW))
        made = await composing.begin(session, RANA, at(NOW))
        for language in ("ar", "fr", "en"):
            made.texts.append(composing.text_of(made, language, f"Hello in {language}"))
        return made.id


async def stands(database: Database) -> tuple[BroadcastPhase, datetime | None]:
    async with database.reading() as session:
        return tuple((await session.execute(select(Broadcast.phase, Broadcast.send_wall))).one())  # type: ignore[return-value]


async def asked(database: Database, number: int, wall: datetime | None = NINE) -> Approval:
    """Rana asks for its approval."""
    async with database.transaction() as session:
        await approvals.send(session, number, 1, wall, RANA, at(NOW))
        return (await session.scalars(select(Approval).order_by(Approval.id.desc()))).first()  # type: ignore[return-value]


@pytest.mark.parametrize("above", [None, 3, 100])
async def test_below_the_number_it_is_just_sent(database: Database, above: int | None) -> None:
    number = await is_written(database, above)
    async with database.transaction() as session:
        await approvals.send(session, number, 1, NINE, RANA, at(NOW))
    assert await stands(database) == (BroadcastPhase.SCHEDULED, NINE)


async def test_above_it_another_one_approves_what_was_asked(database: Database) -> None:
    number = await is_written(database)
    approval = await asked(database, number)
    assert await stands(database) == (BroadcastPhase.ASKING, None)
    async with database.reading() as session:
        assert {chat for chat, _text in await said(session)} == {KARIM}
    async with database.transaction() as session:
        broadcast = await approvals.approve(session, number, approval.id, 1, KARIM, at(NOW))
        assert broadcast.phase is BroadcastPhase.SCHEDULED
    assert await stands(database) == (BroadcastPhase.SCHEDULED, NINE)
    # Called back and not changed, it needs no other approval, also for another time
    async with database.transaction() as session:
        await scheduling.call_back(session, number, RANA, at(NOW))
        await approvals.send(session, number, 1, NINE + timedelta(hours=3), RANA, at(NOW))
    assert (await stands(database))[0] is BroadcastPhase.SCHEDULED


async def test_who_wrote_it_or_asked_cannot_approve_nor_can_another_revision_be(database: Database) -> None:
    number = await is_written(database)
    approval = await asked(database, number)
    for actor, approval_id, revision, refusal in (
        (RANA, approval.id, 1, OwnBroadcast),
        (KARIM, approval.id, 2, ChangedSince),
        (KARIM, approval.id, 0, ChangedSince),
        (KARIM, approval.id + 1, 1, HasMovedOn),
    ):
        with pytest.raises(refusal):
            async with database.transaction() as session:
                await approvals.approve(session, number, approval_id, revision, actor, at(NOW))
        with pytest.raises(refusal):
            async with database.transaction() as session:
                await approvals.decline(session, number, approval_id, revision, "No", actor, at(NOW))
    assert (await stands(database))[0] is BroadcastPhase.ASKING
    async with database.transaction() as session:
        await approvals.withdraw(session, number, RANA, at(NOW))
    with pytest.raises(HasMovedOn):
        async with database.transaction() as session:
            await approvals.approve(session, number, approval.id, 1, KARIM, at(NOW))
    again = await asked(database, number)
    assert again.id != approval.id


async def test_a_change_voids_an_approval_also_of_one_that_is_scheduled(database: Database) -> None:
    number = await is_written(database)
    approval = await asked(database, number)
    async with database.transaction() as session:
        await approvals.approve(session, number, approval.id, 1, KARIM, at(NOW))
        broadcast = await broadcasts.locked(session, number)
        broadcasts.changed(session, broadcast, Edited.TEXT, RANA)
    async with database.transaction() as session:
        await launching.launch_due(session, at(NOW + timedelta(hours=22)))
    assert await stands(database) == (BroadcastPhase.COMPOSING, None)
    async with database.reading() as session:
        assert any("changed after it had been approved" in str(text) for _chat, text in await said(session))
    async with database.transaction() as session:
        with pytest.raises(ChangedSince) as since:
            await approvals.send(session, number, 1, None, KARIM, at(NOW))
        assert since.value.changes == (("Rana", Edited.TEXT),)
        await approvals.send(session, number, 2, None, RANA, at(NOW))
    assert (await stands(database))[0] is BroadcastPhase.ASKING


async def test_an_approval_that_comes_too_late_or_at_night_leaves_the_time_to_be_chosen(
    database: Database,
) -> None:
    number = await is_written(database)
    night = at(NOW + timedelta(hours=12))
    for wall, then in ((NINE, at(NOW + timedelta(days=1))), (None, night)):
        approval = await asked(database, number, wall)
        async with database.transaction() as session:
            await approvals.approve(session, number, approval.id, 1, KARIM, then)
        assert await stands(database) == (BroadcastPhase.COMPOSING, None)
        async with database.transaction() as session:
            broadcast = await broadcasts.locked(session, number)
            assert not (await approvals.standing(session, broadcast, 3, RANA, then)).is_needed
            await session.delete(await session.get_one(Approval, approval.id))
    async with database.transaction() as session:
        for wall in (None, datetime.fromisoformat("2026-11-24 21:00")):
            with pytest.raises(AtNight):
                await approvals.send(session, number, 1, wall, RANA, night)


async def test_where_nobody_else_is_it_is_said_and_nothing_changes(database: Database) -> None:
    number = await is_written(database, alone=True)
    with pytest.raises(NobodyElse):
        await asked(database, number)
    assert (await stands(database))[0] is BroadcastPhase.COMPOSING
    async with database.transaction() as session:
        # An owner of the environment can
        await approvals.send(session, number, 1, NINE, RANA, at(NOW, LEILA))
        assert await session.scalar(select(func.count()).select_from(Delivery)) == 1


async def test_the_number_is_on_the_trail_when_it_changes(database: Database) -> None:
    async with database.transaction() as session:
        for above in (200, 200, None):
            await approvals.set_above(session, above, LEILA, at(NOW))
            assert await approvals.above(session) == above
    async with database.reading() as session:
        assert len((await session.scalars(select(AuditEntry))).all()) == 2


async def test_who_asked_hears_once_that_its_time_has_come(database: Database) -> None:
    await asked(database, await is_written(database))
    for then, told in ((NOW, 0), (NOW + timedelta(days=1), 1), (NOW + timedelta(days=2), 1)):
        async with database.transaction() as session:
            await approvals.tell_overdue(session, at(then))
        async with database.reading() as session:
            assert len(await said(session, Delivery.chat_id == RANA)) == told
