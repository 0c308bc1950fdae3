"""What came of a mission, in figures: of each company, and of all; and what a lead and an order cost.

Each figure is the sum of its rows, and currencies are never added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.rules.leads import Warmth
from bot.rules.money import DECIMALS, Money, totals
from bot.rules.tallies import Figure, Figures, Stage, latest


class Measure(StrEnum):
    """What is measured of a mission. Costs are the cluster's, all others the companies'."""

    LEADS = "leads"
    ORDERS = "orders"
    VALUE = "value"
    EXPECTED = "expected"
    EXPECTED_VALUE = "expected_value"
    COST = "cost"


COUNTED = (Measure.LEADS, Measure.ORDERS, Measure.EXPECTED)
VALUED = (Measure.VALUE, Measure.EXPECTED_VALUE)
AIMED = frozenset({Measure.LEADS, Measure.ORDERS, Measure.VALUE})
"""What companies may aim at: nobody aims at expecting something."""
Amount = int | Money
LABEL_LIMIT = 120
"""Characters of what a cost was for."""


@dataclass(frozen=True)
class Went:
    """A company that went: its leads by how interested they are (None: not said), and what it has said at each stage;
    `asked` are the stages at which it was asked."""

    company_id: int
    leads: Mapping[Warmth | None, int]
    said: Mapping[Stage, Figures]
    asked: frozenset[Stage] = frozenset()

    @property
    def target(self) -> Figures:
        """What it aims at."""
        return self.said.get(Stage.TARGET, Figures())

    @property
    def result(self) -> Figures:
        """What it has said last, and, where it has said nothing of its leads, how many it has noted."""
        said = latest(self.said)
        noted = sum(self.leads.values())
        return said if said.leads is not None or not noted else said.counted(Figure.LEADS, noted)


@dataclass(frozen=True)
class Cost:
    """What the cluster paid for something."""

    label: str
    money: Money


@dataclass(frozen=True)
class Row:
    """A part of a figure: of a company, or of a cost by its `label`; `aimed` is what the company aimed at."""

    company_id: int | None
    label: str
    amount: Amount | None
    aimed: Amount | None = None


@dataclass(frozen=True)
class MissionReport:
    """A mission in figures, as they stand."""

    companies: tuple[Went, ...]
    costs: tuple[Cost, ...]

    def rows(self, measure: Measure) -> tuple[Row, ...]:
        """What a figure is made of: those who have said something of it, or aimed at it."""
        if measure is Measure.COST:
            return tuple(Row(None, cost.label, cost.money) for cost in self.costs)
        found = (
            Row(one.company_id, "", getattr(one.result, measure), getattr(one.target, measure))
            for one in self.companies
        )
        return tuple(row for row in found if row.amount is not None or row.aimed is not None)

    def total(self, measure: Measure) -> int | tuple[Money, ...]:
        """A figure: the sum of its rows, or one for each currency."""
        return _sum(measure, [row.amount for row in self.rows(measure)])

    def aimed(self, measure: Measure) -> int | tuple[Money, ...]:
        """What was aimed at, by those who have said so."""
        return _sum(measure, [row.aimed for row in self.rows(measure)])

    def cost_of_each(self, measure: Measure) -> tuple[Money, ...]:
        """What each lead, or order, cost, in each currency in which something was paid; nothing where there is none."""
        how_many = self.total(measure)
        paid = self.total(Measure.COST)
        assert isinstance(how_many, int)
        assert isinstance(paid, tuple)
        return tuple(divided(money, how_many) for money in paid) if how_many else ()

    @property
    def by_warmth(self) -> Mapping[Warmth | None, int]:
        """The leads that were noted, by how interested they are."""
        counted: Counter[Warmth | None] = Counter()
        for one in self.companies:
            counted.update(one.leads)
        return {warmth: counted[warmth] for warmth in (*Warmth, None) if counted[warmth]}

    @property
    def with_target(self) -> int:
        """How many companies have set a target."""
        return sum(not one.target.is_empty for one in self.companies)

    def answered(self, stage: Stage) -> tuple[int, int]:
        """How many companies have said what came of it at a stage, and how many were asked, or have said so unasked."""
        said = sum(stage in one.said for one in self.companies)
        return said, sum(stage in one.said or stage in one.asked for one in self.companies)


def divided(money: Money, by: int) -> Money:
    """What each of so many gets of an amount, to the smallest coin."""
    coin = Decimal(1).scaleb(-DECIMALS[money.currency])
    return Money((money.amount / by).quantize(coin, ROUND_HALF_UP), money.currency)


def _sum(measure: Measure, amounts: Sequence[Amount | None]) -> int | tuple[Money, ...]:
    if measure in COUNTED:
        return sum(amount for amount in amounts if isinstance(amount, int))
    return totals(amount for amount in amounts if isinstance(amount, Money))
