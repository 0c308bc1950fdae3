"""Planning a mission: the plan, the last look, and the announced mission as staff see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.i18n import N_, _, date, date_time, list_of, name, ngettext, number, pgettext
from bot.models.companies import Company
from bot.models.missions import Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import BroadcastReport
from bot.rules.fit import Conditions, Tally
from bot.rules.missions import (
    SENT_IN,
    ApplicationState,
    Interest,
    MissionDetail,
    MissionFigures,
    MissionPhase,
    Yardstick,
    weights_of,
)
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens import conditions
from bot.screens.audiences import ShowAudience, counted, in_words, people, unreached
from bot.screens.cancelling import cancel_button
from bot.screens.conditions import ShowConditions
from bot.screens.entrances import Entrance
from bot.screens.following import again_buttons, counts, sure_to_repeat
from bot.screens.listing import legend, listing
from bot.screens.missions import (
    cancelled_because,
    cost_lines,
    days,
    deadline,
    heading,
    invitation,
    title_of,
    where,
    with_reasons,
    words_of,
)
from bot.screens.navigation import named, sure, way_out
from bot.screens.vocabulary import company_name, person_name
from bot.screens.when import when_they_go_out
from bot.screens.wordings import language_buttons, preview_button, what_is_written, who_gets_what

WHOSE = "mission"
"""The word under which a mission's audience and conditions are chosen, and its texts are written."""


class ListMissionPlans(Tap, prefix="MP"):
    """All missions, as staff see them."""

    page: int = 0


ENTRANCE = Entrance(
    "mission",
    N_("Plan a mission or fair, and choose who goes"),
    ListMissionPlans(),
    N_("🌍 Plan missions"),
)


class NewMission(Tap, prefix="MN"): ...


class OpenMissionPlan(Tap, prefix="MO"):
    """A mission as staff see it: its plan, or how it stands once it was announced."""

    mission_id: int


class CopyMission(Tap, prefix="MC"):
    mission_id: int


class AskMissionDetail(Tap, prefix="MQ"):
    mission_id: int
    detail: MissionDetail


class GoOnPlanning(Tap, prefix="MG"):
    """Ask about what was not settled yet."""

    mission_id: int


class SetFilling(Tap, prefix="MF"):
    """Whether a place that is given back goes to the next who waits by itself."""

    mission_id: int
    is_on: bool


class ShowWeights(Tap, prefix="MW"):
    """What each yardstick counts; one that is named counts one more."""

    mission_id: int
    yardstick: str = ""


class DiscardMission(Tap, prefix="MZ"):
    mission_id: int
    is_sure: bool


class LookAtMission(Tap, prefix="ME"):
    """The last look before it is announced."""

    mission_id: int


class AnnounceMission(Tap, prefix="MA"):
    mission_id: int


class TapMissionPreview(Tap, prefix="MU"):
    """A button under an invitation that is only looked at."""


class AskNewDeadline(Tap, prefix="MH"):
    """Another deadline for a mission that was announced."""

    mission_id: int


class SetNewDeadline(Tap, prefix="MI"):
    """A wall time, as `minute_of` counts."""

    mission_id: int
    minute: int


class ConfirmMission(Tap, prefix="M6"):
    """It takes place."""

    mission_id: int
    is_sure: bool


class ListApplicants(Tap, prefix="MB"):
    """Those whose applications stand so; "" for all."""

    mission_id: int
    state: str = ""
    page: int = 0


class ListInterested(Tap, prefix="M8"):
    """Who said that they are interested, to be called before the deadline."""

    mission_id: int
    page: int = 0


@dataclass(frozen=True)
class PlannedMission:
    """A plan as it is shown: whom it reaches, how companies fit, what is asked next."""

    mission: Mission
    reached: Reach
    tally: Tally[int]
    named: Mapping[int, Company]
    next: MissionDetail | None


