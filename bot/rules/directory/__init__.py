"""The directory: what a company can be found by, what counts as alike, and who is found first."""

from bot.rules.directory.finding import Directory
from bot.rules.directory.marks import (
    MOST_SEARCHES,
    QUERY_LIMIT,
    SEARCHES_WITHIN,
    Hit,
    Listed,
    Mark,
    Row,
    Spot,
    marks,
    needs_of,
    wanted,
)

__all__ = [
    "MOST_SEARCHES",
    "QUERY_LIMIT",
    "SEARCHES_WITHIN",
    "Directory",
    "Hit",
    "Listed",
    "Mark",
    "Row",
    "Spot",
    "marks",
    "needs_of",
    "wanted",
]
