"""Tallies: what a company aims at with a mission, and what it says has come of it; answered in taps and one amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import _, isolate, name, number, pgettext
from bot.models.companies import Company
from bot.models.missions import Mission
from bot.models.tallies import Tally
from bot.replies import Button, Reply, Style, Tap, grid, rows
from bot.rules.money import Money
from bot.rules.tallies import DAYS, OF_RESULT, OF_TARGET, OFFERED, WORTH, Figure, Figures, Stage
from bot.screens import money as money_screens
from bot.screens.missions import title_of
from bot.screens.money import EXAMPLES
from bot.screens.navigation import back_button, home_below_button, home_button, way_out
from bot.screens.travelling import OpenLeads, OpenTallies, OpenTally, targets_button
from bot.screens.vocabulary import company_name


class AskFigure(Tap, prefix="L5"):
    """Ask how many there are, or are aimed at."""

    mission_id: int
    stage: Stage
    figure: Figure


class SayCount(Tap, prefix="L6"):
    mission_id: int
    stage: Stage
    figure: Figure
    how_many: int


class SayWorth(Tap, prefix="L7"):
    """What they are worth together, as `Money.plain`; without it, that is left out."""

    mission_id: int
    stage: Stage
    figure: Figure
    amount: str = ""


class SayNothing(Tap, prefix="L8"):
    mission_id: int
    stage: Stage


class SayAsBefore(Tap, prefix="L9"):
    mission_id: int
    stage: Stage


def tallies(
    mission: Mission, company: Company, said: Mapping[Stage, Tally], stages: Sequence[Stage], noted: int
) -> Reply:
    """What a company aims at with a mission, and what it has said came of it."""
    told = [
        f"<b>{stage_name(stage)}</b>\n{in_lines(stage, tally.figures, noted)}"
        for stage, tally in said.items()
        if tally.answered_at is not None
    ]
    parts = [
        _heading(mission, company),
        *(told or [_("Nothing was said yet.")]),
        "" if Stage.MONTH in stages else _when_asked(),
        _who_sees(),
    ]
    buttons = [
        Button(stage_button(stage, is_said=stage in said), OpenTally(mission.id, stage)) for stage in stages
    ]
    return Reply("\n\n".join(part for part in parts if part), rows(*buttons, way_out(OpenLeads(mission.id))))


def _heading(mission: Mission, company: Company) -> str:
    return _("🎯 <b>{mission}</b>, {company}").format(
        mission=title_of(mission), company=name(company_name(company))
    )


def _when_asked() -> str:
    first, *_between, last = DAYS.values()
    return _("What has come of it, you are asked from {first} to {last} days after the mission.").format(
        first=number(first), last=number(last)
    )


def _who_sees() -> str:
    return _("🔒 Your company and the cluster's staff see these figures, nobody else.")


def stage_name(stage: Stage) -> str:
    """What a tally says: the targets, or the results after so many days."""
    if stage is Stage.TARGET:
        return _("Targets")
    return _("Results after {n} days").format(n=number(DAYS[stage]))


def stage_button(stage: Stage, *, is_said: bool) -> str:
    if stage is Stage.TARGET:
        return _("🎯 Change the targets") if is_said else _("🎯 Set the targets")
    return _("📝 Results after {n} days").format(n=number(DAYS[stage]))


def in_lines(stage: Stage, figures: Figures, noted: int) -> str:
    """The figures of a tally, one on a line."""
    asked = OF_TARGET if stage is Stage.TARGET else OF_RESULT
    return "\n".join(_line(stage, figure, figures, noted) for figure in asked)


def _line(stage: Stage, figure: Figure, figures: Figures, noted: int) -> str:
    said, label = amount_of(figure, figures), figure_of(stage, figure)
    if figure is Figure.LEADS and not said and noted and stage is not Stage.TARGET:
        return _("{figure}: {n}, as noted here").format(figure=label, n=number(noted))
    return _("{figure}: {said}").format(figure=label, said=said or _("not said"))


def figure_of(stage: Stage, figure: Figure) -> str:
    """What a figure is called at a stage: what is aimed at has not been received."""
    return _("Orders") if (stage, figure) == (Stage.TARGET, Figure.ORDERS) else figure_name(figure)


def amount_of(figure: Figure, figures: Figures) -> str:
    """How many were said, and what they are worth; nothing where nothing was said."""
    how_many = getattr(figures, figure)
    if how_many is None:
        return ""
    value: Money | None = getattr(figures, WORTH[figure]) if figure in WORTH else None
    if value is None:
        return number(how_many)
    return _("{n}, worth {amount}").format(n=number(how_many), amount=money_screens.shown(value))


def figure_name(figure: Figure) -> str:
    return {
        Figure.LEADS: _("Leads"),
        Figure.ORDERS: _("Orders received"),
        Figure.VALUE: _("Value of the orders received"),
        Figure.EXPECTED: _("Orders expected"),
        Figure.EXPECTED_VALUE: _("Value of the orders expected"),
    }[figure]


def asked(
    mission: Mission,
    company: Company,
    tally: Tally,
    before: Figures,
    noted: int,
    *,
    is_reminder: bool,
    has_target: bool,
) -> Reply:
    """The question of what has come of a mission, as it is sent; the message stays."""
    shown = tally_of(mission, company, tally, before, noted, has_target=has_target)
    words = _("⏳ This question still waits for an answer; “nothing yet” is one, too.") if is_reminder else ""
    *acts, _way = shown.buttons
    return Reply(f"{words}\n\n{shown.text}" if words else shown.text, (*acts, *rows(home_below_button())))


def tally_of(
    mission: Mission,
    company: Company,
    tally: Tally,
    before: Figures,
    noted: int,
    note: str = "",
    *,
    has_target: bool,
) -> Reply:
    """One tally with its figures, each of which can be said or changed; and the way to targets that were never set."""
    stage, figures = tally.stage, tally.figures
    return Reply(
        "\n\n".join(
            part
            for part in (
                note,
                _heading(mission, company),
                _question(tally),
                in_lines(stage, figures, noted),
                _last_time(before) if tally.answered_at is None else "",
                _who_sees(),
            )
            if part
        ),
        (
            *rows(*_at_once(tally, before)),
            *grid(_figure_buttons(tally), 1),
            *rows(*([] if has_target or stage is Stage.TARGET else targets_button(mission))),
            (back_button(OpenTallies(mission.id)), home_button()),
        ),
    )


def _question(tally: Tally) -> str:
    if tally.stage is Stage.TARGET:
        return _("<b>What do you aim at?</b> Afterwards the results are held against it.")
    words = _("<b>{n} days after: what has come of it up to now, in all?</b>")
    return words.format(n=number(DAYS[tally.stage]))


def _last_time(before: Figures) -> str:
    told = [
        _("{figure}: {said}").format(figure=figure_name(figure), said=said)
        for figure in OF_RESULT
        if (said := amount_of(figure, before))
    ]
    return _("Last time you said: {what}").format(what=" · ".join(told)) if told else ""


def _at_once(tally: Tally, before: Figures) -> list[Button]:
    """What answers everything in one tap, as long as nothing was said."""
    if tally.stage is Stage.TARGET or tally.answered_at is not None:
        return []
    nothing = Button(_("Nothing yet"), SayNothing(tally.mission_id, tally.stage))
    if before.is_empty:
        return [nothing]
    return [Button(_("The same as last time"), SayAsBefore(tally.mission_id, tally.stage))]


def _figure_buttons(tally: Tally) -> list[Button]:
    labels = {
        Figure.LEADS: _("📇 Leads"),
        Figure.ORDERS: _("📦 Orders received"),
        Figure.EXPECTED: _("⏳ Orders expected"),
    }
    if tally.stage is Stage.TARGET:
        labels[Figure.ORDERS] = _("📦 Orders and their value")
    figures = OF_TARGET if tally.stage is Stage.TARGET else OF_RESULT
    return [
        Button(
            labels[figure],
            AskFigure(tally.mission_id, tally.stage, figure),
            style=Style.PRIMARY if getattr(tally.figures, figure) is None and n == 0 else Style.PLAIN,
        )
        for n, figure in enumerate(figures)
    ]


def ask_count(mission: Mission, stage: Stage, figure: Figure) -> Reply:
    """How many are there, or are aimed at? A tap, or a typed number."""
    if stage is Stage.TARGET:
        words = {
            Figure.LEADS: _("How many leads do you aim at?"),
            Figure.ORDERS: _("How many orders do you aim at?"),
        }[figure]
    else:
        words = {
            Figure.LEADS: _("How many leads are there up to now, in all?"),
            Figure.ORDERS: _("How many orders have you received up to now, in all?"),
            Figure.EXPECTED: _("How many orders do you still expect?"),
        }[figure]
    buttons = [Button(number(n), SayCount(mission.id, stage, figure, n)) for n in (0, *OFFERED[figure])]
    text = f"🎯 {title_of(mission)}\n\n<b>{words}</b>\n{_or_type()}"
    return Reply(text, (*grid(buttons, 4), way_out(OpenTally(mission.id, stage))))


def _or_type() -> str:
    return _("Tap a number, or type it.")


def ask_worth(mission: Mission, stage: Stage, figure: Figure, figures: Figures, note: str = "") -> Reply:
    """What are the orders worth together? Typed, or left out."""
    how_many = getattr(figures, figure) or 0
    if figure is Figure.EXPECTED:
        words = (
            _("What would this order be worth?")
            if how_many == 1
            else _("What would these orders be worth together?")
        )
    else:
        words = (
            _("What is this order worth?") if how_many == 1 else _("What are these orders worth together?")
        )
    counted = _("{figure}: {said}").format(figure=figure_of(stage, figure), said=number(how_many))
    type_it = _("Type the amount with its currency, such as {example}; or skip it.").format(
        example=isolate(EXAMPLES)
    )
    present: Money | None = getattr(figures, WORTH[figure])
    now = _("So far you said: {amount}. Skipping takes it back.") if present else ""
    parts = [
        note,
        f"🎯 {title_of(mission)}\n{counted}",
        f"<b>{words}</b>\n{type_it}",
        now.format(amount=money_screens.shown(present)) if present else "",
    ]
    skip = Button(_("Skip"), SayWorth(mission.id, stage, figure), style=Style.PRIMARY)
    return Reply(
        "\n\n".join(part for part in parts if part), rows(skip, way_out(OpenTally(mission.id, stage)))
    )


def noted(tally: Tally, figure: Figure | None = None) -> str:
    """What stands above a tally once something was said: the amount is said back."""
    said = amount_of(figure, tally.figures) if figure is not None else ""
    if not said:
        return _("✅ Noted. Thank you for telling us.")
    assert figure is not None
    return _("✅ Noted: {figure}: {said}").format(figure=figure_of(tally.stage, figure), said=said)


def stage_word(stage: Stage) -> str:
    """A stage as a cell of a table says it."""
    if stage is Stage.TARGET:
        return pgettext("column of a table", "Target")
    return _("After {n} days").format(n=number(DAYS[stage]))


def which_meant(question: Reply, mission: Mission, stage: Stage) -> Reply:
    """The readings of an amount that left it open, with the way back."""
    return Reply(question.text, (*question.buttons, way_out(OpenTally(mission.id, stage))))
