"""Scores: one's own, and, for staff, those of companies and their people."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import company_scores as staff_screens
from bot.screens import scores as screens
from bot.screens import trends
from bot.screens.companies import LookAtCompanyScore
from bot.services import companies, next_steps, scores
from handlers.feature import Feature
from handlers.turn import Turn, members_only, staff_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@members_only
async def show_score(turn: Turn, tap: screens.ShowScore) -> Reply:
    person = turn.person
    steps = await next_steps.open_now(turn.session, person, turn.moment)
    company = await scores.of_company(turn.session, person.company, turn.moment)
    told = screens.own_company(company, with_score=person.sees_score)
    open_invites = await companies.open_invites(turn.session, person.company_id, turn.moment)
    ways = screens.invite(company, open_invites)
    if turn.role is not None:
        return screens.not_scored(steps, told, ways)
    if not person.sees_score:
        return screens.hidden(steps, told, ways)
    explained = await scores.of_person(turn.session, person, turn.moment)
    return screens.own(explained, steps, told, ways)


@feature.tapped(screens.SeeScore)
@members_only
async def see_score(turn: Turn, tap: screens.SeeScore) -> Reply:
    scores.show(turn.person, is_on=tap.is_on)
    return await show_score(turn, screens.ShowScore())


@feature.tapped(screens.ShowTrend)
@members_only
async def show_trend(turn: Turn, tap: screens.ShowTrend) -> Reply:
    if not turn.person.sees_score:
        return await show_score(turn, screens.ShowScore())
    explained = await scores.of_person(turn.session, turn.person, turn.moment)
    return trends.own(scores.drawable(explained.trend))


@feature.tapped(screens.ShowScoreParts)
@members_only
async def show_parts(turn: Turn, tap: screens.ShowScoreParts) -> Reply:
    return screens.own_parts((await scores.of_person(turn.session, turn.person, turn.moment)).parts)


@feature.tapped(screens.ShowScoreRows)
@members_only
async def show_rows(turn: Turn, tap: screens.ShowScoreRows) -> Reply:
    page = await scores.entries_of(turn.session, turn.person, tap.act, tap.page, turn.moment)
    return screens.own_rows(turn.person, tap.act, page)


@feature.tapped(LookAtCompanyScore)
@staff_only(Role.VIEWER)
async def look_at_company_score(turn: Turn, tap: LookAtCompanyScore) -> Reply:
    company = await companies.get(turn.session, tap.company_id)
    found = await scores.of_company(turn.session, company, turn.moment)
    return staff_screens.company(
        found, page_of(found.members, tap.page, staff_screens.PEOPLE_PAGE), turn.moment.today
    )


@feature.tapped(staff_screens.LookAtTrend)
@staff_only(Role.VIEWER)
async def look_at_trend(turn: Turn, tap: staff_screens.LookAtTrend) -> Reply:
    company = await companies.get(turn.session, tap.company_id)
    found = await scores.of_company(turn.session, company, turn.moment)
    return trends.of_company(company, scores.drawable(found.trend))


@feature.tapped(staff_screens.LookAtScore)
@staff_only(Role.VIEWER)
async def look_at_score(turn: Turn, tap: staff_screens.LookAtScore) -> Reply:
    person = await scores.get(turn.session, tap.person_id)
    return staff_screens.person(person, await scores.of_person(turn.session, person, turn.moment))


@feature.tapped(staff_screens.LookAtScoreRows)
@staff_only(Role.VIEWER)
async def look_at_rows(turn: Turn, tap: staff_screens.LookAtScoreRows) -> Reply:
    person = await scores.get(turn.session, tap.person_id)
    page = await scores.entries_of(turn.session, person, tap.act, tap.page, turn.moment)
    return staff_screens.person_rows(person, tap.act, page)
