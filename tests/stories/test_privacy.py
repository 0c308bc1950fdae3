"""What is stored about somebody is theirs to see and to erase."""

from __future__ import annotations

import json

from sqlalchemy import select

from bot.models import Base, Delivery, Introduction, Person, Purpose
from bot.outbox.queue import enqueue
from bot.replies import Reply
from bot.rules.introductions import Decline, Origin, Side, State
from tests.stories.cast import Cluster, Player


async def downloads(player: Player) -> dict[str, object]:
    await player.types("/privacy")
    await player.taps("Download")
    document = next(m for m in reversed(player.from_bot) if "document" in m)
    stored = player.cluster.tg.files.get(document["document"]["file_id"])
    assert stored is not None
    content = stored.content()
    return dict(json.loads(content))


async def erases(player: Player) -> None:
    await player.types("/privacy")
    await player.taps("Erase my data")
    await player.taps("Erase everything")
    assert "was erased" in player.screen


async def knows_nothing_of(cluster: Cluster, player: Player, name: str) -> None:
    """No row has their id or their name."""
    async with cluster.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                assert player.id not in row.values(), f"{table.name} still knows them"
                assert name not in str(dict(row)), f"{table.name} still names them"


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


async def test_forgetting_leaves_no_trace(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    async with cluster.database.transaction() as session:
        await enqueue(
            session,
            amina.id,
            Reply("for Amina"),
            purpose=Purpose.REMINDER,
            language="en",
            now=cluster.clock(),
            not_before=cluster.clock().replace(year=2030),
        )
    await erases(amina)
    await knows_nothing_of(cluster, amina, "Amina")
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Delivery))).all() == []
    await amina.opens()
    assert "invite link" in amina.screen


async def test_a_stranger_who_asked_can_erase_that_too(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saliba")
    await nour.types("Orchard Juices")
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
