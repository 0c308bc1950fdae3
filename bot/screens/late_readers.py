"""Late readers: what somebody gets who comes to read a language without a text, and who got nothing for want of one."""

from __future__ import annotations

from bot.i18n import LOCALES, _, language_name, ngettext, number
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.replies import Button, Rows, Style, Tap, rows
from bot.rules.audiences import Reach
from bot.rules.broadcasts import BroadcastReport
from bot.rules.wordings import TO_BE_ADDED
from bot.screens.audiences import language_title
from bot.screens.wordings import UseFallback, WriteText

WHOSE = "late"
"""The word under which words are given to those who got a broadcast without any."""
OUT = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED, BroadcastPhase.FINISHED)


class DecideLate(Tap, prefix="Cy"):
    """Who comes to read `language` until then gets the text in `substitute`; without one, it is added."""

    broadcast_id: int
    language: str
    substitute: str = TO_BE_ADDED


def _unread(broadcast: Broadcast, reached: Reach) -> list[str]:
    """The languages without a text that nobody of the audience reads now."""
    written = broadcast.wordings.written
    return [one for one in LOCALES if one not in written and not reached.by_language.get(one)]


def standing(broadcast: Broadcast, reached: Reach) -> list[str]:
    """For each language without text that nobody reads now: what somebody gets who does by the time it is sent."""
    lines = []
    for language in _unread(broadcast, reached):
        read = broadcast.wordings.standing(language)
        if read is None:
            words = _("If somebody reads {language} by then: they get nothing until you add the text.")
            lines.append(words.format(language=language_name(language)))
        else:
            words = _("If somebody reads {language} by then: they get the text in {substitute}.")
            lines.append(words.format(language=language_name(language), substitute=language_name(read)))
    return lines


def decisions(broadcast: Broadcast, reached: Reach) -> Rows:
    """The other ways for each of these languages."""
    buttons = []
    for language in _unread(broadcast, reached):
        now = broadcast.wordings.standing(language)
        buttons += [
            Button(
                _("{language}: the text in {substitute}").format(
                    language=language_title(language), substitute=language_name(written)
                ),
                DecideLate(broadcast.id, language, written),
            )
            for written in LOCALES
            if written in broadcast.wordings.written and written != now
        ]
        if now is not None:
            words = _("{language}: I add the text").format(language=language_title(language))
            buttons.append(Button(words, DecideLate(broadcast.id, language)))
    return rows(*buttons)


def meanwhile(broadcast: Broadcast, reached: Reach) -> list[str]:
    """Of a broadcast that is still to go out: who came to read a language without a text since it was confirmed."""
    lines = []
    for language, n in reached.by_language.items():
        if not n or broadcast.wordings.read_in(language) is not None:
            continue
        read = broadcast.wordings.standing(language)
        if read is None:
            lines.append(_without(language, n))
        else:
            words = ngettext(
                "{n} person reads {language} now, and gets the text in {substitute}.",
                "{n} people read {language} now, and get the text in {substitute}.",
                n,
            )
            filled = {"language": language_name(language), "substitute": language_name(read)}
            lines.append(words.format(n=number(n), **filled))
    return lines


def _without(language: str, n: int) -> str:
    words = ngettext(
        "⚠️ {n} person reads {language}, for which there is no text.",
        "⚠️ {n} people read {language}, for which there is no text.",
        n,
    )
    return words.format(n=number(n), language=language_name(language))


def ask_text(broadcast: Broadcast, language: str) -> str:
    """The question for the text that is added."""
    words = _("Send me the text in {language} as one message: whoever got nothing gets it at once.")
    return words.format(language=language_name(language))


def wordless(report: BroadcastReport) -> list[str]:
    """Who got nothing for want of a text."""
    return [_without(language, n) for language, n in report.wordless.items() if n]


def ways(broadcast: Broadcast, report: BroadcastReport) -> Rows:
    """What can be given to them."""
    is_over = broadcast.letter_id is None or broadcast.withdrawn_at is not None
    if broadcast.phase not in OUT or is_over:
        return ()
    buttons = []
    for language in report.wordless:
        title = language_title(language)
        buttons += [
            Button(
                _("{language}: give them the text in {substitute}").format(
                    language=title, substitute=language_name(written)
                ),
                UseFallback(WHOSE, broadcast.id, language, written),
                style=Style.PRIMARY,
            )
            for written in LOCALES
            if written in broadcast.wordings.written
        ]
        add = _("{language}: add the text").format(language=title)
        buttons.append(Button(add, WriteText(WHOSE, broadcast.id, language)))
    return rows(*buttons)
