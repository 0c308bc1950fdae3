"""My data: nothing that a download has comes to its reader as a code, and no new column or word can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer
from sqlalchemy.orm import Mapper

from bot.i18n import LOCALES, speaking
from bot.markup import plain
from bot.models.base import Base, Choice, Instant, Wall
from bot.models.companies import Company
from bot.models.deliveries import Status
from bot.models.events import Event
from bot.models.missions import Mission
from bot.models.money import Amount
from bot.models.people import Person
from bot.models.polls import Poll
from bot.outbox.attempts import LEFT_BEHIND
from bot.rules.broadcasts import NO_WORDING
from bot.rules.introductions import Contact, Origin, Why
from bot.screens.my_data import ALONE, CHAPTERS, FURTHER, SHEETS
from bot.screens.my_data_layout import Part, Sheet
from bot.screens.my_data_nouns import ABOUT, NOUNS, THROUGH, UNNAMED_ABOUT, Known
from bot.screens.my_data_words import WORDS, reason_of
from bot.services import privacy
from tests.moments import BEIRUT

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
COLUMNS = [*privacy.columns_of_people(Base.metadata), *privacy.columns_of_accounts(Base.metadata)]
SECTIONS = {
    privacy.SECTIONS.get(str(column), column.table.name): column.table
    for column in COLUMNS
    if str(column) not in privacy.NOT_SHOWN
}
APART = {
    "person": "people",
    "company": "companies",
    "introductions": "introductions",
    "changes_by_staff": "audit",
}
"""Sections that `services.privacy` puts together in a way of its own, and their tables."""
BESIDE_ROWS = {("polls", "answers")}
"""What a download adds to the rows of a section, and is shown."""
SAID_ELSEWHERE = (Why.ABOUT, Why.OWN)
"""Codes that say nothing more than what is shown beside them."""
KEPT = {
    "shares": [one.value for one in Contact],
    "markets": ["FR", "AE"],
    "certifications": ["iso_22000"],
    "languages": ["ar", "fr"],
    "declined": ["website", "markets"],
    "written": {"kind": "شركة"},
    "conditions": {"size": ["small"], "kind": ["sme"], "market": ["FR"]},
    "counts": {"new company": 2, "open": 1},
    "content": {one: {"text": "نصّ"} for one in LOCALES},
    "answers": [{"question": "سؤال", "answer": ["جواب"]}],
    "changes": [["seat", "other", "lead"], ["language", "en", "ar"]],
    "before": "lead",
    "after": "export",
    "language": "fr",
    "currency": "USD",
    "value_currency": "USD",
    "expected_currency": "USD",
    "zone": "Asia/Beirut",
    "field": "seat",
    "city": "Batroun",
    "error": "Forbidden: bot was blocked by the user",
    "about": "event:1",
}
"""What stands in the columns whose type does not say it: codes as they are kept, and people's words in Arabic."""
WHERE = {"error": {"status": Status.FAILED}}
"""What stands beside a value where that is said."""
LEFT_TO_RIGHT = {"phone", "other_phone", "email", "other_email", "website", "link", "certifications"}
"""What has Latin letters, or digits of a phone, in every language."""


def known() -> Known:
    """What is referred to is called something in each language; most things are a company here: that each noun has a
    name, another test holds."""
    company = Company(name="Cedar Press", name_ar="معصرة الأرز", name_key="", created_at=NOW)
    person = Person(name="Amina", other_name="أمينة", company=company, created_at=NOW)
    things = {table.name: {1: company} for table in Base.metadata.sorted_tables}
    event = Event(author_id=None, created_at=NOW, zone="Asia/Beirut", starts_at=NOW, ends_at=NOW)
    event.starts = event.ends = NOW.replace(tzinfo=None)
    mission = Mission(author_id=None, created_at=NOW, zone="Asia/Beirut", starts_on=NOW.date())
    poll = Poll(author_id=None, created_at=NOW, zone="Asia/Beirut")
    named = {"people": person, "events": event, "missions": mission, "polls": poll}
    return Known(BEIRUT, things={**things, **{table: {1: one} for table, one in named.items()}})


def possible(column: Column[Any]) -> Iterator[Any]:
    """The values that a column may have, as far as its type tells them apart."""
    if column.name in KEPT:
        yield KEPT[column.name]
        return
    match column.type:
        case Choice(choices=choices):
            yield from choices
        case Instant():
            yield NOW
        case Wall():
            yield NOW.replace(tzinfo=None)
        case Date():
            yield NOW.date()
        case Boolean():
            yield from (True, False)
        case Amount():
            yield Decimal("25000.000")
        case Integer():
            yield 1
        case _:
            yield "+9613123456" if "phone" in column.name else "كلمات"


def values() -> Iterator[tuple[str, Sheet, Part, Any]]:
    for key, sheet in SHEETS.items():
        for part in sheet.shown:
            found = (
                [KEPT["answers"]] if part.column == "answers" else possible(sheet.table.columns[part.column])
            )
            for value in found:
                yield key, sheet, part, value


