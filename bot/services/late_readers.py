"""Late readers: once it was confirmed who gets what, somebody comes to read a language that has no text."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES, is_locale
from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.moment import Moment
from bot.outbox import broadcasts as outbox
from bot.rules.audiences import Reach
from bot.rules.broadcasts import Edited
from bot.rules.staff import Deed
from bot.rules.wordings import TO_BE_ADDED
from bot.services import broadcasts, composing, staff
from bot.services.broadcasts import HasMovedOn
from bot.services.wordings import NotWritten


async def decide(
    session: AsyncSession, broadcast_id: int, language: str, substitute: str, actor_id: int
) -> Broadcast:
    """Say what somebody gets who comes to read a language that has no text: the text in another, or, `TO_BE_ADDED`,
    nothing until there is one. Raises NotWritten; what `unsent` does."""
    broadcast = await broadcasts.unsent(session, broadcast_id)
    written = broadcast.wordings.written
    if not is_locale(language) or language in written or substitute not in (*written, TO_BE_ADDED):
        raise NotWritten
    if broadcast.fallbacks.get(language) != substitute:
        broadcast.fallbacks = {**broadcast.fallbacks, language: substitute}
        broadcasts.changed(session, broadcast, Edited.FALLBACK, actor_id)
    return broadcast


async def waiting_for_words(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """A broadcast that is out, locked, of which somebody may have got nothing for want of a text.

    Raises NoSuchBroadcast, HasMovedOn.
    """
    phases = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED, BroadcastPhase.FINISHED)
    broadcast = await broadcasts.locked(session, broadcast_id, *phases)
    if broadcast.letter_id is None or broadcast.withdrawn_at is not None:
        raise HasMovedOn
    return broadcast


def lacks(broadcast: Broadcast, language: str) -> bool:
    """Whether whoever reads a language gets nothing."""
    return broadcast.wordings.read_in(language) is None


def text_of(broadcast: Broadcast, language: str, html: str) -> BroadcastText:
    """The row of a text that is added. Raises HasMovedOn when the language has words already; TextTooLong."""
    if not lacks(broadcast, language):
        raise HasMovedOn
    return composing.text_of(broadcast, language, html)


async def readers(session: AsyncSession, broadcast: Broadcast) -> Reach:
    """Who got nothing for want of a text, and can be written to, by language."""
    found = await outbox.wordless(session, broadcast)
    return Reach({language: found.get(language, 0) for language in LOCALES})


async def give_words(session: AsyncSession, broadcast: Broadcast, actor_id: int, moment: Moment) -> int:
    """What a locked broadcast says in a language that it said nothing in goes to those who wait for it. Idempotent.
    Returns how many they are."""
    await session.flush()
    told = await outbox.give_words(session, broadcast, broadcasts.contents(broadcast), moment.now)
    if told and broadcast.phase is BroadcastPhase.FINISHED:
        await broadcasts.go_on(session, broadcast, moment)
    staff.audit(session, actor_id, Deed.BROADCAST_WORDS_GIVEN, moment, broadcast=str(broadcast.id))
    await session.flush()
    return told
