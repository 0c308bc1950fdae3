"""Imports: a member list that was sent as a file, previewed, decided on, taken in, and undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from bot.i18n import N_, _, date_time, name, ngettext, number, pgettext
from bot.models.imports import Import, ImportDoubt, ImportNote, ImportState, WordMeaning
from bot.moment import Moment
from bot.replies import Button, Reply, Style, Tap, grid, rows
from bot.rules.pages import Page
from bot.rules.roster_plans import Doubt, DoubtKind, Note, NoteKind
from bot.rules.words import shortened
from bot.screens.entrances import Entrance
from bot.screens.inviting import ShowInvites
from bot.screens.listing import listing
from bot.screens.members import ShowImports, ShowMembers
from bot.screens.navigation import named, sure, ticked, way_out
from bot.screens.rosters import (
    answer_name,
    asked,
    column_name,
    noted,
    sums,
    taken_for,
    unreadable,
    value_name,
)

OPEN = "open"
EXCERPT = 40
"""Characters of the name of a file, a column or a sheet in a line."""
MOST_CANDIDATES = 2
"""Whom a question in the list of all questions names, and for how many reasons."""
MOST_NAMED = 15
"""Columns that a preview names."""
SIGNED = 8
"""Characters of a hash that tell two words of one page apart."""

ENTRANCE = Entrance("import", N_("Take a member list in"), ShowImports())


class OpenImport(Tap, prefix="KB"):
    import_id: int


class ListNotes(Tap, prefix="KD"):
    """What the preview says of one kind."""

    import_id: int
    kind: NoteKind
    page: int = 0


class AskDoubt(Tap, prefix="KE"):
    """The next doubt that nobody has answered, behind this one."""

    import_id: int
    after: int = 0


class OpenDoubt(Tap, prefix="KF"):
    import_id: int
    doubt_id: int


class AnswerDoubt(Tap, prefix="KH"):
    """`answer` is its place among those that are offered."""

    import_id: int
    doubt_id: int
    answer: int


class ListDoubts(Tap, prefix="KJ"):
    import_id: int
    page: int = 0


class ConfirmImport(Tap, prefix="KN"):
    """Take it in as the preview of the number `shown` says."""

    import_id: int
    shown: int


class DropImport(Tap, prefix="KO"):
    import_id: int
    is_sure: bool = False


class UndoImport(Tap, prefix="KQ"):
    import_id: int
    is_sure: bool = False


class ShowMeanings(Tap, prefix="KR"):
    page: int = 0


class ForgetMeaning(Tap, prefix="KS"):
    """Forget what a word of a page means, by a few characters of its hash."""

    page: int
    sign: str


def imports(page: Page[Import], moment: Moment) -> Reply:
    """How to send a list, and those that were sent, the newest first."""
    title = _("Member lists")
    words = _(
        "Send a member list here as a file: Excel (.xlsx), OpenDocument (.ods) or CSV, one line for each person, with "
        "the company. You are shown what would change before anything does, and can undo it for a day."
    )
    return listing(
        f"📋 <b>{title}</b>\n\n{words}",
        page,
        [Button(named(one.name), OpenImport(one.id)) for one in page.items],
        ShowImports,
        lines=[_line(one, moment) for one in page.items],
        acts=rows(Button(_("🗂 What words mean"), ShowMeanings())),
        back=ShowMembers(),
    )


def _line(one: Import, moment: Moment) -> str:
    return _("• {file}, {moment}: {state}").format(
        file=name(shortened(one.name, EXCERPT)),
        moment=date_time(one.created_at, moment.zone),
        state=state_name(one.state),
    )


def state_name(state: ImportState) -> str:
    return {
        ImportState.RECEIVED: _("being read"),
        ImportState.READY: _("waits for you"),
        ImportState.UNREADABLE: _("could not be read"),
        ImportState.CONFIRMED: _("taken in"),
        ImportState.DROPPED: pgettext("state of a list", "discarded"),
        ImportState.UNDONE: _("undone"),
    }[state]


def received(one: Import) -> Reply:
    """A file has come in, and is being read."""
    words = _("📋 Reading {file}. You will be told here, within seconds.")
    return Reply(words.format(file=name(one.name)), rows(way_out(ShowImports())))


def was_read(one: Import) -> Reply:
    """Said to whoever sent a list, when it was read or could not be."""
    listed = name(one.name)
    if one.state is ImportState.UNREADABLE:
        return Reply(_unreadable(one), rows(way_out(ShowImports())))
    told = "\n".join(sums(one.counts)) or _("It changes nothing.")
    words = _("📋 The list {file} was read. Nothing has been changed yet.").format(file=listed)
    look = Button(_("👀 Look at what would change"), OpenImport(one.id), style=Style.PRIMARY)
    return Reply(f"{words}\n\n{told}", rows(look, way_out(ShowImports())))


def _unreadable(one: Import) -> str:
    why = unreadable(one.reading["unreadable"])
    return _("The list {file} could not be read. {why}").format(file=name(one.name), why=why)


def preview(one: Import, moment: Moment, unanswered: int, *, may_be_undone: bool, note: str = "") -> Reply:
    """A list as it stands: what it would change, and what can be done with it. `unanswered` questions can be decided;
    some have an answer that is likely, and lines wait for the others."""
    match one.state:
        case ImportState.READY:
            return _ready(one, unanswered, note)
        case ImportState.UNREADABLE:
            return Reply(_unreadable(one), rows(way_out(ShowImports())))
        case ImportState.CONFIRMED:
            return _taken_in(one, moment, may_be_undone=may_be_undone, note=note)
    title = f"📋 <b>{name(one.name)}</b>"
    said = [note, title, state_name(one.state)]
    return Reply("\n\n".join(filter(None, said)), rows(way_out(ShowImports())))


def _ready(one: Import, unanswered: int, note: str) -> Reply:
    changes = sums(one.counts)
    parts = [note, f"📋 <b>{name(one.name)}</b>", "\n".join(taken_for(_trimmed(one)))]
    parts.append("\n".join(changes) or _("It changes nothing."))
    decide = ngettext("❓ Decide {n} question", "❓ Decide {n} questions", unanswered)
    if one.counts.get(OPEN, 0):
        parts.append(_("Lines about an open question are left out until you decide it."))
    first = rows(Button(decide.format(n=number(unanswered)), AskDoubt(one.id), style=Style.PRIMARY))
    acts = grid([*_kinds(one), Button(_("🔎 All questions"), ListDoubts(one.id))], 2)
    confirm = Button(_("✅ Take it in"), ConfirmImport(one.id, one.shown), style=Style.SUCCESS)
    drop = Button(_("🗑 Discard the list"), DropImport(one.id), style=Style.DANGER)
    last = rows(confirm, drop, way_out(ShowImports()))
    return Reply("\n\n".join(filter(None, parts)), (*(first if unanswered else ()), *acts, *last))


def _trimmed(one: Import) -> Mapping[str, object]:
    """What was read, with no more columns than a screen holds."""
    reading = one.reading
    columns = [[shortened(header, EXCERPT), column] for header, column in reading.get("columns", ())]
    extra = [shortened(header, EXCERPT) for header in reading.get("extra_columns", ())]
    left = [[shortened(sheet, EXCERPT), why] for sheet, why in reading.get("left", ())]
    aside = [[line, shortened(text, EXCERPT)] for line, text in reading.get("aside", ())]
    sheets = [shortened(sheet, EXCERPT) for sheet in reading.get("sheets", ())]
    trimmed: dict[str, Sequence[object]] = {
        "columns": columns,
        "extra_columns": extra,
        "left": left,
        "aside": aside,
        "sheets": sheets,
    }
    counts = {name: reading.get(name, 0) for name in ("hidden", "filled")}
    return {name: listed[:MOST_NAMED] for name, listed in trimmed.items()} | counts


def _kinds(one: Import) -> list[Button]:
    """A button for each kind of line that there is."""
    return [
        Button(
            _("{name} ({n})").format(name=kind_title(kind), n=number(one.counts[kind])),
            ListNotes(one.id, kind),
        )
        for kind in NoteKind
        if one.counts.get(kind)
    ]


def kind_title(kind: NoteKind) -> str:
    """What the lines of a kind are called, on a button and above them."""
    return {
        NoteKind.NEW_COMPANY: _("New companies"),
        NoteKind.NEW_PERSON: _("New people"),
        NoteKind.CHANGED: _("Changes"),
        NoteKind.SAME: _("Taken for the same"),
        NoteKind.UNREADABLE: _("Not understood"),
        NoteKind.LEFT_OUT: _("Left out"),
        NoteKind.WAITING: _("Waiting"),
        NoteKind.KEPT: _("Left as they are"),
        NoteKind.LEFT: _("Have left"),
        NoteKind.ABSENT: _("Not in the list"),
    }[kind]


def _short(note: Note) -> Note:
    """A line of the preview with no more of each text than a page of lines holds."""
    return replace(
        note,
        sheet=shortened(note.sheet, EXCERPT),
        company=shortened(note.company, EXCERPT),
        person=shortened(note.person, EXCERPT),
        before=shortened(note.before, EXCERPT),
        after=shortened(note.after, EXCERPT),
    )


def _short_doubt(question: Doubt, most: int | None = None) -> Doubt:
    """A question with no more of each name than a screen holds, and of candidates and reasons only `most`."""
    candidates = tuple(
        replace(one, company=shortened(one.company, EXCERPT), person=shortened(one.person, EXCERPT))
        for one in question.candidates[:most]
    )
    return replace(
        question,
        sheet=shortened(question.sheet, EXCERPT),
        company=shortened(question.company, EXCERPT),
        person=shortened(question.person, EXCERPT),
        word=shortened(question.word, EXCERPT),
        candidates=candidates,
        reasons=question.reasons[:most],
    )


def notes(one: Import, kind: NoteKind, page: Page[ImportNote]) -> Reply:
    """What the preview says of one kind, line by line."""
    return listing(
        f"📋 {name(one.name)}\n<b>{kind_title(kind)}</b>",
        page,
        [],
        lambda turn: ListNotes(one.id, kind, turn),
        lines=[f"• {noted(_short(note.note))}" for note in page.items],
        empty=_("Nothing any more."),
        back=OpenImport(one.id),
    )


def doubt(one: Import, found: ImportDoubt, left: int) -> Reply:
    """A question about the list, with what can be answered."""
    question = _short_doubt(found.doubt)
    chosen = found.answer if found.answer is not None else question.suggested
    buttons = [
        Button(ticked(answer_name(question, answer), answer == chosen), AnswerDoubt(one.id, found.id, place))
        for place, answer in enumerate(question.answers)
    ]
    told = ngettext("{n} question is open.", "{n} questions are open.", left).format(n=number(left))
    forever = _("Your answer counts for all lists from now on.") if question.kind is DoubtKind.WORD else ""
    parts = [f"❓ {asked(question)}", forever, told]
    later = rows(Button(_("⏭ Later"), AskDoubt(one.id, found.id))) if left > 1 else ()
    return Reply(
        "\n\n".join(filter(None, parts)),
        (*grid(buttons, 2 if question.kind is DoubtKind.WORD else 1), *later, way_out(OpenImport(one.id))),
    )


def doubts(one: Import, page: Page[ImportDoubt]) -> Reply:
    """All questions about the list, each with its answer."""
    title = _("All questions")
    return listing(
        f"📋 {name(one.name)}\n<b>{title}</b>",
        page,
        [
            Button(f"{number(place)}. {_answered(found)}", OpenDoubt(one.id, found.id))
            for place, found in enumerate(page.items, page.first + 1)
        ],
        lambda turn: ListDoubts(one.id, turn),
        lines=[
            f"{number(place)}. {asked(_short_doubt(found.doubt, MOST_CANDIDATES))}"
            for place, found in enumerate(page.items, page.first + 1)
        ],
        empty=_("There is no question about this list."),
        back=OpenImport(one.id),
    )


def _answered(found: ImportDoubt) -> str:
    question = _short_doubt(found.doubt)
    answer = found.answer if found.answer is not None else question.suggested
    return answer_name(question, answer) if answer is not None else _("not decided")


def _taken_in(one: Import, moment: Moment, *, may_be_undone: bool, note: str) -> Reply:
    when = date_time(one.confirmed_at or moment.now, moment.zone)
    words = _("✅ The list {file} was taken in on {moment}.").format(file=name(one.name), moment=when)
    parts = [note, words, "\n".join(sums(one.counts)) or _("It changed nothing.")]
    acts = [Button(_("🔗 Invite who has not joined"), ShowInvites(), style=Style.PRIMARY)]
    if may_be_undone:
        parts.append(_("You can undo it for a day."))
        acts.append(Button(_("↩️ Undo it"), UndoImport(one.id), style=Style.DANGER))
    return Reply("\n\n".join(filter(None, parts)), (*rows(*acts), way_out(ShowImports())))


def changed_meanwhile() -> str:
    """The note above a preview that was made anew."""
    return _("⚠️ Something has changed since you looked: this is how it stands now. Please look again.")


def sure_to_drop(one: Import) -> Reply:
    words = _(
        "Discard the list {file}? Nothing was changed, and your answers to its questions are forgotten."
    )
    return sure(
        words.format(file=name(one.name)),
        _("Discard the list"),
        DropImport(one.id, is_sure=True),
        OpenImport(one.id),
    )


def sure_to_undo(one: Import) -> Reply:
    words = _(
        "Undo the list {file}? What it added and changed is taken back, save what people or staff have changed since."
    )
    return sure(
        words.format(file=name(one.name)), _("Undo it"), UndoImport(one.id, is_sure=True), OpenImport(one.id)
    )


def undone(taken_back: int, stayed: int) -> str:
    """The note once an import was undone."""
    words = [_("↩️ Taken back: {n}").format(n=number(taken_back))]
    if stayed:
        words.append(_("Left, since somebody has changed it or joined: {n}").format(n=number(stayed)))
    return "\n".join(words)


def meanings(page: Page[WordMeaning]) -> Reply:
    """What staff have said that words of lists mean; each can be forgotten."""
    title = _("What words mean")
    words = _(
        "Staff have said what these words of member lists mean. Tap one, and the next list is asked about it again."
    )
    return listing(
        f"🗂 <b>{title}</b>\n\n{words}",
        page,
        [Button(f"🗑 {named(one.word)}", ForgetMeaning(page.number, sign_of(one))) for one in page.items],
        ShowMeanings,
        lines=[
            _("• {column}: “{word}” → {value}").format(
                column=column_name(one.column), word=name(one.word), value=value_name(one.column, one.value)
            )
            for one in page.items
        ],
        empty=_("Nothing yet."),
        back=ShowImports(),
        columns=2,
    )


def sign_of(one: WordMeaning) -> str:
    """A few characters that tell a word of a column from the others of its page."""
    return sha256(f"{one.column} {one.key}".encode()).hexdigest()[:SIGNED]
