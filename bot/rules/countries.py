"""Countries as people name them in Arabic, French and English, and those that members export to."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from bot.rules.words import by_wording, clean, fold

HOME = "LB"
COUNTRY_LIMIT = 80

# The markets that most Lebanese food goes to, the most usual first
_USUAL = "AE SA QA KW IQ JO EG SY OM BH TR US CA FR GB DE AU SE BE NL CH IT ES CY GR NG CI GH SN"
_OTHERS = (
    "LY DZ TN MA SD YE PS",
    "DK NO FI IE AT PT LU MT PL CZ SK HU RO BG HR SI RS BA ME MK AL XK EE LV LT IS MC",
    "AM GE AZ UA BY MD RU KZ UZ TM KG TJ",
    "BR MX AR CL CO VE PE EC UY PY BO PA CR DO CU GT HN SV NI JM TT HT BS BB BZ GY SR",
    "BJ TG BF ML NE GN GW GM SL LR MR CV CM GA CG CD GQ TD CF AO ZA KE TZ UG RW BI ET DJ ER SO SS",
    "MZ ZM ZW MW BW NA MG MU SC KM LS SZ ST",
    "CN HK TW JP KR IN PK BD LK NP MV BT AF IR MY SG ID TH VN PH KH LA MM BN MO MN",
    "NZ FJ PG NC PF",
)
MARKETS: tuple[str, ...] = tuple(code for listed in (_USUAL, *_OTHERS) for code in listed.split())

# What people write besides the names of the Unicode locale data
_ALIASES: Mapping[str, str] = {
    "AE": """UAE, U.A.E., Emirates, Dubai, Abu Dhabi, EAU, Émirats, Dubaï
        الإمارات، دولة الإمارات، دبي، أبوظبي، أبو ظبي""",
    "SA": "KSA, K.S.A., Saudi, Kingdom of Saudi Arabia, Arabie, السعودية، العربية السعودية، المملكة",
    "KW": "State of Kuwait, Koweit, دولة الكويت",
    "QA": "State of Qatar, Katar, دولة قطر",
    "OM": "Sultanate of Oman, سلطنة عمان",
    "BH": "Kingdom of Bahrain, Bahreïn, مملكة البحرين",
    "JO": "Kingdom of Jordan, المملكة الأردنية، المملكة الأردنية الهاشمية",
    "SY": "سورية, Syrian Arab Republic",
    "IQ": "Kurdistan, Iraq Kurdistan, كردستان، كردستان العراق",
    "PS": "Palestine, فلسطين, Gaza, غزة",
    "TR": "Turkey, Turkiye, توركيا",
    "US": """USA, U.S., U.S.A., United States of America, America, États-Unis d'Amérique, Amérique
        أميركا، أمريكا، الولايات المتحدة الأميركية، الولايات المتحدة الأمريكية""",
    "GB": """UK, U.K., Great Britain, Britain, England, Scotland, Wales, Grande-Bretagne, Angleterre
        بريطانيا، بريطانيا العظمى، إنكلترا، انجلترا""",
    "CI": "Ivory Coast, Cote Divoire, كوت ديفوار",
    "CD": """DRC, DR Congo, RDC, RD Congo, Congo Kinshasa, Democratic Republic of the Congo
        République démocratique du Congo, جمهورية الكونغو الديمقراطية، الكونغو الديمقراطية""",
    "CG": "Congo, Republic of the Congo, République du Congo, الكونغو",
    "NL": "Holland, The Netherlands, Hollande",
    "CZ": "Czech Republic, République tchèque, جمهورية التشيك",
    "KR": "Korea, Corée, كوريا",
    "RU": "Russian Federation, Fédération de Russie",
    "CN": "People's Republic of China, الصين الشعبية",
    "HK": "Hong Kong, Hongkong, هونغ كونغ",
    "MO": "Macao, Macau, ماكاو",
    "MM": "Burma, Birmanie, بورما",
    "MK": "Macedonia, Macédoine, مقدونيا",
    "SZ": "Swaziland",
    "CV": "Cape Verde, Cap Vert",
    "VN": "Viet Nam",
    "GR": "Hellas",
    "ZA": "RSA, جنوب إفريقيا",
    "LB": "Liban, لبنان",
}
# Typed in answer to "which markets?", these mean none more often than Norway and Namibia
_CODES_THAT_ARE_WORDS = ("NO", "NA")


def country(text: str) -> str | None:
    """The ISO 3166-1 code of a country named in Arabic, French or English, or by its code in capitals.

    Known are MARKETS and Lebanon itself; None for anything else.
    """
    typed = clean(text, COUNTRY_LIMIT).text
    if typed in _known() and typed not in _CODES_THAT_ARE_WORDS:
        return typed
    named = fold(typed)
    return _names().get(named) or _names().get(named.removeprefix("the "))


def _known() -> frozenset[str]:
    return frozenset((*MARKETS, HOME))


@cache
def _names() -> Mapping[str, str]:
    """Folded name → code. The locale data are read once, at the first question."""
    locales = [Locale.parse(language) for language in ("ar", "fr", "en")]
    names = {fold(str(locale.territories[code])): code for locale in locales for code in sorted(_known())}
    return MappingProxyType({**names, **by_wording(_ALIASES)})
