"""Somebody who leaves or is forgotten gives back their seats; what their company did stays counted."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.models.events import Event, Guest
from bot.rules.events import CheckIn, Rsvp
from bot.services import events
from tests.events import STARTS, an_event, says, stands
from tests.stories.cast import Cluster, Player, person_of


async def erases(player: Player) -> None:
    await player.types("/privacy")
    await player.taps("Erase my data")
    await player.taps("Erase everything")
    assert "was erased" in player.screen


async def leaves(player: Player) -> None:
    await player.types("/settings")
    await player.taps("Leave the bot")
    await player.taps("Leave")
    assert "You left" in player.screen


async def full(cluster: Cluster) -> tuple[Player, Player, Event]:
    """An event with one seat, which Amina has and for which Bruno waits."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    event = await an_event(cluster.database, seats=1)
    await says(cluster.database, event, await person_of(amina))
    await says(cluster.database, event, await person_of(bruno), Rsvp.WAITING, waiting_since=cluster.clock())
    return amina, bruno, event


@pytest.mark.both_databases
@pytest.mark.parametrize("goes", [erases, leaves])
async def test_a_seat_that_comes_free_so_is_offered_to_the_next_in_line(cluster: Cluster, goes) -> None:  # type: ignore[no-untyped-def]
    amina, bruno, event = await full(cluster)
    await goes(amina)
    assert "A seat has come free for you" in bruno.screen
    await bruno.taps("Take the seat")
    guest = await stands(cluster.database, event, await person_of(bruno))
    assert guest is not None
    assert guest.rsvp is Rsvp.GOING


async def test_who_waits_and_leaves_is_offered_nothing(cluster: Cluster) -> None:
    amina, bruno, event = await full(cluster)
    await leaves(bruno)
    assert (await stands(cluster.database, event, await person_of(bruno))).rsvp is Rsvp.NOT_GOING  # type: ignore[union-attr]
    seen = bruno.sees
    await leaves(amina)
    await cluster.passes(minutes=1)
    assert bruno.sees == seen


@pytest.mark.both_databases
async def test_what_was_written_goes_and_what_is_counted_stays(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    person = await person_of(amina)
    event = await an_event(cluster.database)
    await says(
        cluster.database,
        event,
        person,
        came_at=event.starts_at,
        check_in=CheckIn.WALK_IN,
        walk_in_name="Amina H.",
        rating=4,
        sentence="Too short",
        rated_at=cluster.clock(),
    )
    await cluster.passes(days=4)
    async with cluster.database.reading() as session:
        before = await events.figures(session, event.id)
    await erases(amina)
    async with cluster.database.reading() as session:
        assert await events.figures(session, event.id) == before
        guest = (await session.scalars(select(Guest).where(Guest.event_id == event.id))).one()
    assert (guest.person_id, guest.sentence, guest.walk_in_name) == (None, None, None)
    assert (guest.company_id, guest.rating, guest.rsvp) == (person.company_id, 4, Rsvp.GOING)


async def test_ones_own_events_are_downloaded_by_name(cluster: Cluster) -> None:
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(samia), rating=5, sentence="Très utile")
    await samia.types("/privacy")
    await samia.taps("JSON")
    document = next(m for m in reversed(samia.from_bot) if "document" in m)
    stored = cluster.tg.files.get(document["document"]["file_id"])
    assert stored is not None
    (own,) = json.loads(stored.content())["events"]
    assert own["event"] == "Forum de l’huile d’olive"
    assert own["starts"] == f"{STARTS} Asia/Beirut"
    assert (own["rsvp"], own["rating"], own["sentence"]) == ("going", 5, "Très utile")
