"""What is written in several languages, by a noun that shows more than the text: a card with buttons."""

from __future__ import annotations

import pytest

from bot.i18n import _
from bot.models.broadcasts import Broadcast
from bot.replies import Reply
from bot.screens.broadcasts import OpenBroadcast
from bot.screens.composing import ask_text
from bot.screens.composing import composing as composing_screen
from bot.screens.navigation import way_out
from bot.services import broadcasts, composing
from handlers import wordings
from handlers.broadcasts import settled
from handlers.turn import Turn
from tests.stories.broadcasting import writes
from tests.stories.cast import Cluster


async def _card(turn: Turn, broadcast: Broadcast, language: str) -> Reply:
    text = broadcast.wordings.written[broadcast.wordings.read_in(language) or language]
    return Reply(f"{_('Your sentence')}: {text}", (way_out(OpenBroadcast(broadcast.id)),))


async def _composing(turn: Turn, broadcast: Broadcast) -> Reply:
    return composing_screen(broadcast, await broadcasts.reach(turn.session, broadcast))


@pytest.fixture(autouse=True)
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broadcasts, registered once more as something that is seen as a card."""
    writing = wordings.Writing(
        draft=broadcasts.draft,
        get=broadcasts.get,
        text_of=composing.text_of,
        reach=broadcasts.reach,
        ask=ask_text,
        preview=_card,
        shown=_composing,
        back=OpenBroadcast,
        settled=settled,
    )
    monkeypatch.setitem(wordings._REGISTERED, "card", writing)


async def test_a_card_is_previewed_as_the_readers_of_each_language_will_see_it(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes(language="ar")
    await writes(owner, fr="Vendanges", en="Harvest")
    await owner.taps_data("yu:card:1:ar:en")
    await owner.taps_data("yv:card:1")
    french, english, arabic = owner.from_bot[-4:-1]
    assert english["text"] == "Your sentence: Harvest"
    assert french["text"].endswith("Vendanges")
    assert arabic["text"].endswith("Harvest")
    assert len({message["text"] for message in (french, english, arabic)}) == 3
    labels = [button["text"] for button in arabic["reply_markup"]["inline_keyboard"][0]]
    assert labels[-1] == "→ رجوع", "an Arabic row begins on the right"
    assert "→ Arabic: the text in English" in owner.screen


async def test_the_texts_of_a_noun_are_written_and_corrected_under_its_own_word(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner, fr="Vendanges")
    await owner.taps_data("y:card:1:en")
    await owner.types("Harvst")
    assert "✓ English: Harvst" in owner.screen
    own = [m["message_id"] for m in owner.phone.messages if m.get("text") == "Harvst"]
    owner.phone.edit(own[-1], "Harvest")
    await cluster.settled()
    assert "✓ English: Harvest" in owner.screen
