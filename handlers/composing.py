"""Composing a broadcast: staff send what it says, with its media, and choose whom it is for."""

from __future__ import annotations

from functools import partial

from bot.errors import Refusal
from bot.i18n import LOCALES, N_
from bot.markup import RAW_BYTES, tidied
from bot.models.broadcasts import Broadcast
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.rules.composing import Content, Taken
from bot.rules.directory import QUERY_LIMIT
from bot.rules.prose import taken_for
from bot.rules.staff import Role
from bot.rules.wordings import Wordings
from bot.rules.words import clean
from bot.screens import broadcasts as news
from bot.screens import composing as screens
from bot.screens.audiences import counted
from bot.screens.media import kept
from bot.services import broadcasts, composing, drafts, staff
from bot.services.broadcasts import HasMovedOn, NoSuchBroadcast
from bot.services.composing import TooLongForMedia
from bot.services.drafts import Dialogue
from handlers import audiences as choosing
from handlers import wordings as writing
from handlers.broadcasts import COMPOSING, composed, or_as_it_stands, settled, show_list, shown
from handlers.feature import Feature
from handlers.moved_on import with_word
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

SENT = "composing.sent"
"""What a message that a draft took is corrected by: the `broadcast_id`, `came_in`, and the ids of its `files`."""


class NotContent(Refusal):
    """A sticker, a voice message, a place, a contact."""

    wording = N_(
        "A broadcast is made of text, photos, videos, documents and audio files; I cannot pass this on. "
        "Please send one of those, or leave with /cancel."
    )


class MediaWanted(Refusal):
    """Words, where files are to come in place of others."""

    wording = N_(
        "Please send the photo, video, document or album that comes in their place, or leave with /cancel."
    )


class NothingTyped(Refusal):
    wording = N_("What you typed is not here any more. Please send it again.")


async def _audience(turn: Turn, broadcast_id: int) -> Audience:
    """Whatever is sent while it is chosen is a part of the draft."""
    broadcast = await broadcasts.draft(turn.session, broadcast_id)
    composed(turn, broadcast_id)
    return Audience.of(broadcast.audience)


async def _set_audience(turn: Turn, broadcast_id: int, audience: Audience) -> None:
    await composing.set_audience(turn.session, broadcast_id, audience, turn.id)


async def _reached(turn: Turn, broadcast_id: int, _audience: Audience) -> str:
    broadcast = await broadcasts.get(turn.session, broadcast_id)
    return counted(await broadcasts.reach(turn.session, broadcast))


async def _by_company(turn: Turn, broadcast_id: int) -> bool:
    return (await broadcasts.get(turn.session, broadcast_id)).by_company


async def _set_by_company(turn: Turn, broadcast_id: int, is_on: bool) -> None:
    await composing.set_by_company(turn.session, broadcast_id, turn.id, by_company=is_on)


choosing.register(
    news.WHOSE,
    choosing.Choosing(
        _audience,
        _set_audience,
        news.OpenBroadcast,
        _reached,
        form=COMPOSING,
        settled=settled,
        voices=choosing.Voices(_by_company, _set_by_company),
    ),
)


async def _preview(turn: Turn, broadcast: Broadcast, language: str) -> Reply:
    return news.message(broadcast, broadcast.wordings.read_in(language) or language, language)


def _changed(turn: Turn, broadcast: Broadcast, was: Wordings) -> None:
    if broadcast.wordings != was:
        is_text = broadcast.wordings.written != was.written
        broadcasts.changed(turn.session, broadcast, Edited.TEXT if is_text else Edited.FALLBACK, turn.id)


async def _take_into(turn: Turn, broadcast_id: int, language: str = "") -> Reply:
    """What is sent to a draft, in a language if one was asked for. Where it is no draft any more, another is begun:
    nothing that was sent is lost."""
    try:
        broadcast = await broadcasts.draft(turn.session, broadcast_id)
    except (HasMovedOn, NoSuchBroadcast):
        if turn.incoming.is_edit:
            raise
        # A text or files that wait to fit together go along; what was to be replaced is not there
        turn.open_form(COMPOSING, **{key: value for key, value in turn.answers.items() if key != "replaces"})
        begun = await composing.begin(turn.session, turn.id, turn.moment)
        return with_word(turn, await _take(turn, begun, language), screens.in_another())
    return await _take(turn, broadcast, language)


