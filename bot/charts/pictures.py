"""What can be drawn, as plain values. All texts are as they are to be read: translated, numbers formatted, not escaped.

Texts from people may be anything: what cannot be drawn is left out, what is too long ends in an ellipsis. Titles and
sentences run in the direction of the picture, so names within them are to be isolated (with `i18n.isolate`; `name`
escapes). The names of bars and shares and the lines below a code run each in their own direction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

MOST_BARS = 20
"""In one chart: more would be too small on a phone, where the whole picture is fitted to the screen."""
MOST_SERIES = 4
MOST_BESIDE = 40
"""Bars of all series together, where they are not stacked. Telegram takes photos whose width and height are 10,000
together (https://core.telegram.org/bots/api#sendphoto): a poster with three charts that are full is just below."""
MOST_SHARES = 8
MOST_CURVES = 4
MOST_POINTS = 60
MOST_MARKS = 12
MOST_FIGURES = 5
MOST_CHARTS = 3
MOST_LINES = 2
MOST_LINK = 300
"""Characters of a link: a code of more has modules too fine for a phone's camera."""


@dataclass(frozen=True)
class Amount:
    """How much: `value` gives the length, finite and not negative, and `said` is what stands beside it ("1 234")."""

    value: float
    said: str

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and self.value >= 0):
            raise ValueError(f"no amount that can be drawn: {self.value}")


@dataclass(frozen=True)
class Bar:
    """A name with an amount for each series. `said` stands at the end of a stacked bar: its total."""

    name: str
    amounts: tuple[Amount, ...]
    said: str = ""


@dataclass(frozen=True)
class Bars:
    """Horizontal bars: one for each name; with several `series`, one for each below each other, or stacked.

    The series go from pale to dark and are to be given in that order: invited, answered, going, came. `note` says in a
    sentence what is to be seen. Raises ValueError for bars without an amount for each series, or too many of either.
    """

    title: str
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    is_stacked: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        _at_most(MOST_BARS, "bars", self.bars, least=1)
        _at_most(MOST_SERIES, "series", self.series)
        if any(len(bar.amounts) != max(1, len(self.series)) for bar in self.bars):
            raise ValueError("each bar has one amount for each series")
        if not self.is_stacked and len(self.bars) * len(self.series) > MOST_BESIDE:
            raise ValueError(f"at most {MOST_BESIDE} amounts that are not stacked")


@dataclass(frozen=True)
class Share:
    """A part of a whole. What `is_rest` (no answer yet, said nothing) is grey."""

    name: str
    amount: Amount
    is_rest: bool = False


@dataclass(frozen=True)
class Shares:
    """One bar that is the whole, and a line for each of its parts. Raises ValueError for none, or more than eight."""

    title: str
    shares: tuple[Share, ...]
    note: str = ""

    def __post_init__(self) -> None:
        _at_most(MOST_SHARES, "shares", self.shares, least=1)


@dataclass(frozen=True)
class Ratings:
    """How answers on a scale are distributed: a bar for each step, the lowest first, and the mean in large figures.

    `below` stands under the mean ("of 5 · 51 answers"). Raises ValueError for bars of several amounts, or too many.
    """

    title: str
    mean: str
    bars: tuple[Bar, ...]
    below: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _at_most(MOST_BARS, "steps", self.bars, least=1)
        if any(len(bar.amounts) != 1 for bar in self.bars):
            raise ValueError("each step of a scale has one amount")


@dataclass(frozen=True)
class Mark:
    """A place on an axis, and what stands there."""

    at: float
    said: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.at):
            raise ValueError(f"no place on an axis: {self.at}")


@dataclass(frozen=True)
class Curve:
    """How something went: a value for each point in time, None where there was none; `said` stands at its end. The
    name is that of the legend, which a single curve without a name has not."""

    values: tuple[float | None, ...]
    said: str = ""
    name: str = ""


@dataclass(frozen=True)
class Curves:
    """Up to four curves over the same points in time, from 0 to `most`. In Arabic time runs from right to left.

    `levels` are lines across, each with what it means; `times` stand below, `at` a point counted from 0; where there is
    no room for one it is left out. Raises ValueError for curves without any value, of different lengths or beyond 0 to
    `most`, and for too many of anything.
    """

    title: str
    curves: tuple[Curve, ...]
    most: float
    levels: tuple[Mark, ...] = ()
    times: tuple[Mark, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _at_most(MOST_CURVES, "curves", self.curves, least=1)
        for marks in (self.levels, self.times):
            _at_most(MOST_MARKS, "marks", marks)
        for curve in self.curves:
            _at_most(MOST_POINTS, "points", curve.values, least=1)
            known = [value for value in curve.values if value is not None]
            if len(curve.values) != len(self.curves[0].values) or not known:
                raise ValueError("curves have as many points, and some value")
            if not all(0 <= value <= self.most < math.inf for value in known):
                raise ValueError(f"values are from 0 to {self.most}")
        if not self.most > 0:
            raise ValueError("a scale has some height")


Chart = Bars | Shares | Ratings | Curves


@dataclass(frozen=True)
class Figure:
    """A number large enough to be read first, with what it counts below it."""

    said: str
    name: str


@dataclass(frozen=True)
class Poster:
    """A picture 1200 pixels wide: a title, up to five figures, and up to three charts below each other.

    A single chart is a poster of its own. Raises ValueError for nothing to draw, and for too much.
    """

    title: str = ""
    subtitle: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    footer: str = ""
    is_rtl: bool = False

    def __post_init__(self) -> None:
        _at_most(MOST_FIGURES, "figures", self.figures)
        _at_most(MOST_CHARTS, "charts", self.charts)
        if not (self.title or self.figures or self.charts):
            raise ValueError("a poster with nothing on it")


@dataclass(frozen=True)
class QrCode:
    """A link as a QR code, with up to two lines below that say whose and what for, and above them a `number` to be
    read across a room. Raises ValueError for no link."""

    link: str
    lines: tuple[str, ...]
    is_rtl: bool = False
    number: str = ""

    def __post_init__(self) -> None:
        _at_most(MOST_LINES, "lines", self.lines)
        if not (self.link.isascii() and 0 < len(self.link) <= MOST_LINK):
            raise ValueError(f"no link for a code: {len(self.link)} characters")


Picture = Poster | QrCode

_PARTS = (Amount, Bar, Bars, Share, Shares, Ratings, Mark, Curve, Curves, Figure, Poster, QrCode)
_KINDS = {kind.__name__: kind for kind in _PARTS}


def as_plain(value: Any) -> Any:
    """A picture as plain JSON, from which `from_plain` makes it again."""
    if is_dataclass(value):
        return {"is": type(value).__name__} | {
            one.name: as_plain(getattr(value, one.name)) for one in fields(value)
        }
    return [as_plain(one) for one in value] if isinstance(value, tuple) else value


def from_plain(plain: Any) -> Any:
    """A picture from what `as_plain` made of it. Raises LookupError, TypeError or ValueError for anything else."""
    if isinstance(plain, dict):
        given = {name: from_plain(value) for name, value in plain.items() if name != "is"}
        return _KINDS[plain["is"]](**given)
    return tuple(from_plain(one) for one in plain) if isinstance(plain, list) else plain


def _at_most(most: int, what: str, given: tuple[object, ...], least: int = 0) -> None:
    if not least <= len(given) <= most:
        raise ValueError(f"{least} to {most} {what}, not {len(given)}")
