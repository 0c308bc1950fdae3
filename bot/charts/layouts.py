"""How each kind of chart is laid out on a canvas. Each function draws below `top` and returns where it ended."""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts.canvas import Canvas
from bot.charts.pictures import Amount, Bar, Bars, Ratings, Shares
from bot.charts.style import (
    CEDAR,
    INK,
    INNER,
    LINE,
    MARGIN,
    MEAN,
    PARTS,
    REST,
    RULE,
    SMALL,
    SOFT,
    STEPS,
    TEXT,
    TRACK,
    WIDTH,
    ink_on,
)

_NAMES = 400  # the most that names take of the width
_GAP = 20
_RADIUS = 7
_AXIS = 3
_ONE, _ONE_OF_SEVERAL = 42, 30  # how thick a bar is
_BETWEEN_SERIES = 4
_BETWEEN_BARS = 20
_WHOLE = 84
_SWATCH = 30
_MEAN_WIDTH = 300


def bars(canvas: Canvas, chart: Bars, top: float) -> float:
    """Names at the start, bars growing away from them, what each is at its end; the series named above."""
    colours = STEPS[max(1, len(chart.series))]
    if chart.series:
        top = legend(canvas, chart.series, colours, top) + 14
    if chart.is_stacked and chart.series:
        return _stacked(canvas, chart.bars, colours, top)
    thick = _ONE_OF_SEVERAL if chart.series else _ONE
    return _side_by_side(canvas, chart.bars, colours, top, thick, MARGIN, INNER)


def shares(canvas: Canvas, chart: Shares, top: float) -> float:
    """The whole as one bar, and below it a line for each part with what it is."""
    whole = sum(share.amount.value for share in chart.shares)
    others = iter(PARTS)
    coloured = [(share, REST if share.is_rest else next(others)) for share in chart.shares]
    canvas.box(MARGIN, top, INNER, _WHOLE, TRACK, _RADIUS)
    _segments(
        canvas, [(share.amount, colour) for share, colour in coloured], MARGIN, INNER, whole, top, _WHOLE
    )
    top += _WHOLE + 22
    for share, colour in coloured:
        said = canvas.lines(canvas.clean(share.amount.said), TEXT, INNER / 3, is_bold=True)
        said_width = max((canvas.measure(text, TEXT, is_bold=True) for text in said), default=0.0)
        beside = MARGIN + _SWATCH + _GAP
        name = canvas.clean(share.name, is_name=True)
        names = canvas.lines(name, TEXT, INNER - _SWATCH - 2 * _GAP - said_width, most=2)
        canvas.box(MARGIN, top + (TEXT * LINE - _SWATCH) / 2, _SWATCH, _SWATCH, colour, _RADIUS)
        canvas.write(said, WIDTH - MARGIN, top, TEXT, is_bold=True, side="end")
        top += max(canvas.write(names, beside, top, TEXT), TEXT * LINE) + 12
    return top - 12


def ratings(canvas: Canvas, chart: Ratings, top: float) -> float:
    """The mean at the start, large; beside it a bar for each step, the highest above."""
    mean = canvas.clean(chart.mean)
    size = fitting(canvas, mean, MEAN, _MEAN_WIDTH)
    below = canvas.lines(canvas.clean(chart.below), SMALL, _MEAN_WIDTH, most=3)
    shown = canvas.lines(mean, size, _MEAN_WIDTH, is_bold=True)
    high = (size * LINE if shown else 0) + len(below) * SMALL * LINE
    beside = _MEAN_WIDTH + 2 * _GAP if shown or below else 0
    steps = tuple(reversed(chart.bars))
    end = _side_by_side(canvas, steps, (CEDAR,), top, _ONE, MARGIN + beside, INNER - beside)
    start = top + max(0, (end - top - high) / 2)
    middle = MARGIN + _MEAN_WIDTH / 2
    start += canvas.write(shown, middle, start, size, is_bold=True, colour=CEDAR, side="middle")
    start += canvas.write(below, middle, start, SMALL, colour=SOFT, side="middle")
    return max(start, end)


def fitting(canvas: Canvas, text: str, size: float, width: float) -> float:
    """The size, made smaller where the bold text would be too wide for the width; never below the smallest."""
    wide = canvas.measure(text, size, is_bold=True)
    return size if wide <= width else max(float(SMALL), float(int(size * width / wide)))


