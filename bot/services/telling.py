"""Telling people: the one way in which anybody is written to. Each reads it in the language they speak by then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    exists,
    false,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import DEFAULT, LOCALES, speaking
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person
from bot.moment import Moment
from bot.outbox import broadcasts, corrections, queue
from bot.replies import Reply, laid_out
from bot.rules.ledger import Offer
from bot.rules.staff import Role
from bot.rules.timetable import after_quiet
from bot.services import ledger, staff
from bot.services.audiences import REACHABLE


@dataclass(frozen=True)
class Message:
    """Something to tell people: nobody is told the same `what` about the same twice.

    `about` names what it belongs to, as in the ledgers (`introduction:12`). `screen` is drawn once in each language. It
    waits for the end of quiet hours unless it is urgent, and is not sent after `not_after`. With an `offer` it is an
    opportunity, which the ledger keeps.
    """

    about: str
    what: str
    purpose: Purpose
    screen: Callable[[], Reply]
    not_after: datetime | None = None
    offer: Offer | None = None
    is_urgent: bool = False


def goes_out_at(moment: Moment) -> datetime:
    """When a message to members that is written now goes out: at once, or at the end of quiet hours."""
    return after_quiet(moment.now, moment.zone)


def held_until(moment: Moment) -> datetime | None:
    """The end of the quiet hours that a message to members would wait for now; None by day."""
    out_at = goes_out_at(moment)
    return out_at if out_at > moment.now else None


async def tell(session: AsyncSession, person: Person, message: Message, moment: Moment) -> bool:
    """Tell one person, if they have an account. False when they were told before."""
    whom = select(Person).where(Person.id == person.id, Person.telegram_id.is_not(None))
    return await _tell(session, _chats(whom), message, moment) > 0


async def tell_all(session: AsyncSession, whom: Select[Person], message: Message, moment: Moment) -> int:
    """Tell all of these people who can be reached. Returns how many were not told before."""
    return await _tell(session, _chats(whom.where(REACHABLE)), message, moment)


async def tell_staff(
    session: AsyncSession,
    message: Message,
    moment: Moment,
    *,
    needed: Role = Role.EDITOR,
    besides: int | None = None,
) -> int:
    """Tell staff of a role or above, at any hour. Returns how many were not told before."""
    listed = set(await staff.everyone(session, moment.owner_ids, needed)) - {besides}
    return await tell_accounts(session, listed, message, moment)


async def tell_accounts(
    session: AsyncSession,
    accounts: Iterable[int],
    message: Message,
    moment: Moment,
    *,
    language: str = DEFAULT,
) -> int:
    """Tell accounts that need not be members', at any hour. Returns how many were not told before.

    `language` is read by those who have chosen none.
    """
    return await _tell(session, _accounts(accounts, language), message, moment, is_urgent=True)


async def renew(
    session: AsyncSession,
    account: int,
    message: Message,
    moment: Moment,
    *,
    edits: int | None,
    broadcast_id: int,
) -> bool:
    """Let the message `edits` of a chat show something newer; without one, a new message does.

    One such message waits at most: a newer one takes its place. False while one is on its way.
    """
    await withdraw(session, message.about, message.what)
    whom = select(literal(account, BigInteger), cast(null(), BigInteger), literal(DEFAULT)).where(
        literal(1) == 1
    )
    return await _send(session, whom, message, moment.now, moment, edits=edits, broadcast_id=broadcast_id) > 0


async def withdraw(session: AsyncSession, about: str, what: str) -> None:
    """Delete a message as if it had never been told, unless it is being sent."""
    await queue.withdraw(session, about, what)


async def reword(session: AsyncSession, message: Message) -> None:
    """Let those who have not got a message yet read it as its screen says it now. Nobody is told it anew."""
    await queue.reword(session, message.about, message.what, drawn(message.screen), message.not_after)


async def amend(
    session: AsyncSession,
    about: str,
    what: str,
    screen: Callable[[], Reply],
    moment: Moment,
    *,
    besides: tuple[int, int | None],
) -> int:
    """Let a message that was sent say what became of it, in its place, wherever nobody has made another screen of it.

    `besides` are the chat and the message in which that is shown anyway. Where it is gone, nothing is sent. Returns how
    many messages change.
    """
    contents = {language: content | {"only_edits": True} for language, content in drawn(screen).items()}
    return await corrections.amend(session, about, what, contents, besides, moment.now)


async def repeat(session: AsyncSession, message: Message, ended: Status, moment: Moment) -> int:
    """Send a message, as it reads now, once more to those with whom it ended so: it failed, or nobody knows. Returns
    how many they are. It waits for the end of quiet hours."""
    return await broadcasts.repeat(
        session,
        message.about,
        message.what,
        ended,
        drawn(message.screen),
        after_quiet(moment.now, moment.zone),
        message.not_after,
    )


async def cancel(
    session: AsyncSession,
    about: str,
    moment: Moment,
    *,
    person: Person | None = None,
    besides: str = "",
    only: str = "",
) -> None:
    """Cancel what still waits about something, for everybody or for one person; what it says is deleted.

    `besides` is the one message that is still sent. With `only`, those alone are cancelled whose `what` begins so.
    """
    whose = {"person_id": person.id} if person is not None else {}
    await queue.cancel(session, moment.now, about=about, besides=besides, only=only, **whose)


def is_waiting(about: ColumnElement[str], person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether `cancel` would find anything to cancel, for a statement that asks for something else as well."""
    theirs = and_(Delivery.about == about, Delivery.person_id == person_id)
    return exists().where(theirs, Delivery.status.in_(queue.QUEUED))


