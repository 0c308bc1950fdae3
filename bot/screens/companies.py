"""Companies: the company's profile, its people and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.i18n import N_, _, date, in_a_list, list_of, name, number, within
from bot.models.companies import Company, CompanyFile
from bot.models.people import Person, Standing
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.completeness import Completeness
from bot.rules.fields import Field, Owner, fields_of
from bot.rules.files import FILE_BYTES, MOST_FILES
from bot.rules.pages import Page, page_of
from bot.screens.entrances import Entrance
from bot.screens.fields import (
    EditField,
    HaveNone,
    bar,
    cut_short,
    edit_buttons,
    entry,
    lines,
    next_step,
    own_proposing,
    seen,
    with_note,
)
from bot.screens.listing import listing
from bot.screens.navigation import home_button, named, sure, way_out
from bot.screens.vocabulary import company_name, field_name, person_name, seat_name

PEOPLE_PAGE = 20
"""People on one screen: they are read, not tapped."""
SHARE = "https://t.me/share/url?url={link}"
"""Telegram's own dialogue that forwards a link (https://core.telegram.org/widgets/share)."""


class ShowCompany(Tap, prefix="c"): ...


ENTRANCE = Entrance("company", N_("My company"), ShowCompany(), N_("🏢 My company"), for_staff="members")


class ShowFields(Tap, prefix="ce"): ...


class ShowPeople(Tap, prefix="cp"):
    page: int = 0


class InviteColleague(Tap, prefix="ci"):
    """Make a link for a colleague; `seen_open` is how many are open: a double tap makes one."""

    seen_open: int


class EndInvites(Tap, prefix="cx"): ...


class OpenFile(Tap, prefix="cf"):
    file_id: int


class GetFile(Tap, prefix="cg"):
    file_id: int


class RemoveFile(Tap, prefix="cr"):
    file_id: int
    is_sure: bool


class LookAtCompany(Tap, prefix="cl"):
    company_id: int
    page: int = 0


class LookAtWhole(Tap, prefix="cw"):
    """To staff: what the card has no room for, a field to each page."""

    company_id: int
    page: int = 0


class LookAtCompanyScore(Tap, prefix="mc"):
    """What staff see of a company's score; `page` is that of its people."""

    company_id: int
    page: int = 0


def company(own: Company, done: Completeness, files: int, note: str = "") -> Reply:
    """One's own company: all that it says of itself, and what to do next."""
    spelled, spelling = own_proposing(own)
    text = "\n\n".join(filter(None, [f"{_heading(own)}\n{bar(done)}", _body(own, files), spelled]))
    return Reply(
        with_note(note, text),
        (
            *spelling,
            *next_step(done),
            *rows(
                Button(_("✏️ Change something"), ShowFields()),
                (Button(_("👥 People"), ShowPeople()), Button(_("📎 Files"), EditField(Field.FILES))),
                home_button(),
            ),
        ),
    )


def _heading(company: Company) -> str:
    return f"🏢 <b>{name(company_name(company))}</b>"


def _body(company: Company, files: int) -> str:
    return "\n".join([*lines(company), entry(field_name(Field.FILES), number(files))])


def fields(company: Company) -> Reply:
    """What can be changed in one's own company."""
    words = _(
        "What would you like to change? The cluster's staff are told. "
        "Only they can change the company's name: please ask them."
    )
    return Reply(
        f"{_heading(company)}\n\n{words}", (*edit_buttons(fields_of(Owner.COMPANY)), way_out(ShowCompany()))
    )


def people(company: Company, colleagues: Page[Person], open_invites: int, note: str = "") -> Reply:
    """Who is in the company: names and roles, no contact details; and a way to bring a colleague in."""
    links = _("Open invite links: {n}").format(n=number(open_invites))
    end = rows(Button(_("End the open links"), EndInvites(), style=Style.DANGER)) if open_invites else ()
    return listing(
        with_note(note, _heading(company)),
        colleagues,
        [],
        ShowPeople,
        lines=[*map(_colleague, colleagues.items), *(["", links] if open_invites else [])],
        acts=(
            *rows(Button(_("➕ Invite a colleague"), InviteColleague(open_invites), style=Style.PRIMARY)),
            *end,
        ),
        back=ShowCompany(),
    )


