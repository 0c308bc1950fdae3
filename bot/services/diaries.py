"""Diaries: the programme of a mission, which staff write day by day; and notes that those who travel keep for
themselves."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, number
from bot.markup import length
from bot.models.deliveries import Purpose
from bot.models.diaries import DiaryNote, MissionDay, ProgrammeText
from bot.models.leads import Lead
from bot.models.missions import Application, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.audiences import Reach
from bot.rules.diaries import NOTES_PAGE, PROGRAMME_LIMIT, days_of, told_between
from bot.rules.missions import MissionPhase
from bot.rules.pages import Page
from bot.screens import diaries as screens
from bot.services import missions, rows
from bot.services.audiences import REACHABLE
from bot.services.telling import Message, tell_all
from bot.services.travelling import GOES, today_there, trip


class NoSuchDay(Refusal):
    wording = N_("This day is not one of the mission any more.")


class ProgrammeTooLong(Refusal):
    wording = N_(
        "This programme has {length} characters, and at most {limit} fit. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class NoSuchNote(Refusal):
    wording = N_("This note does not exist any more.")


# The programme


async def get_mission(session: AsyncSession, mission_id: int) -> Mission:
    """A mission that was announced, and so has its dates. Raises NoSuchMission, NoSuchDay."""
    mission = await missions.once_announced(session, mission_id)
    if mission.starts_on is None:
        raise NoSuchDay
    return mission


def days(mission: Mission) -> tuple[date, ...]:
    """The days of a mission that has its dates."""
    assert mission.starts_on is not None
    return days_of(mission.starts_on, mission.ends_on or mission.starts_on)


async def programme(session: AsyncSession, mission: Mission, day: date) -> MissionDay | None:
    """What is planned on a day; None when nothing was written."""
    return await session.scalar(
        select(MissionDay).where(MissionDay.mission_id == mission.id, MissionDay.day == day)
    )


async def written_days(session: AsyncSession, mission: Mission) -> set[date]:
    """The days of which a programme was written."""
    found = await session.scalars(select(MissionDay).where(MissionDay.mission_id == mission.id))
    return {one.day for one in found if one.texts}


async def day_to_write(session: AsyncSession, mission_id: int, ordinal: int) -> MissionDay:
    """The row of a day, so that its programme can be written. Raises NoSuchDay."""
    mission = await rows.locked(session, Mission, mission_id, NoSuchDay, key_share=True)
    listed = days(await get_mission(session, mission_id))
    day = next((day for day in listed if day.toordinal() == ordinal), None)
    if day is None:
        raise NoSuchDay
    row = await programme(session, mission, day)
    if row is None:
        row = MissionDay(mission_id=mission.id, day=day, texts=[])
        session.add(row)
        await session.flush()
    return row


async def get_day(session: AsyncSession, day_id: int) -> MissionDay:
    """A day whose programme is written. Raises NoSuchDay."""
    return await rows.locked(session, MissionDay, day_id, NoSuchDay)


def text_of(day: MissionDay, language: str, html: str) -> ProgrammeText:
    """The programme of a day in a language, from what was typed. Raises ProgrammeTooLong."""
    if (typed := length(html)) > PROGRAMME_LIMIT:
        raise ProgrammeTooLong(length=number(typed), limit=number(PROGRAMME_LIMIT))
    return ProgrammeText(language=language, html=html)


async def reach(session: AsyncSession, day: MissionDay) -> Reach:
    """Whom the programme is for: those who travel, by language."""
    found = await session.execute(
        select(Person.language, func.count())
        .where(Person.id.in_(_travellers(day.mission_id)), REACHABLE)
        .group_by(Person.language)
    )
    return Reach({**dict.fromkeys(LOCALES, 0), **dict(found.all())}, not_joined=0, blocked=0)


def _travellers(mission_id: int) -> Select[int]:
    """Who travels for their company; not who has moved to another one since."""
    is_theirs = and_(Application.traveller_id == Person.id, Application.company_id == Person.company_id)
    return select(Person.id).join(Application, is_theirs).join(Mission, GOES).where(Mission.id == mission_id)


async def tell_days(session: AsyncSession, moment: Moment) -> bool:
    """Tell those who travel what the day brings, in its morning: on the first day in any case, how leads are noted too;
    on the others where there is a programme. Once each. True when anybody was told."""
    tomorrow = moment.today + timedelta(
        days=1
    )  # a mission's zone may be a day ahead of the cluster's, or behind
    found = await session.scalars(
        select(Mission)
        .where(
            Mission.phase == MissionPhase.ANNOUNCED,
            Mission.starts_on <= tomorrow,
            Mission.ends_on >= moment.today - timedelta(days=1),
        )
        .order_by(Mission.id)
    )
    return any([await _tell_day(session, mission, moment) for mission in found.all()])


async def _tell_day(session: AsyncSession, mission: Mission, moment: Moment) -> bool:
    today = today_there(mission, moment)
    begins, ends = told_between(today, mission.tz)
    if today not in days(mission) or not begins <= moment.now < ends:
        return False
    planned = await programme(session, mission, today)
    is_first = today == mission.starts_on
    if not is_first and (planned is None or not planned.texts):
        return False
    message = Message(
        mission.about,
        f"day {today.isoformat()}",
        Purpose.REMINDER,
        partial(screens.morning, mission, today, planned, is_first=is_first),
        not_after=ends,
    )
    whom = select(Person).where(Person.id.in_(_travellers(mission.id)))
    return await tell_all(session, whom, message, moment) > 0


# Notes


async def note(
    session: AsyncSession,
    person: Person,
    mission: Mission,
    day: date,
    message_id: int,
    words: str,
    moment: Moment,
) -> None:
    """Keep what somebody wrote down on a day, for themselves; the same message again replaces it. Idempotent."""
    row = await session.scalar(
        select(DiaryNote)
        .where(DiaryNote.person_id == person.id, DiaryNote.message_id == message_id)
        .with_for_update()
    )
    if row is not None:
        row.words = words
        return
    session.add(
        DiaryNote(
            mission_id=mission.id,
            person_id=person.id,
            message_id=message_id,
            day=day,
            words=words,
            written_at=moment.now,
        )
    )
    await session.flush()


async def notes(
    session: AsyncSession, person: Person, mission: Mission, day: date, page: int
) -> Page[DiaryNote]:
    """A page of what somebody wrote down on a day, the newest first."""
    query = (
        select(DiaryNote)
        .where(DiaryNote.person_id == person.id, DiaryNote.mission_id == mission.id, DiaryNote.day == day)
        .order_by(DiaryNote.id.desc())
    )
    return await rows.page_of(session, query, page, NOTES_PAGE)


async def get_note(session: AsyncSession, person: Person, note_id: int) -> tuple[DiaryNote, Mission]:
    """A note of somebody's own, with its mission. Raises NoSuchNote, NotOnMission."""
    row = await rows.locked(session, DiaryNote, note_id, NoSuchNote)
    if row.person_id != person.id:
        raise NoSuchNote
    return row, await trip(session, person, row.mission_id)


async def remove_note(session: AsyncSession, person: Person, note_id: int) -> tuple[DiaryNote, Mission]:
    """Delete a note of somebody's own. Raises NoSuchNote, NotOnMission."""
    row, mission = await get_note(session, person, note_id)
    await session.delete(row)
    return row, mission


async def leads_of_day(session: AsyncSession, person: Person, mission: Mission, day: date) -> int:
    """How many leads somebody's company noted on a day."""
    query = select(func.count()).where(
        Lead.mission_id == mission.id, Lead.company_id == person.company_id, Lead.noted_on == day
    )
    return await session.scalar(query) or 0
