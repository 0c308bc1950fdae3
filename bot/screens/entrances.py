"""Entrances: how people come to a feature, from home, by a command and from the menu of commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.i18n import gettext
from bot.replies import Button, Rows, Style, Tap, grid


class Section(StrEnum):
    """Whom an entrance is for: who is in the cluster, its staff, or everybody."""

    INSIDE = "inside"
    STAFF = "staff"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Entrance:
    """A command, with a line that says what it does, and the same as a button at home; both are translated when shown.

    `for_staff` is the command of what staff have instead of what only members do.
    Without a label there is no button. The one that `is_first_step` stands out when somebody has just joined.
    """

    command: str
    line: str
    tap: Tap | None = None
    label: str = ""
    is_first_step: bool = False
    for_staff: str = ""


Entrances = Sequence[tuple[Section, Entrance]]
"""What somebody may enter, in order."""


def buttons(entrances: Entrances, *, is_first: bool) -> Rows:
    """The buttons of home, section by section, two in a row where both are short."""
    return tuple(
        row
        for section in Section
        for row in grid(
            [_button(one, is_first=is_first) for which, one in entrances if which is section and one.label], 2
        )
    )


def _button(entrance: Entrance, *, is_first: bool) -> Button:
    style = Style.PRIMARY if is_first and entrance.is_first_step else Style.PLAIN
    return Button(gettext(entrance.label), entrance.tap, style=style)
