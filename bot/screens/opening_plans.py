"""Openings as staff write, post and change them; and what companies propose."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n import N_, _, isolate, language_name, name, number
from bot.markup import escape
from bot.models.openings import Opening
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Reach
from bot.rules.money import Money
from bot.rules.openings import WORD_LIMIT, OpeningKind, OpeningPhase
from bot.rules.pages import Page
from bot.screens.cancelling import cancel_button
from bot.screens.conditions import ShowConditions, in_words, who_fit
from bot.screens.entrances import Entrance
from bot.screens.listing import legend, listing
from bot.screens.money import EXAMPLES, shown
from bot.screens.navigation import home_below_button, named, sure, ticked, way_out
from bot.screens.openings import (
    closed_words,
    deadline_words,
    kind_name,
    lines_of,
    phase_name,
    plain_title,
    title_of,
)
from bot.screens.vocabulary import company_name
from bot.screens.when import EXAMPLE, spoken_example
from bot.screens.wordings import language_buttons, preview_button, what_is_written

WHOSE = "open"
"""The word under which what an opening says and asks is chosen, and it is cancelled."""


class Detail(StrEnum):
    """What is typed of an opening, besides its texts."""

    DEADLINE = "deadline"
    WORTH = "worth"
    LINK = "link"


class ListOpeningPlans(Tap, prefix="OP"):
    page: int = 0


ENTRANCE = Entrance(
    "opportunity",
    N_("Post grants, tenders and buyers, and see who got what"),
    ListOpeningPlans(),
    N_("💡 Post opportunities"),
)


class ChooseOpeningKind(Tap, prefix="Ok"):
    """Of a new one, or of the one that is open."""

    opening_id: int = 0


class NewOpening(Tap, prefix="OK"):
    kind: OpeningKind
    opening_id: int = 0


class OpenOpeningPlan(Tap, prefix="Oe"):
    opening_id: int


class OpenOpeningPlanBelow(Tap, prefix="OE"):
    opening_id: int


class AskDetail(Tap, prefix="Od"):
    opening_id: int
    detail: Detail


class LeaveOut(Tap, prefix="Ox"):
    opening_id: int
    detail: Detail


class DeadlineAt(Tap, prefix="OD"):
    """It ends when the cluster's clocks show this wall time, as `minute_of` counts."""

    opening_id: int
    minute: int


class WorthThat(Tap, prefix="OW"):
    """It is worth this amount (`Money.plain`)."""

    opening_id: int
    plain: str


class ConfirmOpening(Tap, prefix="Oc"):
    opening_id: int


class PostOpening(Tap, prefix="OO"):
    opening_id: int


class DiscardOpening(Tap, prefix="Oq"):
    opening_id: int
    is_sure: bool


class TakeUpProposal(Tap, prefix="OT"):
    opening_id: int


class DeclineProposal(Tap, prefix="OX"):
    """`is_wordless`: decline it without a word."""

    opening_id: int
    is_wordless: bool = False


def all_openings(listed: Page[Opening], *, may_act: bool, results: Tap) -> Reply:
    """All of them: those proposed, being written, posted, then the others."""
    title = _("Opportunities")
    new = rows(Button(_("➕ Post one"), ChooseOpeningKind(), style=Style.PRIMARY)) if may_act else ()
    return listing(
        f"💡 <b>{title}</b>",
        listed,
        [Button(_label(one), OpenOpeningPlan(one.id)) for one in listed.items],
        ListOpeningPlans,
        lines=[legend((_icon(one), phase_name(one.phase)) for one in listed.items if _icon(one) != OVER)],
        empty=_("Nothing has been posted yet."),
        acts=(*new, *rows(Button(_("📊 What came of them"), results))),
    )


def _label(opening: Opening) -> str:
    called = plain_title(opening)
    if opening.phase is OpeningPhase.PROPOSED and opening.company is not None:
        called = _("{company}: {standing}").format(company=company_name(opening.company), standing=called)
    state = [phase_name(opening.phase)] if _icon(opening) == OVER else []
    return f"{_icon(opening)} {named(called, *state)}"


OVER = "▫️"
"""Before one that is over; beside it stands how it ended."""


