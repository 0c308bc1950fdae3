"""The way back that every screen has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.i18n import _, number
from bot.replies import Button, Rows, Tap


@dataclass(frozen=True)
class Home(Tap, prefix="h"):
    """Show the home screen."""


@dataclass(frozen=True)
class HomeBelow(Tap, prefix="hb"):
    """Show the home screen below this message, which stays: it says what should not be lost."""


def home_button() -> Button:
    """The button that leads home."""
    return Button(_("🏠 Home"), Home())


def home_below_button() -> Button:
    """The button that leads home from a message that stays."""
    return Button(_("🏠 Home"), HomeBelow())


def back_button(to: Tap) -> Button:
    """The button that leads one screen back."""
    return Button(_("← Back"), to)


def which_page(page: int, last: int) -> list[str]:
    """Which page of a list this is, counting from 0; nothing when there is but one."""
    return [_("Page {n} of {all}").format(n=number(page + 1), all=number(last + 1))] if last else []


def turns(page: int, last: int, to: Callable[[int], Tap]) -> Rows:
    """The buttons to the pages before and after."""
    # Translators: in Arabic both arrows point the other way
    before = [Button(_("← Previous"), to(page - 1))] if page > 0 else []
    after = [Button(_("Next →"), to(page + 1))] if page < last else []
    return (tuple(before + after),) if before or after else ()
