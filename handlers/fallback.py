"""What no other feature serves: the unknown, the stale, and people who block the bot or let it in again."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import _
from bot.replies import SILENCE, Reply
from bot.rules.staff import Deed, Role
from bot.screens import failures
from bot.screens import home as screens
from bot.services import people, resting, staff
from handlers import composing, directory, imports, leads
from handlers.feature import Feature
from handlers.home import at_home
from handlers.turn import Turn, staff_only

LEAVES_A_FORM = frozenset({"cancel", "start", "privacy"})
"""Commands that leave a dialogue without asking."""

REPEATED_WHEN_EDITED = frozenset({"search", "directory"})

feature = Feature()


async def not_understood(turn: Turn) -> Reply:
    return screens.not_understood() if turn.is_inside else at_home(turn)


async def typed(turn: Turn) -> Reply:
    """No dialogue was waiting for this: a card from who travels is a lead, a spreadsheet from an editor a member list;
    other files of theirs, and longer texts, begin a broadcast; a text from who is inside is searched for."""
    if (kept := await leads.sent_on_the_road(turn)) is not None:
        return kept
    if (taken := await imports.sent_list(turn) or await composing.sent_unasked(turn)) is not None:
        return taken
    found = await directory.searched_at_once(turn, turn.incoming.text or "") if turn.is_inside else None
    return found or await not_understood(turn)


async def stale(turn: Turn) -> Reply:
    """The button belongs to nothing any more: say so, and show the present state, in which no question is open."""
    turn.close_form()
    return replace(
        at_home(turn), toast=_("This button is from an earlier time. Here is how things stand now.")
    )


async def note_membership(turn: Turn, *, has_blocked: bool) -> Reply:
    """They blocked the bot, or let it in again."""
    await people.note_reachable(turn.session, turn.id, is_reachable=not has_blocked)
    return SILENCE


@feature.tapped(failures.ResumeOutbox)
@staff_only(Role.EDITOR)
async def resume_outbox(turn: Turn, tap: failures.ResumeOutbox) -> Reply:
    """Let the outbox work again after it rested."""
    await resting.go_on(turn.session)
    staff.audit(turn.session, turn.id, Deed.OUTBOX_RESUMED, turn.moment)
    return failures.outbox_works()
