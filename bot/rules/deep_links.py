"""Deep links: https://t.me/BOT?start=PAYLOAD opens the bot, which is sent `/start PAYLOAD`.

A payload is `KIND_ARGUMENT`, or an invite's token, which has no kind and always 22 characters
(https://core.telegram.org/bots/features#deep-linking).
"""

from __future__ import annotations

import re

COMMAND = "start"

LONGEST_PAYLOAD = 64
"""Telegram's limit."""

LONGEST_OF_A_KIND = 55
"""Of ours, so that a payload also fits into the button that goes on with it after a question in between."""

TOKEN_LENGTH = 22
"""An invite's token: 16 bytes in URL-safe base64, which may begin with any letters; so no other payload is as long."""

KIND = re.compile(r"[a-z]+")
_OF_A_KIND = re.compile(r"([a-z]+)_([A-Za-z0-9_-]*)")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]+")


def link(username: str, argument: str, kind: str = "") -> str:
    """The link that opens the bot with an argument of this kind; without one, with an invite's token.

    Raises ValueError for what would not come back as it is: see `read`.
    """
    payload = f"{kind}_{argument}" if kind else argument
    longest = LONGEST_OF_A_KIND if kind else LONGEST_PAYLOAD
    if not _PAYLOAD.fullmatch(payload) or len(payload) > longest or read(payload) != (kind, argument):
        raise ValueError(f"{payload[:LONGEST_PAYLOAD]!r} is no payload of a deep link")
    return f"https://t.me/{username}?start={payload}"


def read(payload: str) -> tuple[str, str]:
    """The kind of a payload, and its argument. Without a kind ("") the argument is the payload, whatever it may be."""
    match = _OF_A_KIND.fullmatch(payload)
    if match is None or len(payload) == TOKEN_LENGTH or len(payload) > LONGEST_PAYLOAD:
        return "", payload
    return match[1], match[2]
