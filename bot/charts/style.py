"""The house style: sizes in pixels of a picture 1200 wide (a phone shows it at about a third), and QOOT's colours.

Each colour differs from its neighbours in lightness, not only in hue: whoever sees no red or no green tells them apart
(a test computes what they see).
"""

from __future__ import annotations

WIDTH = 1200
MARGIN = 60
INNER = WIDTH - 2 * MARGIN

TITLE = 56
CHART_TITLE = 40
TEXT = 31
SMALL = 28
"""The smallest there is: about 9 points on a phone."""
FIGURE = 84
MEAN = 120
LINE = 1.42
"""Height of a line, in sizes of its letters: Arabic marks need more than Latin letters."""

PAPER = "#fffdf8"
CARD = "#eef1e0"
TRACK = "#efebdf"
RULE = "#d9d2bf"
INK = "#1f261d"
SOFT = "#555c4d"
CEDAR = "#1f5240"
REST = "#a3a092"

STEPS = {
    1: (CEDAR,),
    2: ("#a9c77f", CEDAR),
    3: ("#c3d9a0", "#6f9e4c", CEDAR),
    4: ("#cbdcae", "#92b863", "#477e42", "#173f31"),
}
"""For an order, pale to dark, by how many there are."""
PARTS = (CEDAR, "#e9b44c", "#b5452b", "#9cc3d5", "#6b3f6e", "#b7cf74", "#36779f", "#f3dcae")
"""For parts of a whole, dark and light in turns."""


def lightness(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, "relative luminance")."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """The colour of text on a coloured ground: dark or paper, whichever is read better."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, colour))
