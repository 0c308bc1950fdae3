"""The words in which people say when: Arabic (also as spoken in Lebanon), French and English, as one table.

All three are looked up at once, whatever language somebody has chosen: people mix them in one sentence. A word may mean
several things ("mar" is March and mardi, "sept" is seven and September); the grammar tries them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.rules.words import fold

# The words, by what they mean. Spelling is folded: accents, case, hamza, ة and the article do not count.

_MONTHS = {
    1: "january, jan, janvier, janv, كانون الثاني, كانون تاني, ك2, يناير, جانفي",
    2: "february, feb, février, fév, févr, شباط, فبراير, فيفري",
    3: "march, mar, mars, آذار, مارس",
    4: "april, apr, avril, avr, نيسان, أبريل, ابريل, أفريل",
    5: "may, mai, أيار, مايو, ماي, ايّار, نوار",
    6: "june, jun, juin, حزيران, يونيو, يونيه, جوان",
    7: "july, jul, juillet, juil, juill, تموز, يوليو, يوليه, جويلية",
    8: "august, aug, août, آب, أغسطس, أوت, غشت",
    9: "september, sep, sept, septembre, أيلول, سبتمبر, شتنبر",
    10: "october, oct, octobre, تشرين الأول, تشرين أول, ت1, أكتوبر",
    11: "november, nov, novembre, تشرين الثاني, تشرين تاني, ت2, نوفمبر, نونبر",
    12: "december, dec, décembre, déc, كانون الأول, كانون أول, ك1, ديسمبر, دجنبر",
}
_WEEKDAYS = {
    0: "monday, mondays, mon, lundi, lun, الاثنين, اثنين, الإثنين, الاتنين, التنين, تنين",
    1: "tuesday, tue, tues, mardi, mar, الثلاثاء, الثلثاء, التلاتا, التلاتاء, التلات",
    2: "wednesday, wed, mercredi, mer, merc, الأربعاء, الأربعا",
    3: "thursday, thu, thur, thurs, jeudi, jeu, الخميس",
    4: "friday, fri, vendredi, ven, vend, الجمعة",
    5: "saturday, sat, samedi, sam, السبت",
    6: "sunday, sun, dimanche, dim, الأحد",
}
_DAYS = {
    -2: "day before yesterday, avant hier, أول أمس, أول من أمس, أول مبارح, قبل يوم أمس",
    -1: "yesterday, hier, أمس, البارحة, مبارح, امبارح",
    0: "today, aujourd'hui, aujourdhui, اليوم",
    1: "tomorrow, tmrw, tmr, demain, غدا, الغد, غد, بكرا, بكرة, بكرى, لبكرا",
    2: "day after tomorrow, day after tmrw, après demain, aprèsdemain, بعد غد, بعد بكرا, بعد بكرة",
}
_UNITS = {
    "minute": "minute, minutes, min, mins, mn, دقيقة, دقائق, دقايق",
    "hour": "hour, hours, hr, hrs, heure, heures, h, ساعة, ساعات",
    "day": "day, days, يوم, أيام, يوما",
    "jour": "jour, jours",
    "week": "week, weeks, semaine, semaines, أسبوع, أسابيع, اسبوعا, جمعة",
    "month": "month, months, mois, شهر, أشهر, شهور, اشهر, شهرا",
}
_PAIRS = {
    "hour": "ساعتين, ساعتان",
    "day": "يومين, يومان",
    "week": "أسبوعين, أسبوعان, جمعتين",
    "month": "شهرين, شهران",
}
_PARTS = {
    "am": "am, a m, ص",
    "pm": "pm, p m, م",
    "morning": "morning, in the morning, in the am, matin, du matin, le matin, au matin, du mat, matinée,"
    " dans la matinée, صباحا, صباح, صبح, الصبح, قبل الظهر",
    "dawn": "فجرا, فجر, الفجر",
    "noon": "noon, midday, mid day, at noon, midi, le midi, منتصف النهار, ظهرا, ظهر, الظهر, الظهيرة",
    "afternoon": "afternoon, in the afternoon, in afternoon, in the pm, après midi, après-midi, aprem, de l'après-midi,"
    " de l'aprem, dans l'après-midi, l'après-midi, بعد الظهر, بعد ظهر, بعد الضهر, عصرا, عصر, العصر, بعد العصر",
    "evening": "evening, in the evening, soir, du soir, le soir, au soir, soirée, dans la soirée, en soirée, مساء,"
    " مساءا, المسا, المساء, عشاء, العشاء, عشية, المغرب, بعد المغرب",
    "night": "night, at night, in the night, nuit, la nuit, de la nuit, dans la nuit, ليلا, ليل, الليل",
}
_NUMBERS = {
    0: "zero, zéro, صفر",
    1: "one, un, une, واحد, واحدة, وحدة",
    2: "two, deux, اثنان, اثنين, اثنتين, تنين, تنتين",
    3: "three, trois, ثلاثة, ثلاث, تلاتة, تلات",
    4: "four, quatre, أربعة, أربع",
    5: "five, cinq, خمسة, خمس",
    6: "six, ستة, ست",
    7: "seven, sept, سبعة, سبع",
    8: "eight, huit, ثمانية, ثماني, ثمان, تمانية, تمنة, تمان",
    9: "nine, neuf, تسعة, تسع",
    10: "ten, dix, عشرة, عشر",
    11: "eleven, onze, أحد عشر, إحدى عشرة, حداعش, احداعش, حدعش",
    12: "twelve, douze, اثنا عشر, اثني عشر, اثنتا عشرة, اثنتي عشرة, تناعش, اتناعش, طنعش",
    13: "thirteen, treize, ثلاثة عشر, ثلاث عشرة, تلتاعش, تلاتاعش, تلطعش",
    14: "fourteen, quatorze, أربعة عشر, أربع عشرة, اربعتاعش, أربعطعش",
    15: "fifteen, quinze, خمسة عشر, خمس عشرة, خمستاعش, خمسطعش",
    16: "sixteen, seize, ستة عشر, ست عشرة, ستاعش, سطعش",
    17: "seventeen, dix sept, سبعة عشر, سبع عشرة, سبعتاعش, سبعطعش",
    18: "eighteen, dix huit, ثمانية عشر, ثماني عشرة, تمنتاعش, تمنطعش",
    19: "nineteen, dix neuf, تسعة عشر, تسع عشرة, تسعتاعش, تسعطعش",
    20: "twenty, vingt, عشرين, عشرون",
    30: "thirty, trente, ثلاثين, ثلاثون, تلاتين",
    40: "forty, quarante, أربعين, أربعون",
    50: "fifty, cinquante, خمسين, خمسون",
}
_DAY_ORDINALS = {
    1: "first, premier, الأول, أول",
    2: "second, deuxième, الثاني, تاني",
    3: "third, troisième, الثالث, تالت",
    4: "fourth, quatrième, الرابع",
    5: "fifth, الخامس",
    6: "sixth, السادس",
    7: "seventh, السابع",
    8: "eighth, الثامن, تامن",
    9: "ninth, التاسع",
    10: "tenth, العاشر",
    11: "eleventh, الحادي عشر",
    12: "twelfth, الثاني عشر",
    13: "thirteenth, الثالث عشر",
    14: "fourteenth, الرابع عشر",
    15: "fifteenth, الخامس عشر",
    16: "sixteenth, السادس عشر",
    17: "seventeenth, السابع عشر",
    18: "eighteenth, الثامن عشر",
    19: "nineteenth, التاسع عشر",
    20: "twentieth, العشرين, العشرون",
    30: "thirtieth, الثلاثين, الثلاثون",
}
_ORDINAL_UNITS_ARABIC = "حادي, ثاني, ثالث, رابع, خامس, سادس, سابع, ثامن, تاسع"
_HOUR_ORDINALS = {
    1: "الواحدة",
    2: "الثانية",
    3: "الثالثة",
    4: "الرابعة",
    5: "الخامسة",
    6: "السادسة",
    7: "السابعة",
    8: "الثامنة",
    9: "التاسعة",
    10: "العاشرة",
    11: "الحادية عشرة, الحادية عشر",
    12: "الثانية عشرة, الثانية عشر",
}
_SHARES = {
    15: "quarter, a quarter, quart, un quart, le quart, ربع, الربع, ربعا",
    20: "ثلث, الثلث, تلت, ثلثا",
    30: "half, demi, demie, une demi, une demie, نصف, النصف, نص",
}
_PLAIN = {
    "next": "next, prochain, prochaine, suivant, suivante, القادم,"
    " القادمة, الجاي, الجاية, الجايي, المقبل, المقبلة, التالي, الآتي, الاتي",
    "coming": "this, coming, this coming, upcoming, ce, cet, cette, qui vient, هذا, هذه, هيدا, هيدي, هاد",
    "last": "last, past, dernier, dernière, passé, passée, الماضي, الماضية, الفائت, السابق, المنصرم",
    "final": "last, dernier, الأخير, آخر",
    "enhuit": "en huit, en 8",
    "enquinze": "en quinze, en 15",
    "tonight": "tonight, الليلة, هالليلة, هذه الليلة, هيدي الليلة",
    "midnight": "midnight, mid night, minuit, منتصف الليل, نص الليل, نصف الليل",
    "at": "at, @, à, t, around, about, at about, at around, vers, environ, à environ, autour de, الساعة, عالساعة, ساعة,"
    " عال, حوالي, حوالي الساعة, بحدود الساعة, عند الساعة, على الساعة, تمام الساعة",
    "oclock": "h, o'clock, oclock, heure, heures, hrs, hours",
    "and": "et, and, و",
    "past": "past, after",
    "before": "to",
    "less": "moins, إلا, الا, ناقص",
    "from": "from",
    "till": "to, till, until, à, jusqu'à, إلى, حتى, لحد, ل",
    "in": "in, dans, بعد, من بعد",
    "ahead": "from now, later, from today, plus tard, من الآن, من اليوم",
    "of": "of, de, du, d, من, في, ب, شهر",
    "the": "the, le, la, l, يوم, نهار, بتاريخ, تاريخ",
    "suffix": "st, nd, rd, th, er, e, ème, eme, ième",
    "year": "سنة, عام, year, année",
    "filler": "on, for, of, de, du, d, au, pour, في, فيه, من, عند, على, ع, ب, ل, الموافق, الواقع, تمام, sharp, pile,"
    " تماما, بالضبط",
}

VALUELESS = frozenset(_PLAIN)
"""Kinds whose words all mean the same."""

_EXACT = frozenset(fold("الاثنين الاتنين التنين إلا اليوم الليلة الساعة الواحدة إلى").split())
"""Words whose article makes another word of them: اليوم is today, يوم a day."""
_SHORTEST_BARE = 2
_MARKS = re.compile(r"(?<=\d)[:/.,،-](?=\d)|[:/@-]|\d+|[^\W\d_]+|\S")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase may mean: a kind, and a number or a name where the kind needs one."""

    kind: str
    value: int | str = 0


