"""What Telegram shows around the chat: command menus, the bot's name and descriptions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import _
from bot.rules.staff import Role


@dataclass(frozen=True)
class Face:
    """The bot as Telegram presents it, in one language."""

    name: str
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]


def face() -> Face:
    """In the language being spoken; at most 64, 512 and 120 characters."""
    return Face(
        name=_("QOOT Cluster"),
        description=_(
            "The member bot of QOOT, Lebanon's agri-food cluster: keep your profile, and get the cluster's "
            "announcements in your language. Members come in with a personal invite link; without one, ask to join."
        ),
        short_description=_("The member bot of QOOT, Lebanon's agri-food cluster."),
        commands=member_commands(),
    )


def member_commands() -> tuple[tuple[str, str], ...]:
    """Everybody's commands: name and description."""
    return (
        ("start", _("Home")),
        ("directory", _("Look companies and people up")),
        ("introductions", _("My introductions")),
        ("profile", _("My profile")),
        ("company", _("My company")),
        ("settings", _("Language and settings")),
        ("privacy", _("My data and privacy")),
        ("help", _("What this bot does")),
        ("cancel", _("Leave what I am doing")),
    )


def staff_commands(role: Role) -> tuple[tuple[str, str], ...]:
    """The commands of somebody of the staff: theirs first."""
    own = [
        ("broadcasts", _("Broadcasts and how they went")),
        ("meetings", _("Introductions of members")),
        ("rounds", _("Rounds of introductions")),
    ]
    if role.includes(Role.EDITOR):
        own = [("broadcast", _("Write to members")), *own, ("requests", _("Who asks to join"))]
    if role.includes(Role.OWNER):
        own.append(("staff", _("The staff list")))
    return (*own, *member_commands())
