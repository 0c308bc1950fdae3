"""Members look companies and people up, in their language, and learn nothing that is not theirs to know."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot.models.companies import Company, CompanyFile, SubCluster
from bot.models.directory import Search
from bot.models.inbox import Handling
from bot.models.people import Person, Standing
from bot.replies import Tap
from bot.rules.concepts import concepts
from bot.rules.countries import MARKETS
from bot.rules.directory import MOST_SEARCHES
from bot.rules.fields import SPOKEN
from bot.rules.words import fold
from bot.screens.companies import LookAtCompany
from bot.screens.directory import GetListedFile, OpenCard, ShowNeed
from tests.stories.cast import Cluster, Player

TELEGRAM_TEXT = 4096
ACCOUNTS = count(70_000)
"""Telegram's numbers of people who are on the bot, but have no phone here."""


async def lists(cluster: Cluster, name: str, *people: str, slugs: tuple[str, ...] = (), **fields: Any) -> int:
    """A company of the directory, its people on the bot; returns its id."""
    async with cluster.database.transaction() as session:
        parts = await session.scalars(select(SubCluster).where(SubCluster.slug.in_(slugs)))
        now = cluster.clock()
        made = Company(name=name, name_key=fold(name), created_at=now, **fields)
        made.sub_clusters = list(parts)
        for person in people or ("Somebody",):
            session.add(
                Person(
                    name=person,
                    company=made,
                    created_at=now,
                    consented_at=now,
                    standing=Standing.MEMBER,
                    telegram_id=next(ACCOUNTS),
                    phone="+96170123456",
                    email="nour@tagleef.example",
                )
            )
        await session.flush()
        return made.id


