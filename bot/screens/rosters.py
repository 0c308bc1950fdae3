"""What is said of a roster: what was taken for what, what changes, what could not be read, what is asked.

HTML sentences, for the chat and (as plain text) for the shell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.i18n import N_, _, isolate, language_name, list_of, name, ngettext, number, pgettext
from bot.markup import escape
from bot.rules.companies import Kind, Size
from bot.rules.likeness import Likeness
from bot.rules.people import LANGUAGES, Seat
from bot.rules.roster_plans import APART, NOTHING, Doubt, DoubtKind, Note, NoteKind
from bot.rules.rosters import COMPANY_ATTRIBUTES, PERSON_ATTRIBUTES
from bot.rules.words import fold
from bot.screens.vocabulary import kind_name, seat_name, size_name, sub_cluster_name

UNREADABLE: Mapping[str, str] = {
    "empty": N_("There is nothing in it."),
    "not_there": N_("Telegram does not give it. Send it again."),
    "no_header": N_(
        "No line near its top names the columns. Write their names into the first line, such as “Company”, "
        "“Person” and “Phone”, and send the file again."
    ),
    "no_company": N_("It has no column with the names of the companies."),
    "not_a_table": N_(
        "It is neither an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) nor a CSV file."
    ),
    "other_format": N_(
        "It is a spreadsheet of another format. Save it as .xlsx (Excel workbook) and send that."
    ),
    "protected": N_("It is protected by a password. Take the protection off and send it again."),
    "too_large": N_("It holds more than can be read: 5 MB at most, 50 MB unpacked. Send it in parts."),
    "too_many_rows": N_("It has more than 20,000 lines. Send it in parts."),
    "too_many_columns": N_("It has more than 100 columns. Delete those that are not needed."),
}
"""Why a file was not read, by `Unreadable`, with what to do."""
FAULTS: Mapping[str, str] = {
    "missing": N_("it is empty, and must not be"),
    "too_long": N_("“{value}” is too long"),
    "unknown_kind": N_("“{value}” is not a kind of member that is known. Accepted: {accepted}"),
    "unknown_size": N_("“{value}” is not a size that is known. Accepted: {accepted}, or the number of staff"),
    "unknown_sub_cluster": N_("“{value}” is not a sub-cluster that is known"),
    "unknown_role": N_("“{value}” is not a position that is known. Accepted: {accepted}"),
    "unknown_language": N_("“{value}” is not a language of the bot. Accepted: {accepted}"),
    "not_a_phone": N_("“{value}” is not a phone number. Accepted: {accepted}"),
    "not_an_email": N_("“{value}” is not an e-mail address. Accepted: {accepted}"),
    "not_a_website": N_("“{value}” is not the address of a website. Accepted: {accepted}"),
    "not_a_year": N_("“{value}” is not a year. Accepted: {accepted}"),
    "several_values": N_("“{value}” says several things, of which the first counts"),
    "error_value": N_("“{value}” is an error of the spreadsheet, not a value"),
    "not_computed": N_(
        "there is a formula without its result. Open the file in Excel, save it and send it again"
    ),
    "torn": N_("“{value}” is not cut into cells like the other lines"),
    "garbled": N_("“{value}”: the letters were lost before the file came here"),
    "rounded": N_("“{value}”: digits were lost. Format the column as text and type the number again"),
    "contradicts": N_("“{value}” contradicts a line further up, which counts"),
    "duplicate": N_("“{value}” stands further up already"),
}
"""Why a cell was not taken, by `CellFault`, with what is accepted."""
_OWN_NAMES = frozenset((*COMPANY_ATTRIBUTES, *PERSON_ATTRIBUTES, "groups"))
"""The names that the bot's own lists have: what they are taken for goes without saying."""
_EXAMPLES: Mapping[str, Sequence[str]] = {
    "not_a_phone": ("03 123 456", "+33 6 12 34 56 78"),
    "not_an_email": ("name@company.com",),
    "not_a_website": ("www.company.com",),
    "not_a_year": ("1987",),
}
_REASONS: Mapping[Likeness, str] = {
    Likeness.LEGAL_FORM: N_("the names differ only in the legal form"),
    Likeness.SPELLING: N_("the names are spelled almost alike"),
    Likeness.ARABIC_NAME: N_("the same name in Arabic"),
    Likeness.WEBSITE: N_("the same website"),
    Likeness.PEOPLE: N_("the same people"),
    Likeness.CONTACT: N_("the same phone or e-mail"),
    Likeness.LEFT: N_("has left the cluster"),
}


