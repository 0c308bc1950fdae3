"""What Telegram shows around the chat: the menu of commands, the bot's name and descriptions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import _, gettext
from bot.screens.entrances import Entrances, Section


@dataclass(frozen=True)
class Face:
    """The bot as Telegram presents it, in one language."""

    name: str
    description: str
    short_description: str


def face() -> Face:
    """In the language being spoken; at most 64, 512 and 120 characters."""
    return Face(
        name=_("QOOT Cluster"),
        description=_(
            "The member bot of QOOT, Lebanon's agri-food cluster: keep your profile, and get the cluster's "
            "announcements in your language. Members come in with a personal invite link; without one, ask to join."
        ),
        short_description=_("The member bot of QOOT, Lebanon's agri-food cluster."),
    )


def commands(entrances: Entrances) -> tuple[tuple[str, str], ...]:
    """The menu of commands: name and what it does; staff's own come first."""
    ordered = sorted(entrances, key=lambda one: one[0] is not Section.STAFF)
    return tuple((entrance.command, gettext(entrance.line)) for _section, entrance in ordered)
