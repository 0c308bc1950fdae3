"""Requests to join, decided by staff."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from bot.i18n import _
from bot.models.requests import Decision, JoinRequest
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import requests as screens
from bot.services import requests
from handlers.feature import Feature
from handlers.turn import Turn, staff_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.EDITOR)
async def list_requests(turn: Turn, tap: screens.ListRequests) -> Reply:
    return screens.open_requests(await requests.all_open(turn.session, tap.page))


@feature.tapped(screens.OpenRequest)
@staff_only(Role.EDITOR)
async def open_request(turn: Turn, tap: screens.OpenRequest) -> Reply:
    request = await requests.get(turn.session, tap.request_id)
    if request.decision is not Decision.OPEN:
        return screens.decided(request)
    likely = await requests.likely_companies(turn.session, request, tap.page)
    return screens.request_card(request, likely)


@feature.tapped(screens.Approve)
@staff_only(Role.EDITOR)
async def approve(turn: Turn, tap: screens.Approve) -> Reply:
    return await _decided(
        turn,
        requests.approve(turn.session, tap.request_id, tap.company_id, turn.id, turn.moment),
        tap.request_id,
    )


@feature.tapped(screens.Refuse)
@staff_only(Role.EDITOR)
async def refuse(turn: Turn, tap: screens.Refuse) -> Reply:
    request = await requests.get(turn.session, tap.request_id)
    if not tap.is_sure and request.decision is Decision.OPEN:
        return screens.sure_to_refuse(request)
    deciding = requests.refuse(turn.session, tap.request_id, turn.id, turn.moment)
    return await _decided(turn, deciding, tap.request_id)


async def _decided(turn: Turn, deciding: Awaitable[JoinRequest], request_id: int) -> Reply:
    """What was decided: now, or by somebody who was quicker."""
    try:
        return screens.decided(await deciding)
    except requests.AlreadyDecided as late:
        shown = screens.decided(await requests.get(turn.session, request_id))
        return replace(shown, toast=_(late.wording), is_alert=True)
