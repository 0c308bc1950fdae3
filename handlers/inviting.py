"""Inviting people, by staff."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.deep_links import link
from bot.rules.staff import Role
from bot.screens import inviting as screens
from bot.screens.members import ShowMembers, invite_state
from bot.screens.records import LookAtPerson
from bot.services import inviting
from bot.services.invites import LASTS
from handlers.feature import Feature
from handlers.members import person_card
from handlers.turn import Turn, staff_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def show_invites(turn: Turn, tap: screens.ShowInvites) -> Reply:
    return screens.invites(await inviting.counts(turn.session, turn.moment), ShowMembers())


@feature.tapped(screens.ListInvited)
@staff_only(Role.VIEWER)
async def list_invited(turn: Turn, tap: screens.ListInvited) -> Reply:
    page = await inviting.listed(turn.session, tap.which, tap.page, turn.moment)
    lines = [invite_state(person, newest, turn.moment) for person, newest in page.items]
    look = [LookAtPerson(person.id) for person, _newest in page.items]
    return screens.listed(tap.which, page, lines, look, may_edit=turn.has_role(Role.EDITOR))


@feature.tapped(screens.InvitePerson)
@staff_only(Role.EDITOR)
async def invite_person(turn: Turn, tap: screens.InvitePerson) -> Reply:
    made = await inviting.invite(turn.session, tap.person_id, tap.seen, turn.id, turn.moment)
    if made is None:
        return screens.just_invited()
    person, token = made
    shown = screens.invitation(person, link(turn.username, token), turn.moment, LASTS.days)
    return replace(await person_card(turn, tap.person_id), before=(shown,))


@feature.tapped(screens.InviteMany)
@staff_only(Role.EDITOR)
async def invite_many(turn: Turn, tap: screens.InviteMany) -> Reply:
    by = (turn.username, turn.id, turn.moment)
    return screens.document(
        *await inviting.invite_many(turn.session, tap.which, 0, *by), turn.moment, LASTS.days
    )


@feature.tapped(screens.InviteCompany)
@staff_only(Role.EDITOR)
async def invite_company(turn: Turn, tap: screens.InviteCompany) -> Reply:
    by = (turn.username, turn.id, turn.moment)
    return screens.document(
        *await inviting.invite_many(turn.session, None, tap.company_id, *by), turn.moment, LASTS.days
    )
