"""What staff write in up to three languages: asked for, shown line by line, and what readers of the others get."""

from __future__ import annotations

from bot.i18n import LOCALES, _, current, language_name, name
from bot.markup import plain
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.audiences import Reach
from bot.rules.wordings import Wordings
from bot.rules.words import shortened
from bot.screens.audiences import language_title, people
from bot.screens.navigation import ticked, way_out

EXCERPT = 60
LONG_EXCERPT = 300


class WriteText(Tap, prefix="y"):
    """Ask for the text in a language. `whose` is the word under which its noun is registered, `about` its id."""

    whose: str
    about: int
    language: str


class RemoveText(Tap, prefix="yr"):
    whose: str
    about: int
    language: str


class ChooseFallback(Tap, prefix="yf"):
    whose: str
    about: int
    language: str


class UseFallback(Tap, prefix="yu"):
    """Readers of `language` get the text in `substitute`."""

    whose: str
    about: int
    language: str
    substitute: str


class Preview(Tap, prefix="yv"):
    """Show what the readers of each language will see."""

    whose: str
    about: int


def excerpt(wording: str, limit: int = EXCERPT) -> str:
    """The beginning of a text, for a hole of an HTML sentence."""
    return name(shortened(plain(wording), limit))


def beginning(wordings: Wordings, limit: int = EXCERPT) -> str:
    """The beginning of the text in the language being spoken, else of the first there is; ready for HTML."""
    return excerpt(wordings.nearest(current()), limit)


def what_is_written(wordings: Wordings, reached: Reach) -> str:
    """A line for each language: its text, the one its readers get instead, or that there is none."""
    return "\n".join(_line(wordings, reached, language) for language in LOCALES)


def _line(wordings: Wordings, reached: Reach, language: str) -> str:
    readers = reached.by_language.get(language, 0)
    read = wordings.read_in(language)
    holes = {"language": language_title(language), "people": people(readers)}
    if read == language:
        return _("✓ {language}: {excerpt}").format(
            language=holes["language"], excerpt=excerpt(wordings.written[language])
        )
    if read is not None:
        return _("→ {language}: the text in {substitute}, for {people}").format(
            **holes, substitute=language_name(read)
        )
    if readers:
        return _("⚠️ {language}: no text yet, for {people}").format(**holes)
    return _("▫️ {language}: no text").format(language=holes["language"])


def who_gets_what(wordings: Wordings, reached: Reach) -> list[str]:
    """The last look: a line for each language that somebody of the audience reads, with the text they get."""
    lines = [_last_line(wordings, reached, language) for language in LOCALES]
    return [line for line in lines if line]


def _last_line(wordings: Wordings, reached: Reach, language: str) -> str:
    readers = reached.by_language.get(language, 0)
    read = wordings.read_in(language)
    if not readers or read is None:
        return ""
    holes = {"language": language_title(language), "people": people(readers)}
    if read == language:
        return _("• {language}: {people}").format(**holes)
    return _("• {language}: {people}, with the text in {substitute}").format(
        **holes, substitute=language_name(read)
    )


def language_buttons(whose: str, about: int, wordings: Wordings) -> tuple[Button, ...]:
    """A row with a button for each language, those that are written with a tick."""
    return tuple(
        Button(
            ticked(language_title(language), language in wordings.written), WriteText(whose, about, language)
        )
        for language in LOCALES
    )


def preview_button(whose: str, about: int) -> Button:
    """The button that shows what will be seen; for a thing of which something is written."""
    return Button(_("👁 Preview"), Preview(whose, about))


def ask(question: str, whose: str, about: int, wordings: Wordings, language: str, *, back: Tap) -> Reply:
    """The question for the text in a language, in the words of its noun, with what it says now."""
    ways: Rows = ()
    if (present := wordings.written.get(language)) is not None:
        now_it_says = _("Now it says:")
        question = f"{question}\n\n{now_it_says}\n{excerpt(present, LONG_EXCERPT)}"
        ways = rows(Button(_("🗑 Remove this text"), RemoveText(whose, about, language), style=Style.DANGER))
    elif wordings.written:
        ways = rows(Button(_("→ Send them another text"), ChooseFallback(whose, about, language)))
    return Reply(question, (*ways, way_out(back)))


def choose_fallback(
    whose: str, about: int, wordings: Wordings, reached: Reach, language: str, *, back: Tap
) -> Reply:
    """The question what readers of a language without text get: nothing is sent until it is answered. A text can be
    typed at once."""
    words = _(
        "⚠️ There is no text in {language}: {people} of this audience would get nothing. "
        "Send it to me now, or choose what they get instead."
    )
    others = [
        Button(
            ticked(
                _("The text in {language}").format(language=language_name(written)),
                wordings.fallbacks.get(language) == written,
            ),
            UseFallback(whose, about, language, written),
        )
        for written in LOCALES
        if written in wordings.written
    ]
    write = Button(
        _("Write it in {language}").format(language=language_name(language)),
        WriteText(whose, about, language),
        style=Style.PRIMARY,
    )
    readers = people(reached.by_language.get(language, 0))
    return Reply(
        words.format(language=language_title(language), people=readers), rows(write, *others, way_out(back))
    )
