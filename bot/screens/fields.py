"""Fields: what they are called, what stands in them, and the question that changes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.i18n import N_, _, as_written, current, in_a_list, isolate, list_of, name, number, percent, pgettext
from bot.models.companies import Company
from bot.models.people import Person
from bot.replies import Button, Reply, Rows, Style, Tap, UnknownTap, grid, rows
from bot.rules.completeness import Completeness
from bot.rules.contacts import shown_phone
from bot.rules.fields import SPELLED, Editor, Field, FieldOption, Owner, fields_of
from bot.rules.pages import page_of
from bot.rules.people import KnownAs
from bot.rules.readers import in_full, text_for
from bot.rules.spelling import mark_of
from bot.rules.towns import town_name
from bot.rules.words import is_in_arabic, shortened
from bot.screens.bars import bar as drawn
from bot.screens.listing import listing
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import field_name, option_name

PAGE = 10
"""Options on one screen: what a phone shows without scrolling."""
LISTED = 12
"""How many choices a profile names before it counts the rest."""
EXCERPT = 160
"""Characters of a free text that a profile shows; the whole stands where it is changed, and a tap away for others."""

QUESTIONS: Mapping[Field, str] = MappingProxyType(
    {
        Field.NAME: N_("Type your name as others should read it."),
        Field.OTHER_NAME: N_(
            "Type your name in the other script: in Arabic letters if it stands in Latin ones, or the other way round. "
            "Others then read it in the script of their language."
        ),
        Field.SEAT: N_("What do you do in your company? Tap the closest."),
        Field.PHONE: N_("Type your number in any form, or share the number of this phone."),
        Field.EMAIL: N_("Type your e-mail address."),
        Field.PRODUCTS: N_("What do you make or sell? Up to {limit} characters; lines are kept."),
        Field.OFFERS: N_(
            "What can other members get from you: products, services, spare capacity, know-how? "
            "Up to {limit} characters; lines are kept."
        ),
        Field.NEEDS: N_(
            "What are you looking for: suppliers, buyers, partners, advice, financing? "
            "Up to {limit} characters; lines are kept."
        ),
        Field.SUB_CLUSTERS: N_("Tap all the parts of the cluster that your company belongs to."),
        Field.KIND: N_("What sort of member are you? Tap what fits best."),
        Field.SIZE: N_("How many people work in your company?"),
        Field.MARKETS: N_(
            "Where do you sell abroad? Tap countries, or type their names with commas between them."
        ),
        Field.CERTIFICATIONS: N_("Tap all that apply, or type them with commas between them."),
        Field.LANGUAGES: N_("In which languages can one do business with you? Tap all that apply."),
        Field.FOUNDED_IN: N_("In which year was your company founded? Type it in four digits."),
        Field.CITY: N_("In which city or village are you?"),
        Field.WEBSITE: N_("Type the address, such as www.example.com."),
        Field.NAME_AR: N_("Type your company's name in Arabic script."),
    }
)
"""What is asked of the person, below what stands in the field now. Files have a screen of their own."""

Row = Person | Company
"""What a field is kept in."""
Spelled = Row | KnownAs
"""What has a name that may be spelled in the other script."""


class EditField(Tap, prefix="pe"):
    """Change a field; `whence` is the screen that asks for it, as `mend` packs it, to which the way leads back."""

    field: Field
    whence: str = ""


_COLON = "/"
"""Stands for the colon of a tap within another one."""


def mend(field: Field, whence: Tap) -> EditField:
    """Change a field that something asks for, and go back there."""
    return EditField(field, whence.pack().replace(":", _COLON))


def way_back(whence: str) -> Tap | None:
    """The screen that asked for a field, of what a tap says of it; None when that is nothing. What it shows is decided
    there: nothing is believed here."""
    try:
        return Tap.unpack(whence.replace(_COLON, ":")) if whence else None
    except UnknownTap:
        return None


def with_way_back(shown: Reply, back: Tap) -> Reply:
    """A profile, from which one goes back to what had asked for a field of it."""
    button = Button(_("↩️ Back to where you were"), back, style=Style.PRIMARY)
    return replace(shown, buttons=rows(button, *shown.buttons))


class Choose(Tap, prefix="pc"):
    """Choose an option of a field, or take it out again. Idempotent: the button says which."""

    field: Field
    value: str
    is_on: bool
    page: int


class TurnPage(Tap, prefix="pg"):
    field: Field
    page: int


class Clear(Tap, prefix="px"):
    field: Field


class HaveNone(Tap, prefix="pn"):
    field: Field


class SharePhone(Tap, prefix="ps"):
    """Give me the button that shares my own number."""


class AcceptSpelling(Tap, prefix="Ea"):
    """Keep my name, or my company's, in the other script as it is proposed; `mark` says which proposal."""

    field: Field
    mark: int


