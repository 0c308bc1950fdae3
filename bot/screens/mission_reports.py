"""Reports on missions, for staff: in the chat, as a picture and as tables, with the same figures and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.charts.pictures import (
    MOST_BARS,
    MOST_CHARTS,
    MOST_FIGURES,
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
from bot.models.mission_reports import MissionCost
from bot.models.missions import Mission
from bot.replies import Button, File, Reply, Rows, Tap, grid, rows
from bot.rules.leads import Warmth
from bot.rules.mission_reports import COUNTED, VALUED, Amount, Measure, MissionReport, Row
from bot.rules.money import Money
from bot.rules.pages import Page
from bot.rules.tallies import DAYS, Stage
from bot.rules.tallies import Figure as Said
from bot.screens import money as money_screens
from bot.screens import tallies as tally_screens
from bot.screens.leads import promise_word, warmth_word
from bot.screens.listing import listing
from bot.screens.mission_plans import OpenMissionPlan
from bot.screens.money import EXAMPLES
from bot.screens.navigation import named, sure, way_out
from bot.screens.travelling import days, mission_name, title_of
from bot.screens.vocabulary import company_name

ROWS_PAGE = 20

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


class AddCost(Tap, prefix="Ls"):
    """One of the readings of an amount that left it open; what it was for, the question remembers."""

    mission_id: int
    amount: str


class RemoveCost(Tap, prefix="Lu"):
    cost_id: int
    is_sure: bool


def beside_card(mission: Mission) -> Rows:
    """The way to the report, from the card that staff see."""
    return rows(Button(_("📊 Report"), OpenMissionReport(mission.id)))


def report(mission: Mission, counted: MissionReport) -> Reply:
    """A mission in figures, with the ways to the rows of each, to its picture and its tables."""
    lines = [_line(label, said) for label, said in figures(counted)]
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


def _line(label: str, said: str) -> str:
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


def figures(counted: MissionReport) -> list[tuple[str, str]]:
    """What is said of a mission as a whole, in the chat and on the picture: each with its label. Costs of each lead and
    order only where something was paid, answers only where anybody was asked."""
    told = [(_("Companies that went"), number(len(counted.companies)))]
    told += [
        (_measure_name(measure), _total(counted, measure))
        for measure in Measure
        if _is_known(counted, measure)
    ]
    for measure, label in ((Measure.LEADS, _("Cost of a lead")), (Measure.ORDERS, _("Cost of an order"))):
        if each := counted.cost_of_each(measure):
            told.append((label, _all(each)))
    for stage in DAYS:
        said, asked = counted.answered(stage)
        if asked:
            label = _("Answers after {n} days").format(n=number(DAYS[stage]))
            told.append((label, _("{n} of {all}").format(n=number(said), all=number(asked))))
    return told


def _is_known(counted: MissionReport, measure: Measure) -> bool:
    return measure in COUNTED[:2] or bool(counted.rows(measure))


def _total(counted: MissionReport, measure: Measure) -> str:
    """A figure, beside what was aimed at, where anything was."""
    total, aimed = counted.total(measure), counted.aimed(measure)
    said = _said(total)
    return _("{n} (aimed at: {target})").format(n=said, target=_said(aimed)) if aimed else said


def _said(total: int | tuple[Money, ...]) -> str:
    return number(total) if isinstance(total, int) else _all(total) or number(0)


def _all(amounts: Sequence[Money]) -> str:
    """Amounts of several currencies beside each other."""
    return " · ".join(money_screens.shown(one) for one in amounts)


def _measure_name(measure: Measure) -> str:
    return _("Costs") if measure is Measure.COST else tally_screens.figure_name(Said(measure))


def _rows_button(measure: Measure) -> str:
    return _("🔎 {figure}").format(figure=_measure_name(measure))


def rows_of(
    mission: Mission,
    measure: Measure,
    counted: MissionReport,
    page: Page[Row],
    companies: Mapping[int, Company],
) -> Reply:
    """What a figure is made of, company by company."""
    heading = f"<b>{_measure_name(measure)}</b>\n{title_of(mission)}"
    in_all = _line(_("In all"), _total(counted, measure))
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
    return _line(name(_whose(row, companies)), said)


def _amount(amount: Amount) -> str:
    return number(amount) if isinstance(amount, int) else money_screens.shown(amount)


def _whose(row: Row, companies: Mapping[int, Company]) -> str:
    if row.label:
        return row.label
    company = companies.get(row.company_id) if row.company_id is not None else None
    return company_name(company) if company is not None else _("A company that is no member any more")


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
    """The report as it is to be drawn."""
    told = figures(counted)
    charts = [*_counts_chart(counted), *_warmth_chart(counted), *_values_chart(counted, companies)]
    short = [(label, said) for label, said in told if len(said) <= SHORT][:MOST_FIGURES]
    return Poster(
        isolate(mission_name(mission)),
        days(mission),
        tuple(Figure(said, label) for label, said in short),
        tuple(charts[:MOST_CHARTS]),
        " · ".join(_line(label, said) for label, said in told if (label, said) not in short),
        is_rtl=current() == "ar",
    )


SHORT = 12
"""Characters of a figure that is large on the picture; longer ones stand below."""


def _counts_chart(counted: MissionReport) -> list[Chart]:
    """Leads and orders, beside what was aimed at."""
    bars = []
    for measure in COUNTED:
        total, aimed = counted.total(measure), counted.aimed(measure)
        assert isinstance(total, int)
        assert isinstance(aimed, int)
        if total or aimed:
            bars.append(
                Bar(_measure_name(measure), (Drawn(aimed, number(aimed)), Drawn(total, number(total))))
            )
    series = (pgettext("column of a table", "Target"), pgettext("column of a table", "Result"))
    return [Bars(_("Targets and results"), tuple(bars), series)] if bars else []


def _warmth_chart(counted: MissionReport) -> list[Chart]:
    """The leads by how interested they are."""
    shares = tuple(
        Share(_warmth(warmth), Drawn(n, number(n)), is_rest=warmth is None)
        for warmth, n in counted.by_warmth.items()
    )
    return [Shares(_("Leads by interest"), shares)] if shares else []


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
        [_("Mission"), mission_name(mission), None],
        [_("When"), days(mission), None],
        [_("Companies that went"), len(counted.companies), None],
    ]
    for measure in Measure:
        whole += _whole_rows(counted, measure)
    for measure, label in ((Measure.LEADS, _("Cost of a lead")), (Measure.ORDERS, _("Cost of an order"))):
        whole += [[label, money, None] for money in counted.cost_of_each(measure)]
    for stage in DAYS:
        said, asked = counted.answered(stage)
        if asked:
            whole.append([_("Answers after {n} days").format(n=number(DAYS[stage])), said, asked])
    said_of = [_measure_name(measure) for measure in (*COUNTED, *VALUED)]
    return [
        (_("Report"), [_("What"), _("How much"), target], whole),
        (
            _("Companies"),
            [company, *(part for label in said_of for part in (label, f"{label}, {target}"))],
            [_company_row(one.company_id, counted, companies) for one in counted.companies],
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
    total, aimed, label = counted.total(measure), counted.aimed(measure), _measure_name(measure)
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


def _company_row(company_id: int | None, counted: MissionReport, companies: Mapping[int, Company]) -> Cells:
    cells: Cells = [_whose(Row(company_id, "", None), companies)]
    for measure in (*COUNTED, *VALUED):
        row = next((one for one in counted.rows(measure) if one.company_id == company_id), None)
        cells += [row.amount, row.aimed] if row is not None else [None, None]
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


# Costs


def costs(
    mission: Mission, paid: Sequence[MissionCost], counted: MissionReport, note: str = "", *, may_act: bool
) -> Reply:
    """What the cluster paid for a mission; those who may can type one more."""
    lines = [
        _line(name(cost.label), money_screens.shown(cost.paid)) for cost in paid if cost.paid is not None
    ]
    parts = [
        note,
        _("💶 <b>Costs of {title}</b>").format(title=title_of(mission)),
        "\n".join(lines) or _("There are none yet."),
        _line(_("In all"), _said(counted.total(Measure.COST))) if lines else "",
    ]
    if may_act:
        words = _("Type what was paid and what for, such as {example}: each message is one cost.")
        parts.append(
            words.format(example=isolate(_("Stand: {amount}").format(amount=EXAMPLES.partition(" · ")[0])))
        )
    removing = [
        Button(_("🗑 {name}").format(name=named(cost.label)), RemoveCost(cost.id, is_sure=False))
        for cost in paid
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (*grid(removing if may_act else [], 2), way_out(OpenMissionReport(mission.id))),
    )


def cost_added(label: str, money: Money) -> str:
    """What stands above the costs once one was written down: it is said back."""
    return _("✅ Noted: {figure}: {said}").format(figure=name(label), said=money_screens.shown(money))


def sure_to_remove_cost(cost: MissionCost) -> Reply:
    amount = money_screens.shown(cost.paid) if cost.paid is not None else ""
    return sure(
        _("Take this cost out? {what}: {amount}").format(what=name(cost.label), amount=amount),
        _("Remove"),
        RemoveCost(cost.id, is_sure=True),
        ListCosts(cost.mission_id),
    )


def unnamed_cost() -> str:
    """What a cost is called that was typed without a word."""
    return _("Costs")


def which_meant(question: Reply, mission: Mission) -> Reply:
    """The readings of an amount that left it open, with the way back."""
    return Reply(question.text, (*question.buttons, way_out(ListCosts(mission.id))))
