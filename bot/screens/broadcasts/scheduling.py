"""When a broadcast goes out, and the way to call it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from bot.i18n import _, date_time, isolate, ngettext, number, time
from bot.models import Broadcast
from bot.moment import Moment
from bot.replies import Button, Reply, Style, grid, rows
from bot.rules.audiences import Reach
from bot.rules.broadcasts import UNDO
from bot.rules.quiet_hours import is_quiet
from bot.screens.audiences import people
from bot.screens.broadcasts.composing import EXCERPT, excerpt, first_text
from bot.screens.broadcasts.taps import CallBack, Confirm, GoHome, ListBroadcasts, Preview, SendAt
from bot.screens.navigation import back_button, home_button, way_out


def choose_time(broadcast: Broadcast, offered: Sequence[datetime], moment: Moment) -> Reply:
    """The question when it goes out: some usual hours, or a typed one."""
    buttons = [Button(_when(at, moment), SendAt(broadcast.id, int(at.timestamp()) // 60)) for at in offered]
    return Reply(
        _("When does it go out? Choose a time, or type one, such as {example}. Now it is {now}.").format(
            example=isolate("25/11 14:30"), now=date_time(moment.now, moment.zone)
        ),
        (*grid(buttons, 2), way_out(Confirm(broadcast.id))),
    )


def _when(at: datetime, moment: Moment) -> str:
    local, today = at.astimezone(moment.zone), moment.now.astimezone(moment.zone).date()
    if local.date() == today:
        return _("Today, {time}").format(time=time(local.time()))
    if local.date() == today + timedelta(days=1):
        return _("Tomorrow, {time}").format(time=time(local.time()))
    return date_time(at, moment.zone)


def scheduled(
    broadcast: Broadcast, send_at: datetime, reached: Reach, moment: Moment, *, may_act: bool
) -> Reply:
    """It goes out by itself, and can be called back until then."""
    if send_at - moment.now <= UNDO:
        return _in_seconds(broadcast, send_at - moment.now, reached, may_act=may_act)
    words = _("<b>🕒 It goes out on {moment}</b>, to {people} as things stand.\n\n{excerpt}").format(
        moment=date_time(send_at, moment.zone), people=people(reached.people), excerpt=_beginning(broadcast)
    )
    if is_quiet(send_at, moment.zone):
        words += "\n\n" + _("🌙 That is at night: phones will ring.")
    return Reply(
        words,
        rows(
            *_back_button(broadcast, _("✋ Call it back"), may_act=may_act),
            Button(_("👁 Preview"), Preview(broadcast.id)),
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
        words.format(n=number(seconds), people=people(reached.people), excerpt=_beginning(broadcast)),
        rows(
            *_back_button(broadcast, _("↩️ Undo"), may_act=may_act),
            (back_button(ListBroadcasts()), Button(home_button().label, GoHome())),
        ),
    )


def _back_button(broadcast: Broadcast, label: str, *, may_act: bool) -> tuple[Button, ...]:
    return (Button(label, CallBack(broadcast.id), style=Style.DANGER),) if may_act else ()


def _beginning(broadcast: Broadcast) -> str:
    return excerpt(first_text(broadcast), EXCERPT)
