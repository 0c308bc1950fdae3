"""`broadcast`: members are written to from the shell, and a running bot sends it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs.timetable import TIMETABLE, Often
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.people import Person, Standing
from bot.models.saved_audiences import SavedAudience
from bot.models.staff import AuditEntry
from bot.outbox.dispatcher import IDLE_SECONDS
from tests.conftest import TEST_KEY
from tests.messages import said
from tests.stories.broadcasting import got
from tests.stories.cast import running_cluster
from tests.verbs.conftest import Shell, in_database

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BEIRUT = ZoneInfo("Asia/Beirut")


async def three_members(session: AsyncSession) -> None:
    company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
    session.add_all(
        Person(
            name=name,
            created_at=NOW,
            company=company,
            language=language,
            telegram_id=telegram_id,
            standing=Standing.MEMBER,
        )
        for name, language, telegram_id in (("Amina", "ar", 1), ("Bruno", "fr", 2), ("Carla", "en", 3))
    )
    session.add(Person(name="Dalia", created_at=NOW, company=company))


async def written(session: AsyncSession) -> list[tuple[int, str]]:
    """What waits to be sent: chat id and text."""
    return [(chat_id, text or "") for chat_id, text in await said(session)]


async def nothing_written(session: AsyncSession) -> bool:
    counts = [
        await session.scalar(select(func.count()).select_from(t)) for t in (Broadcast, Delivery, AuditEntry)
    ]
    return counts == [0, 0, 0]


@pytest.fixture
def members(at_work: Shell, database_url: str) -> str:
    """A database with three members, one in each language, and somebody who has not joined."""
    in_database(database_url, three_members)
    return database_url


def test_it_is_enqueued_for_each_in_their_language_and_says_for_how_many(
    at_work: Shell, members: str
) -> None:
    said = at_work.types(
        "broadcast",
        "--even-at-night",
        "--audience",
        "all",
        "--en",
        "a < b & c",
        "--fr",
        "Bonjour",
        "--ar",
        "مرحبا",
    )
    assert (said.status, said.err) == (0, "")
    assert said.out == (
        "Broadcast 1 is on its way: 3 messages to 3 people "
        "(Arabic 1, French 1, English 1; 1 person cannot be reached).\n"
    )
    assert in_database(members, written) == [(1, "مرحبا"), (2, "Bonjour"), (3, "a &lt; b &amp; c")]


def test_a_filter_narrows_it(at_work: Shell, members: str) -> None:
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", "language=fr|en", "--en", "Hello", "--fallback", "en"
    )
    assert said.status == 0
    assert in_database(members, written) == [(2, "Hello"), (3, "Hello")]


async def a_saved_audience(session: AsyncSession) -> None:
    session.add(
        SavedAudience(
            name="Readers, of French", key="readers of french", choice={"language": ["fr"]}, changed_at=NOW
        )
    )


def test_these_but_not_those_or_others_as_saved_and_one_of_each_company(at_work: Shell, members: str) -> None:
    in_database(members, a_saved_audience)
    whom = 'language=ar|fr,!saved="readers OF French"; language=en'
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", whom, "--en", "Hello", "--fallback", "en"
    )
    assert (said.status, said.err) == (0, "")
    assert [chat for chat, _text in in_database(members, written)] == [1, 3]
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", whom, "--one-voice", "--en", "Now", "--fallback", "en"
    )
    assert (
        "1 messages to 1 person of 1 company (Arabic 1, French 0, English 0; 1 person of theirs not"
        in said.out
    )
    said = at_work.types("broadcast", "--even-at-night", "--audience", "saved=Exporters", "--en", "Hello")
    assert "“Exporters” is not a known saved. Known: Readers, of French." in said.err
    said = at_work.types("broadcast", "--help")
    assert "!group=board; kind=investor" in " ".join(said.out.split())


def test_a_missing_language_is_refused_without_a_fallback(at_work: Shell, members: str) -> None:
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", "all", "--en", "Hello", "--ar", "مرحبا"
    )
    assert said.status == 1
    assert said.err.startswith("qoot: There is no text in French, for 1 person of this audience: give --fr")
    assert in_database(members, nothing_written)


def test_the_first_fallback_that_is_written_counts(at_work: Shell, members: str) -> None:
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", "all", "--en", "Hello", "--fallback", "fr", "en"
    )
    assert said.status == 0
    assert {text for _chat, text in in_database(members, written)} == {"Hello"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("--audience", "sub_cluster=beer", "--en", "Hi"),
            "“beer” is not a known sub_cluster. Known: wine, snacks",
        ),
        (("--audience", "colour=red", "--en", "Hi"), "“colour=red” is not part of an audience"),
        (("--audience", "all"), "There is no text"),
        (("--audience", "all", "--en", " \u200b\n"), "--en is empty"),
        (("--audience", "all", "--en", "x" * 4097), "4,097 characters, and a message holds 4,096"),
        (("--audience", "size=large", "--en", "Hi", "--fallback", "en"), "would reach nobody"),
        (
            ("--audience", "all", "--en", "Hi", "--fallback", "en", "--at", "soon"),
            "--at takes a date and time",
        ),
        (("--audience", "all", "--en", "Hi", "--fallback", "en", "--at", "2020-01-01 10:00"), "lies ahead"),
        (("--audience", "all", "--en", "Hi", "--at", "2026-03-29 00:30"), "never show 00:30"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(
    at_work: Shell, members: str, arguments: tuple[str, ...], reason: str
) -> None:
    said = at_work.types("broadcast", *arguments, "--even-at-night")
    assert (said.status, said.out) == (1, "")
    assert reason in said.err
    assert in_database(members, nothing_written)


def test_it_can_be_set_for_later_in_the_clusters_time(at_work: Shell, members: str) -> None:
    at = datetime.combine(datetime.now(BEIRUT).date() + timedelta(days=2), time(14, 30), BEIRUT)
    local = f"{at:%Y-%m-%d %H:%M}"
    said = at_work.types(
        "broadcast", "--even-at-night", "--audience", "all", "--en", "Hi", "--fallback", "en", "--at", local
    )
    assert (said.status, said.err) == (0, "")
    assert "goes out on" in said.out

    async def scheduled(session: AsyncSession) -> Broadcast:
        return (await session.scalars(select(Broadcast))).one()

    broadcast = in_database(members, scheduled)
    assert broadcast.phase is BroadcastPhase.SCHEDULED
    assert broadcast.send_at == at
    assert in_database(members, written) == []


def test_a_database_that_is_not_migrated_is_named(shell: Shell, empty_url: str) -> None:
    shell.sets(DATABASE_URL=empty_url, DATA_KEY=TEST_KEY)
    said = shell.types("broadcast", "--even-at-night", "--audience", "all", "--en", "Hi")
    assert said.status == 1
    assert "migrate" in said.err


async def test_a_running_bot_looks_often_enough_to_send_it_within_two_seconds(
    shell: Shell, database_url: str
) -> None:
    shell.sets(DATABASE_URL=database_url, DATA_KEY=TEST_KEY)
    async with running_cluster(database_url, TEST_KEY) as cluster:
        amina = await cluster.welcomes()
        # The story's clock stands elsewhere; what the shell writes down is due by the world's
        cluster.clock.move(seconds=(datetime.now(UTC) - cluster.clock()).total_seconds() + 60)
        said = await asyncio.to_thread(
            shell.types, "broadcast", "--even-at-night", "--audience", "all", "--en", "Hello"
        )
        assert said.status == 0
        async with asyncio.timeout(20):
            while not got(amina, "Hello"):
                await asyncio.sleep(0.02)
        (launching,) = (job for job in TIMETABLE if job.name == "launch_due_broadcasts")
        assert isinstance(launching, Often)
        assert launching.every + timedelta(seconds=IDLE_SECONDS) <= timedelta(seconds=2)
        await cluster.passes(seconds=3)
        async with cluster.database.reading() as session:
            assert (await session.get_one(Broadcast, 1)).phase is BroadcastPhase.FINISHED
