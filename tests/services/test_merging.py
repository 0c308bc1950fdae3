"""Two records that are one and the same become one, with everything that refers to either, in whatever table."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.base import Base, Choice, Instant, TelegramId, Wall
from bot.models.companies import Company, SubCluster
from bot.models.events import Event, Guest
from bot.models.imports import CompanyAlias
from bot.models.introductions import Introduction
from bot.models.invites import Invite
from bot.models.ledger import Interaction
from bot.models.people import Person, Standing
from bot.models.polls import Poll, PollAnswer, PollQuestion, Voter
from bot.models.scores import PersonWeek
from bot.models.secrets import EncryptedJSON
from bot.models.staff import AuditEntry
from bot.rules.events import Rsvp
from bot.rules.fields import Field, Owner
from bot.rules.introductions import Origin, State
from bot.rules.ledger import Act
from bot.rules.polls import QuestionKind
from bot.rules.scoring import Band
from bot.rules.words import fold
from bot.services import invites, merging, references, score_weeks
from bot.services.companies import CompanyGone
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAFF = 9_000_001
AS_FOREIGN_KEYS = {"introductions.low_id", "introductions.high_id"}
"""Columns that refer to a person without saying so in the schema; `services/merging.py` puts them right."""
NUMBERS = count(1_000)


async def made(session: AsyncSession, table: Table, **given: Any) -> dict[str, Any]:
    """A row of any table, with what its columns need, and of the tables that they refer to."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            values[column.name] = given[column.name]
        elif column.foreign_keys and not column.nullable:
            (key,) = column.foreign_keys
            parent = await made(session, key.column.table)  # type: ignore[arg-type]
            values[column.name] = parent[key.column.name]
        elif not column.nullable:
            values[column.name] = _something(column)
    await session.execute(insert(table).values(values))
    return values


def _something(column: Column[Any]) -> Any:
    kind, number = column.type, next(NUMBERS)
    match kind:
        case Choice():
            return next(iter(kind.choices))
        case Instant():
            return NOW
        case Wall():
            return NOW.replace(tzinfo=None)
        case TelegramId():
            return number
        case EncryptedJSON() | JSON():
            return []
        case Date():
            return date(2026, 11, 23) + timedelta(days=number)
        case Boolean():
            return False
    if isinstance(kind, Integer):
        return number
    return str(number)[: kind.length] if isinstance(kind, String) else str(number)


def a_company(name: str, **more: Any) -> Company:
    return Company(name=name, name_key=fold(name), created_at=NOW, **more)


async def two_people(session: AsyncSession, **more: Any) -> tuple[Person, Person]:
    """Amina of Cedar Press, who has joined, and the same once more, as another office typed her."""
    amina = Person(
        name="Amina Haddad",
        company=a_company("Cedar Press"),
        created_at=NOW,
        telegram_id=7,
        standing=Standing.MEMBER,
        joined_at=NOW,
        consented_at=NOW,
    )
    again = Person(name="Haddad, Amina", company=a_company("Cedar Press SARL"), created_at=NOW, **more)
    session.add_all([amina, again])
    await session.flush()
    return amina, again


async def merge_people(database: Database, kept: int, gone: int) -> None:
    async with database.transaction() as session:
        await merging.merge(session, Owner.PERSON, kept, gone, STAFF, at(NOW))


@pytest.mark.parametrize("model", [Person, Company])
async def test_all_that_refers_to_a_record_follows_whatever_table_it_is_in(
    database: Database, model: type[Person] | type[Company]
) -> None:
    table = references.table_of(model)
    columns = [one for one in references.referring(table) if one.table.name != "introductions"]
    assert len(columns) >= 10
    async with database.transaction() as session:
        kept, gone = await two_people(session)
        ids = (kept.id, gone.id) if model is Person else (kept.company_id, gone.company_id)
        for column in columns:
            await made(session, column.table, **{column.name: ids[1]})  # type: ignore[arg-type]
        rows = {str(one): await _count(session, one, ids[1]) for one in columns}
        assert all(rows.values())
    owner = Owner.PERSON if model is Person else Owner.COMPANY
    async with database.transaction() as session:
        await merging.merge(session, owner, *ids, STAFF, at(NOW))
    async with database.reading() as session:
        for column in columns:
            assert await _count(session, column, ids[1]) == 0, column
            assert await _count(session, column, ids[0]) >= rows[str(column)], column


async def _count(session: AsyncSession, column: Column[Any], number: int) -> int:
    found = await session.scalar(select(func.count()).select_from(column.table).where(column == number))
    return found or 0


