"""What is told about missions by itself: a deadline comes near or has passed, and a decision is due."""

from __future__ import annotations

from bot.i18n import _, ngettext, number
from bot.models.missions import Mission
from bot.replies import Button, Reply, Style, rows
from bot.rules.missions import SENT_IN, ApplicationState, MissionFigures
from bot.screens.cancelling import cancel_button
from bot.screens.mission_plans import WHOSE, ConfirmMission, ListApplicants, OpenMissionPlan
from bot.screens.missions import BeginApplication, deadline, open_or_home, title_of
from bot.screens.navigation import home_below_button


def reminded(mission: Mission) -> Reply:
    """To those who began to apply or are interested."""
    words = _("⏰ <b>{title}</b>: companies apply by {moment}. Yours has not applied yet.")
    go_on = Button(_("✍️ Apply, or go on"), BeginApplication(mission.id), style=Style.PRIMARY)
    return Reply(
        words.format(title=title_of(mission), moment=deadline(mission)), rows(go_on, open_or_home(mission))
    )


def _staff_row(mission: Mission) -> tuple[Button, ...]:
    return (Button(_("🔎 Look at the mission"), OpenMissionPlan(mission.id)), home_below_button())


def missed(mission: Mission) -> Reply:
    """To staff: a reminder could not be sent in time."""
    words = _(
        "⚠️ A reminder of the deadline of {title}, {moment}, could not go out in time, and was left out: "
        "the bot was not running, or it was night. You can write to those concerned, or set another deadline."
    )
    return Reply(words.format(title=title_of(mission), moment=deadline(mission)), (_staff_row(mission),))


def closed(mission: Mission, figures: MissionFigures) -> Reply:
    """To staff: the deadline has passed."""
    applied = sum(figures.by_state.get(state, 0) for state in SENT_IN)
    unsent = figures.by_state.get(ApplicationState.BEGUN, 0)
    words = ngettext(
        "✉️ The deadline of {title} has passed: {n} company has applied.",
        "✉️ The deadline of {title} has passed: {n} companies have applied.",
        applied,
    )
    lines = [words.format(title=title_of(mission), n=number(applied))]
    if unsent:
        lines.append(
            ngettext(
                "{n} company began, and sent nothing in.", "{n} companies began, and sent nothing in.", unsent
            ).format(n=number(unsent))
        )
    look = Button(_("👀 Look at the applications"), ListApplicants(mission.id), style=Style.PRIMARY)
    return Reply("\n".join(lines), rows(*((look,) if applied else ()), _staff_row(mission)))


def not_sent_in(mission: Mission) -> Reply:
    """To those who began to apply, and did not."""
    words = _(
        "✉️ The deadline of {title} has passed, and your company’s application was not sent in: it does not count. "
        "What you wrote is kept. Write to the cluster’s staff if you would still like to go."
    )
    return Reply(words.format(title=title_of(mission)), (open_or_home(mission),))


def is_it_on(mission: Mission, figures: MissionFigures) -> Reply:
    """To staff, on the day of the decision."""
    words = _("📆 Today it is decided whether {title} takes place. Accepted: {n}, minimum: {least}.")
    text = words.format(
        title=title_of(mission),
        n=number(figures.accepted),
        least=number(mission.minimum) if mission.minimum is not None else "–",
    )
    on = Button(_("✅ It takes place…"), ConfirmMission(mission.id, is_sure=False), style=Style.SUCCESS)
    return Reply(text, rows((on, cancel_button(WHOSE, mission.id)), _staff_row(mission)))
