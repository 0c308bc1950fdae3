from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.broadcasts import BroadcastReport, Tally
from bot.rules.corrections import CorrectionKind, CorrectionReport, Spread
from bot.rules.following import ROUNDED_TO, Course, speed_of
from tests.rules.test_interest import NOW


def test_how_fast_it_goes_is_said_once_it_can_be_measured() -> None:
    assert speed_of(100, timedelta(seconds=4), 900) is None
    assert speed_of(0, timedelta(minutes=1), 900) is None
    assert speed_of(1000, timedelta(seconds=10), 0) is None
    speed = speed_of(300, timedelta(seconds=10), 900)
    assert speed is not None
    assert (speed.a_second, speed.left) == (30, timedelta(seconds=30))


@given(st.integers(1, 10**6), st.integers(5, 10**5), st.integers(1, 10**6))
def test_the_time_left_is_never_nothing_and_close_to_the_truth(
    settled: int, since: int, pending: int
) -> None:
    speed = speed_of(settled, timedelta(seconds=since), pending)
    assert speed is not None
    assert speed.left >= ROUNDED_TO
    assert abs(speed.left.total_seconds() - pending / speed.a_second) <= ROUNDED_TO.total_seconds()


def test_a_correction_that_goes_on_moves_a_broadcast_that_is_over() -> None:
    over = BroadcastReport(Tally(sent=3))
    done, going = Spread(done=3), Spread(done=1, pending=2)
    assert not Course(over, corrections=(CorrectionReport(CorrectionKind.TEXT, "fr", NOW, done),)).is_moving
    assert Course(over, corrections=(CorrectionReport(CorrectionKind.TEXT, "fr", NOW, going),)).is_moving
    assert Course(BroadcastReport(Tally(pending=1))).is_moving
    assert Course(over, tapped={"fr": 2, "en": 1}).taps == 3
