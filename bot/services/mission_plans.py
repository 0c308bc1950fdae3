"""Missions being planned: begun, written step by step, copied from earlier ones.

Everything said of a mission is in its row from the first moment, so that any editor can go on with it later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time, number
from bot.i18n import date as day_name
from bot.markup import cut_after_first_line, length
from bot.models.missions import Mission, MissionText
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.events import TITLE_LIMIT
from bot.rules.fit import Conditions
from bot.rules.missions import (
    LONGEST,
    MOST_AHEAD,
    TEXT_LIMIT,
    WEIGHTS,
    Covered,
    Destination,
    MissionDetail,
    MissionPhase,
    Yardstick,
    weights_of,
)
from bot.rules.money import Money
from bot.rules.staff import Deed
from bot.rules.walltime import instant_of
from bot.rules.words import clean
from bot.services import missions, rows, staff
from bot.services.planning import LiesBehind, TitleMissing, TitleTooLong, TooFarAhead
from bot.services.walltime import chosen


class MissionMovedOn(Refusal):
    """What the button was about is no plan any more: somebody was quicker."""

    wording = N_("This plan of a mission has moved on. Here is how it stands now.")


class MissionTextTooLong(Refusal):
    wording = N_(
        "This text has {length} characters, and at most {limit} fit below the title, with all that is said besides. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class DaysMissing(Refusal):
    wording = N_("First say on which day it begins.")


class EndsTooEarly(Refusal):
    wording = N_("It begins on {day}: it cannot end before. Please choose or type a later day.")


class LastsTooLong(Refusal):
    wording = N_(
        "A mission lasts at most {days} days. Please look at the days, and choose or type them again."
    )


class DeadlineTooLate(Refusal):
    wording = N_("Applications must be in before it begins, on {day}. Please choose an earlier time.")


class DecidesTooLate(Refusal):
    wording = N_(
        "Whether it takes place must be decided before it begins, on {day}. Please choose an earlier day."
    )


class DecidesTooEarly(Refusal):
    wording = N_("Until {moment} companies apply. Please choose a later day.")


class MinimumTooHigh(Refusal):
    wording = N_("There are {places} places: the minimum cannot be higher.")


async def start(session: AsyncSession, author_id: int, moment: Moment) -> Mission:
    """A new plan; or the one that they began and of which nothing was said yet."""
    empty = await session.scalar(
        select(Mission)
        .where(
            Mission.author_id == author_id,
            Mission.phase == MissionPhase.PLANNING,
            Mission.country == "",
            Mission.starts_on.is_(None),
            ~Mission.texts.any(),
        )
        .order_by(Mission.id.desc())
        .limit(1)
    )
    return empty or await _new(session, author_id, moment)


async def _new(session: AsyncSession, author_id: int, moment: Moment) -> Mission:
    mission = Mission(author_id=author_id, created_at=moment.now, zone=str(moment.zone), texts=[])
    session.add(mission)
    await session.flush()
    return mission


COPIED = (
    "country",
    "city",
    "fair",
    "cost",
    "covered",
    "places",
    "minimum",
    "fills_itself",
    "audience",
    "conditions",
    "weights",
    "fallbacks",
)
"""What a plan takes over from an earlier mission, besides its texts."""


async def copy(session: AsyncSession, mission_id: int, author_id: int, moment: Moment) -> Mission:
    """A new plan that says what an earlier mission said, all but its days. Raises NoSuchMission."""
    other = await missions.get(session, mission_id)
    mission = await _new(session, author_id, moment)
    for column in COPIED:
        setattr(mission, column, getattr(other, column))
    mission.texts = [
        MissionText(language=text.language, title=text.title, html=text.html) for text in other.texts
    ]
    days = {MissionDetail.STARTS, MissionDetail.ENDS, MissionDetail.DEADLINE, MissionDetail.DECIDES}
    mission.settled = sorted(set(MissionDetail) - days)
    await session.flush()
    return mission


async def get(session: AsyncSession, mission_id: int) -> Mission:
    """A plan, to be looked at. Raises NoSuchMission, MissionMovedOn."""
    return _as_plan(await missions.get(session, mission_id))


async def locked(session: AsyncSession, mission_id: int) -> Mission:
    """A plan, locked until the commit. Raises NoSuchMission, MissionMovedOn."""
    return _as_plan(await missions.locked(session, mission_id))


def _as_plan(mission: Mission) -> Mission:
    if mission.phase is not MissionPhase.PLANNING:
        raise MissionMovedOn
    return mission


async def discard(session: AsyncSession, mission_id: int, actor_id: int, moment: Moment) -> None:
    """Throw a plan away, with its texts. Raises NoSuchMission, MissionMovedOn."""
    mission = await locked(session, mission_id)
    mission.phase, mission.texts = MissionPhase.DISCARDED, []
    staff.audit(session, actor_id, Deed.MISSION_DISCARDED, moment, mission=str(mission.id))
    await session.flush()


# What is said of it


def settled(mission: Mission) -> set[str]:
    """The details that nobody has to be asked about any more."""
    said = {
        MissionDetail.TEXTS: mission.texts,
        MissionDetail.DESTINATION: mission.country,
        MissionDetail.STARTS: mission.starts_on,
        MissionDetail.ENDS: mission.ends_on,
        MissionDetail.DEADLINE: mission.deadline,
    }
    return {*mission.settled, *(detail for detail, value in said.items() if value)}


def settle(mission: Mission, detail: MissionDetail) -> None:
    """Staff have decided on a detail."""
    mission.settled = sorted({*mission.settled, detail})


def _unsettle(mission: Mission, detail: MissionDetail) -> None:
    mission.settled = [one for one in mission.settled if one != detail]


def text_of(mission: Mission, language: str, html: str) -> MissionText:
    """The row of a language, from a message whose first line is the title. Raises TitleMissing, TitleTooLong,
    MissionTextTooLong."""
    first, rest = cut_after_first_line(html)
    title = clean(first, TITLE_LIMIT)
    if not title.text:
        raise TitleMissing
    if title.is_too_long:
        raise TitleTooLong(length=number(TITLE_LIMIT + title.excess), limit=number(TITLE_LIMIT))
    if length(rest) > TEXT_LIMIT:
        raise MissionTextTooLong(length=number(length(rest)), limit=number(TEXT_LIMIT))
    return MissionText(language=language, title=title.text, html=rest)


def set_destination(mission: Mission, where: Destination) -> None:
    mission.country, mission.city = where.country, where.city


def set_fair(mission: Mission, fair: str) -> None:
    mission.fair = fair
    settle(mission, MissionDetail.FAIR)


def set_start(mission: Mission, day: date, moment: Moment) -> None:
    """Say on which day it begins: the last day moves along, and what was to be over before is asked anew.

    Raises LiesBehind, TooFarAhead.
    """
    if day <= moment.today:
        raise LiesBehind
    if day > moment.today + MOST_AHEAD:
        raise TooFarAhead
    if mission.starts_on is not None and mission.ends_on is not None:
        mission.ends_on += day - mission.starts_on
    mission.starts_on = day
    if mission.deadline is not None and mission.deadline.date() >= day:
        mission.deadline = mission.deadline_at = None
    _check_decision_day(mission)


def set_end(mission: Mission, day: date) -> None:
    """Say on which day it ends. Raises DaysMissing, EndsTooEarly, LastsTooLong."""
    if mission.starts_on is None:
        raise DaysMissing
    if day < mission.starts_on:
        raise EndsTooEarly(day=day_name(mission.starts_on))
    if day - mission.starts_on >= LONGEST:
        raise LastsTooLong(days=number(LONGEST.days))
    mission.ends_on = day


def set_deadline(mission: Mission, wall: datetime, moment: Moment) -> None:
    """Say until when companies apply, by the cluster's clocks. Raises DaysMissing, LiesBehind, DeadlineTooLate, and
    what `chosen` does."""
    deadline_at = checked_deadline(mission, wall, moment)
    mission.zone, mission.deadline, mission.deadline_at = str(moment.zone), wall, deadline_at
    _check_decision_day(mission)


def checked_deadline(mission: Mission, wall: datetime, moment: Moment) -> datetime:
    """The instant of a deadline that somebody chose. Raises what `set_deadline` does."""
    if mission.starts_on is None:
        raise DaysMissing
    deadline_at = chosen(wall, moment.zone)
    if deadline_at <= moment.now:
        raise LiesBehind
    if wall.date() >= mission.starts_on:
        raise DeadlineTooLate(day=day_name(mission.starts_on))
    return deadline_at


def _check_decision_day(mission: Mission) -> None:
    """A day of the decision that does not fit any more is asked anew."""
    if mission.decides_on is None:
        return
    is_late = mission.starts_on is not None and mission.decides_on >= mission.starts_on
    is_early = mission.deadline is not None and mission.decides_on <= mission.deadline.date()
    if is_late or is_early:
        mission.decides_on = None
        _unsettle(mission, MissionDetail.DECIDES)


def set_decision_day(mission: Mission, day: date) -> None:
    """Say on which day it is decided whether it takes place. Raises DaysMissing, DecidesTooLate, DecidesTooEarly."""
    if mission.starts_on is None or mission.deadline_at is None or mission.deadline is None:
        raise DaysMissing
    if day >= mission.starts_on:
        raise DecidesTooLate(day=day_name(mission.starts_on))
    if day <= mission.deadline.date():
        raise DecidesTooEarly(moment=date_time(mission.deadline_at, mission.tz))
    mission.decides_on = day
    settle(mission, MissionDetail.DECIDES)


def set_cost(mission: Mission, cost: Money) -> None:
    mission.cost = cost
    settle(mission, MissionDetail.COST)


def toggle_covered(mission: Mission, covered: Covered) -> None:
    """The cost covers this, or no longer does."""
    present = set(mission.covered) ^ {covered}
    mission.covered = [one for one in Covered if one in present]


def set_places(mission: Mission, places: int) -> None:
    """Say how many companies can go. A minimum that is higher is asked anew."""
    mission.places = places
    if mission.minimum is not None and mission.minimum > places:
        mission.minimum = None
        _unsettle(mission, MissionDetail.MINIMUM)
    settle(mission, MissionDetail.PLACES)


def set_minimum(mission: Mission, minimum: int) -> None:
    """Say how many companies must go for it to take place. Raises MinimumTooHigh."""
    if mission.places is not None and minimum > mission.places:
        raise MinimumTooHigh(places=number(mission.places))
    mission.minimum = minimum
    settle(mission, MissionDetail.MINIMUM)


LEAVING_OUT: dict[MissionDetail, Callable[[Mission], None]] = {
    MissionDetail.FAIR: lambda mission: setattr(mission, "fair", ""),
    MissionDetail.COST: lambda mission: setattr(mission, "cost", None),
    MissionDetail.PLACES: lambda mission: setattr(mission, "places", None),
    MissionDetail.MINIMUM: lambda mission: setattr(mission, "minimum", None),
    MissionDetail.DECIDES: lambda mission: setattr(mission, "decides_on", None),
}


def leave_out(mission: Mission, detail: MissionDetail) -> None:
    """Say nothing of a detail, or leave it as it is chosen: what it covers, its conditions and audience stay."""
    if detail in LEAVING_OUT:
        LEAVING_OUT[detail](mission)
    if detail is MissionDetail.MINIMUM:
        mission.decides_on = None
    settle(mission, detail)


def turn_weight(mission: Mission, yardstick: Yardstick) -> None:
    """Let a yardstick count one more; after the most, not at all."""
    weights = weights_of(mission.weights)
    counts = (weights[yardstick] + 1) % len(WEIGHTS)
    mission.weights = {**{one.value: weight for one, weight in weights.items()}, yardstick.value: counts}


async def set_audience(session: AsyncSession, mission_id: int, audience: Audience) -> None:
    """Say whom a plan is for. Raises NoSuchMission, MissionMovedOn."""
    (await locked(session, mission_id)).audience = audience.stored()


async def set_conditions(session: AsyncSession, mission_id: int, conditions: Conditions) -> None:
    """Say what is asked of companies. Raises NoSuchMission, MissionMovedOn."""
    (await locked(session, mission_id)).conditions = conditions.stored()


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each mission anew whose deadline stands for another instant than it did: the rules of the zone have changed,
    or the cluster's zone has, and 18:00 stays 18:00. Idempotent.

    Nobody is told: the time that was announced is the one that stays. Always False.
    """
    is_kept = Mission.phase.in_([MissionPhase.PLANNING, MissionPhase.ANNOUNCED])
    query = select(Mission).where(is_kept, Mission.deadline.is_not(None)).order_by(Mission.id)
    for mission in await rows.due(session, query):
        assert mission.deadline is not None
        mission.zone, mission.deadline_at = str(moment.zone), instant_of(mission.deadline, moment.zone)
    await session.flush()
    return False
