"""The methods of the Bot API, one file per noun; `METHODS` knows them by name in lower case."""

from bot.simulator.methods import (
    chats,
    commands,
    editing,
    files,
    polls,
    profile,
    receiving,
    sending,
    taps,
    webhooks,
)
from bot.simulator.methods.registry import METHODS

__all__ = [
    "METHODS",
    "chats",
    "commands",
    "editing",
    "files",
    "polls",
    "profile",
    "receiving",
    "sending",
    "taps",
    "webhooks",
]
