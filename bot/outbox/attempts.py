"""How one attempt to deliver a message ended, and what follows from it. Pure: no database, no clock, no Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.models.deliveries import Purpose, Status

MOST_TRIES = 5
"""Attempts that failed for certain before a message is given up. An answer is tried as long as it is worth showing,
unless it is at fault itself."""
MOST_DOUBTS = 2
"""Copies that may have reached somebody: the first, and at most one more."""


@dataclass(frozen=True)
class Ending:
    """How an attempt ended. `also` are messages that did arrive: further ones of what was sent, such as the files of an
    album, or the first of what failed on the way."""

    also: tuple[int, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Sent(Ending):
    """Telegram took it, as this message; None when there was nothing to show."""

    message_id: int | None = None


@dataclass(frozen=True)
class Later(Ending):
    """It certainly did not arrive, and may be tried again. `after` is Telegram's word; without it we back off.

    `is_silence`: Telegram was not reached, or was out of order, which says nothing of the message.
    """

    reason: str
    after: timedelta | None = None
    is_throttled: bool = False
    is_a_try: bool = True
    is_silence: bool = False


@dataclass(frozen=True)
class Refused(Ending):
    """Telegram will never take this message (400, or another refusal in its words)."""

    reason: str


@dataclass(frozen=True)
class Gone(Ending):
    """The person blocked the bot or is no more (403)."""

    reason: str


@dataclass(frozen=True)
class Doubtful(Ending):
    """The call began and nobody knows how it ended: Telegram has no idempotency key."""

    reason: str


LEFT_BEHIND = "the program stopped while this was being sent"
"""Why a message is in doubt that a dead process left on its way: it says nothing of the message, or of Telegram."""

RESTORED = "it may have been sent after the backup was made"
"""Why a message is in doubt that waited when the backup was made which the database was restored from."""
SAYS_NOTHING = (LEFT_BEHIND, RESTORED)
"""Reasons that say nothing of how sending goes."""

Result = Sent | Later | Refused | Gone | Doubtful


@dataclass(frozen=True)
class Attempt:
    """A delivery as it stands when its attempt ended. `edits` is the message that it is to be shown in; `is_screen`: it
    is the live screen of its chat then. `leased_until` tells this attempt from any other at the same delivery."""

    id: int
    chat_id: int
    purpose: Purpose
    tries: int
    doubts: int
    not_after: datetime | None
    broadcast_id: int | None = None
    letter_id: int | None = None
    leased_until: datetime | None = None
    is_screen: bool = False
    edits: int | None = None

    def came_as(self, result: Result) -> int | None:
        """The newest message that it came as, if it did: also when the one that it was to be shown in was deleted."""
        message_id = result.message_id if isinstance(result, Sent) else None
        if message_id is None or message_id == self.edits:
            return None
        return max(message_id, *result.also) if result.also else message_id


@dataclass(frozen=True)
class Verdict:
    """What a delivery becomes."""

    status: Status
    tries: int
    doubts: int
    not_before: datetime | None = None
    message_id: int | None = None
    also: tuple[int, ...] = ()
    error: str = ""


def judge(attempt: Attempt, result: Result, now: datetime) -> Verdict:
    """Sent, later, never or uncertain; a retry never goes beyond the message's own not-after."""
    verdict = _judged(attempt, result, now)
    return replace(verdict, also=result.also) if result.also else verdict


def _judged(attempt: Attempt, result: Result, now: datetime) -> Verdict:
    tries, doubts = attempt.tries, attempt.doubts
    match result:
        case Sent(message_id):
            return Verdict(Status.SENT, tries, doubts, message_id=message_id)
        case Refused(reason):
            return Verdict(Status.FAILED, tries, doubts, error=reason)
        case Gone(reason):
            return Verdict(Status.UNREACHABLE, tries, doubts, error=reason)
        case Doubtful(reason):
            doubts += 1
            if not attempt.purpose.may_repeat or doubts >= MOST_DOUBTS:
                return Verdict(Status.UNCERTAIN, tries, doubts, error=reason)
            # Why it was left behind says nothing of Telegram, and somebody has waited for it already
            wait = timedelta() if reason == LEFT_BEHIND else back_off(1)
            return _again(attempt, tries, doubts, wait, reason, now)
        case Later(reason, after, is_throttled, is_a_try, is_silence):
            counted = is_a_try and not is_throttled
            tries += 1 if counted else 0
            if tries >= MOST_TRIES and not (is_silence and attempt.purpose is Purpose.REPLY):
                return Verdict(Status.FAILED, tries, doubts, error=reason)
            return _again(attempt, tries, doubts, back_off(tries) if after is None else after, reason, now)


def back_off(tries: int) -> timedelta:
    """How long to wait before attempt `tries` + 1: 2, 4, 8, 16 … seconds, at most five minutes."""
    return timedelta(seconds=min(300, 2**tries))


def _again(attempt: Attempt, tries: int, doubts: int, wait: timedelta, reason: str, now: datetime) -> Verdict:
    due = now + wait
    if attempt.not_after is not None and due > attempt.not_after:
        return Verdict(Status.FAILED, tries, doubts, error=f"too late to try again: {reason}")
    return Verdict(Status.WAITING, tries, doubts, not_before=due, error=reason)
