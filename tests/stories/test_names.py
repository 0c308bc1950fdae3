"""Names in both scripts: each reads a name in the script of their language."""

from __future__ import annotations

import pytest

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
        assert "Cedar Press" in str(bruno.buttons)
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
