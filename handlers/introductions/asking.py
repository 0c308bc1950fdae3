"""Asking to meet somebody: from a company's card, a suggestion, or a next-best one."""

from __future__ import annotations

from typing import Any

from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.replies import Reply
from bot.rules.introductions import WORDS_LIMIT, Origin, Why
from bot.rules.pages import page_of
from bot.screens.introductions import asking as screens
from bot.screens.introductions import taps
from bot.services import companies
from bot.services.introductions import asking, looking
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "introduction"
"""It remembers whom (`company_id`, `person_id`: 0 for the right person), `why` and `words`, and `to` whom it goes."""


@feature.tapped(taps.AskCompany, form=FORM)
@members_only
async def ask_company(turn: Turn, tap: taps.AskCompany) -> Reply:
    company = await companies.get(turn.session, tap.company_id)
    turn.open_form(FORM, company_id=company.id, person_id=0, origin=Origin.CARD)
    people = [
        person for person in await asking.to_be_asked(turn.session, company.id) if person.id != turn.person.id
    ]
    return screens.whom(company, page_of(people, tap.page))


@feature.tapped(taps.AskPerson, form=FORM)
@members_only
async def ask_person(turn: Turn, tap: taps.AskPerson) -> Reply:
    origin = Origin.SUGGESTION if tap.origin is Origin.SUGGESTION else Origin.CARD
    other = await asking.may_ask(turn.session, turn.person, tap.person_id, turn.moment)
    turn.open_form(FORM, company_id=other.company_id, person_id=other.id, origin=origin)
    return screens.why(other.company, other)


@feature.tapped(taps.AskRightPerson, form=FORM)
@members_only
async def ask_right_person(turn: Turn, tap: taps.AskRightPerson) -> Reply:
    """The bot finds the right person once it knows why."""
    if not turn.answers.get("company_id"):
        return screens.nothing_open()
    turn.open_form(FORM, **{**_whom_alone(turn), "person_id": 0})
    return await _why(turn)


@feature.tapped(taps.AskAgainWhy, form=FORM)
@members_only
async def ask_again_why(turn: Turn, tap: taps.AskAgainWhy) -> Reply:
    if not turn.answers.get("company_id"):
        return screens.nothing_open()
    turn.open_form(FORM, **_whom_alone(turn))
    return await _why(turn)


def _whom_alone(turn: Turn) -> dict[str, Any]:
    """What the dialogue remembers, without a reason and what came of it: the question of why is open again."""
    return {key: turn.answers[key] for key in ("company_id", "person_id", "origin")}


@feature.tapped(taps.PickWhy, form=FORM)
@members_only
async def pick_why(turn: Turn, tap: taps.PickWhy) -> Reply:
    """A ready-made reason leads to what the other will see; one's own is typed."""
    if not turn.answers.get("company_id"):
        return screens.nothing_open()
    if tap.why is Why.OWN:
        turn.open_form(FORM, **{**_whom_alone(turn), "why": Why.OWN})
        return await _question(turn)
    return await _preview(turn, {**turn.answers, "why": tap.why, "words": ""})


@members_only
async def _question(turn: Turn) -> Reply:
    """The question that is open: whether to send what is shown, the sentence, or why."""
    if "to" in turn.answers:
        return await _preview(turn, turn.answers)
    if turn.answers.get("why") == Why.OWN:
        return screens.own_words(await _chosen(turn))
    return await _why(turn)


async def _why(turn: Turn) -> Reply:
    company = await companies.get(turn.session, turn.answers["company_id"])
    return screens.why(company, await _chosen(turn))


@feature.typed(FORM, ask=_question)
@members_only
async def take_words(turn: Turn) -> Reply:
    """A reason of their own, whether they were asked for one or typed it instead of tapping."""
    words = words_of(turn, WORDS_LIMIT)
    return await _preview(turn, {**turn.answers, "why": Why.OWN, "words": words})


async def _preview(turn: Turn, answers: dict[str, Any]) -> Reply:
    """What the other will see, once it is known who that is. Nothing is written yet but the dialogue."""
    why = Why(answers["why"])
    person_id = answers["person_id"] or await _right_one(turn, answers["company_id"], why)
    other = await asking.may_ask(turn.session, turn.person, person_id, turn.moment)
    turn.open_form(FORM, **{**answers, "to": other.id})
    return screens.preview(asking.draft(turn.person, other, why, answers["words"], turn.moment))


async def _right_one(turn: Turn, company_id: int, why: Why) -> int:
    right = await asking.right_one(turn.session, turn.person, company_id, why, turn.moment)
    return right.id


async def _chosen(turn: Turn) -> Person | None:
    if not turn.answers.get("person_id"):
        return None
    return await asking.may_ask(turn.session, turn.person, turn.answers["person_id"], turn.moment)


@feature.tapped(taps.SendRequest, form=FORM)
@members_only
async def send_request(turn: Turn, tap: taps.SendRequest) -> Reply:
    """Send it; tapped twice, it is sent once."""
    answers = turn.answers
    if "to" not in answers:
        return await _sent_before(turn)
    asked: Introduction = await asking.ask(
        turn.session,
        turn.person,
        answers["to"],
        Why(answers["why"]),
        answers["words"],
        Origin(answers["origin"]),
        turn.moment,
    )
    turn.close_form()
    return screens.sent(asked)


async def _sent_before(turn: Turn) -> Reply:
    """What the first of two taps has sent; under a message that is no longer the live screen, nothing is open."""
    is_live = turn.chat.screen_id == turn.incoming.tapped_message
    asked = await looking.asked_just_now(turn.session, turn.person, turn.moment) if is_live else None
    return screens.sent(asked) if asked is not None and asked.terms.is_open else screens.nothing_open()
