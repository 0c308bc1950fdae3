"""Rounds, whatever happens meanwhile: who is invited, who is paired with whom, and who never is."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from bot.db import Database
from bot.models.deliveries import Delivery
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.models.rounds import Round, RoundMember
from bot.models.staff import AuditEntry
from bot.rules.audiences import Audience
from bot.rules.introductions import Side, State
from bot.rules.rounds import Habit, Participation, RoundPhase, Say
from bot.screens.rounds import table
from bot.services import rounds
from bot.services.rounds import IsHidden, NoSuchRound, OneIsOpen, TooFew, TooLate
from tests.messages import said
from tests.moments import at
from tests.services.gatherings import BEIRUT, NOW, OWNER, begun, members, paired, phase, told


async def test_everybody_who_can_take_part_is_invited_once(database: Database) -> None:
    companies = await members(database, 3, 3)
    (asked, always, paused), (hidden, blocked, stranger) = companies
    async with database.transaction() as session:
        (await session.get_one(Person, always)).habit = Habit.ALWAYS
        (await session.get_one(Person, paused)).habit = Habit.PAUSED
        (await session.get_one(Person, hidden)).is_listed = False
        (await session.get_one(Person, blocked)).is_reachable = False
        (await session.get_one(Person, stranger)).standing = Standing.EXPECTED
    about = await begun(database)
    async with database.transaction() as session:
        assert not await rounds.invite_due(session, at(NOW))
        figures = await rounds.figures(session, about.id)
        assert (figures.invited, figures.joined, figures.silent) == (2, 1, 1)
    assert await told(database, "invitation") == [asked, always]
    before = about.matches_at - timedelta(days=1, minutes=1)
    async with database.transaction() as session:
        assert not await rounds.remind_due(session, at(before))
        assert await rounds.remind_due(session, at(before + timedelta(minutes=2)))
    assert await told(database, "reminder") == [asked]
    async with database.transaction() as session:
        statements: list[str] = []
        connection = (await session.connection()).sync_connection
        event.listen(
            connection, "before_cursor_execute", lambda _connection, _cursor, sql, *_: statements.append(sql)
        )
        assert not await rounds.remind_due(session, at(before + timedelta(minutes=3)))
        assert len(statements) == 1, "that the round was reminded is remembered"
    async with database.transaction() as session:
        await rounds.answer(session, await session.get_one(Person, asked), about.id, Say.SKIP, at(NOW))
    assert await told(database, "reminder") == []


async def test_an_audience_narrows_and_a_late_start_gives_new_dates(database: Database) -> None:
    companies = await members(database, 3, 3)
    async with database.transaction() as session:
        with pytest.raises(TooFew):
            await rounds.start(session, Audience.parse("size=large"), NOW, 2, OWNER, at(NOW))
        audience = Audience.parse("language=fr")
        assert await rounds.reach(session, audience) == {"ar": 0, "fr": 2, "en": 0}
        about = await rounds.start(session, audience, NOW, 4, OWNER, at(NOW))
        late = NOW + timedelta(days=9)
        await rounds.invite_due(session, at(late))
        assert about.starts_at == late
        assert about.matches_at == late + timedelta(days=4)
    assert await told(database, "invitation") == [people[1] for people in companies]


async def test_an_answer_can_change_until_the_pairing(database: Database) -> None:
    (one, two), (three, stranger) = await members(database, 2, 2)
    about = await begun(database, join=[one, two, three])
    late = about.matches_at
    async with database.transaction() as session:
        person = await session.get_one(Person, one)
        for say, part, habit in (
            (Say.SKIP, Participation.SKIPPED, Habit.ASK),
            (Say.PAUSE, Participation.SKIPPED, Habit.PAUSED),
            (Say.JOIN, Participation.JOINED, Habit.ASK),
        ):
            _about, member = await rounds.answer(session, person, about.id, say, at(NOW))
            assert (member.part, person.habit) == (part, habit)
        _about, member = await rounds.answer(session, person, about.id, Say.SKIP, at(late))
        assert member.part is Participation.JOINED
        await rounds.answer(session, person, about.id, Say.PAUSE, at(late))
        assert (member.part, person.habit) == (Participation.JOINED, Habit.PAUSED)
        await session.delete(await session.get_one(RoundMember, (about.id, stranger)))
        await session.flush()
        with pytest.raises(NoSuchRound):
            await rounds.answer(session, await session.get_one(Person, stranger), about.id, Say.JOIN, at(NOW))


async def test_who_hides_is_told_why_they_cannot_join_and_who_hides_later_stays_in(
    database: Database,
) -> None:
    (one, two), (three,) = await members(database, 2, 1)
    about = await begun(database, join=[two, three])
    async with database.transaction() as session:
        hidden, hides_later = [await session.get_one(Person, person_id) for person_id in (one, two)]
        hidden.is_listed = hides_later.is_listed = False
        hidden.habit = Habit.PAUSED
        with pytest.raises(IsHidden):
            await rounds.answer(session, hidden, about.id, Say.JOIN, at(NOW))
        assert hidden.habit is Habit.PAUSED
        for person, part in ((hidden, Participation.INVITED), (hides_later, Participation.JOINED)):
            assert (await session.get_one(RoundMember, (about.id, person.id))).part is part
        _about, member = await rounds.answer(session, hidden, about.id, Say.SKIP, at(NOW))
        assert member.part is Participation.SKIPPED
        await rounds.answer(
            session, hidden, about.id, Say.JOIN, at(about.matches_at)
        )  # too late: nothing changes
        hidden.is_listed = True
        _about, member = await rounds.answer(session, hidden, about.id, Say.JOIN, at(NOW))
        assert member.part is Participation.JOINED


async def test_one_round_is_open_at_a_time_whoever_starts_it(database: Database) -> None:
    await members(database, 2, 2)

    async def starts() -> object:
        async with database.transaction() as session:
            return await rounds.start(session, Audience(), NOW, 2, OWNER, at(NOW))

    found = await asyncio.gather(*(starts() for _ in range(3)), return_exceptions=True)
    assert Counter(type(one) for one in found) == {Round: 1, OneIsOpen: 2}


async def test_a_cancelled_round_tells_those_who_joined_and_pairs_nobody(database: Database) -> None:
    (joined, silent), (skipped, other) = await members(database, 2, 2)
    about = await begun(database, join=[joined, other])
    async with database.transaction() as session:
        await rounds.answer(session, await session.get_one(Person, skipped), about.id, Say.SKIP, at(NOW))
        for _ in range(2):
            await rounds.cancel(session, about.id, OWNER, at(NOW))
        acts = list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
        assert acts == ["start round", "cancel round"]
    assert await told(database, "cancelled") == [joined, other]
    assert await told(database, "invitation") == []
    assert await paired(database, about) == []
    again = await begun(database, join=[joined, silent, skipped])
    assert len(await paired(database, again)) == 1
    async with database.transaction() as session:
        with pytest.raises(TooLate):
            await rounds.cancel(session, again.id, OWNER, at(NOW))


async def test_a_round_a_month_begins_by_itself_once_however_late(database: Database) -> None:
    await members(database, 2, 2)

    async def looks(month: int, day: int, hour: int = 12) -> bool:
        async with database.transaction() as session:
            return await rounds.start_monthly(session, at(beirut(month, day, hour)))

    async def switches(now: datetime, *, is_on: bool) -> None:
        async with database.transaction() as session:
            await rounds.set_monthly(session, OWNER, at(now), is_on=is_on)

    assert not await looks(3, 2)
    await switches(beirut(3, 9), is_on=True)
    assert not await looks(3, 30)
    assert not await looks(4, 6, 9)
    assert await looks(4, 6, 10)
    async with database.transaction() as session:
        first = await rounds.open_one(session)
        assert first is not None
        assert first.starts_at == beirut(4, 6, 10)
    assert not await looks(4, 6, 11)
    await switches(beirut(4, 7), is_on=True)  # as it was
    assert not await looks(5, 4)  # one is open: none this month
    async with database.transaction() as session:
        await rounds.cancel(session, first.id, OWNER, at(NOW))
    assert not await looks(5, 5)
    assert await looks(6, 17, 3)  # the bot was away for two weeks
    async with database.transaction() as session:
        second = await rounds.open_one(session)
        assert second is not None
        assert second.starts_at == beirut(6, 17, 8)
        await rounds.cancel(session, second.id, OWNER, at(NOW))
    await switches(beirut(6, 20), is_on=False)
    assert not await looks(7, 6)
    await switches(beirut(7, 7), is_on=True)
    assert not await looks(7, 8)  # it begins with the next month's
    assert await looks(8, 3)


def beirut(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIRUT).astimezone(UTC)


async def test_staff_get_one_report_that_names_who_met_and_who_got_nobody(database: Database) -> None:
    (one, two), (only, silent) = await members(database, 2, 2)
    about = await begun(database, join=[one, two, only])
    (pair,) = await paired(database, about)
    async with database.transaction() as session:
        assert not await rounds.end_due(session, at(about.ends_at - timedelta(minutes=1), OWNER))
        await session.execute(update(Introduction).values(state=State.INTRODUCED))
        for is_due in (True, False):
            assert await rounds.end_due(session, at(about.ends_at, OWNER)) is is_due
    async with database.reading() as session:
        ((_owner, report),) = await said(session, Delivery.chat_id == OWNER)
    assert report is not None
    async with database.reading() as session:
        figures = await rounds.figures(session, about.id)
        (left,) = (await rounds.alone(session, about.id)).items
    assert (figures.invited, figures.joined, figures.silent, figures.paired) == (4, 3, 1, 2)
    assert (figures.pairs, figures.introduced, figures.alone) == (1, 1, 1)
    assert {pair.asker_id, pair.other_id, left.id} == {one, two, only}
    assert silent != left.id
    for person in (pair.asker, pair.other, left):
        assert person.name in report
    assert await phase(database, about) is RoundPhase.ENDED
    pair.state, pair.closed_by, pair.asker.phone = State.DECLINED, Side.OTHER, "+9613111222"
    _title, header, (row,) = table([pair])
    assert header == ["Name", "Company", "Meets", "Their company", "State"]
    assert row == [
        pair.asker.name,
        pair.asker.company.name,
        pair.other.name,
        pair.other.company.name,
        "Not introduced",
    ]
