"""One's own introductions: the list, one of them, the questions about it, and people worth meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import _, isolate, name
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.replies import Button, Reply, Style, rows
from bot.rules.introductions import Decline, Side, State, is_effective
from bot.rules.matching import Reason
from bot.rules.pages import Page
from bot.rules.rounds import Habit, Participation
from bot.rules.words import shortened
from bot.screens.companies import InviteColleague
from bot.screens.introductions.messages import Suggested, ask_button, request
from bot.screens.introductions.taps import (
    ChooseColleague,
    DeclineFor,
    HandOn,
    OpenIntroduction,
    ShowIntroductions,
    ShowSuggestions,
    Withdraw,
)
from bot.screens.introductions.wording import (
    ICONS,
    decline_label,
    has_let_expire,
    reason_lines,
    said,
    standing,
    who,
)
from bot.screens.listing import listing
from bot.screens.navigation import way_out
from bot.screens.outcomes import question_button
from bot.screens.preferences import ShowPreferences
from bot.screens.rounds.taps import ShowMyRound
from bot.screens.vocabulary import company_name, seat_name

LABEL_LENGTH = 45


def introductions(
    listed: Page[Introduction], reader: Person, open_round: tuple[Round, RoundMember] | None = None
) -> Reply:
    """A page of one's introductions, those that wait first; and the round that one may join, or has joined."""
    return listing(
        _("🤝 <b>Introductions</b>"),
        listed,
        [_listed(asked, reader, listed.number) for asked in listed.items],
        ShowIntroductions,
        lines=[_("Tap one to see how it stands.")] if listed.total else (),
        empty=_("Meet other members: find a company in the directory, or see who is worth meeting."),
        acts=rows(
            *([_round(*open_round, reader)] if open_round is not None else []),
            Button(_("✨ People worth meeting"), ShowSuggestions(), style=Style.PRIMARY),
            Button(_("⚙️ How I am found and met"), ShowPreferences()),
        ),
    )


def _round(about: Round, member: RoundMember, reader: Person) -> Button:
    part = Participation.SKIPPED if reader.habit is Habit.PAUSED else member.part
    label = {
        Participation.INVITED: _("🔄 A round of introductions: take part?"),
        Participation.JOINED: _("🔄 The round of introductions: you take part"),
        Participation.SKIPPED: _("🔄 The round of introductions: not this time"),
    }[part]
    return Button(label, ShowMyRound(about.id))


def _listed(asked: Introduction, reader: Person, page: int) -> Button:
    partner = asked.partner_of(reader.id)
    label = f"{partner.name} · {company_name(partner.company)}"
    return Button(
        f"{ICONS[asked.state]} {isolate(shortened(label, LABEL_LENGTH))}", OpenIntroduction(asked.id, page)
    )


def introduction(
    asked: Introduction,
    reader: Person,
    reasons: Sequence[Reason] = (),
    report: OutcomeReport | None = None,
    page: int = 0,
) -> Reply:
    """One introduction as it stands, with what can be done about it.

    `report` is the question that was asked about it last; `page`, the one of the list that leads here.
    """
    back = way_out(ShowIntroductions(page))
    if must_answer(asked, reader):
        shown = request(asked, reader, reasons)
        return Reply(shown.text, (*shown.buttons[:-1], back))
    own = Side.ASKER is asked.side_of(reader.id) and not asked.origin.is_proposed
    text = who(asked.partner_of(reader.id))
    if own and said(asked):
        text += f"\n<i>{name(said(asked))}</i>"
    text += f"\n\n{standing(asked, reader)}"
    ways = [question_button(report)] if report is not None else []
    if own and asked.terms.is_open:
        ways = [Button(_("↩️ Take it back"), Withdraw(asked.id, is_sure=False))]
    elif has_let_expire(asked, reader):
        ways = [ask_button(asked.asker), Button(_("✨ People worth meeting"), ShowSuggestions())]
    return Reply(text, rows(*ways, back))


