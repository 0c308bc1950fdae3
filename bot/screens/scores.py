"""Scores: one's own, with what would raise it; and, for staff, a company's and its people's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day_of

from bot.i18n import N_, _, date, gettext, in_a_list, list_of, name, ngettext, number, pgettext
from bot.models.companies import Company
from bot.models.events import Event
from bot.models.introductions import Introduction
from bot.models.missions import Mission
from bot.models.people import Person
from bot.models.polls import Poll
from bot.replies import Button, Reply, Rows, Tap, rows
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.rules.people import Place
from bot.rules.scoring import NEW_FOR, Band, Engagement, Entry, Part, Score
from bot.rules.trends import Direction, Trend, direction
from bot.screens.bars import bar
from bot.screens.companies import InviteColleague
from bot.screens.entrances import Entrance
from bot.screens.events import title_of
from bot.screens.fields import entry
from bot.screens.listing import listing
from bot.screens.missions import title_of as mission_title
from bot.screens.navigation import way_out
from bot.screens.next_steps import Step, step_rows, steps_text
from bot.screens.polls import title_of as poll_title
from bot.screens.vocabulary import band_name, company_name, person_name, seat_name

WHOLE = 100


class ShowScore(Tap, prefix="m"): ...


ENTRANCE = Entrance(
    "score",
    N_("How engaged I am, and what to do next"),
    ShowScore(),
    N_("📈 My score"),
    for_staff="engagement",
)


class SeeScore(Tap, prefix="ms"):
    """Be shown how one scores, or not."""

    is_on: bool


class ShowScoreRows(Tap, prefix="mr"):
    """What stands behind a part of one's score."""

    act: Act
    page: int = 0


class ShowScoreParts(Tap, prefix="mp"): ...


class ShowTrend(Tap, prefix="Wt"):
    """How one's own score went."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The score of a person today, what it is made of, and how it went."""

    score: Score
    parts: list[Part]
    trend: Trend


@dataclass(frozen=True, slots=True)
class Sitting:
    """A place that a company ought to fill, its weight, and who of its members fills it, the best score first."""

    place: Place
    weight: int
    people: list[tuple[Person, Score]]


@dataclass(frozen=True, slots=True)
class CompanyExplained:
    """The score of a company today and how it went; the places that it ought to fill, and its members who
    fill none. Who joined and left lately; whether it has members and none of them can be reached."""

    company: Company
    engagement: Engagement
    trend: Trend
    places: list[Sitting]
    others: list[tuple[Person, Score]]
    joined: list[Person]
    left: list[Person]
    is_unreachable: bool

    @property
    def has_free_seats(self) -> bool:
        return any(not one.people for one in self.places)

    @property
    def members(self) -> list[tuple[Person, Score]]:
        """All who are scored, by name."""
        sitting = [one for place in self.places for one in place.people]
        return sorted([*sitting, *self.others], key=lambda one: (one[0].name, one[0].id))


Subject = Introduction | Event | Poll | Mission | None
Told = tuple[Entry, Subject]
"""An entry of a ledger, and what it is about, as far as that is still there."""


def own_band_name(band: Band) -> str:
    """A band as the one it is about reads it."""
    return pgettext("band of a score", "Resting") if band is Band.DORMANT else band_name(band)


_SAID: Mapping[Band, str] = {
    Band.CHAMPION: N_("You are among those who carry the cluster. Thank you!"),
    Band.ACTIVE: N_("You take part in much of what goes on here. Thank you!"),
    Band.STEADY: N_("You take part regularly. It is noticed."),
    Band.QUIET: N_("You take part now and then. Small steps count here."),
    Band.DORMANT: N_("It has been quiet here for a while. One answer is enough to begin again."),
    Band.NEW: N_("Your first {days} days are for looking around. After that your score begins."),
    Band.UNASKED: N_("Hardly anything was offered to you lately, so there is nothing to score yet."),
}
"""What a band says to the one it is about."""


