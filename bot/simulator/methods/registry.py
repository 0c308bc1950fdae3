"""How a function becomes a method of the Bot API."""

from collections.abc import Callable
from typing import Any

from bot.simulator.state import State
from bot.simulator.wire import Query

Method = Callable[[State, Query], Any]
"""Takes the call and returns what goes under "result"; raises ApiError to refuse."""

METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function under the name of a method; Telegram ignores the case of names."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register
