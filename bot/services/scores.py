"""Scores for whoever looks: computed at once from the ledgers, and explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.events import Event
from bot.models.introductions import Introduction
from bot.models.ledger import Interaction, Opportunity
from bot.models.missions import Mission
from bot.models.people import Person, Standing
from bot.models.polls import Poll
from bot.models.scores import CompanyWeek, PersonWeek
from bot.moment import Moment
from bot.rules.ledger import Act, Offer
from bot.rules.pages import Page, page_of
from bot.rules.people import places_of
from bot.rules.scoring import (
    ANSWERED_BY,
    RECENT_DAYS,
    YEAR,
    Band,
    Engagement,
    Score,
    before_and_lately,
    company_score,
    earned,
    engagement,
    entries,
    is_new,
    offered,
    parts,
    score_of,
)
from bot.rules.trends import WEEKS, Trend, trend, week_of
from bot.screens.scores import CompanyExplained, Explained, Sitting, Subject, Told
from bot.services import people, staff

JOINED_LATELY = timedelta(days=30)
LEFT_LATELY = timedelta(days=90)


class NotScored(Refusal):
    """Staff, and who is no member."""

    wording = N_("This person is not scored: only members are, and the cluster's staff never.")


class NothingToDraw(Refusal):
    """Too little is known yet of how a score went, or it is nothing to compare with today."""

    wording = N_("There is nothing to draw yet: a trend needs two weeks with a score.")


Acts = list[tuple[Act, str, int]]
Offers = list[tuple[Offer, str, int]]


async def _ledgers(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Acts, Offers]]:
    """What each of these people did and was offered, with what it was about and its day."""
    found: defaultdict[int, tuple[Acts, Offers]] = defaultdict(lambda: ([], []))
    done = await session.execute(
        select(Interaction.person_id, Interaction.kind, Interaction.about, Interaction.day).where(
            Interaction.person_id.in_(ids)
        )
    )
    for person_id, act, about, day in done:
        found[person_id or 0][0].append((act, about, day))
    given = await session.execute(
        select(Opportunity.person_id, Opportunity.kind, Opportunity.about, Opportunity.day).where(
            Opportunity.person_id.in_(ids)
        )
    )
    for person_id, offer, about, day in given:
        found[person_id or 0][1].append((offer, about, day))
    return found


def _score(acts: Acts, offers: Offers, person: Person, moment: Moment) -> Score:
    on = moment.today.toordinal()
    joined_on = _day(person.joined_at or person.created_at, moment)
    return score_of(
        earned([(act, day) for act, _about, day in acts], on),
        offered([(offer, day) for offer, _about, day in offers], on),
        is_new=is_new(on - joined_on),
    )


def _day(at: datetime, moment: Moment) -> int:
    return at.astimezone(moment.zone).date().toordinal()


async def get(session: AsyncSession, person_id: int) -> Person:
    """Somebody to be looked at by staff. Raises NotScored."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NotScored
    return person


async def of_person(session: AsyncSession, person: Person, moment: Moment) -> Explained:
    """How somebody stands now. Raises NotScored."""
    is_staff = person.telegram_id is not None and await staff.role_of(session, person.telegram_id, moment)
    if person.standing is not Standing.MEMBER or is_staff:
        raise NotScored
    acts, offers = (await _ledgers(session, [person.id]))[person.id]
    score = _score(acts, offers, person, moment)
    went = await _trend(session, PersonWeek.person_id == person.id, PersonWeek, score, moment)
    return Explained(score, parts(acts, offers, moment.today.toordinal()), went)


async def _trend(
    session: AsyncSession,
    is_theirs: ColumnElement[bool],
    model: type[PersonWeek] | type[CompanyWeek],
    now: Score,
    moment: Moment,
) -> Trend:
    """How a score went up to now; of weeks in which nothing was offered nothing is said."""
    since = week_of(moment.today) - timedelta(weeks=WEEKS)
    kept = await session.execute(
        select(model.week_on, model.points).where(
            is_theirs, model.week_on > since, model.band != Band.UNASKED
        )
    )
    return trend(dict(kept.all()), now.points if now.band is not Band.UNASKED else None, moment.today)


