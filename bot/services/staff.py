"""Staff: who they are, what they may do, and what they did; `appointing` changes it, `trail` shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import current
from bot.models.companies import Company
from bot.models.people import Person
from bot.models.staff import AuditEntry, Staff
from bot.moment import Moment
from bot.rules.people import KnownAs
from bot.rules.staff import Deed, Role


async def role_of(session: AsyncSession, telegram_id: int, moment: Moment) -> Role | None:
    """What somebody may do as staff, asked at the moment of the act; None for everybody else."""
    if telegram_id in moment.owner_ids:
        return Role.OWNER
    return await session.scalar(select(Staff.role).where(Staff.telegram_id == telegram_id))


async def everyone(session: AsyncSession, owner_ids: Set[int], needed: Role = Role.VIEWER) -> dict[int, Role]:
    """All staff of a role or above, by Telegram id."""
    listed = {person.telegram_id: person.role for person in await session.scalars(select(Staff))}
    listed |= dict.fromkeys(owner_ids, Role.OWNER)
    return {telegram_id: role for telegram_id, role in listed.items() if role.includes(needed)}


async def names(
    session: AsyncSession, heard: Mapping[int, str], moment: Moment
) -> list[tuple[int, KnownAs | None, Role]]:
    """The staff list as it is shown: id, what they are called, role; owners first.

    `heard` are names as phones say them, for those who stand in no list of ours, as an owner in the environment.
    """
    listed = await everyone(session, moment.owner_ids)
    known = {account: KnownAs(name) for account, name in heard.items()} | await called(session, listed)
    ranked = sorted(listed.items(), key=lambda item: (not item[1].includes(Role.OWNER), item[0]))
    return [(telegram_id, known.get(telegram_id), role) for telegram_id, role in ranked]


async def called(session: AsyncSession, accounts: Collection[int]) -> dict[int, KnownAs]:
    """What these accounts are called on the staff list, or as members; without those that no list names. A member's own
    name, in both scripts, counts where the staff list has one of them alone."""
    if not accounts:
        return {}
    members = await session.execute(
        select(Person.telegram_id, Person.name, Person.other_name).where(Person.telegram_id.in_(accounts))
    )
    own = {account: KnownAs(name, other_name) for account, name, other_name in members if account and name}
    added = await session.scalars(select(Staff).where(Staff.telegram_id.in_(accounts), Staff.name != ""))
    both = {account for account, known in own.items() if known.other_name}
    return own | {
        one.telegram_id: one.known_as
        for one in added
        if one.known_as is not None and (one.other_name or one.telegram_id not in both)
    }


async def listed_as(session: AsyncSession, account: int) -> KnownAs | None:
    """The name that the staff list has of somebody, to be written in the other script; None where it has none, or their
    own record has both."""
    present = await session.get(Staff, account)
    record = await session.scalar(select(Person.other_name).where(Person.telegram_id == account))
    return None if present is None or record else present.known_as


async def named(session: AsyncSession, accounts: Collection[int]) -> dict[int, str]:
    """What `called` says, as the reader reads it."""
    return {account: who.read_in(current()) for account, who in (await called(session, accounts)).items()}


def audit(
    session: AsyncSession,
    actor_id: int | None,
    act: Deed,
    moment: Moment,
    *,
    to: Company | Person | None = None,
    changes: Sequence[Sequence[str]] = (),
    **details: str,
) -> None:
    """Write an act of staff down; `actor_id` is None for the shell.

    `to` is the company or the person that it was done to; `changes` are fields, each with what stood there before and
    what after.
    """
    session.add(
        AuditEntry(
            at=moment.now,
            actor_id=actor_id,
            act=act,
            details=details,
            company_id=_company_of(to),
            person_id=to.id if isinstance(to, Person) else None,
            changes=[list(change) for change in changes] or None,
        )
    )


def _company_of(record: Company | Person | None) -> int | None:
    if record is None:
        return None
    return record.company_id if isinstance(record, Person) else record.id
