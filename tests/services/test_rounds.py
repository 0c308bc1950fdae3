"""Rounds, whatever happens meanwhile: who is invited, who is paired with whom, and who never is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.jobs.duty import Duty
from bot.jobs.rounds import pair_rounds
from bot.models import AuditEntry, Company, Delivery, Introduction, Mute, Person, Round, RoundMember, Standing
from bot.models import Status as Sent
from bot.rules.audiences import Audience
from bot.rules.introductions import ASKED_WITHIN, MOST_ASKED, Origin, Side, State
from bot.rules.matching import Pair
from bot.rules.rounds import Habit, Part, Phase, Say
from bot.screens.rounds.standing import table
from bot.services import rounds
from bot.services.rounds.inviting import NoSuchRound
from bot.services.rounds.planning import OneIsOpen, TooFew, TooLate

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWNER = 1
NUMBERS = count(1)


async def members(database: Database, *companies: int, **columns: object) -> list[list[int]]:
    """Companies with so many people each, sellers and buyers of the same things in turn; person ids by company."""
    async with database.transaction() as session:
        made = [await _company(session, place, people, columns) for place, people in enumerate(companies)]
        return [[person.id for person in people] for people in made]


async def _company(
    session: AsyncSession, place: int, people: int, columns: Mapping[str, object]
) -> Sequence[Person]:
    number = next(NUMBERS)
    offers, needs = ("glass jars", "olive oil")[:: 1 if place % 2 else -1]
    company = Company(name=f"C{number}", name_key=f"c{number}", offers=offers, needs=needs, created_at=NOW)
    listed = [
        Person(
            name=f"P{number} {i}",
            company=company,
            created_at=NOW,
            telegram_id=number * 100 + i,
            standing=Standing.MEMBER,
            consented_at=NOW,
            language=("ar", "fr", "en")[i % 3],
        )
        for i in range(people)
    ]
    session.add_all([company, *listed])
    await session.flush()
    for person in listed:
        for column, value in columns.items():
            setattr(person, column, value)
    return listed


def flat(companies: Sequence[Sequence[int]]) -> list[int]:
    return [person_id for people in companies for person_id in people]


async def begun(database: Database, now: datetime = NOW, *, join: Sequence[int] = ()) -> Round:
    """A round for everybody whose invitations are out, and which these people joined."""
    async with database.transaction() as session:
        planned = await rounds.start(session, Audience(), now, 2, OWNER, BEIRUT, now)
        assert await rounds.invite_due(session, BEIRUT, now)
        for person_id in join:
            person = await session.get_one(Person, person_id)
            await rounds.answer(session, person, planned.id, Say.JOIN, now)
        return planned


async def paired(database: Database, about: Round) -> list[Introduction]:
    """The round's joining is over, and the job has looked; its pairs."""
    await pair_rounds(database, Duty(about.matches_at, BEIRUT, frozenset({OWNER})))
    return await pairs(database, about)


async def pairs(database: Database, about: Round) -> list[Introduction]:
    async with database.reading() as session:
        return list(await rounds.pairs(session, about.id))


async def told(database: Database, what: str) -> list[int | None]:
    async with database.reading() as session:
        found = await session.scalars(
            select(Delivery.person_id).where(
                Delivery.dedupe_key.endswith(f":{what}"), Delivery.status == Sent.WAITING
            )
        )
        return sorted(found, key=str)


async def phase(database: Database, about: Round) -> Phase:
    async with database.reading() as session:
        return (await session.get_one(Round, about.id)).phase


