"""One's introductions: looked at, answered, handed on, taken back."""

from __future__ import annotations

from bot.models.introductions import Introduction
from bot.replies import Reply
from bot.rules.introductions import MEANT, WORDS_LIMIT, Decline, State, Word
from bot.rules.pages import page_of
from bot.screens.introductions import looking as screens
from bot.screens.introductions import taps
from bot.services import companies, outcomes, rounds
from bot.services.introductions import answering, looking, suggesting
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "introduction declined"


@feature.entrance(taps.ENTRANCE)
@members_only
async def show_introductions(turn: Turn, tap: taps.ShowIntroductions) -> Reply:
    listed = await looking.of_person(turn.session, turn.person, tap.page)
    open_round = await rounds.open_to(turn.session, turn.person, turn.moment)
    return screens.introductions(listed, turn.person, open_round)


@feature.tapped(taps.ShowSuggestions)
@members_only
async def show_suggestions(turn: Turn, tap: taps.ShowSuggestions) -> Reply:
    return screens.suggestions(await suggesting.suggestions(turn.session, turn.person, turn.moment))


@feature.tapped(taps.OpenIntroduction)
@members_only
async def open_introduction(turn: Turn, tap: taps.OpenIntroduction) -> Reply:
    asked = await looking.get(turn.session, turn.person, tap.introduction_id)
    return await _shown(turn, asked, page=tap.page)


@feature.tapped(taps.AnswerIntroduction)
@members_only
async def answer(turn: Turn, tap: taps.AnswerIntroduction) -> Reply:
    """Yes or not now at once; a no asks for its reason first."""
    if tap.word is Word.NO:
        asked = await looking.get(turn.session, turn.person, tap.introduction_id)
        if not screens.must_answer(asked, turn.person):
            return await _shown(turn, asked, MEANT[tap.word])
        turn.open_form(FORM, introduction_id=asked.id)
        return screens.why_not(asked, turn.person)
    asked = await answering.answer(turn.session, turn.person, tap.introduction_id, tap.word, turn.moment)
    return await _shown(turn, asked, MEANT[tap.word])


@feature.tapped(taps.DeclineFor, form=FORM)
@members_only
async def decline_for(turn: Turn, tap: taps.DeclineFor) -> Reply:
    return await _decline(turn, tap.introduction_id, tap.reason, "", mutes=tap.mutes)


@members_only
async def _ask_why_not(turn: Turn) -> Reply:
    asked = await looking.get(turn.session, turn.person, turn.answers["introduction_id"])
    return screens.why_not(asked, turn.person)


@feature.typed(FORM, ask=_ask_why_not)
@members_only
async def take_why_not(turn: Turn) -> Reply:
    words = words_of(turn, WORDS_LIMIT)
    return await _decline(turn, turn.answers["introduction_id"], Decline.OWN, words, mutes=False)


async def _decline(turn: Turn, introduction_id: int, reason: Decline, words: str, *, mutes: bool) -> Reply:
    asked = await answering.answer(
        turn.session,
        turn.person,
        introduction_id,
        Word.NO,
        turn.moment,
        declined_for=reason,
        declined_words=words,
        mutes=mutes,
    )
    turn.close_form()
    return await _shown(turn, asked, State.DECLINED, mutes=mutes)


@feature.tapped(taps.ChooseColleague)
@members_only
async def choose_colleague(turn: Turn, tap: taps.ChooseColleague) -> Reply:
    asked = await looking.get(turn.session, turn.person, tap.introduction_id)
    if not screens.must_answer(asked, turn.person):
        return await _shown(turn, asked, State.HANDED_ON)
    listed = await answering.colleagues_for(turn.session, turn.person, asked)
    open_invites = await companies.open_invites(turn.session, turn.person.company_id, turn.moment)
    return screens.colleagues(asked, page_of(listed, tap.page), open_invites)


@feature.tapped(taps.HandOn)
@members_only
async def hand_on(turn: Turn, tap: taps.HandOn) -> Reply:
    asked = await answering.hand_on(
        turn.session, turn.person, tap.introduction_id, tap.person_id, turn.moment
    )
    return await _shown(turn, asked, State.HANDED_ON)


@feature.tapped(taps.Withdraw)
@members_only
async def withdraw(turn: Turn, tap: taps.Withdraw) -> Reply:
    asked = await looking.get(turn.session, turn.person, tap.introduction_id)
    if not tap.is_sure and asked.terms.is_open:
        return screens.sure_to_withdraw(asked)
    asked = await answering.withdraw(turn.session, turn.person, tap.introduction_id, turn.moment)
    return await _shown(turn, asked, State.WITHDRAWN)


async def _shown(
    turn: Turn, asked: Introduction, meant: State | None = None, *, mutes: bool = False, page: int = 0
) -> Reply:
    """How an introduction stands; after a press that `meant` something, also whether that is what came of it."""
    reasons = await suggesting.reasons_between(turn.session, turn.person, asked)
    report = await outcomes.asked_last(turn.session, turn.person, asked)
    shown = screens.introduction(asked, turn.person, reasons, report, page)
    return screens.pressed(shown, asked, turn.person, meant, mutes=mutes) if meant is not None else shown
