"""What people write in rosters for kind, size, sub-cluster and language: looser than what a form takes,
which can ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from rapidfuzz.distance import OSA

from bot.rules import companies, people
from bot.rules.companies import DEFAULT_SUB_CLUSTERS, Kind, Size
from bot.rules.words import Recognised, fold, split_list

# A star stands for any ending. The first kind that is named counts: a "research association" is about research
_KINDS: Mapping[Kind, str] = {
    Kind.MULTINATIONAL: "multinational*, mnc, transnational*, multinacional, متعدده الجنسيات, عالميه, دوليه",
    Kind.KNOWLEDGE_PROVIDER: """universit*, academ*, research*, institut*, school*, faculty, college, laborator*,
        lab, training,
        education*, knowledge, ecole*, recherche*, laboratoire*, formation, enseignement, savoir, think tank,
        جامع*, معهد, كليه, مدرسه, ابحاث, بحوث, مختبر, اكاديمي*, تعليم*, تدريب""",
    Kind.INVESTOR: """invest*, fund, funds, bank*, capital, vc, angel*, financ*, lender, fonds, banque*,
        bailleur de fonds,
        مستثمر*, استثمار*, صندوق, مصرف, بنك, تمويل""",
    Kind.SUPPORT_INSTITUTION: """institution*, association*, ngo, npo, nonprofit, non profit, syndicat*, chamber*,
        ministr*, government*,
        governmental, public sector, public body, public administration, municipal*, agency, agencies,
        international organi*,
        organisation internationale, intergovernmental, un agency, donor*, foundation, federation, union, council,
        support,
        incubator, accelerator, embassy, development organi*, civil society, authority, ong, chambre*, gouvernement*,
        publique, public, fondation, agence*, incubateur, accelerateur, ambassade, appui, soutien,
        cooperation internationale,
        جمعيه, نقابه, غرفه, وزاره, حكوم*, بلديه, منظمه, هيئه, وكاله, اتحاد, مؤسسه عامه, رسمي*, داعم*, دعم, سفاره,
        حاضنه""",
    Kind.SME: """sme, smes, small, medium, micro*, startup*, start up*, family business, family owned, artisan*,
        home based, msme,
        pme, tpe, petite*, moyenne*, familial*, cottage, صغير*, متوسط*, ناشئ*, عائلي*, حرفي*, متناهيه""",
    Kind.ENTERPRISE: """large, big, compan*, enterprise*, entreprise*, firm*, business*, corporat*, sal, sarl,
        offshore, holding,
        group, ltd, llc, private, privat*, industr*, factor*, manufactur*, producer*, production, processor*,
        distribut*, trader*,
        trading, wholesal*, retail*, supplier*, export*, import*, winer*, vineyard*, distiller*, brewer*, farm*,
        mill*, baker*,
        restaurant*, hotel*, coop*, co op*, consult*, agenc*, service*, provider*, vendor*, logistic*, packag*,
        shop, store, member company,
        grande entreprise, societe*, usine*, fabricant*, producteur*, distributeur*, negoci*, commer*, exportat*,
        importat*, domaine*,
        cave*, agricole*, exploitation*, prestataire*, fournisseur*, etablissement*, transformat*, cabinet,
        شركه, شركات, مؤسسه, مصنع, معمل, منتج*, موزع*, تاجر, تجاره, تجاري*, صناع*, مزرعه, مزارع, تعاونيه, استشاري*,
        خدمات, مصدر, مستورد,
        كبيره, خاصه, خاص""",
}
_SUB_CLUSTERS: Mapping[str, str] = {
    "wine": """wine*, winer*, vineyard*, spirit*, arak, distill*, vin, vins, vinicol*, viticol*, viticult*, نبيذ,
        عرق, كرمه""",
    "snacks": """snack*, nut, nuts, chip*, crisp*, confection*, chocolat*, biscuit*, cookie*, candy, candies,
        sweet*, grignotage,
        confiserie*, noix, fruits secs, سناك*, تسالي, مكسرات, شوكولا*, حلويات, بسكويت, خفيفه""",
    "agri_fresh": """fresh, fruit*, vegetable*, veg, agricultur*, agri fresh, horticult*, produce, crops, farming,
        farm, farms, citrus,
        apple*, potato*, banana*, frais, legume*, primeurs, agricole*, طازج*, خضار, خضر, فاكهه, فواكه, زراع*,
        حمضيات""",
    "processing": """process*, processed, transformation, transformes, agro processing, agri food, agrifood,
        agro food, agrofood, agro alimentaire,
        agroaliment*, food industr*, food manufactur*, canning, canned, dairy, cheese*, olive oil, oil, oils, jam*,
        mouneh, honey, juice*, meat*,
        spice*, coffee, pasta, tahin*, pickles, molasses, water, beverage*, conserv*, huile*, lait*, fromage*,
        miel, epice*, cafe, jus,
        تصنيع*, تحويل*, صناعات, صناعه, غذائي*, مصنعه, البان, اجبان, زيت*, زيوت, مربي*, مونه, عسل, عصير*, بهار*, بن,
        طحينه""",
    "parallel_services": """service*, packag*, logist*, consult*, machin*, equipment, certification, transport*,
        freight, printing, label*, marketing,
        it, software, lab, laborator*, emballage*, conseil*, equipement*, transit, etiquet*, imprim*, خدمات, خدمه,
        تغليف, لوجست*, استشار*, معدات,
        نقل, طباعه, موازيه""",
}
_OF_CLUSTERS = frozenset(
    fold(
        """cluster clusters sub subcluster sector sectors sous secteur filiere industry the of lebanese تجمع قطاع
        فرعي عنقود"""
    ).split()
)
_AND = re.compile(r"\s+(?:and|et)\s+|\s*[&+]\s*|\s+و\s*(?=\w)|[;,/|\n\u060c\u061b]|\s[-–—]\s", re.IGNORECASE)
_ARABIC_STARTS = ("وال", "ال", "و", "ل")
_TYPO_FROM = 6

Meant = TypeVar("Meant", Size, str)

_SIZE_WORDS: Mapping[Size, str] = {
    Size.MICRO: """micro, micro enterprise, micro entreprise, tpe, very small, tres petite entreprise, solo,
        one person, متناهيه الصغر""",
    Size.SMALL: "small, small enterprise, small business, small company, petite structure, صغيره",
    Size.MEDIUM: """medium, medium enterprise, medium sized enterprise, mid sized, medium company, moyenne structure,
        متوسطه""",
    Size.LARGE: """large, large enterprise, large company, big company, grande structure, grand groupe, corporate,
        very large, كبيره""",
}
_AROUND = re.compile(
    r"^\s*(?:~|≈|±|c\.|ca\.?|circa|approx\.?|env\.?|around|about|environ|حوالي|نحو|تقريبا)\s*", re.IGNORECASE
)
_SEASONAL = re.compile(
    r"\s*[+,&]\s*\d*\s*(?:in\s+)?(?:seasonal|season|temporary|temps|"
    r"part[- ]?time\w*|saisonni\w+|temporaires?|موسمي\w*|مياوم\w*).*$",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:full[- ]?time|permanent\w*|fte|employ[eé]\w*|staff|people|persons?|workers?|members?|"
    r"salari[eé]s?|personnes?|temps plein|"
    r"ouvriers?|collaborateurs?|headcount)\b|موظف\w*|عامل\w*|عمال|شخص\w*|دائم\w*|اشخاص|أشخاص",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")

_LANGUAGE_LETTERS = {
    "a": "ar",
    "f": "fr",
    "e": "en",
    "ع": "ar",
    "ف": "fr",
    "arab": "ar",
    "angl": "en",
    "franc": "fr",
    "lebanese": "ar",
}


@lru_cache(maxsize=4_000)
def kind_of(text: str) -> Kind | None:
    """The kind that a cell means: "Micro-enterprise", "Winery", "غرفة التجارة"."""
    if (exact := companies.kind(text)) is not None:
        return exact
    words = fold(text).split()
    found = ((kind, _first(words, _KIND_WORDS[kind])) for kind in _KINDS)
    return next((kind for kind, place in found if place is not None), None)


@lru_cache(maxsize=4_000)
def size_of(text: str) -> Size | None:
    """The size that a cell means: "~30", "20 + 5 seasonal", "Small (<50)", "Medium Enterprise"."""
    outside = _IN_BRACKETS.sub(" ", text).strip()
    for part in (text, outside, *_IN_BRACKETS.findall(text)):
        permanent = _STAFF.sub(" ", _SEASONAL.sub("", _AROUND.sub("", part))).strip()
        found = companies.size(part) or companies.size(permanent) or _SIZES.get(fold(part))
        if found is not None:
            return found
    return _nearest(fold(text), _SIZES)


def sub_clusters_of(text: str, known: Iterable[str] = DEFAULT_SUB_CLUSTERS) -> Recognised:
    """The sub-clusters that a list means, out of `known`: "wine and snacks", "Wine cluster", "Olive oil"."""
    return _sub_clusters_of(text, tuple(known))


@lru_cache(maxsize=4_000)
def _sub_clusters_of(text: str, known: tuple[str, ...]) -> Recognised:
    exact = companies.sub_clusters(text, known)
    if not exact.unknown:
        return exact
    slugs = frozenset(known)
    keys: list[str] = []
    unknown: list[str] = []
    for part in _parts(text):
        read = companies.sub_clusters(part, slugs)
        found = read.keys or tuple(_worded(part, slugs))
        keys += found
        unknown += [] if found else [part]
    return Recognised(tuple(dict.fromkeys(keys)), tuple(dict.fromkeys(unknown)))


@lru_cache(maxsize=4_000)
def languages_of(text: str) -> tuple[str, ...]:
    """The bot's languages that a cell names, in order: "Arabic & English", "FR", "عربي - فرنسي", "English (UK)"."""
    if (whole := people.language(text)) is not None:
        return (whole,)
    found: list[str] = []
    for word in re.split(r"[\s;,/|&+()\u060c.\-–—]+", text):
        folded = fold(word)
        meant = people.language(word) or _LANGUAGE_LETTERS.get(folded) or _nearest(folded, _LANGUAGE_NAMES)
        if meant is not None:
            found.append(meant)
    return tuple(dict.fromkeys(found))


