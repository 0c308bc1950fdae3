"""Memberships of companies and people: ended, renewed and moved by staff."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.directory import QUERY_LIMIT
from bot.rules.fields import Owner
from bot.rules.staff import Role
from bot.screens import memberships as screens
from bot.screens.members import ShowMore
from bot.services import companies, members, memberships, people, records
from handlers.feature import Feature
from handlers.members import company_card, person_card
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "moving"
"""It remembers the `person` who goes to another company, and the `text` that was typed for it."""


@feature.tapped(ShowMore)
@staff_only(Role.EDITOR)
async def show_more(turn: Turn, tap: ShowMore) -> Reply:
    record = await records.get(turn.session, tap.owner, tap.record_id)
    return screens.more(record, is_owner=turn.has_role(Role.OWNER))


async def card_of(turn: Turn, owner: Owner, record_id: int) -> Reply:
    """A company or a person as they stand now."""
    if owner is Owner.PERSON:
        return await person_card(turn, record_id)
    return await company_card(turn, record_id)


@feature.tapped(screens.EndMembership)
@staff_only(Role.EDITOR)
async def end(turn: Turn, tap: screens.EndMembership) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_end(await records.get(turn.session, tap.owner, tap.record_id))
    doing = memberships.end_person if tap.owner is Owner.PERSON else memberships.end_company
    await doing(turn.session, tap.record_id, turn.id, turn.moment)
    return await card_of(turn, tap.owner, tap.record_id)


@feature.tapped(screens.RenewMembership)
@staff_only(Role.EDITOR)
async def renew(turn: Turn, tap: screens.RenewMembership) -> Reply:
    doing = memberships.renew_person if tap.owner is Owner.PERSON else memberships.renew_company
    await doing(turn.session, tap.record_id, turn.id, turn.moment)
    return await card_of(turn, tap.owner, tap.record_id)


@feature.tapped(screens.MovePerson, form=FORM)
@staff_only(Role.EDITOR)
async def move(turn: Turn, tap: screens.MovePerson) -> Reply:
    person = await people.get(turn.session, tap.person_id)
    text = turn.answers.get("text", "") if turn.answers.get("person") == person.id else ""
    turn.open_form(FORM, person=person.id, text=text)
    return await _where(turn, tap.page)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _where(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    turn.open_form(FORM, **{**turn.answers, "text": words_of(turn, QUERY_LIMIT)})
    return await _where(turn)


async def _where(turn: Turn, page: int = 0) -> Reply:
    person, text = await people.get(turn.session, turn.answers["person"]), turn.answers["text"]
    if not text:
        return screens.ask_where(person)
    return screens.where(person, await members.companies_like(turn.session, text, page))


@feature.tapped(screens.MoveTo, form=FORM)
@staff_only(Role.EDITOR)
async def move_to(turn: Turn, tap: screens.MoveTo) -> Reply:
    if not tap.is_sure:
        person = await people.get(turn.session, tap.person_id)
        return screens.sure_to_move(person, await companies.present(turn.session, tap.company_id))
    turn.close_form()
    await memberships.move(turn.session, tap.person_id, tap.company_id, turn.id, turn.moment)
    return await person_card(turn, tap.person_id)
