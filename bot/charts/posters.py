"""Posters: a title, the figures that matter, and charts below each other."""

from __future__ import annotations

from bot.charts import curves, layouts
from bot.charts.canvas import Canvas, png
from bot.charts.pictures import Bars, Chart, Curves, Figure, Poster, Shares
from bot.charts.style import (
    CARD,
    CEDAR,
    CHART_TITLE,
    FIGURE,
    INNER,
    LINE,
    MARGIN,
    RULE,
    SMALL,
    SOFT,
    TEXT,
    TITLE,
    WIDTH,
)

_BAND = 14
_GAP = 18
_BETWEEN = 52
_PAD = 22


def poster(poster: Poster) -> bytes:
    """The poster as a PNG, 1200 pixels wide and as high as what is on it."""
    canvas = Canvas(WIDTH, poster.is_rtl)
    canvas.box(0, 0, WIDTH, _BAND, CEDAR)
    top = _head(canvas, poster, _BAND + 40.0)
    for n, chart in enumerate(poster.charts):
        if n or poster.title or poster.figures:
            canvas.box(MARGIN, top + _BETWEEN / 2, INNER, 2, RULE)
            top += _BETWEEN
        top = _chart(canvas, chart, top)
    if poster.footer:
        footer = canvas.lines(canvas.clean(poster.footer), SMALL, INNER, most=2)
        top += 30 + canvas.write(footer, MARGIN, top + 30, SMALL, colour=SOFT)
    return png(canvas.pixels(top + 44))


def _head(canvas: Canvas, poster: Poster, top: float) -> float:
    title = canvas.lines(canvas.clean(poster.title), TITLE, INNER, most=2, is_bold=True)
    top += canvas.write(title, MARGIN, top, TITLE, is_bold=True)
    subtitle = canvas.lines(canvas.clean(poster.subtitle), TEXT, INNER, most=2)
    top += canvas.write(subtitle, MARGIN, top, TEXT, colour=SOFT)
    if poster.figures:
        top = _figures(canvas, poster.figures, top + (24 if title or subtitle else 0))
    return top


def _figures(canvas: Canvas, figures: tuple[Figure, ...], top: float) -> float:
    """Cards beside each other, each with its number above what it counts."""
    wide = (INNER - _GAP * (len(figures) - 1)) / len(figures)
    room = wide - 2 * _PAD / (2 if len(figures) > 4 else 1)
    said = [canvas.clean(figure.said) for figure in figures]
    # One size for all of them: the widest decides
    size = min(layouts.fitting(canvas, text, FIGURE, room) for text in said)
    names = [canvas.lines(canvas.clean(figure.name), SMALL, room, most=2) for figure in figures]
    high = size * LINE + max(len(lines) for lines in names) * SMALL * LINE + _PAD
    for n, (text, name) in enumerate(zip(said, names, strict=True)):
        x = MARGIN + n * (wide + _GAP)
        canvas.box(x, top, wide, high, CARD, 16)
        lines = canvas.lines(text, size, room, is_bold=True)
        middle, below = x + wide / 2, top + 4 + size * LINE
        canvas.write(lines, middle, top + 4, size, is_bold=True, colour=CEDAR, side="middle")
        canvas.write(name, middle, below, SMALL, colour=SOFT, side="middle")
    return top + high


def _chart(canvas: Canvas, chart: Chart, top: float) -> float:
    title = canvas.lines(canvas.clean(chart.title), CHART_TITLE, INNER, most=2, is_bold=True)
    top += canvas.write(title, MARGIN, top, CHART_TITLE, is_bold=True)
    note = canvas.lines(canvas.clean(chart.note), SMALL, INNER, most=3)
    top += canvas.write(note, MARGIN, top, SMALL, colour=SOFT) + 18
    if isinstance(chart, Bars):
        return layouts.bars(canvas, chart, top)
    if isinstance(chart, Shares):
        return layouts.shares(canvas, chart, top)
    if isinstance(chart, Curves):
        return curves.curves(canvas, chart, top)
    return layouts.ratings(canvas, chart, top)
