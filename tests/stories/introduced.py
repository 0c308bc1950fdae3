"""Introductions that came about some time ago, put into the database: the way there has stories of its own."""

from __future__ import annotations

from sqlalchemy import select

from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.rules.introductions import Origin, State
from tests.stories.cast import Cluster


async def introduced(cluster: Cluster, asker: str, other: str) -> int:
    """Two members, by name, are introduced right now; returns the introduction's id."""
    now = cluster.clock()
    async with cluster.database.transaction() as session:
        people = {person.name: person for person in await session.scalars(select(Person))}
        made = Introduction(
            asker=people[asker],
            other=people[other],
            origin=Origin.CARD,
            asked_at=now,
            asker_agreed_at=now,
            other_agreed_at=now,
            closed_at=now,
            state=State.INTRODUCED,
        )
        session.add(made)
        await session.flush()
        return made.id
