"""The sample cluster's poll: asked three days ago, answered by some, open for four days more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.people import Person, Standing
from bot.models.polls import Voter
from bot.moment import Moment
from bot.rules.ledger import Offer
from bot.rules.polls import PollPhase
from bot.rules.walltime import instant_of
from bot.screens.poll_templates import Template, questions_of
from bot.services import ledger, poll_plans, polls

ZONE = ZoneInfo("Asia/Beirut")
ASKED_AGO, CLOSES_IN = timedelta(days=3), timedelta(days=4)
CLOSES = time(18)
CHOSEN: Mapping[str, tuple[int, ...]] = {
    "Ziad Saliba": (0, 2),
    "سمعان فخري": (0,),
    "Rami Matar": (0, 1),
    "عمر درنيقة": (2,),
    "خالد العلي": (1, 2),
    "Karim Raad": (0,),
    "Marc Zeidan": (0, 3),
    "Samir Kanaan": (1,),
    "Nicole Chidiac": (0, 2),
    "Sandra Azar": (3,),
}
"""What people chose of what they need next quarter, by the places of the options."""
SAID = {"سمعان فخري": "شاحنة مبرّدة مشتركة إلى المرفأ", "Nicole Chidiac": "Samples for buyers in Dubai"}


async def ask(session: AsyncSession, now: datetime) -> None:
    """Put the poll into the database, with the answers that people gave to it."""
    people = {person.name: person for person in await session.scalars(select(Person).order_by(Person.id))}
    asked = Moment(now - ASKED_AGO, ZONE)
    poll = await poll_plans.start(session, 0, questions_of(Template.NEEDS, asked), asked)
    day = (now + CLOSES_IN).astimezone(ZONE).date()
    poll.author_id = None
    poll.phase, poll.opened_at = PollPhase.OPEN, asked.now
    poll.closes = datetime.combine(day, CLOSES)
    poll.closes_at = instant_of(poll.closes, ZONE)
    # The reminder is for those whose phones the page shows: it comes when the clock is moved on
    for person in people.values():
        if person.standing is Standing.MEMBER:
            session.add(Voter(poll_id=poll.id, person_id=person.id, company_id=person.company_id))
            ledger.was_offered(session, person.id, person.company_id, Offer.POLL, poll.about, asked)
    await session.flush()
    for minutes, (name, chosen) in enumerate(CHOSEN.items()):
        answered = Moment(asked.now + timedelta(hours=2, minutes=9 * minutes), ZONE)
        for option in chosen:
            await polls.choose(session, people[name], poll.id, 0, option, answered)
        if name in SAID:
            await polls.write(session, people[name], poll.id, 1, SAID[name], answered)
        else:
            await polls.leave_empty(session, people[name], poll.id, 1, answered)
