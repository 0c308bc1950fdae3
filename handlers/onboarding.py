"""Coming in: links, the language, consent; and asking to join."""

from __future__ import annotations

from bot.i18n import is_locale, speaking
from bot.models.invites import Invite
from bot.replies import Reply
from bot.rules.invites import LinkProblem
from bot.rules.people import NAME_LIMIT
from bot.rules.words import clean
from bot.screens import forms, home, settings
from bot.screens import onboarding as screens
from bot.screens import requests as request_screens
from bot.services import chats, invites, joining, requests
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.home import at_home
from handlers.turn import Turn, anyone
from handlers.typed import a_name, words_of

feature = Feature()

ADDING = "request.words"
WORDS_LIMIT = 500
"""Characters of what somebody adds to their request."""


@feature.entrance(screens.ENTRANCE)
@anyone
async def start(turn: Turn) -> Reply:
    """Home for members; the way in for those with a link; how to ask for one for everybody else."""
    turn.close_form()
    if turn.member is not None:
        return screens.already_in() if turn.incoming.argument else at_home(turn)
    if turn.incoming.argument:
        found = await invites.try_token(turn.session, turn.incoming.argument, turn.id, turn.moment)
        if isinstance(found, LinkProblem):
            return screens.useless_link(found)
        invites.note_opened(found, turn.moment)
        turn.chat.invite_id = found.id
        return _invited(turn, found)
    return await _go_on(turn)


async def _go_on(turn: Turn) -> Reply:
    """Where somebody who is not in stands: with a pending invite, at the language."""
    if turn.role is not None and turn.chat.invite_id is None:
        return at_home(turn)
    found = await invites.pending(turn.session, turn.chat, turn.moment)
    if isinstance(found, Invite):
        return _invited(turn, found)
    if found is not None:
        turn.chat.invite_id = None
        return screens.useless_link(found)
    return turn.outside()


def _invited(turn: Turn, invite: Invite) -> Reply:
    if turn.chat.language is None and invite.person is not None and not turn.sender.language_code:
        turn.locale = invite.person.language
    with speaking(turn.locale):
        return screens.invited(invite.person.name if invite.person is not None else "", invite.company)


@feature.tapped(screens.ChooseLanguage)
@anyone
async def choose_language(turn: Turn, tap: screens.ChooseLanguage) -> Reply:
    if not is_locale(tap.language):
        return at_home(turn)
    await chats.choose_language(turn.session, turn.chat, turn.known, tap.language)
    turn.locale = tap.language
    with speaking(tap.language):
        if turn.member is not None:
            return settings.settings(is_member=True)
        if isinstance(await invites.pending(turn.session, turn.chat, turn.moment), Invite):
            return screens.consent()
        return settings.settings(is_member=False) if turn.role is not None else await _go_on(turn)


@feature.tapped(screens.Welcome)
@anyone
async def welcome(turn: Turn, tap: screens.Welcome) -> Reply:
    """Go on with joining; somebody who left comes back through the privacy notice."""
    if turn.member is not None:
        return at_home(turn)
    if turn.known is not None and turn.chat.invite_id is None:
        return turn.outside() if turn.known.is_ended else screens.consent()
    return await _go_on(turn)


@feature.tapped(screens.Agree)
@anyone
async def agree(turn: Turn, tap: screens.Agree) -> Reply:
    if turn.member is not None:
        return at_home(turn)
    found = await invites.pending(turn.session, turn.chat, turn.moment)
    if isinstance(found, Invite):
        turn.known = await joining.join(
            turn.session, turn.chat, found, _own_name(turn), turn.locale, turn.moment
        )
        return home.home(turn.known, turn.entrances, is_first=True)
    if turn.known is not None and not turn.known.is_ended:
        await joining.come_back(turn.session, turn.known, turn.moment)
        return at_home(turn)
    return await _go_on(turn)


def _own_name(turn: Turn) -> str:
    return clean(turn.sender.name, NAME_LIMIT).text[:NAME_LIMIT] or str(turn.id)


@feature.tapped(screens.AskToJoin)
@anyone
async def ask_to_join(turn: Turn, tap: screens.AskToJoin) -> Reply:
    if turn.known is not None:
        return at_home(turn)
    if await requests.open_of(turn.session, turn.id) is not None:
        return request_screens.waiting()
    return await REQUEST.begin(turn)


async def _ask_name(turn: Turn, given: Given) -> Reply:
    return request_screens.ask_name(clean(turn.sender.name, NAME_LIMIT).text)


async def _use_own_name(turn: Turn, given: Given, chosen: str) -> str:
    return _own_name(turn)


async def _send_request(turn: Turn, given: Given) -> Reply:
    await requests.ask(turn.session, turn.id, given["name"], given["company"], turn.locale, turn.moment)
    turn.open_form(ADDING)
    return request_screens.asked()


@anyone
async def _ask_to_add(turn: Turn) -> Reply:
    return request_screens.asked()


@feature.typed(ADDING, ask=_ask_to_add, takes_again=True)
@anyone
async def add_words(turn: Turn) -> Reply:
    """Whatever is typed right after asking to join goes to staff with it."""
    text = words_of(turn, WORDS_LIMIT, lines=True)
    turn.close_form()
    if not await requests.add_words(turn.session, turn.id, text, turn.moment):
        return request_screens.decided_already()
    return request_screens.passed_on()


async def _correct_request(turn: Turn, told: Given) -> Reply:
    if not await requests.correct(turn.session, turn.id, **told):
        return request_screens.decided_already()
    return forms.corrected(request_screens.asked())


async def _not_asking(turn: Turn) -> Reply:
    return at_home(turn)


REQUEST = Flow(
    feature,
    "request",
    anyone,
    (
        Step("name", _ask_name, a_name(NAME_LIMIT), str, _use_own_name, title=request_screens.NAME),
        Step("company", always(request_screens.ask_company), a_name(NAME_LIMIT)),
    ),
    done=_send_request,
    over=_not_asking,
    corrected=_correct_request,
)
