"""Sending a broadcast, now or at a time: the last look, the question when, what the night means, what is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from bot.i18n import LOCALES, _, date_time, isolate, language_name, name, ngettext, number, speaking, time
from bot.models.broadcasts import Broadcast
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import Edited
from bot.rules.scheduling import LATEST, UNDO, morning_after
from bot.rules.timetable import is_quiet
from bot.rules.walltime import instant_of, minute_of, wall_of
from bot.screens import late_readers
from bot.screens.audiences import in_words, language_title, people, people_reached, unreached
from bot.screens.broadcasts import WHOSE, GoHome, ListBroadcasts, OpenBroadcast, links_of
from bot.screens.interest import button_name
from bot.screens.navigation import back_button, home_button, way_out
from bot.screens.when import EXAMPLE, briefly, on_the_clock, spoken_example
from bot.screens.wordings import beginning, excerpt, preview_button

LAST_LOOK = 120
"""Characters of each text that the last look shows."""


class ConfirmBroadcast(Tap, prefix="bc"):
    """It is written: on to sending."""

    broadcast_id: int


class SendNow(Tap, prefix="bn"):
    """Send what was shown at this revision; `at_night` was warned of and wants it all the same."""

    broadcast_id: int
    revision: int = 0
    at_night: bool = False


class ChooseTime(Tap, prefix="bw"):
    broadcast_id: int
    revision: int = 0


class SendAt(Tap, prefix="bk"):
    """Send what was shown at this revision when the cluster's clocks show this wall time, as `minute_of` counts."""

    broadcast_id: int
    minute: int
    revision: int = 0
    at_night: bool = False


class CallBack(Tap, prefix="bb"):
    """Do not send it yet: undo."""

    broadcast_id: int


class DropHeld(Tap, prefix="Bd"):
    """What was held is not sent any more."""

    broadcast_id: int


def send_at(broadcast: Broadcast, wall: datetime, *, at_night: bool = False) -> SendAt:
    """The tap that sends it, as it is shown now, at a wall time."""
    return SendAt(broadcast.id, minute_of(wall), broadcast.revision, at_night)


def at_wall(broadcast_id: int, wall: datetime, revision: int) -> SendAt:
    """The same for one of which only the number is at hand, as it was shown at a revision."""
    return SendAt(broadcast_id, minute_of(wall), revision)


def send_now(broadcast: Broadcast, *, at_night: bool = False) -> SendNow:
    """The tap that sends it, as it is shown now, at once."""
    return SendNow(broadcast.id, broadcast.revision, at_night)


def what_is_confirmed(broadcast: Broadcast, reached: Reach) -> str:
    """What is said and to whom: a line and the beginning of the text for each language, then the audience."""
    lines = [_line(broadcast, reached, language) for language in LOCALES]
    lines += [*late_readers.meanwhile(broadcast, reached), *unreached(reached)]
    late = late_readers.standing(broadcast, reached)
    parts = ["\n".join(filter(None, lines)), "\n".join(late), in_words(Audience.of(broadcast.audience))]
    return "\n\n".join(filter(None, parts))


def _line(broadcast: Broadcast, reached: Reach, language: str) -> str:
    wordings, readers = broadcast.wordings, reached.by_language.get(language, 0)
    read = wordings.read_in(language)
    if read is None or not (readers or read == language):
        return ""
    holes = {"language": language_title(language), "people": people(readers)}
    if read == language:
        line = _("• {language}: {people}").format(**holes)
        shown = (line, excerpt(wordings.written[read], LAST_LOOK), _beside(broadcast, read))
        return "\n".join(filter(None, shown))
    return _("• {language}: {people}, with the text in {substitute}").format(
        **holes, substitute=language_name(read)
    )


def _beside(broadcast: Broadcast, written: str) -> str:
    """What goes with the text in a language: how many files, and what its buttons say."""
    (text,) = (one for one in broadcast.texts if one.language == written)
    files = len(text.media or broadcast.media)
    with speaking(written):
        labels = [button_name(broadcast.button)]
    labels += [label for label, _address in links_of(broadcast, written)]
    parts = [f"📎 {number(files)}"] if files else []
    return " · ".join([*parts, *(f"[{name(label)}]" for label in labels if label)])


def confirm(
    broadcast: Broadcast,
    reached: Reach,
    moment: Moment,
    *,
    note: str = "",
    is_asked: bool = False,
    wanted: datetime | None = None,
) -> Reply:
    """The last look: who gets what, and when.

    `is_asked`: sending it asks somebody for an approval, as `note` says. `wanted` is the wall time that was chosen
    before something changed.
    """
    is_night = is_quiet(moment.now, moment.zone)
    undo = "" if is_asked else _("After “Send now” you have 30 seconds to undo it.")
    words = [
        _("<b>Send this broadcast to {people}?</b>").format(people=people_reached(reached)),
        what_is_confirmed(broadcast, reached),
        note,
        night_now(moment) if is_night else undo,
    ]
    chosen = (Button(briefly(wanted, moment), send_at(broadcast, wanted)),) if wanted else ()
    return Reply(
        "\n\n".join(filter(None, words)),
        (
            *rows(*chosen, *_ways(broadcast, moment, is_night, is_asked)),
            *late_readers.decisions(broadcast, reached),
            way_out(OpenBroadcast(broadcast.id)),
        ),
    )


