"""What is kept of somebody is theirs to read: a page in their language, on their phone, without codes."""

from __future__ import annotations

import json
import re

import pytest

from bot.i18n import LOCALES, speaking
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.polls import Poll, Voter
from bot.rules.introductions import Origin
from bot.rules.polls import PollPhase
from bot.services import my_data, privacy
from tests.lives import lives
from tests.moments import at
from tests.stories.cast import Cluster, Player, person_of, plain

RAW = (
    (r"\b[a-z]+_[a-z_]+\b", "a name of the program's"),
    (r"\b[a-z]+:\d+", "what a message is about, as the program calls it"),
    (r"\d{4}-\d\d-\d\d", "a date as it is kept"),
    (r"\b(?:None|True|False|null)\b", "a value of the program's"),
    (r"[{}\[\]]", "a list of the program's"),
    (r"\+961\d", "a phone without its spaces"),
)


async def everything(cluster: Cluster, player: Player) -> None:
    """They have done everything that members do."""
    number = (await person_of(player)).id
    async with cluster.database.transaction() as session:
        await lives(session, await session.get_one(Person, number), cluster.clock())


async def page_of(cluster: Cluster, player: Player, language: str) -> str:
    """The page as HTML, in a language."""
    async with cluster.database.reading() as session:
        with speaking(language):
            return (await my_data.page(session, player.id, at(cluster.clock()))).decode()


def read(page: str) -> list[str]:
    """The lines that somebody reads on a page: what stands between its tags."""
    body = page.partition("<body>")[2]
    said = re.sub(r"<(?!/?(?:b|bdi|span)\b)[^>]*>", "\n", body)
    return [line.strip() for line in plain(re.sub("<[^>]*>", "", said)).split("\n") if line.strip()]


@pytest.mark.both_databases
async def test_somebody_who_did_everything_reads_it_all_in_words(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    for language in LOCALES:
        lines = read(await page_of(cluster, amina, language))
        for pattern, what in RAW:
            assert [line for line in lines if re.search(pattern, line)] == [], f"{what}, in {language}"


async def test_things_are_called_as_readers_of_each_language_call_them(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    said = {language: read(await page_of(cluster, amina, language)) for language in LOCALES}
    expected = {
        "ar": (
            "البترون",
            "كارين طنّوس، عصائر البستان",
            "ملتقى زيت الزيتون",
            "سأحضر",
            "تموين مقاصف المدارس",
            "لجنة التصدير",
            "12,000 دولار أميركي",
            "تصدير أكثر",
            "حضرتُ فعالية",
            "فات موعد إرسالها.",
        ),
        "fr": (
            "Carine Tannous, Orchard Juices",
            "Forum de l’huile d’olive",
            "je viens",
            "Fournir les cantines",
            "du lundi 15 février 2027 au vendredi 19 février 2027 · non retenue cette fois",
            "8 sur 10",
            "J’ai assisté à un événement",
        ),
        "en": (
            "Carine Tannous, Orchard Juices",
            "Olive Oil Forum",
            "I am coming",
            "US$25,000",
            "US$4,500.50",
            "Phone: – → +961 3 123 456",
            "I had blocked the bot.",
            "The whole record",
        ),
    }
    for language, lines in expected.items():
        assert [line for line in lines if line not in said[language]] == [], language


async def test_phones_and_addresses_run_from_left_to_right_in_arabic(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    page = await page_of(cluster, amina, "ar")
    assert 'dir="rtl"' in page.partition("<head>")[0]
    for said in ("+961 3 123 456", "amina@cedarpress.lb", "https://cedarpress.lb"):
        assert re.search(rf'<bdi dir="ltr"[^>]*>{re.escape(said)}</bdi>', page)


async def test_each_line_of_a_text_in_two_languages_runs_its_own_way(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    number = (await person_of(amina)).id
    async with cluster.database.transaction() as session:
        (await session.get_one(Person, number)).company.offers = "زيت زيتون بكر\nHuile d’olive vierge"
    page = await page_of(cluster, amina, "fr")
    for line in ("زيت زيتون بكر", "Huile d’olive vierge"):
        assert f'<p class="words" dir="auto">{line}</p>' in page


async def test_what_is_empty_is_left_out_and_the_longest_lists_are_folded(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    assert "Events and missions" not in await page_of(cluster, amina, "en")
    await everything(cluster, amina)
    lines = read(await page_of(cluster, amina, "en"))
    assert "What I did (39)" in lines
    assert "29 more" in lines


async def test_what_is_told_is_told_once_the_newest_first(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    lines = read(await page_of(cluster, amina, "en"))
    assert "What I said came of missions (1)" in lines
    assert not [line for line in lines if line.startswith("What I was asked about missions")]
    met = lines[lines.index("Introductions (7)") :]
    assert met.index("Bruno Karam, Vetro Glass") < met.index("Lina Aoun, North Packaging"), (
        "asked six days before"
    )


async def test_a_poll_that_waits_for_an_answer_says_so(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    number = (await person_of(amina)).id
    async with cluster.database.transaction() as session:
        poll = Poll(author_id=None, created_at=cluster.clock(), zone="Asia/Beirut", phase=PollPhase.OPEN)
        session.add(poll)
        await session.flush()
        session.add(Voter(poll_id=poll.id, person_id=number, company_id=None))
    assert "not answered yet" in read(await page_of(cluster, amina, "en"))


async def test_who_was_never_asked_learns_of_nobody_whom_they_muted(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        asker = await session.get_one(Person, (await person_of(amina)).id)
        other = await session.get_one(Person, (await person_of(bruno)).id)
        session.add(Introduction(asker=asker, other=other, origin=Origin.CARD, asked_at=now, is_muted=True))
    assert "Amina Haddad" not in await page_of(cluster, bruno, "en")
    assert "Bruno Karam, Vetro Glass" in read(await page_of(cluster, amina, "en"))


async def test_a_record_of_before_is_read_under_its_company(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    async with cluster.database.transaction() as session:
        before = await session.get_one(Person, (await person_of(amina)).id)
        before.former_telegram_id, before.telegram_id = before.telegram_id, None
    lines = read(await page_of(cluster, amina, "en"))
    assert "My records of before (1)" in lines
    assert {"Cedar Press", "Olive Oil Forum", "Export committee"} <= set(lines)


async def test_the_file_for_programs_says_what_is_kept_as_it_is_kept(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await everything(cluster, amina)
    async with cluster.database.reading() as session:
        stored = json.loads(await privacy.everything_about(session, amina.id))
    assert stored["person"]["phone"] == "+9613123456"
    assert stored["company"]["city"] == "Batroun"
    assert {one["rsvp"] for one in stored["events"]} >= {"going", "not_going"}
    assert {one["day"] for one in stored["your_diaries"]} == {"2027-02-15"}
    assert stored["what_you_did"][0]["about"]
