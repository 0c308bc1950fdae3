"""Broadcasts: listed, and what members get; `composing` shows what is being written, `scheduling` the last look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from bot.i18n import N_, _, current, date_time, isolate, name, number, speaking
from bot.markup import plain
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.broadcasts import Tally
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens import interest
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.media import media_name, shown
from bot.screens.wordings import beginning

WHOSE = "news"
"""The word under which a broadcast's audience is chosen and its texts are written."""


class StartBroadcast(Tap, prefix="b"): ...


class ListBroadcasts(Tap, prefix="bl"):
    page: int = 0


WRITING = Entrance("broadcast", N_("Write to members"), StartBroadcast(), N_("📣 New broadcast"))
LISTING = Entrance("broadcasts", N_("Broadcasts and how they went"), ListBroadcasts(), N_("📊 Broadcasts"))


class OpenBroadcast(Tap, prefix="bo"):
    broadcast_id: int


class ListReasons(Tap, prefix="br"):
    broadcast_id: int
    page: int = 0


class Discard(Tap, prefix="bd"):
    broadcast_id: int
    is_sure: bool


class PauseSending(Tap, prefix="bp"):
    broadcast_id: int


class ResumeSending(Tap, prefix="be"):
    broadcast_id: int


class CancelSending(Tap, prefix="bx"):
    broadcast_id: int
    is_sure: bool


class RepeatUncertain(Tap, prefix="ba"):
    broadcast_id: int
    is_sure: bool


class RetryFailed(Tap, prefix="by"):
    broadcast_id: int


class GoHome(Tap, prefix="bh"):
    """Show the home screen, below a message that edits itself."""


def message(broadcast: Broadcast, written: str, reader: str = "") -> Reply:
    """What members get: the text that was written in a language, its media, its buttons with links, and the one by
    which they can answer, which is in the language of the `reader`; without one, of the text."""
    text = next(text for text in broadcast.texts if text.language == written)
    with speaking(reader or written):
        answering = interest.buttons(broadcast)
    links = rows(*(Button(label, url=address) for label, address in links_of(broadcast, written)))
    media = shown(text.media or broadcast.media)
    return Reply(text.html, (*links, *answering), media=media, is_verbatim=True)


def links_of(broadcast: Broadcast, written: str) -> list[list[str]]:
    """The buttons with links below the text in a language: its own, or else those of the first that has some."""
    own = [text.links for text in broadcast.texts if text.language == written and text.links]
    return next(iter([*own, *(text.links for text in broadcast.texts if text.links)]), [])


LABEL_LENGTH = 30
WITHDRAWN = "🗑"
MARKS = {
    BroadcastPhase.COMPOSING: "✏️",
    BroadcastPhase.ASKING: "🔏",
    BroadcastPhase.HELD: "⏳",
    BroadcastPhase.SCHEDULED: "🕒",
    BroadcastPhase.SENDING: "📤",
    BroadcastPhase.PAUSED: "⏸",
    BroadcastPhase.FINISHED: "✅",
    BroadcastPhase.CANCELLED: "✖️",
}
NOBODY = "⚪️"
"""Of one that is over, and that nobody got."""


def all_broadcasts(
    listed: Page[Broadcast],
    tallies: Mapping[int, Tally],
    writers: Mapping[int, str],
    zone: tzinfo,
    *,
    may_act: bool,
) -> Reply:
    """What will go out, what is being written, on its way and sent, each to be opened. `writers` are names of staff."""
    begin = Button(_("📣 New broadcast"), StartBroadcast(), style=Style.PRIMARY)
    return listing(
        _("<b>Broadcasts</b>"),
        listed,
        [
            Button(f"{_mark(one, tallies[one.id])} {label_of(one)}", OpenBroadcast(one.id))
            for one in listed.items
        ],
        ListBroadcasts,
        lines=["\n\n".join(_line(one, tallies[one.id], writers, zone) for one in listed.items)],
        empty=_("Nothing was sent yet."),
        acts=rows(begin) if may_act else (),
    )


def _mark(broadcast: Broadcast, tally: Tally) -> str:
    """How it stands; one of which nothing is left to send is over, before the outbox has looked."""
    if broadcast.withdrawn_at is not None:
        return WITHDRAWN
    is_through = broadcast.phase is BroadcastPhase.SENDING and not tally.pending
    phase = BroadcastPhase.FINISHED if is_through else broadcast.phase
    return NOBODY if phase is BroadcastPhase.FINISHED and tally.reached_nobody else MARKS[phase]


def _line(broadcast: Broadcast, tally: Tally, writers: Mapping[int, str], zone: tzinfo) -> str:
    stands = _state(broadcast, tally, writers, zone)
    return f"{_mark(broadcast, tally)} {title_of(broadcast)}\n{stands}"


def title_of(broadcast: Broadcast) -> str:
    """The beginning of what it says, else what it shows; ready for HTML."""
    if broadcast.texts:
        return beginning(broadcast.wordings)
    return media_name(broadcast.media) if broadcast.media else _("no text yet")


def label_of(broadcast: Broadcast) -> str:
    """The same on a button."""
    if broadcast.texts:
        return isolate(shortened(plain(broadcast.wordings.nearest(current())), LABEL_LENGTH))
    return plain(title_of(broadcast))


def written_by(broadcast: Broadcast, writers: Mapping[int, str], zone: tzinfo) -> str:
    """Who writes a draft, as far as their name is known, and since when."""
    since = date_time(broadcast.created_at, zone)
    who = writers.get(broadcast.author_id or 0, "")
    if not who:
        return _("being written since {moment}").format(moment=since)
    return _("being written by {who} since {moment}").format(who=name(who), moment=since)


def _state(broadcast: Broadcast, tally: Tally, writers: Mapping[int, str], zone: tzinfo) -> str:
    match broadcast.phase:
        case BroadcastPhase.COMPOSING:
            return written_by(broadcast, writers, zone)
        case BroadcastPhase.ASKING:
            return _("waits for approval")
        case BroadcastPhase.HELD:
            return _("held back; it was to go out on {moment}").format(
                moment=date_time(broadcast.send_at or broadcast.created_at, zone)
            )
        case BroadcastPhase.SCHEDULED:
            return _("goes out on {moment}").format(
                moment=date_time(broadcast.send_at or broadcast.created_at, zone)
            )
        case _ if broadcast.started_at is None:
            return _("not sent")
        case _ if not tally.people:
            return _("{moment}: nobody got it").format(moment=date_time(broadcast.started_at, zone))
        case _:
            return _("{moment}: sent to {sent} of {people}").format(
                moment=date_time(broadcast.started_at, zone),
                sent=number(tally.sent),
                people=number(tally.people),
            )
