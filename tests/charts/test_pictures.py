"""Posters and codes: large enough to be read, whole whatever names are on them, and joined where Arabic joins."""

from __future__ import annotations

import io
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from bot.charts import style
from bot.charts.pictures import (
    Amount,
    Bar,
    Bars,
    Curve,
    Curves,
    Figure,
    Mark,
    Poster,
    QrCode,
    Ratings,
    Shares,
)
from bot.charts.worker import draw
from tests.charts.pictures import (
    HOSTILE,
    LINK,
    SAID,
    bar,
    hostile,
    hostile_curves,
    hostile_rating,
    report,
    ticket,
)

Pixels = NDArray[np.int16]


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image


def pixels(png: bytes) -> Pixels:
    return np.asarray(opened(png)).astype(np.int16)


def colour(code: str) -> tuple[int, ...]:
    return tuple(int(code[i : i + 2], 16) for i in (1, 3, 5))


def where(picture: Pixels, code: str) -> NDArray[np.intp]:
    """The columns in which a colour stands."""
    return np.flatnonzero((picture == colour(code)).all(axis=2).any(axis=0))


def title(text: str, is_rtl: bool = False) -> Pixels:
    """A poster with only a title, cut to its ink."""
    picture = pixels(draw(Poster(text, is_rtl=is_rtl)))[20:]
    ink = np.abs(picture - colour(style.PAPER)).sum(axis=2) > 60
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_report_fills_a_phone(language: str) -> None:
    image = opened(draw(report(language)))
    assert image.width == 1200
    assert 1.5 < image.height / image.width < 2.2  # a phone's screen


def test_arabic_letters_join() -> None:
    joined, isolated = title("محمد", is_rtl=True), title("م ح م د", is_rtl=True)
    assert joined.shape[1] < 0.8 * isolated.shape[1]
    # The ink of a joined word is in one piece from its first letter to its last; isolated letters have gaps
    assert (joined.min(axis=(0, 2)) < 200).all()
    assert not (isolated.min(axis=(0, 2)) < 200).all()


def test_arabic_begins_at_the_right_and_a_name_in_it_stands_as_it_is_written() -> None:
    sentence = title("شركة \u2068ABC (Beirut)\u2069", is_rtl=True)
    name = title("ABC (Beirut)")
    wide = name.shape[1]
    # The Latin name is at the left, where the sentence ends, and reads from left to right with its brackets
    assert (
        np.abs(sentence[:, : wide - 40].min(axis=(0, 2)) - name[:, : wide - 40].min(axis=(0, 2))).mean() < 12
    )


def test_in_arabic_the_picture_is_mirrored() -> None:
    chart = Bars("", (bar("12", 1), bar("34", 2)))
    english, arabic = (pixels(draw(Poster(charts=(chart,), is_rtl=is_rtl)))[30:] for is_rtl in (False, True))
    to_the_right, to_the_left = where(english, style.CEDAR), where(arabic, style.CEDAR)
    assert list(1199 - to_the_left[::-1]) == list(to_the_right)
    assert to_the_right[0] > style.MARGIN
    assert to_the_right[-1] < 1200 - style.MARGIN


def curve(*values: float | None, said: str = "", most: float = 100) -> Curves:
    return Curves("", (Curve(values, said),), most)


def test_a_curve_is_as_high_as_its_values_and_broken_where_there_are_none() -> None:
    def tops(*values: float | None) -> list[int]:
        drawn = pixels(draw(Poster(charts=(curve(*values),))))[20:]
        ink = (drawn == colour(style.CEDAR)).all(axis=2)
        columns = np.flatnonzero(ink.any(axis=0))
        return [int(np.flatnonzero(ink[:, column]).mean()) for column in (columns[20], columns[-11])]

    start, end = tops(100, 100, 0)
    half, middle = tops(50, 50, 50)
    assert half == pytest.approx(middle, abs=2)
    assert half == pytest.approx((start + end) / 2, abs=4)
    whole, broken = (
        where(pixels(draw(Poster(charts=(curve(*values),))))[30:], style.CEDAR)
        for values in ((50, 50, 50, 50), (50, 50, None, 50))
    )
    assert whole[-1] == broken[-1]
    assert np.diff(whole).max() == 1
    assert np.diff(broken).max() > 100


