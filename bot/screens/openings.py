"""Openings as members see them: what is open for their company, and what they propose. They read "opportunities"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.i18n import N_, _, ago, as_written, current, date_time, name, ngettext, number, pgettext
from bot.markup import escape
from bot.models.companies import Company
from bot.models.openings import Opening, Prospect
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.fit import Eligibility, Fit
from bot.rules.openings import NEED_LIMIT, Interest, OpeningKind, OpeningPhase, Result
from bot.rules.pages import Page
from bot.screens.conditions import in_short, mending, reasons
from bot.screens.entrances import Entrance
from bot.screens.fields import with_note
from bot.screens.forms import Finish, Pick
from bot.screens.listing import listing
from bot.screens.money import shown
from bot.screens.navigation import home_below_button, named, named_with, ticked, way_out
from bot.screens.vocabulary import company_name

RESULTS = (Result.APPLIED, Result.NOT_APPLIED, Result.WON, Result.NOT_WON)


class ListOpenings(Tap, prefix="Ol"):
    page: int = 0


class ListTakenUp(Tap, prefix="Om"):
    """What their company is or was interested in, and what it proposed."""

    page: int = 0


class OpenOpening(Tap, prefix="Ov"):
    opening_id: int


class OpenOpeningBelow(Tap, prefix="Ob"):
    """Show it below this message, which stays: it lists others."""

    opening_id: int


class ListOpeningsBelow(Tap, prefix="OL"): ...


class AnswerOpening(Tap, prefix="Oi"):
    opening_id: int
    interest: Interest


class SetList(Tap, prefix="On"):
    """Be told once a week which are new, or not."""

    is_on: bool


class FindPartner(Tap, prefix="Of"):
    """Who could take it up together with us?"""

    opening_id: int
    page: int = 0


class AskPartner(Tap, prefix="Og"):
    """Ask a company to meet, with the opening as the reason."""

    opening_id: int
    company_id: int


class Propose(Tap, prefix="Op"): ...


ENTRANCE = Entrance(
    "opportunities",
    N_("Grants, tenders and buyers open for your company"),
    ListOpenings(),
    N_("💡 Opportunities"),
    for_staff="opportunity",
)


def kind_name(kind: OpeningKind) -> str:
    """What sort of thing is open."""
    return {
        OpeningKind.GRANT: pgettext("kind of opportunity", "Grant"),
        OpeningKind.FINANCE: pgettext("kind of opportunity", "Financing"),
        OpeningKind.CALL: pgettext("kind of opportunity", "Call for projects"),
        OpeningKind.TENDER: pgettext("kind of opportunity", "Tender"),
        OpeningKind.BUYER: pgettext("kind of opportunity", "Buyer"),
        OpeningKind.PARTNER: pgettext("kind of opportunity", "Partner wanted"),
    }[kind]


def result_name(result: Result) -> str:
    """What came of it for a company."""
    return {
        Result.APPLIED: pgettext("what came of an opportunity", "applied"),
        Result.NOT_APPLIED: pgettext("what came of an opportunity", "did not apply"),
        Result.WON: pgettext("what came of an opportunity", "got it"),
        Result.NOT_WON: pgettext("what came of an opportunity", "did not get it"),
    }[result]


def result_button(result: Result) -> str:
    """The same, as a company says it of itself."""
    return {
        Result.APPLIED: _("📨 We applied"),
        Result.NOT_APPLIED: _("We did not apply"),
        Result.WON: _("🏆 We got it"),
        Result.NOT_WON: _("We did not get it"),
    }[result]


def plain_title(opening: Opening) -> str:
    """What it is called for the reader; one without a text by its kind."""
    text = opening.text_for(current())
    return text.title if text is not None else kind_name(opening.kind)


def title_of(opening: Opening) -> str:
    """The same as HTML."""
    return f"<b>{name(plain_title(opening))}</b>"


def deadline_words(opening: Opening) -> str:
    """Until when it can be taken up."""
    if opening.deadline_at is None:
        return _("No deadline")
    return _("Until {moment}").format(moment=date_time(opening.deadline_at, opening.tz))


def facts_of(opening: Opening) -> list[str]:
    """Its kind, what it is worth, its deadline, who proposed it, and its link."""
    lines = [f"💡 {kind_name(opening.kind)}"]
    if opening.worth is not None:
        lines.append(_("💰 Up to {amount}").format(amount=shown(opening.worth)))
    lines.append(f"⏳ {deadline_words(opening)}")
    if opening.company is not None:
        lines.append(_("🏢 From {company}").format(company=name(company_name(opening.company))))
    if opening.link:
        lines.append(f"🔗 {escape(opening.link)}")
    return lines


def body(opening: Opening) -> str:
    """All that it says, to whoever may read it."""
    text = opening.text_for(current())
    words = as_written(text.html) if text is not None else ""
    return "\n\n".join(part for part in (title_of(opening), words, "\n".join(facts_of(opening))) if part)


def openings(
    listed: Page[tuple[Opening, Fit]], taken_up: int, *, gets_list: bool, moment: Moment, note: str = ""
) -> Reply:
    """What is open for one's company, what it fits first."""
    title = _("Opportunities")
    mine = _("⭐ Ours ({n})").format(n=number(taken_up))
    bell = (
        Button(_("🔔 Weekly list: on"), SetList(is_on=False))
        if gets_list
        else Button(_("🔕 Weekly list: off"), SetList(is_on=True))
    )
    return listing(
        with_note(note, f"💡 <b>{title}</b>"),
        listed,
        [
            Button(
                named_with(f"{_mark(found)} {plain_title(opening)}", *_until_short(opening, moment)),
                OpenOpening(opening.id),
            )
            for opening, found in listed.items
        ],
        ListOpenings,
        lines=[_("✅ your company fits · 🟡 it nearly fits")] if listed.total else [],
        empty=_("Nothing new is open for your company at the moment. You are told when something is."),
        acts=rows((Button(mine, ListTakenUp()), Button(_("➕ Propose one"), Propose())), bell),
    )


