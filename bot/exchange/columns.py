"""What a column is: by its name in three languages, as programs and secretaries name columns,
else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.exchange.lines import Line
from bot.rules import companies, contacts
from bot.rules.roster_words import languages_of, sub_clusters_of
from bot.rules.rosters import COMPANY_ATTRIBUTES, PERSON_ATTRIBUTES
from bot.rules.words import by_wording, fold, shortened

COMPANY_COLUMNS = tuple(COMPANY_ATTRIBUTES)
PERSON_COLUMNS = tuple(PERSON_ATTRIBUTES)
COLUMNS = (*COMPANY_COLUMNS, *PERSON_COLUMNS, "groups")
"""The columns that are written out, and whose names claim their columns before any other wording does."""

# What a list may have besides: parts of a name, forms of address, what says nothing to us
FIRST, MIDDLE, LAST, CIVILITY, IGNORED = "first name", "middle name", "last name", "civility", "ignored"
_SEVERAL = frozenset({"phone", "email", "groups", "sub_clusters", IGNORED})
"""Of these a list may have several columns."""
_MOBILE, _FIXED = "mobile", "fixed"

# Whole names. Commas and new lines part the wordings: English, then French, then Arabic
_WORDINGS: Mapping[str, str] = {
    "company": """company name, member company, member, member name, exhibitor, organisation, organization, institution,
        firm, account name, employer
        société, nom de la société, entreprise, nom de l'entreprise, raison sociale, structure, membre, adhérent,
        exposant, enseigne
        الشركة، شركة، اسم الشركة، المؤسسة، اسم المؤسسة، العضو، الجهة، المنشأة""",
    "company_ar": """company arabic, company in arabic, company name arabic, company name ar,
        arabic company name, arabic name, name in arabic
        société ar, société arabe, nom arabe de la société, nom arabe, nom en arabe, entreprise ar
        اسم الشركة بالعربية، الشركة بالعربية، اسم المؤسسة بالعربية، الاسم العربي للشركة، الاسم بالعربية للشركة""",
    "kind": """type, category, company type, member type, company kind, type of member, legal form
        catégorie, genre, type d'entreprise, type de membre, statut
        النوع، نوع، الفئة، نوع الشركة، نوع العضوية، نوع المؤسسة""",
    "size": """company size, staff, employees, number of employees, headcount, fte
        taille, effectif, effectifs, nombre d'employés, nombre de salariés
        الحجم، حجم الشركة، حجم المؤسسة، عدد الموظفين، عدد العاملين""",
    "sub_clusters": """sub cluster, subcluster, sector, sectors, industry, activity, field, field of activity,
        line of business
        sous cluster, sous clusters, secteur, secteurs, filière, filières, activité, domaine, domaine d'activité
        القطاع، القطاعات، التجمع الفرعي، التجمعات الفرعية، العنقود الفرعي، العناقيد الفرعية، النشاط، المجال""",
    "city": """town, location, ville, localité, commune, caza, district, region, région
        المدينة، مدينة، البلدة، المنطقة، القضاء""",
    "website": """web, site, web site, url, homepage, web page, site web, site internet
        الموقع، الموقع الإلكتروني، الموقع الالكتروني""",
    "founded_in": """founded, year founded, founding year, established, year of establishment, year of foundation
        fondée en, année de fondation, année de création, date de création
        سنة التأسيس، تاريخ التأسيس، عام التأسيس""",
    "person": """name, full name, contact, contact person, contact name, person name, representative, focal point,
        delegate
        nom, nom complet, nom et prénom, prénom et nom, nom prénom, prénom nom, personne, personne de contact,
        représentant, responsable, interlocuteur
        الاسم، الاسم الكامل، الاسم الثلاثي، الاسم والشهرة، الشخص، اسم الشخص، الشخص المسؤول، جهة الاتصال،
        الممثل، المسؤول""",
    FIRST: "first name, firstname, given name, forename, first, prénom, الاسم الأول",
    MIDDLE: """middle name, middle, additional name, father name, father's name, deuxième prénom, nom du père,
        اسم الأب، الأب""",
    LAST: """last name, lastname, surname, family name, last, nom de famille, nom de naissance
        الشهرة، اسم العائلة، العائلة، الكنية، اللقب العائلي""",
    CIVILITY: """civility, salutation, prefix, name prefix, courtesy title, honorific, civilité, civ,
        formule d'appel, المخاطبة""",
    "title": """position, function, title, job title, job, designation, job position, occupation
        fonction, poste, titre, intitulé du poste, qualité, profession
        المنصب، الوظيفة، الصفة، المسمى الوظيفي، اللقب، المهنة""",
    "role": "seat, rôle, الدور",
    "language": """lang, preferred language, languages, langue, langue préférée, langues, اللغة، لغة، اللغة المفضلة،
        اللغات""",
    "phone": """phone number, mobile, mobile number, mobile phone, tel, telephone, cell, cell phone, gsm, whatsapp,
        contact number
        téléphone, numéro de téléphone, portable, tél
        الهاتف، هاتف، رقم الهاتف، الخليوي، الخلوي، رقم الخليوي، رقم الخلوي، الموبايل، الجوال، واتساب""",
    "email": """mail, e-mail, email address, e-mail address, courriel, adresse e-mail, adresse email, mél
        البريد، البريد الإلكتروني، البريد الالكتروني، الإيميل، ايميل""",
    "groups": """group, committee, committees, group membership, labels, tags, working group, groupe, groupes,
        comité, comités, commission
        المجموعة، المجموعات، اللجنة، اللجان""",
    IGNORED: """fax, fax number, télécopie, فاكس، الفاكس، no, nb, nr, number, id, n, serial, row, ref, rank, رقم،
        الرقم، م، تسلسل،
        photo, signature, notes, note, remarks, comments, remarques, observations, ملاحظات""",
}
# Single words, tried in this order where a whole name says nothing; a star stands for any ending
_TOKENS: tuple[tuple[str, str], ...] = (
    (IGNORED, "fax telecopie فاكس label birthday birth naissance"),
    ("email", "email emails mail mails courriel courriels mel بريد ايميل"),
    (
        "phone",
        """phone phones mobile mobiles cell cellphone cellular gsm tel tels telephone telephones portable landline
        whatsapp fixe
        هاتف هواتف خليوي خلوي موبايل جوال محمول واتساب تلفون""",
    ),
    (IGNORED, "address adresse street rue zip postal suffix notes"),
    ("founded_in", "founded established foundation fondation creation تاسيس"),
    ("website", "website web url homepage internet موقع"),
    (
        "size",
        """employee employees staff headcount effectif effectifs salarie salaries employe employes
        workforce موظفين عاملين عمال حجم size taille""",
    ),
    (FIRST, "first firstname given forename prenom"),
    (LAST, "last lastname surname family شهره عائله"),
    (CIVILITY, "civility civilite salutation prefix honorific"),
    (
        "title",
        "position function job designation occupation fonction poste منصب وظيفه وظيفي مسمي صفه title titre",
    ),
    ("role", "role seat دور"),
    ("language", "language languages langue langues لغه لغات"),
    (
        "sub_clusters",
        """cluster clusters subcluster sector sectors secteur secteurs filiere filieres قطاع قطاعات تجمع عنقود
        activity activite industry نشاط""",
    ),
    ("kind", "type kind category categorie نوع فئه"),
    (
        "groups",
        "group groups committee committees comite comites commission groupe groupes لجنه لجان مجموعه tags",
    ),
    (
        "company",
        """company companies organization organisation societe entreprise firm institution raison business enterprise
        member membre شركه موسسه منشاه""",
    ),
    ("person", "contact person representative name names nom noms delegate representant اسم ممثل شخص focal"),
    ("city", "city town location ville localite commune district caza region مدينه بلده منطقه"),
)
_MOBILES = frozenset(
    fold(
        "mobile mobiles cell cellphone cellular gsm portable whatsapp خليوي خلوي موبايل جوال محمول واتساب"
    ).split()
)
_FIXED_LINES = frozenset(
    fold(
        """landline fixe office work business company direct home bureau ligne main tel standard switchboard ثابت
        ارضي مكتب شركه"""
    ).split()
)
_ARABIC = frozenset(fold("arabic ar arabe عربي عربيه بالعربيه بالعربي").split())
_OF_A_COMPANY = frozenset(
    fold("company office business organization societe entreprise general info main شركه موسسه").split()
)

