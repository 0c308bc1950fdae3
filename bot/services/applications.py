"""Applications to missions, by the companies: begun, written step by step, sent in, changed, withdrawn.

Each answer is in the application's row at once, so that any colleague can go on with it, after a restart too. Whoever
acts holds the mission's row: what colleagues, staff and the deadline do happens one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time, number
from bot.models.companies import CompanyFile
from bot.models.deliveries import Purpose
from bot.models.ledger import Interaction
from bot.models.missions import Application, ApplicationDocument, Invitee, Mission
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.files import FILE_BYTES, safe_name
from bot.rules.fit import Eligibility
from bot.rules.ledger import Act
from bot.rules.missions import (
    DOCUMENT_OF,
    MOST_DOCUMENTS,
    MUST_BE_SAID,
    OPEN,
    UNDER_WAY,
    ApplicationState,
    ApplicationStep,
    DocumentKind,
    Interest,
    MissionPhase,
    is_in_time,
    may_still_send,
    next_step,
)
from bot.screens import applicants as staff_screens
from bot.services import applicants, companies, ledger, mission_announcing, missions, people, rows, telling
from bot.services.companies import FileGone, SentBefore, TooLarge, TooMany
from bot.services.telling import Message, tell_staff


class NoSuchApplication(Refusal):
    wording = N_("This application does not exist any more.")


class DeadlinePassed(Refusal):
    wording = N_(
        "The deadline was {moment}, and has passed: what is sent now does not count any more. "
        "Please write to the cluster's staff if you need to tell them something."
    )


class ApplicationMovedOn(Refusal):
    """The application cannot be changed any more, or not in this way: it was withdrawn, sent in or decided on."""

    wording = N_("This application has moved on. Here is how it stands now.")


class DoesNotFit(Refusal):
    """What the company lacks cannot be mended."""

    wording = N_("Your company does not meet the conditions of this mission.")


class NotYetFitting(Refusal):
    """Something is missing that can be mended: what it is, is shown instead."""

    wording = N_("Something that is asked of companies is still missing.")


class AnswersMissing(Refusal):
    wording = N_("A question is not answered yet.")


class NotAColleague(Refusal):
    wording = N_("This colleague cannot travel for your company. Please choose another one.")


async def interested(
    session: AsyncSession, person: Person, mission_id: int, interest: Interest, moment: Moment
) -> Mission:
    """Say whether one is interested. A new answer replaces the one before. Raises what `_open_to` does."""
    mission = await _open_to(session, person, mission_id, moment)
    await _note_interest(session, mission, person, interest, moment)
    return mission


async def _open_to(session: AsyncSession, person: Person, mission_id: int, moment: Moment) -> Mission:
    """A mission to which a member can still apply, locked. Raises NoSuchMission, MissionCancelled, DeadlinePassed."""
    await missions.for_member(session, person, mission_id)
    mission = await missions.announced(session, mission_id)
    check_open(mission, moment.now)
    return mission


def check_open(mission: Mission, sent_at: datetime) -> None:
    """Raises DeadlinePassed for what was sent too late, by Telegram's clock."""
    assert mission.deadline_at is not None
    if not is_in_time(sent_at, mission.deadline_at):
        raise DeadlinePassed(moment=date_time(mission.deadline_at, mission.tz))


async def _note_interest(
    session: AsyncSession, mission: Mission, person: Person, interest: Interest, moment: Moment
) -> None:
    """The first answer counts for the scores, either way; changing it does not count again."""
    row = await missions.invitee_of(session, mission.id, person)
    if row is None:
        row = Invitee(mission_id=mission.id, person_id=person.id, company_id=person.company_id)
        session.add(row)
    if row.interest is Interest.UNSAID:
        ledger.did(session, person, Act.INVITATION_ANSWERED, mission.about, moment)
    if interest is Interest.NOT_FOR_US:
        await telling.cancel(session, mission.about, moment, person=person, only=mission_announcing.REMINDER)
    row.interest, row.answered_at = interest, moment.now
    await session.flush()


