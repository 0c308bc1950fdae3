"""Amounts of money: decimals with their currency, never floats; typed as people type them in three languages.

An amount is never guessed: what was typed may have several readings, of which the person is asked for one. It is
ambiguous which currency is meant where none is named, or a name that several share ("ريال"); and whether three digits
after a point or a comma are thousands or a fraction, where the currency has thousandths (1.250 KWD) or a word
multiplies (1.250 million). Dollars have two decimals: 25.000 $ are twenty-five thousand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Self

from babel import Locale

from bot.rules.words import clean, fold

MONEY_LIMIT = 60
"""Characters of an amount as typed."""
MOST_WORTH = Decimal(5 * 10**11)
"""What a company can say that something brought, in any currency: more is a slip, and the sum over all companies has to
be an amount, too."""
MOST = Decimal(10) ** 14
"""What is more is a slip: less than this, with thousandths, fits into 64 bits, and a cell of Excel shows all digits
but the last."""

_TWO = (
    *("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "AED", "SAR", "QAR", "EGP"),
    *("TRY", "MAD", "DZD", "CNY", "INR", "BRL", "SEK", "DKK", "NOK", "PLN"),
)
DECIMALS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(_TWO, 2),
        **dict.fromkeys(("KWD", "JOD", "BHD", "OMR", "TND", "LYD"), 3),
        **dict.fromkeys(("LBP", "SYP", "IQD", "JPY"), 0),
    }
)
"""The currencies that are known, by ISO 4217, and how many decimals their amounts have in practice."""
UNNAMED = ("USD", "LBP", "EUR")
"""What is asked about where no currency is named, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, from 0 up, in a currency of ISO 4217."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no amount of money: floats above all. Raises TypeError, ValueError."""
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(self.amount).__name__}")
        places = DECIMALS.get(self.currency)
        if places is None:
            raise ValueError(f"{self.currency!r} is no currency known here")
        if not self.amount.is_finite() or not 0 <= self.amount < MOST:
            raise ValueError(f"{self.amount} is no amount of money")
        if self.amount != round(self.amount, places):
            raise ValueError(f"{self.amount} is more precise than {self.currency}")
        object.__setattr__(self, "amount", round(self.amount, places))

    @classmethod
    def of(cls, plain: str) -> Self:
        """Back from `plain`. Raises ValueError."""
        amount, space, currency = plain.partition(" ")
        if not space or not re.fullmatch(r"\d+(?:\.\d+)?", amount):
            raise ValueError(f"{plain!r} is no amount of money")
        return cls(Decimal(amount), currency)

    @property
    def plain(self) -> str:
        """As text for a button or a file, the same in every language: "1250.50 USD"."""
        return f"{self.amount} {self.currency}"


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sum of each currency, in the order of their codes; currencies are never added up."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for money in amounts:
        sums[money.currency] += money.amount
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def readings(text: str) -> tuple[Money, ...]:
    """What a typed amount may mean: nothing where it is none, one where it is clear, else all there is to ask about.

    Read are digits of any script, separators of any kind, "k", thousand, million, billion and what they are called in
    French and Arabic; before or after them a sign, a code or a name of a currency.
    """
    typed = clean(text, MONEY_LIMIT)
    parts = _parts(typed.text)
    if typed.is_too_long or parts is None:
        return ()
    digits, scale, currencies = parts
    found: dict[Money, None] = {}
    for currency, amount in product(currencies, _amounts(digits, scale, currencies)):
        try:
            money = Money(amount * scale, currency)
        except ValueError:
            continue
        if money.amount:
            found[money] = None
    return tuple(found)


def labelled(text: str) -> tuple[str, str]:
    """What an amount is for, and the amount, in a text with both: "Stand: 3.500 €", "Stand 3.500 €" or "3.500 € Stand".
    Where no amount is found, all of it is taken for one."""
    label, colon, amount = text.rpartition(":")
    if colon:
        return label.strip(), amount
    words = text.split()
    for n in range(len(words)):
        if readings(" ".join(words[n:])):
            return " ".join(words[:n]), " ".join(words[n:])
    for n in range(len(words) - 1, 0, -1):
        if readings(" ".join(words[:n])):
            return " ".join(words[n:]), " ".join(words[:n])
    return "", text


