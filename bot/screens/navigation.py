"""The way back that every screen has."""

from __future__ import annotations

from bot.i18n import _, isolate
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.words import shortened

LABEL_LENGTH = 45
"""Characters of a label: what fits across a phone."""


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


def named(*parts: str) -> str:
    """What people or companies are called, on a button: shortened, and in its own direction."""
    return isolate(shortened(" · ".join(parts), LABEL_LENGTH))


def named_with(words: str, *facts: str) -> str:
    """The same for something with facts behind it, which stay when what it is called is shortened."""
    tail = "".join(f" · {fact}" for fact in facts)
    return isolate(shortened(words, max(LABEL_LENGTH - len(tail), LABEL_LENGTH // 2)) + tail)


def ticked(words: str, is_chosen: bool) -> str:
    """A choice on a button, with a tick if it is the one, or one of those."""
    return f"✓ {words}" if is_chosen else words
