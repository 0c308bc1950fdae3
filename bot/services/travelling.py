"""Travelling: the missions on which a company goes, as its people see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.missions import Application, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.leads import AROUND
from bot.rules.missions import ApplicationState, MissionPhase

GOES = and_(
    Application.mission_id == Mission.id,
    Application.state == ApplicationState.ACCEPTED,
    Mission.phase == MissionPhase.ANNOUNCED,
)
"""The condition on Application and Mission: the company of the one goes on the other."""


class NotOnMission(Refusal):
    wording = N_("Your company is not on this mission, or it was cancelled.")


async def trips(session: AsyncSession, person: Person) -> Sequence[Mission]:
    """The missions on which somebody's company goes or went, the last one first."""
    found = await session.scalars(
        select(Mission)
        .join(Application, GOES)
        .where(Application.company_id == person.company_id)
        .order_by(Mission.starts_on.desc(), Mission.id.desc())
    )
    return found.all()


async def trip(session: AsyncSession, person: Person, mission_id: int) -> Mission:
    """A mission on which somebody's company goes or went. Raises NotOnMission."""
    return await _only(session, Mission.id == mission_id, Application.company_id == person.company_id)


async def on_the_road(session: AsyncSession, person: Person, moment: Moment) -> Mission | None:
    """The mission on which somebody travels just now, or was until the day before yesterday."""
    # By the calendar of the cluster: what a day may differ by elsewhere is within what is allowed around it
    try:
        return await _only(
            session,
            Application.traveller_id == person.id,
            Application.company_id == person.company_id,
            Mission.starts_on <= moment.today + AROUND,
            Mission.ends_on >= moment.today - AROUND,
        )
    except NotOnMission:
        return None


async def _only(session: AsyncSession, *which: ColumnElement[bool]) -> Mission:
    found = await session.scalar(
        select(Mission)
        .join(Application, GOES)
        .where(*which)
        .order_by(Mission.starts_on.desc(), Mission.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotOnMission
    return found


def today_there(mission: Mission, moment: Moment) -> date:
    """The date on the calendar of a mission's zone."""
    return moment.now.astimezone(mission.tz).date()
