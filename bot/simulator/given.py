"""What a request to the control API brings: JSON of the types that were meant, or a 400 that says what is wrong."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from bot.simulator.attachments import MOST_IN_ALBUM
from bot.simulator.files import MOST_UPLOADED
from bot.simulator.wire import Json

T = TypeVar("T")

MOST_BYTES = 1024 * 1024
MOST_FIELDS = 20
"""A form names a kind for each file of an album, and has a caption."""
MOST_NUMBER = 2**53 - 1
"""The greatest number that JavaScript counts with (ECMA-262, Number.MAX_SAFE_INTEGER); Telegram's ids are smaller."""


class Malformed(ValueError):
    """What was sent is not what is taken; the text is a sentence."""


async def given(request: Request) -> "Given":
    """The JSON object of a request; an empty body is an empty object. Raises Malformed."""
    body = await _within(request, MOST_BYTES).body()
    try:
        found = json.loads(body or b"{}")
        # Refuses NaN, infinities, and halves of characters, which could not be written as JSON again
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise Malformed("The body is not a JSON object.")
    return Given(found)


@asynccontextmanager
async def given_form(request: Request) -> AsyncIterator[FormData]:
    """The form of a request, with files of up to what Telegram takes. Raises Malformed."""
    limited = _within(request, MOST_UPLOADED + MOST_BYTES)
    try:
        async with limited.form(
            max_files=MOST_IN_ALBUM, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES
        ) as form:
            yield form
    except MultiPartException as wrong:
        raise Malformed(f"The form cannot be read: {wrong.message}") from None


def _within(request: Request, most: int) -> Request:
    """The same request, which raises Malformed once its body is over so many bytes."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise Malformed(f"The body is over {most // 1024**2} MB.")
        return message

    # Without the app, so that what is wrong with a form is told to us and not to the reader
    return Request({name: value for name, value in request.scope.items() if name != "app"}, receive)


class Given:
    """A JSON object whose members are looked at one by one. Null is as good as missing, unless `is_null` asks."""

    def __init__(self, members: Json) -> None:
        self._members = members

    def has(self, name: str) -> bool:
        """Whether a member was given."""
        return self._members.get(name) is not None

    def is_null(self, name: str) -> bool:
        """Whether a member was given as null, where that says something."""
        return name in self._members and self._members[name] is None

    def text(self, name: str, default: str | None = None) -> str:
        """A string; without a default it must be there, and not be empty."""
        if default is not None and not self.has(name):
            return default
        value = self._the(name, str)
        if not value and default is None:
            raise Malformed(f"{name} is empty.")
        return value

    def integer(self, name: str) -> int:
        """A whole number."""
        return _whole(self._members.get(name), name)

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers."""
        return [_whole(one, name) for one in self._the(name, list)]

    def number(self, name: str, default: float) -> float:
        """A number that is not below 0, of at most `MOST_NUMBER`."""
        if not self.has(name):
            return default
        value = self._members[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_NUMBER:
            raise Malformed(f"{name} is not a number from 0 on.")
        return float(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """true or false."""
        return self._the(name, bool) if self.has(name) else default

    def object(self, name: str) -> "Given | None":
        """An object, None when it is missing or empty."""
        return Given(found) if self.has(name) and (found := self._the(name, dict)) else None

    def _the(self, name: str, kind: type[T]) -> T:
        value = self._members.get(name)
        if not isinstance(value, kind):
            raise Malformed(f"{name} is missing." if value is None else f"{name} is of another type.")
        return value


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_NUMBER:
        raise Malformed(f"{name} is not a whole number.")
    return value
