"""Events of the sample cluster: one that is full, one tomorrow, one that lies behind; and the scene "a seat frees"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.events import Event, EventReminder, EventText, Guest
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.event_reminders import Occasion, Reminder, due_at
from bot.rules.events import CheckIn, EventPhase, Rsvp
from bot.rules.ledger import Act, Offer
from bot.rules.walltime import instant_of
from bot.services import events, ledger, rsvps

ZONE = ZoneInfo("Asia/Beirut")
ANNOUNCED_AGO = timedelta(days=6)


@dataclass(frozen=True)
class Sample:
    """An event: so many days from today, from one hour to another; who goes, who does not, in the order they said so.

    Of one that lies behind, `came` says who came, and how they found it: 1 to 5, None for those who did not say.
    """

    days: int
    begins: time
    ends: time
    place: str
    map_link: str
    texts: Mapping[str, tuple[str, str]]
    going: tuple[str, ...]
    not_going: tuple[str, ...] = ()
    seats: int | None = None
    seats_per_company: int | None = None
    came: Mapping[str, int | None] | None = None


FULL = Sample(
    days=9,
    begins=time(10),
    ends=time(13),
    place="Institut Agroalimentaire, Ras el Aïn",
    map_link="https://maps.google.com/?q=33.9,35.6",
    texts={
        "ar": (
            "ورشة تذوّق زيت الزيتون",
            "كيف يُقيَّم زيت الزيتون البكر الممتاز، وما الذي يطلبه المشترون في أوروبا والخليج. المقاعد محدودة.",
        ),
        "fr": (
            "Atelier de dégustation d’huile d’olive",
            "Comment juger une huile d’olive vierge extra, et ce que demandent les acheteurs d’Europe et du Golfe. "
            "Places limitées.",
        ),
        "en": (
            "Olive oil tasting workshop",
            "How extra virgin olive oil is judged, and what buyers in Europe and the Gulf ask for. Seats are limited.",
        ),
    },
    # The last two find no seat: Amina and Hélène, whose phones the page shows first, are next in line
    going=(
        *("Karim Raad", "Ziad Saliba", "Samir Kanaan", "Nayla Sfeir", "خالد العلي", "Jad Nassereddine"),
        *("أمينة حداد", "Hélène Maalouf"),
    ),
    not_going=("Marc Zeidan",),
    seats=6,
    seats_per_company=2,
)
TOMORROW = Sample(
    days=1,
    begins=time(17, 30),
    ends=time(20),
    place="Maison de l’Export Alimentaire, Beyrouth",
    map_link="https://maps.google.com/?q=33.89,35.5",
    texts={
        "ar": (
            "لقاء المصدّرين الشهري",
            "أسواق الخليج في الموسم المقبل: الشروط والشحن والتمويل. نصف ساعة للتعارف في الختام.",
        ),
        "fr": (
            "Rencontre mensuelle des exportateurs",
            "Les marchés du Golfe à la saison prochaine : conditions, transport, financement. "
            "Une demi-heure d’échanges pour finir.",
        ),
        "en": (
            "Exporters’ monthly meeting",
            "Gulf markets next season: terms, freight, financing. Half an hour to meet each other at the end.",
        ),
    },
    going=("Hélène Maalouf", "Bruno Karam", "Carine Tannous", "علي الموسوي", "Omar Fakih"),
    not_going=("Rita Abou Jaoudé", "Ziad Saliba"),
    seats=40,
)
BEHIND = Sample(
    days=-21,
    begins=time(9, 30),
    ends=time(12),
    place="Bekaa Crunch, Zahlé",
    map_link="https://maps.google.com/?q=33.85,35.9",
    texts={
        "ar": ("زيارة مصنع قرمشة البقاع", "من البطاطا إلى الكيس: خطّ الإنتاج والجودة والتوريد."),
        "fr": (
            "Visite de l’usine Bekaa Crunch",
            "De la pomme de terre au sachet : la ligne, la qualité, l’approvisionnement.",
        ),
        "en": ("Visit to the Bekaa Crunch plant", "From potato to bag: the line, quality, and sourcing."),
    },
    going=("أمينة حداد", "Maya Fakhry", "Rami Matar", "خالد العلي", "ندى عثمان", "Karim Raad", "Sandra Azar"),
    not_going=("Hélène Maalouf",),
    came={
        "أمينة حداد": 5,
        "Maya Fakhry": 4,
        "Rami Matar": 5,
        "خالد العلي": 3,
        "ندى عثمان": None,
        "Karim Raad": 4,
    },
)


async def hold(session: AsyncSession, now: datetime) -> None:
    """Put the sample events into the database, with the answers that people gave to them."""
    people = {person.name: person for person in await session.scalars(select(Person).order_by(Person.id))}
    for sample in (BEHIND, TOMORROW, FULL):
        await _hold(session, sample, people, now)


async def _hold(session: AsyncSession, sample: Sample, people: Mapping[str, Person], now: datetime) -> None:
    day = now.astimezone(ZONE).date() + timedelta(days=sample.days)
    event = _planned(sample, day, now)
    session.add(event)
    await session.flush()
    announced_at = event.announced_at or now
    members = [one for one in people.values() if one.standing is Standing.MEMBER]
    for person in members:
        session.add(Guest(event_id=event.id, person_id=person.id, company_id=person.company_id))
        ledger.was_offered(
            session, person.id, person.company_id, Offer.INVITATION, event.about, Moment(announced_at, ZONE)
        )
    await session.flush()
    said = [(name, True) for name in sample.going] + [(name, False) for name in sample.not_going]
    for minutes, (name, is_going) in enumerate(said):
        answered_at = announced_at + timedelta(hours=1, minutes=7 * minutes)
        await rsvps.answer(session, people[name], event.id, Moment(answered_at, ZONE), is_going=is_going)
    for name, rating in (sample.came or {}).items():
        await _came(session, event, people[name], rating)
    if sample.came:
        event.attendance_noted_at = event.feedback_at = now
    _remind(session, event, now)


def _remind(session: AsyncSession, event: Event, now: datetime) -> None:
    """What was due before the demo began was sent."""
    assert event.starts is not None
    occasion = Occasion(event.starts, ZONE, ZONE, event.announced_at or now, event.told_at or now, None)
    for reminder in Reminder:
        if (due := due_at(reminder, occasion)) <= now:
            session.add(
                EventReminder(
                    event_id=event.id, reminder=reminder, at=due, starts_at=event.starts_at, times=1, missed=0
                )
            )


def _planned(sample: Sample, day: date, now: datetime) -> Event:
    starts, ends = datetime.combine(day, sample.begins), datetime.combine(day, sample.ends)
    announced_at = min(now, instant_of(starts, ZONE)) - ANNOUNCED_AGO
    return Event(
        author_id=None,
        created_at=announced_at,
        zone=ZONE.key,
        phase=EventPhase.ANNOUNCED,
        starts=starts,
        ends=ends,
        starts_at=instant_of(starts, ZONE),
        ends_at=instant_of(ends, ZONE),
        place=sample.place,
        map_link=sample.map_link,
        seats=sample.seats,
        seats_per_company=sample.seats_per_company,
        announced_at=announced_at,
        told_at=announced_at,
        texts=[
            EventText(language=one, title=title, html=html) for one, (title, html) in sample.texts.items()
        ],
    )


async def _came(session: AsyncSession, event: Event, person: Person, rating: int | None) -> None:
    guest = await events.guest_of(session, event.id, person)
    assert guest is not None
    assert event.starts_at is not None
    assert event.ends_at is not None
    guest.came_at, guest.check_in = event.starts_at, CheckIn.TICKET
    ledger.did(session, person, Act.EVENT_ATTENDED, event.about, Moment(event.starts_at, UTC))
    if rating is not None:
        guest.rating, guest.rated_at = rating, event.ends_at + timedelta(days=1)
        ledger.did(session, person, Act.EVENT_RATED, event.about, Moment(guest.rated_at, UTC))


async def who_frees_a_seat(session: AsyncSession, now: datetime) -> tuple[Event, Person] | None:
    """The full event and somebody who goes there and would give the seat back, while anybody waits for one."""
    waits = select(Guest.event_id).where(Guest.rsvp == Rsvp.WAITING)
    found = await session.execute(
        select(Event, Person)
        .join(Guest, Guest.event_id == Event.id)
        .join(Person, Person.id == Guest.person_id)
        .where(
            Event.id.in_(waits),
            Event.phase == EventPhase.ANNOUNCED,
            Event.starts_at > now,
            Guest.rsvp == Rsvp.GOING,
            Person.is_reachable.is_(True),
        )
        .order_by(Event.starts_at, Guest.answered_at)
        .limit(1)
    )
    row = found.first()
    return None if row is None else (row[0], row[1])
