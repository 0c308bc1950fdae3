"""Memberships as staff decide on them: ended, renewed, and taken along to another company.

While it is ended nobody of it is written to, found, suggested or let in. All records stay, and the way back brings
back those who were there when it ended, not those who had left before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.events import Event, Guest
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.models.polls import Poll, Voter
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.polls import PollPhase
from bot.rules.staff import Deed
from bot.screens import memberships as screens
from bot.services import companies, joining, people, rows, staff
from bot.services.introductions import locked_people
from bot.services.telling import Message, tell


class InItAlready(Refusal):
    wording = N_("This person is in that company already.")


async def end_company(session: AsyncSession, company_id: int, actor_id: int, moment: Moment) -> Company:
    """End a company's membership, and with it that of all its people; they are told. Idempotent."""
    company = await companies.locked(session, company_id)
    if company.ended_at is not None:
        return company
    company.ended_at = moment.now
    for person in await people.of_company(session, company.id):
        await _end(session, person, moment)
    staff.audit(session, actor_id, Deed.COMPANY_ENDED, moment, to=company)
    return company


async def end_person(session: AsyncSession, person_id: int, actor_id: int, moment: Moment) -> Person:
    """End somebody's membership; they are told. Idempotent."""
    person = await rows.locked(session, Person, person_id, people.PersonGone, key_share=True)
    if person.ended_at is not None:
        return person
    await _end(session, person, moment)
    person.ended_at = moment.now
    staff.audit(session, actor_id, Deed.PERSON_ENDED, moment, to=person)
    return person


async def _end(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody is let out, as far as they are in or expected; their open links let nobody in."""
    if person.standing is Standing.LEFT:
        return
    company = person.company
    was_member = person.standing is Standing.MEMBER
    await joining.leave(session, person, moment)
    is_open = Invite.person_id == person.id, Invite.used_at.is_(None), Invite.expires_at > moment.now
    ended = update(Invite).where(*is_open).values(expires_at=moment.now)
    await session.execute(ended.execution_options(synchronize_session=False))
    if was_member:
        await _tell(session, person, "ended", lambda: screens.you_were_ended(company), moment)


async def _tell(
    session: AsyncSession, person: Person, what: str, screen: Callable[[], Reply], moment: Moment
) -> None:
    key = f"{what} {moment.now.isoformat()}"
    await tell(session, person, Message(f"person:{person.id}", key, Purpose.DECISION, screen), moment)


async def renew_company(session: AsyncSession, company_id: int, actor_id: int, moment: Moment) -> Company:
    """Bring a company back with those of its people who were there when it ended. Idempotent."""
    company = await companies.locked(session, company_id)
    if company.ended_at is None:
        return company
    ended_at, company.ended_at = company.ended_at, None
    found = await people.of_company(session, company.id)
    back = [one for one in found if one.left_at == ended_at and one.ended_at is None]
    await _bring_back(session, back, moment)
    staff.audit(session, actor_id, Deed.COMPANY_RENEWED, moment, to=company)
    return company


async def renew_person(session: AsyncSession, person_id: int, actor_id: int, moment: Moment) -> Person:
    """Bring somebody back. Idempotent. Raises PersonGone, CompanyEnded."""
    person = await rows.locked(session, Person, person_id, people.PersonGone, key_share=True)
    if person.company.ended_at is not None:
        raise companies.CompanyEnded
    if person.ended_at is None:
        return person
    ended_at, person.ended_at = person.ended_at, None
    await _bring_back(session, [person] if person.left_at == ended_at else [], moment)
    staff.audit(session, actor_id, Deed.PERSON_RENEWED, moment, to=person)
    return person


async def _bring_back(session: AsyncSession, those: Sequence[Person], moment: Moment) -> None:
    """People stand as they stood: members again, or expected."""
    for person in (await locked_people(session, [one.id for one in those])).values():
        is_member = person.telegram_id is not None and person.consented_at is not None
        person.standing = Standing.MEMBER if is_member else Standing.EXPECTED
        person.left_at = None
        if is_member:
            await _tell(session, person, "renewed", partial(screens.you_were_renewed, person.company), moment)


async def move(
    session: AsyncSession, person_id: int, company_id: int, actor_id: int, moment: Moment
) -> Person:
    """Take a person along to another company. What was done stays with the company for which it was done; seats at
    events ahead, open polls and links go along.

    Raises PersonGone, CompanyGone, CompanyEnded, InItAlready.
    """
    company = await companies.locked(session, company_id)
    if company.ended_at is not None:
        raise companies.CompanyEnded
    person = await rows.locked(session, Person, person_id, people.PersonGone, key_share=True)
    if person.company_id == company.id:
        raise InItAlready
    before = person.company
    person.company_id, person.company = company.id, company
    await session.flush()
    await follow_company(session, person, moment)
    changes = [["company", before.name, company.name]]
    staff.audit(session, actor_id, Deed.PERSON_MOVED, moment, to=person, changes=changes)
    if person.standing is Standing.MEMBER:
        await _tell(session, person, "moved", lambda: screens.you_were_moved(company), moment)
    return person


async def follow_company(session: AsyncSession, person: Person, moment: Moment) -> None:
    """What lies ahead of somebody counts for the company that they are of now."""
    ahead = select(Event.id).where(or_(Event.ends_at.is_(None), Event.ends_at > moment.now))
    open_polls = select(Poll.id).where(Poll.phase == PollPhase.OPEN)
    for changed in (
        update(Guest).where(Guest.person_id == person.id, Guest.event_id.in_(ahead)),
        update(Voter).where(Voter.person_id == person.id, Voter.poll_id.in_(open_polls)),
        update(Invite).where(Invite.person_id == person.id, Invite.used_at.is_(None)),
    ):
        own = changed.values(company_id=person.company_id)
        await session.execute(own.execution_options(synchronize_session=False))