async def test_over_many_rounds_nobody_meets_twice_nor_a_colleague_nor_more_than_they_wish(
    database: Database,
) -> None:
    everybody = flat(await members(database, 2, 3, 1, 2, 2))
    async with database.transaction() as session:
        for place, person_id in enumerate(everybody):
            (await session.get_one(Person, person_id)).monthly_rate = (1, 2, 4)[place % 3]
    made: list[list[Introduction]] = []
    now = NOW
    for _ in range(6):
        about = await begun(database, now, join=everybody)
        made.append(await paired(database, about))
        now = about.matches_at + timedelta(hours=1)
    assert len(made[0]) == 5
    assert sum(map(len, made)) > 8
    listed = [one for some in made for one in some]
    assert max(Counter((one.low_id, one.high_id) for one in listed).values()) == 1
    assert not [one for one in listed if one.asker.company_id == one.other.company_id]
    for some in made:
        assert max(Counter(_ends(some)).values(), default=0) <= 1
    rates = {person.id: person.monthly_rate for one in listed for person in (one.asker, one.other)}
    asked = Counter(_ends(listed))  # all within 30 days
    assert now - NOW < ASKED_WITHIN
    assert all(times <= min(rates[person_id], MOST_ASKED) for person_id, times in asked.items())
    assert MOST_ASKED in asked.values()


def _ends(listed: Sequence[Introduction]) -> list[int]:
    return [person_id for one in listed for person_id in (one.asker_id, one.other_id)]


async def test_who_was_asked_three_times_or_muted_the_other_is_not_paired(database: Database) -> None:
    (wanted, *_), others = await members(database, 1, 4, monthly_rate=4)
    async with database.transaction() as session:
        people = {person.id: person for person in await session.scalars(select(Person))}
        for other in others[:MOST_ASKED]:
            session.add(
                Introduction(
                    asker=people[other],
                    other=people[wanted],
                    origin=Origin.CARD,
                    asked_at=NOW - timedelta(days=5),
                    state=State.WITHDRAWN,
                )
            )
    assert await paired(database, await begun(database, join=[wanted, *others])) == []
    async with database.transaction() as session:
        await session.execute(update(Introduction).values(asked_at=NOW - timedelta(days=31)))
        session.add(Mute(person_id=others[3], muted_id=wanted, at=NOW))
    later = NOW + timedelta(days=3)
    assert await paired(database, await begun(database, later, join=[wanted, *others])) == []
    assert Counter(await told(database, "nobody")) == dict.fromkeys([wanted, *others], 2)


async def test_who_left_hid_or_paused_after_joining_is_not_paired(database: Database) -> None:
    (left, hid, paused, stays), (only,) = await members(database, 4, 1)
    about = await begun(database, join=[left, hid, paused, stays, only])
    async with database.transaction() as session:
        (await session.get_one(Person, left)).standing = Standing.LEFT
        (await session.get_one(Person, hid)).is_listed = False
        (await session.get_one(Person, paused)).habit = Habit.PAUSED
    assert [set(_ends([one])) for one in await paired(database, about)] == [{stays, only}]
    assert await told(database, "nobody") == [hid]


async def test_what_came_between_computing_and_writing_is_respected(database: Database) -> None:
    (a, b, c, d), others = await members(database, 4, 4)
    about = await begun(database, join=[a, b, c, d, *others])
    at = about.matches_at
    async with database.transaction() as session:
        await rounds.claim_due(session, at)
        people = {person.id: person for person in await session.scalars(select(Person))}
        people[b].is_listed = False
        for asker, other in ((c, others[2]), *((one, d) for one in others[:MOST_ASKED])):
            session.add(
                Introduction(
                    asker=people[asker],
                    other=people[other],
                    origin=Origin.CARD,
                    asked_at=at,
                    state=State.WITHDRAWN,
                )
            )
    async with database.transaction() as session:
        found = [Pair(one, other, 8) for one, other in zip([a, b, c, d], others, strict=True)]
        assert await rounds.pair_off(session, about.id, found, BEIRUT, at) == 1
    assert [set(_ends([one])) for one in await pairs(database, about)] == [{a, others[0]}]


