"""The invented sample cluster: its roster, who of it has joined, its staff, and who asks to be let in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo import events, fairs, introductions, missions, openings, polls
from bot.exchange.rosters import Roster, read_roster
from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.models.chats import Chat
from bot.models.companies import Company, CompanyFile
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.groups import Group
from bot.models.inbox import InboundUpdate
from bot.models.menus import Menu
from bot.models.people import Person, Standing
from bot.models.staff import Staff
from bot.models.state import Memo
from bot.moment import Moment
from bot.outbox import live
from bot.rules.staff import Role
from bot.services import broadcasts, requests, rosters

HERE = Path(__file__).parent
ROSTER = HERE / "cluster.csv"
PROFILES = HERE / "profiles.json"


@dataclass(frozen=True)
class Extra:
    """Somebody beside the roster: of the staff, or a stranger, who may say which company they are from."""

    id: int
    name: str
    name_ar: str
    language: str
    role: Role | None = None
    company: str = ""
    name_latin: str = ""


STAFF = (
    Extra(901, "Rima Khalil", "ريما خليل", "en", Role.OWNER),
    Extra(902, "Nadim Saab", "نديم صعب", "fr", Role.EDITOR),
    Extra(903, "هالة مراد", "هالة مراد", "ar", Role.VIEWER, name_latin="Hala Mourad"),
)
OWNER = STAFF[0]
VISITORS = (
    Extra(951, "Karim Aoun", "كريم عون", "fr"),
    Extra(952, "سلمى ناصر", "سلمى ناصر", "ar", name_latin="Salma Nasser"),
)
PETITIONERS = (
    Extra(953, "Joëlle Rizk", "جويل رزق", "fr", company="Cedar Press S.A.L."),
    Extra(954, "طارق شمعون", "طارق شمعون", "ar", company="مناحل كفر نسيم", name_latin="Tarek Chamoun"),
)
"""Strangers whose requests to join wait for the staff: one may mean a company of the cluster, one is new."""

FIRST_ACCOUNT = 1001
LEFT_OUT = 4
"""How many of the roster have not joined yet, so that a link can be tried."""
BLOCKER = 8
"""Who has blocked the bot: the eighth of the roster."""
JOINED_AGO = timedelta(days=60)
NEWS_AGO = timedelta(days=14)
NEWS = {
    "ar": "🌿 رزنامة لقاءات الموسم جاهزة. تصلكم الدعوات هنا.",
    "fr": "🌿 Le calendrier des rencontres de la saison est prêt. Les invitations vous parviendront ici.",
    "en": "🌿 The season's calendar of meetings is ready. Invitations will reach you here.",
}
"""What staff wrote to everybody the last time, as Telegram HTML."""


def roster() -> Roster:
    """The sample cluster as the roster it ships as."""
    return read_roster(ROSTER.read_bytes(), ROSTER.name)


def account_of(person: Person) -> int:
    """The Telegram id that somebody of the cluster has, or will have when they join on their own phone."""
    return person.telegram_id or FIRST_ACCOUNT - 1 + person.id


async def seed(session: AsyncSession, now: datetime) -> None:
    """Fill an empty database with the sample cluster; one that has companies already stays as it is."""
    if await session.scalar(select(Company.id).limit(1)) is not None:
        return
    await rosters.take_in(session, roster(), Moment(now, UTC))
    await _fill_profiles(session)
    await _name_in_both_scripts(session)
    await _name_groups(session)
    await _let_join(session, now - JOINED_AGO)
    await introductions.recall(session, now)
    await events.hold(session, now)
    await fairs.hold(session, now)
    await openings.post(session, now)
    await missions.hold(session, now)
    await polls.ask(session, now)
    await _spread_the_news(session, now - NEWS_AGO)
    for ago, one in enumerate(reversed(PETITIONERS), start=1):
        session.add(Chat(id=one.id, language=one.language))
        asked_at = now - timedelta(hours=5 * ago)
        await requests.ask(session, one.id, one.name, one.company, one.language, Moment(asked_at, UTC))
    # After the requests, of which nobody need hear again
    for one in STAFF:
        session.add(Chat(id=one.id, language=one.language))
        if one.role is not None:
            other = one.name_latin or one.name_ar
            session.add(
                Staff(telegram_id=one.id, name=one.name, other_name=other, role=one.role, added_at=now)
            )


GROUPS = {
    "R&D and innovation": {"ar": "البحث والتطوير والابتكار", "fr": "R&D et innovation"},
    "Export and trade facilitation": {
        "ar": "التصدير وتسهيل التجارة",
        "fr": "Export et facilitation du commerce",
    },
    "Communication and public affairs": {
        "ar": "التواصل والشؤون العامة",
        "fr": "Communication et affaires publiques",
    },
    "Export readiness 2026": {"ar": "الجاهزية للتصدير 2026", "fr": "Préparation à l’export 2026"},
}
"""What the groups of the roster are called in the other languages."""
PROFILE = ("products", "offers", "needs", "markets", "certifications", "languages", "founded_in")


async def _fill_profiles(session: AsyncSession) -> None:
    profiles: dict[str, dict[str, Any]] = json.loads(PROFILES.read_text(encoding="utf-8"))
    for company in await session.scalars(select(Company)):
        for field in PROFILE:
            if value := profiles.get(company.name, {}).get(field):
                setattr(company, field, value)


async def _name_in_both_scripts(session: AsyncSession) -> None:
    extras = {row.person: row.extras for row in roster().rows if row.person}
    for person in await session.scalars(select(Person)):
        names = (extras.get(person.name, {}).get(column, "") for column in ("name_ar", "name_latin"))
        person.other_name = next((name for name in names if name and name != person.name), "")


async def _name_groups(session: AsyncSession) -> None:
    for group in await session.scalars(select(Group)):
        group.names = GROUPS.get(group.name, {})


async def _let_join(session: AsyncSession, at: datetime) -> None:
    people = (await session.scalars(select(Person).order_by(Person.id))).all()
    for person in people[:-LEFT_OUT]:
        person.telegram_id = account_of(person)
        person.standing = Standing.MEMBER
        person.joined_at = person.consented_at = person.confirmed_at = at


async def _spread_the_news(session: AsyncSession, at: datetime) -> None:
    """A broadcast that reached everybody but the one who had blocked the bot."""
    texts = [BroadcastText(language=language, html=html) for language, html in NEWS.items()]
    news = Broadcast(author_id=OWNER.id, created_at=at, send_at=at, ended_at=at, texts=texts)
    session.add(news)
    await broadcasts.launch(session, news, Moment(at, UTC))
    news.phase = BroadcastPhase.FINISHED
    blocker = await session.get_one(Person, BLOCKER)
    blocker.is_reachable = False
    its = update(Delivery).where(Delivery.broadcast_id == news.id)
    await session.execute(its.values(status=Status.SENT, settled_at=at))
    await session.execute(its.where(Delivery.person_id == BLOCKER).values(status=Status.UNREACHABLE))


async def forget_the_wire(session: AsyncSession) -> None:
    """The pretend Telegram is new at each start: numbers begin again; messages, files and menus are gone."""
    await session.execute(delete(InboundUpdate))
    await session.execute(delete(CompanyFile))
    await session.execute(delete(Menu))
    await session.execute(delete(Memo).where(Memo.name.startswith("face ")))
    passing = Delivery.purpose.in_((Purpose.REPLY, Purpose.PROGRESS))
    await session.execute(
        delete(Delivery).where(passing, Delivery.status.in_((Status.WAITING, Status.SENDING)))
    )
    await session.execute(update(Delivery).values(message_id=None))
    await session.execute(update(Broadcast).values(progress_message_id=None))
    await live.forget_all(session)
