"""The directory: the search, what it finds, and what it shows of a company. Never how to reach anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.i18n import N_, _, country_name, current, name, ngettext, number, pgettext, within
from bot.models.companies import Company, CompanyFile, SubCluster
from bot.models.people import Person
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.companies import Kind
from bot.rules.concepts import name_of
from bot.rules.directory import Hit, Mark, Spot
from bot.rules.fields import Field
from bot.rules.introductions import Origin
from bot.rules.pages import Page, page_of
from bot.rules.readers import line_for, part_for
from bot.rules.towns import town_name
from bot.rules.words import shortened
from bot.screens.companies import score_button, whole_button
from bot.screens.composing import SendToMembers
from bot.screens.entrances import Entrance
from bot.screens.fields import cut_short, entry, seen
from bot.screens.introduction_wording import AskAbout, AskCompany, AskPerson, about_label, meet_label
from bot.screens.listing import listing
from bot.screens.navigation import named, way_out
from bot.screens.vocabulary import (
    certification_name,
    company_name,
    field_name,
    kind_name,
    person_name,
    seat_name,
    sub_cluster_name,
)

MOST_REASONS = 2
NAME_LENGTH = 100
FEW = 5
"""Companies up to which each has a row of its own: more would push the list itself off the phone."""
EXCERPT = 60
"""Characters of a name in a list, and of the words that a company was found by."""

Parts = Page[tuple[SubCluster, int]]
"""A page of the sub-clusters that have companies, with how many."""

SHOWN = (
    *(Field.KIND, Field.SIZE, Field.SUB_CLUSTERS, Field.CITY, Field.PRODUCTS, Field.OFFERS, Field.NEEDS),
    *(Field.MARKETS, Field.CERTIFICATIONS, Field.LANGUAGES, Field.WEBSITE),
)
"""What a card says of a company, in this order."""


class ShowDirectory(Tap, prefix="d"):
    """Begin to look around; `page` is that of the sub-clusters."""

    page: int = 0


ENTRANCE = Entrance("directory", N_("Find companies and people"), ShowDirectory(), N_("🔎 Directory"))


class ShowPart(Tap, prefix="ds"):
    sub_cluster_id: int


class ShowNeeds(Tap, prefix="dw"):
    page: int = 0


class ShowNeed(Tap, prefix="dn"):
    concept: str


class ShowFound(Tap, prefix="dp"):
    page: int = 0


class ShowMet(Tap, prefix="dm"):
    """The companies that were at an event."""

    event_id: int


class OpenCard(Tap, prefix="dc"):
    """Show a company; `page` is that of its people."""

    company_id: int
    page: int = 0


class ShowWhole(Tap, prefix="dl"):
    """Show what the card has no room for, a field to each page."""

    company_id: int
    page: int = 0


class ShowFiles(Tap, prefix="df"):
    company_id: int


class GetListedFile(Tap, prefix="dg"):
    file_id: int


def directory(size: int, parts: Parts) -> Reply:
    """The search, and ways to look around without one."""
    words = _(
        "Type what you look for: a company, a person, a product, a service, a country or a city, in any language. "
        "Spelling is forgiven."
    )
    listed = ngettext("{n} company is listed.", "{n} companies are listed.", size).format(n=number(size))
    return _browsing("\n\n".join([_title(), words, listed]), parts)


def _title() -> str:
    title = _("Directory")
    return f"🔎 <b>{title}</b>"


def _browsing(title: str, parts: Parts, back: Tap | None = None, *, may_send: bool = False) -> Reply:
    return listing(
        title,
        parts,
        [
            Button(_counted(sub_cluster_name(part.slug), count), ShowPart(part.id))
            for part, count in parts.items
        ],
        ShowDirectory,
        acts=rows(*_sending(may_send=may_send), Button(_("🧺 By what members look for"), ShowNeeds())),
        back=back,
        columns=2,
    )


def _counted(label: str, count: int) -> str:
    return _("{name} ({n})").format(name=named(label), n=number(count))


def needs(wanted: Page[tuple[str, int]]) -> Reply:
    """What companies look for, the most wanted first."""
    words = _("What members look for, and how many of them do. Tap what you can offer.")
    return listing(
        _title(),
        wanted,
        [Button(_counted(name_of(key, current()), count), ShowNeed(key)) for key, count in wanted.items],
        ShowNeeds,
        lines=[words] if wanted.total else (),
        empty=_("Nobody has said yet what they look for."),
        back=ShowDirectory(),
    )


def searched(text: str) -> str:
    """What stands over the companies that a search found."""
    return _("“{query}”").format(query=name(text))


def in_part(slug: str) -> str:
    """What stands over the companies of a sub-cluster."""
    return name(sub_cluster_name(slug))


def in_need(concept: str) -> str:
    """What stands over the companies that look for something."""
    return _("Looking for: {what}").format(what=name(name_of(concept, current())))


def at_event(title: str) -> str:
    """What stands over the companies that were at an event."""
    return _("Companies at {title}").format(title=name(title))


def found(
    heading: str,
    page: Page[Hit],
    companies: Mapping[int, Company],
    back: Tap | None = None,
    *,
    may_send: bool = False,
) -> Reply:
    """A page of companies that were found, each with what it was found by when it is not the name.

    `back` leads to where they were asked for; else to the directory. `may_send`: what was typed may be meant for
    members.
    """
    counted = ngettext("{n} company found", "{n} companies found", page.total).format(n=number(page.total))
    buttons = [
        Button(named(company_name(companies[hit.company_id])), OpenCard(hit.company_id)) for hit in page.items
    ]
    return listing(
        f"🔎 <b>{heading}</b>\n{counted}",
        page,
        buttons,
        ShowFound,
        lines=[
            _result(place, companies[hit.company_id], hit)
            for place, hit in enumerate(page.items, page.first + 1)
        ],
        acts=_sending(may_send=may_send),
        back=back or ShowDirectory(),
        columns=1 if len(buttons) <= FEW else 2,
    )


def _result(place: int, company: Company, hit: Hit) -> str:
    named = name(shortened(company_name(company), EXCERPT))
    line = _("{place}. <b>{company}</b>").format(place=number(place), company=named)
    reasons = [_reason(_spot_name(mark.spot), _mark_name(mark, company)) for mark in hit.why[:MOST_REASONS]]
    if company.products and all(mark.spot is not Spot.PRODUCTS for mark in hit.why[:MOST_REASONS]):
        products = shortened(line_for(company.products, current()), EXCERPT)
        reasons.append(_reason(_spot_name(Spot.PRODUCTS), name(products)))
    return "\n".join([line, *(f"   {reason}" for reason in reasons)])


def _reason(where: str, what: str) -> str:
    return _("{where}: {what}").format(where=where, what=what)


def _spot_name(spot: Spot) -> str:
    """Where something was found, in the middle of a line."""
    return {
        Spot.COMPANY: pgettext("found by", "name"),
        Spot.PERSON: pgettext("found by", "person"),
        Spot.PRODUCTS: pgettext("found by", "products"),
        Spot.OFFERS: pgettext("found by", "offers"),
        Spot.NEEDS: pgettext("found by", "looks for"),
        Spot.SUB_CLUSTERS: pgettext("found by", "sub-cluster"),
        Spot.MARKETS: pgettext("found by", "sells to"),
        Spot.CERTIFICATIONS: pgettext("found by", "certified"),
        Spot.KIND: pgettext("found by", "kind"),
        Spot.CITY: pgettext("found by", "city"),
    }[spot]


def _mark_name(mark: Mark, company: Company) -> str:
    """What was found, as the reader's language has it."""
    match mark.spot:
        case Spot.PRODUCTS | Spot.OFFERS | Spot.NEEDS:
            written = str(getattr(company, mark.spot))
            return name(shortened(part_for(mark.text, written, current()), EXCERPT))
        case Spot.CITY:
            return name(town_name(mark.text, current()))
        case Spot.MARKETS:
            return name(country_name(mark.text))
        case Spot.SUB_CLUSTERS:
            return name(sub_cluster_name(mark.text))
        case Spot.CERTIFICATIONS:
            return name(certification_name(mark.text))
        case Spot.KIND:
            return name(kind_name(Kind(mark.text)))
        case _:
            return name(shortened(mark.text, EXCERPT))


