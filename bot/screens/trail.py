"""The trail: what staff did to whom, with what stood there before and after; in the chat and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.i18n import N_, _, date_time, gettext, isolate, name, number, pgettext, undirected
from bot.markup import plain
from bot.models.companies import Company
from bot.models.people import Person
from bot.models.staff import AuditEntry
from bot.replies import Button, File, Reply, Tap, rows
from bot.rules.fields import Editor, Field, Owner
from bot.rules.pages import Page
from bot.rules.people import KnownAs
from bot.rules.staff import Deed, Role
from bot.rules.words import shortened
from bot.screens.companies import LookAtCompany
from bot.screens.listing import listing
from bot.screens.records import LookAtPerson
from bot.screens.staff import ShowStaff, ShowTrail, role_name
from bot.screens.vocabulary import company_name, field_name, known_name, option_name, person_name

EXCERPT = 40
"""Characters of what stood before and after, in the chat; the table has the whole."""
MOST_CHANGES = 2
"""Changes of one act that the chat shows."""

Names = Mapping[int, KnownAs | None]
"""What staff are called, by Telegram id."""
Row = list[str | datetime | None]


class GetTrail(Tap, prefix="Kz"):
    """The acts that are shown as an Excel file."""

    company_id: int = 0
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """An act, with whom it was done to, as far as that is still there."""

    entry: AuditEntry
    company: Company | None
    person: Person | None


def trail(acts: Page[Told], names: Names, tap: ShowTrail, text: str, zone: tzinfo) -> Reply:
    """What staff did, the newest first; of what is typed while it is open, only that."""
    title = _("<b>What staff did, the newest first</b>")
    hint = _("Type a name or a word, and only that is shown.")
    asked = _("“{query}”").format(query=name(text)) if text else hint
    return listing(
        f"{title}\n{asked}",
        acts,
        [],
        lambda page: ShowTrail(page, tap.company_id, tap.person_id),
        lines=[_act(told, names, zone) for told in acts.items],
        empty=_("Nothing yet.") if not text else _("Nothing was found. Type another name, or fewer words."),
        acts=rows(Button(_("📥 As Excel"), GetTrail(tap.company_id, tap.person_id))) if acts.total else (),
        back=_back(tap, text),
    )


def _back(tap: ShowTrail, text: str) -> Tap:
    if tap.person_id:
        return LookAtPerson(tap.person_id)
    if tap.company_id:
        return LookAtCompany(tap.company_id)
    return ShowTrail() if text else ShowStaff()


def _act(told: Told, names: Names, zone: tzinfo) -> str:
    line = _("{moment} · {person}: {act}").format(
        moment=date_time(told.entry.at, zone),
        person=actor_name(told.entry.actor_id, names),
        act=deed(told, names),
    )
    changes = told.entry.changes or []
    shown = [_change(change) for change in changes[:MOST_CHANGES]]
    if len(changes) > MOST_CHANGES:
        shown.append(_("{n} more").format(n=number(len(changes) - MOST_CHANGES)))
    return "\n".join([f"• {line}", *(f"   {one}" for one in shown)])


def _change(change: Sequence[str]) -> str:
    label, before, after = change_in_words(change)
    return _("{field}: {before} → {after}").format(
        field=label,
        before=name(shortened(before, EXCERPT)) if before else "–",
        after=name(shortened(after, EXCERPT)) if after else "–",
    )


def change_in_words(change: Sequence[str]) -> tuple[str, str, str]:
    """A field that was changed, what stood there before, and what after; plain text."""
    what, before, after = change
    if what not in set(Field):
        words = _OTHERS.get(what, what)
        return gettext(words), before, after
    field = Field(what)
    return field_name(field), _value(field, before), _value(field, after)


_OTHERS: Mapping[str, str] = {
    "company": N_("Company"),
    "group": N_("Group"),
    "person": N_("Person"),
    "lead": N_("Head of the group"),
    "name": N_("Name"),
    "text ar": N_("Text in Arabic"),
    "text fr": N_("Text in French"),
    "text en": N_("Text in English"),
}
"""What is changed besides the fields of records."""


def _value(field: Field, kept: str) -> str:
    if not kept or field.spec.editor not in (Editor.CHOICE, Editor.CHOICES):
        return kept
    try:
        return ", ".join(option_name(field, slug) for slug in kept.split(", "))
    except (KeyError, ValueError):  # an option that there is no more
        return kept


_DEEDS = {
    Deed.APPOINTED: N_("{who} is now {role}"),
    Deed.STAFF_NAMED: N_("the name of {who} in the other script"),
    Deed.DISMISSED: N_("{who} was taken off the staff list"),
    Deed.APPROVED: N_("request to join no. {number} approved"),
    Deed.REFUSED: N_("request to join no. {number} refused"),
    Deed.IMPORTED: N_("roster imported ({what})"),
    Deed.IMPORT_UNDONE: N_("import of a roster undone ({what})"),
    Deed.BROADCAST_SCHEDULED: N_("broadcast no. {number} scheduled"),
    Deed.BROADCAST_SENT: N_("broadcast no. {number} sent"),
    Deed.BROADCAST_CALLED_BACK: N_("broadcast no. {number} called back"),
    Deed.BROADCAST_WORDS_GIVEN: N_("who had no text of broadcast no. {number} in their language given one"),
    Deed.BROADCAST_PAUSED: N_("broadcast no. {number} paused"),
    Deed.BROADCAST_RESUMED: N_("broadcast no. {number} resumed"),
    Deed.BROADCAST_CANCELLED: N_("broadcast no. {number} cancelled"),
    Deed.BROADCAST_DISCARDED: N_("broadcast no. {number} discarded"),
    Deed.BROADCAST_CORRECTED: N_("broadcast no. {number} corrected"),
    Deed.BROADCAST_WITHDRAWN: N_("broadcast no. {number} withdrawn"),
    Deed.BROADCAST_DOWNLOADED: N_("how broadcast no. {number} went downloaded"),
    Deed.APPROVAL_ASKED: N_("approval of broadcast no. {number} asked for"),
    Deed.APPROVAL_WITHDRAWN: N_("the request to approve broadcast no. {number} withdrawn"),
    Deed.APPROVAL_SET: N_("second approver of broadcasts: above {what} people"),
    Deed.APPROVAL_UNSET: N_("second approver of broadcasts: never"),
    Deed.BROADCAST_APPROVED: N_("broadcast no. {number} approved"),
    Deed.BROADCAST_DECLINED: N_("broadcast no. {number} not approved"),
    Deed.FAILED_SENT_AGAIN: N_("what had failed of broadcast no. {number} sent again"),
    Deed.UNCERTAIN_SENT_AGAIN: N_("what was uncertain of broadcast no. {number} sent again"),
    Deed.OUTBOX_RESUMED: N_("the sending of messages resumed"),
    Deed.INTRODUCED: N_("two members introduced (introduction no. {number})"),
    Deed.INTRODUCTIONS_DOWNLOADED: N_("the introductions downloaded"),
    Deed.ROUND_STARTED: N_("round no. {number} started"),
    Deed.ROUND_CANCELLED: N_("round no. {number} cancelled"),
    Deed.ROUND_DOWNLOADED: N_("the pairs of round no. {number} downloaded"),
    Deed.EVENT_ANNOUNCED: N_("event no. {number} announced"),
    Deed.INVITATIONS_SENT_AGAIN: N_("invitations to event no. {number} sent again"),
    Deed.MISSION_INVITATIONS_SENT_AGAIN: N_("invitations to mission no. {number} sent again"),
    Deed.EVENT_CHANGED: N_("event no. {number} changed"),
    Deed.EVENT_CANCELLED: N_("event no. {number} cancelled"),
    Deed.EVENT_DISCARDED: N_("the plan of event no. {number} discarded"),
    Deed.EVENT_THANKED: N_("those who were at event no. {number} thanked"),
    Deed.EVENT_REPORT_DOWNLOADED: N_("the report on event no. {number} downloaded"),
    Deed.MISSION_COST_ADDED: N_("a cost of mission no. {number} written down"),
    Deed.MISSION_COST_REMOVED: N_("a cost of mission no. {number} taken out"),
    Deed.MISSION_REPORT_DOWNLOADED: N_("the report on mission no. {number} downloaded"),
    Deed.MONTHLY_ROUNDS_ON: N_("monthly rounds switched on"),
    Deed.MONTHLY_ROUNDS_OFF: N_("monthly rounds switched off"),
    Deed.ENGAGEMENT_DOWNLOADED: N_("the engagement of the companies downloaded"),
    Deed.GUESTS_DOWNLOADED: N_("the guest list of event no. {number} downloaded"),
    Deed.POLL_SENT: N_("poll no. {number} sent"),
    Deed.POLL_CLOSED: N_("poll no. {number} closed early"),
    Deed.POLL_CALLED_OFF: N_("poll no. {number} cancelled"),
    Deed.POLL_DISCARDED: N_("the draft of poll no. {number} discarded"),
    Deed.POLL_DOWNLOADED: N_("the answers to poll no. {number} downloaded"),
    Deed.POLL_TEXT_SHOWN: N_("an answer to poll no. {number} cleared to be shown"),
    Deed.POLL_TEXT_LEFT_OUT: N_("an answer to poll no. {number} left out"),
    Deed.POLL_DONE_TOLD: N_("members told what was done about poll no. {number}"),
    Deed.MISSION_ANNOUNCED: N_("mission no. {number} announced"),
    Deed.MISSION_POSTPONED: N_("the deadline of mission no. {number} changed"),
    Deed.MISSION_CONFIRMED: N_("decided that mission no. {number} takes place"),
    Deed.MISSION_CANCELLED: N_("mission no. {number} cancelled"),
    Deed.MISSION_DISCARDED: N_("the plan of mission no. {number} discarded"),
    Deed.APPLICATION_ACCEPTED: N_("application no. {number} accepted"),
    Deed.APPLICATION_PUT_ON_LIST: N_("application no. {number} put on the waiting list"),
    Deed.APPLICATION_REFUSED: N_("application no. {number} refused"),
    Deed.APPLICANTS_DOWNLOADED: N_("the applicants of mission no. {number} downloaded"),
    Deed.DOCUMENTS_DOWNLOADED: N_("the documents of the applicants of mission no. {number} downloaded"),
    Deed.OPENING_POSTED: N_("opportunity no. {number} posted"),
    Deed.OPENING_CANCELLED: N_("opportunity no. {number} cancelled"),
    Deed.OPENING_DISCARDED: N_("the draft of opportunity no. {number} discarded"),
    Deed.OPENING_DECLINED: N_("the proposed opportunity no. {number} declined"),
    Deed.OPENING_RESULT_RECORDED: N_("what came of opportunity no. {number} recorded"),
    Deed.OPENINGS_DOWNLOADED: N_("the opportunities downloaded"),
    Deed.COMPANY_ADDED: N_("{whom}: added"),
    Deed.COMPANY_CHANGED: N_("{whom}: record changed"),
    Deed.COMPANIES_MERGED: N_("{whom}: merged with {what}"),
    Deed.COMPANY_ENDED: N_("{whom}: membership ended"),
    Deed.COMPANY_RENEWED: N_("{whom}: membership renewed"),
    Deed.PERSON_ADDED: N_("{whom}: added"),
    Deed.PERSON_CHANGED: N_("{whom}: record changed"),
    Deed.PEOPLE_MERGED: N_("{whom}: merged with a duplicate"),
    Deed.PERSON_ENDED: N_("{whom}: membership ended"),
    Deed.PERSON_RENEWED: N_("{whom}: membership renewed"),
    Deed.PERSON_MOVED: N_("{whom}: moved to another company"),
    Deed.INVITED: N_("{whom}: invited"),
    Deed.INVITES_DOWNLOADED: N_("invitations downloaded ({what})"),
    Deed.GROUP_FOUNDED: N_("the group {what} founded"),
    Deed.GROUP_CHANGED: N_("the group {what} changed"),
    Deed.GROUP_DISSOLVED: N_("the group {what} dissolved"),
    Deed.AUDIENCE_SAVED: N_("the audience {what} saved"),
    Deed.AUDIENCE_CHANGED: N_("the saved audience {what} changed"),
    Deed.AUDIENCE_DELETED: N_("the saved audience {what} deleted"),
    Deed.TRAIL_DOWNLOADED: N_("the trail downloaded"),
}


def deed(told: Told, names: Names) -> str:
    """An act in words, as HTML."""
    details = dict(told.entry.details)
    who, role, what = details.pop("who", ""), details.pop("role", ""), details.pop("what", "")
    return gettext(_DEEDS[told.entry.act]).format(
        who=actor_name(int(who), names) if who else "",
        role=role_name(Role(role)) if role else "",
        what=name(shortened(what, EXCERPT)),
        whom=_whom(told),
        number=isolate(next(iter(details.values()), "")),
    )


def _whom(told: Told) -> str:
    if told.person is not None:
        return name(shortened(person_name(told.person), EXCERPT))
    if told.company is not None:
        return name(shortened(company_name(told.company), EXCERPT))
    return _("a record that is no longer there")


def deeds_named(word: str) -> list[Deed]:
    """The acts whose words, for the reader, have this one in them."""
    wanted = word.casefold()
    return [act for act, words in _DEEDS.items() if wanted in gettext(words).casefold()]


def actor_name(actor_id: int | None, names: Names) -> str:
    if actor_id is None:
        return _("the shell")
    return name(shortened(known_name(names.get(actor_id)) or str(actor_id), EXCERPT))


def table(acts: Sequence[Told], names: Names, zone: tzinfo) -> tuple[str, list[str], list[Row]]:
    """The acts as a table: a row for each field that was changed, one for each other act."""
    header = [
        pgettext("column of a table", "When"),
        pgettext("column of a table", "Who"),
        pgettext("column of a table", "What"),
        pgettext("column of a table", "Company"),
        pgettext("column of a table", "Person"),
        pgettext("column of a table", "Field"),
        pgettext("column of a table", "Before"),
        pgettext("column of a table", "After"),
    ]
    return _("What staff did"), header, [row for told in acts for row in _rows(told, names, zone)]


def _rows(told: Told, names: Names, zone: tzinfo) -> list[Row]:
    entry = told.entry
    about: Row = [
        entry.at.astimezone(zone).replace(tzinfo=None, microsecond=0),
        undirected(plain(actor_name(entry.actor_id, names))),
        undirected(plain(deed(told, names))),
        company_name(told.company) if told.company else "",
        person_name(told.person) if told.person else "",
    ]
    changes = entry.changes or [["", "", ""]]
    return [[*about, *(change_in_words(change) if change[0] else ("", "", ""))] for change in changes]


def document(data: bytes, on: datetime) -> Reply:
    """The trail as a document."""
    return Reply(
        _("What staff did, as a table."),
        file=File(f"trail-{on:%Y-%m-%d}.xlsx", data),
        toast=_("Your file is on its way."),
    )


def trail_button(owner: Owner, record_id: int) -> Button:
    """What was done to a company or a person."""
    is_person = owner is Owner.PERSON
    tap = ShowTrail(0, 0 if is_person else record_id, record_id if is_person else 0)
    return Button(_("📜 What staff changed here"), tap)
