"""My data: how each kind of value is said, as HTML in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as day_of
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Column, Date, Integer, Text

from bot.i18n import _, current, date, date_time, in_a_list, list_of, name, number
from bot.markup import escape, plain
from bot.models.base import Choice, Instant
from bot.models.deliveries import Status
from bot.models.money import Amount
from bot.models.polls import PollQuestion
from bot.models.secrets import Encrypted
from bot.rules.contacts import shown_phone
from bot.rules.feedback import RATINGS
from bot.rules.fields import Editor, Field
from bot.rules.fit import Conditions
from bot.rules.introductions import Contact
from bot.rules.money import Money
from bot.rules.polls import SCALES
from bot.rules.readers import part_for
from bot.rules.roster_plans import NoteKind
from bot.rules.towns import town_name
from bot.screens import conditions, outcomes, polls
from bot.screens.imports import kind_title
from bot.screens.introduction_wording import contact_label
from bot.screens.money import shown
from bot.screens.my_data_nouns import Known, Reader, Row, thing
from bot.screens.my_data_words import WORDS, reason_of
from bot.screens.trail import change_in_words
from bot.screens.vocabulary import field_name, option_name

ENDED_BADLY = frozenset((Status.FAILED, Status.UNREACHABLE, Status.CANCELLED))
"""What has a reason; what is noted of a try before, or of one whose end nobody knows, says nothing."""
LONG = 60
"""Characters from which a text is a paragraph, which runs its own way; what is shorter stands in the line."""
HIGHEST_SCORE = 100


# Plain values, by the type of their column


def typed(value: Any, row: Row, known: Known) -> str:
    """What somebody wrote."""
    text = str(value)
    if len(text) < LONG and "\n" not in text:
        return name(text)
    return _paragraphs(text)


def _paragraphs(text: str) -> str:
    """A longer text, of which each line runs its own way: many write in two languages, one below the other."""
    return "".join(f'<p class="words" dir="auto">{escape(line)}</p>' for line in text.split("\n"))


def instant(value: datetime, row: Row, known: Known) -> str:
    return date_time(value, known.zone)


def yes_or_no(value: bool, row: Row, known: Known) -> str:
    return _("yes") if value else _("no")


def while_waiting(value: datetime, row: Row, known: Known) -> str:
    """A time that matters until a message was sent."""
    return instant(value, row, known) if row["status"] is Status.WAITING else ""


def until_settled(value: datetime, row: Row, known: Known) -> str:
    """When a message was written, until it is known how its sending ended, and when."""
    return "" if row["settled_at"] else instant(value, row, known)


def answered(value: datetime | None, row: Row, known: Known) -> str:
    """When somebody answered, or that they have not."""
    return instant(value, row, known) if value is not None else _("not answered yet")


def only_yes(value: bool, row: Row, known: Known) -> str:
    """What is worth saying only where it is so."""
    return _("yes") if value else ""


def code(value: StrEnum, row: Row, known: Known) -> str:
    return escape(WORDS[type(value)](value))


def _amount(column: str) -> Reader:
    currency = column.replace("amount", "currency")
    return lambda value, row, known: (
        shown(Money(value, row[currency])) if row.get(currency) else number(value)
    )


def by_type(column: Column[Any]) -> Reader:
    """How values of a column are said by their type. Raises LookupError for one whose sheet has to say it: a text may
    be words or a code, and JSON anything."""
    match column.type:
        case Choice(choices=choices):
            WORDS[choices]  # a KeyError here is a noun without words
            return code
        case Instant():
            return instant
        case Date():
            return lambda value, row, known: date(value)
        case Boolean():
            return yes_or_no
        case Amount():
            return _amount(column.name)
        case Encrypted() | Text() if not column.foreign_keys:
            return typed
    for key in column.foreign_keys:
        return thing(key.column.table.name)
    if isinstance(column.type, Integer):
        return lambda value, row, known: number(value)
    raise LookupError(f"nothing says how {column} is read")


# Values that their sheet says how to read


def as_it_is(value: Any, row: Row, known: Known) -> str:
    """A number, an address or a link, which runs from left to right."""
    return f'<bdi dir="ltr">{escape(str(value))}</bdi>'


def phone(value: str, row: Row, known: Known) -> str:
    return _phone(value)


def _phone(value: str) -> str:
    """A number as its country writes it, on one line."""
    return f'<bdi dir="ltr" class="phone">{escape(shown_phone(value))}</bdi>'


def town(value: str, row: Row, known: Known) -> str:
    return name(town_name(value, current()))


def language(value: str, row: Row, known: Known) -> str:
    return option_name(Field.LANGUAGE, value) if value else ""


def options(of: Field) -> Reader:
    """What was chosen among the options of a field."""
    return lambda value, row, known: _options(of, value)


def _options(of: Field, slugs: Sequence[str]) -> str:
    said = [option_name(of, slug) for slug in slugs]
    return list_of(map(name, in_a_list(said) if of is Field.LANGUAGES else said))


def contacts(value: Sequence[str], row: Row, known: Known) -> str:
    return list_of(in_a_list(contact_label(Contact(one)) for one in value))


def field_names(value: Sequence[str], row: Row, known: Known) -> str:
    return list_of(in_a_list(field_name(Field(one)) for one in value if one in set(Field)))


def roster_words(value: Mapping[str, str], row: Row, known: Known) -> str:
    """What a list has in words of its own, by field."""
    return lines(
        _("{label}: {value}").format(label=field_name(Field(one)), value=name(words))
        for one, words in value.items()
        if one in set(Field)
    )


def lines(said: Any) -> str:
    """Several things below each other."""
    return "<br>".join(said)


def year(value: int, row: Row, known: Known) -> str:
    """Without the separators of a number."""
    return str(value)


def of_most(most: int) -> Reader:
    """How many of so many."""
    return lambda value, row, known: _("{rating} of {most}").format(rating=number(value), most=number(most))


stars = of_most(RATINGS[-1])
points = of_most(HIGHEST_SCORE)


def dollars(value: int, row: Row, known: Known) -> str:
    return outcomes.dollars(value)


def week(value: day_of, row: Row, known: Known) -> str:
    return _("The week from {date}").format(date=date(value))


def wall(value: datetime, row: Row, known: Known) -> str:
    """A time that was chosen, on the clocks of the zone that stands beside it."""
    zone = ZoneInfo(row["zone"])
    return date_time(value.replace(tzinfo=zone), zone)


def asked(value: Mapping[str, Sequence[str]], row: Row, known: Known) -> str:
    """What is asked of companies."""
    return lines(conditions.condition_in_words(one) for one in Conditions.of(value).all)


def search(value: str, row: Row, known: Known) -> str:
    """What was searched for, in the reader's words where all of it is of the trade."""
    return name(part_for(value, value, current()))


