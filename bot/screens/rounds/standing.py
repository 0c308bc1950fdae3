"""How rounds stand, for staff: the list, one of them, the report at its end, and its pairs as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.i18n import N_, _, date, date_time, gettext, name, number, pgettext
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, rows
from bot.rules.audiences import Audience
from bot.rules.introductions import State
from bot.rules.pages import Page
from bot.rules.rounds import CANCELLABLE, Figures, RoundPhase, next_monthly
from bot.rules.words import shortened
from bot.screens.audiences import in_words
from bot.screens.listing import listing
from bot.screens.navigation import home_button, way_out
from bot.screens.rounds.taps import CancelRound, GetPairs, ListRounds, OpenRound, PlanRound, SetMonthly
from bot.screens.vocabulary import company_name

MOST_NAMED = 10
"""Names in a list: two lists of the longest names fit into a message."""
NAME_LENGTH = 40
ICONS = {
    RoundPhase.PLANNED: "🕒",
    RoundPhase.INVITING: "📨",
    RoundPhase.MATCHING: "⏳",
    RoundPhase.MEETING: "🤝",
    RoundPhase.ENDED: "✅",
    RoundPhase.CANCELLED: "✖️",
}
_PHASES = {
    RoundPhase.PLANNED: N_("Planned: nobody has been invited yet."),
    RoundPhase.INVITING: N_("Members are invited, and can join."),
    RoundPhase.MATCHING: N_("Pairs are being found."),
    RoundPhase.MEETING: N_("The pairs are asked."),
    RoundPhase.ENDED: N_("The round is over."),
    RoundPhase.CANCELLED: N_("The round was cancelled."),
}


def rounds(listed: Page[Round], moment: Moment, *, is_monthly: bool, may_act: bool) -> Reply:
    """A page of rounds, each to be opened, and whether one begins every month."""
    monthly = _(
        "A round for everybody begins by itself on the first Monday of each month: next on {moment}, "
        "unless one is open then."
    ).format(moment=date_time(next_monthly(moment.now, moment.zone), moment.zone))
    return listing(
        _("<b>🔄 Rounds of introductions</b>"),
        listed,
        [Button(_label(one, moment.zone), OpenRound(one.id)) for one in listed.items],
        ListRounds,
        lines=[monthly] if is_monthly else (),
        empty=_(
            "In a round members are invited, those who join are paired, and both of each pair are asked."
        ),
        acts=_acts(is_monthly=is_monthly) if may_act else (),
    )


def _label(one: Round, zone: tzinfo) -> str:
    return f"{ICONS[one.phase]} {date(one.starts_at.astimezone(zone).date())}"


def _acts(*, is_monthly: bool) -> Rows:
    monthly = _("🗓 Stop the monthly round") if is_monthly else _("🗓 Run one every month")
    return rows(
        Button(_("🔄 Start a round"), PlanRound(), style=Style.PRIMARY),
        Button(monthly, SetMonthly(is_on=not is_monthly)),
    )


def one_round(
    about: Round,
    figures: Figures,
    pairs: Sequence[Introduction],
    alone: Sequence[Person],
    zone: tzinfo,
    *,
    may_act: bool,
) -> Reply:
    """A round as it stands: whom it is for, its dates, its numbers, and what can be done about it."""
    text = "\n\n".join(
        part
        for part in (
            _("<b>{icon} Round of {date}</b>").format(
                icon=ICONS[about.phase], date=date(about.starts_at.astimezone(zone).date())
            ),
            gettext(_PHASES[about.phase]),
            in_words(Audience.of(about.audience)),
            _dates(about, zone),
            numbers(figures),
            names(pairs, alone),
        )
        if part
    )
    cancel: Rows = ()
    if may_act and about.phase in CANCELLABLE:
        cancel = rows(
            Button(_("✖️ Cancel the round"), CancelRound(about.id, is_sure=False), style=Style.DANGER)
        )
    return Reply(text, (*cancel, *_pairs_row(about, pairs), way_out(ListRounds())))


def _pairs_row(about: Round, pairs: Sequence[Introduction]) -> Rows:
    return rows(Button(_("📄 The pairs as an Excel file"), GetPairs(about.id))) if pairs else ()


def _dates(about: Round, zone: tzinfo) -> str:
    return "\n".join(
        [
            _("Invitations: {moment}").format(moment=date_time(about.starts_at, zone)),
            _("Joining until: {moment}").format(moment=date_time(about.matches_at, zone)),
            _("Report: {moment}").format(moment=date_time(about.ends_at, zone)),
        ]
    )


def numbers(figures: Figures) -> str:
    """A round in numbers, a line each; nothing before anybody is invited."""
    if not figures.invited:
        return ""
    lines = [
        _("• Invited: {n}").format(n=number(figures.invited)),
        _("• Joined: {n}").format(n=number(figures.joined)),
        _("• Not this time: {n}").format(n=number(figures.skipped)),
        _("• No answer: {n}").format(n=number(figures.silent)),
    ]
    if figures.pairs:
        nothing = figures.pairs - figures.introduced - figures.waiting
        lines += [
            _("• Paired: {people}, in pairs: {pairs}").format(
                people=number(figures.paired), pairs=number(figures.pairs)
            ),
            _("• Introduced, since both said yes: {n}").format(n=number(figures.introduced)),
            _("• Still waiting for an answer: {n}").format(n=number(figures.waiting)),
            _("• Came to nothing: {n}").format(n=number(nothing)),
        ]
    return "\n".join(lines)


def names(pairs: Sequence[Introduction], alone: Sequence[Person]) -> str:
    """Who was introduced to whom, and who joined but got nobody."""
    met = [_pair(one) for one in pairs if one.state is State.INTRODUCED]
    parts = []
    if met:
        parts.append(_listing(_("<b>Introduced</b>"), met))
    if alone:
        parts.append(_listing(_("<b>Joined, but got nobody</b>"), [_named(person) for person in alone]))
    return "\n\n".join(parts)


def _listing(title: str, lines: Sequence[str]) -> str:
    more = len(lines) - MOST_NAMED
    last = [_("… and {n} more").format(n=number(more))] if more > 0 else []
    return "\n".join([title, *(f"• {line}" for line in lines[:MOST_NAMED]), *last])


def _pair(one: Introduction) -> str:
    return f"{_named(one.asker)} ↔ {_named(one.other)}"


def _named(person: Person) -> str:
    return _("{person} ({company})").format(
        person=name(shortened(person.name, NAME_LENGTH)),
        company=name(shortened(company_name(person.company), NAME_LENGTH)),
    )


def report(
    about: Round,
    figures: Figures,
    pairs: Sequence[Introduction],
    alone: Sequence[Person],
    zone: tzinfo,
) -> Reply:
    """To staff, when a round is over: how it went."""
    title = _("<b>✅ The round of {date} is over</b>").format(
        date=date(about.starts_at.astimezone(zone).date())
    )
    parts = (title, numbers(figures) or _("Nobody was invited."), names(pairs, alone))
    return Reply(
        "\n\n".join(part for part in parts if part),
        (*_pairs_row(about, pairs), *rows(Button(_("🔄 Rounds"), ListRounds()), home_button())),
    )


def pairing_failed(about: Round, zone: tzinfo) -> Reply:
    """To staff, when pairs could not be found: what happens next, and what they can do."""
    words = (
        _(
            "⚠️ <b>The round of {date} has no pairs yet</b>\n\n"
            "They could not be found. The bot tries again by itself every quarter of an hour, next on {moment}; until "
            "it succeeds members can join, and you can cancel the round in /rounds. The log has the details."
        )
        if about.phase in CANCELLABLE
        else _(
            "⚠️ <b>The round of {date} does not have all its pairs yet</b>\n\n"
            "Those that were found are asked; finding the others failed. The bot tries again by itself every quarter "
            "of an hour, next on {moment}. The log has the details."
        )
    )
    text = words.format(
        date=date(about.starts_at.astimezone(zone).date()), moment=date_time(about.matches_at, zone)
    )
    return Reply(text, rows(Button(_("🔄 Rounds"), ListRounds()), home_button()))


Table = tuple[str, list[str], list[list[str]]]


def table(pairs: Sequence[Introduction]) -> Table:
    """The pairs as a table: its title, its header, its rows. Who said no is nobody's business."""
    header = [
        _("Name"),
        pgettext("column of a table", "Company"),
        pgettext("column of a table", "Meets"),
        pgettext("column of a table", "Their company"),
        pgettext("column of a table", "State"),
    ]
    listed = [
        [
            one.asker.name,
            company_name(one.asker.company),
            one.other.name,
            company_name(one.other.company),
            _state(one.state),
        ]
        for one in pairs
    ]
    return _("Pairs"), header, listed


def _state(state: State) -> str:
    match state:
        case State.OPEN:
            return _("Waiting for an answer")
        case State.INTRODUCED:
            return _("Introduced")
        case _:
            return _("Came to nothing")


def pairs_file(about: Round, data: bytes, zone: tzinfo) -> Reply:
    """The table of pairs, as a document."""
    day = about.starts_at.astimezone(zone).date()
    return Reply(
        _("The pairs of the round of {date}").format(date=date(day)),
        file=File(f"round-{day:%Y-%m-%d}.xlsx", data),
        toast=_("Your file is on its way."),
    )
