"""The taps about introductions."""

from __future__ import annotations

from bot.i18n import N_
from bot.replies import Tap
from bot.rules.introductions import Decline, Origin, Word
from bot.screens.entrances import Entrance


class ShowIntroductions(Tap, prefix="i"):
    page: int = 0


ENTRANCE = Entrance("introductions", N_("My introductions"), ShowIntroductions(), N_("🤝 Introductions"))


class OpenIntroduction(Tap, prefix="io"):
    introduction_id: int
    page: int = 0


class ShowSuggestions(Tap, prefix="ig"): ...


class AskCompany(Tap, prefix="ia"):
    company_id: int
    page: int = 0


class AskPerson(Tap, prefix="ip"):
    person_id: int
    origin: Origin


class AskRightPerson(Tap, prefix="ir"):
    """Let the bot find whoever of the company is the right one."""

    company_id: int


class Withdraw(Tap, prefix="ix"):
    introduction_id: int
    is_sure: bool


class AnswerIntroduction(Tap, prefix="iy"):
    introduction_id: int
    word: Word


class DeclineFor(Tap, prefix="in"):
    """Say no, for a reason that only staff see; `mutes`: and do not let them ask me again."""

    introduction_id: int
    reason: Decline
    mutes: bool


class ChooseColleague(Tap, prefix="ic"):
    introduction_id: int
    page: int = 0


class HandOn(Tap, prefix="ih"):
    introduction_id: int
    person_id: int
