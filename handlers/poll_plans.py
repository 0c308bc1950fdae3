"""Polls being planned: staff write them, look at them as members will, send them; and close or call off an open one."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.i18n import LOCALES, is_locale, speaking
from bot.models.polls import Poll, PollQuestion
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.polls import PollPhase, closing_times
from bot.rules.staff import Role
from bot.screens import poll_plans as screens
from bot.screens import poll_results as result_screens
from bot.screens import sent_polls as sent_screens
from bot.screens import wordings
from bot.screens.navigation import way_out
from bot.screens.poll_templates import questions_of
from bot.services import poll_plans, poll_results, polls, telling
from bot.services.poll_plans import PollMovedOn
from bot.services.wordings import LanguageMissing
from handlers import audiences as choosing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only
from handlers.typed import moment_of, moment_tapped

feature = Feature()

CLOSING = "polls.closing"


async def settled(turn: Turn, poll_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the poll stands, if it moved on; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        poll = await polls.get(turn.session, poll_id)
        asked = poll_plans.unwritten(poll, await poll_plans.reach(turn.session, poll))
        return await _what_is_missing(turn, poll, asked)
    except (PollMovedOn, poll_plans.OptionsDiffer, poll_plans.ClosingMissing) as stands:
        turn.close_form()
        return with_word(turn, await shown(turn, await polls.get(turn.session, poll_id)), stands)


async def _what_is_missing(turn: Turn, poll: Poll, asked: PollQuestion | None) -> Reply:
    if asked is None:
        return await shown(turn, poll)
    if not asked.texts:
        return await writing.write_text(turn, wordings.WriteText(screens.QUESTIONS, asked.id, turn.locale))
    return await writing.what_is_missing(turn, screens.QUESTIONS, asked.id)


async def _question_settled(turn: Turn, question_id: int, acting: Awaitable[Reply]) -> Reply:
    question = await poll_plans.question_of(turn.session, question_id)
    return await settled(turn, question.poll_id, acting)


or_as_it_stands = OrAsItStands(settled, "poll_id")
or_its_poll = OrAsItStands(_question_settled, "question_id")


async def shown(turn: Turn, poll: Poll) -> Reply:
    """A poll as staff see it. Raises NotAllowed for a draft and somebody who may not act."""
    may_act = turn.has_role(Role.EDITOR)
    match poll.phase:
        case PollPhase.WRITING:
            if not may_act:
                raise NotAllowed
            return screens.composing(poll, await poll_plans.reach(turn.session, poll))
        case PollPhase.OPEN:
            figures = await poll_results.figures(turn.session, poll)
            return sent_screens.open_poll(poll, figures, may_act=may_act)
        case PollPhase.CLOSED:
            return await _result(turn, poll)
        case _:
            return sent_screens.called_off(poll)


async def _result(turn: Turn, poll: Poll) -> Reply:
    return result_screens.result_for_staff(
        poll,
        await poll_results.figures(turn.session, poll),
        await poll_results.texts_waiting(turn.session, poll.id),
        (await poll_results.texts(turn.session, poll.id, 0)).total,
        may_act=turn.has_role(Role.EDITOR),
    )


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_planned_polls(turn: Turn, tap: screens.ListPlannedPolls) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    return screens.all_polls(
        await poll_plans.listed(turn.session, page, with_drafts=may_act), may_act=may_act
    )


@feature.tapped(screens.ChooseTemplate)
@staff_only(Role.EDITOR)
async def choose_template(turn: Turn, tap: screens.ChooseTemplate) -> Reply:
    return screens.choose_template()


@feature.tapped(screens.NewPoll)
@staff_only(Role.EDITOR)
async def new_poll(turn: Turn, tap: screens.NewPoll) -> Reply:
    template = questions_of(tap.template, turn.moment)
    return await shown(turn, await poll_plans.start(turn.session, turn.id, template, turn.moment))


@feature.tapped(screens.OpenPlannedPoll)
@staff_only(Role.VIEWER)
async def open_planned_poll(turn: Turn, tap: screens.OpenPlannedPoll) -> Reply:
    return await shown(turn, await polls.get(turn.session, tap.poll_id))


@feature.tapped(screens.DiscardPoll)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard_poll(turn: Turn, tap: screens.DiscardPoll) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await poll_plans.draft(turn.session, tap.poll_id))
    await poll_plans.discard(turn.session, tap.poll_id, turn.id, turn.moment)
    return await _list(turn)


# Questions


@feature.tapped(screens.ChooseKind)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_kind(turn: Turn, tap: screens.ChooseKind) -> Reply:
    return screens.choose_kind(await poll_plans.draft(turn.session, tap.poll_id))


@feature.tapped(screens.AddQuestion)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def add_question(turn: Turn, tap: screens.AddQuestion) -> Reply:
    """Add a question, and ask for its words at once."""
    question = await poll_plans.add_question(turn.session, tap.poll_id, tap.kind)
    return await writing.write_text(turn, wordings.WriteText(screens.QUESTIONS, question.id, turn.locale))


@feature.tapped(screens.OpenQuestion)
@staff_only(Role.EDITOR)
@or_its_poll
async def open_question(turn: Turn, tap: screens.OpenQuestion) -> Reply:
    return await _question(turn, await poll_plans.question_draft(turn.session, tap.question_id))


async def _question(turn: Turn, question: PollQuestion) -> Reply:
    return screens.question_plan(question, await poll_plans.reach_of_question(turn.session, question))


@feature.tapped(screens.RemoveQuestion)
@staff_only(Role.EDITOR)
@or_its_poll
async def remove_question(turn: Turn, tap: screens.RemoveQuestion) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_remove(await poll_plans.question_draft(turn.session, tap.question_id))
    return await shown(turn, await poll_plans.remove_question(turn.session, tap.question_id))


async def _preview_question(turn: Turn, question: PollQuestion, language: str) -> Reply:
    poll = await polls.get(turn.session, question.poll_id)
    return screens.preview(poll)[question.place]


def _ask_question(question: PollQuestion, language: str) -> str:
    return screens.ask_question(question, language)


writing.register(
    screens.QUESTIONS,
    writing.Writing(
        draft=poll_plans.question_draft,
        get=poll_plans.question_of,
        text_of=poll_plans.text_of,
        reach=poll_plans.reach_of_question,
        ask=_ask_question,
        preview=_preview_question,
        shown=_question,
        back=screens.OpenQuestion,
        settled=_question_settled,
    ),
)


# Whom, how and until when


async def _audience(turn: Turn, poll_id: int) -> Audience:
    return Audience.of((await poll_plans.draft(turn.session, poll_id)).audience)


async def _set_audience(turn: Turn, poll_id: int, audience: Audience) -> None:
    await poll_plans.set_audience(turn.session, poll_id, audience)


choosing.register(
    screens.WHOSE,
    choosing.Choosing(_audience, _set_audience, screens.OpenPlannedPoll, settled=settled),
)


@feature.tapped(screens.SetPoll)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def set_poll(turn: Turn, tap: screens.SetPoll) -> Reply:
    poll = await poll_plans.draft(turn.session, tap.poll_id)
    match tap.setting:
        case screens.Setting.ANONYMOUS:
            poll.is_anonymous = tap.is_on
        case screens.Setting.BY_COMPANY:
            poll.by_company = tap.is_on
        case screens.Setting.TELLS_ALL:
            poll.tells_all = tap.is_on
    return await shown(turn, poll)


@feature.tapped(screens.ChooseClosing)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_closing(turn: Turn, tap: screens.ChooseClosing) -> Reply:
    poll = await poll_plans.draft(turn.session, tap.poll_id)
    turn.open_form(CLOSING, poll_id=poll.id)
    return screens.choose_closing(poll, closing_times(turn.moment.now, turn.moment.zone), turn.moment)


@staff_only(Role.EDITOR)
async def _ask_closing(turn: Turn) -> Reply:
    return await choose_closing(turn, screens.ChooseClosing(turn.answers["poll_id"]))


@feature.typed(CLOSING, ask=_ask_closing, takes_again=True)
@staff_only(Role.EDITOR)
async def take_closing(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["poll_id"], _take_closing(turn, turn.answers["poll_id"]))


async def _take_closing(turn: Turn, poll_id: int) -> Reply:
    await poll_plans.draft(turn.session, poll_id)
    wall = moment_of(turn, partial(screens.close_at, poll_id))
    if isinstance(wall, Reply):
        return replace(wall, buttons=(*wall.buttons, way_out(screens.OpenPlannedPoll(poll_id))))
    return await _closing_set(turn, poll_id, wall)


@feature.tapped(screens.CloseAt, form=CLOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def close_at(turn: Turn, tap: screens.CloseAt) -> Reply:
    return await _closing_set(turn, tap.poll_id, moment_tapped(tap.minute))


async def _closing_set(turn: Turn, poll_id: int, wall: datetime) -> Reply:
    poll = await poll_plans.set_closing(turn.session, poll_id, wall, turn.moment)
    turn.close_form()
    return await shown(turn, poll)


# Looked at and sent


@feature.tapped(screens.PreviewPoll)
@staff_only(Role.VIEWER)
@or_as_it_stands
async def preview_poll(turn: Turn, tap: screens.PreviewPoll) -> Reply:
    """All of it as the readers of a language will see it, above the poll as it stands."""
    poll = await polls.get(turn.session, tap.poll_id)
    if not poll.questions:
        raise poll_plans.NoQuestions
    language = tap.language if is_locale(tap.language) else LOCALES[0]
    with speaking(language):
        seen = screens.preview(poll)
    return replace(await shown(turn, poll), before=tuple(replace(one, language=language) for one in seen))


@feature.tapped(screens.TapPollPreview)
@staff_only(Role.VIEWER)
async def tap_poll_preview(turn: Turn, tap: screens.TapPollPreview) -> Reply:
    return Reply(toast=screens.tapped_preview(), is_alert=True)


@feature.tapped(screens.ConfirmPoll)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def confirm_poll(turn: Turn, tap: screens.ConfirmPoll) -> Reply:
    poll = await poll_plans.draft(turn.session, tap.poll_id)
    reached = await poll_plans.ready(turn.session, poll, turn.moment)
    return screens.confirm(poll, reached, telling.goes_out_at(turn.moment), turn.moment)


@feature.tapped(screens.SendPoll)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_poll(turn: Turn, tap: screens.SendPoll) -> Reply:
    return await shown(turn, await poll_plans.send(turn.session, tap.poll_id, turn.id, turn.moment))


@feature.tapped(sent_screens.ListVoters)
@staff_only(Role.VIEWER)
@or_as_it_stands
async def list_voters(turn: Turn, tap: sent_screens.ListVoters) -> Reply:
    poll = await polls.get(turn.session, tap.poll_id)
    return sent_screens.voters(poll, await poll_results.who_answered(turn.session, poll, tap.page))


@feature.tapped(sent_screens.CloseNow)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def close_now(turn: Turn, tap: sent_screens.CloseNow) -> Reply:
    if tap.is_sure:
        return await shown(
            turn, await poll_results.close_early(turn.session, tap.poll_id, turn.id, turn.moment)
        )
    poll = await poll_results.open_one(turn.session, tap.poll_id)
    return sent_screens.sure_to_close(poll, await poll_results.figures(turn.session, poll))


@feature.tapped(sent_screens.CallOffPoll)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def call_off_poll(turn: Turn, tap: sent_screens.CallOffPoll) -> Reply:
    if tap.is_sure:
        return await shown(turn, await poll_results.call_off(turn.session, tap.poll_id, turn.id, turn.moment))
    return sent_screens.sure_to_call_off(await poll_results.open_one(turn.session, tap.poll_id))