async def begin(session: AsyncSession, person: Person, mission_id: int, moment: Moment) -> Application:
    """The application of somebody's company: a new one, or the one that is there; one that was withdrawn is taken up
    again. Idempotent. Raises DoesNotFit, and what `_open_to` does."""
    mission = await _open_to(session, person, mission_id, moment)
    fit = await missions.fit_of(session, mission, person, moment)
    if fit.eligibility is Eligibility.NOT:
        raise DoesNotFit
    application = await missions.application_of(session, mission.id, person.company_id)
    if application is None:
        application = Application(
            mission_id=mission.id, company_id=person.company_id, person_id=person.id, began_at=moment.now
        )
        session.add(application)
    elif application.state is ApplicationState.WITHDRAWN:
        application.state, application.person_id = ApplicationState.BEGUN, person.id
        application.withdrawn_at = application.applied_at = None
    await _note_interest(session, mission, person, Interest.INTERESTED, moment)
    await session.flush()
    return application


async def get(session: AsyncSession, person: Person, application_id: int) -> tuple[Application, Mission]:
    """The application of somebody's company, to be looked at, with its mission. Raises NoSuchApplication."""
    application = await session.get(Application, application_id)
    if application is None or application.company_id != person.company_id:
        raise NoSuchApplication
    return application, await missions.once_announced(session, application.mission_id)


async def _locked(session: AsyncSession, person: Person, application_id: int) -> tuple[Application, Mission]:
    """The application of somebody's company and its mission, both locked, the mission first. Raises NoSuchApplication;
    what `missions.announced` does."""
    application, _mission = await get(session, person, application_id)
    mission = await missions.announced(session, application.mission_id)
    return await rows.locked(session, Application, application_id, NoSuchApplication), mission


async def open_one(
    session: AsyncSession, person: Person, application_id: int, sent_at: datetime
) -> tuple[Application, Mission]:
    """An application that can still be changed by what was sent at an instant, locked, with its mission. Raises
    DeadlinePassed, ApplicationMovedOn, and what `_locked` does."""
    application, mission = await _locked(session, person, application_id)
    if application.state not in OPEN:
        raise ApplicationMovedOn
    check_open(mission, sent_at)
    return application, mission


def _given(application: Application, step: ApplicationStep, sent_at: datetime) -> None:
    application.given = [one for one in ApplicationStep if one in {*application.given, step}]
    application.changed_at = sent_at


async def answer(
    session: AsyncSession,
    person: Person,
    application_id: int,
    step: ApplicationStep,
    words: str,
    sent_at: datetime,
) -> Application:
    """Write the answer to a question, in place of the one before. Raises what `open_one` does."""
    application, _mission = await open_one(session, person, application_id, sent_at)
    match step:
        case ApplicationStep.MOTIVATION:
            application.motivation = words
        case ApplicationStep.PRODUCTS:
            application.products = words
        case ApplicationStep.BUYERS:
            application.buyers = words
        case _:
            raise ApplicationMovedOn
    _given(application, step, sent_at)
    await session.flush()
    return application


async def leave_out(
    session: AsyncSession, person: Person, application_id: int, step: ApplicationStep, moment: Moment
) -> Application:
    """Go on without an answer that is not needed, or with the documents that are there, which changes nothing. Raises
    what `open_one` does."""
    application, _mission = await get(session, person, application_id)
    if step in DOCUMENT_OF and step in application.given:
        return application
    application, _mission = await open_one(session, person, application_id, moment.now)
    if step in MUST_BE_SAID:
        raise ApplicationMovedOn
    if step is ApplicationStep.BUYERS:
        application.buyers = None
    _given(application, step, moment.now)
    await session.flush()
    return application


async def products_as_known(
    session: AsyncSession, person: Person, application_id: int, moment: Moment
) -> Application:
    """Apply with the products that the company's profile names. Raises what `open_one` does."""
    return await answer(
        session, person, application_id, ApplicationStep.PRODUCTS, person.company.products, moment.now
    )


# Documents


async def documents(session: AsyncSession, application_id: int) -> list[ApplicationDocument]:
    """The documents of an application, by kind, in the order in which they were added."""
    found = await session.scalars(
        select(ApplicationDocument)
        .where(ApplicationDocument.application_id == application_id)
        .order_by(ApplicationDocument.id)
    )
    kinds = list(DocumentKind)
    return sorted(found, key=lambda document: kinds.index(document.kind))


