"""Following: how a broadcast goes, and what can be done about it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.i18n import LOCALES, _, city_of, date_time, duration, name, ngettext, number, percent
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.broadcasts import NO_WORDING, STOOD_STILL, BroadcastReport, Tally
from bot.rules.following import Course, Speed
from bot.rules.pages import Page
from bot.rules.scheduling import is_held
from bot.rules.walltime import instant_of
from bot.screens import corrections, interested, late_readers
from bot.screens.audiences import language_title
from bot.screens.bars import bar
from bot.screens.broadcasts import (
    WHOSE,
    CancelSending,
    GoHome,
    ListBroadcasts,
    ListReasons,
    OpenBroadcast,
    PauseSending,
    RepeatUncertain,
    ResumeSending,
    RetryFailed,
)
from bot.screens.composing import UseAgain
from bot.screens.interest import button_name
from bot.screens.listing import listing
from bot.screens.navigation import back_button, home_button, sure, way_out
from bot.screens.walltime import stays
from bot.screens.wordings import Preview, beginning

SEVERAL = 2
"""Languages: of one alone nothing is told apart."""
TEN = 10
"""Messages a second, below which tenths are told."""
UNDER_WAY = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED)


def standing(
    broadcast: Broadcast, course: Course, zone: tzinfo, *, may_act: bool, is_live: bool = True
) -> Reply:
    """How a broadcast goes or went. `is_live`: the message edits itself and needs no button to look again."""
    report = course.report
    tally = report.tally
    words = [_title(broadcast, tally), beginning(broadcast.wordings)]
    if broadcast.phase in UNDER_WAY:
        words.append(_bar(tally, course.speed))
    if broadcast.phase is BroadcastPhase.PAUSED and broadcast.paused_because:
        words.append(_why_paused(broadcast))
    if broadcast.phase is BroadcastPhase.FINISHED and not tally.people:
        words.append(_nobody_left())
    else:
        words.append("\n".join(counts(tally, report)))
    words += [_by_language(broadcast, course), *corrections.progress(course.corrections, zone)]
    words += late_readers.wordless(report)
    if broadcast.started_at is not None:
        words.append(_("Begun on {moment}").format(moment=date_time(broadcast.started_at, zone)))
    if broadcast.phase in UNDER_WAY:
        buttons = _on_the_way(broadcast, course, may_act=may_act, is_live=is_live)
    else:
        buttons = _at_the_end(broadcast, course, may_act=may_act)
    ways = late_readers.ways(broadcast, report) if may_act else ()
    return Reply("\n\n".join(part for part in words if part), (*ways, *buttons))


def _nobody_left() -> str:
    return _("When it was to go out, nobody of its audience could be written to any more.")


def _title(broadcast: Broadcast, tally: Tally) -> str:
    if broadcast.withdrawn_at is not None:
        return _("<b>🗑 Withdrawn</b>")
    match broadcast.phase:
        case BroadcastPhase.SENDING:
            return _("<b>📤 Sending: {settled} of {people}</b>").format(
                settled=number(tally.settled), people=number(tally.people)
            )
        case BroadcastPhase.PAUSED:
            return _("<b>⏸ Paused: {settled} of {people}</b>").format(
                settled=number(tally.settled), people=number(tally.people)
            )
        case BroadcastPhase.CANCELLED:
            return _("<b>✖️ Cancelled</b>")
        case _ if tally.reached_nobody:
            return _("<b>⚪️ Nobody got it</b>")
        case _:
            return _("<b>✅ Sent</b>")


def _bar(tally: Tally, speed: Speed | None) -> str:
    share = tally.settled / tally.people if tally.people else 1.0
    line = f"{bar(share)} {percent(int(share * 100) / 100)}"
    if speed is None:
        return line
    words = _("{n} a second, about {time} to go").format(
        n=number(round(speed.a_second, 1 if speed.a_second < TEN else None)), time=duration(speed.left)
    )
    return f"{line}\n{words}"


def _by_language(broadcast: Broadcast, course: Course) -> str:
    """How many of the readers of each language it reached, and how many of those tapped its button, if it has one."""
    lines = []
    for language in LOCALES:
        reached, tapped = course.reached.get(language, 0), course.tapped.get(language, 0)
        if not reached and not tapped:
            continue
        words = (
            _("• {language}: {tapped} tapped of {reached}")
            if broadcast.button
            else _("• {language}: {reached}")
        )
        holes = {"tapped": number(tapped), "reached": number(reached)}
        lines.append(words.format(language=language_title(language), **holes))
    if broadcast.button:
        title = _("👆 Tapped “{button}”: {n}")
        lines.insert(0, title.format(button=button_name(broadcast.button), n=number(course.taps)))
    elif len(lines) < SEVERAL:
        return ""
    return "\n".join(lines)


def _why_paused(broadcast: Broadcast) -> str:
    if broadcast.paused_because == STOOD_STILL:
        return _stood_still()
    words = _("It paused itself: too many of the last messages failed. The last reason: {reason}")
    return words.format(reason=reason_name(broadcast.paused_because))


def _stood_still() -> str:
    return _(
        "The bot was down for more than an hour while it was being sent. The others get it once you say so."
    )


def reason_name(reason: str) -> str:
    """Why messages failed: Telegram's own words, save for our own reason; ready for HTML."""
    return _("no text in their language") if reason == NO_WORDING else name(reason)


