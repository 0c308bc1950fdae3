"""Engagement of companies: looked at by staff, narrowed, and taken as an Excel file."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import engagement as screens
from bot.services import companies, engagement
from handlers.feature import Feature
from handlers.turn import Turn, staff_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def show_engagement(turn: Turn, tap: screens.ShowEngagement) -> Reply:
    until = await engagement.scored_until(turn.session)
    figures = await engagement.figures(turn.session, until, turn.moment)
    return screens.overview(until, figures, await engagement.by_band(turn.session))


@feature.tapped(screens.ListCompanies)
@staff_only(Role.VIEWER)
async def list_companies(turn: Turn, tap: screens.ListCompanies) -> Reply:
    which = engagement.chosen(tap.code)
    page = await engagement.page(turn.session, which, tap.page)
    return screens.companies(which, page, await engagement.sub_clusters(turn.session), turn.moment.today)


@feature.tapped(screens.Narrow)
@staff_only(Role.VIEWER)
async def narrow(turn: Turn, tap: screens.Narrow) -> Reply:
    which = engagement.chosen(tap.code)
    sub_clusters = await engagement.sub_clusters(turn.session)
    return screens.narrowing(which, tap.by, sub_clusters)


@feature.tapped(screens.OpenStory)
@staff_only(Role.VIEWER)
async def open_story(turn: Turn, tap: screens.OpenStory) -> Reply:
    company = await companies.get(turn.session, tap.company_id)
    stood = await engagement.stood(turn.session, company)
    page = await engagement.story(turn.session, company, tap.page)
    return screens.story(stood, page, tap, turn.moment.today)


@feature.tapped(screens.GetEngagementWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetEngagementWorkbook) -> Reply:
    until = await engagement.scored_until(turn.session)
    document = await engagement.workbook(turn.session, engagement.chosen(tap.code), turn.id, turn.moment)
    return screens.workbook(until, document)