def column_name(column: str) -> str:
    """What a column of a roster is called; one that is not the bot's, as it is."""
    known = {
        "company": _("Company"),
        "company_ar": _("Name in Arabic"),
        "kind": _("Kind of member"),
        "size": _("Size"),
        "sub_clusters": _("Sub-clusters"),
        "city": _("City"),
        "website": _("Website"),
        "founded_in": _("Founded in"),
        "person": pgettext("column of a list", "Person"),
        "role": _("Role"),
        "title": pgettext("column of a list", "Title"),
        "language": _("Language"),
        "phone": _("Phone"),
        "other_phone": _("Second phone"),
        "email": _("E-mail"),
        "other_email": _("Second e-mail"),
        "groups": _("Groups"),
    }
    return known.get(column) or isolate(column)


def value_name(column: str, value: str) -> str:
    """A value as a reader says it: "lead" of a role is "Owner or manager"."""
    if not value:
        return pgettext("nothing stands there", "nothing")
    match column:
        case "role" if value in set(Seat):
            return seat_name(Seat(value))
        case "kind" if value in set(Kind):
            return kind_name(Kind(value))
        case "size" if value in set(Size):
            return size_name(Size(value))
        case "language" if value in LANGUAGES:
            return language_name(value)
        case "sub_clusters":
            return list_of(sub_cluster_name(slug) for slug in value.split("; "))
        case _:
            return isolate(value)


def unreadable(code: str) -> str:
    """Why a file could not be read, and what to do."""
    return _(UNREADABLE[code])


def taken_for(reading: Mapping[str, Any]) -> list[str]:
    """What the report begins with: what each column was taken for, which have no use, which sheets were left."""
    pairs = [
        _("“{header}” as {column}").format(header=name(header), column=escape(column_name(column)))
        for header, column in reading.get("columns", ())
        if fold(header).replace(" ", "_") not in _OWN_NAMES
    ]
    said = []
    if pairs:
        said.append(_("Columns were read as follows: {pairs}.").format(pairs=list_of(pairs)))
    if extra := reading.get("extra_columns"):
        said.append(
            _("Columns that are not used: {columns}.").format(columns=list_of(name(one) for one in extra))
        )
    if sheets := reading.get("sheets"):
        said.append(_("Sheets that were read: {sheets}.").format(sheets=list_of(name(one) for one in sheets)))
    if aside := reading.get("aside"):
        listed = list_of(name(f"{text} ({line})") for line, text in aside)
        said.append(
            _("Taken for headings, sums and remarks, with their lines: {lines}.").format(lines=listed)
        )
    if n := reading.get("filled", 0):
        words = ngettext(
            "{n} line has no company of its own: its person is of the company above.",
            "{n} lines have no company of their own: their people are of the company above.",
            n,
        )
        said.append(words.format(n=number(n)))
    if n := reading.get("hidden", 0):
        words = ngettext("{n} hidden line was read, too.", "{n} hidden lines were read, too.", n)
        said.append(words.format(n=number(n)))
    for sheet, why in reading.get("left", ()):
        said.append(_(_LEFT[why]).format(sheet=name(sheet)))
    return said


_LEFT: Mapping[str, str] = {
    "hidden": N_("The sheet “{sheet}” is hidden: it was not read."),
    "old": N_("The sheet “{sheet}” is an old one by its name: it was not read."),
    "no_members": N_("The sheet “{sheet}” has no members: it was not read."),
    "broken": N_("The sheet “{sheet}” cannot be read."),
}


def where(note: Note | Doubt) -> str:
    """The line, and the sheet if there are several; nothing for what stands in no line."""
    if not note.line:
        return ""
    if note.sheet:
        return _("{sheet}, line {line}").format(sheet=name(note.sheet), line=note.line)
    return _("Line {line}").format(line=note.line)


