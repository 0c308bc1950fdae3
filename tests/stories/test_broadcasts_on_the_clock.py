"""A broadcast goes out when the clocks show the time that was chosen: over a decree, a restart, another time zone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import config
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.rules.walltime import minute_of
from bot.screens.scheduling import SendAt
from bot.simulator.telegram import Telegram
from tests.conftest import TEST_KEY
from tests.stories.broadcasting import got, phase, writes
from tests.stories.cast import Clock, Cluster, Player, pretend_telegram, running_on
from tests.zones import beirut_in

NEWS = "News of Monday morning"


class Restarts:
    """A bot that is started again and again on one database, and a Telegram that stays."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.url = url
        self.monkeypatch = monkeypatch
        self.clock = Clock(datetime(2023, 3, 22, 10, 0, tzinfo=UTC))
        self.tg: Telegram = pretend_telegram(self.clock)

    @asynccontextmanager
    async def running(self, zone: ZoneInfo) -> AsyncIterator[Cluster]:
        """The bot under a zone as the time zone database, or TIMEZONE, has it when the process starts."""
        self.monkeypatch.setattr(config, "ZoneInfo", lambda _name: zone)
        async with running_on(self.tg, self.clock, self.url, TEST_KEY, is_last=False) as cluster:
            yield cluster

    def moves_to(self, day: int, hour: int, minute: int = 0) -> None:
        """It is this time of March 2023, UTC."""
        there = datetime(2023, 3, day, hour, minute, tzinfo=UTC)
        self.clock.move(seconds=(there - self.clock()).total_seconds())


@pytest.fixture
async def restarts(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Restarts]:
    made = Restarts(database_url, monkeypatch)
    yield made
    assert made.tg.breaches == []
    made.tg.close()


async def is_set(cluster: Cluster, typed: str) -> tuple[Player, Player]:
    """The owner writes to the one member, and types when; both of them."""
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en=NEWS)
    await owner.taps("Send…")
    await owner.taps("Later")
    await owner.types(typed)
    return owner, amina


@pytest.mark.both_databases
async def test_nine_stays_nine_while_a_decree_comes_and_goes(restarts: Restarts) -> None:
    async with restarts.running(beirut_in("2023a")) as cluster:
        owner, amina = await is_set(cluster, "27/3/2023 09:00")
        assert "It goes out on Monday, 27 March 2023, 09:00" in owner.screen
        await cluster.passes(minutes=5)
        assert "stays" not in owner.sees
    restarts.moves_to(24, 10)
    async with restarts.running(beirut_in("2023b")) as cluster:
        await cluster.passes(minutes=1)
        await cluster.passes(minutes=5)
        assert owner.sees.count("09:00 stays 09:00: Monday, 27 March 2023, 09:00.") == 1
        assert "from now on it is Monday, 27 March 2023, 07:00 UTC" in owner.screen
    restarts.moves_to(26, 10)
    async with restarts.running(beirut_in("2023c")) as cluster:
        await cluster.passes(minutes=1)
        await cluster.passes(minutes=5)
        assert owner.sees.count("09:00 stays 09:00") == 2
        assert "from now on it is Monday, 27 March 2023, 06:00 UTC" in owner.screen
        restarts.moves_to(27, 5, 59)
        await cluster.passes(seconds=1)
        assert not got(amina, NEWS)
        await cluster.passes(minutes=1)
        assert len(got(amina, NEWS)) == 1
        await cluster.passes(hours=2)
        assert len(got(amina, NEWS)) == 1


@pytest.mark.both_databases
async def test_a_bot_that_starts_after_the_old_moment_waits_for_the_new_one(restarts: Restarts) -> None:
    async with restarts.running(beirut_in("2023a")) as cluster:
        owner, amina = await is_set(cluster, "27/3/2023 09:00")
    restarts.moves_to(27, 6, 30)
    async with restarts.running(beirut_in("2023b")) as cluster:
        await cluster.passes(seconds=1)
        assert not got(amina, NEWS)
        assert "09:00 stays 09:00" in owner.sees
        await cluster.passes(minutes=30)
        assert len(got(amina, NEWS)) == 1


async def test_nine_in_beirut_becomes_nine_in_paris_when_the_bot_moves_there(restarts: Restarts) -> None:
    async with restarts.running(beirut_in("2023a")) as cluster:
        owner, amina = await is_set(cluster, "27/3/2023 09:00")
    async with restarts.running(ZoneInfo("Europe/Paris")) as cluster:
        await cluster.passes(seconds=1)
        assert "09:00 stays 09:00" in owner.screen
        assert "clocks in Paris have changed, or the bot's time zone has" in owner.screen
        await Player(cluster, owner.phone).taps("Look at it")
        assert "It goes out on Monday, 27 March 2023, 09:00" in owner.screen
        restarts.moves_to(27, 6, 30)
        await cluster.passes(seconds=1)
        assert not got(amina, NEWS)
        await cluster.passes(minutes=30)
        assert len(got(amina, NEWS)) == 1


