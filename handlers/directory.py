"""The directory: while it is open, whatever is typed is searched for."""

from __future__ import annotations

from typing import Any

from bot.i18n import current
from bot.markup import plain
from bot.models.people import Person
from bot.replies import Reply, Tap
from bot.rules.concepts import name_of
from bot.rules.directory import QUERY_LIMIT, Hit
from bot.rules.pages import Page
from bot.rules.staff import Role
from bot.rules.words import clean
from bot.screens import companies as company_screens
from bot.screens import directory as screens
from bot.screens import events as event_screens
from bot.screens.composing import SearchInstead, SendToMembers
from bot.services import directory, events, feedback
from handlers import composing, imports, leads
from handlers.broadcasts import COMPOSING
from handlers.feature import ANY_FORM, Feature
from handlers.turn import Turn, insiders_only, members_only, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "directory"
"""It remembers what was asked for last: a `text`, a `part` (the slug of a sub-cluster), a `need`, or the id of an
`event`; and the `page`."""


@feature.entrance(screens.ENTRANCE, "search", form=FORM)
@insiders_only
async def show_directory(turn: Turn, tap: screens.ShowDirectory) -> Reply:
    """The directory; `/search olive oil` searches at once."""
    if (found := await searched_at_once(turn, turn.incoming.argument)) is not None:
        return found
    turn.open_form(FORM)
    return await _start(turn, tap.page)


async def searched_at_once(turn: Turn, text: str) -> Reply | None:
    """What a search finds; None when the text is none, or is too long for one."""
    words = clean(text, QUERY_LIMIT)
    if not words.text or words.is_too_long:
        return None
    return await search(turn, words.text, **composing.typed_here(turn))


async def _start(turn: Turn, page: int = 0) -> Reply:
    size = await directory.size(turn.session)
    return screens.directory(size, await directory.sub_clusters(turn.session, page))


@feature.tapped(screens.ShowPart, form=FORM)
@insiders_only
async def show_part(turn: Turn, tap: screens.ShowPart) -> Reply:
    turn.open_form(FORM, part=await directory.slug_of(turn.session, tap.sub_cluster_id))
    return await _found(turn)


@feature.tapped(screens.ShowNeeds, form=FORM)
@insiders_only
async def show_needs(turn: Turn, tap: screens.ShowNeeds) -> Reply:
    turn.open_form(FORM)
    return screens.needs(await directory.needs(turn.session, tap.page))


@feature.tapped(screens.ShowNeed, form=FORM)
@insiders_only
async def show_need(turn: Turn, tap: screens.ShowNeed) -> Reply:
    turn.open_form(FORM, need=tap.concept)
    return await _found(turn)


@feature.tapped(screens.ShowFound, form=FORM)
@insiders_only
async def show_found(turn: Turn, tap: screens.ShowFound) -> Reply:
    turn.open_form(FORM, **{**turn.answers, "page": tap.page})
    return await _found(turn)


@feature.tapped(screens.ShowMet, form=FORM)
@members_only
async def show_met(turn: Turn, tap: screens.ShowMet) -> Reply:
    turn.open_form(FORM, event=tap.event_id)
    return await _found(turn)


