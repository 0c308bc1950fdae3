"""My data: what rows refer to, by what it is called, as HTML in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from bot.i18n import _, current, date, date_time, name
from bot.markup import plain
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.events import Event
from bot.models.imports import Import
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.missions import Application, Mission
from bot.models.openings import Opening
from bot.models.people import Person
from bot.models.polls import Poll
from bot.models.rounds import Round
from bot.models.suggesting import Suggestion
from bot.models.tallies import Tally
from bot.screens import events, missions, openings, polls
from bot.screens.vocabulary import company_name, person_name

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What the numbers in somebody's rows stand for: things by table and number, which people they are themselves
    (`own`), and what their groups are called; times are on the clocks of `zone`."""

    zone: tzinfo
    own: frozenset[int] = frozenset()
    things: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def about(self, text: str) -> Any | None:
        """What an `about` such as `event:12` names, as far as that is still there."""
        kind, _colon, n = text.partition(":")
        return self.things.get(ABOUT.get(kind, ""), {}).get(int(n)) if n.isdecimal() else None


Reader = Callable[[Any, Row, Known], str]
"""How a value of a row is said, as HTML; "" when it says nothing."""

# Names of things: what rows refer to is said by what it is called


def _person(person: Person, known: Known) -> str:
    if person.id in known.own:
        return _("me")
    return _("{person}, {company}").format(
        person=name(person_name(person)), company=name(company_name(person.company))
    )


def _introduction(asked: Introduction, known: Known) -> str:
    return _person(asked.other if asked.asker_id in known.own else asked.asker, known)


def asker(value: int, row: Row, known: Known) -> str:
    """Who asked for an introduction; of one that was proposed to both, nobody did."""
    return "" if row["origin"].is_proposed else thing("people")(value, row, known)


def agreed(side: str) -> Reader:
    """When the one of the two whom this column names said yes."""

    def read(value: datetime, row: Row, known: Known) -> str:
        person = thing("people")(row[side], row, known)
        return _("{person} · {moment}").format(person=person, moment=date_time(value, known.zone))

    return read


def _round(about: Round, known: Known) -> str:
    first = date(about.starts_at.astimezone(known.zone).date())
    return _("Round of introductions of {date}").format(date=first)


def _through(column: str) -> Callable[[Any, Known], str]:
    """Something without a name of its own is called after what it belongs to."""

    def called(thing: Any, known: Known) -> str:
        for key in thing.__table__.columns[column].foreign_keys:
            table = key.column.table.name
            found = known.things.get(table, {}).get(getattr(thing, column))
            return NOUNS[type(found)](found, known) if found is not None else ""
        return ""

    return called


NOUNS: Mapping[type[Any], Callable[[Any, Known], str]] = {
    Application: _through("mission_id"),
    Broadcast: lambda one, known: name(plain(one.wordings.nearest(current())).partition("\n")[0]),
    Company: lambda one, known: name(company_name(one)),
    Event: lambda one, known: events.title_of(one),
    Import: lambda one, known: name(one.name),
    Introduction: _introduction,
    Mission: lambda one, known: missions.title_of(one),
    Opening: lambda one, known: name(openings.plain_title(one)),
    OutcomeReport: _through("introduction_id"),
    Person: _person,
    Poll: lambda one, known: polls.title_of(one),
    Round: _round,
    Suggestion: _through("other_id"),
    Tally: _through("mission_id"),
}
"""What each noun that rows refer to is called."""
THROUGH: Mapping[type[Any], str] = {
    Application: "mission_id",
    OutcomeReport: "introduction_id",
    Suggestion: "other_id",
    Tally: "mission_id",
}
"""What is called after something else, and the column that leads there."""
ABOUT = {
    "application": "mission_applications",
    "broadcast": "broadcasts",
    "company": "companies",
    "event": "events",
    "import": "imports",
    "introduction": "introductions",
    "mission": "missions",
    "opening": "openings",
    "poll": "polls",
    "round": "rounds",
    "suggestion": "suggestions",
    "tally": "tallies",
}
"""The tables of what messages and ledgers are about, by the word that their `about` begins with."""
UNNAMED_ABOUT = {
    "profile": "the reader's own",
    "request": "who asks to join is named in what the message says",
}
"""What an `about` may begin with that is not named; and why."""


def called(thing: Any, known: Known) -> str:
    """What something that a row refers to is called."""
    return NOUNS[type(thing)](thing, known)


def thing(table: str) -> Reader:
    """A number of this table by what it stands for."""

    def read(value: Any, row: Row, known: Known) -> str:
        found = known.things.get(table, {}).get(value)
        return called(found, known) if found is not None else ""

    return read


def thing_about(value: Any, row: Row, known: Known) -> str:
    """What an `about` names; nothing where that has no name."""
    found = known.about(value)
    return called(found, known) if found is not None else ""


def event_time(value: int, row: Row, known: Known) -> str:
    """When the event of this number is."""
    event = known.things.get("events", {}).get(value)
    return events.when(event) if event is not None else ""


def mission_days(value: int, row: Row, known: Known) -> str:
    """On which days the mission of this number is."""
    mission = known.things.get("missions", {}).get(value)
    return missions.days(mission) if mission is not None else ""
