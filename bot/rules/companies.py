"""What a company is: its kind, size, sub-clusters and certifications, and how people word them."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from bot.rules.words import Recognised, by_wording, clean, fold, split_list

NAME_LIMIT = 200
YEAR_LIMIT = 40
"""Characters of a year as typed, words around it included."""
OLDEST = 1500
"""No company of the trade is older: an earlier year is a slip."""
CITY_LIMIT = 120


class Kind(StrEnum):
    """What sort of member a company is."""

    ENTERPRISE = "enterprise"
    SME = "sme"
    MULTINATIONAL = "multinational"
    KNOWLEDGE_PROVIDER = "knowledge_provider"
    SUPPORT_INSTITUTION = "support_institution"
    INVESTOR = "investor"


class Size(StrEnum):
    """How many people work there: micro < 10, small < 50, medium < 250, large from 250 on."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


# The first number of staff that is too many for the size (the cluster's own limits)
STAFF_BELOW: Mapping[Size, int] = MappingProxyType({Size.MICRO: 10, Size.SMALL: 50, Size.MEDIUM: 250})

# Staff can add more: these are what a new database starts with
DEFAULT_SUB_CLUSTERS: tuple[str, ...] = ("wine", "snacks", "agri_fresh", "processing", "parallel_services")

# Slug → the name that is printed on the certificate, the same in every language
CERTIFICATIONS: Mapping[str, str] = MappingProxyType(
    {
        "iso_22000": "ISO 22000",
        "fssc_22000": "FSSC 22000",
        "haccp": "HACCP",
        "brcgs": "BRCGS",
        "ifs": "IFS Food",
        "global_gap": "GLOBALG.A.P.",
        "organic_eu": "Organic (EU)",
        "organic_usda": "USDA Organic",
        "halal": "Halal",
        "kosher": "Kosher",
        "libnor": "LIBNOR",
        "iso_9001": "ISO 9001",
        "iso_14001": "ISO 14001",
        "iso_45001": "ISO 45001",
        "iso_17025": "ISO/IEC 17025",
        "gmp": "GMP",
        "fairtrade": "Fairtrade",
        "smeta": "SMETA (Sedex)",
        "rainforest_alliance": "Rainforest Alliance",
        "sqf": "SQF",
        "gluten_free": "Gluten-Free (GFCO)",
        "vegan": "V-Label Vegan",
        "fda_registered": "FDA registered facility",
    }
)

# Commas and new lines part the wordings: English, then French, then Arabic
_KINDS: Mapping[Kind, str] = {
    Kind.ENTERPRISE: """company, business, firm
        entreprise, société
        شركة، مؤسسة، مؤسسة تجارية، منشأة""",
    Kind.SME: """SMEs, small and medium enterprise, small or medium enterprise,
        small and medium-sized enterprise
        PME, petite et moyenne entreprise, petite ou moyenne entreprise, TPE
        شركة صغيرة أو متوسطة، شركة صغيرة ومتوسطة، مؤسسة صغيرة أو متوسطة، مؤسسة صغيرة ومتوسطة، شركة صغيرة،
        شركة متوسطة""",
    Kind.MULTINATIONAL: """multinational company, multinational corporation, MNC, international company
        multinationale, entreprise multinationale, société multinationale
        شركة متعددة الجنسيات، متعددة الجنسيات، شركة عالمية، شركة دولية""",
    Kind.KNOWLEDGE_PROVIDER: """knowledge, academia, academic, university, school, research, research centre,
        research center, laboratory, lab, training centre, training center
        fournisseur de savoir, prestataire de savoir, acteur du savoir, université, école, recherche,
        centre de recherche, laboratoire, institut
        جامعة، معهد، مدرسة، مركز أبحاث، مركز بحوث، مختبر، جهة معرفية، مزود معرفة، مؤسسة أكاديمية،
        مؤسسة تعليمية""",
    Kind.SUPPORT_INSTITUTION: """support, institution, support organisation, support organization, NGO,
        association, syndicate, chamber, chamber of commerce, public body, ministry
        institution de soutien, institution d'appui, organisme de soutien, organisme d'appui, ONG, syndicat,
        chambre de commerce, ministère
        مؤسسة داعمة، مؤسسة دعم، جهة داعمة، جمعية، نقابة، غرفة تجارة، غرفة التجارة، وزارة، منظمة غير حكومية""",
    Kind.INVESTOR: """investors, fund, investment fund, bank, venture capital, VC, business angel
        investisseur, investisseuse, fonds, fonds d'investissement, banque, capital-risque
        مستثمر، مستثمرة، جهة مستثمرة، صندوق استثمار، صندوق استثماري، مصرف، بنك""",
}
_SIZES: Mapping[Size, str] = {
    Size.MICRO: """XS, very small
        très petite, microentreprise
        متناهية الصغر، متناهي الصغر، صغيرة جدا، صغير جدا، ميكرو""",
    Size.SMALL: """S
        petite, petit, petite entreprise
        صغيرة، صغير، شركة صغيرة""",
    Size.MEDIUM: """M, medium-sized, mid-size, midsize
        moyenne, moyen, moyenne entreprise
        متوسطة، متوسط، شركة متوسطة""",
    Size.LARGE: """L, XL, big
        grande, grand, grande entreprise
        كبيرة، كبير، شركة كبيرة""",
}
_SUB_CLUSTERS: Mapping[str, str] = {
    "wine": """wines, winery, wine and spirits
        vin, vins, vins et spiritueux, viticulture
        نبيذ، النبيذ، نبيذ ومشروبات روحية""",
    "snacks": """snack, snacks and nuts, confectionery
        grignotage, en-cas, biscuiterie, confiserie
        سناكس، سناك، وجبات خفيفة، الوجبات الخفيفة، تسالي، مكسرات وتسالي""",
    "agri_fresh": """agrifresh, fresh, fresh produce, fruits and vegetables, agriculture
        agri-frais, produits frais, fruits et légumes, agricole
        منتجات طازجة، المنتجات الطازجة، منتجات زراعية طازجة، خضار وفاكهة، خضار وفواكه، زراعة، الزراعة""",
    "processing": """food processing, processed food
        transformation, transformation alimentaire, agroalimentaire, produits transformés
        تصنيع، تصنيع غذائي، التصنيع الغذائي، صناعات غذائية، الصناعات الغذائية، أغذية مصنعة""",
    "parallel_services": """parallel service, services, support services, packaging, logistics
        services parallèles, services connexes, emballage, logistique
        خدمات موازية، الخدمات الموازية، خدمات، خدمات مساندة، تغليف، خدمات لوجستية""",
}

