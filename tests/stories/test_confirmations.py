"""Twice a year members are asked whether their profile is still right, and not more often."""

from __future__ import annotations

import pytest

from tests.stories.cast import Cluster, person_of


@pytest.mark.both_databases
async def test_a_profile_is_asked_about_after_half_a_year_and_confirmed_in_one_tap(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.passes(days=179)
    assert "still right" not in amina.sees
    await cluster.passes(days=1, hours=12)
    await cluster.passes(hours=12)
    assert amina.sees.count("Is your profile still right, Amina Haddad?") == 1
    await amina.taps("All still right")
    assert "Thank you" in amina.screen
    assert (await person_of(amina)).confirmed_at is not None
    await cluster.passes(days=100)
    assert "still right" not in amina.sees


@pytest.mark.both_databases
async def test_nobody_is_asked_twice_in_a_period(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.passes(days=181)
    for _day in range(3):
        await cluster.passes(days=1)
    await cluster.passes(days=95)  # by now the record of the message is gone
    assert amina.sees.count("still right") == 1
    await cluster.passes(days=90)
    assert amina.sees.count("still right") == 2


async def test_whoever_changed_something_is_not_asked(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.passes(days=100)
    await amina.taps("My profile")
    await amina.taps("Role")
    await amina.taps("Export")
    await cluster.passes(days=100)
    assert "still right" not in amina.sees
    await cluster.passes(days=81)
    assert "still right" in amina.sees


async def test_quiet_hours_are_kept_and_a_confirmation_meanwhile_counts(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    await cluster.passes(days=180, hours=11)  # ten in the evening in Beirut
    assert "still right" not in amina.sees + bruno.sees
    await bruno.taps("My profile")
    await bruno.taps("Role")
    await bruno.taps("Export")
    await cluster.passes(hours=12)
    assert "still right" in amina.sees
    assert "still right" not in bruno.sees


async def test_change_it_leads_to_the_profile(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.passes(days=181)
    await amina.taps("Change it")
    assert "My profile" in amina.screen


async def test_whoever_left_or_blocked_the_bot_is_not_asked(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    await amina.types("/settings")
    await amina.taps("Leave the bot")
    await amina.taps("Leave")
    bruno.phone.block()
    await cluster.passes(days=181)
    assert "still right" not in amina.sees + bruno.sees
