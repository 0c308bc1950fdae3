"""Missions: members see what their company can apply for, and say whether they are interested."""

from __future__ import annotations

from dataclasses import replace

from bot.models.missions import Mission
from bot.replies import Reply
from bot.rules.missions import Interest
from bot.screens import missions as screens
from bot.services import applications, missions
from handlers.feature import Feature
from handlers.turn import Turn, members_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@members_only
async def list_missions(turn: Turn, tap: screens.ListMissions) -> Reply:
    ahead = await missions.ahead_of(turn.session, turn.person, tap.page, turn.moment)
    applied = await missions.applied_by(turn.session, turn.person, 0)
    return screens.missions_ahead(ahead, has_applied=applied.total > 0)


@feature.tapped(screens.ListApplications)
@members_only
async def list_applications(turn: Turn, tap: screens.ListApplications) -> Reply:
    return screens.own_applications(await missions.applied_by(turn.session, turn.person, tap.page))


@feature.tapped(screens.OpenMission)
@members_only
async def open_mission(turn: Turn, tap: screens.OpenMission) -> Reply:
    return await card(turn, await missions.for_member(turn.session, turn.person, tap.mission_id))


async def card(turn: Turn, mission: Mission) -> Reply:
    """A mission as the member sees it."""
    standing = screens.MissionStanding(
        await missions.fit_of(turn.session, mission, turn.person, turn.moment),
        await missions.application_of(turn.session, mission.id, turn.person.company_id),
        await missions.invitee_of(turn.session, mission.id, turn.person),
    )
    return screens.card(mission, standing, turn.moment, is_open=missions.is_open(mission, turn.moment))


@feature.tapped(screens.SayInterest)
@members_only
async def say_interest(turn: Turn, tap: screens.SayInterest) -> Reply:
    interest = Interest.INTERESTED if tap.is_interested else Interest.NOT_FOR_US
    mission = await applications.interested(turn.session, turn.person, tap.mission_id, interest, turn.moment)
    said = screens.interest_said(is_interested=tap.is_interested)
    return replace(await card(turn, mission), toast=said)