def _sentence(part: Part) -> str:
    """A part of one's own score, as a sentence."""
    n = part.total
    words = {
        Act.INTRODUCTION_ANSWERED: ngettext(
            "You answered {done} of {n} request to meet.", "You answered {done} of {n} requests to meet.", n
        ),
        Act.INTRODUCTION_ASKED: ngettext("You asked to meet {n} person.", "You asked to meet {n} people.", n),
        Act.OUTCOME_REPORTED: ngettext(
            "Asked {n} time what came of an introduction, you answered {done}.",
            "Asked {n} times what came of an introduction, you answered {done}.",
            n,
        ),
        Act.INVITATION_ANSWERED: ngettext(
            "You answered {done} of {n} invitation.", "You answered {done} of {n} invitations.", n
        ),
        Act.EVENT_ATTENDED: ngettext(
            "You came to {done} of {n} event at which you had a seat.",
            "You came to {done} of {n} events at which you had a seat.",
            n,
        ),
        Act.EVENT_RATED: ngettext(
            "You said of {done} of {n} event how it was.",
            "You said of {done} of {n} events how they were.",
            n,
        ),
        Act.POLL_ANSWERED: ngettext(
            "You answered {done} of {n} poll.", "You answered {done} of {n} polls.", n
        ),
        Act.MISSION_OUTCOME_REPORTED: ngettext(
            "Asked {n} time what came of a mission, you answered {done}.",
            "Asked {n} times what came of a mission, you answered {done}.",
            n,
        ),
        Act.MISSION_APPLIED: ngettext(
            "You applied for {n} export mission.", "You applied for {n} export missions.", n
        ),
        Act.OPENING_ANSWERED: ngettext(
            "You said of {done} of {n} opportunity whether it interests you.",
            "You said of {done} of {n} opportunities whether they interest you.",
            n,
        ),
        Act.OPENING_PROPOSED: ngettext("You proposed {n} opportunity.", "You proposed {n} opportunities.", n),
        Act.OPENING_REPORTED: ngettext(
            "Asked {n} time what came of an opportunity, you answered {done}.",
            "Asked {n} times what came of an opportunity, you answered {done}.",
            n,
        ),
        Act.BROADCAST_ANSWERED: ngettext(
            "You tapped the button of {done} of {n} announcement.",
            "You tapped the button of {done} of {n} announcements.",
            n,
        ),
        Act.PROFILE_KEPT: ngettext(
            "You looked after your profile {n} time.", "You looked after your profile {n} times.", part.done
        )
        if part.done
        else _("Your profile waits for a look: is it still right?"),
    }[part.act]
    shown = part.done if part.act is Act.PROFILE_KEPT else n
    return words.format(done=number(part.done), n=number(shown))


def part_name(act: Act) -> str:
    """A part of a score, as a label."""
    return {
        Act.INTRODUCTION_ANSWERED: _("Requests to meet, answered"),
        Act.INTRODUCTION_ASKED: _("Introductions asked for"),
        Act.OUTCOME_REPORTED: _("What came of introductions, said"),
        Act.INVITATION_ANSWERED: _("Invitations, answered"),
        Act.EVENT_ATTENDED: _("Events with a seat, attended"),
        Act.EVENT_RATED: _("Events, rated"),
        Act.POLL_ANSWERED: _("Polls, answered"),
        Act.MISSION_OUTCOME_REPORTED: _("What came of missions, said"),
        Act.MISSION_APPLIED: _("Export missions, applied for"),
        Act.OPENING_ANSWERED: _("Opportunities, answered"),
        Act.OPENING_PROPOSED: _("Opportunities proposed"),
        Act.OPENING_REPORTED: _("What came of opportunities, said"),
        Act.BROADCAST_ANSWERED: _("Buttons of announcements, tapped"),
        Act.PROFILE_KEPT: _("Profile, looked after"),
    }[act]


def points_line(score: Score, band: str) -> str:
    """A score as a line: the band, the points and a bar."""
    if score.points is None or score.band is Band.UNASKED:
        return f"<b>{band}</b>"
    words = _("<b>{band}</b>, {n} of {all}").format(band=band, n=number(score.points), all=number(WHOLE))
    return f"{words}\n{bar(score.points / WHOLE)}"


def _lately(now: int | None, before: int | None) -> str:
    if now is None or before is None:
        return ""
    words = {
        Direction.STEADY: _("Four weeks ago it was about the same."),
        Direction.RISING: _("It is rising: four weeks ago it was {n}."),
        Direction.FALLING: _("Four weeks ago it was {n}. A small step turns it around."),
    }[direction(before, now)]
    return words.format(n=number(before))


def trend_rows(trend: Trend, tap: Tap) -> Rows:
    """The way to the trend as a picture, where there is anything to be seen on it."""
    return rows(Button(_("🖼 How it went, as a picture"), tap)) if trend.can_be_drawn else ()


