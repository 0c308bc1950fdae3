"""Broadcasts: set for a time, listed, and what members get; `composing` shows what is being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from math import ceil

from bot.i18n import N_, _, current, date_time, isolate, ngettext, number, speaking
from bot.markup import plain
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.moment import Moment
from bot.replies import Button, Reply, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import UNDO, Tally
from bot.rules.pages import Page
from bot.rules.timetable import is_quiet
from bot.rules.walltime import minute_of
from bot.rules.words import shortened
from bot.screens import interest
from bot.screens.audiences import in_words, people_reached, unreached
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import back_button, home_button, way_out
from bot.screens.when import EXAMPLE, briefly, spoken_example
from bot.screens.wordings import beginning, preview_button, who_gets_what

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


class ConfirmBroadcast(Tap, prefix="bc"):
    """It is written: on to sending."""

    broadcast_id: int


class SendNow(Tap, prefix="bn"):
    broadcast_id: int


class ChooseTime(Tap, prefix="bw"):
    broadcast_id: int


class SendAt(Tap, prefix="bk"):
    """Send it when the cluster's clocks show this wall time, as `minute_of` counts."""

    broadcast_id: int
    minute: int


class CallBack(Tap, prefix="bb"):
    """Do not send it yet: undo."""

    broadcast_id: int


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


def message(broadcast: Broadcast, written: str) -> Reply:
    """What members get: the text that was written in this language, and the button that staff put under it."""
    with speaking(written):
        buttons = interest.buttons(broadcast)
    return Reply(broadcast.wordings.written[written], buttons, is_verbatim=True)


def confirm(broadcast: Broadcast, reached: Reach) -> Reply:
    """The last look: who gets what, and when."""
    words = [
        _("<b>Send this broadcast to {people}?</b>").format(people=people_reached(reached)),
        "\n".join(who_gets_what(broadcast.wordings, reached) + unreached(reached)),
        in_words(Audience.of(broadcast.audience)),
        _("After “Send now” you have 30 seconds to undo it."),
    ]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("📤 Send now"), SendNow(broadcast.id), style=Style.PRIMARY),
            Button(_("🕒 Later…"), ChooseTime(broadcast.id)),
            way_out(OpenBroadcast(broadcast.id)),
        ),
    )


def send_at(broadcast_id: int, wall: datetime) -> SendAt:
    """The tap that sends it at a wall time."""
    return SendAt(broadcast_id, minute_of(wall))


def choose_time(broadcast: Broadcast, offered: Sequence[datetime], moment: Moment) -> Reply:
    """The question when it goes out: some usual hours (wall times), or a typed one."""
    buttons = [Button(briefly(wall, moment), send_at(broadcast.id, wall)) for wall in offered]
    return Reply(
        _(
            "When does it go out? Choose a time, or type one, such as {example} or {words}. Now it is {now}."
        ).format(
            example=isolate(EXAMPLE),
            words=isolate(spoken_example()),
            now=date_time(moment.now, moment.zone),
        ),
        (*grid(buttons, 2), way_out(ConfirmBroadcast(broadcast.id))),
    )


def edited_too_late() -> str:
    """A text of a broadcast, or its time, was edited when it was no draft any more."""
    return _("Editing your message does not change this broadcast any more. Here is how it stands now.")


def scheduled(
    broadcast: Broadcast, send_at: datetime, reached: Reach, moment: Moment, *, may_act: bool
) -> Reply:
    """It goes out by itself, and can be called back until then."""
    if send_at - moment.now <= UNDO:
        return _in_seconds(broadcast, send_at - moment.now, reached, may_act=may_act)
    words = _("<b>🕒 It goes out on {moment}</b>, to {people} as things stand.\n\n{excerpt}").format(
        moment=date_time(send_at, moment.zone),
        people=people_reached(reached),
        excerpt=beginning(broadcast.wordings),
    )
    if is_quiet(send_at, moment.zone):
        words += "\n\n" + _("🌙 That is at night: phones will ring.")
    return Reply(
        words,
        rows(
            *_back_button(broadcast, _("✋ Call it back"), may_act=may_act),
            preview_button(WHOSE, broadcast.id),
            way_out(ListBroadcasts()),
        ),
    )


