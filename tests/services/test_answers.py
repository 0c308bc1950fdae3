"""Audiences by what people answered to an event, a poll or a mission; of an anonymous poll nobody learns who did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.db import Database
from bot.i18n import speaking
from bot.models.events import Event, Guest
from bot.models.missions import Application, Invitee, Mission
from bot.models.people import Person
from bot.models.polls import Poll, PollChoice
from bot.rules.audiences import ANSWERS, Audience, Sign
from bot.rules.events import Rsvp
from bot.rules.missions import ApplicationState, Interest, MissionPhase
from bot.rules.polls import QuestionKind, TypedQuestion
from bot.screens.audiences import in_words
from bot.services import audiences, poll_plans, poll_results, polls
from tests.events import TITLES, written
from tests.moments import at
from tests.services.test_polls import CLOSES, NOW, OWNER, QUESTION, members
from tests.stories.cast import plain

AFTER = NOW + timedelta(days=3)
SCORE = TypedQuestion("How was it?", ())


async def whom(database: Database, words: str) -> list[int]:
    """The people, by id, whom an audience in words means."""
    async with database.reading() as session:
        audience = await audiences.recognised(session, Audience.parse(words))
        found = await session.scalars(
            select(Person.id).where(audiences.people_of(audience)).order_by(Person.id)
        )
        return list(found)


async def a_poll(database: Database, *, is_anonymous: bool, has_closed: bool = True) -> Poll:
    """A poll of ten: who has an even id says Thursday and the rest Tuesday, up to the sixth, with a step as high as
    their id; the others say nothing."""
    kinds = ((QuestionKind.ONE, QUESTION), (QuestionKind.SCORE, SCORE))
    asked = [(kind, dict.fromkeys(("en", "fr", "ar"), text)) for kind, text in kinds]
    async with database.transaction() as session:
        await members(session, 10, 10)
        poll = await poll_plans.start(session, OWNER, asked, at(NOW))
        poll.is_anonymous = is_anonymous
        await poll_plans.set_closing(session, poll.id, CLOSES, at(NOW))
        await poll_plans.send(session, poll.id, OWNER, at(NOW))
        for number in range(1, 7):
            person = await session.get_one(Person, number)
            await polls.choose(session, person, poll.id, 0, (number + 1) % 2, at(NOW))
            await polls.choose(session, person, poll.id, 1, number, at(NOW))
    if has_closed:
        async with database.transaction() as session:
            assert await poll_results.close_due(session, at(AFTER))
    return poll


async def test_an_event_is_answered_in_five_ways(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, 7, 7)
        event = await written(session, *range(1, 7))
        for number, rsvp in ((1, Rsvp.GOING), (2, Rsvp.NOT_GOING), (3, Rsvp.WAITING), (4, Rsvp.OFFERED)):
            await session.execute(update(Guest).where(Guest.person_id == number).values(rsvp=rsvp))
        await session.execute(update(Guest).where(Guest.person_id == 5).values(rsvp=Rsvp.GOING, came_at=NOW))
    told = {
        how: await whom(database, f"event={event.id}:{how}")
        for how in ("going", "not_going", "waiting", "silent", "came")
    }
    assert told == {"going": [1, 5], "not_going": [2], "waiting": [3, 4], "silent": [6], "came": [5]}
    assert await whom(database, f"event={event.id}:going|{event.id}:silent") == [1, 5, 6]


async def test_of_a_mission_it_is_known_who_is_interested_and_whose_company_applied(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await members(session, 8, 4)  # two of each company: 1 and 5, 2 and 6, 3 and 7, 4 and 8
        mission = Mission(author_id=None, created_at=NOW, zone="UTC", phase=MissionPhase.ANNOUNCED)
        session.add(mission)
        await session.flush()
        for number, interest in (
            (1, Interest.INTERESTED),
            (2, Interest.NOT_FOR_US),
            (3, Interest.UNSAID),
            (4, Interest.UNSAID),
        ):
            person = await session.get_one(Person, number)
            session.add(
                Invitee(
                    mission_id=mission.id, person_id=number, company_id=person.company_id, interest=interest
                )
            )
        for number, state in (
            (1, ApplicationState.ACCEPTED),
            (2, ApplicationState.BEGUN),
            (7, ApplicationState.REFUSED),
        ):
            person = await session.get_one(Person, number)
            session.add(
                Application(
                    mission_id=mission.id,
                    company_id=person.company_id,
                    person_id=number,
                    traveller_id=5 if number == 1 else None,
                    began_at=NOW,
                    state=state,
                )
            )
    told = {
        how: await whom(database, f"mission={mission.id}:{how}")
        for how in ("interested", "not_for_us", "silent", "applied", "accepted", "waiting", "refused")
    }
    assert told == {
        "interested": [1],
        "not_for_us": [2],
        "silent": [4],
        "applied": [1, 5, 7],
        "accepted": [1, 5],
        "waiting": [],
        "refused": [7],
    }


async def test_a_poll_with_names_is_chosen_by_whether_and_by_what(database: Database) -> None:
    poll = await a_poll(database, is_anonymous=False)
    assert await whom(database, f"poll={poll.id}:answered") == [1, 2, 3, 4, 5, 6]
    assert await whom(database, f"poll={poll.id}:silent") == [7, 8, 9, 10]
    assert await whom(database, f"poll={poll.id}:0.1") == [2, 4, 6]
    assert await whom(database, f"poll={poll.id}:1.5|{poll.id}:1.6") == [5, 6]


async def test_while_answers_can_change_nobody_is_chosen_by_them(database: Database) -> None:
    poll = await a_poll(database, is_anonymous=False, has_closed=False)
    assert await whom(database, f"poll={poll.id}:silent") == [7, 8, 9, 10]
    with pytest.raises(audiences.UnknownValue):
        await whom(database, f"poll={poll.id}:0.1")


async def test_of_an_anonymous_poll_it_is_only_known_who_was_asked(database: Database) -> None:
    poll = await a_poll(database, is_anonymous=True)
    async with database.reading() as session:
        assert [one.key for one in await audiences.options(session, "poll", poll.id)] == ["asked"]
        assert (await session.scalars(select(PollChoice))).all() == []
        for how in ("answered", "silent", "0.1"):
            forged = Audience.of({"poll": [f"{poll.id}:{how}"]})
            assert (await audiences.reach(session, forged)).people == 0
    assert await whom(database, f"poll={poll.id}:asked") == list(range(1, 11))


async def test_an_audience_reads_the_same_in_each_language_when_the_event_is_gone(database: Database) -> None:
    async with database.transaction() as session:
        await members(session, 3, 3)
        event = await written(session, 1)
        option = next(
            one for one in await audiences.options(session, "event", event.id) if one.key == "silent"
        )
        chosen = await audiences.put(session, Audience(), "event", option.key, Sign.IN, to=event.id)
        assert (await audiences.reach(session, chosen)).people == 1
        stored = chosen.stored()
        await session.execute(delete(Event))
        assert (await audiences.reach(session, Audience.of(stored))).people == 0
    for language, answer in (("en", "No answer yet"), ("fr", "Sans réponse"), ("ar", "لم يجيبوا بعد")):
        with speaking(language):
            said = plain(in_words(Audience.of(stored)))
            assert TITLES[language] in said
            assert answer in said
    async with database.reading() as session:
        with pytest.raises(audiences.NoSuchChoice):
            await audiences.put(session, chosen, "event", option.key, Sign.OUT, to=event.id)


@pytest.mark.parametrize(
    "value", ["", "x", ":going", "1:", "1:maybe", "x:going", "²:going", "1:0.x", "1:-1.0"]
)
async def test_what_is_no_answer_was_given_by_nobody(database: Database, value: str) -> None:
    async with database.transaction() as session:
        await members(session, 2, 2)
    async with database.reading() as session:
        for dimension in ANSWERS:
            forged = Audience.of({dimension: [value]})
            assert (await audiences.reach(session, forged)).people == 0


def test_what_is_not_chosen_any_more_is_not_kept() -> None:
    audience = Audience.of({"event": ["1:going"], "names": {"event=1:going": {"en": "Forum: going"}}})
    assert audience.name("event", "1:going", "en") == "Forum: going"
    assert Audience(names=audience.names).stored() == {}
    assert Audience.of(audience.stored()) == audience