def detail_name(detail: MissionDetail) -> str:
    """What a detail is called, on its button."""
    return {
        MissionDetail.TEXTS: _("✏️ Title and text"),
        MissionDetail.DESTINATION: _("📍 Destination"),
        MissionDetail.FAIR: _("🏛 Fair"),
        MissionDetail.STARTS: _("🗓 First day"),
        MissionDetail.ENDS: _("🏁 Last day"),
        MissionDetail.DEADLINE: _("✉️ Deadline"),
        MissionDetail.COST: _("💳 Cost"),
        MissionDetail.COVERED: _("🎁 Covered"),
        MissionDetail.PLACES: _("💺 Places"),
        MissionDetail.MINIMUM: _("⚖️ Minimum"),
        MissionDetail.DECIDES: _("📆 Go or no-go"),
        MissionDetail.CONDITIONS: _("✅ Conditions"),
        MissionDetail.AUDIENCE: _("👥 Audience"),
    }[detail]


def yardstick_name(yardstick: Yardstick) -> str:
    """What applications are scored by."""
    return {
        Yardstick.PRODUCTS: _("Products for this market"),
        Yardstick.READINESS: _("Ready to export"),
        Yardstick.MOTIVATION: _("Motivation"),
        Yardstick.BUYERS: _("Buyers looked for"),
        Yardstick.MATERIALS: _("Price list and catalogue"),
    }[yardstick]


def plan(planned: PlannedMission) -> Reply:
    """What is said of a mission so far, and what is still missing; a button for each."""
    mission, reached = planned.mission, planned.reached
    words = [
        _("<b>🌍 Plan of a mission</b>"),
        what_is_written(mission.wordings, reached),
        "\n".join(said(mission)),
        conditions.in_words(Conditions.of(mission.conditions)),
        in_words(Audience.of(mission.audience)),
        "\n".join([counted(reached), fitting(planned.tally)]),
    ]
    go_on: Rows = ()
    if planned.next is not None:
        label = _("▶️ Go on: {what}").format(what=detail_name(planned.next))
        go_on = rows(Button(label, GoOnPlanning(mission.id), style=Style.PRIMARY))
    buttons = (*go_on, *_details(mission), *_acts(mission), way_out(ListMissionPlans()))
    return Reply("\n\n".join(words), buttons)


def fitting(tally: Tally[int]) -> str:
    """How many companies of the audience fit, nearly fit and do not."""
    return _("Companies: {fit} fit, {nearly} nearly fit, {out} do not").format(
        fit=number(len(tally.eligible)), nearly=number(len(tally.nearly)), out=number(len(tally.out))
    )


def said(mission: Mission) -> list[str]:
    """What is said of a mission besides its texts, a line for each detail; what is needed and missing is marked."""
    destination = where(mission)
    fair = name(mission.fair)
    lines = [
        _("📍 {place}").format(place=destination) if destination else _("⚠️ Where it goes is not set yet."),
        *([_("🏛 Fair: {fair}").format(fair=fair)] if fair else []),
        _("🗓 {moment}").format(moment=days(mission))
        if mission.starts_on and mission.ends_on
        else _("⚠️ The days are not set yet."),
        _("✉️ Apply by {moment}").format(moment=deadline(mission))
        if mission.deadline_at
        else _("⚠️ The deadline is not set yet."),
        *cost_lines(mission),
        places_line(mission),
    ]
    if mission.decides_on is not None:
        lines.append(_("📆 Decided on {day}").format(day=date(mission.decides_on)))
    lines.append(
        _("🔁 A place that is given back goes to the next who waits.")
        if mission.fills_itself
        else _("🔁 When a place is given back, you are asked who gets it.")
    )
    return lines


def places_line(mission: Mission) -> str:
    places, minimum = mission.places, mission.minimum
    if places is None and minimum is None:
        return _("💺 No limit of places")
    if places is None:
        return _("💺 No limit of places, at least {n} companies").format(n=number(minimum or 0))
    if minimum is None:
        return _("💺 Places: {n}").format(n=number(places))
    return _("💺 Places: {n}, at least {least} companies").format(n=number(places), least=number(minimum))


