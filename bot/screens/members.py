"""Members as staff see them: the search, lists of companies and people, and the card of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from bot.i18n import N_, _, current, date, in_a_list, list_of, name, ngettext, number, pgettext, within
from bot.models.companies import Company, CompanyFile
from bot.models.groups import Group
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.fields import Field, Owner, staff_fields
from bot.rules.pages import Page
from bot.rules.people import Place
from bot.rules.words import shortened
from bot.screens.companies import LookAtCompany, LookAtWhole, score_button, whole_button
from bot.screens.company_scores import LookAtScore
from bot.screens.engagement import Happening, OpenStory, told
from bot.screens.entrances import Entrance
from bot.screens.fields import cut_short, entry, seen, value
from bot.screens.inviting import InviteCompany, InvitePerson, ShowInvites
from bot.screens.listing import legend, listing
from bot.screens.navigation import named, way_out
from bot.screens.records import AddPerson, LookAtPerson, ShowRecord
from bot.screens.scores import place_name
from bot.screens.vocabulary import company_name, field_name, person_name, seat_name

EXCERPT = 60
"""Characters of a name in a line."""
MOST_NAMED = 4
"""People, and groups, that a line names."""
NAMED_EXCERPT = 40
"""Characters of each of them."""


class ShowMembers(Tap, prefix="Ka"): ...


ENTRANCE = Entrance(
    "members", N_("All companies and people, and their records"), ShowMembers(), N_("👥 Members")
)


class Which(StrEnum):
    """What staff browse."""

    ALL = "all"
    WITHOUT_MEMBERS = "none"
    ENDED = "ended"


@dataclass(frozen=True)
class Figures:
    """How many there are. A company is covered when somebody of it is on the bot."""

    companies: int
    covered: int
    ended: int
    members: int
    expected: int


@dataclass(frozen=True)
class Card:
    """What staff see of a company. `places` are the seats that it ought to fill, with those who do; `last` is what its
    people did last, `written_at` when they were last offered anything. `doubled` are people whose name stands twice.
    """

    company: Company
    people: Page[Person]
    places: Sequence[tuple[Place, Sequence[Person]]]
    others: Sequence[Person]
    files: int
    expected: int
    last: Happening | None
    written_at: datetime | None
    groups: Sequence[Group]
    doubled: Sequence[Person]


@dataclass(frozen=True)
class PersonCard:
    """What staff see of a person."""

    person: Person
    invite: Invite | None
    groups: Sequence[Group]


class BrowseCompanies(Tap, prefix="Kb"):
    which: Which
    page: int = 0


class ShowFoundMembers(Tap, prefix="Kc"):
    page: int = 0


class ShowMore(Tap, prefix="Km"):
    """What is rarely done to a company or a person."""

    owner: Owner
    record_id: int


class FindDuplicate(Tap, prefix="Kh"):
    """Ask of which other record this is a duplicate; `page` is that of those that may be."""

    owner: Owner
    record_id: int
    page: int = 0


class ShowGroups(Tap, prefix="K1"):
    page: int = 0


class ShowImports(Tap, prefix="KA"):
    """The lists that staff have sent, the newest first, and how to send another."""

    page: int = 0


class ShowRecordFiles(Tap, prefix="Kt"):
    company_id: int


class GetRecordFile(Tap, prefix="Ku"):
    file_id: int


class AddCompany(Tap, prefix="Kn"): ...


def members(known: Figures, *, may_edit: bool) -> Reply:
    """The search, and what there is to browse."""
    words = _(
        "Type the name of a company or a person, a phone number or an e-mail address. Spelling is forgiven."
    )
    lines = [
        ngettext("{n} company", "{n} companies", known.companies).format(n=number(known.companies)),
        _("With somebody on the bot: {n}").format(n=number(known.covered)),
        _("People on the bot: {n}").format(n=number(known.members)),
        _("People who have not joined yet: {n}").format(n=number(known.expected)),
    ]
    without = known.companies - known.covered
    browse = [
        Button(_counted(_("🏢 All companies"), known.companies), BrowseCompanies(Which.ALL)),
        Button(_counted(_("Nobody on the bot"), without), BrowseCompanies(Which.WITHOUT_MEMBERS)),
    ]
    if known.ended:
        browse.append(Button(_counted(_("Membership ended"), known.ended), BrowseCompanies(Which.ENDED)))
    more = [Button(_("🔗 Invitations"), ShowInvites()), Button(_("🧩 Groups"), ShowGroups())]
    if may_edit:
        more += [Button(_("➕ New company"), AddCompany()), Button(_("📋 Member lists"), ShowImports())]
    text = "\n\n".join([_title(), words, "\n".join(lines)])
    return Reply(text, (*rows(*browse), *grid(more, 2), way_out()))


def _title() -> str:
    title = _("Members")
    return f"👥 <b>{title}</b>"


def _counted(label: str, n: int) -> str:
    return _("{name} ({n})").format(name=label, n=number(n))


def browsed(which: Which, page: Page[Company], counts: Mapping[int, tuple[int, int]]) -> Reply:
    """A page of companies, each with how many of its people are on the bot."""
    title = {
        Which.ALL: _("All companies"),
        Which.WITHOUT_MEMBERS: _("Companies of which nobody is on the bot"),
        Which.ENDED: _("Companies whose membership has ended"),
    }[which]
    return listing(
        f"👥 <b>{title}</b>",
        page,
        [Button(named(company_name(one)), LookAtCompany(one.id)) for one in page.items],
        lambda turn: BrowseCompanies(which, turn),
        lines=[_company_line(one, *counts.get(one.id, (0, 0))) for one in page.items],
        empty=_("No company is like this."),
        back=ShowMembers(),
        columns=2,
    )


def _company_line(company: Company, joined: int, expected: int) -> str:
    words = _("• {company}: {joined} on the bot, {expected} expected")
    return words.format(
        company=name(shortened(company_name(company), EXCERPT)),
        joined=number(joined),
        expected=number(expected),
    )


def found(text: str, page: Page[Company | Person]) -> Reply:
    """A page of the companies and people that were found."""
    return listing(
        "\n".join([f"👥 <b>{_quoted(text)}</b>"]),
        page,
        [_found_button(one) for one in page.items],
        ShowFoundMembers,
        lines=[*map(_found_line, page.items), *(["", legend(map(sign, page.items))] if page.total else [])],
        empty=_("Nothing was found. Type another name, or fewer words."),
        back=ShowMembers(),
    )


def _quoted(text: str) -> str:
    return _("“{query}”").format(query=name(text))


def _found_button(one: Company | Person) -> Button:
    if isinstance(one, Person):
        return Button(_person_label(one), LookAtPerson(one.id))
    return Button(f"{sign(one)[0]} {named(company_name(one))}", LookAtCompany(one.id))


def _person_label(person: Person) -> str:
    return f"{sign(person)[0]} {named(person_name(person))}"


def sign(record: Company | Person) -> tuple[str, str]:
    """The icon before a company or a person, with what it means."""
    if record.ended_at is not None:
        return "⛔", pgettext("standing", "membership ended")
    if isinstance(record, Company):
        return "🏢", pgettext("standing", "company")
    words = {
        Standing.MEMBER: pgettext("standing", "on the bot"),
        Standing.EXPECTED: pgettext("standing", "expected"),
        Standing.LEFT: pgettext("standing", "has left"),
    }[record.standing]
    return SIGNS[record.standing], words


def _found_line(one: Company | Person) -> str:
    if isinstance(one, Company):
        return _("• <b>{company}</b>").format(company=name(shortened(company_name(one), EXCERPT)))
    return _("• {person}, {role}, {company}").format(
        person=name(shortened(person_name(one), EXCERPT)),
        role=name(within(seat_name(one.seat))),
        company=name(shortened(company_name(one.company), EXCERPT)),
    )


IN_THE_TITLE = (Field.NAME, Field.NAME_AR)
CONTACTS = (Field.PHONE, Field.EMAIL, Field.OTHER_PHONE, Field.OTHER_EMAIL)
RARE = (Field.TITLE, Field.OTHER_PHONE, Field.OTHER_EMAIL)
"""Fields that nobody misses."""

SIGNS: Mapping[Standing, str] = {Standing.MEMBER: "👤", Standing.EXPECTED: "⏳", Standing.LEFT: "🚪"}
"""What stands before a person: on the bot, expected, or gone."""


def card(shown: Card, today: int, zone: tzinfo, back: Tap, *, may_edit: bool) -> Reply:
    """To staff: a company with all that is kept of it, its seats and its people. `today` is a date's ordinal."""
    company = shown.company
    parts = [
        "\n".join([heading(company), *_ended(company.ended_at, zone)]),
        "\n".join(_fields(company, may_edit=may_edit)),
        "\n".join(_seats(shown)),
        "\n".join(_contact(shown, today, zone)),
    ]
    return listing(
        "\n\n".join(filter(None, parts)),
        shown.people,
        [Button(_person_label(one), LookAtPerson(one.id)) for one in shown.people.items],
        lambda page: LookAtCompany(company.id, page),
        acts=_acts(shown, may_edit=may_edit),
        back=back,
        columns=2,
    )