def row_of(sheet: Sheet) -> dict[str, Any]:
    """A row in which everything that may say how another column is read stands as it does most often."""
    row = {column.name: next(possible(column)) for column in sheet.table.columns}
    decided = {"origin": Origin.CARD, "settled_at": None, "event_id": 1, "poll_id": 1}
    return {**row, **{name: value for name, value in decided.items() if name in row}}


def test_each_section_of_a_download_has_a_sheet_for_its_table() -> None:
    tables = {key: table.name for key, table in SECTIONS.items()} | APART
    assert {key: sheet.table.name for key, sheet in SHEETS.items()} == tables


def test_each_section_stands_under_one_heading() -> None:
    shown = [key for keys in CHAPTERS.values() for key in keys]
    assert sorted(shown) == sorted([*SHEETS, *FURTHER])
    assert set(SHEETS) >= ALONE


@pytest.mark.parametrize("key", SHEETS)
def test_each_column_is_shown_or_left_out_for_a_reason(key: str) -> None:
    sheet = SHEETS[key]
    kept = {column.name for column in sheet.table.columns if str(column) not in privacy.INTERNAL}
    shown = {part.column for part in sheet.shown if (key, part.column) not in BESIDE_ROWS}
    assert shown | set(sheet.left_out) == kept
    assert not shown & set(sheet.left_out)
    assert all(sheet.left_out.values())


@pytest.mark.parametrize("key", SHEETS)
def test_each_column_that_is_shown_can_be_read(key: str) -> None:
    for part in SHEETS[key].shown:
        assert SHEETS[key].reader(part)


@pytest.mark.parametrize("language", LOCALES)
def test_no_value_comes_as_a_code(language: str) -> None:
    raw = []
    with speaking(language):
        for key, sheet, part, value in values():
            if value in SAID_ELSEWHERE:
                continue
            row = {**row_of(sheet), **WHERE.get(part.column, {}), part.column: value}
            said = plain(sheet.reader(part)(value, row, known()))
            if is_raw(said, value, part.column, language):
                raw.append((key, part.column, value, said))
    assert raw == []


def is_raw(said: str, value: Any, column: str, language: str) -> bool:
    """Whether a value is said as it is kept. In Arabic that is plain to see: a code has Latin letters."""
    is_dated = isinstance(value, date) and re.search(r"\d{4}-\d\d", said)
    is_a_code = "_" in said or re.search(r"[A-Za-z]:\d", said)
    is_latin = (
        language == "ar" and column not in LEFT_TO_RIGHT and re.search("[A-Za-z]{2}", said.replace("US$", ""))
    )
    is_empty = not said and value is not False
    return bool(is_dated or is_a_code or is_latin or is_empty)


@pytest.mark.parametrize(
    "code", [one for codes in WORDS for one in codes], ids=lambda code: f"{type(code).__name__}.{code}"
)
def test_each_code_is_a_word_in_each_language(code: Any) -> None:
    said = {}
    for language in LOCALES:
        with speaking(language):
            said[language] = WORDS[type(code)](code)
    if code not in SAID_ELSEWHERE:
        assert all(said.values())
        assert not re.search("[A-Za-z]{2}", said["ar"])
        assert "_" not in "".join(said.values())


def test_what_rows_refer_to_has_a_name() -> None:
    models = {mapper.local_table.name: mapper.class_ for mapper in mappers()}
    for sheet in SHEETS.values():
        for part in sheet.shown:
            if part.column in sheet.table.columns:
                for leads in sheet.table.columns[part.column].foreign_keys:
                    assert models[leads.column.table.name] in NOUNS, f"{sheet.table.name}.{part.column}"
    assert {models[table] for table in ABOUT.values()} <= set(NOUNS)
    assert set(THROUGH) <= set(NOUNS)


def test_what_messages_and_ledgers_may_be_about_is_named() -> None:
    with_about = [
        mapper.class_ for mapper in mappers() if isinstance(getattr(mapper.class_, "about", None), property)
    ]
    words = {
        model.about.fget(SimpleNamespace(id=7, called=getattr(model, "called", None))).partition(":")[
            0
        ]: model
        for model in with_about
    }
    assert words.keys() <= ABOUT.keys() | UNNAMED_ABOUT.keys()
    assert {ABOUT[word] for word in words if word in ABOUT} == {
        model.__tablename__ for word, model in words.items() if word in ABOUT
    }


def mappers() -> list[Mapper[Any]]:
    return list(Base.registry.mappers)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("too late to be sent", "It was too late to send it."),
        ("too late to try again: Too Many Requests", "It was too late to send it."),
        ("a newer screen took its place", "A newer message took its place."),
        ("Forbidden: bot was blocked by the user", "I had blocked the bot."),
        ("Forbidden: user is deactivated", "My Telegram account was closed."),
        ("Bad Request: chat not found", "Telegram did not find my account."),
        ("no answer from Telegram (TimedOut)", "Telegram did not answer."),
        ("no connection to Telegram", "There was no connection to Telegram."),
        (NO_WORDING, "There was no text in my language."),
        (LEFT_BEHIND, "Telegram did not take it."),
        ("Bad Request: message is too long", "Telegram did not take it."),
    ],
)
def test_why_a_message_did_not_arrive_is_said_in_words(error: str, said: str) -> None:
    assert reason_of(error) == said