def pressed(shown: Reply, asked: Introduction, reader: Person, meant: State, *, mutes: bool) -> Reply:
    """How an introduction stands after a press that `meant` to make something of it: with thanks, or late."""
    side = asked.side_of(reader.id) or Side.OTHER
    if is_effective(asked.terms, asked.closed_by, side, meant):
        return replace(shown, toast="" if meant is State.WITHDRAWN else _("Thank you for answering."))
    if mutes:
        words = _("It is too late to answer this, but they may not ask you again.")
    elif asked.closed_by is side or asked.terms.agrees(side):
        words = _("You had answered already. Here is how it stands.")
    else:
        words = _("It is too late for this. Here is how it stands.")
    return replace(shown, toast=words, is_alert=True)


def must_answer(asked: Introduction, reader: Person) -> bool:
    """Whether it is somebody's turn to answer."""
    side = asked.side_of(reader.id)
    return side is not None and asked.terms.is_open and not asked.terms.agrees(side)


def sure_to_withdraw(asked: Introduction) -> Reply:
    """The question before a request is taken back."""
    return Reply(
        _("Take your request to {who} back?").format(who=who(asked.other)),
        rows(
            Button(_("↩️ Take it back"), Withdraw(asked.id, is_sure=True), style=Style.DANGER),
            way_out(OpenIntroduction(asked.id)),
        ),
    )


def why_not(asked: Introduction, reader: Person, note: str = "") -> Reply:
    """Before a no: why, for staff alone, or never again."""
    text = _(
        "Why not? Only the cluster's staff see it: {person} reads merely that it did not work out. "
        "Tap a reason, or type one."
    ).format(person=name(asked.partner_of(reader.id).name))
    reasons = [
        Button(decline_label(reason), DeclineFor(asked.id, reason, mutes=False))
        for reason in (Decline.NOT_RELEVANT, Decline.KNOWN, Decline.NO_TIME)
    ]
    never = Button(
        _("🚫 No, and do not let them ask me again"),
        DeclineFor(asked.id, Decline.NONE, mutes=True),
        style=Style.DANGER,
    )
    plainly = Button(_("No, without a reason"), DeclineFor(asked.id, Decline.NONE, mutes=False))
    shown = f"{note}\n\n{text}" if note else text
    return Reply(shown, rows(*reasons, plainly, never, way_out(OpenIntroduction(asked.id))))


def colleagues(asked: Introduction, listed: Page[Person], open_invites: int) -> Reply:
    """Which colleague could answer instead, page by page, or a link for one who is not here yet."""
    if listed.total:
        text = _("👥 Who of your company should answer {person}?").format(person=name(asked.asker.name))
    else:
        text = _(
            "👥 None of your colleagues on the bot can take it over. Invite one: "
            "once they are here, pass the request on to them from your introductions."
        )
    choices = [
        Button(
            isolate(shortened(f"{person.name} · {seat_name(person.seat)}", LABEL_LENGTH)),
            HandOn(asked.id, person.id),
        )
        for person in listed.items
    ]
    return listing(
        text,
        listed,
        choices,
        lambda page: ChooseColleague(asked.id, page),
        acts=rows(Button(_("➕ Invite a colleague"), InviteColleague(open_invites))),
        back=OpenIntroduction(asked.id),
    )


def suggestions(listed: Sequence[Suggested]) -> Reply:
    """People worth meeting, and why."""
    if not listed:
        text = _(
            "✨ Nobody stands out yet. Say in your company's profile what you offer and what you look for: "
            "the more it says, the better we find."
        )
        return Reply(text, rows(way_out(ShowIntroductions())))
    parts = [f"{who(person)}\n{reason_lines(reasons)}" for person, reasons in listed]
    return Reply(
        "\n\n".join([_("✨ <b>People worth meeting</b>"), *parts]),
        rows(
            *[ask_button(person) for person, _reasons in listed],
            way_out(ShowIntroductions()),
        ),
    )
