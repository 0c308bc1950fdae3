"""The taps about introductions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap
from bot.rules.introductions import Decline, Origin, Why, Word


@dataclass(frozen=True)
class ShowIntroductions(Tap, prefix="i"):
    """Show my introductions."""

    page: int = 0


@dataclass(frozen=True)
class OpenIntroduction(Tap, prefix="io"):
    """Show one introduction as it stands; back leads to the page of the list that it was found on."""

    introduction_id: int
    page: int = 0


@dataclass(frozen=True)
class ShowSuggestions(Tap, prefix="ig"):
    """Show people worth meeting."""


@dataclass(frozen=True)
class AskCompany(Tap, prefix="ia"):
    """Ask to meet somebody of a company: a page of those who can be asked."""

    company_id: int
    page: int = 0


@dataclass(frozen=True)
class AskPerson(Tap, prefix="ip"):
    """Ask to meet this person."""

    person_id: int
    origin: Origin


@dataclass(frozen=True)
class AskRightPerson(Tap, prefix="ir"):
    """Let the bot find whoever of the company is the right one."""


@dataclass(frozen=True)
class PickWhy(Tap, prefix="iw"):
    """Give a ready-made reason; `own` is typed."""

    why: Why


@dataclass(frozen=True)
class AskAgainWhy(Tap, prefix="ib"):
    """Back to the question of why."""


@dataclass(frozen=True)
class SendRequest(Tap, prefix="is"):
    """Send the request as it was shown."""


@dataclass(frozen=True)
class Withdraw(Tap, prefix="ix"):
    """Take a request back; `is_sure` after the question."""

    introduction_id: int
    is_sure: bool


@dataclass(frozen=True)
class Answer(Tap, prefix="iy"):
    """Answer a request; a no asks for its reason first."""

    introduction_id: int
    word: Word


@dataclass(frozen=True)
class DeclineFor(Tap, prefix="in"):
    """Say no, for a reason that only staff see; `mutes`: and do not let them ask me again."""

    introduction_id: int
    reason: Decline
    mutes: bool


@dataclass(frozen=True)
class ChooseColleague(Tap, prefix="ic"):
    """Show which colleagues could answer instead of me."""

    introduction_id: int
    page: int = 0


@dataclass(frozen=True)
class HandOn(Tap, prefix="ih"):
    """A colleague answers instead of me."""

    introduction_id: int
    person_id: int