_NAME_LIMIT = 80  # characters: what is longer is no column's name
# "Company / الشركة", "Phone (mobile)", "Tel: ": a header in two languages, or with a remark
_PARTS = re.compile(r"[()\[\]/|\n:*]| [-–—] ")
_NUMBERED = re.compile(r"(.*\D)\s*\d$")
_CIVILITIES = frozenset(
    fold(
        """mr mrs ms miss dr prof m mme mlle eng me maitre sir madam monsieur madame mademoiselle السيد السيده الانسه
        الدكتور الدكتوره الاستاذ"""
    ).split()
)
_MOST = 0.6
"""So large a part of a column must be of a kind for the column to be."""
_SAMPLE = 60
"""Cells of a column that are looked at to tell what it holds."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"\d")
_LEGAL = re.compile(
    r"\b(?:s\.?a\.?r\.?l|s\.?a\.?l|s\.?a|ltd|llc|inc|co|est|ets|group|industries|foods?)\b\.?|ش\.?م|شركة|مؤسسة",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The lines that name the columns: which columns are what, by place, and all others with the name they have.

    `last` is the number of the last of these lines. `phones` are the phone columns in the order in which they count.
    """

    line: int
    last: int
    columns: Mapping[str, tuple[int, ...]]
    names: Mapping[int, str]
    extras: Mapping[int, str] = field(default_factory=dict)
    colleagues: tuple[Mapping[str, tuple[int, ...]], ...] = ()
    """The columns of further people on the same line: "Contact 2", "Mobile 2"."""

    @property
    def used(self) -> set[int]:
        """All columns that mean something."""
        return {
            place
            for those in (self.columns, *self.colleagues)
            for places in those.values()
            for place in places
        }

    def place(self, column: str) -> int | None:
        """The first column of this meaning."""
        return next(iter(self.columns.get(column, ())), None)

    def extra_name(self, index: int) -> str:
        """The name of a column that has no meaning: its own, or else the sheet's letters for it."""
        return self.extras.get(index) or letters(index)

    @property
    def taken_for(self) -> tuple[tuple[str, str], ...]:
        """What was taken for what: the names of the columns, as they stand, and what they mean."""
        pairs = (
            (self.names.get(place, ""), _shown(column))
            for column, places in self.columns.items()
            for place in places
        )
        return tuple((shortened(name, 40), column) for name, column in pairs if name and column != IGNORED)


