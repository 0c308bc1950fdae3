"""Missions as members see them: the invitation and the card, what staff decided, and the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import (
    N_,
    _,
    as_written,
    country_name,
    current,
    date,
    date_time,
    gettext,
    list_of,
    name,
    ngettext,
    number,
)
from bot.markup import TEXT_LENGTH, fits
from bot.models.missions import Application, Invitee, Mission, MissionText
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.fit import Conditions, Eligibility, Fit
from bot.rules.missions import ApplicationState, Covered, Interest, MissionPhase
from bot.rules.pages import Page
from bot.rules.towns import town_name
from bot.screens import conditions, money, travelling
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import home_below_button, named, way_out


class ListMissions(Tap, prefix="Ml"):
    page: int = 0


ENTRANCE = Entrance(
    "missions", N_("Export missions and fairs: apply"), ListMissions(), N_("🌍 Missions"), for_staff="mission"
)


class ListApplications(Tap, prefix="Ma"):
    """All that one's company has applied for."""

    page: int = 0


class OpenMission(Tap, prefix="Mo"):
    mission_id: int


class SayInterest(Tap, prefix="Mi"):
    mission_id: int
    is_interested: bool


class BeginApplication(Tap, prefix="Mb"):
    """Apply, or go on with what was begun."""

    mission_id: int


class OpenApplication(Tap, prefix="Mp"):
    """What one's company applies with."""

    application_id: int


@dataclass(frozen=True)
class MissionStanding:
    """What a card shows beside the mission: how the reader's company fits, what it applies with, what the reader has
    said."""

    fit: Fit
    application: Application | None = None
    invitee: Invitee | None = None


def words_of(mission: Mission) -> MissionText:
    """What a mission is called and what is said of it, in the language being spoken."""
    return mission.text_for(current()) or MissionText(
        language=current(), title=_("A mission without a title")
    )


def title_of(mission: Mission) -> str:
    """The title for a hole of an HTML sentence."""
    return name(words_of(mission).title)


def heading(mission: Mission) -> str:
    return f"<b>🌍 {title_of(mission)}</b>"


def where(mission: Mission) -> str:
    """The city and the country, as far as they are known; ready for HTML."""
    if not mission.country:
        return ""
    country = name(country_name(mission.country))
    if not mission.city:
        return country
    return _("{city}, {country}").format(city=name(town_name(mission.city, current())), country=country)


def days(mission: Mission) -> str:
    """From which day to which it lasts."""
    if mission.starts_on is None:
        return _("The days are not set yet.")
    if mission.ends_on is None or mission.ends_on == mission.starts_on:
        return date(mission.starts_on)
    return _("{first} to {last}").format(first=date(mission.starts_on), last=date(mission.ends_on))


def deadline(mission: Mission) -> str:
    """Until when companies apply, on the clocks of the cluster."""
    return date_time(mission.deadline_at, mission.tz) if mission.deadline_at else _("not set yet")


def covered_name(covered: Covered) -> str:
    """What a cost covers."""
    return {
        Covered.STAND: _("the stand"),
        Covered.FLIGHT: _("the flight"),
        Covered.HOTEL: _("the hotel"),
        Covered.TRANSPORT: _("transport on the spot"),
        Covered.SAMPLES: _("shipping of samples"),
        Covered.MEETINGS: _("meetings with buyers"),
        Covered.INTERPRETER: _("an interpreter"),
        Covered.VISA: _("the visa"),
    }[covered]


def cost_lines(mission: Mission) -> list[str]:
    """What it costs a company, and what is covered."""
    lines = []
    if mission.cost is not None:
        lines.append(_("💳 Cost for a company: {amount}").format(amount=money.shown(mission.cost)))
    if mission.covered:
        listed = list_of(covered_name(Covered(one)) for one in mission.covered)
        lines.append(_("🎁 Covered: {what}").format(what=listed))
    return lines


def facts(mission: Mission) -> str:
    """Where, when, until when companies apply, what it costs and how many can go: a line each."""
    lines = [_("📍 {place}").format(place=where(mission))]
    if mission.fair:
        lines.append(_("🏛 Fair: {fair}").format(fair=name(mission.fair)))
    lines.append(_("🗓 {moment}").format(moment=days(mission)))
    if mission.phase is not MissionPhase.CANCELLED:
        lines.append(_("✉️ Apply by {moment}").format(moment=deadline(mission)))
    lines += cost_lines(mission)
    if mission.places is not None:
        words = ngettext("💺 {n} place for a company", "💺 {n} places for companies", mission.places)
        lines.append(words.format(n=number(mission.places)))
    return "\n".join(lines)


def invitation(mission: Mission, *, is_nearly: bool) -> Reply:
    """What people of companies that fit are sent, and, if `is_nearly`, those whose companies nearly do."""
    if is_nearly:
        why = _("🟡 Your company nearly fits. Look at what is missing: you can add it.")
        begin = Button(_("🔎 What is missing?"), OpenMission(mission.id), style=Style.PRIMARY)
    else:
        asked = [f"✓ {conditions.condition_in_words(one)}" for one in Conditions.of(mission.conditions).all]
        why = "\n".join([_("✅ Your company fits."), *asked])
        begin = Button(_("✍️ Apply"), BeginApplication(mission.id), style=Style.PRIMARY)
    text = with_reasons([heading(mission), facts(mission), as_written(words_of(mission).html)], why)
    return Reply(text, rows(begin, _interest_buttons(mission), (home_below_button(),)))


