"""Introductions as their two see them: asked for, what each is told, and how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from bot.i18n import (
    _,
    as_written,
    current,
    date_time,
    in_a_list,
    isolate,
    language_name,
    list_of,
    name,
    number,
    speaking,
)
from bot.markup import escape
from bot.models.companies import Company
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.replies import Button, Reply, Rows, Style, grid, rows
from bot.rules.concepts import name_of, understood
from bot.rules.introductions import (
    EXPIRES_AFTER,
    MOST_A_DAY,
    WORDS_LIMIT,
    Contact,
    Decline,
    Origin,
    Side,
    State,
    Why,
    Word,
    is_effective,
)
from bot.rules.matching import Reason
from bot.rules.pages import Page
from bot.rules.readers import line_for
from bot.rules.rounds import Habit, Participation
from bot.rules.words import shortened
from bot.screens.companies import InviteColleague
from bot.screens.directory import OpenCard
from bot.screens.forms import Ask, Finish, Pick
from bot.screens.introduction_wording import (
    ICONS,
    NOT_READY,
    AnswerIntroduction,
    AskPerson,
    ChooseColleague,
    DeclineFor,
    HandOn,
    OpenIntroduction,
    ShowIntroductions,
    ShowOthers,
    ShowSuggestions,
    Withdraw,
    about_label,
    contact_label,
    contact_lines,
    contacts_of,
    decline_label,
    has_let_expire,
    meet_label,
    reason_lines,
    said,
    standing,
    states,
    who,
    why_label,
)
from bot.screens.listing import legend, listing
from bot.screens.navigation import home_below_button, home_button, named, sure, way_out
from bot.screens.outcomes import question_button
from bot.screens.own_rounds import ShowMyRound
from bot.screens.preferences import ShowPreferences, ShowPreferencesBelow
from bot.screens.vocabulary import company_name, person_name, seat_name

EXCERPT = 200
"""Characters of what a company offers or looks for that a request shows, where its words are not understood."""
WHY, WHOM = "why", "person_id"
"""Two questions of a request that its last look leads back to."""
MOST_NAMED = 6
"""Things that a company offers or looks for that a request names."""
CHAT_OF_NUMBER = "https://t.me/+{digits}"
"""Opens a Telegram chat with a phone number (https://core.telegram.org/api/links#phone-number-links)."""

Suggested = tuple[Person, tuple[Reason, ...]]
"""Somebody worth meeting, and why."""


def request(
    asked: Introduction,
    reader: Person,
    reasons: Sequence[Reason] = (),
    *,
    is_handed_on: bool = False,
    is_nudge: bool = False,
) -> Reply:
    """To the person who is asked: who asks, why, what they offer, and the answers."""
    text = request_text(asked, reader, reasons, is_handed_on=is_handed_on)
    if is_nudge:
        text = _("🔔 This still waits for your answer:") + "\n\n" + text
    return Reply(text, answer_rows(asked))


def request_text(
    asked: Introduction,
    reader: Person,
    reasons: Sequence[Reason] = (),
    *,
    is_handed_on: bool = False,
    is_quoted: bool = False,
) -> str:
    """A request as HTML. When it is quoted to others, what its reader passes on is left out."""
    partner = asked.partner_of(reader.id)
    words = said(asked)
    parts = [
        _opening(asked, partner, is_handed_on=is_handed_on),
        as_written(f"<i>{name(words)}</i>") if words else "",
        reason_lines(reasons),
        _offering(partner),
        "" if is_quoted else _passed_on(reader),
    ]
    return "\n\n".join(part for part in parts if part)


def quoted(asked: Introduction, reader: Person, reasons: Sequence[Reason] = ()) -> str:
    """A request as its reader will see it, in their language, quoted in somebody else's chat."""
    with speaking(reader.language):
        text = request_text(asked, reader, reasons, is_quoted=True)
    return f"<blockquote>{as_written(text)}</blockquote>"


def _opening(asked: Introduction, partner: Person, *, is_handed_on: bool) -> str:
    if asked.origin is Origin.STAFF:
        return _("🤝 The cluster's staff would like to introduce you to {who}.").format(who=who(partner))
    if asked.origin is Origin.ROUND:
        return _("🤝 Somebody worth meeting: {who}.").format(who=who(partner))
    if is_handed_on:
        return _("🤝 A colleague passes this on to you: {who} would like to meet your company.").format(
            who=who(partner)
        )
    return _("🤝 {who} would like to meet you.").format(who=who(partner))


def _offering(partner: Person) -> str:
    company = partner.company
    lines = [
        (_("They offer: {what}"), _named_things(company.products, company.offers)),
        (_("They look for: {what}"), _named_things(company.needs)),
    ]
    return "\n".join(line.format(what=list_of(what)) for line, what in lines if what)


def _named_things(*texts: str) -> list[str]:
    """What a company wrote, a text after the other, each in the reader's language as far as it is understood; else as
    it stands. The first one, what it makes, leaves room for the others."""
    things: dict[str, None] = {}
    for place, text in enumerate(texts, 1):
        keys = understood(text).keys
        room = MOST_NAMED * place // len(texts) if place < len(texts) and texts[place] else MOST_NAMED
        written = [name(name_of(key, current())) for key in keys] or (
            [name(shortened(line_for(text, current()), EXCERPT))] if text else []
        )
        things |= dict.fromkeys(written[: max(0, room - len(things))])
    return list(things)


def _passed_on(reader: Person) -> str:
    return _(
        "If both of you say yes, each gets the other's contact details. They get of yours: {what}."
    ).format(what=list_of(in_a_list(contact_label(contact) for contact, _value in contacts_of(reader))))


def answer_rows(asked: Introduction) -> Rows:
    """The answers to a request or a suggestion."""
    yes = Button(_("✅ Yes, introduce us"), AnswerIntroduction(asked.id, Word.YES), style=Style.SUCCESS)
    later = Button(_("Not now"), AnswerIntroduction(asked.id, Word.LATER))
    no = Button(_("No"), AnswerIntroduction(asked.id, Word.NO))
    if asked.origin.is_proposed:
        return rows(yes, (later, no), home_below_button())
    colleague = Button(_("👥 A colleague handles this"), ChooseColleague(asked.id))
    return rows(yes, (later, no), colleague, home_below_button())


def first_words(reader: Person, partner: Person) -> str:
    """What one may write to the other to begin with, in the language of who reads it; plain text."""
    return _(
        "Hello {partner}, this is {person} of {company}. The QOOT cluster introduced us. When may we talk?"
    ).format(partner=person_name(partner), person=person_name(reader), company=company_name(reader.company))


def introduced(partner: Person, words: str) -> Reply:
    """To both: how to reach the other, and a first sentence to send."""
    contacts = dict(contacts_of(partner))
    text = "\n".join(
        [
            _("🎉 You are introduced to {who}.").format(who=who(partner)),
            "",
            contact_lines(partner),
            "",
            _("A first sentence to send (tap to copy it):"),
            # In the partner's language, and so perhaps in the other direction than the lines above it
            as_written(isolate(f"<code>{escape(words)}</code>")),
        ]
    )
    on_telegram = contacts.get(Contact.PHONE, "") if Contact.TELEGRAM in contacts else ""
    digits = "".join(character for character in on_telegram if character.isdigit())
    write = Button(_("💬 Write on Telegram"), url=CHAT_OF_NUMBER.format(digits=digits))
    return Reply(text, rows(*([write] if digits else []), home_below_button()))


def came_to_nothing(asked: Introduction, reader: Person, next_best: Suggested | None) -> Reply:
    """To those who had said yes: it did not work out, with somebody else to ask. A no and a silence read the same."""
    partner = asked.partner_of(reader.id)
    if asked.state is State.POSTPONED:
        text = _("⏸ It does not suit {who} at the moment. You may ask again in a month.").format(
            who=who(partner)
        )
    else:
        text = _("▫️ Meeting {who} did not work out this time.").format(who=who(partner))
    if next_best is None:
        return Reply(text, rows(Button(_("✨ People worth meeting"), ShowSuggestions()), home_below_button()))
    person, reasons = next_best
    words = _("Somebody else worth meeting: {who}").format(who=who(person))
    return Reply(
        f"{text}\n\n{words}\n{reason_lines(reasons)}",
        rows(
            ask_button(person),
            Button(_("✨ More people worth meeting"), ShowSuggestions()),
            home_below_button(),
        ),
    )


def ask_button(person: Person) -> Button:
    """Asks for a suggested person."""
    return Button(meet_label(person), AskPerson(person.id, Origin.SUGGESTION))


def suggested(person: Person, reasons: Sequence[Reason]) -> Reply:
    """Somebody worth meeting, in a message of its own."""
    words = _("✨ Somebody worth meeting: {who}").format(who=who(person))
    return Reply(
        f"{words}\n{reason_lines(reasons)}",
        rows(
            ask_button(person),
            Button(_("✨ More people worth meeting"), ShowSuggestions()),
            Button(_("⚙️ How often"), ShowPreferencesBelow()),
            home_below_button(),
        ),
    )


def handed_on(asked: Introduction, colleague: Person) -> Reply:
    """Tell the asker that somebody else of the company answers."""
    text = _("👥 {person} passed your request on to {who}, who will answer.").format(
        person=name(person_name(asked.other)), who=who(colleague)
    )
    return Reply(text, rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_below_button()))


