"""Privacy: all that is stored about somebody, and its erasure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, MetaData, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import current
from bot.inbox import store
from bot.markup import plain
from bot.models.base import Base, TelegramId
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.deliveries import Letter
from bot.models.events import Event, Guest
from bot.models.groups import Group, group_people
from bot.models.introductions import Introduction
from bot.models.missions import Mission
from bot.models.openings import OpeningText
from bot.models.people import Person, Standing
from bot.models.polls import Poll, PollAnswer, PollQuestion, SaidText, Voter
from bot.models.requests import JoinRequest
from bot.models.staff import AuditEntry
from bot.moment import Moment
from bot.outbox import queue
from bot.rules.introductions import Side, State, as_known
from bot.rules.polls import CHOICES, QuestionKind
from bot.services import imports, introductions, openings, people, rsvps, telling
from bot.services.introduction_letters import NOTHING

INTERNAL = {
    *("people.phone_index", "people.email_index", "invites.token_hash", "inbox.payload"),
    *("interactions.day", "opportunities.day"),
}
"""Columns that say nothing about a person beyond what the others do."""
SECTIONS = {
    "chats.id": "chat",
    "drafts.chat_id": "dialogue",
    "taken_texts.chat_id": "texts_you_can_still_edit",
    "join_requests.telegram_id": "requests_to_join",
    "invites.used_by": "invite_links_used",
    "invites.made_by": "invite_links_made",
    "invite_tries.telegram_id": "invite_links_tried",
    "deliveries.chat_id": "messages_to_you",
    "inbox.sender_id": "your_updates",
    "introduction_reports.person_id": "after_introductions",
    "round_members.person_id": "rounds",
    "mutes.person_id": "not_to_be_asked_by",
    "suggestions.person_id": "suggested_to_you",
    "event_guests.person_id": "events",
    "venue_tries.person_id": "wrong_numbers_at_venues",
    "poll_voters.person_id": "polls",
    "broadcast_taps.person_id": "announcements_you_answered",
    "openings.proposer_id": "opportunities_you_proposed",
    "opening_prospects.person_id": "opportunities",
    "mission_invitees.person_id": "missions",
    "mission_applications.person_id": "applications_to_missions",
    "mission_applications.traveller_id": "missions_you_would_travel_on",
    "leads.person_id": "leads_you_noted",
    "diary_notes.person_id": "your_diaries",
    "tallies.asked_id": "asked_after_missions",
    "tallies.answered_by_id": "said_about_missions",
    "interactions.person_id": "what_you_did",
    "opportunities.person_id": "what_you_were_offered",
    "person_weeks.person_id": "scores",
}
"""What a download calls the rows that a column leads to; those of any other column are called after its table."""
NOT_SHOWN = {
    "people.telegram_id": "the record itself is shown",
    "people.former_telegram_id": "the earlier records are shown",
    "group_people.person_id": "the names of the groups are shown",
    "introductions.asker_id": "shown without what the other has said",
    "introductions.other_id": "shown without what the other has said",
    "mutes.muted_id": "nobody learns who has muted them",
    "suggestions.other_id": "to whom somebody was suggested is theirs",
    "deliveries.person_id": "the same messages as by chat",
    "invites.person_id": "links that nobody has used hold nothing but their dates",
    "menus.chat_id": "only that their chat has a menu of commands of its own",
    "broadcasts.author_id": "what staff did is the cluster's",
    "broadcasts.progress_chat_id": "what staff did is the cluster's",
    "broadcast_changes.actor_id": "what staff did is the cluster's",
    "broadcast_corrections.written_by": "what staff did is the cluster's",
    "approvals.asked_by": "what staff did is the cluster's",
    "approvals.decided_by": "what staff did is the cluster's",
    "rounds.made_by": "what staff did is the cluster's",
    "introductions.made_by": "what staff did is the cluster's",
    "event_guests.handed_by_id": "the rows of colleagues; one's own answer is shown",
    "events.author_id": "what staff did is the cluster's",
    "polls.author_id": "what staff did is the cluster's",
    "openings.author_id": "what staff did is the cluster's",
    "opening_prospects.recorded_by": "what staff did is the cluster's",
    "missions.author_id": "what staff did is the cluster's",
    "mission_costs.author_id": "what staff did is the cluster's",
    "mission_scores.staff_id": "what staff did is the cluster's",
    "join_requests.decided_by": "what staff did is the cluster's",
    "audit.actor_id": "what staff did is the cluster's",
    "audit.person_id": "what staff changed is shown, without who of them did",
    "group_leads.person_id": "the names of the groups are shown",
}
"""Columns that name a person and whose rows a download leaves out, or shows in another way; and why."""
ERASED_APART = {
    "people.telegram_id": "the records go last, for the other rows are found through them",
    "people.former_telegram_id": "the records go last, for the other rows are found through them",
    "deliveries.chat_id": "the outbox keeps its counts, and answers the taps that wait",
    "inbox.sender_id": "the inbox keeps which updates it has seen",
    "menus.chat_id": "their commands are taken from the chat before the row goes",
    "audit.actor_id": "the trail of what staff did stays, under their number",
}
"""Columns with a Telegram id that erasing treats in a way of its own; and why."""


def columns_of_people(metadata: MetaData) -> list[Column[Any]]:
    """Every column that leads to a record of a person, by foreign key."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
    ]


