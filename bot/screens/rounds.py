"""Rounds as staff see them: planned, followed, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from bot.i18n import LOCALES, N_, _, date, date_time, gettext, name, ngettext, number, pgettext
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.audiences import Audience
from bot.rules.introductions import State
from bot.rules.pages import Page
from bot.rules.rounds import (
    CANCELLABLE,
    JOIN_DAYS,
    REMIND_BEFORE,
    Dates,
    Figures,
    RoundPhase,
    Start,
    next_monthly,
    phase_by,
)
from bot.rules.words import shortened
from bot.screens.audiences import ShowAudience, in_words, language_title, people
from bot.screens.entrances import Entrance
from bot.screens.listing import legend, listing
from bot.screens.navigation import home_button, sure, ticked, way_out
from bot.screens.vocabulary import company_name, person_name

WHOSE = "round"
"""The word under which the audience of the round being planned is chosen; there is one, without an id."""


class ListRounds(Tap, prefix="o"):
    page: int = 0


ENTRANCE = Entrance("rounds", N_("Rounds of introductions"), ListRounds(), N_("🔄 Rounds"))


class OpenRound(Tap, prefix="oo"):
    round_id: int


class GetPairs(Tap, prefix="of"):
    round_id: int


class ListIntroduced(Tap, prefix="on"):
    round_id: int
    page: int = 0


class ListAlone(Tap, prefix="og"):
    round_id: int
    page: int = 0


class SetMonthly(Tap, prefix="om"):
    is_on: bool


class PlanRound(Tap, prefix="os"): ...


class PickStart(Tap, prefix="ot"):
    start: Start


class PickDays(Tap, prefix="oj"):
    days: int


class ConfirmRound(Tap, prefix="oc"): ...


class StartRound(Tap, prefix="ol"):
    """Start it, with invitations at the minute since 1970 (UTC) that was shown."""

    minute: int


class CancelRound(Tap, prefix="ox"):
    round_id: int
    is_sure: bool


@dataclass(frozen=True)
class Plan:
    """A round as far as it is planned, and who could take part in it now, by language."""

    audience: Audience
    start: Start
    join_days: int
    when: Dates
    reached: Mapping[str, int]


def counted(reached: Mapping[str, int]) -> str:
    """How many could take part, by language, and who they are."""
    by_language = " · ".join(
        f"{language_title(language)} {number(reached.get(language, 0))}" for language in LOCALES
    )
    return "\n".join(
        [
            _("<b>Can take part: {people}</b>").format(people=people(sum(reached.values()))),
            by_language,
            _("These are members on the bot who are shown in the directory and have not paused rounds."),
        ]
    )


def plan(planned: Plan, zone: tzinfo) -> Reply:
    """What a round being planned is like, and what can be chosen."""
    text = "\n\n".join(
        [
            _("<b>🔄 A new round</b>"),
            in_words(planned.audience),
            counted(planned.reached),
            "\n".join(_planned_dates(planned, zone)),
            _("⏳ is how long members can join."),
        ]
    )
    starts = [_choice(_start_label(start), PickStart(start), planned.start is start) for start in Start]
    days = tuple(_choice(_days_label(n), PickDays(n), planned.join_days == n) for n in JOIN_DAYS)
    return Reply(
        text,
        rows(
            Button(_("👥 Who is invited"), ShowAudience(WHOSE, 0)),
            *starts,
            days,
            Button(_("Go on →"), ConfirmRound(), style=Style.PRIMARY),
            way_out(ListRounds()),
        ),
    )


def _choice(label: str, tap: PickStart | PickDays, is_chosen: bool) -> Button:
    return Button(ticked(label, is_chosen), tap)


def _start_label(start: Start) -> str:
    return {
        Start.NOW: _("Invite now"),
        Start.TOMORROW: _("Invite tomorrow at 10"),
        Start.MONDAY: _("Invite next Monday at 10"),
    }[start]


def _days_label(days: int) -> str:
    return ngettext("⏳ {n} day", "⏳ {n} days", days).format(n=number(days))


def _planned_dates(planned: Plan, zone: tzinfo) -> list[str]:
    """What happens when, a line each."""
    when = planned.when
    lines = [_("• {moment}: invitations go out.").format(moment=date_time(when.starts_at, zone))]
    if timedelta(days=planned.join_days) >= 2 * REMIND_BEFORE:
        lines.append(
            _("• {moment}: who has not answered is reminded.").format(
                moment=date_time(when.matches_at - REMIND_BEFORE, zone)
            )
        )
    lines += [
        _("• {moment}: joining ends; pairs are found, and both of each are asked.").format(
            moment=date_time(when.matches_at, zone)
        ),
        _("• {moment}: the report reaches staff.").format(moment=date_time(when.ends_at, zone)),
    ]
    return lines


def confirm(planned: Plan, zone: tzinfo) -> Reply:
    """The last look before it starts."""
    text = "\n\n".join(
        [
            _("<b>Start this round?</b>"),
            in_words(planned.audience),
            counted(planned.reached),
            "\n".join(_planned_dates(planned, zone)),
            _("Until the pairs are found it can be cancelled."),
        ]
    )
    minute = int(planned.when.starts_at.timestamp()) // 60
    return Reply(
        text,
        rows(Button(_("🔄 Start the round"), StartRound(minute), style=Style.SUCCESS), way_out(PlanRound())),
    )


def sure_to_cancel(about: Round, joined: int) -> Reply:
    words = ngettext(
        "Cancel this round? {n} person has joined, and will be told.",
        "Cancel this round? {n} people have joined, and will be told.",
        joined,
    ).format(n=number(joined))
    return sure(
        words if joined else _("Cancel this round? Nobody has joined yet."),
        _("✖️ Cancel the round"),
        CancelRound(about.id, is_sure=True),
        OpenRound(about.id),
    )


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
        [Button(_label(one, moment), OpenRound(one.id)) for one in listed.items],
        ListRounds,
        lines=[
            *([monthly, ""] if is_monthly else []),
            legend(_round_state(_phase(one, moment)) for one in listed.items),
        ],
        empty=_(
            "In a round members are invited, those who join are paired, and both of each pair are asked."
        ),
        acts=_acts(is_monthly=is_monthly) if may_act else (),
    )


def _round_state(phase: RoundPhase) -> tuple[str, str]:
    """An icon of the list, with what it means."""
    words = {
        RoundPhase.PLANNED: pgettext("state of a round", "planned"),
        RoundPhase.INVITING: pgettext("state of a round", "members can join"),
        RoundPhase.MATCHING: pgettext("state of a round", "pairs are being found"),
        RoundPhase.MEETING: pgettext("state of a round", "pairs are asked"),
        RoundPhase.ENDED: pgettext("state of a round", "over"),
        RoundPhase.CANCELLED: pgettext("state of a round", "cancelled"),
    }[phase]
    return ICONS[phase], words


def _label(one: Round, moment: Moment) -> str:
    return f"{ICONS[_phase(one, moment)]} {date(one.starts_at.astimezone(moment.zone).date())}"


def _phase(about: Round, moment: Moment) -> RoundPhase:
    return phase_by(about.phase, Dates(about.starts_at, about.matches_at, about.ends_at), moment.now)


def _acts(*, is_monthly: bool) -> Rows:
    monthly = _("🗓 Stop the monthly round") if is_monthly else _("🗓 Run one every month")
    return rows(
        Button(_("🔄 Start a round"), PlanRound(), style=Style.PRIMARY),
        Button(monthly, SetMonthly(is_on=not is_monthly)),
    )


def one_round(
    about: Round,
    figures: Figures,
    introduced: Page[Introduction],
    alone: Page[Person],
    moment: Moment,
    *,
    may_act: bool,
) -> Reply:
    """A round as it stands: whom it is for, its dates, its numbers, and what can be done about it.

    Of who was introduced, and who got nobody, the first page is shown.
    """
    phase = _phase(about, moment)
    text = "\n\n".join(
        part
        for part in (
            _("<b>{icon} Round of {date}</b>").format(
                icon=ICONS[phase], date=date(about.starts_at.astimezone(moment.zone).date())
            ),
            gettext(_PHASES[phase]),
            in_words(Audience.of(about.audience)),
            _dates(about, moment.zone),
            numbers(figures),
            names(introduced, alone),
        )
        if part
    )
    cancel: Rows = ()
    if may_act and about.phase in CANCELLABLE:
        cancel = rows(
            Button(_("✖️ Cancel the round"), CancelRound(about.id, is_sure=False), style=Style.DANGER)
        )
    return Reply(text, (*cancel, *_more(about, figures, introduced, alone), way_out(ListRounds())))


def _more(about: Round, figures: Figures, introduced: Page[Introduction], alone: Page[Person]) -> Rows:
    """The ways to what a message has no room for."""
    buttons = []
    if introduced.last:
        buttons.append(Button(_("🤝 All who were introduced"), ListIntroduced(about.id)))
    if alone.last:
        buttons.append(Button(_("👤 All who got nobody"), ListAlone(about.id)))
    if figures.pairs:
        buttons.append(Button(_("📥 The pairs as an Excel file"), GetPairs(about.id)))
    return rows(*buttons)


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


def names(introduced: Page[Introduction], alone: Page[Person]) -> str:
    """Who was introduced to whom, and who joined but got nobody."""
    parts = []
    if introduced.total:
        parts.append(_beginning(_introduced(), introduced.of(_pairs(introduced))))
    if alone.total:
        parts.append(_beginning(_alone(), alone.of(_people(alone))))
    return "\n\n".join(parts)


def _beginning(title: str, lines: Page[str]) -> str:
    more = lines.total - len(lines.items)
    last = [_("… and {n} more").format(n=number(more))] if more else []
    return "\n".join([title, *lines.items, *last])


def introduced(about: Round, listed: Page[Introduction]) -> Reply:
    """All who were introduced in a round, page by page."""
    return _whole(_introduced(), listed.of(_pairs(listed)), about, ListIntroduced)


def alone(about: Round, listed: Page[Person]) -> Reply:
    """All who joined a round and got nobody, page by page."""
    return _whole(_alone(), listed.of(_people(listed)), about, ListAlone)


def _whole(title: str, lines: Page[str], about: Round, to: Callable[[int, int], Tap]) -> Reply:
    return listing(
        title,
        lines,
        [],
        lambda page: to(about.id, page),
        lines=lines.items,
        empty=_("Nobody."),
        back=OpenRound(about.id),
    )


def _introduced() -> str:
    return _("<b>Introduced</b>")


def _alone() -> str:
    return _("<b>Joined, but got nobody</b>")


def _pairs(listed: Page[Introduction]) -> list[str]:
    return [f"• {_named(one.asker)} ↔ {_named(one.other)}" for one in listed.items]


def _people(listed: Page[Person]) -> list[str]:
    return [f"• {_named(person)}" for person in listed.items]


def _named(person: Person) -> str:
    return _("{person} ({company})").format(
        person=name(shortened(person_name(person), NAME_LENGTH)),
        company=name(shortened(company_name(person.company), NAME_LENGTH)),
    )


def report(
    about: Round, figures: Figures, introduced: Page[Introduction], alone: Page[Person], zone: tzinfo
) -> Reply:
    """To staff, when a round is over: how it went."""
    title = _("<b>✅ The round of {date} is over</b>").format(
        date=date(about.starts_at.astimezone(zone).date())
    )
    parts = (title, numbers(figures) or _("Nobody was invited."), names(introduced, alone))
    return Reply(
        "\n\n".join(part for part in parts if part),
        (
            *_more(about, figures, introduced, alone),
            *rows(Button(_("🔄 Rounds"), ListRounds()), home_button()),
        ),
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
            person_name(one.asker),
            company_name(one.asker.company),
            person_name(one.other),
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
            return _("Not introduced")


def pairs_file(about: Round, data: bytes, zone: tzinfo) -> Reply:
    """The table of pairs, as a document."""
    day = about.starts_at.astimezone(zone).date()
    return Reply(
        _("The pairs of the round of {date}").format(date=date(day)),
        file=File(f"round-{day:%Y-%m-%d}.xlsx", data),
        toast=_("Your file is on its way."),
    )
