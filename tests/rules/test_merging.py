"""Which of two rows stays, and what stands in a field of two records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.merging import Merged, Side, filled, merged, stays

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)


def row(
    answered: datetime | None = None, decided: datetime | None = None, at: datetime = NOW
) -> dict[str, Any]:
    return {"answered": answered, "decided": decided, "at": at}


@pytest.mark.parametrize(
    ("kept", "gone", "side"),
    [
        (row(), row(), Side.KEPT),
        (row(), row(at=SOON), Side.GONE),
        (row(at=SOON), row(answered=NOW), Side.GONE),
        (row(answered=NOW), row(answered=SOON), Side.GONE),
        (row(answered=NOW, decided=NOW), row(answered=SOON), Side.KEPT),
        (row(answered=NOW), row(answered=NOW), Side.KEPT),
    ],
)
def test_what_is_further_along_stays_and_else_the_newer(
    kept: dict[str, Any], gone: dict[str, Any], side: Side
) -> None:
    assert stays(kept, gone, ["answered", "decided"], ["at"]) is side


def test_what_a_row_lacks_comes_from_the_other() -> None:
    assert filled({"a": None, "b": 0, "c": None}, {"a": 1, "b": 2, "c": None}, "abc") == {"a": 1}


@pytest.mark.parametrize(
    ("kept", "gone", "outcome"),
    [
        ("", "Batroun", Merged("Batroun", is_taken=True, is_lost=False)),
        ("Beirut", "Batroun", Merged("Beirut", is_taken=False, is_lost=True)),
        ("Beirut", "Beirut", Merged("Beirut", is_taken=False, is_lost=False)),
        ("Beirut", "", Merged("Beirut", is_taken=False, is_lost=False)),
        (None, None, Merged(None, is_taken=False, is_lost=False)),
        (["FR"], ["DE", "FR"], Merged(["FR", "DE"], is_taken=True, is_lost=False)),
    ],
)
def test_a_field_is_filled_a_choice_is_both_and_what_stands_there_stays(
    kept: Any, gone: Any, outcome: Merged
) -> None:
    assert merged(kept, gone) == outcome
