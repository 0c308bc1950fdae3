"""Diaries of missions: staff write the programme; those who travel get it in the morning, and keep their own notes."""

from __future__ import annotations

from bot.screens.diaries import RemoveNote
from bot.screens.mission_plans import OpenMissionPlan
from tests.stories.cast import Cluster
from tests.stories.test_leads import at_the_fair
from tests.stories.test_privacy import downloads, erases, knows_nothing_of


async def test_a_programme_is_written_told_in_the_morning_and_read_with_ones_own_notes(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Cedar Press")
    mission = await at_the_fair(cluster, amina)
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Programme")
    await owner.taps("Tue 24 Nov")
    await owner.taps("English")
    await owner.types("09:30 <Stand> opens\n15:00 Buyers")
    assert "✓ English: 09:30 <Stand> opens" in owner.screen
    await owner.taps("Back")
    assert "✓ Tue 24 Nov" in owner.buttons
    # On the first day they are told how leads are noted, on the next ones what is planned
    await cluster.passes(minutes=1)
    assert "send me the photo of each card" in amina.screen
    assert "Stand" not in amina.screen
    await cluster.passes(hours=20)
    assert "09:30 <Stand> opens" not in amina.screen
    await cluster.passes(hours=3)
    assert "☀️ Lebanon at Gulfood\nTuesday, 24 November 2026\n\n09:30 <Stand> opens" in amina.screen
    assert "Gulfood" not in samia.sees
    await cluster.passes(days=1)
    assert amina.sees.count("☀️") == 2  # nothing is planned on the third day
    await amina.taps("Diary")
    assert "Tuesday, 24 November 2026" in amina.screen
    first = amina.phone.send("Long queue at the gaet")
    await cluster.settled()
    await amina.types("Samples by Friday")
    amina.phone.edit(first, "Long queue at the gate")
    await cluster.settled()
    assert "📝 Samples by Friday\n📝 Long queue at the gate" in amina.screen
    amina.phone.send_photo(b"card")
    await cluster.settled()
    assert "Kept: lead 1" in amina.screen
    await amina.types("/leads")
    await amina.taps("Diary")
    assert "no programme for this day" in amina.screen  # Wednesday: today
    assert "on this day: 1" in amina.screen
    await amina.taps("← Tue")
    await amina.taps("Note 2")
    assert "Delete this note?\n\nLong queue at the gate" in amina.screen
    await amina.taps("Delete")
    assert "Long queue" not in amina.screen
    await samia.taps_data(RemoveNote(2, is_sure=True).pack())
    assert "does not exist any more" in samia.toasts[-1]


async def test_what_somebody_noted_is_theirs_to_see_and_goes_with_them_but_leads_stay_with_the_company(
    cluster: Cluster,
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Cedar Press")
    await at_the_fair(cluster, amina)
    await amina.types("/leads")
    await amina.types("Metro")
    await amina.taps("📇 Leads")
    await amina.taps("Diary")
    await amina.types("Long queue at the gate")
    stored = await downloads(amina)
    assert stored["leads_you_noted"][0]["name"] == "Metro"  # type: ignore[index]
    assert stored["your_diaries"][0]["words"] == "Long queue at the gate"  # type: ignore[index]
    await erases(amina)
    await knows_nothing_of(cluster, amina, "Amina")
    await samia.types("/leads")
    await samia.taps("All leads")
    await samia.taps("Metro")
    assert "by somebody who is no longer here" in samia.screen
