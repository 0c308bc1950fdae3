"""The trade's words are understood in three languages, as people type them, and nothing else is invented."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.concepts import (
    ChainStage,
    akin,
    broader,
    concepts,
    meanings,
    name_of,
    narrower,
    stages_of,
    understood,
)
from bot.rules.words import Recognised, fold, split_list

PROFILES = json.loads((Path(__file__).parents[2] / "bot" / "demo" / "profiles.json").read_text("utf-8"))
LISTS = [
    pytest.param(profile[field], id=f"{company}: {field}")
    for company, profile in PROFILES.items()
    for field in ("products", "offers", "needs")
    if profile[field]
]

PIECES = ["olive", "oil", "وزيت", "huile", "d'", "'ail,", "بال", "thé", "s", "x", "ال"]

# English, French and Arabic as members would type them
SAME = {
    "olive_oil": ("extra-virgin olive oil", "huile d’olive vierge", "زيت زيتون"),
    "wine": ("red wines", "Vins rouges", "النبيذ"),
    "arak": ("Arak", "arak", "العرق البلدي"),
    "labneh": ("Labneh", "labné", "لبنة"),
    "tahini": ("tahini", "crème de sésame", "طحينة"),
    "flour": ("flour", "farine", "طحين"),
    "zaatar": ("za'atar", "thym", "زعتر"),
    "chickpeas": ("chickpeas", "pois chiches", "حمص حب"),
    "molasses": ("pomegranate molasses", "mélasse de grenade", "دبس الرمان"),
    "orange_blossom_water": ("orange blossom water", "eau de fleur d'oranger", "ماء الزهر"),
    "nuts": ("raw nuts", "fruits à coque", "مكسّرات"),
    "roasted_nuts": ("roasted nuts", "fruits secs grillés", "مكسّرات محمّصة"),
    "dried_fruit": ("dried figs", "figues sèches", "تين مجفّف"),
    "tea": ("tea", "du thé", "الشاي"),
    "potatoes": ("a potato", "pommes de terre", "البطاطا"),
    "avocados": ("avocado", "avocats", "أفوكادو"),
    "seeds": ("vegetable seeds", "semences", "بذور"),
    "flavours": ("flavors", "arômes", "نكهات"),
    "glass_jars": ("jars", "bocal en verre", "مرطبان"),
    "labels": ("printed labels", "étiquettes", "ملصقات"),
    "cartons": ("export cartons", "cartons", "كراتين"),
    "cold_rooms": ("cold rooms", "chambre froide", "غرف التبريد"),
    "contract_manufacturing": ("private label", "fabrication à façon", "تصنيع لحساب الغير"),
    "refrigerated_transport": ("the cold chain", "chaîne du froid", "النقل المبرّد"),
    "customs_clearance": ("customs clearance", "dédouanement", "تخليص جمركي"),
    "distributors": ("a distributor", "distributeur", "موزّعين"),
    "trade_fairs": ("trade fairs", "salons", "المعارض"),
    "haccp": ("HACCP", "plan HACCP", "الهاسب"),
    "residue_testing": ("pesticide residues", "résidus de pesticides", "بقايا المبيدات"),
    "interns": ("internships", "stagiaire", "متدرّب"),
    "rnd": ("R&D", "recherche et développement", "البحث والتطوير"),
    "investment": ("an investor", "capital-risque", "مستثمر"),
    "grants": ("grants", "subvention", "منح"),
}

# What readers of the three languages once saw something else for, or nothing
MISTAKEN = {
    "savoury_pastries": ("معجنات", "فطائر", "مناقيش", "manakish", "سمبوسك"),
    "liquorice": ("عرق سوس", "liquorice", "réglisse"),
    "kosher_certification": ("kosher", "كوشر", "casher"),
    "finance": ("تمويل", "financement", "financing"),
    "beverages": ("مشروبات", "boissons", "beverages"),
    "kaak": ("كعك", "rusks", "toast", "biscottes"),
    "sesame": ("sesame", "سمسم"),
    "compressors": ("compressors", "compresseurs", "كومبريسور"),
    "pest_control": ("pest control", "dératisation", "مكافحة الحشرات"),
    "distillation": ("distillation", "extraction", "تقطير"),
    "bags": ("bags", "sacs", "أكياس"),
    "chickpeas_or_hummus": ("حمص",),
    "onions_garlic": ("ail", "de l’ail", "des ails"),
    "vegetables": ("haricots verts", "green beans", "لوبية", "okra", "بامية", "sweet corn"),
    "leafy_greens": ("سلق", "ملوخية"),
    "peppers": ("فلفل حار",),
    "exotic_fruit": ("prickly pears", "figues de Barbarie", "صبير"),
    "seeds": ("graines potagères",),
    "sugar": ("sucre glace",),
    "oils": ("oil", "huile", "زيت", "زيوت"),
    "flowers": ("cut flowers", "fleurs coupées", "أزهار قطف"),
    "awarma": ("قاورما",),
    "pears_quinces": ("نجاص",),
    "tea": ("متة",),
    "bulk_containers": ("حاويات للسوائب", "caisses-outres"),
}
SHOWN = {
    "pectin": ("gelling agents", "gélifiants", "مواد هلامية"),
    "FSSC 22000": ("food safety certificates", "certificats de sécurité alimentaire", "شهادات سلامة الغذاء"),
    "maamoul": ("Arabic sweets", "pâtisseries orientales", "حلويات عربية"),
    "lemonade": ("soft drinks", "boissons rafraîchissantes", "مرطبات"),
}


def test_every_concept_has_a_name_in_each_language() -> None:
    assert len(concepts()) >= 150
    for concept in concepts().values():
        assert all(concept.names[language].strip() for language in ("en", "fr", "ar")), concept.key
    assert {concept.stage for concept in concepts().values()} == set(ChainStage)


def test_no_two_concepts_share_a_name_or_a_wording() -> None:
    worded = Counter(
        wording
        for concept in concepts().values()
        for wording in {fold(wording) for wording in concept.wordings}
    )
    assert [wording for wording, times in worded.items() if times > 1] == []


def test_what_something_is_a_kind_of_is_a_concept_too_and_never_itself() -> None:
    for concept in concepts().values():
        assert broader(concept.key) <= concepts().keys()
        assert concept.key not in broader(concept.key)
        assert all(concept.key in broader(kind) for kind in narrower(concept.key))


def test_a_thing_is_akin_to_its_kinds_and_to_what_it_is_a_kind_of_but_not_to_its_sisters() -> None:
    assert {"packaging", "glass_jars"} <= akin("glass_jars")
    assert {"packaging", "plastic_packaging", "pet_bottles", "glass_jars"} <= akin("packaging")
    assert {"packaging", "plastic_packaging"} <= akin("pet_bottles")
    assert "labels" not in akin("glass_jars")
    assert akin("~own words") == {"~own words"}


def test_every_wording_means_its_own_concept_and_no_other() -> None:
    # Stronger than no shared wordings: none may be lost to a plural, a prefix or a longer neighbour either
    wrong = {
        wording: understood(wording).keys
        for concept in concepts().values()
        for wording in concept.wordings
        if understood(wording).keys != (concept.key,)
    }
    assert wrong == {}


@pytest.mark.parametrize("listed", LISTS)
def test_the_sample_cluster_is_understood(listed: str) -> None:
    assert len(understood(listed).unknown) <= len(split_list(listed)) / 10


@pytest.mark.parametrize(("key", "worded"), SAME.items(), ids=SAME)
def test_three_languages_mean_the_same(key: str, worded: tuple[str, str, str]) -> None:
    assert [understood(wording).keys for wording in worded] == [(key,)] * 3


@pytest.mark.parametrize(("key", "worded"), MISTAKEN.items(), ids=MISTAKEN)
def test_nothing_is_taken_for_something_else(key: str, worded: tuple[str, ...]) -> None:
    assert {wording: understood(wording).keys for wording in worded} == dict.fromkeys(worded, (key,))


@pytest.mark.parametrize(("typed", "names"), SHOWN.items(), ids=SHOWN)
def test_a_name_is_not_narrower_than_what_it_stands_for(typed: str, names: tuple[str, ...]) -> None:
    (key,) = understood(typed).keys
    assert tuple(name_of(key, language) for language in ("en", "fr", "ar")) == names


def test_kinds_of_one_thing_are_found_by_its_name() -> None:
    kinds = {
        "oils": {"olive_oil", "vegetable_oils"},
        "stone_fruit": {"apricots", "cherries"},
        "cereals": {"rice", "bulgur", "freekeh"},
        "chickpeas_or_hummus": {"hummus", "chickpeas"},
        "finance": {"loans", "grants", "investment", "leasing"},
        "bags": {"paper_bags", "pouches", "vacuum_bags"},
        "beverages": {"juice", "water", "soft_drinks", "tea", "coffee", "syrups"},
    }
    assert {key: narrower(key) & kinds[key] for key in kinds} == kinds
    assert "snacks" not in broader("nuts")


@pytest.mark.parametrize("prefix", ["", "ال", "و", "ب", "ل", "لل", "وال", "بال", "ولل"])
def test_arabic_prefixes_change_nothing(prefix: str) -> None:
    assert understood(f"{prefix}زعتر").keys == ("zaatar",)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("ورق", ()),  # paper begins with the letter of "and"
        ("لبن", ("yoghurt",)),  # not "for coffee" (بن)
        ("بذور", ("seeds",)),
        ("الألبان", ("dairy",)),
        ("سماق وزعتر", ("sumac", "zaatar")),
        ("طحينة، طحين", ("tahini", "flour")),
    ],
)
def test_letters_that_are_no_prefix_stay(typed: str, keys: tuple[str, ...]) -> None:
    assert understood(typed).keys == keys


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("jar", "jars"),
        ("cherry", "cherries"),
        ("tomato", "tomatoes"),
        ("glass bottle", "glass bottles"),
        ("vin", "vins"),
        ("gâteau", "gâteaux"),
        ("pêche", "pêches"),
        ("مورّد", "مورّدون"),
        ("مختبر", "مختبرات"),
        ("مزارع", "المزارعين"),
    ],
)
def test_one_and_many_are_the_same(one: str, many: str) -> None:
    assert understood(one).keys == understood(many).keys != ()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("oliv oil", "olive_oil"),
        ("huille d'olive", "olive_oil"),
        ("choclate", "chocolate"),
        ("biscutis", "biscuits"),
        ("distributers", "distributors"),
        ("emabllage", "packaging"),
        ("istributeur", "distributors"),
        ("برتغال", "citrus"),
        ("شوكلاتة", "chocolate"),
        ("زجاجت", "glass_bottles"),
    ],
)
def test_one_slip_is_forgiven(typed: str, key: str) -> None:
    assert understood(typed).keys == (key,)


@pytest.mark.parametrize(
    "sentence",
    [
        "Contact us later for better figures",
        "we can apply this on a large scale, up to date",
        "mais nous cherchons à faire mieux, n'importe quand",
        "the company is in the search for a state of the art",
        "هذا مشروع قيد المراجعة والمتابعة، خلال دقيقة",
        "ovlvie iol",
        "المراجعة",
        "wien",
    ],
)
def test_everyday_words_and_two_slips_are_not_taken_for_the_trade(sentence: str) -> None:
    assert understood(sentence).keys == ()


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("we look for glass jars and a distributor in the Gulf", ("glass_jars", "distributors")),
        ("Nous cherchons des bocaux en verre et un distributeur", ("glass_jars", "distributors")),
        ("نبحث عن أوعية زجاجية وعن موزّع في الخليج", ("glass_jars", "distributors")),
        ("زجاجات وأوعية زجاجية", ("glass_bottles", "glass_jars")),
        ("olives, olive oil; soap / olives", ("olives", "olive_oil", "soap")),
        ("analyse des résidus de pesticides", ("residue_testing",)),
        ("by-products of our products", ("waste_valorisation",)),
    ],
)
def test_lists_and_sentences_give_each_concept_once_in_order(typed: str, keys: tuple[str, ...]) -> None:
    assert understood(typed).keys == keys


def test_what_is_not_understood_is_told_by_its_part() -> None:
    assert understood("honey, Zorglub 3000؛ bread").unknown == ("Zorglub 3000",)


def test_members_with_the_same_own_words_still_meet() -> None:
    assert meanings("Honey; Crème Zorglub!") & meanings("zorglub, creme ZORGLUB") == {"~creme zorglub"}
    assert meanings("عسل, honey") == {"honey"}
    assert meanings("!!!, ؛") == frozenset()


def test_places_in_the_value_chain_come_from_the_concepts() -> None:
    assert stages_of(["labels", "olives", "~creme zorglub"]) == {ChainStage.PACKAGING, ChainStage.FARMING}


def test_meanings_are_named_in_the_readers_language() -> None:
    assert [name_of("honey", language) for language in ("en", "fr", "ar", "hy")] == [
        "honey",
        "miel",
        "عسل",
        "honey",
    ]
    assert name_of("~creme zorglub", "fr") == "creme zorglub"


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "<b>" * 200,
        "\u202eolive oil\u202c",
        "\ud800é",
        "🍷" * 4096,
        " ,;/|،\n" * 500,
        "و" * 9000,
        "ات" * 25_000,
        "qwertzy " * 6250,
        "olive oil, " * 4600,
        ", ".join(f"wrod{n}ing" for n in range(4000)),
    ],
    ids=lambda hostile: f"{hostile[:7]!r} × {len(hostile)}",
)
def test_of_hostile_text_only_what_is_of_the_trade_is_read(hostile: str) -> None:
    assert set(understood(hostile).keys) <= {"olive_oil", "olives"}
    assert len(meanings(hostile)) < 1000


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_gives_known_keys_once_and_parts_of_itself(text: str) -> None:
    recognised = understood(text)
    assert len(set(recognised.keys)) == len(recognised.keys)
    assert set(recognised.keys) <= set(concepts())
    assert set(recognised.unknown) <= set(split_list(text))


@given(st.lists(st.sampled_from(sorted(concepts())), min_size=1, max_size=8, unique=True), st.data())
def test_a_list_of_wordings_gives_their_concepts(keys: list[str], data: st.DataObject) -> None:
    worded = [data.draw(st.sampled_from(concepts()[key].wordings)) for key in keys]
    assert understood(", ".join(worded)) == understood("\n".join(worded)) == Recognised(tuple(keys))
