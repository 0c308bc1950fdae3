"""Home: where everything starts, and the help page."""

from __future__ import annotations

from bot.i18n import _, name
from bot.models.people import Person
from bot.replies import Button, Reply, Rows, Style, rows
from bot.rules.staff import Role
from bot.screens.broadcasts import ListBroadcasts, StartBroadcast
from bot.screens.companies import ShowCompany
from bot.screens.directory import ShowDirectory
from bot.screens.introductions.overseeing import ShowMeetings
from bot.screens.introductions.taps import ShowIntroductions
from bot.screens.navigation import home_button
from bot.screens.profile import ShowProfile
from bot.screens.requests import ListRequests
from bot.screens.rounds.taps import ListRounds
from bot.screens.settings import ShowSettings
from bot.screens.staff import ShowStaff
from bot.screens.vocabulary import company_name


def home(person: Person | None, role: Role | None, *, is_first: bool = False) -> Reply:
    """What a member, or somebody of the staff, can do from here."""
    if person is None:
        text = _("<b>QOOT member bot</b>\n\nYou are here as staff.")
    elif is_first:
        words = _(
            "Welcome, {person}! You now represent <b>{company}</b> in the cluster.\n\n"
            "Announcements will reach you here. A good first step is to complete your profile."
        )
        text = words.format(person=name(person.name), company=name(company_name(person.company)))
    else:
        text = _("<b>{person}</b>, {company}\n\nWhat would you like to do?").format(
            person=name(person.name), company=name(company_name(person.company))
        )
    return Reply(text, (*_member_rows(person, is_first=is_first), *_staff_rows(role), (_settings(),)))


def _settings() -> Button:
    return Button(_("⚙️ Settings and privacy"), ShowSettings())


def _member_rows(person: Person | None, *, is_first: bool) -> Rows:
    if person is None:
        return ()
    style = Style.PRIMARY if is_first else Style.PLAIN
    return (
        (Button(_("🔎 Directory"), ShowDirectory()), Button(_("🤝 Introductions"), ShowIntroductions())),
        (
            Button(_("👤 My profile"), ShowProfile(), style=style),
            Button(_("🏢 My company"), ShowCompany()),
        ),
    )


def _staff_rows(role: Role | None) -> Rows:
    if role is None:
        return ()
    looking = (Button(_("📊 Broadcasts"), ListBroadcasts()),)
    rounds = Button(_("🔄 Rounds"), ListRounds())
    overseeing = (Button(_("🤝 Introductions of members"), ShowMeetings()),)
    if not role.includes(Role.EDITOR):
        return (looking, overseeing, (rounds,))
    editing = (
        (Button(_("📣 New broadcast"), StartBroadcast()), *looking),
        overseeing,
        (Button(_("✋ Requests to join"), ListRequests()), rounds),
    )
    return (*editing, (Button(_("🗝 Staff list"), ShowStaff()),)) if role.includes(Role.OWNER) else editing


def help_page(role: Role | None) -> Reply:
    """The commands, in words."""
    text = _(
        "<b>What you can do here</b>\n\n"
        "/start – home\n"
        "/directory – look companies and people up\n"
        "/introductions – meet other members\n"
        "/profile – your profile\n"
        "/company – your company's profile\n"
        "/settings – language, privacy, leaving\n"
        "/privacy – what is stored about you\n"
        "/cancel – leave what you are in the middle of"
    )
    if role is not None:
        text += "\n\n" + _(
            "<b>For staff</b>\n\n"
            "/broadcast – write to members\n"
            "/broadcasts – what was sent, and how it went\n"
            "/meetings – how introductions of members go\n"
            "/rounds – rounds of introductions\n"
            "/requests – who asks to join\n"
            "/staff – who is staff, and what they did"
        )
    return Reply(text, rows(home_button()))


def not_understood() -> Reply:
    """Something came that no dialogue was waiting for."""
    return Reply(
        _("I did not understand that. Please choose from the buttons, or see /help."), rows(home_button())
    )


def cancelled() -> Reply:
    """What goes above the home screen after leaving a dialogue."""
    return Reply(_("You left the question."), rows(home_button()))
