"""The one list: what stands over it, a page of it, and the ways to the other pages, back and home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.i18n import _, number
from bot.replies import Button, Reply, Rows, Tap, grid
from bot.rules.pages import Page
from bot.screens.navigation import way_out


def listing(
    title: str,
    page: Page[Any],
    buttons: Sequence[Button],
    turn: Callable[[int], Tap],
    *,
    lines: Sequence[str] = (),
    empty: str = "",
    acts: Rows = (),
    back: Tap | None = None,
    columns: int = 1,
) -> Reply:
    """A page of a list, as buttons, lines or both, under a title of HTML; what can be done stands below it.

    `turn` leads to a page; `empty` is said of a list without anything in it.
    """
    parts = [title, "\n".join(lines), empty if not page.total else "", which_page(page)]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (*grid(buttons, columns), *turns(page, turn), *acts, way_out(back)),
    )


def legend(said: Iterable[tuple[str, str]]) -> str:
    """What the icons on a list mean: each one that is there, once, with its words in plain text."""
    return " · ".join(f"{icon} {words}" for icon, words in dict(said).items())


def which_page(page: Page[Any]) -> str:
    """Which page of a list this is, counting from 1; nothing when there is but one."""
    if not page.last:
        return ""
    return _("Page {n} of {all}").format(n=number(page.number + 1), all=number(page.last + 1))


def turns(page: Page[Any], turn: Callable[[int], Tap]) -> Rows:
    """The buttons to the pages before and after."""
    # Translators: in Arabic both arrows point the other way
    before = [Button(_("← Previous"), turn(page.number - 1))] if page.number > 0 else []
    after = [Button(_("Next →"), turn(page.number + 1))] if page.number < page.last else []
    return ((*before, *after),) if before or after else ()
