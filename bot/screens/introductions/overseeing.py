"""Introductions as staff see them: the counts, the lists, one of them, and whom to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.i18n import _, isolate, number
from bot.models import Company, Introduction, Person
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.outcomes import Outcome
from bot.rules.overseeing import LATELY, QUARTER, Overview, OwnWords, Shelf, Trouble
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.companies import LookAtCompany
from bot.screens.introductions.wording import ICONS
from bot.screens.listing import listing
from bot.screens.navigation import home_button
from bot.screens.outcomes import dollars, outcome_name
from bot.screens.vocabulary import company_name, size_name

LABEL_LENGTH = 45
NAME_LENGTH = 24


@dataclass(frozen=True)
class ShowMeetings(Tap, prefix="j"):
    """Show how introductions go."""


@dataclass(frozen=True)
class ShowShelf(Tap, prefix="jl"):
    """Show a list of introductions."""

    shelf: Shelf
    page: int


@dataclass(frozen=True)
class OpenMeeting(Tap, prefix="jo"):
    """Show one introduction; back leads to the list that it was found in."""

    introduction_id: int
    shelf: Shelf
    page: int


@dataclass(frozen=True)
class ShowTrouble(Tap, prefix="jt"):
    """Show whom staff may want to call."""

    trouble: Trouble
    page: int


@dataclass(frozen=True)
class GetWorkbook(Tap, prefix="jx"):
    """Send me all introductions as an Excel file."""


@dataclass(frozen=True)
class Introduce(Tap, prefix="ji"):
    """Introduce two members by hand: whom first?"""


def overview(seen: Overview, *, may_act: bool) -> Reply:
    """How introductions go, in counts, and the ways on."""
    acting = rows(Button(_("➕ Introduce two members"), Introduce(), style=Style.PRIMARY)) if may_act else ()
    return Reply(
        "\n\n".join(part for part in (_counts(seen), _came_of(seen)) if part),
        (
            (
                Button(_("🕓 Open"), ShowShelf(Shelf.OPEN, 0)),
                Button(_("⚠️ Stuck"), ShowShelf(Shelf.STUCK, 0)),
                Button(_("🏁 Finished"), ShowShelf(Shelf.FINISHED, 0)),
            ),
            *rows(*[Button(trouble_label(trouble), ShowTrouble(trouble, 0)) for trouble in Trouble]),
            *acting,
            *rows(Button(_("⬇️ All of them in Excel"), GetWorkbook()), home_button()),
        ),
    )


def _counts(seen: Overview) -> str:
    return "\n".join(
        [
            _("🤝 <b>Introductions of members</b>"),
            "",
            _("Open: {n}").format(n=number(seen.open)),
            _("Stuck, silent for more than two days: {n}").format(n=number(seen.stuck)),
            _("Introduced in the last {days} days: {n}").format(
                days=number(LATELY.days), n=number(seen.introduced_lately)
            ),
            _("Introduced in the last {days} days: {n}").format(
                days=number(QUARTER.days), n=number(seen.introduced_in_quarter)
            ),
            _("Came to nothing in the last {days} days: {n}").format(
                days=number(QUARTER.days), n=number(seen.nothing_in_quarter)
            ),
        ]
    )


def _came_of(seen: Overview) -> str:
    if not seen.came_of:
        return ""
    lines = [_("<b>What came of them, as members say</b>"), *_outcomes(seen.came_of)]
    if seen.most > seen.least:
        lines.append(
            _("Total value: {least} to {most}, as the one side or the other says").format(
                least=dollars(seen.least), most=dollars(seen.most)
            )
        )
    elif seen.most:
        lines.append(_("Total value: {amount}").format(amount=dollars(seen.most)))
    return "\n".join(lines)


def _outcomes(came_of: Mapping[tuple[Outcome, ...], int]) -> list[str]:
    ranked = sorted(came_of.items(), key=lambda item: [list(Outcome).index(one) for one in item[0]][::-1])
    return [
        _("• {outcome}: {n}").format(outcome=outcome_name(outcomes[0]), n=number(n))
        if len(outcomes) == 1
        else _("• one side says {lesser}, the other {more}: {n}").format(
            lesser=outcome_name(outcomes[0]), more=outcome_name(outcomes[1]), n=number(n)
        )
        for outcomes, n in reversed(ranked)
    ]


def trouble_label(trouble: Trouble) -> str:
    """A list of whom staff may want to call, on its button and above it."""
    return {
        Trouble.ASKED_MOST: _("🔥 Who is asked most"),
        Trouble.SILENT: _("🔕 Who never answers"),
        Trouble.UNMET: _("🏢 Companies no one has met"),
        Trouble.UNKNOWN: _("💬 Words we do not know"),
    }[trouble]


def shelf(which: Shelf, listed: Page[Introduction]) -> Reply:
    """A page of introductions."""
    heading = {
        Shelf.OPEN: _("🕓 <b>Open introductions</b>"),
        Shelf.STUCK: _("⚠️ <b>Open introductions, silent for more than two days</b>"),
        Shelf.FINISHED: _("🏁 <b>Finished introductions</b>"),
    }[which]
    buttons = [Button(_pair(asked), OpenMeeting(asked.id, which, listed.number)) for asked in listed.items]
    return _list(heading, listed, buttons, lambda page: ShowShelf(which, page))


def _pair(asked: Introduction) -> str:
    pair = " – ".join(isolate(shortened(side.name, NAME_LENGTH)) for side in (asked.asker, asked.other))
    return f"{ICONS[asked.state]} {pair}"


def people(trouble: Trouble, listed: Page[tuple[Person, int]]) -> Reply:
    """Who is asked most, or never answers, with how often; a button leads to the company."""
    words = {
        Trouble.ASKED_MOST: _("Asked three times or more within 30 days:"),
        Trouble.SILENT: _("Let two requests or more run out within 180 days, and answered none:"),
    }[trouble]
    buttons = [
        Button(
            f"{isolate(shortened(f'{person.name} · {company_name(person.company)}', LABEL_LENGTH))} ({number(n)})",
            LookAtCompany(person.company_id),
        )
        for person, n in listed.items
    ]
    heading = f"<b>{trouble_label(trouble)}</b>\n{words}"
    return _list(heading, listed, buttons, lambda page: ShowTrouble(trouble, page))


def unmet(listed: Page[Company]) -> Reply:
    """Companies of which nobody was ever introduced, the largest first."""
    words = _(
        "In the directory, but nobody of theirs was ever introduced to anybody; the largest come first:"
    )
    buttons = [
        Button(f"🏢 {isolate(_sized(company))}", LookAtCompany(company.id)) for company in listed.items
    ]
    heading = f"<b>{trouble_label(Trouble.UNMET)}</b>\n{words}"
    return _list(heading, listed, buttons, lambda page: ShowTrouble(Trouble.UNMET, page))


def unknown(listed: Page[OwnWords]) -> Reply:
    """What companies write that the search and the matching know no other words for."""
    words = _(
        "Products, offers and needs that we know no other words for: only who types the same finds them. Ask the "
        "company for a more usual word, in any language; the button shows its profile."
    )
    buttons = [
        Button(
            f"{isolate(shortened(one.words, LABEL_LENGTH))} ({number(one.companies)})",
            LookAtCompany(one.company_id),
        )
        for one in listed.items
    ]
    heading = f"<b>{trouble_label(Trouble.UNKNOWN)}</b>\n{words}"
    return _list(heading, listed, buttons, lambda page: ShowTrouble(Trouble.UNKNOWN, page))


def _sized(company: Company) -> str:
    called = shortened(company_name(company), NAME_LENGTH)
    return f"{called} · {size_name(company.size)}" if company.size is not None else called


def _list(heading: str, listed: Page[Any], buttons: Sequence[Button], turn: Callable[[int], Tap]) -> Reply:
    return listing(
        heading,
        listed,
        buttons,
        turn,
        lines=[_("On this list: {n}").format(n=number(listed.total))] if listed.total else (),
        empty=_("There is nobody and nothing on this list."),
        back=ShowMeetings(),
    )