def header_of(cells: Sequence[str], line: int, last: int) -> Header:
    """What a line of names means. Exact names claim their columns before other wordings do,
    and those before parts."""
    columns: dict[str, list[int]] = {}
    taken: set[int] = set()
    for read in (_contract_name, _wording, _wording_of_a_part, _by_words):
        for index, cell in enumerate(cells):
            name = read(cell) if index not in taken and 0 < len(cell) <= _NAME_LIMIT else None
            if name and (name in _SEVERAL or name not in columns):
                columns.setdefault(name, []).append(index)
                taken.add(index)
    _settle(columns, cells)
    colleagues = _colleagues(columns, cells)
    others = ((index, shortened(cell, _NAME_LIMIT)) for index, cell in enumerate(cells))
    used = {place for places in columns.values() for place in places}
    used |= {place for theirs in colleagues for places in theirs.values() for place in places}
    extras = {index: cell for index, cell in others if cell and index not in used}
    extras |= {index: shortened(cells[index], _NAME_LIMIT) for index in columns.pop(IGNORED, ())}
    names = {index: shortened(cell, _NAME_LIMIT) for index, cell in enumerate(cells) if cell}
    fixed = {column: tuple(places) for column, places in columns.items() if places}
    told_apart = dict(_told_apart(dict(sorted(extras.items()))))
    return Header(line, last, fixed, names, told_apart, tuple(colleagues))


