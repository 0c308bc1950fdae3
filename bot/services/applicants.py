"""Applicants, as staff judge them: listed, scored, decided on; who takes a free place; and whether a mission is on."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current, number
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.missions import Application, ApplicationDocument, ApplicationScore, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.files import FILE_BYTES
from bot.rules.missions import (
    BECOMES,
    MOST_POINTS,
    SENT_IN,
    ApplicationState,
    Assessment,
    MissionPhase,
    Verdict,
    Yardstick,
    assessment,
    bundles,
    decisions_on,
    weights_of,
)
from bot.rules.pages import Page
from bot.rules.staff import Deed
from bot.screens import applicant_tables
from bot.screens import missions as mission_screens
from bot.screens.applicants import Applicant, Bundled, Scored
from bot.services import mission_announcing, missions, rows, staff
from bot.services.audiences import REACHABLE
from bot.services.fit import IS_HERE
from bot.services.telling import Message, cancel, tell_all


class NoSuchApplicant(Refusal):
    wording = N_("This application does not exist any more.")


class ApplicantMovedOn(Refusal):
    """The application is not where the button thought: its company, or a colleague, was quicker."""

    wording = N_("This application has moved on. Here is how it stands now.")


class PlacesTaken(Refusal):
    wording = N_("All {places} places are taken. Put the company on the waiting list, or free a place first.")


class NoPoints(Refusal):
    wording = N_("Points go from 1 to {most}.")


class NobodyApplied(Refusal):
    wording = N_("Nobody has applied yet.")


class NoDocuments(Refusal):
    wording = N_("There are no documents that can be sent together.")


async def listed(
    session: AsyncSession, mission: Mission, state: ApplicationState | None, page: int
) -> Page[Scored]:
    """A page of those whose applications stand so, or of all: who waits in their order, the others by company."""
    query = (
        select(Application)
        .outerjoin(Company, Company.id == Application.company_id)
        .where(Application.mission_id == mission.id, *([Application.state == state] if state else []))
        .order_by(Application.waiting_since, Company.name_key.nulls_last(), Application.id)
    )
    found = await rows.page_of(session, query, page)
    companies = await _companies(session, found.items)
    scores = await _scores(session, mission, [one.id for one in found.items])
    return found.of([Scored(one, companies.get(one.company_id or 0), scores[one.id]) for one in found.items])


async def _companies(session: AsyncSession, applications: Sequence[Application]) -> dict[int, Company]:
    ids = {one.company_id for one in applications if one.company_id is not None}
    found = await session.scalars(select(Company).where(Company.id.in_(ids)))
    return {company.id: company for company in found}


async def _people(session: AsyncSession, applications: Sequence[Application]) -> dict[int, Person]:
    ids = {
        number for one in applications for number in (one.person_id, one.traveller_id) if number is not None
    }
    found = await session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person for person in found}


async def _scores(
    session: AsyncSession, mission: Mission, ids: Sequence[int]
) -> defaultdict[int, Assessment]:
    """What the points of all who scored these applications come to."""
    found = await session.execute(
        select(
            ApplicationScore.application_id,
            ApplicationScore.staff_id,
            ApplicationScore.yardstick,
            ApplicationScore.points,
        )
        .where(ApplicationScore.application_id.in_(ids))
        .order_by(ApplicationScore.staff_id)
    )
    points = defaultdict(list)
    for application_id, scorer, yardstick, given in found:
        points[application_id].append((scorer, yardstick, given))
    weights = weights_of(mission.weights)
    scores: defaultdict[int, Assessment] = defaultdict(lambda: Assessment({}))
    scores.update({one: assessment(given, weights) for one, given in points.items()})
    return scores


async def get(session: AsyncSession, application_id: int) -> tuple[Application, Mission]:
    """An application and its mission, for staff. Raises NoSuchApplicant, NoSuchMission."""
    application = await session.get(Application, application_id)
    if application is None:
        raise NoSuchApplicant
    return application, await missions.once_announced(session, application.mission_id)


async def card(session: AsyncSession, application_id: int, actor_id: int, moment: Moment) -> Applicant:
    """An application with all that staff know of it. Raises what `get` does."""
    application, mission = await get(session, application_id)
    companies = await _companies(session, [application])
    people = await _people(session, [application])
    documents = await session.scalars(
        select(ApplicationDocument)
        .where(ApplicationDocument.application_id == application.id)
        .order_by(ApplicationDocument.id)
    )
    own = await session.execute(
        select(ApplicationScore.yardstick, ApplicationScore.points).where(
            ApplicationScore.application_id == application.id, ApplicationScore.staff_id == actor_id
        )
    )
    scores = (await _scores(session, mission, [application.id]))[application.id]
    names = await staff.named(session, scores.by_scorer)
    return Applicant(
        application,
        mission,
        companies.get(application.company_id or 0),
        people.get(application.person_id or 0),
        people.get(application.traveller_id or 0),
        documents.all(),
        scores,
        dict(own.all()),
        {account: names.get(account, "") for account in scores.by_scorer},
        await missions.places_left(session, mission),
    )


async def document(session: AsyncSession, document_id: int) -> ApplicationDocument:
    """A document of an application that was sent in, for staff. Raises NoSuchApplicant."""
    found = await session.get(ApplicationDocument, document_id)
    application = await session.get(Application, found.application_id) if found is not None else None
    if found is None or application is None or not application.is_for_staff:
        raise NoSuchApplicant
    return found


async def score(
    session: AsyncSession,
    application_id: int,
    yardstick: Yardstick,
    points: int,
    actor_id: int,
    moment: Moment,
) -> None:
    """Give an application points by one yardstick, in place of those that one gave before. Raises NoPoints,
    ApplicantMovedOn, and what `get` does."""
    application, _mission = await get(session, application_id)
    if not 1 <= points <= MOST_POINTS:
        raise NoPoints(most=number(MOST_POINTS))
    if application.state not in SENT_IN:
        raise ApplicantMovedOn
    key = (application_id, actor_id, yardstick)
    await rows.locked(session, Application, application_id, NoSuchApplicant)
    row = await session.get(ApplicationScore, key, populate_existing=True)
    if row is None:
        row = ApplicationScore(
            application_id=application_id,
            staff_id=actor_id,
            yardstick=yardstick,
            points=points,
            at=moment.now,
        )
        session.add(row)
    row.points, row.at = points, moment.now
    await session.flush()


# Decisions


async def to_decide(
    session: AsyncSession, application_id: int, decision: Verdict
) -> tuple[Application, Mission]:
    """An application about which this can be decided, and its mission, both locked. Raises ApplicantMovedOn,
    PlacesTaken, and what `get` and `missions.announced` do."""
    application, _mission = await get(session, application_id)
    mission = await missions.announced(session, application.mission_id)
    application = await rows.locked(session, Application, application_id, NoSuchApplicant)
    if application.state is BECOMES[decision]:
        return application, mission
    if decision not in decisions_on(application.state):
        raise ApplicantMovedOn
    if decision is Verdict.ACCEPT and await missions.places_left(session, mission) == 0:
        raise PlacesTaken(places=number(mission.places or 0))
    return application, mission


async def decide(
    session: AsyncSession,
    application_id: int,
    decision: Verdict,
    reason: str,
    actor_id: int,
    moment: Moment,
) -> Application:
    """Accept an application, put it on the waiting list or refuse it, and tell the company, with the reason if there is
    one. Idempotent. Raises what `to_decide` does."""
    application, mission = await to_decide(session, application_id, decision)
    if application.state is BECOMES[decision]:
        return application
    await _become(session, mission, application, BECOMES[decision], reason, moment)
    staff.audit(session, actor_id, _DEEDS[decision], moment, application=str(application.id))
    return application


_DEEDS = {
    Verdict.ACCEPT: Deed.APPLICATION_ACCEPTED,
    Verdict.WAIT: Deed.APPLICATION_PUT_ON_LIST,
    Verdict.REFUSE: Deed.APPLICATION_REFUSED,
}


async def _become(
    session: AsyncSession,
    mission: Mission,
    application: Application,
    state: ApplicationState,
    reason: str,
    moment: Moment,
) -> None:
    """The mission and the application are locked."""
    application.state, application.reason, application.decided_at = state, reason or None, moment.now
    application.waiting_since = moment.now if state is ApplicationState.WAITING else None
    application.steps += 1
    await session.flush()
    await forget_decision(session, mission, application, moment)
    screen = partial(mission_screens.decided, mission, application)
    message = Message(mission.about, f"{_decided(application)}{application.steps}", Purpose.NOTICE, screen)
    await tell_all(session, spokespeople(application), message, moment)


def _decided(application: Application) -> str:
    """How the names of those messages begin that tell what was decided about an application."""
    return f"decided {application.id}."


async def forget_decision(
    session: AsyncSession, mission: Mission, application: Application, moment: Moment
) -> None:
    """Who was not told yet what was decided before is not told any more: it is no longer so."""
    await cancel(session, mission.about, moment, only=_decided(application))


def spokespeople(application: Application) -> Select[Person]:
    """Who is told of an application: who sent it in and who would travel; if the bot reaches neither, all of the
    company."""
    own = [one for one in (application.person_id, application.traveller_id) if one is not None]
    theirs = and_(Person.id.in_(own), Person.company_id == application.company_id)
    is_any = select(Person.id).where(theirs, REACHABLE).exists()
    return select(Person).where(Person.company_id == application.company_id, or_(Person.id.in_(own), ~is_any))


async def fill(session: AsyncSession, mission: Mission, moment: Moment) -> list[str]:
    """Give free places to those who wait, in their order, where the plan says so; passed over is whom the bot could
    tell nobody of, also since its membership ended. The mission is locked. Returns the names of the companies."""
    if not mission.fills_itself or mission.phase is not MissionPhase.ANNOUNCED:
        return []
    left = await missions.places_left(session, mission)
    waiting = await session.scalars(
        select(Application)
        .join(Company, Company.id == Application.company_id)
        .where(Application.mission_id == mission.id, Application.state == ApplicationState.WAITING, IS_HERE)
        .order_by(Application.waiting_since, Application.id)
        .limit(left)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    taken = waiting.all()
    for application in taken:
        await _become(session, mission, application, ApplicationState.ACCEPTED, "", moment)
    companies = await _companies(session, taken)
    return [company.name for company in companies.values()]


async def confirm(session: AsyncSession, mission_id: int, actor_id: int, moment: Moment) -> Mission:
    """Decide that a mission takes place, and tell those who were accepted. Idempotent. Raises what
    `mission_announcing.changeable` does."""
    mission = await mission_announcing.changeable(session, mission_id, moment)
    if mission.is_on:
        return mission
    mission.is_on, mission.decided_at = True, moment.now
    staff.audit(session, actor_id, Deed.MISSION_CONFIRMED, moment, mission=str(mission.id))
    await session.flush()
    message = Message(
        mission.about, "takes place", Purpose.NOTICE, partial(mission_screens.takes_place, mission)
    )
    accepted = select(Person).where(missions.speaks_for([ApplicationState.ACCEPTED], mission.id))
    await tell_all(session, accepted, message, moment)
    return mission


# Taken together


async def _all_sent_in(session: AsyncSession, mission: Mission) -> Sequence[Application]:
    order = case({state.value: place for place, state in enumerate(SENT_IN)}, value=Application.state)
    found = await session.scalars(
        select(Application)
        .outerjoin(Company, Company.id == Application.company_id)
        .where(Application.mission_id == mission.id, Application.state.in_(SENT_IN))
        .order_by(order, Application.waiting_since, Company.name_key.nulls_last(), Application.id)
    )
    return found.all()


async def _documents_of(
    session: AsyncSession, applications: Sequence[Application]
) -> dict[int, list[ApplicationDocument]]:
    found = await session.scalars(
        select(ApplicationDocument)
        .where(ApplicationDocument.application_id.in_([one.id for one in applications]))
        .order_by(ApplicationDocument.id)
    )
    documents = defaultdict(list)
    for one in found:
        documents[one.application_id].append(one)
    return documents


async def workbook(session: AsyncSession, mission_id: int, actor_id: int, moment: Moment) -> bytes:
    """The applicants as an Excel file in the reader's language, with the names of their documents; taking it is
    audited. Raises NobodyApplied, NoSuchMission."""
    mission = await missions.once_announced(session, mission_id)
    applications = await _all_sent_in(session, mission)
    if not applications:
        raise NobodyApplied
    table = applicant_tables.table(
        mission,
        applications,
        await _companies(session, applications),
        await _people(session, applications),
        await _documents_of(session, applications),
        await _scores(session, mission, [one.id for one in applications]),
        moment,
    )
    staff.audit(session, actor_id, Deed.APPLICANTS_DOWNLOADED, moment, mission=str(mission.id))
    return await asyncio.to_thread(write_xlsx, [Sheet(*table, right_to_left=current() == "ar")])


async def bundle(
    session: AsyncSession, mission_id: int, place: int, actor_id: int, moment: Moment
) -> Bundled:
    """The documents as `bundled` puts them together, of which one archive is taken; that is audited. Raises
    NoDocuments, NoSuchMission."""
    found = await bundled(session, mission_id)
    if not 0 <= place < len(found.archives):
        raise NoDocuments
    staff.audit(session, actor_id, Deed.DOCUMENTS_DOWNLOADED, moment, mission=str(mission_id))
    return found


async def bundled(session: AsyncSession, mission_id: int) -> Bundled:
    """All documents of those who applied, a folder for each company. Raises NoSuchMission."""
    mission = await missions.once_announced(session, mission_id)
    applications = await _all_sent_in(session, mission)
    companies = await _companies(session, applications)
    documents = await _documents_of(session, applications)
    named = [
        (applicant_tables.path_of(companies.get(one.company_id or 0), one, document), document)
        for one in applications
        for document in documents.get(one.id, [])
    ]
    archives, left_out = bundles([document.size for _path, document in named], FILE_BYTES)
    return Bundled([[named[n] for n in places] for places in archives], [named[n] for n in left_out])
