"""Correcting and withdrawing what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from bot.i18n import LOCALES, _, date_time, language_name, list_of, name, ngettext, number, speaking
from bot.models.broadcasts import Broadcast
from bot.models.corrections import Correction
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.corrections import Affected, CorrectionKind, CorrectionReport, Spread
from bot.rules.people import KnownAs
from bot.screens.broadcasts import OpenBroadcast, message
from bot.screens.navigation import sure, way_out
from bot.screens.staff import called
from bot.screens.vocabulary import known_name
from bot.screens.wordings import LONG_EXCERPT, beginning, excerpt


class CorrectBroadcast(Tap, prefix="Dc"):
    """Which text is to be corrected?"""

    broadcast_id: int


class CorrectText(Tap, prefix="Dt"):
    """Ask for the new text in a language."""

    broadcast_id: int
    language: str


class ConfirmCorrection(Tap, prefix="Dk"):
    correction_id: int


class WithdrawBroadcast(Tap, prefix="Dw"):
    """With `replaces`, what cannot be deleted any more says that it was withdrawn."""

    broadcast_id: int
    replaces: bool = False
    is_sure: bool = False


def ways(broadcast: Broadcast) -> Rows:
    """The buttons under a broadcast that was sent, for whoever may act."""
    if broadcast.withdrawn_at is not None or broadcast.letter_id is None:
        return ()
    return (
        (
            Button(_("✏️ Correct it"), CorrectBroadcast(broadcast.id)),
            Button(_("🗑 Withdraw it…"), WithdrawBroadcast(broadcast.id), style=Style.DANGER),
        ),
    )


def choose_text(broadcast: Broadcast) -> Reply:
    """The question which of several texts is wrong."""
    words = _("<b>✏️ Correct it</b>\n\nWhich text do you want to correct?")
    written = [language for language in LOCALES if language in broadcast.wordings.written]
    return Reply(
        words,
        rows(
            *(Button(_text_in(language), CorrectText(broadcast.id, language)) for language in written),
            way_out(OpenBroadcast(broadcast.id)),
        ),
    )


def _text_in(language: str) -> str:
    return _("The text in {language}").format(language=language_name(language))


def ask(broadcast: Broadcast, language: str) -> Reply:
    """The question for the new text, with what it says now."""
    words = [
        _("Send me the new text in {language} as one message. Pictures, files and buttons stay.").format(
            language=language_name(language)
        ),
        _("Now it says:"),
        excerpt(broadcast.wordings.written.get(language, ""), LONG_EXCERPT),
    ]
    back = CorrectBroadcast(broadcast.id) if len(broadcast.texts) > 1 else OpenBroadcast(broadcast.id)
    return Reply("\n\n".join([words[0], "\n".join(words[1:])]), rows(way_out(back)))


def _preview(broadcast: Broadcast, correction: Correction) -> Reply:
    with speaking(correction.language):
        shown = message(broadcast, correction.language)
    return replace(shown, text=correction.html, language=correction.language)


def asks(broadcast: Broadcast, correction: Correction, about: Affected, who: KnownAs | None) -> Reply:
    """To the others of the staff: somebody's correction is for more people than one may write to alone."""
    asked = (
        _("{name} asks you to look at this correction")
        if who is not None
        else _("You are asked to look at this correction")
    )
    seen = confirm(broadcast, correction, about)
    return replace(seen, text=f"🔏 <b>{asked.format(name=name(known_name(who)))}</b>\n\n{seen.text}")


def others_asked(broadcast: Broadcast, names: Sequence[str]) -> Reply:
    """To who wrote a correction: another one of the staff has to confirm it, and who was asked, "" who has no name."""
    words = [_("🔏 <b>So many people see it that a second person has to confirm the correction.</b>")]
    if names:
        words.append(_("Asked: {names}.").format(names=list_of(called(names))))
    words.append(_("Nothing changes until then, and you are told."))
    return Reply("\n\n".join(words), rows(way_out(OpenBroadcast(broadcast.id))))


def in_force(broadcast: Broadcast, language: str, who: KnownAs | None) -> Reply:
    """To who wrote a correction: somebody else has confirmed it."""
    words = _("✏️ Your correction of the text in {language} was confirmed.")
    if who is not None:
        words = _("✏️ {name} confirmed your correction of the text in {language}.")
    return Reply(
        words.format(name=name(known_name(who)), language=language_name(language)),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def confirm(broadcast: Broadcast, correction: Correction, about: Affected) -> Reply:
    """The last look: what it will say, and for how many it changes."""
    words = [
        _("<b>✏️ Change the text in {language}?</b> Above is how it will look.").format(
            language=language_name(correction.language)
        ),
        "\n".join(_who_sees_it(about)),
        _("No phone rings: the message changes where it stands."),
    ]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("✏️ Change this text"), ConfirmCorrection(correction.id), style=Style.PRIMARY),
            Button(_("Write it anew"), CorrectText(broadcast.id, correction.language)),
            way_out(OpenBroadcast(broadcast.id)),
        ),
        before=(_preview(broadcast, correction),),
    )