def heading(company: Company) -> str:
    """A company in both scripts, where it has a name in both."""
    first = company_name(company)
    other = company.name if first != company.name else company.name_ar
    title = f"🏢 <b>{name(shortened(first, EXCERPT))}</b>"
    return f"{title}\n{name(shortened(other, EXCERPT))}" if other and other != first else title


def _ended(ended_at: datetime | None, zone: tzinfo) -> list[str]:
    if ended_at is None:
        return []
    return [_("⛔ Membership ended on {date}").format(date=date(ended_at.astimezone(zone)))]


def _fields(record: Company | Person, *, may_edit: bool) -> list[str]:
    """What is kept of a record, and what is missing. Who may only look reads no contact details."""
    owner = Owner.PERSON if isinstance(record, Person) else Owner.COMPANY
    hidden = IN_THE_TITLE if may_edit else (*IN_THE_TITLE, *CONTACTS)
    listed = [field for field in staff_fields(owner) if field not in hidden]
    filled = [(field, held) for field in listed if (held := seen(field, record, is_whole=False))]
    empty = [
        field_name(field) for field in listed if field not in RARE and not value(field, record, is_whole=True)
    ]
    missing = [_("Not filled in: {fields}").format(fields=list_of(in_a_list(empty)))] if empty else []
    return [*(entry(field_name(field), held) for field, held in filled), *missing]


