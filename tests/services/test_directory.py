"""Who is in the directory, and what it lets be seen of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company, CompanyFile, SubCluster
from bot.models.directory import Search
from bot.models.introductions import Mute
from bot.models.people import Person, Standing
from bot.rules.directory import MOST_SEARCHES, SEARCHES_WITHIN, Directory, Row
from bot.rules.words import fold
from bot.services import companies, directory, privacy
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def company(session: AsyncSession, name: str, number: int, **more: object) -> Person:
    """A company with one member, who is returned; `more` is theirs."""
    made = Company(
        name=name, name_key=fold(name), created_at=NOW, offers="glass jars", needs="corks", markets=["FR"]
    )
    made.sub_clusters = list(await session.scalars(select(SubCluster).where(SubCluster.slug == "wine")))
    is_on_the_bot: dict[str, object] = {
        "standing": Standing.MEMBER,
        "telegram_id": number,
        "joined_at": NOW,
        "consented_at": NOW,
    }
    person = Person(name=f"Member {name}", created_at=NOW, company=made, **{**is_on_the_bot, **more})  # type: ignore[arg-type]
    session.add(person)
    await session.flush()
    return person


async def found(session: AsyncSession, text: str) -> list[str]:
    page = await directory.search(session, text, 0)
    companies = await directory.companies_on(session, page)
    return [companies[hit.company_id].name for hit in page.items]


async def test_only_members_who_do_not_hide_are_ever_found(database: Database) -> None:
    async with database.transaction() as session:
        cedar = await company(session, "Cedar", 1)
        hidden = await company(session, "Hidden", 2, is_listed=False)
        for number, (name, more) in enumerate(
            {
                "Expected": {"standing": Standing.EXPECTED, "telegram_id": None},
                "Leaver": {"standing": Standing.LEFT},
                "Unasked": {"consented_at": None},
            }.items(),
            start=3,
        ):
            await company(session, name, number, **more)
        session.add(
            Person(name="Colleague", company=cedar.company, created_at=NOW, standing=Standing.EXPECTED)
        )
        await session.flush()
        assert await found(session, "glass jars") == ["Cedar"]
        assert await found(session, "Colleague") == []
        assert await directory.size(session) == 1
        assert [(part.slug, count) for part, count in (await directory.sub_clusters(session)).items] == [
            ("wine", 1)
        ]
        assert (await directory.of_sub_cluster(session, "wine", 0)).total == 1
        assert {count for _, count in (await directory.needs(session, 0)).items} == {1}
        assert [person.name for person in (await directory.card(session, cedar.company_id)).people.items] == [
            "Member Cedar"
        ]
        file = CompanyFile(
            company_id=hidden.company_id,
            file_id="f",
            file_unique_id="u",
            name="n",
            media="document",
            added_at=NOW,
        )
        session.add(file)
        await session.flush()
        with pytest.raises(directory.NotListed):
            await directory.card(session, hidden.company_id)
        with pytest.raises(directory.NotListed):
            await directory.file(session, file.id)
        with pytest.raises(companies.FileGone):
            await directory.file(session, file.id + 1)


async def test_what_changed_is_found_at_once(database: Database) -> None:
    async with database.transaction() as session:
        cedar = await company(session, "Cedar", 1)
        assert await found(session, "labels") == []
        cedar.company.offers = "labels"
        await session.flush()
        assert await found(session, "étiquettes") == ["Cedar"]
        cedar.is_listed = False
        await session.flush()
        assert await found(session, "étiquettes") == []


async def test_what_was_prepared_is_not_made_again_by_a_search(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Counted(Directory):
        def __init__(self, listed: Sequence[Row]) -> None:
            made.append(len(listed))
            super().__init__(listed)

    monkeypatch.setattr(directory, "Directory", Counted)
    directory._directory.cache_clear()
    async with database.transaction() as session:
        await company(session, "Prepared beforehand", 1)
    async with database.reading() as session:
        await directory.prepare(session)
        assert made == [1]
        assert await found(session, "prepared") == ["Prepared beforehand"]
        assert made == [1]


async def test_thirty_searches_an_hour_and_then_one_waits(database: Database) -> None:
    async with database.transaction() as session:
        for minute in range(MOST_SEARCHES):
            await directory.note_search(session, 1, at(NOW + timedelta(minutes=minute)))
        with pytest.raises(directory.TooManySearches) as refused:
            await directory.note_search(session, 1, at(NOW + timedelta(minutes=30)))
        assert refused.value.holes["when"] == "in 31 minutes"
        await directory.note_search(session, 2, at(NOW + timedelta(minutes=30)))
        await directory.note_search(session, 1, at(NOW + SEARCHES_WITHIN))
        kept = select(func.count()).where(Search.telegram_id == 1)
        assert await session.scalar(kept) == MOST_SEARCHES, "what is older than an hour is gone"
        await directory.purge_searches(session, at(NOW + 2 * SEARCHES_WITHIN))
        assert (await session.scalars(select(Search))).all() == []


async def test_who_is_erased_leaves_no_searches_and_no_mutes(database: Database) -> None:
    async with database.transaction() as session:
        amina, bruno = await company(session, "Cedar", 1), await company(session, "Wadi", 2)
        await directory.note_search(session, 1, at(NOW))
        session.add_all(
            [
                Mute(person_id=amina.id, muted_id=bruno.id, at=NOW),
                Mute(person_id=bruno.id, muted_id=amina.id, at=NOW),
            ]
        )
        await session.flush()
        about = (await privacy.everything_about(session, 1)).decode()
        assert '"searches": [\n' in about
        assert f'"muted_id": {bruno.id}' in about
        assert f'"muted_id": {amina.id}' not in about, "who muted them is not theirs to know"
        await privacy.erase(session, 1, 0, at(NOW))
        assert (await session.scalars(select(Search))).all() == []
        assert (await session.scalars(select(Mute))).all() == []
