"""What the cells of a row mean. A cell that says nothing that is known leaves its field empty, and is named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from bot.exchange.columns import CIVILITY, FIRST, LAST, MIDDLE
from bot.exchange.layouts import Laid
from bot.exchange.lines import MAX_CELL, NOT_COMPUTED, CellFault, Problem
from bot.exchange.tables import unguarded
from bot.rules import companies, contacts, people
from bot.rules.roster_words import kind_of, languages_of, size_of, sub_clusters_of
from bot.rules.rosters import RosterRow
from bot.rules.titles import seat_of
from bot.rules.words import clean, fold, shortened

GROUP_LIMIT = 120
WORD_LIMIT = 120
_SHOWN = 40  # characters of a bad value

# What staff write where there is nothing to say
_NOTHING = frozenset(
    map(
        fold,
        (
            *(
                "n/a",
                "na",
                "none",
                "nil",
                "null",
                "nan",
                "unknown",
                "tbd",
                "tba",
                "tbc",
                "to be confirmed",
                "not available",
            ),
            *(
                "no website",
                "no email",
                "no e-mail",
                "no phone",
                "under construction",
                "not applicable",
                "same",
                "idem",
            ),
            *(
                "aucun",
                "aucune",
                "néant",
                "inconnu",
                "inconnue",
                "non disponible",
                "à compléter",
                "en construction",
                "pas de site",
            ),
            *("لا يوجد", "غير متوفر", "غير معروف", "لا شيء", "غير محدد", "قيد الإنشاء", "x", "xx", "xxx"),
        ),
    )
)
_ERRORS = re.compile(
    r"#(?:N/?A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|NOM\s?\?|VALEUR\s?!|NOMBRE!|NUL!|#+)|TRUE|FALSE|VRAI|FAUX|Err:\d{3}|#{4,}",
    re.IGNORECASE,
)
_GARBLED = re.compile(r"\?{3,}|\ufffd{2,}")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_NAMES = ("company", "person", FIRST, LAST)  # there, "Na" may be one
_FREE_TEXTS = (
    *_NAMES,
    MIDDLE,
    "company_ar",
    "city",
    "title",
)  # of one line; elsewhere a new line parts values
_CIVILITY = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof|eng|mme|mlle|sir|messrs)\.?\s+|(?:m|me)\.\s*|(?:السيد|السيدة|الآنسة|الدكتور|الدكتورة|المهندس|المهندسة|الأستاذ|الأستاذة)\s+|[دمأ]\.\s*)+",
    re.IGNORECASE,
)
_TWO_PHONES = re.compile(
    r"\s*(?:[;,،؛\n|&]|:::|/(?=\s*(?:\+|00|0\d)\D*\d{1,3})|\s[-–—]\s|\b(?:or|and|ou|et)\b|\s(?:او|أو|و)\s)\s*",
    re.IGNORECASE,
)
_PHONE_REMARK = re.compile(
    r"\([^()]*[^\W\d_][^()]*\)|\b[a-z\u00c0-\u024f]+\s*[.:]*\s*(?=[+(\d])|[\u0621-\u064a]+\s*[.:]*\s*(?=[+(\d])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[,;]?\s*(?:ext|extension|poste|x|داخلي|مقسم)\s*[.:]?\s*\d{1,5}\s*$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s<>()\[\],;:|\"'،؛]+[@＠][^\s<>()\[\],;:|\"'/،؛]+")
_SPACED_AT = re.compile(r"\s*([@＠])\s*")
_COMMON_DOT = re.compile(r"(?<=[\w-]),(?=(?:com|net|org|lb|fr|edu|gov)\b)", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(r"^(https?)\s*:?\s*/{1,2}\s*(?!/)", re.IGNORECASE)
_WEB_REMARK = re.compile(
    r"^(?:web(?:site)?|site|url|facebook|instagram|fb|ig|linkedin)\s*:\s*", re.IGNORECASE
)
_SYSTEM_GROUP = re.compile(r"^\*|^mycontacts$", re.IGNORECASE)
_GROUP_ENDS = re.compile(
    r"(?:\s*(?:[;\n|،؛]|:::)\s*)|,\s*(?=(?:the\s+)?\S+\s+(?:committee|comit[eé]|group|groupe)\b)",
    re.IGNORECASE,
)

Value = TypeVar("Value")


@dataclass(slots=True)
class _Reading:
    """A row while it is read: its texts by column, and the problems found so far."""

    laid: Laid
    sheet: str
    texts: Mapping[str, list[str]]
    problems: list[Problem] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    def blame(self, column: str, reason: CellFault, value: str | None = None) -> None:
        shown = self.text(column) if value is None else value
        self.problems.append(
            Problem(self.laid.line.number, column, shortened(shown, _SHOWN), reason, self.sheet)
        )

    def text(self, column: str) -> str:
        """What stands in the first cell of a column that has anything."""
        return next(iter(self.texts.get(column, ())), "")

    def free(self, column: str, limit: int) -> str | None:
        """A free text of at most so many characters (and of twice as many when folded: the key's room)."""
        text = self.text(column)
        if len(text) > limit or len(fold(text)) > 2 * limit:
            self.blame(column, CellFault.TOO_LONG)
            return None
        return text or None

    def value(self, column: str, read: Callable[[str], Value | None], reason: CellFault) -> Value | None:
        """What the cell means to `read`; None where it is empty or bad."""
        text = self.text(column)
        value = read(text) if text else None
        if text and value is None:
            self.blame(column, reason)
        return value

    def word(self, column: str, read: Callable[[str], Value | None], reason: CellFault) -> Value | None:
        """The same of a word that staff can be asked about; what it says in its own words is kept."""
        text = self.text(column)
        if not text:
            return None
        value = read(text)
        if len(text) > WORD_LIMIT:
            self.blame(column, CellFault.TOO_LONG)
        elif value is None:
            self.blame(column, reason)
            self.unknown.append((column, text))
        if fold(text).replace(" ", "_") != value:
            self.written[column] = shortened(text, WORD_LIMIT)
        return value


def read_row(laid: Laid, sheet: str, known: Collection[str]) -> tuple[RosterRow | None, list[Problem]]:
    """The row, its bad cells left empty, and its problems; no row where no company is named."""
    texts, problems = _texts(laid, sheet)
    reading = _Reading(laid, sheet, texts, problems)
    if laid.line.is_torn:
        reading.blame("company", CellFault.TORN, laid.line.cells[0])
        return None, reading.problems
    company = reading.free("company", companies.NAME_LIMIT)
    if company is None:
        if not any(problem.column == "company" for problem in problems):
            reading.blame("company", CellFault.MISSING)
        else:
            _make_whole(problems)
        return None, reading.problems
    return _row(reading, company, known), reading.problems


def _make_whole(problems: list[Problem]) -> None:
    """A company's name that cannot be read costs its line: that is said first."""
    problems.sort(key=lambda problem: problem.column != "company")


def _row(reading: _Reading, company: str, known: Collection[str]) -> RosterRow:
    of_company: dict[str, Any] = {
        "company_ar": reading.free("company_ar", companies.NAME_LIMIT),
        "kind": reading.word("kind", kind_of, CellFault.UNKNOWN_KIND),
        "size": reading.word("size", size_of, CellFault.UNKNOWN_SIZE),
        "sub_clusters": _sub_clusters(reading, known) or reading.laid.section,
        "city": reading.free("city", companies.CITY_LIMIT),
        "website": reading.value("website", website_in, CellFault.NOT_A_WEBSITE),
        "founded_in": reading.value("founded_in", _year, CellFault.NOT_A_YEAR),
    }
    person = _person(reading)
    title, role = _title(reading)
    of_person: dict[str, Any] = {
        "person": person,
        "title": title,
        "role": role,
        "language": _language(reading),
    }
    phones, emails = _phones(reading), _emails(reading)
    is_about_somebody = any(of_person.values()) or phones or emails
    if person is None and is_about_somebody and not any(one.column == "person" for one in reading.problems):
        reading.blame("person", CellFault.MISSING)
    return RosterRow(
        line=reading.laid.line.number,
        sheet=reading.sheet,
        company=company,
        phone=phones[0] if phones else None,
        other_phone=phones[1] if len(phones) > 1 else None,
        email=emails[0] if emails else None,
        other_email=emails[1] if len(emails) > 1 else None,
        groups=_groups(reading),
        unknown=tuple(reading.unknown),
        written=reading.written,
        extras=_extras(reading.laid),
        **of_company,
        **of_person,
    )


def _texts(laid: Laid, sheet: str) -> tuple[dict[str, list[str]], list[Problem]]:
    """The texts of the cells by column; errors of the spreadsheet and letters that were lost are no texts."""
    texts: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for column, places in laid.header.columns.items():
        for place in places:
            cell = laid.line.cells[place] if place < len(laid.line.cells) else ""
            text, fault = _text(column, cell)
            if fault is not None:
                problems.append(
                    Problem(laid.line.number, _named(column), shortened(text, _SHOWN), fault, sheet)
                )
            elif text:
                texts.setdefault(column, []).append(text)
    return texts, problems


@lru_cache(maxsize=4_000)
def _text(column: str, cell: str) -> tuple[str, CellFault | None]:
    """The cell cleaned; what Excel users write to keep a phone's zero or to say "nothing" is taken away."""
    if not cell:
        return "", None
    if cell.startswith(NOT_COMPUTED):
        return "", CellFault.NOT_COMPUTED
    text = clean(unguarded(cell), MAX_CELL, lines=column not in _FREE_TEXTS).text
    if column == "phone":
        text = text.strip("='\" ")
    if _ERRORS.fullmatch(text):
        return text, CellFault.ERROR_VALUE
    if column != "email" and _GARBLED.search(text):
        return text, CellFault.GARBLED
    folded = fold(text)
    if not folded or (folded in _NOTHING and column not in _NAMES):
        return "", None
    if len(text) > MAX_CELL:
        return text, CellFault.TOO_LONG
    return text, None


def _named(column: str) -> str:
    return "person" if column in (FIRST, MIDDLE, LAST, CIVILITY) else column


def _person(reading: _Reading) -> str | None:
    """The name, whole: first, middle and last ones are joined, and forms of address left out."""
    parts = [reading.text(column) for column in (FIRST, MIDDLE, LAST) if reading.text(column)]
    name = (
        " ".join(parts)
        if parts and (FIRST in reading.texts or LAST in reading.texts)
        else reading.text("person")
    )
    bare = _CIVILITY.sub("", name).strip(" ,") or name
    if len(bare) > people.NAME_LIMIT or len(fold(bare)) > 2 * people.NAME_LIMIT:
        reading.blame("person", CellFault.TOO_LONG, bare)
        return None
    return bare or None


def _title(reading: _Reading) -> tuple[str | None, people.Seat | None]:
    """The title in its own words, and the seat: what the role says, else what the title does."""
    role_text, title_text = reading.text("role"), reading.text("title")
    title = reading.free("title", people.NAME_LIMIT)
    if not role_text:
        role = seat_of(title) if title else None
        if title and role is None:
            reading.blame("title", CellFault.UNKNOWN_ROLE)
            reading.unknown.append(("role", shortened(title, WORD_LIMIT)))
        return title, role
    role = seat_of(role_text)
    if len(role_text) > people.NAME_LIMIT:
        reading.blame("role", CellFault.TOO_LONG)
        return title, None
    if role is None:
        reading.blame("role", CellFault.UNKNOWN_ROLE)
        reading.unknown.append(("role", shortened(role_text, WORD_LIMIT)))
    is_own_word = fold(role_text).replace(" ", "_") not in set(people.Seat)
    return title or (role_text if is_own_word and not title_text else None), role


def _language(reading: _Reading) -> str | None:
    found = languages_of(text) if (text := reading.text("language")) else ()
    if text and not found:
        reading.blame("language", CellFault.UNKNOWN_LANGUAGE)
        reading.unknown.append(("language", shortened(text, WORD_LIMIT)))
    return found[0] if found else None


def _sub_clusters(reading: _Reading, known: Collection[str]) -> tuple[str, ...]:
    keys: list[str] = []
    for text in reading.texts.get("sub_clusters", ()):
        read = sub_clusters_of(text, known)
        keys += read.keys
        for part in read.unknown:
            reading.blame("sub_clusters", CellFault.UNKNOWN_SUB_CLUSTER, part)
            reading.unknown.append(("sub_clusters", shortened(part, WORD_LIMIT)))
            reading.written["sub_clusters"] = shortened(text, WORD_LIMIT)
    return tuple(dict.fromkeys(keys))


def _year(text: str) -> int | None:
    return companies.founded_in(text, datetime.now(UTC).year)


def _phones(reading: _Reading) -> list[str]:
    """The phones of all cells, the one that counts first: of a mobile and a switchboard the mobile."""
    found: list[str] = []
    for text in reading.texts.get("phone", ()):
        numbers = list(phones_in(text))
        if not numbers:
            reading.blame(
                "phone", CellFault.ROUNDED if _ROUNDED.search(text) else CellFault.NOT_A_PHONE, text
            )
        found += numbers
    return _two(reading, "phone", found)


def phones_in(text: str) -> Iterator[str]:
    """The numbers in a cell: "03 123 456 / 01 456 789", "Tel: 03 123456 (WhatsApp)", "01 456 789 ext. 12"."""
    if _ROUNDED.search(text):
        return
    if (whole := contacts.phone_number(text.replace("\n", " "))) is not None:
        yield whole
        return
    for part in _TWO_PHONES.split(_EXTENSION.sub("", text)):
        bare = _EXTENSION.sub("", part)
        number = contacts.phone_number(bare) or contacts.phone_number(
            _PHONE_REMARK.sub(" ", bare).strip(" .:-")
        )
        if number is None and re.fullmatch(r"[oO]\d[\d\s./-]+", bare.strip()):
            number = contacts.phone_number("0" + bare.strip()[1:])
        if number is not None:
            yield number
            continue
        for piece in (
            re.split(r"\s+-\s+|\s*/\s*|-(?=\s*0?\d{7,})", bare) if len(re.sub(r"\D", "", bare)) > 13 else ()
        ):
            if (number := contacts.phone_number(piece)) is not None:
                yield number


def _emails(reading: _Reading) -> list[str]:
    found: list[str] = []
    for text in reading.texts.get("email", ()):
        addresses = list(emails_in(text))
        if not addresses:
            reading.blame("email", CellFault.NOT_AN_EMAIL, text)
        found += addresses
    return _two(reading, "email", found)


def emails_in(text: str) -> Iterator[str]:
    """The addresses in a cell: "a@x.com / b@x.com", "Sami <a@x.com>", "a @x.com"."""
    text = unicodedata.normalize("NFKC", text)  # full-width letters, as East Asian keyboards write
    if (whole := contacts.email_address(text)) is not None:
        yield whole
        return
    joined = _SPACED_AT.sub("@", _COMMON_DOT.sub(".", text))
    for address in _EMAIL.findall(joined):
        if (read := contacts.email_address(address.removeprefix("mailto:"))) is not None:
            yield read


def _two(reading: _Reading, column: str, found: list[str]) -> list[str]:
    """Two are kept. Of more, and of two in one cell, it is said that the first counts."""
    one_each = list(dict.fromkeys(found))
    if len(one_each) > 2:
        reading.blame(column, CellFault.SEVERAL_VALUES, "; ".join(reading.texts[column]))
    return one_each[:2]


def website_in(text: str) -> str | None:
    """The first address in a cell: "www.x.com / www.x.net", "http:/x.com", "www.x,com", "https:// www.x.com"."""
    bare = _COMMON_DOT.sub(".", _WEB_REMARK.sub("", text.strip()))
    bare = _BROKEN_SCHEME.sub(lambda found: f"{found[1].lower()}://", bare)
    if (whole := contacts.website(bare)) is not None:
        return whole
    for part in re.split(r"\s+(?:/|or|and|et|ou)\s+|[\n;,|]+|\s+", bare):
        if "." in part and "@" not in part and (read := contacts.website(part.strip(" ,;/"))) is not None:
            return read
    return None


def _groups(reading: _Reading) -> tuple[str, ...]:
    """The names of the groups, each once however it is spelled. A slash or a comma within a name parts nothing."""
    listed = [name for text in reading.texts.get("groups", ()) for name in groups_in(text)]
    names = {fold(name): name for name in reversed(listed)}
    if any(len(name) > GROUP_LIMIT or len(key) > 2 * GROUP_LIMIT for key, name in names.items()):
        reading.blame("groups", CellFault.TOO_LONG)
    return tuple(
        name
        for key, name in reversed(names.items())
        if len(name) <= GROUP_LIMIT and len(key) <= 2 * GROUP_LIMIT
    )


def groups_in(text: str) -> tuple[str, ...]:
    """The groups in a cell, parted by semicolons, new lines, and by commas where each part reads like a name."""
    parts = [part.strip() for part in _GROUP_ENDS.split(text)]
    if len(parts) == 1 and "," in text and _is_list(split := [part.strip() for part in text.split(",")]):
        parts = split
    return tuple(part for part in parts if part and not _SYSTEM_GROUP.match(part))


def _is_list(parts: list[str]) -> bool:
    """Whether commas part names: each begins with a capital, and none goes on with "and" or "&"."""
    return all(part[:1].isupper() for part in parts) and not any(
        re.search(r"\s(?:&|and|et)\s", part) for part in parts
    )


def _extras(laid: Laid) -> dict[str, str]:
    if not laid.is_first:
        return {}
    ours = laid.header.used
    others = ((place, cell) for place, cell in enumerate(laid.line.cells) if place not in ours and cell)
    found = {laid.header.extra_name(place): _text("", cell)[0] for place, cell in others}
    return {name: text for name, text in found.items() if text}