def noted(note: Note) -> str:
    """A line of the preview as a sentence."""
    who = name(
        f"{note.person} ({note.company})" if note.person and note.company else note.person or note.company
    )
    said = {"where": where(note), "who": who, "column": escape(column_name(note.column))}
    match note.kind:
        case NoteKind.UNREADABLE | NoteKind.LEFT_OUT if note.fault:
            return _("{where}, {column}: {fault}.").format(**said, fault=_fault(note))
        case NoteKind.CHANGED:
            before = escape(value_name(note.column, note.before))
            after = escape(value_name(note.column, note.after))
            if note.column in ("groups", "company"):
                return _("{who}: {column}: {after}").format(**said, after=after)
            return _("{who}: {column}: {before} → {after}").format(**said, before=before, after=after)
        case NoteKind.SAME:
            return _("{where}: “{other}” was taken for {who}.").format(**said, other=name(note.before))
        case NoteKind.WAITING:
            return _("{where}: {who} waits for a decision.").format(**said)
        case NoteKind.KEPT:
            return _(
                "{where}, {column}: left as it is, for people who have joined may have changed it."
            ).format(**said)
        case NoteKind.LEFT:
            return _("{where}: {who} has left the cluster and is not invited again.").format(**said)
        case _:
            return who


def _fault(note: Note) -> str:
    accepted = {
        "kind": (kind_name(kind) for kind in Kind),
        "size": (size_name(size) for size in Size),
        "role": (seat_name(seat) for seat in Seat),
        "language": (language_name(language) for language in LANGUAGES),
    }.get(note.column) or (isolate(example) for example in _EXAMPLES.get(note.fault, ()))
    listed = escape(list_of(accepted, "or"))
    return _(FAULTS[note.fault]).format(value=name(note.before), accepted=listed)


def asked(doubt: Doubt) -> str:
    """A doubt as a question."""
    if doubt.kind is DoubtKind.WORD:
        lines = ngettext("in {n} line", "in {n} lines", doubt.count).format(n=number(doubt.count))
        return _("What does “{word}” mean, under {column} {lines}?").format(
            word=name(doubt.word), column=escape(column_name(doubt.column)), lines=lines
        )
    who = f"{doubt.person} ({doubt.company})" if doubt.kind is DoubtKind.PERSON else doubt.company
    others = list_of((called(one.company, one.person) for one in doubt.candidates), "or")
    reasons = list_of(_(_REASONS[reason]) for reason in doubt.reasons)
    return _("{where}: is {who} the same as {others}? ({reasons})").format(
        where=where(doubt), who=name(who), others=others, reasons=escape(reasons)
    )


def called(company: str, person: str = "") -> str:
    """Who may be meant: a company, or a person with their company."""
    return name(f"{person} ({company})" if person else company)


def answer_name(doubt: Doubt, answer: str) -> str:
    """An answer to a doubt, for a button: plain text."""
    if answer == APART:
        return _("No, somebody else") if doubt.kind is DoubtKind.PERSON else _("No, another company")
    if answer == NOTHING:
        return _("It means nothing")
    if doubt.kind is DoubtKind.WORD:
        return value_name(doubt.column, answer)
    one = next((one for one in doubt.candidates if one.answer == answer), None)
    words = f"{one.person} ({one.company})" if one and one.person else one.company if one else ""
    return _("Yes: {who}").format(who=isolate(words))


def sums(counts: Mapping[str, int]) -> Sequence[str]:
    """How much there is of each kind, for the head of a preview: only of what there is."""
    new, people, changes, cells, left_out, waiting, absent = (
        counts.get(kind.value, 0)
        for kind in (
            NoteKind.NEW_COMPANY,
            NoteKind.NEW_PERSON,
            NoteKind.CHANGED,
            NoteKind.UNREADABLE,
            NoteKind.LEFT_OUT,
            NoteKind.WAITING,
            NoteKind.ABSENT,
        )
    )
    said = (
        (new, ngettext("{n} new company", "{n} new companies", new)),
        (people, ngettext("{n} new person", "{n} new people", people)),
        (changes, ngettext("{n} change", "{n} changes", changes)),
        (cells, ngettext("{n} cell not understood", "{n} cells not understood", cells)),
        (left_out, ngettext("{n} line left out", "{n} lines left out", left_out)),
        (waiting, ngettext("{n} line waits for a decision", "{n} lines wait for a decision", waiting)),
        (absent, ngettext("{n} no longer in the list", "{n} no longer in the list", absent)),
    )
    return [words.format(n=number(n)) for n, words in said if n]
