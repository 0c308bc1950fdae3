"""Reports on missions, for staff: in the chat, as a picture and as tables, with the same figures and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.charts.pictures import (
    MOST_BARS,
    Bar,
    Bars,
    Chart,
    Figure,
    Poster,
    Share,
    Shares,
)
from bot.charts.pictures import Amount as Drawn
from bot.i18n import _, current, isolate, name, ngettext, number, pgettext
from bot.models.companies import Company
from bot.models.leads import Lead
from bot.models.missions import Mission
from bot.replies import Button, File, Reply, Rows, Tap, grid, rows
from bot.rules.leads import Warmth
from bot.rules.mission_reports import AIMED, COUNTED, VALUED, Amount, Measure, MissionReport, Row, Went
from bot.rules.money import Money
from bot.rules.pages import Page
from bot.rules.tallies import DAYS, Stage
from bot.rules.tallies import Figure as Said
from bot.rules.words import shortened
from bot.screens import money as money_screens
from bot.screens import tallies as tally_screens
from bot.screens.leads import promise_word, warmth_word
from bot.screens.listing import listing
from bot.screens.mission_plans import OpenMissionPlan
from bot.screens.missions import days, title_of, words_of
from bot.screens.navigation import way_out
from bot.screens.vocabulary import company_name

ROWS_PAGE = 20
LABEL_SHOWN = 80
"""Characters of what a row is called: twenty of them fit into a message."""

Cells = list[str | int | float | Money | None]
Table = tuple[str, list[str], list[Cells]]


class OpenMissionReport(Tap, prefix="Lr"):
    mission_id: int


class ShowRows(Tap, prefix="La"):
    """What a figure of the report is made of."""

    mission_id: int
    measure: Measure
    page: int = 0


class GetReportPicture(Tap, prefix="Ly"):
    mission_id: int


class GetReportWorkbook(Tap, prefix="Lh"):
    mission_id: int


class ListCosts(Tap, prefix="Lq"):
    """What the cluster paid; whatever is typed next is one more."""

    mission_id: int


def beside_card(mission: Mission) -> Rows:
    """The way to the report, from the card that staff see."""
    return rows(Button(_("📊 Report"), OpenMissionReport(mission.id)))


def report(mission: Mission, counted: MissionReport) -> Reply:
    """A mission in figures, with the ways to the rows of each, to its picture and its tables."""
    lines = [line(label, said) for label, said in figures(counted)]
    parts = [
        _("📊 <b>Report: {title}</b>").format(title=title_of(mission)) + f"\n{days(mission)}",
        "\n".join(lines),
        _caution(counted),
    ]
    by_rows = [
        Button(_rows_button(measure), ShowRows(mission.id, measure))
        for measure in (*COUNTED, *VALUED)
        if counted.rows(measure)
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (
            *grid(by_rows, 2),
            *rows(
                Button(_("💶 Costs"), ListCosts(mission.id)),
                (
                    Button(_("🖼 As a picture"), GetReportPicture(mission.id)),
                    Button(_("📥 As Excel"), GetReportWorkbook(mission.id)),
                ),
                way_out(OpenMissionPlan(mission.id)),
            ),
        ),
    )


def line(label: str, said: str) -> str:
    """A figure with its label, on a line."""
    return _("{label}: {n}").format(label=label, n=said)


def _caution(counted: MissionReport) -> str:
    """Of whom the figures are, as far as that is not everybody."""
    silent = len(counted.companies) - counted.with_target
    if not silent or not counted.with_target:
        return ""
    return ngettext(
        "Targets are those of the companies that have set some; {n} has not.",
        "Targets are those of the companies that have set some; {n} have not.",
        silent,
    ).format(n=number(silent))


Told = list[tuple[str, str]]
"""What is said, each with its label."""


def figures(counted: MissionReport) -> Told:
    """What is said of a mission as a whole, in the chat and on the picture."""
    went = [(_("Companies that went"), number(len(counted.companies)))]
    return [*went, *_counts(counted), *_values(counted), *_costs(counted), *_answers_given(counted)]


def _counts(counted: MissionReport) -> Told:
    """Leads and orders; expected ones only where anybody has said something of that."""
    listed = [one for one in COUNTED if one is not Measure.EXPECTED or counted.rows(one)]
    return [(measure_name(measure), _total(counted, measure)) for measure in listed]


def _values(counted: MissionReport) -> Told:
    return [(measure_name(one), _total(counted, one)) for one in VALUED if counted.rows(one)]


def _costs(counted: MissionReport) -> Told:
    """What was paid, and what each lead and order cost, where there is anything."""
    told = [(measure_name(Measure.COST), _total(counted, Measure.COST))] if counted.costs else []
    return told + [(label, _all(each)) for label, each in _costs_of_each(counted) if each]


def _costs_of_each(counted: MissionReport) -> list[tuple[str, tuple[Money, ...]]]:
    return [
        (_("Cost of a lead"), counted.cost_of_each(Measure.LEADS)),
        (_("Cost of an order"), counted.cost_of_each(Measure.ORDERS)),
    ]


def _answers_given(counted: MissionReport) -> Told:
    """How many have said what came of it, of those that were asked."""
    told = []
    for stage in DAYS:
        said, asked = counted.answered(stage)
        if asked:
            label = _("Answers after {n} days").format(n=number(DAYS[stage]))
            told.append((label, _("{n} of {all}").format(n=number(said), all=number(asked))))
    return told


def _total(counted: MissionReport, measure: Measure) -> str:
    """A figure, beside what was aimed at, where anything was."""
    total, aimed = counted.total(measure), counted.aimed(measure)
    said = summed(total)
    return _("{n} (aimed at: {target})").format(n=said, target=summed(aimed)) if aimed else said


def summed(total: int | tuple[Money, ...]) -> str:
    return number(total) if isinstance(total, int) else _all(total) or number(0)


def _all(amounts: Sequence[Money]) -> str:
    """Amounts of several currencies beside each other."""
    return " · ".join(money_screens.shown(one) for one in amounts)


def measure_name(measure: Measure) -> str:
    """What a figure is called."""
    return _("Costs") if measure is Measure.COST else tally_screens.figure_name(Said(measure))


def _rows_button(measure: Measure) -> str:
    return _("🔎 {figure}").format(figure=measure_name(measure))


def rows_of(
    mission: Mission,
    measure: Measure,
    counted: MissionReport,
    page: Page[Row],
    companies: Mapping[int, Company],
) -> Reply:
    """What a figure is made of, company by company."""
    heading = f"<b>{measure_name(measure)}</b>\n{title_of(mission)}"
    in_all = line(_("In all"), _total(counted, measure))
    return listing(
        f"{heading}\n\n{in_all}",
        page,
        [],
        lambda number_of_page: ShowRows(mission.id, measure, number_of_page),
        lines=[_row_line(row, companies) for row in page.items],
        empty=_("Nothing was said yet."),
        back=OpenMissionReport(mission.id),
    )


def _row_line(row: Row, companies: Mapping[int, Company]) -> str:
    said = _amount(row.amount) if row.amount is not None else _("not said")
    if row.aimed is not None:
        said = _("{n} (aimed at: {target})").format(n=said, target=_amount(row.aimed))
    return line(name(shortened(_whose(row, companies), LABEL_SHOWN)), said)


def _amount(amount: Amount) -> str:
    return number(amount) if isinstance(amount, int) else money_screens.shown(amount)


def _whose(row: Row, companies: Mapping[int, Company]) -> str:
    """Of which company a row is, or what was paid for."""
    return row.label if row.company_id is None else company_name(companies[row.company_id])


# The picture


def picture(mission: Mission, counted: MissionReport, companies: Mapping[int, Company]) -> Reply:
    """The report as a picture, drawn when it is sent."""
    file = File(f"mission-{mission.id}.png", media="photo", picture=poster(mission, counted, companies))
    return Reply(
        title_of(mission),
        rows(way_out(OpenMissionReport(mission.id))),
        file=file,
        toast=_("Your picture is on its way."),
    )


def poster(mission: Mission, counted: MissionReport, companies: Mapping[int, Company]) -> Poster:
    """The report as it is to be drawn: counts in large figures, values below a chart, costs at the foot."""
    large = [(_("Companies that went"), number(len(counted.companies)))]
    large += [
        (label, summed(counted.total(measure)))
        for measure, (label, _beside_target) in zip(COUNTED, _counts(counted), strict=False)
    ]
    charts = [*_counts_chart(counted), *_warmth_chart(counted), *_values_chart(counted, companies)]
    values = _in_a_row(_values(counted))
    if values and charts:
        charts[-1] = replace(charts[-1], note=values)
    return Poster(
        isolate(words_of(mission).title),
        " · ".join(part for part in (days(mission), _in_a_row(_answers_given(counted))) if part),
        tuple(Figure(said, label) for label, said in large),
        tuple(charts),
        _in_a_row(_costs(counted)),
        is_rtl=current() == "ar",
    )


def _in_a_row(told: Told) -> str:
    return " · ".join(line(label, said) for label, said in told)


def _counts_chart(counted: MissionReport) -> list[Chart]:
    """Leads and orders, beside what was aimed at."""
    bars = []
    for measure in (one for one in COUNTED if one in AIMED):
        total, aimed = counted.total(measure), counted.aimed(measure)
        assert isinstance(total, int)
        assert isinstance(aimed, int)
        if total or aimed:
            bars.append(
                Bar(measure_name(measure), (Drawn(aimed, number(aimed)), Drawn(total, number(total))))
            )
    series = (pgettext("column of a table", "Target"), pgettext("column of a table", "Result"))
    return [Bars(_("Targets and results"), tuple(bars), series)] if bars else []


def _warmth_chart(counted: MissionReport) -> list[Chart]:
    """The leads by how interested they are."""
    shares = tuple(
        Share(_warmth(warmth), Drawn(n, number(n)), is_rest=warmth is None)
        for warmth, n in counted.by_warmth.items()
    )
    return [Shares(_("Leads noted here, by interest"), shares)] if shares else []


def _warmth(warmth: Warmth | None) -> str:
    return warmth_word(warmth) if warmth is not None else pgettext("interest of a lead", "Not said")


def _values_chart(counted: MissionReport, companies: Mapping[int, Company]) -> list[Chart]:
    """What the orders of each company are worth, in the currency in which most have said so."""
    valued = [row for row in counted.rows(Measure.VALUE) if isinstance(row.amount, Money)]
    currencies = sorted(row.amount.currency for row in valued if isinstance(row.amount, Money))
    if not currencies:
        return []
    currency = max(dict.fromkeys(currencies), key=currencies.count)
    amounts = [(row, row.amount) for row in valued if isinstance(row.amount, Money)]
    drawn = [(row, amount) for row, amount in amounts if amount.currency == currency]
    drawn.sort(key=lambda one: -one[1].amount)
    bars = tuple(
        Bar(_whose(row, companies), (Drawn(float(amount.amount), money_screens.shown(amount)),))
        for row, amount in drawn[:MOST_BARS]
    )
    return [Bars(_("Value of the orders received, in {currency}").format(currency=isolate(currency)), bars)]


# Excel


def tables(
    mission: Mission, counted: MissionReport, companies: Mapping[int, Company], leads: Sequence[Lead]
) -> list[Table]:
    """The report as tables: the title, the header and the rows of each. No lead is named."""
    company = pgettext("column of a table", "Company")
    target = pgettext("column of a table", "Target")
    whole: list[Cells] = [
        [_("Mission"), words_of(mission).title, None],
        [_("When"), days(mission), None],
        [_("Companies that went"), len(counted.companies), None],
    ]
    for measure in Measure:
        whole += _whole_rows(counted, measure)
    whole += [[label, money, None] for label, each in _costs_of_each(counted) for money in each]
    for stage in DAYS:
        said, asked = counted.answered(stage)
        if asked:
            whole.append([_("Answers after {n} days").format(n=number(DAYS[stage])), said, asked])
    return [
        (_("Report"), [_("What"), _("How much"), target], whole),
        (
            _("Companies"),
            [company, *(label for measure in MEASURES for label in _columns(measure))],
            [_company_row(one, companies) for one in counted.companies],
        ),
        (
            _("Answers"),
            [company, _("When"), *(tally_screens.figure_name(figure) for figure in Said)],
            _answers(counted, companies),
        ),
        (
            _("Leads"),
            [company, _("No."), _("Day"), _("Interest"), _("Next step")],
            [_lead_row(lead, companies) for lead in leads],
        ),
        (
            _("Costs"),
            [_("What for"), _("How much")],
            [[cost.label, cost.money] for cost in counted.costs],
        ),
    ]


def _whole_rows(counted: MissionReport, measure: Measure) -> list[Cells]:
    """The figure of a measure, in a row for each currency where it is money."""
    total, aimed, label = counted.total(measure), counted.aimed(measure), measure_name(measure)
    if isinstance(total, int) or isinstance(aimed, int):
        return [
            [
                label,
                total if isinstance(total, int) else None,
                (aimed if isinstance(aimed, int) else 0) or None,
            ]
        ]
    by_currency = {money.currency: money for money in total}
    targets = {money.currency: money for money in aimed}
    return [
        [label, by_currency.get(currency), targets.get(currency)]
        for currency in sorted({*by_currency, *targets})
    ]


MEASURES = (*COUNTED, *VALUED)
"""What is known of each company."""


def _columns(measure: Measure) -> list[str]:
    """What the columns of a measure are called: the result, and what was aimed at, where anything can be."""
    label = measure_name(measure)
    return [label, _("{figure} (target)").format(figure=label)] if measure in AIMED else [label]


def _company_row(went: Went, companies: Mapping[int, Company]) -> Cells:
    cells: Cells = [_whose(Row(went.company_id, "", None), companies)]
    for measure in MEASURES:
        cells.append(getattr(went.result, measure))
        cells += [getattr(went.target, measure)] if measure in AIMED else []
    return cells


def _answers(counted: MissionReport, companies: Mapping[int, Company]) -> list[Cells]:
    return [
        [
            _whose(Row(one.company_id, "", None), companies),
            tally_screens.stage_word(stage),
            *(getattr(one.said[stage], figure) for figure in Said),
        ]
        for one in counted.companies
        for stage in Stage
        if stage in one.said
    ]


def _lead_row(lead: Lead, companies: Mapping[int, Company]) -> Cells:
    return [
        _whose(Row(lead.company_id, "", None), companies),
        lead.number,
        lead.noted_on.isoformat(),
        _warmth(lead.warmth),
        promise_word(lead.promise) if lead.promise is not None else "",
    ]


def workbook(mission: Mission, document: bytes) -> Reply:
    """The report as a document."""
    day = f"{mission.starts_on:%Y-%m-%d}" if mission.starts_on is not None else str(mission.id)
    return Reply(
        _("The report on {title}, without the names of leads.").format(title=title_of(mission)),
        file=File(f"mission-{day}.xlsx", document),
        toast=_("Your file is on its way."),
    )