async def test_a_button_of_before_the_restart_means_the_time_that_it_shows(restarts: Restarts) -> None:
    restarts.moves_to(24, 10)
    async with restarts.running(beirut_in("2023a")) as cluster:
        owner = await cluster.owner()
        await cluster.welcomes()
        await writes(owner, en=NEWS)
        await owner.taps("Send…")
        await owner.taps("Later")
    async with restarts.running(beirut_in("2023b")) as cluster:
        await Player(cluster, owner.phone).taps("Monday, 27 March 2023, 09:00")
        assert "It goes out on Monday, 27 March 2023, 09:00" in owner.screen


SKIPPED = {
    "en": (
        "On Sunday, 28 March 2027 the clocks never show 00:30: that night they go forward past it. "
        "Choose a time up to Saturday, 27 March 2027, 23:59, or from Sunday, 28 March 2027, 01:00 on."
    ),
    "fr": (
        "Le dimanche 28 mars 2027, il ne sera jamais 00:30\u00a0: cette nuit-là, on avance les horloges. "
        "Choisissez un moment jusqu’au samedi 27 mars 2027 à 23:59, ou à partir du dimanche 28 mars 2027 à 01:00."
    ),
    "ar": (
        "لا وجود للوقت 12:30 ص يوم الأحد، 28 آذار 2027: في تلك الليلة تُقدَّم الساعة فتتخطّاه. "
        "يُرجى اختيار وقت لا يتجاوز السبت، 27 آذار 2027، 11:59 م، أو ابتداءً من الأحد، 28 آذار 2027، 1:00 ص."
    ),
}
TWICE = {
    "en": (
        "On Saturday, 24 October 2026 the clocks show 23:30 twice: that night they go back. "
        "Choose a time up to Saturday, 24 October 2026, 22:59, or from Sunday, 25 October 2026, 00:00 on."
    ),
    "fr": (
        "Le samedi 24 octobre 2026, il sera deux fois 23:30\u00a0: cette nuit-là, on retarde les horloges. "
        "Choisissez un moment jusqu’au samedi 24 octobre 2026 à 22:59, ou à partir du dimanche 25 octobre 2026 à 00:00."
    ),
    "ar": (
        "يأتي الوقت 11:30 م مرّتين يوم السبت، 24 تشرين الأول 2026: في تلك الليلة تُؤخَّر الساعة. "
        "يُرجى اختيار وقت لا يتجاوز السبت، 24 تشرين الأول 2026، 10:59 م، "
        "أو ابتداءً من الأحد، 25 تشرين الأول 2026، 12:00 ص."
    ),
}
ENGLISH = {"en": "English", "fr": "Anglais", "ar": "الإنجليزية"}


async def is_asked_when(cluster: Cluster, language: str) -> Player:
    """The owner, in their language, at the question when a broadcast goes out."""
    owner = await cluster.owner(language)
    await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps(ENGLISH[language])
    await owner.types(NEWS)
    await owner.taps("📤")
    await owner.taps("🕒")
    return owner


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_half_past_midnight_of_the_night_when_clocks_go_forward_is_refused_in_words(
    cluster: Cluster, language: str
) -> None:
    owner = await is_asked_when(cluster, language)
    await owner.types("28/3/2027 00:30")
    assert SKIPPED[language] in owner.screen
    await owner.types("28/3/2027 01:00")
    await owner.taps("🌙")
    async with cluster.database.reading() as session:
        assert await session.scalar(select(Broadcast.send_at)) == datetime(2027, 3, 27, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_half_past_eleven_of_the_night_when_clocks_go_back_is_refused_in_words(
    cluster: Cluster, language: str
) -> None:
    cluster.clock.move(days=-60)
    owner = await is_asked_when(cluster, language)
    await owner.types("24/10/2026 23:30")
    assert TWICE[language] in owner.screen
    await owner.types("24/10/2026 22:30")
    await owner.taps("🌙")
    async with cluster.database.reading() as session:
        assert await session.scalar(select(Broadcast.send_at)) == datetime(2026, 10, 24, 19, 30, tzinfo=UTC)


async def test_a_button_for_a_time_that_does_not_exist_is_refused_in_words(cluster: Cluster) -> None:
    owner = await is_asked_when(cluster, "en")
    skipped = datetime.fromisoformat("2027-03-28 00:30")
    await owner.taps_data(SendAt(1, minute_of(skipped), revision=2).pack())
    assert SKIPPED["en"] in owner.toasts[-1]
    assert await phase(cluster) is BroadcastPhase.COMPOSING
