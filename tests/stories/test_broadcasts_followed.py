"""A broadcast on its way: its progress message, pause, resume, cancel, and when it pauses itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.jobs.timetable import TIMETABLE
from bot.models.broadcasts import BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.people import Person, Standing
from bot.outbox import circuit
from tests.stories.broadcasting import (
    appoints_editor,
    got,
    is_down_for,
    looks,
    phase,
    recovers,
    sends,
    writes,
)
from tests.stories.cast import Cluster, Player


def edits(cluster: Cluster, player: Player) -> list[Any]:
    return [
        call for call in cluster.tg.ledger if call.method == "editMessageText" and call.chat_id == player.id
    ]


@pytest.mark.both_databases
async def test_the_message_shows_progress_and_then_the_report(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    is_down_for(bruno)
    await sends(owner, en="Hello")
    progress = owner.from_bot[-1]["message_id"]
    await looks(cluster)
    assert "Sending: 1 of 2" in owner.screen
    assert "Still to go: 1" in owner.screen
    so_far = len(edits(cluster, owner))
    for _look in range(3):
        await looks(cluster)
    assert len(edits(cluster, owner)) == so_far
    await recovers(cluster)
    assert "✅ Sent" in owner.screen
    assert "Arrived at Telegram: 2" in owner.screen
    assert owner.from_bot[-1]["message_id"] == progress
    assert len(got(amina, "Hello")) == len(got(bruno, "Hello")) == 1


async def test_how_fast_it_goes_and_how_long_it_still_takes_is_said_in_three_languages(
    cluster: Cluster,
) -> None:
    owner, _amina = await cluster.owner(), await cluster.welcomes("Amina Haddad")
    is_down_for(await cluster.welcomes("Bruno Karam"))
    await sends(owner, en="Hello")
    await cluster.passes(seconds=9)
    for label, words in {
        "Français": "par seconde, encore 10 secondes environ",
        "العربية": "في الثانية، والوقت المتبقّي نحو",
        "English": "a second, about 10 seconds to go",
    }.items():
        await owner.types("/language")
        await owner.taps(label)
        await owner.types("/broadcasts")
        await owner.taps("Hello")
        assert words in owner.screen.replace("\u00a0", " ")


async def test_one_that_is_through_is_over_for_whoever_looks_before_the_timetable_does(
    cluster: Cluster,
) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Hello")
    await owner.taps("Send…")
    await owner.taps("Send now")
    cluster.clock.move(seconds=31)
    (launching,) = (job for job in TIMETABLE if job.name == "launch_due_broadcasts")
    await cluster.machine.timetable.run_if_due(launching)
    await cluster.settled()
    assert got(amina, "Hello")
    assert await phase(cluster) is BroadcastPhase.SENDING, "nobody has looked yet"
    await owner.types("/broadcasts")
    await owner.taps("Hello")
    assert "✅ Sent" in owner.screen
    assert await phase(cluster) is BroadcastPhase.FINISHED
    await looks(cluster)
    assert "Sending" not in owner.sees


async def test_the_progress_does_not_take_over_what_is_shown_next(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    is_down_for(amina)
    await sends(owner, en="Hello")
    await looks(cluster)
    await owner.taps("Home")
    assert "here as staff" in owner.screen
    assert "Sending: 0 of 1" in owner.sees
    await owner.types("/staff")
    await recovers(cluster)
    assert "Staff" in owner.screen
    assert "✅ Sent" in owner.sees
    assert "Sending" not in owner.sees


async def test_a_deleted_progress_message_comes_back_once(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    is_down_for(amina)
    await sends(owner, en="Hello")
    for message in owner.from_bot:
        cluster.tg.remove(owner.phone.chat, message["message_id"])
    await recovers(cluster)
    await looks(cluster)
    assert [m["text"] for m in owner.from_bot if "Sent" in m["text"]] == [owner.from_bot[-1]["text"]]


async def test_the_progress_goes_only_to_staff(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    nadim = await cluster.welcomes("Nadim Saab")
    await appoints_editor(owner, nadim)
    is_down_for(amina)
    await sends(nadim, en="Hello")
    await looks(cluster)
    assert "Sending: 1 of 2" in nadim.sees
    await owner.taps("Nadim")
    await owner.taps("Take off")
    await owner.taps("Take off")
    await recovers(cluster)
    assert "✅ Sent" not in nadim.sees
    await nadim.taps("Pause")
    assert "staff only" in nadim.toasts[-1]


@pytest.mark.both_databases
async def test_pause_resume_and_cancel(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    is_down_for(bruno)
    await sends(owner, en="Hello")
    await looks(cluster)
    await owner.taps("Pause")
    assert "Paused: 1 of 2" in owner.screen
    await recovers(cluster)
    assert not got(bruno, "Hello")
    assert "Paused: 1 of 2" in owner.screen
    await owner.taps("Resume")
    await looks(cluster)
    assert len(got(bruno, "Hello")) == 1
    assert len(got(amina, "Hello")) == 1
    assert "✅ Sent" in owner.screen


async def test_cancelling_asks_first_and_the_question_stays(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    is_down_for(bruno)
    await sends(owner, en="Hello")
    await looks(cluster)
    await owner.taps("Cancel…")
    await looks(cluster)
    assert "1 person has not got it yet" in owner.screen
    await owner.taps("Back")
    assert "Sending: 1 of 2" in owner.screen
    await owner.taps("Cancel…")
    await owner.taps("Cancel the rest")
    assert "✖️ Cancelled" in owner.screen
    assert "Not sent any more: 1" in owner.screen
    await recovers(cluster)
    assert not got(bruno, "Hello")
    assert len(got(amina, "Hello")) == 1
    assert owner.sees.count("✖️ Cancelled") == 1


async def test_a_question_left_open_does_not_hide_the_end(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    is_down_for(amina)
    await sends(owner, en="Hello")
    await looks(cluster)
    await owner.taps("Cancel…")
    await recovers(cluster)
    assert "✅ Sent" in owner.screen


@pytest.fixture
async def crowd(cluster: Cluster) -> list[int]:
    """Four hundred more members, each with a phone."""
    ids = list(range(5_000, 5_400))
    async with cluster.database.transaction() as session:
        company = Company(name="Bekaa Wines", name_key="bekaa wines", created_at=cluster.clock())
        session.add_all(
            Person(
                name=f"Person {i}",
                created_at=cluster.clock(),
                company=company,
                telegram_id=i,
                standing=Standing.MEMBER,
            )
            for i in ids
        )
    for i in ids:
        cluster.tg.phone(i).chat.is_started = True
    return ids


async def statuses(cluster: Cluster) -> list[Status]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(Delivery.status).where(Delivery.chat_id < 6_000)))


@pytest.mark.both_databases
async def test_it_pauses_itself_and_tells_the_author(
    cluster: Cluster, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "LONGEST_PAUSE", 0.0)
    owner = await cluster.owner()
    await writes(owner, en="Hello")
    await owner.taps("Send…")
    await owner.taps("Send now")
    # Telegram answers, but to nobody of the crowd
    for chat in crowd:
        cluster.tg.faults.fail("reset_before", times=None, chat_id=chat)
    await cluster.passes(seconds=31)
    cluster.tg.faults.clear()
    await looks(cluster)
    assert await phase(cluster) is BroadcastPhase.PAUSED
    assert "A broadcast paused itself: Hello" in owner.sees
    await looks(cluster)
    assert owner.sees.count("A broadcast paused itself") == 1
    paused = sum(status is Status.PAUSED for status in await statuses(cluster))
    assert paused > 0
    await owner.taps("Look at it")
    assert "It paused itself: too many" in owner.screen
    await owner.taps("Resume")
    await looks(cluster)
    await looks(cluster)
    assert await phase(cluster) is BroadcastPhase.FINISHED
    assert sum(status is Status.SENT for status in await statuses(cluster)) == paused