def columns_of_accounts(metadata: MetaData) -> list[Column[Any]]:
    """Every column that holds somebody's Telegram id."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, TelegramId)
    ]


async def everything_about(session: AsyncSession, telegram_id: int) -> bytes:
    """All that is stored about somebody, as readable JSON (UTF-8)."""
    about = await all_about(session, telegram_id)
    return json.dumps(about, ensure_ascii=False, indent=2, default=str).encode()


async def all_about(session: AsyncSession, telegram_id: int) -> dict[str, Any]:
    """All that is stored about somebody, by section."""
    present = await people.by_telegram_id(session, telegram_id)
    former = await session.scalars(
        select(Person).where(Person.former_telegram_id == telegram_id).order_by(Person.id)
    )
    about = {
        **await _record(session, present),
        "earlier_records": [await _record(session, person) for person in former],
        **await _sections(session, columns_of_accounts(Base.metadata), telegram_id),
    }
    await _read_letters(session, about["messages_to_you"])
    return about


async def _record(session: AsyncSession, person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"person": None, "company": None, "groups": []}
    (record,) = await _rows(session, Person.__table__, Person.id == person.id)
    (company,) = await _rows(session, Company.__table__, Company.id == person.company_id)
    sections = await _sections(session, columns_of_people(Base.metadata), person.id)
    await _name_events(session, sections["events"])
    await _name_polls(session, sections["polls"])
    await _name_openings(session, sections["opportunities"])
    await _name_broadcasts(session, sections["announcements_you_answered"])
    for section in ("missions", "applications_to_missions", "missions_you_would_travel_on"):
        await _name_missions(session, sections[section])
    return {
        "person": record,
        "company": company,
        "groups": await _groups(session, person),
        "introductions": await _introductions(session, person.id),
        "changes_by_staff": await _changes_by_staff(session, person.id),
        **sections,
    }


async def _sections(
    session: AsyncSession, columns: Iterable[Column[Any]], number: int
) -> dict[str, list[dict[str, Any]]]:
    """The rows in which a column has this number, by the name of their section."""
    sections: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for column in columns:
        if str(column) not in NOT_SHOWN:
            rows = await _rows(session, column.table, column == number)
            sections[SECTIONS.get(str(column), column.table.name)] += rows
    return sections


async def _read_letters(session: AsyncSession, messages: Sequence[dict[str, Any]]) -> None:
    """What messages say is kept apart from them: put it where their reader looks for it."""
    ids = [message["letter_id"] for message in messages]
    found = await session.execute(select(Letter.id, Letter.contents).where(Letter.id.in_(ids)))
    letters: dict[int, Any] = dict(found.all())
    for message in messages:
        message["content"] = letters.get(message["letter_id"], message["content"])


async def _name_events(session: AsyncSession, guests: Sequence[dict[str, Any]]) -> None:
    """What an event is called and when it is, is kept apart from who goes: put it where the reader looks for it."""
    ids = {guest["event_id"] for guest in guests}
    events = {event.id: event for event in await session.scalars(select(Event).where(Event.id.in_(ids)))}
    for guest in guests:
        event = events[guest["event_id"]]
        text = event.text_for(current())
        guest["event"] = text.title if text is not None else ""
        guest["starts"] = f"{event.starts} {event.zone}"


async def _name_missions(session: AsyncSession, about: Sequence[dict[str, Any]]) -> None:
    """What a mission is called is kept apart from who was told of it, and who applies: put it where the reader looks
    for it."""
    ids = {row["mission_id"] for row in about}
    missions = {one.id: one for one in await session.scalars(select(Mission).where(Mission.id.in_(ids)))}
    for row in about:
        text = missions[row["mission_id"]].text_for(current())
        row["mission"] = text.title if text is not None else ""


async def _name_openings(session: AsyncSession, prospects: Sequence[dict[str, Any]]) -> None:
    """What an opportunity is called is kept apart from who took it up: put it where the reader looks for it."""
    ids = {prospect["opening_id"] for prospect in prospects}
    found = await session.execute(
        select(OpeningText.opening_id, OpeningText.title)
        .where(OpeningText.opening_id.in_(ids))
        # Where there is none in their language, any names it
        .order_by(OpeningText.language == current(), OpeningText.language)
    )
    titles: dict[int, str] = dict(found.all())
    for prospect in prospects:
        prospect["opportunity"] = titles.get(prospect["opening_id"], "")


async def _name_broadcasts(session: AsyncSession, taps: Sequence[dict[str, Any]]) -> None:
    """What an announcement says is kept apart from who tapped its button: put it where the reader looks for it."""
    ids = {tap["broadcast_id"] for tap in taps}
    found = await session.scalars(select(Broadcast).where(Broadcast.id.in_(ids)))
    texts = {broadcast.id: plain(broadcast.wordings.nearest(current())) for broadcast in found}
    for tap in taps:
        tap["announcement"] = texts[tap["broadcast_id"]]


async def _name_polls(session: AsyncSession, voters: Sequence[dict[str, Any]]) -> None:
    """What polls asked, and what was answered as long as it is linked to anybody, is kept apart from who was asked."""
    polls_asked = {voter["poll_id"] for voter in voters}
    asked = await session.scalars(select(PollQuestion).where(PollQuestion.poll_id.in_(polls_asked)))
    questions = {question.id: question for question in asked}
    ids = [voter["id"] for voter in voters]
    answers = await session.execute(
        select(PollAnswer.voter_id, PollAnswer.question_id, PollAnswer.given).where(
            PollAnswer.voter_id.in_(ids)
        )
    )
    said = await session.execute(
        select(SaidText.voter_id, SaidText.question_id, SaidText.words).where(SaidText.voter_id.in_(ids))
    )
    given = [*answers.all(), *said.all()]
    for voter in voters:
        voter["answers"] = [
            {"question": _read(questions[question_id]), "answer": _answered(questions[question_id], answer)}
            for voter_id, question_id, answer in given
            if voter_id == voter["id"]
        ]


def _read(question: PollQuestion) -> str:
    text = question.text_for(current())
    return text.words if text is not None else ""


def _answered(question: PollQuestion, answer: Any) -> Any:
    text = question.text_for(current())
    if question.kind not in CHOICES or text is None or not isinstance(answer, list):
        return answer
    return [text.options[n] for n in answer if n < len(text.options)]


async def _introductions(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """Introductions as the person may know them: without what the others wrote to staff alone, and without mutes."""
    theirs = (Introduction.asker_id == person_id) | (
        (Introduction.other_id == person_id) & Introduction.is_muted.is_(False)
    )
    listed = await _rows(session, Introduction.__table__, theirs)
    for row in listed:
        _spare_the_other(row, Side.ASKER if row["asker_id"] == person_id else Side.OTHER)
    return listed


def _spare_the_other(row: dict[str, Any], side: Side) -> None:
    """Take out of somebody's download what the other side said, and whether that side muted them."""
    is_own, is_met = row["closed_by"] is side, row["state"] is State.INTRODUCED
    row["state"] = as_known(row["state"], is_own=is_own)
    if not is_own:
        row.update(dict.fromkeys(("closed_by", "declined_for", "declined_words")))
    if not is_met:
        row["other_agreed_at" if side is Side.ASKER else "asker_agreed_at"] = None
    del row["is_muted"], row["made_by"]


