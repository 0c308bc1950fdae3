"""Feedback on events: asked on the day after, answered in a tap and a sentence, changed; and whom one met there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.models.events import Guest
from bot.models.introductions import Introduction
from bot.models.ledger import Interaction, Opportunity
from bot.rules.events import CheckIn, EventPhase, Rsvp
from bot.rules.introductions import Why
from bot.rules.ledger import Act, Offer
from tests.events import an_event, says
from tests.stories.cast import Cluster, Player, person_of

QUESTION = "How was Olive Oil Forum?"
CAME = {"came_at": datetime(2026, 11, 26, 16, 5, tzinfo=UTC), "check_in": CheckIn.NAME}


async def goes_to(cluster: Cluster, instant: str) -> None:
    """Time passes until an instant (UTC)."""
    length = datetime.fromisoformat(instant).replace(tzinfo=UTC) - cluster.clock()
    await cluster.passes(seconds=length.total_seconds())


async def counted(cluster: Cluster, kind: Act | Offer) -> int:
    table = Interaction if isinstance(kind, Act) else Opportunity
    async with cluster.database.reading() as session:
        return await session.scalar(select(func.count()).where(table.kind == kind)) or 0


async def after_the_forum(cluster: Cluster) -> tuple[Player, Player, Player]:
    """The day after an event to which Amina and Samia came, and Karim did not; they have been asked."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina), **CAME)
    await says(cluster.database, event, await person_of(samia), Rsvp.NOT_GOING, **CAME)
    await says(cluster.database, event, await person_of(karim))
    await goes_to(cluster, "2026-11-27 08:00:30")
    return amina, samia, karim


@pytest.mark.both_databases
async def test_who_came_is_asked_once_on_the_day_after_at_ten(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina), **CAME)
    await says(cluster.database, event, await person_of(karim))
    await goes_to(cluster, "2026-11-27 07:59")
    assert QUESTION not in amina.sees
    await goes_to(cluster, "2026-11-27 08:00:30")
    assert QUESTION in amina.screen
    assert "without their names" in amina.screen
    assert amina.buttons[:5] == ["1 ⭐", "2 ⭐", "3 ⭐", "4 ⭐", "5 ⭐"]
    await cluster.passes(hours=1)
    await cluster.passes(days=1)
    assert amina.sees.count(QUESTION) == 1
    assert QUESTION not in karim.sees
    assert await counted(cluster, Offer.EVENT_RATING) == 1


