"""Introductions for staff: how they go, who is asked too often or never answers; and made by hand."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import Refusal
from bot.exchange.tables import Cell, Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.companies import Company
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.companies import Size
from bot.rules.introductions import ASKED_WITHIN, MOST_ASKED, Origin, State, Why, right_person
from bot.rules.matching import Reason
from bot.rules.outcomes import Question, Said, latest, together
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.rules.staff_introductions import (
    CAME_TO_NOTHING,
    LATELY,
    QUARTER,
    SILENT_FOR,
    STUCK_AFTER,
    IntroductionList,
    Overview,
    OwnWords,
    PastRequest,
    never_answer,
    own_words,
    times_asked,
)
from bot.rules.words import fold
from bot.screens import staff_introductions as screens
from bot.screens.outcomes import outcome_name
from bot.screens.staff_introductions import origin_name, state_name
from bot.services import rows, staff
from bot.services.directory import NAMES
from bot.services.introductions import (
    NoSuchIntroduction,
    NotThere,
    is_available,
    locked_people,
    propose,
    to_be_asked,
)
from bot.services.people import LISTED
from bot.services.suggestions import reasons_between

IS_OPEN = Introduction.state == State.OPEN
IS_OVER = Introduction.state != State.OPEN
IS_INTRODUCED = Introduction.state == State.INTRODUCED


def _is_stuck(moment: Moment) -> ColumnElement[bool]:
    return and_(IS_OPEN, Introduction.is_muted.is_(False), Introduction.asked_at < moment.now - STUCK_AFTER)


async def overview(session: AsyncSession, moment: Moment) -> Overview:
    """Introductions in counts, and what came of them."""
    counted = {
        "open": IS_OPEN,
        "stuck": _is_stuck(moment),
        "introduced_lately": and_(IS_INTRODUCED, Introduction.closed_at > moment.now - LATELY),
        "introduced_in_quarter": and_(IS_INTRODUCED, Introduction.closed_at > moment.now - QUARTER),
        "nothing_in_quarter": and_(
            Introduction.state.in_(CAME_TO_NOTHING), Introduction.closed_at > moment.now - QUARTER
        ),
    }
    found = await session.execute(
        select(*[func.count().filter(meant).label(called) for called, meant in counted.items()]).select_from(
            Introduction
        )
    )
    ends = await _ends(session)
    worth = [[side.value for side in sides if side and side.value is not None] for sides in ends]
    return Overview(
        **found.one()._asdict(),
        came_of=Counter(map(together, ends)),
        least=sum(min(values) for values in worth if values),
        most=sum(max(values) for values in worth if values),
    )


async def _ends(session: AsyncSession) -> list[list[Said | None]]:
    """What came of each introduction of which anybody said anything: an item for each side that did."""
    ends: dict[int, list[Said | None]] = defaultdict(list)
    for (introduction_id, _person_id), answers in (await _said(session, IS_INTRODUCED)).items():
        ends[introduction_id].append(latest(answers))
    return list(ends.values())


async def listed(
    session: AsyncSession, which: IntroductionList, page: int, moment: Moment
) -> Page[Introduction]:
    """A page of introductions: open ones by how long they wait, finished ones the newest end first."""
    where = {
        IntroductionList.OPEN: IS_OPEN,
        IntroductionList.STUCK: _is_stuck(moment),
        IntroductionList.FINISHED: IS_OVER,
    }[which]
    order = Introduction.closed_at.desc() if which is IntroductionList.FINISHED else Introduction.asked_at
    return await rows.page_of(
        session, select(Introduction).where(where).order_by(order, Introduction.id), page
    )


async def one(session: AsyncSession, introduction_id: int) -> tuple[Introduction, Sequence[OutcomeReport]]:
    """An introduction, and what its sides said afterwards, in the order of asking. Raises NoSuchIntroduction."""
    found = await session.get(Introduction, introduction_id)
    if found is None:
        raise NoSuchIntroduction
    reports = await session.scalars(
        select(OutcomeReport)
        .where(OutcomeReport.introduction_id == introduction_id)
        .order_by(OutcomeReport.asked_at, OutcomeReport.id)
    )
    return found, reports.all()


async def asked_most(session: AsyncSession, page: int, moment: Moment) -> Page[tuple[Person, int]]:
    """Who was asked three times or more within 30 days, the most wanted first."""
    times = times_asked(await _past(session, moment.now - ASKED_WITHIN))
    often = {person_id: count for person_id, count in times.items() if count >= MOST_ASKED}
    return await _people(session, often, page)


async def silent(session: AsyncSession, page: int, moment: Moment) -> Page[tuple[Person, int]]:
    """Who let two requests or more run out within 180 days and answered none."""
    return await _people(session, never_answer(await _past(session, moment.now - SILENT_FOR)), page)


async def _past(session: AsyncSession, since: datetime) -> list[PastRequest]:
    """Requests since then that reached whom they were for."""
    found = await session.execute(
        select(
            Introduction.asker_id,
            Introduction.other_id,
            Introduction.origin,
            Introduction.state,
            Introduction.asker_agreed_at.is_not(None),
            Introduction.other_agreed_at.is_not(None),
            Introduction.closed_by,
            Introduction.asked_at,
            Introduction.closed_at,
        ).where(Introduction.asked_at > since, Introduction.is_muted.is_(False))
    )
    return [PastRequest._make(row) for row in found]


async def _people(session: AsyncSession, counts: Mapping[int, int], page: int) -> Page[tuple[Person, int]]:
    """A page of those of these people who are members, by their counts."""
    found = await session.execute(
        select(Person.id, Person.name).where(Person.id.in_(counts), Person.standing == Standing.MEMBER)
    )
    ranked = [row[0] for row in sorted(found, key=lambda row: (-counts[row[0]], row[1], row[0]))]
    shown = page_of(ranked, page)
    people = {
        person.id: person
        for person in await session.scalars(select(Person).where(Person.id.in_(shown.items)))
    }
    return shown.of([(people[i], counts[i]) for i in shown.items])


async def unmet(session: AsyncSession, page: int) -> Page[Company]:
    """Companies of the directory of which nobody was ever introduced to anybody, the largest first."""
    introduced = union_all(
        select(Introduction.asker_id).where(IS_INTRODUCED), select(Introduction.other_id).where(IS_INTRODUCED)
    )
    where = (
        Company.id.in_(select(Person.company_id).where(LISTED)),
        Company.id.not_in(select(Person.company_id).where(Person.id.in_(introduced))),
    )
    rank = case({size: rank for rank, size in enumerate(Size)}, value=Company.size, else_=-1)
    query = select(Company).where(*where).order_by(rank.desc(), Company.name_key)
    return await rows.page_of(session, query, page)


async def unknown(session: AsyncSession, page: int) -> Page[OwnWords]:
    """What companies of the directory make, offer and look for in words that no concept has, the commonest first."""
    found = await session.execute(
        select(Company.id, Company.products, Company.offers, Company.needs)
        .where(Company.id.in_(select(Person.company_id).where(LISTED)))
        .order_by(Company.name_key)
    )
    texts = [(company_id, text) for company_id, *written in found for text in written if text]
    listed = await asyncio.to_thread(own_words, texts)
    return page_of(listed, page)


Answers = Mapping[Question, Said]


async def workbook(session: AsyncSession, actor_id: int, moment: Moment) -> bytes:
    """All introductions as an Excel file, the newest first; taking it is audited."""
    said = await _said(session)
    rows = [_row(found, said, moment) for found in await _introductions(session)]
    sheet = Sheet(screens.title(), screens.header(), rows, right_to_left=current() == "ar")
    staff.audit(session, actor_id, Deed.INTRODUCTIONS_DOWNLOADED, moment)
    return await asyncio.to_thread(write_xlsx, [sheet])


async def _introductions(session: AsyncSession) -> Sequence[Any]:
    asker, other = aliased(Person), aliased(Person)
    asking, asked = aliased(Company), aliased(Company)
    found = await session.execute(
        select(
            Introduction.id,
            Introduction.asked_at,
            Introduction.origin,
            Introduction.state,
            asker.id.label("asker_id"),
            asker.name.label("asker"),
            asking.name.label("asking"),
            asking.name_ar.label("asking_ar"),
            other.id.label("other_id"),
            other.name.label("other"),
            asked.name.label("asked"),
            asked.name_ar.label("asked_ar"),
        )
        .join(asker, asker.id == Introduction.asker_id)
        .join(asking, asking.id == asker.company_id)
        .join(other, other.id == Introduction.other_id)
        .join(asked, asked.id == other.company_id)
        .order_by(Introduction.asked_at.desc(), Introduction.id.desc())
    )
    return found.all()


async def _said(session: AsyncSession, *which: ColumnElement[bool]) -> Mapping[tuple[int, int], Answers]:
    """What each side of each introduction answered, where conditions on Introduction are true."""
    found = await session.execute(
        select(
            OutcomeReport.introduction_id,
            OutcomeReport.person_id,
            OutcomeReport.question,
            OutcomeReport.answer,
            OutcomeReport.value,
        )
        .join(Introduction, Introduction.id == OutcomeReport.introduction_id)
        .where(OutcomeReport.answer.is_not(None), *which)
    )
    said: dict[tuple[int, int], dict[Question, Said]] = defaultdict(dict)
    for introduction_id, person_id, question, answer, value in found:
        if answer is not None:
            said[introduction_id, person_id][question] = Said(answer, value)
    return said


def _row(found: Any, said: Mapping[tuple[int, int], Answers], moment: Moment) -> list[Cell]:
    is_arabic = current() == "ar"
    sides = [said.get((found.id, person_id), {}) for person_id in (found.asker_id, found.other_id)]
    return [
        found.asked_at.astimezone(moment.zone).date(),
        found.asker,
        (is_arabic and found.asking_ar) or found.asking,
        found.other,
        (is_arabic and found.asked_ar) or found.asked,
        origin_name(found.origin),
        state_name(found.state),
        *[_met(side) for side in sides],
        *[_came(side) for side in sides],
        *[_worth(side) for side in sides],
    ]


def _met(side: Answers) -> str:
    return outcome_name(side[Question.MET].outcome) if Question.MET in side else ""


def _after(side: Answers) -> Said | None:
    return latest({question: said for question, said in side.items() if question is not Question.MET})


def _came(side: Answers) -> str:
    said = _after(side)
    return outcome_name(said.outcome) if said is not None else ""


def _worth(side: Answers) -> int | None:
    said = _after(side)
    return said.value if said is not None else None


Row = tuple[int, str, str, str]
Seen = list[tuple[Person, tuple[Reason, ...]]]


class CannotBeIntroduced(Refusal):
    """Colleagues, introduced or being asked already, not on the bot, or not wanted: all of them read the same."""

    wording = N_("These two cannot be introduced through the bot now.")


async def find(
    session: AsyncSession, text: str, page: int = 0, besides: Person | None = None
) -> Page[Person]:
    """A page of the people whose name, or company's name, has all the words typed.

    Only members whom the bot reaches and who do not hide; `besides`: nobody of this person's company.
    """
    found = await session.execute(
        select(Person.id, NAMES, Company.name, Company.name_ar)
        .join(Company, Company.id == Person.company_id)
        .where(LISTED, *([Person.company_id != besides.company_id] if besides is not None else ()))
        .order_by(Person.name, Person.id)
    )
    ids = page_of(await asyncio.to_thread(_matching, found.all(), text), page)
    people = {one.id: one for one in await session.scalars(select(Person).where(Person.id.in_(ids.items)))}
    return ids.of([people[person_id] for person_id in ids.items])


def _matching(rows: Sequence[Row], text: str) -> list[int]:
    """Whom all the words fit, those whose own name they fit first."""
    words = fold(text).split()
    if not words:
        return []
    by_name, by_company = [], []
    for person_id, person, *company in rows:
        own = fold(person)
        if all(word in own for word in words):
            by_name.append(person_id)
        elif all(word in f"{own} {fold(' '.join(company))}" for word in words):
            by_company.append(person_id)
    return [*by_name, *by_company]


async def right_one(session: AsyncSession, company_id: int) -> Person:
    """Who of a company is introduced when any of its people may be. Raises NotThere."""
    people = await to_be_asked(session, company_id)
    chosen = right_person([(one.id, one.seat) for one in people], Why.PARTNER)
    if chosen is None:
        raise NotThere
    return await somebody(session, chosen)


async def somebody(session: AsyncSession, person_id: int) -> Person:
    """A person who can be introduced. Raises NotThere."""
    person = await session.get(Person, person_id)
    if person is None or not is_available(person) or not person.is_listed:
        raise NotThere
    return person


async def two(session: AsyncSession, one_id: int, other_id: int) -> tuple[Person, Person]:
    """Two people of different companies. Raises NotThere, CannotBeIntroduced."""
    one, other = await somebody(session, one_id), await somebody(session, other_id)
    if one.company_id == other.company_id:
        raise CannotBeIntroduced
    return one, other


async def preview(
    session: AsyncSession, one: Person, other: Person, words: str, moment: Moment
) -> tuple[Introduction, Seen]:
    """An introduction as it would be, with what speaks for it as each of the two reads it; nothing is written."""
    drafted = Introduction(
        asker=one, other=other, origin=Origin.STAFF, words=words or None, asked_at=moment.now
    )
    return drafted, [(reader, await reasons_between(session, reader, drafted)) for reader in (one, other)]


async def introduce(
    session: AsyncSession, one_id: int, other_id: int, words: str, actor_id: int, moment: Moment
) -> Introduction:
    """Ask two people, in the name of the staff, whether they want to meet. Raises CannotBeIntroduced."""
    people = await locked_people(session, (one_id, other_id))
    if len(people) < 2:
        raise CannotBeIntroduced
    made = await propose(
        session, people[one_id], people[other_id], Origin.STAFF, moment, words=words, made_by=actor_id
    )
    if made is None:
        raise CannotBeIntroduced
    staff.audit(session, actor_id, Deed.INTRODUCED, moment, introduction=str(made.id))
    return made
