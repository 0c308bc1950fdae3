"""Requests that carry what was searched for: from a result to the request in three taps."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.rules.introductions import Why
from bot.rules.people import Seat
from tests.stories.asking import stored
from tests.stories.cast import Cluster, Player

WHAT_FOR = (Introduction.why, Introduction.subject)


async def finds(
    cluster: Cluster, query: str, *, language: str = "en", other: str = "en", **says: str
) -> tuple[Player, ...]:
    """Amina finds Vetro Glass, which says something of itself; Lara leads it, Carl sells and Petra buys for it."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    seats = {"Lara Lead": Seat.LEAD, "Carl Sales": Seat.COMMERCIAL, "Petra Buyer": Seat.PROCUREMENT}
    theirs = [
        await cluster.welcomes(person, "Vetro Glass", seat=seat, language=other)
        for person, seat in seats.items()
    ]
    async with cluster.database.transaction() as session:
        company = await session.scalar(select(Company).where(Company.name == "Vetro Glass"))
        for field, said in says.items():
            setattr(company, field, said)
    await amina.types(query)
    return amina, *theirs


@pytest.mark.both_databases
async def test_three_taps_from_a_result_ask_whoever_sells_in_their_language(cluster: Cluster) -> None:
    amina, _lara, carl, _petra = await finds(
        cluster, "bouteilles en verre", language="fr", other="ar", products="قوارير زجاجية"
    )
    await amina.taps("Vetro Glass")
    await amina.taps("Mise en relation : bouteilles en verre")
    assert "Carl Sales" in amina.screen
    await amina.taps("Envoyer")
    assert "زجاجات" in carl.screen
    assert "bouteilles" not in carl.screen
    assert await stored(cluster, *WHAT_FOR) == [(Why.ABOUT, "bouteilles en verre")]
    async with cluster.database.reading() as session:
        assert "bouteilles" not in str(await session.scalar(text("SELECT subject FROM introductions")))


async def test_what_they_look_for_is_asked_of_who_buys_it_and_what_nobody_understands_stays_as_typed(
    cluster: Cluster,
) -> None:
    amina, _lara, _carl, petra = await finds(cluster, "zumbiflex <b>", other="fr", needs="zumbiflex")
    await amina.taps("Vetro Glass")
    await amina.taps("Ask about: zumbiflex")
    assert "Petra Buyer" in amina.screen
    await amina.taps("Send it")
    assert "zumbiflex <b>" in petra.screen


async def test_somebody_else_keeps_the_reason_and_another_reason_keeps_whom(cluster: Cluster) -> None:
    amina, lara, *_ = await finds(cluster, "glass bottles", products="glass bottles")
    await amina.taps("Vetro Glass")
    await amina.taps("Ask about")
    await amina.taps("Somebody else")
    await amina.taps("Lara Lead")
    assert "talk with you about: glass bottles" in amina.screen
    await amina.taps("Another reason")
    await amina.taps("Supply them")
    assert "supply you" in amina.screen
    assert "glass bottles" not in amina.screen.split("They offer")[0]
    await amina.taps("Send it")
    assert "supply you" in lara.screen
    assert await stored(cluster, *WHAT_FOR) == [(Why.SELL, None)]


async def test_the_way_back_leads_to_the_card_and_to_what_was_found(cluster: Cluster) -> None:
    amina, *_ = await finds(cluster, "glass bottles", products="glass bottles")
    await amina.taps("Vetro Glass")
    await amina.taps("Ask about")
    await amina.taps("Back")
    assert "🤝 Ask about: glass bottles" in amina.buttons
    await amina.taps("Back")
    assert "1 company found" in amina.screen


@pytest.mark.parametrize(
    ("language", "ask", "why", "send"),
    [
        ("en", "Ask for an introduction", "Buy from them", "Send it"),
        ("fr", "Demander une mise en relation", "Leur acheter", "Envoyer"),
        ("ar", "طلب التعارف", "الشراء منهم", "إرسال"),
    ],
)
async def test_a_company_that_is_named_opens_at_once_and_is_asked_in_three_taps(
    cluster: Cluster, language: str, ask: str, why: str, send: str
) -> None:
    amina, _lara, carl, _petra = await finds(cluster, "Vetro", language=language, products="glass bottles")
    assert not [label for label in amina.buttons if "glass" in label]
    for label in (ask, why):
        await amina.taps(label)
    assert "Carl Sales" in amina.screen
    await amina.taps(send)
    assert "would like to meet you" in carl.screen


async def test_whom_to_ask_is_chosen_first_or_was_by_their_name(cluster: Cluster) -> None:
    amina, lara, _carl, petra = await finds(cluster, "vetro glass")
    for label in ("Ask for an introduction", "Choose whom", "Back", "Choose whom", "Lara Lead"):
        await amina.taps(label)
    assert "Why would you like to meet Lara Lead" in amina.screen
    for label in ("Partnership", "Send it"):
        await amina.taps(label)
    assert "would like to meet you" in lara.screen
    await amina.taps("Home")
    await amina.types("petra buyer")
    for label in ("Meet Petra Buyer", "Supply them", "Send it"):
        await amina.taps(label)
    assert "would like to meet you" in petra.screen


async def test_among_several_the_one_that_is_called_exactly_so_opens_and_the_way_back_shows_the_others(
    cluster: Cluster,
) -> None:
    amina, *_ = await finds(cluster, "vetro")
    await cluster.welcomes("Nour Saad", "Vetro")
    await amina.types("vetro")
    assert "🏢 Vetro\n" in amina.screen
    await amina.taps("Back")
    assert "2 companies found" in amina.screen
    await amina.types("vetro gl")
    assert "2 companies found" in amina.screen


async def test_a_winery_offers_wine_before_anything_else(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    carl = await cluster.welcomes("Carl Sales", "Vetro Glass", seat=Seat.COMMERCIAL)
    async with cluster.database.transaction() as session:
        company = await session.scalar(select(Company).where(Company.name == "Cedar Press"))
        company.products, company.offers = "red wine, rosé wine", "agritourism"
        other = await session.scalar(select(Company).where(Company.name == "Vetro Glass"))
        other.products = "glass bottles"
    await amina.types("glass bottles")
    for label in ("Vetro Glass", "Ask about", "Send it"):
        await amina.taps(label)
    (offer,) = [line for line in carl.screen.split("\n") if line.startswith("They offer")]
    assert offer.index("wine") < offer.index("agritourism")