def nobody(company: Company) -> Reply:
    """A company of whom nobody can be asked."""
    words = _("Nobody of <b>{company}</b> can be asked through the bot at the moment.")
    return Reply(words.format(company=name(company_name(company))), rows(way_out(OpenCard(company.id))))


def why(
    company: Company, person: Person | None, subject: str | None = None, *, has_others: bool = False
) -> Reply:
    """Why they would like to meet: what was searched for, ready-made reasons, or one's own words; or first of all whom,
    where it has others."""
    if person is not None:
        text = _("🤝 Why would you like to meet {who}?").format(who=who(person))
    else:
        text = _("🤝 What is it about? We bring it to the right person of <b>{company}</b>.").format(
            company=name(company_name(company))
        )
    ready = [Button(why_label(one), Pick(one)) for one in Why if one not in NOT_READY]
    about = [Button(about_label(subject), Pick(Why.ABOUT))] if subject else []
    own = Button(why_label(Why.OWN), Pick(Why.OWN))
    somebody = [Button(_("👤 Choose whom to ask"), Ask(WHOM))] if has_others and person is None else []
    return Reply(text, (*rows(*about), *grid(ready, 2), *rows(own, *somebody)))


def own_words(person: Person | None) -> Reply:
    text = _("Write in a sentence or two why you would like to meet. At most {limit} characters.").format(
        limit=number(WORDS_LIMIT)
    )
    if person is not None:
        text = f"{who(person)}\n\n{text}"
    return Reply(text)


