"""Saved audiences: a choice is given a name, wherever one is made, and chosen again by it; they are kept by editors."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.audiences import SAVED, Audience
from bot.rules.staff import Role
from bot.screens import audiences as choosing_screens
from bot.screens import saved_audiences as screens
from bot.services import audiences, saved_audiences
from handlers import audiences as choosing
from handlers.audiences import NAMING, Choosing, or_as_it_stands
from handlers.feature import ANY_FORM, Feature
from handlers.flow import Flow, Given, Step, always
from handlers.turn import Turn, staff_only
from handlers.typed import a_name

feature = Feature()

NAME_LIMIT = 80


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.EDITOR)
async def list_saved(turn: Turn, tap: screens.ListSaved) -> Reply:
    return screens.all_saved(tap, await saved_audiences.listed(turn.session, tap.page))


@feature.tapped(screens.OpenSaved)
@staff_only(Role.EDITOR)
async def open_saved(turn: Turn, tap: screens.OpenSaved) -> Reply:
    return await _saved(turn, tap)


async def _saved(turn: Turn, tap: screens.OpenSaved) -> Reply:
    saved = await saved_audiences.get(turn.session, tap.saved_id)
    audience = Audience.of(saved.choice)
    reached = await audiences.reach(turn.session, audience)
    return screens.one_saved(tap, saved, reached, await saved_audiences.stale(turn.session, audience))


async def _load(turn: Turn, saved_id: int) -> Audience:
    return Audience.of((await saved_audiences.get(turn.session, saved_id)).choice)


async def _save(turn: Turn, saved_id: int, audience: Audience) -> None:
    await saved_audiences.redefine(turn.session, saved_id, audience, turn.id, turn.moment)


choosing.register(SAVED, Choosing(_load, _save, screens.OpenSaved))


async def _ask_name(turn: Turn, given: Given) -> Reply:
    return screens.ask_name()


async def _named(turn: Turn, given: Given) -> Reply:
    """The choice has its name, or it is asked whether it takes another's place."""
    turn.draft = choosing.dialogue_around(given["within"])
    saving = choosing.registered(turn, given["whose"])
    return await saving.settled(turn, given["about"], _kept(turn, saving, given))


async def _kept(turn: Turn, saving: Choosing, given: Given) -> Reply:
    whose, about, name = given["whose"], given["about"], given["name"]
    if (there := await saved_audiences.named(turn.session, name)) is not None:
        return screens.there_is_one(whose, about, there)
    chosen = await saving.load(turn, about)
    saved = await saved_audiences.save(turn.session, name, chosen, turn.id, turn.moment)
    at_it = choosing_screens.ShowAudience(whose, about)
    return await choosing.shown(turn, saving, at_it, screens.was_saved(saved))


async def _over(turn: Turn) -> Reply:
    return await list_saved(turn, screens.ListSaved())


SAVING = Flow(
    feature,
    NAMING,
    staff_only(Role.EDITOR),
    (Step("name", always(screens.ask_name), a_name(NAME_LIMIT)),),
    done=_named,
    over=_over,
    back=lambda given: choosing_screens.ShowAudience(given["whose"], given["about"]),
)


@feature.tapped(screens.SaveChoice, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def save_choice(turn: Turn, saving: Choosing, tap: screens.SaveChoice) -> Reply:
    if (await saving.load(turn, tap.about)).is_everybody:
        raise saved_audiences.NothingToSave
    within = [turn.draft.form, turn.draft.data] if turn.draft is not None else None
    return await SAVING.begin(turn, whose=tap.whose, about=tap.about, within=within)


@feature.tapped(screens.ReplaceSaved, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def replace_saved(turn: Turn, saving: Choosing, tap: screens.ReplaceSaved) -> Reply:
    chosen = await saving.load(turn, tap.about)
    saved = await saved_audiences.redefine(turn.session, tap.saved_id, chosen, turn.id, turn.moment)
    at_it = choosing_screens.ShowAudience(tap.whose, tap.about)
    return await choosing.shown(turn, saving, at_it, screens.was_saved(saved))


@feature.tapped(screens.RenewSaved, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def renew_saved(turn: Turn, saving: Choosing, tap: screens.RenewSaved) -> Reply:
    chosen = await saving.load(turn, tap.about)
    await saving.save(turn, tap.about, await saved_audiences.renewed(turn.session, chosen))
    return await choosing.shown(turn, saving, choosing_screens.ShowAudience(tap.whose, tap.about))


async def _ask_other_name(turn: Turn, given: Given) -> Reply:
    return screens.ask_other_name(await saved_audiences.get(turn.session, given["saved"]))


async def _renamed(turn: Turn, given: Given) -> Reply:
    saved = await saved_audiences.rename(turn.session, given["saved"], given["name"], turn.id, turn.moment)
    return await _saved(turn, screens.OpenSaved(saved.id))


RENAMING = Flow(
    feature,
    "audience.rename",
    staff_only(Role.EDITOR),
    (Step("name", _ask_other_name, a_name(NAME_LIMIT)),),
    done=_renamed,
    over=_over,
    back=lambda given: screens.OpenSaved(given["saved"]),
)


@feature.tapped(screens.RenameSaved)
@staff_only(Role.EDITOR)
async def rename_saved(turn: Turn, tap: screens.RenameSaved) -> Reply:
    saved = await saved_audiences.get(turn.session, tap.saved_id)
    return await RENAMING.begin(turn, saved=saved.id)


@feature.tapped(screens.DeleteSaved)
@staff_only(Role.EDITOR)
async def delete_saved(turn: Turn, tap: screens.DeleteSaved) -> Reply:
    if not tap.is_sure:
        saved = await saved_audiences.get(turn.session, tap.saved_id)
        return screens.sure_to_delete(saved, await saved_audiences.uses(turn.session, saved.id, turn.moment))
    saved = await saved_audiences.delete(turn.session, tap.saved_id, turn.id, turn.moment)
    listed = await list_saved(turn, screens.ListSaved())
    return replace(listed, text=f"{screens.was_deleted(saved)}\n\n{listed.text}")
