"""Conditions: chosen by buttons, with whom they let in; and to a company, which of them it meets and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.i18n import (
    N_,
    _,
    country_name,
    current,
    gettext,
    in_a_list,
    list_of,
    name,
    ngettext,
    number,
    pgettext,
)
from bot.models.companies import Company
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Option
from bot.rules.companies import Kind, Size
from bot.rules.concepts import name_of
from bot.rules.fit import (
    MENDED_BY,
    Condition,
    Conditions,
    Criterion,
    Eligibility,
    Fit,
    Outcome,
    Outlook,
    Unmet,
)
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.fields import EXCERPT, mend
from bot.screens.listing import listing
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import (
    certification_name,
    company_name,
    field_name,
    kind_name,
    size_choice,
    size_name,
    sub_cluster_name,
)

PAGE = 24
"""How many values one screen shows; others are typed."""
LISTED = 5
"""Values of a condition that are named before the rest is counted."""
NAME_LENGTH = 40
"""Characters of a company's name in a list."""
NAMED = 3
"""Companies that are named before the rest is counted."""

QUESTIONS: Mapping[Criterion, str] = {
    Criterion.SIZE: N_("Which sizes are asked for? Tap all that may."),
    Criterion.KIND: N_("Which kinds of members are asked for? Tap all that may."),
    Criterion.SUB_CLUSTER: N_("Which sub-clusters are asked for? One of them is enough."),
    Criterion.PRODUCT: N_(
        "What should the company make or sell? Type it in any of the three languages, such as olive oil, potatoes. "
        "A kind of it counts too; one of several is enough."
    ),
    Criterion.CERTIFICATION: N_("Which certificates are asked for? One of them is enough. Tap or type them."),
    Criterion.EVERY_CERTIFICATION: N_(
        "Which certificates are asked for? All of them are needed. Tap or type them."
    ),
    Criterion.EXPORTS: N_("Does the company have to export already, to whichever country?"),
    Criterion.MARKET: N_(
        "To which countries does it have to export already? One is enough. Tap or type them."
    ),
    Criterion.AGE_FROM: N_("How many years ago, at least, must the company have been founded?"),
    Criterion.AGE_TO: N_("How many years ago, at most, may the company have been founded?"),
}


class ShowConditions(Tap, prefix="O"):
    """Show what is asked of companies; `is_dropped`: nothing is asked any more.

    `whose` is the word under which its noun is registered, `about` its id.
    """

    whose: str
    about: int
    is_dropped: bool = False


class OpenCriterion(Tap, prefix="Oo"):
    """Show the values that can be asked for; `key` is one to put in, or to take out."""

    whose: str
    about: int
    criterion: Criterion
    page: int = 0
    key: str = ""


class WhoFits(Tap, prefix="Ow"):
    """Show the companies of an eligibility, or those that a criterion rules out."""

    whose: str
    about: int
    which: str
    page: int = 0


def criterion_name(criterion: Criterion) -> str:
    """What a condition looks at."""
    return {
        Criterion.SIZE: _("Company size"),
        Criterion.KIND: _("Kind of member"),
        Criterion.SUB_CLUSTER: _("Sub-cluster"),
        Criterion.PRODUCT: _("Product"),
        Criterion.CERTIFICATION: _("One certificate of"),
        Criterion.EVERY_CERTIFICATION: _("All certificates of"),
        Criterion.EXPORTS: pgettext("a condition", "Exports"),
        Criterion.MARKET: _("Exports to"),
        Criterion.AGE_FROM: _("In business at least"),
        Criterion.AGE_TO: _("In business at most"),
    }[criterion]


def value_name(criterion: Criterion, value: str) -> str:
    """A value that is asked for; plain text, not yet HTML."""
    match criterion:
        case Criterion.SIZE:
            return size_name(Size(value))
        case Criterion.KIND:
            return kind_name(Kind(value))
        case Criterion.SUB_CLUSTER:
            return sub_cluster_name(value)
        case Criterion.PRODUCT:
            return name_of(value, current())
        case Criterion.CERTIFICATION | Criterion.EVERY_CERTIFICATION:
            return certification_name(value)
        case Criterion.EXPORTS:
            return pgettext("a condition: exports", "to any country")
        case Criterion.MARKET:
            return country_name(value)
        case Criterion.AGE_FROM | Criterion.AGE_TO:
            return ngettext("{n} year", "{n} years", int(value)).format(n=number(int(value)))


def condition_in_words(condition: Condition) -> str:
    """What is asked, as HTML: Company size: Micro or small."""
    return _("{dimension}: {values}").format(
        dimension=criterion_name(condition.criterion), values=_values(condition, condition.values)
    )


