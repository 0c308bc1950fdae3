"""Reports on events: looked at, drawn, taken as an Excel file; and what people wrote."""

from __future__ import annotations

from bot.models.events import Event
from bot.replies import Reply, Rows
from bot.rules.events import EventPhase
from bot.rules.staff import Role
from bot.screens import event_reports as screens
from bot.services import event_reports
from handlers.feature import Feature
from handlers.planning import beside_card
from handlers.turn import Turn, staff_only

feature = Feature()


@beside_card
async def _beside_card(turn: Turn, event: Event) -> Rows:
    return screens.beside_card(event) if event.phase is EventPhase.ANNOUNCED else ()


@feature.tapped(screens.OpenReport)
@staff_only(Role.VIEWER)
async def open_report(turn: Turn, tap: screens.OpenReport) -> Reply:
    event = await event_reports.get(turn.session, tap.event_id)
    return screens.report(
        event,
        await event_reports.report(turn.session, event, turn.moment),
        await event_reports.new_companies(turn.session, event),
        await event_reports.written(turn.session, event),
        turn.moment,
    )


@feature.tapped(screens.GetReportPicture)
@staff_only(Role.VIEWER)
async def get_picture(turn: Turn, tap: screens.GetReportPicture) -> Reply:
    event = await event_reports.get(turn.session, tap.event_id)
    return screens.picture(event, await event_reports.report(turn.session, event, turn.moment))


@feature.tapped(screens.GetReportWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetReportWorkbook) -> Reply:
    event = await event_reports.get(turn.session, tap.event_id)
    document = await event_reports.workbook(turn.session, event, turn.id, turn.moment)
    return screens.workbook(event, document)


@feature.tapped(screens.ShowOpinions)
@staff_only(Role.VIEWER)
async def show_opinions(turn: Turn, tap: screens.ShowOpinions) -> Reply:
    event = await event_reports.get(turn.session, tap.event_id)
    return screens.opinions(event, await event_reports.opinions_page(turn.session, event, tap.page))
