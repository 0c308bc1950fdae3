"""Memberships are ended and renewed, and people move, with all that lies ahead of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.events import Event, Guest
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.models.staff import AuditEntry
from bot.rules.audiences import Audience
from bot.rules.events import EventPhase, Rsvp
from bot.rules.invites import LinkProblem
from bot.services import audiences, companies, invites, inviting, memberships
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STAFF = 9_000_001


async def cedar(database: Database) -> tuple[int, dict[str, int]]:
    """A company with a member, one who has left, and one who is expected."""
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        session.add(company)
        await session.flush()
        ids = {}
        for n, standing in enumerate((Standing.MEMBER, Standing.LEFT, Standing.EXPECTED)):
            account = None if standing is Standing.EXPECTED else 100 + n
            person = Person(name=standing.value, company=company, created_at=NOW, standing=standing)
            person.telegram_id, person.consented_at = account, account and NOW
            person.left_at = NOW if standing is Standing.LEFT else None
            session.add(person)
            await session.flush()
            ids[standing.value] = person.id
    return company.id, ids


async def standings(database: Database) -> dict[str, Standing]:
    async with database.reading() as session:
        found = await session.execute(select(Person.name, Person.standing))
        return dict(found.all())


async def test_a_membership_ends_for_everybody_and_comes_back_for_who_was_there(database: Database) -> None:
    company_id, ids = await cedar(database)
    async with database.transaction() as session:
        _invite, token = await invites.make(session, company_id, None, at(NOW))
        await memberships.end_company(session, company_id, STAFF, at(NOW + timedelta(minutes=1)))
        await memberships.end_company(session, company_id, STAFF, at(LATER))
    assert set((await standings(database)).values()) == {Standing.LEFT}
    async with database.transaction() as session:
        assert (await audiences.reach(session, Audience())).people == 0
        assert await invites.try_token(session, token, 555, at(LATER)) is LinkProblem.EXPIRED
        with pytest.raises(inviting.MembershipEnded):
            await inviting.invite(session, ids["expected"], 0, STAFF, at(LATER))
        with pytest.raises(companies.CompanyEnded):
            await memberships.renew_person(session, ids["member"], STAFF, at(LATER))
    async with database.transaction() as session:
        await memberships.renew_company(session, company_id, STAFF, at(LATER))
        await memberships.renew_company(session, company_id, STAFF, at(LATER))
    assert await standings(database) == {one.value: one for one in Standing}, "who had left before stays so"
    async with database.reading() as session:
        acts = await session.scalars(select(AuditEntry.act))
        told = await session.scalars(select(Delivery.chat_id))
        assert len(list(acts)) == 2
        assert list(told) == [100, 100], "only who was there is told, that it ended and that it is back"


async def test_a_person_alone_is_ended_and_does_not_come_back_with_the_company(database: Database) -> None:
    company_id, ids = await cedar(database)
    async with database.transaction() as session:
        await memberships.end_person(session, ids["member"], STAFF, at(NOW))
        await memberships.end_company(session, company_id, STAFF, at(LATER))
        await memberships.renew_company(session, company_id, STAFF, at(LATER))
    assert (await standings(database))["member"] is Standing.LEFT
    async with database.transaction() as session:
        await memberships.renew_person(session, ids["member"], STAFF, at(LATER))
    assert (await standings(database))["member"] is Standing.MEMBER


async def test_who_moves_takes_seats_ahead_and_links_along_and_leaves_the_past(database: Database) -> None:
    _company_id, ids = await cedar(database)
    async with database.transaction() as session:
        other = Company(name="Karam Estates", name_key="karam estates", created_at=NOW)
        session.add(other)
        person = await session.get_one(Person, ids["member"])
        before = person.company_id
        events = [
            Event(
                author_id=None,
                created_at=NOW,
                zone="Asia/Beirut",
                phase=EventPhase.ANNOUNCED,
                ends_at=NOW + timedelta(days=days),
            )
            for days in (-1, 1)
        ]
        session.add_all(events)
        await session.flush()
        for event in events:
            guest = Guest(event_id=event.id, person_id=person.id, company_id=before, rsvp=Rsvp.GOING)
            session.add(guest)
        await invites.make(session, before, person.id, at(NOW))
        await memberships.move(session, person.id, other.id, STAFF, at(NOW))
        with pytest.raises(memberships.InItAlready):
            await memberships.move(session, person.id, other.id, STAFF, at(NOW))
    async with database.reading() as session:
        guests = (await session.scalars(select(Guest.company_id).order_by(Guest.id))).all()
        assert list(guests) == [before, other.id]
        assert await session.scalar(select(Invite.company_id)) == other.id
        entry = (await session.scalars(select(AuditEntry))).one()
    assert entry.changes == [["company", "Cedar Press", "Karam Estates"]]
