"""Reporting: how a round went, its pairs, and the word to staff at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import current
from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.moment import Moment
from bot.rules.introductions import State
from bot.rules.rounds import Figures, Part, Phase
from bot.rules.staff import Deed, Role
from bot.screens.rounds import standing as screens
from bot.services import staff
from bot.services.rounds.pairing import paired_in
from bot.services.telling import Message, tell_staff


async def figures(session: AsyncSession, round_id: int) -> Figures:
    """How a round stands, in numbers."""
    said = await session.execute(
        select(RoundMember.part, func.count())
        .where(RoundMember.round_id == round_id)
        .group_by(RoundMember.part)
    )
    parts = dict(said.all())
    came = await session.execute(
        select(Introduction.state, func.count())
        .where(Introduction.round_id == round_id)
        .group_by(Introduction.state)
    )
    states = dict(came.all())
    return Figures(
        invited=sum(parts.values()),
        joined=parts.get(Part.JOINED, 0),
        skipped=parts.get(Part.SKIPPED, 0),
        paired=2 * sum(states.values()),  # nobody is in two pairs of a round
        pairs=sum(states.values()),
        introduced=states.get(State.INTRODUCED, 0),
        waiting=states.get(State.OPEN, 0),
    )


async def pairs(session: AsyncSession, round_id: int) -> Sequence[Introduction]:
    """The pairs of a round, with their people and companies."""
    found = await session.scalars(
        select(Introduction).where(Introduction.round_id == round_id).order_by(Introduction.id)
    )
    return found.all()


async def workbook(session: AsyncSession, about: Round, actor_id: int, moment: Moment) -> bytes:
    """The pairs of a round as an Excel file, in the reader's language; that it was taken is written down."""
    title, header, listed = screens.table(await pairs(session, about.id))
    sheet = Sheet(title, header, listed, right_to_left=current() == "ar")
    staff.audit(session, actor_id, Deed.ROUND_DOWNLOADED, moment, round=str(about.id))
    return await asyncio.to_thread(write_xlsx, [sheet])


async def alone(session: AsyncSession, round_id: int) -> Sequence[Person]:
    """Who joined a round and got nobody, by name; nobody as long as it has no pairs."""
    found = await session.scalars(
        select(Person)
        .join(RoundMember, RoundMember.person_id == Person.id)
        .join(Round, Round.id == RoundMember.round_id)
        .where(
            Round.id == round_id,
            Round.phase.in_([Phase.MEETING, Phase.ENDED]),
            RoundMember.part == Part.JOINED,
            ~paired_in(round_id),
        )
        .order_by(Person.name, Person.id)
    )
    return found.all()


async def end_due(session: AsyncSession, moment: Moment) -> bool:
    """End the rounds whose time is over, and report to staff. True when there was one."""
    due = await session.scalars(
        select(Round)
        .where(Round.phase == Phase.MEETING, Round.ends_at <= moment.now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    over = due.all()
    for one in over:
        one.phase = Phase.ENDED
        await session.flush()
        screen = partial(
            screens.report,
            one,
            await figures(session, one.id),
            await pairs(session, one.id),
            await alone(session, one.id),
            moment.zone,
        )
        message = Message(one.about, "report", Purpose.NOTICE, screen)
        await tell_staff(session, message, moment, needed=Role.VIEWER)
    return bool(over)