async def test_a_kill_between_two_steps_neither_repeats_nor_loses_a_pair(database: Database) -> None:
    sellers, buyers, others = await members(database, 5, 4, 5, monthly_rate=4)
    everybody = [*sellers, *buyers, *others]
    about = await begun(database, join=everybody)
    at = about.matches_at

    async def writes(*found: Pair) -> int:
        async with database.transaction() as session:
            return await rounds.pair_off(session, about.id, found, BEIRUT, at)

    async with database.transaction() as session:
        assert await rounds.claim_due(session, at) == [about.id]
    first = [Pair(sellers[0], buyers[0], 8), Pair(sellers[1], buyers[1], 8)]
    assert await writes(*first) == 2
    # The same again, and what another process computed otherwise
    assert await writes(*first, Pair(sellers[2], buyers[0], 8)) == 0
    before = {one.id for one in await pairs(database, about)}
    assert await phase(database, about) is Phase.MATCHING
    after = await paired(database, about)
    assert before < {one.id for one in after}
    assert len(after) == len(buyers)
    assert max(Counter(_ends(after)).values()) == 1
    assert await phase(database, about) is Phase.MEETING
    left = [one for one in everybody if one not in _ends(after)]
    assert await writes(Pair(left[0], left[-1], 8)) == 0


async def test_two_processes_pair_a_round_once(database: Database) -> None:
    companies = await members(database, 6, 5, monthly_rate=4)
    about = await begun(database, join=flat(companies))
    duty = Duty(about.matches_at, BEIRUT, frozenset({OWNER}))
    await asyncio.gather(*(pair_rounds(database, duty) for _ in range(3)))
    made = await pairs(database, about)
    assert len(made) == 5
    assert max(Counter(_ends(made)).values()) == 1
    assert len(await told(database, "nobody")) == 1
    assert await phase(database, about) is Phase.MEETING


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
        assert not await rounds.invite_due(session, BEIRUT, NOW)
        figures = await rounds.figures(session, about.id)
        assert (figures.invited, figures.joined, figures.silent) == (2, 1, 1)
    assert await told(database, "invitation") == [asked, always]
    before = about.matches_at - timedelta(days=1, minutes=1)
    async with database.transaction() as session:
        assert not await rounds.remind_due(session, BEIRUT, before)
        assert await rounds.remind_due(session, BEIRUT, before + timedelta(minutes=2))
        assert not await rounds.remind_due(session, BEIRUT, before + timedelta(minutes=3))
    assert await told(database, "reminder") == [asked]
    async with database.transaction() as session:
        await rounds.answer(session, await session.get_one(Person, asked), about.id, Say.SKIP, NOW)
    assert await told(database, "reminder") == []


async def test_an_audience_narrows_and_a_late_start_gives_new_dates(database: Database) -> None:
    companies = await members(database, 3, 3)
    async with database.transaction() as session:
        with pytest.raises(TooFew):
            await rounds.start(session, Audience.parse("size=large"), NOW, 2, OWNER, BEIRUT, NOW)
        audience = Audience.parse("language=fr")
        assert await rounds.reach(session, audience) == {"ar": 0, "fr": 2, "en": 0}
        about = await rounds.start(session, audience, NOW, 4, OWNER, BEIRUT, NOW)
        late = NOW + timedelta(days=9)
        await rounds.invite_due(session, BEIRUT, late)
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
            (Say.SKIP, Part.SKIPPED, Habit.ASK),
            (Say.PAUSE, Part.SKIPPED, Habit.PAUSED),
            (Say.JOIN, Part.JOINED, Habit.ASK),
        ):
            _about, member = await rounds.answer(session, person, about.id, say, NOW)
            assert (member.part, person.habit) == (part, habit)
        _about, member = await rounds.answer(session, person, about.id, Say.SKIP, late)
        assert member.part is Part.JOINED
        await rounds.answer(session, person, about.id, Say.PAUSE, late)
        assert (member.part, person.habit) == (Part.JOINED, Habit.PAUSED)
        await session.delete(await session.get_one(RoundMember, (about.id, stranger)))
        await session.flush()
        with pytest.raises(NoSuchRound):
            await rounds.answer(session, await session.get_one(Person, stranger), about.id, Say.JOIN, NOW)


