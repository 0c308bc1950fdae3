"""Broadcasts: composing, previewing, sending, following."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap


@dataclass(frozen=True)
class StartBroadcast(Tap, prefix="b"):
    """Begin a broadcast, or go on with the one being composed."""


@dataclass(frozen=True)
class ListBroadcasts(Tap, prefix="bl"):
    """Show what was sent."""
