"""The staff list, and what staff did."""

from __future__ import annotations

from datetime import tzinfo

from bot.i18n import N_, _, date_time, gettext, isolate, name
from bot.models.staff import AuditEntry
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.pages import Page
from bot.rules.staff import Deed, Role
from bot.screens.entrances import Entrance
from bot.screens.forms import Pick
from bot.screens.listing import listing
from bot.screens.navigation import home_button, named, sure, ticked


class ShowStaff(Tap, prefix="t"):
    page: int = 0


ENTRANCE = Entrance("staff", N_("The staff list"), ShowStaff(), N_("🗝 Staff list"))


class AddStaff(Tap, prefix="ta"): ...


class OpenStaff(Tap, prefix="to"):
    telegram_id: int


class Dismiss(Tap, prefix="td"):
    telegram_id: int
    is_sure: bool = False


class ShowTrail(Tap, prefix="tt"):
    page: int = 0


def role_name(role: Role) -> str:
    return {Role.OWNER: _("owner"), Role.EDITOR: _("editor"), Role.VIEWER: _("viewer")}[role]


def _label(telegram_id: int, known_as: str) -> str:
    return named(known_as or str(telegram_id))


def staff_list(listed: Page[tuple[int, str, Role]]) -> Reply:
    return listing(
        _("<b>Staff</b>"),
        listed,
        [Button(_label(one, known_as), OpenStaff(one)) for one, known_as, _role in listed.items],
        ShowStaff,
        lines=[
            _("• {person}: {role}").format(person=_named(one, known_as), role=role_name(role))
            for one, known_as, role in listed.items
        ],
        acts=rows(
            Button(_("➕ Add somebody"), AddStaff(), style=Style.PRIMARY),
            Button(_("📜 What staff did"), ShowTrail()),
        ),
    )


def _named(telegram_id: int, known_as: str) -> str:
    return name(known_as) if known_as else isolate(str(telegram_id))


def ask_whom() -> Reply:
    """The question who joins the staff."""
    return Reply(
        _(
            "Share the person's contact card here, or type their numeric Telegram id. "
            "They can see their id by sending /id to this bot."
        )
    )


def pick_role(telegram_id: int, known_as: str, current: Role | None) -> Reply:
    """The question which role somebody has, with the way off the list for those on it."""
    words = _("<b>{person}</b>\n\nViewer: sees reports. Editor: members and broadcasts. Owner: everything.")
    roles = [Button(ticked(role_name(role), role is current), Pick(role)) for role in Role]
    dismiss = (
        rows(Button(_("Take off the list"), Dismiss(telegram_id), style=Style.DANGER)) if current else ()
    )
    return Reply(words.format(person=_named(telegram_id, known_as)), (*rows(*roles), *dismiss))


def sure_to_dismiss(telegram_id: int, known_as: str) -> Reply:
    return sure(
        _("Take {person} off the staff list? Their rights end at once.").format(
            person=_named(telegram_id, known_as)
        ),
        _("Take off the list"),
        Dismiss(telegram_id, is_sure=True),
        OpenStaff(telegram_id),
    )


def trail(entries: Page[AuditEntry], names: dict[int, str], zone: tzinfo) -> Reply:
    lines = [
        _("{moment} · {person}: {act}").format(
            moment=date_time(entry.at, zone), person=_actor(entry.actor_id, names), act=_deed(entry, names)
        )
        for entry in entries.items
    ]
    return listing(
        _("<b>What staff did, the newest first</b>"),
        entries,
        [],
        ShowTrail,
        lines=[f"• {line}" for line in lines],
        empty=_("Nothing yet."),
        back=ShowStaff(),
    )


_DEEDS = {
    Deed.APPOINTED: N_("{who} is now {role}"),
    Deed.DISMISSED: N_("{who} was taken off the staff list"),
    Deed.APPROVED: N_("request to join no. {number} approved"),
    Deed.REFUSED: N_("request to join no. {number} refused"),
    Deed.IMPORTED: N_("roster imported ({what})"),
    Deed.IMPORT_UNDONE: N_("import of a roster undone ({what})"),
    Deed.BROADCAST_SCHEDULED: N_("broadcast no. {number} scheduled"),
    Deed.BROADCAST_SENT: N_("broadcast no. {number} sent"),
    Deed.BROADCAST_CALLED_BACK: N_("broadcast no. {number} called back"),
    Deed.BROADCAST_PAUSED: N_("broadcast no. {number} paused"),
    Deed.BROADCAST_RESUMED: N_("broadcast no. {number} resumed"),
    Deed.BROADCAST_CANCELLED: N_("broadcast no. {number} cancelled"),
    Deed.BROADCAST_DISCARDED: N_("broadcast no. {number} discarded"),
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
    Deed.EVENT_CHANGED: N_("event no. {number} changed"),
    Deed.EVENT_CANCELLED: N_("event no. {number} cancelled"),
    Deed.EVENT_DISCARDED: N_("the plan of event no. {number} discarded"),
    Deed.EVENT_THANKED: N_("those who were at event no. {number} thanked"),
    Deed.EVENT_REPORT_DOWNLOADED: N_("the report on event no. {number} downloaded"),
    Deed.MONTHLY_ROUNDS_ON: N_("monthly rounds switched on"),
    Deed.MONTHLY_ROUNDS_OFF: N_("monthly rounds switched off"),
    Deed.ENGAGEMENT_DOWNLOADED: N_("the engagement of the companies downloaded"),
    Deed.GUESTS_DOWNLOADED: N_("the guest list of event no. {number} downloaded"),
    Deed.POLL_SENT: N_("poll no. {number} sent"),
    Deed.POLL_CLOSED: N_("poll no. {number} closed early"),
    Deed.POLL_CALLED_OFF: N_("poll no. {number} called off"),
    Deed.POLL_DISCARDED: N_("the draft of poll no. {number} discarded"),
    Deed.POLL_DOWNLOADED: N_("the answers to poll no. {number} downloaded"),
    Deed.POLL_TEXT_SHOWN: N_("an answer to poll no. {number} cleared to be shown"),
    Deed.POLL_TEXT_LEFT_OUT: N_("an answer to poll no. {number} left out"),
    Deed.POLL_DONE_TOLD: N_("members told what was done about poll no. {number}"),
}


def _deed(entry: AuditEntry, names: dict[int, str]) -> str:
    """An act in words, as HTML."""
    told = dict(entry.details)
    who, role, what = told.pop("who", ""), told.pop("role", ""), told.pop("what", "")
    return gettext(_DEEDS[entry.act]).format(
        who=_actor(int(who), names) if who else "",
        role=role_name(Role(role)) if role else "",
        what=name(what),
        number=isolate(next(iter(told.values()), "")),
    )


def _actor(actor_id: int | None, names: dict[int, str]) -> str:
    if actor_id is None:
        return _("the shell")
    return name(names.get(actor_id) or str(actor_id))


def own_id(telegram_id: int) -> Reply:
    """Somebody's own numeric id."""
    return Reply(_("Your Telegram id: {id}").format(id=f"<code>{telegram_id}</code>"), rows(home_button()))
