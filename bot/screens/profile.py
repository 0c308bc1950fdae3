"""The profile: what a member keeps about themselves."""

from __future__ import annotations

from bot.i18n import N_, _, name
from bot.models.people import Person
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.completeness import Completeness
from bot.rules.fields import Owner, fields_of
from bot.screens.companies import ShowCompany
from bot.screens.entrances import Entrance
from bot.screens.fields import bar, edit_buttons, lines, next_step, own_proposing, with_note
from bot.screens.navigation import home_button


class ShowProfile(Tap, prefix="p"): ...


ENTRANCE = Entrance("profile", N_("My profile"), ShowProfile(), N_("👤 My profile"), is_first_step=True)


class ConfirmProfile(Tap, prefix="pk"):
    """All of it is still right."""


def profile(person: Person, done: Completeness, note: str = "") -> Reply:
    """One's own profile, how complete it is, and what to do next."""
    own = fields_of(Owner.PERSON)
    title = _("My profile")
    heading = f"👤 <b>{title}</b>\n{bar(done)}"
    promise = _("Your phone and e-mail are given to nobody without your yes.")
    spelled, spelling = own_proposing(person)
    text = "\n\n".join(filter(None, [heading, "\n".join(lines(person)), spelled, promise]))
    return Reply(
        with_note(note, text),
        (
            *spelling,
            *next_step(done),
            *edit_buttons(own),
            *rows(Button(_("🏢 My company"), ShowCompany()), home_button()),
        ),
    )


def is_it_still_right(person: Person) -> Reply:
    """To somebody who has not looked at their profile for half a year."""
    words = _("Is your profile still right, {person}? A look takes a minute.").format(
        person=name(person.name)
    )
    return Reply(
        "\n".join([words, "", *lines(person), "", *lines(person.company)]),
        rows(
            Button(_("✅ All still right"), ConfirmProfile(), style=Style.SUCCESS),
            Button(_("✏️ Change it"), ShowProfile()),
        ),
    )


def confirmed() -> Reply:
    return Reply(
        _("✅ Thank you. You will be asked again in half a year."),
        rows((Button(_("👤 My profile"), ShowProfile()), home_button())),
    )
