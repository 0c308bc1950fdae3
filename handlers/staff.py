"""The staff list, kept by owners."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.replies import Reply
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import staff as screens
from bot.services import staff
from handlers.feature import Feature
from handlers.turn import Turn, anyone, staff_only

feature = Feature()

ADDING = "staff.add"
APPOINTING = "staff.role"
"""It remembers the name of the card, by the id that the role is for."""
LONGEST_ID = 16


class NotAnId(Refusal):
    wording = N_(
        "This is not a numeric Telegram id. Share a contact card, type digits only, or leave with /cancel."
    )


class NoAccount(Refusal):
    wording = N_("This contact has no Telegram account that the bot can see. Type the numeric id instead.")


async def _list(turn: Turn, page: int = 0) -> Reply:
    return screens.staff_list(page_of(await _names(turn), page))


async def _names(turn: Turn) -> list[tuple[int, str, Role]]:
    return await staff.names(turn.session, {turn.id: turn.sender.name}, turn.moment)


@feature.command("staff")
@staff_only(Role.OWNER)
async def show_staff(turn: Turn) -> Reply:
    return await _list(turn)


@feature.tapped(screens.ShowStaff)
@staff_only(Role.OWNER)
async def open_list(turn: Turn, tap: screens.ShowStaff) -> Reply:
    return await _list(turn, tap.page)


@feature.tapped(screens.AddStaff)
@staff_only(Role.OWNER)
async def add_staff(turn: Turn, tap: screens.AddStaff) -> Reply:
    turn.open_form(ADDING)
    return screens.ask_whom()


@staff_only(Role.OWNER)
async def _ask_whom(turn: Turn) -> Reply:
    return screens.ask_whom()


@feature.typed(APPOINTING, ask=_ask_whom, is_passing=True)
@feature.typed(ADDING, ask=_ask_whom)
@staff_only(Role.OWNER)
async def take_whom(turn: Turn) -> Reply:
    """A contact card, or a numeric id."""
    telegram_id, known_as = _named(turn)
    turn.open_form(APPOINTING, **{str(telegram_id): known_as})
    role = await staff.role_of(turn.session, telegram_id, turn.moment)
    return screens.pick_role(telegram_id, known_as, role)


def _named(turn: Turn) -> tuple[int, str]:
    contact = turn.incoming.contact
    if contact is not None:
        if contact.telegram_id is None:
            raise NoAccount
        return contact.telegram_id, contact.name
    typed = (turn.incoming.text or "").strip()
    if not typed.isdecimal() or len(typed) > LONGEST_ID or int(typed) == 0:
        raise NotAnId
    return int(typed), ""


@feature.tapped(screens.OpenStaff)
@staff_only(Role.OWNER)
async def open_staff(turn: Turn, tap: screens.OpenStaff) -> Reply:
    listed = {row[0]: row for row in await _names(turn)}
    if tap.telegram_id not in listed:
        raise staff.NotOnTheList
    _id, known_as, role = listed[tap.telegram_id]
    return screens.pick_role(tap.telegram_id, known_as, role)


@feature.tapped(screens.PickRole, form=APPOINTING)
@staff_only(Role.OWNER)
async def pick_role(turn: Turn, tap: screens.PickRole) -> Reply:
    """Put somebody on the list under the name of their card, or change their role."""
    known_as = str(turn.answers.get(str(tap.telegram_id), ""))
    turn.close_form()
    await staff.appoint(turn.session, tap.telegram_id, known_as, tap.role, turn.id, turn.moment)
    return await _list(turn)


@feature.tapped(screens.Dismiss)
@staff_only(Role.OWNER)
async def dismiss(turn: Turn, tap: screens.Dismiss) -> Reply:
    await staff.dismiss(turn.session, tap.telegram_id, turn.id, turn.moment)
    return await _list(turn)


@feature.tapped(screens.ShowTrail)
@staff_only(Role.OWNER)
async def show_trail(turn: Turn, tap: screens.ShowTrail) -> Reply:
    names = {row[0]: row[1] for row in await _names(turn)}
    return screens.trail(await staff.trail(turn.session, tap.page), names, turn.moment.zone)


@feature.command("id")
@anyone
async def show_id(turn: Turn) -> Reply:
    """Their own numeric id, so that an owner can add them."""
    return screens.own_id(turn.id)