def test_in_arabic_time_runs_from_right_to_left() -> None:
    english, arabic = (
        pixels(draw(Poster(charts=(curve(0, 100),), is_rtl=is_rtl)))[30:] for is_rtl in (False, True)
    )
    assert abs(1199 - where(arabic, style.CEDAR)[0] - where(english, style.CEDAR)[-1]) <= 1
    top = [
        int(np.flatnonzero((one == colour(style.CEDAR)).all(axis=2).any(axis=1))[0])
        for one in (english, arabic)
    ]
    assert top[0] == top[1]


@pytest.mark.parametrize(
    "picture",
    [hostile(False), hostile(True), hostile_rating(), hostile_curves()],
    ids=["ltr", "rtl", "rating", "curves"],
)
def test_hostile_names_keep_within_the_picture(picture: Poster) -> None:
    drawn = pixels(draw(picture))[20:]
    margins = np.concatenate([drawn[:, : style.MARGIN - 8], drawn[:, 8 - style.MARGIN :]], axis=1)
    assert (margins == colour(style.PAPER)).all()


def test_telegram_takes_the_largest_poster_there_can_be() -> None:
    long = HOSTILE[1]
    bars = Bars(long, (bar(long, 1, 2, 3, 4, said=long),) * 20, (long,) * 4, is_stacked=True, note=long)
    without, with_one = (
        opened(draw(Poster(long, long, (Figure(long, long),) * 5, charts, long))) for charts in ((), (bars,))
    )
    assert 1200 + without.height + 3 * (with_one.height - without.height) <= 10_000


def test_the_face_is_the_one_that_is_shipped() -> None:
    draw(Poster("x"))
    # Not above: it is the drawing that imports matplotlib as it should be
    from matplotlib.font_manager import findfont

    from bot.charts.canvas import font

    assert [Path(findfont(font(30, is_bold))).name for is_bold in (False, True)] == [
        "Vazirmatn-Regular.ttf",
        "Vazirmatn-Bold.ttf",
    ]


def test_an_amount_of_mathematics_is_shown_as_it_is_typed() -> None:
    assert title("$5_a$").shape[1] > title("$5_a").shape[1] > title("5a").shape[1]


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    def length(*values: float) -> int:
        drawn = pixels(draw(Poster(charts=(Bars("", tuple(bar("x", value) for value in values)),))))[60:]
        rows = (drawn == colour(style.CEDAR)).all(axis=2).sum(axis=1)
        return int(rows[rows > 0].min())

    assert length(10, 100) == pytest.approx(length(100, 100) / 10, abs=1)
    assert length(0.001, 100) == 2  # what there is, is seen
    drawn = pixels(draw(Poster(charts=(Bars("", (bar("x", 0),)),))))[60:]
    assert len(where(drawn, style.CEDAR)) == 0


