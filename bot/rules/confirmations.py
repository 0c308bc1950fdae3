"""When somebody is asked whether their profile is still right."""

from datetime import datetime, timedelta

EVERY = timedelta(days=180)
"""How long a profile counts as right after somebody confirmed or changed it."""
ASKED_WITHIN = timedelta(days=60)
"""How late a reminder may still come, after an outage.

Shorter than messages are kept, so that the record of the one that was sent keeps a second one away.
"""


def period_due(since: datetime, now: datetime) -> int | None:
    """Which reminder is due for a profile confirmed at `since`: 1 after 180 days, 2 after 360, or None."""
    periods = (now - since) // EVERY
    return periods if periods >= 1 and now - since - periods * EVERY < ASKED_WITHIN else None
