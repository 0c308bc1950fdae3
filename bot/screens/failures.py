"""What is said when something is refused or broke."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import _, name, ngettext, number
from bot.replies import Button, Reply, Style, Tap, rows
from bot.screens.navigation import home_button

ALERT_LENGTH = 200
"""Telegram's limit on the text that answers a tap (https://core.telegram.org/bots/api#answercallbackquery)."""


class ResumeOutbox(Tap, prefix="x"):
    """Let the outbox work again."""


def refused(refusal: Refusal, *, is_tap: bool) -> Reply:
    """The wording of a refusal: over the screen for a tap, else as a message with a way on."""
    if is_tap:
        words = _(refusal.wording).format(**refusal.holes)
        return Reply(toast=words[: ALERT_LENGTH - 1], is_alert=True)
    words = _(refusal.wording).format(**{hole: name(value) for hole, value in refusal.holes.items()})
    return Reply(words, rows(home_button()))


def apology(reference: str, *, is_question_open: bool = False) -> Reply:
    """Something broke, and it is not the person's fault. A question that cannot be shown may be open all the same."""
    words = _(
        "Something went wrong on our side, and it was reported. Please try again. Reference: {reference}"
    )
    parts = [words.format(reference=name(reference))]
    if is_question_open:
        parts.append(_("The question that you were at is still open. You can leave it with /cancel."))
    return Reply("\n\n".join(parts), rows(home_button()), is_new=True)


def something_broke(reference: str) -> Reply:
    words = _("⚠️ An action of somebody failed. The log has the details under reference {reference}.")
    return Reply(words.format(reference=name(reference)))


def unreadable_update() -> Reply:
    """To owners: updates were quarantined."""
    return Reply(
        _("⚠️ Telegram sent something that the bot cannot read. It was set aside; everything else goes on.")
    )


def died_again_and_again() -> Reply:
    """To staff: the program died again and again, and sends nothing by itself until they say so."""
    return _outbox_rests(
        _(
            "⏸ Broadcasts and reminders are paused: the bot stopped unexpectedly three times in ten minutes. "
            "Look at /broadcasts first; what was on its way is listed there as uncertain."
        )
    )


def restored(in_doubt: int) -> Reply:
    """To staff: the database was restored, and does not know what was sent since the backup was made."""
    words = _("⏸ Broadcasts and reminders are paused: the bot was restored from a backup.")
    if not in_doubt:
        return _outbox_rests(words)
    doubt = ngettext(
        "{n} message that was still to go when the backup was made may have arrived since. It will not be sent "
        "again by itself. If it belongs to a broadcast, it is listed as uncertain under /broadcasts, where you can "
        "send it all the same.",
        "{n} messages that were still to go when the backup was made may have arrived since. They will not be sent "
        "again by themselves. Those of a broadcast are listed as uncertain under /broadcasts, where you can send "
        "them all the same.",
        in_doubt,
    )
    return _outbox_rests("\n\n".join([words, doubt.format(n=number(in_doubt))]))


def _outbox_rests(words: str) -> Reply:
    resume = Button(_("▶️ Resume sending"), ResumeOutbox(), style=Style.PRIMARY)
    return Reply(words, rows(resume, home_button()))


def outbox_works() -> Reply:
    return Reply(_("▶️ Broadcasts and reminders are sent again."), rows(home_button()))
