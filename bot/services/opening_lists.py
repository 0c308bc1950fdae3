"""What is open told by itself: the weekly list, the reminder before a deadline, and the questions what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.models.deliveries import Purpose
from bot.models.openings import Opening, Prospect
from bot.models.people import Person
from bot.moment import Moment
from bot.rules import fit
from bot.rules.ledger import Offer
from bot.rules.openings import (
    ASKED_AFTER,
    ASKED_AGAIN_AFTER,
    ASKED_UNDATED_AFTER,
    ASKED_WITHIN,
    LIST_LATE,
    REMINDED_BEFORE,
    Interest,
    OpeningPhase,
    Result,
    list_slot,
)
from bot.rules.timetable import believed
from bot.screens import opening_lists as screens
from bot.services import memos, openings, rows
from bot.services.fit import facts_of_all
from bot.services.opening_plans import note_told
from bot.services.openings import REMINDER
from bot.services.telling import Message, tell, tell_all

DONE = "openings listed"
"""The memo of the Tuesday (an instant) whose list was dealt with last."""
AT_ONCE = 100
"""Companies that one look of a job reminds or asks; the next look does the rest."""
Told = tuple[tuple[int, bool], ...]
"""What a list says: openings by id, and whether the company only nearly fits; the same for many companies."""
Which = tuple[ColumnElement[bool], ...]


async def send_due(session: AsyncSession, moment: Moment) -> bool:
    """Tell each company in one message what is new and fits it, on Tuesdays from 10:00 on; one person of each.

    Nothing is said to whom nothing is new, nor of what the company was told, or said something to, before. A list that
    an outage kept back is sent until Thursday; after that its news are in the next. True when anybody is told.
    """
    slot = list_slot(moment.now, moment.zone)
    done = await memos.get(session, DONE)
    if done is None:
        await memos.put(session, DONE, slot.isoformat())
        return False
    dealt_with = believed(datetime.fromisoformat(done), slot, moment.now)
    await memos.put(session, DONE, max(dealt_with, slot).isoformat())
    if dealt_with >= slot or moment.now > slot + LIST_LATE:
        return False
    return await _send(session, slot, moment) > 0


async def _send(session: AsyncSession, slot: datetime, moment: Moment) -> int:
    listed = {one.id: one for one in await openings.all_open(session, moment)}
    news = await _news(session, list(listed.values()), moment)
    people = await openings.spokespeople(session, news, Person.gets_openings.is_(True))
    alike: defaultdict[Told, list[int]] = defaultdict(list)
    hear_of: defaultdict[int, list[int]] = defaultdict(list)
    for company_id in people:
        alike[tuple(news[company_id])].append(company_id)
    about = f"openings:{slot.astimezone(moment.zone).date().isoformat()}"
    told = 0
    for said, company_ids in alike.items():
        named = [(listed[opening_id], is_nearly) for opening_id, is_nearly in said]
        message = Message(
            about, "list", Purpose.NOTICE, partial(screens.weekly, named, moment), offer=Offer.OPENING
        )
        whom = select(Person).where(Person.id.in_([people[one] for one in company_ids]))
        told += await tell_all(session, whom, message, moment)
        for opening_id, _is_nearly in said:
            hear_of[opening_id] += company_ids
    for opening_id, company_ids in hear_of.items():
        await note_told(session, opening_id, company_ids, moment)
    return told


async def _news(
    session: AsyncSession, listed: Sequence[Opening], moment: Moment
) -> Mapping[int, list[tuple[int, bool]]]:
    """By company, what it fits, then what it nearly fits, and has neither been told nor answered."""
    population = fit.Population(await facts_of_all(session, moment))
    known = await session.execute(
        select(Prospect.opening_id, Prospect.company_id)
        .where(or_(Prospect.told_at.is_not(None), Prospect.interest.is_not(None)))
        .where(Prospect.opening_id.in_([one.id for one in listed]))
    )
    settled = {tuple(row) for row in known}
    fitting: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    tallies = [(opening, population.tally(opening.asks)) for opening in listed]
    for is_nearly in (False, True):
        for opening, tally in tallies:
            for company_id in tally.nearly if is_nearly else tally.eligible:
                if (opening.id, company_id) not in settled and company_id != opening.company_id:
                    fitting[company_id].append((opening.id, is_nearly))
    return fitting


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Remind those who are interested three days before the deadline, once; not who took it up later than that. True
    when anybody was."""
    query = (
        select(Prospect)
        .join(Opening, Opening.id == Prospect.opening_id)
        .where(
            Prospect.interest == Interest.INTERESTED,
            Prospect.reminded_at.is_(None),
            Prospect.result.is_(None),
            Opening.phase == OpeningPhase.POSTED,
            Opening.deadline_at > moment.now,
            Opening.deadline_at <= moment.now + REMINDED_BEFORE,
        )
        .order_by(Prospect.id)
        .limit(AT_ONCE)
    )
    due = await rows.due(session, query, Prospect)
    for prospect in due:
        prospect.reminded_at = moment.now
        deadline_at, since = prospect.opening.deadline_at, prospect.interested_at
        if deadline_at is None or since is None or since > deadline_at - REMINDED_BEFORE:
            continue
        if person := await openings.spokesperson(session, prospect):
            message = Message(
                prospect.opening.about,
                f"{REMINDER} {deadline_at.isoformat()}",
                Purpose.REMINDER,
                partial(screens.reminder, prospect.opening),
                not_after=deadline_at,
            )
            await tell(session, person, message, moment)
    return bool(due)


