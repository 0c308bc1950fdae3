"""The staff list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import N_, _, isolate, name, ngettext, number
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.pages import Page
from bot.rules.people import KnownAs
from bot.rules.staff import Role
from bot.screens.entrances import Entrance
from bot.screens.fields import proposing
from bot.screens.forms import Pick
from bot.screens.listing import listing
from bot.screens.navigation import home_button, named, sure, ticked
from bot.screens.vocabulary import known_name


class ShowStaff(Tap, prefix="t"):
    page: int = 0


ENTRANCE = Entrance("staff", N_("The staff list"), ShowStaff(), N_("🗝 Staff list"))


class ShowTrail(Tap, prefix="tt"):
    """What staff did, the newest first; of a company or a person alone, what was done to it."""

    page: int = 0
    company_id: int = 0
    person_id: int = 0


class AddStaff(Tap, prefix="ta"): ...


class OpenStaff(Tap, prefix="to"):
    telegram_id: int


class AcceptStaffName(Tap, prefix="te"):
    """Keep a name in the other script as it is proposed; `mark` says which proposal."""

    telegram_id: int
    mark: int


class NameStaff(Tap, prefix="tn"):
    """Type a name in the other script."""

    telegram_id: int


class Dismiss(Tap, prefix="td"):
    telegram_id: int
    is_sure: bool = False


def role_name(role: Role) -> str:
    return {Role.OWNER: _("owner"), Role.EDITOR: _("editor"), Role.VIEWER: _("viewer")}[role]


Listed = tuple[int, KnownAs | None, Role]


def _label(telegram_id: int, known_as: KnownAs | None) -> str:
    return named(known_name(known_as) or str(telegram_id))


def staff_list(listed: Page[Listed], rule: str, change: Tap) -> Reply:
    """Everybody on the staff; `rule` says when a broadcast needs a second approver, `change` leads to changing that."""
    return listing(
        _("<b>Staff</b>"),
        listed,
        [Button(_label(one, known_as), OpenStaff(one)) for one, known_as, _role in listed.items],
        ShowStaff,
        lines=[
            _("• {person}: {role}").format(person=_named(one, known_as), role=role_name(role))
            for one, known_as, role in listed.items
        ]
        + ["", rule],
        acts=rows(
            Button(_("➕ Add somebody"), AddStaff(), style=Style.PRIMARY),
            Button(_("🔏 Second approver"), change),
            Button(_("📜 What staff did"), ShowTrail()),
        ),
    )


def _named(telegram_id: int, known_as: KnownAs | None) -> str:
    return name(known_name(known_as)) if known_as is not None else isolate(str(telegram_id))


def ask_whom() -> Reply:
    """The question who joins the staff."""
    return Reply(
        _(
            "Share the person's contact card here, or type their numeric Telegram id. "
            "They can see their id by sending /id to this bot."
        )
    )


def pick_role(
    telegram_id: int, known_as: KnownAs | None, current: Role | None, listed_as: KnownAs | None
) -> Reply:
    """The question which role somebody has, with the way off the list for those on it. `listed_as` is a name that can
    be written in the other script here."""
    words = _("<b>{person}</b>\n\nViewer: sees reports. Editor: members and broadcasts. Owner: everything.")
    roles = [Button(ticked(role_name(role), role is current), Pick(role)) for role in Role]
    dismiss = (
        rows(Button(_("Take off the list"), Dismiss(telegram_id), style=Style.DANGER)) if current else ()
    )
    spelled, spelling = _spelling(telegram_id, listed_as) if listed_as is not None else ("", ())
    text = words.format(person=_named(telegram_id, known_as))
    return Reply("\n\n".join(filter(None, [text, spelled])), (*spelling, *rows(*roles), *dismiss))


def _spelling(telegram_id: int, listed_as: KnownAs) -> tuple[str, Rows]:
    if listed_as.other_name:
        return "", rows(Button(_("✏️ Name in the other script"), NameStaff(telegram_id)))
    return proposing(listed_as, lambda mark: AcceptStaffName(telegram_id, mark), NameStaff(telegram_id))


def ask_other_name(listed_as: KnownAs) -> Reply:
    """The question how somebody's name is written in the other script."""
    words = _("Type the name of {name} in the other script, Arabic or Latin. Others then read it in theirs.")
    return Reply(words.format(name=name(known_name(listed_as))))


def sure_to_dismiss(telegram_id: int, known_as: KnownAs | None) -> Reply:
    return sure(
        _("Take {person} off the staff list? Their rights end at once.").format(
            person=_named(telegram_id, known_as)
        ),
        _("Take off the list"),
        Dismiss(telegram_id, is_sure=True),
        OpenStaff(telegram_id),
    )


def own_id(telegram_id: int) -> Reply:
    """Somebody's own numeric id."""
    return Reply(_("Your Telegram id: {id}").format(id=f"<code>{telegram_id}</code>"), rows(home_button()))


def called(names: Sequence[str]) -> list[str]:
    """People of the staff as a list names them, in HTML; those that no list names ("") are counted at its end."""
    known = sorted(one for one in names if one)
    if not (others := len(names) - len(known)):
        return [name(one) for one in known]
    words = (
        ngettext("{n} other on the staff", "{n} others on the staff", others)
        if known
        else ngettext("{n} person on the staff", "{n} people on the staff", others)
    )
    return [*map(name, known), words.format(n=number(others))]
