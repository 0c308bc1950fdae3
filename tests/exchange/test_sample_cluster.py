"""The invented sample cluster is a roster like any other, and shows everything that a roster can hold."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import bot.demo
from bot.exchange.rosters import Roster, read_roster
from bot.rules.companies import CERTIFICATIONS, DEFAULT_SUB_CLUSTERS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.people import Seat
from bot.rules.words import fold

DEMO = Path(bot.demo.__file__).parent
ARABIC_LETTERS = {chr(code) for code in range(0x0621, 0x064B)}


@pytest.fixture(scope="module")
def cluster() -> Roster:
    return read_roster((DEMO / "cluster.csv").read_bytes(), "cluster.csv")


@pytest.fixture(scope="module")
def profiles() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads((DEMO / "profiles.json").read_text(encoding="utf-8"))
    return loaded


def is_arabic(text: str) -> bool:
    return bool(set(text) & ARABIC_LETTERS)


def test_every_row_is_good(cluster: Roster) -> None:
    assert cluster.problems == ()
    assert cluster.extra_columns == ("name_ar", "name_latin")


def test_there_are_24_companies_and_40_people_each_with_contacts_of_their_own(cluster: Roster) -> None:
    people = [row for row in cluster.rows if row.person]
    assert len({row.company for row in cluster.rows}) == 24
    assert len(people) == len({row.phone for row in people}) == len({row.email for row in people}) == 40
    assert None not in {value for row in people for value in (row.phone, row.email, row.role, row.language)}


def test_every_kind_size_sub_cluster_and_seat_appears(cluster: Roster) -> None:
    assert {row.kind for row in cluster.rows} == set(Kind)
    assert {row.size for row in cluster.rows} == set(Size)
    assert {slug for row in cluster.rows for slug in row.sub_clusters} == set(DEFAULT_SUB_CLUSTERS)
    assert {row.role for row in cluster.rows if row.role} == set(Seat)
    assert len({group for row in cluster.rows for group in row.groups}) >= 3


def test_the_languages_are_mixed_as_in_the_cluster(cluster: Roster) -> None:
    assert Counter(row.language for row in cluster.rows if row.person) == {"ar": 18, "fr": 12, "en": 10}


def test_names_are_in_the_script_of_their_language_and_in_arabic_too(cluster: Roster) -> None:
    for row in cluster.rows:
        assert is_arabic(row.company_ar or "")
        if row.person:
            assert is_arabic(row.person) == (row.language == "ar")
            assert is_arabic(row.extras["name_ar"])
            assert not is_arabic(row.extras.get("name_latin", row.person))


def test_a_search_without_the_hamza_finds_the_press(cluster: Roster) -> None:
    found = {row.company for row in cluster.rows if fold("الارز") in fold(row.company_ar or "")}
    assert found == {"Cedar Press"}


def test_nobody_real_can_be_written_to_or_called(cluster: Roster) -> None:
    for row in cluster.rows:
        assert (row.website or "").endswith(".example")  # RFC 2606: never registered
        if row.person:
            assert (row.email or "").endswith(".example")
            assert (row.phone or "")[5:].startswith("000")  # no Lebanese exchange begins with a zero


def test_every_company_has_a_profile_with_known_markets_and_certifications(
    cluster: Roster, profiles: dict[str, dict[str, Any]]
) -> None:
    assert set(profiles) == {row.company for row in cluster.rows}
    for profile in profiles.values():
        assert set(profile["markets"]) <= set(MARKETS)
        assert set(profile["certifications"]) <= set(CERTIFICATIONS)
        assert set(profile["languages"]) <= {"ar", "fr", "en"}
        assert profile["description"]
        assert profile["offers"]


def test_what_some_need_others_offer(profiles: dict[str, dict[str, Any]]) -> None:
    def words(text: str) -> set[str]:
        return {part.strip() for line in text.splitlines() for part in line.replace("،", ",").split(",")}

    offered = set().union(*(words(profile["offers"]) for profile in profiles.values()))
    matched = [name for name, profile in profiles.items() if words(profile["needs"]) & offered]
    assert len(matched) >= 20