async def test_one_round_is_open_at_a_time_whoever_starts_it(database: Database) -> None:
    await members(database, 2, 2)

    async def starts() -> object:
        async with database.transaction() as session:
            return await rounds.start(session, Audience(), NOW, 2, OWNER, BEIRUT, NOW)

    found = await asyncio.gather(*(starts() for _ in range(3)), return_exceptions=True)
    assert Counter(type(one) for one in found) == {Round: 1, OneIsOpen: 2}


async def test_a_cancelled_round_tells_those_who_joined_and_pairs_nobody(database: Database) -> None:
    (joined, silent), (skipped, other) = await members(database, 2, 2)
    about = await begun(database, join=[joined, other])
    async with database.transaction() as session:
        await rounds.answer(session, await session.get_one(Person, skipped), about.id, Say.SKIP, NOW)
        for _ in range(2):
            await rounds.cancel(session, about.id, OWNER, BEIRUT, NOW)
        acts = list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
        assert acts == ["start round", "cancel round"]
    assert await told(database, "cancelled") == [joined, other]
    assert await told(database, "invitation") == []
    assert await paired(database, about) == []
    again = await begun(database, join=[joined, silent, skipped])
    assert len(await paired(database, again)) == 1
    async with database.transaction() as session:
        with pytest.raises(TooLate):
            await rounds.cancel(session, again.id, OWNER, BEIRUT, NOW)


async def test_a_round_a_month_begins_by_itself_once_however_late(database: Database) -> None:
    await members(database, 2, 2)

    async def looks(month: int, day: int, hour: int = 12) -> bool:
        async with database.transaction() as session:
            return await rounds.start_monthly(session, BEIRUT, beirut(month, day, hour))

    async def switches(now: datetime, *, is_on: bool) -> None:
        async with database.transaction() as session:
            await rounds.set_monthly(session, OWNER, BEIRUT, now, is_on=is_on)

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
        await rounds.cancel(session, first.id, OWNER, BEIRUT, NOW)
    assert not await looks(5, 5)
    assert await looks(6, 17, 3)  # the bot was away for two weeks
    async with database.transaction() as session:
        second = await rounds.open_one(session)
        assert second is not None
        assert second.starts_at == beirut(6, 17, 8)
        await rounds.cancel(session, second.id, OWNER, BEIRUT, NOW)
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
        assert not await rounds.end_due(session, BEIRUT, {OWNER}, about.ends_at - timedelta(minutes=1))
        await session.execute(update(Introduction).values(state=State.INTRODUCED))
        for is_due in (True, False):
            assert await rounds.end_due(session, BEIRUT, {OWNER}, about.ends_at) is is_due
    async with database.reading() as session:
        (report,) = await session.scalars(select(Delivery.content).where(Delivery.chat_id == OWNER))
        figures = await rounds.figures(session, about.id)
        (left,) = await rounds.alone(session, about.id)
    assert (figures.invited, figures.joined, figures.silent, figures.paired) == (4, 3, 1, 2)
    assert (figures.pairs, figures.introduced, figures.alone) == (1, 1, 1)
    assert {pair.asker_id, pair.other_id, left.id} == {one, two, only}
    assert silent != left.id
    for person in (pair.asker, pair.other, left):
        assert person.name in report["text"]
    assert await phase(database, about) is Phase.ENDED
    pair.state, pair.closed_by, pair.asker.phone = State.DECLINED, Side.OTHER, "+9613111222"
    _title, header, (row,) = table([pair])
    assert header == ["Name", "Company", "Meets", "Their company", "State"]
    assert row == [
        pair.asker.name,
        pair.asker.company.name,
        pair.other.name,
        pair.other.company.name,
        "Came to nothing",
    ]