def _mark(found: Fit) -> str:
    return "✅" if found.eligibility is Eligibility.ELIGIBLE else "🟡"


def _until_short(opening: Opening, moment: Moment) -> list[str]:
    if opening.deadline_at is None:
        return []
    left = opening.deadline_at - moment.now
    return [ago(-timedelta(days=left.days)) if left.days > 0 else _("today")]


def taken_up(listed: Page[Prospect], proposed: Sequence[Opening], note: str = "") -> Reply:
    """What one's company is or was interested in, with what came of it; and what it proposed."""
    title = _("Opportunities of your company")
    lines = [
        _("➕ Proposed: {title} ({state})").format(title=_proposed(one), state=phase_name(one.phase))
        for one in proposed
    ]
    return listing(
        with_note(note, f"⭐ <b>{title}</b>"),
        listed,
        [
            Button(
                named_with(
                    plain_title(one.opening),
                    *([result_name(one.result)] if one.result is not None else []),
                ),
                OpenOpening(one.opening_id),
            )
            for one in listed.items
        ],
        ListTakenUp,
        lines=lines,
        empty=_("Your company has not said that any opportunity interests it."),
        back=ListOpenings(),
    )


def _proposed(opening: Opening) -> str:
    return name(plain_title(opening)) if opening.texts else kind_name(opening.kind)


def phase_name(phase: OpeningPhase) -> str:
    """How one stands."""
    return {
        OpeningPhase.PROPOSED: pgettext("state of an opportunity", "with the cluster's staff"),
        OpeningPhase.WRITING: pgettext("state of an opportunity", "being written"),
        OpeningPhase.POSTED: pgettext("state of an opportunity", "posted"),
        OpeningPhase.DECLINED: pgettext("state of an opportunity", "not posted"),
        OpeningPhase.DISCARDED: pgettext("state of an opportunity", "not posted"),
        OpeningPhase.CANCELLED: pgettext("state of an opportunity", "cancelled"),
    }[phase]


