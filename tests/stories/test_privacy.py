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
    await amina.types("/privacy")
    await amina.taps("Erase my data")
    await amina.taps("Erase everything")
    assert "was erased" in amina.screen
    async with cluster.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                assert amina.id not in row.values(), f"{table.name} still knows her"
                assert "Amina" not in str(dict(row)), f"{table.name} still names her"
        assert (await session.scalars(select(Delivery))).all() == []
    await amina.opens()
    assert "invite link" in amina.screen


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


async def test_a_stranger_who_asked_can_erase_that_too(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saliba")
    await nour.types("Orchard Juices")
    await nour.types("/privacy")
    await nour.taps("Erase my data")
    await nour.taps("Erase everything")
    await owner.taps("Decide")
    assert owner.toasts[-1] == "This request does not exist any more."