def _sending(*, may_send: bool) -> Rows:
    return rows(Button(_("📣 Send this to members"), SendToMembers())) if may_send else ()


def with_sending(shown: Reply) -> Reply:
    """What was found at once, with the way to send what was typed to members, for which it may be meant."""
    return replace(shown, buttons=(*_sending(may_send=True), *shown.buttons))


def nothing_found(heading: str, parts: Parts, *, may_send: bool = False) -> Reply:
    """Nobody is what was asked for: what else could help."""
    words = _(
        "Nothing was found. Try fewer words, or another word for it in any language; or look around with the buttons "
        "below. Whatever you type now is searched for."
    )
    return _browsing(f"🔎 <b>{heading}</b>\n\n{words}", parts, back=ShowDirectory(), may_send=may_send)


def card(
    company: Company,
    people: Page[Person],
    files: int,
    back: Tap,
    reader: Person | None,
    *,
    subject: str = "",
    sought: Person | None = None,
    for_staff: bool,
) -> Reply:
    """A company as members see it: all that it says of itself, and who is there; no way to reach anybody.

    Members may ask for an introduction, also about the `subject` that they searched for, or to the person whom they
    `sought`; staff who are none, without a `reader`, may not. Staff see how engaged it is.
    """
    is_own = reader is not None and reader.company_id == company.id
    shown = [
        entry(_card_label(field), held) for field in SHOWN if (held := seen(field, company, is_whole=False))
    ]
    ask: Rows = ()
    if reader is not None and not is_own:
        ask = _ways_to_ask(company, subject, sought)
    has_files = rows(Button(_counted(_("📎 Files"), files), ShowFiles(company.id))) if files else ()
    in_full = rows(whole_button(ShowWhole(company.id))) if cut_short(company, SHOWN) else ()
    who = [entry(_("People"), ""), *map(_person, people.items)]
    own = ["", _("This is your own company.")] if is_own else []
    return listing(
        "\n\n".join(filter(None, [_heading(company), "\n".join(shown)])),
        people,
        [],
        lambda page: OpenCard(company.id, page),
        lines=[*who, *own],
        acts=(*ask, *in_full, *has_files, *(rows(score_button(company)) if for_staff else ())),
        back=back,
    )


