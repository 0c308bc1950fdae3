"""Introducing by hand: whom, to whom, why, what each will see, and sent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, isolate, language_name, name, number
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.introductions import EXPIRES_AFTER, WORDS_LIMIT
from bot.rules.matching import Reason
from bot.rules.overseeing import Shelf
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.forms import Finish, Pick
from bot.screens.introductions.messages import quoted
from bot.screens.introductions.overseeing import OpenMeeting, ShowMeetings
from bot.screens.introductions.wording import who
from bot.screens.listing import listing
from bot.screens.navigation import way_out
from bot.screens.vocabulary import company_name

LABEL_LENGTH = 45


class ShowMatches(Tap, prefix="jf"):
    page: int


def ask_first() -> Reply:
    """Whom first?"""
    return Reply(
        _("➕ Whom would you like to introduce? Type the name of the first person, or of their company.")
    )


def ask_second(first: Person) -> Reply:
    """Whom is the first one to meet?"""
    words = _("Whom should {who} meet? Type the name of the second person, or of their company.")
    return Reply(words.format(who=who(first)))


def found(people: Page[Person], question: Reply) -> Reply:
    """Whom the typed name may mean; nobody, and the question stands again."""
    if not people.total:
        text = _("Nobody on the bot has this name, or a company of this name.")
        return Reply(f"{text}\n\n{question.text}")
    listed = [
        Button(
            isolate(shortened(f"{person.name} · {company_name(person.company)}", LABEL_LENGTH)),
            Pick(str(person.id)),
        )
        for person in people.items
    ]
    shown = listing(_("Who is meant?"), people, listed, ShowMatches)
    return Reply(shown.text, shown.buttons[:-1])


def ask_words(first: Person, second: Person) -> Reply:
    """Why should they meet? It may be left out."""
    words = _(
        "{first}\n{second}\n\n"
        "Why should they meet? Write a sentence, which both will read, of at most {limit} characters; "
        "or leave it out."
    )
    return Reply(
        words.format(first=who(first), second=who(second), limit=number(WORDS_LIMIT)),
        rows(Button(_("Skip"), Pick(""), style=Style.PRIMARY)),
    )


def preview(drafted: Introduction, readers: Sequence[tuple[Person, Sequence[Reason]]]) -> Reply:
    """What each of the two will see, exactly, in their language; and send."""
    parts = [_seen(drafted, *reader) for reader in readers]
    return Reply(
        "\n\n".join(parts),
        rows(Button(_("📨 Ask both of them"), Finish(), style=Style.SUCCESS)),
    )


def _seen(drafted: Introduction, reader: Person, reasons: Sequence[Reason]) -> str:
    heading = _("This is what {person} will see, in {language}:").format(
        person=name(reader.name), language=language_name(reader.language)
    )
    return f"{heading}\n{quoted(drafted, reader, reasons)}"


def asked_both(made: Introduction) -> Reply:
    """Both are asked."""
    words = _(
        "📨 {first} and {second} are asked whether they want to meet. They have {days} days to answer; "
        "contact details go out only when both say yes."
    )
    return Reply(
        words.format(
            first=name(made.asker.name), second=name(made.other.name), days=number(EXPIRES_AFTER.days)
        ),
        rows(
            Button(_("Look at this introduction"), OpenMeeting(made.id, Shelf.OPEN, 0)),
            way_out(ShowMeetings()),
        ),
    )


def not_open() -> str:
    """A button of an introduction by hand that is not being made any more."""
    return _("This was sent or dropped already.")
