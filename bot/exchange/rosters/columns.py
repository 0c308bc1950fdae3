"""Which column of a sheet is which: the contract's names, and what staff call them in three languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.exchange.rosters.lines import HEADER_WITHIN, Line
from bot.rules.words import by_wording, fold, shortened

COMPANY_COLUMNS = ("company", "company_ar", "kind", "size", "sub_clusters", "city", "website")
PERSON_COLUMNS = ("person", "role", "language", "phone", "email")
COLUMNS = (*COMPANY_COLUMNS, *PERSON_COLUMNS, "groups")

# Commas and new lines part the wordings: English, then French, then Arabic
_WORDINGS: Mapping[str, str] = {
    "company": """company name, member company, organisation, organization, institution, firm
        société, nom de la société, entreprise, nom de l'entreprise, raison sociale
        الشركة، شركة، اسم الشركة، المؤسسة، اسم المؤسسة""",
    "company_ar": """company arabic, company in arabic, company name arabic, company name ar,
        arabic company name
        société ar, société arabe, nom arabe de la société, entreprise ar
        اسم الشركة بالعربية، الشركة بالعربية، اسم المؤسسة بالعربية، الاسم العربي للشركة""",
    "kind": """type, category, company type, member type, company kind
        catégorie, genre, type d'entreprise, type de membre
        النوع، نوع، الفئة، نوع الشركة، نوع العضوية، نوع المؤسسة""",
    "size": """company size, staff, employees, number of employees, headcount
        taille, effectif, effectifs, nombre d'employés, nombre de salariés
        الحجم، حجم الشركة، حجم المؤسسة، عدد الموظفين، عدد العاملين""",
    "sub_clusters": """sub cluster, subcluster, sector, sectors
        sous cluster, sous clusters, secteur, secteurs, filière, filières
        القطاع، القطاعات، التجمع الفرعي، التجمعات الفرعية، العنقود الفرعي، العناقيد الفرعية""",
    "city": """town, location, ville, localité, commune, المدينة، مدينة، البلدة، المنطقة""",
    "website": """web, site, web site, url, homepage, site web, site internet
        الموقع، الموقع الإلكتروني، الموقع الالكتروني""",
    "person": """name, full name, contact, contact person, contact name, person name, representative
        nom, nom complet, nom et prénom, prénom et nom, personne, personne de contact, représentant
        الاسم، الاسم الكامل، الاسم الثلاثي، الشخص، اسم الشخص، الشخص المسؤول، جهة الاتصال، الممثل""",
    "role": """position, function, title, job title, seat
        rôle, fonction, poste, titre
        الدور، المنصب، الوظيفة، الصفة، المسمى الوظيفي""",
    "language": "lang, preferred language, langue, langue préférée, اللغة، لغة، اللغة المفضلة",
    "phone": """phone number, mobile, mobile number, mobile phone, tel, telephone, cell, gsm, whatsapp
        téléphone, numéro de téléphone, portable, tél
        الهاتف، هاتف، رقم الهاتف، الخليوي، الخلوي، رقم الخليوي، رقم الخلوي، الموبايل، الجوال، واتساب""",
    "email": """mail, e-mail, email address, e-mail address, courriel, adresse e-mail, adresse email
        البريد، البريد الإلكتروني، البريد الالكتروني، الإيميل، ايميل""",
    "groups": """group, committee, committees, groupe, groupes, comité, comités
        المجموعة، المجموعات، اللجنة، اللجان""",
}
_NAME_LIMIT = 80  # characters: what is longer is no column's name
# "Company / الشركة", "Phone (mobile)", "Tel: ": a header in two languages, or with a remark
_PARTS = re.compile(r"[()\[\]/|\n:*]| [-–—] ")


@dataclass(frozen=True, slots=True)
class Header:
    """The header line: its number, the contract's columns by name, all others with the name they have."""

    line: int
    columns: Mapping[str, int]
    extras: Mapping[int, str]

    def extra_name(self, index: int) -> str:
        """The name of a column that is not of the contract: its own, or else the sheet's letters for it."""
        return self.extras.get(index) or _letters(index)


def find_header(lines: Sequence[Line]) -> Header | None:
    """The line near the top with most of the contract's names, the first of equals; None if none has any."""
    headers = [_header(line) for line in lines[:HEADER_WITHIN]]
    best = max(headers, key=lambda header: len(header.columns), default=None)
    return best if best and best.columns else None


def _header(line: Line) -> Header:
    """Exact names claim their columns before other wordings do, and those before parts of a header."""
    columns: dict[str, int] = {}
    for read in (_contract_name, _wording, _wording_of_a_part):
        for index, cell in enumerate(line.cells):
            name = read(cell) if len(cell) <= _NAME_LIMIT else None
            if name and name not in columns and index not in columns.values():
                columns[name] = index
    others = ((index, shortened(cell, _NAME_LIMIT)) for index, cell in enumerate(line.cells))
    extras = {index: cell for index, cell in others if cell and index not in columns.values()}
    return Header(line.number, columns, dict(_told_apart(extras)))


def _contract_name(cell: str) -> str | None:
    name = fold(cell).replace(" ", "_")
    return name if name in COLUMNS else None


def _wording(cell: str) -> str | None:
    return _COLUMN_OF.get(fold(cell).replace(" ", ""))


def _wording_of_a_part(cell: str) -> str | None:
    return next((column for part in _PARTS.split(cell) if (column := _wording(part))), None)


def _told_apart(extras: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Two columns of one name keep both their values: the later one gets its letters."""
    seen = set(COLUMNS)
    for index, name in extras.items():
        yield index, f"{name} ({_letters(index)})" if name in seen else name
        seen.add(name)


def _letters(index: int) -> str:
    """As sheets name columns: A, B, … Z, AA."""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


_COLUMN_OF = {wording.replace(" ", ""): column for wording, column in by_wording(_WORDINGS).items()}
