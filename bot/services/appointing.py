"""Appointing: who comes onto the staff list, with which role, and who is taken off it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.staff import Staff
from bot.moment import Moment
from bot.rules.staff import Deed, Role
from bot.services import staff, telling


class AlwaysOwner(Refusal):
    """The id stands in OWNER_IDS."""

    wording = N_("This person is an owner by the bot's settings; only there can that be changed.")


class NotOnTheList(Refusal):
    wording = N_("This person is not on the staff list any more.")


async def appoint(
    session: AsyncSession, telegram_id: int, name: str, role: Role, actor_id: int, moment: Moment
) -> None:
    """Put somebody on the staff list, or change their role. Raises AlwaysOwner."""
    if telegram_id in moment.owner_ids:
        raise AlwaysOwner
    present = await session.get(Staff, telegram_id)
    if present is None:
        session.add(Staff(telegram_id=telegram_id, name=name, role=role, added_at=moment.now))
    else:
        present.role = role
        present.name = name or present.name
    staff.audit(session, actor_id, Deed.APPOINTED, moment, who=str(telegram_id), role=role.value)


async def dismissible(session: AsyncSession, telegram_id: int, moment: Moment) -> Staff:
    """Somebody who can be taken off the staff list. Raises AlwaysOwner, NotOnTheList."""
    if telegram_id in moment.owner_ids:
        raise AlwaysOwner
    present = await session.get(Staff, telegram_id)
    if present is None:
        raise NotOnTheList
    return present


async def dismiss(session: AsyncSession, telegram_id: int, actor_id: int, moment: Moment) -> None:
    """Take somebody off the staff list; what waits to be told to them as staff is not. Raises as `dismissible` does."""
    await session.delete(await dismissible(session, telegram_id, moment))
    await telling.cancel_all_to_staff(session, telegram_id, moment)
    staff.audit(session, actor_id, Deed.DISMISSED, moment, who=str(telegram_id))
