"""UTF-16 code units, in which Telegram counts offsets and lengths of entities."""

from typing import Any

Entity = dict[str, Any]
"""A MessageEntity object: type, offset, length and what the type adds."""


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
