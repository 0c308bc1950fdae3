"""The plan of a roster: whose cells are taken, which are left alone, and what staff are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.rules import companies, people
from bot.rules.likeness import same_website
from bot.rules.roster_identities import Companies, People
from bot.rules.roster_plans import (
    NOTHING,
    CompanyPlan,
    Doubt,
    DoubtKind,
    Known,
    Note,
    NoteKind,
    PersonPlan,
    Plan,
)
from bot.rules.rosters import COMPANY_ATTRIBUTES, PERSON_ATTRIBUTES, CellEffect, RosterRow, effect_of
from bot.rules.words import fold, is_in_arabic

CONTRADICTS, DUPLICATE = "contradicts", "duplicate"
"""Faults that only the whole list shows (`CellFault` has them, too)."""

Meanings = Mapping[tuple[str, str], str]
"""What staff said that words mean: by column and folded word."""


def planned(rows: Sequence[RosterRow], known: Known, meanings: Meanings, answers: Mapping[str, str]) -> Plan:
    """What becomes of the rows. `answers` are staff's, by the key of the doubt; what they leave open waits."""
    words = list(_words(rows, known, meanings))
    said = {(one.column, fold(one.word)): answers[one.key] for one in words if one.key in answers}
    read = [understood(row, {**meanings, **said}) if row.unknown else row for row in rows]
    where = Companies(read, known, answers)
    who = People(read, where, known, answers)
    notes: list[Note] = []
    for row in read:
        company, person = where.of(row), who.of_row.get(id(row))
        if company.is_waiting:
            continue
        notes += _take_company(company, row)
        if row.person is None:
            company.groups |= {fold(name): name for name in row.groups}
        elif person is not None and person.now is not None and person.now.has_left:
            notes.append(_note(NoteKind.LEFT, row, company=company.name, person=person.name))
        elif person is not None:
            notes += _take_person(person, row)
            person.groups |= {fold(name): name for name in row.groups}
    _spare_what_is_known(where.plans, who.plans, known)
    waiting = (
        _note(NoteKind.WAITING, row, company=row.company, person=row.person or "")
        for row in _waiting(read, where, who)
    )
    same = (_note(NoteKind.SAME, row, company=plan.name, before=row.company) for plan, row in where.same)
    return Plan(
        where.plans,
        who.plans,
        (*words, *where.doubts, *who.doubts),
        (*_new_and_changed(where.plans, who.plans), *same, *notes, *waiting, *_absent(known, where, who)),
    )


def _words(rows: Iterable[RosterRow], known: Known, meanings: Meanings) -> Iterator[Doubt]:
    """The words that nobody knows, each once, with how many lines have it."""
    found: dict[tuple[str, str], list[tuple[RosterRow, str]]] = {}
    for row in rows:
        for column, word in row.unknown:
            if (key := (column, fold(word))) not in meanings:
                found.setdefault(key, []).append((row, word))
    for (column, folded), those in found.items():
        first, word = those[0]
        yield Doubt(
            kind=DoubtKind.WORD,
            key=f"word:{column}:{folded}",
            line=first.line,
            sheet=first.sheet,
            column=column,
            word=word,
            count=len(those),
            values=values_of(column, known.sub_clusters),
            suggested=NOTHING,
        )


def values_of(column: str, sub_clusters: tuple[str, ...]) -> tuple[str, ...]:
    """What a word in a column can mean."""
    match column:
        case "role":
            return tuple(people.Seat)
        case "kind":
            return tuple(companies.Kind)
        case "size":
            return tuple(companies.Size)
        case "language":
            return people.LANGUAGES
        case "sub_clusters":
            return sub_clusters
        case _:
            return ()


def understood(row: RosterRow, meanings: Meanings) -> RosterRow:
    """The row with what staff have said that its unknown words mean."""
    read: dict[str, Any] = {}
    for column, word in row.unknown:
        meant = meanings.get((column, fold(word)), NOTHING)
        if meant in ("", NOTHING):
            continue
        match column:
            case "role":
                read[column] = people.Seat(meant)
            case "kind":
                read[column] = companies.Kind(meant)
            case "size":
                read[column] = companies.Size(meant)
            case "sub_clusters":
                read[column] = tuple(dict.fromkeys((*read.get(column, row.sub_clusters), meant)))
            case _:
                read[column] = meant
    return replace(row, **read) if read else row


