"""Polls: members answer them, question by question, and see what came of them."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.i18n import _
from bot.models.polls import Poll
from bot.replies import Reply
from bot.rules.polls import TEXT_LIMIT, PollPhase, QuestionKind
from bot.screens import poll_results as result_screens
from bot.screens import polls as screens
from bot.services import poll_results, polls
from bot.services.polls import Filled
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "poll text"


async def _or_the_result(turn: Turn, poll_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or, when the poll is over since the button was shown, what came of it."""
    try:
        return await acting
    except polls.PollOver as over:
        turn.close_form()
        return with_word(turn, await _shown(turn, await polls.get(turn.session, poll_id)), over)


or_the_result = OrAsItStands(_or_the_result, "poll_id")


@feature.entrance(screens.ENTRANCE)
@members_only
async def list_polls(turn: Turn, tap: screens.ListPolls) -> Reply:
    listed = await polls.listed_for(turn.session, turn.person, tap.page, turn.moment)
    own = await polls.rows_of(turn.session, turn.person, listed.items)
    return screens.polls_for_member(listed, own, turn.moment)


@feature.tapped(screens.OpenPoll)
@members_only
async def open_poll(turn: Turn, tap: screens.OpenPoll) -> Reply:
    return await _shown(turn, await polls.for_member(turn.session, turn.person, tap.poll_id))


async def _shown(turn: Turn, poll: Poll) -> Reply:
    """A poll where the member left it: the next question, thanks, or what came of it."""
    if poll.phase is PollPhase.CALLED_OFF:
        return screens.is_called_off(poll)
    if poll.phase is PollPhase.CLOSED:
        group = await polls.group_of(turn.session, turn.person)
        has_texts = bool((await poll_results.shown_texts(turn.session, poll.id, 0)).total)
        return result_screens.result(poll, group, has_texts=has_texts)
    if not polls.is_open(poll, turn.moment):
        return screens.is_being_counted(poll)
    return await _next(turn, poll, await polls.filled(turn.session, poll, turn.person))


async def _next(turn: Turn, poll: Poll, filled: Filled, *, after: int = -1) -> Reply:
    """The first question after a place that is not answered, else the first of all, else thanks."""
    left = [one for one in poll.questions if one.id not in filled.given]
    asked = next((one for one in left if one.place > after), left[0] if left else None)
    if asked is not None:
        return _asked(turn, poll, asked.place, filled)
    turn.close_form()
    return screens.thanks(poll, filled.given, toast=_("Thank you."))


def _asked(turn: Turn, poll: Poll, place: int, filled: Filled) -> Reply:
    """A question; one that is answered in words waits for what is typed."""
    asked = poll.questions[place]
    is_typing = asked.kind is QuestionKind.TEXT
    if is_typing:
        turn.open_form(FORM, poll_id=poll.id, place=place)
    else:
        turn.close_form()
    return screens.question(
        poll, asked, filled.given, has_colleague=filled.has_colleague, is_typing=is_typing
    )


@feature.tapped(screens.ShowQuestion, form=FORM)
@members_only
@or_the_result
async def show_question(turn: Turn, tap: screens.ShowQuestion) -> Reply:
    poll = await polls.for_member(turn.session, turn.person, tap.poll_id)
    if not polls.is_open(poll, turn.moment) or not 0 <= tap.place < len(poll.questions):
        turn.close_form()
        return await _shown(turn, poll)
    return _asked(turn, poll, tap.place, await polls.filled(turn.session, poll, turn.person))


@feature.tapped(screens.PickAnswer)
@members_only
@or_the_result
async def pick_answer(turn: Turn, tap: screens.PickAnswer) -> Reply:
    poll, filled = await polls.choose(
        turn.session, turn.person, tap.poll_id, tap.place, tap.value, turn.moment
    )
    return await _next(turn, poll, filled, after=tap.place)


@feature.tapped(screens.ToggleOption)
@members_only
@or_the_result
async def toggle_option(turn: Turn, tap: screens.ToggleOption) -> Reply:
    poll, filled = await polls.choose(
        turn.session, turn.person, tap.poll_id, tap.place, tap.value, turn.moment, is_on=tap.is_on
    )
    return _asked(turn, poll, tap.place, filled)


@feature.tapped(screens.GoOnFrom, form=FORM)
@members_only
@or_the_result
async def go_on_from(turn: Turn, tap: screens.GoOnFrom) -> Reply:
    """Done with several options, or a text is kept or skipped."""
    poll, filled = await polls.leave_empty(turn.session, turn.person, tap.poll_id, tap.place, turn.moment)
    return await _next(turn, poll, filled, after=tap.place)


@feature.tapped(screens.DropText, form=FORM)
@members_only
@or_the_result
async def drop_text(turn: Turn, tap: screens.DropText) -> Reply:
    poll, filled = await polls.write(turn.session, turn.person, tap.poll_id, tap.place, "", turn.moment)
    return await _next(turn, poll, filled, after=tap.place)


@members_only
async def _ask_text(turn: Turn) -> Reply:
    return await show_question(turn, screens.ShowQuestion(turn.answers["poll_id"], turn.answers["place"]))


@feature.typed(FORM, ask=_ask_text, takes_again=True)
@members_only
async def take_text(turn: Turn) -> Reply:
    return await _or_the_result(turn, turn.answers["poll_id"], _take_text(turn))


async def _take_text(turn: Turn) -> Reply:
    words = words_of(turn, TEXT_LIMIT, lines=True)
    poll_id, place = turn.answers["poll_id"], turn.answers["place"]
    poll, filled = await polls.write(turn.session, turn.person, poll_id, place, words, turn.moment)
    return await _next(turn, poll, filled, after=place)


# What came of it


@feature.tapped(result_screens.ShowTexts)
@members_only
async def show_texts(turn: Turn, tap: result_screens.ShowTexts) -> Reply:
    poll = await polls.for_member(turn.session, turn.person, tap.poll_id)
    return result_screens.texts(poll, await poll_results.shown_texts(turn.session, poll.id, tap.page))


@feature.tapped(result_screens.ShowDone)
@members_only
async def show_done(turn: Turn, tap: result_screens.ShowDone) -> Reply:
    poll = await polls.for_member(turn.session, turn.person, tap.poll_id)
    return result_screens.done_again(poll) if poll.done_at else await _shown(turn, poll)
