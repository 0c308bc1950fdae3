"""What staff did, for owners; while it is open, whatever is typed is searched for in it."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.directory import QUERY_LIMIT
from bot.rules.people import KnownAs
from bot.rules.staff import Role
from bot.screens import trail as screens
from bot.screens.staff import ShowTrail
from bot.services import staff, trail
from bot.services.trail import Asked
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "trail"
"""It remembers the `text` that is searched for."""


@feature.tapped(ShowTrail, form=FORM)
@staff_only(Role.OWNER)
async def show_trail(turn: Turn, tap: ShowTrail) -> Reply:
    text = turn.answers.get("text", "") if tap.page else ""
    turn.open_form(FORM, text=text)
    return await _shown(turn, tap)


@staff_only(Role.OWNER)
async def _ask(turn: Turn) -> Reply:
    return await _shown(turn, ShowTrail())


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.OWNER)
async def search(turn: Turn) -> Reply:
    turn.open_form(FORM, text=words_of(turn, QUERY_LIMIT))
    return await _shown(turn, ShowTrail())


async def _shown(turn: Turn, tap: ShowTrail) -> Reply:
    text, names = turn.answers.get("text", ""), await _names(turn)
    asked = Asked(text, tap.company_id, tap.person_id)
    found = await trail.page(turn.session, asked, names, tap.page)
    return screens.trail(found, names, tap, text, turn.moment.zone)


@feature.tapped(screens.GetTrail, form=FORM)
@staff_only(Role.OWNER)
async def get_trail(turn: Turn, tap: screens.GetTrail) -> Reply:
    asked = Asked(turn.answers.get("text", ""), tap.company_id, tap.person_id)
    document = await trail.workbook(turn.session, asked, await _names(turn), turn.id, turn.moment)
    return screens.document(document, turn.moment.now)


async def _names(turn: Turn) -> dict[int, KnownAs | None]:
    listed = await staff.names(turn.session, {turn.id: turn.sender.name}, turn.moment)
    return {telegram_id: known_as for telegram_id, known_as, _role in listed}
