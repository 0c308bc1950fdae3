"""The button under a broadcast, for whoever got it: what it says, and what is seen when it is tapped."""

from __future__ import annotations

from bot.i18n import _, pgettext
from bot.models.broadcasts import Broadcast
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.interest import ButtonKind
from bot.screens.navigation import home_button
from bot.screens.wordings import beginning


class TellInterest(Tap, prefix="D"):
    """Tapped under the broadcast itself, for ever; or, `is_again`, where it was taken back."""

    broadcast_id: int
    is_again: bool = False


class TakeBackInterest(Tap, prefix="Db"):
    broadcast_id: int


def button_name(kind: ButtonKind) -> str:
    """What the button says; nothing where there is none."""
    return {
        ButtonKind.NONE: "",
        ButtonKind.INTERESTED: _("🙋 I'm interested"),
        ButtonKind.MORE: _("ℹ️ Tell me more"),
    }[kind]


def buttons(broadcast: Broadcast, *, is_again: bool = False) -> Rows:
    """The row with the button under a broadcast, in the language being spoken; no row where it has none."""
    if not broadcast.button:
        return ()
    tap = TellInterest(broadcast.id, is_again)
    return rows(Button(button_name(broadcast.button), tap, style=Style.PRIMARY))


def noted(broadcast: Broadcast, *, is_new: bool) -> Reply:
    """To whoever tapped: it is noted, and can be taken back. `is_new`: it was not noted before."""
    said = _("ℹ️ <b>Noted: you would like to know more.</b>")
    if broadcast.button is ButtonKind.INTERESTED:
        said = _("🙋 <b>Noted: you are interested.</b>")
    words = [said, beginning(broadcast.wordings), _("The cluster will write to you.")]
    if not is_new:
        words.append(_("It was noted already: one tap is enough."))
    return Reply(
        "\n\n".join(words),
        rows(
            Button(pgettext("one's interest", "↩️ Take it back"), TakeBackInterest(broadcast.id)),
            (home_button(),),
        ),
        toast=_("Noted"),
    )


def taken_back(broadcast: Broadcast) -> Reply:
    """To whoever took it back; a tap notes it again."""
    words = _("↩️ Taken back: the cluster will not write to you about this.")
    return Reply(
        f"{words}\n\n{beginning(broadcast.wordings)}",
        (*buttons(broadcast, is_again=True), (home_button(),)),
    )