def _colleague(person: Person) -> str:
    who = {"person": name(person_name(person)), "role": name(within(seat_name(person.seat)))}
    if person.standing is Standing.EXPECTED:
        return _("• {person}, {role} (not here yet)").format(**who)
    return _("• {person}, {role}").format(**who)


def invited() -> str:
    """What stands over the people once a link was made."""
    return _("✅ The invitation is above. Pass it on to your colleague; the cluster's staff know of it.")


def just_invited() -> Reply:
    """A second tap on the button that makes a link."""
    return Reply(toast=_("The list of links has just changed: please look again."))


def invites_ended() -> str:
    return _("✅ The open links were ended.")


def files(company: Company, listed: Sequence[CompanyFile], note: str = "") -> Reply:
    words = _(
        "A catalogue, a price list, certificates: send each here as a document or a photo. "
        "At most {most} files of up to {size} MB."
    ).format(most=number(MOST_FILES), size=number(FILE_BYTES // 1024**2))
    buttons = [Button(_file_label(file), OpenFile(file.id)) for file in listed]
    none: Rows = ()
    if not listed and Field.FILES not in company.declined:
        none = rows(Button(_("We have none"), HaveNone(Field.FILES)))
    heading = f"📎 <b>{field_name(Field.FILES)}</b>"
    return Reply(with_note(note, f"{heading}\n\n{words}"), (*rows(*buttons), *none, way_out(ShowCompany())))


def _file_label(file: CompanyFile) -> str:
    icon = "🖼" if file.media == "photo" else "📄"
    return f"{icon} {named(file.name)}"


def file_kept(file: CompanyFile) -> str:
    return _("✅ Saved as {name}").format(name=name(file.name))


def file_gone() -> str:
    """A button of a file that is not there any more."""
    return _("This file is not there any more.")


def file_card(file: CompanyFile, zone: tzinfo) -> Reply:
    added = _("Added on {date}").format(date=date(file.added_at.astimezone(zone)))
    return Reply(
        f"<b>{name(file.name)}</b>\n{added}",
        rows(
            Button(_("⬇️ Send it to me"), GetFile(file.id), style=Style.PRIMARY),
            Button(_("🗑 Remove"), RemoveFile(file.id, is_sure=False), style=Style.DANGER),
            way_out(EditField(Field.FILES)),
        ),
    )


def sent_file(file: CompanyFile) -> Reply:
    return Reply(
        name(file.name),
        file=File(name=file.name, file_id=file.file_id, media=file.media),
        toast=_("Your file is on its way."),
    )


def sure_to_remove(file: CompanyFile) -> Reply:
    return sure(
        _("Remove {name} from your company's files?").format(name=name(file.name)),
        _("Remove"),
        RemoveFile(file.id, is_sure=True),
        OpenFile(file.id),
    )


def changed(company: Company, by: Sequence[tuple[str, Sequence[Field]]]) -> Reply:
    """To staff: who changed what in a company."""
    return Reply("\n".join(_changed(company, *one) for one in by), _look(company))


def _changed(company: Company, person: str, fields: Sequence[Field]) -> str:
    what = list_of(in_a_list(field_name(field) for field in fields))
    if not person:
        return _("🏢 The profile of {company} was changed: {fields}.").format(
            company=name(company_name(company)), fields=what
        )
    return _("🏢 {person} changed the profile of {company}: {fields}.").format(
        person=name(person), company=name(company_name(company)), fields=what
    )


def colleague_invited(company: Company, person: str) -> Reply:
    """To staff: a member made a link for a colleague."""
    words = _("🏢 {person} invites a colleague to {company}.").format(
        person=name(person), company=name(company_name(company))
    )
    return Reply(words, _look(company))


def score_button(company: Company) -> Button:
    """To staff: how engaged a company is."""
    return Button(_("📈 How engaged it is"), LookAtCompanyScore(company.id))


def whole_button(to: Tap) -> Button:
    return Button(_("📖 Read everything"), to)


def whole(company: Company, page: int) -> Reply:
    """To staff: one of the texts of which the card shows a part."""
    cut = page_of(cut_short(company, fields_of(Owner.COMPANY)), page, 1)
    return listing(
        _heading(company),
        cut,
        [],
        lambda page: LookAtWhole(company.id, page),
        lines=[entry(field_name(field), seen(field, company, is_whole=True)) for field in cut.items],
        back=LookAtCompany(company.id),
    )


def _look(company: Company) -> Rows:
    return rows(Button(_("Look at the company"), LookAtCompany(company.id)), home_button())