async def of_company(session: AsyncSession, company: Company, moment: Moment) -> CompanyExplained:
    """How a company stands now."""
    everyone = await people.of_company(session, company.id)
    listed = await staff.everyone(session, moment.owner_ids)
    members = [one for one in everyone if one.standing is Standing.MEMBER]
    scored = [one for one in members if one.telegram_id not in listed]
    ledgers = await _ledgers(session, [one.id for one in scored])
    scores = [(one, _score(*ledgers[one.id], one, moment)) for one in scored]
    places = places_of(company.kind, company.size)
    sitting = [
        Sitting(place, weight, sorted((one for one in scores if one[0].seat in place), key=_rank))
        for place, weight in places.items()
    ]
    seated = {one.id for place in sitting for one, _of_one in place.people}
    given = sum(
        offered([(offer, day) for offer, _about, day in ledgers[one.id][1]], moment.today.toordinal())
        for one in scored
    )
    score = company_score(places, [(one.seat, score) for one, score in scores], given)
    return CompanyExplained(
        company,
        await _engagement(session, company, score, everyone, moment),
        await _trend(session, CompanyWeek.company_id == company.id, CompanyWeek, score, moment),
        sitting,
        [one for one in scores if one[0].id not in seated],
        joined=[one for one in members if one.joined_at and one.joined_at > moment.now - JOINED_LATELY],
        left=[one for one in everyone if one.left_at and one.left_at > moment.now - LEFT_LATELY],
        is_unreachable=bool(members) and not any(one.is_reachable for one in members),
    )


def _rank(one: tuple[Person, Score]) -> tuple[float, int]:
    value = one[1].value
    return -(value if value is not None else -1), one[0].id


async def _engagement(
    session: AsyncSession, company: Company, score: Score, everyone: Sequence[Person], moment: Moment
) -> Engagement:
    on = moment.today.toordinal()
    done = await session.execute(
        select(Interaction.kind, Interaction.day).where(
            Interaction.company_id == company.id, Interaction.day.between(on - RECENT_DAYS - YEAR + 1, on)
        )
    )
    acts = [(act, day) for act, day in done]
    joins = [_day(one.joined_at, moment) for one in everyone if one.joined_at]
    before, lately = before_and_lately(acts, on)
    last = max((day for _act, day in acts), default=None)
    return engagement(score, before, lately, last, max(joins, default=None), on)


def drawable(went: Trend) -> Trend:
    """How a score went, to be drawn. Raises NothingToDraw."""
    if not went.can_be_drawn:
        raise NothingToDraw
    return went


async def entries_of(
    session: AsyncSession, person: Person, act: Act, page: int, moment: Moment
) -> Page[Told]:
    """A page of the rows of the last year behind one part of a score, the latest first."""
    since = moment.today.toordinal() - YEAR
    done = await session.execute(
        select(Interaction.about, Interaction.day).where(
            Interaction.person_id == person.id, Interaction.kind == act
        )
    )
    given = await session.execute(
        select(Opportunity.about, Opportunity.day).where(
            Opportunity.person_id == person.id, Opportunity.kind == ANSWERED_BY[act]
        )
    )
    found = entries([(about, day) for about, day in given], [(about, day) for about, day in done])
    shown = page_of([entry for entry in found if entry.latest_on > since], page)
    return shown.of([(entry, await _subject(session, entry.about)) for entry in shown.items])


async def _subject(session: AsyncSession, about: str) -> Subject:
    match about.split(":"):
        case ["introduction", number]:
            return await session.get(Introduction, int(number))
        case ["event", number]:
            return await session.get(Event, int(number))
        case ["poll", number]:
            return await session.get(Poll, int(number))
        case ["mission", number]:
            return await session.get(Mission, int(number))
    return None


def show(person: Person, *, is_on: bool) -> None:
    """Somebody wants to be shown how they score, or does not."""
    person.sees_score = is_on
