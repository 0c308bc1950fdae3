"""What came of openings, to staff: company by company, in all by kind and currency, and as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.i18n import _, name, ngettext, number
from bot.models.openings import Opening, Prospect
from bot.moment import Moment
from bot.replies import Button, File, Reply, Tap, rows
from bot.rules.money import Money
from bot.rules.openings import Interest, KindTotals, Result
from bot.rules.pages import Page
from bot.screens.fields import with_note
from bot.screens.listing import listing
from bot.screens.money import all_shown, shown
from bot.screens.navigation import named, ticked, way_out
from bot.screens.opening_plans import ListOpeningPlans, OpenOpeningPlan
from bot.screens.openings import RESULTS, kind_name, plain_title, result_name, title_of
from bot.screens.vocabulary import company_name

Cell = str | int | date | Money | None
Table = tuple[str, list[str], list[list[Cell]]]


class ListProspects(Tap, prefix="Oj"):
    opening_id: int
    page: int = 0


class OpenProspect(Tap, prefix="OJ"):
    prospect_id: int


class RecordResult(Tap, prefix="Oh"):
    prospect_id: int
    result: Result


class RecordWon(Tap, prefix="OH"):
    """The company got this amount (`Money.plain`)."""

    prospect_id: int
    plain: str


class ShowTotals(Tap, prefix="Ot"): ...


class GetOpeningsWorkbook(Tap, prefix="Oz"): ...


def prospects(opening: Opening, listed: Page[Prospect], *, may_act: bool) -> Reply:
    """The companies that heard of one or took it up, those that got furthest first."""
    return listing(
        title_of(opening),
        listed,
        [
            Button(named(company_name(one.company), _standing(one)), OpenProspect(one.id))
            for one in listed.items
        ]
        if may_act
        else [],
        lambda page: ListProspects(opening.id, page),
        lines=[]
        if may_act
        else [
            _("• {company}: {lacking}").format(
                company=name(company_name(one.company)), lacking=_standing(one)
            )
            for one in listed.items
        ],
        empty=_("No company has been told of it yet."),
        back=OpenOpeningPlan(opening.id),
    )


def _standing(prospect: Prospect) -> str:
    """How far a company got; plain text."""
    if prospect.result is not None:
        words = result_name(prospect.result)
        return f"{words} · {shown(prospect.won)}" if prospect.won is not None else words
    match prospect.interest:
        case Interest.INTERESTED:
            return _("interested")
        case Interest.NOT_FOR_US:
            return _("not interested")
        case _:
            return _("told")


def prospect(one: Prospect, note: str = "") -> Reply:
    """A company and an opening: what is known, and what staff can record for it."""
    words = _("{company}: {standing}").format(
        company=f"<b>{name(company_name(one.company))}</b>", standing=_standing(one)
    )
    buttons = [
        Button(ticked(result_name(result), one.result is result), RecordResult(one.id, result))
        for result in RESULTS
    ]
    ask = _("What came of it? Tap what the company told you.")
    return Reply(
        with_note(note, f"{title_of(one.opening)}\n{words}\n\n{ask}"),
        rows(tuple(buttons[:2]), tuple(buttons[2:]), way_out(ListProspects(one.opening_id))),
    )


def ask_won(one: Prospect) -> Reply:
    """How much did the company get? It may be left out."""
    words = _("How much did {company} get? Type it with its currency, like 25,000 USD.").format(
        company=name(company_name(one.company))
    )
    return Reply(words, rows(way_out(OpenProspect(one.id))))


def button() -> str:
    return _("🏢 Companies and results")


def recorded() -> str:
    return _("✅ Recorded")


def totals(found: Sequence[KindTotals]) -> Reply:
    """What came of all openings, by kind."""
    title = _("What came of the opportunities")
    blocks = [_kind_block(one) for one in found] or [_("Nothing has been posted yet.")]
    return Reply(
        "\n\n".join([f"📊 <b>{title}</b>", *blocks]),
        rows(Button(_("📥 As Excel"), GetOpeningsWorkbook()), way_out(ListOpeningPlans())),
    )


def _kind_block(one: KindTotals) -> str:
    posted = ngettext("{n} posted", "{n} posted", one.openings).format(n=number(one.openings))
    lines = [
        f"<b>{kind_name(one.kind)}</b> · {posted}",
        _("Companies told: {told} · interested: {interested} · applied: {applied} · got it: {won}").format(
            told=number(one.told),
            interested=number(one.interested),
            applied=number(one.applied),
            won=number(one.won),
        ),
    ]
    if one.sums:
        lines.append(_("💰 Won: {amounts}").format(amounts=all_shown(one.sums)))
    return "\n".join(lines)


def tables(found: Sequence[Prospect], all_totals: Sequence[KindTotals], moment: Moment) -> list[Table]:
    """The companies, opening by opening; and the totals by kind and currency."""
    header = [
        *(_("Opportunity"), _("Kind"), _("Deadline"), _("Company"), _("Told on"), _("Interested on")),
        *(_("What came of it"), _("Won")),
    ]
    rows_of: list[list[Cell]] = [
        [
            plain_title(one.opening),
            kind_name(one.opening.kind),
            one.opening.deadline.date() if one.opening.deadline is not None else None,
            company_name(one.company),
            one.told_at.astimezone(moment.zone).date() if one.told_at is not None else None,
            one.interested_at.astimezone(moment.zone).date() if one.interested_at is not None else None,
            result_name(one.result) if one.result is not None else "",
            one.won,
        ]
        for one in found
    ]
    sums: list[list[Cell]] = [
        # Counts stand once, also where there are several currencies, so that a column adds up
        [kind_name(one.kind), *(_counts(one) if n == 0 else [None] * 5), amount]
        for one in all_totals
        for n, amount in enumerate(one.sums or (None,))
    ]
    sums_header = [
        *(_("Kind"), _("Posted"), _("Told"), _("Interested"), _("Applied"), _("Got it"), _("Won")),
    ]
    return [(_("Opportunities"), header, rows_of), (_("Totals"), sums_header, sums)]


def _counts(one: KindTotals) -> list[Cell]:
    return [one.openings, one.told, one.interested, one.applied, one.won]


def workbook(document: bytes, moment: Moment) -> Reply:
    """The tables as a document."""
    return Reply(
        _("The opportunities, and what came of them."),
        file=File(f"opportunities-{moment.today:%Y-%m-%d}.xlsx", document),
        toast=_("Your file is on its way."),
    )
