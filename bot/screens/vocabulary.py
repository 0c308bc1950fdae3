"""The names of things: fields, seats, kinds, sizes, sub-clusters, certifications. Plain text, no HTML yet."""

from __future__ import annotations

from bot.i18n import _, country_name, current, language_name, number, pgettext
from bot.models.companies import Company
from bot.models.people import Person
from bot.rules.companies import CERTIFICATIONS, STAFF_BELOW, Kind, Size
from bot.rules.engagement import SLIPPING
from bot.rules.fields import Field
from bot.rules.people import KnownAs, Seat, name_for
from bot.rules.scoring import UNDER, Band, Recency


def seat_name(seat: Seat) -> str:
    """What somebody does in their company."""
    return {
        Seat.LEAD: _("Owner or manager"),
        Seat.COMMERCIAL: _("Sales and marketing"),
        Seat.EXPORT: pgettext("what somebody does in their company", "Export"),
        Seat.PROCUREMENT: _("Purchasing and logistics"),
        Seat.TECHNICAL: _("Production, quality, R&D"),
        Seat.COMMUNICATION: _("Communication and HR"),
        Seat.LIAISON: _("Liaison with the cluster"),
        Seat.OTHER: _("Another role"),
    }[seat]


def kind_name(kind: Kind) -> str:
    return {
        Kind.ENTERPRISE: pgettext("kind of company", "Enterprise"),
        Kind.SME: pgettext("kind of company", "SME"),
        Kind.MULTINATIONAL: pgettext("kind of company", "Multinational"),
        Kind.KNOWLEDGE_PROVIDER: _("University or research"),
        Kind.SUPPORT_INSTITUTION: _("Support institution"),
        Kind.INVESTOR: pgettext("kind of company", "Investor"),
    }[kind]


def size_name(size: Size) -> str:
    """How large a company is, in a word."""
    return {
        Size.MICRO: pgettext("size of a company", "Micro"),
        Size.SMALL: pgettext("size of a company", "Small"),
        Size.MEDIUM: pgettext("size of a company", "Medium"),
        Size.LARGE: pgettext("size of a company", "Large"),
    }[size]


def size_choice(size: Size) -> str:
    """How large a company is, with the number of people that it stands for."""
    limits = {size: limit - 1 for size, limit in STAFF_BELOW.items()}
    micro, small, medium = limits[Size.MICRO], limits[Size.SMALL], limits[Size.MEDIUM]
    return {
        Size.MICRO: _("Micro (up to {most} people)").format(most=micro),
        Size.SMALL: _("Small (up to {most} people)").format(most=small),
        Size.MEDIUM: _("Medium (up to {most} people)").format(most=medium),
        Size.LARGE: _("Large ({least} people or more)").format(least=medium + 1),
    }[size]


def band_name(band: str) -> str:
    """What a score says in a word, as staff call it; of a company also that it is slipping."""
    return {
        Band.CHAMPION: pgettext("band of a score", "Champion"),
        Band.ACTIVE: pgettext("band of a score", "Active"),
        Band.STEADY: pgettext("band of a score", "Steady"),
        Band.QUIET: pgettext("band of a score", "Quiet"),
        Band.DORMANT: pgettext("band of a score", "Dormant"),
        Band.NEW: pgettext("band of a score", "New"),
        Band.UNASKED: pgettext("band of a score", "Nothing offered"),
        SLIPPING: pgettext("band of a score", "Slipping"),
    }[band]


def recency_range(recency: Recency) -> str:
    """How long ago anybody of a company did anything, in days."""
    if recency is Recency.RECENT:
        return _("less than {n} days ago").format(n=number(UNDER[recency]))
    if recency is Recency.INACTIVE:
        return _("a year ago or more")
    limits = list(UNDER.values())
    place = list(UNDER).index(recency)
    return _("{first} to {last} days ago").format(
        first=number(limits[place - 1]), last=number(limits[place] - 1)
    )


def sub_cluster_name(slug: str) -> str:
    """A part of the cluster; one that staff added is called as they called it."""
    known = {
        "wine": _("Wine"),
        "snacks": _("Snacks"),
        "agri_fresh": _("Agri-fresh"),
        "processing": _("Processing"),
        "parallel_services": _("Parallel services"),
    }
    return known.get(slug) or _from_slug(slug)


def certification_name(slug: str) -> str:
    """A certification as it is printed on the certificate, the same in every language."""
    return CERTIFICATIONS.get(slug) or _from_slug(slug)


def field_name(field: Field) -> str:
    return {
        Field.NAME: _("Name"),
        Field.OTHER_NAME: _("Name in the other script"),
        Field.SEAT: _("Role"),
        Field.PHONE: _("Phone"),
        Field.EMAIL: _("E-mail"),
        Field.LANGUAGE: _("Language"),
        Field.TITLE: pgettext("column of a list", "Title"),
        Field.OTHER_PHONE: _("Second phone"),
        Field.OTHER_EMAIL: _("Second e-mail"),
        Field.NAME_AR: _("Name in Arabic"),
        Field.KIND: _("Kind of member"),
        Field.SIZE: _("Size"),
        Field.SUB_CLUSTERS: _("Sub-clusters"),
        Field.PRODUCTS: _("Products"),
        Field.OFFERS: _("What we offer"),
        Field.NEEDS: _("What we look for"),
        Field.MARKETS: _("Export markets"),
        Field.CERTIFICATIONS: _("Certifications"),
        Field.LANGUAGES: _("Languages spoken"),
        Field.FOUNDED_IN: _("Founded in"),
        Field.CITY: _("City"),
        Field.WEBSITE: _("Website"),
        Field.FILES: _("Files"),
    }[field]


def option_name(field: Field, slug: str) -> str:
    match field:
        case Field.SEAT:
            return seat_name(Seat(slug))
        case Field.KIND:
            return kind_name(Kind(slug))
        case Field.SIZE:
            return size_choice(Size(slug))
        case Field.SUB_CLUSTERS:
            return sub_cluster_name(slug)
        case Field.MARKETS:
            return country_name(slug)
        case Field.LANGUAGES | Field.LANGUAGE:
            spoken = language_name(slug)
            return spoken[:1].upper() + spoken[1:]
        case _:
            return certification_name(slug)


def _from_slug(slug: str) -> str:
    words = slug.replace("_", " ")
    return words[:1].upper() + words[1:]


def person_name(person: Person) -> str:
    """Somebody's name for the reader: in the script of their language, where it is known in both."""
    return name_for(person.name, person.other_name, current())


def known_name(who: KnownAs | None) -> str:
    """What somebody of the staff is called, for the reader; "" who has no name."""
    return who.read_in(current()) if who is not None else ""


def company_name(company: Company) -> str:
    """A company's name for the reader: the Arabic one in Arabic, where there is one."""
    return company.name_ar if current() == "ar" and company.name_ar else company.name
