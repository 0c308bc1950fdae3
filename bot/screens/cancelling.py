"""Something announced is cancelled: why, if that is to be said, and who is told."""

from __future__ import annotations

from bot.i18n import _, name
from bot.replies import Button, Reply, Style, Tap
from bot.screens.audiences import people
from bot.screens.navigation import sure


class CancelAnnounced(Tap, prefix="MX"):
    """Cancel it; `has_reason`: the one that was typed is told. `whose` is the word under which its noun is registered,
    `about` its id."""

    whose: str
    about: int
    is_sure: bool
    has_reason: bool = False


def cancel_button(whose: str, about: int) -> Button:
    return Button(_("✖️ Cancel…"), CancelAnnounced(whose, about, is_sure=False), style=Style.DANGER)


def ask_reason(title: str, told: int, whose: str, about: int, back: Tap) -> Reply:
    """Before it is cancelled: how many are told, and why it is cancelled, if that is to be said. `title` is HTML."""
    words = _(
        "Cancel {title}? Told to those who answered: {people}.\n\n"
        "You can type the reason: they read it as you write it. Or cancel it without one."
    )
    return sure(
        words.format(title=title, people=people(told)),
        _("✖️ Cancel it without a reason"),
        CancelAnnounced(whose, about, is_sure=True),
        back,
    )


def sure_to_cancel(title: str, reason: str, told: int, whose: str, about: int) -> Reply:
    words = _("Cancel {title}? Told to those who answered: {people}.\n\nThey will read:\n{reason}")
    return sure(
        words.format(title=title, people=people(told), reason=name(reason)),
        _("✖️ Cancel it for this reason"),
        CancelAnnounced(whose, about, is_sure=True, has_reason=True),
        CancelAnnounced(whose, about, is_sure=False),
    )
