"""How well *slipping* foretells silence, on purchases of which it is known who fell silent. By hand:

    python -m tests.bench.slipping [FILE]

FILE is CDNOW_master.txt, the purchases of 23,570 customers of a shop for music from 1997 to June 1998 (Fader and
Hardie, "Forecasting repeat sales at CDNOW", Interfaces 31, 2001); without it, the one in the package `lifetimes` where
that is installed. None of the data is kept here.

A customer stands for a company, a purchase for something done. Seen from the last day of March 1998, with the year
before the last 90 days that the rule looks at, silent is who bought nothing in the 91 days after that. Printed for all,
and for those who had bought two, four and eight times in the year before: the base rate (how many were silent, and so
how often a flag on everybody is right); of who is *slipping*, how many are flagged, how many of them were silent
(precision), and how many of the silent are among them (recall). Beside it the flag that the day of the last purchase
gives: as many customers as are slipping, those who last bought longest ago. Then how well each orders the customers
(the area under the curve; 0.50 is chance): the flag, what the flag is made of (the last 90 days as a share of the usual
90), and the days since the last purchase.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.rules.ledger import Act
from bot.rules.scoring import RECENT_DAYS, YEAR, before_and_lately, is_slipping

ON = date(1998, 3, 31).toordinal()
ENDS = date(1998, 6, 30).toordinal()
LEAST = (1, 2, 4, 8)
FILE = "CDNOW_master.txt"


@dataclass(frozen=True)
class Seen:
    """A customer as seen on the day, and whether they fell silent after it."""

    before: int
    share: float
    is_slipping: bool
    days_since: int
    is_silent: bool


def main(path: Path) -> None:
    """Print the figures of all, and of those who bought more often."""
    customers = [seen(days) for days in purchases(path).values()]
    usual = [one for one in customers if one is not None]
    for least in LEAST:
        counted([one for one in usual if one.before >= least], least)


def purchases(path: Path) -> dict[str, list[int]]:
    """The days of each customer's purchases (ordinals). Raises ValueError for a file of another kind."""
    found: dict[str, list[int]] = defaultdict(list)
    for line in path.read_text(encoding="ascii").splitlines():
        customer, *_others = fields = line.split() or [""]
        if customer.isdecimal():
            day = next(one for one in fields[1:] if len(one) == len("19970101"))
            found[customer].append(date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal())
    if not found:
        raise ValueError(f"{path} holds no purchases")
    return found


def seen(days: Sequence[int]) -> Seen | None:
    """A customer on the day; None for who had bought nothing in the year before the last 90 days."""
    # One kind of act, without a limit: a purchase is a purchase
    done = [(Act.POLL_ANSWERED, day) for day in days]
    before, lately = before_and_lately(done, ON)
    if not before:
        return None
    is_silent = not any(ON < day <= ENDS for day in days)
    last = max(day for day in days if day <= ON)
    times = sum(ON - RECENT_DAYS - YEAR < day <= ON - RECENT_DAYS for day in days)
    share = lately / (before * RECENT_DAYS / YEAR)
    return Seen(times, share, is_slipping(before, lately), ON - last, is_silent)


def counted(customers: Sequence[Seen], least: int) -> None:
    """Print the figures of some customers."""
    silent = sum(one.is_silent for one in customers)
    slipping = [one for one in customers if one.is_slipping]
    longest = sorted(customers, key=lambda one: -one.days_since)[: len(slipping)]
    print(f"bought at least {least} times in the year before: {len(customers)}")
    print(f"  {'base rate':>22}: {silent / len(customers):.0%} fell silent")
    for name, flagged in (("slipping", slipping), ("longest without", longest)):
        right = sum(one.is_silent for one in flagged)
        print(
            f"  {name:>22}: {len(flagged)} flagged, precision {right / len(flagged):.0%}, recall {right / silent:.0%}"
        )
    orders: tuple[tuple[str, Callable[[Seen], float]], ...] = (
        ("slipping", lambda one: one.is_slipping),
        ("share of the usual", lambda one: -one.share),
        ("days since last", lambda one: one.days_since),
    )
    for name, order in orders:
        print(f"  {name:>22}: area under the curve {area(customers, order):.2f}")


def area(customers: Sequence[Seen], order: Callable[[Seen], float]) -> float:
    """How often who fell silent comes before who did not, of all such pairs; half of a tie."""
    by_value: dict[float, list[bool]] = defaultdict(list)
    for one in customers:
        by_value[order(one)].append(one.is_silent)
    silent = loud = 0
    won = 0.0
    for value in sorted(by_value):
        here = sum(by_value[value])
        others = len(by_value[value]) - here
        won += here * (loud + others / 2)
        silent, loud = silent + here, loud + others
    return won / (silent * loud)


def installed() -> Path:
    """The file in the package `lifetimes`. Raises SystemExit where that is not installed."""
    package = importlib.util.find_spec("lifetimes")
    if package is None or package.origin is None:
        raise SystemExit(f"Give the path of {FILE}, or install lifetimes: pip install --no-deps lifetimes")
    return Path(package.origin).parent / "datasets" / FILE


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else installed())
