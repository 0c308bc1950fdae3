"""Companies: the company's profile, its people and its files."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap


@dataclass(frozen=True)
class ShowCompany(Tap, prefix="c"):
    """Show one's own company."""
