"""After a mission: targets, and what came of it, asked and answered in taps and an amount; and what staff see of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.models.missions import Mission
from bot.rules.missions import ApplicationState
from bot.rules.money import Money
from bot.rules.people import Seat
from bot.rules.tallies import Figure, Stage
from bot.screens.mission_costs import RemoveCost
from bot.screens.mission_plans import OpenMissionPlan
from bot.screens.mission_reports import GetReportPicture, ListCosts, OpenMissionReport
from bot.screens.tallies import AskFigure, SayCount, SayNothing, SayWorth
from bot.screens.travelling import OpenTallies, OpenTally
from tests.missions import a_mission, applies
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.test_privacy import erases

OVER = {"starts_on": date(2026, 10, 20), "ends_on": date(2026, 10, 24)}
"""Thirty days before the stories begin."""


async def home_again(cluster: Cluster, *players: Player) -> Mission:
    """A mission of a month ago, on which the companies of these people went."""
    mission = await a_mission(cluster.database, **OVER)
    for player in players:
        await applies(cluster.database, mission, await person_of(player), ApplicationState.ACCEPTED)
    return mission


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("language", "question", "orders", "typed", "said", "targets"),
    [
        (
            "en",
            "30 days after: what has come of it",
            "Orders received",
            "25k USD",
            "worth US$25,000",
            "Targets",
        ),
        ("fr", "30\u00a0jours après", "Commandes reçues", "25 000 $", "25\u202f000\u00a0$US", "Objectifs"),
        ("ar", "بعد 30 يومًا", "طلبيات مستلمة", "٢٥٠٠٠ دولار", "25,000\u00a0US$", "الأهداف"),
    ],
)
async def test_what_came_of_it_is_asked_said_in_two_taps_and_an_amount_and_changed(
    cluster: Cluster, language: str, question: str, orders: str, typed: str, said: str, targets: str
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    mission = await home_again(cluster, amina)
    await cluster.passes(minutes=1)
    assert question in amina.screen
    await amina.taps(orders)
    await amina.taps("2")
    await amina.types(typed)
    assert said in amina.screen
    assert "✅" in amina.screen
    await cluster.passes(days=8)
    assert "⏳" not in amina.screen.split("\n")[0]  # who has answered is not reminded
    await amina.taps(orders)
    await amina.taps("0")
    assert said not in amina.screen
    await amina.taps_data(OpenTallies(mission.id).pack())
    await amina.taps("🎯")
    await amina.taps("📇")
    await amina.taps("20")
    await amina.taps_data(OpenTallies(mission.id).pack())
    assert f"{targets}\n" in amina.screen
    assert ": 20" in amina.screen


async def test_an_amount_that_may_mean_several_is_asked_about_and_mistakes_get_a_sentence(
    cluster: Cluster,
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    mission = await home_again(cluster, amina)
    await cluster.passes(minutes=1)
    await amina.types("/score")
    assert "Lebanon at Gulfood: what has come of it?" in amina.screen
    await amina.taps("Results after 30 days")
    await amina.taps("Orders received")
    await amina.types("some")
    assert "cannot read this as a number" in amina.screen
    assert "How many orders have you received" in amina.screen
    await amina.types("12")
    assert "Orders received: 12" in amina.screen
    await amina.types("a lot")
    assert "cannot read this as an amount" in amina.screen
    await amina.types("900 billion USD")
    assert "US$900,000,000,000 looks too high here" in amina.screen
    await amina.types("30000")
    assert "Which of these amounts do you mean?" in amina.screen
    await amina.taps("€30,000")
    assert "Noted: Orders received: 12, worth €30,000" in amina.screen
    await amina.taps("Orders expected")
    await amina.taps("1")
    await amina.taps("Skip")
    assert "Noted: Orders expected: 1" in amina.screen
    about = (mission.id, Stage.MONTH, Figure.ORDERS)
    for tap in (
        OpenTally(mission.id, Stage.MONTH),
        AskFigure(*about),
        SayCount(*about, 3),
        SayWorth(*about, Money.of("1 USD").plain),
        SayNothing(mission.id, Stage.MONTH),
    ):
        await karim.taps_data(tap.pack())
        assert "not on this mission" in karim.toasts[-1]
    for late in (OpenTally(mission.id, Stage.YEAR), SayCount(*about, -1), SayWorth(*about, "1 XYZ")):
        await amina.taps_data(late.pack())
        assert "too early" in amina.toasts[-1] or "not offered any more" in amina.toasts[-1]


async def test_half_a_year_later_the_lead_answers_for_who_left_and_staff_read_it_with_its_cost(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", seat=Seat.EXPORT)
    samia = await cluster.welcomes("Samia Saad", "Cedar Press")
    mission = await home_again(cluster, amina)
    await cluster.passes(minutes=1)
    assert "🎯 Set the targets" in amina.buttons
    await amina.taps("Nothing yet")
    assert "Thank you for telling us" in amina.screen
    await erases(amina)
    await cluster.passes(days=150)
    assert "180 days after" in samia.screen
    assert "Last time you said: Orders received: 0 · Orders expected: 0" in samia.screen
    await samia.taps("Orders received")
    await samia.taps("2")
    await samia.types("8,000 EUR")
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Report")
    await owner.taps("Costs")
    await owner.types("Stand 1,000")
    await owner.taps("€1,000")
    assert "Noted: Stand: €1,000" in owner.screen
    await owner.types("Taxi 50 USD")
    await owner.taps("🗑 Taxi")
    await owner.taps("Remove")
    assert "In all: €1,000" in owner.screen
    await owner.taps("Back")
    for line in ("Orders received: 2", "Value of the orders received: €8,000", "Cost of an order: €500"):
        assert line in owner.screen
    assert "Answers after 30 days: 1 of 1" in owner.screen
    await owner.taps("Value of the orders received")
    assert "Cedar Press: €8,000" in owner.screen
    await owner.taps("Back")
    await owner.taps("As Excel")
    assert owner.from_bot[-1]["document"]["file_name"] == "mission-2026-10-20.xlsx"
    await owner.taps("As a picture")
    assert "photo" in owner.from_bot[-1]
    for tap in (
        OpenMissionReport(mission.id),
        GetReportPicture(mission.id),
        ListCosts(mission.id),
        RemoveCost(1, is_sure=True),
    ):
        await samia.taps_data(tap.pack())
        assert "staff only" in samia.toasts[-1]
