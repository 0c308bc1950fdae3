"""The canvas: rectangles and lines of text in pixels from the top, mirrored for Arabic, made into a PNG by matplotlib.

Only the drawing process imports this: matplotlib takes a third of a second to import, and 60 MB.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib import font_manager, get_data_path, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray
from PIL import Image

from bot.charts import style
from bot.charts.texts import END_OF_ISOLATE, ISOLATE, NAMELESS, cleaned, wrapped

FACES = Path(__file__).parent / "fonts"
_DPI = 72  # a point is a pixel
_MARKS = {False: "\u200e", True: "\u200f"}
_BASELINE = 0.36  # from the middle of a line down to its baseline, in sizes

Side = Literal["start", "middle", "end"]
Edge = Literal["left", "center", "right"]
_SIDES: Mapping[Side, Edge] = {"start": "left", "middle": "center", "end": "right"}
_SIDES_RTL: Mapping[Side, Edge] = {"start": "right", "middle": "center", "end": "left"}
Pixels = NDArray[np.uint8]

rcParams["text.hinting"] = "none"  # hinted letters are moved to whole pixels, and no longer join smoothly
# Only these faces, whatever a machine has. What Vazirmatn lacks (Greek, Cyrillic, Armenian) is in matplotlib's own
_FAMILIES = ("Vazirmatn", "DejaVu Sans")
_OTHERS = Path(get_data_path(), "fonts", "ttf")
_FILES = {
    "normal": (FACES / "Vazirmatn-Regular.ttf", _OTHERS / "DejaVuSans.ttf"),
    "bold": (FACES / "Vazirmatn-Bold.ttf", _OTHERS / "DejaVuSans-Bold.ttf"),
}
font_manager.fontManager.ttflist.clear()
for file in chain(*_FILES.values()):
    font_manager.fontManager.addfont(file)


@lru_cache(maxsize=256)
def font(size: float, is_bold: bool) -> font_manager.FontProperties:
    weight = "bold" if is_bold else "normal"
    return font_manager.FontProperties(family=_FAMILIES, size=size, weight=weight)


@cache
def _glyphs() -> frozenset[int]:
    """What there is in both weights."""
    normal, bold = (
        {code for file in files for code in FT2Font(file).get_charmap()} for files in _FILES.values()
    )
    return frozenset(normal & bold)


def _has_glyph(character: str) -> bool:
    return ord(character) in _glyphs()


def _agg(width: float, height: float, paper: str) -> Any:
    """matplotlib's canvas of so many pixels; its methods have no types."""
    return FigureCanvasAgg(Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=paper))


_MEASURING = _agg(1, 1, style.PAPER).get_renderer()


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    width: float
    height: float
    colour: str
    radius: float


@dataclass(frozen=True)
class _Line:
    text: str
    x: float
    baseline: float
    size: float
    is_bold: bool
    colour: str
    side: Edge


@dataclass(frozen=True)
class _Path:
    points: tuple[tuple[float, float], ...]
    colour: str
    thick: float


class Canvas:
    """What is to be drawn, collected until its height is known. Distances are from the start: the right in Arabic."""

    def __init__(self, width: int, is_rtl: bool, paper: str = style.PAPER) -> None:
        self.width = width
        self.paper = paper
        self.is_rtl = is_rtl
        self._items: list[_Box | _Line | _Path] = []

    def box(self, x: float, top: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """A filled rectangle on whole pixels; `radius` rounds its corners. Nothing for one without width."""
        left, right = (self.width - x - width, self.width - x) if self.is_rtl else (x, x + width)
        left, right, top, bottom = round(left), round(right), round(top), round(top + height)
        if left < right and top < bottom:
            wide, high = right - left, bottom - top
            self._items.append(_Box(left, top, wide, high, colour, min(radius, wide / 2, high / 2)))

    def path(self, points: Sequence[tuple[float, float]], colour: str, thick: float) -> None:
        """A line through these points, from the start and from the top. Nothing for a single one."""
        mirrored = tuple((self.width - x if self.is_rtl else x, top) for x, top in points)
        if len(mirrored) > 1:
            self._items.append(_Path(mirrored, colour, thick))

    def measure(self, text: str, size: float, is_bold: bool = False) -> float:
        """The width of a cleaned text on one line."""
        return _width(_MARKS[self.is_rtl] + text, size, is_bold)

    def clean(self, text: str, is_name: bool = False) -> str:
        """The text as it can be drawn. A name runs in its own direction; one of which nothing is left is a dash."""
        clean = cleaned(text, _has_glyph)
        return f"{ISOLATE}{clean or NAMELESS}{END_OF_ISOLATE}" if is_name else clean

    def lines(self, text: str, size: float, width: float, most: int = 1, is_bold: bool = False) -> list[str]:
        """A cleaned text in at most so many lines of a width."""
        return wrapped(text, width, most, lambda part: self.measure(part, size, is_bold))

    def write(
        self,
        lines: Sequence[str],
        x: float,
        top: float,
        size: float,
        *,
        colour: str = style.INK,
        is_bold: bool = False,
        side: Side = "start",
    ) -> float:
        """Cleaned lines below each other, their start, middle or end at `x`. Returns how high they are together."""
        height = size * style.LINE
        for n, text in enumerate(lines):
            middle = top + (n + 0.5) * height
            self._items.append(
                _Line(
                    _MARKS[self.is_rtl] + text,
                    self.width - x if self.is_rtl else x,
                    middle + _BASELINE * size,
                    size,
                    is_bold,
                    colour,
                    (_SIDES_RTL if self.is_rtl else _SIDES)[side],
                )
            )
        return len(lines) * height

    def pixels(self, height: float) -> Pixels:
        """The picture so high, as an array of height × width × 3."""
        high = round(height)
        agg = _agg(self.width, high, self.paper)
        for order, item in enumerate(self._items):
            artist = _artist(item, high)
            artist.set_zorder(order)
            agg.figure.add_artist(artist)
        agg.draw()
        return np.asarray(agg.buffer_rgba())[:, :, :3].copy()


def png(pixels: Pixels) -> bytes:
    """An array of height × width × 3 as a PNG. The same array gives the same bytes."""
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return written.getvalue()


@lru_cache(maxsize=4096)
def _width(text: str, size: float, is_bold: bool) -> float:
    return float(_MEASURING.get_text_width_height_descent(text, font(size, is_bold), False)[0])


def _artist(item: _Box | _Line | _Path, high: int) -> Any:
    match item:
        case _Box():
            return _patch(item, high)
        case _Path():
            return _curve(item, high)
        case _:
            return _text(item, high)


def _curve(path: _Path, high: int) -> Line2D:
    return Line2D(
        [x for x, _top in path.points],
        [high - top for _x, top in path.points],
        linewidth=path.thick,
        color=path.colour,
        solid_capstyle="round",
        solid_joinstyle="round",
        transform=IdentityTransform(),
    )


def _patch(box: _Box, high: int) -> FancyBboxPatch:
    shape = f"round,pad=0,rounding_size={box.radius}" if box.radius else "square,pad=0"
    bottom = high - box.top - box.height
    return FancyBboxPatch(
        (box.left, bottom),
        box.width,
        box.height,
        boxstyle=shape,
        facecolor=box.colour,
        edgecolor="none",
        transform=IdentityTransform(),
    )


def _text(line: _Line, high: int) -> Text:
    return Text(
        line.x,
        high - line.baseline,
        line.text,
        color=line.colour,
        fontproperties=font(line.size, line.is_bold),
        horizontalalignment=line.side,
        verticalalignment="baseline",
        parse_math=False,
        transform=IdentityTransform(),
    )