def _icon(opening: Opening) -> str:
    icons = {OpeningPhase.PROPOSED: "📥", OpeningPhase.WRITING: "✏️", OpeningPhase.POSTED: "💡"}
    return icons.get(opening.phase, OVER)


def choose_kind(opening_id: int) -> Reply:
    """What sort of thing is it?"""
    back: Tap = OpenOpeningPlan(opening_id) if opening_id else ListOpeningPlans()
    return Reply(
        _("What is open?"),
        (
            *grid([Button(kind_name(kind), NewOpening(kind, opening_id)) for kind in OpeningKind], 2),
            way_out(back),
        ),
    )


def ask_text(opening: Opening, language: str) -> str:
    """The question for what it says in a language."""
    words = _(
        "Write it in {language}: the first line is the title, the rest says what it is and for whom. "
        "Formatting and links are kept."
    ).format(language=language_name(language))
    if opening.need:
        proposed = _("What the company wrote:")
        return f"{words}\n\n{proposed}\n{lines_of(opening.need)}"
    return words


def composing(opening: Opening, reached: Reach, fits: int, nearly: int, results: Rows = ()) -> Reply:
    """One that is being written, or is posted and can still be changed."""
    is_posted = opening.phase is OpeningPhase.POSTED
    parts = [
        f"💡 <b>{kind_name(opening.kind)}</b> · {phase_name(opening.phase)}",
        title_of(opening) if opening.texts else "",
        what_is_written(opening.wordings, reached),
        "\n".join(_details(opening)),
        "\n".join([in_words(opening.asks), *who_fit(fits, nearly)]),
    ]
    acts: Rows = ()
    if opening.texts and not is_posted:
        acts = rows(
            (
                preview_button(WHOSE, opening.id),
                Button(_("✅ Post…"), ConfirmOpening(opening.id), style=Style.PRIMARY),
            )
        )
    elif is_posted:
        acts = (*results, (preview_button(WHOSE, opening.id), cancel_button(WHOSE, opening.id)))
    discard = (
        ()
        if is_posted
        else rows(Button(_("🗑 Discard"), DiscardOpening(opening.id, is_sure=False), style=Style.DANGER))
    )
    return Reply(
        "\n\n".join(part for part in parts if part),
        (
            language_buttons(WHOSE, opening.id, opening.wordings),
            *_detail_buttons(opening),
            *acts,
            *discard,
            way_out(ListOpeningPlans()),
        ),
    )


def _details(opening: Opening) -> list[str]:
    lines = [f"⏳ {deadline_words(opening)}"]
    if opening.worth is not None:
        lines.append(_("💰 Up to {amount}").format(amount=shown(opening.worth)))
    if opening.link:
        lines.append(f"🔗 {escape(opening.link)}")
    if opening.company is not None:
        lines.append(_("🏢 From {company}").format(company=name(company_name(opening.company))))
    return lines


def _detail_buttons(opening: Opening) -> Rows:
    there = {
        Detail.DEADLINE: opening.deadline is not None,
        Detail.WORTH: opening.worth is not None,
        Detail.LINK: bool(opening.link),
    }
    details = [
        Button(ticked(detail_name(detail), there[detail]), AskDetail(opening.id, detail)) for detail in Detail
    ]
    asked = len(opening.asks.all)
    conditions = _("📋 Conditions ({n})").format(n=number(asked)) if asked else _("📋 Conditions")
    return grid(
        [
            *details,
            Button(conditions, ShowConditions(WHOSE, opening.id)),
            Button(_("Kind"), ChooseOpeningKind(opening.id)),
        ],
        2,
    )


def detail_name(detail: Detail) -> str:
    """A detail on its button."""
    return {
        Detail.DEADLINE: _("⏳ Deadline"),
        Detail.WORTH: _("💰 Amount"),
        Detail.LINK: _("🔗 Link"),
    }[detail]


