"""What becomes of a message after an attempt: the whole table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.models.deliveries import Purpose, Status
from bot.outbox.attempts import (
    MOST_TRIES,
    Attempt,
    Doubtful,
    Gone,
    Later,
    Refused,
    Result,
    Sent,
    back_off,
    judge,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def an_attempt(
    purpose: Purpose = Purpose.BROADCAST,
    *,
    tries: int = 0,
    doubts: int = 0,
    not_after: datetime | None = None,
) -> Attempt:
    return Attempt(1, 7, purpose, tries, doubts, not_after)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Sent(55), Status.SENT),
        (Refused("Bad Request: message is too long"), Status.FAILED),
        (Gone("Forbidden: bot was blocked by the user"), Status.UNREACHABLE),
        (Doubtful("no answer"), Status.UNCERTAIN),
        (Later("502"), Status.WAITING),
        (Later("429", after=timedelta(seconds=9), is_throttled=True), Status.WAITING),
    ],
)
def test_each_outcome_of_a_broadcast_ends_so(result: Result, status: Status) -> None:
    verdict = judge(an_attempt(), result, NOW)
    assert verdict.status is status
    assert verdict.message_id == (55 if status is Status.SENT else None)
    assert bool(verdict.error) == (status is not Status.SENT)


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.BROADCAST])
def test_what_may_repeat_is_sent_once_more_and_never_a_third_time(purpose: Purpose) -> None:
    once = judge(an_attempt(purpose), Doubtful("no answer"), NOW)
    assert (once.status, once.doubts, once.not_before) == (Status.WAITING, 1, NOW + back_off(1))
    twice = judge(an_attempt(purpose, doubts=once.doubts), Doubtful("no answer"), NOW)
    assert (twice.status, twice.doubts) == (Status.UNCERTAIN, 2)


def test_a_throttled_message_waits_as_told_and_it_counts_as_no_try() -> None:
    told = Later("429", after=timedelta(seconds=300), is_throttled=True)
    verdict = judge(an_attempt(tries=MOST_TRIES - 1), told, NOW)
    assert (verdict.status, verdict.tries) == (Status.WAITING, MOST_TRIES - 1)
    assert verdict.not_before == NOW + timedelta(seconds=300)


def test_a_wait_for_our_own_pace_counts_as_no_try() -> None:
    verdict = judge(an_attempt(), Later("wait", after=timedelta(seconds=1), is_a_try=False), NOW)
    assert (verdict.status, verdict.tries) == (Status.WAITING, 0)


def test_certain_failures_back_off_ever_longer_and_end_after_five_tries() -> None:
    waits, tries = [], 0
    while True:
        verdict = judge(an_attempt(tries=tries), Later("502"), NOW)
        tries = verdict.tries
        if verdict.status is Status.FAILED:
            break
        assert verdict.not_before is not None
        waits.append((verdict.not_before - NOW).total_seconds())
    assert tries == MOST_TRIES
    assert waits == [2, 4, 8, 16]
    assert back_off(50) == timedelta(minutes=5)


@pytest.mark.parametrize("result", [Later("502"), Doubtful("no answer")])
def test_nothing_is_tried_again_after_its_own_time(result: Result) -> None:
    late = an_attempt(Purpose.REMINDER, not_after=NOW + timedelta(seconds=1))
    verdict = judge(late, result, NOW)
    assert verdict.status is Status.FAILED
    assert "too late" in verdict.error


@pytest.mark.parametrize(
    ("purpose", "result", "status"),
    [
        (Purpose.REPLY, Later("502", is_silence=True), Status.WAITING),
        (Purpose.REPLY, Later("the picture cannot be drawn"), Status.FAILED),
        (Purpose.REMINDER, Later("502", is_silence=True), Status.FAILED),
    ],
)
def test_an_answer_is_tried_as_long_as_it_is_worth_showing(
    purpose: Purpose, result: Result, status: Status
) -> None:
    lasting = an_attempt(purpose, tries=MOST_TRIES + 20, not_after=NOW + timedelta(hours=1))
    assert judge(lasting, result, NOW).status is status
