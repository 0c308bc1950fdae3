"""Telling the members of a round, all at once, each in their own language and outside their quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, String, literal, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES, speaking
from bot.models import Delivery, Person, Purpose, Round, RoundMember, Status
from bot.moment import Moment
from bot.outbox import queue
from bot.replies import Reply, laid_out
from bot.rules.quiet_hours import after_quiet
from bot.services.audiences import REACHABLE


def key(round_id: int, person_id: int | None = None) -> str:
    """How the dedupe keys of messages about a round begin; of those to one person."""
    return f"round:{round_id}:" if person_id is None else f"round:{round_id}:{person_id}:"


async def tell(
    session: AsyncSession,
    about: Round,
    whom: ColumnElement[bool],
    what: str,
    screen: Callable[[], Reply],
    purpose: Purpose,
    moment: Moment,
    *,
    not_after: datetime | None = None,
) -> bool:
    """Write a message down for the reachable members of a round that `whom` means; `what` to each once, ever.

    True when it is new to anybody.
    """
    told = 0
    for language in LOCALES:
        with speaking(language):
            content = laid_out(screen(), language)
        values: dict[str, Any] = {
            "content": content,
            "purpose": purpose,
            "priority": purpose.priority,
            "language": language,
            "status": Status.WAITING,
            "created_at": moment.now,
            "not_before": after_quiet(moment.now, moment.zone),
            "tries": 0,
            "doubts": 0,
            "error": "",
        }
        if not_after is not None:
            values["not_after"] = not_after
        told += await _tell(session, about, whom & (Person.language == language), what, values)
    return told > 0


async def _tell(
    session: AsyncSession, about: Round, whom: ColumnElement[bool], what: str, values: dict[str, Any]
) -> int:
    """INSERT … SELECT: nobody is fetched, nobody is there twice."""
    columns = Delivery.__table__.c
    recipients = (
        select(
            Person.telegram_id,
            Person.id,
            literal(key(about.id), String).concat(sql_cast(Person.id, String)).concat(f":{what}"),
            *(literal(value, columns[name].type) for name, value in values.items()),
        )
        .join(RoundMember, RoundMember.person_id == Person.id)
        .where(RoundMember.round_id == about.id, REACHABLE, whom)
    )
    statement = queue.ignoring_duplicates(session).from_select(
        ["chat_id", "person_id", "dedupe_key", *values], recipients, include_defaults=False
    )
    counting = statement.execution_options(preserve_rowcount=True)
    return cast(CursorResult[Any], await session.execute(counting)).rowcount