def _ways_to_ask(company: Company, subject: str, sought: Person | None) -> Rows:
    plainly = Button(_("🤝 Ask for an introduction"), AskCompany(company.id))
    if subject:
        meant = Button(about_label(subject), AskAbout(company.id), style=Style.PRIMARY)
    elif sought is not None:
        meant = Button(meet_label(sought), AskPerson(sought.id, Origin.CARD), style=Style.PRIMARY)
    else:
        return rows(replace(plainly, style=Style.PRIMARY))
    return rows(meant, plainly)


def whole(company: Company, page: int) -> Reply:
    """One of the texts of which the card shows a part."""
    cut = page_of(cut_short(company, SHOWN), page, 1)
    return listing(
        _heading(company),
        cut,
        [],
        lambda page: ShowWhole(company.id, page),
        lines=[entry(_card_label(field), seen(field, company, is_whole=True)) for field in cut.items],
        back=OpenCard(company.id),
    )


def _heading(company: Company) -> str:
    first = company_name(company)
    other = company.name if first != company.name else company.name_ar
    named = f"🏢 <b>{name(shortened(first, NAME_LENGTH))}</b>"
    return f"{named}\n{name(shortened(other, NAME_LENGTH))}" if other and other != first else named


def _card_label(field: Field) -> str:
    """What a field is called where somebody else reads it."""
    own = {Field.OFFERS: _("Offers"), Field.NEEDS: _("Looks for")}
    return own.get(field) or field_name(field)


def _person(person: Person) -> str:
    return _("• {person}, {role}").format(
        person=name(shortened(person_name(person), EXCERPT)), role=name(within(seat_name(person.seat)))
    )


def files(company: Company, listed: Sequence[CompanyFile]) -> Reply:
    """Which files a company has."""
    words = _("Tap a file, and it is sent to you.")
    buttons = [Button(named(file.name), GetListedFile(file.id)) for file in listed]
    return Reply(f"{_heading(company)}\n\n{words}", (*rows(*buttons), way_out(OpenCard(company.id))))
