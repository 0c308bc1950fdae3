"""Introductions: asked for, answered, and brought about when both say yes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat
from bot.screens.introduction_wording import AskCompany
from tests.stories.asking import asks, says_no, stored, two
from tests.stories.cast import Cluster

TOUR = {
    "en": ("Buy from them", "Send it", "Yes, introduce us", "would like to meet you", "You are introduced"),
    "fr": (
        "Leur acheter",
        "Envoyer",
        "Oui, présentez-nous",
        "souhaite vous rencontrer",
        "Vous voilà en relation",
    ),
    "ar": ("الشراء منهم", "إرسال", "نعم", "طلب تعارف من", "تمّ التعارف"),
}


@pytest.mark.parametrize(("asker", "other"), [("en", "fr"), ("fr", "ar"), ("ar", "en")])
async def test_both_say_yes_and_each_gets_what_the_other_chose_to_pass_on(
    cluster: Cluster, asker: str, other: str
) -> None:
    amina, bruno = await two(cluster, asker=asker, other=other)
    why, send, *_ = TOUR[asker]
    _why, _send, yes, asked, met = TOUR[other]
    await asks(cluster, amina, "Bruno Karam", why)
    assert asked in amina.screen  # what the other will see, in the other's language
    await amina.taps(send)
    assert asked in bruno.screen
    assert "Amina Haddad" in bruno.screen
    assert "3 111 222" not in bruno.sees
    assert "amina@cedar.example" not in bruno.sees
    await bruno.taps(yes)
    await cluster.passes(seconds=1)
    assert met in bruno.sees
    assert "3 111 222" in bruno.sees
    assert "amina@cedar.example" in bruno.sees
    assert TOUR[asker][4] in amina.sees
    assert "3 333 444" in amina.sees
    mentions = [one for one in amina.from_bot[-1]["entities"] if one["type"] == "text_mention"]
    assert [one["user"]["id"] for one in mentions] == [bruno.id]


@pytest.mark.both_databases
async def test_every_step_is_in_the_ledgers(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Supply them", "Send it")
    await bruno.taps("Not now")
    acts = [kind for kind, *_ in await stored(cluster, Interaction.kind)]
    offers = [kind for kind, *_ in await stored(cluster, Opportunity.kind)]
    assert sorted(acts) == sorted([Act.INTRODUCTION_ASKED, Act.INTRODUCTION_ANSWERED])
    assert offers == [Offer.INTRODUCTION]
    assert "at the moment" in amina.screen


async def test_a_no_and_never_again_read_the_same_and_the_reason_goes_to_staff_alone(
    cluster: Cluster,
) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await amina.types("We press olives <b>& need</b> jars")
    assert "We press olives <b>& need</b> jars" in amina.screen
    await amina.taps("Send it")
    await says_no(bruno)
    await bruno.types("They <i>never</i> pay")
    assert "did not work out" in amina.screen
    assert "never" not in amina.sees
    plainly = amina.screen
    await cluster.passes(days=91)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await says_no(bruno)
    await bruno.taps("do not let them ask me again")
    assert amina.screen == plainly
    await cluster.passes(days=91)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    assert "Sent to" in amina.screen
    assert "would like to meet you" not in bruno.sees
    await cluster.passes(days=5, hours=1)
    assert amina.screen == plainly


async def test_the_right_person_is_found_by_the_matter(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Lara Lead", "Vetro Glass", seat=Seat.LEAD)
    petra = await cluster.welcomes("Petra Buyer", "Vetro Glass", seat=Seat.PROCUREMENT)
    async with cluster.database.reading() as session:
        company = await session.scalar(select(Company.id).where(Company.name == "Vetro Glass"))
    await amina.taps_data(AskCompany(company).pack())
    await amina.taps("Supply them")
    assert "Petra Buyer" in amina.screen
    await amina.taps("Send it")
    assert "would like to meet you" in petra.screen


@pytest.mark.both_databases
async def test_a_colleague_takes_over_and_the_asker_is_told(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    petra = await cluster.welcomes("Petra Saad", "Vetro Glass", seat=Seat.PROCUREMENT)
    await asks(cluster, amina, "Bruno Karam", "Supply them", "Send it")
    await bruno.taps("A colleague handles this")
    await bruno.taps("Petra Saad")
    assert "colleague answers instead" in bruno.screen
    assert "passed your request on" in amina.screen
    assert "Petra Saad" in amina.screen
    await petra.taps("Yes, introduce us")
    await cluster.passes(seconds=1)
    assert "You are introduced to Petra Saad" in amina.sees
    assert "You are introduced" not in bruno.sees


async def test_a_request_is_taken_back_until_it_is_answered(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await amina.taps("Take it back")
    await amina.taps("Take it back")
    assert "taken back" in amina.screen
    await bruno.taps("Yes, introduce us")
    assert "taken back" in bruno.screen
    assert "3 111 222" not in bruno.sees


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        ("bocaux", "You look for glass jars, and they offer it."),
        ("تغليف", "You look for glass jars; they offer packaging."),
    ],
)
async def test_silence_is_reminded_of_once_then_it_ends_and_somebody_else_is_suggested(
    cluster: Cluster, offered: str, reason: str
) -> None:
    amina, bruno = await two(cluster)
    await cluster.welcomes("Nour Saad", "Jar House")
    async with cluster.database.transaction() as session:
        for name, offers, needs in (
            ("Cedar Press", "olive oil", "glass jars"),
            ("Jar House", offered, ""),
        ):
            company = await session.scalar(select(Company).where(Company.name == name))
            company.offers, company.needs = offers, needs
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await cluster.passes(days=2, minutes=1)
    assert "still waits for your answer" in bruno.screen
    await cluster.passes(days=1)
    assert bruno.sees.count("still waits for your answer") == 1
    await cluster.passes(days=2)
    assert "did not work out" in amina.screen
    assert reason in amina.screen
    await bruno.taps("Yes, introduce us")
    assert "The request expired before you answered it" in bruno.screen
    await amina.taps("Meet Nour Saad")
    assert "Why would you like to meet" in amina.screen


async def test_the_list_shows_how_each_stands(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await amina.types("/introductions")
    assert "Meet other members" in amina.screen
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await amina.types("/introductions")
    assert "🕓 open" in amina.screen
    await amina.taps("Bruno Karam")
    assert "has not answered yet" in amina.screen
    await bruno.types("/introductions")
    await bruno.taps("Amina Haddad")
    assert "would like to meet you" in bruno.screen


async def test_a_request_can_be_worded_again_and_nothing_typed_is_lost(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await amina.taps("Back")
    assert "Why would you like to meet" in amina.screen
    await amina.taps("In my own words")
    await amina.types("x" * 301)
    assert "too long" in amina.screen
    assert "sentence or two" in amina.screen
    await amina.types("/profile")
    assert "in the middle of something" in amina.screen
    await amina.taps("Finish it")
    await amina.types("We fill 4,000 jars a month")
    await amina.taps("Send it")
    assert "We fill 4,000 jars a month" in bruno.screen


async def test_going_home_leaves_the_contact_details_and_the_request_where_they_are(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await bruno.taps("Home")
    assert "What would you like to do?" in bruno.screen
    assert "would like to meet you" in bruno.sees
    await bruno.taps("Yes, introduce us")
    await amina.taps("Home")
    await amina.types("/introductions")
    assert "3 333 444" in amina.sees
