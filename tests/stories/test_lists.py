"""Lists: whatever is listed can be paged to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.models.requests import JoinRequest
from bot.models.rounds import Round
from bot.models.staff import AuditEntry
from bot.rules.rounds import RoundPhase
from bot.rules.staff import Deed
from tests.stories.cast import OWNER, Cluster, Player


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
    seen = await to_its_end(owner, "✅ News")
    assert len(seen) == 2 * 20, "on a button and in words"
    await owner.types("/broadcasts")
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
    assert len(await to_its_end(owner, "✅")) == 20
    await owner.types("/requests")
    assert "20 people are waiting" in owner.screen
    assert [label[8:10] for label in await to_its_end(owner, "Visitor")] == [f"{n:02}" for n in range(20)]
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "Page 1 of 3" in owner.screen
    assert len(await to_its_end(owner, "request to join")) == 40