@dataclass(frozen=True)
class Ways:
    """How a field is changed: what is asked (translated when shown), and the taps that change it."""

    asked: str
    choose: Callable[[str, bool, int], Tap]
    turn: Callable[[int], Tap]
    clear: Tap
    none: Tap
    accept: Callable[[int], Tap]
    share: Tap | None = None


def own_ways(field: Field) -> Ways:
    """How members change their own."""
    return Ways(
        asked=QUESTIONS[field],
        choose=lambda value, is_on, page: Choose(field, value, is_on=is_on, page=page),
        turn=lambda page: TurnPage(field, page),
        clear=Clear(field),
        none=HaveNone(field),
        accept=lambda mark: AcceptSpelling(field, mark),
        share=SharePhone() if field.spec.editor is Editor.PHONE else None,
    )


def lines(row: Row) -> list[str]:
    """All fields of a person or a company with what stands in them, as HTML; files are shown elsewhere."""
    owner = Owner.PERSON if isinstance(row, Person) else Owner.COMPANY
    return [_line(field, row) for field in fields_of(owner) if field.spec.editor is not Editor.FILES]


def _line(field: Field, row: Row) -> str:
    empty = pgettext("there is nothing of this", "none") if _is_declined(field, row) else "–"
    return entry(field_name(field), value(field, row, is_whole=False) or empty)


def _is_declined(field: Field, row: Row) -> bool:
    return isinstance(row, Company) and field in row.declined


def entry(label: str, shown: str) -> str:
    """A label with what stands under it, as HTML."""
    return _("<b>{label}:</b> {value}").format(label=label, value=shown)


def value(field: Field, row: Row, *, is_whole: bool) -> str:
    """What stands in a field, as HTML; long ones shortened unless `is_whole`. "" when it is empty."""
    match field.spec.editor:
        case Editor.CHOICES:
            slugs = (
                [part.slug for part in row.sub_clusters]
                if isinstance(row, Company) and field is Field.SUB_CLUSTERS
                else list(getattr(row, field))
            )
            return _listed(field, slugs, most=len(slugs) if is_whole else LISTED)
        case Editor.CHOICE:
            chosen = getattr(row, field)
            return name(option_name(field, chosen)) if chosen else ""
        case Editor.PHONE:
            return name(shown_phone(getattr(row, field) or ""))
        case Editor.FILES:
            return ""
        case editor:
            kept = str(getattr(row, field) or "")
            if field is Field.CITY:
                kept = town_name(kept, current())
            if editor is Editor.TEXT and not is_whole:
                kept = shortened(kept, EXCERPT, lines=True)
            return _lines(kept)


def seen(field: Field, row: Row, *, is_whole: bool) -> str:
    """What others read in a field, as `value` has it: what a company says in several languages, in theirs. The whole of
    it says it in the other languages below.
    """
    if field.spec.editor is not Editor.TEXT:
        return value(field, row, is_whole=is_whole)
    kept = str(getattr(row, field) or "")
    if is_whole:
        return _lines(in_full(kept, current()))
    return _lines(shortened(text_for(kept, current()), EXCERPT, lines=True))


def _lines(text: str) -> str:
    first, *more = map(name, text.split("\n"))  # an isolate ends with its line
    return "\n".join([first, *map(as_written, more)])


def cut_short(row: Row, fields: Iterable[Field]) -> list[Field]:
    """Those of the fields of which a card shows a part only."""
    return [field for field in fields if seen(field, row, is_whole=True) != seen(field, row, is_whole=False)]


def _listed(field: Field, slugs: Sequence[str], *, most: int) -> str:
    said = [option_name(field, slug) for slug in slugs[:most]]
    names = list(map(name, in_a_list(said) if field is Field.LANGUAGES else said))
    if len(slugs) > most:
        names.append(_("{n} more").format(n=number(len(slugs) - most)))
    return list_of(names)


def bar(done: Completeness) -> str:
    """How complete the profile is, as a bar and in per cent."""
    share = done.percent / 100
    return _("{bar} {percent} complete").format(bar=drawn(share), percent=percent(share))


def next_step(done: Completeness) -> Rows:
    """The most useful field that is missing, as one button."""
    if not done.missing:
        return ()
    missing = Field(done.missing[0])
    label = _("➕ Add: {field}").format(field=field_name(missing))
    return rows(Button(label, EditField(missing), style=Style.PRIMARY))


def edit_buttons(fields: Sequence[Field]) -> Rows:
    """A button for each field, two in a row."""
    return grid([Button(field_name(field), EditField(field)) for field in fields], 2)