def opening(
    opening: Opening, found: Fit, prospect: Prospect | None, moment: Moment, *, is_own: bool, note: str = ""
) -> Reply:
    """One opening: all that it says, whether one's company fits and why, and what can be done."""
    parts = [body(opening)]
    is_open = opening.is_open(moment.now)
    if not is_open:
        parts.append(closed_words(opening))
    if not is_own and not opening.asks.is_anybody:
        parts.append("\n".join([in_short(found), *reasons(found)]))
    if prospect is not None and (said := _said(prospect)):
        parts.append(said)
    acts: Rows = ()
    if is_open and not is_own:
        acts = (*_interest(opening, prospect), *mending(found, OpenOpening(opening.id)), *_partners(opening))
    if prospect is not None and prospect.interest is Interest.INTERESTED:
        acts = (*acts, *result_rows(opening.id, prospect.result, is_open=is_open))
    return Reply(with_note(note, "\n\n".join(parts)), (*acts, way_out(ListOpenings())))


def closed_words(opening: Opening) -> str:
    """Why it cannot be taken up any more."""
    if opening.phase is OpeningPhase.CANCELLED:
        if opening.cancelled_because:
            return _("✖️ Cancelled: {reason}").format(reason=name(opening.cancelled_because))
        return _("✖️ Cancelled.")
    return _("The deadline has passed.")


def _said(prospect: Prospect) -> str:
    if prospect.interest is Interest.NOT_FOR_US:
        return _("Your company said: not for us.")
    if prospect.result is None:
        return _("⭐ Your company is interested.") if prospect.interest is Interest.INTERESTED else ""
    result = result_name(prospect.result)
    if prospect.won is None:
        return _("⭐ Your company: {result}").format(result=result)
    return _("⭐ Your company: {result}, {amount}").format(result=result, amount=shown(prospect.won))


def _interest(opening: Opening, prospect: Prospect | None) -> Rows:
    if prospect is not None and prospect.result is not None:
        return ()
    interest = prospect.interest if prospect is not None else None
    return rows(
        (
            Button(
                ticked(_("⭐ It interests us"), interest is Interest.INTERESTED),
                AnswerOpening(opening.id, Interest.INTERESTED),
                style=Style.PRIMARY if interest is None else Style.PLAIN,
            ),
            Button(
                ticked(_("Not for us"), interest is Interest.NOT_FOR_US),
                AnswerOpening(opening.id, Interest.NOT_FOR_US),
            ),
        )
    )


def _partners(opening: Opening) -> Rows:
    if opening.company is not None:
        label = _("🤝 Meet {company} about this").format(company=named(company_name(opening.company)))
        return rows(Button(label, AskPartner(opening.id, opening.company.id)))
    return rows(Button(_("🤝 Find a partner for this"), FindPartner(opening.id)))


def result_rows(opening_id: int, result: Result | None, *, is_open: bool) -> Rows:
    """What came of it, in the words of the company; what is said already with a tick. While it is open and nothing is
    said, only that they applied."""
    sayable = RESULTS[:1] if is_open and result is None else RESULTS
    listed = [
        Button(ticked(result_button(one), result is one), SayResult(opening_id, one)) for one in sayable
    ]
    return grid(listed, 2)


class SayResult(Tap, prefix="Or"):
    """Say what came of it for one's company."""

    opening_id: int
    result: Result


class SkipWon(Tap, prefix="Os"):
    opening_id: int


class WonThat(Tap, prefix="Ou"):
    """The company got this amount (`Money.plain`)."""

    opening_id: int
    plain: str


def how_much(opening: Opening, note: str = "") -> Reply:
    """How much did the company get? It may be left out."""
    words = _(
        "🏆 Congratulations! How much did your company get from {title}? Type it with its currency, like 25,000 USD. "
        "The cluster's staff see it and add it up; no other member does."
    )
    return Reply(
        with_note(note, words.format(title=title_of(opening))),
        rows(Button(_("Leave the amount out"), SkipWon(opening.id)), way_out(OpenOpening(opening.id))),
    )


def saved() -> str:
    return _("✅ Thank you, it is noted.")