def _parts(typed: str) -> tuple[str, Decimal, tuple[str, ...]] | None:
    """The number as typed, what it is multiplied by, and the currencies that may be meant; None for anything else."""
    spelled = typed.translate(_SPELLED)
    if _NEGATIVE.search(spelled):
        return None
    numbers = list(_NUMBER.finditer(spelled))
    if len(numbers) > 1:
        return None
    if numbers:
        words = [spelled[: numbers[0].start()], spelled[numbers[0].end() :]]
        digits = numbers[0][0]
    else:
        words, digits = [spelled], "1"
    scale, currencies = Decimal(1), None
    for part in words:
        rest = _folded(part)
        if not rest:
            continue
        read = _read_words(rest)
        if read is None or (read[1] and currencies) or (read[0] != 1 and scale != 1):
            return None
        scale *= read[0]
        currencies = read[1] or currencies
    if not numbers and scale == 1:
        return None
    return digits, scale, currencies or UNNAMED


def _folded(words: str) -> str:
    """Words as they are looked up: folded, the signs of currencies kept apart."""
    words = _sign().sub(lambda found: f" {_signs()[found[0]]} ", words)
    return fold(_ABBREVIATION.sub(r"\1", words))


def _read_words(words: str) -> tuple[Decimal, tuple[str, ...] | None] | None:
    """The multiplier and the currencies in words that stand on one side of a number, or None for other words."""
    if words in _CURRENCIES:
        return Decimal(1), _CURRENCIES[words]
    first, _, rest = words.partition(" ")
    if first in _ONE and rest:
        first, _, rest = rest.partition(" ")
    scale = _SCALES.get(first)
    if scale is None and (glued := _GLUED.fullmatch(first)):  # k€, kUSD
        scale, rest = _SCALES[glued[1]], f"{glued[2]} {rest}".strip()
    if scale is None:
        return None
    rest = _OF.sub("", rest)
    if not rest:
        return scale, None
    return (scale, _CURRENCIES[rest]) if rest in _CURRENCIES else None


def _amounts(digits: str, scale: Decimal, currencies: tuple[str, ...]) -> tuple[Decimal, ...]:
    """What a number with its separators may mean, the likeliest first; nothing where it is none."""
    bare = _SPACES.sub("", digits)
    if bare != digits and not _GROUPED_BY_SPACE.fullmatch(digits):
        return ()
    marks = [character for character in bare if not character.isdigit()]
    match marks:
        case []:
            return (Decimal(bare),)
        case [mark]:
            whole, _, fraction = bare.partition(mark)
            as_fraction, as_thousands = Decimal(f"{whole}.{fraction}"), Decimal(whole + fraction)
            if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0") or bare != digits:
                return (as_fraction,) if whole and fraction else ()
            has_thousandths = scale != 1 or any(DECIMALS[one] == 3 for one in currencies)
            return (as_thousands, as_fraction) if has_thousandths else (as_thousands,)
        case [*groups, last] if bare == digits:
            thousands = groups[0]
            if last != thousands and groups.count(thousands) == len(groups):
                whole, _, fraction = bare.rpartition(last)
            else:
                whole, fraction = bare, ""
            if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole):
                return ()
            return (Decimal(f"{whole.replace(thousands, '')}.{fraction or 0}"),)
        case _:
            return ()


