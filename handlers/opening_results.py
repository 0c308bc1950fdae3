"""What came of openings, for staff: company by company, recorded for them, and in all."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.money import Money
from bot.rules.openings import Result
from bot.rules.staff import Role
from bot.screens import opening_results as screens
from bot.screens.money import EXAMPLES
from bot.screens.navigation import way_out
from bot.services import opening_results, openings
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import NotMoney, money_of

feature = Feature()

WON = "openings.recorded"


@feature.tapped(screens.ListProspects)
@staff_only(Role.VIEWER)
async def list_prospects(turn: Turn, tap: screens.ListProspects) -> Reply:
    opening = await openings.get(turn.session, tap.opening_id)
    listed = await opening_results.prospects(turn.session, opening.id, tap.page)
    return screens.prospects(opening, listed, may_act=turn.has_role(Role.EDITOR))


@feature.tapped(screens.OpenProspect)
@staff_only(Role.EDITOR)
async def open_prospect(turn: Turn, tap: screens.OpenProspect) -> Reply:
    return screens.prospect(await opening_results.prospect(turn.session, tap.prospect_id))


@feature.tapped(screens.RecordResult)
@staff_only(Role.EDITOR)
async def record_result(turn: Turn, tap: screens.RecordResult) -> Reply:
    """What the company told staff; of what was won, also how much."""
    recorded = await opening_results.record(turn.session, tap.prospect_id, turn.id, tap.result, turn.moment)
    if tap.result is Result.WON:
        turn.open_form(WON, prospect_id=recorded.id)
        return screens.ask_won(recorded)
    return screens.prospect(recorded, screens.recorded())


@staff_only(Role.EDITOR)
async def _ask_won(turn: Turn) -> Reply:
    return screens.ask_won(await opening_results.prospect(turn.session, turn.answers["prospect_id"]))


@feature.typed(WON, ask=_ask_won, takes_again=True)
@staff_only(Role.EDITOR)
async def take_won(turn: Turn) -> Reply:
    prospect_id = turn.answers["prospect_id"]
    won = money_of(turn, lambda one: screens.RecordWon(prospect_id, one.plain))
    if isinstance(won, Reply):
        return replace(won, buttons=(*won.buttons, way_out(screens.OpenProspect(prospect_id))))
    return await _won(turn, prospect_id, won)


@feature.tapped(screens.RecordWon, form=WON)
@staff_only(Role.EDITOR)
async def record_won(turn: Turn, tap: screens.RecordWon) -> Reply:
    try:
        won = Money.of(tap.plain)
    except ValueError:
        raise NotMoney(example=EXAMPLES) from None
    return await _won(turn, tap.prospect_id, won)


async def _won(turn: Turn, prospect_id: int, won: Money) -> Reply:
    recorded = await opening_results.record(
        turn.session, prospect_id, turn.id, Result.WON, turn.moment, won=won
    )
    turn.close_form()
    return screens.prospect(recorded, screens.recorded())


@feature.tapped(screens.ShowTotals)
@staff_only(Role.VIEWER)
async def show_totals(turn: Turn, tap: screens.ShowTotals) -> Reply:
    return screens.totals(await opening_results.totals(turn.session))


@feature.tapped(screens.GetOpeningsWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetOpeningsWorkbook) -> Reply:
    return screens.workbook(await opening_results.workbook(turn.session, turn.id, turn.moment), turn.moment)
