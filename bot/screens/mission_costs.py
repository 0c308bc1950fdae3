"""What the cluster paid for a mission, as staff write it down for the report."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, isolate, name
from bot.models.mission_costs import MissionCost
from bot.models.missions import Mission
from bot.replies import Button, Reply, Tap, grid
from bot.rules.mission_reports import Measure, MissionReport
from bot.rules.money import Money
from bot.rules.words import shortened
from bot.screens import money as money_screens
from bot.screens.mission_reports import LABEL_SHOWN, ListCosts, OpenMissionReport, line, summed
from bot.screens.missions import title_of
from bot.screens.money import EXAMPLES
from bot.screens.navigation import named, sure, way_out


class AddCost(Tap, prefix="Ls"):
    """One of the readings of an amount that left it open; what it was for, the question remembers."""

    mission_id: int
    amount: str


class RemoveCost(Tap, prefix="Lu"):
    cost_id: int
    is_sure: bool


def costs(
    mission: Mission, paid: Sequence[MissionCost], counted: MissionReport, note: str = "", *, may_act: bool
) -> Reply:
    """What the cluster paid for a mission; those who may can type one more."""
    named_costs = [(shortened(cost.label, LABEL_SHOWN), cost.paid) for cost in paid]
    lines = [line(name(label), money_screens.shown(money)) for label, money in named_costs if money]
    parts = [
        note,
        _("💶 <b>Costs of {title}</b>").format(title=title_of(mission)),
        "\n".join(lines) or _("No costs were written down yet."),
        line(_("In all"), summed(counted.total(Measure.COST))) if lines else "",
    ]
    if may_act:
        words = _("Type what was paid and what for, such as {example}: each message is one cost.")
        parts.append(
            words.format(example=isolate(_("Stand: {amount}").format(amount=EXAMPLES.partition(" · ")[0])))
        )
    removing = [
        Button(_("🗑 {name}").format(name=named(cost.label)), RemoveCost(cost.id, is_sure=False))
        for cost in paid
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (*grid(removing if may_act else [], 2), way_out(OpenMissionReport(mission.id))),
    )


def added(label: str, money: Money) -> str:
    """What stands above the costs once one was written down: it is said back."""
    return _("✅ Noted: {figure}: {said}").format(figure=name(label), said=money_screens.shown(money))


def sure_to_remove(cost: MissionCost) -> Reply:
    amount = money_screens.shown(cost.paid) if cost.paid is not None else ""
    return sure(
        _("Take this cost out? {what}: {amount}").format(what=name(cost.label), amount=amount),
        _("Remove"),
        RemoveCost(cost.id, is_sure=True),
        ListCosts(cost.mission_id),
    )


def unnamed() -> str:
    """What a cost is called that was typed without a word."""
    return _("Costs")


def which_meant(question: Reply, mission: Mission) -> Reply:
    """The readings of an amount that left it open, with the way back."""
    return Reply(question.text, (*question.buttons, way_out(ListCosts(mission.id))))
