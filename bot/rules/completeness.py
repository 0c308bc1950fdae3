"""How complete a profile is: the figure behind the completeness bar, and what would raise it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.rules.companies import Kind, Size
from bot.rules.people import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonProfile:
    """What is known of a person. Empty is missing; `other` is an answer to the question for the seat."""

    seat: Seat | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyProfile:
    """What is known of a company. Empty is missing, but for fields named in `declined` ("we have none")."""

    kind: Kind | None = None
    size: Size | None = None
    founded_in: int | None = None
    name_ar: str = ""
    city: str = ""
    website: str = ""
    sub_clusters: Sequence[str] = ()
    products: str | Sequence[str] = ""
    offers: str | Sequence[str] = ""
    needs: str | Sequence[str] = ""
    markets: Sequence[str] = ()
    certifications: Sequence[str] = ()
    languages: Sequence[str] = ()
    files: Sequence[str] = ()
    declined: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Completeness:
    """Per cent (0–100) of what is asked for, and the names of the missing fields, the weightiest first."""

    percent: int
    missing: tuple[str, ...]


# Heaviest is what matching lives on; in the order in which the missing ones are asked for
PERSON_WEIGHTS: Mapping[str, int] = MappingProxyType({"phone": 2, "email": 2, "seat": 1})
COMPANY_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "offers": 3,
        "needs": 3,
        "products": 2,
        "sub_clusters": 2,
        "markets": 2,
        "kind": 1,
        "size": 1,
        "certifications": 1,
        "languages": 1,
        "founded_in": 1,
        "city": 1,
        "website": 1,
        "name_ar": 1,
        "files": 1,
    }
)
_WHO_MAKES_NOTHING = (Kind.KNOWLEDGE_PROVIDER, Kind.SUPPORT_INSTITUTION, Kind.INVESTOR)
_ONLY_OF_MAKERS = frozenset({"products", "markets", "size", "certifications", "founded_in"})


def completeness(person: PersonProfile, company: CompanyProfile) -> Completeness:
    """How much of what is asked of this person and this company is there.

    Institutions and investors are not asked for products, export markets, certifications, size and the year.
    100 is said only when nothing is missing.
    """
    fields = [*_of_person(person), *_of_company(company)]
    missing = sorted((f for f in fields if not f[2]), key=lambda f: -f[1])
    there = sum(weight for _, weight, is_there in fields if is_there)
    return Completeness(100 * there // sum(f[1] for f in fields), tuple(f[0] for f in missing))


def _of_person(person: PersonProfile) -> Iterator[tuple[str, int, bool]]:
    for name, weight in PERSON_WEIGHTS.items():
        yield name, weight, bool(getattr(person, name))


def _of_company(company: CompanyProfile) -> Iterator[tuple[str, int, bool]]:
    skipped = _ONLY_OF_MAKERS if company.kind in _WHO_MAKES_NOTHING else frozenset()
    for name, weight in COMPANY_WEIGHTS.items():
        if name not in skipped:
            yield name, weight, bool(getattr(company, name)) or name in company.declined
