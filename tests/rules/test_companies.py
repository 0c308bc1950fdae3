"""Kinds, sizes and sub-clusters are understood in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import (
    CERTIFICATIONS,
    DEFAULT_SUB_CLUSTERS,
    Kind,
    Size,
    founded_in,
    kind,
    size,
    size_of,
    sub_clusters,
)


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("enterprise", Kind.ENTERPRISE),
        ("Entreprise", Kind.ENTERPRISE),
        ("شركة", Kind.ENTERPRISE),
        ("pme", Kind.SME),
        ("Multinationale", Kind.MULTINATIONAL),
        ("شركة متعدّدة الجنسيات", Kind.MULTINATIONAL),
        ("Knowledge Provider", Kind.KNOWLEDGE_PROVIDER),
        ("knowledge-provider", Kind.KNOWLEDGE_PROVIDER),
        ("UNIVERSITE", Kind.KNOWLEDGE_PROVIDER),
        ("جامعه", Kind.KNOWLEDGE_PROVIDER),
        ("ONG", Kind.SUPPORT_INSTITUTION),
        ("جمعية", Kind.SUPPORT_INSTITUTION),
        ("Investisseur", Kind.INVESTOR),
        ("مستثمر", Kind.INVESTOR),
        ("airline", None),
        ("", None),
    ],
)
def test_kinds_by_their_wordings(worded: str, meant: Kind | None) -> None:
    assert kind(worded) == meant


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("micro", Size.MICRO),
        ("PETITE", Size.SMALL),
        ("moyenne", Size.MEDIUM),
        ("كبيرة", Size.LARGE),
        ("9", Size.MICRO),
        ("10", Size.SMALL),
        ("49", Size.SMALL),
        ("50", Size.MEDIUM),
        ("120", Size.MEDIUM),
        ("120.0", Size.MEDIUM),
        ("249", Size.MEDIUM),
        ("250", Size.LARGE),
        ("1,200", Size.LARGE),
        ("1 200 employés", Size.LARGE),
        ("٤٥ موظفًا", Size.SMALL),
        ("50 employees", Size.MEDIUM),
        ("50-249", Size.MEDIUM),
        ("50 – 250", Size.MEDIUM),
        ("entre 10 et 50", Size.SMALL),
        ("من 10 إلى 49", Size.SMALL),
        ("<10", Size.MICRO),
        ("less than 50", Size.SMALL),
        ("أقل من 10", Size.MICRO),
        (">249", Size.LARGE),
        ("≥ 250", Size.LARGE),
        ("250+", Size.LARGE),
        ("plus de 250", Size.LARGE),
        ("5-100", None),
        ("100-5", None),
        ("1 2 3", None),
        ("-5", None),
        ("1949-10-01", None),
        ("many", None),
        ("12 tons", None),
        ("", None),
    ],
)
def test_sizes_by_their_wordings_and_by_the_number_of_staff(worded: str, meant: Size | None) -> None:
    assert size(worded) == meant


@given(st.integers(min_value=0, max_value=900_000))
def test_a_bare_number_means_the_size_it_falls_in(staff: int) -> None:
    assert size(str(staff)) == size_of(staff)


@given(st.text())
def test_no_wording_breaks_the_readers(text: str) -> None:
    assert kind(text) in (None, *Kind)
    assert size(text) in (None, *Size)
    assert set(sub_clusters(text).keys) <= set(DEFAULT_SUB_CLUSTERS)


def test_sub_clusters_are_read_from_a_list_in_any_language() -> None:
    read = sub_clusters("Agri-Fresh; vin، الصناعات الغذائية / wine")
    assert read.keys == ("agri_fresh", "wine", "processing")
    assert read.unknown == ()


def test_an_unknown_sub_cluster_is_named() -> None:
    assert sub_clusters("wine, spaceships").unknown == ("spaceships",)


def test_sub_clusters_that_staff_added_count_and_those_they_removed_do_not() -> None:
    read = sub_clusters("Olive Oil; wine; snacks", known=("olive_oil", "wine"))
    assert read.keys == ("olive_oil", "wine")
    assert read.unknown == ("snacks",)


def test_a_label_with_a_separator_in_it_is_read_whole() -> None:
    assert sub_clusters("food/beverage", known=("food-beverage",)).keys == ("food-beverage",)


def test_certifications_have_slugs_that_fit_into_a_button() -> None:
    assert all(slug.isascii() and slug == slug.lower() and len(slug) <= 20 for slug in CERTIFICATIONS)
    assert len(set(CERTIFICATIONS.values())) == len(CERTIFICATIONS)


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1987", 1987),
        ("since 1987", 1987),
        ("عام ١٩٨٧", 1987),
        ("03/05/1987", 1987),
        ("2027", None),
        ("1987 or 1988", None),
        ("0987", None),
        ("87", None),
        ("19871", None),
    ],
)
def test_the_year_of_foundation_is_one_that_has_been(typed: str, year: int | None) -> None:
    assert founded_in(typed, 2026) == year
