"""What travels between a bot and Telegram: one request, with its parameters in any encoding."""

import json
from collections.abc import Mapping
from typing import Any

from bot.simulator.errors import bad_request

Json = dict[str, Any]
Upload = tuple[str, bytes]
"""A file in a request: its name and its content."""

FLAGS = {"true": True, "1": True, "yes": True}


class Query:
    """One call: `params` hold JSON values (JSON bodies, in process) or strings (forms, query strings)."""

    __slots__ = ("files", "method", "params")

    def __init__(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> None:
        self.method = method
        self.params = params
        self.files = files or {}

    def has(self, name: str) -> bool:
        """Whether the parameter was given and is not null."""
        return self.params.get(name) is not None

    def text(self, name: str) -> str:
        """The parameter as text, "" when it is missing."""
        value = self.params.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a number; Telegram reads what is no number as the default."""
        value = self.params.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            return default

    def number(self, name: str) -> float:
        """The parameter as a floating-point number, 0.0 when it is missing or none."""
        try:
            return float(self.params.get(name, 0.0))
        except (TypeError, ValueError, OverflowError):
            return 0.0

    def flag(self, name: str, *, default: bool = False) -> bool:
        """The parameter as a boolean; forms write it as true, 1 or yes."""
        value = self.params.get(name)
        if value is None:
            return default
        return FLAGS.get(str(value).lower(), False)

    def value(self, name: str, what: str) -> Any:
        """The parameter as a JSON value, None when missing; `what` names it in the refusal of bad JSON."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {what} JSON object") from None

    def strings(self, name: str, what: str) -> list[str] | None:
        """The parameter as a list of strings, None when missing or of another shape."""
        value = self.value(name, what)
        return [str(one) for one in value] if isinstance(value, list) else None

    @property
    def chat_id(self) -> int | None:
        """The chat that the call speaks of, where it does by number."""
        value = self.params.get("chat_id")
        if value is None:
            return None
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            return None
