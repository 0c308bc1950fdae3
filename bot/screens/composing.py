"""Composing a broadcast: what it says so far, for whom, and what is missing."""

from __future__ import annotations

from bot.i18n import _, language_name
from bot.models.broadcasts import Broadcast
from bot.replies import Button, Reply, Rows, Style, rows
from bot.rules.audiences import Audience, Reach
from bot.screens.audiences import ShowAudience, counted, in_words
from bot.screens.broadcasts import WHOSE, Discard, ListBroadcasts, OpenBroadcast
from bot.screens.navigation import sure, way_out
from bot.screens.scheduling import ConfirmBroadcast
from bot.screens.wordings import language_buttons, preview_button, what_is_written


def composing(broadcast: Broadcast, reached: Reach) -> Reply:
    """What is written so far, for whom, and what is missing; from here everything is done."""
    texts = what_is_written(broadcast.wordings, reached)
    words = [_("<b>📣 Broadcast</b>"), texts, in_words(Audience.of(broadcast.audience)), counted(reached)]
    return Reply("\n\n".join(words), _acts(broadcast))


def _acts(broadcast: Broadcast) -> Rows:
    looks = [Button(_("👥 Audience"), ShowAudience(WHOSE, broadcast.id))]
    sending: Rows = ()
    if broadcast.texts:
        looks.append(preview_button(WHOSE, broadcast.id))
        sending = rows(Button(_("📤 Send…"), ConfirmBroadcast(broadcast.id), style=Style.PRIMARY))
    return (
        language_buttons(WHOSE, broadcast.id, broadcast.wordings),
        tuple(looks),
        *sending,
        (Button(_("🗑 Discard"), Discard(broadcast.id, is_sure=False)),),
        way_out(ListBroadcasts()),
    )


def ask_text(broadcast: Broadcast, language: str) -> str:
    """The question for the text in a language."""
    return _(
        "Send me the text in {language} as one message. "
        "Bold, links and other formatting are kept as you send them."
    ).format(language=language_name(language))


def sure_to_discard(broadcast: Broadcast) -> Reply:
    return sure(
        _("Discard this broadcast? Its texts are deleted, and nothing is sent."),
        _("Discard it"),
        Discard(broadcast.id, is_sure=True),
        OpenBroadcast(broadcast.id),
    )