writing.register(
    news.WHOSE,
    writing.Writing(
        draft=broadcasts.draft,
        get=broadcasts.get,
        text_of=composing.text_of,
        reach=broadcasts.reach,
        ask=screens.ask_text,
        preview=_preview,
        shown=partial(shown, is_live=False),
        back=news.OpenBroadcast,
        settled=settled,
        changed=_changed,
        take=_take_into,
    ),
)


# Beginning


@feature.entrance(news.WRITING)
@staff_only(Role.EDITOR)
async def start_broadcast(turn: Turn, tap: news.StartBroadcast) -> Reply:
    """Begin a broadcast; where some are being written, go on with one of them, or begin another."""
    present = await composing.drafts(turn.session)
    if not present:
        return await shown(turn, await composing.begin(turn.session, turn.id, turn.moment))
    turn.open_form(COMPOSING)
    writers = await staff.named(turn.session, {one.author_id for one in present if one.author_id})
    return screens.begun_before(present, writers, turn.moment.zone)


@feature.tapped(screens.NewDraft)
@staff_only(Role.EDITOR)
async def new_draft(turn: Turn, tap: screens.NewDraft) -> Reply:
    return await shown(turn, await composing.begin(turn.session, turn.id, turn.moment))


@feature.tapped(screens.UseAgain)
@staff_only(Role.EDITOR)
async def use_again(turn: Turn, tap: screens.UseAgain) -> Reply:
    return await shown(turn, await composing.copied(turn.session, tap.broadcast_id, turn.id, turn.moment))


@feature.tapped(news.Discard)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard(turn: Turn, tap: news.Discard) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await broadcasts.draft(turn.session, tap.broadcast_id))
    await composing.discard(turn.session, tap.broadcast_id, turn.id, turn.moment)
    return await show_list(turn)


# What is sent


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    broadcast_id = turn.answers.get("broadcast_id")
    if broadcast_id is None:
        return await start_broadcast(turn, news.StartBroadcast())
    return await shown(turn, await broadcasts.draft(turn.session, broadcast_id))


@feature.typed(COMPOSING, ask=_ask, takes_again=True, takes_media=True)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    """Whatever is sent while a draft is shown is a part of it; where none was chosen, of a new one."""
    broadcast_id = turn.answers.get("broadcast_id")
    if broadcast_id is None:
        return await _take(turn, await composing.begin(turn.session, turn.id, turn.moment))
    return await settled(turn, broadcast_id, _take_into(turn, broadcast_id))


async def _take(
    turn: Turn,
    broadcast: Broadcast,
    language: str = "",
    *,
    content: Content | None = None,
    is_begun: bool = False,
    may_search: bool = False,
) -> Reply:
    """Put what was sent, or a part of it as `content`, into a locked draft; its text into the `language`, or, without
    one, into that which it is in.

    A text that is too long for the files waits, and so do files for a text that is too long: what is sent next,
    shorter, takes them along.
    """
    content, waits = content or _content_of(turn), turn.answers
    if "replaces" in waits:
        return await _replace(turn, broadcast, content, waits["replaces"])
    if waits.get("long") and not content.html:
        # The text that is too long is not lost over more files
        files = [*waits["waiting"], *(one for one in content.media if one not in waits["waiting"])]
        content, language = Content(waits["long"], files, waits["came_in"]), waits["language"]
    found, is_sure = (language, True) if language or not content.html else _language_of(turn, broadcast)
    if (
        waits.get("waiting")
        and content.html
        and not content.media
        and (found == waits["language"] or not is_sure)
    ):
        content, found = Content(content.html, waits["waiting"], content.came_in), waits["language"]
    try:
        taken = composing.take(turn.session, broadcast, content, found, turn.id, is_sure=is_sure)
    except TooLongForMedia as long:
        return _wait(turn, broadcast, content, found, long)
    turn.went_into = _sent(broadcast, content, [file.file_id for file in turn.incoming.files])
    # Where the language was asked for, there is nothing to mend but what was replaced
    last = taken if not language or taken.replaced else None
    turn.open_form(COMPOSING, broadcast_id=broadcast.id, taken=last and last.stored())
    if may_search:
        turn.open_form(COMPOSING, **turn.answers, message_id=turn.incoming.message_id)
    reached = await broadcasts.reach(turn.session, broadcast)
    return screens.composing(broadcast, reached, last, is_begun=is_begun, may_search=may_search)


