"""Pairing: claimed, computed elsewhere, and written down in short steps, any of which may be the last before a kill.

What is written decides what is left to do: nobody is in two pairs of a round, and no two people meet twice.
A pairing that fails is put off: the round can be joined and called off meanwhile, unless pairs are written already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.moment import Moment
from bot.rules.introductions import Origin
from bot.rules.matching import Candidate, Pair
from bot.rules.rounds import (
    ANSWER_WITHIN,
    LATE,
    Dates,
    Habit,
    Participation,
    RoundPhase,
    dates_after_failure,
    phase_after_failure,
)
from bot.rules.timetable import after_quiet
from bot.screens import own_rounds as own_screens
from bot.screens import rounds as screens
from bot.services import introductions, rows, suggestions
from bot.services.rounds import locked, members, paired_in
from bot.services.telling import Message, tell_all, tell_staff


async def claim_due(session: AsyncSession, moment: Moment) -> Sequence[int]:
    """The rounds to be paired, by id: those whose joining is over, and those whose pairing was cut off or put off."""
    is_due = (Round.phase == RoundPhase.INVITING) & (Round.matches_at <= moment.now)
    for one in await rows.due(session, select(Round).where(is_due)):
        one.phase = RoundPhase.MATCHING
    await session.flush()
    claimed = select(Round.id).where(Round.phase == RoundPhase.MATCHING, Round.matches_at <= moment.now)
    return (await session.scalars(claimed)).all()


def _left_over(round_id: int) -> tuple[ColumnElement[bool], ...]:
    """Who joined, has not paused since, and is in no pair yet."""
    joined = select(RoundMember.person_id).where(
        RoundMember.round_id == round_id, RoundMember.part == Participation.JOINED
    )
    return Person.id.in_(joined), Person.habit != Habit.PAUSED, ~paired_in(round_id)


async def to_be_paired(
    session: AsyncSession, round_id: int, moment: Moment
) -> tuple[list[Candidate], set[tuple[int, int]]]:
    """Who is left to be paired, and which pairs must never be."""
    people = await suggestions.candidates(session, moment, *_left_over(round_id))
    return people, await suggestions.excluded(session)


async def pair_off(session: AsyncSession, round_id: int, pairs: Sequence[Pair], moment: Moment) -> int:
    """Suggest each pair to its two, unless something has come between since it was computed. Returns how many.

    Idempotent: whoever is in a pair of the round already is left out.
    """
    if (await locked(session, round_id, is_shared=True)).phase is not RoundPhase.MATCHING:
        return 0
    ids = {person_id for pair in pairs for person_id in (pair.low, pair.high)}
    people = await introductions.locked_people(session, ids)
    left = await _still_left(session, round_id, people)
    present = await suggestions.candidates(session, moment, Person.id.in_(left))
    is_free = {one.person_id for one in present if one.room}
    met = await _met(session, ids)
    proposed = 0
    for pair in pairs:
        if {pair.low, pair.high} <= is_free and (pair.low, pair.high) not in met:
            made = await introductions.propose(
                session, people[pair.low], people[pair.high], Origin.ROUND, moment, round_id=round_id
            )
            proposed += made is not None
            is_free -= {pair.low, pair.high}
    return proposed


async def _still_left(session: AsyncSession, round_id: int, people: Mapping[int, Person]) -> set[int]:
    """What `_left_over` says of a few people, in queries that are quick however little is known of the tables."""
    joined = select(RoundMember.person_id).where(
        RoundMember.round_id == round_id,
        RoundMember.person_id.in_(people),
        RoundMember.part == Participation.JOINED,
    )
    ends = select(Introduction.asker_id, Introduction.other_id).where(Introduction.round_id == round_id)
    paired = {person_id for pair in await session.execute(ends) for person_id in pair}
    return {
        person_id
        for person_id in await session.scalars(joined)
        if people[person_id].habit is not Habit.PAUSED and person_id not in paired
    }


async def _met(session: AsyncSession, ids: set[int]) -> set[tuple[int, int]]:
    """Which of these people were suggested to each other, or asked for each other, before."""
    found = await session.execute(
        select(Introduction.low_id, Introduction.high_id).where(
            Introduction.low_id.in_(ids), Introduction.high_id.in_(ids)
        )
    )
    return {(low, high) for low, high in found}


async def finish(session: AsyncSession, round_id: int, moment: Moment) -> None:
    """All pairs are written: who joined and got nobody is told."""
    found = await locked(session, round_id)
    if found.phase is not RoundPhase.MATCHING:
        return
    found.phase = RoundPhase.MEETING
    if moment.now - found.matches_at > LATE:
        found.ends_at = after_quiet(moment.now + ANSWER_WITHIN, moment.zone)
    await session.flush()
    got_nobody = (
        (RoundMember.part == Participation.JOINED) & (Person.habit != Habit.PAUSED) & ~paired_in(round_id)
    )
    message = Message(found.about, "nobody", Purpose.NOTICE, own_screens.nobody)
    await tell_all(session, members(found, got_nobody), message, moment)


async def put_off(session: AsyncSession, round_id: int, moment: Moment) -> None:
    """The pairing failed: it is tried again later, and staff are told, once for each round however often it fails."""
    found = await locked(session, round_id)
    if found.phase is not RoundPhase.MATCHING:
        return
    when = dates_after_failure(
        Dates(found.starts_at, found.matches_at, found.ends_at), moment.now, moment.zone
    )
    found.matches_at, found.ends_at = when.matches_at, when.ends_at
    written = select(func.count()).select_from(Introduction).where(Introduction.round_id == round_id)
    found.phase = phase_after_failure(await session.scalar(written) or 0)
    screen = partial(screens.pairing_failed, found, moment.zone)
    await tell_staff(session, Message(found.about, "failed", Purpose.NOTICE, screen), moment)