def _details(mission: Mission) -> Rows:
    apart = (MissionDetail.TEXTS, MissionDetail.CONDITIONS, MissionDetail.AUDIENCE, MissionDetail.DECIDES)
    asked = [detail for detail in MissionDetail if detail not in apart]
    asked += [MissionDetail.DECIDES] if mission.minimum is not None else []
    buttons = [Button(detail_name(detail), AskMissionDetail(mission.id, detail)) for detail in asked]
    buttons += [
        Button(detail_name(MissionDetail.CONDITIONS), ShowConditions(WHOSE, mission.id)),
        Button(detail_name(MissionDetail.AUDIENCE), ShowAudience(WHOSE, mission.id)),
        Button(_("⭐ What counts"), ShowWeights(mission.id)),
        Button(
            _("🔁 Ask me who follows") if mission.fills_itself else _("🔁 Let the next follow"),
            SetFilling(mission.id, is_on=not mission.fills_itself),
        ),
    ]
    return (language_buttons(WHOSE, mission.id, mission.wordings), *grid(buttons, 2))


def _acts(mission: Mission) -> Rows:
    acts = [preview_button(WHOSE, mission.id)] if mission.texts else []
    is_whole = mission.texts and mission.country and mission.ends_on and mission.deadline
    look = rows(Button(_("📣 Announce…"), LookAtMission(mission.id), style=Style.PRIMARY)) if is_whole else ()
    return (*look, (*acts, Button(_("🗑 Discard"), DiscardMission(mission.id, is_sure=False))))


def weights(mission: Mission) -> Reply:
    """What each yardstick counts when applications are scored."""
    counting = weights_of(mission.weights)
    words = _(
        "<b>⭐ What counts when you score applications</b>\n\n"
        "Tap one to let it count more; after 3 comes 0, which is not at all."
    )
    buttons = [
        Button(
            _("{what}: × {n}").format(what=yardstick_name(one), n=number(weight)),
            ShowWeights(mission.id, one),
        )
        for one, weight in counting.items()
    ]
    return Reply(words, rows(*buttons, way_out(OpenMissionPlan(mission.id))))


def preview(mission: Mission) -> Reply:
    """The invitation as members will see it; its buttons say that it is only looked at."""
    shown = invitation(mission, is_nearly=False)
    buttons = tuple(
        tuple(replace(button, tap=TapMissionPreview()) for button in row) for row in shown.buttons
    )
    return replace(shown, buttons=buttons)


def tapped_preview() -> str:
    return _("This is what members will see. There, this button answers the invitation.")


NAME_LENGTH = 40
MOST_NAMED = 5
"""Companies that are named in a line before the rest is counted."""


def last_look(planned: PlannedMission, goes_out: datetime, moment: Moment) -> Reply:
    """Before it is announced: who gets what, when, which companies fit, and which condition excludes whom."""
    mission, reached = planned.mission, planned.reached
    words = [
        _("<b>Announce {title} to {people}?</b>").format(
            title=title_of(mission), people=people(reached.people)
        ),
        "\n".join(said(mission)),
        "\n".join(who_gets_what(mission.wordings, reached) + unreached(reached)),
        in_words(Audience.of(mission.audience)),
        when_they_go_out(goes_out, moment),
    ]
    divided = "\n".join([fitting(planned.tally), *_excluded(planned)])
    return Reply(
        with_reasons(words, divided),
        rows(
            Button(_("📣 Announce the mission"), AnnounceMission(mission.id), style=Style.PRIMARY),
            (
                preview_button(WHOSE, mission.id),
                Button(detail_name(MissionDetail.CONDITIONS), ShowConditions(WHOSE, mission.id)),
            ),
            way_out(OpenMissionPlan(mission.id)),
        ),
    )


def _excluded(planned: PlannedMission) -> list[str]:
    """By each condition, whom it rules out, and who could mend what it asks."""
    lines = []
    for condition in Conditions.of(planned.mission.conditions).all:
        asked = conditions.criterion_name(condition.criterion)
        for words, found in (
            (_("✗ {condition}: {companies}"), planned.tally.excluded),
            (_("🟡 {condition}: {companies}"), planned.tally.mendable),
        ):
            ids = found.get(condition.criterion, ())
            if ids:
                lines.append(words.format(condition=asked, companies=_called(ids, planned.named)))
    return lines


def _called(ids: tuple[int, ...], known: Mapping[int, Company]) -> str:
    names = [name(shortened(company_name(known[one]), NAME_LENGTH)) for one in ids if one in known]
    more = len(ids) - MOST_NAMED
    shown = names if more <= 0 else [*names[:MOST_NAMED], _("{n} more").format(n=number(more))]
    return list_of(shown)


