"""Two companies, or two people, that are one and the same: merged, with everything that refers to either.

One record stays and takes over what it lacks. What the other said otherwise is written into the trail; its rows follow,
whatever tables they are in (`references.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.imports import CompanyAlias
from bot.models.introductions import Introduction
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.fields import Field, Owner, staff_fields
from bot.rules.introductions import State
from bot.rules.merging import merged
from bot.rules.people import Seat
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens.merging import Foreseen
from bot.services import memberships, profile, records, references, score_weeks, staff, telling
from bot.services.companies import CompanyGone
from bot.services.people import PersonGone

OF_THE_ACCOUNT = (
    *("telegram_id", "standing", "is_reachable", "joined_at", "consented_at", "confirmed_at", "is_listed"),
    *("shares", "habit", "monthly_rate", "left_at", "sees_score", "gets_openings", "language"),
)
"""What goes with the account that speaks for somebody."""


class SameRecord(Refusal):
    wording = N_("These are the same already.")


class EndedDiffer(Refusal):
    wording = N_("The membership of one of the two has ended. Renew it first, or end the other one too.")


class TooManyAccounts(Refusal):
    """Each of the two is, or was, spoken for by an account of its own, and a person has room for one of before."""

    wording = N_("Three Telegram accounts belong to these two: one of them has to be erased first.")


async def foresee(session: AsyncSession, owner: Owner, kept_id: int, gone_id: int) -> Foreseen:
    """What would happen. Raises PersonGone, CompanyGone, SameRecord, EndedDiffer, TooManyAccounts."""
    if kept_id == gone_id:
        raise SameRecord
    kept = await records.get(session, owner, kept_id)
    gone = await records.get(session, owner, gone_id)
    _check(kept, gone)
    compared = {field: merged(_said(kept, field), _said(gone, field)) for field in staff_fields(owner)}
    return Foreseen(
        kept,
        gone,
        await references.count(session, references.table_of(type(gone)), gone.id),
        await references.count_both(session, references.table_of(type(gone)), kept.id, gone.id),
        taken=[field for field, one in compared.items() if one.is_taken],
        lost=[field for field, one in compared.items() if one.is_lost],
        loses_account=_have_accounts(kept, gone),
    )


async def merge(
    session: AsyncSession, owner: Owner, kept_id: int, gone_id: int, actor_id: int, moment: Moment
) -> Company | Person:
    """Merge the second record into the first; once. Raises as `foresee` does, also when either was merged meanwhile."""
    if kept_id == gone_id:
        raise SameRecord
    model: type[Company] | type[Person] = Person if owner is Owner.PERSON else Company
    kept, gone = await _locked(session, model, kept_id, gone_id)
    _check(kept, gone)
    changes = [[field.value, *both] for field, both in _take_over(owner, kept, gone).items()]
    if isinstance(kept, Person) and isinstance(gone, Person):
        _keep_contacts(kept, gone)
        await _merge_people(session, kept, gone, moment)
    elif isinstance(kept, Company) and isinstance(gone, Company):
        await _remember_names(session, kept, gone)
    await session.flush()
    await references.refer_to(session, references.table_of(model), kept.id, gone.id)
    await _put_introductions_right(session)
    await score_weeks.renew_tonight(session)
    await session.execute(
        delete(model).where(model.id == gone.id).execution_options(synchronize_session=False)
    )
    session.expunge(gone)
    await session.refresh(kept)
    if isinstance(kept, Person):
        await memberships.follow_company(session, kept, moment)
    if isinstance(kept, Person):
        # Names of people stand in what is encrypted, and goes with them
        changes.insert(0, ["person", gone.name, kept.name])
        staff.audit(session, actor_id, Deed.PEOPLE_MERGED, moment, to=kept, changes=changes)
    else:
        staff.audit(
            session, actor_id, Deed.COMPANIES_MERGED, moment, to=kept, changes=changes, what=gone.name
        )
    return kept


async def _locked(
    session: AsyncSession, model: type[Any], kept_id: int, gone_id: int
) -> tuple[Company | Person, Company | Person]:
    """Both, and of companies their people, always by ascending id; nobody refers to them anew until the commit."""
    found = await session.scalars(_locking(model, model.id.in_((kept_id, gone_id))))
    by_id = {one.id: one for one in found}
    if len(by_id) < 2:
        raise PersonGone if model is Person else CompanyGone
    if model is Company:
        (await session.scalars(_locking(Person, Person.company_id.in_((kept_id, gone_id))))).all()
    return by_id[kept_id], by_id[gone_id]


def _locking(model: type[Any], which: Any) -> Any:
    query = select(model).where(which).order_by(model.id).with_for_update(of=model)
    return query.execution_options(populate_existing=True)


def _check(kept: Company | Person, gone: Company | Person) -> None:
    if (kept.ended_at is None) != (gone.ended_at is None):
        raise EndedDiffer
    if isinstance(kept, Person) and isinstance(gone, Person):
        accounts = {one.telegram_id for one in (kept, gone)} | {
            one.former_telegram_id for one in (kept, gone)
        }
        if len(accounts - {None}) > 2:
            raise TooManyAccounts


def _have_accounts(kept: Company | Person, gone: Company | Person) -> bool:
    return (
        isinstance(kept, Person)
        and isinstance(gone, Person)
        and kept.telegram_id is not None
        and gone.telegram_id is not None
    )


def _said(record: Company | Person, field: Field) -> Any:
    """What a record says in a field; a seat of no seat says nothing."""
    value = getattr(record, field)
    return None if value is Seat.OTHER else value


def _take_over(owner: Owner, kept: Company | Person, gone: Company | Person) -> dict[Field, tuple[str, str]]:
    """Fill what is empty; returns what the record that goes said otherwise, or more, with what stands there now."""
    told = {}
    for field in staff_fields(owner):
        said, other = _said(kept, field), _said(gone, field)
        outcome = merged(said, other)
        if outcome.is_taken:
            profile.put(kept, field, outcome.value)
            told[field] = records.as_text(said), records.as_text(outcome.value)
        elif outcome.is_lost:
            told[field] = records.as_text(other), records.as_text(said)
    return told


def _keep_contacts(kept: Person, gone: Person) -> None:
    """A phone or an e-mail that the one has otherwise is kept as the second of the other, where there is room."""
    for first, second in (("phone", "other_phone"), ("email", "other_email")):
        present = {getattr(kept, first), getattr(kept, second)}
        more = [one for one in (getattr(gone, first), getattr(gone, second)) if one and one not in present]
        if more and not getattr(kept, second):
            setattr(kept, second, more[0])


async def _remember_names(session: AsyncSession, kept: Company, gone: Company) -> None:
    """The next roster that has the company under a name of before is not asked about it."""
    kept.written = {**gone.written, **kept.written}
    for key in {fold(gone.name), fold(gone.name_ar)} - {"", fold(kept.name), fold(kept.name_ar)}:
        if await session.get(CompanyAlias, key) is None:
            session.add(CompanyAlias(key=key, company_id=kept.id))


async def _merge_people(session: AsyncSession, kept: Person, gone: Person, moment: Moment) -> None:
    """The account follows, or is remembered as one of before; one open introduction to the same person stays open."""
    if gone.telegram_id is not None and kept.telegram_id is not None:
        await telling.cancel_all_to(session, gone, moment)
        kept.former_telegram_id = gone.telegram_id
        kept.joined_at = min(filter(None, (kept.joined_at, gone.joined_at)), default=None)
        gone.telegram_id = None
    elif gone.telegram_id is not None:
        account = {name: getattr(gone, name) for name in OF_THE_ACCOUNT}
        gone.telegram_id = None
        await session.flush()
        for name, value in account.items():
            setattr(kept, name, value)
    kept.former_telegram_id = kept.former_telegram_id or gone.former_telegram_id
    gone.former_telegram_id = None
    if kept.standing is Standing.MEMBER:
        await _end_links(session, (kept.id, gone.id), moment)
    await _leave_one_open(session, kept, gone, moment)


async def _end_links(session: AsyncSession, person_ids: Iterable[int], moment: Moment) -> None:
    is_open = Invite.person_id.in_(list(person_ids)), Invite.used_at.is_(None), Invite.expires_at > moment.now
    ended = update(Invite).where(*is_open).values(expires_at=moment.now)
    await session.execute(ended.execution_options(synchronize_session=False))


async def _leave_one_open(session: AsyncSession, kept: Person, gone: Person, moment: Moment) -> None:
    """Of two open introductions to one and the same person the newer one stays open."""
    both = (kept.id, gone.id)
    theirs = or_(Introduction.asker_id.in_(both), Introduction.other_id.in_(both))
    query = select(Introduction).where(theirs, Introduction.state == State.OPEN)
    seen: set[int] = set()
    for one in await session.scalars(query.order_by(Introduction.asked_at.desc(), Introduction.id.desc())):
        partner = one.other_id if one.asker_id in both else one.asker_id
        if partner in both:
            continue
        if partner in seen:
            one.state, one.closed_at = State.WITHDRAWN, moment.now
            await telling.cancel(session, one.about, moment)
        seen.add(partner)


async def _put_introductions_right(session: AsyncSession) -> None:
    """The pair of an introduction is that of its people again."""
    asker, other = Introduction.asker_id, Introduction.other_id
    low, high = case((asker < other, asker), else_=other), case((asker < other, other), else_=asker)
    wrong = or_(Introduction.low_id != low, Introduction.high_id != high)
    await session.execute(
        update(Introduction)
        .where(wrong)
        .values(low_id=low, high_id=high)
        .execution_options(synchronize_session=False)
    )