def _values(condition: Condition, values: tuple[str, ...]) -> str:
    style: Literal["standard", "or"] = (
        "standard" if condition.criterion is Criterion.EVERY_CERTIFICATION else "or"
    )
    said = [value_name(condition.criterion, value) for value in values[:LISTED]]
    names = list(
        map(name, in_a_list(said) if condition.criterion in (Criterion.SIZE, Criterion.KIND) else said)
    )
    if len(values) > LISTED:
        names.append(_("{n} more").format(n=number(len(values) - LISTED)))
    return list_of(names, style=style)


def in_words(conditions: Conditions) -> str:
    """What is asked of companies, a line for each condition."""
    if conditions.is_anybody:
        return _("<b>Conditions</b>: none, every company fits")
    lines = [f"• {condition_in_words(one)}" for one in conditions.all]
    return "\n".join([_("<b>Conditions</b>"), *lines])


def counted(outlook: Outlook) -> str:
    """How many companies fit, nearly fit, and do not."""
    lines = who_fit(len(outlook.tally.eligible), len(outlook.tally.nearly))
    if out := len(outlook.tally.out):
        lines.append(ngettext("{n} does not fit", "{n} do not fit", out).format(n=number(out)))
    if absent := outlook.not_here:
        words = ngettext(
            "Not counted: {n} company with nobody on the bot",
            "Not counted: {n} companies with nobody on the bot",
            absent,
        )
        lines.append(words.format(n=number(absent)))
    return "\n".join(lines)


def who_fit(fits: int, nearly: int) -> list[str]:
    """How many companies fit, and nearly fit, a line each."""
    lines = [ngettext("<b>{n} company fits</b>", "<b>{n} companies fit</b>", fits).format(n=number(fits))]
    if nearly:
        words = ngettext(
            "{n} nearly fits: it lacks only what it can add",
            "{n} nearly fit: they lack only what they can add",
            nearly,
        )
        lines.append(words.format(n=number(nearly)))
    return lines


def whom_named(outlook: Outlook) -> set[int]:
    """The companies that `conditions_screen` names."""
    return {company for ids in outlook.tally.excluded.values() for company in ids[:NAMED]}


def conditions_screen(
    whose: str,
    about: int,
    conditions: Conditions,
    outlook: Outlook,
    companies: Mapping[int, Company],
    *,
    back: Tap,
) -> Reply:
    """What is asked of companies, how many fit, which condition rules out whom, and what else can be asked."""
    excluding = [_excluding(outlook, companies, one) for one in conditions.all]
    parts = [in_words(conditions), counted(outlook), "\n".join(filter(None, excluding))]
    if conditions.is_anybody:
        parts.append(_("Tap what a company must be or have."))
    buttons = [
        Button(_criterion_label(conditions, one), OpenCriterion(whose, about, one)) for one in Criterion
    ]
    lists = [
        Button(label, WhoFits(whose, about, which))
        for which, label in (
            (Eligibility.ELIGIBLE, _("Who fits")),
            (Eligibility.NEARLY, _("Who nearly fits")),
            (Eligibility.NOT, _("Who does not")),
        )
        if outlook.those(which)
    ]
    nothing: Rows = ()
    if not conditions.is_anybody:
        nothing = rows(Button(_("Ask for nothing"), ShowConditions(whose, about, is_dropped=True)))
    who = grid(lists, 2) if not conditions.is_anybody else ()
    return Reply(
        "\n\n".join(part for part in parts if part), (*grid(buttons, 2), *who, *nothing, way_out(back))
    )


def _criterion_label(conditions: Conditions, criterion: Criterion) -> str:
    picked = len(conditions.values.get(criterion, ()))
    title = criterion_name(criterion)
    return f"✓ {title} ({number(picked)})" if picked else title


def _excluding(outlook: Outlook, companies: Mapping[int, Company], condition: Condition) -> str:
    """Whom a condition rules out, by name."""
    ids = outlook.tally.excluded.get(condition.criterion, ())
    if not ids:
        return ""
    names = [_called(companies[one]) for one in ids[:NAMED] if one in companies]
    if rest := len(ids) - len(names):
        names.append(_("{n} more").format(n=number(rest)))
    words = ngettext(
        "✗ “{condition}” rules out {n}: {companies}", "✗ “{condition}” rules out {n}: {companies}", len(ids)
    )
    return words.format(
        condition=criterion_name(condition.criterion), n=number(len(ids)), companies=list_of(names)
    )