def _who_sees_it(about: Affected) -> list[str]:
    lines = [
        ngettext(
            "{n} person who has it sees it changed.", "{n} people who have it see it changed.", about.arrived
        ).format(n=number(about.arrived))
    ]
    if about.ahead:
        words = ngettext(
            "{n} person who has not got it yet gets the new text.",
            "{n} people who have not got it yet get the new text.",
            about.ahead,
        )
        lines.append(words.format(n=number(about.ahead)))
    return lines + _unknown(about)


def _unknown(about: Affected) -> list[str]:
    if not about.unknown:
        return []
    words = ngettext(
        "❓ Of {n} message nobody knows whether it arrived: it cannot be changed.",
        "❓ Of {n} messages nobody knows whether they arrived: they cannot be changed.",
        about.unknown,
    )
    return [words.format(n=number(about.unknown))]


def sure_to_withdraw(broadcast: Broadcast, about: Affected) -> Reply:
    """Are you sure? Telegram lets messages be deleted for 48 hours, and that is said."""
    lines = [_("<b>🗑 Withdraw this broadcast?</b>"), beginning(broadcast.wordings)]
    facts = []
    if about.reached:
        words = ngettext("It is deleted for {n} person.", "It is deleted for {n} people.", about.reached)
        facts.append(words.format(n=number(about.reached)))
    if about.late:
        words = ngettext(
            "{n} person got it more than 48 hours ago. Telegram lets nothing older be deleted: there it can only be "
            "replaced by the words “{words}”",
            "{n} people got it more than 48 hours ago. Telegram lets nothing older be deleted: there it can only be "
            "replaced by the words “{words}”",
            about.late,
        )
        facts.append(words.format(n=number(about.late), words=withdrawn_for_readers()))
    elif about.arrived:
        facts.append(
            _("Telegram lets messages be deleted for 48 hours, so for all of them it is not too late.")
        )
    if about.ahead:
        words = ngettext(
            "{n} person has not got it yet, and will not.",
            "{n} people have not got it yet, and will not.",
            about.ahead,
        )
        facts.append(words.format(n=number(about.ahead)))
    facts += _unknown(about)
    facts.append(_("This cannot be undone."))
    if broadcast.button:
        facts.append(_("Whoever tapped the button still counts."))
    question = "\n\n".join([*lines, "\n".join(facts)])
    back = OpenBroadcast(broadcast.id)
    act = WithdrawBroadcast(broadcast.id, replaces=False, is_sure=True)
    both = WithdrawBroadcast(broadcast.id, replaces=True, is_sure=True)
    if not about.late:
        return sure(question, _("🗑 Withdraw it"), act, back)
    if not about.reached and not about.ahead:
        return sure(question, _("🗑 Replace the text"), both, back)
    return Reply(
        question,
        rows(
            Button(_("🗑 Delete it, and replace what is older"), both, style=Style.DANGER),
            Button(_("🗑 Only delete it, and leave what is older"), act, style=Style.DANGER),
            way_out(back),
        ),
    )


def withdrawn_for_readers() -> str:
    """What stands in place of a message that cannot be deleted any more."""
    return _("This announcement was withdrawn.")


def progress(reports: Sequence[CorrectionReport], zone: tzinfo) -> list[str]:
    """How far each correction has come, the newest first; ready for HTML."""
    return [_progress(report, zone) for report in reports]


def _progress(report: CorrectionReport, zone: tzinfo) -> str:
    at = date_time(report.at, zone)
    if report.kind is CorrectionKind.TEXT:
        title = _("✏️ Text in {language} corrected, {moment}").format(
            language=language_name(report.language), moment=at
        )
        return "\n".join([title, *_spread(report.edited, _("changed: {n}"))])
    lines = [_("🗑 Withdrawn, {moment}").format(moment=at)]
    lines += _spread(report.deleted, _("deleted: {n}"))
    if report.edited.total:
        lines += _spread(report.edited, _("replaced: {n}"))
    return "\n".join(lines)


def _spread(spread: Spread, done: str) -> list[str]:
    lines = [f"  • {done.format(n=number(spread.done))}"]
    if spread.pending:
        lines.append("  • " + _("still to go: {n}").format(n=number(spread.pending)))
    if spread.failed:
        lines.append("  • " + _("could not be: {n}").format(n=number(spread.failed)))
    return lines
