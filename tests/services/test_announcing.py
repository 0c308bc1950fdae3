"""Announcing: thousands are invited in a handful of statements, and staff hear of what did not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import func, select, update

from bot.db import Database
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.events import Event, EventText, Guest
from bot.models.ledger import Opportunity
from bot.models.people import Person
from bot.rules.events import EventPhase, Rsvp
from bot.rules.ledger import Offer
from bot.services import announcing, planning, telling
from tests.messages import said
from tests.moments import at
from tests.services.gatherings import NOW, OWNER, flat, members

THURSDAY = datetime.fromisoformat("2026-11-26 18:00")
MANY = 5_000
MOST_STATEMENTS = 16


async def a_plan(database: Database, **columns: object) -> int:
    """A plan of which all is said that is needed, in three languages."""
    async with database.transaction() as session:
        event = await planning.start(session, OWNER, at(NOW))
        event.texts = [
            EventText(language=language, title=f"Forum {language}") for language in ("ar", "fr", "en")
        ]
        planning.set_start(event, THURSDAY, at(NOW))
        planning.set_end(event, THURSDAY + timedelta(hours=3))
        for column, value in columns.items():
            setattr(event, column, value)
        return event.id


async def test_thousands_are_invited_in_a_handful_of_statements(database: Database) -> None:
    await members(database, *[100] * (MANY // 100))
    event_id = await a_plan(database)
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    async with database.transaction() as session:
        engine = session.get_bind()
        listening.listen(engine, "before_cursor_execute", count)
        try:
            await announcing.announce(session, event_id, OWNER, at(NOW))
            await session.flush()
        finally:
            listening.remove(engine, "before_cursor_execute", count)
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    async with database.reading() as session:
        for model, which in (
            (Guest, Guest.rsvp == Rsvp.INVITED),
            (Delivery, Delivery.purpose == Purpose.BROADCAST),
            (Opportunity, Opportunity.kind == Offer.INVITATION),
        ):
            assert await session.scalar(select(func.count()).select_from(model).where(which)) == MANY
        assert await session.scalar(select(func.count()).select_from(Letter)) == 1


async def announced(database: Database) -> tuple[int, list[int]]:
    """An event that three members of three languages were invited to; its id, and theirs."""
    people = flat(await members(database, 3))
    event_id = await a_plan(database)
    async with database.transaction() as session:
        await announcing.announce(session, event_id, OWNER, at(NOW))
    return event_id, people


async def ends(database: Database, **by_person: Status) -> None:
    """The invitations ended so, by the last digit of the person's chat; what they said is dropped with the last one."""
    async with database.transaction() as session:
        for digit, status in by_person.items():
            theirs = (Delivery.what == announcing.INVITATION) & (Delivery.chat_id % 10 == int(digit[1:]))
            await session.execute(update(Delivery).where(theirs).values(status=status, settled_at=NOW))


async def test_who_cannot_be_reached_is_not_invited(database: Database) -> None:
    people = flat(await members(database, 3))
    event_id = await a_plan(database)
    async with database.transaction() as session:
        (await session.get_one(Person, people[0])).is_reachable = False
        await announcing.announce(session, event_id, OWNER, at(NOW))
        invited = await session.scalars(select(Guest.person_id).order_by(Guest.person_id))
        assert list(invited) == people[1:]


async def test_an_event_is_announced_once(database: Database) -> None:
    event_id, _people = await announced(database)
    async with database.transaction() as session:
        with pytest.raises(planning.HasMovedOn):
            await announcing.announce(session, event_id, OWNER, at(NOW))


async def test_staff_hear_once_of_invitations_that_did_not_arrive(database: Database) -> None:
    _event_id, _people = await announced(database)
    moment = at(NOW, OWNER)
    await ends(database, p0=Status.SENT, p1=Status.UNCERTAIN)
    async with database.transaction() as session:
        assert not await announcing.report(session, moment), "one is still on its way"
    await ends(database, p2=Status.FAILED)
    async with database.transaction() as session:
        assert await announcing.report(session, moment)
        assert not await announcing.report(session, moment)
    async with database.reading() as session:
        (told,) = await said(session, Delivery.what == "invitations went")
    assert told[0] == OWNER
    assert "Forum en" in str(told[1])


async def test_nobody_hears_of_invitations_that_all_arrived(database: Database) -> None:
    await announced(database)
    await ends(database, p0=Status.SENT, p1=Status.SENT, p2=Status.UNREACHABLE)
    async with database.transaction() as session:
        assert not await announcing.report(session, at(NOW, OWNER))


async def test_what_is_uncertain_is_sent_again_as_it_reads_now_and_nothing_else(database: Database) -> None:
    event_id, _people = await announced(database)
    await ends(database, p0=Status.SENT, p1=Status.UNCERTAIN, p2=Status.FAILED)
    async with database.transaction() as session:
        (await session.get_one(Event, event_id)).place = "Villa Linda"
    async with database.transaction() as session:
        for _again in range(2):
            await announcing.send_again(session, event_id, Status.UNCERTAIN, OWNER, at(NOW))
    async with database.reading() as session:
        ((chat, text),) = await said(session, Delivery.status == Status.WAITING)
        assert chat % 10 == 1
        assert "Villa Linda" in str(text)
        assert await session.scalar(select(func.count()).select_from(Opportunity)) == 3, "offered once each"
        went = await announcing.invitations(session, (await session.get_one(Event, event_id)).about)
    tally = went.tally
    assert (tally.sent, tally.failed, tally.pending, tally.uncertain) == (1, 1, 1, 0)
    assert (went.failed_again, went.uncertain_again) == (1, 0)
    async with database.transaction() as session:
        await announcing.send_again(session, event_id, Status.FAILED, OWNER, at(NOW))
    async with database.reading() as session:
        assert len(await said(session, Delivery.status == Status.WAITING)) == 2


async def test_a_message_that_waits_says_something_else_and_waits_longer(database: Database) -> None:
    event_id, _people = await announced(database)
    await ends(database, p0=Status.SENT)
    async with database.transaction() as session:
        event = await session.get_one(Event, event_id)
        event.place = "Villa Linda"
        planning.set_start(event, THURSDAY + timedelta(days=7), at(NOW))
        await telling.reword(session, announcing.invitation_to(event))
        starts_at = event.starts_at
    async with database.reading() as session:
        found = await session.execute(
            select(Delivery.status, Delivery.not_after).where(Delivery.what == announcing.INVITATION)
        )
        times = dict(list(found))
        waiting = await said(session, Delivery.status == Status.WAITING)
    assert times[Status.WAITING] == starts_at
    assert times[Status.SENT] != starts_at
    assert [("Villa Linda" in str(text)) for _chat, text in waiting] == [True, True]


async def test_a_plan_that_lacks_something_is_not_announced(database: Database) -> None:
    await members(database, 1)
    async with database.transaction() as session:
        event = await planning.start(session, OWNER, at(NOW))
        with pytest.raises(announcing.DetailsMissing):
            await announcing.announce(session, event.id, OWNER, at(NOW))
        assert event.phase is EventPhase.PLANNING