def _take_company(plan: CompanyPlan, row: RosterRow) -> Iterator[Note]:
    for column, attribute in COMPANY_ATTRIBUTES.items():
        value = getattr(row, column)
        if not value or (column == "company" and plan.keeps_name and plan.now is not None):
            continue
        if attribute == "sub_clusters":
            # Each line adds to them: a company that stands on two sheets is in both
            value = tuple(dict.fromkeys((*plan.said.get(attribute, ()), *value)))
        elif attribute in plan.said:
            if column != "company" and not _is_same(attribute, plan.said[attribute], value):
                yield _note(
                    NoteKind.UNREADABLE,
                    row,
                    company=plan.name,
                    column=column,
                    before=row.written.get(column, _shown(value)),
                    fault=CONTRADICTS,
                )
            continue
        plan.said[attribute] = value
        present = getattr(plan.now, attribute) if plan.now is not None else None
        if plan.now is None:
            plan.changes[attribute] = value
        elif attribute == "sub_clusters" and plan.now.is_theirs and present:
            if not set(value) <= set(present):
                yield _note(NoteKind.KEPT, row, company=plan.name, column=column)
        elif not _is_same(attribute, present, value):
            # "We have none" is their word, too
            match effect_of(present or attribute in plan.now.declined, value, is_theirs=plan.now.is_theirs):
                case CellEffect.KEPT_OFF:
                    yield _note(NoteKind.KEPT, row, company=plan.name, column=column)
                case CellEffect.TAKEN:
                    plan.changes[attribute] = value
        else:
            plan.changes.pop(attribute, None)
    _keep_words(plan, row)


def _keep_words(plan: CompanyPlan, row: RosterRow) -> None:
    """What the cells say in words of their own stands beside what was understood."""
    written = {**(plan.now.written if plan.now else {}), **plan.changes.get("written", {})}
    added = {
        column: words for column, words in row.written.items() if column not in plan.said.get("written", ())
    }
    plan.said["written"] = {*plan.said.get("written", ()), *added}
    if any(written.get(column) != words for column, words in added.items()):
        plan.changes["written"] = {**written, **added}


def _is_same(attribute: str, one: Any, other: Any) -> bool:
    if not one or not other:
        return False
    match attribute:
        case "website":
            return same_website(one, other)
        case "sub_clusters":
            return set(one) == set(other)
        case "city" | "title":
            return one == other or fold(one) == fold(other)
        case "email" | "other_email":
            return bool(one.casefold() == other.casefold())
        case _:
            return bool(one == other)


def _take_person(plan: PersonPlan, row: RosterRow) -> Iterator[Note]:
    is_second = "name" in plan.said
    adds = False
    for column, attribute, value in _cells(plan, row):
        if attribute in plan.said:
            if attribute not in ("name", "title", "seat") and not _is_same(
                attribute, plan.said[attribute], value
            ):
                yield _note(
                    NoteKind.UNREADABLE,
                    row,
                    company=plan.company.name,
                    person=plan.name,
                    column=column,
                    before=row.written.get(column, _shown(value)),
                    fault=CONTRADICTS,
                )
            continue
        plan.said[attribute] = value
        adds = adds or is_second
        present = getattr(plan.now, attribute) if plan.now is not None else None
        if plan.now is None:
            plan.changes[attribute] = value
        elif not _is_same(attribute, present, value):
            match effect_of(present, value, is_theirs=plan.now.has_joined):
                case CellEffect.KEPT_OFF:
                    yield _note(
                        NoteKind.KEPT, row, company=plan.company.name, person=plan.name, column=column
                    )
                case CellEffect.TAKEN:
                    plan.changes[attribute] = value
    if is_second and not adds:
        yield _note(
            NoteKind.UNREADABLE,
            row,
            company=plan.company.name,
            person=plan.name,
            column="person",
            before=row.person or "",
            fault=DUPLICATE,
        )