def _seats(shown: Card) -> list[str]:
    lines = [entry(_("Seats"), "")]
    for place, people in shown.places:
        words = _("✓ {seat}: {people}") if people else _("✗ {seat}: {people}")
        lines.append(words.format(seat=place_name(place), people=people_named(people)))
    if shown.others:
        lines.append(_("• On no seat that counts: {people}").format(people=people_named(shown.others)))
    return lines


def people_named(people: Sequence[Person]) -> str:
    """People in a line: the first few, and how many more."""
    if not people:
        return _("nobody")
    names = [name(shortened(person_name(one), NAMED_EXCERPT)) for one in people[:MOST_NAMED]]
    if len(people) > MOST_NAMED:
        names.append(_("{n} more").format(n=number(len(people) - MOST_NAMED)))
    return list_of(names)


def _contact(shown: Card, today: int, zone: tzinfo) -> list[str]:
    lines = [entry(_("Last contact"), told_on(shown.last, today) if shown.last else _("none yet"))]
    if shown.written_at is not None:
        when = date(shown.written_at.astimezone(zone))
        lines.append(entry(_("Last invited or asked on"), when))
    if shown.groups:
        lines.append(entry(_("Groups"), group_names(shown.groups)))
    if shown.doubled:
        lines.append(_("⚠️ Twice here: {people}").format(people=people_named(shown.doubled)))
    return lines


def told_on(last: Happening, today: int) -> str:
    """The last thing that was done, with how long ago it was."""
    return told(last, datetime.fromordinal(today).date())


def group_names(groups: Sequence[Group]) -> str:
    names = [name(shortened(group_name(group), NAMED_EXCERPT)) for group in groups[:MOST_NAMED]]
    if len(groups) > MOST_NAMED:
        names.append(_("{n} more").format(n=number(len(groups) - MOST_NAMED)))
    return list_of(names)


def group_name(group: Group) -> str:
    """What a group is called for the reader; plain text."""
    return group.names.get(current()) or group.name


