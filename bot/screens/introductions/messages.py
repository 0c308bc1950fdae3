"""What the two of an introduction are told: the request, how to reach each other, that it came to nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, isolate, list_of, name, speaking
from bot.markup import escape
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.replies import Button, Reply, Rows, Style, rows
from bot.rules.concepts import understood
from bot.rules.introductions import Contact, Origin, State, Word
from bot.rules.matching import Reason
from bot.rules.words import shortened
from bot.screens.introductions.taps import (
    AnswerIntroduction,
    AskPerson,
    ChooseColleague,
    ShowIntroductions,
    ShowSuggestions,
)
from bot.screens.introductions.wording import (
    concept_names,
    contact_label,
    contact_lines,
    contacts_of,
    reason_lines,
    said,
    who,
)
from bot.screens.navigation import home_below_button
from bot.screens.vocabulary import company_name

EXCERPT = 200
"""Characters of what a company offers or looks for that a request shows, where its words are not understood."""
MOST_NAMED = 6
"""Things that a company offers or looks for that a request names."""
LABEL_LENGTH = 30
CHAT_OF_NUMBER = "https://t.me/+{digits}"
"""Opens a Telegram chat with a phone number (https://core.telegram.org/api/links#phone-number-links)."""

Suggested = tuple[Person, tuple[Reason, ...]]
"""Somebody worth meeting, and why."""


def request(
    asked: Introduction,
    reader: Person,
    reasons: Sequence[Reason] = (),
    *,
    is_handed_on: bool = False,
    is_nudge: bool = False,
) -> Reply:
    """To who is asked: who it is, why, what they offer, and the answers."""
    text = request_text(asked, reader, reasons, is_handed_on=is_handed_on)
    if is_nudge:
        text = _("🔔 This still waits for your answer:") + "\n\n" + text
    return Reply(text, answer_rows(asked))


def request_text(
    asked: Introduction,
    reader: Person,
    reasons: Sequence[Reason] = (),
    *,
    is_handed_on: bool = False,
    is_quoted: bool = False,
) -> str:
    """What a request says to its reader, as HTML. Quoted to others, it keeps back what the reader passes on."""
    partner = asked.partner_of(reader.id)
    words = said(asked)
    parts = [
        _opening(asked, partner, is_handed_on=is_handed_on),
        f"<i>{name(words)}</i>" if words else "",
        reason_lines(reasons),
        _offering(partner),
        "" if is_quoted else _passed_on(reader),
    ]
    return "\n\n".join(part for part in parts if part)


def quoted(asked: Introduction, reader: Person, reasons: Sequence[Reason] = ()) -> str:
    """A request as its reader will see it, in their language, quoted in somebody else's chat."""
    with speaking(reader.language):
        text = request_text(asked, reader, reasons, is_quoted=True)
    # Each line keeps its own direction, whichever way the language around it runs
    lines = (isolate(line) if line else line for line in text.split("\n"))
    return "<blockquote>{}</blockquote>".format("\n".join(lines))


def _opening(asked: Introduction, partner: Person, *, is_handed_on: bool) -> str:
    if asked.origin is Origin.STAFF:
        return _("🤝 The cluster's staff would like to introduce you to {who}.").format(who=who(partner))
    if asked.origin is Origin.ROUND:
        return _("🤝 Somebody worth meeting: {who}.").format(who=who(partner))
    if is_handed_on:
        return _("🤝 A colleague passes this on to you: {who} would like to meet your company.").format(
            who=who(partner)
        )
    return _("🤝 {who} would like to meet you.").format(who=who(partner))


def _offering(partner: Person) -> str:
    company = partner.company
    lines = [
        (_("They offer: {what}"), company.offers or company.products),
        (_("They look for: {what}"), company.needs),
    ]
    return "\n".join(line.format(what=_in_own_language(text)) for line, text in lines if text)


def _in_own_language(text: str) -> str:
    """What a company wrote, in the reader's language as far as it is understood; else as it stands."""
    keys = understood(text).keys[:MOST_NAMED]
    return concept_names(keys) if keys else name(shortened(text, EXCERPT))


def _passed_on(reader: Person) -> str:
    return _("If both of you say yes, each gets the other's contact details. Of yours: {what}.").format(
        what=list_of(contact_label(contact) for contact, _value in contacts_of(reader))
    )


def answer_rows(asked: Introduction) -> Rows:
    """The answers to a request or a suggestion."""
    yes = Button(_("✅ Yes, introduce us"), AnswerIntroduction(asked.id, Word.YES), style=Style.SUCCESS)
    later = Button(_("Not now"), AnswerIntroduction(asked.id, Word.LATER))
    no = Button(_("No"), AnswerIntroduction(asked.id, Word.NO))
    if asked.origin.is_proposed:
        return rows(yes, (later, no), home_below_button())
    colleague = Button(_("👥 A colleague handles this"), ChooseColleague(asked.id))
    return rows(yes, (later, no), colleague, home_below_button())


def first_words(reader: Person, partner: Person) -> str:
    """What one may write to the other to begin with, in the language of who reads it; plain text."""
    return _(
        "Hello {partner}, this is {person} of {company}. The QOOT cluster introduced us. When may we talk?"
    ).format(partner=partner.name, person=reader.name, company=company_name(reader.company))


def introduced(partner: Person, words: str) -> Reply:
    """To both: how to reach the other, and a first sentence to send."""
    contacts = dict(contacts_of(partner))
    text = "\n".join(
        [
            _("🎉 You are introduced to {who}.").format(who=who(partner)),
            "",
            contact_lines(partner),
            "",
            _("A first sentence to send (tap to copy it):"),
            # In the partner's language, and so perhaps in the other direction than the lines above it
            isolate(f"<code>{escape(words)}</code>"),
        ]
    )
    on_telegram = contacts.get(Contact.PHONE, "") if Contact.TELEGRAM in contacts else ""
    digits = "".join(character for character in on_telegram if character.isdigit())
    write = Button(_("💬 Write on Telegram"), url=CHAT_OF_NUMBER.format(digits=digits))
    return Reply(text, rows(*([write] if digits else []), home_below_button()))


def came_to_nothing(asked: Introduction, reader: Person, next_best: Suggested | None) -> Reply:
    """To who had said yes: it did not work out, with somebody else to ask. A no and a silence read the same."""
    partner = asked.partner_of(reader.id)
    if asked.state is State.POSTPONED:
        text = _("⏸ It does not suit {who} at the moment. You may ask again in a month.").format(
            who=who(partner)
        )
    else:
        text = _("▫️ Meeting {who} did not work out this time.").format(who=who(partner))
    if next_best is None:
        return Reply(text, rows(Button(_("✨ People worth meeting"), ShowSuggestions()), home_below_button()))
    person, reasons = next_best
    words = _("Somebody else worth meeting: {who}").format(who=who(person))
    return Reply(
        f"{text}\n\n{words}\n{reason_lines(reasons)}",
        rows(
            ask_button(person),
            Button(_("✨ More people worth meeting"), ShowSuggestions()),
            home_below_button(),
        ),
    )


def ask_button(person: Person) -> Button:
    """Asks for a suggested person."""
    return Button(
        _("🤝 Meet {person}").format(person=isolate(shortened(person.name, LABEL_LENGTH))),
        AskPerson(person.id, Origin.SUGGESTION),
    )


def handed_on(asked: Introduction, colleague: Person) -> Reply:
    """To the asker: somebody else of the company answers."""
    text = _("👥 {person} passed your request on to {who}, who will answer.").format(
        person=name(asked.other.name), who=who(colleague)
    )
    return Reply(text, rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_below_button()))
