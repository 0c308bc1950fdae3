"""Documents of events: staff keep them and send the thank-you; those who were there get them."""

from __future__ import annotations

from bot.models.events import Event, EventFile
from bot.replies import Reply, Rows
from bot.rules.events import EventPhase
from bot.rules.staff import Role
from bot.screens import event_files as screens
from bot.services import event_files, events
from handlers.feature import Feature
from handlers.planning import beside_card
from handlers.profile import NotAFile
from handlers.turn import Turn, members_only, staff_only

feature = Feature()

FORM = "event files"


@beside_card
async def _beside_card(turn: Turn, event: Event) -> Rows:
    return screens.beside_card(event) if event.phase is EventPhase.ANNOUNCED else ()


@feature.tapped(screens.ShowEventFiles, form=FORM)
@staff_only(Role.VIEWER)
async def show_files(turn: Turn, tap: screens.ShowEventFiles) -> Reply:
    """The documents of an event; whoever may add some can send them at once."""
    return await _files(turn, tap.event_id)


async def _files(turn: Turn, event_id: int, note: str = "") -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    event = await events.once_announced(turn.session, event_id)
    if may_act:
        turn.open_form(FORM, event_id=event_id)
    listed = await event_files.listed(turn.session, event_id)
    return screens.files(event, listed, turn.moment, note, may_act=may_act)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _files(turn, turn.answers["event_id"])


@feature.typed(FORM, ask=_ask)
@staff_only(Role.EDITOR)
async def take_file(turn: Turn) -> Reply:
    sent = turn.incoming.paper
    if sent is None:
        raise NotAFile
    file = EventFile(
        event_id=turn.answers["event_id"],
        file_id=sent.file_id,
        file_unique_id=sent.unique_id,
        name=sent.name,
        media=sent.media,
        added_at=turn.moment.now,
    )
    await event_files.add(turn.session, file, turn.moment)
    return await _files(turn, file.event_id, screens.kept(file))


@feature.tapped(screens.OpenEventFile, form=FORM)
@staff_only(Role.VIEWER)
async def open_file(turn: Turn, tap: screens.OpenEventFile) -> Reply:
    file = await event_files.get(turn.session, tap.file_id)
    return screens.file_card(file, turn.moment, may_act=turn.has_role(Role.EDITOR))


@feature.tapped(screens.FetchEventFile, form=FORM)
@staff_only(Role.VIEWER)
async def fetch_file(turn: Turn, tap: screens.FetchEventFile) -> Reply:
    return screens.sent(await event_files.get(turn.session, tap.file_id))


@feature.tapped(screens.RemoveEventFile, form=FORM)
@staff_only(Role.EDITOR)
async def remove_file(turn: Turn, tap: screens.RemoveEventFile) -> Reply:
    file = await event_files.get(turn.session, tap.file_id)
    if not tap.is_sure:
        return screens.sure_to_remove(file)
    await event_files.remove(turn.session, file)
    return await _files(turn, file.event_id, screens.removed(file))


@feature.tapped(screens.SendThanks, form=FORM)
@staff_only(Role.EDITOR)
async def send_thanks(turn: Turn, tap: screens.SendThanks) -> Reply:
    if tap.is_sure:
        event = await event_files.thank(turn.session, tap.event_id, turn.id, turn.moment)
        return await _files(turn, event.id)
    event = await event_files.may_thank(turn.session, tap.event_id, turn.moment)
    if event.thanked_at is not None:
        return await _files(turn, event.id)
    people = await event_files.to_thank(turn.session, event.id)
    if not people:
        raise event_files.NobodyToThank
    return screens.sure_to_thank(event, await event_files.listed(turn.session, event.id), people)


@feature.tapped(screens.GetEventFile)
@members_only
async def get_file(turn: Turn, tap: screens.GetEventFile) -> Reply:
    return screens.sent(await event_files.given(turn.session, turn.person, tap.file_id, turn.moment))
