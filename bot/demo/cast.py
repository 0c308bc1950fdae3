"""The cast of the demo: the invented sample cluster, who of it has joined, who is staff, who is still outside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.rosters import read_roster
from bot.models import Chat, Company, InboundUpdate, Person, Staff, Standing
from bot.rules.staff import Role
from bot.services import invites, rosters

HERE = Path(__file__).parent
ROSTER = HERE / "cluster.csv"
PROFILES = HERE / "profiles.json"

FIRST_ID = 1001
STAFF = ((901, "Rima Khalil", "en", Role.OWNER), (902, "Nadim Saab", "fr", Role.EDITOR), (903, "هالة مراد", "ar", Role.VIEWER))
VISITORS = ((951, "Karim Aoun", "fr"), (952, "سلمى ناصر", "ar"))
LEFT_OUT = 4
"""How many of the roster have not joined yet, so that a link can be tried."""
JOINED_AGO = timedelta(days=60)


@dataclass(frozen=True)
class Part:
    """Somebody the page can play. `invite` is the payload of their link while it is unused."""

    id: int
    name: str
    name_ar: str
    company: str
    company_ar: str
    language: str
    part: str
    invite: str | None

    def as_json(self) -> dict[str, Any]:
        """As the page reads it."""
        return dict(vars(self))


async def seed(session: AsyncSession, now: datetime) -> None:
    """Fill an empty database with the sample cluster; one that has companies already stays as it is."""
    if await session.scalar(select(Company.id).limit(1)) is not None:
        return
    await rosters.take_in(session, read_roster(ROSTER.read_bytes(), ROSTER.name), now)
    await _fill_profiles(session)
    for telegram_id, name, language, role in STAFF[1:]:
        session.add(Staff(telegram_id=telegram_id, name=name, role=role, added_at=now))
        session.add(Chat(id=telegram_id, language=language))
    people = await _people(session)
    for number, person in enumerate(people[: len(people) - LEFT_OUT]):
        person.telegram_id = FIRST_ID + number
        person.standing = Standing.MEMBER
        person.joined_at = person.consented_at = person.confirmed_at = now - JOINED_AGO


async def _fill_profiles(session: AsyncSession) -> None:
    profiles: dict[str, dict[str, Any]] = json.loads(PROFILES.read_text(encoding="utf-8"))
    for company in await session.scalars(select(Company)):
        for field in ("products", "offers", "needs", "markets", "certifications", "languages"):
            if value := profiles.get(company.name, {}).get(field):
                setattr(company, field, value)


async def _people(session: AsyncSession) -> list[Person]:
    """The roster's people, mixed so that companies alternate, the same way each time."""
    found = (await session.scalars(select(Person).order_by(Person.id))).all()
    return [person for start in range(3) for person in found[start::3]]


async def forget_the_wire(session: AsyncSession) -> None:
    """The pretend Telegram is new at each start: its numbers begin again, and no message of before exists."""
    await session.execute(delete(InboundUpdate))
    await session.execute(update(Chat).values(screen_id=None))


async def parts(session: AsyncSession, now: datetime) -> list[Part]:
    """Everybody the page can play: staff, members, those still outside with fresh links, and strangers."""
    listed = [Part(i, name, "", "QOOT", "", language, "staff", None) for i, name, language, _role in STAFF]
    for number, person in enumerate(await _people(session)):
        invite = None
        if person.standing is Standing.EXPECTED:
            _made, invite = await invites.make(session, person.company_id, person.id, now)
        company = person.company
        listed.append(
            Part(
                person.telegram_id or FIRST_ID + number,
                person.name,
                person.name if person.language == "ar" else "",
                company.name,
                company.name_ar,
                person.language,
                "member",
                invite,
            )
        )
    return listed + [Part(i, name, "", "", "", language, "visitor", None) for i, name, language in VISITORS]
