"""The way back that every screen has."""

from __future__ import annotations

from bot.i18n import _
from bot.replies import Button, Reply, Style, Tap, rows


class Home(Tap, prefix="h"): ...


class HomeBelow(Tap, prefix="hb"):
    """Show the home screen below this message, which stays: it says what should not be lost."""


def home_button() -> Button:
    return Button(_("🏠 Home"), Home())


def home_below_button() -> Button:
    """The button that leads home from a message that stays."""
    return Button(_("🏠 Home"), HomeBelow())


def back_button(to: Tap) -> Button:
    return Button(_("← Back"), to)


def way_out(back: Tap | None = None) -> tuple[Button, ...]:
    """The last row of a screen: one screen back, if there is one, and home."""
    return (back_button(back), home_button()) if back is not None else (home_button(),)


def sure(question: str, label: str, act: Tap, back: Tap) -> Reply:
    """Are you sure? The button that does it, and the way back."""
    return Reply(question, rows(Button(label, act, style=Style.DANGER), way_out(back)))
