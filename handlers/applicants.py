"""Applicants: staff look at what companies apply with, score it, decide, and take it with them."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.replies import Reply
from bot.rules.missions import BECOMES, REASON_LIMIT, ApplicationState, Verdict
from bot.rules.staff import Role
from bot.screens import applicants as screens
from bot.screens.mission_plans import ListApplicants
from bot.services import applicants, missions
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

DECIDING = "applicant.decision"


async def settled(turn: Turn, application_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or the application as it stands, when its company or a colleague was quicker."""
    try:
        return await acting
    except (applicants.ApplicantMovedOn, applicants.PlacesTaken) as stands:
        turn.close_form()
        return with_word(turn, await _card(turn, application_id), stands)


or_as_it_stands = OrAsItStands(settled, "application_id")


async def _card(turn: Turn, application_id: int) -> Reply:
    applicant = await applicants.card(turn.session, application_id, turn.id, turn.moment)
    return screens.card(applicant, may_act=turn.has_role(Role.EDITOR))


@feature.tapped(ListApplicants)
@staff_only(Role.VIEWER)
async def list_applicants(turn: Turn, tap: ListApplicants) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    state = ApplicationState(tap.state) if tap.state in set(ApplicationState) else None
    listed = await applicants.listed(turn.session, mission, state, tap.page)
    left = await missions.places_left(turn.session, mission)
    return screens.applicants(mission, state, listed, left)


@feature.tapped(screens.OpenApplicant)
@staff_only(Role.VIEWER)
async def open_applicant(turn: Turn, tap: screens.OpenApplicant) -> Reply:
    return await _card(turn, tap.application_id)


@feature.tapped(screens.GetApplicantDocument)
@staff_only(Role.VIEWER)
async def get_applicant_document(turn: Turn, tap: screens.GetApplicantDocument) -> Reply:
    return screens.sent_document(await applicants.document(turn.session, tap.document_id))


@feature.tapped(screens.ScoreApplicant)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def score_applicant(turn: Turn, tap: screens.ScoreApplicant) -> Reply:
    """Give points by one yardstick, and go on to the next one without; in the end, the application."""
    if tap.points:
        await applicants.score(
            turn.session, tap.application_id, tap.yardstick, tap.points, turn.id, turn.moment
        )
    applicant = await applicants.card(turn.session, tap.application_id, turn.id, turn.moment)
    asked = screens.next_yardstick(applicant) if tap.points else tap.yardstick
    if asked is None:
        return screens.card(applicant, may_act=True)
    return screens.score(applicant, asked)


@feature.tapped(screens.AskDecision, form=DECIDING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_decision(turn: Turn, tap: screens.AskDecision) -> Reply:
    application, _mission = await applicants.to_decide(turn.session, tap.application_id, tap.decision)
    if application.state is BECOMES[tap.decision]:  # by the first of two taps, or by somebody else
        return await _card(turn, tap.application_id)
    turn.open_form(DECIDING, application_id=tap.application_id, decision=tap.decision)
    return await _ask_again(turn)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    application_id, decision = turn.answers["application_id"], Verdict(turn.answers["decision"])
    applicant = await applicants.card(turn.session, application_id, turn.id, turn.moment)
    if reason := turn.answers.get("reason"):
        return screens.sure_to_decide(applicant, decision, reason)
    return screens.ask_decision(applicant, decision)


@feature.typed(DECIDING, ask=_ask_again, loses=lambda data: "reason" in data)
@staff_only(Role.EDITOR)
async def take_reason(turn: Turn) -> Reply:
    opened = {key: turn.answers[key] for key in ("application_id", "decision")}
    turn.open_form(DECIDING, **opened, reason=words_of(turn, REASON_LIMIT, lines=True))
    return await _ask_again(turn)


@feature.tapped(screens.Decide, form=DECIDING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def decide(turn: Turn, tap: screens.Decide) -> Reply:
    """Decide; for the reason that was typed, if that is the one they saw."""
    opened = turn.answers.get("application_id"), turn.answers.get("decision")
    is_about_it = opened == (tap.application_id, tap.decision)
    reason = turn.answers.get("reason", "") if tap.has_reason and is_about_it else ""
    if bool(reason) != tap.has_reason:
        return await ask_decision(turn, screens.AskDecision(tap.application_id, tap.decision))
    await applicants.decide(turn.session, tap.application_id, tap.decision, reason, turn.id, turn.moment)
    turn.close_form()
    return await _card(turn, tap.application_id)


@feature.tapped(screens.GetApplicants)
@staff_only(Role.VIEWER)
async def get_applicants(turn: Turn, tap: screens.GetApplicants) -> Reply:
    document = await applicants.workbook(turn.session, tap.mission_id, turn.id, turn.moment)
    return screens.workbook(await missions.once_announced(turn.session, tap.mission_id), document)


@feature.tapped(screens.ShowBundles)
@staff_only(Role.VIEWER)
async def show_bundles(turn: Turn, tap: screens.ShowBundles) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    return screens.how_bundled(mission, await applicants.bundled(turn.session, tap.mission_id))


@feature.tapped(screens.GetDocuments)
@staff_only(Role.VIEWER)
async def get_documents(turn: Turn, tap: screens.GetDocuments) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    bundled = await applicants.bundle(turn.session, tap.mission_id, tap.number, turn.id, turn.moment)
    return screens.archive(mission, bundled, tap.number)
