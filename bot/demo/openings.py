"""Opportunities of the sample cluster: one that was won, two that are open, one that waits for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.openings import Opening, OpeningText, Prospect
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.money import Money
from bot.rules.openings import Interest, OpeningKind, OpeningPhase, Result, list_slot
from bot.rules.walltime import instant_of
from bot.services import memos, opening_lists, opening_plans

ZONE = ZoneInfo("Asia/Beirut")
AT = time(12)


@dataclass(frozen=True)
class Sample:
    """One that ends so many days from today, was posted so long before, and what came of it by person."""

    kind: OpeningKind
    texts: Mapping[str, tuple[str, str]]
    days: int
    posted_ago: int
    conditions: Mapping[str, list[str]]
    worth: str | None = None
    link: str = ""
    proposer: str | None = None
    results: Mapping[str, tuple[Result | None, str | None]] | None = None


WON = Sample(
    OpeningKind.GRANT,
    {
        "ar": ("منحة لسلامة الغذاء", "تغطّي نصف كلفة شهادة ISO 22000 أو HACCP للشركات الصغيرة."),
        "fr": (
            "Subvention sécurité des aliments",
            "La moitié du coût d’une certification ISO 22000 ou HACCP.",
        ),
        "en": (
            "Grant for food safety",
            "Half of the cost of an ISO 22000 or HACCP certificate, for small firms.",
        ),
    },
    days=-75,
    posted_ago=120,
    conditions={"size": ["micro", "small", "medium"]},
    worth="12000.00 USD",
    results={
        "فاطمة ياغي": (Result.WON, "9500.00 USD"),
        "جورجيت أبي رعد": (Result.WON, "6200.00 USD"),
        "أمينة حداد": (Result.NOT_WON, None),
    },
)
GRANT = Sample(
    OpeningKind.GRANT,
    {
        "ar": (
            "دعم دخول الأسواق الأوروبية",
            "تمويل مشاركة في معرض أوروبي وترجمة الملصقات. للشركات التي تصدّر ولديها شهادة سلامة غذاء.",
        ),
        "fr": (
            "Appui à l’entrée sur les marchés européens",
            "Finance une foire en Europe et la traduction des étiquettes. Pour les entreprises qui exportent et sont "
            "certifiées.",
        ),
        "en": (
            "Support for entering European markets",
            "Pays for a fair in Europe and for translating labels. For companies that export and hold a food safety "
            "certificate.",
        ),
    },
    days=40,
    posted_ago=0,
    conditions={
        "size": ["micro", "small", "medium"],
        "certificate": ["iso_22000", "haccp", "fssc_22000"],
        "exports": ["yes"],
    },
    worth="25000.00 EUR",
    link="https://grants.example",
    results={"فاطمة ياغي": (None, None)},
)
BUYER = Sample(
    OpeningKind.BUYER,
    {
        "ar": ("مطلوب 40 طنًّا من البطاطا", "بطاطا مغسولة صالحة للقلي، تسليم شتورا بين شباط ونيسان."),
        "fr": (
            "40 t de pommes de terre recherchées",
            "Lavées, aptes à la friture, livrées à Chtaura de février à avril.",
        ),
        "en": (
            "40 t of potatoes wanted",
            "Washed, fit for frying, delivered to Chtaura between February and April.",
        ),
    },
    days=25,
    posted_ago=0,
    conditions={"product": ["potatoes"]},
    proposer="علي الموسوي",
)
NEED = (
    "Nous cherchons un partenaire pour stocker 200 palettes à +4 °C près du port de Beyrouth, de mars à juin."
)
NEEDED_BY = "Marc Zeidan"
"""What waits for staff, and whose it is."""


async def post(session: AsyncSession, now: datetime) -> None:
    """Write them down as they would be had the cluster used the bot; nobody is written to."""
    people = {person.name: person for person in await session.scalars(select(Person))}
    for sample in (WON, GRANT, BUYER):
        await _write(session, sample, people, now)
    asker = people[NEEDED_BY]
    waiting = Opening(
        company_id=asker.company_id,
        proposer_id=asker.id,
        created_at=now - timedelta(hours=3),
        zone=str(ZONE),
        phase=OpeningPhase.PROPOSED,
        kind=OpeningKind.PARTNER,
        need=NEED,
    )
    session.add(waiting)
    await memos.put(session, opening_lists.DONE, list_slot(now, ZONE).isoformat())


async def _write(session: AsyncSession, sample: Sample, people: Mapping[str, Person], now: datetime) -> None:
    deadline = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=sample.days), AT)
    posted_at = now - timedelta(days=sample.posted_ago)
    proposer = people.get(sample.proposer or "")
    opening = Opening(
        company_id=proposer.company_id if proposer is not None else None,
        proposer_id=proposer.id if proposer is not None else None,
        created_at=posted_at,
        zone=str(ZONE),
        phase=OpeningPhase.POSTED,
        kind=sample.kind,
        link=sample.link,
        deadline=deadline,
        deadline_at=instant_of(deadline, ZONE),
        worth=Money.of(sample.worth) if sample.worth else None,
        conditions=dict(sample.conditions),
        posted_at=posted_at,
        texts=[
            OpeningText(language=language, title=title, html=html)
            for language, (title, html) in sample.texts.items()
        ],
    )
    session.add(opening)
    await session.flush()
    if sample is WON:
        whom = await opening_plans.addressed(session, opening, Moment(now, ZONE))
        await opening_plans.note_told(
            session, opening.id, [*whom.eligible, *whom.nearly], Moment(posted_at, UTC)
        )
    for name, (result, won) in (sample.results or {}).items():
        await _answer(session, opening, people[name], result, won)


async def _answer(
    session: AsyncSession, opening: Opening, person: Person, result: Result | None, won: str | None
) -> None:
    known = select(Prospect).where(
        Prospect.opening_id == opening.id, Prospect.company_id == person.company_id
    )
    prospect = await session.scalar(known)
    if prospect is None:
        prospect = Prospect(opening_id=opening.id, company_id=person.company_id)
        session.add(prospect)
    assert opening.posted_at is not None
    prospect.person_id, prospect.interest = person.id, Interest.INTERESTED
    prospect.told_at = prospect.interested_at = opening.posted_at
    if result is not None and opening.deadline_at is not None:
        prospect.asked_at = prospect.answered_at = opening.deadline_at + timedelta(days=2)
        prospect.reminded_at = opening.deadline_at - timedelta(days=3)
        prospect.result, prospect.won = result, Money.of(won) if won else None
