"""Requests to join, decided by staff."""

from __future__ import annotations

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
    return screens.request_card(request, await requests.likely_companies(turn.session, request))


@feature.tapped(screens.Approve)
@staff_only(Role.EDITOR)
async def approve(turn: Turn, tap: screens.Approve) -> Reply:
    request = await requests.approve(turn.session, tap.request_id, tap.company_id, turn.id, turn.moment)
    return screens.request_card(request, ())


@feature.tapped(screens.Refuse)
@staff_only(Role.EDITOR)
async def refuse(turn: Turn, tap: screens.Refuse) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_refuse(await requests.get(turn.session, tap.request_id))
    return screens.request_card(await requests.refuse(turn.session, tap.request_id, turn.id, turn.moment), ())
