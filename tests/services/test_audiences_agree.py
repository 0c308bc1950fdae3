"""The database finds whom the rules mean, whatever is chosen, and one of each company as an introduction would."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from hypothesis import HealthCheck, given, settings
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.companies import Company, SubCluster
from bot.models.events import Event, Guest
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.rules.audiences import Audience
from bot.rules.companies import Kind, Size
from bot.rules.events import Rsvp
from bot.rules.introductions import Why, right_person
from bot.rules.people import Seat
from bot.services import audiences
from tests import audiences as on_paper
from tests.audiences import Somebody, is_in
from tests.services.test_broadcasts import people

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VOCABULARY = {
    "sub_cluster": ("wine", "snacks", "processing"),
    "group": ("Board", "Export"),
    "size": ("small", "large"),
    "kind": ("sme", "investor"),
    "language": ("ar", "fr", "en"),
    "event": ("1:going", "1:silent", "1:came"),
}
Population = tuple[dict[int, Somebody], dict[int, Person]]
_KNOWN: WeakKeyDictionary[Database, Population] = WeakKeyDictionary()


async def population(database: Database) -> Population:
    """Sixty people of fifteen companies, the same for each example, and what is on paper about each."""
    if database not in _KNOWN:
        async with database.transaction() as session:
            _KNOWN[database] = await _founded(session, random.Random(31))
    return _KNOWN[database]


async def _founded(session: AsyncSession, chance: random.Random) -> Population:
    wine, snacks, processing = [
        await session.scalar(select(SubCluster).where(SubCluster.slug == slug))
        for slug in VOCABULARY["sub_cluster"]
    ]
    companies = []
    for n in range(15):
        made = Company(
            name=f"Company {n}",
            name_key=f"company {n}",
            size=chance.choice([None, Size.SMALL, Size.LARGE]),
            kind=chance.choice([None, Kind.SME, Kind.INVESTOR]),
            created_at=NOW,
        )
        made.sub_clusters = chance.sample([wine, snacks, processing], chance.randint(0, 2))
        companies.append(made)
    session.add_all(companies)
    there = []
    for n in range(60):
        standing = chance.choice([Standing.MEMBER] * 5 + [Standing.EXPECTED, Standing.LEFT])
        there.append(
            Person(
                name=f"Person {n}",
                created_at=NOW,
                company=chance.choice(companies),
                language=chance.choice(VOCABULARY["language"]),
                seat=chance.choice(list(Seat)),
                standing=standing,
                is_reachable=chance.random() < 0.8,
                telegram_id=None if standing is Standing.EXPECTED else 1000 + n,
            )
        )
    session.add_all(there)
    forum = Event(author_id=None, created_at=NOW, zone="Asia/Beirut")
    session.add(forum)
    groups = [Group(name=name, key=name.lower()) for name in VOCABULARY["group"]]
    session.add_all(groups)
    await session.flush()
    assert forum.id == 1
    paper: dict[int, dict[str, set[str]]] = {
        one.id: {
            "sub_cluster": {sub.slug for sub in one.company.sub_clusters},
            "size": {one.company.size} if one.company.size else set(),
            "kind": {one.company.kind} if one.company.kind else set(),
            "language": {one.language},
            "group": set(),
            "event": set(),
        }
        for one in there
    }
    for group in groups:
        for company in chance.sample(companies, 3):
            await session.execute(group_companies.insert().values(group_id=group.id, company_id=company.id))
            for one in there:
                if one.company is company:
                    paper[one.id]["group"].add(group.name)
        for one in chance.sample(there, 8):
            await session.execute(group_people.insert().values(group_id=group.id, person_id=one.id))
            paper[one.id]["group"].add(group.name)
    for one in chance.sample(there, 30):
        rsvp, came = chance.choice([Rsvp.GOING, Rsvp.INVITED, Rsvp.NOT_GOING]), chance.random() < 0.3
        session.add(
            Guest(
                event_id=1,
                person_id=one.id,
                company_id=one.company_id,
                rsvp=rsvp,
                came_at=NOW if came else None,
            )
        )
        said = {Rsvp.GOING: "1:going", Rsvp.INVITED: "1:silent"}.get(rsvp)
        paper[one.id]["event"] |= ({said} if said else set()) | ({"1:came"} if came else set())
    # A guest who is no member, and one who was forgotten: whoever is not in it must not be lost for them
    for answered in (Rsvp.GOING, Rsvp.INVITED):
        session.add(Guest(event_id=1, person_id=None, company_id=None, rsvp=answered, came_at=NOW))
    known = {key: {name: frozenset(v) for name, v in facts.items()} for key, facts in paper.items()}
    return known, {one.id: one for one in there}


@given(on_paper.audiences(VOCABULARY))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_finds_whom_the_rules_mean(database: Database, audience: Audience) -> None:
    paper, there = await population(database)
    meant = {key for key, somebody in paper.items() if is_in(somebody, audience)}
    reachable = {
        key
        for key in meant
        if there[key].standing is Standing.MEMBER and there[key].is_reachable and there[key].telegram_id
    }
    seats: defaultdict[int, list[tuple[int, Seat]]] = defaultdict(list)
    for key in sorted(reachable):
        seats[there[key].company_id].append((key, there[key].seat))
    voices = {right_person(of_one, Why.PARTNER) for of_one in seats.values()}
    async with database.reading() as session:
        found = select(Person.id).where(audiences.people_of(audience))
        assert set(await session.scalars(found)) == meant
        speaking = audiences.speaking_for_companies(select(Person).where(audiences.people_of(audience)))
        assert set(await session.scalars(speaking.with_only_columns(Person.id))) == voices
        everybody = await audiences.reach(session, audience)
        one_of_each = await audiences.reach(session, audience, by_company=True)
    assert everybody.people == len(reachable)
    assert (one_of_each.people, one_of_each.colleagues) == (len(voices), len(reachable) - len(voices))
    assert one_of_each.unreachable == everybody.unreachable
    for language, n in one_of_each.by_language.items():
        assert n == sum(there[key].language == language for key in voices if key is not None)


async def test_ten_thousand_people_are_counted_in_one_statement(database: Database) -> None:
    async with database.transaction() as session:
        await people(session, 10_000)
        audience = Audience.parse("language=ar|fr,!size=large; language=en,!group=board")
        saved = Audience.of({"saved": ["1"], "copies": {"1": {"name": "Some", "choice": audience.stored()}}})
        statements: list[str] = []
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, sql, *_: statements.append(sql))
        for one, by_company, reached in ((audience, False, 10_000), (saved, False, 10_000), (saved, True, 1)):
            statements.clear()
            found = await audiences.reach(session, one, by_company=by_company)
            assert (found.people, found.people + found.colleagues) == (reached, 10_000)
            assert len(statements) == 1
