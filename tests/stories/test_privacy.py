"""What is stored about somebody is theirs to see and to erase."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import delete, select

from bot.models.base import Base
from bot.models.deliveries import Delivery, Letter, Purpose
from bot.models.introductions import Introduction
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.models.staff import AuditEntry, Staff
from bot.outbox import live
from bot.rules.introductions import Decline, Origin, Side, State
from bot.rules.staff import Role
from bot.services import invites
from tests.messages import write
from tests.moments import at
from tests.stories.asking import asks, says_no, two
from tests.stories.broadcasting import is_down_for, recovers
from tests.stories.cast import Cluster, Player, person_of


async def downloads(player: Player) -> dict[str, object]:
    return dict(json.loads(await downloaded(player, "JSON")))


async def downloaded(player: Player, label: str) -> bytes:
    """What comes after a tap on a button of /privacy."""
    await player.types("/privacy")
    await player.taps(label)
    document = next(m for m in reversed(player.from_bot) if "document" in m)
    stored = player.cluster.tg.files.get(document["document"]["file_id"])
    assert stored is not None
    return bytes(stored.content())


async def erases(player: Player) -> None:
    await player.types("/privacy")
    await player.taps("Erase my data")
    await player.taps("Erase everything")
    assert "was erased" in player.screen


async def asks_to_join(player: Player) -> None:
    await player.opens()
    await player.taps("Ask to join")
    await player.types("Nour Saliba")
    await player.types("Orchard Juices")


async def knows_nothing_of(cluster: Cluster, player: Player, name: str) -> None:
    """No row has their id or their name."""
    async with cluster.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                assert player.id not in row.values(), f"{table.name} still knows them"
                assert name not in str(dict(row)), f"{table.name} still names them"


@pytest.mark.both_databases
async def test_a_member_downloads_all_that_is_stored(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="fr")
    await amina.types("/language")
    await amina.taps("English")
    stored = await downloads(amina)
    assert stored["person"]["name"] == "Amina Haddad"  # type: ignore[index]
    assert stored["company"]["name"] == "Cedar Press"  # type: ignore[index]
    assert stored["chat"][0]["language"] == "en"  # type: ignore[index]


async def test_a_download_does_not_tell_a_no_from_a_silence(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    now = cluster.clock()
    ends = (
        (State.DECLINED, Side.OTHER, Decline.OWN, "They never pay"),
        (State.EXPIRED, None, None, None),
    )
    async with cluster.database.transaction() as session:
        asker, other = (await session.scalars(select(Person).order_by(Person.id))).all()
        for state, closed_by, reason, words in ends:
            session.add(
                Introduction(
                    asker=asker,
                    other=other,
                    origin=Origin.ROUND,
                    asked_at=now,
                    state=state,
                    asker_agreed_at=now,
                    other_agreed_at=now if state is State.EXPIRED else None,
                    closed_at=now,
                    closed_by=closed_by,
                    declined_for=reason,
                    declined_words=words,
                )
            )
    declined, expired = (await downloads(amina))["introductions"]  # type: ignore[misc]
    assert {**declined, "id": 0} == {**expired, "id": 0}  # type: ignore[dict-item]
    own, _silence = (await downloads(bruno))["introductions"]  # type: ignore[misc]
    assert (own["state"], own["declined_words"]) == ("declined", "They never pay")  # type: ignore[index]


@pytest.mark.both_databases
async def test_forgetting_leaves_no_trace(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    async with cluster.database.transaction() as session:
        later = cluster.clock().replace(year=2030)
        await write(session, "for Amina", amina.id, Purpose.REMINDER, cluster.clock(), not_before=later)
    await erases(amina)
    await knows_nothing_of(cluster, amina, "Amina")
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Delivery))).all() == []
    await amina.opens()
    assert "invite link" in amina.screen


@pytest.mark.both_databases
async def test_a_second_tap_on_erase_is_answered_and_leaves_nothing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("/privacy")
    await amina.taps("Erase my data")
    message, erase = amina.button("Erase everything")
    for _again in range(3):
        amina.phone.tap(message["message_id"], erase)
    await cluster.settled()
    assert "was erased" in amina.screen
    assert cluster.tg.taps.unanswered == []
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Delivery))).all() == []
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                assert amina.id not in row.values(), f"{table.name} still knows her"


@pytest.mark.both_databases
@pytest.mark.parametrize("is_erased_before", [False, True])
async def test_erasing_works_below_an_older_screen_and_when_there_is_nothing_left(
    cluster: Cluster, is_erased_before: bool
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("/privacy")
    await amina.taps("Erase my data")
    message, erase = amina.button("Erase everything")
    if is_erased_before:
        await amina.taps_data(erase, message["message_id"])
    else:
        async with cluster.database.transaction() as session:
            await live.forget_all(session)
    await amina.taps_data(erase, message["message_id"])
    assert "was erased" in amina.screen
    await knows_nothing_of(cluster, amina, "Amina")


async def test_what_waits_for_staff_about_a_stranger_who_is_forgotten_is_not_sent(cluster: Cluster) -> None:
    owner = await cluster.owner()
    is_down_for(owner)
    nour = cluster.visitor("Nour")
    await asks_to_join(nour)
    await erases(nour)
    await recovers(cluster)
    assert "Nour" not in owner.sees
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Letter))).all() == []


async def test_a_stranger_who_asked_can_erase_that_too(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = cluster.visitor("Nour")
    await asks_to_join(nour)
    await erases(nour)
    await owner.taps("Decide")
    assert owner.toasts[-1] == "This request does not exist any more."


async def moves(cluster: Cluster, player: Player, company: str) -> None:
    """Leave, and come in again through the link of another company."""
    await player.types("/settings")
    await player.taps("Leave the bot")
    await player.taps("Leave")
    await player.opens(await cluster.expects("Amina Haddad", company))
    await player.taps("English")
    await player.taps("✅")
    assert company in player.screen


async def test_forgetting_takes_whom_one_was_at_other_companies_too(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await moves(cluster, amina, "Vetro Glass")
    await moves(cluster, amina, "Orchard Juices")
    stored = await downloads(amina)
    earlier = [one["company"]["name"] for one in stored["earlier_records"]]  # type: ignore[attr-defined]
    assert earlier == ["Cedar Press", "Vetro Glass"]
    await erases(amina)
    await knows_nothing_of(cluster, amina, "Amina")


async def test_a_member_of_staff_who_is_forgotten_leaves_no_name_and_no_number(cluster: Cluster) -> None:
    owner = await cluster.owner()
    bruno = await cluster.welcomes("Bruno Karam", "Cedar Press")
    async with cluster.database.transaction() as session:
        _invite, token = await invites.make(
            session, (await person_of(bruno)).company_id, None, at(cluster.clock())
        )
    amina = cluster.visitor("Amina")
    await amina.opens(token)
    await amina.taps("English")
    await amina.taps("✅")
    async with cluster.database.transaction() as session:
        named = {"telegram_id": amina.id, "name": "Amina", "role": Role.EDITOR}
        session.add(Staff(**named, added_at=cluster.clock()))
    await asks_to_join(cluster.visitor("Nour"))
    await amina.types("/requests")
    await amina.taps("Nour")
    await amina.taps("Approve as a new company")
    await erases(amina)
    async with cluster.database.transaction() as session:
        await session.execute(delete(AuditEntry))  # the trail of what staff did keeps their number
    await knows_nothing_of(cluster, amina, "Amina")
    await amina.types("/requests")
    assert "staff only" in amina.screen
    await erases(owner)
    await owner.types("/requests")
    assert "Nobody is waiting" in owner.screen, "owners are owners by the settings"


async def test_the_ledgers_do_not_say_whose_profile_it_was(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    number = (await person_of(amina)).id
    await cluster.passes(days=181)
    await amina.taps("All still right")
    await erases(amina)
    async with cluster.database.reading() as session:
        for ledger in (Interaction, Opportunity):
            (row,) = (await session.scalars(select(ledger))).all()
            assert (row.person_id, row.about) == (None, "profile"), f"it named the person {number}"


async def test_who_waits_for_somebody_forgotten_hears_of_it_and_the_name_is_not_kept(
    cluster: Cluster,
) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await erases(bruno)
    assert "Meeting Bruno Karam, owner or manager, Vetro Glass did not work out" in amina.screen
    await knows_nothing_of(cluster, bruno, "Bruno")


async def test_the_news_that_waited_for_the_morning_still_comes_when_they_are_forgotten_at_night(
    cluster: Cluster,
) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await cluster.passes(hours=12)  # eleven in the evening in Beirut
    await says_no(bruno)
    await bruno.taps("No, without a reason")
    await erases(bruno)
    assert "did not work out" not in amina.sees
    await cluster.passes(hours=10)
    assert amina.sees.count("did not work out") == 1
    await knows_nothing_of(cluster, bruno, "Bruno")


class _Page(HTMLParser):
    """A page as its reader sees it; raises ValueError for a tag that is not closed where it should be."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.first: dict[str, str | None] = {}
        self.text = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.first = dict(attrs)
        if tag != "meta":
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.tags.pop() != tag:
            raise ValueError(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("language", "label", "section", "direction"),
    [("ar", "تنزيل بياناتي", "ما أرسلته", "rtl"), ("fr", "Télécharger mes données", "Mon profil", "ltr")],
)
async def test_the_download_can_be_read_in_ones_language_without_codes(
    cluster: Cluster, language: str, label: str, section: str, direction: str
) -> None:
    amina = await cluster.welcomes("Amina <script>alert(1)</script>", "Cedar & Press", language=language)
    page = await downloaded(amina, label)
    assert b"<script" not in page
    read = _Page(page)
    assert read.tags == []
    assert (read.first["lang"], read.first["dir"]) == (language, direction)
    assert section in read.text
    assert "Amina <script>alert(1)</script>" in read.text
    assert "Cedar & Press" in read.text
    own = page.decode().partition("</details>")[0]
    assert 'lang="en"' not in own, "each column of a person has a word"
    assert not {"lead", "member", "ask", "telegram"} & set(re.findall(r"[a-z]+", _Page(own.encode()).text))
