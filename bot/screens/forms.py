"""What dialogues have in common: a command in the middle of one, and putting a key away."""

from __future__ import annotations

from bot.i18n import _
from bot.replies import Button, Reply, Style, Tap, rows

COMMAND_LENGTH = 40


class Resume(Tap, prefix="f+"):
    """Keep the dialogue, and ask its question again."""


class Interrupt(Tap, prefix="f-"):
    """Drop the dialogue and do what was asked instead."""

    command: str


def interrupted(command: str) -> Reply:
    """A command came in the middle of a dialogue: keep the one or do the other."""
    return Reply(
        _("You were in the middle of something. Do you want to finish it, or drop it and go on?"),
        rows(
            Button(_("Finish it"), Resume(), style=Style.PRIMARY),
            Button(_("Drop it and go on"), Interrupt(command[:COMMAND_LENGTH])),
        ),
    )


def key_put_away() -> Reply:
    """Takes a key below the text field away: the question that showed it is over."""
    return Reply(_("The key below the text field is put away."), ends_keyboard=True)
