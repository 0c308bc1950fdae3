"""Scores as staff see them: a company's, seat by seat, and its people's, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.i18n import _, ago, list_of, name, number, pgettext, within
from bot.models.people import Person
from bot.replies import Button, Reply, Tap, rows
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.rules.scoring import Recency, Score, recency_of
from bot.rules.trends import Trend
from bot.screens.companies import LookAtCompany, LookAtCompanyScore
from bot.screens.fields import entry
from bot.screens.listing import listing
from bot.screens.navigation import named, way_out
from bot.screens.scores import (
    CompanyExplained,
    Explained,
    Told,
    part_name,
    place_name,
    points_line,
    told_rows,
    trend_rows,
)
from bot.screens.vocabulary import band_name, company_name, person_name, seat_name

PEOPLE_PAGE = 12
"""People on one screen: each is a button."""
MOST_NAMED = 12
"""People whom a line names."""


class LookAtScore(Tap, prefix="ml"):
    """What staff see of a person's score."""

    person_id: int


class LookAtScoreRows(Tap, prefix="mk"):
    person_id: int
    act: Act
    page: int = 0


class LookAtTrend(Tap, prefix="Wc"):
    """How a company's score went."""

    company_id: int


def company(found: CompanyExplained, members: Page[tuple[Person, Score]], today: date) -> Reply:
    """How engaged a company is, seat by seat, and what else staff should know of it."""
    score = found.engagement.score
    parts = [
        f"📈 <b>{name(company_name(found.company))}</b>",
        "\n".join(filter(None, [points_line(score, band_name(score.band)), _before(score, found.trend)])),
        "\n".join([_recency(found.engagement.last_did, today), *_notes(found)]),
    ]
    return listing(
        "\n\n".join(parts),
        members,
        [Button(named(person_name(person)), LookAtScore(person.id)) for person, _score in members.items],
        lambda page: LookAtCompanyScore(found.company.id, page),
        lines=[entry(_("Seats"), ""), *_seats(found)],
        acts=trend_rows(found.trend, LookAtTrend(found.company.id)),
        back=LookAtCompany(found.company.id),
    )


def _seats(found: CompanyExplained) -> list[str]:
    lines = [
        _("• {seat} (counts {weight}): {people}").format(
            seat=place_name(one.place), weight=number(one.weight), people=_scored(one.people)
        )
        for one in found.places
    ]
    if found.others:
        lines.append(_("• On no seat that counts: {people}").format(people=_scored(found.others)))
    return lines


def _scored(people: Sequence[tuple[Person, Score]]) -> str:
    if not people:
        return _("nobody")
    return list_of(
        _("{person} ({score})").format(person=name(person_name(person)), score=_short(score))
        for person, score in people[:MOST_NAMED]
    )


def _short(score: Score) -> str:
    return band_name(score.band) if score.points is None else number(score.points)


def _before(score: Score, trend: Trend) -> str:
    if score.points is None or trend.before is None:
        return ""
    return _("Four weeks ago: {n}").format(n=number(trend.before))


def recency_name(recency: Recency) -> str:
    """How long ago anybody of a company did anything, in a word."""
    return {
        Recency.RECENT: pgettext("how long ago somebody did anything", "recent"),
        Recency.FADING: pgettext("how long ago somebody did anything", "fading"),
        Recency.AGEING: pgettext("how long ago somebody did anything", "ageing"),
        Recency.DRIFTING: pgettext("how long ago somebody did anything", "drifting"),
        Recency.INACTIVE: pgettext("how long ago somebody did anything", "inactive"),
    }[recency]


def _recency(last_did: int | None, today: date) -> str:
    days = None if last_did is None else today.toordinal() - last_did
    word = recency_name(recency_of(days))
    if days is None:
        return _("Last active: more than a year ago ({recency})").format(recency=word)
    when = ago(timedelta(days=days)) if days else _("today")
    return _("Last active: {when} ({recency})").format(when=when, recency=word)


def _notes(found: CompanyExplained) -> list[str]:
    lines = []
    if found.engagement.is_slipping:
        lines.append(
            _("⚠️ Slipping: less than half of what was usual in the year before was done in the last 90 days.")
        )
    if found.is_unreachable:
        lines.append(_("⚠️ Nobody of this company can be reached: all of them have blocked the bot."))
    for words, people in (
        (_("Joined in the last 30 days: {people}"), found.joined),
        (_("Left in the last 90 days: {people}"), found.left),
    ):
        if people:
            lines.append(words.format(people=list_of(name(person_name(one)) for one in people[:MOST_NAMED])))
    return lines


def person(person: Person, found: Explained) -> Reply:
    """A person's score with every part of it, in points as they count today."""
    score = found.score
    lines = [
        _("• {part}: {done} of {n} ({earned} of {offered} points)").format(
            part=part_name(part.act),
            done=number(part.done),
            n=number(part.total),
            earned=number(round(part.earned, 1)),
            offered=number(round(part.offered, 1)),
        )
        for part in found.parts
    ] or [_("Nothing was done or offered.")]
    texts = [
        _title(person),
        "\n".join(filter(None, [points_line(score, band_name(score.band)), _before(score, found.trend)])),
        "\n".join([entry(_("In the last twelve months"), ""), *lines]),
    ]
    buttons = [Button(part_name(part.act), LookAtScoreRows(person.id, part.act)) for part in found.parts]
    return Reply("\n\n".join(texts), (*rows(*buttons), way_out(LookAtCompanyScore(person.company_id))))


def _title(person: Person) -> str:
    who = _("<b>{person}</b>, {role}").format(
        person=name(person_name(person)), role=name(within(seat_name(person.seat)))
    )
    return f"📈 {who}"


def person_rows(person: Person, act: Act, page: Page[Told]) -> Reply:
    """What stands behind a part of a person's score."""
    return told_rows(
        _title(person),
        person,
        act,
        page,
        lambda number: LookAtScoreRows(person.id, act, number),
        LookAtScore(person.id),
    )