def counts(tally: Tally, report: BroadcastReport) -> list[str]:
    """How many messages ended in which way, a line for each, and Telegram's reasons for those that failed."""
    lines = [_("✅ Arrived at Telegram: {n}").format(n=number(tally.sent))]
    if tally.pending:
        lines.append(_("⏳ Still to go: {n}").format(n=number(tally.pending)))
    if tally.unreachable:
        lines.append(_("🚫 Blocked the bot or left Telegram: {n}").format(n=number(tally.unreachable)))
    if tally.failed:
        lines.append(_("⚠️ Failed: {n}").format(n=number(tally.failed)))
        lines += [f"  {line}" for line in _reasons(report.reasons)]
        if report.reasons.last:
            others = tally.failed - sum(messages for _reason, messages in report.reasons.items)
            lines.append("  " + _("• {n} × other reasons").format(n=number(others)))
    if tally.uncertain:
        lines.append(
            _("❓ Uncertain: {n}. The connection broke, and nobody can know whether these arrived.").format(
                n=number(tally.uncertain)
            )
        )
    if tally.cancelled:
        lines.append(_("✖️ Not sent any more: {n}").format(n=number(tally.cancelled)))
    return lines


def _reasons(listed: Page[tuple[str, int]]) -> list[str]:
    return [
        _("• {n} × {reason}").format(n=number(messages), reason=reason_name(reason))
        for reason, messages in listed.items
    ]


def reasons(broadcast: Broadcast, listed: Page[tuple[str, int]]) -> Reply:
    """Why messages of a broadcast failed, page by page."""
    return listing(
        _("<b>⚠️ Failed, by reason</b>"),
        listed,
        [],
        lambda page: ListReasons(broadcast.id, page),
        lines=_reasons(listed),
        back=OpenBroadcast(broadcast.id),
    )


def _on_the_way(broadcast: Broadcast, course: Course, *, may_act: bool, is_live: bool) -> Rows:
    acts: Rows = ()
    if may_act:
        go = (
            Button(_("⏸ Pause"), PauseSending(broadcast.id))
            if broadcast.phase is BroadcastPhase.SENDING
            else Button(_("▶️ Resume"), ResumeSending(broadcast.id), style=Style.PRIMARY)
        )
        acts = ((go, Button(_("✖️ Cancel…"), CancelSending(broadcast.id, is_sure=False), style=Style.DANGER)),)
    look = () if is_live else rows(Button(_("🔄 Look again"), OpenBroadcast(broadcast.id)))
    if may_act:
        acts += (*corrections.ways(broadcast), *rows(Button(_("🔁 Use again"), UseAgain(broadcast.id))))
    return (
        *acts,
        *interested.ways(broadcast, course),
        *look,
        (back_button(ListBroadcasts()), Button(home_button().label, GoHome())),
    )


