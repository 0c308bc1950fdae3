"""Reports on events, for staff: in the chat, as a picture and as tables, with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.charts.pictures import MOST_FIGURES, Amount, Bar, Bars, Chart, Figure, Poster, Ratings
from bot.i18n import _, current, isolate, list_of, name, ngettext, number, pgettext
from bot.models.companies import Company
from bot.models.events import Event
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Tap, rows
from bot.rules.companies import Size
from bot.rules.event_reports import Attendance, EventReport
from bot.rules.feedback import RATINGS
from bot.rules.pages import Page
from bot.rules.towns import place_name
from bot.screens.bars import bar
from bot.screens.events import title_of, when, words_of
from bot.screens.listing import listing
from bot.screens.navigation import way_out
from bot.screens.planning import OpenPlan
from bot.screens.vocabulary import company_name, size_name, sub_cluster_name

MOST_PARTS = 10
"""Sub-clusters in the chat and on the picture; the workbook has all of them."""
MOST_NAMES = 30
"""Companies named in the chat; the workbook has all of them."""
OPINIONS_PAGE = 5
"""Sentences on one screen: each may be as long as five lines of a phone."""

Row = list[str | int | float | None]
Table = tuple[str, list[str], list[Row]]


class OpenReport(Tap, prefix="q"):
    event_id: int


class GetReportPicture(Tap, prefix="qp"):
    event_id: int


class GetReportWorkbook(Tap, prefix="qx"):
    event_id: int


class ShowOpinions(Tap, prefix="qo"):
    event_id: int
    page: int = 0


class Opinion(NamedTuple):
    """What somebody wrote about an event, with their rating."""

    rating: int
    sentence: str


def totals(report: EventReport) -> list[tuple[str, int | None]]:
    """What is counted of an event as a whole; None is what is not known."""
    whole = report.whole
    invited, going, came = _series_names()
    return [
        (invited, whole.invited),
        (pgettext("people of an event", "Answered"), report.answered),
        (going, whole.going),
        (came, whole.came if report.is_checked else None),
        (pgettext("people of an event", "No-shows"), report.no_shows),
        (pgettext("people of an event", "Late"), report.late),
        (pgettext("people of an event", "Not on the list"), report.walk_ins),
        (_("Companies that came"), report.companies),
        (_("Of these for the first time"), report.new_companies),
    ]


def _series_names() -> tuple[str, str, str]:
    """What is counted by size and by sub-cluster, too."""
    return (
        pgettext("people of an event", "Invited"),
        pgettext("people of an event", "Going"),
        pgettext("people of an event", "Came"),
    )


def _series(report: EventReport) -> tuple[str, ...]:
    """What is counted by size and by sub-cluster; who came only where that is known."""
    names = _series_names()
    return names if report.is_checked else names[:2]


def _amounts(report: EventReport, part: Attendance) -> tuple[int, ...]:
    return (part.invited, part.going, part.came) if report.is_checked else (part.invited, part.going)


def _size(size: Size | None) -> str:
    return size_name(size) if size is not None else pgettext("size of a company", "Not stated")


def _sub_cluster(slug: str | None) -> str:
    return sub_cluster_name(slug) if slug is not None else _("No sub-cluster")


def _by_size(report: EventReport) -> list[tuple[str, Attendance]]:
    return [(_size(size), counted) for size, counted in report.by_size.items()]


def _by_sub_cluster(report: EventReport) -> list[tuple[str, Attendance]]:
    return [(_sub_cluster(slug), counted) for slug, counted in report.by_sub_cluster.items()]


def beside_card(event: Event) -> Rows:
    """The way to the report, from the card that staff see."""
    return rows(Button(_("📊 Report"), OpenReport(event.id)))


def report(
    event: Event,
    counted: EventReport,
    new: Sequence[Company],
    opinions: int,
    moment: Moment,
) -> Reply:
    """An event in numbers, with the ways to its picture, its tables and what people wrote."""
    parts = [
        _("📊 <b>Report: {title}</b>").format(title=title_of(event)) + f"\n{when(event)}",
        _caution(event, counted, moment),
        "\n".join(_line(label, number(count)) for label, count in totals(counted) if count is not None),
        _parts(_("By size"), counted, _by_size(counted)),
        _parts(_("By sub-cluster"), counted, _by_sub_cluster(counted)[:MOST_PARTS], _in_each()),
        _liked(counted),
        _new(new),
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        rows(
            (
                Button(_("🖼 As a picture"), GetReportPicture(event.id)),
                Button(_("📥 As Excel"), GetReportWorkbook(event.id)),
            ),
            *(_read(event, opinions) if opinions else ()),
            way_out(OpenPlan(event.id)),
        ),
    )


def _caution(event: Event, counted: EventReport, moment: Moment) -> str:
    if event.ends_at is not None and event.ends_at > moment.now:
        return _("The event is not over yet: these are the figures so far.")
    return "" if counted.is_checked else _("Nobody was checked in, so it is not known who came.")


def _line(label: str, said: str) -> str:
    return _("{label}: {n}").format(label=label, n=said)


def _parts(title: str, counted: EventReport, parts: Sequence[tuple[str, Attendance]], note: str = "") -> str:
    """The figures of each part on a line, in the order in which the heading names them."""
    if not parts:
        return ""
    lines = [_line(name(called), " · ".join(map(number, _amounts(counted, part)))) for called, part in parts]
    heading = f"<b>{title}</b> ({' · '.join(_series(counted))})"
    return "\n".join([heading, *lines, *([note] if note else [])])


def _in_each() -> str:
    return _("A company counts in each of its sub-clusters.")


def _liked(counted: EventReport) -> str:
    satisfaction = counted.satisfaction
    if satisfaction.mean is None:
        return ""
    heading = ngettext(
        "⭐ <b>{mean} of {most}</b>, from {n} answer",
        "⭐ <b>{mean} of {most}</b>, from {n} answers",
        satisfaction.answers,
    ).format(mean=number(satisfaction.mean), most=number(RATINGS[-1]), n=number(satisfaction.answers))
    lines = [
        f"{number(rating)} {bar(count / satisfaction.answers)} {number(count)}"
        for rating, count in zip(RATINGS, satisfaction.counts, strict=True)
    ]
    return "\n".join([heading, *reversed(lines)])


def _new(new: Sequence[Company]) -> str:
    if not new:
        return ""
    names = [name(company_name(company)) for company in new[:MOST_NAMES]]
    if more := len(new) - len(names):
        names.append(_("{n} more").format(n=number(more)))
    return _("🆕 <b>For the first time:</b> {companies}").format(companies=list_of(names))


def _read(event: Event, opinions: int) -> Rows:
    label = _("💬 What people wrote ({n})").format(n=number(opinions))
    return rows(Button(label, ShowOpinions(event.id)))


def opinions(event: Event, page: Page[Opinion]) -> Reply:
    """What people wrote about an event, without their names."""
    return listing(
        _("💬 <b>What people wrote about {title}</b>").format(title=title_of(event)),
        page,
        [],
        lambda number_of_page: ShowOpinions(event.id, number_of_page),
        lines=["\n\n".join(f"{number(one.rating)} ⭐ {name(one.sentence)}" for one in page.items)],
        empty=_("Nobody has written anything."),
        back=OpenReport(event.id),
    )


def picture(event: Event, counted: EventReport) -> Reply:
    """The report as a picture, drawn when it is sent."""
    file = File(f"event-{event.id}.png", media="photo", picture=poster(event, counted))
    return Reply(
        title_of(event),
        rows(way_out(OpenReport(event.id))),
        file=file,
        toast=_("Your picture is on its way."),
    )


def poster(event: Event, counted: EventReport) -> Poster:
    """The report as it is to be drawn."""
    known = [(label, number(count)) for label, count in totals(counted) if count is not None]
    by_size = _by_size(counted)
    by_sub_cluster = _by_sub_cluster(counted)[:MOST_PARTS]
    charts: list[Chart] = []
    if by_size:
        charts.append(_bars(_("By size"), counted, by_size))
    if by_sub_cluster:
        charts.append(_bars(_("By sub-cluster"), counted, by_sub_cluster, _in_each()))
    if counted.satisfaction.mean is not None:
        charts.append(_ratings(counted))
    return Poster(
        isolate(words_of(event).title),
        " · ".join(part for part in (when(event), isolate(place_name(event.place, current()))) if part),
        tuple(Figure(said, label) for label, said in known[:MOST_FIGURES]),
        tuple(charts),
        " · ".join(_line(label, said) for label, said in known[MOST_FIGURES:]),
        is_rtl=current() == "ar",
    )


def _bars(title: str, counted: EventReport, parts: Sequence[tuple[str, Attendance]], note: str = "") -> Bars:
    bars = [
        Bar(called, tuple(Amount(count, number(count)) for count in _amounts(counted, part)))
        for called, part in parts
    ]
    return Bars(title, tuple(bars), _series(counted), note=note)


def _ratings(counted: EventReport) -> Ratings:
    satisfaction = counted.satisfaction
    below = ngettext("of {most} · {n} answer", "of {most} · {n} answers", satisfaction.answers).format(
        most=number(RATINGS[-1]), n=number(satisfaction.answers)
    )
    steps = tuple(
        Bar(number(rating), (Amount(count, number(count)),))
        for rating, count in zip(RATINGS, satisfaction.counts, strict=True)
    )
    return Ratings(_("Satisfaction"), number(satisfaction.mean or 0), steps, below)


def tables(
    event: Event, counted: EventReport, new: Sequence[Company], said: Sequence[Opinion]
) -> list[Table]:
    """The report as tables: the title, the header and the rows of each."""
    what, how_many = _("What"), _("How many")
    satisfaction = counted.satisfaction
    whole: list[Row] = [
        [_("Event"), words_of(event).title],
        [_("When"), when(event)],
        [_("Where"), place_name(event.place, current())],
    ]
    whole += [[label, count] for label, count in totals(counted)]
    whole += [[_("Mean rating"), satisfaction.mean], [_("Ratings"), satisfaction.answers]]
    ratings: list[Row] = [[rating, count] for rating, count in zip(RATINGS, satisfaction.counts, strict=True)]
    return [
        (_("Report"), [what, how_many], whole),
        (_("By size"), [_("Size"), *_series(counted)], _rows(counted, _by_size(counted))),
        (
            _("By sub-cluster"),
            [_("Sub-cluster"), *_series(counted)],
            _rows(counted, _by_sub_cluster(counted)),
        ),
        (_("Satisfaction"), [_("Rating"), how_many], ratings),
        (_("What people wrote"), [_("Rating"), _("Sentence")], [list(one) for one in said]),
        (
            _("For the first time"),
            [pgettext("column of a table", "Company")],
            [[company_name(company)] for company in new],
        ),
    ]


def _rows(counted: EventReport, parts: Sequence[tuple[str, Attendance]]) -> list[Row]:
    return [[called, *_amounts(counted, part)] for called, part in parts]


def workbook(event: Event, document: bytes) -> Reply:
    """The report as a document."""
    day = f"{event.starts:%Y-%m-%d}" if event.starts is not None else str(event.id)
    return Reply(
        _("The report on {title}, without the names of people.").format(title=title_of(event)),
        file=File(f"event-{day}.xlsx", document),
        toast=_("Your file is on its way."),
    )
