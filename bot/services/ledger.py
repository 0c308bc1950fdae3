"""The ledgers, written to: what people did, and what they were offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Delivery
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.ledger import Act, Offer


def did(session: AsyncSession, person: Person, act: Act, about: str, moment: Moment) -> None:
    """Write down that somebody did something; `about` names what it belongs to, such as `introduction:12`."""
    session.add(
        Interaction(
            person_id=person.id,
            company_id=person.company_id,
            kind=act,
            about=about,
            at=moment.now,
            day=moment.today.toordinal(),
        )
    )


async def all_did(
    session: AsyncSession,
    who: Iterable[tuple[int | None, int | None, datetime]],
    act: Act,
    about: str,
    moment: Moment,
) -> None:
    """Write down that many did something, each at an instant: ids of people (None for who was forgotten meanwhile) and
    of their companies; `about` as in `did`."""
    rows = [
        {
            "person_id": person_id,
            "company_id": company_id,
            "kind": act,
            "about": about,
            "at": at,
            "day": replace(moment, now=at).today.toordinal(),
        }
        for person_id, company_id, at in who
    ]
    if rows:
        await session.execute(insert(Interaction), rows)


def was_offered(
    session: AsyncSession,
    person_id: int | None,
    company_id: int | None,
    offer: Offer,
    about: str,
    moment: Moment,
) -> None:
    """Write down that somebody is offered something, without a message that says so; `about` as in `did`."""
    session.add(
        Opportunity(
            person_id=person_id,
            company_id=company_id,
            kind=offer,
            about=about,
            at=moment.now,
            day=moment.today.toordinal(),
        )
    )


async def take_back_offers(session: AsyncSession, whom: Select[Any], offer: Offer, about: str) -> None:
    """What people, by their ids, were to be offered, and never were: it never reached them."""
    theirs = (Opportunity.kind == offer, Opportunity.about == about)
    await session.execute(
        delete(Opportunity)
        .where(Opportunity.person_id.in_(whom), *theirs)
        .execution_options(synchronize_session=False)
    )


async def were_offered(
    session: AsyncSession, letter_id: int, offer: Offer, about: str, moment: Moment, *, is_once: bool = False
) -> None:
    """Write down that all to whom a letter goes are offered something; `about` as in `did`. With `is_once`, whoever was
    offered it before is not offered it again."""
    columns = Opportunity.__table__.c
    values = {"kind": offer, "about": about, "at": moment.now, "day": moment.today.toordinal()}
    common = [literal(value, columns[name].type) for name, value in values.items()]
    offered = (
        select(Person.id, Person.company_id, *common)
        .join(Delivery, Delivery.person_id == Person.id)
        .where(Delivery.letter_id == letter_id)
    )
    if is_once:
        before = exists().where(
            Opportunity.person_id == Person.id, Opportunity.kind == offer, Opportunity.about == about
        )
        offered = offered.where(~before)
    names = ["person_id", "company_id", *values]
    await session.execute(insert(Opportunity).from_select(names, offered, include_defaults=False))
