"""Suggestions: who is worth meeting for whom, out of what companies say of themselves and what people did."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.introductions import Introduction, Mute
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.models.suggesting import Suggestion
from bot.moment import Moment
from bot.rules import concepts
from bot.rules.companies import Kind
from bot.rules.fields import Field
from bot.rules.introductions import ASKED_WITHIN, MOST_ASKED, RATE_WITHIN, Origin, Why, right_person
from bot.rules.matching import Activity, Candidate, Reason, best_for, in_order, reasons
from bot.rules.rounds import Habit
from bot.rules.unlocking import Unlocking, unlocking
from bot.services.people import LISTED

COLLEAGUES = 6
"""How many of one company may stand in a row among the best before others are missed."""
SHOWN = 3
"""Suggestions on one screen: a choice, not a catalogue."""
RECENT = timedelta(days=30)
FADING = timedelta(days=90)
MEANINGS_KEPT = 20_000

meanings = lru_cache(maxsize=MEANINGS_KEPT)(concepts.meanings)
"""What a text means; the same profiles are read again and again."""


class Everybody:
    """Who may be suggested, and how lively their companies are: loaded when first needed, and once."""

    def __init__(self) -> None:
        self._loaded: tuple[list[Candidate], Mapping[int, Activity]] | None = None

    async def loaded(
        self, session: AsyncSession, moment: Moment
    ) -> tuple[list[Candidate], Mapping[int, Activity]]:
        """The candidates, and the activity of each company."""
        if self._loaded is None:
            activity = await _activity(session, moment)
            self._loaded = await _candidates(session, activity, (), moment), activity
        return self._loaded

    async def took(self, session: AsyncSession, person_id: int, moment: Moment) -> None:
        """Somebody was suggested to one more."""
        people, activity = await self.loaded(session, moment)
        people = [replace(one, room=one.room - (one.person_id == person_id)) for one in people]
        self._loaded = people, activity


async def suggestions(
    session: AsyncSession,
    person: Person,
    moment: Moment,
    most: int = SHOWN,
    everybody: Everybody | None = None,
    besides: Iterable[int] = (),
) -> list[tuple[Person, tuple[Reason, ...]]]:
    """The people most worth meeting for somebody, with the reasons as they would read them; nobody of `besides`.

    A caller that suggests to several people passes the same `everybody`.
    """
    others, activity = await (everybody or Everybody()).loaded(session, moment)
    # Whoever looks for people may be hidden, and is not held back by how many they wish to be suggested to
    you = replace(_as_is(person), activity=activity[person.company_id], room=1)
    never = await excluded(session, person.id) | {in_order(person.id, one) for one in besides}
    best = await asyncio.to_thread(best_for, you, others, never, most * COLLEAGUES)
    ids = [one.person_id for one in best]
    people = await session.scalars(select(Person).where(Person.id.in_(ids), LISTED))
    by_id = {found.id: found for found in people}
    best = [one for one in best if one.person_id in by_id]  # others left since everybody was loaded
    return [(by_id[one.person_id], reasons(you, one)) for one in _one_a_company(best, by_id)[:most]]


async def unlocked(session: AsyncSession, person: Person, moment: Moment) -> tuple[Unlocking, Person] | None:
    """What the person's company has not said yet, and who would be suggested if it did; None when nobody would, or they
    want no suggestions."""
    company = person.company
    makes_something_known = company.products or company.offers
    empty = [
        field
        for field, is_empty in (
            (Field.NEEDS, not company.needs),
            (Field.OFFERS, not makes_something_known),
        )
        if is_empty and field not in company.declined
    ]
    if not empty or person.habit is Habit.PAUSED:
        return None
    others, activity = await Everybody().loaded(session, moment)
    you = replace(_as_is(person), activity=activity[person.company_id], room=1)
    never = await excluded(session, person.id)
    # Of a company several may stand in a row among the best, of whom one is shown: so the first few are enough
    found = await asyncio.to_thread(unlocking, you, empty, others, never, SHOWN)
    other = await session.get(Person, found.person_id) if found is not None else None
    return (found, other) if found is not None and other is not None else None


def _one_a_company(best: Sequence[Candidate], people: Mapping[int, Person]) -> list[Candidate]:
    """Of each company the one on the likeliest seat: what makes a pair worth it is the company's."""
    by_company: dict[int, list[Candidate]] = defaultdict(list)
    for one in best:
        by_company[one.company_id].append(one)
    chosen = {
        right_person([(one.person_id, people[one.person_id].seat) for one in theirs], Why.PARTNER)
        for theirs in by_company.values()
    }
    return [one for one in best if one.person_id in chosen]


