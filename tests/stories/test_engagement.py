"""Staff look at how engaged the companies are, narrow the list, read a company's story, and get a digest on Mondays."""

from __future__ import annotations

import pytest

from bot.models.companies import Company
from bot.models.people import Person
from bot.rules.engagement import By
from bot.rules.ledger import Act
from bot.rules.staff import Role
from bot.screens.engagement import (
    GetEngagementWorkbook,
    ListCompanies,
    Narrow,
    OpenStory,
    ShowEngagement,
)
from tests.engaged import did, some_companies
from tests.events import an_event
from tests.stories.cast import Cluster
from tests.stories.test_entrances import appointed

NBSP = "\u00a0"


@pytest.mark.both_databases
async def test_staff_find_the_dormant_and_read_what_a_company_did(cluster: Cluster) -> None:
    people = await some_companies(cluster.database, cluster.clock())
    event = await an_event(cluster.database)
    await did(cluster.database, people["cedar"], Act.INVITATION_ANSWERED, cluster.clock(), 95, event.about)
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    await vera.taps("Engagement of companies")
    for line in ("Companies active in the last 30 days: 1", "Companies that are slipping: 1"):
        assert line in vera.screen
    assert "💤 Dormant (1)" in vera.buttons
    await vera.taps("Dormant (1)")
    assert "Vetro Glass · Dormant (2)" in vera.screen.replace("<b>", "").replace("</b>", "")
    assert "500 days ago · Lead of Vetro Glass looked after the profile" in vera.screen
    assert "Cedar Press" not in vera.screen
    await vera.taps("Engagement")
    await vera.taps("Slipping")
    assert "95 days ago · Lead of Cedar Press answered the invitation to Olive Oil Forum" in vera.screen
    await vera.taps("Cedar Press")
    assert "SME · Small · Wine" in vera.screen
    assert "less than half of what was usual" in vera.screen
    assert "• 95 days ago · Lead of Cedar Press answered the invitation to Olive Oil Forum" in vera.screen
    assert "• 250 days ago · Lead of Cedar Press came to an event" in vera.screen
    await vera.taps("The company’s card")
    assert "Lead of Cedar Press" in vera.screen


async def test_a_list_is_narrowed_in_two_taps_and_widened_again(cluster: Cluster) -> None:
    await some_companies(cluster.database, cluster.clock())
    owner = await cluster.owner()
    await owner.types("/engagement")
    await owner.taps("All companies (4)")
    await owner.taps("Company size")
    await owner.taps("Small")
    assert "Bekaa Foods" in owner.screen
    assert "Vetro Glass" not in owner.screen
    await owner.taps("Last activity")
    await owner.taps("90 to 179 days ago")
    assert "90 to 179 days ago · Small (1)" in owner.screen.replace("<b>", "")
    assert "Bekaa Foods" not in owner.screen
    await owner.taps("Sub-cluster")
    await owner.taps("Snacks")
    assert "No company is like this" in owner.screen
    await owner.taps("Sub-cluster")
    await owner.taps("All of them")
    assert "Cedar Press" in owner.screen
    await owner.taps("Cedar Press")
    await owner.taps("Back")
    assert "90 to 179 days ago · Small (1)" in owner.screen.replace("<b>", "")
    await owner.taps("As Excel")
    assert owner.from_bot[-1]["document"]["file_name"] == "engagement-2026-11-22.xlsx"


async def test_before_the_first_night_staff_are_asked_to_come_back(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/engagement")
    assert "computed for the first time" in owner.sees


async def test_engagement_is_for_staff_and_forged_buttons_find_nothing(cluster: Cluster) -> None:
    people = await some_companies(cluster.database, cluster.clock())
    amina = await cluster.welcomes("Amina Haddad", "Atlas Mills")
    company = people["cedar"].company_id
    for tap in (
        ShowEngagement(),
        ListCompanies(),
        Narrow(By.BAND),
        OpenStory(company),
        GetEngagementWorkbook(),
    ):
        await amina.taps_data(tap.pack())
        assert "staff only" in amina.toasts[-1]
    owner = await cluster.owner()
    for tap in (ListCompanies("zz"), Narrow(By.KIND, "00000"), GetEngagementWorkbook("x" * 16)):
        await owner.taps_data(tap.pack())
        assert "does not exist any more" in owner.toasts[-1]
    await owner.taps_data(OpenStory(999).pack())
    assert "does not exist any more" in owner.toasts[-1]
    async with cluster.database.reading() as session:
        young = (await session.get_one(Person, people["zahle"].id)).company_id + 1
        assert await session.get(Company, young) is not None
    await owner.taps_data(OpenStory(young).pack())
    assert "came in today" in owner.toasts[-1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ar",
            (
                "الأسبوع في التجمّع",
                "شركات يتراجع تفاعلها: 1",
                "قبل 107 أيام · Lead of Cedar Press: حضور إحدى الفعاليات",
                "خطوة واحدة",
            ),
        ),
        (
            "fr",
            (
                "La semaine du cluster",
                f"Entreprises en perte de vitesse{NBSP}: 1",
                "il y a 107 jours · Lead of Cedar Press\u00a0: présence (événement du cluster)",
                "Une chose à faire",
            ),
        ),
        (
            "en",
            (
                "The week in the cluster",
                "Companies that are slipping: 1",
                "107 days ago · Lead of Cedar Press came to an event",
                "Talk to Cedar Press",
            ),
        ),
    ],
)
async def test_on_monday_staff_read_how_the_week_was_in_their_language(
    cluster: Cluster, language: str, said: tuple[str, ...]
) -> None:
    owner = await cluster.owner(language)
    people = await some_companies(cluster.database, cluster.clock())
    await cluster.passes(days=1)
    assert said[0] not in owner.sees
    await did(cluster.database, people["bekaa"], Act.INVITATION_ANSWERED, cluster.clock(), 0)
    await cluster.passes(days=6)
    for part in said:
        assert part in owner.sees
    await cluster.passes(hours=1)
    assert owner.sees.count(said[0]) == 1
    await owner.taps("🏢")
    assert "Cedar Press" in owner.screen
