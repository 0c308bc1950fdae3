"""The truth of what was asked and what was accepted, for benchmarks and for tests that kill the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.simulator.wire import Json


@dataclass(slots=True)
class Call:
    """One request.

    `begun_at` is when it arrived and `accepted_at` when it took effect, both on the monotonic clock in
    seconds; `at` is the simulated instant. `outcome` is "ok", an error code such as "400", "reset",
    "garbage", "hang" or "outage" (nothing happened, and no answer came), "ok-reset", "ok-garbage" or
    "ok-hang" (it happened, but no answer came), or "pending" while it runs.
    """

    method: str
    params: Mapping[str, Any]
    chat_id: int | None
    begun_at: float
    at: datetime
    outcome: str = "pending"
    message_id: int | None = None
    accepted_at: float | None = None
    description: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it took effect, whatever the caller heard."""
        return self.accepted_at is not None

    def to_json(self) -> Json:
        """The call as the control API shows it."""
        return {
            "method": self.method,
            "params": dict(self.params),
            "chat_id": self.chat_id,
            "begun_at": self.begun_at,
            "accepted_at": self.accepted_at,
            "at": self.at.isoformat(),
            "outcome": self.outcome,
            "accepted": self.is_accepted,
            "message_id": self.message_id,
            "description": self.description,
        }
