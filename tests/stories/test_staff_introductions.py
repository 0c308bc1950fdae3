"""Introductions as staff see them, and made by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.staff import AuditEntry, Staff
from bot.rules.introductions import Origin, State, Word
from bot.rules.staff import Role
from bot.screens.forms import Finish, Pick
from bot.screens.introduction_wording import AnswerIntroduction
from tests.stories.cast import Cluster, Player
from tests.stories.introduced import introduced

SEND = Finish("by hand").pack()


async def appointed(cluster: Cluster, role: Role) -> Player:
    """Somebody of the staff who is no member."""
    player = cluster.visitor("Sami")
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=player.id, role=role, added_at=cluster.clock()))
    await player.opens()
    return player


async def test_two_members_are_introduced_by_hand(cluster: Cluster) -> None:
    rima = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    await rima.taps("Introductions of members")
    await rima.taps("Introduce two members")
    await rima.types("nobody at all")
    assert "Nobody on the bot has this name" in rima.screen
    await rima.types("amina")
    await rima.taps("Amina Haddad · Cedar Press")
    await rima.types("cedar")
    assert "Nobody on the bot has this name" in rima.screen  # colleagues know each other
    await rima.types("VETRO")
    await rima.taps("Samia Saad")
    await rima.types("Jars <b>& olives</b>")
    assert "يودّ فريق عمل التجمّع" in rima.screen
    assert "Jars <b>& olives</b>" in rima.screen
    assert "Amina" not in samia.screen
    _message, again = rima.button("Ask both of them")
    await rima.taps("Ask both of them")
    assert "are asked whether they want to meet" in rima.screen
    assert "يودّ فريق عمل التجمّع" in amina.screen
    assert "Amina Haddad" in samia.screen
    await rima.taps_data(again)
    assert "sent or discarded already" in rima.toasts[-1]
    async with cluster.database.reading() as session:
        made = list(await session.scalars(select(Introduction)))
        acts = list(await session.scalars(select(AuditEntry.act)))
    assert [(one.origin, one.state, one.made_by) for one in made] == [(Origin.STAFF, State.OPEN, rima.id)]
    assert acts == ["introduce"]

    await rima.taps("Introduce two members")
    await rima.types("samia")
    await rima.taps("Samia Saad")
    await rima.types("amina")
    await rima.taps("Amina Haddad")
    await rima.taps("Skip")
    await rima.taps("Ask both of them")
    assert "These two cannot be introduced through the bot now." in rima.toasts[-1]


@pytest.mark.both_databases
async def test_staff_see_what_both_sides_say_and_the_reason_of_a_no(cluster: Cluster) -> None:
    rima = await cluster.owner("fr")
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await introduced(cluster, "Amina Haddad", "Bruno Karam")
    await cluster.welcomes("Carla Aoun", "Jar House")
    async with cluster.database.transaction() as session:
        people = {person.name: person for person in await session.scalars(select(Person))}
        session.add(
            Introduction(
                asker=people["Carla Aoun"],
                other=people["Bruno Karam"],
                origin=Origin.CARD,
                asked_at=cluster.clock(),
                asker_agreed_at=cluster.clock(),
            )
        )
    await bruno.taps_data(AnswerIntroduction(2, Word.NO).pack())
    await bruno.types("They <i>never</i> pay")
    await cluster.passes(days=30, minutes=1)
    await bruno.taps("A contract or an order")
    await bruno.types("3k")
    await rima.types("/meetings")
    assert "contrat ou commande\u00a0: 1" in rima.screen
    assert "Valeur totale\u00a0: 3\u202f000\u00a0dollars US" in rima.screen
    await rima.taps("Terminées")
    await rima.taps("Amina Haddad – Bruno Karam")
    assert "Selon Bruno Karam\u00a0:" in rima.screen
    assert (
        "• après 30\u00a0jours\u00a0: contrat ou commande, pour environ 3\u202f000\u00a0dollars US"
        in rima.screen
    )
    assert "• après 30\u00a0jours\u00a0: pas encore de réponse" in rima.screen
    await rima.taps("Retour")
    await rima.taps("Carla Aoun – Bruno Karam")
    assert "Réponse de Bruno Karam\u00a0: non" in rima.screen
    assert "They <i>never</i> pay" in rima.screen
    await rima.taps("🏢 Jar House")
    assert "Carla Aoun" in rima.screen


async def test_a_viewer_looks_and_takes_the_workbook_but_introduces_nobody(cluster: Cluster) -> None:
    sami = await appointed(cluster, Role.VIEWER)
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await sami.types("/meetings")
    assert "Introduce two members" not in str(sami.buttons)
    await sami.taps("Companies no one has met")
    assert "Cedar Press" in str(sami.buttons)
    await sami.taps("Back")
    await sami.taps("Who never answers")
    await sami.taps("Back")
    await sami.taps("All of them in Excel")
    assert sami.from_bot[-1]["document"]["file_name"] == "qoot-introductions-2026-11-23.xlsx"
    for data in ("ji", Pick("1", "first", "by hand").pack(), SEND):
        await sami.taps_data(data)
        assert "Your role does not include this" in sami.toasts[-1]
    for data in ("j", "jl:open:0", "jo:1:open:0", "jt:silent:0", "jx", "ji", SEND):
        await amina.taps_data(data)
        assert "staff only" in amina.toasts[-1]


async def test_a_company_no_one_has_met_is_introduced_from_the_list_to_who_is_worth_meeting(
    cluster: Cluster,
) -> None:
    rima = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    async with cluster.database.transaction() as session:
        for name, offers, needs in (
            ("Cedar Press", "olive oil", "glass jars"),
            ("Vetro Glass", "glass jars", ""),
        ):
            company = await session.scalar(select(Company).where(Company.name == name))
            company.offers, company.needs = offers, needs
    await rima.types("/meetings")
    await rima.taps("Companies no one has met")
    await rima.taps("Introduce them")
    assert "Whom should Amina Haddad" in rima.screen
    await rima.taps("Bruno Karam")
    await rima.taps("Skip")
    await rima.taps("Ask both of them")
    assert "glass jars" in bruno.screen
