"""Inviting people who are expected: a link, a code to print, messages ready to be sent; and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.charts.pictures import QrCode
from bot.i18n import LOCALES, N_, _, current, name, ngettext, number, pgettext, speaking
from bot.markup import escape
from bot.models.companies import Company
from bot.models.invites import Invite
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import COPIED_LENGTH, Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.contacts import shown_phone
from bot.rules.invites import Invited
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.companies import SHARE
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import named, way_out
from bot.screens.onboarding import own_name
from bot.screens.vocabulary import company_name, person_name

LENGTHS = (60, 30, 15, 8)
"""Characters of the names in a ready message: the longest with which it can be copied."""


class ShowInvites(Tap, prefix="KI"): ...


ENTRANCE = Entrance("invite", N_("Invite people, and see who has joined"), ShowInvites())


class ListInvited(Tap, prefix="KL"):
    which: Invited
    page: int = 0


class InvitePerson(Tap, prefix="KP"):
    """Make a link for somebody; `seen` is the newest one that there was: a double tap makes one."""

    person_id: int
    seen: int


class InviteMany(Tap, prefix="KM"):
    """Links for everybody who has come so far, as an Excel file."""

    which: Invited


class InviteCompany(Tap, prefix="KC"):
    """Links for all of a company who have not joined, as an Excel file."""

    company_id: int


def state_name(which: Invited) -> str:
    return {
        Invited.NOT_YET: _("Not invited yet"),
        Invited.SENT: _("Invited, link not opened"),
        Invited.OPENED: _("Link opened, not joined"),
        Invited.EXPIRED: _("Link expired unopened"),
        Invited.JOINED: _("Joined"),
    }[which]


def invites(counts: Mapping[Invited, int], back: Tap) -> Reply:
    """How far everybody has come; each state leads to its people."""
    title = _("Invitations")
    words = _(
        "Tap a line to see the people: each can be sent a link, a code to print, or a ready message. New links for all "
        "of a line come as an Excel file."
    )
    buttons = [
        Button(_("{name} ({n})").format(name=state_name(which), n=number(counts[which])), ListInvited(which))
        for which in Invited
        if counts.get(which)
    ]
    return Reply(f"🔗 <b>{title}</b>\n\n{words}", (*rows(*buttons), way_out(back)))


def listed(
    which: Invited,
    page: Page[tuple[Person, Invite | None]],
    lines: Sequence[str],
    look: Sequence[Tap],
    *,
    may_edit: bool,
) -> Reply:
    """A page of people who have come so far; `lines` say since when, `look` leads to each."""
    label = _("📥 New links for all, as Excel")
    many = may_edit and which is not Invited.JOINED and page.total > 0
    return listing(
        f"🔗 <b>{state_name(which)}</b>",
        page,
        [
            Button(named(person_name(person), company_name(person.company)), tap)
            for (person, _invite), tap in zip(page.items, look, strict=True)
        ],
        lambda turn: ListInvited(which, turn),
        lines=[
            f"• {name(person_name(person))} · {line}"
            for (person, _invite), line in zip(page.items, lines, strict=True)
        ],
        empty=_("Nobody."),
        acts=rows(Button(label, InviteMany(which))) if many else (),
        back=ShowInvites(),
    )


def ready_message(person: str, company: Company, link: str, language: str) -> str:
    """What can be pasted into WhatsApp or an e-mail, in a language; short enough to be copied by a button. Without a
    `person`, to whoever gets it."""
    with speaking(language):
        words = _(
            "Hello {person}! QOOT, the agri-food cluster of Lebanon, invites {company} to its Telegram bot. Your link:"
        )
        if not person:
            words = _(
                "QOOT, the agri-food cluster of Lebanon, invites {company} to its Telegram bot. Your link:"
            )
        for length in LENGTHS:
            whose = shortened(company_name(company), length)
            text = f"{words.format(person=shortened(person, length), company=whose)}\n{link}"
            if len(text.encode("utf-16-le")) // 2 <= COPIED_LENGTH:
                return text
    return link


def invitation(person: Person, link: str, moment: Moment, days: int) -> Reply:
    """The invitation of one person: a code to print, with its link and the messages that are ready to be copied."""
    words = _(
        "🔗 The invitation of <b>{person}</b>, {company}. Print this code or forward it, or copy a message and paste "
        "it into WhatsApp or an e-mail. It lets one person in, within {n} days:\n{link}"
    )
    company = company_name(person.company)
    # No isolate round the link: phones take the mark after it for a part of the address
    text = words.format(
        person=name(person_name(person)), company=name(company), n=number(days), link=escape(link)
    )
    code = QrCode(link, (person_name(person), company), is_rtl=current() == "ar")
    return Reply(
        text,
        _copying(person.name, person.company, person.language, link),
        file=File("invitation.png", media="photo", picture=code),
    )


def colleague_invitation(company: Company, link: str) -> Reply:
    """A link that a member made for a colleague, with messages that are ready to be copied."""
    words = _(
        "You are invited to the member bot of QOOT, Lebanon's agri-food cluster, for {company}. "
        "Open this link on your phone; it lets one person in, within 30 days:\n{link}"
    )
    return Reply(
        # No isolate round the link: phones take the mark after it for a part of the address
        words.format(company=name(company_name(company)), link=escape(link)),
        _copying("", company, current(), link),
    )


def _copying(person: str, company: Company, first: str, link: str) -> Rows:
    """Buttons that copy the message in each language, the likeliest first, and the link alone."""
    in_order = sorted(LOCALES, key=lambda language: language != first)
    copy = [
        Button(
            _("📋 Copy the message: {language}").format(language=own_name(language)),
            copies=ready_message(person, company, link, language),
            style=Style.PRIMARY if language == first else Style.PLAIN,
        )
        for language in in_order
    ]
    share = Button(_("↗️ Send it on Telegram"), url=SHARE.format(link=quote(link, safe="")))
    return rows(*copy, Button(_("📋 Copy the link alone"), copies=link), share)


def just_invited() -> Reply:
    """A second tap on the button that makes a link."""
    return Reply(toast=_("A link was made for this person just now."))


def table(made: Sequence[tuple[Person, str]]) -> tuple[str, list[str], list[list[str]]]:
    """People with their links and messages, as a table."""
    header = [
        pgettext("column of a table", "Company"),
        pgettext("column of a table", "Person"),
        _("Phone"),
        _("E-mail"),
        _("Language"),
        pgettext("column of a table", "Link"),
        pgettext("column of a table", "Message"),
    ]
    listed = [
        [
            company_name(person.company),
            person_name(person),
            shown_phone(person.phone or ""),
            person.email or "",
            own_name(person.language),
            link,
            ready_message(person.name, person.company, link, person.language),
        ]
        for person, link in made
    ]
    return _("Invitations"), header, listed


def document(data: bytes, n: int, moment: Moment, days: int) -> Reply:
    """Many invitations as a document."""
    made = ngettext("{n} invitation.", "{n} invitations.", n).format(n=number(n))
    words = _(
        "Each has a link of its own, and a message that is ready to be sent. A link lets one person in, within {days} "
        "days; those that were sent before stay good."
    )
    return Reply(
        f"{made} {words.format(days=number(days))}",
        file=File(f"invitations-{moment.today:%Y-%m-%d}.xlsx", data),
        toast=_("Your file is on its way."),
    )
