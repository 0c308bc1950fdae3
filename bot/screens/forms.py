"""What dialogues have in common: the questions of a flow, a command in the middle, and putting a key away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import N_, _, gettext, name
from bot.replies import Button, Reply, Style, Tap, rows
from bot.screens.navigation import way_out

COMMAND_LENGTH = 61
SENTENCE = N_("Your sentence")


class Resume(Tap, prefix="f+"):
    """Keep the dialogue, and ask its question again."""


class Interrupt(Tap, prefix="f-"):
    """Drop the dialogue and do what was asked instead; after `start`, with the payload of a deep link."""

    command: str


class Pick(Tap, prefix="fp"):
    """A ready-made answer. Of which flow and step, the flow fills in when it shows the question."""

    value: str
    step: str = ""
    flow: str = ""


class Ask(Tap, prefix="fa"):
    """Ask for an answer once more; without a step, go on."""

    step: str
    flow: str = ""


class Finish(Tap, prefix="fz"):
    """All is answered, and right."""

    flow: str = ""


def question(
    asked: Reply,
    flow: str,
    step: str,
    so_far: Sequence[tuple[str, str]],
    back: Tap | None,
    *,
    is_answered: bool,
) -> Reply:
    """A question of a flow, below what was answered so far, with the ways on and back."""
    given = [_("{what}: {answer}").format(what=gettext(title), answer=name(said)) for title, said in so_far]
    keep = rows(Button(_("As before"), Ask("", flow))) if is_answered else ()
    buttons = (tuple(_of(button, flow, step) for button in row) for row in asked.buttons)
    text = "\n\n".join(["\n".join(given), asked.text] if given else [asked.text])
    return replace(asked, text=text, buttons=(*buttons, *keep, way_out(back)))


def _of(button: Button, flow: str, step: str) -> Button:
    match button.tap:
        case Pick():
            return replace(button, tap=replace(button.tap, flow=flow, step=step))
        case Ask() | Finish():
            return replace(button, tap=replace(button.tap, flow=flow))
    return button


def interrupted(command: str) -> Reply:
    """A command, or a deep link, came in the middle of a dialogue: keep the one or do the other."""
    return Reply(
        _("You were in the middle of something. Do you want to finish it, or leave it and go on?"),
        rows(
            Button(_("Finish it"), Resume(), style=Style.PRIMARY),
            Button(_("Leave it and go on"), Interrupt(command[:COMMAND_LENGTH])),
        ),
    )


def corrected(reply: Reply) -> Reply:
    """A text was edited, and taken as it reads now; what is shown is what it led to."""
    return replace(reply, text="\n\n".join([_("✏️ Corrected."), reply.text]))


def too_late() -> Reply:
    """A text was edited when it had led to what no edit changes."""
    return Reply(
        _(
            "Editing this message changes nothing any more: what you first wrote was taken. "
            "If it can still be changed, you can do so on its own screen."
        ),
        rows(way_out()),
    )


def send_whole() -> Reply:
    """One of the messages that a long text came in was edited: it does not say what the others do."""
    return Reply(
        _(
            "Your text came in several messages, and editing one does not change it. Please send the whole text again."
        ),
        rows(way_out()),
    )


def send_album_again() -> Reply:
    """One of the files of an album was edited that did not bring its words, or not all of them."""
    return Reply(
        _(
            "Editing this part of your album changes nothing. Please send the whole album again, with its text."
        ),
        rows(way_out()),
    )


def key_put_away() -> Reply:
    """Takes a key below the text field away: the question that showed it is over."""
    return Reply(_("The key below the text field is put away."), ends_keyboard=True)
