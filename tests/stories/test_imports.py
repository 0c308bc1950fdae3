"""A member list is sent to the bot as a file, looked at, decided on, taken in, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.exchange.tables import write_csv
from bot.models.companies import Company
from bot.models.imports import Import
from bot.models.people import Person
from bot.rules.people import Seat
from tests.stories.cast import Cluster, Player

HEADER = ("company", "person", "role", "phone")
ROWS = (
    ("Cedar Press SARL", "Amina Haddad", "CEO", "03 123 456"),
    ("Karam Estates", "Bruno Karam", "Zymurgist", "70 111 222"),
    ("Karam Estates", "Chafic Nassar", "CEO", "not a phone"),
)


async def sends_list(owner: Player, rows: tuple[tuple[str, ...], ...] = ROWS) -> None:
    """The list reaches the bot as a file, and is read."""
    await sent(owner, write_csv(HEADER, rows).encode(), "members.csv")


async def sent(owner: Player, data: bytes, name: str) -> None:
    owner.phone.send_document(name, data)
    await owner.cluster.settled()
    await owner.cluster.machine.timetable.run_all_due()
    await owner.cluster.settled()


async def counted(cluster: Cluster) -> tuple[int, int]:
    """How many companies and people there are."""
    async with cluster.database.reading() as session:
        companies = await session.scalar(select(func.count()).select_from(Company))
        people = await session.scalar(select(func.count()).select_from(Person))
    return companies or 0, people or 0


KEYS = ("look", "decide", "word", "same", "faults", "fault", "take", "done", "undo", "taken_back")
SPOKEN = {
    "en": "Look at what|Decide 2|Production, quality|Yes: Cedar Press|Not understood|Line 4, Phone: “not a phone”|"
    "Take it in|was taken in|Undo it|Taken back",
    "fr": "Voir ce qui changerait|Répondre à 2|Production, qualité|Oui : Cedar Press|Non compris|"
    "Ligne 4, Téléphone : « not a phone »|Importer|a été importée|Annuler|Retirés",
    "ar": "عرض ما سيتغيّر|الإجابة عن سؤالين|الإنتاج والجودة|نعم: Cedar Press|غير مفهومة|السطر 4، الهاتف: «not a phone»|"
    "✅ استيراد|استُوردت القائمة|التراجع|سُحب",
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_list_is_looked_at_decided_on_taken_in_and_undone(cluster: Cluster, language: str) -> None:
    says = dict(zip(KEYS, SPOKEN[language].split("|"), strict=True))
    owner = await cluster.owner(language)
    await cluster.expects("Amina Haddad", "Cedar Press")
    await sends_list(owner)
    await owner.taps(says["look"])
    assert await counted(cluster) == (1, 1), "nothing has happened yet"
    await owner.taps(says["decide"])
    assert "Zymurgist" in owner.screen
    await owner.taps(says["word"])
    await owner.taps(says["same"].replace(" :", "\u00a0:"))
    await owner.taps(says["faults"])
    assert says["fault"] in owner.screen.replace("\u00a0", " ")
    await owner.taps_data("KB:1")
    message, data = owner.button(says["take"])
    owner.phone.tap(message["message_id"], data)
    owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert says["done"] in owner.sees
    assert await counted(cluster) == (2, 3)
    async with cluster.database.reading() as session:
        bruno = await session.scalar(select(Person).where(Person.name == "Bruno Karam"))
    assert bruno is not None
    assert bruno.seat is Seat.TECHNICAL

    await owner.taps_data("KB:1")
    await owner.taps(says["undo"])
    await owner.taps(says["undo"])
    assert says["taken_back"] in owner.screen
    assert await counted(cluster) == (1, 1)
    await sends_list(owner)
    await owner.taps(says["look"])
    assert "Zymurgist" not in owner.screen, "a word is explained once for ever"


async def test_what_is_no_list_is_refused_with_what_to_do(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/import")
    await owner.types("Cedar Press, Amina")
    assert "send the list as a file" in owner.screen
    owner.phone.send_document("big.xlsx", fake_size=6 * 1024 * 1024)
    await cluster.settled()
    assert "larger than 5 MB" in owner.screen
    await sent(owner, b"%PDF-1.7", "members.pdf")
    assert "could not be read" in owner.sees
    await sent(amina, write_csv(HEADER, ROWS).encode(), "members.csv")
    async with cluster.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Import)) == 1, "a member sends no lists"


async def test_who_confirms_what_has_changed_meanwhile_looks_again(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/members")
    await sends_list(owner)
    await owner.taps("Look at what")
    await cluster.expects("Bruno Karam", "Karam Estates")
    await owner.taps("Take it in")
    assert "Something has changed since you looked" in owner.screen
    assert await counted(cluster) == (1, 1)
    await owner.taps("Take it in")
    assert await counted(cluster) == (2, 3)


async def test_every_part_of_a_list_is_looked_at_an_answer_is_changed_a_word_forgotten_and_a_list_dropped(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    await cluster.expects("Amina Haddad", "Cedar Press")
    await cluster.expects("Dina Saab", "Other Foods")
    await sends_list(owner)
    await owner.taps("Look at what")
    for kind, words in (
        ("New companies", "Karam Estates"),
        ("New people", "Bruno Karam (Karam Estates)"),
        ("Changes", "Amina Haddad (Cedar Press)"),
        ("Taken for the same", "“Cedar Press SARL” was taken for"),
        ("Not in the list", "Other Foods"),
    ):
        await owner.taps(kind)
        assert words in owner.screen
        await owner.taps("Back")
    await owner.taps("Decide")
    await owner.taps("Later")
    await owner.taps("No, another company")
    assert "Zymurgist" in owner.screen
    await owner.taps("Back")
    assert "2 new companies" in owner.screen
    await owner.taps("All questions")
    await owner.taps("No, another company")
    await owner.taps("Yes: Cedar Press")
    await owner.taps("Production, quality")
    assert "1 new company" in owner.screen
    await owner.taps("Discard the list")
    await owner.taps("Discard the list")
    assert "members.csv" in owner.screen
    assert "discarded" in owner.screen
    assert await counted(cluster) == (2, 2)
    await owner.taps("What words mean")
    assert "Role: “Zymurgist” → Production, quality, R&D" in owner.screen
    await owner.taps("Zymurgist")
    assert "Zymurgist" not in owner.screen