def _side_by_side(
    canvas: Canvas,
    bars: Sequence[Bar],
    colours: Sequence[str],
    top: float,
    thick: float,
    start: float,
    width: float,
) -> float:
    """For each name its bars below each other, as long as their amounts; within a part of the picture's width."""
    said = [[canvas.lines(canvas.clean(one.said), TEXT, width / 4) for one in bar.amounts] for bar in bars]
    said_width = max((_widest(canvas, lines) for row in said for lines in row), default=0.0)
    names, names_width = _names(canvas, bars, min(_NAMES, width / 2))
    base = start + names_width + (_GAP if names_width else 0)
    room = start + width - base - _AXIS - said_width - _GAP
    most = max(one.value for bar in bars for one in bar.amounts) or 1
    began = top
    for bar, name, texts in zip(bars, names, said, strict=True):
        together = len(bar.amounts) * (thick + _BETWEEN_SERIES) - _BETWEEN_SERIES
        high = max(together, len(name) * TEXT * LINE)
        canvas.write(name, start, top + (high - len(name) * TEXT * LINE) / 2, TEXT)
        at = top + (high - together) / 2
        for one, text, colour in zip(bar.amounts, texts, colours, strict=True):
            length = room * one.value / most
            canvas.box(base + _AXIS, at, max(length, 2 if one.value else 0), thick, colour)
            canvas.write(text, base + _AXIS + length + _GAP / 2, at + (thick - TEXT * LINE) / 2, TEXT)
            at += thick + _BETWEEN_SERIES
        top += high + _BETWEEN_BARS
    end = top - _BETWEEN_BARS
    canvas.box(base, began - 6, _AXIS, end - began + 12, RULE)
    return end


def _stacked(canvas: Canvas, bars: Sequence[Bar], colours: Sequence[str], top: float) -> float:
    """For each name one bar of parts, and its total at the end."""
    totals = [canvas.lines(canvas.clean(bar.said), TEXT, INNER / 4, is_bold=True) for bar in bars]
    total_width = max(_widest(canvas, lines, is_bold=True) for lines in totals)
    names, names_width = _names(canvas, bars, _NAMES)
    base = MARGIN + names_width + _GAP
    room = MARGIN + INNER - base - _AXIS - total_width - _GAP
    most = max(sum(one.value for one in bar.amounts) for bar in bars) or 1
    began = top
    for bar, name, total in zip(bars, names, totals, strict=True):
        high = max(_ONE, len(name) * TEXT * LINE)
        canvas.write(name, MARGIN, top + (high - len(name) * TEXT * LINE) / 2, TEXT)
        whole = sum(one.value for one in bar.amounts)
        length = room * whole / most
        parts = list(zip(bar.amounts, colours, strict=True))
        _segments(canvas, parts, base + _AXIS, length, whole, top + (high - _ONE) / 2, _ONE)
        text_top = top + (high - TEXT * LINE) / 2
        canvas.write(total, base + _AXIS + length + _GAP / 2, text_top, TEXT, is_bold=True)
        top += high + _BETWEEN_BARS
    end = top - _BETWEEN_BARS
    canvas.box(base, began - 6, _AXIS, end - began + 12, RULE)
    return end


def _segments(
    canvas: Canvas,
    parts: Sequence[tuple[Amount, str]],
    start: float,
    length: float,
    whole: float,
    top: float,
    thick: float,
) -> None:
    """One bar of parts in their colours, each with what it is where there is room for that."""
    for amount, colour in parts:
        share = length * amount.value / whole if whole else 0
        canvas.box(start, top, share - (2 if share > 4 else 0), thick, colour)
        said = canvas.clean(amount.said)
        if canvas.measure(said, TEXT, is_bold=True) + 12 <= share:
            middle, text_top = start + share / 2, top + (thick - TEXT * LINE) / 2
            canvas.write([said], middle, text_top, TEXT, is_bold=True, colour=ink_on(colour), side="middle")
        start += share


def legend(canvas: Canvas, series: Sequence[str], colours: Sequence[str], top: float) -> float:
    """The names of the series with their colours, in as many lines as they need."""
    x: float = MARGIN
    for name, colour in zip(series, colours, strict=True):
        text = canvas.lines(canvas.clean(name), TEXT, INNER - _SWATCH - _GAP)
        wide = _SWATCH + 12 + _widest(canvas, text)
        if x > MARGIN and x + wide > MARGIN + INNER:
            x, top = MARGIN, top + TEXT * LINE + 4
        canvas.box(x, top + (TEXT * LINE - _SWATCH) / 2, _SWATCH, _SWATCH, colour, _RADIUS)
        canvas.write(text, x + _SWATCH + 12, top, TEXT, colour=INK)
        x += wide + 2 * _GAP
    return top + TEXT * LINE


def _names(canvas: Canvas, bars: Sequence[Bar], most: float) -> tuple[list[list[str]], float]:
    """The names in one or two lines each, and how wide the widest line is."""
    names = [canvas.lines(canvas.clean(bar.name, is_name=True), TEXT, most, most=2) for bar in bars]
    return names, max((_widest(canvas, lines) for lines in names), default=0.0)


def _widest(canvas: Canvas, lines: Sequence[str], is_bold: bool = False) -> float:
    return max((canvas.measure(text, TEXT, is_bold) for text in lines), default=0.0)
