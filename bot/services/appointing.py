"""Appointing: who comes onto the staff list, with which role, and who is taken off it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.staff import Staff
from bot.moment import Moment
from bot.rules.spelling import mark_of, proposed
from bot.rules.staff import Deed, Role
from bot.rules.words import is_in_arabic
from bot.services import staff, telling
from bot.services.profile import SameScript, SpelledOtherwise


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
        if name and name != present.name:
            present.name, present.other_name = name, ""
    staff.audit(session, actor_id, Deed.APPOINTED, moment, who=str(telegram_id), role=role.value)


async def accept_spelling(
    session: AsyncSession, telegram_id: int, mark: int, actor_id: int, moment: Moment
) -> None:
    """Keep the proposed spelling of a name in the other script. Idempotent. Raises NotOnTheList, SpelledOtherwise."""
    present = await _named(session, telegram_id)
    for spelling in (proposed(present.name), present.other_name):
        if spelling and mark_of(spelling) == mark:
            return _spell(session, present, spelling, actor_id, moment)
    raise SpelledOtherwise


async def spell(
    session: AsyncSession, telegram_id: int, other_name: str, actor_id: int, moment: Moment
) -> None:
    """Keep the name of somebody on the staff in the other script. Raises NotOnTheList, SameScript."""
    present = await _named(session, telegram_id)
    if is_in_arabic(other_name) == is_in_arabic(present.name):
        raise SameScript(name=present.name)
    _spell(session, present, other_name, actor_id, moment)


async def _named(session: AsyncSession, telegram_id: int) -> Staff:
    present = await session.get(Staff, telegram_id, with_for_update=True)
    if present is None or not present.name:
        raise NotOnTheList
    return present


def _spell(session: AsyncSession, present: Staff, other_name: str, actor_id: int, moment: Moment) -> None:
    if present.other_name != other_name:
        present.other_name = other_name
        staff.audit(session, actor_id, Deed.STAFF_NAMED, moment, who=str(present.telegram_id))


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
