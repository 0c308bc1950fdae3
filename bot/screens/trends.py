"""How a score went, as a picture with its sentence: one's own, and, for staff, a company's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.charts.pictures import MOST_MARKS, Curve, Curves, Mark, Poster
from bot.i18n import _, current, date, day_and_month, isolate, month, name, number
from bot.models.companies import Company
from bot.replies import File, Reply, Tap, rows
from bot.rules.scoring import FROM, Band
from bot.rules.trends import Direction, Trend, direction
from bot.screens.companies import LookAtCompanyScore
from bot.screens.navigation import way_out
from bot.screens.scores import WHOLE, ShowScore, own_band_name
from bot.screens.vocabulary import band_name, company_name

MONTHS_FROM = 9
"""Weeks from which on months are named, not days."""


def sentence(trend: Trend) -> str:
    """What the picture shows."""
    first, last = trend.known[0], trend.known[-1]
    words = {
        Direction.RISING: _("Since {day} it has risen from {before} to {now}."),
        Direction.FALLING: _("Since {day} it has fallen from {before} to {now}."),
        Direction.STEADY: _("Since {day} it has stayed about the same: {before} then, {now} now."),
    }[direction(first.points, last.points)]
    return words.format(day=day_and_month(first.on), before=number(first.points), now=number(last.points))


def poster(title: str, said: str, trend: Trend, band: Callable[[Band], str]) -> Poster:
    """The picture: the points week by week, and where each band begins, in the words of `band`."""
    levels = tuple(
        Mark(least, _("{n} · {band}").format(n=number(least), band=isolate(band(one))))
        for one, least in FROM.items()
    )
    chart = Curves(
        _("Points at the end of each week, up to today"),
        (Curve(tuple(trend.points), number(trend.known[-1].points)),),
        WHOLE,
        levels,
        _times(trend),
        f"{said} " + _("The lines across show where each band begins."),
    )
    return Poster(title, date(trend.today), charts=(chart,), is_rtl=current() == "ar")


def _times(trend: Trend) -> tuple[Mark, ...]:
    """The weeks with which a month begins; of a few weeks, all of them by their days."""
    days = [trend.day(place) for place in range(len(trend.points))]
    if len(days) < MONTHS_FROM:
        return tuple(Mark(n, day_and_month(day)) for n, day in enumerate(days))
    begins = [n for n, day in enumerate(days) if day.month != (day - timedelta(weeks=1)).month]
    return tuple(Mark(n, month(days[n])) for n in begins)[:MOST_MARKS]


def own(trend: Trend) -> Reply:
    """To a member: how their score went."""
    said = sentence(trend)
    if direction(trend.known[0].points, trend.known[-1].points) is Direction.FALLING:
        said += " " + _("A small step turns it around.")
    title = _("My score")
    return _picture("my-score", title, f"📈 <b>{title}</b>", said, trend, own_band_name, ShowScore())


def of_company(company: Company, trend: Trend) -> Reply:
    """To staff: how a company's score went."""
    called = company_name(company)
    heading = f"📈 <b>{name(called)}</b>"
    back = LookAtCompanyScore(company.id)
    file = f"score-{company.id}"
    return _picture(file, isolate(called), heading, sentence(trend), trend, band_name, back)


def _picture(
    file: str, title: str, heading: str, said: str, trend: Trend, band: Callable[[Band], str], back: Tap
) -> Reply:
    """The picture is drawn when it is sent."""
    drawn = File(f"{file}.png", media="photo", picture=poster(title, said, trend, band))
    return Reply(
        f"{heading}\n{said}", rows(way_out(back)), file=drawn, toast=_("Your picture is on its way.")
    )