def test_no_column_refers_to_a_record_without_saying_so() -> None:
    numbers = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id")
        and isinstance(column.type, Integer)
        and not (column.foreign_keys or column.primary_key or isinstance(column.type, TelegramId))
    }
    of_telegram = {one for one in numbers if "message" in one or "screen" in one or "newest" in one}
    assert numbers - of_telegram == AS_FOREIGN_KEYS


async def test_of_two_invitations_to_one_event_the_answered_one_stays(database: Database) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session)
        event = Event(author_id=None, created_at=NOW, zone="Asia/Beirut")
        session.add(event)
        await session.flush()
        session.add_all(
            [
                Guest(event_id=event.id, person_id=amina.id, company_id=amina.company_id, came_at=NOW),
                Guest(
                    event_id=event.id,
                    person_id=again.id,
                    company_id=again.company_id,
                    rsvp=Rsvp.GOING,
                    answered_at=NOW + timedelta(hours=1),
                ),
            ]
        )
        seen = await merging.foresee(session, Owner.PERSON, amina.id, again.id)
        assert (seen.counts["event_guests"], seen.both) == (1, {"event_guests": 1})
    await merge_people(database, amina.id, again.id)
    async with database.reading() as session:
        (guest,) = await session.scalars(select(Guest))
    assert (guest.person_id, guest.rsvp, guest.came_at) == (amina.id, Rsvp.GOING, NOW)
    assert guest.company_id == amina.company_id, "the event lies ahead: her seat is her company's"


async def test_of_two_votes_the_newer_counts_and_its_answers_with_what_the_other_said_besides(
    database: Database,
) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session)
        poll = Poll(author_id=None, created_at=NOW, zone="Asia/Beirut")
        session.add(poll)
        await session.flush()
        questions = [PollQuestion(poll_id=poll.id, place=n, kind=QuestionKind.ONE) for n in range(2)]
        voters = [
            Voter(poll_id=poll.id, person_id=one.id, company_id=one.company_id, changed_at=NOW + late)
            for one, late in ((amina, timedelta()), (again, timedelta(hours=1)))
        ]
        session.add_all([*questions, *voters])
        await session.flush()
        first, second = (question.id for question in questions)
        for voter, question, given in (
            (voters[0], first, [0]),
            (voters[0], second, [1]),
            (voters[1], first, [2]),
        ):
            session.add(PollAnswer(voter_id=voter.id, question_id=question, given=given))
    await merge_people(database, amina.id, again.id)
    async with database.reading() as session:
        (voter,) = await session.scalars(select(Voter))
        found = await session.execute(select(PollAnswer.question_id, PollAnswer.given))
    assert voter.person_id == amina.id
    assert dict(found.all()) == {first: [2], second: [1]}


async def test_scores_of_weeks_and_acts_follow(database: Database) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session)
        for one, week in ((amina, 16), (again, 16), (again, 9)):
            session.add(
                PersonWeek(person_id=one.id, week_on=date(2026, 11, week), points=one.id, band=Band.QUIET)
            )
        for one in (amina, again):
            session.add(
                Interaction(
                    person_id=one.id,
                    company_id=one.company_id,
                    kind=Act.EVENT_ATTENDED,
                    about="event:1",
                    at=NOW,
                    day=date(2026, 11, 10).toordinal(),
                )
            )
        await score_weeks.note_kept(session, date(2026, 11, 22))
        assert len(await score_weeks.due(session, at(NOW + timedelta(days=1)))) == 1
    await merge_people(database, amina.id, again.id)
    async with database.reading() as session:
        assert await score_weeks.due(session, at(NOW)) == [], "not before the night"
        assert len(await score_weeks.due(session, at(NOW + timedelta(days=1)))) == 3, "all weeks anew"
        weeks = (await session.scalars(select(PersonWeek).order_by(PersonWeek.week_on))).all()
        acts = (await session.scalars(select(Interaction).order_by(Interaction.id))).all()
    assert [(week.week_on.day, week.points) for week in weeks] == [(9, again.id), (16, amina.id)]
    assert [act.person_id for act in acts] == [amina.id] * 2
    assert acts[1].company_id == again.company_id, "it was done for that company"


async def test_introductions_follow_none_is_to_oneself_and_one_stays_open(database: Database) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session)
        bruno = Person(name="Bruno Karam", company=a_company("Karam Estates"), created_at=NOW)
        session.add(bruno)
        await session.flush()
        for asker, other, late in ((amina, bruno, 0), (bruno, again, 1), (amina, again, 0)):
            session.add(
                Introduction(
                    asker=asker, other=other, origin=Origin.CARD, asked_at=NOW + timedelta(hours=late)
                )
            )
    await merge_people(database, amina.id, again.id)
    async with database.reading() as session:
        found = (await session.scalars(select(Introduction).order_by(Introduction.id))).all()
    pair = (amina.id, bruno.id)
    assert [(one.low_id, one.high_id, one.state) for one in found] == [
        (*pair, State.WITHDRAWN),
        (*pair, State.OPEN),
    ]
    assert (found[1].asker_id, found[1].other_id) == (bruno.id, amina.id)