def ask_detail(opening: Opening, detail: Detail) -> Reply:
    """The question for a detail, with what stands there now."""
    question = {
        Detail.DEADLINE: _(
            "Until when can it be taken up? Type it like {example} or {words}. A day alone means until its end."
        ).format(example=isolate(EXAMPLE), words=isolate(spoken_example())),
        Detail.WORTH: _("How much is it worth, at most? Type it with its currency, like {example}.").format(
            example=isolate(EXAMPLES)
        ),
        Detail.LINK: _("Where can more be read? Type the address, such as www.example.com."),
    }[detail]
    now = _now(opening, detail)
    clear: Rows = ()
    if now:
        question = "\n\n".join([_("<b>{label}:</b> {value}").format(label=_("Now"), value=now), question])
        clear = rows(Button(_("🗑 Remove"), LeaveOut(opening.id, detail), style=Style.DANGER))
    return Reply(question, (*clear, way_out(OpenOpeningPlan(opening.id))))


def _now(opening: Opening, detail: Detail) -> str:
    match detail:
        case Detail.DEADLINE:
            return deadline_words(opening) if opening.deadline_at is not None else ""
        case Detail.WORTH:
            return shown(opening.worth) if opening.worth is not None else ""
        case Detail.LINK:
            return escape(opening.link)


def worth_that(opening_id: int, money: Money) -> Tap:
    return WorthThat(opening_id, money.plain)


def confirm(opening: Opening, fits: int, nearly: int, *, at: str, is_at_once: bool) -> Reply:
    """The last look: whom it is for, and when they hear of it."""
    how = (
        _("The deadline is near: they are told at once, one person of each company ({moment}).")
        if is_at_once
        else _("They find it in their list at once, and are told in the weekly list ({moment}).")
    ).format(moment=at)
    return Reply(
        "\n\n".join(
            [_("Post {title}?").format(title=title_of(opening)), "\n".join(who_fit(fits, nearly)), how]
        ),
        rows(
            Button(_("✅ Post it"), PostOpening(opening.id), style=Style.SUCCESS),
            way_out(OpenOpeningPlan(opening.id)),
        ),
    )


def sure_to_discard(opening: Opening) -> Reply:
    return sure(
        _("Discard the draft of {title}? Nobody hears of it.").format(title=title_of(opening)),
        _("🗑 Discard"),
        DiscardOpening(opening.id, is_sure=True),
        OpenOpeningPlan(opening.id),
    )


def over(opening: Opening, results: Rows) -> Reply:
    """One that was cancelled or declined, or whose proposal nobody took up."""
    words = phase_name(opening.phase)
    if opening.phase is OpeningPhase.CANCELLED:
        words = closed_words(opening)
    elif opening.cancelled_because:
        words = _("Not posted: {reason}").format(reason=name(opening.cancelled_because))
    return Reply(f"{title_of(opening)}\n\n{words}", (*results, way_out(ListOpeningPlans())))


# What companies propose


def came_in(opening: Opening, person: str) -> Reply:
    """To staff: a company proposes something."""
    return Reply(
        _proposal(opening, person),
        rows(
            Button(_("Look at the opportunity"), OpenOpeningPlanBelow(opening.id), style=Style.PRIMARY),
            home_below_button(),
        ),
    )


def _proposal(opening: Opening, person: str) -> str:
    words = _("📥 {person} of {company} proposes: {kind}") if person else _("📥 {company} proposes: {kind}")
    company = company_name(opening.company) if opening.company is not None else ""
    heading = words.format(person=name(person), company=name(company), kind=kind_name(opening.kind))
    return f"{heading}\n\n{lines_of(opening.need or '')}"


def proposal(opening: Opening, person: str) -> Reply:
    """What a company proposes: to be written and posted, or declined."""
    return Reply(
        _proposal(opening, person),
        rows(
            Button(_("✏️ Write and post it"), TakeUpProposal(opening.id), style=Style.PRIMARY),
            Button(_("Decline…"), DeclineProposal(opening.id)),
            way_out(ListOpeningPlans()),
        ),
    )


def ask_word(opening: Opening) -> Reply:
    """Why is it declined? The company reads it; it may be left out."""
    words = _(
        "Why is it not posted? The company reads your answer as you write it, at most {limit} characters. "
        "Or decline it without a word."
    ).format(limit=number(WORD_LIMIT))
    return Reply(
        words,
        rows(
            Button(_("Decline without a word"), DeclineProposal(opening.id, is_wordless=True)),
            way_out(OpenOpeningPlan(opening.id)),
        ),
    )