def criterion_screen(
    whose: str,
    about: int,
    conditions: Conditions,
    outlook: Outlook,
    criterion: Criterion,
    options: Page[Option],
    note: str = "",
) -> Reply:
    """The values of one criterion, those asked for with a tick; others can be typed."""
    buttons = [
        Button(
            _option_label(conditions, criterion, option.value),
            OpenCriterion(whose, about, criterion, options.number, option.key),
            style=Style.SUCCESS if conditions.has(criterion, option.value) else Style.PLAIN,
        )
        for option in options.items
    ]
    question = gettext(QUESTIONS[criterion])
    return listing(
        "\n\n".join(filter(None, [note, f"<b>{criterion_name(criterion)}</b>\n{question}"])),
        options,
        buttons,
        lambda page: OpenCriterion(whose, about, criterion, page),
        lines=[f"{in_words(conditions)}\n\n{counted(outlook)}"],
        acts=rows(Button(_("Done"), ShowConditions(whose, about), style=Style.PRIMARY)),
        back=ShowConditions(whose, about),
        columns=2,
    )


def _option_label(conditions: Conditions, criterion: Criterion, value: str) -> str:
    words = size_choice(Size(value)) if criterion is Criterion.SIZE else value_name(criterion, value)
    return ticked(named(words), conditions.has(criterion, value))


def who_fits(
    whose: str, about: int, which: str, listed: Page[tuple[Company, Fit]], conditions: Conditions
) -> Reply:
    """The companies that fit, nearly fit or do not, each with what it lacks."""
    return listing(
        f"<b>{_which_name(which)}</b>",
        listed,
        [],
        lambda page: WhoFits(whose, about, which, page),
        lines=[_company_line(company, found) for company, found in listed.items],
        empty=_("Nobody."),
        acts=_excluded_buttons(whose, about, which, conditions),
        back=ShowConditions(whose, about),
    )


def _which_name(which: str) -> str:
    if which in set(Criterion):
        return _("Ruled out by “{condition}”").format(condition=criterion_name(Criterion(which)))
    return {
        Eligibility.ELIGIBLE: _("Who fits"),
        Eligibility.NEARLY: _("Who nearly fits"),
        Eligibility.NOT: _("Who does not"),
    }[Eligibility(which)]


def _excluded_buttons(whose: str, about: int, which: str, conditions: Conditions) -> Rows:
    """From those who do not fit, to those whom each condition rules out."""
    if which != Eligibility.NOT or len(conditions.all) < 2:
        return ()
    return grid(
        [
            Button(criterion_name(one.criterion), WhoFits(whose, about, one.criterion))
            for one in conditions.all
        ],
        2,
    )


def _called(company: Company) -> str:
    return name(shortened(company_name(company), NAME_LENGTH))


def _company_line(company: Company, found: Fit) -> str:
    called = _called(company)
    if not found.unmet:
        return f"• {called}"
    lacking = " · ".join(_lack(one) for one in found.unmet)
    return _("• {company}: {lacking}").format(company=called, lacking=lacking)


def _lack(unmet: Unmet) -> str:
    """What a company lacks, to staff."""
    criterion = unmet.condition.criterion
    # Of certificates it is worth saying which; what else was asked stands where the conditions do
    what = (
        condition_in_words(Condition(criterion, unmet.values))
        if unmet.outcome is not Outcome.UNSAID and unmet.is_mendable
        else criterion_name(criterion)
    )
    if unmet.outcome is Outcome.UNSAID:
        return _("{condition} (not said)").format(condition=what)
    return _("{condition} (missing)").format(condition=what) if unmet.is_mendable else f"✗ {what}"


def not_among(words: tuple[str, ...]) -> str:
    """Part of what was typed means nothing that can be asked for."""
    listed = list_of(name(shortened(word, EXCERPT)) for word in words)
    return _("Not understood: {words}. Please type another word for it.").format(words=listed)


def in_short(found: Fit) -> str:
    """To a company: whether it fits."""
    return {
        Eligibility.ELIGIBLE: _("✅ Your company fits."),
        Eligibility.NEARLY: _("🟡 Your company nearly fits. What is missing can be added:"),
        Eligibility.NOT: _("✗ Your company does not fit."),
    }[found.eligibility]


def reasons(found: Fit) -> list[str]:
    """To a company: each condition, and whether it meets it."""
    return [*(f"✓ {condition_in_words(one)}" for one in found.met), *map(_reason, found.unmet)]


def _reason(unmet: Unmet) -> str:
    asked = condition_in_words(Condition(unmet.condition.criterion, unmet.values))
    if unmet.outcome is Outcome.UNSAID:
        return _("▫️ {condition} (your profile does not say)").format(condition=asked)
    if unmet.is_mendable:
        return _("▫️ {condition} (missing)").format(condition=asked)
    return f"✗ {asked}"


def mending(found: Fit, whence: Tap) -> Rows:
    """To a company: a button for each field of its profile in which something is missing that it can add, from where it
    comes back to `whence`."""
    fields = dict.fromkeys(MENDED_BY[one.condition.criterion] for one in found.unmet if one.is_mendable)
    return rows(
        *(
            Button(_("➕ Add: {field}").format(field=field_name(field)), mend(field, whence))
            for field in fields
        )
    )
