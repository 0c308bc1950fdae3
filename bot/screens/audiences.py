"""An audience: chosen by buttons, counted as it is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.i18n import LOCALES, _, current, in_a_list, language_name, list_of, name, ngettext, number
from bot.replies import Button, Reply, Style, Tap, grid, rows
from bot.rules.audiences import DIMENSIONS, Answered, Audience, Option, Reach
from bot.rules.companies import Kind, Size
from bot.rules.pages import Page
from bot.rules.scoring import Recency
from bot.screens.answers import Thing, title
from bot.screens.listing import listing
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import (
    band_name,
    kind_name,
    recency_range,
    size_choice,
    size_name,
    sub_cluster_name,
)

PAGE = 40
"""How many values one screen shows: Telegram takes 100 buttons, a thumb fewer."""
THINGS_PAGE = 10
LABELLED = frozenset(("size", "kind", "band", "recency", "language"))
"""Dimensions whose values the bot itself has words for."""


class ShowAudience(Tap, prefix="a"):
    """Show whom something is for; `is_widened`: it is for everybody again.

    `whose` is the word under which its noun is registered, `about` its id.
    """

    whose: str
    about: int
    is_widened: bool = False


class OpenDimension(Tap, prefix="ad"):
    """Show the values that the audience can be narrowed to; `key` is one to put in, or to take out. Of answers, show to
    which things there are any."""

    whose: str
    about: int
    dimension: str
    page: int = 0
    key: str = ""


class OpenAnswers(Tap, prefix="Wa"):
    """Show the answers `to` a thing that the audience can be narrowed to; `how` is one to put in, or to take out."""

    whose: str
    about: int
    dimension: Answered
    to: int
    page: int = 0
    how: str = ""


def language_title(language: str) -> str:
    """A language's name, as it stands at the beginning of a line or on a button."""
    written = language_name(language)
    return written[:1].upper() + written[1:]


def people(n: int) -> str:
    """A number of people in words."""
    return ngettext("{n} person", "{n} people", n).format(n=number(n))


def dimension_name(dimension: str) -> str:
    """What an audience is narrowed by."""
    return {
        "sub_cluster": _("Sub-cluster"),
        "group": _("Group"),
        "size": _("Company size"),
        "kind": _("Kind of member"),
        "band": _("Engagement of the company"),
        "recency": _("Last activity"),
        "event": _("Answer to an event"),
        "poll": _("Answer to a poll"),
        "mission": _("Answer to a mission"),
        "language": _("Language"),
    }[dimension]


def value_name(dimension: str, value: str) -> str:
    """A value that an audience is narrowed to; plain text, not yet HTML."""
    match dimension:
        case "sub_cluster":
            return sub_cluster_name(value)
        case "size":
            return size_name(Size(value))
        case "kind":
            return kind_name(Kind(value))
        case "band":
            return band_name(value)
        case "recency":
            return recency_range(Recency(value))
        case "language":
            return language_title(value)
        case _:
            return value


def in_words(audience: Audience) -> str:
    """Whom it is for, a line for each narrowing."""
    if audience.is_everybody:
        return _("<b>For</b> everybody")
    lines = [
        _("• {dimension}: {values}").format(
            dimension=dimension_name(dimension),
            values=list_of(map(name, _values(audience, dimension, values)), style="or"),
        )
        for dimension, values in audience.values.items()
        if values
    ]
    return "\n".join([_("<b>For</b>"), *lines])


def _values(audience: Audience, dimension: str, values: Iterable[str]) -> list[str]:
    """What an audience is narrowed to, as a list says it; groups and events are called as people named them."""
    called = [_called(audience, dimension, value) for value in values]
    return in_a_list(called) if dimension in LABELLED else called


def _called(audience: Audience, dimension: str, value: str) -> str:
    """What an audience calls one of its values."""
    return audience.name(dimension, value, current()) or value_name(dimension, value)


def counted(reached: Reach) -> str:
    """How many it reaches in each language, and how many it does not."""
    counts = " · ".join(
        f"{language_title(language)} {number(reached.by_language.get(language, 0))}" for language in LOCALES
    )
    lines = [
        _("<b>It reaches {people}</b>").format(people=people(reached.people)),
        counts,
        *unreached(reached),
    ]
    return "\n".join(lines)


