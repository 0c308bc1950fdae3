"""What a title says about the seat that somebody takes, as people write titles: "Head Winemaker", "chargée d'affaires".

A title names a function ("export"), a rank ("manager"), or both. Functions are told apart by the words below, in three
languages; who leads the whole does, whatever else they do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.rules.people import Seat, seat
from bot.rules.words import fold

# Commas part the words; several words are said one after the other; a star stands for any ending. Each is folded

_LEADS = """owner*, co owner*, coowner*, founder*, cofounder*, ceo, pdg, p dg, gm, md, president*, chairm*, chairwom*,
    chairperson, chair of the board, general manager, vice president*, producer*, producteur*, productrice*, منتج,
    مدير فرع, general director, general mgr, managing director,
    managing partner, managing member, managing owner, executive director, chief executive, chief operating, coo,
    executive manager, executive president, director general, country manager, country director, branch manager,
    general coordinator, board member, member of the board, board of directors, executive board, proprietor*,
    entrepreneur*,
    dean, chair, rector, provost, chancellor, vice chancellor, minister, mayor, secretary general, general secretary,
    head of department, department head, head of school, head of faculty, head of institution, head of company,
    head of office, principal, farmer, grower, winegrower, beekeeper, shareholder*, self employed, business owner,
    head of the company, top management, company head, senior partner, founding partner, equity partner,
    dir general, directeur general, directrice generale, directeurs generaux, dir gen, dg, dga, direction generale,
    gerant*,
    cogerant*, co gerant*, fondat*, cofondat*, proprietaire*, patron*, chef d entreprise, cheffe d entreprise,
    responsable du domaine, responsable du site, responsable de l entreprise, responsable de la societe,
    responsable de l etablissement, responsable de la succursale, chef d etablissement, regisseur*,
    dirigeant*, associe*, actionnaire*, administrateur delegue, administrateur, administratrice, president directeur,
    presidente directrice, secretaire general*, doyen*, recteur, rectrice, agriculteur, agricultrice,
    exploitant*, vigneron*, apiculteur, apicultrice, chef de departement, cheffe de departement,
    directeur executif, directrice executive, membre du conseil, membre du ca, chef de service general,
    maire, ministre, directeur pays,
    مدير عام, مديره عامه, مدراء عامون, مدير تنفيذي, مديره تنفيذيه, رئيس تنفيذي, رئيسه تنفيذيه, رئيس مجلس, رئيسه مجلس,
    رئيس الاداره, مدير مفوض, مدير مفوضه, مدير مسؤول, صاحب, صاحبه, اصحاب, مالك*, مؤسس*, شريك*, شركاء, عميد*, مزارع,
    مزارعه, نحال,
    امين عام, امينه عامه, عضو مجلس, عضوه مجلس, مفوض بالتوقيع, رئيس قسم, رئيسه قسم, رئيس دائره, رائد اعمال,
    رائده اعمال,
    رئيس الشركه, رئيسه الشركه, رئيس الجمعيه, رئيسه الجمعيه, رئيس التعاونيه, رئيسه التعاونيه, رئيس البلديه,
    رئيس النقابه,
    مدير البلد, وزير*, مساهم*, نائب الرئيس, نائبه الرئيس, نائب رئيس"""
_FUNCTIONS: Mapping[Seat, str] = {
    Seat.EXPORT: """export*, international sales, international market*, international trade, international business,
        international develop*, international account*, international commercial, overseas, foreign trade,
        global sales,
        foreign market*, exportation*, commerce exterieur, commerce international, ventes internationales,
        marches exterieurs, marches etrangers, developpement international, import export, area export, zone export,
        تصدير, صادرات, مبيعات دوليه, مبيعات خارجيه, مبيعات عالميه, اسواق عالميه, تجاره عالميه,
        تجاره خارجيه, تجاره دوليه, اسواق خارجيه""",
    Seat.PROCUREMENT: """procur*, purchas*, buyer*, buying, sourcing, supply, supplies, supplier*, logistic*,
        warehous*,
        inventory, stock, stocks, stores, storekeeper, shipping, import, imports, fleet, transport*, dispatch*,
        freight,
        customs, materials manager, distribution manager, vendor manage*, cpo, fulfil*, demand plan*,
        achat*, acheteu*, approvisionn*, appro, logisti*, entrepot*, magasinier*, magasin central, sourcing,
        expedition*,
        transit, douane*, chaine d approvisionnement, parc auto,
        مشتريات, شراء, توريد, توريدات, سلسله امداد, امداد, لوجست*, مستودع*, مخزن, مخازن, مخزون, استيراد, شحن, نقل,
        جمارك""",
    Seat.TECHNICAL: """quality, qa, qc, qhse, hse, hseq, ehs, qse, haccp, food safety, safety, hygiene, regulatory,
        compliance,
        certification*, r d, rd, rnd, research*, product develop*, npd, innovation, new product*, formulation, lab,
        laborator*,
        production*, plant, plants, factory, manufactur*, mill, operations, operation, processing, process, packaging,
        packing, technical, technic*, technolog*, engineer*, eng, maintenance, mechanic*, electric*, winemak*,
        wine maker,
        oenolog*, enolog*, cellar*, sommelier*, viticult*, vineyard*, agronom*, agricult*, horticult*, farm, farms,
        crop*, nursery,
        orchard*, field, chemist*, chemical, microbiolog*, biolog*, nutrition*, dietit*, dietici*, food scien*,
        scientist*, food tech*,
        veterinar*, professor*, lecturer*, instructor*, teacher*, faculty member, academic, phd, postdoc*, chef,
        cook, baker, barista, soap maker, maker,
        brew*, distill*, roast*, taster, master blender, miller, supervisor, foreman, shift, line manager, cto,
        scientific,
        sustainab*, environment*, irrigation, beekeep*, cheese*, butcher, pastry, olive oil tast*, standards,
        coo production,
        traceab*, auditor quality, inspector*, sensory,
        qualite, securite alimentaire, hygiene, recherche*, developpement produit*, developpement de produit*,
        laboratoire*,
        laborantin*, usine*, fabrication, industriel*, industrielle, technique*, technicien*, ingenieur*, ing,
        maitre de chai,
        maitre de cave, caviste, exploitation*, operations, agronomie, agricole*, vignoble*, culture*, chimi*,
        biologiste*, microbiologiste*,
        nutritionniste*, dieteticien*, veterinaire*, professeur*, prof, enseignant*, maitre de conference*, chercheu*,
        cuisinier*, boulanger*, patissi*, brasseu*, distillateu*, torrefact*, contremaitre, chef d atelier,
        chef d equipe,
        conditionnement, emballage, environnement, durabilite, scientifique*, essais, ouvrier*, maitrise qualite,
        meuni*, fromag*, laiterie,
        جوده, سلامه, ابحاث, بحث, بحوث, تطوير المنتج*, ابتكار, مختبر*, انتاج, مصنع, مصانع, معمل, تصنيع, تقني*, فني*,
        هندس*,
        مهندس*, صيانه, زراع*, زراعي*, كيميائ*, كيمياء, احياء, تغذيه, خبير نبيذ, صانع نبيذ, صناعه نبيذ, باحث*,
        استاذ*, مدرس*,
        محاضر*, دكتور جامعي, طباخ, شيف, طاه, خباز, عمليات, تشغيل, تعبئه, تغليف, مشرف*, ناظر, بيئه, استدامه, مراقبه,
        رقابه,
        مفتش*, بيطري*, معصره, عصر""",
    Seat.COMMERCIAL: """sales*, sale, commercial*, marketing, marketer, business develop*, business dev, biz dev,
        bdm, bd, key account*,
        account manager*, account executive, account director, accounts manager, client*, customer*, brand*,
        retail*, trade,
        trader, trading, merchan*, e commerce, ecommerce, digital, growth, area manager, regional manager,
        regional director,
        zone manager, territory, product manager, category manager, category, store manager, shop manager, showroom,
        franchise, pricing, revenue, hospitality, wine tourism, guide, tour guide, tasting room, visitor*, horeca,
        modern trade, cco, cmo,
        distributor, wholesale, market develop*, market research, market manager, representative, advertis*, dealer,
        vente*, vendeu*, clientele, clients, client, developpement commercial, developpement des affaires,
        developpement des marches,
        charge* d affaires, charge e d affaires, chef de produit, chef de zone, cheffe de produit, chef de marque,
        marque*,
        grands comptes, comptes cles, attache commercial, attachee commerciale, delegue commercial,
        technico commercial*, ingenieur commercial, ingenieure commerciale, sales engineer,
        animation commerciale, negociant*, commercant*, marchand*, distribution, chef de secteur, oenotourisme,
        boutique,
        administration des ventes, adv, publicite,
        مبيعات, بيع, بائع*, تسويق*, تجاري*, تاجر*, تطوير الاعمال, تطوير اعمال, زبائن, زبون, عملاء, عميل, مندوب*,
        علامه تجاريه,
        اسواق, سوق, توزيع, معرض, تجاره الكترونيه, وكيل""",
    Seat.COMMUNICATION: """communication*, comms, comm, pr, public relation*, public affairs, government affairs,
        corporate affairs,
        external affairs, external relations, media, press, journalist, content, communit*, community manager,
        social media, event*, hr, human resource*, human ressource*,
        human capital, people manager, chief people, people and culture, people culture, talent*, recruit*, chro,
        training, learning,
        personnel, copywriter, graphic*, designer, design, photograph*, videograph*, creative, csr, protocol,
        spokesperson,
        institutional relations, corporate relations, cco communication, social responsibility,
        rh, drh, grh, ressource* humaine*, relations publiques, relations presse, relations exterieures,
        relations institutionnelles, charge* de com, responsable com, evenementiel*, evenement*, presse, contenu*,
        formation*, recrut*, graphiste*, rse, porte parole, attache* de presse, affaires publiques,
        تواصل, اعلام*, علاقات عامه, علاقات, صحاف*, صحفي*, محتوي, فعاليات, موارد بشريه, موارد, توظيف, تدريب, مصمم*,
        تصميم,
        ناطق*, اتصال*, شؤون عامه, شؤون الموظفين, مسؤوليه اجتماعيه, مصور*""",
    Seat.LIAISON: """liaison*, focal, coordinat*, co ordinat*, project*, program*, membership*, member relations,
        partnership*,
        grant*, donor*, outreach, fundrais*, contact person, point of contact, stakeholder*, case manager,
        field officer,
        development officer, investment*, portfolio, relationship manager, extension officer, mobilizer, facilitator*,
        value chain, cluster*, m e, monitoring, technical assistance, attache, delegate, ambassador, envoy,
        representative office,
        projet*, programme*, partenariat*, coordin*, coordonn*, charge* de mission, charge e de mission,
        charges de mission, bailleurs,
        subvention*, adherent*, interlocut*, personne de contact, personne ressource, referent*, facilitat*,
        investissement*, suivi et evaluation,
        delegue*, animateur de filiere, animatrice de filiere,
        منسق*, تنسيق, ارتباط, مشروع, مشاريع, برنامج, برامج, شراكات, شراكه, صله وصل, جهه اتصال, استثمار*, ملحق,
        مندوب العلاقه, متابعه""",
    Seat.OTHER: """financ*, account, accountant*, accounting, accounts, bookkeep*, audit*, treasur*, controller,
        cfo, fc, payroll,
        credit, billing, invoic*, cashier, budget*, legal*, lawyer*, attorney, counsel, paralegal, it, ict,
        information tech*, information system*, software, developer,
        web, data, network, system*, cio, administrat*, admin*, secretar*, assistant*, pa, office, receptionist*,
        clerk*, intern, internship,
        trainee*, apprentice, consult*, advisor*, adviser*, advisory, expert, specialist, freelanc*, employee*,
        staff, worker, volunteer*, student*,
        retired, driver*, security guard, guard, cleaner, operator, member, other*, executive secretary, analyst*,
        statistic*,
        strategy, strategic, planning, risk, insurance, bank*, teller, family, translator*, librarian,
        financier*, financiere*, finance*, comptab*, compta, tresor*, controle de gestion, controleur, controleuse,
        commissaire aux comptes,
        aide comptable, daf, raf, juridi*, juriste*, avocat*, notaire, informati*, dsi, administratif*,
        administrative*, secretair*, assistante*, accueil, agent*,
        stagiaire*, apprenti*, consultant*, conseil*, expert*, employe*, salarie*, cadre*, benevole*, etudiant*,
        retraite*, chauffeur*, autre*, membre, analyste*,
        collaborat*, operateur, operatrice, gardien*, traduct*,
        محاسب*, محاسبه, مالي, ماليه, مدقق*, تدقيق, صندوق, امين صندوق, قانون*, محام*, معلوماتيه, معلومات, تكنولوجيا,
        نظم, برمج*, اداري*, اداره,
        سكرتير*, مساعد*, مكتب, استقبال, متدرب*, استشاري*, مستشار*, خبير*, موظف*, عامل*, متطوع*, طالب*, متقاعد*,
        سائق*, عضو*,
        اخري, اخر, غير ذلك, كاتب*, امين سر, امينه سر, محلل*, تخطيط, مخطط*, ترجمه, مترجم*""",
}
_RANKS: Mapping[Seat, str] = {
    Seat.LEAD: """manager*, mgr, director*, dir, head, chief, leader, boss, partner*, vp, avp, svp, evp, deputy,
        management,
        unit, department, dept, division, directeur*, directrice*, direction, cheffe, gestionnaire*, gestion,
        adjoint*, departement, unite, مدير*, مدراء, رئيس*, قائد*, نائب*""",
    Seat.OTHER: """executive, officer, in charge, responsible, responsable*, resp, charge*, team, specialist,
        مسؤول*, معاون*""",
}
_WEAK = (
    "partner",
    "delegate",
    "associe",
    "principal",
    "grower",
    "dirigeant",
    "chef",
    "technical assistance",
    "vice president*",
    "digital",
    "head of department",
    "department head",
    "chef de departement",
    "cheffe de departement",
    *map(fold, ("رئيس قسم", "رئيسة قسم", "رئيس دائرة", "رئيسة دائرة")),
)
"""Words that say little where a function stands beside them: "HR Business Partner", "chef de projet", "رئيس قسم
التصدير"."""
_HELPER = re.compile(
    r"\b(?:assistant\w*|secretar\w*|secretair\w*|pa|ea|office of|office manager|bureau|"
    r"(?:ال)?(?:مساعد|سكرتير)\w*|(?:ال)?مكتب)\b"
)
"""Who works for a lead is not one: "Assistant to the CEO"."""
_HONOURS = frozenset(
    fold("mr mrs ms miss dr doctor prof m mme mlle sir me maitre السيد السيده الانسه الدكتور د م").split()
)
_IDLE = frozenset(
    fold(
        """of the and to for in at a an la le les l de du des d et en au aux e s senior junior sr jr acting interim
        former associate asst dpty snr
        assoc sous the vice co regional national local group groupe corporate company societe entreprise cluster
        في من و على لدى عن ال شؤون قسم دائره شركه"""
    ).split()
)
_SHORT = {
    fold(short): fold(whole)
    for short, whole in (
        ("gen", "general"),
        ("gal", "general"),
        ("exec", "executive"),
        ("mktg", "marketing"),
        ("mkt", "marketing"),
        ("dev", "development"),
        ("comm", "communication"),
        ("fin", "finance"),
        ("acct", "accountant"),
        ("prod", "production"),
        ("mgmt", "management"),
        ("dir", "director"),
        ("mgr", "manager"),
    )
}
_LETTERS_ALONE = re.compile(r"\b\w(?: \w\b){1,4}")
_TYPO_FROM = 6
"""Letters from which on a word may have a slip of the hand in it."""
_ARABIC_STARTS = ("وال", "بال", "لل", "ال", "و", "ل", "ب")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words and phrases, by their first word; `whole` are the single words, against which typos are measured."""

    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Seat]]]
    stems: Sequence[tuple[str, Seat]]
    whole: Mapping[str, Seat]


def seat_of(title: str) -> Seat | None:
    """The seat that a title means; None for one that says nothing that is known, such as "Mr"."""
    return seat(title) or _meant(fold(title))


@lru_cache(maxsize=10_000)
def _meant(folded: str) -> Seat | None:
    words = _LETTERS_ALONE.sub(lambda found: found[0].replace(" ", ""), folded).split()
    spoken = [_SHORT.get(word, word) for word in folded.split()]
    if not spoken or set(spoken) <= _HONOURS:
        return None
    leads, functions = _found(spoken, _LEAD_WORDS), _found(spoken, _FUNCTION_WORDS)
    if words != spoken:
        # "C.E.O" has dots, "R&D" an ampersand: both readings count
        leads = leads or _found(words, _LEAD_WORDS)
        functions = functions or _found(words, _FUNCTION_WORDS)
    return _decided(folded, leads, functions) or _mistyped(words) or _ranked(spoken)


def _decided(
    folded: str, leads: Sequence[tuple[str, Seat]], functions: Sequence[tuple[str, Seat]]
) -> Seat | None:
    proper = [found for found in functions if found[1] is not Seat.OTHER]
    helps = _HELPER.search(folded) is not None
    if leads and helps and not _is_deputy(folded):
        return proper[0][1] if proper else Seat.OTHER
    if leads and (not proper or any(word not in _WEAK for word, _ in leads)):
        return Seat.LEAD
    seats = [found for word, found in proper if word not in _WEAK] or [found for _, found in proper]
    if Seat.EXPORT in seats and set(seats) <= {Seat.EXPORT, Seat.COMMERCIAL, Seat.PROCUREMENT, Seat.LIAISON}:
        return Seat.EXPORT
    if seats and (len(proper) == len(functions) or any(word not in _WEAK for word, _ in proper)):
        return seats[0]
    if functions:
        return Seat.OTHER
    return None


def _ranked(words: Sequence[str]) -> Seat | None:
    """What a rank means that stands alone: who manages, without a word of what, leads."""
    others = [word for word in words if word not in _IDLE and word not in _HONOURS]
    ranks = _found(others, _RANK_WORDS)
    return ranks[0][1] if ranks and len(ranks) == len(others) else None


def _is_deputy(folded: str) -> bool:
    """Whether somebody stands in for a lead, or is one who is called secretary."""
    return any(
        words in folded
        for words in (
            "assistant general manager",
            "assistant managing director",
            "secretary general",
            "general secretary",
            "secretaire general",
            "مساعد المدير العام",
            "مساعد مدير عام",
        )
    )


def _found(words: Sequence[str], known: _Words) -> list[tuple[str, Seat]]:
    """The known words among these, in their order; of two that begin at one place the longer phrase."""
    found: list[tuple[str, Seat]] = []
    place = 0
    while place < len(words):
        meant = _phrase(words, place, known) or _word(words[place], known)
        if meant is not None:
            found.append((meant[0], meant[1]))
            place += meant[2]
        else:
            place += 1
    return found


def _phrase(words: Sequence[str], place: int, known: _Words) -> tuple[str, Seat, int] | None:
    best: tuple[str, Seat, int] | None = None
    for start in _starts(words[place]):
        for phrase, meant in known.phrases.get(start, ()):
            said = words[place + 1 : place + len(phrase)]
            fits = len(said) == len(phrase) - 1 and all(map(_fits, said, phrase[1:]))
            if fits and (best is None or len(phrase) > best[2]):
                best = " ".join(phrase), meant, len(phrase)
    return best


def _fits(word: str, pattern: str) -> bool:
    return any(
        start.startswith(pattern[:-1]) if pattern.endswith("*") else start == pattern
        for start in _starts(word)
    )


def _word(word: str, known: _Words) -> tuple[str, Seat, int] | None:
    if word in _IDLE:
        return None
    for start in _starts(word):
        if (meant := known.whole.get(start)) is not None:
            return start, meant, 1
        best = max(
            ((stem, seat) for stem, seat in known.stems if start.startswith(stem)), key=_length, default=None
        )
        if best is not None:
            return *best, 1
    return None


def _length(found: tuple[str, Seat]) -> int:
    return len(found[0])


@lru_cache(maxsize=20_000)
def _starts(word: str) -> tuple[str, ...]:
    """A word as it is, and without what Arabic writes in front of it."""
    bare = (
        word.removeprefix(start)
        for start in _ARABIC_STARTS
        if word.startswith(start) and len(word) - len(start) > (1 if start == "ال" else 2)
    )
    return tuple(dict.fromkeys((word, *bare)))


def _mistyped(words: Sequence[str]) -> Seat | None:
    """A title none of whose words is known may have a slip of the hand in one."""
    corrected = [_corrected(word) for word in words]
    if corrected == list(words):
        return None
    leads, functions = _found(corrected, _LEAD_WORDS), _found(corrected, _FUNCTION_WORDS)
    return _decided(" ".join(corrected), leads, functions) or _ranked(corrected)


def _corrected(word: str) -> str:
    if len(word) < _TYPO_FROM:
        return word
    most = 1 if len(word) < 9 else 2
    nearest = min(_SPELLINGS, key=lambda known: OSA.distance(word, known, score_cutoff=most))
    return nearest if OSA.distance(word, nearest, score_cutoff=most) <= most else word


def _words(listed: Mapping[Seat, str]) -> _Words:
    phrases: dict[str, list[tuple[tuple[str, ...], Seat]]] = {}
    stems: list[tuple[str, Seat]] = []
    whole: dict[str, Seat] = {}
    for meant, text in listed.items():
        for entry in re.split(r"[,،]", text):
            words = tuple(
                part + "*" * (raw.endswith("*"))
                for raw in entry.split()
                for part in fold(raw.rstrip("*")).split()
            )
            if len(words) > 1:
                phrases.setdefault(words[0].rstrip("*"), []).append((words, meant))
            elif words and words[0].endswith("*"):
                stems.append((words[0][:-1], meant))
            elif words:
                whole.setdefault(words[0], meant)
    return _Words(MappingProxyType(phrases), tuple(stems), MappingProxyType(whole))


_LEAD_WORDS = _words({Seat.LEAD: _LEADS})
_FUNCTION_WORDS = _words(_FUNCTIONS)
_RANK_WORDS = _words(_RANKS)
_SPELLINGS = sorted(
    {
        word
        for known in (_LEAD_WORDS, _FUNCTION_WORDS, _RANK_WORDS)
        for word in (
            *known.whole,
            *(stem for stem, _ in known.stems),
            *(w.rstrip("*") for many in known.phrases.values() for one, _ in many for w in one),
        )
        if len(word) >= _TYPO_FROM - 1
    }
    | {
        "manager",
        "director",
        "directeur",
        "accountant",
        "oenologist",
        "agronomist",
        "purchasing",
        "procurement",
        "professor",
    }
)
