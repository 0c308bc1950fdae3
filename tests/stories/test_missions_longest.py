"""Missions and applications at their longest: each screen still fits into a message."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.i18n import LOCALES, speaking
from bot.markup import TEXT_LENGTH, fits
from bot.models.companies import Company
from bot.models.missions import Application, ApplicationDocument, Mission, MissionText
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.audiences import Reach
from bot.rules.broadcasts import BroadcastReport, Tally
from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.events import TITLE_LIMIT
from bot.rules.fit import Conditions, Facts, Population, fit
from bot.rules.missions import (
    ANSWER_LIMITS,
    CITY_LIMIT,
    FAIR_LIMIT,
    MOST_DOCUMENTS,
    REASON_LIMIT,
    TEXT_LIMIT,
    ApplicationState,
    ApplicationStep,
    Assessment,
    Covered,
    DocumentKind,
    Interest,
    MissionFigures,
    MissionPhase,
)
from bot.screens import applicants, applications, mission_plans, missions
from tests.moments import BEIRUT

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
ASKED = {
    "size": list(Size),
    "kind": list(Kind),
    "sub_cluster": ["wine", "snacks", "agri_fresh", "processing", "parallel_services"],
    "certificate": list(CERTIFICATIONS),
    "certificates": list(CERTIFICATIONS),
    "market": list(MARKETS)[:40],
    "age_from": ["10"],
}


def longest(n: int) -> str:
    return ("كلمة & <word> " * n)[:n]


def mission() -> Mission:
    made = Mission(
        author_id=None,
        created_at=NOW,
        zone=str(BEIRUT),
        phase=MissionPhase.ANNOUNCED,
        country="AE",
        city=longest(CITY_LIMIT),
        fair=longest(FAIR_LIMIT),
        starts_on=date(2027, 2, 15),
        ends_on=date(2027, 2, 19),
        deadline=datetime.fromisoformat("2026-12-10 18:00"),
        deadline_at=datetime(2026, 12, 10, 16, tzinfo=UTC),
        covered=list(Covered),
        places=1000,
        minimum=1000,
        decides_on=date(2026, 12, 17),
        conditions=ASKED,
        texts=[
            MissionText(language=one, title=longest(TITLE_LIMIT), html="x" * TEXT_LIMIT) for one in LOCALES
        ],
    )
    made.id = 1
    return made


def application(state: ApplicationState) -> Application:
    made = Application(
        mission_id=1,
        company_id=1,
        person_id=1,
        began_at=NOW,
        applied_at=NOW,
        state=state,
        given=list(ApplicationStep),
        motivation=longest(ANSWER_LIMITS[ApplicationStep.MOTIVATION]),
        products=longest(ANSWER_LIMITS[ApplicationStep.PRODUCTS]),
        buyers=longest(ANSWER_LIMITS[ApplicationStep.BUYERS]),
        reason=longest(REASON_LIMIT),
    )
    made.id = 1
    return made


def documents() -> list[ApplicationDocument]:
    made = []
    for kind in DocumentKind:
        for n in range(MOST_DOCUMENTS):
            one = ApplicationDocument(
                application_id=1,
                kind=kind,
                file_id="f",
                file_unique_id=str(n),
                name=longest(120),
                media="document",
                added_at=NOW,
            )
            one.id = n + 1
            made.append(one)
    return made


def screens() -> list[Reply]:
    at, moment = mission(), Moment(NOW, BEIRUT)
    asked = Conditions.of(ASKED)
    lacking = fit(asked, Facts())
    company = Company(name=longest(200), name_key="x", created_at=NOW)
    company.id = 1
    known = {n: Company(name=longest(200), name_key=str(n), created_at=NOW) for n in range(1, 40)}
    for n, one in known.items():
        one.id = n
    nobody = Population({n: Facts(size=Size.MICRO, kind=Kind.SME, age=1) for n in known}).tally(asked)
    planned = mission_plans.PlannedMission(at, Reach({"en": 1}), nobody, known, None)
    standing = missions.MissionStanding(lacking, application(ApplicationState.BEGUN))
    found = [
        missions.invitation(at, is_nearly=False),
        missions.card(at, standing, moment, is_open=True),
        mission_plans.last_look(planned, NOW, moment),
        mission_plans.plan(planned),
        mission_plans.staff_card(
            at,
            MissionFigures(dict.fromkeys(Interest, 9), dict.fromkeys(ApplicationState, 9)),
            BroadcastReport(Tally()),
            moment,
            may_act=True,
        ),
    ]
    for state in ApplicationState:
        own = application(state)
        found.append(missions.decided(at, own))
        found.append(
            applications.whole(
                applications.Applying(
                    own,
                    at,
                    documents(),
                    None,
                    None,
                    lacking,
                    can_change=True,
                    can_send=True,
                    can_withdraw=True,
                    can_travel_another=True,
                )
            )
        )
        judged = applicants.Applicant(
            own,
            at,
            company,
            None,
            None,
            documents(),
            Assessment({1: 100, 2: 10, 3: 50}),
            {},
            {1: longest(60), 2: longest(60), 3: longest(60)},
            3,
        )
        found.append(applicants.card(judged, may_act=True))
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_every_screen_fits_into_a_message_at_its_longest(language: str) -> None:
    with speaking(language):
        for shown in screens():
            assert fits(shown.text, TEXT_LENGTH), shown.text[:200]