def _settle(columns: dict[str, list[int]], cells: Sequence[str]) -> None:
    """What a column is may hang on the others: "Nom" beside "Prénom" is the last name."""
    if FIRST in columns and LAST not in columns and "person" in columns:
        columns[LAST] = columns.pop("person")
    elif LAST in columns and FIRST not in columns and "person" in columns:
        columns[FIRST] = columns.pop("person")
    if "company" not in columns and "company_ar" in columns:
        columns["company"] = columns.pop("company_ar")
    if "company" not in columns and "person" in columns:
        # "Name, Contact person": the second is the person, so the first is the company
        named = [
            index
            for index, cell in enumerate(cells)
            if _by_words(cell) == "person" and index not in columns["person"]
        ]
        if named:
            columns["company"] = columns["person"]
            columns["person"] = [named[0]]
    for several in ("phone", "email"):
        if len(columns.get(several, ())) > 1:
            columns[several].sort(key=lambda index: _order(several, cells[index]))


def _colleagues(columns: dict[str, list[int]], cells: Sequence[str]) -> list[dict[str, tuple[int, ...]]]:
    """The columns of a second person, of a third: they are numbered, and a name is among them."""
    found: list[dict[str, tuple[int, ...]]] = []
    for number in "23456":
        numbered = [index for index, cell in enumerate(cells) if fold(cell).endswith(number)]
        theirs: dict[str, tuple[int, ...]] = {}
        for index in numbered:
            meant = _wording(cells[index]) or _by_words(cells[index])
            if meant in ("person", "phone", "email", "title", "role", "language"):
                theirs[meant] = (*theirs.get(meant, ()), index)
        if "person" in theirs and theirs["person"][0] not in columns.get("person", ()):
            found.append(theirs)
            for places in columns.values():
                places[:] = [place for place in places if place not in numbered]
    return found


def _order(column: str, cell: str) -> int:
    """Mobiles first, then phones, then those of an office; one's own e-mail before the company's."""
    words = set(fold(cell).split())
    if column == "phone" and words & _MOBILES:
        return 0
    if words & _OF_A_COMPANY or (column == "phone" and words & _FIXED_LINES):
        return 2
    return 1


def with_content(header: Header, below: Sequence[Line]) -> Header:
    """The header with what the columns hold taken into account: a title that is "Mr" is a form of address, and a column
    whose name says nothing may hold e-mails."""
    columns = dict(header.columns)
    extras = dict(header.extras)
    samples = {
        index: sample(below, index)
        for index in range(max((len(line.cells) for line in below[:200]), default=0))
    }
    titles = columns.get("title", ())
    cells = samples.get(titles[0], []) if titles else []
    if titles and (not cells or share(cells, _is_civility) >= _MOST):
        spare = [index for index, name in extras.items() if "title" in (_wording(name), _by_words(name))]
        if spare or cells:
            columns.pop("title")
            columns.setdefault(CIVILITY, titles)
        if spare:
            columns["title"] = (spare[0],)
            extras.pop(spare[0])
    for index in samples.keys() - header.used - {index for places in columns.values() for index in places}:
        found = held(samples[index]) if _says_nothing(extras.get(index, "")) else None
        if found and (found in ("phone", "email") or found not in columns):
            columns[found] = (*columns.get(found, ()), index)
            extras.pop(index, None)
    if "company" not in columns:
        free = [index for index, name in extras.items() if share(samples.get(index, ()), is_company) >= 0.3]
        if free:
            columns["company"] = (free[0],)
            extras.pop(free[0])
    return replace(header, columns=columns, extras=extras)


def _says_nothing(name: str) -> bool:
    """Whether a column's name is none: empty, the sheet's own, or a word that no reading knows."""
    return not name or (_wording(name) is None and _by_words(name) is None and len(fold(name).split()) < 4)


