"""Members: looked up and browsed by staff; while that is open, whatever is typed is searched for."""

from __future__ import annotations

from bot.replies import Reply, Tap
from bot.rules.directory import QUERY_LIMIT
from bot.rules.staff import Role
from bot.screens import companies as company_screens
from bot.screens import members as screens
from bot.screens.records import LookAtPerson
from bot.services import companies, members
from handlers import imports
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "members"
"""It remembers the `text` that was searched for, and the `page` of what was found."""


@feature.entrance(screens.ENTRANCE, form=FORM)
@staff_only(Role.VIEWER)
async def show_members(turn: Turn, tap: screens.ShowMembers) -> Reply:
    turn.open_form(FORM)
    return screens.members(await members.figures(turn.session), may_edit=turn.has_role(Role.EDITOR))


@staff_only(Role.VIEWER)
async def _ask(turn: Turn) -> Reply:
    return await _found(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.VIEWER)
async def search(turn: Turn) -> Reply:
    if (taken := await imports.sent_list(turn)) is not None:
        return taken
    turn.open_form(FORM, text=words_of(turn, QUERY_LIMIT))
    return await _found(turn)


@feature.tapped(screens.ShowFoundMembers, form=FORM)
@staff_only(Role.VIEWER)
async def show_found(turn: Turn, tap: screens.ShowFoundMembers) -> Reply:
    turn.open_form(FORM, **{**turn.answers, "page": tap.page})
    return await _found(turn)


async def _found(turn: Turn) -> Reply:
    text, page = turn.answers.get("text", ""), turn.answers.get("page", 0)
    if not text:
        return screens.members(await members.figures(turn.session), may_edit=turn.has_role(Role.EDITOR))
    return screens.found(text, await members.search(turn.session, text, page))


@feature.tapped(screens.BrowseCompanies, form=FORM)
@staff_only(Role.VIEWER)
async def browse(turn: Turn, tap: screens.BrowseCompanies) -> Reply:
    turn.open_form(FORM)
    page = await members.browse(turn.session, tap.which, tap.page)
    return screens.browsed(tap.which, page, await members.people_counts(turn.session, page.items))


@feature.tapped(company_screens.LookAtCompany, form=FORM)
@staff_only(Role.VIEWER)
async def look_at_company(turn: Turn, tap: company_screens.LookAtCompany) -> Reply:
    return await company_card(turn, tap.company_id, tap.page)


async def company_card(turn: Turn, company_id: int, page: int = 0) -> Reply:
    """A company as it stands now; the way back leads to where it was found, and whatever is typed is searched for."""
    shown = await members.card(turn.session, company_id, page)
    today, zone = turn.moment.today.toordinal(), turn.moment.zone
    asked = turn.answers if turn.draft is not None and turn.draft.form == FORM else {}
    turn.open_form(FORM, **asked)
    back: Tap = screens.ShowFoundMembers(asked.get("page", 0)) if asked.get("text") else screens.ShowMembers()
    return screens.card(shown, today, zone, back, may_edit=turn.has_role(Role.EDITOR))


@feature.tapped(LookAtPerson, form=FORM)
@staff_only(Role.VIEWER)
async def look_at_person(turn: Turn, tap: LookAtPerson) -> Reply:
    return await person_card(turn, tap.person_id)


async def person_card(turn: Turn, person_id: int) -> Reply:
    """A person as they stand now."""
    shown = await members.person_card(turn.session, person_id)
    return screens.person(shown, turn.moment, may_edit=turn.has_role(Role.EDITOR))


@feature.tapped(screens.ShowRecordFiles)
@staff_only(Role.VIEWER)
async def show_files(turn: Turn, tap: screens.ShowRecordFiles) -> Reply:
    company = await companies.get(turn.session, tap.company_id)
    return screens.files(company, await companies.files(turn.session, company.id))


@feature.tapped(screens.GetRecordFile)
@staff_only(Role.VIEWER)
async def get_file(turn: Turn, tap: screens.GetRecordFile) -> Reply:
    return company_screens.sent_file(await companies.file(turn.session, tap.file_id))
