"""Whom an audience means, and how many of them a message reaches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company, SubCluster
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.rules.audiences import Audience, NotAnAudience, Reach, Sign
from bot.rules.companies import Kind, Size
from bot.rules.words import fold
from bot.services import audiences

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def company(
    session: AsyncSession, name: str, *slugs: str, size: Size | None = None, kind: Kind | None = None
) -> Company:
    named = await session.scalars(select(SubCluster).where(SubCluster.slug.in_(slugs)))
    made = Company(name=name, name_key=fold(name), size=size, kind=kind, created_at=NOW)
    made.sub_clusters = list(named)
    session.add(made)
    await session.flush()
    return made


class Roll:
    """People, each with an account of their own."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._next = 1000

    async def add(
        self,
        of: Company,
        language: str = "en",
        standing: Standing = Standing.MEMBER,
        *,
        is_reachable: bool = True,
    ) -> Person:
        self._next += 1
        person = Person(
            name=f"Person {self._next}",
            created_at=NOW,
            company=of,
            language=language,
            standing=standing,
            is_reachable=is_reachable,
            telegram_id=None if standing is Standing.EXPECTED else self._next,
        )
        self._session.add(person)
        await self._session.flush()
        return person


@pytest.fixture
async def cluster(database: Database) -> Database:
    """A winery (large), a snack maker (small) and a university, with seven people in all standings."""
    async with database.transaction() as session:
        roll = Roll(session)
        winery = await company(session, "Winery", "wine", size=Size.LARGE, kind=Kind.ENTERPRISE)
        snacks = await company(session, "Snacks", "snacks", "processing", size=Size.SMALL, kind=Kind.SME)
        university = await company(session, "University", kind=Kind.KNOWLEDGE_PROVIDER)
        await roll.add(winery, "ar")
        exporter = await roll.add(winery, "fr")
        await roll.add(winery, "ar", Standing.EXPECTED)
        await roll.add(snacks, "en")
        await roll.add(snacks, "en", is_reachable=False)
        await roll.add(snacks, "en", Standing.LEFT)
        await roll.add(university, "fr")
        export = Group(name="Export committee", key=fold("Export committee"))
        session.add(export)
        await session.flush()
        await session.execute(group_people.insert().values(group_id=export.id, person_id=exporter.id))
        await session.execute(group_companies.insert().values(group_id=export.id, company_id=snacks.id))
    return database


async def reached(database: Database, words: str) -> Reach:
    async with database.reading() as session:
        audience = await audiences.recognised(session, Audience.parse(words))
        return await audiences.reach(session, audience)


async def test_everybody_is_counted_by_language_and_the_unreachable_apart(cluster: Database) -> None:
    reach = await reached(cluster, "all")
    assert reach.by_language == {"ar": 1, "fr": 2, "en": 1}
    assert (reach.people, reach.not_joined, reach.blocked) == (4, 1, 1)


@pytest.mark.parametrize(
    ("words", "by_language"),
    [
        ("sub_cluster=wine", {"ar": 1, "fr": 1, "en": 0}),
        ("sub-cluster=WINE|Snacks", {"ar": 1, "fr": 1, "en": 1}),
        ("size=large", {"ar": 1, "fr": 1, "en": 0}),
        ("size=small|large,language=ar", {"ar": 1, "fr": 0, "en": 0}),
        ("kind=knowledge provider", {"ar": 0, "fr": 1, "en": 0}),
        ("language=fr", {"ar": 0, "fr": 2, "en": 0}),
        ("group=export  COMMITTEE", {"ar": 0, "fr": 1, "en": 1}),
        ("sub_cluster=wine,group=export committee", {"ar": 0, "fr": 1, "en": 0}),
        ("sub_cluster=wine,sub_cluster=snacks", {"ar": 1, "fr": 1, "en": 1}),
        ("sub_cluster=wine,kind=knowledge_provider", {"ar": 0, "fr": 0, "en": 0}),
    ],
)
async def test_values_of_one_kind_add_up_and_kinds_narrow_each_other(
    cluster: Database, words: str, by_language: dict[str, int]
) -> None:
    assert (await reached(cluster, words)).by_language == by_language


async def test_a_person_in_a_group_twice_is_counted_once(cluster: Database) -> None:
    async with cluster.transaction() as session:
        group = await session.scalar(select(Group))
        person = await session.scalar(select(Person).join(Company).where(Company.name == "Snacks"))
        assert group is not None
        assert person is not None
        await session.execute(group_people.insert().values(group_id=group.id, person_id=person.id))
    assert (await reached(cluster, "group=Export committee")).people == 2


async def test_an_unknown_value_is_refused_with_the_known_ones(cluster: Database) -> None:
    with pytest.raises(audiences.UnknownValue) as refused:
        await reached(cluster, "sub_cluster=beer")
    assert refused.value.holes["value"] == "beer"
    assert "wine, snacks, agri_fresh" in refused.value.holes["known"]


@pytest.mark.parametrize("words", ["", "wine", "colour=red", "size=", "size=|", "all,size=large"])
def test_words_that_are_no_audience_are_refused(words: str) -> None:
    with pytest.raises(NotAnAudience):
        Audience.parse(words)


async def test_buttons_put_values_in_and_take_them_out(cluster: Database) -> None:
    async with cluster.reading() as session:
        wine, *_others = await audiences.options(session, "sub_cluster")
        chosen = await audiences.put(session, Audience(), "sub_cluster", wine.key, Sign.IN)
        assert chosen.stored() == {"sub_cluster": ["wine"]}
        away = await audiences.put(session, chosen, "sub_cluster", wine.key, Sign.AWAY)
        assert away.is_everybody


@pytest.mark.parametrize(
    ("dimension", "key"), [("sub_cluster", "999"), ("group", "x"), ("colour", "red"), ("size", "")]
)
async def test_a_forged_button_chooses_nothing(cluster: Database, dimension: str, key: str) -> None:
    async with cluster.reading() as session:
        with pytest.raises(audiences.NoSuchChoice):
            await audiences.put(session, Audience(), dimension, key, Sign.IN)