def own(found: Explained, steps: Sequence[Step], company: str, ways: Rows) -> Reply:
    """One's own score, what it is made of, what to do next, and one's company, of which `company` tells; `ways` are the
    buttons that belong to it."""
    score = found.score
    said = gettext(_SAID[score.band]).format(days=number(NEW_FOR))
    lines = [points_line(score, own_band_name(score.band)), said, _lately(score.points, found.trend.before)]
    made = [entry(_("In the last twelve months"), ""), *(f"• {_sentence(part)}" for part in found.parts)]
    hide = Button(_("🙈 Hide my score"), SeeScore(is_on=False))
    behind = rows(Button(_("🔍 What stands behind it"), ShowScoreParts())) if found.parts else ()
    return _with_steps(
        ["\n".join(filter(None, lines)), "\n".join(made) if found.parts else ""],
        steps,
        company,
        (*ways, *trend_rows(found.trend, ShowTrend()), *behind, *rows(hide)),
    )


def _with_steps(texts: Sequence[str], steps: Sequence[Step], company: str, ways: Rows) -> Reply:
    parts = [_title(), *texts, steps_text(steps), company]
    return Reply("\n\n".join(filter(None, parts)), (*step_rows(steps), *ways, way_out()))


def _title() -> str:
    title = _("My score")
    return f"📈 <b>{title}</b>"


def hidden(steps: Sequence[Step], company: str, ways: Rows) -> Reply:
    """To somebody who does not want to be shown how they score: what is open all the same, and their company."""
    words = _(
        "You have hidden your score: the bot does not show it to you. Nothing else changes; the cluster's staff still "
        "see it, and other members never did."
    )
    show = rows(Button(_("👁 Show my score"), SeeScore(is_on=True)))
    return _with_steps([words], steps, company, (*ways, *show))


def not_scored(steps: Sequence[Step], company: str, ways: Rows) -> Reply:
    """To a member who is of the cluster's staff."""
    words = _("You are of the cluster's staff, who are not scored.")
    return _with_steps([words], steps, company, ways)


def place_name(place: Place) -> str:
    """The seats that fill a place: one, or this or that."""
    return list_of(map(name, in_a_list(seat_name(seat) for seat in sorted(place))), "or")


def own_company(found: CompanyExplained, *, with_score: bool) -> str:
    """How one's company stands: who sits where, and which seats are empty. Nobody else's score."""
    score = found.engagement.score
    lines = [f"🏢 <b>{name(company_name(found.company))}</b>"]
    if with_score:
        lines.append(points_line(score, own_band_name(score.band)))
    for one in found.places:
        if one.people:
            people = list_of(name(person_name(person)) for person, _score in one.people)
            lines.append(_("✅ {seat}: {people}").format(seat=place_name(one.place), people=people))
        else:
            lines.append(_("▫️ {seat}: free").format(seat=place_name(one.place)))
    if found.has_free_seats:
        lines.append(_("A colleague on a free seat helps your company at once."))
    return "\n".join(lines)


def invite(found: CompanyExplained, open_invites: int) -> Rows:
    """The button that brings a colleague in, where a seat is free."""
    if not found.has_free_seats:
        return ()
    return rows(Button(_("➕ Invite a colleague"), InviteColleague(open_invites)))


def own_parts(parts: Sequence[Part]) -> Reply:
    """Which parts of one's score there is something behind."""
    words = _("Tap a part to see what it is made of.")
    buttons = [Button(part_name(part.act), ShowScoreRows(part.act)) for part in parts]
    return Reply(f"{_title()}\n\n{words}", (*rows(*buttons), way_out(ShowScore())))


def own_rows(person: Person, act: Act, page: Page[Told]) -> Reply:
    """What stands behind a part of one's score."""
    return told_rows(_title(), person, act, page, lambda number: ShowScoreRows(act, number), ShowScoreParts())


def told_rows(
    title: str, person: Person, act: Act, page: Page[Told], turn: Callable[[int], Tap], back: Tap
) -> Reply:
    """The rows behind a part of somebody's score, under a title."""
    return listing(
        f"{title}\n{part_name(act)}",
        page,
        [],
        turn,
        lines=[_told(told, person) for told in page.items],
        empty=_("There is nothing here any more."),
        back=back,
    )


def _told(told: Told, person: Person) -> str:
    found, subject = told
    on = date(day_of.fromordinal(found.done_on or found.offered_on or 1))
    words = _("✅ {date}: {what}") if found.done_on else _("▫️ {date}: {what} (not yet)")
    return words.format(date=on, what=_subject(found, subject, person))


def _subject(found: Entry, subject: Subject, person: Person) -> str:
    match subject:
        case Introduction():
            partner = subject.partner_of(person.id)
            return _("{person}, {company}").format(
                person=name(person_name(partner)), company=name(company_name(partner.company))
            )
        case Event():
            return title_of(subject)
        case Poll():
            return poll_title(subject)
        case Mission():
            return mission_title(subject)
        case _ if found.about.startswith("profile"):
            return _("the profile")
        case _:
            return _("something that is not there any more")
