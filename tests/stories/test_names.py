"""Names in both scripts: each reads a name in the script of their language."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.rules.fields import Field
from bot.screens.fields import AcceptSpelling
from tests.stories.asking import asks, two
from tests.stories.cast import Cluster, person_of


@pytest.mark.both_databases
async def test_a_name_in_both_scripts_is_read_in_the_readers_and_found_by_either(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, asker="fr", other="ar")
    await amina.types("/profile")
    await amina.taps("Nom dans l’autre écriture")
    await amina.types("Amina H.")
    assert "la même écriture que Amina Haddad" in amina.sees
    await amina.types("أمينة حدّاد")
    assert "أمينة حدّاد" in amina.screen
    await asks(cluster, amina, "Bruno Karam", "Leur acheter", "Envoyer")
    assert "أمينة حدّاد" in bruno.screen
    assert "Amina Haddad" not in bruno.screen
    await bruno.taps("نعم")
    await cluster.passes(seconds=1)
    assert "أمينة حدّاد" in bruno.sees
    for query in ("أمينة حداد", "amina haddad"):
        await bruno.types(query)
        assert "Cedar Press" in bruno.screen
    rima = await cluster.owner()
    await rima.types("/meetings")
    await rima.taps("Introduce two members")
    await rima.types("حداد")
    assert "Amina Haddad" in str(rima.buttons)
    assert (await person_of(amina)).name == "Amina Haddad"


async def test_staff_write_the_other_name_into_a_record_and_empty_it(cluster: Cluster) -> None:
    rima = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await rima.types("/members")
    await rima.types("Amina Haddad")
    await rima.taps("Amina Haddad")
    await rima.taps("Change")
    await rima.taps("Name in the other script")
    await rima.types("أمينة حدّاد")
    assert (await person_of(amina)).other_name == "أمينة حدّاد"
    await rima.taps("Name in the other script")
    await rima.taps("Remove")
    assert (await person_of(amina)).other_name == ""


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("language", "name", "proposed", "asked"),
    [
        ("en", "Amina Haddad", "أمينة حداد", "In Arabic letters"),
        ("fr", "Amina Haddad", "أمينة حداد", "En lettres arabes"),
        ("ar", "أمينة حدّاد", "Amina Haddad", "بالأحرف اللاتينية"),
    ],
)
async def test_a_name_in_the_other_script_is_proposed_and_kept_by_a_tap_alone(
    cluster: Cluster, language: str, name: str, proposed: str, asked: str
) -> None:
    amina = cluster.visitor("Amina", language)
    await amina.opens(await cluster.expects(name, "Cedar Press", language=language))
    for label in ({"ar": "العربية", "fr": "Français", "en": "English"}[language], "✅"):
        await amina.taps(label)
    assert asked in amina.screen
    assert (await person_of(amina)).other_name == ""
    await amina.taps(f"✅ {proposed}")
    assert (await person_of(amina)).other_name == proposed
    assert asked not in amina.screen
    await amina.taps_data(AcceptSpelling(Field.OTHER_NAME, 12345).pack())
    assert (await person_of(amina)).other_name == proposed


async def test_a_company_has_its_arabic_name_by_a_tap_and_staff_its_latin_one(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Vetro Glass")
    rima = await cluster.owner()
    await cluster.welcomes("Bruno Karam", "بيت الكرم")

    async def names() -> list[tuple[str, str]]:
        async with cluster.database.reading() as session:
            rows = await session.execute(select(Company.name, Company.name_ar).order_by(Company.id))
            return [(row.name, row.name_ar) for row in rows]

    await amina.types("/company")
    (stale,) = [amina.button(label)[1] for label in amina.buttons[:1]]
    await amina.taps("Write it otherwise")
    assert "Type your company's name in Arabic script" in amina.screen
    await amina.taps("✅ ")
    assert (await names())[0] == ("Vetro Glass", "فترو غلاس")
    await amina.taps_data(stale)
    await amina.types("/company")
    assert not any("فترو" in label for label in amina.buttons)

    await rima.types("/members")
    for step in ("بيت الكرم",):
        await rima.types(step)
        await rima.taps(step)
    await rima.taps("Change")
    assert "In Latin letters" in rima.screen
    await rima.taps("✅ ")
    (latin,) = [one for one in await names() if one[1] == "بيت الكرم"]
    assert "Karam" in latin[0]
    assert "In Latin letters" not in rima.screen
