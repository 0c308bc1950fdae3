"""Weeks of reminders, played: clocks jump, their rules change, events move, people change their minds, the bot is down.

Each reminder reaches everybody once, or staff read that it did not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from itertools import combinations
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.errors import Refusal
from bot.models import events as models
from bot.models.deliveries import Delivery, Letter, Status
from bot.models.events import Event
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.event_reminders import JUST_HEARD, LEADS, Occasion, Reminder, due_at
from bot.rules.events import Rsvp
from bot.rules.timetable import after_quiet, is_quiet
from bot.services import event_reminders, event_times, rsvps
from tests.events import an_event, guest_of, says
from tests.services.gatherings import BEIRUT, OWNER, flat, members
from tests.zones import beirut_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCKS = tuple(map(time.fromisoformat, ("18:00", "07:00", "08:40", "23:30")))
"""When the events of a play begin, on one of two days."""
FIRST = 8
"""The days until the first event."""
NAMES = {
    "a week before": Reminder.WEEK,
    "three days before, to those who had not answered": Reminder.UNANSWERED,
    "a day before": Reminder.DAY,
    "two hours before": Reminder.HOURS,
}
BLOCK = re.compile(r"Event (\d+)\W[^\n]*((?:\n• [^\n]+)+)")
LINE = re.compile(r"• ([^:]+):")
Deed = tuple[Any, ...]
"""A method of Play with what it is given."""
Restarted = Callable[[tzinfo], None]
AWAKE = range(5, 20)
"""In UTC, the hours in which people may be awake."""


@dataclass(frozen=True)
class Came:
    """A reminder of an event, of when it was to begin then, and who got it; of None staff read that it was missed."""

    event_id: int
    reminder: Reminder
    starts_at: datetime
    person_id: int | None


@dataclass
class Play:
    """The bot as it lives hour by hour, until after `last_at`. Its clock shows `skew` more than it ought to."""

    database: Database
    restarted: Restarted
    dice: Random
    real: datetime
    last_at: datetime
    zone: tzinfo = BEIRUT
    zones: set[tzinfo] = field(default_factory=lambda: {BEIRUT})
    skew: timedelta = timedelta()
    down_until: datetime | None = None
    is_slow: bool = False
    has_mail: bool = False
    numbers: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)

    @property
    def moment(self) -> Moment:
        return Moment(self.real + self.skew, self.zone, frozenset({OWNER}))

    async def _begins(self) -> None:
        """Events are announced. The first of six people goes to all of them, the second to none, the third says
        nothing, and the others change their minds."""
        self.people = flat(await members(self.database, 6))
        async with self.database.reading() as session:
            going, away, *_others = await session.scalars(select(Person).order_by(Person.id))
        today = self.real.astimezone(self.zone).date()
        for place, clock in enumerate(CLOCKS):
            event = await an_event(
                self.database,
                starts=datetime.combine(today + (FIRST + place % 2) * DAY, clock),
                titles={"en": f"Event {place}"},
                announced_at=self.real - DAY,
                told_at=self.real - DAY,
            )
            self.numbers.append(event.id)
            self._lies_ahead(event)
            await says(self.database, event, going)
            await says(self.database, event, away, Rsvp.NOT_GOING)

    def _lies_ahead(self, event: Event) -> None:
        assert event.starts_at is not None
        self.last_at = max(self.last_at, event.starts_at)

    async def lives(self, befalls: Mapping[int, Deed]) -> None:
        """Until after the last event, with what befalls the bot at which hour."""
        await self._begins()
        day = -1
        while self.real < self.last_at + DAY:
            day += 1
            async with self.database.transaction() as session:
                for hour in range(24 * day, 24 * (day + 1)):
                    self.real += HOUR
                    if hour in befalls:
                        method, *given = befalls[hour]
                        await method(self, session, *given)
                    is_down = self.down_until is not None and self.real < self.down_until
                    # Long before an event, and at night, a few hours make no difference
                    is_fine = day >= FIRST - 1 and self.moment.now.hour in AWAKE
                    if not is_down and (is_fine or not hour % 3):
                        await self._hour(session)

    async def _hour(self, session: AsyncSession) -> None:
        if self.dice.random() < 0.1:
            await self._somebody_answers(session)
        self.has_mail |= await event_reminders.remind_due(session, self.moment)
        if self.has_mail and (not self.is_slow or self.dice.random() < 0.3):
            self.has_mail = await self._post(session)

    async def _somebody_answers(self, session: AsyncSession) -> None:
        person = await session.get_one(Person, self.dice.choice(self.people[3:]))
        event_id, is_going = self.dice.choice(self.numbers), self.dice.random() < 0.5
        try:
            await rsvps.answer(session, person, event_id, self.moment, is_going=is_going)
        except Refusal:
            return

    async def jumps(self, _session: AsyncSession, skew: timedelta) -> None:
        """The clock of the machine shows so much more than it ought to."""
        self.skew = skew

    async def is_down(self, _session: AsyncSession, lasts: timedelta) -> None:
        self.down_until = self.real + lasts
        self.last_at = max(self.last_at, self.down_until)

    async def sends_slowly(self, _session: AsyncSession) -> None:
        self.is_slow = True

    async def follows(self, session: AsyncSession, rules: tzinfo) -> None:
        """The bot starts with new rules for the clocks."""
        self.restarted(rules)
        self.zone = rules
        self.zones.add(rules)
        await event_times.recompute(session, self.moment)

    async def moves(self, session: AsyncSession, place: int, by: timedelta) -> None:
        """Staff move an event that lies ahead, and everybody is told."""
        event = await session.get_one(Event, self.numbers[place])
        assert event.starts is not None
        assert event.ends is not None
        assert event.starts_at is not None
        if event.starts_at + min(by, 0 * DAY) <= self.moment.now:
            return
        event.starts, event.ends, event.told_at = event.starts + by, event.ends + by, self.moment.now
        event_times.set_by_the_clocks(event)
        self._lies_ahead(event)
        await event_reminders.take_back(session, event, self.moment)

    async def _post(self, session: AsyncSession) -> bool:
        """What is due leaves as the dispatcher would have it. True when more waits."""
        now = self.moment.now
        waiting = await session.execute(
            select(Delivery, Letter.contents)
            .join(Letter, Letter.id == Delivery.letter_id)
            .where(Delivery.status == Status.WAITING)
        )
        found = waiting.all()
        due = [(delivery, contents) for delivery, contents in found if delivery.not_before <= now]
        for delivery, contents in due:
            is_late = delivery.not_after is not None and delivery.not_after < now
            delivery.status = Status.FAILED if is_late else Status.SENT
            if delivery.person_id is None:
                for place, lines in BLOCK.findall(contents["en"]["text"]):
                    for named in LINE.findall(lines):
                        await self._note(session, self.numbers[int(place)], NAMES[named], None)
            elif not is_late and delivery.what.startswith("reminder "):
                await self._reads(session, delivery)
        return len(due) < len(found)

    async def _reads(self, session: AsyncSession, delivery: Delivery) -> None:
        """Somebody gets a reminder: not at night, and not who has said so already."""
        left_at = delivery.not_before if self.is_slow else self.moment.now
        assert not all(is_quiet(left_at, zone) for zone in self.zones)
        number, reminder = int((delivery.about or "").split(":")[1]), Reminder(delivery.what.split(" ")[1])
        event = await session.get_one(Event, number)
        guest = await guest_of(session, event, await session.get_one(Person, delivery.person_id))
        assert guest.rsvp is (Rsvp.INVITED if reminder is Reminder.UNANSWERED else Rsvp.GOING)
        await self._note(session, number, reminder, delivery.person_id)

    async def _note(
        self, session: AsyncSession, number: int, reminder: Reminder, person_id: int | None
    ) -> None:
        event = await session.get_one(Event, number)
        assert event.starts_at is not None
        self.came.append(Came(number, reminder, event.starts_at, person_id))

    def of(self, number: int, reminder: Reminder, person_id: int | None) -> list[datetime]:
        """The begins of which a reminder came to somebody, or was missed."""
        return [
            one.starts_at
            for one in self.came
            if (one.event_id, one.reminder, one.person_id) == (number, reminder, person_id)
        ]

    async def ended_well(self) -> None:
        """Nobody got a reminder of one begin twice; those who stuck to what they said got each, or staff know."""
        for number in self.numbers:
            async with self.database.reading() as session:
                event = await session.get_one(Event, number)
            for reminder in Reminder:
                for person_id in (*self.people, None):
                    begins = sorted(self.of(number, reminder, person_id))
                    apart = LEADS[reminder] / 2 - HOUR
                    assert all(later - before > apart for before, later in combinations(begins, 2))
                self._reached_or_missed(event, reminder)

    def _reached_or_missed(self, event: Event, reminder: Reminder) -> None:
        going, away, silent, *_fickle = self.people
        meant = silent if reminder is Reminder.UNANSWERED else going
        reached, missed = (self.of(event.id, reminder, whom) for whom in (meant, None))
        assert not set(reached) & set(missed)
        assert not self.of(event.id, reminder, away)
        assert not self.of(event.id, reminder, going if meant is silent else silent)
        assert event.starts is not None
        assert event.announced_at is not None
        assert event.told_at is not None
        assert event.starts_at is not None
        heard_at = event.announced_at if reminder is Reminder.UNANSWERED else event.told_at
        occasion = Occasion(event.starts, event.tz, self.zone, heard_at, heard_at)
        has_just_heard = due_at(reminder, occasion) < after_quiet(heard_at, self.zone) + JUST_HEARD
        is_of_this_begin = any(
            abs(event.starts_at - begin) <= max(HOUR, LEADS[reminder] / 2) for begin in (*reached, *missed)
        )
        assert is_of_this_begin or has_just_heard, (event.id, reminder, reached, missed)


SPRING_26, AUTUMN_26, SPRING_27, AUTUMN_27 = "2026-03-20", "2026-10-16", "2027-03-19", "2027-10-22"
"""Lebanon's clocks change between the first reminder and the last event of what begins on these days."""
PLAYS: Mapping[str, tuple[str, Mapping[int, Deed]]] = {
    "the clock of the machine is wrong by hours and days": (
        AUTUMN_26,
        {
            20: (Play.jumps, HOUR),
            45: (Play.jumps, -HOUR),
            130: (Play.jumps, DAY),
            136: (Play.jumps, 0 * DAY),
            165: (Play.jumps, -DAY),
            190: (Play.jumps, HOUR),
            205: (Play.jumps, -HOUR),
            220: (Play.jumps, 0 * DAY),
        },
    ),
    "the bot is down for a week": (SPRING_27, {100: (Play.is_down, 7 * DAY)}),
    "events are moved": (
        AUTUMN_27,
        {
            60: (Play.moves, 0, HOUR),
            90: (Play.moves, 1, -DAY),
            150: (Play.moves, 2, 2 * DAY),
            180: (Play.moves, 3, timedelta(minutes=-50)),
            200: (Play.moves, 0, 2 * DAY),
        },
    ),
    "a decree comes and goes": (
        "2023-03-20",
        {70: (Play.follows, beirut_in("2023b")), 190: (Play.follows, beirut_in("2023c"))},
    ),
    "messages leave late": (SPRING_26, {0: (Play.sends_slowly,)}),
}


