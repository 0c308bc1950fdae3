"""Applications to missions: what a company applies with, asked step by step, sent in, changed, withdrawn.

Each answer is in the application's row at once. After one, what is not answered yet is asked next, as long as it was
not sent in; the way back from every question leads to the whole.
"""

from __future__ import annotations

from collections.abc import Awaitable

from bot.models.missions import Application, ApplicationDocument, Mission
from bot.models.people import Person
from bot.replies import Reply
from bot.rules.missions import ANSWER_LIMITS, DOCUMENT_OF, OPEN, ApplicationState, ApplicationStep, next_step
from bot.screens import applications as screens
from bot.screens import missions as mission_screens
from bot.services import applications, missions
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.profile import NotAFile
from handlers.turn import Turn, members_only
from handlers.typed import OnlyButtons, words_of

feature = Feature()

FORM = "application"


async def settled(turn: Turn, application_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or the application as it stands, when it has moved on, or something is missing."""
    try:
        return await acting
    except (
        applications.ApplicationMovedOn,
        applications.DeadlinePassed,
        applications.NotYetFitting,
        applications.AnswersMissing,
        missions.MissionCancelled,
    ) as stands:
        turn.close_form()
        application, mission = await applications.get(turn.session, turn.person, application_id)
        return with_word(turn, screens.whole(await _applying(turn, application, mission)), stands)


or_as_it_stands = OrAsItStands(settled, "application_id")


async def _applying(turn: Turn, application: Application, mission: Mission) -> screens.Applying:
    async def person(number: int | None) -> Person | None:
        return await turn.session.get(Person, number) if number is not None else None

    is_ahead = not applications.has_begun(mission, turn.moment)
    is_accepted = application.state is ApplicationState.ACCEPTED
    return screens.Applying(
        application,
        mission,
        await applications.documents(turn.session, application.id),
        await person(application.traveller_id),
        await person(application.person_id),
        await missions.fit_of(turn.session, mission, turn.person, turn.moment),
        can_change=missions.is_open(mission, turn.moment),
        can_send=applications.can_send(mission, turn.moment),
        can_withdraw=is_ahead and mission_screens.is_on(mission),
        can_travel_another=is_accepted and is_ahead and mission_screens.is_on(mission),
    )


async def _whole(turn: Turn, application: Application, *, is_just_sent: bool = False) -> Reply:
    application, mission = await applications.get(turn.session, turn.person, application.id)
    return screens.whole(await _applying(turn, application, mission), is_just_sent=is_just_sent)


@feature.tapped(mission_screens.OpenApplication)
@members_only
async def open_application(turn: Turn, tap: mission_screens.OpenApplication) -> Reply:
    application, _mission = await applications.get(turn.session, turn.person, tap.application_id)
    return await _whole(turn, application)


@feature.tapped(mission_screens.BeginApplication)
@members_only
async def begin_application(turn: Turn, tap: mission_screens.BeginApplication) -> Reply:
    """Begin, or go on with what is not answered yet."""
    application = await applications.begin(turn.session, turn.person, tap.mission_id, turn.moment)
    return await _go_on(turn, application)


async def _go_on(turn: Turn, application: Application) -> Reply:
    """The next question of one that was not sent in yet; without any, the whole."""
    turn.close_form()
    step = next_step(application.given)
    if application.state is not ApplicationState.BEGUN or step is None:
        return await _whole(turn, application)
    return await _ask(turn, application, step)


async def _ask(turn: Turn, application: Application, step: ApplicationStep, note: str = "") -> Reply:
    application, mission = await applications.get(turn.session, turn.person, application.id)
    turn.open_form(FORM, application_id=application.id, step=step)
    files = (
        await applications.company_files(turn.session, turn.person, application.id)
        if step in DOCUMENT_OF
        else []
    )
    colleagues = await applications.travellers(turn.session, turn.person)
    return screens.ask(
        await _applying(turn, application, mission), step, turn.person, colleagues, files, note
    )


@feature.tapped(screens.AskStep, form=FORM)
@members_only
@or_as_it_stands
async def ask_step(turn: Turn, tap: screens.AskStep) -> Reply:
    application, _mission = await applications.get(turn.session, turn.person, tap.application_id)
    if application.state in OPEN:
        await applications.open_one(turn.session, turn.person, tap.application_id, turn.moment.now)
    elif application.state is not ApplicationState.ACCEPTED or tap.step is not ApplicationStep.TRAVELLER:
        raise applications.ApplicationMovedOn
    return await _ask(turn, application, tap.step)


@members_only
async def _ask_again(turn: Turn) -> Reply:
    step = ApplicationStep(turn.answers["step"])
    return await ask_step(turn, screens.AskStep(turn.answers["application_id"], step))


@feature.typed(FORM, ask=_ask_again, takes_again=True)
@members_only
async def take_answer(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["application_id"], _take_answer(turn))


async def _take_answer(turn: Turn) -> Reply:
    application_id, step = turn.answers["application_id"], ApplicationStep(turn.answers["step"])
    if step in DOCUMENT_OF:
        return await _take_document(turn, application_id, step)
    if step not in ANSWER_LIMITS:
        raise OnlyButtons
    words = words_of(turn, ANSWER_LIMITS[step], lines=True)
    application = await applications.answer(
        turn.session, turn.person, application_id, step, words, turn.sent_at
    )
    return await _go_on(turn, application)


async def _take_document(turn: Turn, application_id: int, step: ApplicationStep) -> Reply:
    sent = turn.incoming.paper
    if sent is None:
        raise NotAFile
    document = ApplicationDocument(
        application_id=application_id,
        kind=DOCUMENT_OF[step],
        file_id=sent.file_id,
        file_unique_id=sent.unique_id,
        name=sent.name,
        media=sent.media,
        added_at=turn.sent_at,
        size=sent.size,
    )
    application = await applications.add_document(turn.session, turn.person, document, turn.moment)
    return await _ask(turn, application, step, screens.kept(document))


@feature.tapped(screens.LeaveOutStep, form=FORM)
@members_only
@or_as_it_stands
async def leave_out_step(turn: Turn, tap: screens.LeaveOutStep) -> Reply:
    application = await applications.leave_out(
        turn.session, turn.person, tap.application_id, tap.step, turn.moment
    )
    return await _go_on(turn, application)


@feature.tapped(screens.UseProducts, form=FORM)
@members_only
@or_as_it_stands
async def use_products(turn: Turn, tap: screens.UseProducts) -> Reply:
    application = await applications.products_as_known(
        turn.session, turn.person, tap.application_id, turn.moment
    )
    return await _go_on(turn, application)


@feature.tapped(screens.UseCompanyFile, form=FORM)
@members_only
@or_as_it_stands
async def use_company_file(turn: Turn, tap: screens.UseCompanyFile) -> Reply:
    application = await applications.add_company_file(
        turn.session, turn.person, tap.application_id, tap.kind, tap.file_id, turn.moment
    )
    step = next(step for step, kind in DOCUMENT_OF.items() if kind is tap.kind)
    return await _ask(turn, application, step)


@feature.tapped(screens.RemoveDocument, form=FORM)
@members_only
@or_as_it_stands
async def remove_document(turn: Turn, tap: screens.RemoveDocument) -> Reply:
    application, kind = await applications.remove_document(
        turn.session, turn.person, tap.application_id, tap.document_id, turn.moment
    )
    step = next(step for step, of in DOCUMENT_OF.items() if of is kind)
    return await _ask(turn, application, step)


@feature.tapped(screens.PickTraveller, form=FORM)
@members_only
@or_as_it_stands
async def pick_traveller(turn: Turn, tap: screens.PickTraveller) -> Reply:
    application = await applications.set_traveller(
        turn.session, turn.person, tap.application_id, tap.person_id, turn.moment
    )
    return await _go_on(turn, application)


@feature.tapped(screens.SendApplication)
@members_only
@or_as_it_stands
async def send_application(turn: Turn, tap: screens.SendApplication) -> Reply:
    application = await applications.send(turn.session, turn.person, tap.application_id, turn.moment)
    return await _whole(turn, application, is_just_sent=True)


@feature.tapped(screens.WithdrawApplication)
@members_only
@or_as_it_stands
async def withdraw_application(turn: Turn, tap: screens.WithdrawApplication) -> Reply:
    if tap.is_sure:
        return await _whole(
            turn, await applications.withdraw(turn.session, turn.person, tap.application_id, turn.moment)
        )
    application, mission = await applications.get(turn.session, turn.person, tap.application_id)
    return screens.sure_to_withdraw(mission, application)