@insiders_only
async def _ask(turn: Turn) -> Reply:
    return await _found(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@insiders_only
async def take(turn: Turn) -> Reply:
    if (taken := await imports.sent_list(turn)) is not None:
        return taken
    if (taken := await leads.sent_on_the_road(turn) or await composing.sent_unasked(turn)) is not None:
        return taken
    return await search(turn, words_of(turn, QUERY_LIMIT), **composing.typed_here(turn))


async def search(turn: Turn, text: str, **typed: Any) -> Reply:
    """What the directory knows of a text: the company that it names at once. Whatever is typed next is searched for
    too. `typed` is remembered of what may be meant for members."""
    await directory.note_search(turn.session, turn.id, turn.moment)
    turn.open_form(FORM, text=text, **typed)
    found = await directory.search(turn.session, text, 0)
    companies = await directory.companies_on(turn.session, found)
    if (named := directory.named_by(text, found, companies)) is not None:
        card = await open_card(turn, screens.OpenCard(named))
        return screens.with_sending(card) if _may_send(turn) else card
    return await _shown(turn, screens.searched(text), found)


async def _found(turn: Turn) -> Reply:
    """What was asked for, as things stand now; the beginning when nothing was."""
    session, asked, page = turn.session, turn.answers, turn.answers.get("page", 0)
    match asked:
        case {"text": text}:
            heading, found = screens.searched(text), await directory.search(session, text, page)
        case {"need": concept}:
            heading, found = screens.in_need(concept), await directory.of_need(session, concept, page)
        case {"part": slug}:
            heading, found = screens.in_part(slug), await directory.of_sub_cluster(session, slug, page)
        case {"event": event_id} if turn.member is not None:
            return await _met(turn, turn.member, event_id, page)
        case _:
            return await _start(turn)
    return await _shown(turn, heading, found)


def _may_send(turn: Turn) -> bool:
    """Whether what was searched for was typed, and may be meant for members."""
    return bool(turn.answers.get("html")) and turn.has_role(Role.EDITOR)


async def _shown(turn: Turn, heading: str, found: Page[Hit]) -> Reply:
    may_send = _may_send(turn)
    if not found.total:
        parts = await directory.sub_clusters(turn.session)
        return screens.nothing_found(heading, parts, may_send=may_send)
    companies = await directory.companies_on(turn.session, found)
    return screens.found(heading, found, companies, may_send=may_send)


@feature.tapped(SendToMembers, form=FORM)
@staff_only(Role.EDITOR)
async def send_to_members(turn: Turn, tap: SendToMembers) -> Reply:
    """What was typed was meant for members."""
    return await composing.begin_with(turn)


@feature.tapped(SearchInstead, form=COMPOSING)
@staff_only(Role.EDITOR)
async def search_instead(turn: Turn, tap: SearchInstead) -> Reply:
    """What was taken for a broadcast was meant as a search, for as much of it as a search takes."""
    typed = await composing.was_a_search(turn)
    text = clean(plain(str(typed["html"])), QUERY_LIMIT).text[:QUERY_LIMIT]
    return await search(turn, text, **typed)


async def _met(turn: Turn, member: Person, event_id: int, page: int) -> Reply:
    """The companies that were at an event, for somebody who was there too."""
    event, _guest = await events.attended(turn.session, member, event_id, turn.moment)
    met = await feedback.companies_met(turn.session, member, event_id)
    found = await directory.of_companies(turn.session, met, page)
    heading = screens.at_event(event_screens.words_of(event).title)
    companies = await directory.companies_on(turn.session, found)
    return screens.found(heading, found, companies, event_screens.OpenEvent(event_id))


@feature.tapped(screens.OpenCard, form=ANY_FORM)
@insiders_only
async def open_card(turn: Turn, tap: screens.OpenCard) -> Reply:
    """A company; the way back leads to where it was found."""
    card = await directory.card(turn.session, tap.company_id, tap.page)
    asked = looked_for(turn)
    meant = await meant_of(turn, tap.company_id) if turn.member is not None else directory.Meant()
    turn.open_form(FORM, **asked)
    back: Tap = screens.ShowFound(asked.get("page", 0)) if asked else screens.ShowDirectory()
    return screens.card(
        card.company,
        card.people,
        len(card.files),
        back,
        turn.member,
        subject=meant.subject.text if meant.subject is not None else "",
        sought=meant.person,
        for_staff=turn.role is not None,
    )


def looked_for(turn: Turn) -> dict[str, Any]:
    """What was asked of the directory last, also when a request has been begun from there."""
    opened: dict[str, Any] = turn.answers.get("opened", {})
    is_here = turn.draft is not None and turn.draft.form == FORM
    return turn.answers if is_here else opened.get("looked_for", {})


async def meant_of(turn: Turn, company_id: int) -> directory.Meant:
    """What a company may be asked about, or whom of it: what was searched for, where it says so of itself."""
    match looked_for(turn):
        case {"text": text}:
            return await directory.meant_in(turn.session, company_id, text)
        case {"need": concept}:
            return directory.Meant(directory.Subject(name_of(concept, current()), is_needed=True))
    return directory.Meant()


@feature.tapped(screens.ShowWhole, form=FORM)
@insiders_only
async def show_whole(turn: Turn, tap: screens.ShowWhole) -> Reply:
    card = await directory.card(turn.session, tap.company_id)
    return screens.whole(card.company, tap.page)


@feature.tapped(screens.ShowFiles, form=FORM)
@insiders_only
async def show_files(turn: Turn, tap: screens.ShowFiles) -> Reply:
    card = await directory.card(turn.session, tap.company_id)
    return screens.files(card.company, card.files)


@feature.tapped(screens.GetListedFile, form=FORM)
@insiders_only
async def get_file(turn: Turn, tap: screens.GetListedFile) -> Reply:
    return company_screens.sent_file(await directory.file(turn.session, tap.file_id))
