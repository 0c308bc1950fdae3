"""Requests to join: asked, listed, decided."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.people import Person, Standing
from bot.models.requests import Decision, JoinRequest
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.pages import Page, page_of
from bot.rules.requests import likeness
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens import requests as screens
from bot.services import companies, invites, people, rows, staff
from bot.services.telling import Message, tell_accounts, tell_staff

LIKELY = 3
"""Companies that a request may mean, on one screen: the first is nearly always the right one."""


class NoSuchRequest(Refusal):
    wording = N_("This request does not exist any more.")


class AlreadyDecided(Refusal):
    wording = N_("This request was decided already.")


class AlreadyMember(Refusal):
    wording = N_("This person is a member already.")


async def open_of(session: AsyncSession, telegram_id: int) -> JoinRequest | None:
    """Somebody's request that waits for a decision."""
    return await session.scalar(
        select(JoinRequest).where(
            JoinRequest.telegram_id == telegram_id, JoinRequest.decision == Decision.OPEN
        )
    )


async def ask(
    session: AsyncSession, telegram_id: int, name: str, company: str, language: str, moment: Moment
) -> JoinRequest:
    """Write a request down and tell staff. While one is open, asking again returns that one."""
    present = await open_of(session, telegram_id)
    if present is not None:
        return present
    request = JoinRequest(
        telegram_id=telegram_id, name=name, company=company, language=language, asked_at=moment.now
    )
    session.add(request)
    await session.flush()
    likely = (await likely_companies(session, request)).items
    message = Message(request.about, "came in", Purpose.NOTICE, lambda: screens.came_in(request, likely))
    await tell_staff(session, message, moment)
    return request


async def add_words(session: AsyncSession, telegram_id: int, words: str, moment: Moment) -> bool:
    """Staff read what somebody adds to their open request, such as how to reach them; whether there is one."""
    request = await open_of(session, telegram_id)
    if request is None:
        return False
    request.words = words
    likely = (await likely_companies(session, request)).items
    what = f"added {moment.now.isoformat()}"
    message = Message(request.about, what, Purpose.NOTICE, lambda: screens.came_in(request, likely))
    await tell_staff(session, message, moment)
    return True


async def correct(session: AsyncSession, telegram_id: int, *, name: str = "", company: str = "") -> bool:
    """Put the name or the company of an open request right; whether there is one."""
    request = await open_of(session, telegram_id)
    if request is None:
        return False
    request.name, request.company = name or request.name, company or request.company
    return True


async def close_of(session: AsyncSession, telegram_id: int, moment: Moment) -> None:
    """Close the request of somebody who came in through a link."""
    await session.execute(
        update(JoinRequest)
        .where(JoinRequest.telegram_id == telegram_id, JoinRequest.decision == Decision.OPEN)
        .values(decision=Decision.JOINED, decided_at=moment.now)
        .execution_options(synchronize_session=False)
    )


async def all_open(session: AsyncSession, page: int) -> Page[JoinRequest]:
    """A page of the requests that wait, the oldest first."""
    is_open = JoinRequest.decision == Decision.OPEN
    query = select(JoinRequest).where(is_open).order_by(JoinRequest.asked_at, JoinRequest.id)
    return await rows.page_of(session, query, page)


async def get(session: AsyncSession, request_id: int) -> JoinRequest:
    request = await session.get(JoinRequest, request_id)
    if request is None:
        raise NoSuchRequest
    return request


async def likely_companies(session: AsyncSession, request: JoinRequest, page: int = 0) -> Page[Company]:
    """A page of the companies of the cluster that the request may mean, the likeliest first."""
    names = select(Company.id, Company.name, Company.name_ar, Company.name_key).where(
        Company.ended_at.is_(None)
    )
    scored = [
        (likeness(request.company, (name, name_ar)), key, company_id)
        for company_id, name, name_ar, key in await session.execute(names)
    ]
    close = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1]))
    shown = page_of([company_id for _score, _key, company_id in close], page, LIKELY)
    listed = await session.scalars(select(Company).where(Company.id.in_(shown.items)))
    found = {company.id: company for company in listed}
    return shown.of([found[one] for one in shown.items])


async def approve(
    session: AsyncSession, request_id: int, company_id: int, actor_id: int, moment: Moment
) -> JoinRequest:
    """Let somebody in, for a company (0: a new one), and tell them.

    Raises NoSuchRequest, AlreadyDecided, AlreadyMember, companies.CompanyGone, companies.CompanyEnded.
    """
    request = await _locked(session, request_id)
    known = await people.by_telegram_id(session, request.telegram_id)
    if known is not None and known.standing is Standing.MEMBER:
        raise AlreadyMember
    company = await _company(session, request, company_id, moment)
    person = await _expected(session, company, request) or Person(
        name=request.name, language=request.language, created_at=moment.now, company=company
    )
    session.add(person)
    await session.flush()
    invite, _token = await invites.make(session, company.id, person.id, moment)
    chat = await session.get_one(Chat, request.telegram_id)
    chat.invite_id = invite.id
    request.company_id = company.id
    await _decide(session, request, Decision.APPROVED, actor_id, moment, person)
    await _tell(session, request, lambda: screens.approved(company), moment)
    return request


async def refuse(session: AsyncSession, request_id: int, actor_id: int, moment: Moment) -> JoinRequest:
    """Refuse a request, and tell who asked. Raises NoSuchRequest, AlreadyDecided."""
    request = await _locked(session, request_id)
    await _decide(session, request, Decision.REFUSED, actor_id, moment)
    await _tell(session, request, screens.refused, moment)
    return request


async def _expected(session: AsyncSession, company: Company, request: JoinRequest) -> Person | None:
    """The person of that name whom the company's list has, and who has not joined: nobody is there twice."""
    found = await people.of_company(session, company.id)
    return next(
        (one for one in found if one.standing is Standing.EXPECTED and fold(one.name) == fold(request.name)),
        None,
    )


async def _locked(session: AsyncSession, request_id: int) -> JoinRequest:
    request = await rows.locked(session, JoinRequest, request_id, NoSuchRequest)
    if request.decision is not Decision.OPEN:
        raise AlreadyDecided
    return request


async def _company(session: AsyncSession, request: JoinRequest, company_id: int, moment: Moment) -> Company:
    if company_id:
        return await companies.present(session, company_id)
    key = fold(request.company)
    same = await session.scalar(select(Company).where(Company.name_key == key))
    if same is not None:
        return await companies.present(session, same.id)
    company = Company(name=request.company, name_key=key, created_at=moment.now)
    session.add(company)
    await session.flush()
    return company


async def _decide(
    session: AsyncSession,
    request: JoinRequest,
    decision: Decision,
    actor_id: int,
    moment: Moment,
    person: Person | None = None,
) -> None:
    request.decision = decision
    request.decided_at, request.decided_by = moment.now, actor_id
    staff.audit(session, actor_id, Deed(decision.value), moment, to=person, request=str(request.id))


async def _tell(
    session: AsyncSession, request: JoinRequest, screen: Callable[[], Reply], moment: Moment
) -> None:
    message = Message(request.about, "decided", Purpose.DECISION, screen)
    await tell_accounts(session, [request.telegram_id], message, moment, language=request.language)