async def take_back(session: AsyncSession, about: str, what: str) -> bool:
    """Delete a message that says what is no longer so, for those to whom it has not been sent: they can be told anew,
    and nobody else is. True when there were any.
    """
    return await queue.withdraw(session, about, what, is_waiting=True) > 0


async def give_up(session: AsyncSession, about: str, what: str, moment: Moment) -> int:
    """Cancel what still waits of a message that does not help any more. Returns how many people did not get it: those,
    and whom Telegram refused it to."""
    missed = await queue.unsent(session, about, what)
    await queue.cancel(session, moment.now, about=about, what=what)
    return missed


async def cancel_all_to(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Cancel all that waits to be sent to somebody."""
    await queue.cancel(session, moment.now, person_id=person.id)


async def cancel_all_to_staff(session: AsyncSession, account: int, moment: Moment) -> None:
    """Cancel all that waits to be told to an account as one of the staff; what is told to it as a person still is."""
    await queue.cancel_notices(session, account, moment.now)


def drawn(screen: Callable[[], Reply]) -> dict[str, Any]:
    """A screen as the readers of each language get it."""
    contents = {}
    for language in LOCALES:
        with speaking(language):
            contents[language] = laid_out(screen(), language)
    return contents


def _chats(whom: Select[Person]) -> queue.Recipients:
    return whom.with_only_columns(Person.telegram_id, Person.id, Person.language)


def _accounts(accounts: Iterable[int], language: str = DEFAULT) -> queue.Recipients:
    """A table of accounts to select from; with none in it, nobody is selected.

    The condition lets SQLite tell ON CONFLICT from a join (https://sqlite.org/lang_upsert.html, 2.2).
    """
    nobody = select(literal(0, BigInteger).label("id")).where(false())
    listed = union_all(nobody, *(select(literal(account, BigInteger)) for account in accounts)).subquery()
    return select(listed.c.id, cast(null(), BigInteger), literal(language)).where(literal(1) == 1)


async def _tell(
    session: AsyncSession,
    whom: queue.Recipients,
    message: Message,
    moment: Moment,
    *,
    is_urgent: bool = False,
) -> int:
    chat = whom.selected_columns[0]
    told = exists().where(
        Delivery.about == message.about, Delivery.what == message.what, Delivery.chat_id == chat
    )
    fresh = whom.where(~told)
    if not await session.scalar(select(fresh.exists())):
        return 0
    is_urgent = is_urgent or message.is_urgent
    not_before = moment.now if is_urgent else after_quiet(moment.now, moment.zone)
    # The INSERT leaves out itself who was told: to look for each among thousands just written takes seconds
    return await _send(session, whom, message, not_before, moment)


async def _send(
    session: AsyncSession,
    whom: queue.Recipients,
    message: Message,
    not_before: datetime,
    moment: Moment,
    edits: int | None = None,
    broadcast_id: int | None = None,
) -> int:
    letter_id = await queue.write_letter(session, drawn(message.screen))
    told = await queue.enqueue(
        session,
        letter_id,
        whom,
        about=message.about,
        what=message.what,
        purpose=message.purpose,
        now=moment.now,
        not_before=not_before,
        not_after=message.not_after,
        edits=edits,
        broadcast_id=broadcast_id,
    )
    if not told:
        await queue.drop_letters(session, [letter_id])
    elif message.offer is not None:
        await ledger.were_offered(session, letter_id, message.offer, message.about, moment)
    return told
