"""The diary of a mission: what the day brings, and what one writes down for oneself; and staff write the programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day_of

from bot.i18n import _, current, date, language_name, name, number, short_date, time
from bot.models.diaries import DiaryNote, MissionDay
from bot.models.missions import Mission
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Reach
from bot.rules.diaries import NOTE_LIMIT, PROGRAMME_LIMIT, TOLD_AT
from bot.rules.pages import Page
from bot.screens.listing import which_page
from bot.screens.mission_plans import OpenMissionPlan
from bot.screens.missions import title_of
from bot.screens.navigation import home_below_button, sure, ticked, way_out
from bot.screens.travelling import OpenDiary, OpenLeads
from bot.screens.wordings import language_buttons, what_is_written

WHOSE = "day"
"""The word under which the programme of a day is written."""


class TurnNotes(Tap, prefix="Lg"):
    mission_id: int
    day: int
    page: int


class RemoveNote(Tap, prefix="Lk"):
    note_id: int
    is_sure: bool


class ListDays(Tap, prefix="L1"):
    """Staff look at the programme of a mission."""

    mission_id: int


class OpenDay(Tap, prefix="L2"):
    """Staff look at the programme of a day (its ordinal), and write it."""

    mission_id: int
    day: int


class ShowDay(Tap, prefix="L3"):
    """The same by the row of the day, which its texts are written to."""

    day_id: int


def diary(
    mission: Mission,
    days: Sequence[day_of],
    day: day_of,
    planned: MissionDay | None,
    notes: Page[DiaryNote],
    leads: int,
) -> Reply:
    """A day of the mission: its programme, the leads of the day, and what one wrote down oneself."""
    parts = [
        _("📔 <b>{mission}</b>").format(mission=title_of(mission)) + f"\n{date(day)}",
        programme(planned) or _("There is no programme for this day."),
        _("📇 Leads of your company on this day: {n}").format(n=number(leads)) if leads else "",
        "\n".join(f"📝 {name(one.words)}" for one in notes.items),
        which_page(notes),
        _("Type what you want to remember, at most {limit} characters. Only you see your notes.").format(
            limit=number(NOTE_LIMIT)
        ),
    ]
    removing = [
        Button(_("🗑 Note {n}").format(n=number(notes.first + place)), RemoveNote(one.id, is_sure=False))
        for place, one in enumerate(notes.items, start=1)
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (
            *_other_days(mission, days, day),
            *_turns(mission, day, notes),
            *grid(removing, 4),
            *rows(Button(_("📇 Leads"), OpenLeads(mission.id), style=Style.PRIMARY)),
            way_out(OpenLeads(mission.id)),
        ),
    )


def programme(planned: MissionDay | None) -> str:
    """The programme of a day as its reader gets it: HTML; where none is in their language, the nearest."""
    if planned is None:
        return ""
    wordings = planned.wordings
    read = wordings.read_in(current())
    return wordings.written[read] if read is not None else wordings.nearest(current())


def _other_days(mission: Mission, days: Sequence[day_of], day: day_of) -> Rows:
    place = days.index(day)
    # Translators: in Arabic both arrows point the other way
    before = [
        Button(_("← {day}").format(day=short_date(one)), OpenDiary(mission.id, one.toordinal()))
        for one in days[max(0, place - 1) : place]
    ]
    after = [
        Button(_("{day} →").format(day=short_date(one)), OpenDiary(mission.id, one.toordinal()))
        for one in days[place + 1 : place + 2]
    ]
    return rows((*before, *after)) if before or after else ()


def _turns(mission: Mission, day: day_of, notes: Page[DiaryNote]) -> Rows:
    ordinal = day.toordinal()
    newer = (
        [Button(_("Newer notes"), TurnNotes(mission.id, ordinal, notes.number - 1))] if notes.number else []
    )
    has_older = notes.number < notes.last
    older = [Button(_("Older notes"), TurnNotes(mission.id, ordinal, notes.number + 1))] if has_older else []
    return rows((*newer, *older)) if newer or older else ()


def sure_to_remove(note: DiaryNote) -> Reply:
    words = _("Delete this note?\n\n{note}").format(note=name(note.words))
    back = OpenDiary(note.mission_id, note.day.toordinal())
    return sure(words, _("Delete"), RemoveNote(note.id, is_sure=True), back)


def morning(mission: Mission, day: day_of, planned: MissionDay | None, *, is_first: bool) -> Reply:
    """In the morning, to those who travel: what the day brings, and on the first one how leads are noted."""
    parts = [
        _("☀️ <b>{mission}</b>").format(mission=title_of(mission)) + f"\n{date(day)}",
        programme(planned),
        _(
            "At the stand: send me the photo of each card you get, and it is kept as a lead. "
            "Two taps complete it, then or in the evening."
        )
        if is_first
        else "",
    ]
    buttons = (
        Button(_("📇 Leads"), OpenLeads(mission.id), style=Style.PRIMARY),
        Button(_("📔 Diary"), OpenDiary(mission.id, day.toordinal())),
    )
    return Reply("\n\n".join(part for part in parts if part), rows(buttons, home_below_button()))


# Staff


def beside_card(mission: Mission) -> Rows:
    """The way to the programme, from the card that staff see."""
    return rows(Button(_("📔 Programme"), ListDays(mission.id)))


def days_for_staff(mission: Mission, days: Sequence[day_of], written: set[day_of]) -> Reply:
    """The programme of a mission, day by day."""
    words = _(
        "📔 <b>Programme of {mission}</b>\n\n"
        "Those who travel read the programme of a day in their diary, and are sent it on its morning at {time}."
    )
    buttons = [
        Button(ticked(short_date(day), day in written), OpenDay(mission.id, day.toordinal())) for day in days
    ]
    return Reply(
        words.format(mission=title_of(mission), time=time(TOLD_AT)),
        (*grid(buttons, 2), way_out(OpenMissionPlan(mission.id))),
    )


def day_for_staff(mission: Mission, day: MissionDay, reached: Reach) -> Reply:
    """The programme of a day in each language, to be written."""
    text = _("📔 <b>{mission}</b>").format(mission=title_of(mission)) + f"\n{date(day.day)}"
    return Reply(
        f"{text}\n\n{what_is_written(day.wordings, reached)}",
        (language_buttons(WHOSE, day.id, day.wordings), way_out(ListDays(mission.id))),
    )


def ask_programme(day: MissionDay, language: str) -> str:
    """The question for the programme of a day in a language."""
    words = _(
        "What is planned on {day}? Type it in {language}, a line for each thing, such as “09:30 Stand opens”; "
        "at most {limit} characters."
    )
    return words.format(day=date(day.day), language=language_name(language), limit=number(PROGRAMME_LIMIT))
