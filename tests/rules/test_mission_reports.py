"""Reports on missions: each figure is the sum of its rows, and no currency is added to another."""

from __future__ import annotations

from decimal import Decimal

from bot.rules.leads import Warmth
from bot.rules.mission_reports import Cost, Measure, MissionReport, Row, Went, divided
from bot.rules.money import Money
from bot.rules.tallies import NOTHING_YET, Figures, Stage


def usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD")


def eur(amount: int) -> Money:
    return Money(Decimal(amount), "EUR")


CEDAR = Went(
    1,
    {Warmth.HOT: 3, Warmth.COLD: 1, None: 2},
    {
        Stage.TARGET: Figures(leads=10, orders=2, value=usd(20_000)),
        Stage.MONTH: Figures(orders=1, value=usd(5_000), expected=4),
        Stage.HALF_YEAR: Figures(leads=9, orders=3, value=usd(18_000), expected=0),
    },
    frozenset({Stage.MONTH, Stage.HALF_YEAR}),
)
BEKAA = Went(2, {Warmth.WARM: 4}, {Stage.MONTH: Figures(orders=1, value=eur(700))}, frozenset({Stage.MONTH}))
SILENT = Went(3, {}, {}, frozenset({Stage.MONTH}))
NOTHING = Went(4, {}, {Stage.MONTH: NOTHING_YET}, frozenset({Stage.MONTH}))
REPORT = MissionReport(
    (CEDAR, BEKAA, SILENT, NOTHING), (Cost("Stand", eur(9_000)), Cost("", usd(1_000)), Cost("Taxi", usd(30)))
)


def test_a_figure_is_the_sum_of_its_rows() -> None:
    assert REPORT.total(Measure.LEADS) == 13  # the nine that Cedar says, and the four that Bekaa has noted
    assert REPORT.rows(Measure.LEADS) == (Row(1, "", 9, 10), Row(2, "", 4))
    assert (REPORT.total(Measure.ORDERS), REPORT.aimed(Measure.ORDERS)) == (4, 2)
    assert REPORT.rows(Measure.ORDERS)[-1] == Row(4, "", 0)
    assert REPORT.total(Measure.VALUE) == (eur(700), usd(18_000))
    assert REPORT.aimed(Measure.VALUE) == (usd(20_000),)
    assert REPORT.total(Measure.EXPECTED) == 0
    assert REPORT.rows(Measure.COST) == (
        Row(None, "Stand", eur(9_000)),
        Row(None, "", usd(1_000)),
        Row(None, "Taxi", usd(30)),
    )
    assert REPORT.total(Measure.COST) == (eur(9_000), usd(1_030))


def test_each_lead_and_each_order_has_its_cost_in_each_currency() -> None:
    assert REPORT.cost_of_each(Measure.ORDERS) == (eur(2_250), Money(Decimal("257.5"), "USD"))
    assert REPORT.cost_of_each(Measure.LEADS)[0] == Money(Decimal("692.31"), "EUR")
    assert MissionReport((SILENT,), REPORT.costs).cost_of_each(Measure.LEADS) == ()
    assert MissionReport((CEDAR,), ()).cost_of_each(Measure.LEADS) == ()
    assert divided(Money(Decimal(1000), "LBP"), 3) == Money(Decimal(333), "LBP")
    assert divided(Money(Decimal(10), "KWD"), 3) == Money(Decimal("3.333"), "KWD")


def test_it_is_known_who_has_answered_and_who_has_set_a_target() -> None:
    assert REPORT.by_warmth == {Warmth.HOT: 3, Warmth.WARM: 4, Warmth.COLD: 1, None: 2}
    assert REPORT.with_target == 1
    assert [REPORT.answered(stage) for stage in (Stage.MONTH, Stage.HALF_YEAR, Stage.YEAR)] == [
        (3, 4),
        (1, 1),
        (0, 0),
    ]
