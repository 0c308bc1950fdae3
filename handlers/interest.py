"""The button under a broadcast: who taps it is noted, and can take that back; staff see who did."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import _
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import interest as screens
from bot.screens import interested
from bot.services import broadcasts, interest
from handlers.broadcasts import below
from handlers.feature import ANY_FORM, Feature
from handlers.turn import Turn, insiders_only, members_only, staff_only

feature = Feature()


@feature.tapped(screens.TellInterest, form=ANY_FORM)
@insiders_only
async def tell_interest(turn: Turn, tap: screens.TellInterest) -> Reply:
    """The broadcast stays as it is, with its button; the answer comes below. Staff look at it in a preview, and stay
    where they are."""
    if turn.member is None:
        return Reply(toast=_(interest.NotSentYet.wording), is_alert=True)
    turn.close_form()
    broadcast, is_new = await interest.tell(turn.session, tap.broadcast_id, turn.person, turn.moment)
    reply = screens.noted(broadcast, is_new=is_new)
    if tap.is_again:
        return reply
    turn.leave_message()
    return replace(reply, is_new=True)


@feature.tapped(screens.TakeBackInterest)
@members_only
async def take_back_interest(turn: Turn, tap: screens.TakeBackInterest) -> Reply:
    return screens.taken_back(await interest.take_back(turn.session, tap.broadcast_id, turn.person))


@feature.tapped(interested.ListInterested)
@staff_only(Role.VIEWER)
async def list_interested(turn: Turn, tap: interested.ListInterested) -> Reply:
    broadcast = await broadcasts.get(turn.session, tap.broadcast_id)
    listed = await interest.by_company(turn.session, broadcast.id, tap.page)
    people = await interest.count(turn.session, broadcast.id)
    return await below(turn, interested.who_tapped(broadcast, listed, people, turn.moment.zone))


@feature.tapped(interested.GetBroadcastWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: interested.GetBroadcastWorkbook) -> Reply:
    """Phones and e-mails are in it for whoever sees them on the cards of people, too."""
    broadcast = await broadcasts.get(turn.session, tap.broadcast_id)
    document = await interest.workbook(
        turn.session, broadcast, turn.id, turn.moment, with_contacts=turn.has_role(Role.EDITOR)
    )
    return interested.workbook(broadcast, document)