def sure_to_discard(mission: Mission) -> Reply:
    return sure(
        _("Discard the plan of {title}? Its texts are deleted, and nobody hears of it.").format(
            title=title_of(mission)
        ),
        _("Discard it"),
        DiscardMission(mission.id, is_sure=True),
        OpenMissionPlan(mission.id),
    )


# Once it was announced


class RepeatMissionInvitations(Tap, prefix="Ec"):
    """Send the invitation again to those of whom nobody knows whether they got it."""

    mission_id: int
    is_sure: bool


class RetryMissionInvitations(Tap, prefix="Ed"):
    """Send it again to those with whom it failed."""

    mission_id: int


def staff_card(
    mission: Mission,
    figures: MissionFigures,
    went: BroadcastReport,
    moment: Moment,
    *,
    may_act: bool,
    more: Rows = (),
) -> Reply:
    """How an announced mission stands; `more` are the buttons of other features about it."""
    words = [
        heading(mission),
        _state(mission, moment),
        "\n".join(said(mission)),
        "\n".join(_figures(figures)),
    ]
    if went.tally.people:
        words.append("\n".join([_("<b>Invitations</b>"), *counts(went.tally, went)]))
    lists = [
        Button(state_label(state, figures.by_state[state]), ListApplicants(mission.id, state))
        for state in ApplicationState
        if figures.by_state.get(state)
    ]
    if interested := figures.by_interest.get(Interest.INTERESTED, 0):
        label = _("👍 Interested: {n}").format(n=number(interested))
        lists.insert(0, Button(label, ListInterested(mission.id)))
    again: Rows = ()
    if may_act and may_change(mission, moment):
        repeat = RepeatMissionInvitations(mission.id, is_sure=False)
        again = again_buttons(went, repeat, RetryMissionInvitations(mission.id))
    buttons = (*grid(lists, 2), *more, *again, *(_staff_acts(mission, figures, moment) if may_act else ()))
    return Reply("\n\n".join(words), (*buttons, way_out(ListMissionPlans())))


def sure_to_send_again(mission: Mission, n: int) -> Reply:
    return sure_to_repeat(n, RepeatMissionInvitations(mission.id, is_sure=True), OpenMissionPlan(mission.id))


def _staff_acts(mission: Mission, figures: MissionFigures, moment: Moment) -> Rows:
    copy = Button(_("📄 Plan another mission like it"), CopyMission(mission.id))
    shown = preview_button(WHOSE, mission.id)
    if not may_change(mission, moment):
        return rows((shown, copy))
    is_decided = mission.is_on is True or not figures.accepted
    on = Button(_("✅ It takes place…"), ConfirmMission(mission.id, is_sure=False), style=Style.SUCCESS)
    later = Button(_("✉️ Another deadline…"), AskNewDeadline(mission.id))
    return rows(
        *(() if is_decided else (on,)),
        (later, cancel_button(WHOSE, mission.id)),
        (shown, copy),
    )


def may_change(mission: Mission, moment: Moment) -> bool:
    """Whether a mission can still be changed or cancelled: it was announced, and has not begun."""
    return (
        mission.phase is MissionPhase.ANNOUNCED
        and mission.starts_on is not None
        and mission.starts_on > moment.today
    )


def _state(mission: Mission, moment: Moment) -> str:
    if mission.phase is MissionPhase.CANCELLED:
        return cancelled_because(mission)
    if mission.ends_on is not None and mission.ends_on < moment.today:
        return _("This mission is over.")
    if mission.is_on:
        return _("✅ It takes place.")
    if mission.deadline_at is not None and mission.deadline_at < moment.now:
        return _("✉️ The deadline has passed.")
    return _("Mission announced on {moment}").format(
        moment=date_time(mission.announced_at or mission.created_at, mission.tz)
    )


def _figures(figures: MissionFigures) -> list[str]:
    lines = [_("✉️ Invited: {n}").format(n=number(figures.told))]
    if not_for_us := figures.by_interest.get(Interest.NOT_FOR_US, 0):
        lines.append(_("✖️ Not for them: {n}").format(n=number(not_for_us)))
    applied = sum(figures.by_state.get(state, 0) for state in SENT_IN)
    words = ngettext("📨 {n} company has applied", "📨 {n} companies have applied", applied)
    return [*lines, words.format(n=number(applied))]


