"""What the screens of those who travel share: where they begin, and how they lead to each other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import N_, _, current, date, name
from bot.models.missions import Mission
from bot.replies import Button, Reply, Rows, Tap, rows
from bot.screens.entrances import Entrance
from bot.screens.navigation import named, way_out


class ListTrips(Tap, prefix="Lm"):
    """The missions of one's company; when it is a single one, its leads at once."""


class OpenLeads(Tap, prefix="Ld"):
    mission_id: int


class OpenDiary(Tap, prefix="Lb"):
    """The diary: a day by its ordinal, 0 for the one that is today, or is the nearest to it."""

    mission_id: int
    day: int = 0


class OpenTallies(Tap, prefix="Lt"):
    """What the company aims at and has reached."""

    mission_id: int


ENTRANCE = Entrance("leads", N_("Leads and diary of my mission"), ListTrips())


def mission_name(mission: Mission) -> str:
    """What a mission is called, in the language being spoken; plain text."""
    text = mission.text_for(current())
    return text.title if text is not None else mission.fair or mission.city


def title_of(mission: Mission) -> str:
    """The title for a hole of an HTML sentence."""
    return name(mission_name(mission))


def days(mission: Mission) -> str:
    """From which day to which it lasts."""
    if mission.starts_on is None or mission.ends_on is None:
        return ""
    return _("{first} to {last}").format(first=date(mission.starts_on), last=date(mission.ends_on))


def trips(missions: Sequence[Mission]) -> Reply:
    """The missions on which one's company goes or went."""
    text = _("📇 <b>Leads and diary</b>\n\nWhich mission is it about?")
    if not missions:
        text = _(
            "📇 <b>Leads and diary</b>\n\n"
            "Here you note whom you meet at a fair, as soon as your company is accepted for a mission."
        )
    buttons = [Button(named(mission_name(mission)), OpenLeads(mission.id)) for mission in missions]
    return Reply(text, rows(*buttons, way_out()))


def beside_card(mission: Mission) -> Rows:
    """The ways from the card of a mission on which one's company goes."""
    return rows(
        (Button(_("📇 Leads"), OpenLeads(mission.id)), Button(_("📔 Diary"), OpenDiary(mission.id))),
        Button(_("🎯 Targets and results"), OpenTallies(mission.id)),
    )
