"""My data: the words for what is kept as a code, as the one it is about says them. Plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from bot.i18n import N_, _, gettext, number
from bot.models.deliveries import Purpose, Status
from bot.models.imports import ImportState
from bot.models.inbox import Handling
from bot.models.people import Standing
from bot.models.requests import Decision
from bot.rules import missions, openings
from bot.rules.broadcasts import NO_WORDING
from bot.rules.companies import Kind, Size
from bot.rules.events import CheckIn, Rsvp
from bot.rules.introductions import Decline, Origin, Side, State, Why
from bot.rules.leads import Promise, Warmth
from bot.rules.ledger import Act, Offer
from bot.rules.outcomes import ASKED_AFTER, Outcome, Question
from bot.rules.people import Seat
from bot.rules.rounds import Habit, Participation
from bot.rules.scoring import Band
from bot.rules.staff import Deed, Role
from bot.rules.tallies import Stage
from bot.screens import imports
from bot.screens.introduction_wording import decline_label, known_state_name, why_words
from bot.screens.leads import promise_word, warmth_word
from bot.screens.openings import kind_name as opening_kind_name
from bot.screens.openings import phase_name
from bot.screens.outcomes import outcome_name
from bot.screens.preferences import habit_name
from bot.screens.scores import own_band_name
from bot.screens.staff import role_name
from bot.screens.tallies import stage_word
from bot.screens.vocabulary import kind_name, seat_name, size_choice

_STANDINGS = {
    Standing.EXPECTED: N_("invited, not here yet"),
    Standing.MEMBER: N_("member"),
    Standing.LEFT: N_("has left"),
}
_RSVPS = {
    Rsvp.INVITED: N_("not answered yet"),
    Rsvp.GOING: N_("I am coming"),
    Rsvp.WAITING: N_("I am on the waiting list"),
    Rsvp.OFFERED: N_("a seat is kept for me"),
    Rsvp.NOT_GOING: N_("I am not coming"),
    Rsvp.LAPSED: N_("I let an offered seat pass"),
    Rsvp.UNINVITED: N_("I came without an invitation"),
}
_CHECK_INS = {
    CheckIn.TICKET: N_("my ticket"),
    CheckIn.NAME: N_("my name on the list"),
    CheckIn.CODE: N_("the code at the venue"),
    CheckIn.WALK_IN: N_("staff, who let me in"),
}
_ORIGINS = {
    Origin.CARD: N_("from a card in the directory"),
    Origin.SUGGESTION: N_("after a suggestion of the bot"),
    Origin.ROUND: N_("suggested in a round"),
    Origin.STAFF: N_("suggested by staff"),
}
_PARTS = {
    Participation.INVITED: N_("not answered yet"),
    Participation.JOINED: N_("took part"),
    Participation.SKIPPED: N_("not this time"),
}
_INTERESTS = {
    missions.Interest.UNSAID: N_("not said"),
    missions.Interest.INTERESTED: N_("it interests us"),
    missions.Interest.NOT_FOR_US: N_("not for us"),
}
_APPLICATIONS = {
    missions.ApplicationState.BEGUN: N_("begun, not sent in yet"),
    missions.ApplicationState.APPLIED: N_("sent in, not decided yet"),
    missions.ApplicationState.ACCEPTED: N_("accepted: we have a place"),
    missions.ApplicationState.WAITING: N_("on the waiting list"),
    missions.ApplicationState.REFUSED: N_("not chosen this time"),
    missions.ApplicationState.WITHDRAWN: N_("withdrawn by us"),
}
_RESULTS = {
    openings.Result.APPLIED: N_("we applied"),
    openings.Result.NOT_APPLIED: N_("we did not apply"),
    openings.Result.WON: N_("we got it"),
    openings.Result.NOT_WON: N_("we did not get it"),
}
_DECISIONS = {
    Decision.OPEN: N_("not decided yet"),
    Decision.APPROVED: N_("let in"),
    Decision.REFUSED: N_("refused"),
    Decision.JOINED: N_("joined with an invite"),
}
_PURPOSES = {
    Purpose.REPLY: N_("an answer to me"),
    Purpose.DECISION: N_("a decision"),
    Purpose.NOTICE: N_("a notice"),
    Purpose.PROGRESS: N_("how something goes"),
    Purpose.REMINDER: N_("a reminder"),
    Purpose.CORRECTION: N_("a correction"),
    Purpose.BROADCAST: N_("an announcement"),
}
_STATUSES = {
    Status.WAITING: N_("waits to be sent"),
    Status.PAUSED: N_("held back for now"),
    Status.SENDING: N_("being sent"),
    Status.SENT: N_("sent to me"),
    Status.FAILED: N_("could not be sent"),
    Status.UNREACHABLE: N_("could not reach me"),
    Status.UNCERTAIN: N_("may not have arrived"),
    Status.CANCELLED: N_("not sent any more"),
}
_HANDLINGS = {
    Handling.WAITING: N_("not handled yet"),
    Handling.DONE: N_("handled"),
    Handling.FAILED: N_("could not be handled"),
    Handling.QUARANTINED: N_("could not be read by the bot"),
}
_ACTS = {
    Act.PROFILE_KEPT: N_("I looked after my profile"),
    Act.INTRODUCTION_ASKED: N_("I asked for an introduction"),
    Act.INTRODUCTION_ANSWERED: N_("I answered a request to meet"),
    Act.OUTCOME_REPORTED: N_("I said what came of an introduction"),
    Act.INVITATION_ANSWERED: N_("I answered an invitation"),
    Act.EVENT_ATTENDED: N_("I came to an event"),
    Act.EVENT_RATED: N_("I said how I liked an event"),
    Act.POLL_ANSWERED: N_("I answered a poll"),
    Act.MISSION_OUTCOME_REPORTED: N_("I said what came of a mission"),
    Act.MISSION_APPLIED: N_("I applied for a mission"),
    Act.OPENING_ANSWERED: N_("I said whether an opportunity interests us"),
    Act.OPENING_PROPOSED: N_("I proposed an opportunity"),
    Act.OPENING_REPORTED: N_("I said what came of an opportunity"),
    Act.BROADCAST_ANSWERED: N_("I tapped the button of an announcement"),
}
_OFFERS = {
    Offer.PROFILE_CONFIRMATION: N_("I was asked whether my profile is still right"),
    Offer.INTRODUCTION: N_("I was asked whether I want to meet somebody"),
    Offer.OUTCOME: N_("I was asked what came of an introduction"),
    Offer.INVITATION: N_("I got an invitation"),
    Offer.EVENT_SEAT: N_("I had a seat at an event"),
    Offer.EVENT_RATING: N_("I was asked how I liked an event"),
    Offer.POLL: N_("I was asked to answer a poll"),
    Offer.MISSION_OUTCOME: N_("I was asked what came of a mission"),
    Offer.OPENING: N_("I was told of opportunities"),
    Offer.OPENING_RESULT: N_("I was asked what came of an opportunity"),
    Offer.BROADCAST: N_("I got an announcement with a button"),
}
_DEEDS = {
    Deed.PERSON_ADDED: N_("I was put on record"),
    Deed.PERSON_CHANGED: N_("my record was changed"),
    Deed.PEOPLE_MERGED: N_("two records of me were made one"),
    Deed.PERSON_ENDED: N_("my membership was ended"),
    Deed.PERSON_RENEWED: N_("my membership was renewed"),
    Deed.PERSON_MOVED: N_("I was moved to another company"),
    Deed.INVITED: N_("I was invited"),
    Deed.INTRODUCED: N_("I was proposed an introduction"),
}
_OTHER_DEED = N_("staff did something else that concerns me")


def _declined(reason: Decline) -> str:
    return _("In my own words") if reason is Decline.OWN else decline_label(reason)


def _question(question: Question) -> str:
    if question is Question.MET:
        return _("Whether we met or talked")
    return _("What came of it, after {n} days").format(n=number(ASKED_AFTER[question].days))


def _outcome(outcome: Outcome) -> str:
    return _("we met or talked") if outcome is Outcome.MET else outcome_name(outcome)


def _of(words: Mapping[Any, str], other: str = "") -> Callable[[Any], str]:
    return lambda code: gettext(words.get(code, other) if other else words[code])


WORDS: Mapping[type[StrEnum], Callable[[Any], str]] = {
    Act: _of(_ACTS),
    Band: own_band_name,
    CheckIn: _of(_CHECK_INS),
    Decision: _of(_DECISIONS),
    Decline: _declined,
    Deed: _of(_DEEDS, _OTHER_DEED),
    Habit: habit_name,
    Handling: _of(_HANDLINGS),
    ImportState: imports.state_name,
    Kind: kind_name,
    Offer: _of(_OFFERS),
    Origin: _of(_ORIGINS),
    Outcome: _outcome,
    Participation: _of(_PARTS),
    Promise: promise_word,
    Purpose: _of(_PURPOSES),
    Question: _question,
    Role: role_name,
    Rsvp: _of(_RSVPS),
    Seat: seat_name,
    Side: lambda side: _("me"),  # the other's ending of an introduction is not told
    Size: size_choice,
    Stage: stage_word,
    Standing: _of(_STANDINGS),
    State: known_state_name,
    Status: _of(_STATUSES),
    Warmth: warmth_word,
    Why: why_words,
    missions.ApplicationState: _of(_APPLICATIONS),
    missions.Interest: _of(_INTERESTS),
    openings.Interest: _of(
        {
            openings.Interest.INTERESTED: N_("it interests us"),
            openings.Interest.NOT_FOR_US: N_("not for us"),
        }
    ),
    openings.OpeningKind: opening_kind_name,
    openings.OpeningPhase: phase_name,
    openings.Result: _of(_RESULTS),
}
"""What the members of each enumeration are called. A test holds that each that a download has is here."""

_REASONS = {
    "too late": N_("It was too late to send it."),
    "a newer screen": N_("A newer message took its place."),
    NO_WORDING: N_("There was no text in my language."),
    "blocked": N_("I had blocked the bot."),
    "deactivated": N_("My Telegram account was closed."),
    "not found": N_("Telegram did not find my account."),
    "no answer": N_("Telegram did not answer."),
    "no connection": N_("There was no connection to Telegram."),
}
"""What is written down of a message that did not arrive has one of these in it; the rest are Telegram's own words."""


def reason_of(error: str) -> str:
    """Why a message did not arrive; what Telegram says in English is not shown."""
    known = next((words for sign, words in _REASONS.items() if sign in error.lower()), "")
    return gettext(known or N_("Telegram did not take it."))
