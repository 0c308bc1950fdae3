"""Outcomes: did you meet, what came of it, and what is it worth."""

from __future__ import annotations

from datetime import tzinfo

from bot.i18n import _, date, name, ngettext, number
from bot.models.introductions import Introduction, OutcomeReport
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.outcomes import ANSWERS, Outcome, Question
from bot.screens.introduction_wording import who
from bot.screens.navigation import home_below_button, ticked
from bot.screens.vocabulary import person_name


class SayOutcome(Tap, prefix="u"):
    report_id: int
    outcome: Outcome


class ShowQuestion(Tap, prefix="uq"):
    report_id: int


class SkipValue(Tap, prefix="us"):
    report_id: int


def question_button(report: OutcomeReport) -> Button:
    """Leads back to a question, whether it was answered or not."""
    return Button(_("📝 What has come of it"), ShowQuestion(report.id))


def question(report: OutcomeReport, introduction: Introduction, zone: tzinfo) -> Reply:
    """One of the questions after an introduction, with what was answered, and all the answers."""
    text = _question(report, introduction, zone)
    if report.answer is not None:
        text += "\n\n" + _("✅ You said: {answer}").format(answer=said(report.answer, report.value))
    return Reply(text, (*_answers(report), (home_below_button(),)))


def _question(report: OutcomeReport, introduction: Introduction, zone: tzinfo) -> str:
    partner = introduction.partner_of(report.person_id)
    met_on = (introduction.closed_at or introduction.asked_at).astimezone(zone)
    words = (
        _(
            "🤝 You were introduced to {who} on {date}. Have you met, or talked, since?\n\n"
            "Only the cluster's staff see what you answer; {person} does not."
        )
        if report.question is Question.MET
        else _(
            "🤝 You were introduced to {who} on {date}. What has come of it so far?\n\n"
            "Only the cluster's staff see what you answer; {person} does not."
        )
    )
    return words.format(who=who(partner), date=date(met_on), person=name(person_name(partner)))


def _answers(report: OutcomeReport) -> Rows:
    offered = [
        Button(
            ticked(answer_label(outcome), outcome is report.answer),
            SayOutcome(report.id, outcome),
            style=Style.SUCCESS if outcome in (Outcome.MET, Outcome.CONTRACT) else Style.PLAIN,
        )
        for outcome in ANSWERS[report.question]
    ]
    return grid(offered, 2)


def noted(report: OutcomeReport, introduction: Introduction, zone: tzinfo) -> Reply:
    """The question with its answer, thanked for."""
    asked = question(report, introduction, zone)
    return Reply(asked.text, asked.buttons, toast=_("Thank you for telling us."))


def ask_value(report: OutcomeReport, introduction: Introduction) -> Reply:
    """After samples or a contract: what it is worth, which one need not say."""
    words = _(
        "✅ Good news about {who}, thank you!\n\n"
        "Roughly what is it worth, in US dollars? Type a number; you may leave it out. "
        "Only the cluster's staff see it."
    )
    text = words.format(who=who(introduction.partner_of(report.person_id)))
    if report.value is not None:
        text += "\n\n" + _("So far you said: {amount}. Skipping takes it back.").format(
            amount=dollars(report.value)
        )
    return Reply(
        text,
        rows(
            Button(_("Skip"), SkipValue(report.id), style=Style.PRIMARY),
            (Button(_("← Another answer"), ShowQuestion(report.id)), home_below_button()),
        ),
    )


def answer_label(outcome: Outcome) -> str:
    return {
        Outcome.MET: _("✅ Yes, we did"),
        Outcome.NOT_MET: _("Not yet"),
        Outcome.NOTHING: _("Nothing yet"),
        Outcome.TALKS: _("💬 We are talking"),
        Outcome.SAMPLES: _("📦 Samples"),
        Outcome.CONTRACT: _("📝 A contract or an order"),
    }[outcome]


def outcome_name(outcome: Outcome) -> str:
    """What came of an introduction, within a sentence or in a table; plain text."""
    return {
        Outcome.MET: _("they met or talked"),
        Outcome.NOT_MET: _("not met yet"),
        Outcome.NOTHING: _("nothing yet"),
        Outcome.TALKS: _("talks"),
        Outcome.SAMPLES: _("samples"),
        Outcome.CONTRACT: _("a contract or an order"),
    }[outcome]


def said(outcome: Outcome, value: int | None) -> str:
    """What somebody said came of it, and what it is worth."""
    if value is None:
        return outcome_name(outcome)
    return _("{outcome}, worth about {amount}").format(outcome=outcome_name(outcome), amount=dollars(value))


def dollars(amount: int) -> str:
    return ngettext("{n} US dollar", "{n} US dollars", amount).format(n=number(amount))
