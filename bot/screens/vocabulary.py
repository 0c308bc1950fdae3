"""The names of choices: seats, kinds, sizes, sub-clusters, certifications. Plain text, not yet HTML."""

from __future__ import annotations

from bot.i18n import _, pgettext
from bot.rules.companies import CERTIFICATIONS, STAFF_BELOW, Kind, Size
from bot.rules.people import Seat


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
    """What sort of member a company is."""
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


def _from_slug(slug: str) -> str:
    words = slug.replace("_", " ")
    return words[:1].upper() + words[1:]
