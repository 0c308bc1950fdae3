"""Composing a broadcast: its texts, its audience, and what must be settled before it can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, is_locale, number
from bot.markup import TEXT_UNITS, fits, length, tidied
from bot.models.broadcasts import Broadcast, BroadcastText, Phase
from bot.moment import Moment
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import missing_languages
from bot.rules.staff import Deed
from bot.services import audiences, staff


class NoSuchBroadcast(Refusal):
    wording = N_("This broadcast does not exist any more.")


class HasMovedOn(Refusal):
    """The broadcast is not where the button thought: somebody, or time, was quicker."""

    wording = N_("This broadcast has moved on. Here is how it stands now.")


class TextTooLong(Refusal):
    wording = N_(
        "This text has {length} characters, and a message holds {limit}. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class NotWritten(Refusal):
    wording = N_("There is no text in this language any more.")


class NothingWritten(Refusal):
    wording = N_("There is no text yet. Write it in at least one language.")


class NobodyThere(Refusal):
    wording = N_("This would reach nobody: choose another audience.")


class LanguageMissing(Refusal):
    """Somebody of the audience reads a language without a text, and staff have not said what they get."""

    wording = N_(
        "A language that people of this audience read has no text: write it, or choose what they get."
    )


async def start(session: AsyncSession, author_id: int, moment: Moment) -> Broadcast:
    """The broadcast that somebody is composing, or a new one."""
    present = await session.scalar(
        select(Broadcast)
        .where(Broadcast.author_id == author_id, Broadcast.phase == Phase.COMPOSING)
        .order_by(Broadcast.id.desc())
        .limit(1)
    )
    if present is not None:
        return present
    broadcast = Broadcast(author_id=author_id, created_at=moment.now, texts=[])
    session.add(broadcast)
    await session.flush()
    return broadcast


async def get(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """One broadcast, to be looked at. Raises NoSuchBroadcast."""
    broadcast = await session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.phase is Phase.DISCARDED:
        raise NoSuchBroadcast
    return broadcast


async def locked(session: AsyncSession, broadcast_id: int, *phases: Phase) -> Broadcast:
    """One broadcast, locked until the commit. Raises NoSuchBroadcast, and HasMovedOn outside `phases`."""
    broadcast = await session.scalar(
        select(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.phase != Phase.DISCARDED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if broadcast is None:
        raise NoSuchBroadcast
    if phases and broadcast.phase not in phases:
        raise HasMovedOn
    return broadcast


async def under_way(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that is being sent or held, locked. Raises NoSuchBroadcast, HasMovedOn."""
    return await locked(session, broadcast_id, Phase.SENDING, Phase.PAUSED)


async def draft(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that is being composed, locked. Raises NoSuchBroadcast, HasMovedOn."""
    return await locked(session, broadcast_id, Phase.COMPOSING)


async def write(session: AsyncSession, broadcast_id: int, language: str, wording: str) -> Broadcast:
    """Write the text in a language, as Telegram HTML. Raises TextTooLong; NotWritten: not our language."""
    broadcast = await draft(session, broadcast_id)
    if not is_locale(language):
        raise NotWritten
    _put(broadcast, language, wording)
    await session.flush()
    return broadcast


def _put(broadcast: Broadcast, language: str, wording: str) -> None:
    kept = tidied(wording)
    if not fits(kept):
        raise TextTooLong(length=number(length(kept)), limit=number(TEXT_UNITS))
    present = next((text for text in broadcast.texts if text.language == language), None)
    if present is None:
        broadcast.texts.append(BroadcastText(language=language, html=kept))
    else:
        present.html = kept
    broadcast.fallbacks = {reader: text for reader, text in broadcast.fallbacks.items() if reader != language}


async def unwrite(session: AsyncSession, broadcast_id: int, language: str) -> Broadcast:
    """Remove the text in a language; readers of others who were to get it have no text again."""
    broadcast = await draft(session, broadcast_id)
    broadcast.texts = [text for text in broadcast.texts if text.language != language]
    broadcast.fallbacks = {reader: text for reader, text in broadcast.fallbacks.items() if text != language}
    await session.flush()
    return broadcast


async def choose_fallback(
    session: AsyncSession, broadcast_id: int, language: str, substitute: str
) -> Broadcast:
    """Readers of `language` get the text in `substitute`. Raises NotWritten when there is none."""
    broadcast = await draft(session, broadcast_id)
    if substitute not in broadcast.wordings or not is_locale(language):
        raise NotWritten
    if language not in broadcast.wordings:
        broadcast.fallbacks = {**broadcast.fallbacks, language: substitute}
    await session.flush()
    return broadcast


async def set_audience(session: AsyncSession, broadcast_id: int, audience: Audience) -> None:
    """Say whom a broadcast that is being composed is for."""
    broadcast = await draft(session, broadcast_id)
    broadcast.audience = audience.stored()


async def discard(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> None:
    """Throw away what was composed, with its texts."""
    broadcast = await draft(session, broadcast_id)
    broadcast.phase, broadcast.texts, broadcast.ended_at = Phase.DISCARDED, [], moment.now
    staff.audit(session, actor_id, Deed.BROADCAST_DISCARDED, moment, broadcast=str(broadcast.id))
    await session.flush()


async def reach(session: AsyncSession, broadcast: Broadcast) -> Reach:
    """Whom the broadcast reaches if it is sent now."""
    return await audiences.reach(session, Audience.of(broadcast.audience))


def missing(broadcast: Broadcast, reached: Reach) -> tuple[str, ...]:
    """The languages that people of the audience read, for which nothing is written or chosen."""
    return missing_languages(reached.by_language, set(broadcast.wordings), broadcast.fallbacks)


async def ready(session: AsyncSession, broadcast: Broadcast) -> Reach:
    """Whom it reaches, when it can be sent. Raises NothingWritten, NobodyThere, LanguageMissing."""
    if not broadcast.texts:
        raise NothingWritten
    reached = await reach(session, broadcast)
    if not reached.people:
        raise NobodyThere
    if missing(broadcast, reached):
        raise LanguageMissing
    return reached


async def compose(
    session: AsyncSession,
    wordings: Mapping[str, str],
    audience: Audience,
    fallbacks: Sequence[str],
    moment: Moment,
) -> Broadcast:
    """A broadcast composed in one go, outside the chat. A language without text gets the first of `fallbacks`
    that is written. Raises TextTooLong."""
    broadcast = Broadcast(author_id=None, created_at=moment.now, audience=audience.stored(), texts=[])
    for language, wording in wordings.items():
        _put(broadcast, language, wording)
    substitute = next((language for language in fallbacks if language in wordings), None)
    if substitute is not None:
        broadcast.fallbacks = {reader: substitute for reader in LOCALES if reader not in wordings}
    session.add(broadcast)
    await session.flush()
    return broadcast
