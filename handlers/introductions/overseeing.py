"""Introductions as staff see them: looked at, and taken as an Excel file."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.overseeing import Trouble
from bot.rules.staff import Role
from bot.screens.introductions import overseeing as screens
from bot.services.introductions import overseeing
from bot.services.introductions.overseeing import workbook
from handlers.feature import Feature
from handlers.turn import Turn, staff_only

feature = Feature()


async def overview(turn: Turn) -> Reply:
    """How introductions go."""
    seen = await overseeing.overview(turn.session, turn.moment)
    return screens.overview(seen, may_act=turn.has_role(Role.EDITOR))


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def show_meetings(turn: Turn, tap: screens.ShowMeetings) -> Reply:
    return await overview(turn)


@feature.tapped(screens.ShowShelf)
@staff_only(Role.VIEWER)
async def show_shelf(turn: Turn, tap: screens.ShowShelf) -> Reply:
    return screens.shelf(tap.shelf, await overseeing.listed(turn.session, tap.shelf, tap.page, turn.moment))


@feature.tapped(screens.OpenMeeting)
@staff_only(Role.VIEWER)
async def open_meeting(turn: Turn, tap: screens.OpenMeeting) -> Reply:
    asked, reports = await overseeing.one(turn.session, tap.introduction_id)
    return screens.meeting(asked, reports, tap.shelf, tap.page, turn.moment.zone)


@feature.tapped(screens.ShowTrouble)
@staff_only(Role.VIEWER)
async def show_trouble(turn: Turn, tap: screens.ShowTrouble) -> Reply:
    if tap.trouble is Trouble.UNMET:
        return screens.unmet(await overseeing.unmet(turn.session, tap.page))
    if tap.trouble is Trouble.UNKNOWN:
        return screens.unknown(await overseeing.unknown(turn.session, tap.page))
    find = overseeing.asked_most if tap.trouble is Trouble.ASKED_MOST else overseeing.silent
    return screens.people(tap.trouble, await find(turn.session, tap.page, turn.moment))


@feature.tapped(screens.GetWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetWorkbook) -> Reply:
    document = await workbook(turn.session, turn.id, turn.moment)
    return screens.sent(document, turn.moment.now.astimezone(turn.moment.zone).date())
