"""Outcomes: what came of an introduction, said in one tap."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.outcomes import WITH_VALUE
from bot.screens import outcomes as screens
from bot.services import outcomes
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "outcome value"
TYPED_VALUE = 40
"""Characters of a typed amount."""


@feature.tapped(screens.SayOutcome)
@members_only
async def say_outcome(turn: Turn, tap: screens.SayOutcome) -> Reply:
    """Say what came of it; what may be worth money is asked for its worth."""
    report, introduction = await outcomes.answer(
        turn.session, turn.person, tap.report_id, tap.outcome, turn.moment
    )
    if report.answer not in WITH_VALUE:
        return screens.noted(report, introduction, turn.moment.zone)
    turn.open_form(FORM, report_id=report.id)
    return screens.ask_value(report, introduction)


@feature.tapped(screens.ShowQuestion)
@members_only
async def show_question(turn: Turn, tap: screens.ShowQuestion) -> Reply:
    report, introduction = await outcomes.locked_question(turn.session, turn.person, tap.report_id)
    return screens.question(report, introduction, turn.moment.zone)


@feature.tapped(screens.SkipValue, form=FORM)
@members_only
async def skip_value(turn: Turn, tap: screens.SkipValue) -> Reply:
    """Leave its worth out; a button of a question that is over takes nothing back."""
    is_asked = turn.answers.get("report_id") == tap.report_id
    turn.close_form()
    take, shown = (
        (outcomes.skip_value, screens.noted) if is_asked else (outcomes.locked_question, screens.question)
    )
    report, introduction = await take(turn.session, turn.person, tap.report_id)
    return shown(report, introduction, turn.moment.zone)


@members_only
async def _ask_value(turn: Turn) -> Reply:
    return screens.ask_value(
        *await outcomes.locked_question(turn.session, turn.person, turn.answers["report_id"])
    )


@feature.typed(FORM, ask=_ask_value, takes_again=True)
@members_only
async def take_value(turn: Turn) -> Reply:
    report, introduction = await outcomes.put_value(
        turn.session, turn.person, turn.answers["report_id"], words_of(turn, TYPED_VALUE), turn.moment
    )
    turn.close_form()
    return screens.noted(report, introduction, turn.moment.zone)