def tokens(text: str) -> list[str]:
    """The words, numbers and signs of a text, folded; all digits are 0–9. What the eye does not see is left out."""
    seen = "".join(
        str(unicodedata.decimal(ch)) if ch.isdecimal() else ch
        for ch in unicodedata.normalize("NFC", text)
        if unicodedata.category(ch) not in ("Cf", "Mn") or "\u0300" <= ch <= "\u036f"
    )
    dashed = re.sub("[\u2010-\u2015\u2212]", "-", seen)
    joined = re.sub(r"(?<=[^\W\d_])[-'’ʼ.](?=[^\W\d_])", " ", dashed)
    plain = re.sub(r"(?<!\d)[.,،؛;()]|[.,،؛;()](?!\d)", " ", joined)
    return [part for raw in _MARKS.findall(plain) for part in _split(raw)]


def _split(raw: str) -> Iterator[str]:
    """One token, or an Arabic one without what is written in front of it: والنصف is و and نصف."""
    if not raw[0].isalpha():
        yield raw
        return
    word = bare(raw)
    if not word or word in _KNOWN or not _ARABIC.match(word):
        yield word or raw
        return
    folded = fold(raw).replace("ء", "")
    for front in ("و", "ب", "ل", "ع", "ه"):
        rest = folded.removeprefix(front)
        rest = bare(f"ا{rest}") if front == "ل" and rest.startswith("ل") else bare(rest)
        if folded.startswith(front) and rest in _KNOWN:
            if front in ("و", "ل"):
                yield front
            elif front == "ه":
                yield "هذا"
            yield rest
            return
    yield word


