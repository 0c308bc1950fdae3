"""What the rule of fit looks at, loaded for all companies in two statements; and whom conditions let in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company, SubCluster
from bot.models.people import Person, Standing
from bot.rules.companies import Kind, Size
from bot.rules.fit import Conditions, Criterion, Eligibility, Facts, made_of
from bot.services import conditions
from bot.services.audiences import NoSuchChoice
from bot.services.fit import facts_of, facts_of_all
from tests.moments import at
from tests.services.test_polls import statements

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def cluster(session: AsyncSession, many: int = 0) -> dict[str, Company]:
    """A company that says everything, one that says nothing, and one with nobody on the bot."""
    wine = await session.scalar(select(SubCluster).where(SubCluster.slug == "wine"))
    assert wine is not None
    said = Company(
        name="Cedar",
        name_key="cedar",
        created_at=NOW,
        kind=Kind.SME,
        size=Size.SMALL,
        founded_in=2014,
        products="olive oil",
        markets=["AE"],
        certifications=["haccp"],
        sub_clusters=[wine],
    )
    silent = Company(name="Bekaa", name_key="bekaa", created_at=NOW)
    home = Company(name="Home", name_key="home", created_at=NOW, declined=["markets"])
    others = [
        Company(name=f"C{n}", name_key=f"c{n}", created_at=NOW, sub_clusters=[wine]) for n in range(many)
    ]
    for number, company in enumerate([said, silent, *others]):
        session.add(
            Person(
                name="Amina",
                company=company,
                created_at=NOW,
                telegram_id=1000 + number,
                standing=Standing.MEMBER,
            )
        )
    session.add(home)
    await session.flush()
    return {"said": said, "silent": silent, "home": home}


async def test_what_profiles_say_and_do_not_say(database: Database) -> None:
    async with database.transaction() as session:
        companies = await cluster(session)
        everything = Facts(
            size=Size.SMALL,
            kind=Kind.SME,
            sub_clusters=frozenset({"wine"}),
            products=made_of("olive oil"),
            certifications=frozenset({"haccp"}),
            markets=frozenset({"AE"}),
            age=12,
        )
        all_facts = await facts_of_all(session, at(NOW))
        assert all_facts == {companies["silent"].id: Facts(), companies["said"].id: everything}
        assert await facts_of(session, companies["said"].id, at(NOW)) == everything
        assert await facts_of(session, companies["home"].id, at(NOW)) == Facts(markets=frozenset())
        assert await facts_of(session, 99, at(NOW)) == Facts()


async def test_the_facts_of_hundreds_are_two_statements(database: Database) -> None:
    async with database.transaction() as session:
        await cluster(session, many=300)
        session.expunge_all()
        with statements(database) as said:
            assert len(await facts_of_all(session, at(NOW))) == 302
        assert len(said) == 2
        await session.rollback()


async def test_conditions_name_whom_they_let_in_and_leave_out(database: Database) -> None:
    large = Conditions({Criterion.SIZE: ("large",)})
    async with database.transaction() as session:
        companies = await cluster(session)
        outlook = await conditions.outlook(session, large, at(NOW))
        assert outlook.those(Eligibility.NEARLY) == (companies["silent"].id,)
        assert outlook.those(Criterion.SIZE) == outlook.those(Eligibility.NOT) == (companies["said"].id,)
        assert outlook.not_here == 1
        listed = await conditions.who(session, large, Criterion.SIZE, 0, at(NOW))
        assert [company.name for company, _fit in listed.items] == ["Cedar"]
        with pytest.raises(NoSuchChoice):
            await conditions.who(session, large, "everybody", 0, at(NOW))


async def test_values_are_tapped_or_typed_and_what_means_nothing_is_said(database: Database) -> None:
    async with database.transaction() as session:
        chosen, found = await conditions.typed(
            session, Conditions(), Criterion.PRODUCT, "potatoes, زيت زيتون, zorblax"
        )
        assert chosen.values[Criterion.PRODUCT] == ("potatoes", "olive_oil")
        assert "zorblax" in found.unknown
        chosen, _found = await conditions.typed(session, chosen, Criterion.MARKET, "Germany, فرنسا, qatar")
        assert chosen.values[Criterion.MARKET] == ("DE", "FR", "QA")
        chosen = await conditions.toggled(session, chosen, Criterion.MARKET, "FR")
        assert chosen.values[Criterion.MARKET] == ("DE", "QA")
        (wine, *_others) = await conditions.options(session, chosen, Criterion.SUB_CLUSTER)
        chosen = await conditions.toggled(session, chosen, Criterion.SUB_CLUSTER, wine.key)
        assert chosen.values[Criterion.SUB_CLUSTER] == (wine.value,)
        with pytest.raises(NoSuchChoice):
            await conditions.toggled(session, chosen, Criterion.SIZE, "huge")
