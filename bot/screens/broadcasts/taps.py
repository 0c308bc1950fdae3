"""What can be tapped about broadcasts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap


@dataclass(frozen=True)
class StartBroadcast(Tap, prefix="b"):
    """Begin a broadcast, or go on with the one being composed."""


@dataclass(frozen=True)
class ListBroadcasts(Tap, prefix="bl"):
    """Show what was sent."""

    page: int = 0


@dataclass(frozen=True)
class OpenBroadcast(Tap, prefix="bo"):
    """Show one broadcast as it stands."""

    broadcast_id: int


@dataclass(frozen=True)
class WriteText(Tap, prefix="bt"):
    """Write the text in a language."""

    broadcast_id: int
    language: str


@dataclass(frozen=True)
class RemoveText(Tap, prefix="br"):
    """Remove the text in a language."""

    broadcast_id: int
    language: str


@dataclass(frozen=True)
class ChooseFallback(Tap, prefix="bf"):
    """Choose what readers of a language without text get."""

    broadcast_id: int
    language: str


@dataclass(frozen=True)
class UseFallback(Tap, prefix="bu"):
    """Readers of `language` get the text in `substitute`."""

    broadcast_id: int
    language: str
    substitute: str


@dataclass(frozen=True)
class Preview(Tap, prefix="bv"):
    """Show me each text as members will see it."""

    broadcast_id: int


@dataclass(frozen=True)
class Confirm(Tap, prefix="bc"):
    """It is written: on to sending."""

    broadcast_id: int


@dataclass(frozen=True)
class SendNow(Tap, prefix="bn"):
    """Send it, after the seconds in which it can be undone."""

    broadcast_id: int


@dataclass(frozen=True)
class ChooseTime(Tap, prefix="bw"):
    """Send it later: ask when."""

    broadcast_id: int


@dataclass(frozen=True)
class SendAt(Tap, prefix="bs"):
    """Send it at this minute since 1970 (UTC)."""

    broadcast_id: int
    minute: int


@dataclass(frozen=True)
class CallBack(Tap, prefix="bb"):
    """Do not send it yet: undo."""

    broadcast_id: int


@dataclass(frozen=True)
class Discard(Tap, prefix="bd"):
    """Throw it away; `is_sure` after the question."""

    broadcast_id: int
    is_sure: bool


@dataclass(frozen=True)
class PauseSending(Tap, prefix="bp"):
    """Hold what has not been sent."""

    broadcast_id: int


@dataclass(frozen=True)
class ResumeSending(Tap, prefix="be"):
    """Send what was held."""

    broadcast_id: int


@dataclass(frozen=True)
class CancelSending(Tap, prefix="bx"):
    """Send no more of it; `is_sure` after the question."""

    broadcast_id: int
    is_sure: bool


@dataclass(frozen=True)
class RepeatUncertain(Tap, prefix="ba"):
    """Send again to those of whom nobody knows whether they got it; `is_sure` after the warning."""

    broadcast_id: int
    is_sure: bool


@dataclass(frozen=True)
class RetryFailed(Tap, prefix="by"):
    """Send again to those whose message failed."""

    broadcast_id: int


@dataclass(frozen=True)
class GoHome(Tap, prefix="bh"):
    """Show the home screen, below a message that edits itself."""
