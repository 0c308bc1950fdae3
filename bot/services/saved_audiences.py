"""Saved audiences: choices with a name. Whatever one is chosen for copies what it means then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.broadcasts import Broadcast
from bot.models.events import Event
from bot.models.missions import Mission
from bot.models.polls import Poll
from bot.models.rounds import Round
from bot.models.saved_audiences import SavedAudience
from bot.moment import Moment
from bot.rules.audiences import MOST_DEEP, SAVED, Audience, Copy
from bot.rules.events import EventPhase
from bot.rules.missions import MissionPhase
from bot.rules.pages import Page
from bot.rules.polls import PollPhase
from bot.rules.rounds import RoundPhase
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens.saved_audiences import Stale
from bot.services import rows, staff
from bot.services.audiences import TooDeep


class NoSuchSaved(Refusal):
    wording = N_("This saved audience does not exist any more.")


class NameTaken(Refusal):
    wording = N_("Another saved audience has this name already. Please type another one.")


class HoldsItself(Refusal):
    wording = N_("A saved audience cannot stand in itself.")


class NothingToSave(Refusal):
    wording = N_("Nothing is chosen yet: it is for everybody, which needs no name.")


async def listed(session: AsyncSession, page: int) -> Page[SavedAudience]:
    """A page of what is saved, by name."""
    return await rows.page_of(session, select(SavedAudience).order_by(SavedAudience.key), page)


async def get(session: AsyncSession, saved_id: int) -> SavedAudience:
    """One that is saved. Raises NoSuchSaved."""
    saved = await session.get(SavedAudience, saved_id)
    if saved is None:
        raise NoSuchSaved
    return saved


async def named(session: AsyncSession, name: str) -> SavedAudience | None:
    """The one of this name, however it is spelled; None when there is none."""
    found: SavedAudience | None = await session.scalar(
        select(SavedAudience).where(SavedAudience.key == fold(name))
    )
    return found


async def save(
    session: AsyncSession, name: str, audience: Audience, actor_id: int, moment: Moment
) -> SavedAudience:
    """Save a choice under a name. Raises NothingToSave, NameTaken, TooDeep."""
    if audience.is_everybody:
        raise NothingToSave
    _check_depth(audience)
    if await named(session, name) is not None:
        raise NameTaken
    saved = SavedAudience(name=name, key=fold(name), choice=audience.stored(), changed_at=moment.now)
    session.add(saved)
    await session.flush()
    staff.audit(session, actor_id, Deed.AUDIENCE_SAVED, moment, what=name)
    return saved


async def redefine(
    session: AsyncSession, saved_id: int, audience: Audience, actor_id: int, moment: Moment
) -> SavedAudience:
    """Let a name mean another choice from now on; where it was chosen before, it keeps its meaning. It cannot stand in
    itself. Raises NoSuchSaved, HoldsItself, TooDeep."""
    _check_depth(audience)
    if _holds(audience, saved_id):
        raise HoldsItself
    saved = await rows.locked(session, SavedAudience, saved_id, NoSuchSaved)
    if saved.choice != audience.stored():
        saved.choice, saved.changed_at = audience.stored(), moment.now
        staff.audit(session, actor_id, Deed.AUDIENCE_CHANGED, moment, what=saved.name)
    return saved


def _check_depth(audience: Audience) -> None:
    """What is saved can be chosen: it stands one deeper then."""
    if audience.depth >= MOST_DEEP:
        raise TooDeep(most=number(MOST_DEEP))


async def rename(
    session: AsyncSession, saved_id: int, name: str, actor_id: int, moment: Moment
) -> SavedAudience:
    """Call it otherwise. Raises NoSuchSaved, NameTaken."""
    saved = await rows.locked(session, SavedAudience, saved_id, NoSuchSaved)
    there = await named(session, name)
    if there is not None and there.id != saved.id:
        raise NameTaken
    if saved.name != name:
        changes = [["name", saved.name, name]]
        saved.name, saved.key = name, fold(name)
        staff.audit(session, actor_id, Deed.AUDIENCE_CHANGED, moment, changes=changes, what=name)
    return saved


async def delete(session: AsyncSession, saved_id: int, actor_id: int, moment: Moment) -> SavedAudience:
    """Save it no longer; where it was chosen, it keeps its meaning. Raises NoSuchSaved."""
    saved = await rows.locked(session, SavedAudience, saved_id, NoSuchSaved)
    await session.delete(saved)
    staff.audit(session, actor_id, Deed.AUDIENCE_DELETED, moment, what=saved.name)
    return saved


async def uses(session: AsyncSession, saved_id: int, moment: Moment) -> Mapping[str, int]:
    """For how many things that are still ahead it was chosen, also within another: by what they are."""
    now = moment.now
    sources: Mapping[str, tuple[InstrumentedAttribute[dict[str, Any]], ColumnElement[bool]]] = {
        "broadcast": (Broadcast.audience, Broadcast.started_at.is_(None) & Broadcast.ended_at.is_(None)),
        "event": (
            Event.audience,
            (Event.phase == EventPhase.PLANNING)
            | (Event.phase == EventPhase.ANNOUNCED) & or_(Event.ends_at.is_(None), Event.ends_at > now),
        ),
        "poll": (Poll.audience, Poll.phase.in_((PollPhase.WRITING, PollPhase.OPEN))),
        "mission": (
            Mission.audience,
            (Mission.phase == MissionPhase.PLANNING)
            | (Mission.phase == MissionPhase.ANNOUNCED) & (Mission.deadline_at > now),
        ),
        "round": (Round.audience, Round.phase == RoundPhase.INVITING),
        "saved": (SavedAudience.choice, SavedAudience.id != saved_id),
    }
    counted = {}
    for what, (column, is_ahead) in sources.items():
        stored = await session.scalars(select(column).where(is_ahead))
        counted[what] = sum(_holds(Audience.of(one), saved_id) for one in stored)
    return {what: n for what, n in counted.items() if n}


def _holds(audience: Audience, saved_id: int) -> bool:
    used = {value for part in audience.said for name, value in part.chosen() if name == SAVED}
    return str(saved_id) in used or any(
        _holds(copy.audience, saved_id) for key, copy in audience.copies.items() if key in used
    )


async def stale(session: AsyncSession, audience: Audience) -> Stale:
    """Which of the saved audiences in a choice mean something else now, or are gone. One statement, and none where
    there are none."""
    now = await _as_they_are(session, audience)
    changed = [
        copy.name for key, copy in audience.copies.items() if key in now and now[key].choice != copy.choice
    ]
    return Stale(changed, [copy.name for key, copy in audience.copies.items() if key not in now])


async def renewed(session: AsyncSession, audience: Audience) -> Audience:
    """The choice with what the saved audiences in it mean now; of one that is gone, what it meant. Raises TooDeep."""
    fresh = replace(audience, copies={**audience.copies, **await _as_they_are(session, audience)})
    if fresh.depth > MOST_DEEP:
        raise TooDeep(most=number(MOST_DEEP))
    return fresh


async def _as_they_are(session: AsyncSession, audience: Audience) -> dict[str, Copy]:
    ids = [int(key) for key in audience.copies if key.isascii() and key.isdecimal()]
    if not ids:
        return {}
    found = await session.scalars(select(SavedAudience).where(SavedAudience.id.in_(ids)))
    return {str(one.id): Copy(one.name, one.choice) for one in found}
