"""Lists: whatever is listed can be paged to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.models.chats import Chat
from bot.models.companies import Company, SubCluster
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.models.requests import JoinRequest
from bot.models.rounds import Round, RoundMember
from bot.models.staff import AuditEntry
from bot.rules.events import Rsvp
from bot.rules.introductions import Origin, State
from bot.rules.rounds import Participation, RoundPhase
from bot.rules.staff import Deed, Role
from bot.services import rounds
from tests.moments import at
from tests.stories.cast import OWNER, Cluster, Player, person_of
from tests.stories.planned import announced, three
from tests.stories.test_entrances import appointed


async def to_its_end(player: Player, what: str) -> list[str]:
    """The labels and lines with `what` in them, page by page, until there is no next one."""
    seen: list[str] = []
    while True:
        seen += [text for text in (*player.buttons, *player.screen.split("\n")) if what in text]
        if "Next →" not in player.buttons:
            return seen
        await player.taps("Next →")


def broadcasts_sent(session: AsyncSession, cluster: Cluster, count: int) -> None:
    for number in range(count):
        texts = [BroadcastText(language="en", html=f"News {number:02}")]
        session.add(
            Broadcast(author_id=OWNER, created_at=cluster.clock(), phase=BroadcastPhase.FINISHED, texts=texts)
        )


@pytest.mark.both_databases
async def test_what_goes_out_next_stands_first_however_many_broadcasts_are_newer(cluster: Cluster) -> None:
    owner = await cluster.owner()
    async with cluster.database.transaction() as session:
        for name, days in (("Later", 9), ("Sooner", 2)):
            session.add(
                Broadcast(
                    author_id=OWNER,
                    created_at=cluster.clock(),
                    phase=BroadcastPhase.SCHEDULED,
                    send_at=cluster.clock() + timedelta(days=days),
                    texts=[BroadcastText(language="en", html=name)],
                )
            )
            await session.flush()
        broadcasts_sent(session, cluster, 20)
    await owner.types("/broadcasts")
    assert [label.split()[1] for label in owner.buttons[:3]] == ["Sooner", "Later", "News"]
    seen = await to_its_end(owner, "⚪️ News")
    assert len(seen) == 2 * 20, "on a button and in words"
    # Begun long ago, sent last
    async with cluster.database.transaction() as session:
        first = await session.scalar(
            select(Broadcast).where(Broadcast.phase == BroadcastPhase.FINISHED).limit(1)
        )
        first.started_at = cluster.clock()
        first.texts[0].html = "Sent last"
    await owner.types("/broadcasts")
    assert "Sent last" in owner.buttons[2]
    await owner.taps("Later")
    await owner.taps("Call it back")
    assert "📣 Broadcast" in owner.screen


async def test_rounds_requests_and_what_staff_did_are_listed_to_their_end(cluster: Cluster) -> None:
    owner = await cluster.owner()
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        for number in range(20):
            when = now - timedelta(days=30 * number)
            session.add(
                Round(audience={}, phase=RoundPhase.ENDED, starts_at=when, matches_at=when, ends_at=when)
            )
            session.add(
                JoinRequest(
                    telegram_id=700 + number,
                    name=f"Visitor {number:02}",
                    company="Elsewhere",
                    language="en",
                    asked_at=now,
                )
            )
        for number in range(40):
            session.add(
                AuditEntry(at=now, actor_id=OWNER, act=Deed.REFUSED, details={"request": f"{number:03}"})
            )
    await owner.types("/rounds")
    assert len({*await to_its_end(owner, "✅")} - {"✅ over"}) == 20
    await owner.types("/requests")
    assert "20 people are waiting" in owner.screen
    assert [label[8:10] for label in await to_its_end(owner, "Visitor")] == [f"{n:02}" for n in range(20)]
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "Page 1 of 4" in owner.screen
    assert len(await to_its_end(owner, "request to join")) == 40


async def people_of_companies(session: AsyncSession, cluster: Cluster, how_many: int) -> list[Person]:
    """So many members, each of a company of their own: Member 00 of Company 00, and so on."""
    people = [
        Person(
            name=f"Member {number:02}",
            company=Company(
                name=f"Company {number:02}", name_key=f"company {number:02}", created_at=cluster.clock()
            ),
            created_at=cluster.clock(),
            telegram_id=500 + number,
            standing=Standing.MEMBER,
            consented_at=cluster.clock(),
        )
        for number in range(how_many)
    ]
    session.add_all(people)
    await session.flush()
    return people


async def test_however_many_sub_clusters_there_are_all_can_be_reached(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    async with cluster.database.transaction() as session:
        company = (await person_of(amina)).company_id
        its = await session.get_one(Company, company)
        its.sub_clusters = [SubCluster(slug=f"part-{number:02}") for number in range(45)]
    await amina.types("/directory")
    assert "Page 1 of 3" in amina.screen
    expected = [f"Part-{number:02} (1)" for number in range(45)]
    assert await to_its_end(amina, "Part-") == expected
    await amina.taps("Part-44")
    assert "Cedar Press" in amina.screen
    await amina.types("zzzzzz")
    assert "Nothing was found" in amina.screen
    assert await to_its_end(amina, "Part-") == expected


@pytest.mark.both_databases
async def test_a_round_names_all_who_were_introduced_and_all_who_got_nobody(cluster: Cluster) -> None:
    owner = await cluster.owner()
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        people = await people_of_companies(session, cluster, 2 * 12 + 11)
        when = now - timedelta(days=1)
        about = Round(audience={}, phase=RoundPhase.MEETING, starts_at=when, matches_at=when, ends_at=now)
        session.add(about)
        await session.flush()
        for person in people:
            session.add(RoundMember(round_id=about.id, person_id=person.id, part=Participation.JOINED))
        for one, other in zip(people[:12], people[12:24], strict=True):
            pair = Introduction(
                asker=one,
                other=other,
                origin=Origin.ROUND,
                asked_at=now,
                state=State.INTRODUCED,
                round_id=about.id,
            )
            session.add(pair)
        await session.flush()
        assert await rounds.end_due(session, at(now, OWNER))
    await cluster.passes(seconds=1)
    assert owner.screen.count("… and 2 more") == 1
    assert owner.screen.count("… and 1 more") == 1
    await owner.taps("All who were introduced")
    pairs = [f"• Member {n:02} (Company {n:02}) ↔ Member {n + 12} (Company {n + 12})" for n in range(12)]
    assert await to_its_end(owner, "↔") == pairs
    await owner.taps("Back")
    assert "The round is over" in owner.screen
    await owner.taps("All who got nobody")
    assert await to_its_end(owner, "• Member") == [f"• Member {n} (Company {n})" for n in range(24, 35)]


async def test_every_company_that_a_request_may_mean_can_be_chosen(cluster: Cluster) -> None:
    owner = await cluster.owner()
    async with cluster.database.transaction() as session:
        for number in range(7):
            key = f"cedar press {number}"
            session.add(Company(name=key.title(), name_key=key, created_at=cluster.clock()))
        session.add(Chat(id=700))
        session.add(
            JoinRequest(
                telegram_id=700, name="Nour", company="Cedar Press", language="en", asked_at=cluster.clock()
            )
        )
    await owner.types("/requests")
    await owner.taps("Nour")
    assert "Page 1 of 3" in owner.screen
    assert len(await to_its_end(owner, "Approve into")) == 7
    await owner.taps("Approve into")
    assert "Approved" in owner.screen


@pytest.mark.both_databases
async def test_every_reason_of_failure_is_told(cluster: Cluster) -> None:
    owner = await cluster.owner()
    async with cluster.database.transaction() as session:
        broadcasts_sent(session, cluster, 1)
        await session.flush()
        for number in range(12):
            for _message in range(1 + (number < 2)):
                session.add(
                    Delivery(
                        chat_id=500,
                        broadcast_id=1,
                        purpose=Purpose.BROADCAST,
                        priority=Purpose.BROADCAST.priority,
                        language="en",
                        status=Status.FAILED,
                        error=f"reason {number:02}",
                        created_at=cluster.clock(),
                        not_before=cluster.clock(),
                    )
                )
    await owner.types("/broadcasts")
    await owner.taps("News 00")
    assert "Failed: 14" in owner.screen
    assert "• 2 × reason 00" in owner.screen
    assert "• 7 × other reasons" in owner.screen
    await owner.taps("Every reason")
    assert len(await to_its_end(owner, "reason ")) == 12
    await owner.taps("Back")
    assert "Failed: 14" in owner.screen


@pytest.mark.parametrize(
    ("place", "own", "found", "planned"),
    [
        (0, "✅ سأحضر", "👤 على البوت · ⏳ بانتظار الانضمام", "📅 معلن عنها"),
        (1, "✅ j’y vais", "👤 sur le bot · ⏳ inscription attendue", "📅 annoncé"),
        (2, "✅ I am going", "👤 on the bot · ⏳ expected", "📅 announced"),
    ],
)
async def test_icons_on_lists_have_words(
    cluster: Cluster, place: int, own: str, found: str, planned: str
) -> None:
    reader = (await three(cluster))[place]
    await cluster.expects("Zahi Haddad", "Cedar Press")
    await cluster.expects("Carla Haddad", "Valley Wines")
    await announced(cluster, {reader: Rsvp.GOING})
    await reader.types("/events")
    assert own in reader.screen
    await appointed(cluster, reader, Role.EDITOR)
    for command, words in (("/plan", planned), ("/members", "")):
        await reader.types(command)
        assert words in reader.screen
    await reader.types("haddad")
    assert found in reader.screen


async def test_what_a_card_cuts_short_can_be_read_to_its_end(cluster: Cluster) -> None:
    amina, bruno = await cluster.welcomes(), await cluster.welcomes("Bruno Saad", "Orchard")
    owner = await cluster.owner()
    offers = " ".join(f"jar{number:03}" for number in range(70))
    async with cluster.database.transaction() as session:
        its = await session.get_one(Company, (await person_of(amina)).company_id)
        its.offers, its.markets = (
            offers,
            ["FR", "DE", "IT", "ES", "GB", "US", "CA", "AE", "QA", "KW", "EG", "JO", "IQ"],
        )
    await bruno.types("cedar")
    assert offers not in bruno.screen
    assert "1 more" in bruno.screen
    await bruno.taps("Read everything")
    assert "Page 1 of 2" in bruno.screen
    assert f"Offers: {offers}" in bruno.screen
    await bruno.taps("Next")
    assert "Iraq" in bruno.screen
    await bruno.taps("Back")
    assert "Ask for an introduction" in " ".join(bruno.buttons)
    await owner.taps_data("cl:1")
    await owner.taps("Read everything")
    assert offers in owner.screen
    await bruno.types("orchard")
    assert "Read everything" not in " ".join(bruno.buttons)
