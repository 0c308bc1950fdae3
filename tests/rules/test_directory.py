"""A search finds whoever is meant, in any of the languages, however it is spelled, the likeliest first."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.directory import Directory, Hit, Listed, Mark, Spot, wanted

NAMES = ("name", "name_ar", "kind", "city", "products", "offers", "needs", "people")
LISTS = ("markets", "certifications")


def listed(name: str, *, number: int = 0, parts: str = "", **more: object) -> Listed:
    """A company as the directory reads it."""
    texts = {field: str(more.get(field, "")) for field in NAMES}
    codes = {field: json.dumps(more.get(field, [])) for field in LISTS}
    return Listed(id=number, **{**texts, **codes, "name": name}, sub_clusters=parts)


CLUSTER = (
    listed(
        "Cedar Press",
        name_ar="معاصر الأرز",
        people="Amina Haddad\nKarim Saliba",
        products="olive oil, olive soap",
        offers="contract bottling",
        needs="glass jars, distributors abroad",
        markets=["AE", "FR"],
        certifications=["iso_22000"],
        city="Koura",
        parts="processing",
    ),
    listed(
        "Domaine Wadi Nour",
        people="Georges Khoury",
        products="vins rouges, arak",
        needs="bouteilles en verre",
        markets=["FR"],
        city="Zahlé",
        parts="wine",
    ),
    listed(
        "بيت التغليف",
        people="نور صليبا",
        offers="تغليف، طباعة ملصقات",
        city="زحلة",
        parts="parallel_services",
    ),
    listed(
        "Bekaa Pack", people="Hadi Daher", offers="glass jars and bottles, cartons", parts="parallel_services"
    ),
    listed("Cedar Gourmet", people="Maya Aoun", products="jams", needs="packaging, labels", city="Jezzine"),
    listed("Rice & More", people="Rima Itani", products="أرز، برغل", city="Tripoli"),
    listed("Furn Bakery", people="Layla Sfeir"),
    listed("Jabal University", people="Elias Farah", kind="knowledge_provider", offers="laboratory analysis"),
)
DIRECTORY = Directory([one._replace(id=number) for number, one in enumerate(CLUSTER)])


def named(hits: Sequence[Hit]) -> list[str]:
    return [CLUSTER[hit.company_id].name for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Cedar Press", "Cedar Press"),
        ("cedarpress", "Cedar Press"),
        ("Cedr Pres", "Cedar Press"),
        ("press", "Cedar Press"),
        ("الارز", "Cedar Press"),
        ("معاصر ارز", "Cedar Press"),
        ("Amina", "Cedar Press"),
        ("hadad", "Cedar Press"),
        ("صليبا", "بيت التغليف"),
        ("olive oil", "Cedar Press"),
        ("زيت الزيتون", "Cedar Press"),
        ("huile d'olive", "Cedar Press"),
        ("red wine", "Domaine Wadi Nour"),
        ("ZAHLE", "Domaine Wadi Nour"),
        ("rice", "Rice & More"),
        ("riz", "Rice & More"),
        ("bocaux en verre", "Bekaa Pack"),
        ("embouteillage à façon", "Cedar Press"),
        ("Emirates", "Cedar Press"),
        ("الإمارات", "Cedar Press"),
        ("iso 22000", "Cedar Press"),
        ("جامعة", "Jabal University"),
        ("olive oil Haddad", "Cedar Press"),
        ("we are looking for somebody who sells jams in Jezzine", "Cedar Gourmet"),
        ("someone who makes glass jars for jam", "Bekaa Pack"),
        ("bouteilles en verre", "Bekaa Pack"),
        ("زيت", "Cedar Press"),
        ("zeit zeitoun", "Cedar Press"),
        ("3ara2", "Domaine Wadi Nour"),
        ("طرابلس", "Rice & More"),
        ("Trablous", "Rice & More"),
        ("جورج", "Domaine Wadi Nour"),
        ("Jirjis", "Domaine Wadi Nour"),
        ("Karimsaliba", "Cedar Press"),
    ],
)
def test_the_one_that_is_meant_comes_first(query: str, first: str) -> None:
    assert named(DIRECTORY.find(query))[:1] == [first]


@pytest.mark.parametrize("query", ["emballage", "packaging", "تغليف", "والتغليف", "packging"])
def test_a_thing_is_found_in_any_language_offers_before_needs(query: str) -> None:
    found = named(DIRECTORY.find(query))
    assert found[0] == "بيت التغليف"
    assert "Cedar Gourmet" in found


def test_kinds_of_a_thing_are_found_after_it_and_what_it_is_a_kind_of_after_those() -> None:
    rows = [
        listed("Wide", number=1, offers="تغليف"),
        listed("Sister", number=2, offers="étiquettes"),
        listed("Kind", number=3, offers="bouteilles PET"),
        listed("Itself", number=4, offers="plastic packaging"),
        listed("In need", number=5, needs="glass jars"),
    ]
    assert [hit.company_id for hit in Directory(rows).find("emballages plastiques")] == [4, 3, 1]
    first, *kinds = [hit.company_id for hit in Directory(rows).find("تغليف")]
    assert (first, sorted(kinds)) == (1, [2, 3, 4])


def test_names_come_before_goods_goods_before_places_and_who_looks_for_it_last() -> None:
    rows = [
        listed("In the place", number=1, city="Olive"),
        listed("In need", number=2, needs="olive"),
        listed("With goods", number=3, products="olive"),
        listed("Olive", number=4),
    ]
    assert [hit.company_id for hit in Directory(rows).find("olive")] == [4, 3, 1, 2]


def test_a_trade_in_a_name_is_understood_but_does_not_go_before_those_who_offer_it() -> None:
    assert named(DIRECTORY.find("boulangerie")) == ["Furn Bakery"]
    assert named(DIRECTORY.find("riz")) == ["Rice & More", "Cedar Press"]


def test_all_words_beat_some_and_those_with_few_are_left_out() -> None:
    assert named(DIRECTORY.find("olive soap glass jars"))[0] == "Cedar Press"
    found = named(DIRECTORY.find("olive oil bottling Amina Koura"))
    assert found == ["Cedar Press"]


def test_the_reason_is_said_when_it_is_not_the_name() -> None:
    first = DIRECTORY.find("glass jars")[0]
    assert first.why == (Mark(Spot.OFFERS, "glass jars and bottles"),)
    assert DIRECTORY.find("Bekaa Pack")[0].why == ()
    assert DIRECTORY.find("Elias")[0].why == (Mark(Spot.PERSON, "Elias Farah"),)
    assert DIRECTORY.find("France")[0].why == (Mark(Spot.MARKETS, "FR"),)


@pytest.mark.parametrize(
    "query", ["<b>", "</a>&amp;", "_*[", "\u202e", "\u200b\u200d", "🫒" * 100, "", " , ", "the", "22001"]
)
def test_what_means_nothing_finds_nothing(query: str) -> None:
    assert DIRECTORY.find(query) == []


def test_a_name_is_a_name_before_it_is_a_slip_of_something_else() -> None:
    rows = [
        listed("Citrus", number=1, products="mandarins, popcorn, salt"),
        listed("Of names", number=2, people="Youssef Karam\nBechara Nassar\nMelhem Zein Eddine"),
    ]
    for typed in ("يوسف", "بشارة", "ملحم", "Joseph", "Zeineddine", "زين الدين"):
        assert [hit.company_id for hit in Directory(rows).find(typed)] == [2], typed
    assert [hit.company_id for hit in Directory(rows[:1]).find("يوسف")] == []


def test_what_is_shown_is_the_thing_itself_before_what_is_made_of_it() -> None:
    rows = [listed("Mill", number=1, products="صابون بزيت الزيتون، زيت زيتون بكر ممتاز")]
    for typed in ("زيت زيتون", "زيت", "olive oil"):
        assert Directory(rows).find(typed)[0].why == (Mark(Spot.PRODUCTS, "زيت زيتون بكر ممتاز"),), typed


def test_a_short_word_is_not_another_one() -> None:
    rows = [listed("Vine", number=1), listed("Wine", number=2), listed("22000", number=3)]
    assert [hit.company_id for hit in Directory(rows).find("wine")] == [2]
    assert Directory(rows).find("22001") == []


@settings(max_examples=50)
@given(st.text(max_size=100))
def test_any_query_finds_companies_of_the_directory_once_each(query: str) -> None:
    found = [hit.company_id for hit in DIRECTORY.find(query)]
    assert len(found) == len(set(found))
    assert set(found) <= set(range(len(CLUSTER)))


def test_what_is_wanted_most_comes_first() -> None:
    assert wanted(CLUSTER)[0][1] >= wanted(CLUSTER)[-1][1]
    assert dict(wanted(CLUSTER))["packaging"] == 1
    assert "olive_oil" not in dict(wanted(CLUSTER)), "it is offered, not wanted"


def test_a_town_is_no_name_of_a_person_that_it_resembles() -> None:
    rows = (
        listed("Conserverie", number=0, city="Saïda", people="مارك زيدان"),
        listed("Furn", number=1, people="Zeidan Sfeir"),
    )
    (hit,) = Directory(rows).find("Sidon")
    assert (hit.company_id, [mark.spot for mark in hit.why]) == (0, [Spot.CITY])
    assert [hit.company_id for hit in Directory(rows).find("Zeidan")] == [1, 0]


@pytest.mark.parametrize("query", ["تمويل", "financement", "funding"])
def test_who_looks_for_a_kind_of_it_is_found_where_nobody_else_is(query: str) -> None:
    needy = listed("Rafqa", number=0, needs="رأسمال للنمو")
    assert [hit.company_id for hit in Directory([needy]).find(query)] == [0]
    bank = listed("Masraf", number=1, offers="access to financing")
    assert [hit.company_id for hit in Directory([needy, bank]).find(query)] == [1]


@pytest.mark.parametrize("query", ["زيت", "زيوت", "huile", "huiles", "oil"])
@pytest.mark.parametrize("needs", ["زيت زيتون", "huile d'olive vierge extra", "extra-virgin olive oil"])
def test_who_looks_for_what_is_called_so_is_found_in_any_language(query: str, needs: str) -> None:
    press = listed("Press", number=0, products="olive oil")
    needy, packer = listed("Sauces", number=1, needs=needs), listed("Packer", number=2, needs="أوعية زجاجية")
    assert [hit.company_id for hit in Directory([press, needy, packer]).find(query)] == [0, 1]
    rafqa = listed("Rafqa", number=3, offers="packaging")
    assert [hit.company_id for hit in Directory([packer, rafqa]).find("emballages")] == [3], (
        "jars are not called so"
    )