async def searching(cluster: Cluster, language: str = "en") -> Player:
    """Amina of Cedar Press, with the directory open."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    await amina.taps("🔎")
    return amina


@pytest.mark.both_databases
async def test_a_search_finds_a_card_and_the_way_back(cluster: Cluster) -> None:
    await lists(
        cluster, "بيت التغليف", "Nour Saliba", offers="تغليف، ملصقات", website="https://tagleef.example"
    )
    amina = await searching(cluster)
    assert "2 companies are listed" in amina.screen
    await amina.types("packaging")
    assert "“packaging”\n1 company found" in amina.screen
    assert "1. بيت التغليف\n   offers: packaging" in amina.screen
    await amina.taps("بيت التغليف")
    assert "Offers: packaging, labels" in amina.screen
    assert "Nour Saliba, another role" in amina.screen
    assert "70123456" not in amina.sees.replace(" ", "")
    assert "nour@" not in amina.sees
    assert amina.buttons[:2] == ["🤝 Ask about: packaging", "🤝 Ask for an introduction"]
    await amina.taps("Back")
    assert "“packaging”" in amina.screen
    await amina.types("cedr pres")
    assert "🏢 Cedar Press" in amina.screen
    assert "This is your own company" in amina.screen
    assert "🤝 Ask for an introduction" not in amina.buttons
    await amina.taps("Home")
    await amina.types("packaging")
    assert "1 company found" in amina.screen, "at home, too, what is typed is searched for"


THREE_TIMES = """زجاجات وأوعية زجاجية، ملصقات مطبوعة
bouteilles et bocaux en verre, étiquettes imprimées
glass bottles and jars, printed labels"""


@pytest.mark.parametrize(
    ("language", "shown", "in_full"),
    [
        ("en", "Offers: glass bottles and jars, printed labels", "📖 Read everything"),
        ("fr", "Offre : bouteilles et bocaux en verre, étiquettes imprimées", "📖 Tout lire"),
        ("ar", "تقدّم: زجاجات وأوعية زجاجية، ملصقات مطبوعة", "📖 قراءة كل شيء"),
    ],
)
async def test_a_card_says_what_a_company_offers_once_in_the_readers_language(
    cluster: Cluster, language: str, shown: str, in_full: str
) -> None:
    rafqa = await lists(cluster, "Rafqa", offers=THREE_TIMES, needs="saponification")
    amina, owner = await searching(cluster, language), await cluster.owner()
    await amina.taps_data(OpenCard(rafqa).pack())
    said = THREE_TIMES.split("\n")
    own = [one for one in said if one in amina.screen]
    assert len(own) == 1
    assert shown in amina.screen.replace("\u00a0", " ")
    await amina.taps(in_full)
    assert all(one in amina.screen for one in said)
    assert amina.screen.count(own[0]) == 1
    await owner.taps_data(LookAtCompany(rafqa).pack())
    assert "What we offer: glass bottles and jars, printed labels" in owner.screen
    assert said[0] not in owner.screen


@pytest.mark.both_databases
async def test_a_search_in_arabic_by_the_other_name(cluster: Cluster) -> None:
    await lists(
        cluster, "Orchard Mills", "كريم صليبا", name_ar="مطاحن البستان", needs="emballage", city="زحلة"
    )
    amina = await searching(cluster, "ar")
    await amina.types("والتغليف")
    assert "مطاحن البستان" in amina.screen
    assert "تبحث عن: تغليف" in amina.screen, "in the language of who reads"
    await amina.taps("مطاحن البستان")
    assert "🏢 مطاحن البستان\nOrchard Mills" in amina.screen
    assert "المدينة: زحلة" in amina.screen


@pytest.mark.both_databases
async def test_looking_around_by_sub_cluster_and_by_need(cluster: Cluster) -> None:
    for number in range(12):
        await lists(cluster, f"Domaine {number:02}", slugs=("wine",), needs="bouteilles en verre")
    bruno = await cluster.welcomes("Bruno Aoun", "Vetro", language="fr")
    await bruno.types("/directory")
    await bruno.taps("Vin (12)")
    assert "12\u00a0entreprises trouvées" in bruno.screen
    assert "Page 1 sur 2" in bruno.screen
    await bruno.taps("Suivant")
    assert "11. Domaine 10" in bruno.screen
    await bruno.taps("Domaine 11")
    await bruno.taps("Retour")
    assert "Page 2 sur 2" in bruno.screen
    await bruno.taps("Retour")
    await bruno.taps("recherchent")
    await bruno.taps("bouteilles en verre (12)")
    assert "12\u00a0entreprises trouvées" in bruno.screen
    await bruno.types("zzzzqqqq")
    assert "Aucun résultat" in bruno.screen
    assert "Vin (12)" in bruno.buttons


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(
            (text, "Nothing was found")
            for text in (
                "<b>",
                "</a>&amp;",
                "_*[",
                "\u202egnp.exe",
                "🫒",
                "{name} %s",
                "'; DROP TABLE people;--",
            )
        ),
        ("🫒" * 2048, "too long"),
    ],
)
async def test_whatever_is_typed_has_a_clear_answer(cluster: Cluster, text: str, answer: str) -> None:
    amina = await searching(cluster)
    await amina.types(text)
    assert answer in amina.screen
    assert await cluster.count(Handling.FAILED) == 0


def test_every_concept_fits_on_its_button() -> None:
    assert {Tap.unpack(ShowNeed(key).pack()) for key in concepts()} == {ShowNeed(key) for key in concepts()}


async def test_stickers_and_files_are_no_searches(cluster: Cluster) -> None:
    amina = await searching(cluster)
    amina.phone.send_sticker()
    amina.phone.send_document("list.pdf", b"x", "application/pdf")
    await cluster.settled()
    assert "Please type it as text" in amina.screen
    await amina.types("Cedar")
    assert "🏢 Cedar Press" in amina.screen
    assert await cluster.count(Handling.FAILED) == 0


@pytest.mark.both_databases
async def test_the_thirty_first_search_within_an_hour_waits(cluster: Cluster) -> None:
    amina = await searching(cluster)
    async with cluster.database.transaction() as session:
        session.add_all(Search(telegram_id=amina.id, at=cluster.clock()) for _ in range(MOST_SEARCHES))
    await amina.types("Cedar")
    assert "30 times within an hour" in amina.screen
    assert "again in 1 hour" in amina.screen
    cluster.clock.move(hours=1, minutes=1)
    await amina.types("Cedar")
    assert "🏢 Cedar Press" in amina.screen


async def test_files_are_sent_and_those_of_the_hidden_are_not(cluster: Cluster) -> None:
    chafic = await cluster.welcomes("Chafic Nassar", "Vetro Glass")
    await chafic.taps("My company")
    await chafic.taps("Files")
    chafic.phone.send_document("catalogue.pdf", b"x", "application/pdf")
    await cluster.settled()
    amina = await searching(cluster)
    await amina.types("Vetro")
    await amina.taps("Files (1)")
    await amina.taps("catalogue.pdf")
    assert "catalogue.pdf" in amina.sees
    assert any("document" in message for message in amina.from_bot)
    async with cluster.database.transaction() as session:
        person = await session.scalar(select(Person).where(Person.telegram_id == chafic.id))
        file = await session.scalar(select(CompanyFile))
        person.is_listed = False
    await amina.types("Vetro")
    before = len([message for message in amina.from_bot if "document" in message])
    for tap in (OpenCard(person.company_id), GetListedFile(file.id)):
        await amina.taps_data(tap.pack())
        assert "not in the directory any more" in amina.toasts[-1]
    assert len([message for message in amina.from_bot if "document" in message]) == before


async def test_the_fullest_card_fits_in_a_message(cluster: Cluster) -> None:
    company_id = await lists(
        cluster,
        "<&>" * 66,
        *("&" * 190 + f"{number}" for number in range(15)),
        slugs=("wine", "snacks", "agri_fresh", "processing", "parallel_services"),
        name_ar="ع" * 200,
        city="<" * 120,
        website="https://example.com/" + "w" * 280,
        products="&" * 600,
        offers="<" * 600,
        needs=">" * 600,
        markets=list(MARKETS[:60]),
        certifications=["organic_eu"] * 20,
        languages=list(SPOKEN),
    )
    amina = await searching(cluster, "fr")
    await amina.taps_data(OpenCard(company_id).pack())
    assert "🏢" in amina.screen
    assert len(amina.from_bot[-1]["text"]) <= TELEGRAM_TEXT
    assert await cluster.count(Handling.FAILED) == 0


async def test_the_directory_that_is_opened_again_takes_words_again(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    for _time in range(2):
        await amina.types("/directory")
        await amina.types("cedar")
        assert "🏢 Cedar Press" in amina.screen
