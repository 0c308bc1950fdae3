"""The workbook of introductions: all of them, in the reader's language, without anybody's contact details."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.exchange.tables import Cell, Sheet, write_xlsx
from bot.i18n import current
from bot.models import Company, Introduction, Person, Report
from bot.moment import Moment
from bot.rules.outcomes import Question, Said, latest
from bot.rules.staff import Deed
from bot.screens.introductions import workbook as screens
from bot.screens.introductions.meeting import origin_name, state_name
from bot.screens.outcomes import outcome_name
from bot.services import staff

Answers = Mapping[Question, Said]


async def workbook(session: AsyncSession, actor_id: int, moment: Moment) -> bytes:
    """All introductions as an Excel file, the newest first; that it was taken is written down."""
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


async def _said(session: AsyncSession) -> Mapping[tuple[int, int], Answers]:
    """What each side of each introduction answered."""
    found = await session.execute(
        select(Report.introduction_id, Report.person_id, Report.question, Report.answer, Report.value).where(
            Report.answer.is_not(None)
        )
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
