"""Introductions: asked for, looked at, answered, handed on, taken back."""

from __future__ import annotations

from functools import partial

from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.outbox import live
from bot.replies import Reply, Tap
from bot.rules.introductions import MEANT, WORDS_LIMIT, Decline, Origin, State, Why, Word
from bot.rules.pages import page_of
from bot.screens import introduction_wording as taps
from bot.screens import introductions as screens
from bot.screens.directory import OpenCard
from bot.screens.forms import SENTENCE
from bot.screens.openings import OpenOpening
from bot.services import companies, introductions, openings, outcomes, rounds, suggestions, telling
from handlers.directory import looked_for, meant_of
from handlers.feature import ANY_FORM, Feature
from handlers.flow import Flow, Given, Step
from handlers.turn import Turn, members_only
from handlers.typed import words, words_of

feature = Feature()

FORM = "introduction declined"


@feature.entrance(taps.ENTRANCE)
@members_only
async def show_introductions(turn: Turn, tap: taps.ShowIntroductions) -> Reply:
    listed = await introductions.of_person(turn.session, turn.person, tap.page)
    open_round = await rounds.open_to(turn.session, turn.person, turn.moment)
    return screens.introductions(listed, turn.person, open_round)


@feature.tapped(taps.ShowSuggestions)
@members_only
async def show_suggestions(turn: Turn, tap: taps.ShowSuggestions) -> Reply:
    return screens.suggestions(await suggestions.suggestions(turn.session, turn.person, turn.moment))


@feature.tapped(taps.OpenIntroduction)
@members_only
async def open_introduction(turn: Turn, tap: taps.OpenIntroduction) -> Reply:
    asked = await introductions.get(turn.session, turn.person, tap.introduction_id)
    return await _shown(turn, asked, page=tap.page)


@feature.tapped(taps.AnswerIntroduction)
@members_only
async def answer(turn: Turn, tap: taps.AnswerIntroduction) -> Reply:
    """Yes or not now at once; a no asks for its reason first."""
    if tap.word is Word.NO:
        asked = await introductions.get(turn.session, turn.person, tap.introduction_id)
        if not screens.must_answer(asked, turn.person):
            return await _shown(turn, asked, MEANT[tap.word])
        turn.open_form(FORM, introduction_id=asked.id)
        return screens.why_not(asked, turn.person)
    asked = await introductions.answer(turn.session, turn.person, tap.introduction_id, tap.word, turn.moment)
    return await _shown(turn, asked, MEANT[tap.word])


@feature.tapped(taps.DeclineFor, form=FORM)
@members_only
async def decline_for(turn: Turn, tap: taps.DeclineFor) -> Reply:
    return await _decline(turn, tap.introduction_id, tap.reason, "", mutes=tap.mutes)


@members_only
async def _ask_why_not(turn: Turn) -> Reply:
    asked = await introductions.get(turn.session, turn.person, turn.answers["introduction_id"])
    return screens.why_not(asked, turn.person)


@feature.typed(FORM, ask=_ask_why_not)
@members_only
async def take_why_not(turn: Turn) -> Reply:
    words = words_of(turn, WORDS_LIMIT)
    return await _decline(turn, turn.answers["introduction_id"], Decline.OWN, words, mutes=False)


