"""Who tapped the button under a broadcast, for staff."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, name, ngettext, number
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.people import Person
from bot.replies import Button, Reply, Style, rows
from bot.rules.interest import ButtonKind
from bot.screens.broadcasts import OpenBroadcast
from bot.screens.vocabulary import company_name, person_name
from bot.screens.wordings import beginning

MOST_NAMED = 10
"""People whom a notice names; the others are counted."""


def told(broadcast: Broadcast, who: Sequence[tuple[Person | None, Company | None]]) -> Reply:
    """To staff: who tapped since they last heard of it."""
    if broadcast.button is ButtonKind.MORE:
        words = ngettext(
            "ℹ️ <b>{n} person would like to know more</b>",
            "ℹ️ <b>{n} people would like to know more</b>",
            len(who),
        )
    else:
        words = ngettext(
            "🙋 <b>{n} person is interested</b>", "🙋 <b>{n} people are interested</b>", len(who)
        )
    lines = [f"• {who_it_is(person, company)}" for person, company in who[:MOST_NAMED]]
    if len(who) > MOST_NAMED:
        lines.append(_("… and {n} more").format(n=number(len(who) - MOST_NAMED)))
    return Reply(
        "\n\n".join([words.format(n=number(len(who))), beginning(broadcast.wordings), "\n".join(lines)]),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def who_it_is(person: Person | None, company: Company | None) -> str:
    """Somebody who tapped, and of which company; ready for HTML."""
    called = name(person_name(person)) if person is not None else _("somebody who is no longer here")
    if company is None:
        return called
    return _("{person}, {company}").format(person=called, company=name(company_name(company)))
