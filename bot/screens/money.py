"""Money: how an amount is said, and the question which one was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.i18n import list_of, ngettext
from bot.i18n import money as written
from bot.replies import Button, Reply, Tap, rows
from bot.rules.money import Money

EXAMPLES = "25,000 USD · 25k €"


def shown(money: Money) -> str:
    """An amount in the language being spoken, ready for HTML and for buttons."""
    return written(money.amount, money.currency)


def all_shown(amounts: Iterable[Money]) -> str:
    """Amounts of several currencies, which are never added up."""
    return list_of(shown(one) for one in amounts)


def which_meant(readings: Sequence[Money], tap_for: Callable[[Money], Tap]) -> Reply:
    """What was typed leaves it open: its readings, each on a button with the noun's own tap."""
    words = ngettext(
        "Do you mean this amount? Tap it, or type it in another way.",
        "Which of these amounts do you mean? Tap it, or type it in another way.",
        len(readings),
    )
    return Reply(words, rows(*(Button(shown(one), tap_for(one)) for one in readings)))