@pytest.fixture
def restarted(monkeypatch: pytest.MonkeyPatch) -> Restarted:
    """From now on the process knows these rules for the zones of events."""
    return lambda rules: monkeypatch.setattr(models, "ZoneInfo", lambda _name: rules)


def play_on(database: Database, restarted: Restarted, day: str, seed: int = 1) -> Play:
    begins_at = datetime.fromisoformat(f"{day}T09:00+00:00")
    return Play(database, restarted, Random(seed), begins_at, begins_at)


@pytest.mark.parametrize("name", PLAYS)
async def test_each_reminder_comes_once_though(
    sqlite_migrated_url: str, restarted: Restarted, name: str
) -> None:
    day, befalls = PLAYS[name]
    async with Database(sqlite_migrated_url) as database:
        play = play_on(database, restarted, day)
        await play.lives(befalls)
        await play.ended_well()


async def test_when_nothing_befalls_the_bot_everybody_gets_each_and_staff_nothing(
    database: Database, restarted: Restarted
) -> None:
    play = play_on(database, restarted, AUTUMN_27)
    await play.lives({})
    await play.ended_well()
    going, _away, silent, *_fickle = play.people
    for number in play.numbers:
        assert [
            len(play.of(number, one, going)) for one in (Reminder.WEEK, Reminder.DAY, Reminder.HOURS)
        ] == [1, 1, 1]
        assert len(play.of(number, Reminder.UNANSWERED, silent)) == 1
        assert not any(play.of(number, one, None) for one in Reminder)


@pytest.mark.parametrize("seed", [1])
async def test_each_reminder_comes_once_whatever_comes_together(
    database: Database, restarted: Restarted, seed: int
) -> None:
    dice = Random(seed)
    deeds: list[Callable[[], Deed]] = [
        lambda: (Play.jumps, dice.choice([HOUR, -HOUR, DAY, -DAY])),
        lambda: (Play.jumps, 0 * DAY),
        lambda: (Play.moves, dice.randrange(len(CLOCKS)), dice.choice([HOUR, 2 * DAY, -DAY, -HOUR])),
        lambda: (Play.follows, beirut_in(dice.choice(["2023a", "2023b"]))),
        lambda: (Play.is_down, dice.choice([HOUR, DAY])),
        lambda: (Play.sends_slowly,),
    ]
    befalls = {dice.randrange(24 * FIRST): dice.choice(deeds)() for _ in range(25)}
    play = play_on(database, restarted, "2023-03-19", seed)
    await play.lives(befalls | {24 * (FIRST + 3): (Play.jumps, 0 * DAY)})
    await play.ended_well()
