"""Duplicates among companies and people, merged by staff."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.directory import QUERY_LIMIT
from bot.rules.fields import Owner
from bot.rules.staff import Role
from bot.screens import merging as screens
from bot.screens.members import FindDuplicate
from bot.services import members, merging, records
from handlers.feature import Feature
from handlers.memberships import card_of
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "merging"
"""It remembers whose (`owner`, `record`) duplicate is looked for, and the `text` that was typed for it."""


@feature.tapped(FindDuplicate, form=FORM)
@staff_only(Role.EDITOR)
async def find_duplicate(turn: Turn, tap: FindDuplicate) -> Reply:
    is_same = (turn.answers.get("owner"), turn.answers.get("record")) == (tap.owner, tap.record_id)
    text = turn.answers.get("text", "") if is_same else ""
    turn.open_form(FORM, owner=tap.owner, record=tap.record_id, text=text)
    return await _likely(turn, tap.page)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _likely(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    turn.open_form(FORM, **{**turn.answers, "text": words_of(turn, QUERY_LIMIT)})
    return await _likely(turn)


async def _likely(turn: Turn, page: int = 0) -> Reply:
    asked = turn.answers
    record = await records.get(turn.session, Owner(asked["owner"]), asked["record"])
    return screens.duplicates(
        record, await members.duplicates(turn.session, record, asked["text"], page), asked["text"]
    )


@feature.tapped(screens.ForeseeMerger, form=FORM)
@staff_only(Role.EDITOR)
async def foresee(turn: Turn, tap: screens.ForeseeMerger) -> Reply:
    return screens.foreseen(await merging.foresee(turn.session, tap.owner, tap.kept_id, tap.gone_id))


@feature.tapped(screens.Merge, form=FORM)
@staff_only(Role.EDITOR)
async def merge(turn: Turn, tap: screens.Merge) -> Reply:
    """Merge; a second tap shows what was merged."""
    done = await merging.merge(turn.session, tap.owner, tap.kept_id, tap.gone_id, turn.id, turn.moment)
    turn.close_form()
    return replace(await card_of(turn, tap.owner, done.id), toast=screens.merged())
