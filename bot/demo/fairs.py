"""Missions of the sample cluster: one that lies behind, with leads, results and costs; and one that begins tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.events import ZONE
from bot.models.diaries import MissionDay, ProgrammeText
from bot.models.leads import Lead
from bot.models.mission_costs import MissionCost
from bot.models.missions import Application, Mission, MissionText
from bot.models.people import Person
from bot.models.tallies import Tally
from bot.moment import Moment
from bot.rules.leads import Promise, Warmth
from bot.rules.ledger import Act, Offer
from bot.rules.missions import ApplicationState, MissionPhase
from bot.rules.money import Money
from bot.rules.tallies import Figures, Stage, asked_at
from bot.rules.walltime import instant_of
from bot.services import ledger

Met = tuple[str, Warmth | None, Promise | None]


def usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD")


def eur(amount: int) -> Money:
    return Money(Decimal(amount), "EUR")


@dataclass(frozen=True)
class Goer:
    """Who travels: whom they met, what their company aimed at, and what it says came of it; None: it was not asked."""

    met: tuple[Met, ...] = ()
    target: Figures | None = None
    result: Figures | None = None


@dataclass(frozen=True)
class Sample:
    """A mission: it begins so many days from today, and lasts so many."""

    days: int
    lasts: int
    country: str
    city: str
    fair: str
    titles: Mapping[str, str]
    goers: Mapping[str, Goer]
    costs: tuple[tuple[str, Money], ...] = ()
    programmes: tuple[Mapping[str, str], ...] = field(default=())


HOT, WARM, COLD = Warmth
PRICES, SAMPLES, MEETING, MESSAGE, NOTHING = Promise

BEHIND = Sample(
    days=-36,
    lasts=5,
    country="DE",
    city="Köln",
    fair="Genusswelt Köln",
    titles={
        "ar": "الجناح اللبناني في معرض كولونيا",
        "fr": "Pavillon libanais au salon de Cologne",
        "en": "Lebanese pavilion at the Cologne fair",
    },
    goers={
        "أمينة حداد": Goer(
            (
                ("Rheinland Feinkost GmbH", HOT, PRICES),
                ("Olive & Mehr", HOT, SAMPLES),
                ("Marché Bio Lyon", WARM, PRICES),
                ("Nordic Pantry AB", WARM, MESSAGE),
                ("Kaufstern", COLD, NOTHING),
            ),
            Figures(leads=8, orders=2, value=usd(30_000)),
            Figures(orders=1, value=usd(12_000), expected=2, expected_value=usd(25_000)),
        ),
        "Ziad Saliba": Goer(
            (
                ("Weinhaus Ahr", HOT, MEETING),
                ("Vin & Terroir", HOT, PRICES),
                ("Cellar Door Ltd", WARM, SAMPLES),
                ("Bodega del Norte", None, None),
            ),
            Figures(leads=10, orders=3, value=eur(40_000)),
            Figures(orders=2, value=eur(18_500), expected=1, expected_value=eur(9_000)),
        ),
        "Carine Tannous": Goer(
            (
                ("Snackland BV", HOT, PRICES),
                ("Frischmarkt", WARM, MEETING),
                ("Gulf Snacks Trading", WARM, MESSAGE),
                ("Petit Café", COLD, NOTHING),
                ("Bahnhof Kiosk", COLD, NOTHING),
                ("Metro Import", HOT, SAMPLES),
            ),
            Figures(leads=15, orders=4, value=usd(80_000)),
            Figures(leads=14, orders=3, value=usd(46_000), expected=4, expected_value=usd(60_000)),
        ),
        "ندى عثمان": Goer(
            (("Obst & Gemüse Köln", WARM, PRICES), ("Fresh Hall", COLD, NOTHING)),
            None,
            Figures(orders=0, expected=1),
        ),
        # They have been asked, and have not answered yet
        "Tarek Naccouzi": Goer((("Konserven Nord", HOT, PRICES), ("Deli Import", WARM, SAMPLES))),
        "عمر درنيقة": Goer(),
    },
    costs=(
        ("Stand 36 m²", eur(21_400)),
        ("Freight of samples", usd(6_250)),
        ("Interpreter", eur(2_600)),
        ("Flights of the staff", usd(1_850)),
    ),
)
AHEAD = Sample(
    days=1,
    lasts=3,
    country="AE",
    city="Dubai",
    fair="Gulf Table Expo",
    titles={
        "ar": "بعثة دبي: معرض مائدة الخليج",
        "fr": "Mission à Dubaï : salon Gulf Table",
        "en": "Mission to Dubai: Gulf Table Expo",
    },
    goers={"أمينة حداد": Goer(), "Hélène Maalouf": Goer(target=Figures(leads=12))},
    programmes=(
        {
            "ar": "09:00 افتتاح الجناح\n11:00 لقاءات مع مشترين من السعودية\n19:00 عشاء المصدّرين",
            "fr": "09:00 Ouverture du stand\n11:00 Acheteurs d’Arabie saoudite\n19:00 Dîner des exportateurs",
            "en": "09:00 The stand opens\n11:00 Meetings with buyers from Saudi Arabia\n19:00 Exporters’ dinner",
        },
        {
            "ar": "10:00 جولة في مراكز التوزيع\n15:00 لقاءات ثنائية",
            "fr": "10:00 Visite de centres de distribution\n15:00 Rendez-vous d’affaires",
            "en": "10:00 Tour of distribution centres\n15:00 One-to-one meetings",
        },
    ),
)


async def hold(session: AsyncSession, now: datetime) -> None:
    """Put the sample missions into the database, with all that came of them."""
    people = {person.name: person for person in await session.scalars(select(Person).order_by(Person.id))}
    for sample in (BEHIND, AHEAD):
        await _hold(session, sample, people, now)


async def _hold(session: AsyncSession, sample: Sample, people: Mapping[str, Person], now: datetime) -> None:
    mission = _announced(sample, now)
    session.add(mission)
    await session.flush()
    assert mission.starts_on is not None
    for n, wordings in enumerate(sample.programmes):
        texts = [ProgrammeText(language=language, html=html) for language, html in wordings.items()]
        session.add(MissionDay(mission_id=mission.id, day=mission.starts_on + n * DAY, texts=texts))
    for label, paid in sample.costs:
        session.add(MissionCost(mission_id=mission.id, label=label, author_id=None, added_at=now, paid=paid))
    for name, goer in sample.goers.items():
        await _go(session, mission, people[name], goer, now)


DAY = timedelta(days=1)


def _announced(sample: Sample, now: datetime) -> Mission:
    starts_on = now.astimezone(ZONE).date() + sample.days * DAY
    deadline = datetime.combine(min(starts_on, now.date()) - 30 * DAY, datetime.min.time()).replace(hour=18)
    announced_at = instant_of(deadline, ZONE) - 30 * DAY
    return Mission(
        author_id=None,
        created_at=announced_at,
        zone=ZONE.key,
        phase=MissionPhase.ANNOUNCED,
        country=sample.country,
        city=sample.city,
        fair=sample.fair,
        starts_on=starts_on,
        ends_on=starts_on + (sample.lasts - 1) * DAY,
        deadline=deadline,
        deadline_at=instant_of(deadline, ZONE),
        announced_at=announced_at,
        told_at=announced_at,
        asked_at=announced_at,
        decided_at=announced_at,
        is_on=True,
        closed_at=instant_of(deadline, ZONE),
        texts=[MissionText(language=language, title=title) for language, title in sample.titles.items()],
    )


async def _go(session: AsyncSession, mission: Mission, person: Person, goer: Goer, now: datetime) -> None:
    """A company goes: its application was accepted, it met people, and has said what came of it."""
    assert mission.announced_at is not None
    session.add(
        Application(
            mission_id=mission.id,
            company_id=person.company_id,
            person_id=person.id,
            traveller_id=person.id,
            began_at=mission.announced_at,
            applied_at=mission.announced_at,
            decided_at=mission.announced_at,
            state=ApplicationState.ACCEPTED,
        )
    )
    for number, met in enumerate(goer.met, start=1):
        session.add(_lead(mission, person, number, met))
    if goer.target is not None:
        session.add(_tally(mission, person, Stage.TARGET, goer.target, mission.announced_at))
    assert mission.ends_on is not None
    due = asked_at(mission.ends_on, Stage.MONTH, ZONE)
    if due <= now:
        await _say(session, mission, person, goer, due)


def _lead(mission: Mission, person: Person, number: int, met: Met) -> Lead:
    name, warmth, promise = met
    assert mission.starts_on is not None
    day: date = mission.starts_on + (number % 3) * DAY
    return Lead(
        mission_id=mission.id,
        company_id=person.company_id,
        number=number,
        person_id=person.id,
        message_id=0,
        noted_at=datetime.combine(day, datetime.min.time(), UTC).replace(hour=9 + number),
        noted_on=day,
        name=name,
        warmth=warmth,
        promise=promise,
        photos=[],
    )


def _tally(mission: Mission, person: Person, stage: Stage, said: Figures | None, at: datetime) -> Tally:
    said_so = said or Figures()
    return Tally(
        mission_id=mission.id,
        company_id=person.company_id,
        stage=stage,
        answered_by_id=person.id if said is not None else None,
        answered_at=at if said is not None else None,
        leads=said_so.leads,
        orders=said_so.orders,
        value=said_so.value,
        expected=said_so.expected,
        expected_value=said_so.expected_value,
    )


async def _say(session: AsyncSession, mission: Mission, person: Person, goer: Goer, at: datetime) -> None:
    """They were asked a month after, and most have answered."""
    tally = _tally(mission, person, Stage.MONTH, goer.result, at + timedelta(hours=3))
    tally.asked_id, tally.asked_at = person.id, at
    session.add(tally)
    await session.flush()
    moment = Moment(at, ZONE)
    ledger.was_offered(session, person.id, person.company_id, Offer.MISSION_OUTCOME, tally.about, moment)
    if goer.result is not None:
        ledger.did(session, person, Act.MISSION_OUTCOME_REPORTED, tally.about, moment)
