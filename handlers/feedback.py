"""Feedback on events: those who were there say how it was."""

from __future__ import annotations

from bot.models.events import Event, Guest
from bot.replies import Reply
from bot.rules.feedback import SENTENCE_LIMIT
from bot.screens import feedback as screens
from bot.services import feedback
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "event sentence"


@feature.tapped(screens.ShowFeedback)
@members_only
async def show_feedback(turn: Turn, tap: screens.ShowFeedback) -> Reply:
    event, guest = await feedback.locked(turn.session, turn.person, tap.event_id, turn.moment)
    return await _noted(turn, event, guest)


@feature.tapped(screens.RateEvent)
@members_only
async def rate_event(turn: Turn, tap: screens.RateEvent) -> Reply:
    """Take the rating, and ask for a sentence."""
    event, guest = await feedback.rate(turn.session, turn.person, tap.event_id, tap.rating, turn.moment)
    return await _sentence_asked(turn, event, guest, toast=screens.thanks())


@feature.tapped(screens.WriteSentence)
@members_only
async def write_sentence(turn: Turn, tap: screens.WriteSentence) -> Reply:
    event, guest = await feedback.locked(turn.session, turn.person, tap.event_id, turn.moment)
    return await _sentence_asked(turn, event, guest)


async def _sentence_asked(turn: Turn, event: Event, guest: Guest, toast: str = "") -> Reply:
    turn.open_form(FORM, event_id=event.id)
    return screens.ask_sentence(event, guest, met=await _has_met(turn, event), toast=toast)


@feature.tapped(screens.KeepSentence, form=FORM)
@members_only
async def keep_sentence(turn: Turn, tap: screens.KeepSentence) -> Reply:
    turn.close_form()
    event, guest = await feedback.locked(turn.session, turn.person, tap.event_id, turn.moment)
    return await _noted(turn, event, guest)


@feature.tapped(screens.DropSentence, form=FORM)
@members_only
async def drop_sentence(turn: Turn, tap: screens.DropSentence) -> Reply:
    """Take the sentence back; a button of a question that is over takes nothing back."""
    is_asked = turn.answers.get("event_id") == tap.event_id
    turn.close_form()
    event, guest = await feedback.locked(turn.session, turn.person, tap.event_id, turn.moment)
    if is_asked:
        await feedback.put_sentence(turn.session, turn.person, event.id, None, turn.moment)
    return await _noted(turn, event, guest)


@members_only
async def _ask_sentence(turn: Turn) -> Reply:
    event, guest = await feedback.locked(turn.session, turn.person, turn.answers["event_id"], turn.moment)
    return screens.ask_sentence(event, guest, met=await _has_met(turn, event))


@feature.typed(FORM, ask=_ask_sentence, takes_again=True)
@members_only
async def take_sentence(turn: Turn) -> Reply:
    sentence = words_of(turn, SENTENCE_LIMIT)
    event, guest = await feedback.put_sentence(
        turn.session, turn.person, turn.answers["event_id"], sentence, turn.moment
    )
    turn.close_form()
    return await _noted(turn, event, guest)


async def _noted(turn: Turn, event: Event, guest: Guest) -> Reply:
    """What they have said; or the question, if that is nothing yet."""
    if guest.rating is None:
        return screens.question(event)
    return screens.noted(event, guest, met=await _has_met(turn, event))


async def _has_met(turn: Turn, event: Event) -> bool:
    """Whether there is any company that they may have met."""
    return bool(await feedback.companies_met(turn.session, turn.person, event.id))