async def _replace(turn: Turn, broadcast: Broadcast, content: Content, language: str) -> Reply:
    """Files come in place of those of a language, or of those for all (""); a text below them is taken after that.
    Raises MediaWanted."""
    if not content.media:
        raise MediaWanted
    files = Content("", content.media, content.came_in)
    taken = composing.replace_media(turn.session, broadcast, files, language, turn.id)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id, taken=taken.stored())
    if content.html:
        return await _take(turn, broadcast, language, content=Content(content.html, [], content.came_in))
    turn.went_into = _sent(broadcast, content, [file.file_id for file in turn.incoming.files])
    return screens.composing(broadcast, await broadcasts.reach(turn.session, broadcast), taken)


def _content_of(turn: Turn) -> Content:
    """What was sent. Raises NotContent, Empty."""
    incoming = turn.incoming
    if incoming.files:
        html = tidied(incoming.caption_html)
        is_readable = bool(clean(incoming.caption, RAW_BYTES, lines=True).text)
        return Content(html if is_readable else "", kept(one.shown for one in incoming.files), turn.update_id)
    if incoming.text is None:
        raise NotContent
    words_of(turn, RAW_BYTES, lines=True)
    return Content(tidied(incoming.html), [], turn.update_id)


def _language_of(turn: Turn, broadcast: Broadcast) -> tuple[str, bool]:
    said = turn.incoming.text or turn.incoming.caption
    return taken_for(said, _order(turn), broadcast.wordings.written)


def _order(turn: Turn) -> list[str]:
    """The writer's own language before the others."""
    return sorted(LOCALES, key=lambda language: language != turn.locale)


def _sent(broadcast: Broadcast, content: Content, files: list[str]) -> Dialogue:
    return Dialogue(SENT, {"broadcast_id": broadcast.id, "came_in": content.came_in, "files": files})


def _wait(turn: Turn, broadcast: Broadcast, content: Content, language: str, long: TooLongForMedia) -> Reply:
    """The two do not fit together: both wait for what staff say."""
    is_new = bool(content.html) and long.language == language
    turn.open_form(
        COMPOSING,
        broadcast_id=broadcast.id,
        waiting=content.media,
        long=content.html if is_new else "",
        language=long.language,
        came_in=content.came_in,
    )
    return screens.too_long(
        broadcast, long.language, long.length, is_new_text=is_new, has_files=bool(content.media)
    )


@feature.typed(SENT, ask=_ask, takes_again=True, takes_media=True)
@staff_only(Role.EDITOR)
async def correct(turn: Turn) -> Reply:
    """A message that a draft took was edited."""
    return await settled(turn, turn.answers["broadcast_id"], _correct(turn, turn.answers["broadcast_id"]))


async def _correct(turn: Turn, broadcast_id: int) -> Reply:
    sent, content = turn.answers, _content_of(turn)
    content = Content(content.html, content.media, sent["came_in"])
    turn.close_form()
    broadcast = await composing.correct(turn.session, broadcast_id, content, sent["files"], turn.id)
    if broadcast is None:
        present = await broadcasts.draft(turn.session, broadcast_id)
        return with_word(turn, await shown(turn, present), screens.not_in_it())
    if content.html and all(text.came_in != content.came_in for text in broadcast.texts):
        # Nothing stood below the files when they were sent
        return await _take(turn, broadcast, content=Content(content.html, [], content.came_in))
    return await shown(turn, broadcast)


