"""Staff keep groups: who is in them, who leads them, what they are called in each language."""

from __future__ import annotations

from sqlalchemy import select

from bot.i18n import speaking
from bot.models.groups import Group, group_companies, group_leads, group_people
from bot.rules.audiences import Audience, Sign
from bot.screens.audiences import in_words
from bot.services import audiences
from tests.stories.cast import Cluster


async def test_a_committee_is_founded_filled_led_named_and_written_to(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Bruno Karam", "Karam Estates")
    await owner.types("/groups")
    await owner.taps("New group")
    await owner.types("🧪🧪")
    assert "A name has letters or digits" in owner.screen
    await owner.types("R&D committee")
    await owner.taps("Add or remove")
    await owner.types("amina")
    await owner.taps("Amina Haddad")
    assert "✓ 👤 Amina Haddad" in owner.buttons
    await owner.types("karam estates")
    await owner.taps("🏢 Karam Estates")
    await owner.taps("Done")
    assert "1 person · 1 company with all their people" in owner.screen
    await owner.taps("Amina Haddad")
    await owner.taps("Heads the group")
    assert "Headed by: Amina Haddad" in owner.screen
    assert "🏢 company · ⭐ heads it" in owner.screen
    await owner.taps("العربية")
    await owner.types("لجنة البحث والتطوير")
    async with cluster.database.reading() as session:
        group = (await session.scalars(select(Group))).one()
        reach = await audiences.reach(session, Audience.parse("group=R&D committee"))
        assert (await session.execute(select(group_leads.c.group_id))).all() == [(group.id,)]
        with speaking("ar"):
            (option,) = await audiences.options(session, "group")
            chosen = Audience().put("group", option, Sign.IN)
            assert option.label == "لجنة البحث والتطوير"
            assert "لجنة البحث والتطوير" in in_words(chosen)
        with speaking("fr"):
            assert "R&amp;D committee" in in_words(chosen)
    assert group.names == {"ar": "لجنة البحث والتطوير"}
    assert reach.people == 2, "the company stands for its people"
    await owner.types("/members")
    await owner.types("amina")
    await owner.taps("Amina Haddad")
    assert "Groups: R&D committee" in owner.screen
    await owner.types("/groups")
    await owner.taps("R&D committee (2)")
    await owner.taps("Amina Haddad")
    await owner.taps("Take out of the group")
    assert "Headed by: –" in owner.screen
    await owner.taps("Dissolve the group")
    await owner.taps("Dissolve")
    assert "There is no group yet" in owner.screen
    async with cluster.database.reading() as session:
        for table in (Group.__table__, group_people, group_companies, group_leads):
            assert (await session.execute(select(table))).all() == []
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "the group R&D committee dissolved" in owner.screen
