"""Money: amounts that people give, checked."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.rules.money import MOST_WORTH, Money
from bot.screens.money import shown


class TooMuch(Refusal):
    wording = N_("{amount} looks too high here. Please check the amount, and type it again.")


def check_amount(money: Money | None) -> None:
    """Raises TooMuch for an amount that is a slip."""
    if money is not None and money.amount > MOST_WORTH:
        raise TooMuch(amount=shown(money))
