"""What companies are told of openings by themselves: the weekly list, at once, a reminder, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, date_time, ngettext, number
from bot.models.openings import Opening
from bot.moment import Moment
from bot.replies import Button, Reply, Style, rows
from bot.rules.openings import LIST_MOST, Result
from bot.screens.conditions import condition_in_words
from bot.screens.money import shown
from bot.screens.navigation import home_below_button, named
from bot.screens.openings import (
    ListOpeningsBelow,
    OpenOpeningBelow,
    SayResult,
    body,
    deadline_words,
    kind_name,
    plain_title,
    result_button,
    title_of,
)


def weekly(listed: Sequence[tuple[Opening, bool]], moment: Moment) -> Reply:
    """What is new for a company, in one message: what it fits, then what it nearly fits."""
    title = ngettext(
        "💡 <b>{n} new opportunity for your company</b>",
        "💡 <b>{n} new opportunities for your company</b>",
        len(listed),
    )
    lines = [_line(opening, is_nearly=is_nearly) for opening, is_nearly in listed[:LIST_MOST]]
    buttons = [
        Button(named(plain_title(opening)), OpenOpeningBelow(opening.id))
        for opening, _is_nearly in listed[:LIST_MOST]
    ]
    return Reply(
        "\n\n".join([title.format(n=number(len(listed))), *lines]),
        rows(
            *buttons,
            Button(_("All opportunities"), ListOpeningsBelow(), style=Style.PRIMARY),
            home_below_button(),
        ),
    )


def _line(opening: Opening, *, is_nearly: bool) -> str:
    mark = "🟡" if is_nearly else "✅"
    facts = [kind_name(opening.kind), *([shown(opening.worth)] if opening.worth is not None else [])]
    nearly = [_("Nearly fits: look at what is missing.")] if is_nearly else []
    return "\n".join([f"{mark} {title_of(opening)}", " · ".join([*facts, deadline_words(opening)]), *nearly])


def told_at_once(opening: Opening, *, is_nearly: bool) -> Reply:
    """One whose deadline is near, to a company that fits, or nearly does."""
    words = (
        _("🟡 A new opportunity that your company nearly fits; it ends soon:")
        if is_nearly
        else _("✅ A new opportunity for your company; it ends soon:")
    )
    asked = [condition_in_words(one) for one in opening.asks.all] if is_nearly else []
    conditions = [_("It asks for:"), *(f"• {one}" for one in asked)] if asked else []
    return Reply(
        "\n\n".join(part for part in (words, body(opening), "\n".join(conditions)) if part),
        rows(
            Button(_("Look, and answer"), OpenOpeningBelow(opening.id), style=Style.PRIMARY),
            home_below_button(),
        ),
    )


def reminder(opening: Opening) -> Reply:
    """To a company that is interested, before the deadline."""
    if opening.deadline_at is None:
        raise LookupError("who has no deadline is not reminded of it")
    words = _("⏳ {title}, which interests your company, can be taken up until {moment}.").format(
        title=title_of(opening), moment=date_time(opening.deadline_at, opening.tz)
    )
    return Reply(
        words,
        rows(
            Button(_("Look at the opportunity"), OpenOpeningBelow(opening.id), style=Style.PRIMARY),
            Button(result_button(Result.APPLIED), SayResult(opening.id, Result.APPLIED)),
            home_below_button(),
        ),
    )


def what_came_of_it(opening: Opening, said: Result | None) -> Reply:
    """To a company that was interested: did it apply? To one that applied: did it get it?"""
    if said is None:
        words = _("Your company was interested in {title}. Did it apply?")
        answers = (Result.APPLIED, Result.NOT_APPLIED, Result.WON)
    else:
        words = _("Your company applied for {title}. What came of it?")
        answers = (Result.WON, Result.NOT_WON, Result.APPLIED)
    still = _("No answer yet")
    return Reply(
        words.format(title=title_of(opening)),
        rows(
            *(
                Button(
                    still if said is not None and one is Result.APPLIED else result_button(one),
                    SayResult(opening.id, one),
                )
                for one in answers
            ),
            home_below_button(),
        ),
    )
