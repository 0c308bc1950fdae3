"""What is asked about a mission that is planned, one detail after the other, with ready-made answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.i18n import _, date, isolate, language_name, ngettext, number
from bot.models.missions import Mission
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience
from bot.rules.fit import Conditions
from bot.rules.missions import (
    USUAL_LENGTHS,
    USUAL_MINIMUM,
    USUAL_PLACES,
    Covered,
    MissionDetail,
    deadlines_offered,
    decision_days,
)
from bot.rules.walltime import minute_of
from bot.screens import conditions, money
from bot.screens.audiences import ShowAudience, counted, in_words
from bot.screens.conditions import ShowConditions
from bot.screens.mission_plans import (
    WHOSE,
    OpenMissionPlan,
    PlannedMission,
    SetNewDeadline,
    fitting,
    places_line,
)
from bot.screens.missions import covered_name, days, deadline, title_of, where
from bot.screens.navigation import ticked, way_out
from bot.screens.when import DAY_EXAMPLE, EXAMPLE, on_the_clock, spoken_example


class LeaveOutDetail(Tap, prefix="ML"):
    """Say nothing of this detail, or leave it as it is chosen: that is settled, too."""

    mission_id: int
    detail: MissionDetail


class PickMissionDay(Tap, prefix="MD"):
    """A day, as Python counts them (`date.toordinal`)."""

    mission_id: int
    detail: MissionDetail
    day: int


class PickDeadline(Tap, prefix="MT"):
    """A wall time, as `minute_of` counts."""

    mission_id: int
    minute: int


class PickMissionNumber(Tap, prefix="MK"):
    mission_id: int
    detail: MissionDetail
    n: int


class PickCost(Tap, prefix="MM"):
    """An amount as `Money.plain` says it."""

    mission_id: int
    plain: str


class ToggleCovered(Tap, prefix="MV"):
    mission_id: int
    covered: Covered


PLACE_EXAMPLE = "Dubai, UAE"


def ask_text(mission: Mission, language: str) -> str:
    """The question for the title and text in a language."""
    return _(
        "Send me the mission in {language} as one message: the first line is its title, what follows is the text. "
        "Formatting and links are kept. Place, days, deadline and cost are asked for next: they need not be in it."
    ).format(language=language_name(language))


def ask(planned: PlannedMission, detail: MissionDetail, moment: Moment) -> Reply:
    """The question for one detail, below what is settled so far."""
    mission = planned.mission
    match detail:
        case MissionDetail.ENDS:
            question = _ask_end(mission)
        case MissionDetail.DEADLINE:
            question = _ask_deadline(mission, moment)
        case MissionDetail.COVERED:
            question = _ask_covered(mission)
        case MissionDetail.PLACES | MissionDetail.MINIMUM:
            question = _ask_number(mission, detail)
        case MissionDetail.DECIDES:
            question = _ask_decision_day(mission)
        case MissionDetail.CONDITIONS:
            question = _ask_conditions(planned)
        case MissionDetail.AUDIENCE:
            question = _ask_audience(planned)
        case _:
            question = _ask_plainly(mission, detail)
    return replace(
        question,
        text="\n\n".join([_so_far(mission), question.text]),
        buttons=(*question.buttons, way_out(OpenMissionPlan(mission.id))),
    )


def _so_far(mission: Mission) -> str:
    lines = [f"<b>{title_of(mission)}</b>"]
    if place := where(mission):
        lines.append(_("📍 {place}").format(place=place))
    if mission.starts_on is not None:
        lines.append(_("🗓 {moment}").format(moment=days(mission)))
    if mission.deadline_at is not None:
        lines.append(_("✉️ Apply by {moment}").format(moment=deadline(mission)))
    if mission.places is not None or mission.minimum is not None:
        lines.append(places_line(mission))
    return "\n".join(lines)


def _ask_plainly(mission: Mission, detail: MissionDetail) -> Reply:
    """What is typed; what can be left out has its button."""
    out = LeaveOutDetail(mission.id, detail)
    match detail:
        case MissionDetail.FAIR:
            words = _("Which fair is it? Type its name, such as {example}.").format(
                example=isolate("Gulfood 2027")
            )
            return Reply(words, rows(Button(_("It is no fair"), out)))
        case MissionDetail.STARTS:
            words = _("On which day does it begin? Type it, such as {example}.")
            return Reply(words.format(example=isolate(DAY_EXAMPLE)))
        case MissionDetail.COST:
            words = _("What does it cost a company? Type the amount with its currency, such as {example}.")
            return Reply(
                words.format(example=isolate(money.EXAMPLES)),
                rows(Button(_("It costs nothing, or is not known yet"), out)),
            )
        case _:
            words = _("Where does it go? Type the city and the country, such as {example}.")
            return Reply(words.format(example=isolate(PLACE_EXAMPLE)))


def _ask_end(mission: Mission) -> Reply:
    assert mission.starts_on is not None
    buttons = []
    for length in USUAL_LENGTHS:
        last = mission.starts_on + timedelta(days=length - 1)
        label = ngettext("{n} day, until {day}", "{n} days, until {day}", length)
        buttons.append(
            Button(
                label.format(n=number(length), day=date(last)),
                PickMissionDay(mission.id, MissionDetail.ENDS, last.toordinal()),
            )
        )
    return Reply(_("Which is the last day? Choose, or type it."), rows(*buttons))


def _ask_deadline(mission: Mission, moment: Moment) -> Reply:
    words = _(
        "Until when can companies apply? Choose, or type the day and the time, such as {example} or {words}."
    )
    walls = deadlines_offered(mission.starts_on, moment.now, moment.zone) if mission.starts_on else []
    choices = [Button(on_the_clock(wall), PickDeadline(mission.id, minute_of(wall))) for wall in walls]
    return Reply(
        words.format(example=isolate(EXAMPLE), words=isolate(spoken_example())),
        rows(*choices),
    )


def _ask_covered(mission: Mission) -> Reply:
    present = set(mission.covered)
    buttons = [
        Button(
            ticked(covered_name(one), one in present),
            ToggleCovered(mission.id, one),
            style=Style.SUCCESS if one in present else Style.PLAIN,
        )
        for one in Covered
    ]
    done = Button(
        _("✅ That is all") if present else _("Nothing is covered"),
        LeaveOutDetail(mission.id, MissionDetail.COVERED),
        style=Style.PRIMARY,
    )
    return Reply(_("What does the cost cover? Tap all that it does."), (*grid(buttons, 2), (done,)))


def _ask_number(mission: Mission, detail: MissionDetail) -> Reply:
    if detail is MissionDetail.PLACES:
        words = _("How many companies can go? Choose, or type a number.")
        usual: tuple[int, ...] = USUAL_PLACES
        without = _("No limit")
    else:
        words = _(
            "How many companies must go at least, for it to take place? Choose, or type a number. "
            "With a minimum, you are asked on a day of your choice whether it takes place."
        )
        usual = tuple(n for n in USUAL_MINIMUM if mission.places is None or n <= mission.places)
        without = _("No minimum")
    numbers = [Button(number(n), PickMissionNumber(mission.id, detail, n)) for n in usual]
    return Reply(words, (*grid(numbers, 4), (Button(without, LeaveOutDetail(mission.id, detail)),)))


def _ask_decision_day(mission: Mission) -> Reply:
    words = _(
        "On which day do you decide whether it takes place? You are asked then. Choose, or type the day."
    )
    offered = (
        decision_days(mission.deadline, mission.starts_on) if mission.deadline and mission.starts_on else []
    )
    choices = [
        Button(date(day), PickMissionDay(mission.id, MissionDetail.DECIDES, day.toordinal()))
        for day in offered
    ]
    return Reply(
        words,
        rows(*choices, Button(_("On no set day"), LeaveOutDetail(mission.id, MissionDetail.DECIDES))),
    )


def _ask_conditions(planned: PlannedMission) -> Reply:
    mission = planned.mission
    asked = Conditions.of(mission.conditions)
    words = [_("What is asked of companies?"), conditions.in_words(asked), fitting(planned.tally)]
    label = _("✅ Nothing, all can apply") if asked.is_anybody else _("✅ Yes, this is asked")
    return Reply(
        "\n\n".join(words),
        rows(
            Button(label, LeaveOutDetail(mission.id, MissionDetail.CONDITIONS), style=Style.PRIMARY),
            Button(_("✏️ Choose conditions"), ShowConditions(WHOSE, mission.id)),
        ),
    )


def _ask_audience(planned: PlannedMission) -> Reply:
    mission = planned.mission
    words = [_("Whom is the mission for?"), in_words(Audience.of(mission.audience)), counted(planned.reached)]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(
                _("✅ Yes, invite these"),
                LeaveOutDetail(mission.id, MissionDetail.AUDIENCE),
                style=Style.PRIMARY,
            ),
            Button(_("👥 Choose others"), ShowAudience(WHOSE, mission.id)),
        ),
    )


def ask_new_deadline(mission: Mission, told: int) -> Reply:
    """Another deadline for an announced mission: those whom it concerns are told."""
    words = _(
        "{title}: the deadline is {moment}. Choose another one, or type it. Told at once to those who are interested "
        "or apply: {n}."
    ).format(title=title_of(mission), moment=deadline(mission), n=number(told))
    later: Rows = ()
    if mission.deadline is not None and mission.starts_on is not None:
        walls = [mission.deadline + timedelta(days=days_) for days_ in (3, 7, 14)]
        later = rows(
            *(
                Button(on_the_clock(wall), SetNewDeadline(mission.id, minute_of(wall)))
                for wall in walls
                if wall.date() < mission.starts_on
            )
        )
    return Reply(words, (*later, way_out(OpenMissionPlan(mission.id))))


def asked_back(mission: Mission, question: Reply) -> Reply:
    """What was typed may mean several things: which is asked, with the way back to the plan."""
    return replace(question, buttons=(*question.buttons, way_out(OpenMissionPlan(mission.id))))
