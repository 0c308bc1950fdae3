"""Groups: the list, who is in one, who leads it, and what it is called in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import LOCALES, N_, _, name, ngettext, number, pgettext
from bot.models.companies import Company
from bot.models.groups import Group
from bot.models.people import Person
from bot.replies import Button, Reply, Style, Tap, grid, rows
from bot.rules.fields import Owner
from bot.rules.pages import Page
from bot.screens.entrances import Entrance
from bot.screens.listing import legend, listing
from bot.screens.members import ShowGroups, group_name, people_named, sign
from bot.screens.memberships import look, owner_of, record_name
from bot.screens.navigation import named, sure, ticked, way_out
from bot.screens.onboarding import own_name

ENTRANCE = Entrance("groups", N_("Groups and committees"), ShowGroups())


class OpenGroup(Tap, prefix="K2"):
    group_id: int
    page: int = 0


class NewGroup(Tap, prefix="K3"): ...


class NameGroup(Tap, prefix="K4"):
    group_id: int
    language: str


class FindForGroup(Tap, prefix="K5"):
    """Type who is to be in a group; `page` is that of who was found."""

    group_id: int
    page: int = 0


class PutIntoGroup(Tap, prefix="K6"):
    """Put somebody in, or take them out. Idempotent: the button says which. `page` is that of who was found."""

    group_id: int
    owner: Owner
    record_id: int
    is_in: bool
    page: int = 0


class LeadGroup(Tap, prefix="K7"):
    group_id: int
    person_id: int
    leads: bool


class DissolveGroup(Tap, prefix="K8"):
    group_id: int
    is_sure: bool = False


class OpenMembership(Tap, prefix="K9"):
    group_id: int
    owner: Owner
    record_id: int


@dataclass(frozen=True)
class GroupCard:
    """A group, who leads it, a page of who is in it, and how many people and companies that are."""

    group: Group
    leads: Sequence[Person]
    members: Page[Company | Person]
    people: int
    companies: int


@dataclass(frozen=True)
class Membership:
    """How a company or a person stands to a group."""

    group: Group
    record: Company | Person
    is_in: bool
    leads: bool


def groups(page: Page[tuple[Group, int, int]], back: Tap, *, may_edit: bool) -> Reply:
    """All groups, each with how many are in it."""
    title = _("Groups")
    words = _(
        "Committees, a programme’s participants: a group can be chosen wherever you choose an audience."
    )
    return listing(
        f"🧩 <b>{title}</b>\n\n{words}",
        page,
        [
            Button(
                _("{name} ({n})").format(name=named(group_name(group)), n=number(n + m)), OpenGroup(group.id)
            )
            for group, n, m in page.items
        ],
        ShowGroups,
        empty=_("There is no group yet."),
        acts=rows(Button(_("➕ New group"), NewGroup(), style=Style.PRIMARY)) if may_edit else (),
        back=back,
    )


def ask_name() -> Reply:
    return Reply(_("What is the group called? Lists of members know it by this name."))


def group(shown: GroupCard, *, may_edit: bool) -> Reply:
    """A group with its leads and a page of who is in it."""
    one = shown.group
    others = [
        _("{label}: {n}").format(label=own_name(language), n=name(called))
        for language, called in one.names.items()
        if called
    ]
    people = ngettext("{n} person", "{n} people", shown.people).format(n=number(shown.people))
    companies = ngettext("{n} company", "{n} companies", shown.companies).format(n=number(shown.companies))
    whole = _("{people} · {companies} with all their people").format(people=people, companies=companies)
    lines = [
        *others,
        whole if shown.companies else people,
        _("Headed by: {people}").format(people=people_named(shown.leads) if shown.leads else "–"),
    ]
    leads = {lead.id for lead in shown.leads}
    acts: list[Button | tuple[Button, ...]] = []
    if may_edit:
        acts = [
            Button(_("➕ Add or remove"), FindForGroup(one.id), style=Style.PRIMARY),
            tuple(Button(_named_in(one, language), NameGroup(one.id, language)) for language in LOCALES),
            Button(_("🗑 Dissolve the group"), DissolveGroup(one.id), style=Style.DANGER),
        ]
    return listing(
        f"🧩 <b>{name(group_name(one))}</b>",
        shown.members,
        [
            Button(_member_label(record, leads), OpenMembership(one.id, owner_of(record), record.id))
            for record in shown.members.items
        ],
        lambda page: OpenGroup(one.id, page),
        lines=[
            *lines,
            *(["", legend(_sign(one, leads) for one in shown.members.items)] if shown.members.total else []),
        ],
        acts=rows(*acts),
        back=ShowGroups(),
        columns=2,
    )


def _named_in(one: Group, language: str) -> str:
    return ticked(f"✏️ {own_name(language)}", bool(one.names.get(language)))


def _member_label(record: Company | Person, leads: set[int]) -> str:
    if isinstance(record, Company):
        return f"🏢 {named(record_name(record))}"
    return f"{_sign(record, leads)[0]} {named(record_name(record))}"


def _sign(record: Company | Person, leads: set[int]) -> tuple[str, str]:
    is_lead = isinstance(record, Person) and record.id in leads
    return ("⭐", pgettext("standing", "heads it")) if is_lead else sign(record)


def ask_name_in(one: Group, language: str) -> Reply:
    words = _("What is {group} called in this language: {language}?")
    return Reply(words.format(language=own_name(language), group=name(one.name)))


def ask_who(one: Group) -> Reply:
    words = _("Who is to be in {group}, or not any more? Type the name of a company or a person.")
    return Reply(words.format(group=name(group_name(one))), rows(way_out(OpenGroup(one.id))))


def who(one: Group, found: Page[Company | Person], inside: Mapping[tuple[Owner, int], bool]) -> Reply:
    """Who was found, those in the group with a tick: a tap puts in, or takes out."""
    words = _("Tap who is to be in {group}; a tick says who is. Or type another name.")
    buttons = [
        Button(
            ticked(_member_label(record, set()), inside[owner_of(record), record.id]),
            PutIntoGroup(
                one.id, owner_of(record), record.id, not inside[owner_of(record), record.id], found.number
            ),
        )
        for record in found.items
    ]
    return listing(
        words.format(group=name(group_name(one))),
        found,
        buttons,
        lambda page: FindForGroup(one.id, page),
        lines=[legend(map(sign, found.items))] if found.total else (),
        empty=_("Nothing was found. Type another name, or fewer words."),
        acts=rows(Button(_("Done"), OpenGroup(one.id), style=Style.PRIMARY)),
        back=OpenGroup(one.id),
    )


def membership(shown: Membership, *, may_edit: bool) -> Reply:
    """Somebody of a group: whether they lead it, and the ways to change that."""
    one, record = shown.group, shown.record
    said = _("heads this group") if shown.leads else ""
    lines = [f"🧩 {name(group_name(one))}", f"<b>{name(record_name(record))}</b>", said]
    acts = []
    if may_edit and isinstance(record, Person):
        label = _("No longer heads the group") if shown.leads else _("⭐ Heads the group")
        acts.append(Button(label, LeadGroup(one.id, record.id, not shown.leads)))
    if may_edit:
        out = PutIntoGroup(one.id, owner_of(record), record.id, is_in=False)
        acts.append(Button(_("Take out of the group"), out, style=Style.DANGER))
    acts.append(Button(_("Look at the record"), look(record)))
    return Reply("\n".join(filter(None, lines)), (*grid(acts, 1), way_out(OpenGroup(one.id))))


def sure_to_dissolve(one: Group) -> Reply:
    words = _("Dissolve {group}? Its people and companies stay members; only the group goes.")
    return sure(
        words.format(group=name(group_name(one))),
        _("Dissolve"),
        DissolveGroup(one.id, is_sure=True),
        OpenGroup(one.id),
    )