def bare(word: str) -> str:
    """A folded word without hamza on the line, and in Arabic without its article where that changes nothing."""
    folded = fold(word).replace("ء", "")
    if folded.startswith("ال") and folded not in _EXACT and len(folded) > len("ال") + _SHORTEST_BARE - 1:
        return folded[2:]
    return folded


def is_arabic(words: list[str]) -> bool:
    """Whether some of the words are Arabic."""
    return any(_ARABIC.match(word) for word in words)


def _phrases() -> Iterator[tuple[str, Meaning]]:
    """Every phrase of the tables, with what it means."""
    numbered: tuple[tuple[str, Iterable[tuple[int, str]]], ...] = (
        ("month", _MONTHS.items()),
        ("weekday", _WEEKDAYS.items()),
        ("day", _DAYS.items()),
        ("number", _cardinals()),
        ("ordinal", _ordinals()),
        ("hour", _HOUR_ORDINALS.items()),
        ("share", _SHARES.items()),
        ("quantity", {1: "a, an"}.items()),
    )
    named = (("unit", _UNITS), ("pair", _PAIRS), ("part", _PARTS))
    for kind, by_number in numbered:
        for number, listed in by_number:
            yield from ((phrase, Meaning(kind, number)) for phrase in listed.split(","))
    for kind, by_name in named:
        for name, listed in by_name.items():
            yield from ((phrase, Meaning(kind, name)) for phrase in listed.split(","))
    for kind, listed in _PLAIN.items():
        yield from ((phrase, Meaning(kind)) for phrase in listed.split(","))


