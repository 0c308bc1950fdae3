"""Groups and committees, kept by staff."""

from __future__ import annotations

from bot.i18n import LOCALES
from bot.replies import Reply
from bot.rules.directory import QUERY_LIMIT
from bot.rules.staff import Role
from bot.screens import groups as screens
from bot.screens.members import ShowGroups, ShowMembers
from bot.services import groups, members
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.turn import Turn, staff_only
from handlers.typed import a_name, words_of

feature = Feature()

FORM = "group.members"
"""It remembers the `group` to which somebody is added, and the `text` that was typed for them."""
NAME_LIMIT = 120


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def show_groups(turn: Turn, tap: ShowGroups) -> Reply:
    listed = await groups.listed(turn.session, tap.page)
    return screens.groups(listed, ShowMembers(), may_edit=turn.has_role(Role.EDITOR))


@feature.tapped(screens.OpenGroup)
@staff_only(Role.VIEWER)
async def open_group(turn: Turn, tap: screens.OpenGroup) -> Reply:
    return await _group(turn, tap.group_id, tap.page)


async def _group(turn: Turn, group_id: int, page: int = 0) -> Reply:
    shown = await groups.card(turn.session, group_id, page)
    return screens.group(shown, may_edit=turn.has_role(Role.EDITOR))


async def _found(turn: Turn, given: Given) -> Reply:
    group = await groups.found_group(turn.session, given["name"], turn.id, turn.moment)
    return await _group(turn, group.id)


async def _over(turn: Turn) -> Reply:
    return await show_groups(turn, ShowGroups())


FOUNDING = Flow(
    feature,
    "group.new",
    staff_only(Role.EDITOR),
    (Step("name", always(screens.ask_name), a_name(NAME_LIMIT)),),
    done=_found,
    over=_over,
    back=lambda given: ShowGroups(),
)


@feature.tapped(screens.NewGroup)
@staff_only(Role.EDITOR)
async def new_group(turn: Turn, tap: screens.NewGroup) -> Reply:
    return await FOUNDING.begin(turn)


async def _ask_name_in(turn: Turn, given: Given) -> Reply:
    return screens.ask_name_in(await groups.get(turn.session, given["group"]), given["language"])


async def _call(turn: Turn, given: Given) -> Reply:
    whose = (given["group"], given["language"], given["name"])
    await groups.call(turn.session, *whose, turn.id, turn.moment)
    return await _group(turn, given["group"])


NAMING = Flow(
    feature,
    "group.name",
    staff_only(Role.EDITOR),
    (Step("name", _ask_name_in, a_name(NAME_LIMIT)),),
    done=_call,
    over=_over,
    back=lambda given: screens.OpenGroup(given["group"]),
)


@feature.tapped(screens.NameGroup)
@staff_only(Role.EDITOR)
async def name_group(turn: Turn, tap: screens.NameGroup) -> Reply:
    group = await groups.get(turn.session, tap.group_id)
    if tap.language not in LOCALES:
        return await _group(turn, group.id)
    return await NAMING.begin(turn, group=group.id, language=tap.language)


@feature.tapped(screens.FindForGroup, form=FORM)
@staff_only(Role.EDITOR)
async def find_for_group(turn: Turn, tap: screens.FindForGroup) -> Reply:
    text = turn.answers.get("text", "") if tap.page else ""
    turn.open_form(FORM, group=tap.group_id, text=text)
    return await _who(turn, tap.page)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _who(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    turn.open_form(FORM, **{**turn.answers, "text": words_of(turn, QUERY_LIMIT)})
    return await _who(turn)


async def _who(turn: Turn, page: int = 0) -> Reply:
    group, text = await groups.get(turn.session, turn.answers["group"]), turn.answers["text"]
    if not text:
        return screens.ask_who(group)
    found = await members.search(turn.session, text, page)
    return screens.who(group, found, await groups.inside(turn.session, group, found.items))


@feature.tapped(screens.PutIntoGroup, form=FORM)
@staff_only(Role.EDITOR)
async def put_into_group(turn: Turn, tap: screens.PutIntoGroup) -> Reply:
    whose = (tap.group_id, tap.owner, tap.record_id)
    await groups.put(turn.session, *whose, turn.id, turn.moment, is_in=tap.is_in)
    if turn.answers.get("group") == tap.group_id and turn.answers.get("text"):
        return await _who(turn, tap.page)
    return await _group(turn, tap.group_id)


@feature.tapped(screens.OpenMembership)
@staff_only(Role.VIEWER)
async def open_membership(turn: Turn, tap: screens.OpenMembership) -> Reply:
    return await _membership(turn, tap)


async def _membership(turn: Turn, tap: screens.OpenMembership) -> Reply:
    shown = await groups.membership(turn.session, tap.group_id, tap.owner, tap.record_id)
    if not shown.is_in:
        return await _group(turn, tap.group_id)
    return screens.membership(shown, may_edit=turn.has_role(Role.EDITOR))


@feature.tapped(screens.LeadGroup)
@staff_only(Role.EDITOR)
async def lead_group(turn: Turn, tap: screens.LeadGroup) -> Reply:
    by = (turn.id, turn.moment)
    await groups.lead(turn.session, tap.group_id, tap.person_id, *by, leads=tap.leads)
    return await _group(turn, tap.group_id)


@feature.tapped(screens.DissolveGroup)
@staff_only(Role.EDITOR)
async def dissolve_group(turn: Turn, tap: screens.DissolveGroup) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_dissolve(await groups.get(turn.session, tap.group_id))
    await groups.dissolve(turn.session, tap.group_id, turn.id, turn.moment)
    return await show_groups(turn, ShowGroups())