def question(field: Field, row: Row, back: Tap, note: str = "", ways: Ways | None = None) -> Reply:
    """The question that changes a typed field: what stands there now, what is asked, and the way out."""
    ways = ways or own_ways(field)
    share = (
        rows(Button(_("📱 Share the number of this phone"), ways.share, style=Style.PRIMARY))
        if ways.share is not None
        else ()
    )
    spelled = rows(_accepting(row, ways.accept)) if field in SPELLED and row.spelling else ()
    buttons = (*share, *spelled, *_removing(field, row, ways), way_out(back))
    return Reply(_asked(field, row, ways, note), buttons)


def _accepting(row: Spelled, accept: Callable[[int], Tap]) -> Button:
    label = f"✅ {named(row.spelling)}"
    return Button(label, accept(mark_of(row.spelling)), style=Style.SUCCESS)


def proposing(row: Spelled, accept: Callable[[int], Tap], otherwise: Tap) -> tuple[str, Rows]:
    """How a name may be spelled in the other script, to be kept with a tap or typed otherwise; nothing where it is
    known."""
    if not row.spelling:
        return "", ()
    words = (
        _("✍️ In Arabic letters the name would be {name}. If that is right, tap it.")
        if is_in_arabic(row.spelling)
        else _("✍️ In Latin letters the name would be {name}. If that is right, tap it.")
    )
    buttons = rows(_accepting(row, accept), Button(_("✏️ Write it otherwise"), otherwise))
    return words.format(name=name(row.spelling)), buttons


def own_proposing(row: Row) -> tuple[str, Rows]:
    """How one's own name, or one's company's, may be spelled; its name in Latin letters only staff change."""
    if isinstance(row, Company) and is_in_arabic(row.name):
        return "", ()
    field = Field.OTHER_NAME if isinstance(row, Person) else Field.NAME_AR
    return proposing(row, lambda mark: AcceptSpelling(field, mark), EditField(field))


def choices(
    field: Field,
    row: Row,
    options: Sequence[FieldOption],
    page: int,
    back: Tap,
    note: str = "",
    ways: Ways | None = None,
) -> Reply:
    """The question that changes a chosen field: a page of options, the chosen ones ticked."""
    ways = ways or own_ways(field)
    shown = page_of(options, page, PAGE)
    return listing(
        _asked(field, row, ways, note),
        shown,
        [_option(field, option, shown.number, ways) for option in shown.items],
        ways.turn,
        acts=(*_done(field, back), *_removing(field, row, ways)),
        back=back,
        columns=_columns(field),
    )


def _asked(field: Field, row: Row, ways: Ways, note: str) -> str:
    now = value(field, row, is_whole=True)
    parts = (
        note,
        f"<b>{field_name(field)}</b>",
        now and entry(_("Now"), now),
        _(ways.asked).format(limit=number(field.spec.limit)),
    )
    return "\n\n".join(filter(None, parts))


def _done(field: Field, back: Tap) -> Rows:
    """Several choices are kept as they are tapped: the button only says that there are no more."""
    if field.spec.editor is not Editor.CHOICES:
        return ()
    return rows(Button(_("Done"), back, style=Style.PRIMARY))


def _columns(field: Field) -> int:
    return 2 if field.spec.editor is Editor.CHOICES else 1


def _option(field: Field, option: FieldOption, page: int, ways: Ways) -> Button:
    label = isolate(option_name(field, option.slug))
    is_on = not option.is_chosen or field.spec.editor is Editor.CHOICE
    return Button(ticked(label, option.is_chosen), ways.choose(option.value, is_on, page))


def _removing(field: Field, row: Row, ways: Ways) -> Rows:
    """Empty a field, or say that there is nothing to put into it."""
    spec, is_filled = field.spec, bool(value(field, row, is_whole=True))
    if is_filled and not spec.is_required:
        return rows(Button(_("🗑 Remove"), ways.clear, style=Style.DANGER))
    if spec.may_be_none and not is_filled and not _is_declined(field, row):
        return rows(Button(_("We have none"), ways.none))
    return ()


def share_phone() -> Reply:
    """The key that shares one's own number, in place of the keyboard."""
    return Reply(
        _("Tap the key below the text field. It sends me the number of this phone, and nothing else."),
        asks_contact=_("📱 Share my phone number"),
    )


def with_note(note: str, reply_text: str) -> str:
    """A screen's text below a word on what just happened."""
    return f"{note}\n\n{reply_text}" if note else reply_text


def saved() -> str:
    return _("✅ Saved")


def not_among(words: Sequence[str]) -> str:
    """Part of what was typed means none of the options; the rest was taken."""
    listed = list_of(name(shortened(word, EXCERPT)) for word in words)
    return _("Saved. Not among the choices: {words}").format(words=listed)