async def add_document(
    session: AsyncSession, person: Person, document: ApplicationDocument, moment: Moment
) -> Application:
    """Keep a document that was sent at its `added_at`, under a safe name. Raises TooLarge, SentBefore, TooMany,
    NotADocument, and what `open_one` does."""
    application, _mission = await open_one(session, person, document.application_id, document.added_at)
    if document.size > FILE_BYTES:
        raise TooLarge(limit=number(FILE_BYTES // 1024**2))
    present = [one for one in await documents(session, application.id) if one.kind is document.kind]
    if any(one.file_unique_id == document.file_unique_id for one in present):
        raise SentBefore
    if len(present) >= MOST_DOCUMENTS:
        raise TooMany(limit=number(MOST_DOCUMENTS))
    companies.check_kind(document.name)
    document.name = (
        safe_name(document.name) or f"{document.kind}-{moment.now.astimezone(moment.zone):%Y-%m-%d}"
    )
    session.add(document)
    step = next(step for step, kind in DOCUMENT_OF.items() if kind is document.kind)
    _given(application, step, document.added_at)
    await session.flush()
    return application


async def company_files(session: AsyncSession, person: Person, application_id: int) -> list[CompanyFile]:
    """The files that the company shows anyway and that are not in the application yet."""
    present = {one.file_unique_id for one in await documents(session, application_id)}
    listed = await companies.files(session, person.company_id)
    return [file for file in listed if file.file_unique_id not in present]


async def add_company_file(
    session: AsyncSession,
    person: Person,
    application_id: int,
    kind: DocumentKind,
    file_id: int,
    moment: Moment,
) -> Application:
    """Apply with a file that the company shows anyway. Raises FileGone, and what `add_document` does."""
    file = await companies.file_of(session, person.company_id, file_id)
    if file is None:
        raise FileGone
    document = ApplicationDocument(
        application_id=application_id,
        kind=kind,
        file_id=file.file_id,
        file_unique_id=file.file_unique_id,
        name=file.name,
        media=file.media,
        added_at=moment.now,
        size=file.size,
    )
    return await add_document(session, person, document, moment)


async def remove_document(
    session: AsyncSession, person: Person, application_id: int, document_id: int, moment: Moment
) -> tuple[Application, DocumentKind]:
    """Take a document out. Raises FileGone, and what `open_one` does."""
    application, _mission = await open_one(session, person, application_id, moment.now)
    document = await session.get(ApplicationDocument, document_id)
    if document is None or document.application_id != application.id:
        raise FileGone
    kind = document.kind
    await session.execute(delete(ApplicationDocument).where(ApplicationDocument.id == document_id))
    application.changed_at = moment.now
    return application, kind


# Who travels


async def travellers(session: AsyncSession, person: Person) -> Sequence[Person]:
    """Who of the company could travel: whoever is on the bot, the one who asks first."""
    found = await people.of_company(session, person.company_id)
    there = [one for one in found if one.standing is Standing.MEMBER]
    return sorted(there, key=lambda one: one.id != person.id)


async def set_traveller(
    session: AsyncSession, person: Person, application_id: int, traveller_id: int, moment: Moment
) -> Application:
    """Say who travels. Of one that was accepted, too, until it begins: plans change. Raises NotAColleague,
    DeadlinePassed, ApplicationMovedOn, and what `_locked` does."""
    application, mission = await _locked(session, person, application_id)
    if traveller_id not in {one.id for one in await travellers(session, person)}:
        raise NotAColleague
    if application.state in OPEN:
        check_open(mission, moment.now)
    elif application.state is not ApplicationState.ACCEPTED or has_begun(mission, moment):
        raise ApplicationMovedOn
    is_other = application.traveller_id != traveller_id
    application.traveller_id = traveller_id
    if application.state in OPEN:
        _given(application, ApplicationStep.TRAVELLER, moment.now)
    await session.flush()
    if is_other and application.state is ApplicationState.ACCEPTED:
        traveller = await session.get_one(Person, traveller_id)
        screen = partial(staff_screens.traveller_changed, mission, application, person.company, traveller)
        what = f"traveller {application.id} {moment.now:%Y%m%d%H%M%S}"
        await tell_staff(session, Message(mission.about, what, Purpose.NOTICE, screen), moment)
    return application


def has_begun(mission: Mission, moment: Moment) -> bool:
    return mission.starts_on is not None and mission.starts_on <= moment.today


# Sent in, and withdrawn


def can_send(mission: Mission, moment: Moment) -> bool:
    """Whether what was written in time can be sent in."""
    is_on = mission.phase is MissionPhase.ANNOUNCED and mission.deadline_at is not None
    return is_on and may_still_send(moment.now, mission.deadline_at or moment.now)


async def send(session: AsyncSession, person: Person, application_id: int, moment: Moment) -> Application:
    """Send an application in. Idempotent. What it says was written in time; the tap may come a little later.

    Raises AnswersMissing, NotYetFitting, DeadlinePassed, ApplicationMovedOn, and what `_locked` does.
    """
    application, mission = await _locked(session, person, application_id)
    if application.state is ApplicationState.APPLIED:
        return application
    if application.state is not ApplicationState.BEGUN:
        raise ApplicationMovedOn
    if not can_send(mission, moment):
        raise DeadlinePassed(moment=date_time(mission.deadline_at or moment.now, mission.tz))
    if next_step(application.given) is not None:
        raise AnswersMissing
    fit = await missions.fit_of(session, mission, person, moment)
    if fit.eligibility is not Eligibility.ELIGIBLE:
        raise NotYetFitting
    application.state, application.person_id = ApplicationState.APPLIED, person.id
    application.applied_at = application.applied_at or moment.now
    application.steps += 1
    await _note_application(session, mission, person, moment)
    for one in await people.of_company(session, person.company_id):
        await telling.cancel(session, mission.about, moment, person=one, only=mission_announcing.REMINDER)
    await session.flush()
    screen = partial(staff_screens.came_in, mission, application, person.company, person)
    message = Message(mission.about, f"came in {application.id}.{application.steps}", Purpose.NOTICE, screen)
    await tell_staff(session, message, moment)
    return application


async def _note_application(session: AsyncSession, mission: Mission, person: Person, moment: Moment) -> None:
    """Each company applies once to a mission, whoever sends it in and how often."""
    noted = exists().where(
        Interaction.company_id == person.company_id,
        Interaction.about == mission.about,
        Interaction.kind == Act.MISSION_APPLIED,
    )
    if not await session.scalar(select(noted)):
        ledger.did(session, person, Act.MISSION_APPLIED, mission.about, moment)


async def withdraw(session: AsyncSession, person: Person, application_id: int, moment: Moment) -> Application:
    """Withdraw an application, or give a place back, until the mission begins. Idempotent. A place goes to the next who
    waits, or staff are asked, as the plan says. Raises ApplicationMovedOn, and what `_locked` does."""
    application, mission = await _locked(session, person, application_id)
    if application.state is ApplicationState.WITHDRAWN:
        return application
    if application.state not in UNDER_WAY or has_begun(mission, moment):
        raise ApplicationMovedOn
    was = application.state
    application.state, application.withdrawn_at = ApplicationState.WITHDRAWN, moment.now
    application.waiting_since = None
    application.steps += 1
    await session.flush()
    await applicants.forget_decision(session, mission, application, moment)
    if was is ApplicationState.BEGUN:
        return application
    taken = await applicants.fill(session, mission, moment) if was is ApplicationState.ACCEPTED else []
    waiting = await session.scalar(
        select(func.count()).where(
            Application.mission_id == mission.id, Application.state == ApplicationState.WAITING
        )
    )
    screen = partial(
        staff_screens.withdrawn,
        mission,
        application,
        person.company,
        had_place=was is ApplicationState.ACCEPTED,
        taken=taken,
        waiting=waiting or 0,
    )
    message = Message(
        mission.about, f"withdrawn {application.id}.{application.steps}", Purpose.NOTICE, screen
    )
    await tell_staff(session, message, moment)
    return application
