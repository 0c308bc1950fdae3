"""The digest that staff get on Mondays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.i18n import _, name, ngettext, number
from bot.replies import Button, Reply, Style, rows
from bot.rules.engagement import Advice, Filter, WeekFigures
from bot.rules.scoring import Band
from bot.screens.engagement import (
    ListCompanies,
    OpenStory,
    ShowEngagement,
    Stood,
    as_of,
    figure_lines,
    last_line,
    standing,
)
from bot.screens.navigation import home_button
from bot.screens.vocabulary import company_name


@dataclass(frozen=True, slots=True)
class Digest:
    """What there is to say of the week that ended with the day `until`, on the day `today`; how many companies are
    dormant, and to how many nothing was offered."""

    until: date
    today: date
    figures: WeekFigures
    named: Sequence[Stood]
    advice: Advice
    dormant: int
    unasked: int


def digest(found: Digest) -> Reply:
    """To staff: five figures, at most three names, and one thing to do with the button that leads there."""
    heading = _("The week in the cluster")
    parts = [
        f"📈 <b>{heading}</b>\n{as_of(found.until)}",
        figure_lines(found.figures),
        _names(found),
        "\n".join(["👉 <b>{}</b>".format(_("One thing to do")), _to_do(found)]),
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        rows(
            *_way(found),
            Button(_("📈 Engagement of companies"), ShowEngagement()),
            home_button(),
        ),
    )


def _names(found: Digest) -> str:
    if not found.named:
        return ""
    lines = [
        f"• <b>{name(company_name(one.company))}</b> · {standing(one.week)}\n{last_line(one, found.today)}"
        for one in found.named
    ]
    heading = _("Worth a word")
    return "\n".join([f"<b>{heading}</b>", *lines])


def _to_do(found: Digest) -> str:
    match found.advice:
        case Advice.TALK:
            words = _("Talk to {company}: ask what would be useful to them now, and offer them one thing.")
            return words.format(company=name(company_name(found.named[0].company)))
        case Advice.WAKE:
            return ngettext(
                "{n} company is dormant: send them something that takes one tap to answer.",
                "{n} companies are dormant: send them something that takes one tap to answer.",
                found.dormant,
            ).format(n=number(found.dormant))
        case Advice.OFFER:
            return ngettext(
                "Nothing was offered to {n} company lately: invite them to an event or an introduction.",
                "Nothing was offered to {n} companies lately: invite them to an event or an introduction.",
                found.unasked,
            ).format(n=number(found.unasked))
        case Advice.LOOK:
            return _("Nothing presses this week: look at who is most active, and thank them.")


def _way(found: Digest) -> list[Button]:
    match found.advice:
        case Advice.TALK:
            company = found.named[0].company
            label, tap = _("🏢 Its story"), OpenStory(company.id)
            return [Button(label, tap, style=Style.PRIMARY)]
        case Advice.WAKE:
            code = Filter(band=Band.DORMANT).code
            return [Button(_("💤 The dormant companies"), ListCompanies(code), style=Style.PRIMARY)]
        case Advice.OFFER:
            code = Filter(band=Band.UNASKED).code
            return [Button(_("🏢 These companies"), ListCompanies(code), style=Style.PRIMARY)]
        case Advice.LOOK:
            return []