def _parts(text: str) -> Iterator[str]:
    whole = [part.strip() for part in _AND.split(text)]
    yield from (part for part in whole if part)


def _worded(part: str, slugs: frozenset[str]) -> Iterator[str]:
    """The one sub-cluster whose words stand in a part: the first named, as in "snacks (nuts)"."""
    words = [word for word in fold(part).split() if word not in _OF_CLUSTERS]
    if (bare := " ".join(words)) in slugs or bare.replace(" ", "_") in slugs:
        yield bare.replace(" ", "_")
        return
    places = {slug: _first(words, _SUB_CLUSTER_WORDS[slug]) for slug in _SUB_CLUSTER_WORDS if slug in slugs}
    found = {slug: place for slug, place in places.items() if place is not None}
    if found:
        yield min(found, key=lambda slug: found[slug])


def _first(words: list[str], known: tuple[tuple[str, ...], ...]) -> int | None:
    """The place of the first of these words that is one of the known, or begins a phrase of them."""
    for place in range(len(words)):
        for phrase in known:
            said = words[place : place + len(phrase)]
            if len(said) == len(phrase) and all(map(_fits, said, phrase)):
                return place
    return None


@lru_cache(maxsize=20_000)
def _fits(word: str, pattern: str) -> bool:
    starts = [
        word,
        *(
            word.removeprefix(one)
            for one in _ARABIC_STARTS
            if word.startswith(one) and len(word) > len(one) + 2
        ),
    ]
    stem = pattern.removesuffix("*")
    if pattern.endswith("*"):
        return any(start.startswith(stem) for start in starts)
    return any(
        start == stem or (len(stem) >= _TYPO_FROM and OSA.distance(start, stem, score_cutoff=1) <= 1)
        for start in starts
    )


def _nearest(word: str, known: Mapping[str, Meant]) -> Meant | None:
    """What a mistyped word means, if one known word is a letter away."""
    if len(word) < _TYPO_FROM:
        return None
    near = {meant for spelled, meant in known.items() if OSA.distance(word, spelled, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


def _phrases(listed: str) -> tuple[tuple[str, ...], ...]:
    entries = (entry.strip() for entry in re.split(r"[,،]", listed))
    return tuple(
        tuple(fold(word.rstrip("*")) + "*" * word.endswith("*") for word in entry.split())
        for entry in entries
        if entry
    )


_KIND_WORDS = {kind: _phrases(listed) for kind, listed in _KINDS.items()}
_SUB_CLUSTER_WORDS = {slug: _phrases(listed) for slug, listed in _SUB_CLUSTERS.items()}
_SIZES = {fold(word): size for size, listed in _SIZE_WORDS.items() for word in split_list(listed)}
_LANGUAGE_NAMES = {
    "english": "en",
    "french": "fr",
    "arabic": "ar",
    "francais": "fr",
    "anglais": "en",
    "العربيه": "ar",
}
