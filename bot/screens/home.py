"""Home: where everything starts, and the help page."""

from __future__ import annotations

from bot.i18n import N_, _, gettext, isolate, name
from bot.models.people import Person
from bot.replies import Reply, rows
from bot.screens.entrances import Entrance, Entrances, Section, buttons
from bot.screens.fields import own_proposing
from bot.screens.navigation import home_button
from bot.screens.vocabulary import company_name, person_name

HELP = Entrance("help", N_("What this bot does"))
CANCEL = Entrance("cancel", N_("Leave what I am doing"))


def home(person: Person | None, entrances: Entrances, *, is_first: bool = False) -> Reply:
    """What a member, or somebody of the staff, can do from here."""
    if person is None:
        text = _("<b>QOOT member bot</b>\n\nYou are here as staff.")
    elif is_first:
        words = _(
            "Welcome, {person}! You now represent <b>{company}</b> in the cluster.\n\n"
            "Announcements will reach you here. A good first step is to complete your profile."
        )
        text = words.format(person=name(person_name(person)), company=name(company_name(person.company)))
    else:
        text = _("<b>{person}</b>, {company}\n\nWhat would you like to do?").format(
            person=name(person_name(person)), company=name(company_name(person.company))
        )
    spelled, spelling = own_proposing(person) if person is not None and is_first else ("", ())
    return Reply(
        "\n\n".join(filter(None, [text, spelled])), (*spelling, *buttons(entrances, is_first=is_first))
    )


def help_page(entrances: Entrances) -> Reply:
    """What somebody can do here, by command."""
    parts = [_("<b>What you can do here</b>"), _lines(entrances, is_staff=False)]
    if own := _lines(entrances, is_staff=True):
        parts += [_("<b>For staff</b>"), own]
    return Reply("\n\n".join(parts), rows(home_button()))


def _lines(entrances: Entrances, *, is_staff: bool) -> str:
    return "\n".join(
        " – ".join([isolate(f"/{entrance.command}"), gettext(entrance.line)])
        for section, entrance in entrances
        if (section is Section.STAFF) == is_staff
    )


def not_understood() -> Reply:
    """Something came that no dialogue was waiting for."""
    return Reply(
        _("I did not understand that. Please choose from the buttons, or see /help."), rows(home_button())
    )


def nothing_open() -> Reply:
    """What goes above the home screen where there was no dialogue to leave."""
    return Reply(_("No question is open."), rows(home_button()))


def cancelled() -> Reply:
    """What goes above the home screen after leaving a dialogue."""
    return Reply(_("You left the question."), rows(home_button()))
