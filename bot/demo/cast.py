"""The cast of the demo: everybody the page can play, as the database has them now."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.cluster import PETITIONERS, STAFF, VISITORS, Extra, account_of, roster
from bot.models.chats import Chat
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.services import invites


@dataclass(frozen=True)
class Part:
    """Somebody the page can play. `invite` is the payload of their link while nobody has joined with it."""

    id: int
    name: str
    name_ar: str
    name_latin: str
    company: str
    company_ar: str
    language: str
    part: str
    invite: str | None
    has_opened: bool
    has_blocked: bool


class Cast:
    """Knows everybody, and the links that were made for those who have not joined."""

    def __init__(self, links: Mapping[int, str]) -> None:
        self._links = links
        rows = [row for row in roster().rows if row.person]
        self._arabic = {row.person: row.extras["name_ar"] for row in rows}
        self._latin = {row.person: row.extras.get("name_latin", "") for row in rows}

    @classmethod
    async def gathered(cls, session: AsyncSession, now: datetime) -> Cast:
        """The cast, with a fresh link for each person who has not joined."""
        made = await invites.make_for_expected(session, Moment(now, UTC))
        return cls({person.id: token for person, token in made})

    async def everybody(self, session: AsyncSession) -> list[Part]:
        """Staff, the people of the cluster in the roster's order, strangers; each account once."""
        opened = set(await session.scalars(select(Chat.id)))
        holders: dict[int, Person] = {}
        # A link may have been used on another one's phone: whoever joined on it has it
        for person in await session.scalars(select(Person).order_by(Person.telegram_id.is_(None), Person.id)):
            holders.setdefault(account_of(person), person)
        parts = [_extra(one, "staff", opened) for one in STAFF]
        parts += [self._member(one, opened) for one in sorted(holders.values(), key=lambda person: person.id)]
        parts += [_extra(one, "visitor", opened) for one in (*VISITORS, *PETITIONERS)]
        unique: dict[int, Part] = {}
        for part in parts:
            unique.setdefault(part.id, part)
        return list(unique.values())

    def _member(self, person: Person, opened: Set[int]) -> Part:
        account = account_of(person)
        is_outside = person.standing is Standing.EXPECTED
        return Part(
            id=account,
            name=person.name,
            name_ar=self._arabic.get(person.name, ""),
            name_latin=self._latin.get(person.name, ""),
            company=person.company.name,
            company_ar=person.company.name_ar,
            language=person.language,
            part="member",
            invite=self._links.get(person.id) if is_outside else None,
            has_opened=person.telegram_id is not None or account in opened,
            has_blocked=not person.is_reachable,
        )


def _extra(one: Extra, part: str, opened: Set[int]) -> Part:
    return Part(
        id=one.id,
        name=one.name,
        name_ar=one.name_ar,
        name_latin=one.name_latin,
        company="QOOT" if one.role is not None else "",
        company_ar="",
        language=one.language,
        part=part,
        invite=None,
        has_opened=one.id in opened,
        has_blocked=False,
    )
