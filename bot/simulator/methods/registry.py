"""How a function becomes a method of the Bot API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.simulator.wire import Query

if TYPE_CHECKING:
    from bot.simulator.telegram import Telegram

Method = Callable[["Telegram", Query], Any]
"""Takes the call and returns what goes under "result"; raises ApiError to refuse."""

METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function under the name of a method; Telegram ignores the case of names."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register
