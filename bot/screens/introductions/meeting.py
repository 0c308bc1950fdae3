"""One introduction as staff see it: who, where it came from, how it ended, and what both sides say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.i18n import _, date, isolate, name, number, pgettext
from bot.models import Introduction, Person, Report
from bot.replies import Button, Reply, rows
from bot.rules.introductions import Decline, Origin, Side, State
from bot.rules.outcomes import ASKED_AFTER
from bot.rules.overseeing import Shelf
from bot.rules.words import shortened
from bot.screens.companies import LookAtCompany
from bot.screens.introductions.overseeing import ShowShelf
from bot.screens.introductions.wording import decline_label, who, why_label
from bot.screens.navigation import way_out
from bot.screens.outcomes import said
from bot.screens.vocabulary import company_name

LABEL_LENGTH = 45


def meeting(asked: Introduction, reports: Sequence[Report], which: Shelf, page: int, zone: tzinfo) -> Reply:
    """One introduction: who, where it came from, how it stands or ended, and what both sides say of it."""
    lines = [
        _("Where from: {origin}").format(origin=origin_name(asked.origin)),
        _("Begun: {date}").format(date=date(asked.asked_at.astimezone(zone))),
        _("What for: {reason}").format(reason=why_label(asked.why)) if asked.why is not None else "",
    ]
    parts = [
        "\n".join([who(asked.asker), who(asked.other)]),
        "\n".join(line for line in lines if line),
        "\n".join(_standing(asked, zone)),
        *[_said(side, reports) for side in (asked.asker, asked.other)],
    ]
    companies = [
        Button(
            f"🏢 {isolate(shortened(company_name(side.company), LABEL_LENGTH))}",
            LookAtCompany(side.company_id),
        )
        for side in (asked.asker, asked.other)
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (*rows(*companies), way_out(ShowShelf(which, page))),
    )


def _standing(asked: Introduction, zone: tzinfo) -> list[str]:
    if asked.terms.is_open:
        sides = [(Side.ASKER, asked.asker), (Side.OTHER, asked.other)]
        return [
            _("✅ {person} has said yes.").format(person=name(person.name))
            if asked.terms.agrees(side)
            else _("🕓 {person} has not answered yet.").format(person=name(person.name))
            for side, person in sides
            if side is Side.OTHER or asked.origin.is_proposed
        ]
    closed_on = date((asked.closed_at or asked.asked_at).astimezone(zone))
    by = asked.other if asked.closed_by is Side.OTHER else asked.asker
    ended = _ended(asked.state, is_by_somebody=asked.closed_by is not None)
    return [ended.format(person=name(by.name), date=closed_on), *_reason(asked)]


def _ended(state: State, *, is_by_somebody: bool) -> str:
    if state is State.EXPIRED and is_by_somebody:
        return _("▫️ {person} left the bot, on {date}.")
    return {
        State.INTRODUCED: _("🤝 They were introduced, on {date}."),
        State.POSTPONED: _("⏸ {person} said not now, on {date}."),
        State.DECLINED: _("▫️ {person} said no, on {date}."),
        State.HANDED_ON: _("👥 {person} passed it on to a colleague, on {date}."),
        State.WITHDRAWN: _("↩️ {person} took it back, on {date}."),
    }.get(state, _("▫️ It ended without an answer, on {date}."))


def _reason(asked: Introduction) -> list[str]:
    if asked.state is not State.DECLINED or asked.declined_for is None:
        return []
    own = asked.declined_for is Decline.OWN and asked.declined_words
    reason = name(asked.declined_words or "") if own else decline_label(asked.declined_for)
    return [_("Why, for staff alone: {reason}").format(reason=reason)]


def _said(person: Person, reports: Sequence[Report]) -> str:
    """What one side says came of it, question by question."""
    lines = [_answer(report) for report in reports if report.person_id == person.id]
    heading = _("{person} says:").format(person=name(person.name))
    return "\n".join([heading, *lines]) if lines else ""


def _answer(report: Report) -> str:
    days = number(ASKED_AFTER[report.question].days)
    if report.answer is None:
        return _("• after {days} days: no answer yet").format(days=days)
    return _("• after {days} days: {answer}").format(days=days, answer=said(report.answer, report.value))


def origin_name(origin: Origin) -> str:
    """Where an introduction came from; plain text."""
    return {
        Origin.CARD: _("asked by a member"),
        Origin.SUGGESTION: _("asked by a member after a suggestion"),
        Origin.ROUND: _("suggested in a round"),
        Origin.STAFF: _("suggested by staff"),
    }[origin]


def state_name(state: State) -> str:
    """Where an introduction stands, in a word or two; plain text."""
    return {
        State.OPEN: pgettext("state of an introduction", "open"),
        State.INTRODUCED: pgettext("state of an introduction", "introduced"),
        State.POSTPONED: pgettext("state of an introduction", "not now"),
        State.DECLINED: pgettext("state of an introduction", "declined"),
        State.HANDED_ON: pgettext("state of an introduction", "passed on"),
        State.WITHDRAWN: pgettext("state of an introduction", "taken back"),
        State.EXPIRED: pgettext("state of an introduction", "no answer"),
    }[state]
