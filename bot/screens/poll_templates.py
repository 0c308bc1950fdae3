"""What a new poll can begin with: questions that clusters ask again and again, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from bot.i18n import LOCALES, N_, _, date, gettext, speaking
from bot.moment import Moment
from bot.rules.polls import QuestionKind, TypedQuestion
from bot.rules.walltime import wall_of


class Template(StrEnum):
    """What a new poll begins with."""

    EMPTY = "empty"
    SATISFACTION = "satisfaction"
    NEEDS = "needs"
    DATE = "date"


ANYTHING_ELSE = N_("Is there anything else that we should know?")
SATISFACTION = N_("How satisfied are you with the cluster, all in all?")
WHAT_BETTER = N_("What should we do better?")
NEEDS = N_("What do you need most in the next quarter?")
NEEDED = (
    N_("Buyers abroad"),
    N_("Financing and grants"),
    N_("Suppliers and packaging"),
    N_("Certification and quality"),
    N_("Training for our staff"),
    N_("Research and new products"),
)
DATES = N_("Which of these days suit you?")
DAYS_AHEAD = (15, 16, 17)
"""After the Monday of this week: Tuesday, Wednesday and Thursday of the week after next."""


def template_name(template: Template) -> str:
    """What a template is called, on its button."""
    return {
        Template.EMPTY: _("📄 An empty poll"),
        Template.SATISFACTION: _("⭐ Satisfaction, 0 to 10"),
        Template.NEEDS: _("🧺 What do you need next quarter?"),
        Template.DATE: _("🗓 Find a date"),
    }[template]


def questions_of(
    template: Template, moment: Moment
) -> Sequence[tuple[QuestionKind, Mapping[str, TypedQuestion]]]:
    """The questions of a template, in each language."""
    match template:
        case Template.SATISFACTION:
            return [
                (QuestionKind.SCORE, _in_each(SATISFACTION)),
                (QuestionKind.TEXT, _in_each(WHAT_BETTER)),
            ]
        case Template.NEEDS:
            return [
                (QuestionKind.SEVERAL, _in_each(NEEDS, *NEEDED)),
                (QuestionKind.TEXT, _in_each(ANYTHING_ELSE)),
            ]
        case Template.DATE:
            return [(QuestionKind.SEVERAL, _with_days(moment))]
    return []


def _in_each(words: str, *options: str) -> dict[str, TypedQuestion]:
    written = {}
    for language in LOCALES:
        with speaking(language):
            written[language] = TypedQuestion(gettext(words), tuple(gettext(option) for option in options))
    return written


def _with_days(moment: Moment) -> dict[str, TypedQuestion]:
    today = wall_of(moment.now, moment.zone).date()
    monday = today - timedelta(days=today.weekday())
    written = {}
    for language in LOCALES:
        with speaking(language):
            days = tuple(date(monday + timedelta(days=ahead)) for ahead in DAYS_AHEAD)
            written[language] = TypedQuestion(gettext(DATES), days)
    return written
