"""Pages: the nearest one that there is."""

from __future__ import annotations

from bot.rules.pages import page_of


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    listed = range(23)
    assert list(page_of(listed, 9, 10).items) == [20, 21, 22]
    assert page_of(listed, -1, 10).number == 0
    assert page_of([], 3).last == 0


def test_a_page_knows_how_many_stand_before_it() -> None:
    page = page_of(range(23), 1)
    assert (page.first, page.total, page.last) == (8, 23, 2)
    assert page.of("abcdefgh").first == 8
