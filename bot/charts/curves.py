"""How curves over time are laid out on a canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

from bot.charts.canvas import Canvas
from bot.charts.layouts import legend
from bot.charts.pictures import Curve, Curves, Mark
from bot.charts.style import CEDAR, INNER, LINE, MARGIN, PARTS, RULE, SMALL, SOFT, TEXT

_HIGH = 440
_NAMES = 320  # the most that the names of levels take of the width
_GAP = 20
_AXIS = 3
_LEVEL = 2
_THICK = 7
_DOT = 11  # radius of what a curve ends in
_LONE = 6  # radius of a point without neighbours
_BETWEEN_TIMES = 24


def curves(canvas: Canvas, chart: Curves, top: float) -> float:
    """Levels across, named at the start; time runs away from them; what each curve has come to stands at its end."""
    colours = (CEDAR,) if len(chart.curves) == 1 else PARTS[: len(chart.curves)]
    names = tuple(curve.name for curve in chart.curves)
    if any(names):
        top = legend(canvas, names, colours, top) + 14
    said = [canvas.lines(canvas.clean(curve.said), TEXT, INNER / 4, is_bold=True) for curve in chart.curves]
    said_width = max(
        (canvas.measure(line, TEXT, is_bold=True) for lines in said for line in lines), default=0
    )
    top += TEXT * LINE / 2

    def height(value: float) -> float:
        return top + _HIGH * (1 - value / chart.most)

    base = _levels(canvas, chart.levels, height, MARGIN + INNER - said_width - _DOT - _GAP)
    room = MARGIN + INNER - said_width - 2 * _DOT - _GAP - base
    count = len(chart.curves[0].values)

    def place(point: float) -> float:
        return base + _DOT + (room * point / (count - 1) if count > 1 else room / 2)

    canvas.box(base, top, _AXIS, _HIGH, RULE)
    ends = []
    for curve, colour in zip(chart.curves, colours, strict=True):
        ends.append(_curve(canvas, curve, colour, place, height))
    _values(canvas, said, [(x + _DOT + _GAP / 2, y) for x, y in ends], top + _HIGH)
    return _times(canvas, chart.times, place, top + _HIGH + 14, count)


def _levels(canvas: Canvas, levels: Sequence[Mark], height: Callable[[float], float], end: float) -> float:
    """The lines across, and their names; returns where the curves begin. A name that would stand on another one is left
    out."""
    names = [canvas.lines(canvas.clean(level.said), SMALL, _NAMES) for level in levels]
    width = max((canvas.measure(line, SMALL) for lines in names for line in lines), default=0.0)
    base = MARGIN + width + (_GAP if width else 0)
    above = float("inf")
    for level, name in sorted(zip(levels, names, strict=True), key=lambda one: one[0].at):
        middle = height(level.at)
        canvas.box(base, middle - _LEVEL / 2, end - base, _LEVEL, RULE)
        if above - middle >= SMALL * LINE:
            canvas.write(name, MARGIN, middle - SMALL * LINE / 2, SMALL, colour=SOFT)
            above = middle
    return base


def _curve(
    canvas: Canvas,
    curve: Curve,
    colour: str,
    place: Callable[[float], float],
    height: Callable[[float], float],
) -> tuple[float, float]:
    """One curve, broken where there was no value; returns its last point."""
    points = [None if value is None else (place(n), height(value)) for n, value in enumerate(curve.values)]
    for is_gap, stretch in groupby(points, key=lambda point: point is None):
        if is_gap:
            continue
        known = [point for point in stretch if point is not None]
        canvas.path(known, colour, _THICK)
        if len(known) == 1:
            _dot(canvas, known[0], colour, _LONE)
    last = next(point for point in reversed(points) if point is not None)
    _dot(canvas, last, colour, _DOT)
    return last


def _dot(canvas: Canvas, point: tuple[float, float], colour: str, radius: float) -> None:
    x, y = point
    canvas.box(x - radius, y - radius, 2 * radius, 2 * radius, colour, radius)


def _values(
    canvas: Canvas, said: Sequence[list[str]], ends: Sequence[tuple[float, float]], bottom: float
) -> None:
    """What each curve has come to, beside its end; those that are close stand below each other, none below `bottom`."""
    beside = sorted(zip(said, ends, strict=True), key=lambda one: one[1][1], reverse=True)
    least = bottom + TEXT * LINE
    for text, (x, y) in beside:
        if text:
            least = min(y, least - TEXT * LINE)
            canvas.write(text, x, least - TEXT * LINE / 2, TEXT, is_bold=True)


def _times(
    canvas: Canvas, times: Sequence[Mark], place: Callable[[float], float], top: float, count: int
) -> float:
    """What stands below the axis: all, or, where there is no room for that, every second, every third…"""
    texts = []
    for time in sorted(times, key=lambda one: one.at):
        text = canvas.lines(canvas.clean(time.said), SMALL, INNER / 4)
        half = max((canvas.measure(line, SMALL) for line in text), default=0.0) / 2
        middle = place(time.at)
        if 0 <= time.at < count and middle - half >= MARGIN and middle + half <= MARGIN + INNER:
            texts.append((middle - half, middle + half + _BETWEEN_TIMES, text))
    step = next(
        (n for n in range(1, len(texts)) if all(one[1] <= other[0] for one, other in pairwise(texts[::n]))), 1
    )
    for start, end, text in texts[::step]:
        canvas.write(text, (start + end - _BETWEEN_TIMES) / 2, top, SMALL, colour=SOFT, side="middle")
    return top + (SMALL * LINE if times else 0)
