"""Companies: one's own company's profile, its people, invite links for colleagues, and its files."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.deep_links import link
from bot.rules.fields import Field, Owner
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import companies as screens
from bot.screens.inviting import colleague_invitation
from bot.services import companies
from handlers.feature import Feature
from handlers.profile import FORM, ask_for, overview
from handlers.turn import Turn, members_only, staff_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@members_only
async def show_company(turn: Turn, tap: screens.ShowCompany) -> Reply:
    return await overview(turn, Owner.COMPANY)


@feature.tapped(screens.ShowFields)
@members_only
async def show_fields(turn: Turn, tap: screens.ShowFields) -> Reply:
    return screens.fields(turn.person.company)


@feature.tapped(screens.ShowPeople)
@members_only
async def show_people(turn: Turn, tap: screens.ShowPeople) -> Reply:
    return await _people(turn, page=tap.page)


@feature.tapped(screens.InviteColleague)
@members_only
async def invite_colleague(turn: Turn, tap: screens.InviteColleague) -> Reply:
    token = await companies.invite_colleague(turn.session, turn.person, tap.seen_open, turn.moment)
    if token is None:
        return screens.just_invited()
    shown = colleague_invitation(turn.person.company, link(turn.username, token))
    return replace(await _people(turn, screens.invited()), before=(shown,))


@feature.tapped(screens.EndInvites)
@members_only
async def end_invites(turn: Turn, tap: screens.EndInvites) -> Reply:
    await companies.end_invites(turn.session, turn.person.company_id, turn.moment)
    return await _people(turn, screens.invites_ended())


async def _people(turn: Turn, note: str = "", page: int = 0) -> Reply:
    company = turn.person.company
    return screens.people(
        company,
        page_of(await companies.colleagues(turn.session, company.id), page, screens.PEOPLE_PAGE),
        await companies.open_invites(turn.session, company.id, turn.moment),
        note,
    )


@feature.tapped(screens.OpenFile, form=FORM)
@members_only
async def open_file(turn: Turn, tap: screens.OpenFile) -> Reply:
    file = await companies.file_of(turn.session, turn.person.company_id, tap.file_id)
    if file is None:
        return await _gone(turn)
    turn.open_form(FORM, field=Field.FILES)
    return screens.file_card(file, turn.moment.zone)


@feature.tapped(screens.GetFile, form=FORM)
@members_only
async def get_file(turn: Turn, tap: screens.GetFile) -> Reply:
    file = await companies.file_of(turn.session, turn.person.company_id, tap.file_id)
    return await _gone(turn) if file is None else screens.sent_file(file)


@feature.tapped(screens.RemoveFile, form=FORM)
@members_only
async def remove_file(turn: Turn, tap: screens.RemoveFile) -> Reply:
    file = await companies.file_of(turn.session, turn.person.company_id, tap.file_id)
    if file is None:
        return await _gone(turn)
    if not tap.is_sure:
        turn.open_form(FORM, field=Field.FILES)
        return screens.sure_to_remove(file)
    await companies.remove_file(turn.session, turn.person, file, turn.moment)
    return await ask_for(turn, Field.FILES)


async def _gone(turn: Turn) -> Reply:
    return replace(await ask_for(turn, Field.FILES), toast=screens.file_gone())


@feature.tapped(screens.LookAtWhole)
@staff_only(Role.VIEWER)
async def look_at_whole(turn: Turn, tap: screens.LookAtWhole) -> Reply:
    return screens.whole(await companies.get(turn.session, tap.company_id), tap.page)