def unreached(reached: Reach) -> list[str]:
    """Those of the audience who get nothing, and why."""
    lines = []
    if n := reached.not_joined:
        words = ngettext(
            "Not reached: {n} person who has not joined yet",
            "Not reached: {n} people who have not joined yet",
            n,
        )
        lines.append(words.format(n=number(n)))
    if n := reached.blocked:
        words = ngettext(
            "Not reached: {n} person who blocked the bot", "Not reached: {n} people who blocked the bot", n
        )
        lines.append(words.format(n=number(n)))
    return lines


def audience_screen(whose: str, about: int, chosen: Audience, counts: str, *, back: Tap) -> Reply:
    """Whom something is for, how many they are (`counts`, in words), and what it can be narrowed by."""
    hint = _("Choices of one kind add up; choices of different kinds narrow each other.")
    buttons = [
        Button(_dimension_label(chosen, dimension), OpenDimension(whose, about, dimension))
        for dimension in DIMENSIONS
    ]
    everybody = (
        ()
        if chosen.is_everybody
        else rows(Button(_("Everybody"), ShowAudience(whose, about, is_widened=True)))
    )
    return Reply(f"{in_words(chosen)}\n\n{counts}\n\n{hint}", (*grid(buttons, 2), *everybody, way_out(back)))


def _dimension_label(chosen: Audience, dimension: str) -> str:
    picked = len(chosen.values.get(dimension, ()))
    title = dimension_name(dimension)
    return f"✓ {title} ({number(picked)})" if picked else title


def dimension_screen(tap: OpenDimension, chosen: Audience, counts: str, options: Page[Option]) -> Reply:
    """The values of one dimension, those chosen with a tick."""

    def button(option: Option) -> Button:
        words = option.label or _option_words(tap.dimension, option.value)
        act = replace(tap, page=options.number, key=option.key)
        return _choice(words, act, is_chosen=chosen.has(tap.dimension, option.value))

    return listing(
        _("<b>{dimension}</b>").format(dimension=dimension_name(tap.dimension)),
        options,
        [button(option) for option in options.items],
        lambda page: replace(tap, page=page, key=""),
        lines=[f"{in_words(chosen)}\n\n{counts}"],
        empty=_("There is nothing to choose from yet."),
        back=ShowAudience(tap.whose, tap.about),
        columns=2,
    )


def _choice(words: str, act: Tap, *, is_chosen: bool) -> Button:
    style = Style.SUCCESS if is_chosen else Style.PLAIN
    return Button(ticked(named(words), is_chosen), act, style=style)


def _option_words(dimension: str, value: str) -> str:
    return size_choice(Size(value)) if dimension == "size" else value_name(dimension, value)


def things_screen(tap: OpenDimension, chosen: Audience, counts: str, things: Page[Thing]) -> Reply:
    """What can have been answered, the newest first; where answers to it are chosen, how many."""
    dimension = Answered(tap.dimension)

    def button(thing: Thing) -> Button:
        called, picked = named(title(thing)), chosen.answers_to(dimension, thing.id)
        label = f"✓ {called} ({number(picked)})" if picked else called
        return Button(label, OpenAnswers(tap.whose, tap.about, dimension, thing.id))

    return listing(
        _("<b>{dimension}</b>").format(dimension=dimension_name(dimension)),
        things,
        [button(thing) for thing in things.items],
        lambda page: replace(tap, page=page, key=""),
        lines=[f"{in_words(chosen)}\n\n{counts}"],
        empty=_("There is nothing to choose from yet."),
        back=ShowAudience(tap.whose, tap.about),
    )


def answers_screen(
    tap: OpenAnswers, chosen: Audience, counts: str, thing: Thing, options: Page[Option]
) -> Reply:
    """The answers to one thing, those chosen with a tick."""

    def button(option: Option) -> Button:
        act = replace(tap, page=options.number, how=option.key)
        return _choice(option.label, act, is_chosen=chosen.has(tap.dimension, option.value))

    heading = _("<b>{dimension}</b>").format(dimension=dimension_name(tap.dimension))
    return listing(
        f"{heading}\n{name(title(thing))}",
        options,
        [button(option) for option in options.items],
        lambda page: replace(tap, page=page, how=""),
        lines=[f"{in_words(chosen)}\n\n{counts}"],
        empty=_("There is nothing to choose from yet."),
        back=OpenDimension(tap.whose, tap.about, tap.dimension),
        columns=2,
    )