def answered(interest: Interest) -> str:
    """What stands over the button that was tapped."""
    if interest is Interest.INTERESTED:
        return _("⭐ Noted. You are reminded three days before the deadline.")
    return _("Noted. It is not shown to your company any more.")


def partners(opening: Opening, companies: Page[Company]) -> Reply:
    """The companies with whom one's own could take it up."""
    words = _(
        "🤝 With whom could your company take up {title}? These fit it too, or are interested. "
        "Tap one to ask them; they get your request with this opportunity as its reason."
    )
    return listing(
        words.format(title=title_of(opening)),
        companies,
        [Button(named(company_name(one)), AskPartner(opening.id, one.id)) for one in companies.items],
        lambda page: FindPartner(opening.id, page),
        empty=_("Nobody else in the directory fits it at the moment."),
        back=OpenOpening(opening.id),
    )


# Proposing one


def what_kind() -> Reply:
    """What would they like to tell of?"""
    words = _(
        "➕ <b>Propose an opportunity</b>\n\nWhat is it? The cluster's staff look at it, and post it to the members "
        "that fit; they read that it comes from your company."
    )
    return Reply(words, rows(*(Button(kind_name(kind), Pick(kind)) for kind in OpeningKind)))


def what_need() -> Reply:
    """In their own words."""
    words = _(
        "Tell in a few sentences what it is, for whom, until when, and where more can be read. For example: "
        "“We look for 40 t of potatoes for the German market, washed, by March.” Up to {limit} characters."
    )
    return Reply(words.format(limit=number(NEED_LIMIT)))


def look_once(kind: OpeningKind, need: str) -> Reply:
    """The last look before staff get it."""
    words = _("The cluster's staff will read:")
    return Reply(
        f"{words}\n\n<b>{kind_name(kind)}</b>\n{lines_of(need)}",
        rows(Button(_("✅ Send it"), Finish(), style=Style.SUCCESS)),
    )


def lines_of(need: str) -> str:
    """What a company wrote, as HTML; an isolate ends with its line."""
    return "\n".join(name(line) for line in need.split("\n"))


def proposed() -> Reply:
    return Reply(
        _("✅ Sent. You are told when it is posted, or why it is not."), rows(way_out(ListOpenings()))
    )


def sent_or_left() -> str:
    """A button of a proposal that was sent, as by the first of two taps, or left."""
    return _("This was sent already, or left. What your company proposed is listed here.")


# Told


def _look(opening: Opening) -> Rows:
    return rows(
        Button(_("Look at the opportunity"), OpenOpeningBelow(opening.id), style=Style.PRIMARY),
        home_below_button(),
    )


def posted_for_you(opening: Opening, companies: int) -> Reply:
    """To who proposed it: it is posted."""
    words = ngettext(
        "✅ Your proposal is posted: {title}. It is for {n} company that fits or nearly fits.",
        "✅ Your proposal is posted: {title}. It is for {n} companies that fit or nearly fit.",
        companies,
    )
    return Reply(words.format(title=title_of(opening), n=number(companies)), _look(opening))


def declined(opening: Opening) -> Reply:
    """To who proposed it: staff do not post it."""
    words = _("▫️ The cluster's staff do not post what you proposed ({kind}).").format(
        kind=kind_name(opening.kind)
    )
    said = opening.cancelled_because
    text = f"{words}\n\n{as_written(name(said))}" if said else words
    return Reply(text, rows(Button(_("💡 Opportunities"), ListOpeningsBelow()), home_below_button()))


def deadline_changed(opening: Opening) -> Reply:
    """To those who are interested."""
    words = _("⏳ The deadline of {title} has changed.").format(title=title_of(opening))
    return Reply(f"{words}\n{deadline_words(opening)}", _look(opening))


def cancelled(opening: Opening) -> Reply:
    """To those who are interested."""
    words = _("✖️ {title} cannot be taken up any more.").format(title=title_of(opening))
    reason = f"\n\n{name(opening.cancelled_because)}" if opening.cancelled_because else ""
    return Reply(f"{words}{reason}", rows(home_below_button()))