# What one tap puts right


@feature.tapped(screens.MoveText, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def move_text(turn: Turn, tap: screens.MoveText) -> Reply:
    taken = _taken(turn, tap.broadcast_id)
    broadcast, moved = await composing.move(turn.session, tap.broadcast_id, taken, tap.language, turn.id)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id, taken=moved.stored())
    return await shown(turn, broadcast)


@feature.tapped(screens.TakeBack, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def take_back(turn: Turn, tap: screens.TakeBack) -> Reply:
    taken = _taken(turn, tap.broadcast_id)
    broadcast = await composing.take_back(turn.session, tap.broadcast_id, taken, turn.id)
    turn.close_form()
    return await shown(turn, broadcast)


def _taken(turn: Turn, broadcast_id: int) -> Taken:
    """What the draft took last. Raises HasMovedOn when that is not known any more."""
    is_this = turn.answers.get("broadcast_id") == broadcast_id
    taken = Taken.of(turn.answers.get("taken")) if is_this else None
    if taken is None:
        raise HasMovedOn
    return taken


@feature.tapped(screens.WithoutMedia, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def without_media(turn: Turn, tap: screens.WithoutMedia) -> Reply:
    """The long text is taken without its files; those for all texts make room for it."""
    waits = turn.answers
    if waits.get("broadcast_id") != tap.broadcast_id or not waits.get("long"):
        raise HasMovedOn
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    await composing.make_room(turn.session, broadcast, waits["language"], turn.id)
    content = Content(waits["long"], [], waits["came_in"])
    composing.take(turn.session, broadcast, content, waits["language"], turn.id)
    turn.close_form()
    return await shown(turn, broadcast)


# Where nothing waits


async def sent_unasked(turn: Turn) -> Reply | None:
    """What an editor sends where nothing waits for it, and what is no search: it begins a broadcast. None for anything
    else, and from anybody else."""
    if not turn.has_role(Role.EDITOR):
        return None
    is_long = turn.incoming.text is not None and _is_long(turn.incoming.text)
    if not turn.incoming.files and not is_long:
        return None
    turn.close_form()
    broadcast = await composing.begin(turn.session, turn.id, turn.moment)
    return await _take(turn, broadcast, is_begun=True, may_search=is_long)


def _is_long(text: str) -> bool:
    """Whether nobody types so much to search for it."""
    text = text.strip()
    return "\n" in text or len(text) > QUERY_LIMIT


def typed_here(turn: Turn) -> dict[str, object]:
    """What a search remembers of a text that an editor typed: it may be meant for members."""
    incoming = turn.incoming
    if not incoming.is_typed or not turn.has_role(Role.EDITOR):
        return {}
    return {"html": tidied(incoming.html), "came_in": turn.update_id, "message_id": incoming.message_id}


async def begin_with(turn: Turn) -> Reply:
    """What was typed to be searched for is the text of a new broadcast. Raises NothingTyped."""
    typed = turn.answers
    if not typed.get("html"):
        raise NothingTyped
    broadcast = await composing.begin(turn.session, turn.id, turn.moment)
    language, is_sure = taken_for(typed["text"], _order(turn), ())
    content = Content(typed["html"], [], typed["came_in"])
    taken = composing.take(turn.session, broadcast, content, language, turn.id, is_sure=is_sure)
    sent = _sent(broadcast, content, [])
    await drafts.note_text(turn.session, turn.id, typed["message_id"], sent, turn.moment)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id, taken=taken.stored())
    return await shown(turn, broadcast)


async def was_a_search(turn: Turn) -> dict[str, object]:
    """What was taken for a broadcast was to be searched for: it is none. Returns what `typed_here` would remember."""
    taken = _taken(turn, turn.answers.get("broadcast_id", 0))
    broadcast = await composing.take_back(turn.session, turn.answers["broadcast_id"], taken, turn.id)
    if composing.is_blank(broadcast):
        await composing.discard(turn.session, broadcast.id, turn.id, turn.moment)
    return {"html": taken.html, "came_in": taken.came_in, "message_id": turn.answers["message_id"]}