def held(cells: Sequence[str]) -> str | None:
    """What a column holds, by most of its cells."""
    kinds: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("email", _EMAIL.search),
        ("phone", lambda cell: len(_DIGITS.findall(cell)) >= 7 and contacts.phone_number(cell)),
        (
            "website",
            lambda cell: (
                "." in cell and (cell.lower().startswith(("www.", "http"))) and contacts.website(cell)
            ),
        ),
        ("language", lambda cell: len(cell) > 1 and bool(languages_of(cell))),
        ("sub_clusters", lambda cell: len(cell) < 40 and not sub_clusters_of(cell).unknown),
        ("kind", companies.kind),
    )
    if len(cells) < 2:
        return next((name for name, fits in kinds[:1] if share(cells, fits) == 1.0), None)
    return next((name for name, fits in kinds if share(cells, fits) >= _MOST), None)


def share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    """How large a part of the cells is so; 0 of none."""
    return sum(bool(fits(cell)) for cell in cells) / len(cells) if cells else 0.0


def sample(below: Sequence[Line], index: int) -> list[str]:
    """The first texts in a column, as many as tell what it holds."""
    found = (line.cells[index].strip() for line in below if index < len(line.cells))
    return [cell for cell, _ in zip(filter(None, found), range(_SAMPLE), strict=False)]


def _is_civility(cell: str) -> bool:
    words = fold(cell).split()
    return bool(words) and set(words) <= _CIVILITIES


def is_company(cell: str) -> bool:
    """Whether a text is a company's name by its legal form or its trade."""
    return bool(_LEGAL.search(cell))


def _contract_name(cell: str) -> str | None:
    name = fold(cell).replace(" ", "_")
    return {"other_phone": "phone", "other_email": "email"}.get(name, name) if name in COLUMNS else None


@lru_cache(maxsize=5_000)
def _wording(cell: str) -> str | None:
    folded = fold(cell)
    numbered = _NUMBERED.fullmatch(folded)
    meant = _COLUMN_OF.get(folded.replace(" ", ""))
    return meant or (_COLUMN_OF.get(numbered[1].replace(" ", "")) if numbered else None)


def _wording_of_a_part(cell: str) -> str | None:
    if _by_words(cell) == IGNORED:
        return IGNORED
    found = next((column for part in _PARTS.split(cell) if (column := _wording(part))), None)
    return _in_arabic(found) if _ARABIC.intersection(fold(cell).split()) else found


@lru_cache(maxsize=5_000)
def _by_words(cell: str) -> str | None:
    """What a name of several words means: "Nb of employees", "Contact Person Mobile", "Name of the company"."""
    words = [word.removeprefix("ال") if len(word) > 4 else word for word in fold(cell).split()]
    found = next((column for column, known in _TOKEN_SETS if known.intersection(words)), None)
    return _in_arabic(found) if _ARABIC.intersection(words) else found


def _in_arabic(column: str | None) -> str | None:
    """What a column is that says so of itself: a person's name in Arabic has no place of its own."""
    return {"company": "company_ar", "person": None}.get(column or "", column)


def _shown(column: str) -> str:
    return {FIRST: "person", MIDDLE: "person", LAST: "person"}.get(column, column)


def _told_apart(extras: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Two columns of one name keep both their values: the later one gets its letters."""
    seen = set(COLUMNS)
    for index, name in extras.items():
        yield index, f"{name} ({letters(index)})" if name in seen else name
        seen.add(name)


def letters(index: int) -> str:
    """As sheets name columns: A, B, … Z, AA."""
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def is_name(cell: str) -> bool:
    """Whether a text is a column's name as such."""
    return _contract_name(cell) is not None or fold(cell).replace(" ", "") in _COLUMN_OF


_COLUMN_OF = {wording.replace(" ", ""): column for wording, column in by_wording(_WORDINGS).items()}
_TOKEN_SETS = tuple((column, frozenset(fold(words).split())) for column, words in _TOKENS)
