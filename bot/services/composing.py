"""Composing a broadcast: what it says, with what media and buttons, and whom it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, language_name, number
from bot.markup import CAPTION_LENGTH, TEXT_LENGTH, fits, length, tidied
from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.moment import Moment
from bot.replies import MOST_MEDIA, are_one_album
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.rules.composing import Content, PlainMedia, Taken
from bot.rules.interest import ButtonKind
from bot.rules.links import Link
from bot.rules.staff import Deed
from bot.screens.media import shown
from bot.services import staff, wordings
from bot.services.broadcasts import HasMovedOn, changed, draft, get
from bot.services.wordings import NotWritten, TextTooLong

MOST_DRAFTS = 50
"""How many drafts are looked through."""


class NotOneAlbum(Refusal):
    wording = N_(
        "These cannot stand together: photos and videos make one album, documents another, with at most {most} files. "
        "Take away what is there first, or send the new ones with the text of one language."
    )


class TooLongForMedia(Refusal):
    """A text has more characters than a caption holds. `language` says which text."""

    wording = N_(
        "The text in {language} has {length} characters; below a photo, a video or a document {limit} fit. "
        "Please shorten it, or send it without them."
    )

    def __init__(self, language: str, html: str) -> None:
        super().__init__(
            language=language_name(language), length=number(length(html)), limit=number(CAPTION_LENGTH)
        )
        self.language = language
        self.length = length(html)


# Beginning


async def drafts(session: AsyncSession) -> list[Broadcast]:
    """What is being composed and is not blank, whoever began it: the newest first."""
    query = (
        select(Broadcast)
        .where(Broadcast.phase == BroadcastPhase.COMPOSING)
        .order_by(Broadcast.id.desc())
        .limit(MOST_DRAFTS)
    )
    return [broadcast for broadcast in await session.scalars(query) if not is_blank(broadcast)]


def is_blank(broadcast: Broadcast) -> bool:
    """Whether nothing of it was written, chosen or sent yet."""
    chosen = (broadcast.media, broadcast.audience, broadcast.by_company, broadcast.button)
    return not broadcast.texts and not any(chosen)


async def begin(session: AsyncSession, author_id: int, moment: Moment) -> Broadcast:
    """A blank broadcast: the one that they opened before and left so, or a new one."""
    query = select(Broadcast).where(
        Broadcast.phase == BroadcastPhase.COMPOSING, Broadcast.author_id == author_id
    )
    for present in await session.scalars(query.order_by(Broadcast.id.desc()).limit(MOST_DRAFTS)):
        if is_blank(present):
            return present
    broadcast = Broadcast(author_id=author_id, created_at=moment.now, texts=[])
    session.add(broadcast)
    await session.flush()
    return broadcast


async def copied(session: AsyncSession, broadcast_id: int, author_id: int, moment: Moment) -> Broadcast:
    """A draft that says the same to the same: the one that they began so before, or a new one.

    Raises NoSuchBroadcast.
    """
    past = await get(session, broadcast_id)
    present = await session.scalar(
        select(Broadcast)
        .where(
            Broadcast.phase == BroadcastPhase.COMPOSING,
            Broadcast.author_id == author_id,
            Broadcast.copy_of == past.id,
        )
        .limit(1)
    )
    if present is not None:
        return present
    texts = [
        BroadcastText(language=text.language, html=text.html, media=text.media, links=text.links)
        for text in past.texts
    ]
    copy = Broadcast(
        author_id=author_id,
        audience=past.audience,
        by_company=past.by_company,
        fallbacks=past.fallbacks,
        media=past.media,
        button=past.button,
        copy_of=past.id,
        created_at=moment.now,
        texts=texts,
    )
    session.add(copy)
    await session.flush()
    return copy


async def set_audience(session: AsyncSession, broadcast_id: int, audience: Audience, actor_id: int) -> None:
    """Say whom a broadcast that is being composed is for."""
    broadcast = await draft(session, broadcast_id)
    if broadcast.audience != audience.stored():
        broadcast.audience = audience.stored()
        changed(session, broadcast, Edited.AUDIENCE, actor_id)


async def set_by_company(
    session: AsyncSession, broadcast_id: int, actor_id: int, *, by_company: bool
) -> None:
    """Say whether one person of each company gets a broadcast that is being composed, or everybody."""
    broadcast = await draft(session, broadcast_id)
    if broadcast.by_company != by_company:
        broadcast.by_company = by_company
        changed(session, broadcast, Edited.AUDIENCE, actor_id)


async def discard(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> None:
    """Throw away what was composed, with its texts and media."""
    broadcast = await draft(session, broadcast_id)
    broadcast.phase, broadcast.ended_at = BroadcastPhase.DISCARDED, moment.now
    broadcast.texts, broadcast.media = [], []
    staff.audit(session, actor_id, Deed.BROADCAST_DISCARDED, moment, broadcast=str(broadcast.id))
    await session.flush()


# What is sent to it


def text_in(broadcast: Broadcast, language: str) -> BroadcastText | None:
    """The row of a language, if it has a text."""
    return next((text for text in broadcast.texts if text.language == language), None)


def media_in(broadcast: Broadcast, language: str) -> PlainMedia:
    """The files that go with the text in a language: its own, or those for all."""
    text = text_in(broadcast, language)
    return (text.media if text is not None else []) or broadcast.media


def has_media(broadcast: Broadcast) -> bool:
    """Whether any files go with it."""
    return bool(broadcast.media) or any(text.media for text in broadcast.texts)


def text_of(broadcast: Broadcast, language: str, html: str) -> BroadcastText:
    """A row of a text in a language, from Telegram HTML, with the media and links of the one that it is to replace.

    Raises TextTooLong, TooLongForMedia.
    """
    _check(broadcast, language, html, media_in(broadcast, language))
    present = text_in(broadcast, language)
    media, links = (present.media, present.links) if present is not None else ([], [])
    return BroadcastText(language=language, html=html, media=media, links=links)


def _check(broadcast: Broadcast, language: str, html: str, media: PlainMedia) -> None:
    if not fits(html):
        raise TextTooLong(length=number(length(html)), limit=number(TEXT_LENGTH))
    if media and not fits(html, CAPTION_LENGTH):
        raise TooLongForMedia(language, html)


def take(
    session: AsyncSession,
    broadcast: Broadcast,
    content: Content,
    language: str,
    actor_id: int,
    *,
    is_sure: bool = True,
) -> Taken:
    """Put what was sent into a locked draft: the text into `language`, in place of the one there was; files with it, or
    alone. Raises TextTooLong, TooLongForMedia, NotOneAlbum, NotWritten, and then has changed nothing.

    The first files are for all languages. Those that come with the text of one, when there are some, or when another
    text is too long for them, are that language's own; only where no other language is written do they replace them.
    """
    row = text_in(broadcast, language)
    if not content.html:
        taken = _add_media(broadcast, content, row)
        changed(session, broadcast, Edited.MEDIA, actor_id)
        return taken
    before = _snapshot(row) if row is not None else None
    own = list(row.media) if row is not None else []
    shared = broadcast.media
    if content.media and content.media != shared:
        if _is_for_all(broadcast, row):
            own, shared = [], content.media
        else:
            own = content.media
    _check(broadcast, language, content.html, own or shared)
    is_shared_anew = shared != broadcast.media
    taken = Taken(
        content.html,
        content.media,
        content.came_in,
        language,
        is_sure,
        before,
        shared=broadcast.media if is_shared_anew else None,
        now_shared=shared if is_shared_anew else None,
    )
    if row is None:
        row = BroadcastText(language=language, html=content.html)
    row.html, row.media, row.came_in = content.html, own, content.came_in
    broadcast.media = shared
    wordings.put(broadcast, row)
    changed(session, broadcast, Edited.TEXT, actor_id)
    return taken


def _is_for_all(broadcast: Broadcast, row: BroadcastText | None) -> bool:
    """Whether files that come with a text, whose row this is, go with all texts."""
    others = [text for text in broadcast.texts if text is not row and not text.media]
    if broadcast.media:
        return row is not None and not row.media and len(broadcast.texts) == 1
    return all(fits(text.html, CAPTION_LENGTH) for text in others)


def _add_media(broadcast: Broadcast, content: Content, row: BroadcastText | None) -> Taken:
    """Files without words: added to those for all; where a language was asked for that has a text, to its own, if there
    are some for all already."""
    is_own = row is not None and bool(row.media or broadcast.media)
    present = row.media if row is not None and is_own else broadcast.media
    files = [*present, *(one for one in content.media if one not in present)]
    if len(files) > 1 and not are_one_album(shown(files)):
        raise NotOneAlbum(most=number(MOST_MEDIA))
    return _set_media(broadcast, content, row if is_own else None, files)


def _set_media(broadcast: Broadcast, content: Content, row: BroadcastText | None, files: PlainMedia) -> Taken:
    """These are the files of a language, or, without its row, those for all."""
    if row is not None:
        _check(broadcast, row.language, row.html, files)
        before, row.media = _snapshot(row), files
        return Taken("", content.media, content.came_in, row.language, True, before)
    for text in broadcast.texts:
        if not text.media:
            _check(broadcast, text.language, text.html, files)
    shared, broadcast.media = broadcast.media, files
    return Taken("", content.media, content.came_in, "", True, shared=shared, now_shared=files)


def replace_media(
    session: AsyncSession, broadcast: Broadcast, content: Content, language: str, actor_id: int
) -> Taken:
    """What was sent comes in place of the files of a language, or of those for all ("")."""
    taken = _set_media(broadcast, content, text_in(broadcast, language), content.media)
    changed(session, broadcast, Edited.MEDIA, actor_id)
    return taken


def _snapshot(row: BroadcastText) -> dict[str, Any]:
    return {"html": row.html, "media": row.media, "came_in": row.came_in}


async def move(
    session: AsyncSession, broadcast_id: int, taken: Taken, language: str, actor_id: int
) -> tuple[Broadcast, Taken]:
    """The text that was taken for one language is in another: what stood in each before stands there again, but for it.

    Raises HasMovedOn when it is not there any more; what `draft` and `take` do.
    """
    broadcast = await draft(session, broadcast_id)
    row = text_in(broadcast, taken.language)
    links = row.links if row is not None and taken.before is None else []
    _take_back(broadcast, taken)
    moved = take(session, broadcast, taken.content, language, actor_id)
    if (row := text_in(broadcast, language)) is not None and moved.before is None:
        row.links = links
    return broadcast, moved


async def take_back(session: AsyncSession, broadcast_id: int, taken: Taken, actor_id: int) -> Broadcast:
    """What was sent last is not part of it: what stood there before stands there again. Raises HasMovedOn."""
    broadcast = await draft(session, broadcast_id)
    _take_back(broadcast, taken)
    changed(session, broadcast, Edited.TEXT if taken.html else Edited.MEDIA, actor_id)
    return broadcast


def _take_back(broadcast: Broadcast, taken: Taken) -> None:
    row = text_in(broadcast, taken.language)
    is_there = row is not None and row.came_in == taken.came_in if taken.html else True
    if taken.now_shared is not None and broadcast.media != taken.now_shared:
        is_there = False
    if not is_there:
        raise HasMovedOn
    if taken.shared is not None:
        broadcast.media = taken.shared
    if row is None:
        return
    if taken.before is None:
        wordings.remove(broadcast, taken.language)
    else:
        row.html, row.media, row.came_in = (taken.before[key] for key in ("html", "media", "came_in"))


async def correct(
    session: AsyncSession, broadcast_id: int, content: Content, sent: Sequence[str], actor_id: int
) -> Broadcast | None:
    """A message that the draft took reads otherwise, or shows another file than `sent`, by id. None when nothing of it
    is there any more. Raises what `draft` and `take` do."""
    broadcast = await draft(session, broadcast_id)
    row = next((text for text in broadcast.texts if text.came_in == content.came_in), None)
    both: list[BroadcastText | Broadcast] = [*broadcast.texts, broadcast]
    holders = [holder for holder in both if any(_is_in(one, holder.media) for one in sent)]
    if row is None and not holders:
        return None
    if len(sent) == len(content.media) == 1 and content.media[0]["file_id"] != sent[0]:
        for holder in holders:
            holder.media = [content.media[0] if one["file_id"] == sent[0] else one for one in holder.media]
        changed(session, broadcast, Edited.MEDIA, actor_id)
    if row is not None and content.html and content.html != row.html:
        _check(broadcast, row.language, content.html, row.media or broadcast.media)
        row.html = content.html
        changed(session, broadcast, Edited.TEXT, actor_id)
    return broadcast


def _is_in(file_id: str, media: PlainMedia) -> bool:
    return any(one["file_id"] == file_id for one in media)


async def make_room(session: AsyncSession, broadcast: Broadcast, language: str, actor_id: int) -> None:
    """No files go with the text in a language any more."""
    row = text_in(broadcast, language)
    if row is not None:
        row.media = []
    broadcast.media = []
    changed(session, broadcast, Edited.MEDIA, actor_id)


async def remove_media(session: AsyncSession, broadcast_id: int, language: str, actor_id: int) -> Broadcast:
    """Take the files of a language away, or those for all (""). Idempotent."""
    broadcast = await draft(session, broadcast_id)
    holder = text_in(broadcast, language) if language else broadcast
    if holder is not None and holder.media:
        holder.media = []
        changed(session, broadcast, Edited.MEDIA, actor_id)
    return broadcast


# Buttons


async def set_links(
    session: AsyncSession, broadcast_id: int, language: str, links: Sequence[Link], actor_id: int
) -> Broadcast:
    """The buttons with links below the text in a language, in place of those there were. Raises NotWritten."""
    broadcast = await draft(session, broadcast_id)
    row = text_in(broadcast, language)
    if row is None:
        raise NotWritten
    if row.links != [list(link) for link in links]:
        row.links = [list(link) for link in links]
        changed(session, broadcast, Edited.BUTTON, actor_id)
    return broadcast


async def set_button(session: AsyncSession, broadcast_id: int, kind: ButtonKind, actor_id: int) -> Broadcast:
    """Which button members can answer by, or none. Idempotent."""
    broadcast = await draft(session, broadcast_id)
    if broadcast.button is not kind:
        broadcast.button = kind
        changed(session, broadcast, Edited.BUTTON, actor_id)
    return broadcast


# In one go


async def compose(
    session: AsyncSession,
    written: Mapping[str, str],
    audience: Audience,
    fallbacks: Sequence[str],
    moment: Moment,
    *,
    by_company: bool = False,
) -> Broadcast:
    """A broadcast composed in one go, outside the chat. A language without text gets the first of `fallbacks`
    that is written. Raises TextTooLong."""
    broadcast = Broadcast(
        author_id=None, created_at=moment.now, audience=audience.stored(), by_company=by_company, texts=[]
    )
    for language, html in written.items():
        wordings.put(broadcast, text_of(broadcast, language, tidied(html)))
    substitute = next((language for language in fallbacks if language in written), None)
    if substitute is not None:
        broadcast.fallbacks = {reader: substitute for reader in LOCALES if reader not in written}
    session.add(broadcast)
    await session.flush()
    return broadcast