async def ask_due(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who were interested whether they applied, a day after the deadline, and who applied what came of it,
    two months later: each question once. True when anybody was asked."""
    first = await _ask(session, _to_ask_first(moment), moment, is_first=True)
    return await _ask(session, _to_ask_again(moment), moment, is_first=False) or first


def _to_ask_first(moment: Moment) -> Which:
    is_over = or_(
        _is_due(Opening.deadline_at, ASKED_AFTER, moment),
        and_(Opening.deadline_at.is_(None), _is_due(Prospect.interested_at, ASKED_UNDATED_AFTER, moment)),
    )
    return (Prospect.asked_at.is_(None), Prospect.result.is_(None), is_over)


def _to_ask_again(moment: Moment) -> Which:
    is_over = _is_due(Prospect.answered_at, ASKED_AGAIN_AFTER, moment)
    return (Prospect.asked_again_at.is_(None), Prospect.result == Result.APPLIED, is_over)


def _is_due(
    since: InstrumentedAttribute[datetime | None], after: timedelta, moment: Moment
) -> ColumnElement[bool]:
    """So long ago, but not so much longer that nobody would know what is meant."""
    return and_(since <= moment.now - after, since > moment.now - after - ASKED_WITHIN)


async def _ask(session: AsyncSession, which: Which, moment: Moment, *, is_first: bool) -> bool:
    query = (
        select(Prospect)
        .join(Opening, Opening.id == Prospect.opening_id)
        .where(
            Prospect.interest == Interest.INTERESTED,
            Opening.phase == OpeningPhase.POSTED,
            *which,
        )
        .order_by(Prospect.id)
        .limit(AT_ONCE)
    )
    due = await rows.due(session, query, Prospect)
    for prospect in due:
        if is_first:
            prospect.asked_at = moment.now
        else:
            prospect.asked_again_at = moment.now
        if person := await openings.spokesperson(session, prospect):
            message = Message(
                prospect.opening.about,
                "applied?" if is_first else "result?",
                Purpose.REMINDER,
                partial(screens.what_came_of_it, prospect.opening, prospect.result),
                not_after=moment.now + ASKED_WITHIN,
                offer=Offer.OPENING_RESULT,
            )
            await tell(session, person, message, moment)
    return bool(due)