async def test_the_account_moves_to_the_record_that_stays_and_links_let_nobody_in_any_more(
    database: Database,
) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session)
        await invites.make(session, again.company_id, again.id, at(NOW))
    await merge_people(database, again.id, amina.id)
    async with database.reading() as session:
        (person,) = await session.scalars(select(Person))
        (invite,) = await session.scalars(select(Invite))
    assert (person.id, person.telegram_id, person.standing) == (again.id, 7, Standing.MEMBER)
    assert invite.expires_at <= NOW


async def test_of_two_accounts_one_speaks_and_the_other_can_still_erase(database: Database) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session, telegram_id=8, standing=Standing.MEMBER)
        seen = await merging.foresee(session, Owner.PERSON, amina.id, again.id)
        assert seen.loses_account
    await merge_people(database, amina.id, again.id)
    async with database.reading() as session:
        (person,) = await session.scalars(select(Person))
    assert (person.telegram_id, person.former_telegram_id) == (7, 8)


async def test_companies_fill_each_other_and_what_was_said_otherwise_is_in_the_trail(
    database: Database,
) -> None:
    async with database.transaction() as session:
        wine, snacks = (await session.scalars(select(SubCluster).order_by(SubCluster.id).limit(2))).all()
        kept = a_company("Cedar Press", city="Batroun", markets=["FR"], sub_clusters=[wine])
        gone = a_company(
            "Cedar Press SARL", city="Beirut", website="https://cedar.example", markets=["DE"], needs="Jars"
        )
        gone.sub_clusters = [wine, snacks]
        session.add_all([kept, gone])
        await session.flush()
        bruno = Person(name="Bruno Karam", company=gone, created_at=NOW)
        session.add(bruno)
        await session.flush()
        seen = await merging.foresee(session, Owner.COMPANY, kept.id, gone.id)
        assert seen.lost == [Field.NAME, Field.CITY]
        assert seen.counts["people"] == 1
    async with database.transaction() as session:
        await merging.merge(session, Owner.COMPANY, kept.id, gone.id, STAFF, at(NOW))
    async with database.reading() as session:
        (company,) = await session.scalars(select(Company))
        (person,) = await session.scalars(select(Person))
        (entry,) = await session.scalars(select(AuditEntry))
    assert (company.name, company.city, company.needs) == ("Cedar Press", "Batroun", "Jars")
    assert (company.website, company.markets) == ("https://cedar.example", ["FR", "DE"])
    assert [part.slug for part in company.sub_clusters] == [wine.slug, snacks.slug]
    assert person.company_id == company.id
    assert ["city", "Beirut", "Batroun"] in (entry.changes or [])
    assert entry.company_id == company.id


@pytest.mark.parametrize("crosswise", [False, True])
async def test_two_who_merge_at_once_merge_once(database: Database, crosswise: bool) -> None:
    async with database.transaction() as session:
        one, other = a_company("Cedar Press"), a_company("Cedar Press SARL")
        session.add_all([one, other])
        await session.flush()

    async def merges(kept: Company, gone: Company) -> bool:
        try:
            async with database.transaction() as session:
                await merging.merge(session, Owner.COMPANY, kept.id, gone.id, STAFF, at(NOW))
        except CompanyGone:
            return False
        return True

    done = await asyncio.gather(merges(one, other), merges(*((other, one) if crosswise else (one, other))))
    assert sorted(done) == [False, True]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Company)) == 1
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 1


async def test_names_and_numbers_of_before_are_remembered(database: Database) -> None:
    async with database.transaction() as session:
        amina, again = await two_people(session, phone="+9613123456", email="amina@cedar.example")
        amina.phone = "+96170111222"
        companies = amina.company_id, again.company_id
    await merge_people(database, amina.id, again.id)
    async with database.transaction() as session:
        await merging.merge(session, Owner.COMPANY, *companies, STAFF, at(NOW))
    async with database.reading() as session:
        (person,) = await session.scalars(select(Person))
        (alias,) = await session.scalars(select(CompanyAlias))
        entry = await session.scalar(select(AuditEntry).order_by(AuditEntry.id).limit(1))
    assert entry is not None
    assert (entry.details, (entry.changes or [])[0]) == ({}, ["person", "Haddad, Amina", "Amina Haddad"])
    assert (person.phone, person.other_phone) == ("+96170111222", "+9613123456")
    assert (person.email, person.email_index is None) == ("amina@cedar.example", False)
    assert (alias.key, alias.company_id) == ("cedar press sarl", companies[0])