def test_what_cannot_be_drawn_is_refused_at_once() -> None:
    one = bar("x", 1)
    for build in (
        lambda: Amount(-1, "-1"),
        lambda: Amount(float("nan"), "?"),
        lambda: Amount(float("inf"), "∞"),
        lambda: Bars("", ()),
        lambda: Bars("", (one,) * 21),
        lambda: Bars("", (one,), ("a", "b")),
        lambda: Bars("", (Bar("x", ()),)),
        lambda: Bars("", (bar("x", 1, 2, 3),) * 14, ("a", "b", "c")),
        lambda: Shares("", ()),
        lambda: curve(),
        lambda: curve(None),
        lambda: curve(101),
        lambda: curve(-1),
        lambda: curve(1, most=0),
        lambda: curve(*[1.0] * 61),
        lambda: Curves("", (Curve((1.0,)), Curve((1.0, 2.0))), 100),
        lambda: Curves("", (Curve((1.0,)),), 100, levels=(Mark(1, ""),) * 13),
        lambda: Mark(float("nan"), ""),
        lambda: Ratings("", "4", (bar("x", 1, 2),)),
        lambda: Poster(),
        lambda: Poster("x", figures=(Figure("1", "x"),) * 6),
        lambda: Poster("x", charts=(Bars("", (one,)),) * 4),
        lambda: QrCode("", ()),
        lambda: QrCode("https://t.me/" + "x" * 300, ()),
        lambda: QrCode("https://t.me/é", ()),
        lambda: QrCode(LINK, ("a", "b", "c")),
    ):
        with pytest.raises(ValueError, match=r"to|amount|link|nothing|curves|scale|axis"):
            build()


@pytest.mark.parametrize(
    "picture",
    [
        ticket("ar"),
        QrCode(LINK, HOSTILE[1:3]),
        QrCode("https://t.me/" + "x" * 287, ()),
        QrCode(LINK, (SAID["ar"][0][0],), is_rtl=True, number="482 913"),
        QrCode(LINK, (), number=HOSTILE[1]),
    ],
)
def test_a_code_is_read_also_when_small_and_compressed(picture: QrCode) -> None:
    image = opened(draw(picture))
    assert image.width == 1000
    small, compressed = image.resize((400, 400 * image.height // image.width)), io.BytesIO()
    small.save(compressed, "JPEG", quality=40)
    for shown in (image, small, Image.open(compressed)):
        assert [code.text for code in zxingcpp.read_barcodes(np.asarray(shown.convert("L")))] == [
            picture.link
        ]


def test_a_code_has_its_quiet_zone_and_says_whose_it_is_below() -> None:
    bare, named = opened(draw(QrCode(LINK, ()))), opened(draw(ticket("ar")))
    assert bare.height < named.height
    numbered = opened(draw(QrCode(LINK, (), number="482 913")))
    ink = np.flatnonzero((np.asarray(numbered.convert("L"))[1000:] < 128).any(axis=0))
    assert len(ink) > 400, "the number is read across a room"
    dark = np.flatnonzero((np.asarray(bare.convert("L")) < 128).any(axis=0))
    module = 1000 // 53  # a version 7 code of 45 modules, and four of light on each side
    assert dark[0] >= 4 * module
    assert 999 - dark[-1] >= 4 * module


# What people see who lack a kind of cone: Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
SIGHT = {
    "all": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
WHITE = (0.9505, 1, 1.089)


def seen(code: str, sight: str) -> NDArray[np.float64]:
    """A colour as it is seen, in CIELAB."""
    values = np.array(colour(code)) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    x, y, z = np.array(TO_XYZ) @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / WHITE
    x, y, z = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one: str, other: str) -> float:
    """How far two colours are apart for whoever tells them apart worst (CIE76)."""
    return min(float(np.linalg.norm(seen(one, sight) - seen(other, sight))) for sight in SIGHT)


def test_colours_are_told_apart_also_by_the_colour_blind() -> None:
    for steps in style.STEPS.values():
        assert all(apart(one, other) > 15 for one, other in pairwise(steps))
    assert all(apart(one, other) > 30 for one, other in pairwise(style.PARTS))
    assert all(apart(one, other) > 12 for one, other in combinations((*style.PARTS, style.REST), 2))


def test_text_is_dark_enough_on_its_ground() -> None:
    for ink in (style.INK, style.SOFT, style.CEDAR):
        assert min(style.contrast(ink, ground) for ground in (style.PAPER, style.CARD)) > 4.5
    for ground in {*style.PARTS, *sum(style.STEPS.values(), ()), style.REST}:
        assert style.contrast(style.ink_on(ground), ground) > 4.5
