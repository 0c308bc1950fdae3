"""The staff list, kept by owners."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.replies import Reply
from bot.rules.pages import page_of
from bot.rules.people import NAME_LIMIT, KnownAs
from bot.rules.staff import Role
from bot.screens import approvals as approval_screens
from bot.screens import staff as screens
from bot.services import appointing, approvals, staff
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.turn import Turn, anyone, staff_only
from handlers.typed import words_of

feature = Feature()

LONGEST_ID = 16


class NotAnId(Refusal):
    wording = N_(
        "This is not a numeric Telegram id. Share a contact card, type digits only, or leave with /cancel."
    )


class NoAccount(Refusal):
    wording = N_("This contact has no Telegram account that the bot can see. Type the numeric id instead.")


async def _list(turn: Turn, page: int = 0) -> Reply:
    rule = approval_screens.rule(await approvals.above(turn.session))
    return screens.staff_list(page_of(await _names(turn), page), rule, approval_screens.ShowNumber())


async def _names(turn: Turn) -> list[screens.Listed]:
    return await staff.names(turn.session, {turn.id: turn.sender.name}, turn.moment)


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.OWNER)
async def show_staff(turn: Turn, tap: screens.ShowStaff) -> Reply:
    return await _list(turn, tap.page)


@feature.tapped(screens.AddStaff)
@staff_only(Role.OWNER)
async def add_staff(turn: Turn, tap: screens.AddStaff) -> Reply:
    """Ask whom to add."""
    return await APPOINTING.begin(turn)


async def _whom(turn: Turn, given: Given) -> Given:
    """A contact card, or a numeric id."""
    contact = turn.incoming.contact
    if contact is not None:
        if contact.telegram_id is None:
            raise NoAccount
        return {"whom": contact.telegram_id, "known_as": contact.name}
    typed = (turn.incoming.text or "").strip()
    if not typed.isdecimal() or len(typed) > LONGEST_ID or int(typed) == 0:
        raise NotAnId
    return {"whom": int(typed), "known_as": ""}


async def _ask_role(turn: Turn, given: Given) -> Reply:
    listed = {telegram_id: (known_as, role) for telegram_id, known_as, role in await _names(turn)}
    known_as, role = listed.get(given["whom"], (None, None))
    heard = KnownAs(given["known_as"]) if given["known_as"] else None
    listed_as = await staff.listed_as(turn.session, given["whom"]) if heard is None else None
    return screens.pick_role(given["whom"], heard or known_as, role, listed_as)


async def _appoint(turn: Turn, given: Given) -> Reply:
    await appointing.appoint(
        turn.session, given["whom"], given["known_as"], given["role"], turn.id, turn.moment
    )
    return await _list(turn)


APPOINTING = Flow(
    feature,
    "staff",
    staff_only(Role.OWNER),
    (Step("whom", always(screens.ask_whom), _whom), Step("role", _ask_role, _whom, choices=Role)),
    done=_appoint,
    over=_list,
    back=lambda given: screens.ShowStaff(),
)


@feature.tapped(screens.OpenStaff)
@staff_only(Role.OWNER)
async def open_staff(turn: Turn, tap: screens.OpenStaff) -> Reply:
    """One person of the staff, whose role can be changed."""
    if tap.telegram_id not in {row[0] for row in await _names(turn)}:
        raise appointing.NotOnTheList
    return await APPOINTING.begin(turn, whom=tap.telegram_id, known_as="")


@feature.tapped(screens.AcceptStaffName)
@staff_only(Role.OWNER)
async def accept_spelling(turn: Turn, tap: screens.AcceptStaffName) -> Reply:
    """A name in the other script, as it was proposed."""
    await appointing.accept_spelling(turn.session, tap.telegram_id, tap.mark, turn.id, turn.moment)
    return await _list(turn)


@feature.tapped(screens.NameStaff)
@staff_only(Role.OWNER)
async def name_staff(turn: Turn, tap: screens.NameStaff) -> Reply:
    """A name in the other script, to be typed."""
    return await NAMING.begin(turn, whom=tap.telegram_id)


async def _ask_other_name(turn: Turn, given: Given) -> Reply:
    listed_as = await staff.listed_as(turn.session, given["whom"])
    if listed_as is None:
        raise appointing.NotOnTheList
    return screens.ask_other_name(listed_as)


async def _other_name(turn: Turn, given: Given) -> str:
    other_name = words_of(turn, NAME_LIMIT)
    await appointing.spell(turn.session, given["whom"], other_name, turn.id, turn.moment)
    return other_name


async def _spelled(turn: Turn, given: Given) -> Reply:
    return await _list(turn)


NAMING = Flow(
    feature,
    "staff name",
    staff_only(Role.OWNER),
    (Step("other_name", _ask_other_name, _other_name),),
    done=_spelled,
    over=_list,
    back=lambda given: screens.OpenStaff(given["whom"]),
)


@feature.tapped(screens.Dismiss)
@staff_only(Role.OWNER)
async def dismiss(turn: Turn, tap: screens.Dismiss) -> Reply:
    if not tap.is_sure:
        await appointing.dismissible(turn.session, tap.telegram_id, turn.moment)
        known_as = {row[0]: row[1] for row in await _names(turn)}
        return screens.sure_to_dismiss(tap.telegram_id, known_as.get(tap.telegram_id))
    await appointing.dismiss(turn.session, tap.telegram_id, turn.id, turn.moment)
    return await _list(turn)


@feature.command("id")
@anyone
async def show_id(turn: Turn) -> Reply:
    """Their own numeric id, so that an owner can add them."""
    return screens.own_id(turn.id)