def _in_seconds(broadcast: Broadcast, left: timedelta, reached: Reach, *, may_act: bool) -> Reply:
    seconds = max(1, ceil(left.total_seconds()))
    words = ngettext(
        "<b>📤 It goes out in {n} second</b>, to {people}.\n\n{excerpt}",
        "<b>📤 It goes out in {n} seconds</b>, to {people}.\n\n{excerpt}",
        seconds,
    )
    return Reply(
        words.format(
            n=number(seconds), people=people_reached(reached), excerpt=beginning(broadcast.wordings)
        ),
        rows(
            *_back_button(broadcast, _("↩️ Undo"), may_act=may_act),
            (back_button(ListBroadcasts()), Button(home_button().label, GoHome())),
        ),
    )


def _back_button(broadcast: Broadcast, label: str, *, may_act: bool) -> tuple[Button, ...]:
    return (Button(label, CallBack(broadcast.id), style=Style.DANGER),) if may_act else ()


LABEL_LENGTH = 30
MARKS = {
    BroadcastPhase.COMPOSING: "✏️",
    BroadcastPhase.SCHEDULED: "🕒",
    BroadcastPhase.SENDING: "📤",
    BroadcastPhase.PAUSED: "⏸",
    BroadcastPhase.FINISHED: "✅",
    BroadcastPhase.CANCELLED: "✖️",
}


def all_broadcasts(
    listed: Page[Broadcast], tallies: Mapping[int, Tally], zone: tzinfo, *, may_act: bool
) -> Reply:
    """What will go out, what is on its way and what was sent, each to be opened."""
    begin = Button(_("📣 New broadcast"), StartBroadcast(), style=Style.PRIMARY)
    return listing(
        _("<b>Broadcasts</b>"),
        listed,
        [Button(_label(one, tallies[one.id]), OpenBroadcast(one.id)) for one in listed.items],
        ListBroadcasts,
        lines=["\n\n".join(_line(one, tallies[one.id], zone) for one in listed.items)],
        empty=_("Nothing was sent yet."),
        acts=rows(begin) if may_act else (),
    )


def _mark(broadcast: Broadcast, tally: Tally) -> str:
    """How it stands; one of which nothing is left to send is over, before the outbox has looked."""
    is_over = broadcast.phase is BroadcastPhase.SENDING and not tally.pending
    return MARKS[BroadcastPhase.FINISHED if is_over else broadcast.phase]


def _label(broadcast: Broadcast, tally: Tally) -> str:
    text = shortened(plain(broadcast.wordings.nearest(current())), LABEL_LENGTH)
    title = isolate(text) or _("no text yet")
    return f"{_mark(broadcast, tally)} {title}"


def _line(broadcast: Broadcast, tally: Tally, zone: tzinfo) -> str:
    title = beginning(broadcast.wordings) or _("no text yet")
    return f"{_mark(broadcast, tally)} {title}\n{_state(broadcast, tally, zone)}"


def _state(broadcast: Broadcast, tally: Tally, zone: tzinfo) -> str:
    match broadcast.phase:
        case BroadcastPhase.COMPOSING:
            return _("being written since {moment}").format(moment=date_time(broadcast.created_at, zone))
        case BroadcastPhase.SCHEDULED:
            return _("goes out on {moment}").format(
                moment=date_time(broadcast.send_at or broadcast.created_at, zone)
            )
        case _:
            return _("{moment}: sent to {sent} of {people}").format(
                moment=date_time(broadcast.started_at or broadcast.created_at, zone),
                sent=number(tally.sent),
                people=number(tally.people),
            )