def note_counts(value: Mapping[str, int], row: Row, known: Known) -> str:
    """How many lines of a list there are of each kind."""
    return lines(
        _("{label}: {n}").format(label=kind_title(kind), n=number(value[kind]))
        for kind in NoteKind
        if value.get(kind)
    )


def changed_field(value: str, row: Row, known: Known) -> str:
    """What a list changed: a field, or it wrote down the whole record."""
    if not value:
        return _("The whole record")
    return field_name(Field(value)) if value in set(Field) else change_in_words((value, "", ""))[0]


def of_field(value: Any, row: Row, known: Known) -> str:
    """What stood, or stands, in the field that the row is about."""
    what = row["field"]
    if isinstance(value, dict):
        return ""
    kept = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return _kept_in(what, change_in_words((what, kept, ""))[1])


def _kept_in(what: str, said: str) -> str:
    if not said:
        return ""
    if what in set(Field) and Field(what).spec.editor is Editor.PHONE:
        return _phone(said)
    return name(said)


def changes(value: Sequence[Sequence[str]], row: Row, known: Known) -> str:
    """Which fields staff changed, each with what stood there before and after."""
    said = []
    for change in value:
        label, before, after = change_in_words(change)
        said.append(
            _("{field}: {before} → {after}").format(
                field=escape(label),
                before=_kept_in(change[0], before) or "–",
                after=_kept_in(change[0], after) or "–",
            )
        )
    return lines(said)


def reason(value: str, row: Row, known: Known) -> str:
    return reason_of(value) if row["status"] in ENDED_BADLY else ""


def message(value: Any, row: Row, known: Known) -> str:
    """What a message says: a letter in the reader's language, or the answer itself."""
    if not isinstance(value, Mapping):
        return ""
    content = value if "text" in value else value.get(row.get("language")) or value.get(current()) or {}
    text = plain(content.get("text", ""))
    return _paragraphs(text) if text else ""


def answers(value: Sequence[Mapping[str, Any]], row: Row, known: Known) -> str:
    """What was answered in a poll, below each question."""
    poll = known.things.get("polls", {}).get(row["poll_id"])
    questions = {polls.words_of(one).words: one for one in poll.questions} if poll is not None else {}
    said = [
        f"{name(one['question'])}<br><b>{_answer(one['answer'], questions.get(one['question']))}</b>"
        for one in value
    ]
    return "".join(f"<div>{one}</div>" for one in said)


def _answer(answer: Any, question: PollQuestion | None) -> str:
    if isinstance(answer, str):
        return name(answer) or _("skipped")
    if question is not None and question.kind in SCALES:
        most = SCALES[question.kind][-1]
        return _("{rating} of {most}").format(rating=number(answer[0]), most=number(most))
    return list_of(name(str(one)) for one in answer) or _("none of them")