def interested(mission: Mission, listed: Page[Person], applied: Collection[int]) -> Reply:
    """Who said that they are interested; `applied` are the companies that have sent an application in."""
    return listing(
        "\n".join([heading(mission), _("👍 Interested: {n}").format(n=number(listed.total))]),
        listed,
        [],
        lambda page: ListInterested(mission.id, page),
        lines=[
            *(_interested_line(person, applied) for person in listed.items),
            *(["", legend([(_APPLIED, _("has applied"))])] if applied else []),
        ],
        empty=_("Nobody."),
        back=OpenMissionPlan(mission.id),
    )


_APPLIED = "📨"


def _interested_line(person: Person, applied: Collection[int]) -> str:
    who = _("{person}, {company}").format(
        person=name(person_name(person)), company=name(company_name(person.company))
    )
    return f"{_APPLIED} {who}" if person.company_id in applied else f"• {who}"


def state_label(state: ApplicationState, n: int) -> str:
    """What applications are called that stand so, on the button that lists them."""
    words = {
        ApplicationState.BEGUN: _("✏️ Begun: {n}"),
        ApplicationState.APPLIED: _("📨 Applied: {n}"),
        ApplicationState.ACCEPTED: _("✅ Accepted: {n}"),
        ApplicationState.WAITING: _("⏳ Waiting list: {n}"),
        ApplicationState.REFUSED: _("✖️ Refused: {n}"),
        ApplicationState.WITHDRAWN: _("↩️ Withdrawn: {n}"),
    }[state]
    return words.format(n=number(n))


def sure_to_confirm(mission: Mission, figures: MissionFigures) -> Reply:
    """Before those who were accepted hear that it takes place."""
    words = [
        _("Does {title} take place? Those who were accepted are told: {n}.").format(
            title=title_of(mission), n=number(figures.accepted)
        )
    ]
    if mission.minimum is not None and figures.accepted < mission.minimum:
        words.append(_("⚠️ The minimum is {n} companies.").format(n=number(mission.minimum)))
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("✅ It takes place"), ConfirmMission(mission.id, is_sure=True), style=Style.SUCCESS),
            way_out(OpenMissionPlan(mission.id)),
        ),
    )


def all_missions(listed: Page[Mission], moment: Moment, *, may_act: bool) -> Reply:
    """What is being planned, what lies ahead and what was, each to be opened."""
    begin = Button(_("➕ New mission"), NewMission(), style=Style.PRIMARY)
    return listing(
        _("<b>All missions</b>"),
        listed,
        [
            Button(f"{_mark(one, moment)} {named(words_of(one).title)}", OpenMissionPlan(one.id))
            for one in listed.items
        ],
        ListMissionPlans,
        lines=[
            "\n\n".join(_line(one, moment) for one in listed.items),
            *(
                ["", legend(_planned_state(_mark(one, moment)) for one in listed.items)]
                if listed.total
                else []
            ),
        ],
        empty=_("No mission has been planned yet."),
        acts=rows(begin) if may_act else (),
    )


def _planned_state(icon: str) -> tuple[str, str]:
    """An icon of the list, with what it means."""
    words = {
        "✏️": pgettext("state of a mission", "being planned"),
        "✖️": pgettext("state of a mission", "cancelled"),
        "🕓": pgettext("state of a mission", "over"),
    }
    return icon, words.get(icon) or pgettext("state of a mission", "announced")


def _mark(mission: Mission, moment: Moment) -> str:
    if mission.phase is MissionPhase.PLANNING:
        return "✏️"
    if mission.phase is MissionPhase.CANCELLED:
        return "✖️"
    return "🕓" if mission.ends_on is not None and mission.ends_on < moment.today else "🌍"


def _line(mission: Mission, moment: Moment) -> str:
    place = where(mission)
    parts = [part for part in (place, days(mission)) if part]
    return f"{_mark(mission, moment)} <b>{title_of(mission)}</b>\n{' · '.join(parts)}"
