"""The ledgers, written to: what people did, and what they were offered."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Interaction, Opportunity, Person
from bot.moment import Moment
from bot.rules.ledger import Act, Offer


def did(session: AsyncSession, person: Person, act: Act, about: str, moment: Moment) -> None:
    """Write down that somebody did something; `about` names what it belongs to, such as `introduction:12`."""
    session.add(
        Interaction(person_id=person.id, company_id=person.company_id, kind=act, about=about, at=moment.now)
    )


def was_offered(session: AsyncSession, person: Person, offer: Offer, about: str, moment: Moment) -> None:
    """Write down that somebody was offered something; `about` as in `did`."""
    session.add(
        Opportunity(person_id=person.id, company_id=person.company_id, kind=offer, about=about, at=moment.now)
    )
