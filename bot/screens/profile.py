"""The profile: what a member keeps about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap


@dataclass(frozen=True)
class ShowProfile(Tap, prefix="p"):
    """Show one's own profile."""
