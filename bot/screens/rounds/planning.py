"""Planning a round: for whom, when, how long to join, and all of it once more before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from bot.i18n import LOCALES, _, date_time, ngettext, number
from bot.models.rounds import Round
from bot.replies import Button, Reply, Style, rows
from bot.rules.audiences import Audience
from bot.rules.rounds import JOIN_DAYS, REMIND_BEFORE, Dates, Start
from bot.screens.audiences import ShowAudience, in_words, language_title, people
from bot.screens.navigation import way_out
from bot.screens.rounds.taps import (
    WHOSE,
    CancelRound,
    ConfirmRound,
    ListRounds,
    OpenRound,
    PickDays,
    PickStart,
    PlanRound,
    StartRound,
)


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
            "\n".join(_dates(planned, zone)),
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
    return Button(f"✓ {label}" if is_chosen else label, tap)


def _start_label(start: Start) -> str:
    return {
        Start.NOW: _("Invite now"),
        Start.TOMORROW: _("Invite tomorrow at 10"),
        Start.MONDAY: _("Invite next Monday at 10"),
    }[start]


def _days_label(days: int) -> str:
    return ngettext("⏳ {n} day", "⏳ {n} days", days).format(n=number(days))


def _dates(planned: Plan, zone: tzinfo) -> list[str]:
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
            "\n".join(_dates(planned, zone)),
            _("Until the pairs are found it can be cancelled."),
        ]
    )
    minute = int(planned.when.starts_at.timestamp()) // 60
    return Reply(
        text,
        rows(
            Button(_("🔄 Start it"), StartRound(minute), style=Style.SUCCESS),
            way_out(PlanRound()),
        ),
    )


def sure_to_cancel(about: Round, joined: int) -> Reply:
    """The question before a round is called off."""
    words = ngettext(
        "Cancel this round? {n} person has joined, and will be told.",
        "Cancel this round? {n} people have joined, and will be told.",
        joined,
    ).format(n=number(joined))
    return Reply(
        words if joined else _("Cancel this round? Nobody has joined yet."),
        rows(
            Button(_("✖️ Cancel the round"), CancelRound(about.id, is_sure=True), style=Style.DANGER),
            way_out(OpenRound(about.id)),
        ),
    )
