"""Memberships: what is rarely done to a company or a person, and what people are told of it."""

from __future__ import annotations

from bot.i18n import _, name
from bot.models.companies import Company
from bot.models.people import Person
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.fields import Owner
from bot.rules.pages import Page
from bot.screens.companies import LookAtCompany
from bot.screens.listing import listing
from bot.screens.members import FindDuplicate, ShowMore
from bot.screens.navigation import home_button, named, sure, way_out
from bot.screens.records import LookAtPerson
from bot.screens.trail import trail_button
from bot.screens.vocabulary import company_name, person_name


class EndMembership(Tap, prefix="Kd"):
    owner: Owner
    record_id: int
    is_sure: bool = False


class RenewMembership(Tap, prefix="Kr"):
    owner: Owner
    record_id: int


class MovePerson(Tap, prefix="Kv"):
    """Ask where to; `page` is that of the companies that were found."""

    person_id: int
    page: int = 0


class MoveTo(Tap, prefix="Kw"):
    person_id: int
    company_id: int
    is_sure: bool = False


def record_name(record: Company | Person) -> str:
    """What a company or a person is called for the reader."""
    return record.name if isinstance(record, Person) else company_name(record)


def look(record: Company | Person) -> Tap:
    """What shows a record."""
    return LookAtPerson(record.id) if isinstance(record, Person) else LookAtCompany(record.id)


def owner_of(record: Company | Person) -> Owner:
    return Owner.PERSON if isinstance(record, Person) else Owner.COMPANY


def more(record: Company | Person, *, is_owner: bool) -> Reply:
    """What is rarely done to a company or a person."""
    owner = owner_of(record)
    acts = [Button(_("🔀 Merge with a duplicate"), FindDuplicate(owner, record.id))]
    if isinstance(record, Person):
        acts.append(Button(_("➡️ Move to another company"), MovePerson(record.id)))
    if record.ended_at is None:
        end = EndMembership(owner, record.id)
        acts.append(Button(_("⛔ End the membership"), end, style=Style.DANGER))
    else:
        acts.append(Button(_("↩️ Renew the membership"), RenewMembership(owner, record.id)))
    if is_owner:
        acts.append(trail_button(owner, record.id))
    return Reply(f"<b>{name(record_name(record))}</b>", (*rows(*acts), way_out(look(record))))


def sure_to_end(record: Company | Person) -> Reply:
    """What stops with a membership, and what stays."""
    who = name(record_name(record))
    if isinstance(record, Person):
        words = _(
            "End the membership of {who}? They are told, and get nothing any more; their seats at events and what is "
            "open with others are given up. The record and its history stay, and you can renew it at any time."
        )
    else:
        words = _(
            "End the membership of {who}? Its people are told, and get nothing any more; their seats at events and "
            "what is open with others are given up; nobody new can join for it. All records and the history stay, and "
            "you can renew it at any time."
        )
    act = EndMembership(owner_of(record), record.id, is_sure=True)
    return sure(words.format(who=who), _("End the membership"), act, ShowMore(owner_of(record), record.id))


def ask_where(person: Person) -> Reply:
    """The question to which company somebody goes."""
    words = _("Which company does {person} belong to now? Type its name.")
    back = ShowMore(Owner.PERSON, person.id)
    return Reply(words.format(person=name(person_name(person))), rows(way_out(back)))


def where(person: Person, found: Page[Company]) -> Reply:
    """The companies of a name that was typed."""
    words = _("Which company does {person} belong to now? Tap it, or type another name.")
    return listing(
        words.format(person=name(person_name(person))),
        found,
        [Button(named(company_name(one)), MoveTo(person.id, one.id)) for one in found.items],
        lambda page: MovePerson(person.id, page),
        empty=_("Nothing was found. Type another name, or fewer words."),
        back=ShowMore(Owner.PERSON, person.id),
    )


def sure_to_move(person: Person, company: Company) -> Reply:
    words = _(
        "Move {person} from {before} to {company}? They are told. What was done so far stays with {before}; seats at "
        "events ahead go along."
    )
    asked = words.format(
        person=name(person_name(person)),
        before=name(company_name(person.company)),
        company=name(company_name(company)),
    )
    return sure(asked, _("Move"), MoveTo(person.id, company.id, is_sure=True), MovePerson(person.id))


def you_were_ended(company: Company) -> Reply:
    """To the person: their membership has ended."""
    words = _(
        "The cluster's staff ended your membership, for {company}. You will get no more messages from this bot. Your "
        "profile is kept until you erase it: /privacy."
    )
    return Reply(words.format(company=name(company_name(company))))


def you_were_renewed(company: Company) -> Reply:
    """To the person: they are a member again."""
    words = _("Welcome back: the cluster's staff renewed your membership, for {company}.")
    return Reply(words.format(company=name(company_name(company))), rows(home_button()))


def you_were_moved(company: Company) -> Reply:
    """To the person: they represent another company now."""
    words = _("The cluster's staff moved you: from now on you represent {company}.")
    return Reply(words.format(company=name(company_name(company))), rows(home_button()))