async def next_best(
    session: AsyncSession, person: Person, everybody: Everybody, moment: Moment
) -> tuple[Person, tuple[Reason, ...]] | None:
    """The one most worth meeting; None when there is nobody, or they do not want suggestions."""
    if person.habit is Habit.PAUSED:
        return None
    return next(iter(await suggestions(session, person, moment, 1, everybody)), None)


async def reasons_between(session: AsyncSession, reader: Person, asked: Introduction) -> tuple[Reason, ...]:
    """Why a suggestion was made, as one of its two reads it; nothing for a request, which says why by itself."""
    if not asked.origin.is_proposed:
        return ()
    return reasons(*[_as_is(person) for person in (reader, asked.partner_of(reader.id))])


def _as_is(person: Person) -> Candidate:
    company = person.company
    profile = _profile(
        company.kind,
        company.products,
        company.offers,
        company.needs,
        company.markets,
        company.languages,
        [part.slug for part in company.sub_clusters],
    )
    return Candidate(person.id, company.id, *profile, Activity.STEADY, 0)


async def excluded(session: AsyncSession, person_id: int | None = None) -> set[tuple[int, int]]:
    """The pairs that are never suggested: asked or introduced before, or muted. Of one person, or of all."""
    introduced = select(Introduction.low_id, Introduction.high_id)
    muted = select(Mute.person_id, Mute.muted_id)
    if person_id is not None:
        introduced = introduced.where(
            (Introduction.low_id == person_id) | (Introduction.high_id == person_id)
        )
        muted = muted.where((Mute.person_id == person_id) | (Mute.muted_id == person_id))
    pairs = {(low, high) for low, high in await session.execute(introduced)}
    return pairs | {(min(pair), max(pair)) for pair in await session.execute(muted)}


async def candidates(session: AsyncSession, moment: Moment, *where: ColumnElement[bool]) -> list[Candidate]:
    """Everybody who may be suggested, as the matching rules see them; narrowed by conditions on Person."""
    return await _candidates(session, await _activity(session, moment), where, moment)


async def _candidates(
    session: AsyncSession,
    activity: Mapping[int, Activity],
    where: Sequence[ColumnElement[bool]],
    moment: Moment,
) -> list[Candidate]:
    found = await session.execute(
        select(Person.id, Person.company_id, Person.monthly_rate).where(LISTED, *where).order_by(Person.id)
    )
    people = found.all()
    profiles = await _profiles(session, where)
    suggested, wanted = await counts(session, moment)
    return [
        Candidate(
            person_id,
            company_id,
            *profiles[company_id],
            activity[company_id],
            max(0, min(rate - suggested[person_id], MOST_ASKED - wanted[person_id])),
        )
        for person_id, company_id, rate in people
    ]


class Profile(NamedTuple):
    """What matching looks at in a company, in the order of `Candidate`."""

    offers: frozenset[str]
    needs: frozenset[str]
    stages: frozenset[concepts.ChainStage]
    markets: frozenset[str]
    sub_clusters: frozenset[str]
    languages: frozenset[str]


