"""Somebody who has done everything, for tests of what is kept about them: each state that rows have, in words.

Rows go into the database as they are; the ways there have stories of their own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, BroadcastText
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.diaries import DiaryNote
from bot.models.directory import Search
from bot.models.events import VenueTry
from bot.models.groups import Group, group_people
from bot.models.imports import Import, ImportChange, ImportState
from bot.models.interest import BroadcastTap
from bot.models.introductions import Introduction, Mute, OutcomeReport
from bot.models.invites import Invite, InviteTry
from bot.models.leads import Lead
from bot.models.ledger import Interaction, Opportunity
from bot.models.missions import Application, Invitee
from bot.models.openings import Opening, OpeningText, Prospect
from bot.models.people import Person, Standing
from bot.models.polls import Poll, PollAnswer, PollQuestion, QuestionText, Voter
from bot.models.requests import Decision, JoinRequest
from bot.models.rounds import Round, RoundMember
from bot.models.scores import PersonWeek
from bot.models.staff import AuditEntry, Staff
from bot.models.suggesting import Suggestion
from bot.models.tallies import Tally
from bot.rules import missions, openings
from bot.rules.companies import Kind, Size
from bot.rules.events import CheckIn, Rsvp
from bot.rules.introductions import Decline, Origin, Side, State, Why
from bot.rules.leads import Promise, Warmth
from bot.rules.ledger import Act, Offer
from bot.rules.money import Money
from bot.rules.outcomes import Outcome, Question
from bot.rules.people import Seat
from bot.rules.polls import PollPhase, QuestionKind
from bot.rules.rounds import Participation
from bot.rules.scoring import Band
from bot.rules.staff import Deed, Role
from bot.rules.tallies import Stage
from bot.rules.words import fold
from tests import events as announced_events
from tests import missions as announced_missions

ZONE = "Asia/Beirut"
TENDER = {"en": "Supplying school canteens", "fr": "Fournir les cantines", "ar": "تموين مقاصف المدارس"}
FORUM = {"en": "How was the year?", "fr": "Comment s’est passée l’année ?", "ar": "كيف كانت السنة؟"}
OPTIONS = {
    "en": ["More exports", "About the same"],
    "fr": ["Plus d’export", "À peu près pareil"],
    "ar": ["تصدير أكثر", "كما كان تقريبًا"],
}
NEWS = {
    "en": "The stands for Gulfood are open.",
    "fr": "Les stands de Gulfood sont ouverts.",
    "ar": "أجنحة غلفود مفتوحة.",
}
OTHERS = (
    ("Bruno Karam", "برونو كرم", "Vetro Glass", "فيترو للزجاج"),
    ("Carine Tannous", "كارين طنّوس", "Orchard Juices", "عصائر البستان"),
    ("Khaled El Ali", "خالد العلي", "Bekaa Mills", "مطاحن البقاع"),
    ("Hélène Maalouf", "هيلين معلوف", "Cèdre Vins", "نبيذ الأرز"),
    ("Rami Matar", "رامي مطر", "Matar & Fils", "مطر وأولاده"),
    ("Élie Mansour", "إيلي منصور", "Agro Lab", "أغرو لاب"),
    ("Lina Aoun", "لينا عون", "North Packaging", "تغليف الشمال"),
)


async def lives(session: AsyncSession, me: Person, now: datetime) -> None:
    """Somebody who is a member has done everything, and everything was done to them."""
    await session.refresh(me, ["company"])
    _profile(me, now)
    others = await _others(session, now)
    await _met(session, me, others, now)
    await _took_part(session, me, others[0], now)
    await _travelled(session, me, now)
    await _took_up(session, me, now)
    await _was_asked(session, me, now)
    await _was_written_to(session, me, now)
    await _left_traces(session, me, now)


def _profile(me: Person, now: datetime) -> None:
    me.phone, me.other_phone, me.email = "+9613123456", "+96170765432", "amina@cedarpress.lb"
    me.other_name, me.title, me.confirmed_at, me.sought_at = "أمينة حداد", "Export manager", now, now
    me.seat = Seat.EXPORT
    company = me.company
    company.kind, company.size, company.founded_in, company.city = Kind.SME, Size.SMALL, 1987, "Batroun"
    company.name_ar, company.website = "معصرة الأرز", "https://cedarpress.lb"
    company.products = "Olive oil, olives"
    company.offers = (
        "Extra virgin olive oil in bulk and in bottles, from our own groves above Batroun.\nPrivate label."
    )
    company.needs = "Glass bottles"
    company.markets, company.certifications, company.languages = ["FR", "AE"], ["iso_22000"], ["ar", "fr"]
    company.declined, company.written = ["website"], {"kind": "Family business"}


async def _others(session: AsyncSession, now: datetime) -> list[Person]:
    found = []
    for latin, arabic, company, company_ar in OTHERS:
        at = Company(name=company, name_ar=company_ar, name_key=fold(company) + " lives", created_at=now)
        person = Person(
            name=latin,
            other_name=arabic,
            created_at=now,
            company=at,
            standing=Standing.MEMBER,
            seat=Seat.LEAD,
        )
        session.add(person)
        found.append(person)
    await session.flush()
    return found


async def _met(session: AsyncSession, me: Person, others: list[Person], now: datetime) -> None:
    """Introductions of every outcome, and what came of one."""
    round_ = Round(starts_at=now, matches_at=now + timedelta(days=7), ends_at=now + timedelta(days=21))
    session.add(round_)
    await session.flush()
    for n, state in enumerate(State):
        is_mine = n % 2 == 0
        origin = list(Origin)[n % 4]
        made = Introduction(
            asker=me if is_mine else others[n],
            other=others[n] if is_mine else me,
            origin=origin,
            asked_at=now - timedelta(days=n),
            why=[Why.BUY, Why.OWN, Why.ABOUT, Why.MET][n % 4],
            words="We would like to see your bottles." if n % 4 == 1 else None,
            subject="olive oil" if n % 4 == 2 else None,
            state=state,
            asker_agreed_at=now,
            other_agreed_at=now if state is State.INTRODUCED else None,
            closed_at=None if state is State.OPEN else now,
            closed_by=None if state in (State.OPEN, State.INTRODUCED, State.EXPIRED) else Side.OTHER,
            declined_for=Decline.OWN if state is State.DECLINED else None,
            declined_words="We have a supplier." if state is State.DECLINED else None,
            round_id=round_.id if origin is Origin.ROUND else None,
        )
        session.add(made)
        await session.flush()
        if state is State.INTRODUCED:
            for question, answer in ((Question.MET, Outcome.MET), (Question.LAST, Outcome.CONTRACT)):
                report = OutcomeReport(
                    introduction_id=made.id, person_id=me.id, question=question, asked_at=now
                )
                report.answered_at, report.answer = now, answer
                report.value = 12000 if answer is Outcome.CONTRACT else None
                session.add(report)
        act = Act.INTRODUCTION_ASKED if is_mine else Act.INTRODUCTION_ANSWERED
        _did(session, me, act, made.about, now)
        _offered(session, me, Offer.INTRODUCTION, made.about, now)
    session.add(RoundMember(round_id=round_.id, person_id=me.id, part=Participation.JOINED, answered_at=now))
    session.add(Suggestion(person_id=me.id, other_id=others[0].id, at=now))
    session.add(Mute(person_id=me.id, muted_id=others[5].id, at=now))


def _did(session: AsyncSession, me: Person, kind: Act, about: str, now: datetime) -> None:
    day = now.toordinal()
    session.add(
        Interaction(person_id=me.id, company_id=me.company_id, kind=kind, about=about, at=now, day=day)
    )


def _offered(session: AsyncSession, me: Person, kind: Offer, about: str, now: datetime) -> None:
    day = now.toordinal()
    session.add(
        Opportunity(person_id=me.id, company_id=me.company_id, kind=kind, about=about, at=now, day=day)
    )


async def _took_part(session: AsyncSession, me: Person, other: Person, now: datetime) -> None:
    for n, rsvp in enumerate(Rsvp):
        event = await announced_events.written(session, me.id)
        guest = await announced_events.guest_of(session, event, me)
        assert guest is not None
        guest.rsvp, guest.answered_at = rsvp, now
        if rsvp is Rsvp.GOING:
            guest.came_at, guest.check_in, guest.handed_by_id = now, CheckIn.TICKET, other.id
            guest.rating, guest.sentence, guest.rated_at = 4, "Good talks, little time.", now
        if rsvp is Rsvp.OFFERED:
            guest.offered_until, guest.waiting_since = now, now
        guest.must_confirm = n == 0
        _did(session, me, Act.EVENT_ATTENDED, event.about, now)
    session.add(VenueTry(person_id=me.id, tried_at=now))


async def _travelled(session: AsyncSession, me: Person, now: datetime) -> None:
    for n, state in enumerate(missions.ApplicationState):
        mission = await announced_missions.written(session, me.id)
        invitee = await session.scalar(Invitee.__table__.select().where(Invitee.mission_id == mission.id))
        assert invitee is not None
        session.add(
            Application(
                mission_id=mission.id,
                company_id=me.company_id,
                person_id=me.id,
                began_at=now,
                traveller_id=me.id if n == 0 else None,
                state=state,
                motivation="We want to sell to the Gulf.",
                buyers="Supermarkets",
                applied_at=now,
                reason="Next year, please." if state is missions.ApplicationState.REFUSED else None,
            )
        )
        _did(session, me, Act.MISSION_APPLIED, mission.about, now)
    for number, warmth in enumerate(Warmth, start=1):
        session.add(
            Lead(
                mission_id=mission.id,
                company_id=me.company_id,
                number=number,
                person_id=me.id,
                message_id=number,
                noted_at=now,
                noted_on=now.date(),
                name="Al Maya Supermarkets" if number < 3 else None,
                contact="Omar, +971 50 123 4567",
                note="Wants samples in glass.",
                warmth=warmth,
                promise=list(Promise)[number],
            )
        )
    session.add(
        DiaryNote(
            mission_id=mission.id,
            person_id=me.id,
            message_id=9,
            day=date(2027, 2, 15),
            words="Met three buyers before noon.",
            written_at=now,
        )
    )
    tally = Tally(mission_id=mission.id, company_id=me.company_id, stage=Stage.HALF_YEAR)
    tally.asked_id = tally.answered_by_id = me.id
    tally.asked_at = tally.answered_at = now
    tally.leads, tally.orders, tally.value = 12, 2, Money(Decimal("25000"), "USD")
    session.add(tally)
    await session.flush()
    _offered(session, me, Offer.MISSION_OUTCOME, tally.about, now)


async def _took_up(session: AsyncSession, me: Person, now: datetime) -> None:
    for result in openings.Result:
        opening = Opening(
            created_at=now,
            zone=ZONE,
            kind=openings.OpeningKind.TENDER,
            phase=openings.OpeningPhase.POSTED,
            proposer_id=me.id,
            company_id=me.company_id,
            need="Olive oil for canteens",
            link="https://example.org/tender",
            deadline=datetime.fromisoformat("2026-12-15 12:00"),
            deadline_at=now,
            worth=Money(Decimal("150000"), "EUR"),
            conditions={"size": ["small", "medium"], "certification": ["iso_22000"]},
        )
        opening.texts = [OpeningText(language=one, title=title) for one, title in TENDER.items()]
        session.add(opening)
        await session.flush()
        prospect = Prospect(opening_id=opening.id, company_id=me.company_id, person_id=me.id, told_at=now)
        prospect.interest, prospect.interested_at, prospect.result = openings.Interest.INTERESTED, now, result
        if result is openings.Result.WON:
            prospect.won = Money(Decimal("4500.5"), "USD")
        session.add(prospect)
        _did(session, me, Act.OPENING_ANSWERED, opening.about, now)


async def _was_asked(session: AsyncSession, me: Person, now: datetime) -> None:
    """A poll with an option, a step of a scale and words; one that was skipped."""
    poll = Poll(author_id=None, created_at=now, zone=ZONE, phase=PollPhase.OPEN, is_anonymous=False)
    for place, kind in enumerate((QuestionKind.ONE, QuestionKind.SCORE, QuestionKind.TEXT)):
        question = PollQuestion(poll_id=0, place=place, kind=kind)
        question.texts = [
            QuestionText(
                language=one,
                words=f"{words} ({place + 1})",
                options=OPTIONS[one] if kind is QuestionKind.ONE else [],
            )
            for one, words in FORUM.items()
        ]
        poll.questions.append(question)
    session.add(poll)
    await session.flush()
    voter = Voter(poll_id=poll.id, person_id=me.id, company_id=me.company_id, answered_at=now)
    session.add(voter)
    await session.flush()
    for question, given in zip(poll.questions, ([0], [8], "Too many forms."), strict=True):
        session.add(PollAnswer(voter_id=voter.id, question_id=question.id, given=given))
    _did(session, me, Act.POLL_ANSWERED, poll.about, now)
    _offered(session, me, Offer.POLL, poll.about, now)


async def _was_written_to(session: AsyncSession, me: Person, now: datetime) -> None:
    broadcast = Broadcast(author_id=None, created_at=now)
    broadcast.texts = [BroadcastText(language=one, html=f"<b>{words}</b>") for one, words in NEWS.items()]
    letter = Letter(contents={one: {"text": f"<b>{words}</b>"} for one, words in NEWS.items()})
    session.add_all((broadcast, letter))
    await session.flush()
    session.add(
        BroadcastTap(
            broadcast_id=broadcast.id, person_id=me.id, company_id=me.company_id, language="ar", at=now
        )
    )
    errors = {
        Status.FAILED: "too late to be sent",
        Status.UNREACHABLE: "Forbidden: bot was blocked by the user",
        Status.CANCELLED: "a newer screen took its place",
        Status.UNCERTAIN: "Bad Gateway",
    }
    purposes = list(Purpose)
    for n, status in enumerate(Status):
        session.add(
            Delivery(
                chat_id=me.telegram_id or 0,
                person_id=me.id,
                purpose=purposes[n % len(purposes)],
                priority=1,
                about=broadcast.about,
                what=status,
                letter_id=letter.id if status is Status.WAITING else None,
                content={"text": "A note <i>to you</i>"} if status is Status.PAUSED else None,
                language=me.language,
                status=status,
                created_at=now,
                not_before=now + timedelta(days=200),
                settled_at=None if n < 3 else now,
                error=errors.get(status, ""),
            )
        )


async def _left_traces(session: AsyncSession, me: Person, now: datetime) -> None:
    account = me.telegram_id or 0
    for act in Act:
        _did(session, me, act, "profile", now)
    for offer in Offer:
        _offered(session, me, offer, "profile", now)
    for weeks, band in enumerate(Band):
        monday = date(2026, 10, 5) + timedelta(weeks=weeks)
        session.add(PersonWeek(person_id=me.id, week_on=monday, points=10 * weeks or None, band=band))
    for decision in Decision:
        words = "Ask Bruno about me." if decision is Decision.OPEN else None
        session.add(
            JoinRequest(
                telegram_id=account,
                language="fr",
                name="Amina Haddad",
                company="Cedar Press",
                words=words,
                decision=decision,
                asked_at=now,
            )
        )
    session.add_all((Search(telegram_id=account, at=now), InviteTry(telegram_id=account, tried_at=now)))
    group = Group(name="Export committee", key="export committee", names={"ar": "لجنة التصدير"})
    session.add(group)
    session.add(Staff(telegram_id=account, name="Amina", role=Role.EDITOR, added_at=now))
    taken = Import(name="members.xlsx", state=ImportState.CONFIRMED, created_at=now, author_id=account)
    taken.counts = {"new company": 12, "changed": 3, "open": 1}
    session.add(taken)
    await session.flush()
    await session.execute(group_people.insert().values(group_id=group.id, person_id=me.id))
    for field, before, after in (
        ("", None, None),
        ("phone", "+9613000000", "+9613123456"),
        ("seat", "other", "lead"),
    ):
        session.add(
            ImportChange(import_id=taken.id, person_id=me.id, field=field, before=before, after=after)
        )
    for deed in (Deed.PERSON_ADDED, Deed.PERSON_CHANGED, Deed.PERSON_MOVED, Deed.INVITED):
        changes = [["phone", "", "+9613123456"], ["seat", "other", "lead"], ["group", "", "Export committee"]]
        session.add(
            AuditEntry(
                at=now, actor_id=1, act=deed, person_id=me.id, changes=changes if "change" in deed else None
            )
        )
    colleague = Person(name="Sara Haddad", created_at=now, company=me.company)
    session.add(colleague)
    await session.flush()
    session.add(
        Invite(
            token_hash="of a colleague",
            company_id=me.company_id,
            created_at=now,
            expires_at=now + timedelta(days=30),
            person_id=colleague.id,
            made_by=account,
        )
    )
