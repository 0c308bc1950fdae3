"""All broadcasts, to open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from bot.i18n import _, date_time, isolate, number
from bot.markup import plain
from bot.models import Broadcast, Phase
from bot.replies import Button, Reply, Style, rows
from bot.rules.broadcasts import Tally
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.broadcasts.composing import EXCERPT, excerpt, first_text
from bot.screens.broadcasts.taps import ListBroadcasts, OpenBroadcast, StartBroadcast
from bot.screens.listing import listing

LABEL_LENGTH = 30
MARKS = {
    Phase.COMPOSING: "✏️",
    Phase.SCHEDULED: "🕒",
    Phase.SENDING: "📤",
    Phase.PAUSED: "⏸",
    Phase.FINISHED: "✅",
    Phase.CANCELLED: "✖️",
}


def all_broadcasts(
    listed: Page[Broadcast], tallies: Mapping[int, Tally], zone: tzinfo, *, may_act: bool
) -> Reply:
    """What will go out, what is on its way and what was sent, each to be opened."""
    begin = Button(_("📣 New broadcast"), StartBroadcast(), style=Style.PRIMARY)
    return listing(
        _("<b>Broadcasts</b>"),
        listed,
        [Button(_label(broadcast), OpenBroadcast(broadcast.id)) for broadcast in listed.items],
        ListBroadcasts,
        lines=["\n\n".join(_line(broadcast, tallies[broadcast.id], zone) for broadcast in listed.items)],
        empty=_("Nothing was sent yet."),
        acts=rows(begin) if may_act else (),
    )


def _label(broadcast: Broadcast) -> str:
    beginning = shortened(plain(first_text(broadcast)), LABEL_LENGTH)
    title = isolate(beginning) or _("no text yet")
    return f"{MARKS[broadcast.phase]} {title}"


def _line(broadcast: Broadcast, tally: Tally, zone: tzinfo) -> str:
    title = excerpt(first_text(broadcast), EXCERPT) or _("no text yet")
    return f"{MARKS[broadcast.phase]} {title}\n{_state(broadcast, tally, zone)}"


def _state(broadcast: Broadcast, tally: Tally, zone: tzinfo) -> str:
    match broadcast.phase:
        case Phase.COMPOSING:
            return _("being written since {moment}").format(moment=date_time(broadcast.created_at, zone))
        case Phase.SCHEDULED:
            return _("goes out on {moment}").format(
                moment=date_time(broadcast.send_at or broadcast.created_at, zone)
            )
        case _:
            return _("{moment}: sent to {sent} of {people}").format(
                moment=date_time(broadcast.started_at or broadcast.created_at, zone),
                sent=number(tally.sent),
                people=number(tally.people),
            )