# Words that may stand beside a number of staff
_STAFF_WORDS = frozenset(
    fold(
        """employee employees staff people persons workers fte from to between and around about approx
        employé employés salarié salariés personnes de à a entre et environ
        موظف موظفا موظفين موظفون عامل عاملا عمال شخص شخصا أشخاص من إلى الى بين و حوالي حوالى"""
    ).split()
)
_BELOW = re.compile(r"^\s*(?:<(?!=)|less than|under|fewer than|moins de|أقل من|اقل من)\s*", re.IGNORECASE)
_ABOVE = re.compile(r"^\s*(?:>(?!=)|more than|over|above|plus de|أكثر من|اكثر من)\s*", re.IGNORECASE)
_AT_LEAST = re.compile(r"^\s*(?:>=|≥|\+|at least|au moins)\s*", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\d)[.٫]0+(?!\d)")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})[ ,.'\u00a0\u202f٬](\d{3})(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_STAFF_LIMIT = 60  # characters of a size in words


def kind(text: str) -> Kind | None:
    """The kind that a slug or an English, French or Arabic wording means, or None."""
    return _KIND_OF.get(fold(text))


def size(text: str) -> Size | None:
    """The size that a slug, a wording or a number of staff means: "PETITE", "120", "50-249", "٤٥ موظفًا"."""
    return _SIZE_OF.get(fold(text)) or _size_of_staff(clean(text, _STAFF_LIMIT).text)


def founded_in(text: str, this_year: int) -> int | None:
    """The one year that a text names, in digits of any script: "1987", "since 1987", "عام ١٩٨٧". None when it names
    none or several, or one in which nobody can have founded a company.
    """
    named = {int(year) for year in _YEAR.findall(fold(text))}
    years = [year for year in named if OLDEST <= year <= this_year]
    return years[0] if len(named) == len(years) == 1 else None


def sub_clusters(text: str, known: Iterable[str] = DEFAULT_SUB_CLUSTERS) -> Recognised:
    """The slugs that a list of sub-clusters means, out of `known`: those that exist, staff's own included."""
    meant = _sub_cluster_of(tuple(known))
    if whole := meant.get(fold(text)):
        return Recognised((whole,))
    read = [(part, meant.get(fold(part))) for part in split_list(text)]
    return Recognised(
        tuple(dict.fromkeys(slug for _, slug in read if slug)), tuple(part for part, slug in read if not slug)
    )


def size_of(staff: int) -> Size:
    """The size of a company with so many staff."""
    return next((named for named, limit in STAFF_BELOW.items() if staff < limit), Size.LARGE)


@lru_cache(maxsize=8)
def _sub_cluster_of(known: tuple[str, ...]) -> Mapping[str, str]:
    """Folded wording → slug, for the slugs that exist."""
    worded = {name: slug for name, slug in _SUB_CLUSTER_OF.items() if slug in known}
    return worded | {fold(slug): slug for slug in known}


def _size_of_staff(typed: str) -> Size | None:
    """From "120", "50 – 249 staff" or "less than 10"; None when a range spans sizes or it is no number."""
    whole = _THOUSANDS.sub(r"\1\2", _WHOLE_FLOAT.sub(r"\1", typed))
    words = fold(_AT_LEAST.sub("", _ABOVE.sub("", _BELOW.sub("", whole)))).split()
    numbers = [int(word) for word in words if word.isdigit()]
    if typed.startswith("-") or any(not word.isdigit() and word not in _STAFF_WORDS for word in words):
        return None
    match numbers:
        case [staff]:
            return size_of(staff - bool(_BELOW.match(whole)) + bool(_ABOVE.match(whole)))
        case [least, most] if least < most <= STAFF_BELOW.get(size_of(least), most):
            return size_of(least)  # "10 – 50" is how people write small: the upper end is the limit itself
        case _:
            return None


_KIND_OF = by_wording(_KINDS)
_SIZE_OF = by_wording(_SIZES)
_SUB_CLUSTER_OF = by_wording(_SUB_CLUSTERS)