# Digits of Arabic and Persian, its separators, and what stands for a comma or an apostrophe
_SPELLED = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،’ʼ", "01234567890123456789.',''")
_NUMBER = re.compile(r"\d(?:[\d.,'\s]*\d)?")
_NEGATIVE = re.compile(r"[-−–]\s*\d")
_SPACES = re.compile(r"[\s']")
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}(?:[\s']\d{3})+(?:[.,]\d+)?")
_ABBREVIATION = re.compile(r"(?<=\b[A-Za-zء-ي])\.(\s?)")
_OF = re.compile(r"^(?:de |d |of )")
_GLUED = re.compile(r"([km])([a-z]+)")
_ONE = frozenset(fold("a an one un une").split())

# Signs that people type; those with which the bot itself writes an amount come from the locale data
_SIGNS: Mapping[str, str] = {
    "US$": "usd",
    "$US": "usd",
    "CA$": "cad",
    "A$": "aud",
    "$": "usd",
    "€": "eur",
    "£": "poundsign",
    "₺": "try",
    "¥": "yensign",
}
_NAMES: Mapping[str, str] = {
    "USD": """usd, us dollar, us dollars, dollar, dollars, dollars us, dollar américain, dollars américains, bucks,
        دولار, دولارا, دولارات, دولار أميركي, دولار أمريكي, دولارا أميركيا, دولارا أمريكيا, fresh dollars,
        دولار فريش, fresh""",
    "LBP": """lbp, ll, l l, lira, liras, lire, lebanese lira, lebanese liras, lebanese pound, lebanese pounds,
        livre libanaise, livres libanaises, ل ل, لل, ليرة, ليرات, ليره, ليرة لبنانية, ليرات لبنانية, لبناني""",
    "EUR": "eur, euro, euros, يورو, أورو",
    "GBP": """gbp, pound sterling, pounds sterling, sterling, british pounds, livre sterling, livres sterling,
        جنيه إسترليني, جنيه استرليني, باوند""",
    "CHF": "chf, swiss franc, swiss francs, franc suisse, francs suisses, فرنك سويسري",
    "CAD": "cad, canadian dollar, canadian dollars, dollar canadien, dollars canadiens, دولار كندي",
    "AUD": "aud, australian dollar, australian dollars, dollars australiens, دولار أسترالي",
    "AED": "aed, dhs, uae dirham, uae dirhams, dirhams émiratis, درهم إماراتي",
    "SAR": "sar, sr, saudi riyal, saudi riyals, riyal saoudien, riyals saoudiens, ريال سعودي",
    "QAR": "qar, qr, qatari riyal, qatari riyals, riyals qatariens, ريال قطري",
    "KWD": "kwd, kd, kuwaiti dinar, kuwaiti dinars, dinars koweïtiens, دينار كويتي",
    "JOD": "jod, jd, jordanian dinar, jordanian dinars, dinars jordaniens, دينار أردني",
    "BHD": "bhd, bahraini dinar, bahraini dinars, dinars bahreïnis, دينار بحريني",
    "IQD": "iqd, iraqi dinar, iraqi dinars, dinars irakiens, دينار عراقي",
    "OMR": "omr, omani rial, omani rials, rials omanais, ريال عماني",
    "TND": "tnd, tunisian dinar, tunisian dinars, dinars tunisiens, دينار تونسي",
    "LYD": "lyd, libyan dinar, libyan dinars, dinars libyens, دينار ليبي",
    "DZD": "dzd, algerian dinar, algerian dinars, dinars algériens, دينار جزائري",
    "MAD": "mad, moroccan dirham, moroccan dirhams, dirhams marocains, درهم مغربي",
    "EGP": "egp, egyptian pound, egyptian pounds, livres égyptiennes, جنيه مصري",
    "SYP": "syp, syrian pound, syrian pounds, livres syriennes, ليرة سورية",
    "TRY": "try, turkish lira, turkish liras, livres turques, ليرة تركية, tl",
    "JPY": "jpy, yen, yens, ين",
    "CNY": "cny, yuan, rmb, renminbi, يوان",
    "INR": "inr, indian rupees, روبية هندية",
    "BRL": "brl, brazilian reais, reais",
    "SEK": "sek, swedish kronor",
    "DKK": "dkk, danish kroner",
    "NOK": "nok, norwegian kroner",
    "PLN": "pln, zloty",
}
# What several share: of those that members deal in, the likeliest first
_SHARED: Mapping[str, str] = {
    "GBP LBP EGP": "pound, pounds",
    "GBP LBP": "poundsign, livre, livres",
    "EGP GBP": "جنيه, جنيها, جنيهات",
    "AED MAD": "dirham, dirhams, درهم, درهما, دراهم",
    "SAR QAR OMR": "riyal, riyals, rial, rials, ريال, ريالا, ريالات",
    "KWD JOD IQD BHD": "dinar, dinars, دينار, دينارا, دنانير",
    "CNY JPY": "yensign",
}


@cache
def _signs() -> Mapping[str, str]:
    """Sign → what it stands for. Letters alone are no sign: they are looked up as words."""
    locales = [Locale.parse(language) for language in ("ar", "fr", "en_GB")]
    written = {
        clean(str(locale.currency_symbols.get(code, code)), 9).text: code
        for locale in locales
        for code in DECIMALS
    }
    return {**{sign: code for sign, code in written.items() if not sign.isalnum()}, **_SIGNS}


@cache
def _sign() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_signs(), key=len, reverse=True))))


def _by_name() -> dict[str, tuple[str, ...]]:
    listed: list[tuple[tuple[str, ...], str]] = [((code,), names) for code, names in _NAMES.items()]
    listed += [(tuple(codes.split()), names) for codes, names in _SHARED.items()]
    return {fold(one): codes for codes, names in listed for one in re.split(r",", names) if fold(one)}


_CURRENCIES = _by_name()
_SCALE_WORDS: Mapping[int, str] = {
    10**3: "k thousand thousands mille milliers ألف ألفا آلاف",
    2 * 10**3: "ألفان ألفين",
    10**6: "m mn mio million millions مليون مليونا ملايين",
    2 * 10**6: "مليونان مليونين",
    10**9: "bn billion billions milliard milliards مليار مليارا مليارات",
    2 * 10**9: "ملياران مليارين",
}
_SCALES: Mapping[str, Decimal] = {
    fold(word): Decimal(scale) for scale, words in _SCALE_WORDS.items() for word in words.split()
}
