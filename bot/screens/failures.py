"""What is said when something is refused or broke."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import _, name
from bot.replies import Button, Reply, Style, Tap, rows
from bot.screens.navigation import home_button

ALERT_LENGTH = 200
"""Telegram's limit on the text that answers a tap (https://core.telegram.org/bots/api#answercallbackquery)."""


class SendAgain(Tap, prefix="x"):
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


def outbox_rests() -> Reply:
    """To staff: the program died again and again, or was restored, and sends nothing by itself until they say so."""
    words = _(
        "⏸ Broadcasts and reminders are paused: the bot stopped unexpectedly three times in ten minutes, or was "
        "restored from a backup. Look at /broadcasts first; what was on its way is listed there as uncertain."
    )
    return Reply(words, rows(Button(_("▶️ Send again"), SendAgain(), style=Style.PRIMARY), home_button()))


def outbox_works() -> Reply:
    return Reply(_("▶️ Broadcasts and reminders are sent again."), rows(home_button()))
