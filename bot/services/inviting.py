"""Inviting: links for people who are expected, one or many at once, and how far each of them has come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.companies import Company
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.deep_links import link
from bot.rules.invites import Invited
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.screens import inviting as screens
from bot.services import invites, people, rows, staff

PAGE = 8
"""People on one screen."""

NEWEST = aliased(Invite)
"""The newest link of a person."""


class InAlready(Refusal):
    wording = N_("This person is on the bot already.")


class MembershipEnded(Refusal):
    wording = N_("The membership of this person, or of the company, has ended: renew it first.")


class NobodyToInvite(Refusal):
    wording = N_("There is nobody to invite here any more.")


def _newest() -> ColumnElement[bool]:
    """The condition that joins to a person their newest link."""
    other = aliased(Invite)
    last = select(func.max(other.id)).where(other.person_id == Person.id).scalar_subquery()
    return NEWEST.id == last


def _state(moment: Moment) -> ColumnElement[str]:
    """How far a person has come, in SQL."""
    return case(
        (Person.standing == Standing.MEMBER, Invited.JOINED.value),
        (NEWEST.id.is_(None), Invited.NOT_YET.value),
        (NEWEST.opened_at.is_not(None), Invited.OPENED.value),
        (NEWEST.expires_at <= moment.now, Invited.EXPIRED.value),
        else_=Invited.SENT.value,
    )


IS_TO_JOIN = and_(Person.standing != Standing.LEFT, Person.ended_at.is_(None))


async def counts(session: AsyncSession, moment: Moment) -> Mapping[Invited, int]:
    """How many people have come how far: one statement."""
    state = _state(moment).label("state")
    found = await session.execute(
        select(state, func.count())
        .select_from(Person)
        .outerjoin(NEWEST, _newest())
        .where(IS_TO_JOIN)
        .group_by(state)
    )
    return {Invited(which): n for which, n in found.all()}


async def listed(
    session: AsyncSession, which: Invited, page: int, moment: Moment
) -> Page[tuple[Person, Invite | None]]:
    """A page of those who have come so far, each with their newest link: who waits longest first, who joined last."""
    waiting = (NEWEST.created_at, Company.name_key, Person.name, Person.id)
    in_order = (Person.joined_at.desc(), Person.id) if which is Invited.JOINED else waiting
    query = (
        select(Person.id)
        .join(Company, Company.id == Person.company_id)
        .outerjoin(NEWEST, _newest())
        .where(IS_TO_JOIN, _state(moment) == which.value)
        .order_by(*in_order)
    )
    ids = await rows.page_of(session, query, page, PAGE)
    found = {one.id: one for one in await session.scalars(select(Person).where(Person.id.in_(ids.items)))}
    last = select(func.max(Invite.id)).where(Invite.person_id.in_(ids.items)).group_by(Invite.person_id)
    newest = {one.person_id: one for one in await session.scalars(select(Invite).where(Invite.id.in_(last)))}
    return ids.of([(found[one], newest.get(one)) for one in ids.items])


async def invite(
    session: AsyncSession, person_id: int, seen: int, actor_id: int, moment: Moment
) -> tuple[Person, str] | None:
    """A new link for somebody, by its token. `seen` is the newest link that the screen knew of (0: none); None when
    there is a newer one, so that a double tap makes one link.

    Raises PersonGone, InAlready, MembershipEnded.
    """
    person = await rows.locked(session, Person, person_id, people.PersonGone, key_share=True)
    if person.standing is Standing.MEMBER:
        raise InAlready
    if person.is_ended:
        raise MembershipEnded
    newest = await session.scalar(select(func.max(Invite.id)).where(Invite.person_id == person.id))
    if (newest or 0) != seen:
        return None
    _made, token = await invites.make(session, person.company_id, person.id, moment, actor_id)
    staff.audit(session, actor_id, Deed.INVITED, moment, to=person)
    return person, token


async def invite_many(
    session: AsyncSession,
    which: Invited | None,
    company_id: int,
    username: str,
    actor_id: int,
    moment: Moment,
) -> tuple[bytes, int]:
    """An Excel file with a fresh link, and a message that is ready to be sent, for everybody who has come so far, or
    for all of a company who have not joined; and how many they are. Raises NobodyToInvite."""
    whom = select(Person.id).outerjoin(NEWEST, _newest()).where(IS_TO_JOIN)
    whom = whom.where(Person.standing == Standing.EXPECTED)
    if which is not None:
        whom = whom.where(_state(moment) == which.value)
    if company_id:
        whom = whom.where(Person.company_id == company_id)
    whom = whom.join(Company, Company.id == Person.company_id).where(Company.ended_at.is_(None))
    made = await invites.make_for(session, Person.id.in_(whom), actor_id, moment)
    if not made:
        raise NobodyToInvite
    table = screens.table([(person, link(username, token)) for person, token in made])
    staff.audit(session, actor_id, Deed.INVITES_DOWNLOADED, moment, what=str(len(made)))
    sheet = Sheet(*table, right_to_left=current() == "ar")
    return await asyncio.to_thread(partial(write_xlsx, [sheet])), len(made)