def whom_else(company: Company, people: Page[Person]) -> Reply:
    """Whom of a company: a reason that was given stays."""
    listed = [
        Button(named(person_name(person), seat_name(person.seat)), Pick(str(person.id)))
        for person in people.items
    ]
    title = _("🤝 Whom of <b>{company}</b> would you like to meet?").format(
        company=name(company_name(company))
    )
    shown = listing(title, people, listed, ShowOthers)
    return Reply(shown.text, shown.buttons[:-1])


def preview(asked: Introduction, *, has_others: bool) -> Reply:
    """What the other will see, exactly, in their language; and send. Whom the bot has chosen, and the reason that it
    took from a search, can be chosen otherwise."""
    other = asked.other
    heading = _("This is what {person} will see, in {language}. Send it?").format(
        person=name(person_name(other)), language=language_name(other.language)
    )
    return Reply(
        f"{heading}\n\n{quoted(asked, other)}",
        rows(
            Button(_("📨 Send it"), Finish(), style=Style.SUCCESS),
            *([Button(_("👤 Somebody else"), Ask(WHOM))] if has_others else []),
            *([Button(_("✏️ Another reason"), Ask(WHY))] if asked.subject else []),
        ),
    )


def sent(asked: Introduction, arrives: datetime | None, zone: tzinfo) -> Reply:
    """A request is on its way; in quiet hours it `arrives` later."""
    text = _(
        "📨 Sent to {who}. They have {days} days to answer, and you will be told here. "
        "Your contact details go out only when they say yes."
    ).format(who=who(asked.other), days=number(EXPIRES_AFTER.days))
    return Reply(
        "\n\n".join([text, *at_night(arrives, zone)]),
        rows(
            Button(_("↩️ Take it back"), Withdraw(asked.id, is_sure=False)),
            Button(_("🤝 My introductions"), ShowIntroductions()),
            home_button(),
        ),
    )


