"""Announcing events: whom an invitation reaches and when, that it goes out once, and how that went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import BroadcastReport, Tally
from bot.rules.events import EventPhase, Rsvp
from bot.rules.ledger import Offer
from bot.rules.pages import Page
from bot.rules.planning import NEEDED
from bot.rules.staff import Deed
from bot.screens import announced
from bot.screens import events as screens
from bot.screens.announced import Answer
from bot.services import audiences, events, planning, rows, staff, telling
from bot.services.audiences import REACHABLE, NobodyThere
from bot.services.broadcasts import PENDING, report_of
from bot.services.planning import HasMovedOn, LiesBehind
from bot.services.telling import Message, tell_all
from bot.services.wordings import LanguageMissing

Named = TypeVar("Named", Person, Company)


class DetailsMissing(Refusal):
    wording = N_("Something is still missing before this can be announced.")


class GoesOutTooLate(Refusal):
    """Invitations wait for the end of quiet hours, and would come when the event has begun, or answers are over."""

    wording = N_(
        "The invitations would go out on {moment}: by then it has begun, or the time to answer has passed. "
        "Choose later times."
    )


async def reach(session: AsyncSession, event: Event) -> Reach:
    """Whom the invitation reaches if it goes out now."""
    return await audiences.reach(session, Audience.of(event.audience))


async def ready(session: AsyncSession, event: Event, moment: Moment) -> Reach:
    """Whom it reaches, when it can be announced. Raises DetailsMissing, LiesBehind, GoesOutTooLate, NobodyThere,
    LanguageMissing."""
    if not planning.settled(event).issuperset(NEEDED) or event.starts_at is None:
        raise DetailsMissing
    if event.starts_at <= moment.now:
        raise LiesBehind
    goes_out = telling.goes_out_at(moment)
    if goes_out >= (event.answer_by_at or event.starts_at):
        raise GoesOutTooLate(moment=date_time(goes_out, moment.zone))
    reached = await reach(session, event)
    if not reached.people:
        raise NobodyThere
    if event.wordings.missing(reached):
        raise LanguageMissing
    return reached


async def announce(session: AsyncSession, event_id: int, actor_id: int, moment: Moment) -> Event:
    """Invite everybody of the audience who can be reached: a row for each, and one message for all, which waits for the
    end of quiet hours. Who cannot be reached finds it among the events. Raises what `locked` and `ready` do."""
    event = await planning.locked(session, event_id)
    if event.revises_id is not None:
        raise HasMovedOn
    await ready(session, event, moment)
    event.phase, event.announced_at, event.told_at = EventPhase.ANNOUNCED, moment.now, moment.now
    staff.audit(session, actor_id, Deed.EVENT_ANNOUNCED, moment, event=str(event.id))
    await session.flush()
    await _invite(session, event)
    await tell_all(session, events.guests(event.id), invitation_to(event), moment)
    return event


async def _invite(session: AsyncSession, event: Event) -> None:
    """A row for each of the audience, in one statement."""
    columns = Guest.__table__.c
    values = {"event_id": event.id, "rsvp": Rsvp.INVITED, "offers": 0, "must_confirm": False}
    invited = select(
        Person.id, Person.company_id, *(literal(value, columns[name].type) for name, value in values.items())
    ).where(REACHABLE, audiences.people_of(Audience.of(event.audience)))
    names = ["person_id", "company_id", *values]
    await session.execute(insert(Guest).from_select(names, invited, include_defaults=False))


INVITATION = "invitation"


def invitation_to(event: Event) -> Message:
    """The invitation as it reads now. Nobody is sent it when the event has begun."""
    return Message(
        event.about,
        INVITATION,
        Purpose.BROADCAST,
        partial(screens.invitation, event),
        not_after=event.starts_at,
        offer=Offer.INVITATION,
    )


async def invitations(session: AsyncSession, about: str, *more: str) -> BroadcastReport:
    """How the invitations to something went, as long as that is kept; `more` are the names of further ones."""
    its = (Delivery.about == about) & Delivery.what.in_((INVITATION, *more))
    found = await session.execute(select(Delivery.status, func.count()).where(its).group_by(Delivery.status))
    counted: Counter[str] = Counter()
    for status, messages in found.all():
        counted["pending" if status in PENDING else status.value] += messages
    return await report_of(session, Tally(**counted), its)


async def send_again(
    session: AsyncSession, event_id: int, ended: Status, actor_id: int, moment: Moment
) -> Event:
    """Send the invitation, as it reads now, to those once more with whom it failed, or of whom nobody knows whether
    they got it. Raises what `events.announced` does."""
    event = await events.announced(session, event_id, moment)
    if await telling.repeat(session, invitation_to(event), ended, moment):
        staff.audit(session, actor_id, Deed.INVITATIONS_SENT_AGAIN, moment, event=str(event.id))
    return event


LOOKED_AFTER = timedelta(days=7)
"""How long after it was announced staff still hear of invitations that did not arrive."""


async def report(session: AsyncSession, moment: Moment) -> bool:
    """Tell staff once, when all invitations to an event are through, if some failed or nobody knows whether they
    arrived: only staff may decide to send those again. True when any were told."""

    def sent(*statuses: Status) -> ColumnElement[bool]:
        its = Delivery.about == literal("event:").concat(cast(Event.id, String))
        return exists().where(its, Delivery.what == INVITATION, Delivery.status.in_(statuses))

    is_recent = and_(Event.phase == EventPhase.ANNOUNCED, Event.announced_at > moment.now - LOOKED_AFTER)
    has_gone_wrong = sent(Status.FAILED, Status.UNCERTAIN)
    query = select(Event).where(is_recent, has_gone_wrong, ~sent(*PENDING)).order_by(Event.id)
    return any([await _report(session, event, moment) for event in (await session.scalars(query)).all()])


async def _report(session: AsyncSession, event: Event, moment: Moment) -> bool:
    went = await invitations(session, event.about)
    screen = partial(announced.invitations_went, event, went)
    message = Message(event.about, "invitations went", Purpose.NOTICE, screen)
    return await telling.tell_staff(session, message, moment) > 0


LINES = 15
"""Guests on one page: they are read, not tapped."""


async def answers(session: AsyncSession, event_id: int, rsvp: Rsvp, page: int) -> Page[Answer]:
    """A page of those who stand so with an event: who waits in their order, the others by company and name."""
    query = (
        select(Guest)
        .outerjoin(Person, Person.id == Guest.person_id)
        .outerjoin(Company, Company.id == Guest.company_id)
        .where(Guest.event_id == event_id, Guest.rsvp == rsvp)
        .order_by(Guest.waiting_since, Company.name_key.nulls_last(), Person.name.nulls_last(), Guest.id)
    )
    found = await rows.page_of(session, query, page, LINES)
    people = await _by_id(session, Person, [guest.person_id for guest in found.items])
    companies = await _by_id(session, Company, [guest.company_id for guest in found.items])
    return found.of(
        [Answer(guest, people.get(guest.person_id), companies.get(guest.company_id)) for guest in found.items]
    )


async def _by_id(
    session: AsyncSession, model: type[Named], ids: Iterable[int | None]
) -> dict[int | None, Named]:
    found = await session.scalars(select(model).where(model.id.in_({one for one in ids if one is not None})))
    return {row.id: row for row in found}
