"""QR codes: a link that a phone's camera opens, and below it whose it is and what for."""

from __future__ import annotations

import numpy as np
import segno

from bot.charts import layouts
from bot.charts.canvas import Canvas, Pixels, png
from bot.charts.pictures import QrCode
from bot.charts.style import INK, SOFT, TEXT

_WIDE = 1000
_QUIET = 4
"""Modules of light around a code (ISO/IEC 18004, 6.3.8)."""
_CORRECTION = "q"
"""A quarter of the code may be lost to a crease or to a phone's compression (ISO/IEC 18004, 8.5.1)."""
_NAME, _SMALLEST_NAME = 60, 44
_BELOW = 46
_NUMBER = 170
_DIGITS_RISE = 0.22
"""How much of its size a line of digits needs neither above nor below, where Arabic letters do."""


def qr_code(code: QrCode) -> bytes:
    """The code as a PNG, 1000 pixels wide: black on white, its modules whole pixels."""
    drawn = _modules(code.link)
    canvas = Canvas(_WIDE, code.is_rtl, paper="#ffffff")
    top = float(len(drawn))
    if code.number:
        number = canvas.clean(code.number, is_name=True)
        size = layouts.fitting(canvas, number, _NUMBER, _WIDE - 80)
        spare = _DIGITS_RISE * size
        top += canvas.write([number], _WIDE / 2, top - spare, size, is_bold=True, side="middle") - 1.5 * spare
    for n, line in enumerate(code.lines):
        text, is_first = canvas.clean(line, is_name=True), n == 0
        size = max(_SMALLEST_NAME, layouts.fitting(canvas, text, _NAME, _WIDE - 80)) if is_first else TEXT + 7
        lines = canvas.lines(text, size, _WIDE - 80, most=2, is_bold=is_first)
        colour = INK if is_first else SOFT
        top += canvas.write(lines, _WIDE / 2, top, size, is_bold=is_first, colour=colour, side="middle") + 6
    picture = canvas.pixels(top + (_BELOW if code.lines else 0))
    left = (_WIDE - len(drawn)) // 2
    picture[: len(drawn), left : left + len(drawn)] = drawn
    return png(picture)


def _modules(link: str) -> Pixels:
    """The code with its quiet zone, as pixels."""
    qr = segno.make_qr(link, error=_CORRECTION, boost_error=True)
    rows = np.array([list(row) for row in qr.matrix_iter(border=_QUIET)], dtype=np.uint8)
    scale = _WIDE // len(rows)
    square = np.kron(1 - rows, np.full((scale, scale), 255, dtype=np.uint8)).astype(np.uint8)
    return np.repeat(square[:, :, None], 3, axis=2)
