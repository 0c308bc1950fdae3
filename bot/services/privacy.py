"""Privacy: all that is stored about somebody, and its erasure."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox import store
from bot.models import (
    Base,
    Broadcast,
    Chat,
    Delivery,
    Draft,
    Group,
    InboundUpdate,
    Interaction,
    Introduction,
    Invite,
    InviteTry,
    JoinRequest,
    Mute,
    Opportunity,
    Person,
    Report,
    Round,
    RoundMember,
    Search,
    Staff,
    Standing,
    group_people,
)
from bot.outbox import queue
from bot.rules.introductions import Side, State, as_known
from bot.services import introductions, people

INTERNAL = {"phone_index", "email_index", "token_hash", "payload"}
"""Columns that say nothing about a person beyond what the others do."""


async def everything_about(session: AsyncSession, telegram_id: int) -> bytes:
    """All that is stored about somebody, as readable JSON (UTF-8)."""
    present = await people.by_telegram_id(session, telegram_id)
    former = await session.scalars(
        select(Person).where(Person.former_telegram_id == telegram_id).order_by(Person.id)
    )
    about = {
        **await _record(session, present),
        "earlier_records": [await _record(session, person) for person in former],
        "chat": await _rows(session, Chat, Chat.id == telegram_id),
        "dialogue": await _rows(session, Draft, Draft.chat_id == telegram_id),
        "requests_to_join": await _rows(session, JoinRequest, JoinRequest.telegram_id == telegram_id),
        "invite_links_used": await _rows(session, Invite, Invite.used_by == telegram_id),
        "invite_links_tried": await _rows(session, InviteTry, InviteTry.telegram_id == telegram_id),
        "messages_to_you": await _rows(session, Delivery, Delivery.chat_id == telegram_id),
        "your_updates": await _rows(session, InboundUpdate, InboundUpdate.sender_id == telegram_id),
        "staff": await _rows(session, Staff, Staff.telegram_id == telegram_id),
    }
    return json.dumps(about, ensure_ascii=False, indent=2, default=str).encode()


async def _record(session: AsyncSession, person: Person | None) -> dict[str, Any]:
    return {
        "person": _plain(person) if person is not None else None,
        "company": _plain(person.company) if person is not None else None,
        "groups": await _groups(session, person),
        **(await _meetings(session, person.id) if person is not None else {}),
    }


async def _meetings(session: AsyncSession, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Introductions as the person may know them: what the others wrote to staff alone stays out, and who was spared."""
    theirs = (Introduction.asker_id == person_id) | (
        (Introduction.other_id == person_id) & Introduction.is_muted.is_(False)
    )
    listed = await _rows(session, Introduction, theirs)
    for row in listed:
        _spare_the_other(row, Side.ASKER if row["asker_id"] == person_id else Side.OTHER)
    return {
        "introductions": listed,
        "after_introductions": await _rows(session, Report, Report.person_id == person_id),
        "rounds": await _rows(session, RoundMember, RoundMember.person_id == person_id),
        "not_to_be_asked_by": await _rows(session, Mute, Mute.person_id == person_id),
        "searches": await _rows(session, Search, Search.person_id == person_id),
        "what_you_did": await _rows(session, Interaction, Interaction.person_id == person_id),
        "what_you_were_offered": await _rows(session, Opportunity, Opportunity.person_id == person_id),
    }


def _spare_the_other(row: dict[str, Any], side: Side) -> None:
    """Take out of somebody's download what the other of the two has said, and to whom they are spared."""
    is_own, is_met = row["closed_by"] is side, row["state"] is State.INTRODUCED
    row["state"] = as_known(row["state"], is_own=is_own)
    if not is_own:
        row.update(dict.fromkeys(("closed_by", "declined_for", "declined_words")))
    if not is_met:
        row["other_agreed_at" if side is Side.ASKER else "asker_agreed_at"] = None
    del row["is_muted"], row["made_by"]


async def _groups(session: AsyncSession, person: Person | None) -> list[str]:
    if person is None:
        return []
    found = await session.scalars(
        select(Group.name)
        .join(group_people)
        .where(group_people.c.person_id == person.id)
        .order_by(Group.name)
    )
    return list(found)


async def _rows(session: AsyncSession, model: type[Base], theirs: Any) -> list[dict[str, Any]]:
    oldest_first = inspect(model).primary_key
    return [_plain(row) for row in await session.scalars(select(model).where(theirs).order_by(*oldest_first))]


def _plain(row: Base) -> dict[str, Any]:
    columns = inspect(type(row)).column_attrs
    return {column.key: getattr(row, column.key) for column in columns if column.key not in INTERNAL}


async def is_known(session: AsyncSession, telegram_id: int) -> bool:
    """Whether anything but the chat itself is stored about somebody."""
    known = select(Person.id).where(people.spoken_for_by(telegram_id))
    asked = select(JoinRequest.id).where(JoinRequest.telegram_id == telegram_id)
    return await session.scalar(known.union_all(asked).limit(1)) is not None


async def erase(
    session: AsyncSession, telegram_id: int, update_id_kept: int, zone: tzinfo, now: datetime
) -> None:
    """Forget somebody: profile, dialogue, requests, introductions, what came in and what went out; also as whom they
    were at a company before.

    The company's profile stays; so do, without the person, the rows that others' counts rest on: deliveries of a
    broadcast, handled updates, the ledgers. Who waits for an answer of theirs is told that it came to nothing. Staff is
    staff no more, save the owners of OWNER_IDS; what they did as such stays on the trail, under their number.
    """
    await _forget_meetings(session, telegram_id, zone, now)
    await queue.forget(session, telegram_id)
    for tap in await store.forget(session, telegram_id, besides=update_id_kept):
        await queue.answer_tap(session, tap, now)
    for whose in (
        Broadcast.author_id,
        Broadcast.progress_chat_id,
        Round.made_by,
        Introduction.made_by,
        Invite.used_by,
        JoinRequest.decided_by,
    ):
        await session.execute(
            update(whose.class_)
            .where(whose == telegram_id)
            .values({whose: None})
            .execution_options(synchronize_session=False)
        )
    for model, theirs in (
        (Draft, Draft.chat_id == telegram_id),
        (JoinRequest, JoinRequest.telegram_id == telegram_id),
        (InviteTry, InviteTry.telegram_id == telegram_id),
        (Chat, Chat.id == telegram_id),
        (Staff, Staff.telegram_id == telegram_id),
        (Person, people.spoken_for_by(telegram_id)),
    ):
        await session.execute(delete(model).where(theirs))


async def _forget_meetings(session: AsyncSession, telegram_id: int, zone: tzinfo, now: datetime) -> None:
    """What is open with somebody ends, and who waits for them hears so; nothing else about them is told or kept."""
    ids = await session.scalars(select(Person.id).where(people.spoken_for_by(telegram_id)))
    records = (await introductions.held(session, ids.all())).values()
    for person in records:
        person.standing = Standing.LEFT  # nobody is suggested any of them instead
    for person in records:
        await introductions.close_all_of(session, person, zone, now)
        for introduction_id in await introductions.ids_of(session, person):
            await introductions.forget_words(session, introduction_id)
            await queue.forget_about(session, f"outcome:{introduction_id}:")