async def _changes_by_staff(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """What staff changed in somebody's record, the oldest first; who of them did is not the person's to know."""
    found = await session.scalars(
        select(AuditEntry).where(AuditEntry.person_id == person_id).order_by(AuditEntry.id)
    )
    return [{"at": entry.at, "act": entry.act, "changes": entry.changes or []} for entry in found]


async def _groups(session: AsyncSession, person: Person) -> list[str]:
    found = await session.scalars(
        select(Group.name)
        .join(group_people)
        .where(group_people.c.person_id == person.id)
        .order_by(Group.name)
    )
    return list(found)


async def _rows(
    session: AsyncSession, table: FromClause, theirs: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Rows as a person reads them, the oldest first."""
    found = await session.execute(select(table).where(theirs).order_by(*table.primary_key))
    left_out = {column.name for column in table.columns if str(column) in INTERNAL}
    return [{name: value for name, value in row.items() if name not in left_out} for row in found.mappings()]


async def is_known(session: AsyncSession, telegram_id: int) -> bool:
    """Whether anything but the chat itself is stored about somebody."""
    known = select(Person.id).where(people.spoken_for_by(telegram_id))
    asked = select(JoinRequest.id).where(JoinRequest.telegram_id == telegram_id)
    return await session.scalar(known.union_all(asked).limit(1)) is not None


async def erase(session: AsyncSession, telegram_id: int, update_id_kept: int, moment: Moment) -> None:
    """Forget somebody: profile, dialogue, requests, introductions, what came in and what went out; also as whom they
    were at a company before.

    The company's profile stays; so do, without the person, the rows that others' counts rest on: deliveries of a
    broadcast, handled updates, the ledgers, what they said to invitations, whether they came and how they rated it,
    what they chose in polls, what their company applies to missions with.
    Who waits for an answer of theirs is told that it came to nothing; who waits for their seat is offered it. Staff is
    staff no more, save the owners of OWNER_IDS; what they did as such stays on the trail, under their number.
    """
    records = await session.scalars(
        select(Person).where(people.spoken_for_by(telegram_id)).order_by(Person.id)
    )
    await imports.forget(session, records.all())
    await _leave_events(session, telegram_id, moment)
    await _take_texts_from_polls(session, telegram_id)
    await openings.forget(session, telegram_id, moment)
    await _end_introductions(session, telegram_id, moment)
    for asked in await session.scalars(select(JoinRequest).where(JoinRequest.telegram_id == telegram_id)):
        await telling.cancel(session, asked.about, moment)
    await queue.forget(session, telegram_id)
    for tap in await store.forget(session, telegram_id, besides=update_id_kept):
        await queue.answer_tap(session, tap, moment.now)
    for column in columns_of_accounts(Base.metadata):
        if str(column) in ERASED_APART:
            continue
        theirs = column == telegram_id
        # Where an account may be missing it only says who did something; where it may not, the row is about them
        change = update(column.table).values({column: None}) if column.nullable else delete(column.table)
        await session.execute(change.where(theirs))
    gone = select(Person.id).where(people.spoken_for_by(telegram_id))
    # The trail keeps what staff did, without what stood in the record
    await session.execute(update(AuditEntry).where(AuditEntry.person_id.in_(gone)).values(changes=None))
    await session.execute(delete(Person).where(people.spoken_for_by(telegram_id)))
    session.expunge_all()  # what the turn had loaded of them has no rows any more, and must not be written again


async def _leave_events(session: AsyncSession, telegram_id: int, moment: Moment) -> None:
    """Their seats ahead are given back, and what they wrote about events is deleted; how they rated one stays."""
    records = await session.scalars(
        select(Person).where(people.spoken_for_by(telegram_id)).order_by(Person.id)
    )
    for person in records.all():
        await rsvps.release_all_of(session, person, moment)
        words = {"sentence": None, "walk_in_name": None}
        await session.execute(update(Guest).where(Guest.person_id == person.id).values(words))


async def _take_texts_from_polls(session: AsyncSession, telegram_id: int) -> None:
    """What they wrote in polls is deleted, where it is known to be theirs; what they chose stays counted."""
    people_erased = select(Person.id).where(people.spoken_for_by(telegram_id))
    theirs = select(Voter.id).where(Voter.person_id.in_(people_erased))
    written = select(PollQuestion.id).where(PollQuestion.kind == QuestionKind.TEXT)
    # What closes meanwhile either sees their words gone, or has kept them where they are deleted below
    answered = select(Poll.id).where(
        Poll.id.in_(select(Voter.poll_id).where(Voter.person_id.in_(people_erased)))
    )
    await session.execute(answered.order_by(Poll.id).with_for_update(read=True))
    await session.execute(
        delete(PollAnswer).where(PollAnswer.voter_id.in_(theirs), PollAnswer.question_id.in_(written))
    )
    await session.execute(delete(SaidText).where(SaidText.voter_id.in_(theirs)))


async def _end_introductions(session: AsyncSession, telegram_id: int, moment: Moment) -> None:
    """What is open with somebody ends, and who waits for them hears so; nothing else about them is told or kept."""
    ids = await session.scalars(select(Person.id).where(people.spoken_for_by(telegram_id)))
    records = (await introductions.locked_people(session, ids.all())).values()
    for person in records:
        person.standing = Standing.LEFT  # nobody is suggested any of them instead
    for person in records:
        await introductions.close_all_of(session, person, moment)
        for one in await introductions.all_of(session, person):
            # Only that it came to nothing is still told
            await telling.cancel(session, one.about, moment, besides=NOTHING)
