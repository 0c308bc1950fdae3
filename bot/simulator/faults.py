"""Faults that can be switched on: for every call, or for the next few of a method or a chat."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from bot.simulator.errors import ApiError, too_many_requests
from bot.simulator.wire import Json


class Kind(StrEnum):
    """What happens to a call; the `*_after` kinds accept it first."""

    LATENCY = "latency"
    TOO_MANY = "429"
    BLOCKED = "403"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    GATEWAY_TIMEOUT = "504"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    HANG = "hang"
    HANG_AFTER = "hang_after"
    HTML = "html"
    GARBAGE = "garbage"


REFUSALS: dict[Kind, tuple[int, str]] = {
    Kind.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    Kind.SERVER_ERROR: (500, "Internal Server Error"),
    Kind.BAD_GATEWAY: (502, "Bad Gateway"),
    Kind.GATEWAY_TIMEOUT: (504, "Gateway Timeout"),
}


@dataclass(slots=True)
class Fault:
    """One planned fault: the next `times` calls (None: all) of a method and to a chat (None: any)."""

    kind: Kind
    times: int | None = 1
    method: str | None = None
    chat_id: int | None = None
    retry_after: int = 1
    latency_ms: float = 0.0

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether this fault strikes a call of a method, given in lower case."""
        if self.method is not None and self.method.lower() != method:
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def refusal(self) -> ApiError | None:
        """The answer of the Bot API that this fault stands for, if it is one."""
        if self.kind is Kind.TOO_MANY:
            return too_many_requests(self.retry_after)
        return ApiError(*REFUSALS[self.kind]) if self.kind in REFUSALS else None

    def to_json(self) -> Json:
        """The fault as the control API shows it."""
        return {
            "kind": str(self.kind),
            "times": self.times,
            "method": self.method,
            "chat_id": self.chat_id,
            "retry_after": self.retry_after,
            "latency_ms": self.latency_ms,
        }


@dataclass(slots=True)
class Faults:
    """The plan: mutable at any time, read at each call."""

    latency_ms: float = 0.0
    jitter_ms: float = 0.0
    outage: bool = False
    planned: list[Fault] = field(default_factory=list)
    seed: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - jitter, not secrets

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is switched on."""
        return not (self.planned or self.outage or self.latency_ms or self.jitter_ms)

    def fail(
        self,
        kind: str,
        times: int | None = 1,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        retry_after: int = 1,
        latency_ms: float = 0.0,
    ) -> Fault:
        """Plan a fault; ValueError when there is no such kind."""
        fault = Fault(Kind(kind), times, method, chat_id, retry_after, latency_ms)
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """Back to a network and a Telegram without faults."""
        self.latency_ms = self.jitter_ms = 0.0
        self.outage = False
        self.planned.clear()

    def take(self, method: str, chat_id: int | None) -> tuple[Fault | None, float]:
        """The fault that strikes this call, used up by one, and the latency of its round trip in seconds."""
        latency = self.latency_ms
        if self.jitter_ms:
            latency += self._random.uniform(-self.jitter_ms, self.jitter_ms)
        struck: Fault | None = None
        for fault in tuple(self.planned):
            if not fault.matches(method, chat_id) or (struck and fault.kind is not Kind.LATENCY):
                continue
            self._use_up(fault)
            if fault.kind is Kind.LATENCY:
                latency += fault.latency_ms
            else:
                struck = fault
        return struck, max(0.0, latency) / 1000

    def _use_up(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.planned.remove(fault)

    def to_json(self) -> Json:
        """The plan as the control API shows it."""
        return {
            "latency_ms": self.latency_ms,
            "jitter_ms": self.jitter_ms,
            "outage": self.outage,
            "planned": [fault.to_json() for fault in self.planned],
        }
