"""What people answered to an event, a poll or a mission, in words, for choosing an audience by it: not yet HTML."""

from __future__ import annotations

from bot.i18n import _, isolate, number, pgettext
from bot.models.events import Event
from bot.models.missions import Mission
from bot.models.polls import Poll, PollQuestion
from bot.rules.events import Rsvp
from bot.rules.missions import ApplicationState, Interest
from bot.rules.polls import SCALES
from bot.rules.words import shortened
from bot.screens.events import words_of as event_words
from bot.screens.missions import words_of as mission_words
from bot.screens.polls import plain_title
from bot.screens.polls import words_of as question_words

Thing = Event | Poll | Mission
ASKED, ANSWERED, SILENT, CAME = "asked", "answered", "silent", "came"
"""How somebody stands with a thing, where that is no answer of its own."""
LENGTH = 60
"""Characters of a title, and of an answer, within a description."""


def title(thing: Thing) -> str:
    """What was answered."""
    match thing:
        case Event():
            return event_words(thing).title
        case Poll():
            return plain_title(thing)
        case _:
            return mission_words(thing).title


def answer_name(thing: Thing, how: str) -> str:
    """An answer, as its button says it below the title of the thing."""
    if asked := _asked(thing, how):
        question, value = asked
        said = _chosen(question, value)
        if isinstance(thing, Poll) and len(thing.questions) > 1:
            said = _("{n}. {answer}").format(n=number(question.place + 1), answer=isolate(said))
        return said
    return {
        Rsvp.GOING.value: _("Going"),
        Rsvp.WAITING.value: pgettext("how people answered", "On the waiting list"),
        Rsvp.NOT_GOING.value: _("Not going"),
        Interest.INTERESTED.value: pgettext("how people answered", "Interested"),
        Interest.NOT_FOR_US.value: pgettext("how people answered", "Not for them"),
        ApplicationState.APPLIED.value: pgettext("how people answered", "Applied"),
        ApplicationState.ACCEPTED.value: pgettext("how people answered", "Accepted"),
        ApplicationState.REFUSED.value: pgettext("how people answered", "Refused"),
        CAME: pgettext("how people answered", "Came"),
        SILENT: pgettext("how people answered", "No answer yet"),
        ANSWERED: pgettext("how people answered", "Answered"),
        ASKED: pgettext("how people answered", "Asked"),
    }[how]


def described(thing: Thing, how: str) -> str:
    """An answer with what it was given to, as an audience says it."""
    asked = _asked(thing, how)
    about = question_words(asked[0]).words if asked else title(thing)
    said = _chosen(*asked) if asked else answer_name(thing, how)
    return _("“{title}”: {answer}").format(
        title=isolate(shortened(about, LENGTH)), answer=isolate(shortened(said, LENGTH))
    )


def _asked(thing: Thing, how: str) -> tuple[PollQuestion, int] | None:
    """The question, and what was chosen; None for what is no choice."""
    place, dot, value = how.partition(".")
    if not (dot and isinstance(thing, Poll)):
        return None
    return thing.questions[int(place)], int(value)


def _chosen(question: PollQuestion, value: int) -> str:
    if question.kind in SCALES:
        return _("{rating} of {most}").format(rating=number(value), most=number(SCALES[question.kind][-1]))
    return question_words(question).options[value]
