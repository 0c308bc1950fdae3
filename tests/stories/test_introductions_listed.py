"""Long lists: many introductions, and companies with many people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.rules.introductions import Origin, State
from bot.rules.people import Seat
from bot.screens.introduction_wording import AskCompany
from tests.stories.asking import stored, two
from tests.stories.cast import Cluster, person_of


async def asked_by_many(cluster: Cluster, count: int) -> None:
    """So many ask to meet Amina, one after the other; then she asks two more, of whom one has answered."""
    for number in range(count + 2):
        await cluster.expects(f"Person {number:02}", f"Company {number:02}")
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        people = {person.name: person for person in await session.scalars(select(Person))}
        amina = people["Amina Haddad"]
        for number in range(count + 2):
            is_hers = number >= count
            other = people[f"Person {number:02}"]
            session.add(
                Introduction(
                    asker=amina if is_hers else other,
                    other=other if is_hers else amina,
                    origin=Origin.CARD,
                    asked_at=now + timedelta(minutes=number),
                    asker_agreed_at=now,
                    state=State.POSTPONED if number > count else State.OPEN,
                )
            )


@pytest.mark.both_databases
async def test_what_waits_for_an_answer_comes_first_and_every_page_can_be_reached(cluster: Cluster) -> None:
    amina, _bruno = await two(cluster)
    await asked_by_many(cluster, 13)
    await amina.types("/introductions")
    seen = [label for label in amina.buttons if "Person" in label]
    assert "Page 1 of 2" in amina.screen
    await amina.taps("Next")
    seen += [label for label in amina.buttons if "Person" in label]
    names = [label.split(" · ")[0].split(" ", 1)[1] for label in seen]
    assert names == [f"Person {number:02}" for number in (*reversed(range(13)), 13, 14)]
    await amina.taps("Person 00")
    assert "would like to meet you" in amina.screen
    await amina.taps("Back")
    assert "Page 2 of 2" in amina.screen
    await amina.taps("Previous")
    assert "Page 1 of 2" in amina.screen
    await amina.taps_data("i:zz")
    assert "Page 2 of 2" in amina.screen
    await amina.taps_data("i")
    assert "Page 1 of 2" in amina.screen


async def grows(cluster: Cluster, company: str, count: int) -> None:
    """So many more people of a company are on the bot."""
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        grown = await session.scalar(select(Company).where(Company.name == company))
        for number in range(count):
            person = Person(
                name=f"Person {number:03}", seat=Seat.LIAISON, language="en", created_at=now, company=grown
            )
            person.telegram_id, person.standing = 500_000 + number, Standing.MEMBER
            person.consented_at = person.joined_at = now
            session.add(person)


async def test_everybody_of_a_large_company_can_be_asked_and_can_take_a_request_over(
    cluster: Cluster,
) -> None:
    amina, bruno = await two(cluster)
    await grows(cluster, "Vetro Glass", 110)
    await amina.taps_data(AskCompany((await person_of(bruno)).company_id).pack())
    await amina.taps("Choose whom")
    seen: list[str] = []
    while True:
        seen += [label.split(" · ")[0] for label in amina.buttons if " · " in label]
        if "Next →" not in amina.buttons:
            break
        await amina.taps("Next")
    assert seen == ["Bruno Karam", *(f"Person {number:03}" for number in range(110))]
    assert "Page 14 of 14" in amina.screen
    await amina.taps("As before")
    await amina.taps("Buy from them")
    await amina.taps("Send it")
    await bruno.taps("A colleague handles this")
    assert "Page 1 of 14" in bruno.screen
    await bruno.taps("Next")
    await bruno.taps("Person 008")
    assert "colleague answers instead" in bruno.screen
    states = [state for _id, state in await stored(cluster, Introduction.id, Introduction.state)]
    assert states == [State.HANDED_ON, State.OPEN]