def _acts(shown: Card, *, may_edit: bool) -> Rows:
    company = shown.company
    more: list[Button | tuple[Button, ...]] = []
    if may_edit:
        more.append(
            (
                Button(_("✏️ Change"), ShowRecord(Owner.COMPANY, company.id)),
                Button(_("➕ Person"), AddPerson(company.id)),
            )
        )
    if may_edit and shown.doubled:
        one = shown.doubled[0]
        label = _("🔀 Merge {person}").format(person=named(person_name(one)))
        more.append(Button(label, FindDuplicate(Owner.PERSON, one.id)))
    if may_edit and shown.expected and company.ended_at is None:
        label = _counted(_("🔗 Invite who has not joined"), shown.expected)
        more.append(Button(label, InviteCompany(company.id)))
    if cut_short(company, staff_fields(Owner.COMPANY)):
        more.append(whole_button(LookAtWhole(company.id)))
    if shown.files:
        more.append(Button(_counted(_("📎 Files"), shown.files), ShowRecordFiles(company.id)))
    more.append((score_button(company), Button(_("📜 What its people did"), OpenStory(company.id))))
    if may_edit:
        more.append(Button(_("⋯ More"), ShowMore(Owner.COMPANY, company.id)))
    return rows(*more)


def person(shown: PersonCard, moment: Moment, *, may_edit: bool) -> Reply:
    """To staff: a person with all that is kept of them."""
    one, zone = shown.person, moment.zone
    title = _("<b>{person}</b>, {company}").format(
        person=name(person_name(one)), company=name(company_name(one.company))
    )
    about = [entry(_("Groups"), group_names(shown.groups))] if shown.groups else []
    parts = [
        "\n".join([f"{SIGNS[one.standing]} {title}", *_ended(one.ended_at, zone), _standing(shown, moment)]),
        "\n".join([*_fields(one, may_edit=may_edit), *about]),
    ]
    acts: list[Button | tuple[Button, ...]] = []
    if may_edit and one.standing is Standing.EXPECTED and not one.is_ended:
        seen = shown.invite.id if shown.invite is not None else 0
        label = _("🔗 Invite") if shown.invite is None else _("🔗 New invitation")
        acts.append(Button(label, InvitePerson(one.id, seen), style=Style.PRIMARY))
    if may_edit:
        acts.append(Button(_("✏️ Change"), ShowRecord(Owner.PERSON, one.id)))
    if one.standing is Standing.MEMBER:
        acts.append(Button(_("📈 How engaged they are"), LookAtScore(one.id)))
    if may_edit:
        acts.append(Button(_("⋯ More"), ShowMore(Owner.PERSON, one.id)))
    return Reply("\n\n".join(parts), (*rows(*acts), way_out(LookAtCompany(one.company_id))))


def _standing(shown: PersonCard, moment: Moment) -> str:
    """Where somebody stands with the bot, in a line."""
    one = shown.person
    if one.standing is Standing.LEFT and one.left_at is not None:
        return _("Left on {date}").format(date=date(one.left_at.astimezone(moment.zone)))
    return invite_state(one, shown.invite, moment)


def invite_state(one: Person, invite: Invite | None, moment: Moment) -> str:
    """Since when somebody is in, or what became of their newest link."""
    if one.standing is Standing.MEMBER and one.joined_at is not None:
        words = (
            _("On the bot since {date}") if one.is_reachable else _("Joined on {date}; has blocked the bot")
        )
        return words.format(date=date(one.joined_at.astimezone(moment.zone)))
    if invite is None:
        return _("Not invited yet")
    made = date(invite.created_at.astimezone(moment.zone))
    if invite.opened_at is not None:
        opened = date(invite.opened_at.astimezone(moment.zone))
        return _("Invited on {date}, opened the link on {opened}, has not joined").format(
            date=made, opened=opened
        )
    if invite.expires_at <= moment.now:
        return _("Invited on {date}; the link has expired unopened").format(date=made)
    return _("Invited on {date}, has not opened the link").format(date=made)


def files(company: Company, listed: Sequence[CompanyFile]) -> Reply:
    """To staff: which files a company has."""
    words = _("Tap a file, and it is sent to you.")
    buttons = [Button(named(file.name), GetRecordFile(file.id)) for file in listed]
    return Reply(f"{heading(company)}\n\n{words}", (*rows(*buttons), way_out(LookAtCompany(company.id))))
