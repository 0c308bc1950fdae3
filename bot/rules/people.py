"""What a person is to the cluster: the seat they take, the language they read, the seats a company ought to fill."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.rules.companies import Kind, Size
from bot.rules.spelling import proposed
from bot.rules.words import by_wording, fold, is_in_arabic, split_list

NAME_LIMIT = 200
LANGUAGES = ("ar", "fr", "en")
"""What the bot speaks, by ISO 639 code."""


def name_for(name: str, other_name: str, language: str) -> str:
    """Of a name in two scripts the one that readers of a language read; the name itself where there is one alone."""
    is_other = bool(other_name) and is_in_arabic(name) != (language == "ar")
    return other_name if is_other and is_in_arabic(other_name) == (language == "ar") else name


@dataclass(frozen=True)
class KnownAs:
    """What somebody is called, in both scripts where it is known."""

    name: str
    other_name: str = ""

    def read_in(self, language: str) -> str:
        """The name that readers of a language read."""
        return name_for(self.name, self.other_name, language)

    @property
    def spelling(self) -> str:
        """The name as it may be spelled in the other script, until it is known how it is; "" where it is."""
        return "" if self.other_name else proposed(self.name)


class Seat(StrEnum):
    """A role that a person has for their company at the cluster. `other` takes no seat."""

    LEAD = "lead"
    COMMERCIAL = "commercial"
    EXPORT = "export"
    PROCUREMENT = "procurement"
    TECHNICAL = "technical"
    COMMUNICATION = "communication"
    LIAISON = "liaison"
    OTHER = "other"


Place = frozenset[Seat]
"""The seats any of which fills one place that a company ought to fill."""

_LEAD = Place({Seat.LEAD})
_COMMERCIAL = Place({Seat.COMMERCIAL})
_COMMERCIAL_OR_EXPORT = Place({Seat.COMMERCIAL, Seat.EXPORT})
_EXPORT = Place({Seat.EXPORT})
_PROCUREMENT = Place({Seat.PROCUREMENT})
_TECHNICAL = Place({Seat.TECHNICAL})
_COMMUNICATION = Place({Seat.COMMUNICATION})
_LIAISON = Place({Seat.LIAISON})

_PLACES_BY_SIZE: Mapping[Size, Mapping[Place, int]] = {
    Size.MICRO: MappingProxyType({_LEAD: 1}),
    Size.SMALL: MappingProxyType({_LEAD: 2, _COMMERCIAL: 1}),
    Size.MEDIUM: MappingProxyType({_LEAD: 2, _COMMERCIAL_OR_EXPORT: 1, _TECHNICAL: 1}),
    Size.LARGE: MappingProxyType({_LEAD: 2, _EXPORT: 1, _PROCUREMENT: 1, _TECHNICAL: 1, _COMMUNICATION: 1}),
}
_PLACES_OF_OTHERS: Mapping[Place, int] = MappingProxyType({_LEAD: 2, _LIAISON: 1})
_INSTITUTIONS_AND_INVESTORS = (Kind.KNOWLEDGE_PROVIDER, Kind.SUPPORT_INSTITUTION, Kind.INVESTOR)

# Commas and new lines part the wordings: English, then French, then Arabic
_SEATS: Mapping[Seat, str] = {
    Seat.LEAD: """leader, owner, co-owner, founder, co-founder, partner, chairman, chairwoman, chair,
        president, CEO, COO, general manager, GM, managing director, MD, director, executive director,
        manager, dean
        propriétaire, fondateur, fondatrice, gérant, gérante, PDG, DG, président, présidente, directeur,
        directrice, directeur général, directrice générale, doyen, doyenne, associé, associée
        مدير، مديرة، مدير عام، المدير العام، مديرة عامة، مدير تنفيذي، المدير التنفيذي، مديرة تنفيذية،
        رئيس، رئيسة، رئيس مجلس الإدارة، رئيسة مجلس الإدارة، صاحب الشركة، صاحبة الشركة، صاحب المؤسسة،
        صاحبة المؤسسة، مالك، مالكة، مؤسس، مؤسسة، شريك، شريكة، عميد، عميدة""",
    Seat.COMMERCIAL: """sales, sales manager, sales director, commercial manager, commercial director,
        marketing, marketing manager, business development, business development manager,
        key account manager, CCO, CMO
        commercial, commerciale, ventes, directeur commercial, directrice commerciale,
        responsable commercial, responsable commerciale, responsable des ventes, responsable marketing,
        directeur des ventes
        مبيعات، المبيعات، مدير المبيعات، مديرة المبيعات، مسؤول المبيعات، مسؤولة المبيعات، تجاري، تجارية،
        مدير تجاري، المدير التجاري، مديرة تجارية، مسؤول تجاري، تسويق، التسويق، مدير التسويق، مديرة التسويق""",
    Seat.EXPORT: """exports, export manager, export director, international sales,
        international sales manager
        responsable export, directeur export, directrice export, chef export, exportation
        تصدير، التصدير، مدير التصدير، مديرة التصدير، مسؤول التصدير، مسؤولة التصدير، مسؤول تصدير،
        مسؤولة تصدير""",
    Seat.PROCUREMENT: """purchasing, purchasing manager, procurement manager, buyer, supply chain,
        supply chain manager, logistics, logistics manager
        achats, acheteur, acheteuse, responsable achats, responsable des achats, directeur des achats,
        approvisionnement, chaîne d'approvisionnement, logistique, responsable logistique
        مشتريات، المشتريات، مدير المشتريات، مديرة المشتريات، مسؤول المشتريات، مسؤولة المشتريات، توريد،
        لوجستيات""",
    Seat.TECHNICAL: """R&D, research and development, R&D manager, quality, quality manager, quality control,
        QA, QC, QA manager, QHSE, food safety, production, production manager, plant manager,
        factory manager, operations, operations manager, CTO, engineer, winemaker, oenologist, agronomist,
        chemist, researcher
        technique, directeur technique, directrice technique, qualité, responsable qualité, recherche,
        recherche et développement, responsable production, directeur de production, ingénieur, ingénieure,
        œnologue, agronome, chimiste, chercheur, chercheuse
        تقني، تقنية، فني، فنية، المدير التقني، الجودة، جودة، مدير الجودة، مديرة الجودة، مسؤول الجودة،
        مسؤولة الجودة، سلامة الغذاء، الأبحاث والتطوير، أبحاث وتطوير، البحث والتطوير، بحث وتطوير، إنتاج،
        الإنتاج، مدير الإنتاج، مديرة الإنتاج، مدير المصنع، مهندس، مهندسة، مهندس زراعي، مهندسة زراعية،
        باحث، باحثة""",
    Seat.COMMUNICATION: """communications, communication manager, communications manager, PR,
        public relations, public affairs, HR, human resources, HR manager, media, social media
        communication et RH, responsable communication, chargé de communication, chargée de communication,
        RH, ressources humaines, DRH, responsable RH, relations publiques
        تواصل، التواصل، إعلام، الإعلام، علاقات عامة، العلاقات العامة، مسؤول العلاقات العامة،
        مسؤولة العلاقات العامة، مسؤول التواصل، مسؤولة التواصل، موارد بشرية، الموارد البشرية،
        مدير الموارد البشرية، مديرة الموارد البشرية""",
    Seat.LIAISON: """liaison officer, focal point, coordinator, project coordinator, contact person
        point focal, agent de liaison, coordinateur, coordinatrice, coordonnateur, coordonnatrice
        ارتباط، ضابط ارتباط، ضابطة ارتباط، منسق، منسقة، صلة وصل، جهة الاتصال""",
    Seat.OTHER: """others, accountant, accounting, finance, CFO, administration, admin, assistant, secretary,
        IT, legal, lawyer, consultant, employee, intern
        autre, autres, comptable, comptabilité, finances, DAF, assistante, secrétaire, informatique,
        juridique, avocat, avocate, consultante, employé, employée, stagiaire
        آخر، أخرى، غير ذلك، محاسب، محاسبة، محاسبة عامة، مالية، المالية، مدير مالي، إدارة، إداري، إدارية،
        مساعد، مساعدة، سكرتير، سكرتيرة، محام، محامية، استشاري، استشارية، موظف، موظفة، متدرب، متدربة""",
}
_LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic, ara, arabe, عربي, عربية, العربية, اللغة العربية, بالعربية, لبناني",
    "fr": "French, fra, fre, français, française, francais, فرنسي, فرنسية, الفرنسية, اللغة الفرنسية",
    "en": """English, eng, anglais, anglaise, انكليزي, إنكليزية, الإنكليزية, انجليزي, إنجليزية,
        الإنجليزية, اللغة الإنكليزية, اللغة الإنجليزية""",
}
_LOCALE = re.compile(r"(ar|fr|en)(?: [a-z]{2})?")


def seat(text: str) -> Seat | None:
    """The seat that a slug or a usual title in English, French or Arabic means ("CEO", "مدير عام")."""
    meant = {_SEAT_OF.get(fold(title)) for title in split_list(text)}  # "Owner / CEO" is one seat
    return _SEAT_OF.get(fold(text)) or (meant.pop() if len(meant) == 1 else None)


def language(text: str) -> str | None:
    """`ar`, `fr` or `en` from "Arabic", "عربي", "français", "AR", "ar_LB"; None for any other."""
    typed = fold(text)
    locale = _LOCALE.fullmatch(typed)
    return locale[1] if locale else _LANGUAGE_OF.get(typed)


def places_of(kind: Kind | None, size: Size | None) -> Mapping[Place, int]:
    """The places that a company ought to fill, each with its weight in the company's score, the first one the lead's.

    A company whose size is unknown is expected to fill what the smallest is.
    """
    if kind in _INSTITUTIONS_AND_INVESTORS:
        return _PLACES_OF_OTHERS
    return _PLACES_BY_SIZE[size or Size.MICRO]


_SEAT_OF = by_wording(_SEATS)
_LANGUAGE_OF = by_wording(_LANGUAGES)
