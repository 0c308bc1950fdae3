"""Composing a broadcast: its texts, what stands in for a missing one, the last look before sending."""

from __future__ import annotations

from bot.i18n import LOCALES, _, current, name
from bot.markup import plain
from bot.models import Broadcast
from bot.replies import Button, Reply, Rows, Style, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.broadcasts import wording_for
from bot.rules.words import shortened
from bot.screens.audiences import ShowAudience, counted, in_words, language_title, people, unreached
from bot.screens.broadcasts.taps import (
    ChooseFallback,
    ChooseTime,
    Confirm,
    Discard,
    ListBroadcasts,
    OpenBroadcast,
    Preview,
    RemoveText,
    SendNow,
    UseFallback,
    WriteText,
)
from bot.screens.navigation import way_out

EXCERPT = 60
LONG_EXCERPT = 300


def excerpt(wording: str, limit: int) -> str:
    """The beginning of a text, for a hole of an HTML sentence."""
    return name(shortened(plain(wording), limit))


def first_text(broadcast: Broadcast) -> str:
    """The text in the language being spoken, else the first there is, else nothing."""
    return broadcast.wordings.get(current()) or next(iter(broadcast.wordings.values()), "")


def composing(broadcast: Broadcast, reached: Reach) -> Reply:
    """What is written so far, for whom, and what is missing; from here everything is done."""
    texts = "\n".join(_text_line(broadcast, reached, language) for language in LOCALES)
    words = [
        _("<b>📣 Broadcast</b>"),
        texts,
        in_words(Audience.of(broadcast.audience)),
        counted(reached),
    ]
    return Reply("\n\n".join(words), _acts(broadcast, reached))


def _text_line(broadcast: Broadcast, reached: Reach, language: str) -> str:
    readers = reached.by_language.get(language, 0)
    written = wording_for(language, set(broadcast.wordings), broadcast.fallbacks)
    holes = {"language": language_title(language), "people": people(readers)}
    if written == language:
        return _("✓ {language}: {excerpt}").format(
            language=holes["language"], excerpt=excerpt(broadcast.wordings[language], EXCERPT)
        )
    if written is not None:
        return _("→ {language}: the text in {substitute}, for {people}").format(
            **holes, substitute=language_title(written)
        )
    if readers:
        return _("⚠️ {language}: no text yet, for {people}").format(**holes)
    return _("▫️ {language}: no text").format(language=holes["language"])


def _acts(broadcast: Broadcast, reached: Reach) -> Rows:
    languages = tuple(
        Button(
            f"✓ {language_title(language)}" if language in broadcast.wordings else language_title(language),
            WriteText(broadcast.id, language),
        )
        for language in LOCALES
    )
    looks = [Button(_("👥 Audience"), ShowAudience(broadcast.id))]
    sending: Rows = ()
    if broadcast.texts:
        looks.append(Button(_("👁 Preview"), Preview(broadcast.id)))
        sending = rows(Button(_("📤 Send…"), Confirm(broadcast.id), style=Style.PRIMARY))
    return (
        languages,
        tuple(looks),
        *sending,
        (Button(_("🗑 Discard"), Discard(broadcast.id, is_sure=False)),),
        way_out(ListBroadcasts()),
    )


def ask_text(broadcast: Broadcast, language: str) -> Reply:
    """The question for the text in a language."""
    title = language_title(language)
    words = _(
        "Send me the text in {language} as one message. "
        "Bold, links and other formatting are kept as you send them."
    ).format(language=title)
    ways: Rows = ()
    if (present := broadcast.wordings.get(language)) is not None:
        now_it_says = _("Now it says:")
        words = f"{words}\n\n{now_it_says}\n{excerpt(present, LONG_EXCERPT)}"
        ways = rows(Button(_("🗑 Remove this text"), RemoveText(broadcast.id, language), style=Style.DANGER))
    elif broadcast.texts:
        ways = rows(Button(_("→ Send them another text"), ChooseFallback(broadcast.id, language)))
    return Reply(words, (*ways, way_out(OpenBroadcast(broadcast.id))))


def choose_fallback(broadcast: Broadcast, reached: Reach, language: str) -> Reply:
    """The question what readers of a language without text get: nothing is sent until it is answered."""
    title = language_title(language)
    words = _(
        "⚠️ There is no text in {language}: {people} of this audience would get nothing. What should they get?"
    )
    buttons = [
        Button(
            ("✓ " if broadcast.fallbacks.get(language) == written else "")
            + _("The text in {language}").format(language=language_title(written)),
            UseFallback(broadcast.id, language, written),
        )
        for written in LOCALES
        if written in broadcast.wordings
    ]
    write = Button(
        _("Write it in {language}").format(language=title),
        WriteText(broadcast.id, language),
        style=Style.PRIMARY,
    )
    return Reply(
        words.format(language=title, people=people(reached.by_language.get(language, 0))),
        rows(write, *buttons, way_out(OpenBroadcast(broadcast.id))),
    )


def preview(broadcast: Broadcast) -> tuple[Reply, ...]:
    """Each text that was written, exactly as members will see it."""
    return tuple(
        Reply(broadcast.wordings[language], is_verbatim=True)
        for language in LOCALES
        if language in broadcast.wordings
    )


def confirm(broadcast: Broadcast, reached: Reach) -> Reply:
    """The last look: who gets what, and when."""
    lines = [_confirm_line(broadcast, reached, language) for language in LOCALES]
    words = [
        _("<b>Send this broadcast to {people}?</b>").format(people=people(reached.people)),
        "\n".join([line for line in lines if line] + unreached(reached)),
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


def _confirm_line(broadcast: Broadcast, reached: Reach, language: str) -> str:
    readers = reached.by_language.get(language, 0)
    written = wording_for(language, set(broadcast.wordings), broadcast.fallbacks)
    if not readers or written is None:
        return ""
    holes = {"language": language_title(language), "people": people(readers)}
    if written == language:
        return _("• {language}: {people}").format(**holes)
    return _("• {language}: {people}, with the text in {substitute}").format(
        **holes, substitute=language_title(written)
    )


def sure_to_discard(broadcast: Broadcast) -> Reply:
    """The question before discarding."""
    return Reply(
        _("Discard this broadcast? Its texts are deleted, and nothing is sent."),
        rows(
            Button(_("Discard it"), Discard(broadcast.id, is_sure=True), style=Style.DANGER),
            way_out(OpenBroadcast(broadcast.id)),
        ),
    )
