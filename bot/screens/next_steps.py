"""What somebody can do now that counts: each as a sentence, and as a button that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import _, name, number
from bot.models.companies import Company
from bot.models.events import Event
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.missions import Mission
from bot.models.openings import Opening
from bot.models.people import Person
from bot.models.polls import Poll
from bot.models.tallies import Tally
from bot.replies import Button, Rows, Style, rows
from bot.rules.fields import Field
from bot.rules.tallies import DAYS
from bot.screens.events import OpenEvent, title_of
from bot.screens.feedback import ShowFeedback
from bot.screens.fields import EditField, entry
from bot.screens.introduction_wording import OpenIntroduction, ShowSuggestions, concept_names
from bot.screens.missions import title_of as mission_title
from bot.screens.openings import OpenOpening
from bot.screens.openings import title_of as opening_title
from bot.screens.outcomes import question_button
from bot.screens.polls import OpenPoll, closes
from bot.screens.polls import title_of as poll_title
from bot.screens.travelling import OpenTally
from bot.screens.vocabulary import company_name, field_name, person_name


@dataclass(frozen=True)
class ToAnswer:
    """An introduction waits for an answer: would one like to meet the partner?"""

    introduction: Introduction
    partner: Person


@dataclass(frozen=True)
class ToSay:
    """What came of an introduction waits to be said."""

    report: OutcomeReport
    introduction: Introduction


@dataclass(frozen=True)
class ToRate:
    """How an event was waits to be said."""

    event: Event


@dataclass(frozen=True)
class ToUnlock:
    """A field says nothing yet; if it said this, somebody of the company would be suggested."""

    field: Field
    concept: str
    company: Company


@dataclass(frozen=True)
class ToReport:
    """What has come of a mission waits to be said."""

    tally: Tally
    mission: Mission


Step = ToAnswer | ToSay | ToReport | Event | Opening | ToRate | Poll | ToUnlock | Field
"""Something to do that is open: a request, an outcome, a result, an invitation, an opportunity, a feedback,
a poll, an empty field,
with or without somebody whom it would bring."""


def steps_text(steps: Sequence[Step]) -> str:
    """What is open for somebody, in sentences."""
    lines = [_words(step) for step in steps] or [
        _("Nothing waits for you. Perhaps there is somebody worth meeting.")
    ]
    return "\n".join([entry(_("What you could do now"), ""), *(f"• {line}" for line in lines)])


def _words(step: Step) -> str:
    match step:
        case ToAnswer(_introduction, partner):
            return _("{person}, {company}: would you like to meet?").format(
                person=name(person_name(partner)), company=name(company_name(partner.company))
            )
        case ToSay(report, introduction):
            partner = introduction.partner_of(report.person_id)
            return _("You were introduced to {person}. What has come of it?").format(
                person=name(person_name(partner))
            )
        case ToReport(_tally, mission):
            return _("{mission}: what has come of it?").format(mission=mission_title(mission))
        case Event():
            return _("{event}: are you going?").format(event=title_of(step))
        case Opening():
            return _("{opportunity}: does it interest your company?").format(opportunity=opening_title(step))
        case ToRate(event):
            return _("{event}: how was it?").format(event=title_of(event))
        case Poll():
            return _("The poll “{poll}” is open until {moment}.").format(
                poll=poll_title(step), moment=closes(step)
            )
        case ToUnlock(field, concept, company):
            words = {
                Field.NEEDS: _(
                    "{company} offers {what}. If you look for that, say so in your profile: the bot then suggests that "
                    "you meet."
                ),
                Field.OFFERS: _(
                    "{company} looks for {what}. If you offer that, say so in your profile: the bot then suggests that "
                    "you meet."
                ),
            }[field]
            return words.format(company=name(company_name(company)), what=concept_names([concept]))
        case _:
            return _("Still empty in your profile: {field}.").format(field=field_name(step))


def step_rows(steps: Sequence[Step]) -> Rows:
    """A button for each; where nothing is open, to people worth meeting."""
    if not steps:
        return rows(Button(_("✨ People worth meeting"), ShowSuggestions(), style=Style.PRIMARY))
    return rows(*map(_button, steps))


def _button(step: Step) -> Button:
    match step:
        case ToAnswer(introduction):
            return Button(_("🤝 Look at the request"), OpenIntroduction(introduction.id), style=Style.PRIMARY)
        case ToSay(report):
            return question_button(report)
        case ToReport(tally):
            label = _("📝 Results after {n} days").format(n=number(DAYS[tally.stage]))
            return Button(label, OpenTally(tally.mission_id, tally.stage), style=Style.PRIMARY)
        case Event():
            return Button(_("📅 Look at the invitation"), OpenEvent(step.id), style=Style.PRIMARY)
        case Opening():
            return Button(_("💡 Look at the opportunity"), OpenOpening(step.id), style=Style.PRIMARY)
        case ToRate(event):
            return Button(_("⭐ How was it?"), ShowFeedback(event.id), style=Style.PRIMARY)
        case Poll():
            return Button(_("🗳 Answer the poll"), OpenPoll(step.id), style=Style.PRIMARY)
        case ToUnlock(field):
            return _add(field)
        case _:
            return _add(step)


def _add(field: Field) -> Button:
    return Button(_("➕ Add: {field}").format(field=field_name(field)), EditField(field))
