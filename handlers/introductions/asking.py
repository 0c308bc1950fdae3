"""Asking to meet somebody: from a company's card, a suggestion, or a next-best one."""

from __future__ import annotations

from bot.models.people import Person
from bot.outbox import live
from bot.replies import Reply
from bot.rules.introductions import WORDS_LIMIT, Origin, Why
from bot.rules.pages import page_of
from bot.screens.introductions import asking as screens
from bot.screens.introductions import taps
from bot.services import companies
from bot.services.introductions import asking, looking
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step
from handlers.turn import Turn, members_only
from handlers.typed import words, words_of

feature = Feature()


@feature.tapped(taps.AskCompany)
@members_only
async def ask_company(turn: Turn, tap: taps.AskCompany) -> Reply:
    """Whom of a company?"""
    company = await companies.get(turn.session, tap.company_id)
    people = [
        person for person in await asking.to_be_asked(turn.session, company.id) if person.id != turn.person.id
    ]
    return screens.whom(company, page_of(people, tap.page))


@feature.tapped(taps.AskPerson)
@members_only
async def ask_person(turn: Turn, tap: taps.AskPerson) -> Reply:
    origin = Origin.SUGGESTION if tap.origin is Origin.SUGGESTION else Origin.CARD
    other = await asking.may_ask(turn.session, turn.person, tap.person_id, turn.moment)
    return await ASKING.begin(turn, company_id=other.company_id, person_id=other.id, origin=origin)


@feature.tapped(taps.AskRightPerson)
@members_only
async def ask_right_person(turn: Turn, tap: taps.AskRightPerson) -> Reply:
    """The bot finds the right person of a company once it knows why."""
    return await ASKING.begin(turn, company_id=tap.company_id, person_id=0, origin=Origin.CARD)


async def _ask_why(turn: Turn, given: Given) -> Reply:
    company = await companies.get(turn.session, given["company_id"])
    return screens.why(company, await _chosen(turn, given))


async def _ask_words(turn: Turn, given: Given) -> Reply:
    return screens.own_words(await _chosen(turn, given))


async def _chosen(turn: Turn, given: Given) -> Person | None:
    if not given["person_id"]:
        return None
    return await asking.may_ask(turn.session, turn.person, given["person_id"], turn.moment)


async def _own_why(turn: Turn, given: Given) -> Given:
    """A reason of their own, typed instead of tapping."""
    return {"why": Why.OWN, "words": words_of(turn, WORDS_LIMIT)}


async def _preview(turn: Turn, given: Given) -> Reply:
    """What the other will see, once it is known who that is. Nothing is written yet but the dialogue."""
    session, asker, why = turn.session, turn.person, Why(given["why"])
    other = await _chosen(turn, given)
    if other is None:
        right = await asking.right_one(session, asker, given["company_id"], why, turn.moment)
        other = await asking.may_ask(session, asker, right.id, turn.moment)
    ASKING.note(turn, to=other.id)
    return screens.preview(asking.draft(asker, other, why, given.get("words", ""), turn.moment))


async def _send(turn: Turn, given: Given) -> Reply:
    asked = await asking.ask(
        turn.session,
        turn.person,
        given["to"],
        Why(given["why"]),
        given.get("words", ""),
        Origin(given["origin"]),
        turn.moment,
    )
    return screens.sent(asked)


async def _sent_as_written(turn: Turn, told: Given) -> Reply:
    return screens.sent_as_written()


async def _sent_before(turn: Turn) -> Reply:
    """What the first of two taps has sent; under a message that is no longer the live screen, nothing is open."""
    is_live = live.is_live(turn.chat, turn.incoming.tapped_message)
    asked = await looking.asked_just_now(turn.session, turn.person, turn.moment) if is_live else None
    return screens.sent(asked) if asked is not None and asked.terms.is_open else screens.nothing_open()


ASKING = Flow(
    feature,
    "introduction",
    members_only,
    (
        Step("why", _ask_why, _own_why, Why),
        Step("words", _ask_words, words(WORDS_LIMIT), is_due=lambda given: given.get("why") == Why.OWN),
    ),
    summary=_preview,
    done=_send,
    over=_sent_before,
    corrected=_sent_as_written,
    back=lambda given: taps.AskCompany(given["company_id"]),
)
