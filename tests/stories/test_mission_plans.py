"""Staff plan an export mission, see whose company fits, and announce it to those."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.models.ledger import Opportunity
from bot.models.missions import Invitee, Mission
from bot.rules.companies import Size
from bot.rules.ledger import Offer
from bot.rules.missions import MissionPhase
from bot.rules.money import Money
from bot.rules.staff import Role
from bot.rules.words import fold
from bot.screens.cancelling import CancelAnnounced
from bot.screens.mission_plans import AnnounceMission, OpenMissionPlan
from tests.missions import a_mission
from tests.stories.broadcasting import is_down_for
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.test_entrances import appointed


async def the_mission(cluster: Cluster) -> Mission:
    async with cluster.database.reading() as session:
        return (await session.scalars(select(Mission).order_by(Mission.id.desc()).limit(1))).one()


async def has_certificates(cluster: Cluster, company: str, *certificates: str) -> None:
    async with cluster.database.transaction() as session:
        found = await session.scalar(select(Company).where(Company.name_key == fold(company)))
        assert found is not None
        found.certifications = list(certificates)


async def plans_a_mission(owner: Player) -> None:
    """All that is asked, with a condition that Cedar Press meets."""
    await owner.types("/mission")
    await owner.taps("New mission")
    assert "Send me the mission in English as one message" in owner.screen
    await owner.types("Lebanon at Gulfood\n\nMeet <buyers> of the Gulf.")
    while any("The text in English" in label for label in owner.buttons):
        await owner.taps("The text in English")
    assert "Where does it go?" in owner.screen
    await owner.types("Nowhere Land")
    assert "I do not know a country in this" in owner.screen
    await owner.types("Dubai, UAE")
    assert "📍 Dubai, UAE" in owner.screen
    await owner.types("Gulfood 2027")
    await owner.types("15/2/2027")
    assert "Which is the last day?" in owner.screen
    await owner.taps("5 days, until Friday, 19 February 2027")
    assert "Until when can companies apply?" in owner.screen
    await owner.types("10/12/2026 18:00")
    assert "✉️ Apply by Thursday, 10 December 2026, 18:00" in owner.screen
    await owner.types("2.500 $")
    await owner.taps("the stand")
    await owner.taps("the flight")
    await owner.taps("That is all")
    assert "How many companies can go?" in owner.screen
    await owner.types("8")
    await owner.types("9")
    assert "There are 8 places: the minimum cannot be higher" in owner.screen
    await owner.types("4")
    assert "On which day do you decide" in owner.screen
    await owner.taps("Thursday, 17 December 2026")
    assert "What is asked of companies?" in owner.screen
    await owner.taps("Choose conditions")
    await owner.taps("One certificate of")
    await owner.types("ISO 22000")
    await owner.taps("Done")
    await owner.taps("Company size")
    await owner.taps("Small")
    await owner.taps("Done")


@pytest.mark.both_databases
async def test_a_mission_is_planned_in_one_dialogue_and_announced_to_those_whom_it_fits(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", size=Size.SMALL)
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr", size=Size.SMALL)
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar", size=Size.LARGE)
    await has_certificates(cluster, "Cedar Press", "iso_22000")
    await has_certificates(cluster, "بقاع للشحن", "iso_22000")
    await plans_a_mission(owner)
    assert "“Company size” rules out 1: بقاع للشحن" in owner.screen
    await owner.taps("Back")
    assert "Companies: 1 fit, 1 nearly fit, 1 do not" in owner.screen
    await owner.taps("Yes, this is asked")
    await owner.taps("Yes, invite these")
    assert "<b>" not in owner.screen
    assert "🌍 Plan of a mission" in owner.screen
    assert "💳 Cost for a company: US$2,500" in owner.screen
    assert "🎁 Covered: the stand and the flight" in owner.screen
    assert "💺 Places: 8, at least 4 companies" in owner.screen
    await owner.taps("What counts")
    await owner.taps("Products for this market")
    assert "Products for this market: × 2" in owner.buttons
    await owner.taps("Back")
    await owner.taps("Preview")
    assert "Meet <buyers> of the Gulf." in owner.sees
    await owner.taps("Announce…")
    assert "Announce Lebanon at Gulfood to 2 people?" in owner.screen
    assert "✗ Company size: بقاع للشحن" in owner.screen
    assert "🟡 One certificate of: Vetro Glass" in owner.screen
    is_down_for(samia)
    await owner.taps("Announce the mission")
    await owner.taps_data(AnnounceMission(1).pack())  # a second tap tells nobody again
    assert "✉️ Invited: 2" in owner.screen

    mission = await the_mission(cluster)
    assert (mission.country, mission.city, mission.phase) == ("AE", "Dubai", MissionPhase.ANNOUNCED)
    assert mission.cost == Money.of("2500.00 USD")
    assert "✅ Your company fits." in amina.screen
    assert "✓ One certificate of: ISO 22000" in amina.screen
    assert any("Apply" in label for label in amina.buttons)
    for _try in range(5):
        await cluster.passes(seconds=20)
    assert "Votre entreprise" not in samia.screen
    await owner.taps_data(OpenMissionPlan(1).pack())
    assert "⚠️ Failed: 1" in owner.screen
    cluster.tg.faults.clear()
    await owner.taps("Retry the 1 that failed")
    assert amina.sees.count("Your company fits") == 1
    assert "Votre entreprise" in samia.screen
    assert not any("Postuler" in label for label in samia.buttons)
    assert "Gulfood" not in karim.sees
    async with cluster.database.reading() as session:
        offered = (await session.scalars(select(Opportunity.person_id).order_by(Opportunity.person_id))).all()
        invited = (await session.scalars(select(Invitee.person_id).order_by(Invitee.person_id))).all()
        kinds = set(await session.scalars(select(Opportunity.kind)))
    assert offered == invited == [(await person_of(amina)).id, (await person_of(samia)).id]
    assert kinds == {Offer.INVITATION}


async def test_a_nearly_fitting_company_mends_what_is_missing_and_may_then_apply(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", size=Size.SMALL)
    await a_mission(cluster.database, conditions={"size": ["small"], "certificate": ["iso_22000"]})
    await amina.types("/missions")
    await amina.taps("Lebanon at Gulfood")
    assert "🟡 Your company nearly fits" in amina.screen
    assert "✓ Company size: Small" in amina.screen
    await amina.taps("Add: Certifications")
    await amina.types("ISO 22000")
    await amina.types("/missions")
    await amina.taps("Lebanon at Gulfood")
    assert "✅ Your company fits." in amina.screen


async def test_viewers_look_and_change_nothing(cluster: Cluster) -> None:
    await cluster.owner()
    carla = await cluster.welcomes("Carla Nader", "Dar Chips")
    mission = await a_mission(cluster.database)
    await appointed(cluster, carla, Role.VIEWER)
    await carla.types("/mission")
    assert not any("New mission" in label for label in carla.buttons)
    await carla.taps("Lebanon at Gulfood")
    assert not any("Cancel" in label or "deadline" in label for label in carla.buttons)
    for tap in (CancelAnnounced("mission", mission.id, is_sure=True), AnnounceMission(mission.id)):
        await carla.taps_data(tap.pack())
        assert "Your role does not include this" in carla.toasts[-1]


async def test_a_deadline_is_moved_and_a_mission_cancelled_and_those_concerned_are_told(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Saliba", "Bekaa Wines")
    mission = await a_mission(cluster.database)
    await amina.types("/missions")
    await amina.taps("Lebanon at Gulfood")
    await amina.taps("Interested")
    assert "You are interested" in amina.screen
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Interested: 1")
    assert "• Amina Haddad, Cedar Press" in owner.screen
    await owner.taps("Back")
    await owner.taps("Another deadline…")
    assert "Told at once to those who are interested or apply: 1" in owner.screen
    await owner.types("17/12/2026 18:00")
    assert "another deadline: apply by Thursday, 17 December 2026, 18:00" in amina.screen
    await owner.taps("Cancel…")
    await owner.types("The fair is postponed.")
    await owner.taps("Cancel it for this reason")
    assert "✖️ Lebanon at Gulfood is cancelled" in amina.screen
    assert "The fair is postponed." in amina.screen
    assert "Gulfood" not in bruno.sees
    await bruno.types("/missions")
    assert "There is no mission for your company" in bruno.screen