def _cells(plan: PersonPlan, row: RosterRow) -> Iterator[tuple[str, str, Any]]:
    """What the row says of the person. A second phone or e-mail, of this line or another, is kept beside the first."""
    for column, attribute in PERSON_ATTRIBUTES.items():
        value = getattr(row, column)
        if not value or (column == "person" and _is_other_script(plan.name, value)):
            continue
        if column in ("phone", "email", "other_phone", "other_email"):
            kind = column.removeprefix("other_")
            said = [plan.said[one] for one in (kind, f"other_{kind}") if one in plan.said]
            present = getattr(plan.now, f"other_{kind}", None)
            if any(_is_same(kind, one, value) for one in said):
                continue
            if column == kind and said and f"other_{kind}" not in plan.said:
                attribute = f"other_{kind}"
            elif (
                column == kind
                and _is_same(kind, present, value)
                and _is_same(kind, getattr(plan.now, kind), getattr(row, f"other_{kind}"))
            ):
                # The same two, the other way around
                plan.said[kind], plan.said[f"other_{kind}"] = getattr(plan.now, kind), present
                continue
        yield column, attribute, value


def _is_other_script(name: str, said: str) -> bool:
    """Whether the same person's name stands there in the other script: the one on record stays."""
    return name != said and is_in_arabic(name) != is_in_arabic(said)


def _spare_what_is_known(made: Iterable[CompanyPlan], them: Iterable[PersonPlan], known: Known) -> None:
    """Leave out the groups that somebody is in already."""
    for company in made:
        if company.now is not None:
            number = company.now.id
            company.groups = {
                k: v for k, v in company.groups.items() if (number, k) not in known.company_groups
            }
    for person in them:
        if person.now is not None:
            number = person.now.id
            person.groups = {k: v for k, v in person.groups.items() if (number, k) not in known.person_groups}


def _new_and_changed(made: Iterable[CompanyPlan], them: Iterable[PersonPlan]) -> Iterator[Note]:
    for company in made:
        if company.now is None:
            yield _note(NoteKind.NEW_COMPANY, company.row, company=company.name)
            continue
        of: dict[str, Any] = {"row": company.row, "company": company.now.name}
        yield from _changes(company, COMPANY_ATTRIBUTES, of)
    for person in them:
        if person.now is None:
            yield _note(NoteKind.NEW_PERSON, person.row, company=person.company.name, person=person.name)
            continue
        of = {"row": person.row, "company": person.company.name, "person": person.now.name}
        yield from _changes(person, PERSON_ATTRIBUTES, of)
        if moves(person):
            yield _note(NoteKind.CHANGED, column="company", after=person.company.name, **of)


def moves(plan: PersonPlan) -> bool:
    """Whether somebody on record is at another company from now on."""
    return plan.now is not None and (plan.company.now is None or plan.company.now.id != plan.now.company_id)


def _changes(
    plan: CompanyPlan | PersonPlan, columns: Mapping[str, str], of: Mapping[str, Any]
) -> Iterator[Note]:
    for column, attribute in columns.items():
        if attribute in plan.changes:
            before, after = getattr(plan.now, attribute), plan.changes[attribute]
            yield _note(NoteKind.CHANGED, column=column, before=_shown(before), after=_shown(after), **of)
    for name in plan.groups.values():
        yield _note(NoteKind.CHANGED, column="groups", after=name, **of)


def _shown(value: Any) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _waiting(rows: Iterable[RosterRow], where: Companies, who: People) -> list[RosterRow]:
    waiting = {id(row) for row in who.waiting}
    return [row for row in rows if id(row) in waiting or where.of(row).is_waiting]


def _absent(known: Known, where: Companies, who: People) -> Iterator[Note]:
    """Who is on record and not in the list; of a company that is not in it, only the company is named."""
    found = {plan.now.id for plan in where.plans if plan.now is not None}
    named = {plan.now.id for plan in who.plans if plan.now is not None} | who.candidates
    names = {company.id: company.name for company in known.companies}
    for company in known.companies:
        if company.id not in found | where.candidates:
            yield Note(kind=NoteKind.ABSENT, company=company.name)
    for person in known.people:
        if person.id not in named and person.company_id in found and not person.has_left:
            yield Note(kind=NoteKind.ABSENT, company=names[person.company_id], person=person.name)


def _note(kind: NoteKind, row: RosterRow, **what: Any) -> Note:
    return Note(kind=kind, line=row.line, sheet=row.sheet, **what)
