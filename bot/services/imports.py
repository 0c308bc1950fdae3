"""Imports: a roster that staff sent, previewed, asked about, taken in as a whole, and undone for a day.

    received ──(read)──▶ ready ◀──▶ answers to doubts ──▶ confirmed ──▶ undone, within a day
        └─▶ unreadable     └─▶ dropped

1. `receive` writes down which file Telegram holds; the timetable reads it and tells its author. The shell has its file
   at once: `begin`.
2. A preview is rows: `notes` (new, changed, unreadable, …: a page of each `NoteKind`) and doubts (`next_doubt`,
   `doubts`). What they show is `ImportNote.note` and `ImportDoubt.doubt`; `Import.counts` has how many notes of each
   kind there are, and under `OPEN` how many doubts lines wait for: nobody has answered them, nothing suggests how.
3. `decide` answers a doubt by the place of the answer in `Doubt.answers`. A word is then known for ever. `refreshed`
   makes the preview anew where something was decided since.
4. `confirm` does in one transaction what the preview that was seen says. Lines about an open doubt are left out. When
   the records have changed meanwhile the preview is made anew, nothing else, and it is to be shown again.
5. `undo` takes back what still stands as the import wrote it, and says how much had to stay.

Any editor may go on with any import. Everything here locks the import's row first.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot.errors import Refusal
from bot.exchange.lines import Unreadable
from bot.exchange.rosters import Roster
from bot.i18n import N_
from bot.models.deliveries import Purpose
from bot.models.imports import Import, ImportChange, ImportDoubt, ImportNote, ImportState, WordMeaning
from bot.models.people import Person
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules.erased import Erased, names_any, without
from bot.rules.pages import Page
from bot.rules.roster_planning import Meanings, planned
from bot.rules.roster_plans import APART, NOTHING, Doubt, DoubtKind, Known, NoteKind, Plan
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens import imports as screens
from bot.services import roster_undoing, rosters, rows, staff
from bot.services.telling import Message, tell_accounts

OPEN = "open"
"""Under this name `Import.counts` has the doubts that nobody has answered, and lines wait for."""
ERASED = "erased"
"""Under this name `Import.reading` has who was erased while the list was on its way, until it is read."""
UNDONE_WITHIN = timedelta(days=1)
KEPT = timedelta(days=7)
"""How long a roster that nobody has confirmed waits."""
NAME_LIMIT = 200
BATCH = 1_000
"""Rows that one statement names."""


class NoSuchImport(Refusal):
    wording = N_("This list is no longer there. Send the file again.")


class NotReady(Refusal):
    wording = N_("This list was dealt with already.")


class TooLateToUndo(Refusal):
    wording = N_("An import can be undone for one day only. What is wrong can still be changed by hand.")


class Undecided(StrEnum):
    """What becomes of doubts that nobody is asked about: their lines wait, or the first candidate is meant, or none."""

    WAITS = "waits"
    SAME = "same"
    APART = "apart"


@dataclass(frozen=True)
class Undone:
    """How many records and fields were taken back, and how many stayed, since somebody has changed or joined them."""

    taken_back: int
    stayed: int


async def found(session: AsyncSession, import_id: int) -> Import:
    """An import, to look at. Raises NoSuchImport."""
    one = await session.get(Import, import_id)
    if one is None:
        raise NoSuchImport
    return one


async def newest(session: AsyncSession, page: int) -> Page[Import]:
    """A page of all imports, the newest first."""
    return await rows.page_of(session, select(Import).order_by(Import.id.desc()), page)


async def notes(session: AsyncSession, import_id: int, kind: NoteKind, page: int) -> Page[ImportNote]:
    """A page of what the preview says of one kind, in the order of the list."""
    query = select(ImportNote).where(ImportNote.import_id == import_id, ImportNote.kind == kind)
    return await rows.page_of(session, query.order_by(ImportNote.id), page)


async def doubts(session: AsyncSession, import_id: int, page: int) -> Page[ImportDoubt]:
    """A page of all doubts, answered or not, in the order of the list."""
    query = select(ImportDoubt).where(ImportDoubt.import_id == import_id)
    return await rows.page_of(session, query.order_by(ImportDoubt.id), page)


async def next_doubt(session: AsyncSession, import_id: int, after: int = 0) -> ImportDoubt | None:
    """The next doubt that nobody has answered, behind the doubt of the id `after`; then from the first one on."""
    query = select(ImportDoubt).where(ImportDoubt.import_id == import_id, ImportDoubt.answer.is_(None))
    behind = query.where(ImportDoubt.id > after).order_by(ImportDoubt.id).limit(1)
    first = query.order_by(ImportDoubt.id).limit(1)
    return await session.scalar(behind) or await session.scalar(first)


async def open_doubts(session: AsyncSession, import_id: int) -> int:
    """How many doubts nobody has answered yet."""
    is_open = ImportDoubt.import_id == import_id, ImportDoubt.answer.is_(None)
    return await session.scalar(select(func.count()).select_from(ImportDoubt).where(*is_open)) or 0


async def doubt(session: AsyncSession, import_id: int, doubt_id: int) -> ImportDoubt:
    """A doubt of this import. Raises NoSuchImport."""
    one = await session.get(ImportDoubt, doubt_id)
    if one is None or one.import_id != import_id:
        raise NoSuchImport
    return one


async def receive(session: AsyncSession, author_id: int, file_id: str, name: str, moment: Moment) -> Import:
    """A file that somebody of the staff sent to the bot: it is read within seconds, and they are told."""
    one = Import(
        name=name[:NAME_LIMIT],
        state=ImportState.RECEIVED,
        created_at=moment.now,
        author_id=author_id,
        file_id=file_id,
    )
    session.add(one)
    await session.flush()
    return one


async def begin(
    session: AsyncSession, roster: Roster, name: str, author_id: int | None, moment: Moment
) -> Import:
    """An import of what was read, with its preview."""
    one = Import(
        name=name[:NAME_LIMIT], state=ImportState.RECEIVED, created_at=moment.now, author_id=author_id
    )
    session.add(one)
    await session.flush()
    await make_ready(session, one, roster)
    return one


async def received(session: AsyncSession) -> Sequence[Import]:
    """The rosters that wait to be read, the oldest first."""
    query = select(Import).where(Import.state == ImportState.RECEIVED, Import.file_id.is_not(None))
    return (await session.scalars(query.order_by(Import.id))).all()


async def take_reading(
    session: AsyncSession,
    import_id: int,
    read: Roster | Unreadable,
    moment: Moment,
    plan: Plan | None = None,
) -> bool:
    """What became of a file: its preview, or why it cannot be read. Whoever sent it is told. False when it was
    dealt with already. A `plan` that was made before, by `plan_of`, holds up nobody now.
    """
    one = await rows.locked(session, Import, import_id, NoSuchImport)
    if one.state is not ImportState.RECEIVED:
        return False
    if isinstance(read, Unreadable):
        one.state, one.file_id, one.ended_at = ImportState.UNREADABLE, None, moment.now
        one.reading = {"unreadable": read.value}
    else:
        await make_ready(session, one, read, plan)
    message = Message(one.about, "read", Purpose.NOTICE, lambda: screens.was_read(one))
    return await tell_accounts(session, [one.author_id] if one.author_id else [], message, moment) > 0


async def make_ready(session: AsyncSession, one: Import, roster: Roster, plan: Plan | None = None) -> None:
    """What was read of the file is kept, without whom was erased since it was sent, and the preview made."""
    if erased := list(map(Erased.from_plain, one.reading.get(ERASED, ()))):
        roster, plan = Roster.from_plain(without(erased, roster.plain())), None
    one.state, one.file_id = ImportState.READY, None
    one.roster = roster.plain()
    one.reading = roster.reading()
    await _write_preview(session, one, plan or await plan_of(session, roster))


async def decide(session: AsyncSession, import_id: int, doubt_id: int, answer: int, moment: Moment) -> Import:
    """Answer a doubt by the place of the answer in `Doubt.answers`. Idempotent; a new answer replaces the old one.

    What a word means is known for ever. Raises NoSuchImport, also for an answer that is not offered, and NotReady.
    """
    one = await _locked(session, import_id, ImportState.READY)
    asked = await doubt(session, import_id, doubt_id)
    answers = asked.doubt.answers
    if not 0 <= answer < len(answers):
        raise NoSuchImport
    if asked.answer != answers[answer]:
        asked.answer = answers[answer]
        one.is_stale = True
    if asked.kind is DoubtKind.WORD:
        await mean(session, asked.doubt.column, asked.doubt.word, asked.answer, moment)
    return one


async def mean(session: AsyncSession, column: str, word: str, value: str, moment: Moment) -> None:
    """From now on a word in a column means this value, in every list; NOTHING: it means nothing, and is not asked."""
    key = fold(word)
    said = await session.get(WordMeaning, (column, key))
    value = "" if value == NOTHING else value
    if said is None:
        session.add(WordMeaning(column=column, key=key, word=word[:120], value=value, said_at=moment.now))
    else:
        said.value, said.said_at = value, moment.now


async def meanings(session: AsyncSession, page: int) -> Page[WordMeaning]:
    """A page of what staff have said that words mean."""
    query = select(WordMeaning).order_by(WordMeaning.column, WordMeaning.key)
    return await rows.page_of(session, query, page)


async def forget_meaning(session: AsyncSession, column: str, key: str) -> None:
    """The next list with this word is asked about it again. Idempotent."""
    await session.execute(delete(WordMeaning).where(WordMeaning.column == column, WordMeaning.key == key))


async def refreshed(session: AsyncSession, import_id: int) -> Import:
    """The import with its preview as the answers have it now. Raises NoSuchImport."""
    one = await rows.locked(session, Import, import_id, NoSuchImport)
    if one.is_stale and one.state is ImportState.READY:
        await _preview(session, one)
    return one


async def confirm(
    session: AsyncSession, import_id: int, shown: int, actor_id: int | None, moment: Moment
) -> tuple[Import, rosters.TakenIn | None]:
    """Take the roster in as the preview of number `shown` (`Import.shown`) says; all of it, in this transaction.

    None: the records or the answers are others by now, so the preview was made anew and is to be looked at. A second
    confirmation of a confirmed import raises NotReady, as for one that was dropped. Raises NoSuchImport. The preview
    holds what is on record now, or was: it is forgotten.
    """
    one = await _locked(session, import_id, ImportState.READY)
    await rosters.lock(session)
    plan = await _planned(session, one, is_locked=True)
    if one.shown != shown or one.is_stale or one.fingerprint != _fingerprint(plan):
        await _write_preview(session, one, plan)
        return one, None
    await rosters.write(session, plan, moment, one.id)
    await _forget_preview(session, [one.id])
    taken = rosters.TakenIn(plan)
    one.state, one.confirmed_at, one.roster = ImportState.CONFIRMED, moment.now, None
    await session.flush()
    if not taken.is_nothing:
        staff.audit(session, actor_id, Deed.IMPORTED, moment, what=taken.summary, file=one.name)
    return one, taken


async def take_at_once(
    session: AsyncSession, roster: Roster, name: str, moment: Moment, undecided: Undecided = Undecided.WAITS
) -> tuple[Import | None, Plan]:
    """Take a roster in without a preview, in this transaction; it can be undone like any other. No import is kept of
    one that changes nothing. What was done, with what there is to say of it, is in the plan.
    """
    await rosters.lock(session)
    plan = await plan_of(session, roster, undecided, is_locked=True)
    taken = rosters.TakenIn(plan)
    if taken.is_nothing:
        return None, plan
    one = Import(
        name=name[:NAME_LIMIT],
        state=ImportState.CONFIRMED,
        created_at=moment.now,
        confirmed_at=moment.now,
        reading=roster.reading(),
        counts=dict(Counter(note.kind.value for note in plan.notes)),
    )
    session.add(one)
    await session.flush()
    await rosters.write(session, plan, moment, one.id)
    staff.audit(session, None, Deed.IMPORTED, moment, what=taken.summary, file=one.name)
    return one, plan


async def plan_of(
    session: AsyncSession,
    roster: Roster,
    undecided: Undecided = Undecided.WAITS,
    *,
    is_locked: bool = False,
) -> Plan:
    """What a roster would change now, if all its doubts were answered so."""
    known = await rosters.known(session, is_locked=is_locked)
    meanings = await rosters.meanings(session)
    answers: dict[str, str] = {}
    plan = await _computed(roster, known, meanings, answers)
    # What is decided of a company opens doubts about its people
    while undecided is not Undecided.WAITS and (
        waiting := [one for one in plan.doubts if _waits(one, answers)]
    ):
        first = undecided is Undecided.SAME
        answers |= {one.key: one.answers[0] if first else APART for one in waiting}
        plan = await _computed(roster, known, meanings, answers)
    return _with_problems(plan, roster)


def _waits(asked: Doubt, answers: Mapping[str, str]) -> bool:
    return asked.suggested is None and asked.key not in answers


def _with_problems(plan: Plan, roster: Roster) -> Plan:
    return replace(plan, notes=(*(problem.note for problem in roster.problems), *plan.notes))


async def newest_to_undo(session: AsyncSession, moment: Moment) -> Import | None:
    """The import that was confirmed last, if it can still be undone."""
    query = select(Import).where(Import.state == ImportState.CONFIRMED).order_by(Import.id.desc()).limit(1)
    one = await session.scalar(query)
    return one if one is not None and may_be_undone(one, moment) else None


async def drop(session: AsyncSession, import_id: int, moment: Moment) -> Import:
    """Forget a roster that is not to be taken in. Raises NoSuchImport and NotReady."""
    one = await _locked(session, import_id, ImportState.READY)
    one.state, one.ended_at, one.roster = ImportState.DROPPED, moment.now, None
    await _forget_preview(session, [one.id])
    return one


async def undo(
    session: AsyncSession, import_id: int, actor_id: int | None, moment: Moment
) -> tuple[Import, Undone]:
    """Take back what an import wrote, as far as it still stands so. Raises NoSuchImport, NotReady and TooLateToUndo."""
    one = await _locked(session, import_id, ImportState.CONFIRMED)
    if not may_be_undone(one, moment):
        raise TooLateToUndo
    await rosters.lock(session)
    undone = Undone(*await roster_undoing.take_back(session, one.id))
    one.state, one.ended_at = ImportState.UNDONE, moment.now
    staff.audit(
        session,
        actor_id,
        Deed.IMPORT_UNDONE,
        moment,
        file=one.name,
        what=f"taken back: {undone.taken_back}; stayed: {undone.stayed}",
    )
    return one, undone


def may_be_undone(one: Import, moment: Moment) -> bool:
    """Whether an import was confirmed within a day."""
    return (
        one.state is ImportState.CONFIRMED
        and one.confirmed_at is not None
        and moment.now - one.confirmed_at < UNDONE_WITHIN
    )


async def purge(session: AsyncSession, moment: Moment) -> None:
    """Forget what the previews of old imports held of people, and rosters that nobody has confirmed."""
    old = select(Import.id).where(Import.created_at < moment.now - KEPT)
    numbers = (await session.scalars(old)).all()
    waiting = (ImportState.RECEIVED, ImportState.READY)
    await session.execute(
        update(Import)
        .where(Import.id.in_(numbers), Import.state.in_(waiting))
        .values(state=ImportState.DROPPED, ended_at=moment.now, file_id=None, roster=None)
    )
    await _forget_preview(session, numbers)
    done = select(Import.id).where(Import.confirmed_at < moment.now - UNDONE_WITHIN)
    await session.execute(delete(ImportChange).where(ImportChange.import_id.in_(done)))


async def forget(session: AsyncSession, gone: Sequence[Person]) -> None:
    """Take people who are erased out of lists that wait, and out of what previews say. What staff have in a file of
    their own is theirs, and may come in again."""
    erased = [
        Erased.of(
            one.name,
            (one.company.name, one.company.name_ar),
            (one.phone, one.other_phone, one.email, one.other_email),
        )
        for one in gone
    ]
    kept = select(Import).where(Import.roster.is_not(None)).order_by(Import.id)
    for one in await session.scalars(kept.with_for_update().options(undefer(Import.roster))):
        roster: dict[str, list[Any]] = one.roster or {}
        rest = without(erased, roster)
        if rest != roster:
            one.roster, one.is_stale = rest, True
    unread = select(Import).where(Import.state == ImportState.RECEIVED).order_by(Import.id)
    for one in await session.scalars(unread.with_for_update()):
        told = [*one.reading.get(ERASED, ()), *(person.plain for person in erased)]
        one.reading = {**one.reading, ERASED: told}
    for table in (ImportNote, ImportDoubt):
        found = await session.execute(select(table.id, table.details).order_by(table.id))
        theirs = [number for number, details in found if names_any(erased, details)]
        for start in range(0, len(theirs), BATCH):
            await session.execute(delete(table).where(table.id.in_(theirs[start : start + BATCH])))


# The preview, kept as rows


async def _locked(session: AsyncSession, import_id: int, needed: ImportState) -> Import:
    one = await rows.locked(session, Import, import_id, NoSuchImport)
    if one.state is not needed:
        raise NotReady
    return one


async def _planned(session: AsyncSession, one: Import, *, is_locked: bool = False) -> Plan:
    """What the roster would change now, with the answers that were given."""
    kept = await session.scalar(select(Import.roster).where(Import.id == one.id)) or {}
    roster = Roster.from_plain(kept)
    known = await rosters.known(session, is_locked=is_locked)
    answered = [asked for asked in await _asked(session, one) if asked.answer is not None]
    answers = {asked.doubt.key: asked.answer or "" for asked in answered}
    plan = await _computed(roster, known, await rosters.meanings(session), answers)
    return _with_problems(plan, roster)


async def _computed(roster: Roster, known: Known, meanings: Meanings, answers: Mapping[str, str]) -> Plan:
    """The plan, in a thread: for ten thousand people it computes for a second, and others are answered meanwhile."""
    return await asyncio.to_thread(planned, roster.rows, known, meanings, answers)


async def _asked(session: AsyncSession, one: Import) -> Sequence[ImportDoubt]:
    query = select(ImportDoubt).where(ImportDoubt.import_id == one.id).order_by(ImportDoubt.id)
    return (await session.scalars(query)).all()


async def _preview(session: AsyncSession, one: Import) -> None:
    await _write_preview(session, one, await _planned(session, one))


async def _write_preview(session: AsyncSession, one: Import, plan: Plan) -> None:
    """The notes anew, and the doubts that are new; a doubt that was answered stays to be looked at."""
    await session.execute(delete(ImportNote).where(ImportNote.import_id == one.id))
    written = [{"import_id": one.id, "kind": note.kind, "details": note.plain()} for note in plan.notes]
    await rosters.insert_all(session, ImportNote, written)
    now = {RING.index(asked.key): asked for asked in plan.doubts}
    known = {asked.key: asked for asked in await _asked(session, one)}
    for key, asked in known.items():
        if key in now:
            asked.details = now[key].plain()
        elif asked.kind is not DoubtKind.WORD or asked.answer is None:
            await session.delete(asked)
    session.add_all(
        ImportDoubt(import_id=one.id, kind=asked.kind, key=key, details=asked.plain())
        for key, asked in now.items()
        if key not in known
    )
    open_ones = [
        asked
        for key, asked in now.items()
        if asked.suggested is None and (key not in known or known[key].answer is None)
    ]
    counts = Counter(note.kind.value for note in plan.notes)
    one.counts = {**counts, OPEN: len(open_ones)}
    one.fingerprint, one.is_stale = _fingerprint(plan), False
    one.shown += 1
    await session.flush()


def _fingerprint(plan: Plan) -> str:
    """The same for the same notes and doubts: what was looked at is what happens."""
    said = [[note.kind, note.plain()] for note in plan.notes]
    asked = [[asked.kind, asked.plain()] for asked in plan.doubts]
    return RING.index(json.dumps([said, asked], ensure_ascii=False, sort_keys=True))


async def _forget_preview(session: AsyncSession, numbers: Sequence[int]) -> None:
    for table in (ImportNote, ImportDoubt):
        await session.execute(delete(table).where(table.import_id.in_(numbers)))
