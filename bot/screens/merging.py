"""Merging duplicates: which two, what would happen, and that it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import N_, _, gettext, in_a_list, list_of, name, ngettext, number
from bot.models.companies import Company
from bot.models.people import Person
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.fields import Field, Owner
from bot.rules.pages import Page
from bot.screens.listing import listing
from bot.screens.members import FindDuplicate, ShowMore
from bot.screens.navigation import named, way_out
from bot.screens.vocabulary import company_name, field_name, person_name


class ForeseeMerger(Tap, prefix="Ki"):
    owner: Owner
    kept_id: int
    gone_id: int


class Merge(Tap, prefix="Kj"):
    owner: Owner
    kept_id: int
    gone_id: int


@dataclass(frozen=True)
class Foreseen:
    """What a merger would do. `counts` are the rows that follow, by table, `both` those of which each has one and one
    stays; `taken` are fields that are filled from the
    other record, `lost` those in which it says otherwise. Of two people with an account each, one `loses_account`."""

    kept: Company | Person
    gone: Company | Person
    counts: Mapping[str, int]
    both: Mapping[str, int]
    taken: Sequence[Field]
    lost: Sequence[Field]
    loses_account: bool = False


FOLLOWING = {
    "people": N_("people"),
    "interactions": N_("what was done"),
    "opportunities": N_("what was offered"),
    "introductions": N_("introductions"),
    "event_guests": N_("invitations to events"),
    "poll_voters": N_("polls"),
    "deliveries": N_("messages"),
    "invites": N_("invite links"),
    "company_files": N_("files"),
    "person_weeks": N_("weeks of scores"),
    "company_weeks": N_("weeks of scores"),
    "group_people": N_("groups"),
    "group_companies": N_("groups"),
    "round_members": N_("rounds"),
    "mission_applications": N_("applications to missions"),
    "mission_invitees": N_("invitations to missions"),
    "leads": N_("leads of missions"),
    "audit": N_("what staff did"),
}
"""What the rows of a table are called that follow; those of other tables are counted together."""


COMPUTED = ("person_weeks", "company_weeks")
"""Tables whose rows are computed anew from what follows."""


def duplicates(record: Company | Person, likely: Page[Company | Person], text: str) -> Reply:
    """The records that this one may be a duplicate of; any other can be typed."""
    owner = Owner.PERSON if isinstance(record, Person) else Owner.COMPANY
    words = _(
        "Which other record is {who}, too? Tap it, or type a name. You will see what happens before anything does."
    )
    return listing(
        f"🔀 {words.format(who=called(record))}",
        likely,
        [_label(owner, record.id, one) for one in likely.items],
        lambda page: FindDuplicate(owner, record.id, page),
        empty=_("Nothing was found. Type another name, or fewer words.")
        if text
        else _("No record has a name like this one: type the other name."),
        back=ShowMore(owner, record.id),
    )


def _label(owner: Owner, record_id: int, one: Company | Person) -> Button:
    label = (
        named(person_name(one), company_name(one.company))
        if isinstance(one, Person)
        else named(company_name(one))
    )
    return Button(label, ForeseeMerger(owner, record_id, one.id))


def called(record: Company | Person) -> str:
    """A record by its name, in bold; of a person with the company."""
    if isinstance(record, Person):
        return _("<b>{person}</b>, {company}").format(
            person=name(record.name), company=name(company_name(record.company))
        )
    return f"<b>{name(company_name(record))}</b>"


def foreseen(seen: Foreseen) -> Reply:
    """What would happen, and the button that does it."""
    owner = Owner.PERSON if isinstance(seen.kept, Person) else Owner.COMPANY
    parts = [
        _("🔀 <b>Merge two records into one</b>"),
        "\n".join(
            [_("Stays: {who}").format(who=called(seen.kept)), _("Goes: {who}").format(who=called(seen.gone))]
        ),
        "\n".join(_consequences(seen)),
        _("This cannot be undone."),
    ]
    return Reply(
        "\n\n".join(parts),
        rows(
            Button(_("Merge them"), Merge(owner, seen.kept.id, seen.gone.id), style=Style.DANGER),
            Button(_("⇄ Keep the other one"), ForeseeMerger(owner, seen.gone.id, seen.kept.id)),
            way_out(FindDuplicate(owner, seen.kept.id)),
        ),
    )


def _consequences(seen: Foreseen) -> list[str]:
    follow = list_of(_counted(label, n) for label, n in _by_label(seen.counts).items())
    lines = [_("• Follows: {what}").format(what=follow)] if follow else [_("• Nothing else refers to it.")]
    if seen.taken:
        lines.append(_("• Filled in from it: {fields}").format(fields=_fields(seen.taken)))
    if seen.lost:
        words = _("• Said otherwise, so the first stands and the other is kept in the trail: {fields}")
        lines.append(words.format(fields=_fields(seen.lost)))
    answered = {table: n for table, n in seen.both.items() if table not in COMPUTED}
    if both := list_of(_counted(label, n) for label, n in _by_label(answered).items()):
        words = _("• Both have, and the one that is further along stays, or else the newer: {what}")
        lines.append(words.format(what=both))
    if seen.loses_account:
        words = _("• ⚠️ Both are on the bot: the Telegram account of {who} is no member any more.")
        lines.append(words.format(who=called(seen.gone)))
    return lines


def _by_label(counts: Mapping[str, int]) -> dict[str, int]:
    by_label: dict[str, int] = {}
    for table, n in counts.items():
        label = FOLLOWING.get(table, "")
        by_label[label] = by_label.get(label, 0) + n
    return dict(sorted(by_label.items(), key=lambda item: not item[0]))


def _counted(label: str, n: int) -> str:
    if not label:
        return ngettext("{n} other entry", "{n} other entries", n).format(n=number(n))
    return _("{name} ({n})").format(name=gettext(label), n=number(n))


def _fields(fields: Sequence[Field]) -> str:
    return list_of(in_a_list(field_name(field) for field in fields))


def merged() -> str:
    """The note once two records were merged."""
    return _("✅ Merged: this is the one record now.")