def with_reasons(parts: Sequence[str], reasons: str) -> str:
    """The parts with the reasons below; of reasons that would not fit into a message, the first line."""
    whole = "\n\n".join(part for part in (*parts, reasons) if part)
    if fits(whole, TEXT_LENGTH):
        return whole
    return "\n\n".join(part for part in (*parts, reasons.partition("\n")[0]) if part)


def _interest_buttons(mission: Mission) -> tuple[Button, ...]:
    return (
        Button(_("👍 Interested"), SayInterest(mission.id, is_interested=True)),
        Button(_("✖️ Not for us"), SayInterest(mission.id, is_interested=False)),
    )


def card(mission: Mission, standing: MissionStanding, moment: Moment, *, is_open: bool) -> Reply:
    """A mission as it stands now, how the reader's company fits it, and what they can do."""
    application = standing.application
    state = _state(mission, standing, moment, is_open=is_open)
    is_new = application is None or application.state is ApplicationState.WITHDRAWN
    reasons = ""
    buttons: Rows = ()
    if is_open and (is_new or application is None or application.state is ApplicationState.BEGUN):
        reasons = "\n".join([conditions.in_short(standing.fit), *conditions.reasons(standing.fit)])
        buttons = _ways_to_apply(mission, standing)
    if application is not None and application.state is ApplicationState.ACCEPTED and is_on(mission):
        buttons = (*buttons, *travelling.beside_card(mission))
    if application is not None and not (is_open and is_new):
        opens = Button(_("📄 Our application"), OpenApplication(application.id))
        buttons = (*buttons, (opens,))
    text = with_reasons(
        [heading(mission), facts(mission), as_written(words_of(mission).html), state], reasons
    )
    return Reply(text, (*buttons, way_out(ListMissions())))


def _ways_to_apply(mission: Mission, standing: MissionStanding) -> Rows:
    fit, application = standing.fit, standing.application
    ways: Rows = ()
    if fit.eligibility is not Eligibility.NOT:
        is_begun = application is not None and application.state is ApplicationState.BEGUN
        label = _("▶️ Go on with our application") if is_begun else _("✍️ Apply")
        style = Style.PRIMARY if fit.eligibility is Eligibility.ELIGIBLE else Style.PLAIN
        ways = rows(Button(label, BeginApplication(mission.id), style=style))
        if not is_begun:
            ways = (*ways, _interest_buttons(mission))
    return (*conditions.mending(fit, OpenMission(mission.id)), *ways)


def _state(mission: Mission, standing: MissionStanding, moment: Moment, *, is_open: bool) -> str:
    """Where the company and the reader stand, or what became of the mission."""
    lines = []
    if mission.phase is MissionPhase.CANCELLED:
        return cancelled_because(mission)
    if mission.ends_on is not None and mission.ends_on < moment.today:
        lines.append(_("This mission is over."))
    elif mission.is_on:
        lines.append(_("✅ It takes place."))
    if standing.application is not None:
        lines.append(own_state(standing.application))
    elif not is_open:
        lines.append(_("✉️ The deadline has passed."))
    elif standing.invitee is not None and standing.invitee.interest is Interest.INTERESTED:
        lines.append(_("👍 You are interested. You will be reminded before the deadline."))
    elif standing.invitee is not None and standing.invitee.interest is Interest.NOT_FOR_US:
        lines.append(_("✖️ You said that it is not for you."))
    return "\n".join(lines)


def cancelled_because(mission: Mission) -> str:
    """That a mission does not take place, and why, if that was said."""
    words = _("✖️ This mission was cancelled.")
    return f"{words}\n{as_written(name(mission.cancelled_because))}" if mission.cancelled_because else words


def own_state(application: Application) -> str:
    """Where the application of the reader's company stands, with what staff wrote about that."""
    words = {
        ApplicationState.BEGUN: _("✏️ Your company’s application is begun, and not sent in yet."),
        ApplicationState.APPLIED: _("📨 Your company has applied. Staff will tell you what they decide."),
        ApplicationState.ACCEPTED: _("✅ Your company has a place."),
        ApplicationState.WAITING: _("⏳ Your company is on the waiting list."),
        ApplicationState.REFUSED: _("✖️ Your company was not chosen this time."),
        ApplicationState.WITHDRAWN: _("↩️ Your company withdrew its application."),
    }[application.state]
    return f"{words}\n{name(application.reason)}" if application.reason else words


def interest_said(*, is_interested: bool) -> str:
    """In a word, what somebody has just said."""
    return _("👍 Noted: you are interested.") if is_interested else _("Noted: not for you.")


def is_on(mission: Mission) -> bool:
    """Whether a mission was announced, and not cancelled."""
    return mission.phase is MissionPhase.ANNOUNCED


# What people are told