async def _decline(turn: Turn, introduction_id: int, reason: Decline, words: str, *, mutes: bool) -> Reply:
    asked = await introductions.answer(
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
    asked = await introductions.get(turn.session, turn.person, tap.introduction_id)
    if not screens.must_answer(asked, turn.person):
        return await _shown(turn, asked, State.HANDED_ON)
    listed = await introductions.colleagues_for(turn.session, turn.person, asked)
    open_invites = await companies.open_invites(turn.session, turn.person.company_id, turn.moment)
    return screens.colleagues(asked, page_of(listed, tap.page), open_invites)


@feature.tapped(taps.HandOn)
@members_only
async def hand_on(turn: Turn, tap: taps.HandOn) -> Reply:
    asked = await introductions.hand_on(
        turn.session, turn.person, tap.introduction_id, tap.person_id, turn.moment
    )
    return await _shown(turn, asked, State.HANDED_ON)


@feature.tapped(taps.Withdraw)
@members_only
async def withdraw(turn: Turn, tap: taps.Withdraw) -> Reply:
    asked = await introductions.get(turn.session, turn.person, tap.introduction_id)
    if not tap.is_sure and asked.terms.is_open:
        return screens.sure_to_withdraw(asked)
    asked = await introductions.withdraw(turn.session, turn.person, tap.introduction_id, turn.moment)
    return await _shown(turn, asked, State.WITHDRAWN)


async def _shown(
    turn: Turn, asked: Introduction, meant: State | None = None, *, mutes: bool = False, page: int = 0
) -> Reply:
    """How an introduction stands; after a press that `meant` something, also whether that is what came of it."""
    reasons = await suggestions.reasons_between(turn.session, turn.person, asked)
    report = await outcomes.asked_last(turn.session, turn.person, asked)
    shown = screens.introduction(asked, turn.person, reasons, report, page)
    return screens.pressed(shown, asked, turn.person, meant, mutes=mutes) if meant is not None else shown


@feature.tapped(taps.AskCompany, form=ANY_FORM)
@members_only
async def ask_company(turn: Turn, tap: taps.AskCompany) -> Reply:
    """The bot finds the right person once it knows why; the only one there is at once. Idempotent."""
    company = await companies.get(turn.session, tap.company_id)
    others = await _others(turn, company.id)
    if not others:
        return screens.nobody(company)
    only = (
        await introductions.may_ask(turn.session, turn.person, others[0].id, turn.moment)
        if len(others) == 1
        else None
    )
    return await ASKING.begin(
        turn,
        company_id=company.id,
        person_id=only.id if only is not None else 0,
        origin=Origin.CARD,
        looked_for=looked_for(turn),
    )


@feature.tapped(taps.AskPerson, form=ANY_FORM)
@members_only
async def ask_person(turn: Turn, tap: taps.AskPerson) -> Reply:
    origin = Origin.SUGGESTION if tap.origin is Origin.SUGGESTION else Origin.CARD
    other = await introductions.may_ask(turn.session, turn.person, tap.person_id, turn.moment)
    return await ASKING.begin(
        turn, company_id=other.company_id, person_id=other.id, origin=origin, looked_for=looked_for(turn)
    )


@feature.tapped(taps.AskAbout, form=ANY_FORM)
@members_only
async def ask_about(turn: Turn, tap: taps.AskAbout) -> Reply:
    """What was searched for is the reason, and the bot finds the right person for it. Idempotent."""
    subject = (await meant_of(turn, tap.company_id)).subject
    if subject is None:
        return await ask_company(turn, taps.AskCompany(tap.company_id))
    return await ASKING.begin(
        turn,
        company_id=tap.company_id,
        person_id=0,
        origin=Origin.CARD,
        why=Why.ABOUT,
        subject=subject.text,
        like=Why.SELL if subject.is_needed else Why.BUY,
        looked_for=looked_for(turn),
    )


async def _ask_why(turn: Turn, given: Given) -> Reply:
    company = await companies.get(turn.session, given["company_id"])
    others = await _others(turn, company.id)
    return screens.why(company, await _chosen(turn, given), given.get("subject"), has_others=len(others) > 1)


async def _ask_whom(turn: Turn, given: Given, page: int = 0) -> Reply:
    company = await companies.get(turn.session, given["company_id"])
    return screens.whom_else(company, page_of(await _others(turn, company.id), page))


@feature.tapped(taps.ShowOthers, form="asking")
@members_only
async def show_others(turn: Turn, tap: taps.ShowOthers) -> Reply:
    return await ASKING.look(turn, partial(_ask_whom, page=tap.page))


async def _others(turn: Turn, company_id: int) -> list[Person]:
    """Those of a company who may be asked."""
    people = await introductions.to_be_asked(turn.session, company_id)
    return [person for person in people if person.id != turn.person.id]


async def _is_of_company(turn: Turn, given: Given, person_id: int) -> int:
    if person_id not in {person.id for person in await _others(turn, given["company_id"])}:
        raise introductions.NotThere
    return (await introductions.may_ask(turn.session, turn.person, person_id, turn.moment)).id


async def _ask_words(turn: Turn, given: Given) -> Reply:
    return screens.own_words(await _chosen(turn, given))


async def _chosen(turn: Turn, given: Given) -> Person | None:
    if not given["person_id"]:
        return None
    return await introductions.may_ask(turn.session, turn.person, given["person_id"], turn.moment)


async def _is_ready(turn: Turn, given: Given, why: Why) -> Why | Reply:
    """A reason from the list; one that this request cannot have is asked for again."""
    needs = {Why.OPENING: "opening_id", Why.ABOUT: "subject"}
    return why if needs.get(why, "why") in {"why", *given} else await _ask_why(turn, given)


async def _own_why(turn: Turn, given: Given) -> Given:
    """A reason of their own, typed instead of tapping."""
    return {"why": Why.OWN, "words": words_of(turn, WORDS_LIMIT)}


async def _preview(turn: Turn, given: Given) -> Reply:
    """What the other will see, once it is known who that is. Nothing is written yet but the dialogue."""
    session, asker, why = turn.session, turn.person, Why(given["why"])
    other = await _chosen(turn, given)
    if other is None:
        matter = Why(given["like"]) if why is Why.ABOUT else why
        right = await introductions.right_one(session, asker, given["company_id"], matter, turn.moment)
        other = await introductions.may_ask(session, asker, right.id, turn.moment)
    ASKING.note(turn, to=other.id)
    topic = await _topic(turn, given)
    drafted = introductions.draft(asker, other, why, given.get("words", ""), turn.moment, topic)
    others = await _others(turn, given["company_id"])
    return screens.preview(drafted, has_others=len(others) > 1)


async def _send(turn: Turn, given: Given) -> Reply:
    asked = await introductions.ask(
        turn.session,
        turn.person,
        given["to"],
        Why(given["why"]),
        given.get("words", ""),
        Origin(given["origin"]),
        turn.moment,
        await _topic(turn, given),
    )
    return _is_sent(turn, asked)


def _is_sent(turn: Turn, asked: Introduction) -> Reply:
    return screens.sent(asked, telling.held_until(turn.moment), turn.moment.zone)


async def _topic(turn: Turn, given: Given) -> introductions.Topic:
    """What they would take up together, or what was searched for, where that is the reason."""
    match Why(given["why"]):
        case Why.OPENING:
            return introductions.Topic(opening=await openings.posted(turn.session, given["opening_id"]))
        case Why.ABOUT:
            return introductions.Topic(subject=given["subject"])
    return introductions.NO_TOPIC


def _back(given: Given) -> Tap:
    if "opening_id" in given:
        return OpenOpening(given["opening_id"])
    return OpenCard(given["company_id"])


async def _sent_as_written(turn: Turn, told: Given) -> Reply:
    return screens.sent_as_written()


async def _sent_before(turn: Turn) -> Reply:
    """What the first of two taps has sent; under a message that is no longer the live screen, nothing is open."""
    is_live = live.is_live(turn.chat, turn.incoming.tapped_message)
    asked = await introductions.asked_just_now(turn.session, turn.person, turn.moment) if is_live else None
    return _is_sent(turn, asked) if asked is not None and asked.terms.is_open else screens.nothing_open()


ASKING = Flow(
    feature,
    "asking",
    members_only,
    (
        Step(screens.WHY, _ask_why, _own_why, Why, _is_ready),
        Step(
            "words",
            _ask_words,
            words(WORDS_LIMIT),
            is_due=lambda given: given.get("why") == Why.OWN,
            title=SENTENCE,
        ),
        # The bot has chosen, or the asker did on the way here: asked only for somebody else
        Step(screens.WHOM, _ask_whom, choices=int, check=_is_of_company),
    ),
    summary=_preview,
    done=_send,
    over=_sent_before,
    corrected=_sent_as_written,
    back=_back,
)
