"""Asking to meet somebody: whom, why, what they will see, and sent."""

from __future__ import annotations

from bot.i18n import _, isolate, language_name, name, number
from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.replies import Button, Reply, Style, grid, rows
from bot.rules.introductions import EXPIRES_AFTER, MOST_A_DAY, WORDS_LIMIT, Origin, Why
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.directory import OpenCard
from bot.screens.forms import Finish, Pick
from bot.screens.introductions.messages import quoted
from bot.screens.introductions.taps import (
    AskCompany,
    AskPerson,
    AskRightPerson,
    ShowIntroductions,
    Withdraw,
)
from bot.screens.introductions.wording import who, why_label
from bot.screens.listing import listing
from bot.screens.navigation import home_button
from bot.screens.vocabulary import company_name, seat_name

LABEL_LENGTH = 45


def whom(company: Company, people: Page[Person]) -> Reply:
    """Whom of a company: the right person for the matter, or one of those who are listed, page by page."""
    words = (
        _("🤝 Whom of <b>{company}</b> would you like to meet?")
        if people.total
        else _("Nobody of <b>{company}</b> can be asked through the bot at the moment.")
    )
    right = Button(_("🎯 The right person for my matter"), AskRightPerson(company.id), style=Style.PRIMARY)
    listed = [
        Button(
            isolate(shortened(f"{person.name} · {seat_name(person.seat)}", LABEL_LENGTH)),
            AskPerson(person.id, Origin.CARD),
        )
        for person in people.items
    ]
    return listing(
        words.format(company=name(company_name(company))),
        people,
        [right, *listed] if listed else [],
        lambda page: AskCompany(company.id, page),
        back=OpenCard(company.id),
    )


def why(company: Company, person: Person | None) -> Reply:
    """Why they would like to meet: ready-made reasons, or one's own words."""
    if person is not None:
        text = _("🤝 Why would you like to meet {who}?").format(who=who(person))
    else:
        text = _("🤝 What is it about? We bring it to the right person of <b>{company}</b>.").format(
            company=name(company_name(company))
        )
    ready = [Button(why_label(one), Pick(one)) for one in Why if one is not Why.OWN]
    return Reply(text, (*grid(ready, 2), *rows(Button(why_label(Why.OWN), Pick(Why.OWN)))))


def own_words(person: Person | None) -> Reply:
    """A sentence of one's own."""
    text = _("Write in a sentence or two why you would like to meet. At most {limit} characters.").format(
        limit=number(WORDS_LIMIT)
    )
    if person is not None:
        text = f"{who(person)}\n\n{text}"
    return Reply(text)


def preview(asked: Introduction) -> Reply:
    """What the other will see, exactly, in their language; and send."""
    other = asked.other
    heading = _("This is what {person} will see, in {language}. Send it?").format(
        person=name(other.name), language=language_name(other.language)
    )
    return Reply(
        f"{heading}\n\n{quoted(asked, other)}",
        rows(Button(_("📨 Send it"), Finish(), style=Style.SUCCESS)),
    )


def sent(asked: Introduction) -> Reply:
    """The request is with the other."""
    text = _(
        "📨 Sent to {who}. They have {days} days to answer, and you will be told here. "
        "Your contact details go out only when they say yes."
    ).format(who=who(asked.other), days=number(EXPIRES_AFTER.days))
    return Reply(
        text,
        rows(
            Button(_("↩️ Take it back"), Withdraw(asked.id, is_sure=False)),
            Button(_("🤝 My introductions"), ShowIntroductions()),
            home_button(),
        ),
    )


def sent_as_written() -> Reply:
    """The sentence of a request was edited after it was sent."""
    return Reply(
        _("Your request was sent as you first wrote it. You can take it back among your introductions."),
        rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_button()),
    )


def nothing_open() -> Reply:
    """A button of a request that is not being written any more."""
    return Reply(
        _(
            "This request is not open any more. Find the company in the directory to begin again; "
            "you may send {limit} requests a day."
        ).format(limit=number(MOST_A_DAY)),
        rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_button()),
    )