def open_or_home(mission: Mission) -> tuple[Button, ...]:
    """The last row of a message about a mission, which stays."""
    return (Button(_("🔎 Open the mission"), OpenMission(mission.id)), home_below_button())


def decided(mission: Mission, application: Application) -> Reply:
    """To the company: what staff decided, and what they wrote about it."""
    words = {
        ApplicationState.ACCEPTED: _("✅ <b>Your company has a place</b>: {title}, {days}."),
        ApplicationState.WAITING: _(
            "⏳ Your company is on the waiting list for {title}, {days}. We write to you as soon as there is a place."
        ),
        ApplicationState.REFUSED: _("✖️ Your company was not chosen this time for {title}, {days}."),
    }.get(application.state, "{title}")
    parts = [words.format(title=title_of(mission), days=days(mission))]
    if application.reason:
        parts.append(_("The cluster’s staff write:\n{reason}").format(reason=name(application.reason)))
    opens = Button(_("📄 Our application"), OpenApplication(application.id))
    aims = travelling.targets_button(mission) if application.state is ApplicationState.ACCEPTED else ()
    return Reply("\n\n".join(parts), rows(*aims, opens, open_or_home(mission)))


def takes_place(mission: Mission) -> Reply:
    """To those who were accepted: it takes place."""
    words = _("✅ <b>{title}</b> takes place: {place}, {days}.")
    text = words.format(title=title_of(mission), place=where(mission), days=days(mission))
    return Reply(text, (open_or_home(mission),))


def deadline_moved(mission: Mission, was_at: datetime | None) -> Reply:
    """To those whom it concerns: there is another deadline."""
    words = _("✉️ {title} has another deadline: apply by {moment}. Before, it was {before}.")
    before = date_time(was_at, mission.tz) if was_at is not None else "–"
    text = words.format(title=title_of(mission), moment=deadline(mission), before=before)
    return Reply(text, (open_or_home(mission),))


def cancelled(mission: Mission) -> Reply:
    """To those whom it concerns: it does not take place."""
    parts = [
        _("✖️ <b>{title}</b> is cancelled: it does not take place on {days}.").format(
            title=title_of(mission), days=days(mission)
        )
    ]
    if mission.cancelled_because:
        parts.append(as_written(name(mission.cancelled_because)))
    return Reply("\n\n".join(parts), (open_or_home(mission),))


# Lists


MARKS: Mapping[ApplicationState, str] = {
    ApplicationState.BEGUN: "✏️",
    ApplicationState.APPLIED: "📨",
    ApplicationState.ACCEPTED: "✅",
    ApplicationState.WAITING: "⏳",
    ApplicationState.REFUSED: "✖️",
    ApplicationState.WITHDRAWN: "↩️",
}
STATES: Mapping[ApplicationState, str] = {
    ApplicationState.BEGUN: N_("begun, not sent in yet"),
    ApplicationState.APPLIED: N_("applied"),
    ApplicationState.ACCEPTED: N_("has a place"),
    ApplicationState.WAITING: N_("on the waiting list"),
    ApplicationState.REFUSED: N_("not chosen"),
    ApplicationState.WITHDRAWN: N_("withdrawn"),
}

Pairs = Page[tuple[Mission, Application | None]]


def missions_ahead(listed: Pairs, *, has_applied: bool) -> Reply:
    """What the reader's company can apply for, or has applied for."""
    mine = rows(Button(_("📄 Our applications"), ListApplications())) if has_applied else ()
    return listing(
        _("<b>Export missions and fairs</b>"),
        listed,
        _buttons(listed),
        ListMissions,
        lines=["\n\n".join(_line(mission, application) for mission, application in listed.items)],
        empty=_(
            "There is no mission for your company at the moment. You will be told here when there is one."
        ),
        acts=mine,
    )


def own_applications(listed: Pairs) -> Reply:
    """All that the reader's company has applied for, and what came of it."""
    return listing(
        _("<b>Our applications</b>"),
        listed,
        _buttons(listed),
        ListApplications,
        lines=["\n\n".join(_line(mission, application) for mission, application in listed.items)],
        empty=_("Your company has not applied for a mission yet."),
        back=ListMissions(),
    )


def _buttons(listed: Pairs) -> list[Button]:
    return [
        Button(f"{_mark(mission, application)} {named(words_of(mission).title)}", OpenMission(mission.id))
        for mission, application in listed.items
    ]


def _mark(mission: Mission, application: Application | None) -> str:
    if mission.phase is MissionPhase.CANCELLED:
        return "✖️"
    return MARKS[application.state] if application is not None else "🌍"


def _line(mission: Mission, application: Application | None) -> str:
    words = [
        f"{_mark(mission, application)} <b>{title_of(mission)}</b>",
        f"{where(mission)} · {days(mission)}",
    ]
    if mission.phase is MissionPhase.CANCELLED:
        words.append(_("cancelled"))
    elif application is not None:
        words.append(gettext(STATES[application.state]))
    if application is None or application.state in (ApplicationState.BEGUN, ApplicationState.WITHDRAWN):
        words.append(_("✉️ Apply by {moment}").format(moment=deadline(mission)))
    return "\n".join(words)