@pytest.mark.both_databases
async def test_where_nobody_was_checked_in_those_who_said_they_would_come_are_asked(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    await says(cluster.database, event, await person_of(karim), Rsvp.WAITING)
    await goes_to(cluster, "2026-11-27 08:00:30")
    assert QUESTION in amina.screen
    assert QUESTION not in karim.sees
    await amina.taps("5 ⭐")
    assert "you gave 5 of 5" in amina.screen


async def test_after_an_outage_of_days_it_is_still_asked_and_after_a_week_staff_are_told(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    late = await an_event(cluster.database, titles={"en": "Wine Night"})
    too_late = await an_event(
        cluster.database, titles={"en": "Seed Day"}, starts=datetime.fromisoformat("2026-11-24 18:00")
    )
    for event in (late, too_late):
        await says(cluster.database, event, await person_of(amina))
    await goes_to(cluster, "2026-12-01 09:00")
    assert "How was Wine Night?" in amina.screen
    assert "Seed Day" not in amina.sees
    assert "Nobody was asked how Seed Day was" in owner.screen
    await cluster.passes(minutes=5)
    assert owner.sees.count("Nobody was asked how Seed Day was") == 1


async def test_a_cancelled_event_and_one_without_anybody_ask_nothing(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    cancelled = await an_event(cluster.database, phase=EventPhase.CANCELLED)
    await says(cluster.database, cancelled, await person_of(amina))
    await an_event(cluster.database, titles={"en": "Empty Hall"})
    before = amina.sees
    await goes_to(cluster, "2026-11-27 09:00")
    await goes_to(cluster, "2026-12-20 09:00")
    assert amina.sees == before
    assert "Nobody was asked" not in owner.sees


@pytest.mark.both_databases
async def test_a_rating_and_a_sentence_are_given_and_changed_and_count_once(cluster: Cluster) -> None:
    amina, samia, karim = await after_the_forum(cluster)
    await amina.taps("4 ⭐")
    assert amina.toasts[-1] == "Thank you for telling us."
    assert "you gave 4 of 5" in amina.screen
    assert "without your name" in amina.screen
    await amina.types("Good people, too little time.")
    assert "Good people, too little time." in amina.screen
    await amina.taps("2 ⭐")
    assert "you gave 2 of 5" in amina.screen
    assert "✓ 2 ⭐" in amina.buttons
    await amina.taps("Keep it")
    assert "Good people, too little time." in amina.screen
    assert await counted(cluster, Act.EVENT_RATED) == 1
    assert "Qu’avez-vous pensé de" in samia.screen
    await samia.taps("5 ⭐")
    assert "votre nom" in samia.screen
    await samia.taps("Passer")
    assert "5 sur 5" in samia.screen
    assert await counted(cluster, Act.EVENT_RATED) == 2
    assert "⭐" not in karim.sees


async def test_a_sentence_is_taken_back_and_corrected_by_editing_the_message(cluster: Cluster) -> None:
    amina, *_others = await after_the_forum(cluster)
    await amina.taps("4 ⭐")
    message_id = amina.phone.send("Too lnog")
    await cluster.settled()
    amina.phone.edit(message_id, "Too long")
    await cluster.settled()
    assert "Too long" in amina.screen
    assert "Too lnog" not in amina.screen
    await amina.taps("Change the sentence")
    await amina.taps("Take back what I wrote")
    assert "Too long" not in amina.screen
    await amina.taps("Add a sentence")
    await amina.types("x" * 501)
    assert "at most 500 fit" in amina.screen
    amina.phone.send_sticker()
    await cluster.settled()
    assert "type it as text" in amina.screen
    await amina.types("Short.")
    async with cluster.database.reading() as session:
        given = await session.execute(select(Guest.rating, Guest.sentence).where(Guest.rating.is_not(None)))
    assert given.all() == [(4, "Short.")]


async def test_after_thirty_days_and_from_who_was_not_there_nothing_is_taken(cluster: Cluster) -> None:
    amina, _samia, karim = await after_the_forum(cluster)
    message, rate = amina.button("3 ⭐")
    await karim.taps_data(rate)
    assert karim.toasts[-1] == "لم تعد هذه الفعالية موجودة."
    await amina.taps_data(rate.replace(":3", ":9"), message["message_id"])
    assert "does not exist any more" in amina.toasts[-1]
    await goes_to(cluster, "2026-12-26 18:00")
    await amina.taps_data(rate, message["message_id"])
    assert "you gave 3 of 5" in amina.screen
    await goes_to(cluster, "2026-12-26 20:00")
    await amina.taps_data(rate, message["message_id"])
    assert "closed 30 days after it" in amina.toasts[-1]
    await amina.types("/events")
    await amina.taps("Where I went")
    await amina.taps("Olive Oil Forum")
    assert not any("⭐" in label for label in amina.buttons)


async def test_the_card_of_an_event_that_is_over_asks_those_who_were_there(cluster: Cluster) -> None:
    amina, _samia, karim = await after_the_forum(cluster)
    await amina.types("/events")
    await amina.taps("Where I went")
    await amina.taps("Olive Oil Forum")
    await amina.taps("How was it?")
    await amina.taps("5 ⭐")
    await amina.taps("Skip")
    _message, opens = amina.button("Open the event")
    await amina.taps("Open the event")
    assert "⭐ You gave 5 of 5" in amina.buttons
    await karim.types("/events")
    await karim.taps_data(opens)
    assert "ملتقى زيت الزيتون" in karim.screen
    assert not any("⭐" in label for label in karim.buttons)


@pytest.mark.both_databases
async def test_whom_one_met_leads_to_an_introduction_that_both_agree_to(cluster: Cluster) -> None:
    amina, samia, _karim = await after_the_forum(cluster)
    await amina.taps("4 ⭐")
    await amina.taps("Whom did you meet?")
    assert "Companies at Olive Oil Forum" in amina.screen
    assert "Vetro Glass" in amina.screen
    assert "Samia" not in amina.screen
    assert "بقاع" not in amina.sees  # said they would come, and did not
    await amina.taps("Vetro Glass")
    await amina.taps("Back")
    assert "Companies at Olive Oil Forum" in amina.screen
    await amina.taps("Vetro Glass")
    await amina.taps("Ask for an introduction")
    await amina.taps("We met at an event")
    await amina.taps("Send it")
    async with cluster.database.reading() as session:
        asked = await session.scalar(select(Introduction))
    assert asked is not None
    assert asked.why is Why.MET
    assert "Nous nous sommes rencontrés" in samia.screen
    assert "introduced" not in amina.screen
    await samia.taps("Oui")
    assert "You are introduced to Samia Saad" in amina.sees


async def test_whom_one_met_is_shown_to_those_who_were_there_and_names_nobody_who_hides(
    cluster: Cluster,
) -> None:
    amina, samia, karim = await after_the_forum(cluster)
    _message, rate = amina.button("4 ⭐")
    await amina.taps_data(rate)
    _message, met = amina.button("Whom did you meet?")
    await karim.taps_data(met)
    assert karim.toasts[-1] == "لم تعد هذه الفعالية موجودة."
    async with cluster.database.transaction() as session:
        (await session.merge(await person_of(samia))).is_listed = False
    await amina.taps_data(rate)
    assert not any("Whom did you meet?" in label for label in amina.buttons)


async def test_who_has_said_it_already_is_not_asked(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina), **CAME)
    await goes_to(cluster, "2026-11-26 20:00")
    await amina.types("/events")
    await amina.taps("Where I went")
    await amina.taps("Olive Oil Forum")
    await amina.taps("How was it?")
    await amina.taps("5 ⭐")
    await goes_to(cluster, "2026-11-27 09:00")
    assert QUESTION not in amina.sees
