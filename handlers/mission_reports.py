"""Reports on missions: looked at, with the rows of each figure, drawn, and taken as Excel."""

from __future__ import annotations

from bot.models.missions import Mission
from bot.replies import Reply, Rows
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import mission_reports as screens
from bot.screens.missions import is_on
from bot.services import mission_reports, missions
from handlers.feature import Feature
from handlers.mission_plans import beside_card
from handlers.turn import Turn, staff_only

feature = Feature()


@beside_card
async def _beside_card(turn: Turn, mission: Mission) -> Rows:
    return screens.beside_card(mission) if is_on(mission) else ()


@feature.tapped(screens.OpenMissionReport)
@staff_only(Role.VIEWER)
async def open_report(turn: Turn, tap: screens.OpenMissionReport) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    return screens.report(mission, await mission_reports.report(turn.session, mission))


@feature.tapped(screens.ShowRows)
@staff_only(Role.VIEWER)
async def show_rows(turn: Turn, tap: screens.ShowRows) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    counted = await mission_reports.report(turn.session, mission)
    page = page_of(counted.rows(tap.measure), tap.page, screens.ROWS_PAGE)
    companies = await mission_reports.companies_of(turn.session, counted)
    return screens.rows_of(mission, tap.measure, counted, page, companies)


@feature.tapped(screens.GetReportPicture)
@staff_only(Role.VIEWER)
async def get_picture(turn: Turn, tap: screens.GetReportPicture) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    counted = await mission_reports.report(turn.session, mission)
    return screens.picture(mission, counted, await mission_reports.companies_of(turn.session, counted))


@feature.tapped(screens.GetReportWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetReportWorkbook) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    document = await mission_reports.workbook(turn.session, mission, turn.id, turn.moment)
    return screens.workbook(mission, document)