def _ways(broadcast: Broadcast, moment: Moment, is_night: bool, is_asked: bool) -> Rows:
    later = Button(_("🕒 Later…"), ChooseTime(broadcast.id, broadcast.revision))
    if is_night:
        return rows(_in_the_morning(broadcast, moment.now, moment), later, _now_at_night(broadcast))
    label = _("🔏 Ask to send it now") if is_asked else _("📤 Send now")
    return rows(Button(label, send_now(broadcast), style=Style.PRIMARY), later)


def night_now(moment: Moment) -> str:
    """The warning that it is night."""
    return _("🌙 It is {time} now: phones would ring at night.").format(
        time=time(wall_of(moment.now, moment.zone).time())
    )


def _in_the_morning(broadcast: Broadcast, night: datetime, moment: Moment) -> Button:
    morning = morning_after(night, moment.zone)
    return Button(f"🌅 {briefly(morning, moment)}", send_at(broadcast, morning), style=Style.PRIMARY)


def _now_at_night(broadcast: Broadcast) -> Button:
    return Button(_("📤 Send it now all the same"), send_now(broadcast, at_night=True))


def at_night(broadcast: Broadcast, wall: datetime | None, moment: Moment) -> Reply:
    """The question whether it is to go out at night: at a wall time that was chosen, or now. The morning is offered."""
    if wall is None:
        words, night, anyway = night_now(moment), moment.now, _now_at_night(broadcast)
    else:
        words = _("🌙 {moment} is at night: phones would ring.").format(moment=isolate(on_the_clock(wall)))
        night = instant_of(wall, moment.zone)
        label = _("🌙 At {time} all the same").format(time=time(wall.time()))
        anyway = Button(label, send_at(broadcast, wall, at_night=True))
    return Reply(
        f"{words}\n\n{beginning(broadcast.wordings)}",
        rows(
            _in_the_morning(broadcast, night, moment),
            Button(_("🕒 Another time…"), ChooseTime(broadcast.id, broadcast.revision)),
            anyway,
            way_out(ConfirmBroadcast(broadcast.id)),
        ),
    )


def changed_since(changes: Sequence[tuple[str | None, Edited]]) -> str:
    """What was changed since somebody looked, and by whom: None for themselves, "" for whom no list names."""
    if not changes:
        return _("This button is of an earlier look. Here is how it reads now: please look, and tap again.")
    sentences = [_changed(who, what) for who, what in dict.fromkeys(changes)]
    return " ".join([*sentences, _("Please look again.")])


def _changed(who: str | None, what: Edited) -> str:
    changed = {
        Edited.TEXT: _("the text"),
        Edited.MEDIA: _("what is attached"),
        Edited.BUTTON: _("the buttons"),
        Edited.AUDIENCE: _("the audience"),
        Edited.FALLBACK: _("what readers of another language get"),
    }[what]
    if who is None:
        return _("You changed {what} since this was shown.").format(what=changed)
    if not who:
        return _("Somebody changed {what} since you looked.").format(what=changed)
    return _("{person} changed {what} since you looked.").format(person=name(who), what=changed)


def choose_time(broadcast: Broadcast, offered: Sequence[datetime], moment: Moment) -> Reply:
    """The question when it goes out: some usual hours (wall times), or a typed one."""
    buttons = [Button(briefly(wall, moment), send_at(broadcast, wall)) for wall in offered]
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
        return in_seconds(broadcast, send_at - moment.now, reached, may_act=may_act)
    words = _("<b>🕒 It goes out on {moment}</b>, to {people} as things stand.\n\n{excerpt}").format(
        moment=date_time(send_at, moment.zone),
        people=people_reached(reached),
        excerpt=beginning(broadcast.wordings),
    )
    if late := late_readers.meanwhile(broadcast, reached):
        words += "\n\n" + "\n".join(late)
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


def in_seconds(broadcast: Broadcast, left: timedelta, reached: Reach, *, may_act: bool) -> Reply:
    """It goes out in seconds, which are counted down; until then it can be undone."""
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


def held(broadcast: Broadcast, reached: Reach, moment: Moment, *, may_act: bool) -> Reply:
    """It became due while the program was down, or rested, and waits for staff to say whether it is still wanted."""
    due = broadcast.send_at or moment.now
    is_late = moment.now - due > LATEST
    words = [
        _("<b>⏳ A broadcast was held back</b>"),
        _("It was to go out on {moment}.").format(moment=date_time(due, moment.zone)),
        _("The bot was not sending at that time, and now it is more than an hour late.")
        if is_late
        else _("The bot was not sending at that time, and now it is night: phones would ring."),
        what_is_confirmed(broadcast, reached),
    ]
    acts: Rows = ()
    if may_act:
        acts = rows(
            Button(_("📤 Send it now"), send_now(broadcast), style=Style.PRIMARY),
            Button(_("🕒 Another time…"), ChooseTime(broadcast.id, broadcast.revision)),
            Button(_("✏️ Change it first"), CallBack(broadcast.id)),
            Button(_("✖️ Do not send it"), DropHeld(broadcast.id), style=Style.DANGER),
        )
    return Reply("\n\n".join(words), (*acts, way_out(ListBroadcasts())))