def at_night(arrives: datetime | None, zone: tzinfo) -> list[str]:
    """When a request arrives that is sent in quiet hours; nothing by day."""
    if arrives is None:
        return []
    return [
        _("🌙 Nobody is written to at night: it arrives on {moment}.").format(moment=date_time(arrives, zone))
    ]


def sent_as_written() -> Reply:
    """The sentence of a request was edited after it was sent."""
    return Reply(
        _(
            "Your request was sent as you first wrote it. Until it is answered, you can take it back "
            "in your introductions."
        ),
        rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_button()),
    )


def nothing_open() -> Reply:
    """A button of a request that is not being written any more."""
    return Reply(
        _(
            "This request is not open any more. Find the company in the directory to begin again; "
            "you may send {limit} requests a day."
        ).format(limit=number(MOST_A_DAY)),
        rows(Button(_("🤝 My introductions"), ShowIntroductions()), home_button()),
    )


def introductions(
    listed: Page[Introduction], reader: Person, open_round: tuple[Round, RoundMember] | None = None
) -> Reply:
    """A page of one's introductions, those that wait first; and the round that one may join, or has joined."""
    return listing(
        _("🤝 <b>Introductions</b>"),
        listed,
        [_listed(asked, reader, listed.number) for asked in listed.items],
        ShowIntroductions,
        lines=[_("Tap one to see how it stands."), legend(states(listed.items))] if listed.total else (),
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
    label = named(person_name(partner), company_name(partner.company))
    return Button(f"{ICONS[asked.state]} {label}", OpenIntroduction(asked.id, page))


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
    if has_let_expire(asked, reader) and meant is State.INTRODUCED:
        words = _("The request has expired. With the button below you can ask them in turn.")
    elif mutes:
        words = _("It is too late to answer this, but this person cannot ask you again.")
    elif meant is not State.WITHDRAWN and (asked.closed_by is side or asked.terms.agrees(side)):
        words = _("You had answered already. Here is how it stands.")
    else:
        words = _("It is too late for this. Here is how it stands.")
    return replace(shown, toast=words, is_alert=True)


def must_answer(asked: Introduction, reader: Person) -> bool:
    """Whether it is somebody's turn to answer."""
    side = asked.side_of(reader.id)
    return side is not None and asked.terms.is_open and not asked.terms.agrees(side)


def sure_to_withdraw(asked: Introduction) -> Reply:
    return sure(
        _("Take your request to {who} back?").format(who=who(asked.other)),
        _("↩️ Take it back"),
        Withdraw(asked.id, is_sure=True),
        OpenIntroduction(asked.id),
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
        text = _("👥 Who of your company should answer {person}?").format(
            person=name(person_name(asked.asker))
        )
    else:
        text = _(
            "👥 None of your colleagues on the bot can take it over. Invite one: "
            "once they are here, pass the request on to them from your introductions."
        )
    choices = [
        Button(named(person_name(person), seat_name(person.seat)), HandOn(asked.id, person.id))
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
    if not listed:
        text = _(
            "✨ Nobody stands out yet. Say in your company's profile what you offer and what you look for: "
            "the more it says, the better we find."
        )
        return Reply(text, rows(way_out(ShowIntroductions())))
    parts = [f"{who(person)}\n{reason_lines(reasons)}" for person, reasons in listed]
    return Reply(
        "\n\n".join([_("✨ <b>People worth meeting</b>"), *parts]),
        rows(*[ask_button(person) for person, _reasons in listed], way_out(ShowIntroductions())),
    )
