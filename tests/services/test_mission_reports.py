"""Reports on missions: the same in the chat, on the picture and in the workbook, each figure with its rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.charts.pictures import Bars, Shares
from bot.db import Database
from bot.exchange import excel
from bot.i18n import LOCALES, directed, number, speaking, undirected
from bot.markup import fits
from bot.models.companies import Company
from bot.models.leads import Lead
from bot.models.mission_costs import MissionCost
from bot.models.missions import Mission, MissionText
from bot.models.staff import AuditEntry
from bot.rules.leads import Promise, Warmth
from bot.rules.mission_reports import COUNTED, LABEL_LIMIT, VALUED, Cost, Measure, MissionReport, Went
from bot.rules.money import MOST_WORTH, Money
from bot.rules.pages import page_of
from bot.rules.staff import Deed
from bot.rules.tallies import Figure, Figures, Stage
from bot.screens import mission_costs as cost_screens
from bot.screens import mission_reports as screens
from bot.screens.money import shown
from bot.services import mission_costs, mission_reports, tallies
from bot.services.mission_costs import MOST_COSTS
from bot.services.money import TooMuch
from tests.moments import at
from tests.services.test_tallies import ENDS, HALF_YEAR, after_a_mission

STAFF = 900
LATER = at(HALF_YEAR)


def usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD")


def eur(amount: int) -> Money:
    return Money(Decimal(amount), "EUR")


async def reported(database: Database) -> Mission:
    """A mission of three companies: two have said what came of it, in two currencies, and one is silent."""
    mission, ((cedar, *_), (vetro, *_), (_silent, *_rest)) = await after_a_mission(database, 2, 2, 2)
    assert mission.ends_on is not None
    noted = [(cedar, Warmth.HOT, "Metro"), (cedar, None, "Carrefour"), (vetro, Warmth.COLD, "=1+1")]
    async with database.transaction() as session:
        for n, (person, warmth, name) in enumerate(noted, start=1):
            session.add(
                Lead(
                    mission_id=mission.id,
                    company_id=person.company_id,
                    number=n,
                    person_id=person.id,
                    message_id=n,
                    noted_at=LATER.now,
                    noted_on=mission.ends_on,
                    name=name,
                    warmth=warmth,
                    promise=Promise.PRICES if warmth else None,
                    photos=[],
                )
            )
        for person, stage, figure, how_many, value in (
            (cedar, Stage.TARGET, Figure.LEADS, 10, None),
            (cedar, Stage.TARGET, Figure.ORDERS, 2, usd(40_000)),
            (cedar, Stage.MONTH, Figure.ORDERS, 1, usd(5_000)),
            (cedar, Stage.HALF_YEAR, Figure.ORDERS, 3, usd(25_000)),
            (cedar, Stage.HALF_YEAR, Figure.EXPECTED, 2, None),
            (vetro, Stage.MONTH, Figure.ORDERS, 1, eur(700)),
            (vetro, Stage.MONTH, Figure.LEADS, 4, None),
        ):
            about = (person, mission.id, stage, figure)
            await tallies.count(session, *about, how_many, LATER)
            if value is not None:
                await tallies.worth(session, *about, value, LATER)
        for label, paid in (("Stand", eur(9_000)), ("Freight", usd(1_200)), ("Taxi", usd(30))):
            await mission_costs.add(session, mission.id, label, paid, STAFF, LATER)
    return mission


@pytest.mark.parametrize("language", LOCALES)
async def test_chat_picture_and_workbook_show_the_same_figures(database: Database, language: str) -> None:
    mission = await reported(database)
    async with database.transaction() as session:
        with speaking(language):
            counted = await mission_reports.report(session, mission)
            companies = await mission_reports.companies_of(session, counted)
            told = screens.figures(counted)
            chat = undirected(screens.report(mission, counted).text)
            poster = screens.poster(mission, counted, companies)
            document = await mission_reports.workbook(session, mission, STAFF, LATER)
            whole, by_company, answers, leads, costs = (
                [line.cells for line in lines] for lines in excel.sheets(document)
            )
            # The picture says in large figures what is counted, and in small print what is paid, and who has answered
            small = undirected(
                " ".join([poster.subtitle, poster.footer, *(one.note for one in poster.charts)])
            )
            large = {one.name: one.said for one in poster.figures}
            for label, said in told:
                line = undirected(screens.line(label, said))
                assert line in chat
                assert line in small or said.startswith(large[label])
            amounts = {measure: (counted.total(measure), counted.aimed(measure)) for measure in Measure}
            for measure, (total, aimed) in amounts.items():
                label = screens.measure_name(measure)
                found = [(_at(row, 1), _at(row, 2)) for row in whole if row[0] == label]
                if isinstance(total, int):
                    assert found == [(str(total), str(aimed or ""))]
                else:
                    assert isinstance(aimed, tuple)
                    currencies = {money.currency for money in (*total, *aimed)}
                    assert len(found) == len(currencies)
                    assert [cell for cell, _target in found] == [_cell(money) for money in total]
                    assert all(shown(money) in screens._total(counted, measure) for money in total)
            targets = poster.charts[0]
            assert isinstance(targets, Bars)
            assert [[one.said for one in bar.amounts] for bar in targets.bars] == [
                [number(aimed), number(total)]
                for total, aimed in (amounts[measure] for measure in COUNTED[:2])
            ]
            _columns_add_up(counted, by_company)
            interest = poster.charts[1]
            assert isinstance(interest, Shares)
            assert [share.amount.value for share in interest.shares] == [1, 1, 1]
    assert [row[1:] for row in costs[1:]] == [("9000",), ("1200",), ("30",)]
    assert len(leads) == 4
    assert len(answers) == 5
    cells = {cell for lines in excel.sheets(document) for line in lines for cell in line.cells}
    assert not cells & {"Metro", "Carrefour", "=1+1"}  # the leads are their company's


def _at(row: tuple[str, ...], place: int) -> str:
    """A cell of a row, which is read without the empty ones at its end."""
    return row[place] if place < len(row) else ""


def _cell(money: Money) -> str:
    """An amount as it is read from a workbook."""
    return str(money.amount.normalize() if money.amount % 1 else int(money.amount))


def _columns_add_up(counted: MissionReport, by_company: list[tuple[str, ...]]) -> None:
    """The rows of each figure are the cells of its column."""
    for measure in (*COUNTED, *VALUED):
        place = by_company[0].index(screens.measure_name(measure))
        cells = [_at(row, place) for row in by_company[1:]]
        amounts = [row.amount for row in counted.rows(measure) if row.amount is not None]
        assert [cell for cell in cells if cell] == [
            str(one) if isinstance(one, int) else _cell(one) for one in amounts
        ]


async def test_what_a_figure_is_made_of_is_shown_company_by_company(database: Database) -> None:
    mission = await reported(database)
    async with database.reading() as session:
        counted = await mission_reports.report(session, mission)
        companies = await mission_reports.companies_of(session, counted)
    cedar, vetro, silent = (company.name for company in companies.values())

    def lines(measure: Measure) -> str:
        page = page_of(counted.rows(measure), 0)
        return undirected(screens.rows_of(mission, measure, counted, page, companies).text)

    assert f"{cedar}: 2 (aimed at: 10)\n{vetro}: 4" in lines(Measure.LEADS)
    assert "In all: US$25,000 · €700 (aimed at: US$40,000)" in lines(Measure.VALUE).replace(
        "€700 · US$25,000", "US$25,000 · €700"
    )
    assert f"{vetro}: €700" in lines(Measure.VALUE)
    assert silent not in lines(Measure.LEADS)
    said = dict(screens.figures(counted))
    assert undirected(said["Cost of a lead"]) == "€1,500 · US$205"
    assert undirected(said["Cost of an order"]) == "€2,250 · US$307.50"
    assert said["Answers after 30 days"] == "2 of 2"


async def test_costs_are_taken_out_again_and_all_that_staff_do_is_written_down(database: Database) -> None:
    mission = await reported(database)
    async with database.transaction() as session:
        with pytest.raises(TooMuch):
            await mission_costs.add(session, mission.id, "Stand", usd(5 * 10**11 + 1), STAFF, LATER)
        first, *_others = await mission_costs.listed(session, mission)
        await mission_costs.remove(session, first.id, STAFF, LATER)
        with pytest.raises(mission_costs.NoSuchCost):
            await mission_costs.remove(session, first.id, STAFF, LATER)
        await mission_reports.workbook(session, mission, STAFF, LATER)
    async with database.reading() as session:
        counted = await mission_reports.report(session, mission)
        assert counted.total(Measure.COST) == (usd(1_230),)
        deeds = await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))
        assert deeds.all() == [
            *[Deed.MISSION_COST_ADDED] * 3,
            Deed.MISSION_COST_REMOVED,
            Deed.MISSION_REPORT_DOWNLOADED,
        ]


@pytest.mark.parametrize("language", LOCALES)
def test_the_longest_lists_of_rows_and_costs_fit_into_a_message(language: str) -> None:
    mission = Mission(author_id=None, created_at=LATER.now, zone="Asia/Beirut", starts_on=ENDS, ends_on=ENDS)
    mission.texts = [MissionText(language=language, title="T" * 200)]
    most = Money(MOST_WORTH, "KWD")
    companies = {n: Company(name="C" * 200, name_key=str(n), created_at=LATER.now) for n in range(1, 151)}
    said = {stage: Figures(leads=99_999, orders=99_999, value=most) for stage in Stage}
    costs = tuple(Cost("L" * LABEL_LIMIT, most) for _ in range(MOST_COSTS))
    counted = MissionReport(tuple(Went(n, {}, said) for n in companies), costs)
    paid = [
        MissionCost(mission_id=1, label=cost.label, author_id=None, added_at=LATER.now, paid=cost.money)
        for cost in costs
    ]
    with speaking(language):
        page = page_of(counted.rows(Measure.VALUE), 0, screens.ROWS_PAGE)
        shown = [
            screens.rows_of(mission, Measure.VALUE, counted, page, companies),
            cost_screens.costs(
                mission, paid, counted, cost_screens.added("L" * LABEL_LIMIT, most), may_act=True
            ),
            screens.report(mission, counted),
        ]
        assert all(fits(directed(one.text)) for one in shown)
        assert screens.poster(mission, counted, companies).charts
