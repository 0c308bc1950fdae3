"""What other screens take of introductions: the taps, and how people, reasons and states are worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.i18n import (
    N_,
    _,
    country_name,
    current,
    gettext,
    isolate,
    language_name,
    list_of,
    name,
    pgettext,
    within,
)
from bot.markup import escape
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.replies import Tap
from bot.rules.concepts import name_of
from bot.rules.contacts import shown_phone
from bot.rules.introductions import Contact, Decline, Origin, Side, State, Why, Word
from bot.rules.matching import Ground, Reason
from bot.rules.readers import part_for
from bot.screens.entrances import Entrance
from bot.screens.navigation import named
from bot.screens.vocabulary import company_name, person_name, seat_name, sub_cluster_name


class ShowIntroductions(Tap, prefix="i"):
    page: int = 0


ENTRANCE = Entrance(
    "introductions", N_("My introductions"), ShowIntroductions(), N_("🤝 Introductions"), for_staff="meetings"
)


class OpenIntroduction(Tap, prefix="io"):
    introduction_id: int
    page: int = 0


class ShowSuggestions(Tap, prefix="ig"): ...


class AskCompany(Tap, prefix="ia"):
    """Let the bot find whoever of the company is the right one, once it knows why."""

    company_id: int


class AskPerson(Tap, prefix="ip"):
    person_id: int
    origin: Origin


class AskAbout(Tap, prefix="Ia"):
    """Let the bot find whoever of the company is the right one for what was searched for."""

    company_id: int


class ShowOthers(Tap, prefix="Io"):
    """While a request is written: somebody else of the company."""

    page: int = 0


class Withdraw(Tap, prefix="ix"):
    introduction_id: int
    is_sure: bool


class AnswerIntroduction(Tap, prefix="iy"):
    introduction_id: int
    word: Word


class DeclineFor(Tap, prefix="in"):
    """Say no, for a reason that only staff see; `mutes`: and do not let them ask me again."""

    introduction_id: int
    reason: Decline
    mutes: bool


class ChooseColleague(Tap, prefix="ic"):
    introduction_id: int
    page: int = 0


class HandOn(Tap, prefix="ih"):
    introduction_id: int
    person_id: int


NOT_READY = (Why.OPENING, Why.ABOUT, Why.OWN)
"""Reasons that not everybody may choose: an opportunity is where it is shown, a search where it was made."""
MOST_NAMED = 4
"""Things that one reason names."""


def who(person: Person) -> str:
    """Somebody with their role and company, as HTML."""
    return _("<b>{person}</b>, {role}, <b>{company}</b>").format(
        person=name(person_name(person)),
        role=name(within(seat_name(person.seat))),
        company=name(company_name(person.company)),
    )


def why_words(why: Why) -> str:
    """A ready-made reason, as the asker says it."""
    return {
        Why.BUY: _("We would like to buy from you."),
        Why.SELL: _("We would like to supply you."),
        Why.EXPORT: _("We would like to talk about exporting together."),
        Why.DISTRIBUTE: _("We would like to distribute your products."),
        Why.TECHNICAL: _("We have a technical question, or a project to develop together."),
        Why.PARTNER: _("We would like to explore a partnership."),
        Why.FINANCE: _("We would like to talk about financing or investment."),
        Why.MET: _("We met at an event of the cluster and would like to stay in touch."),
        Why.OPENING: _("We would like to take up an opportunity together."),
        Why.ABOUT: "",
        Why.OWN: "",
    }[why]


def why_label(why: Why) -> str:
    """A ready-made reason on a button."""
    return {
        Why.BUY: _("🛒 Buy from them"),
        Why.SELL: _("📦 Supply them"),
        Why.EXPORT: _("🌍 Export together"),
        Why.DISTRIBUTE: _("🚚 Distribute their products"),
        Why.TECHNICAL: _("🔬 Technical question or project"),
        Why.PARTNER: _("🤝 Partnership"),
        Why.FINANCE: _("💰 Financing or investment"),
        Why.MET: _("👋 We met at an event"),
        Why.OPENING: _("💡 An opportunity"),
        Why.ABOUT: _("🔎 What they searched for"),
        Why.OWN: _("✍️ In my own words"),
    }[why]


def about_label(subject: str) -> str:
    """Asking about what was searched for, on a button."""
    return _("🤝 Ask about: {what}").format(what=named(subject))


def meet_label(person: Person) -> str:
    """Asking for somebody, on a button."""
    return _("🤝 Meet {person}").format(person=named(person_name(person)))


def decline_label(reason: Decline) -> str:
    """Why somebody says no, on a button and to staff."""
    return {
        Decline.NOT_RELEVANT: _("It does not concern us"),
        Decline.KNOWN: _("We know each other already"),
        Decline.NO_TIME: _("I have no time for it"),
        Decline.OWN: _("In their own words"),
        Decline.NONE: _("Without a reason"),
    }[reason]


def said(asked: Introduction) -> str:
    """What the asker, or staff, wrote: a sentence of their own, or a ready-made one, or which opportunity they would
    take up together, or what they searched for; plain text."""
    if asked.subject:
        what = part_for(asked.subject, asked.subject, current())
        return _("We would like to talk with you about: {what}").format(what=what)
    text = asked.opening.text_for(current()) if asked.opening is not None else None
    if text is not None:
        return _("We would like to take up this opportunity together: {title}").format(title=text.title)
    return asked.words or (why_words(asked.why) if asked.why is not None else "")


def reason_lines(reasons: Sequence[Reason]) -> str:
    """Why two might meet, a line each, as HTML; what is no reason to tell people is left out."""
    return "\n".join(f"• {line}" for line in map(_reason, reasons) if line)


def _reason(reason: Reason) -> str:
    details = reason.details[:MOST_NAMED]
    match reason.ground:
        case Ground.THEY_OFFER if reason.met_by:
            return _("You look for {what}; they offer {that}.").format(
                what=concept_names(details), that=concept_names(reason.met_by[:MOST_NAMED])
            )
        case Ground.THEY_OFFER:
            return _("You look for {what}, and they offer it.").format(what=concept_names(details))
        case Ground.YOU_OFFER if reason.met_by:
            return _("They look for {what}; you offer {that}.").format(
                what=concept_names(details), that=concept_names(reason.met_by[:MOST_NAMED])
            )
        case Ground.YOU_OFFER:
            return _("They look for {what}, and you offer it.").format(what=concept_names(details))
        case Ground.VALUE_CHAIN:
            return _("Your trades complement each other.")
        case Ground.MARKET:
            return _("You both sell to {countries}.").format(countries=list_of(map(country_name, details)))
        case Ground.SUB_CLUSTER:
            return _("You are both in {parts}.").format(
                parts=list_of(name(sub_cluster_name(slug)) for slug in details)
            )
        case Ground.LANGUAGE:
            return _("You both work in {languages}.").format(languages=list_of(map(language_name, details)))
        case Ground.ACTIVITY:
            return ""


def concept_names(keys: Iterable[str]) -> str:
    """Concepts, or members' own words, as one enumeration in the reader's language, as HTML."""
    return list_of(name(name_of(key, current())) for key in keys)


def contact_label(contact: Contact) -> str:
    """A way to reach somebody."""
    return {Contact.TELEGRAM: _("Telegram"), Contact.PHONE: _("Phone"), Contact.EMAIL: _("E-mail")}[contact]


def contacts_of(person: Person) -> list[tuple[Contact, str]]:
    """What an introduction passes on of somebody: as they chose, and as there is; if that is nothing, Telegram."""
    there = {
        Contact.TELEGRAM: str(person.telegram_id or ""),
        Contact.PHONE: shown_phone(person.phone) if person.phone else "",
        Contact.EMAIL: person.email or "",
    }
    chosen = [(contact, there[contact]) for contact in Contact if contact in person.shares and there[contact]]
    return chosen or [(Contact.TELEGRAM, there[Contact.TELEGRAM])]


def contact_lines(person: Person) -> str:
    """How somebody can be reached, a line for each way, as HTML. Only for who was introduced to them."""
    return "\n".join(
        _("• {way}: {address}").format(way=contact_label(contact), address=_address(contact, value, person))
        for contact, value in contacts_of(person)
    )


def _address(contact: Contact, value: str, person: Person) -> str:
    if contact is Contact.TELEGRAM:
        return isolate(f'<a href="tg://user?id={int(value)}">{escape(person_name(person))}</a>')
    return isolate(escape(value))


ICONS = {
    State.OPEN: "🕓",
    State.INTRODUCED: "🤝",
    State.POSTPONED: "⏸",
    State.DECLINED: "▫️",
    State.HANDED_ON: "👥",
    State.WITHDRAWN: "↩️",
    State.EXPIRED: "▫️",
}


def known_state_name(state: State) -> str:
    """Where an introduction stands, as its two may know it: a no reads as a silence does."""
    nothing = pgettext("state of an introduction", "did not work out")
    return {
        State.OPEN: pgettext("state of an introduction", "open"),
        State.INTRODUCED: pgettext("state of an introduction", "introduced"),
        State.POSTPONED: pgettext("state of an introduction", "not now"),
        State.DECLINED: nothing,
        State.HANDED_ON: pgettext("state of an introduction", "passed on"),
        State.WITHDRAWN: pgettext("state of an introduction", "taken back"),
        State.EXPIRED: nothing,
    }[state]


def states(listed: Iterable[Introduction]) -> Iterator[tuple[str, str]]:
    """The icons of a list of introductions, each with what it means."""
    return ((ICONS[asked.state], known_state_name(asked.state)) for asked in listed)


_WAITING = {
    (False, Side.ASKER): N_("🕓 {person} has not answered yet."),
    (False, Side.OTHER): N_("🕓 {person} waits for your answer."),
    (True, Side.ASKER): N_("🕓 You have said yes; we tell you when {person} does too."),
    (True, Side.OTHER): N_("🕓 You have said yes; we tell you when {person} does too."),
}
_ENDED = {
    State.POSTPONED: N_("⏸ Not now."),
    State.HANDED_ON: N_("👥 A colleague answers instead."),
    State.WITHDRAWN: N_("↩️ The request was taken back."),
}
_NOTHING = N_("▫️ It did not work out this time.")


def standing(asked: Introduction, reader: Person) -> str:
    """How an introduction stands for one of its two. Who said no, and whether anybody did, is told to nobody."""
    side = asked.side_of(reader.id) or Side.OTHER
    person = name(asked.partner_of(reader.id).name)
    if asked.state is State.INTRODUCED:
        return _reached(asked.partner_of(reader.id))
    if asked.state is State.POSTPONED and asked.closed_by is not side:
        return _("⏸ It does not suit {person} at the moment.").format(person=person)
    if has_let_expire(asked, reader):
        return _("⌛ The request expired before you answered it.")
    if not asked.terms.is_open:
        ended = _ENDED.get(asked.state, _NOTHING)
        return gettext(ended)
    if asked.origin.is_proposed and not asked.terms.agrees(side):
        return _("🕓 Would you like to meet? If {person} says yes too, we introduce you.").format(
            person=person
        )
    waiting = _WAITING[asked.origin.is_proposed, side]
    return gettext(waiting).format(person=person)


def has_let_expire(asked: Introduction, reader: Person) -> bool:
    """Whether a request to this reader ran out, and who asked is still there. Of a proposal, either may have let it."""
    is_theirs = asked.side_of(reader.id) is Side.OTHER and not asked.origin.is_proposed
    is_over = asked.state is State.EXPIRED and asked.closed_by is None
    return is_theirs and is_over and asked.asker.standing is Standing.MEMBER


def _reached(partner: Person) -> str:
    """How the other of an introduction is reached: the message that said so may be lost, both consents are not."""
    if partner.standing is not Standing.MEMBER:
        return _("🤝 You were introduced. {person} has left the bot since.").format(
            person=name(person_name(partner))
        )
    words = _("🤝 You are introduced. How to reach {person}:").format(person=name(person_name(partner)))
    return f"{words}\n{contact_lines(partner)}"
