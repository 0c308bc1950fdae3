"""Scenes that play by themselves on the page: what people tap and type. What the bot answers is its own affair.

A step names a button by its tap, so that a scene follows the product; `tests/browser/test_scenes.py` plays them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.cast import Part
from bot.demo.cluster import OWNER, account_of
from bot.demo.events import ZONE
from bot.models.events import Event, Guest
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.replies import Tap
from bot.rules.event_reminders import Occasion, Reminder, due_at
from bot.rules.events import EventPhase, Rsvp
from bot.rules.introductions import Why, Word, right_person
from bot.rules.scheduling import UNDO
from bot.screens.directory import OpenCard
from bot.screens.events import OpenEvent
from bot.screens.forms import Ask, Finish, Pick
from bot.screens.introduction_wording import AnswerIntroduction, AskAbout
from bot.screens.onboarding import Agree, ChooseLanguage
from bot.screens.scheduling import ConfirmBroadcast, SendNow


@dataclass(frozen=True)
class Step:
    """What one person does: open their invite, tap a button, or type; or the clock moves on. What is typed stands below
    a `photo`, a file of the page, if there is one.

    A button is the newest whose data begins with the fields of `tap` and ends with `ending`. `says` is shown meanwhile.
    """

    says: str
    who: int = 0
    opens_invite: bool = False
    tap: str = ""
    ending: str = ""
    types: str = ""
    photo: str = ""
    advance_seconds: float = 0.0


@dataclass(frozen=True)
class Scene:
    """Steps on three phones. Without steps it cannot be played any more, and `ends` says why."""

    name: str
    title: str
    about: str
    phones: tuple[int, ...]
    steps: tuple[Step, ...]
    ends: str


MEETINGS = (
    ("Hélène Maalouf", "huile d’olive", "أمينة حداد"),
    ("Hélène Maalouf", "cartons", "Joseph Abi Khalil"),
    ("Bruno Karam", "transport", "بلال مكي"),
)
"""Who looks for what, and whom they ask to meet; the next two when these have met."""
NEWS = {
    "en": "🫒 The export workshop moves to Thursday, 4 p.m., in Zahlé.",
    "fr": "🫒 L’atelier export est déplacé à jeudi, 16\u00a0h, à Zahlé.",
    "ar": "🫒 نُقلت ورشة التصدير إلى يوم الخميس، الساعة الرابعة، في زحلة.",
}
READERS = ("ar", "fr", "en")
SOON = timedelta(seconds=1)


async def scenes(session: AsyncSession, cast: Sequence[Part], now: datetime) -> list[Scene]:
    """The four scenes, with the people who can play them now."""
    names = {person.name: person for person in await session.scalars(select(Person).order_by(Person.id))}
    watching = tuple(account_of(names[name]) for name in ("أمينة حداد", "Hélène Maalouf"))
    return [
        _joins(cast, watching[0]),
        await _meet(session, names),
        _news(watching),
        await _reminded(session, now, watching),
    ]


def _joins(cast: Sequence[Part], beside: int) -> Scene:
    title, about = "Someone joins", "A personal link, a language, one consent"
    newcomer = next((part for part in cast if part.invite), None)
    if newcomer is None:
        return Scene("joins", title, about, (), (), "Everybody has joined. Start afresh to see it again.")
    steps = (
        Step("A new member opens the personal link that staff gave them.", newcomer.id, opens_invite=True),
        _tap("They choose their language.", newcomer.id, ChooseLanguage(newcomer.language)),
        _tap("They read what the cluster keeps, and agree.", newcomer.id, Agree()),
    )
    return Scene("joins", title, about, (newcomer.id, beside, OWNER.id), steps, "Joined, in three taps.")


async def _meet(session: AsyncSession, names: dict[str, Person]) -> Scene:
    title, about = "Two members meet", "Search in one language, be found in another"
    for asks, sought, asked in MEETINGS:
        asker, other = names[asks], names[asked]
        both = (asker.id, other.id)
        between = select(Introduction.id).where(
            Introduction.asker_id.in_(both), Introduction.other_id.in_(both)
        )
        if await session.scalar(between.limit(1)) is not None:
            continue
        one, two = account_of(asker), account_of(other)
        people = [one for one in names.values() if one.company_id == other.company_id]
        is_right = right_person([(one.id, one.seat) for one in people], Why.BUY) == other.id
        chosen = (
            _tap("Or somebody else of the company.", one, Ask("person_id", "asking")),
            _tap("The reason stays.", one, Pick(str(other.id), "person_id", "asking")),
        )
        steps = (
            Step("A member writes what they look for, in French.", one, types=sought),
            _tap("The companies that offer it come first.", one, OpenCard(other.company_id)),
            _tap("They ask about it; the bot knows whom.", one, AskAbout(other.company_id)),
            *(() if is_right else chosen),
            _tap("The bot asks the other side first.", one, Finish("asking")),
            _any("The other reads it in their language, and says yes.", two, AnswerIntroduction, Word.YES),
        )
        ended = "Both have each other’s contact details now, and only now."
        return Scene("meets", title, about, (one, two, OWNER.id), steps, ended)
    return Scene("meets", title, about, (), (), "They all have been asked. Start afresh to see it again.")


def _news(readers: tuple[int, ...]) -> Scene:
    staff = OWNER.id
    first, *others = NEWS.values()
    steps = [
        Step("Staff write to all members, from the same chat.", staff, types="/broadcast"),
        Step("A picture, with the news below it.", staff, types=first, photo="flyer.jpg"),
        *(Step("The bot sees which language it is.", staff, types=words) for words in others),
        _any("A last look.", staff, ConfirmBroadcast),
        _any("Off it goes.", staff, SendNow),
        Step(
            "Half a minute to call it back; the clock moves on.",
            advance_seconds=(UNDO + SOON).total_seconds(),
        ),
    ]
    return Scene(
        "news",
        "News for everybody",
        "Written once, read in three languages",
        (staff, *readers),
        tuple(steps),
        "Everybody got it, each in their own language.",
    )


async def _reminded(session: AsyncSession, now: datetime, beside: tuple[int, ...]) -> Scene:
    title, about = "A reminder, next week", "The clock moves; the bot remembers"
    over = Scene(
        "reminder", title, about, (), (), "The event is too near, or over. Start afresh to see it again."
    )
    event = await session.scalar(
        select(Event)
        .where(
            Event.phase == EventPhase.ANNOUNCED,
            Event.seats.is_not(None),
            Event.starts_at > now + timedelta(days=3),
        )
        .order_by(Event.starts_at)
        .limit(1)
    )
    if event is None or event.starts is None:
        return over
    occasion = Occasion(event.starts, ZONE, ZONE, event.announced_at or now, event.told_at or now)
    going: dict[str, Person] = {}
    for person in await session.scalars(
        select(Person)
        .join(Guest, Guest.person_id == Person.id)
        .where(Guest.event_id == event.id, Guest.rsvp == Rsvp.GOING)
        .where(Person.standing == Standing.MEMBER, Person.is_reachable.is_(True))
        .order_by(Guest.answered_at, Person.id)
    ):
        going.setdefault(person.language, person)
    if not all(language in going for language in READERS):
        return over
    phones = tuple(account_of(going[language]) for language in READERS)
    until = due_at(Reminder.DAY, occasion) + SOON - now
    steps = (
        Step(
            "Three members look at an event that they go to, each in their language.",
            phones[2],
            types="/events",
        ),
        _tap("It is next week.", phones[2], OpenEvent(event.id)),
        Step("The clock moves on by a week.", advance_seconds=until.total_seconds()),
    )
    return Scene(
        "reminder", title, about, phones, steps, "The day before, at a decent hour, each is reminded."
    )


def _tap(says: str, who: int, tap: Tap) -> Step:
    return Step(says, who, tap=tap.pack())


def _any(says: str, who: int, tap: type[Tap], ending: str = "") -> Step:
    """The newest button of a kind, whatever it is about; `ending`: its last field."""
    return Step(says, who, tap=tap.prefix, ending=f":{ending}" if ending else "")
