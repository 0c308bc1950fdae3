"""Results of polls for staff: what people wrote, looked at; the answers as Excel; and what was done about them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from bot.i18n import _, language_name
from bot.models.polls import Poll
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import poll_results as screens
from bot.services import poll_results, polls
from bot.services.poll_plans import PollMovedOn
from bot.services.wordings import LanguageMissing
from handlers import poll_plans
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import Turn, staff_only

feature = Feature()


async def _settled(turn: Turn, poll_id: int, acting: Awaitable[Reply]) -> Reply:
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.DONE, poll_id)
    except PollMovedOn as moved:
        turn.close_form()
        shown = await poll_plans.shown(turn, await polls.get(turn.session, poll_id))
        return with_word(turn, shown, moved)


or_as_it_stands = OrAsItStands(_settled, "poll_id")


@feature.tapped(screens.ReviewTexts)
@staff_only(Role.EDITOR)
async def review_texts(turn: Turn, tap: screens.ReviewTexts) -> Reply:
    poll = await polls.get(turn.session, tap.poll_id)
    return screens.review(poll, await poll_results.texts(turn.session, poll.id, tap.page))


@feature.tapped(screens.JudgeText)
@staff_only(Role.EDITOR)
async def judge_text(turn: Turn, tap: screens.JudgeText) -> Reply:
    """Show a text or leave it out, and go on to the next."""
    await poll_results.judge_text(
        turn.session, tap.poll_id, tap.text_id, turn.id, turn.moment, is_shown=tap.is_shown
    )
    return await review_texts(turn, screens.ReviewTexts(tap.poll_id, tap.page + 1))


@feature.tapped(screens.GetAnswers)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def get_answers(turn: Turn, tap: screens.GetAnswers) -> Reply:
    poll = await polls.get(turn.session, tap.poll_id)
    data = await poll_results.workbook(turn.session, poll, turn.id, turn.moment)
    return screens.answers_file(poll, data, turn.moment.now.astimezone(turn.moment.zone).date())


# You said → we did


async def _shown(turn: Turn, poll: Poll) -> Reply:
    return screens.done_plan(poll, await poll_results.reach_of_result(turn.session, poll))


def _ask(poll: Poll, language: str) -> str:
    return screens.ask_done(language_name(language))


async def _preview(turn: Turn, poll: Poll, language: str) -> Reply:
    return replace(screens.done(poll), buttons=())


writing.register(
    screens.DONE,
    writing.Writing(
        draft=poll_results.to_be_told,
        get=poll_results.to_be_told,
        text_of=poll_results.done_text_of,
        reach=poll_results.reach_of_result,
        ask=_ask,
        preview=_preview,
        shown=_shown,
        back=screens.OpenDone,
        settled=_settled,
    ),
)


@feature.tapped(screens.OpenDone)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def open_done(turn: Turn, tap: screens.OpenDone) -> Reply:
    return await _shown(turn, await poll_results.to_be_told(turn.session, tap.poll_id))


@feature.tapped(screens.TellDone)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def tell_done(turn: Turn, tap: screens.TellDone) -> Reply:
    if tap.is_sure:
        poll = await poll_results.tell_done(turn.session, tap.poll_id, turn.id, turn.moment)
        return replace(await poll_plans.shown(turn, poll), toast=_("It is on its way."))
    poll = await poll_results.to_be_told(turn.session, tap.poll_id)
    return screens.sure_to_tell(poll, await poll_results.reach_of_result(turn.session, poll))