def _at_the_end(broadcast: Broadcast, course: Course, *, may_act: bool) -> Rows:
    report, acts = course.report, interested.ways(broadcast, course)
    if report.reasons.last:
        acts += rows(Button(_("⚠️ Every reason"), ListReasons(broadcast.id)))
    if may_act:
        if broadcast.phase is BroadcastPhase.FINISHED and broadcast.withdrawn_at is None:
            again = RepeatUncertain(broadcast.id, is_sure=False)
            acts += again_buttons(report, again, RetryFailed(broadcast.id))
        acts += (*corrections.ways(broadcast), *rows(Button(_("🔁 Use again"), UseAgain(broadcast.id))))
    show = Button(_("👁 Show the text"), Preview(WHOSE, broadcast.id))
    return (*acts, (show, interested.download_button(broadcast)), way_out(ListBroadcasts()))


def again_buttons(report: BroadcastReport, repeat: Tap, retry: Tap) -> Rows:
    """The buttons that send again to those of whom nobody knows whether they got it, and to those with whom it
    failed."""
    acts = []
    if n := report.uncertain_again:
        words = ngettext("Send again to the {n} uncertain", "Send again to the {n} uncertain", n)
        acts.append(Button(words.format(n=number(n)), repeat))
    if n := report.failed_again:
        words = ngettext("Retry the {n} that failed", "Retry the {n} that failed", n)
        acts.append(Button(words.format(n=number(n)), retry))
    return rows(*acts)


def sure_to_cancel(broadcast: Broadcast, tally: Tally) -> Reply:
    words = ngettext(
        "Cancel this broadcast? {n} person has not got it yet, and will not. What was sent stays.",
        "Cancel this broadcast? {n} people have not got it yet, and will not. What was sent stays.",
        tally.pending,
    )
    return sure(
        words.format(n=number(tally.pending)),
        _("Cancel the rest"),
        CancelSending(broadcast.id, is_sure=True),
        OpenBroadcast(broadcast.id),
    )


def sure_to_repeat(n: int, act: Tap, back: Tap) -> Reply:
    """The warning before uncertain messages are sent again."""
    words = ngettext(
        "Send it again to {n} person? Nobody can know whether the first copy arrived: they may get it twice.",
        "Send it again to {n} people? Nobody can know whether the first copies arrived: "
        "some of them may get it twice.",
        n,
    )
    return Reply(
        words.format(n=number(n)),
        rows(
            Button(_("Send again"), act, style=Style.PRIMARY),
            way_out(back),
        ),
    )


def ended(broadcast: Broadcast, tally: Tally) -> Reply:
    """To staff: a broadcast that nobody watched ended, and not everybody got it for certain."""
    words = (
        _("⚪️ Nobody got this broadcast: {excerpt}\n\n{counts}")
        if tally.reached_nobody
        else _("A broadcast ended: {excerpt}\n\n{counts}")
    )
    words = words.format(
        excerpt=beginning(broadcast.wordings),
        counts="\n".join(counts(tally, BroadcastReport(tally))) if tally.people else _nobody_left(),
    )
    return Reply(words, rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)))


def paused_itself(broadcast: Broadcast) -> Reply:
    """To staff: a broadcast stopped by itself."""
    words = _("⏸ A broadcast paused itself: {excerpt}\n\nToo many of its last messages failed: {reason}")
    why = reason_name(broadcast.paused_because)
    if broadcast.paused_because == STOOD_STILL:
        words, why = _("⏸ A broadcast waits for you: {excerpt}\n\n{reason}"), _stood_still()
    return Reply(
        words.format(excerpt=beginning(broadcast.wordings), reason=why),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def set_by_the_clocks(broadcast: Broadcast, wall: datetime, was: datetime, moment: Moment) -> Reply:
    """To staff: the wall time at which a broadcast goes out stands for another instant than it did."""
    send_at = instant_of(wall, moment.zone)
    words = [
        _("<b>🕒 A scheduled broadcast keeps its time on the clock</b>"),
        beginning(broadcast.wordings),
        stays(wall, was, send_at, moment.zone),
        _("The rules for the clocks in {city} have changed, or the bot's time zone has.").format(
            city=city_of(str(moment.zone))
        ),
    ]
    if send_at <= moment.now and not is_held(send_at, moment.now, moment.zone):
        words.append(_("By the new rules that moment has passed, so it goes out at once."))
    return Reply(
        "\n\n".join(words),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )
