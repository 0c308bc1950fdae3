"""What members keep about themselves and their company: each field declared once, as data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from babel import Locale

from bot.rules import companies, people
from bot.rules.companies import CERTIFICATIONS, CITY_LIMIT, YEAR_LIMIT, Kind, Size
from bot.rules.contacts import EMAIL_LIMIT, PHONE_LIMIT, WEBSITE_LIMIT
from bot.rules.countries import MARKETS, country
from bot.rules.people import NAME_LIMIT, Seat
from bot.rules.words import Recognised, fold, split_list

TEXT_LIMIT = 600
"""Characters of a free text: what is read on a phone without scrolling away from the buttons."""

SPOKEN = ("ar", "fr", "en", "hy", "es", "it", "de", "pt", "el", "tr", "ru", "zh")
"""The languages that a company may do business in, by ISO 639 code, the likeliest first."""


class Owner(StrEnum):
    """Whose field it is."""

    PERSON = "person"
    COMPANY = "company"


class Editor(StrEnum):
    """How a field is changed: typed, typed and checked, chosen (one or many), or sent."""

    LINE = "line"
    TEXT = "text"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    YEAR = "year"
    CHOICE = "choice"
    CHOICES = "choices"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Spec:
    """One field. `limit` is in characters as typed. A required one cannot be removed; with `may_be_none`,
    "we have none" is an answer. What `is_for_staff` members change elsewhere.
    """

    owner: Owner
    editor: Editor
    limit: int = 0
    is_required: bool = False
    may_be_none: bool = False
    is_for_staff: bool = False


class Field(StrEnum):
    """What is kept, by its name in the schema."""

    NAME = "name"
    OTHER_NAME = "other_name"
    SEAT = "seat"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    TITLE = "title"
    OTHER_PHONE = "other_phone"
    OTHER_EMAIL = "other_email"
    NAME_AR = "name_ar"
    KIND = "kind"
    SIZE = "size"
    SUB_CLUSTERS = "sub_clusters"
    PRODUCTS = "products"
    OFFERS = "offers"
    NEEDS = "needs"
    MARKETS = "markets"
    CERTIFICATIONS = "certifications"
    LANGUAGES = "languages"
    FOUNDED_IN = "founded_in"
    CITY = "city"
    WEBSITE = "website"
    FILES = "files"

    @property
    def spec(self) -> Spec:
        """How the field is kept and changed."""
        return SPECS[self]


SPECS: Mapping[Field, Spec] = MappingProxyType(
    {
        Field.NAME: Spec(Owner.PERSON, Editor.LINE, NAME_LIMIT, is_required=True),
        Field.OTHER_NAME: Spec(Owner.PERSON, Editor.LINE, NAME_LIMIT),
        Field.SEAT: Spec(Owner.PERSON, Editor.CHOICE, is_required=True),
        Field.PHONE: Spec(Owner.PERSON, Editor.PHONE, PHONE_LIMIT),
        Field.EMAIL: Spec(Owner.PERSON, Editor.EMAIL, EMAIL_LIMIT),
        Field.LANGUAGE: Spec(Owner.PERSON, Editor.CHOICE, is_required=True, is_for_staff=True),
        Field.TITLE: Spec(Owner.PERSON, Editor.LINE, NAME_LIMIT, is_for_staff=True),
        Field.OTHER_PHONE: Spec(Owner.PERSON, Editor.PHONE, PHONE_LIMIT, is_for_staff=True),
        Field.OTHER_EMAIL: Spec(Owner.PERSON, Editor.EMAIL, EMAIL_LIMIT, is_for_staff=True),
        Field.PRODUCTS: Spec(Owner.COMPANY, Editor.TEXT, TEXT_LIMIT),
        Field.OFFERS: Spec(Owner.COMPANY, Editor.TEXT, TEXT_LIMIT),
        Field.NEEDS: Spec(Owner.COMPANY, Editor.TEXT, TEXT_LIMIT),
        Field.SUB_CLUSTERS: Spec(Owner.COMPANY, Editor.CHOICES),
        Field.KIND: Spec(Owner.COMPANY, Editor.CHOICE),
        Field.SIZE: Spec(Owner.COMPANY, Editor.CHOICE),
        Field.MARKETS: Spec(Owner.COMPANY, Editor.CHOICES, may_be_none=True),
        Field.CERTIFICATIONS: Spec(Owner.COMPANY, Editor.CHOICES, may_be_none=True),
        Field.LANGUAGES: Spec(Owner.COMPANY, Editor.CHOICES),
        Field.FOUNDED_IN: Spec(Owner.COMPANY, Editor.YEAR, YEAR_LIMIT),
        Field.CITY: Spec(Owner.COMPANY, Editor.LINE, CITY_LIMIT),
        Field.WEBSITE: Spec(Owner.COMPANY, Editor.WEBSITE, WEBSITE_LIMIT, may_be_none=True),
        Field.NAME_AR: Spec(Owner.COMPANY, Editor.LINE, companies.NAME_LIMIT, may_be_none=True),
        Field.FILES: Spec(Owner.COMPANY, Editor.FILES, may_be_none=True),
    }
)
"""Every field, in the order in which it is shown."""

SPELLED = frozenset((Field.OTHER_NAME, Field.NAME_AR))
"""Names in the other script: how they may be spelled is proposed."""

OPTIONS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.SEAT: tuple(Seat),
        Field.LANGUAGE: people.LANGUAGES,
        Field.KIND: tuple(Kind),
        Field.SIZE: tuple(Size),
        Field.MARKETS: MARKETS,
        Field.CERTIFICATIONS: tuple(CERTIFICATIONS),
        Field.LANGUAGES: SPOKEN,
    }
)
"""What can be chosen. Sub-clusters are not here: staff can add more, so the database has them."""


@dataclass(frozen=True, slots=True)
class FieldOption:
    """Something that can be chosen: its value in a button, what names it, and whether it is chosen now."""

    value: str
    slug: str
    is_chosen: bool


def fields_of(owner: Owner) -> tuple[Field, ...]:
    """The fields that members keep of a person or a company, in the order in which they are shown."""
    return tuple(field for field, spec in SPECS.items() if spec.owner is owner and not spec.is_for_staff)


def staff_fields(owner: Owner) -> tuple[Field, ...]:
    """What staff can change of a person or a company: a company's name, too, and which language somebody reads."""
    own = (field for field, spec in SPECS.items() if spec.owner is owner and spec.editor is not Editor.FILES)
    return tuple(own) if owner is Owner.PERSON else (Field.NAME, *own)


def recognised(field: Field, text: str, sub_clusters: Iterable[str] = ()) -> Recognised:
    """The options that typed words mean, in any of the three languages, and the words that mean none.

    `sub_clusters` are the slugs that exist. Of a field with one choice at most one is meant.
    """
    if field is Field.SUB_CLUSTERS:
        return companies.sub_clusters(text, sub_clusters)
    read_one = _READERS[field]
    if whole := read_one(text):
        return Recognised((whole,))
    parts = (text,) if field.spec.editor is Editor.CHOICE else split_list(text)
    read = [(part, read_one(part)) for part in parts]
    return Recognised(
        tuple(dict.fromkeys(value for _, value in read if value)),
        tuple(part for part, value in read if not value),
    )


def _market(text: str) -> str | None:
    code = country(text)
    return code if code in MARKETS else None  # Lebanon is a country, but home is no export market


@cache
def _certifications() -> Mapping[str, str]:
    return {fold(word): slug for slug, printed in CERTIFICATIONS.items() for word in (slug, printed)}


@cache
def _languages() -> Mapping[str, str]:
    """Folded name of a language in each of ours → its code. The locale data are read when first needed."""
    locales = [Locale.parse(spoken) for spoken in ("ar", "fr", "en")]
    return {fold(str(locale.languages[code])): code for locale in locales for code in SPOKEN}


_READERS: Mapping[Field, Callable[[str], str | None]] = {
    Field.SEAT: people.seat,
    Field.LANGUAGE: people.language,
    Field.KIND: companies.kind,
    Field.SIZE: companies.size,
    Field.MARKETS: _market,
    Field.CERTIFICATIONS: lambda text: _certifications().get(fold(text)),
    Field.LANGUAGES: lambda text: people.language(text) or _languages().get(fold(text)),
}
