"""Preferences: how a member is found and met."""

from __future__ import annotations

from collections.abc import Set

from bot.i18n import N_, _, gettext, in_a_list, list_of, ngettext, number
from bot.models.people import Person
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.fields import Field
from bot.rules.introductions import Contact
from bot.rules.pages import Page
from bot.rules.rounds import RATES, Habit
from bot.screens.fields import EditField, entry, with_note
from bot.screens.introduction_wording import contact_label
from bot.screens.listing import listing
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import company_name, field_name, person_name

_FIELDS = {Contact.PHONE: Field.PHONE, Contact.EMAIL: Field.EMAIL}


class ShowPreferences(Tap, prefix="v"): ...


class ShowPreferencesBelow(Tap, prefix="vb"):
    """Show them below this message, which stays: it asks something."""


class SetListed(Tap, prefix="vl"):
    is_on: bool


class SetShare(Tap, prefix="vs"):
    contact: Contact
    is_on: bool


class SetHabit(Tap, prefix="vh"):
    habit: Habit


class SetRate(Tap, prefix="vr"):
    rate: int


class ShowMuted(Tap, prefix="vm"):
    page: int = 0


class Unmute(Tap, prefix="vu"):
    person_id: int


_HABITS = {
    Habit.ASK: (N_("Ask me each time"), N_("You are asked before each round whether you take part.")),
    Habit.ALWAYS: (N_("Take part always"), N_("You take part in every round.")),
    Habit.PAUSED: (
        N_("Pause"),
        N_("You take a break: no rounds, no suggestions. Members can still ask to meet you."),
    ),
}
"""Each habit on its button, and as a sentence."""


def habit_name(habit: Habit) -> str:
    """What somebody wants of rounds, on a button."""
    return gettext(_HABITS[habit][0])


def preferences(person: Person, there: Set[Contact], muted: int, back: Tap) -> Reply:
    """How somebody is found and met; `there` are the contact details that exist, `muted` counts whom they muted."""
    title = _("Being found and met")
    parts = [
        f"🤝 <b>{title}</b>",
        entry(_("Directory"), _listed_words(person.is_listed)),
        entry(_("Introductions"), _shared_words(person, there)),
        entry(_("Rounds"), gettext(_HABITS[person.habit][1])),
        entry(_("Suggestions"), _rate_words(person.monthly_rate)),
    ]
    return Reply(
        "\n\n".join(parts),
        (
            *_listed_rows(person),
            *_share_rows(person, there),
            *rows(
                *(
                    _choice(gettext(label), SetHabit(habit), person.habit is habit)
                    for habit, (label, _w) in _HABITS.items()
                )
            ),
            tuple(_choice(_rate_label(rate), SetRate(rate), person.monthly_rate == rate) for rate in RATES),
            *_muted_rows(muted),
            way_out(back),
        ),
    )


def _listed_words(is_listed: bool) -> str:
    if is_listed:
        return _("Members find you with your name, role and company. Your phone and e-mail are not shown.")
    return _("You are hidden: nobody finds you, and you are suggested to nobody.")


def _listed_rows(person: Person) -> Rows:
    if person.is_listed:
        return rows(Button(_("🙈 Hide me from the directory"), SetListed(is_on=False)))
    return rows(Button(_("👁 Show me in the directory"), SetListed(is_on=True), style=Style.PRIMARY))


def _shared_words(person: Person, there: Set[Contact]) -> str:
    shared = [contact_label(contact) for contact in Contact if contact in person.shares and contact in there]
    missing = [
        contact_label(contact) for contact in Contact if contact in person.shares and contact not in there
    ]
    words = _("When both have said yes, the other gets: {what}.").format(
        what=list_of(in_a_list(shared or ["–"]))
    )
    if not missing:
        return words
    more = _("Not in your profile yet: {what}.").format(what=list_of(in_a_list(missing)))
    return f"{words}\n{more}"


def _share_rows(person: Person, there: Set[Contact]) -> Rows:
    """A tick for each contact detail; one that is missing can be added."""
    ticks = [
        _choice(
            contact_label(contact),
            SetShare(contact, is_on=contact not in person.shares),
            contact in person.shares,
        )
        for contact in Contact
    ]
    missing = [
        Button(_("➕ Add: {field}").format(field=field_name(field)), EditField(field))
        for contact, field in _FIELDS.items()
        if contact in person.shares and contact not in there
    ]
    return (*grid(ticks, 3), *rows(*missing))


def _choice(label: str, tap: Tap, is_chosen: bool) -> Button:
    return Button(ticked(label, is_chosen), tap)


def _rate_words(rate: int) -> str:
    return ngettext(
        "At most {n} person worth meeting a month.", "At most {n} people worth meeting a month.", rate
    ).format(n=number(rate))


def _rate_label(rate: int) -> str:
    return _("{n} a month").format(n=number(rate))


def _muted_rows(muted: int) -> Rows:
    if not muted:
        return ()
    return rows(Button(_("🔕 Whose requests I do not get ({n})").format(n=number(muted)), ShowMuted()))


def muted(people: Page[Person], note: str = "") -> Reply:
    """Whom somebody does not want to be asked by, and a way to let them ask again."""
    title = _("Whose requests I do not get")
    words = _(
        "Their requests to meet do not reach you, and they do not know. Tap a name to let them ask again."
    )
    return listing(
        with_note(note, f"🔕 <b>{title}</b>"),
        people,
        [Button(_muted_label(person), Unmute(person.id)) for person in people.items],
        ShowMuted,
        lines=[words] if people.total else (),
        empty=_("Everybody may ask to meet you."),
        back=ShowPreferences(),
    )


def _muted_label(person: Person) -> str:
    return _("{person}, {company}").format(
        person=named(person_name(person)), company=named(company_name(person.company))
    )


def may_ask_again() -> str:
    """Somebody was let ask again."""
    return _("✅ Their requests reach you again.")
