"""My data: what the numbers in somebody's download stand for, so that a page can say it by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.base import Base
from bot.models.groups import Group
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.moment import Moment
from bot.screens import my_data as screens
from bot.screens.members import group_name
from bot.screens.my_data_layout import Sheet
from bot.screens.my_data_nouns import ABOUT, NOUNS, THROUGH, Known
from bot.services import people, privacy

Wanted = defaultdict[str, set[int]]
"""Numbers of things to be named, by table."""


async def page(session: AsyncSession, telegram_id: int, moment: Moment) -> bytes:
    """All that is stored about somebody as a page of HTML, in the language being spoken."""
    about = await privacy.all_about(session, telegram_id)
    return screens.readable(about, await known_of(session, telegram_id, about, moment), moment.now)


async def known_of(
    session: AsyncSession, telegram_id: int, about: Mapping[str, Any], moment: Moment
) -> Known:
    """What the rows of a download refer to, by name: as far as each is shown, and is the person's to know."""
    own = frozenset(await session.scalars(select(Person.id).where(people.spoken_for_by(telegram_id))))
    wanted: Wanted = defaultdict(set)
    for record in (about, *about["earlier_records"]):
        for key, sheet in screens.SHEETS.items():
            rows = record.get(key) or ()
            for row in [rows] if isinstance(rows, Mapping) else rows:
                _note(wanted, _references(sheet, row))
    found = await _things(session, wanted, own)
    further: Wanted = defaultdict(set)
    for model, column in THROUGH.items():
        _note(further, _through(found.get(str(model.__table__.name), {}).values(), column))
    for table, things in (await _things(session, further, own)).items():
        found[table] = {**found.get(table, {}), **things}
    groups = await session.scalars(select(Group).where(Group.name.in_(_groups(about))))
    return Known(moment.zone, own, found, {group.name: group_name(group) for group in groups})


def _groups(about: Mapping[str, Any]) -> set[str]:
    return {one for record in (about, *about["earlier_records"]) for one in record["groups"]}


def _note(wanted: Wanted, references: Iterable[tuple[str, int]]) -> None:
    for table, number in references:
        wanted[table].add(number)


def _references(sheet: Sheet, row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The tables and numbers of what a row refers to in what is shown of it."""
    for part in sheet.shown:
        value = row.get(part.column)
        if value is None:
            continue
        if part.column == "about":
            kind, _colon, number = value.partition(":")
            if kind in ABOUT and number.isdecimal():
                yield ABOUT[kind], int(number)
        elif part.column == "id":
            yield sheet.table.name, value
        else:
            for key in (
                sheet.table.columns[part.column].foreign_keys if part.column in sheet.table.columns else ()
            ):
                yield key.column.table.name, value
    if sheet.table.name == "companies":
        yield "companies", row["id"]


def _through(things: Iterable[Any], column: str) -> Iterator[tuple[str, int]]:
    for one in things:
        for key in one.__table__.columns[column].foreign_keys:
            yield key.column.table.name, getattr(one, column)


async def _things(session: AsyncSession, wanted: Wanted, own: frozenset[int]) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {}
    for mapper in Base.registry.mappers:
        model: Any = mapper.class_
        if model in NOUNS and (ids := wanted.get(model.__tablename__)):
            rows = await session.scalars(select(model).where(model.id.in_(ids)))
            found[model.__tablename__] = {one.id: one for one in rows.unique() if _may_know(one, own)}
    if "introductions" in found:
        met = found.setdefault("people", {})
        for asked in found["introductions"].values():
            met.update({one.id: one for one in (asked.asker, asked.other)})
    return found


def _may_know(thing: Any, own: frozenset[int]) -> bool:
    """Whether somebody may learn what a thing is called: of introductions only their own, and none that was muted."""
    if not isinstance(thing, Introduction):
        return True
    return thing.asker_id in own or (thing.other_id in own and not thing.is_muted)