def _cardinals() -> Iterator[tuple[int, str]]:
    """The numbers up to 59 as they are written out, in three languages."""
    yield from _NUMBERS.items()
    yield from _carelessly(_NUMBERS)
    for ten in (20, 30, 40, 50):
        english, french, *arabic = _listed(_NUMBERS[ten])
        for unit in range(1, 10):
            words = _listed(_NUMBERS[unit])
            latin = [word for word in words if not _ARABIC.match(word)]
            said = [f"{english} {word}" for word in latin] + [f"{french} {word}" for word in latin]
            said += [f"{french} et {word}" for word in latin] if unit == 1 else []
            said += [f"{word} و {tens}" for word in words if _ARABIC.match(word) for tens in arabic]
            yield ten + unit, ", ".join(said)


def _carelessly(numbers: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Arabic teens with the wrong gender of ten, as many write them."""
    for number in range(11, 20):
        teens = [word for word in _listed(numbers[number]) if word.endswith((" عشر", " عشرة"))]
        yield number, ", ".join(teen.removesuffix("ة") + "ة" * (not teen.endswith("ة")) for teen in teens)


def _ordinals() -> Iterator[tuple[int, str]]:
    yield from _DAY_ORDINALS.items()
    yield from _carelessly(_DAY_ORDINALS)
    for ten in (20, 30):
        english = _listed(_NUMBERS[ten])[0]
        arabic = [word for word in _listed(_NUMBERS[ten]) if _ARABIC.match(word)]
        for unit, name in enumerate(_listed(_ORDINAL_UNITS_ARABIC), start=1):
            said = [f"{english} {_listed(_DAY_ORDINALS[unit])[0]}", *(f"{name} و {tens}" for tens in arabic)]
            yield ten + unit, ", ".join(said)


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


_KNOWN: frozenset[str] = frozenset()
_KNOWN = frozenset(
    bare(word)
    for phrase, _ in _phrases()
    for word in re.findall(r"[^\W\d_]+", phrase)
    if len(bare(word)) >= _SHORTEST_BARE
)


def _table() -> Mapping[tuple[str, ...], tuple[Meaning, ...]]:
    table: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
    for phrase, meaning in _phrases():
        key = tuple(tokens(phrase))
        if meaning not in table.get(key, ()):
            table[key] = (*table.get(key, ()), meaning)
    return MappingProxyType(table)


_TABLE = _table()


def meanings(words: list[str], at: int) -> Iterator[tuple[int, Meaning]]:
    """What the words from `at` on may mean, each with the place where it ends. Digits are the grammar's to read."""
    for length in range(1, min(_MOST_WORDS, len(words) - at) + 1):
        for meaning in _TABLE.get(tuple(words[at : at + length]), ()):
            yield at + length, meaning
