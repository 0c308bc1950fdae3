"""What the screens of those who travel share: where they begin, and how they lead to each other."""

from __future__ import annotations

from bot.i18n import N_, _
from bot.models.missions import Mission
from bot.replies import Button, Rows, Tap, rows
from bot.rules.tallies import Stage
from bot.screens.entrances import Entrance


class ListTrips(Tap, prefix="Lm"):
    """The missions of one's company; or, unless one `chooses`, the one that is on, or the only one, at once."""

    chooses: bool = False


class OpenLeads(Tap, prefix="Ld"):
    mission_id: int


class OpenDiary(Tap, prefix="Lb"):
    """The diary: a day by its ordinal, 0 for the one that is today, or is the nearest to it."""

    mission_id: int
    day: int = 0


class OpenTallies(Tap, prefix="Lt"):
    """What the company aims at and has reached."""

    mission_id: int


class OpenTally(Tap, prefix="L4"):
    """One tally: the targets, or the results at a stage."""

    mission_id: int
    stage: Stage


ENTRANCE = Entrance("leads", N_("Leads and diary of my mission"), ListTrips(), for_staff="mission")


def beside_card(mission: Mission) -> Rows:
    """The ways from the card of a mission on which one's company goes."""
    return rows(
        (Button(_("📇 Leads"), OpenLeads(mission.id)), Button(_("📔 Diary"), OpenDiary(mission.id))),
        Button(_("🎯 Targets and results"), OpenTallies(mission.id)),
    )


def targets_button(mission: Mission) -> tuple[Button, ...]:
    """The way to what the company aims at, from the message that it has a place."""
    return (Button(_("🎯 Set the targets"), OpenTally(mission.id, Stage.TARGET)),)
