"""An audience being chosen: its parts, the values of one dimension, and the answers to one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import _, name, number
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import DIMENSIONS, MOST_PARTS, SAVED, SEVERAL, Answered, Audience, Option, Part, Sign
from bot.rules.companies import Size
from bot.rules.pages import Page
from bot.screens.answers import Thing, title
from bot.screens.audiences import (
    AskAll,
    ByCompany,
    DropPart,
    OpenAnswers,
    OpenDimension,
    PartNo,
    PutAnswer,
    PutValue,
    ShowAudience,
    dimension_name,
    in_words,
    value_name,
)
from bot.screens.listing import listing
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import size_choice


def audience_screen(
    tap: ShowAudience,
    chosen: Audience,
    counts: str,
    *,
    back: Tap,
    by_company: bool | None = None,
    notes: Sequence[str] = (),
    acts: Rows = (),
) -> Reply:
    """Whom something is for, how many they are (`counts`, in words), and what it can be narrowed by.

    `by_company`: whether one person of each company is written to; None where that cannot be chosen.
    """
    whose, about, part = tap.whose, tap.about, tap.part
    here = chosen.part(part.at)
    words = [in_words(chosen), counts, *notes]
    if len(chosen.parts) > 1 or part.at:
        words.append(
            _("You are choosing part {n}. Whoever is in one of the parts gets it.").format(
                n=number(part.at + 1)
            )
        )
    words.append(_("Choices of one kind add up; choices of different kinds narrow each other."))
    dimensions = [
        Button(_dimension_label(here, dimension), OpenDimension(whose, about, dimension, part=part))
        for dimension in DIMENSIONS
        if dimension != SAVED
    ]
    saved = Button("⭐ " + _dimension_label(here, SAVED), OpenDimension(whose, about, SAVED, part=part))
    buttons = [*grid(dimensions, 2), (saved,), *_part_buttons(tap, chosen)]
    if by_company is not None:
        label = _("👥 Write to all people") if by_company else _("🏢 One voice for each company")
        buttons += rows(Button(label, ByCompany(whose, about, not by_company)))
    if not chosen.is_everybody:
        buttons += rows(Button(_("Everybody"), ShowAudience(whose, about, is_widened=True)))
    return Reply("\n\n".join(words), (*buttons, *acts, way_out(back)))


def _part_buttons(tap: ShowAudience, chosen: Audience) -> Rows:
    """The ways to the other parts, to a further one, and out of this one."""
    n = max(len(chosen.parts), tap.part.at + 1)
    numbered = [
        Button(
            ticked(_("Part {n}").format(n=number(one.at + 1)), one is tap.part),
            replace(tap, part=one, is_widened=False),
        )
        for one in list(PartNo)[:n]
    ]
    ways: list[Button] = []
    if n < MOST_PARTS and not chosen.part(n - 1).is_empty:
        ways.append(Button(_("➕ Or also…"), replace(tap, part=list(PartNo)[n], is_widened=False)))
    if len(chosen.parts) > 1 and tap.part.at < len(chosen.parts):
        gone = _("➖ Without part {n}").format(n=number(tap.part.at + 1))
        ways.append(Button(gone, DropPart(tap.whose, tap.about, tap.part, len(chosen.parts))))
    return (*((tuple(numbered),) if n > 1 else ()), *grid(ways, 2))


def _dimension_label(part: Part, dimension: str) -> str:
    ins, outs = (len(chosen.get(dimension, ())) for chosen in (part.values, part.out))
    title = dimension_name(dimension)
    return f"{_MARKS[bool(ins), bool(outs)]} {title} ({number(ins + outs)})" if ins or outs else title


_MARKS = {(True, False): "✓", (False, True): "✗", (True, True): "✓✗"}


def dimension_screen(
    tap: OpenDimension, chosen: Audience, counts: str, options: Page[Option], *, manage: Tap | None = None
) -> Reply:
    """The values of one dimension, with a tick those that are in, with a cross those that are out; `manage` is where
    they can be changed."""
    here = chosen.part(tap.part.at)

    def button(option: Option) -> Button:
        words = option.label or _option_words(tap.dimension, option.value)
        sign = here.sign(tap.dimension, option.value)
        act = PutValue(tap.whose, tap.about, tap.dimension, option.key, sign.next, tap.part)
        return _choice(words, act, sign)

    hints = [_how_to_tap()] if options.total else []
    if tap.dimension == SAVED:
        hints.append(
            _(
                "What is chosen here keeps the meaning that it has now, also when somebody changes or deletes the "
                "saved audience. Who belongs to it is found anew when it is sent."
            )
        )
    acts = _ask_all(tap, here)
    if manage is not None:
        acts += rows(Button(_("✏️ Rename, change or delete"), manage))
    return listing(
        _("<b>{dimension}</b>").format(dimension=dimension_name(tap.dimension)),
        options,
        [button(option) for option in options.items],
        lambda page: replace(tap, page=page),
        lines=["\n\n".join([in_words(chosen), counts, *hints])],
        empty=_("There is nothing to choose from yet."),
        acts=acts,
        back=ShowAudience(tap.whose, tap.about, part=tap.part),
        columns=2,
    )


def _how_to_tap() -> str:
    return _("Tap once for ✓ (these), again for ✗ (not these), once more for neither.")


def _ask_all(tap: OpenDimension | OpenAnswers, part: Part) -> Rows:
    is_all = tap.dimension in part.every
    if tap.dimension not in SEVERAL or len(part.values.get(tap.dimension, ())) < 2:
        return ()
    label = _("One of the ✓ is enough") if is_all else _("All of the ✓ must hold")
    return rows(Button(label, AskAll(tap.whose, tap.about, tap.dimension, not is_all, tap.part)))


def _choice(words: str, act: Tap, sign: Sign) -> Button:
    mark, style = _SIGNS[sign]
    return Button(f"{mark}{named(words)}", act, style=style)


_SIGNS = {Sign.IN: ("✓ ", Style.SUCCESS), Sign.OUT: ("✗ ", Style.DANGER), Sign.AWAY: ("", Style.PLAIN)}


def _option_words(dimension: str, value: str) -> str:
    return size_choice(Size(value)) if dimension == "size" else value_name(dimension, value)


def things_screen(tap: OpenDimension, chosen: Audience, counts: str, things: Page[Thing]) -> Reply:
    """What can have been answered, the newest first; where answers to it are chosen, how many."""
    dimension, here = Answered(tap.dimension), chosen.part(tap.part.at)

    def button(thing: Thing) -> Button:
        called, picked = named(title(thing)), here.answers_to(dimension, thing.id)
        label = f"✓ {called} ({number(picked)})" if picked else called
        return Button(label, OpenAnswers(tap.whose, tap.about, dimension, thing.id, part=tap.part))

    return listing(
        _("<b>{dimension}</b>").format(dimension=dimension_name(dimension)),
        things,
        [button(thing) for thing in things.items],
        lambda page: replace(tap, page=page),
        lines=[f"{in_words(chosen)}\n\n{counts}"],
        empty=_("There is nothing to choose from yet."),
        acts=_ask_all(tap, here),
        back=ShowAudience(tap.whose, tap.about, part=tap.part),
    )


def answers_screen(
    tap: OpenAnswers, chosen: Audience, counts: str, thing: Thing, options: Page[Option]
) -> Reply:
    """The answers to one thing, with a tick those that are in, with a cross those that are out."""
    here = chosen.part(tap.part.at)

    def button(option: Option) -> Button:
        sign = here.sign(tap.dimension, option.value)
        act = PutAnswer(tap.whose, tap.about, tap.dimension, tap.to, option.key, sign.next, tap.part)
        return _choice(option.label, act, sign)

    heading = _("<b>{dimension}</b>").format(dimension=dimension_name(tap.dimension))
    return listing(
        f"{heading}\n{name(title(thing))}",
        options,
        [button(option) for option in options.items],
        lambda page: replace(tap, page=page),
        lines=["\n\n".join([in_words(chosen), counts, _how_to_tap()])],
        empty=_("There is nothing to choose from yet."),
        back=OpenDimension(tap.whose, tap.about, tap.dimension, part=tap.part),
        columns=2,
    )