async def _profiles(session: AsyncSession, where: Sequence[ColumnElement[bool]]) -> dict[int, Profile]:
    """What matching looks at in each company of the people meant."""
    parts: dict[int, set[str]] = defaultdict(set)
    linked = select(company_sub_clusters.c.company_id, SubCluster.slug).join(
        SubCluster, SubCluster.id == company_sub_clusters.c.sub_cluster_id
    )
    for company_id, slug in await session.execute(linked):
        parts[company_id].add(slug)
    columns = (Company.products, Company.offers, Company.needs, Company.markets, Company.languages)
    theirs = select(Person.company_id).where(*where)
    found = await session.execute(
        select(Company.id, Company.kind, *columns).where(Company.id.in_(theirs) if where else true())
    )
    # Reading thousands of profiles for the first time takes a second: others are answered meanwhile
    return await asyncio.to_thread(_read, found.all(), parts)


def _read(rows: Sequence[Any], parts: Mapping[int, set[str]]) -> dict[int, Profile]:
    return {
        company_id: _profile(kind, products, offers, needs, markets, languages, parts.get(company_id, set()))
        for company_id, kind, products, offers, needs, markets, languages in rows
    }


def _profile(
    kind: Kind | None,
    products: str,
    offers: str,
    needs: str,
    markets: Sequence[str],
    languages: Sequence[str],
    sub_clusters: Iterable[str],
) -> Profile:
    offered = meanings(products) | meanings(offers)
    stages = concepts.stages_of(offered) | STAGES_OF_KINDS.get(kind, frozenset())
    return Profile(
        offers=offered,
        needs=meanings(needs),
        stages=stages,
        markets=frozenset(markets),
        sub_clusters=frozenset(sub_clusters),
        languages=frozenset(languages),
    )


STAGES_OF_KINDS: Mapping[Kind | None, frozenset[concepts.ChainStage]] = {
    Kind.KNOWLEDGE_PROVIDER: frozenset({concepts.ChainStage.KNOWLEDGE}),
    Kind.INVESTOR: frozenset({concepts.ChainStage.FINANCE}),
    Kind.SUPPORT_INSTITUTION: frozenset({concepts.ChainStage.SERVICES}),
}
"""What an institution is in the value chain whatever it writes."""


async def _activity(session: AsyncSession, moment: Moment) -> dict[int, Activity]:
    """How lively each company is: by the last thing that any of its people did, or joined."""
    latest: dict[int, datetime] = {}
    acts = select(Interaction.company_id, func.max(Interaction.at)).group_by(Interaction.company_id)
    joins = select(Person.company_id, func.max(Person.joined_at)).group_by(Person.company_id)
    for company_id, at in [*(await session.execute(acts)), *(await session.execute(joins))]:
        if company_id is not None and at is not None:
            latest[company_id] = max(at, latest.get(company_id, at))
    liveliness = {company_id: _liveliness(moment.now - at) for company_id, at in latest.items()}
    return defaultdict(lambda: Activity.DORMANT, liveliness)


def _liveliness(since: timedelta) -> Activity:
    if since < RECENT:
        return Activity.ACTIVE
    return Activity.STEADY if since < FADING else Activity.DORMANT


async def counts(session: AsyncSession, moment: Moment) -> tuple[Counter[int], Counter[int]]:
    """How often each was given a suggestion within a month, other than by a message alone, and how often each was
    asked, or was suggested to others, within 30 days."""
    suggested: Counter[int] = Counter()
    wanted: Counter[int] = Counter()
    found = await session.execute(
        select(
            Introduction.asker_id, Introduction.other_id, Introduction.origin, Introduction.asked_at
        ).where(Introduction.asked_at > moment.now - ASKED_WITHIN)
    )
    for asker_id, other_id, origin, asked_at in found:
        both = (asker_id, other_id) if origin.is_proposed else (other_id,)
        wanted.update(both)
        if origin is not Origin.CARD and asked_at > moment.now - RATE_WITHIN:
            suggested.update(both)
    shown = select(Suggestion.other_id).where(Suggestion.at > moment.now - ASKED_WITHIN)
    wanted.update(await session.scalars(shown))
    return suggested, wanted
