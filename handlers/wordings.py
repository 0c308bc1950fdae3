"""What something says in each language: asked for, checked, edited, previewed; what it is, its noun registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES, is_locale, speaking
from bot.markup import RAW_BYTES, tidied
from bot.replies import Reply, Tap
from bot.rules.audiences import Reach
from bot.rules.staff import Role
from bot.rules.wordings import Wordings
from bot.screens import wordings as screens
from bot.services import wordings
from bot.services.audiences import NoSuchChoice
from bot.services.wordings import Worded
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

TEXT = "wordings.text"
W = TypeVar("W", bound=Worded[Any])


def _unnoticed(turn: Turn, worded: Any, was: Wordings) -> None: ...


@dataclass(frozen=True)
class Writing(Generic[W]):
    """How one kind of thing is worded, by its id, and what leads back to it.

    `draft` loads it to be written, locked, `get` to be looked at; both refuse one that cannot be. `text_of` makes the
    row of a language from Telegram HTML, or refuses what was typed; `ask` is the question for it, `reach` whom the
    thing is for. `preview` is what a reader of a language will see, called while that is spoken. `shown` is the thing
    as it stands, `settled` shows something else when it has moved on meanwhile. `then`: what is shown once something
    was written, or chosen for a language, where that is not the thing as it stands. `changed` hears how it
    read before, when anything is written or chosen. `take` takes whatever is sent for a language, and says what is
    shown, where that may be more than a text. `lacks`: of what is out already, whether a language has no words yet,
    since nothing else can be given; and what is chosen for one language counts at once.
    """

    draft: Callable[[AsyncSession, int], Awaitable[W]]
    get: Callable[[AsyncSession, int], Awaitable[W]]
    text_of: Callable[[W, str, str], Any]
    reach: Callable[[AsyncSession, W], Awaitable[Reach]]
    ask: Callable[[W, str], str]
    preview: Callable[[Turn, W, str], Awaitable[Reply]]
    shown: Callable[[Turn, W], Awaitable[Reply]]
    back: Callable[[int], Tap]
    settled: Callable[[Turn, int, Awaitable[Reply]], Awaitable[Reply]]
    then: Callable[[Turn, W], Awaitable[Reply]] | None = None
    changed: Callable[[Turn, W, Wordings], None] = _unnoticed
    take: Callable[[Turn, int, str], Awaitable[Reply]] | None = None
    lacks: Callable[[W, str], bool] | None = None


_REGISTERED: dict[str, Writing[Any]] = {}


def register(whose: str, writing: Writing[W]) -> None:
    """What this noun says is written here, by taps that carry the word `whose`."""
    _REGISTERED[whose] = writing


async def what_is_missing(turn: Turn, whose: str, about: int) -> Reply:
    """The question about the first language of the audience without text; without one, the thing as it stands."""
    writing = _REGISTERED[whose]
    return await _what_is_missing(turn, writing, whose, await writing.draft(turn.session, about))


async def _what_is_missing(turn: Turn, writing: Writing[W], whose: str, worded: W) -> Reply:
    reached = await writing.reach(turn.session, worded)
    missing = worded.wordings.missing(reached)
    if not missing or not worded.texts:
        return await (writing.then or writing.shown)(turn, worded)
    return _fallback(turn, writing, whose, worded, reached, missing[0])


def _fallback(turn: Turn, writing: Writing[W], whose: str, worded: W, reached: Reach, language: str) -> Reply:
    """What readers of a language get instead of a text; what is typed meanwhile is that text."""
    turn.open_form(TEXT, whose=whose, about=worded.id, language=language)
    back = writing.back(worded.id)
    return screens.choose_fallback(whose, worded.id, worded.wordings, reached, language, back=back)


def _has_words(writing: Writing[W], worded: W, language: str) -> bool:
    """Whether something is out already, and a language has its words."""
    return writing.lacks is not None and not writing.lacks(worded, language)


class AboutTexts(Protocol):
    """A tap about what one thing says."""

    @property
    def whose(self) -> str: ...
    @property
    def about(self) -> int: ...


T = TypeVar("T", bound=AboutTexts)


def or_as_it_stands(
    handler: Callable[[Turn, Writing[Any], T], Awaitable[Reply]],
) -> Callable[[Turn, T], Awaitable[Reply]]:
    """The handler is given what the noun registered; when the thing has moved on meanwhile, that is shown."""

    @wraps(handler)
    async def taken(turn: Turn, tap: T) -> Reply:
        if (writing := _REGISTERED.get(tap.whose)) is None:
            raise NoSuchChoice
        return await writing.settled(turn, tap.about, handler(turn, writing, tap))

    return taken


@feature.tapped(screens.WriteText)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def write_text(turn: Turn, writing: Writing[Any], tap: screens.WriteText) -> Reply:
    worded = await writing.draft(turn.session, tap.about)
    if not is_locale(tap.language):
        raise wordings.NotWritten
    if _has_words(writing, worded, tap.language):
        return await writing.shown(turn, worded)
    turn.open_form(TEXT, whose=tap.whose, about=tap.about, language=tap.language)
    question, back = writing.ask(worded, tap.language), writing.back(tap.about)
    return screens.ask(question, tap.whose, tap.about, worded.wordings, tap.language, back=back)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await write_text(turn, screens.WriteText(**turn.answers))


@feature.typed(TEXT, ask=_ask_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_text(turn: Turn) -> Reply:
    return await _take_text(turn, screens.WriteText(**turn.answers))


@or_as_it_stands
async def _take_text(turn: Turn, writing: Writing[Any], asked: screens.WriteText) -> Reply:
    if writing.take is not None:
        return await writing.take(turn, asked.about, asked.language)
    words_of(turn, RAW_BYTES, lines=True)
    worded = await writing.draft(turn.session, asked.about)
    was = worded.wordings
    wordings.put(worded, writing.text_of(worded, asked.language, tidied(turn.incoming.html)))
    writing.changed(turn, worded, was)
    turn.close_form()
    return await (writing.then or writing.shown)(turn, worded)


@feature.tapped(screens.RemoveText)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def remove_text(turn: Turn, writing: Writing[Any], tap: screens.RemoveText) -> Reply:
    worded = await writing.draft(turn.session, tap.about)
    if writing.lacks is not None:
        return await writing.shown(turn, worded)
    was = worded.wordings
    wordings.remove(worded, tap.language)
    writing.changed(turn, worded, was)
    return await writing.shown(turn, worded)


@feature.tapped(screens.ChooseFallback)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_fallback(turn: Turn, writing: Writing[Any], tap: screens.ChooseFallback) -> Reply:
    worded = await writing.draft(turn.session, tap.about)
    if not is_locale(tap.language) or not worded.texts:
        raise wordings.NotWritten
    if _has_words(writing, worded, tap.language):
        return await writing.shown(turn, worded)
    reached = await writing.reach(turn.session, worded)
    return _fallback(turn, writing, tap.whose, worded, reached, tap.language)


@feature.tapped(screens.UseFallback)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def use_fallback(turn: Turn, writing: Writing[Any], tap: screens.UseFallback) -> Reply:
    """Readers of one language get the text in another; then the next language that lacks one."""
    worded = await writing.draft(turn.session, tap.about)
    if _has_words(writing, worded, tap.language):
        return await writing.shown(turn, worded)
    was = worded.wordings
    wordings.choose_fallback(worded, tap.language, tap.substitute)
    writing.changed(turn, worded, was)
    if writing.lacks is not None:
        return await (writing.then or writing.shown)(turn, worded)
    return await _what_is_missing(turn, writing, tap.whose, worded)


@feature.tapped(screens.Preview)
@staff_only(Role.VIEWER)
@or_as_it_stands
async def preview(turn: Turn, writing: Writing[Any], tap: screens.Preview) -> Reply:
    """What the readers of each language will see, the same only once, above the thing as it stands."""
    worded = await writing.get(turn.session, tap.about)
    if not worded.texts:
        raise wordings.NothingWritten
    shown = await writing.shown(turn, worded)
    return replace(shown, before=tuple(await _previews(turn, writing, worded)))


async def _previews(turn: Turn, writing: Writing[W], worded: W) -> list[Reply]:
    """Those of the languages that are written first, then of those whose readers get another's text."""
    read = [language for language in LOCALES if worded.wordings.read_in(language) is not None]
    seen: dict[Reply, str] = {}
    for language in sorted(read, key=lambda language: language not in worded.wordings.written):
        with speaking(language):
            seen.setdefault(await writing.preview(turn, worded, language), language)
    return [replace(reply, language=language) for reply, language in seen.items()]
