"""Diaries: a day's programme and one's own notes, for those who travel; staff write the programme."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date

from bot.models.diaries import MissionDay
from bot.models.missions import Mission
from bot.replies import Reply, Rows
from bot.rules.diaries import NOTE_LIMIT, nearest
from bot.rules.staff import Role
from bot.screens import diaries as screens
from bot.screens.missions import is_on
from bot.screens.travelling import OpenDiary
from bot.services import diaries, travelling
from handlers import leads
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.mission_plans import beside_card
from handlers.turn import NotAllowed, Turn, members_only, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "diary"


@feature.tapped(OpenDiary, form=FORM)
@members_only
async def open_diary(turn: Turn, tap: OpenDiary) -> Reply:
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    return await _diary(turn, mission, tap.day or travelling.today_there(mission, turn.moment).toordinal())


async def _diary(turn: Turn, mission: Mission, ordinal: int, page: int = 0) -> Reply:
    """A day of the diary; whatever is typed next is a note of that day."""
    days = diaries.days(mission)
    ordinal = min(max(ordinal, date.min.toordinal()), date.max.toordinal())
    day = nearest(days, date.fromordinal(ordinal))
    # Each question is one of its own, so that every note can be corrected, not only the last one
    turn.open_form(FORM, mission_id=mission.id, day=day.toordinal(), asked_in=turn.update_id)
    return screens.diary(
        mission,
        days,
        day,
        await diaries.programme(turn.session, mission, day),
        await diaries.notes(turn.session, turn.person, mission, day, page),
        await diaries.leads_of_day(turn.session, turn.person, mission, day),
    )


@feature.tapped(screens.TurnNotes, form=FORM)
@members_only
async def turn_notes(turn: Turn, tap: screens.TurnNotes) -> Reply:
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    return await _diary(turn, mission, tap.day, tap.page)


@members_only
async def _ask(turn: Turn) -> Reply:
    return await _diary(turn, await _mission(turn), turn.answers["day"])


async def _mission(turn: Turn) -> Mission:
    return await travelling.trip(turn.session, turn.person, turn.answers["mission_id"])


@feature.typed(FORM, ask=_ask, takes_again=True)
@members_only
async def take_note(turn: Turn) -> Reply:
    """A note of the day that is open; what is no text is a lead."""
    mission = await _mission(turn)
    if turn.incoming.text is None:
        return await leads.keep(turn, mission)
    ordinal = turn.answers["day"]
    words = words_of(turn, NOTE_LIMIT, lines=True)
    await diaries.note(
        turn.session,
        turn.person,
        mission,
        date.fromordinal(ordinal),
        turn.incoming.message_id,
        words,
        turn.moment,
    )
    return await _diary(turn, mission, ordinal)


@feature.tapped(screens.RemoveNote, form=FORM)
@members_only
async def remove_note(turn: Turn, tap: screens.RemoveNote) -> Reply:
    if not tap.is_sure:
        note, _mission_of = await diaries.get_note(turn.session, turn.person, tap.note_id)
        return screens.sure_to_remove(note)
    note, mission = await diaries.remove_note(turn.session, turn.person, tap.note_id)
    return await _diary(turn, mission, note.day.toordinal())


# Staff write the programme


@beside_card
async def _beside_card(turn: Turn, mission: Mission) -> Rows:
    return screens.beside_card(mission) if is_on(mission) else ()


@feature.tapped(screens.ListDays)
@staff_only(Role.VIEWER)
async def list_days(turn: Turn, tap: screens.ListDays) -> Reply:
    mission = await diaries.get_mission(turn.session, tap.mission_id)
    written = await diaries.written_days(turn.session, mission)
    return screens.days_for_staff(mission, diaries.days(mission), written)


@feature.tapped(screens.OpenDay)
@staff_only(Role.EDITOR)
async def open_day(turn: Turn, tap: screens.OpenDay) -> Reply:
    return await _day(turn, await diaries.day_to_write(turn.session, tap.mission_id, tap.day))


@feature.tapped(screens.ShowDay)
@staff_only(Role.EDITOR)
async def show_day(turn: Turn, tap: screens.ShowDay) -> Reply:
    return await _day(turn, await diaries.get_day(turn.session, tap.day_id))


async def _day(turn: Turn, day: MissionDay) -> Reply:
    if not turn.has_role(Role.EDITOR):
        raise NotAllowed
    mission = await diaries.get_mission(turn.session, day.mission_id)
    return screens.day_for_staff(mission, day, await diaries.reach(turn.session, day))


async def _settled(turn: Turn, day_id: int, acting: Awaitable[Reply]) -> Reply:
    """A day does not move on: what acting shows."""
    return await acting


async def _preview(turn: Turn, day: MissionDay, language: str) -> Reply:
    return Reply(screens.programme(day))


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=diaries.get_day,
        get=diaries.get_day,
        text_of=diaries.text_of,
        reach=diaries.reach,
        ask=screens.ask_programme,
        preview=_preview,
        shown=_day,
        back=screens.ShowDay,
        settled=_settled,
    ),
)
