"""Late readers: staff say what they get, before it is sent, and give words to whoever got none."""

from __future__ import annotations

from functools import partial

from bot.models.broadcasts import Broadcast
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import broadcasts as broadcast_screens
from bot.screens import late_readers as screens
from bot.services import broadcasts, late_readers
from handlers import wordings as writing
from handlers.broadcasts import or_as_it_stands, settled, shown
from handlers.feature import Feature
from handlers.scheduling import last_look
from handlers.turn import Turn, staff_only

feature = Feature()


@feature.tapped(screens.DecideLate)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def decide(turn: Turn, tap: screens.DecideLate) -> Reply:
    broadcast = await late_readers.decide(
        turn.session, tap.broadcast_id, tap.language, tap.substitute, turn.id
    )
    return await last_look(turn, broadcast)


async def _preview(turn: Turn, broadcast: Broadcast, language: str) -> Reply:
    return broadcast_screens.message(broadcast, broadcast.wordings.read_in(language) or language, language)


async def _given(turn: Turn, broadcast: Broadcast) -> Reply:
    await late_readers.give_words(turn.session, broadcast, turn.id, turn.moment)
    return await shown(turn, broadcast)


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=late_readers.waiting_for_words,
        get=broadcasts.get,
        text_of=late_readers.text_of,
        reach=late_readers.readers,
        ask=screens.ask_text,
        preview=_preview,
        shown=partial(shown, is_live=False),
        back=broadcast_screens.OpenBroadcast,
        settled=settled,
        then=_given,
        lacks=late_readers.lacks,
    ),
)
