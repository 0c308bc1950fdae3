"""Groups that staff keep: committees, programmes; who is in them, and who leads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.groups import Group, group_companies, group_leads, group_people
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.fields import Owner
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens.groups import GroupCard, Membership
from bot.services import records, rows, staff

PAGE = 8
"""Groups, and members of one, on one screen."""

Member = Company | Person


class NoSuchGroup(Refusal):
    wording = N_("This group does not exist any more.")


class GroupThere(Refusal):
    wording = N_("There is a group of this name already.")


class NotInIt(Refusal):
    wording = N_("This person is not in the group any more.")


async def listed(session: AsyncSession, page: int) -> Page[tuple[Group, int, int]]:
    """A page of the groups, each with how many people and companies are in it themselves."""
    people, companies = (
        select(func.count()).where(table.c.group_id == Group.id).scalar_subquery()
        for table in (group_people, group_companies)
    )
    groups = await rows.page_of(session, select(Group).order_by(Group.key), page, PAGE)
    ids = [group.id for group in groups.items]
    counted = await session.execute(select(Group.id, people, companies).where(Group.id.in_(ids)))
    counts = {group_id: (n, m) for group_id, n, m in counted}
    return groups.of([(group, *counts[group.id]) for group in groups.items])


async def get(session: AsyncSession, group_id: int) -> Group:
    """A group. Raises NoSuchGroup."""
    group = await session.get(Group, group_id)
    if group is None:
        raise NoSuchGroup
    return group


async def card(session: AsyncSession, group_id: int, page: int) -> GroupCard:
    """A group with who leads it and a page of who is in it, companies first. Raises NoSuchGroup."""
    group = await get(session, group_id)
    in_it, with_it = group_people.c, group_companies.c
    companies = (
        await session.scalars(
            select(Company.id)
            .join(group_companies, with_it.company_id == Company.id)
            .where(with_it.group_id == group.id)
            .order_by(Company.name_key)
        )
    ).all()
    people = (
        await session.scalars(
            select(Person.id)
            .join(group_people, in_it.person_id == Person.id)
            .where(in_it.group_id == group.id)
            .order_by(Person.name, Person.id)
        )
    ).all()
    keys = [*((Owner.COMPANY, one) for one in companies), *((Owner.PERSON, one) for one in people)]
    shown = page_of(keys, page, PAGE)
    found = [await records.get(session, owner, record_id) for owner, record_id in shown.items]
    lead = group_leads.c
    leads = select(Person).join(group_leads, lead.person_id == Person.id).where(lead.group_id == group.id)
    return GroupCard(
        group,
        (await session.scalars(leads.order_by(Person.name, Person.id))).all(),
        shown.of(found),
        len(people),
        len(companies),
    )


async def found_group(session: AsyncSession, name: str, actor_id: int, moment: Moment) -> Group:
    """A new group of this name. Raises GroupThere."""
    await _check_name(session, name)
    group = Group(name=name, key=fold(name))
    session.add(group)
    await session.flush()
    staff.audit(session, actor_id, Deed.GROUP_FOUNDED, moment, what=name)
    return group


async def _check_name(session: AsyncSession, name: str) -> None:
    if await session.scalar(select(Group.id).where(Group.key == fold(name))) is not None:
        raise GroupThere


async def call(
    session: AsyncSession, group_id: int, language: str, name: str, actor_id: int, moment: Moment
) -> Group:
    """What readers of a language are shown as the name of a group. Raises NoSuchGroup."""
    group = await rows.locked(session, Group, group_id, NoSuchGroup)
    before = group.names.get(language, "")
    group.names = {**group.names, language: name}
    _note(session, group, [["name", before, name]], None, actor_id, moment)
    return group


async def membership(session: AsyncSession, group_id: int, owner: Owner, record_id: int) -> Membership:
    """How a company or a person stands to a group. Raises NoSuchGroup, PersonGone, CompanyGone."""
    group, record = await get(session, group_id), await records.get(session, owner, record_id)
    table = _table(owner)
    return Membership(
        group,
        record,
        is_in=await _has(session, table, group.id, record.id),
        leads=owner is Owner.PERSON and await _has(session, group_leads, group.id, record.id),
    )


async def inside(
    session: AsyncSession, group: Group, found: Sequence[Member]
) -> dict[tuple[Owner, int], bool]:
    """Which of these companies and people are in a group themselves."""
    there: set[tuple[Owner, int]] = set()
    for owner, table in ((Owner.PERSON, group_people), (Owner.COMPANY, group_companies)):
        group_column, member_column = table.c
        ids = await session.scalars(select(member_column).where(group_column == group.id))
        there |= {(owner, record_id) for record_id in ids}
    keys = [(Owner.PERSON if isinstance(one, Person) else Owner.COMPANY, one.id) for one in found]
    return {key: key in there for key in keys}


async def put(
    session: AsyncSession,
    group_id: int,
    owner: Owner,
    record_id: int,
    actor_id: int,
    moment: Moment,
    *,
    is_in: bool,
) -> None:
    """Put a company or a person into a group, or take it out, also as a lead. Idempotent.

    Raises NoSuchGroup, PersonGone, CompanyGone.
    """
    group = await rows.locked(session, Group, group_id, NoSuchGroup)
    record = await records.get(session, owner, record_id)
    table = _table(owner)
    if await _has(session, table, group.id, record.id) == is_in:
        return
    if is_in:
        await session.execute(insert(table).values(_pair(table, group.id, record.id)))
    else:
        await _remove(session, table, group.id, record.id)
        if owner is Owner.PERSON:
            await _remove(session, group_leads, group.id, record.id)
    change = ["group", "" if is_in else group.name, group.name if is_in else ""]
    _note(session, group, [change], record, actor_id, moment)


async def lead(
    session: AsyncSession, group_id: int, person_id: int, actor_id: int, moment: Moment, *, leads: bool
) -> None:
    """Somebody of a group leads it, or does not any more. Idempotent. Raises NoSuchGroup, PersonGone, NotInIt."""
    group = await rows.locked(session, Group, group_id, NoSuchGroup)
    person = await records.get(session, Owner.PERSON, person_id)
    if not await _has(session, group_people, group.id, person.id):
        raise NotInIt
    if await _has(session, group_leads, group.id, person.id) == leads:
        return
    if leads:
        await session.execute(insert(group_leads).values(_pair(group_leads, group.id, person.id)))
    else:
        await _remove(session, group_leads, group.id, person.id)
    change = ["lead", "" if leads else group.name, group.name if leads else ""]
    _note(session, group, [change], person, actor_id, moment)


async def dissolve(session: AsyncSession, group_id: int, actor_id: int, moment: Moment) -> None:
    """Delete a group; its people and companies stay. Idempotent."""
    group = await session.get(Group, group_id)
    if group is None:
        return
    staff.audit(session, actor_id, Deed.GROUP_DISSOLVED, moment, what=group.name)
    await session.delete(group)


def _note(
    session: AsyncSession,
    group: Group,
    changes: Sequence[Sequence[str]],
    record: Member | None,
    actor_id: int,
    moment: Moment,
) -> None:
    act = Deed.GROUP_CHANGED
    staff.audit(session, actor_id, act, moment, to=record, changes=changes, what=group.name)


def _table(owner: Owner) -> Table:
    return group_people if owner is Owner.PERSON else group_companies


def _pair(table: Table, group_id: int, record_id: int) -> dict[str, Any]:
    group_column, member_column = table.c
    return {group_column.name: group_id, member_column.name: record_id}


async def _has(session: AsyncSession, table: Table, group_id: int, record_id: int) -> bool:
    group_column, member_column = table.c
    query = select(func.count()).where(group_column == group_id, member_column == record_id)
    return bool(await session.scalar(query))


async def _remove(session: AsyncSession, table: Table, group_id: int, record_id: int) -> None:
    group_column, member_column = table.c
    await session.execute(delete(table).where(group_column == group_id, member_column == record_id))
