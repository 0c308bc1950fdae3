"""The window: how soon one more message reaches Telegram in no second that is full already, at the worst.

What is sent arrives somewhere between then and its answer. How long the way is when nothing delays it, the quickest
answer tells; by as much as another one comes later, by as much it may have arrived later. So its second begins that
late, and one that is late and has no answer may arrive at any moment yet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from operator import attrgetter

WATCHED_ANSWERS = 200
"""The quickest of so many answers tells how long the way is when nothing delays it."""
FIRST_GUESS = 0.5
"""Seconds that the way takes before anything was answered."""
LOST_SECONDS = 90.0
"""No call takes so long: what has no answer by now gets none."""
TICK = 1e-6
"""Less than this is now: no clock tells it apart, and no sleep is that short."""


@dataclass(slots=True, eq=False)
class Place:
    """What one message takes of the rate: the moment at which it was taken, and from when its second counts. `way` is
    how long its answer took, once there is one."""

    taken_at: float
    counts_from: float
    way: float | None = None


_COUNTS_FROM = attrgetter("counts_from")


class Window:
    """The places of the last second. Times are in seconds of any clock that cannot be set.

    `slack`: by so much nothing counts as late.
    """

    def __init__(self) -> None:
        self.slack = 0.0
        self._counted: list[Place] = []
        self._unanswered: dict[Place, None] = {}
        """Of those that count, the ones that may be answered in time, oldest first."""
        self._late: dict[Place, None] = {}
        """Those that are late and have no answer, oldest first; they count from as late as they may arrive by now."""
        self._ways: deque[float] = deque(maxlen=WATCHED_ANSWERS)
        self._quickest = FIRST_GUESS

    def take(self, now: float) -> Place:
        """A place, for what leaves once it has all of its places."""
        place = Place(now, now)
        insort(self._counted, place, key=_COUNTS_FROM)
        return place

    def leave(self, places: Iterable[Place], now: float) -> None:
        """What took these places leaves, all of it together."""
        for place in places:
            if place.taken_at != now:
                self._forget(place)
                place.taken_at = place.counts_from = now
                insort(self._counted, place, key=_COUNTS_FROM)
            self._unanswered[place] = None

    def wait(self, now: float, limit: int, span: float) -> float:
        """Seconds until one more may leave, with at most `limit` within `span` seconds; not above 0 when it may now."""
        edge = now - self._quickest - self.slack
        while self._unanswered and (oldest := next(iter(self._unanswered))).taken_at < edge - TICK:
            self._forget(oldest)
            self._late[oldest] = None
        while self._late and (oldest := next(iter(self._late))).taken_at < now - LOST_SECONDS:
            self._forget(oldest)
        del self._counted[: bisect_right(self._counted, now - span, key=_COUNTS_FROM)]
        last = self._latest(limit - len(self._late))
        if last > edge:
            last = max(edge, self._latest(limit)) if self._late else last
        return last + span - now

    def answered(self, places: Iterable[Place], now: float, *, tells_way: bool) -> None:
        """What took these places is over. `tells_way`: by an answer that took as long as any to what is sent."""
        before = self._quickest
        for place in places:
            self._forget(place)
            place.way = now - place.taken_at
            if tells_way:
                self._ways.append(place.way)
        self._quickest = min(self._ways, default=FIRST_GUESS)
        if self._quickest < before:
            # The others were later than they seemed
            places = [*places, *(place for place in self._counted if place.way is not None)]
        for place in places:
            self._forget(place)
            late = (place.way or 0.0) - self._quickest - self.slack
            place.counts_from = max(place.counts_from, place.taken_at + late)
            insort(self._counted, place, key=_COUNTS_FROM)

    def give_back(self, places: Iterable[Place]) -> None:
        """Nothing leaves for these."""
        for place in places:
            self._forget(place)

    def _latest(self, nth: int) -> float:
        """From when the nth latest of those counts that count; of more than there are, for ever ago."""
        if nth <= 0:
            return inf
        return self._counted[-nth].counts_from if nth <= len(self._counted) else -inf

    def _forget(self, place: Place) -> None:
        self._unanswered.pop(place, None)
        self._late.pop(place, None)
        where = bisect_left(self._counted, place.counts_from, key=_COUNTS_FROM)
        with suppress(ValueError):  # its second seemed to be over
            del self._counted[self._counted.index(place, where)]
