"""A round is paired: by the rules, once, whatever is cut off or changes meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.db import Database
from bot.jobs.rounds import pair_rounds
from bot.models.introductions import Introduction, Mute
from bot.models.people import Person, Standing
from bot.models.rounds import Round
from bot.rules.introductions import ASKED_WITHIN, MOST_ASKED, Origin, State
from bot.rules.matching import Pair
from bot.rules.rounds import TRY_AGAIN_AFTER, Habit, RoundPhase, Say
from bot.services import matching, pairing, rounds
from tests.moments import at
from tests.services.gatherings import NOW, OWNER, begun, flat, members, paired, pairs, phase, told


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
    due = about.matches_at
    async with database.transaction() as session:
        await pairing.claim_due(session, at(due))
        people = {person.id: person for person in await session.scalars(select(Person))}
        people[b].is_listed = False
        for asker, other in ((c, others[2]), *((one, d) for one in others[:MOST_ASKED])):
            session.add(
                Introduction(
                    asker=people[asker],
                    other=people[other],
                    origin=Origin.CARD,
                    asked_at=due,
                    state=State.WITHDRAWN,
                )
            )
    async with database.transaction() as session:
        found = [Pair(one, other, 8) for one, other in zip([a, b, c, d], others, strict=True)]
        assert await pairing.pair_off(session, about.id, found, at(due)) == 1
    assert [set(_ends([one])) for one in await pairs(database, about)] == [{a, others[0]}]


async def test_a_kill_between_two_steps_neither_repeats_nor_loses_a_pair(database: Database) -> None:
    sellers, buyers, others = await members(database, 5, 4, 5, monthly_rate=4)
    everybody = [*sellers, *buyers, *others]
    about = await begun(database, join=everybody)
    due = about.matches_at

    async def writes(*found: Pair) -> int:
        async with database.transaction() as session:
            return await pairing.pair_off(session, about.id, found, at(due))

    async with database.transaction() as session:
        assert await pairing.claim_due(session, at(due)) == [about.id]
    first = [Pair(sellers[0], buyers[0], 8), Pair(sellers[1], buyers[1], 8)]
    assert await writes(*first) == 2
    # The same again, and what another process computed otherwise
    assert await writes(*first, Pair(sellers[2], buyers[0], 8)) == 0
    before = {one.id for one in await pairs(database, about)}
    assert await phase(database, about) is RoundPhase.MATCHING
    after = await paired(database, about)
    assert before < {one.id for one in after}
    assert len(after) == len(buyers)
    assert max(Counter(_ends(after)).values()) == 1
    assert await phase(database, about) is RoundPhase.MEETING
    left = [one for one in everybody if one not in _ends(after)]
    assert await writes(Pair(left[0], left[-1], 8)) == 0


async def test_two_processes_pair_a_round_once(database: Database) -> None:
    companies = await members(database, 6, 5, monthly_rate=4)
    about = await begun(database, join=flat(companies))
    moment = at(about.matches_at, OWNER)
    await asyncio.gather(*(pair_rounds(database, moment) for _ in range(3)))
    made = await pairs(database, about)
    assert len(made) == 5
    assert max(Counter(_ends(made)).values()) == 1
    assert len(await told(database, "nobody")) == 1
    assert await phase(database, about) is RoundPhase.MEETING


async def looks(database: Database, due: datetime) -> None:
    await pair_rounds(database, at(due, OWNER))


async def as_it_stands(database: Database, about: Round) -> Round:
    async with database.reading() as session:
        return await session.get_one(Round, about.id)


@pytest.fixture(params=[shutil.which("false"), "/nowhere/python"], ids=["child fails", "no child begins"])
def no_matching(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Everybody is matched by a child process, which comes to nothing until this is undone."""
    monkeypatch.setattr(matching, "FEW", 0)
    monkeypatch.setattr(sys, "executable", request.param)
    return monkeypatch


async def test_a_pairing_that_fails_is_tried_again_later_and_staff_hear_of_it_once(
    database: Database, no_matching: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (a, b), (c, late) = await members(database, 2, 2)
    about = await begun(database, join=[a, b, c])
    due = about.matches_at
    for tries in range(3):
        await looks(database, due)
        stands = await as_it_stands(database, about)
        assert (stands.phase, stands.matches_at) == (RoundPhase.INVITING, due + TRY_AGAIN_AFTER)
        assert await told(database, "failed") == [None]
        for _ in range(2):
            await looks(database, due + TRY_AGAIN_AFTER - timedelta(seconds=1))
        assert len(caplog.messages) == tries + 1
        due += TRY_AGAIN_AFTER
    assert f"the pairing of round {about.id} failed" in caplog.messages[0]
    async with database.transaction() as session:
        person = await session.get_one(Person, late)
        await rounds.answer(session, person, about.id, Say.JOIN, at(due - timedelta(minutes=1)))
    no_matching.undo()
    await looks(database, due)
    assert len(await pairs(database, about)) == 2
    stands = await as_it_stands(database, about)
    assert (stands.phase, stands.ends_at) == (RoundPhase.MEETING, about.ends_at + 3 * TRY_AGAIN_AFTER)


async def test_a_round_whose_pairing_failed_can_be_called_off_and_another_begun(
    database: Database, no_matching: pytest.MonkeyPatch
) -> None:
    (a,), (b,) = await members(database, 1, 1)
    about = await begun(database, join=[a, b])
    due = about.matches_at
    await looks(database, due)
    async with database.transaction() as session:
        await rounds.cancel(session, about.id, OWNER, at(due))
    assert await told(database, "cancelled") == [a, b]
    await looks(database, due + TRY_AGAIN_AFTER)
    assert await phase(database, about) is RoundPhase.CANCELLED
    no_matching.undo()
    assert len(await paired(database, await begun(database, due, join=[a, b]))) == 1


async def test_a_pairing_that_fails_with_pairs_written_goes_on_with_the_others_later(
    database: Database, no_matching: pytest.MonkeyPatch
) -> None:
    sellers, buyers = await members(database, 3, 3)
    about = await begun(database, join=[*sellers, *buyers])
    due = about.matches_at
    async with database.transaction() as session:
        await pairing.claim_due(session, at(due))
        await pairing.pair_off(session, about.id, [Pair(sellers[0], buyers[0], 8)], at(due))
    await looks(database, due)
    stands = await as_it_stands(database, about)
    assert (stands.phase, stands.matches_at) == (RoundPhase.MATCHING, due + TRY_AGAIN_AFTER)
    assert await told(database, "failed") == [None]
    no_matching.undo()
    await looks(database, due + TRY_AGAIN_AFTER - timedelta(seconds=1))
    (first,) = await pairs(database, about)
    await looks(database, due + TRY_AGAIN_AFTER)
    made = await pairs(database, about)
    assert (len(made), made[0].id) == (3, first.id)
    assert max(Counter(_ends(made)).values()) == 1
    assert await phase(database, about) is RoundPhase.MEETING
