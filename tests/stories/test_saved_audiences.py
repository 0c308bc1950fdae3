"""Audiences of several parts, with some left out; saved under names, chosen again, and what becomes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.broadcasts import Broadcast
from bot.models.groups import Group, group_people
from bot.models.people import Person
from bot.models.saved_audiences import SavedAudience
from bot.rules.companies import Size
from tests.stories.broadcasting import appoints_editor, writes
from tests.stories.cast import Cluster

WORDS = {
    "en": (
        "Company size",
        "Large",
        "Group",
        "✗ Board",
        "but not Group: Board",
        "Or also",
        "Back",
        "Saved audience",
    ),
    "fr": (
        "Taille",
        "Grande",
        "Groupe",
        "✗ Board",
        "Groupe, sauf\N{NO-BREAK SPACE}: Board",
        "Ou aussi",
        "Retour",
        "Sélection",
    ),
    "ar": (
        "حجم الشركة",
        "كبيرة",
        "المجموعة",
        "✗ Board",
        "المجموعة، ما عدا: Board",
        "أو أيضًا",
        "رجوع",
        "محفوظ",
    ),
}


async def some_companies(cluster: Cluster) -> None:
    """Amina and Bruno of a large company, of whom Bruno is on the board; Carla of a small one."""
    await cluster.welcomes("Amina Haddad", "Cedar Press", size=Size.LARGE)
    bruno = await cluster.welcomes("Bruno Karam", "Cedar Press", size=Size.LARGE)
    await cluster.welcomes("Carla Saab", "Saab Jams", size=Size.SMALL)
    async with cluster.database.transaction() as session:
        board = Group(name="Board", key="board")
        session.add(board)
        await session.flush()
        person = await session.scalar(select(Person).where(Person.telegram_id == bruno.id))
        await session.execute(group_people.insert().values(group_id=board.id, person_id=person.id))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_these_but_not_those_or_others_too(cluster: Cluster, language: str) -> None:
    size, large, group, crossed, but_not, also, back, saved = WORDS[language]
    owner = await cluster.owner(language)
    await some_companies(cluster)
    await owner.types("/broadcast")
    await owner.taps("👥")
    await owner.taps(size)
    await owner.taps(large)
    assert "✓" in owner.screen, "what taps do is said"
    await owner.taps(back)
    await owner.taps(group)
    await owner.taps("Board")
    await owner.taps("✓ Board")
    assert crossed in owner.buttons
    assert but_not in owner.screen
    await owner.taps(back)
    before = owner.screen
    await owner.taps(also)
    assert before.split("\n\n")[1] in owner.screen, "a part in which nothing is chosen adds nobody"
    await owner.taps(size)
    await owner.taps({"en": "Small", "fr": "Petite", "ar": "صغيرة"}[language])
    async with cluster.database.reading() as session:
        stored = (await session.get_one(Broadcast, 1)).audience
    assert stored["out"] == {"group": ["Board"]}
    assert stored["or"] == [{"size": ["small"]}]
    await owner.taps(back)
    assert {"en": "You are choosing part 2", "fr": "la partie 2", "ar": "الجزء 2"}[language] in owner.screen
    await owner.taps("➖")
    assert "2" not in owner.screen.split("\n\n")[2], "the second part is gone"
    await owner.taps("💾")
    await owner.types("Exporters, large")
    assert "💾" in owner.screen
    assert "Exporters, large" in owner.screen
    await owner.taps(saved)
    await owner.taps("Exporters, large")
    await owner.taps("✓ Exporters, large")
    assert "✗ Exporters, large" in owner.buttons
    await owner.taps("✏️")
    await owner.taps("Exporters, large")
    assert "Exporters, large" in owner.screen
    await owner.taps("🗑")
    assert {"en": "1 broadcast", "fr": "1 annonce", "ar": "إعلان واحد"}[language] in owner.screen.replace(
        "\xa0", " "
    )
    await owner.taps({"en": "Delete it", "fr": "Supprimer", "ar": "حذف"}[language])
    await owner.types("/broadcast")
    await owner.taps("✏️")
    await owner.taps("👥")
    assert "Exporters, large" in owner.screen, "there it keeps its meaning"


@pytest.mark.both_databases
async def test_a_saved_audience_is_copied_shown_to_all_editors_and_taken_as_it_is_now(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    await some_companies(cluster)
    rami = cluster.visitor("Rami")
    await rami.opens()
    await appoints_editor(owner, rami)
    await writes(owner, en="Harvest")
    await owner.taps("Audience")
    await owner.taps("Company size")
    await owner.taps("Small")
    await owner.taps("Back")
    await owner.taps("Save this choice")
    await owner.types("Small ones")
    await owner.taps("Everybody")
    await owner.taps("Saved audience")
    await owner.taps("Small ones")
    assert "• Saved audience: Small ones" in owner.screen
    assert "It reaches 1 person" in owner.screen
    assert "keeps the meaning that it has now" in owner.screen

    await rami.types("/audiences")
    await rami.taps("Small ones")
    assert "• Company size: Small" in rami.screen
    await rami.taps("Change whom it means")
    await rami.taps("Company size")
    await rami.taps("Large")
    await rami.taps("Back")
    assert not any("Saved audience (" in label for label in rami.buttons)
    await rami.taps("Saved audience")
    assert "There is nothing to choose from yet" in rami.screen, "it is not offered for itself"
    await rami.taps_data("Cv:saved:1:saved:1:i")
    assert "cannot stand in itself" in rami.toasts[-1]

    await owner.taps("Back")
    assert "⚠️ Small ones was changed since it was chosen here" in owner.screen
    assert "It reaches 1 person" in owner.screen
    await owner.taps("Take it as it is now")
    assert "was changed since" not in owner.screen
    assert "It reaches 3 people" in owner.screen
    await owner.taps("Save this choice")
    await owner.types("small ONES")
    assert "is saved already" in owner.screen
    await owner.taps("Yes, replace it")
    assert "cannot stand in itself" in owner.toasts[-1]
    await owner.taps("Another name")
    await owner.types("Of both sizes")
    assert "Saved as Of both sizes" in owner.screen

    await rami.types("/audiences")
    await rami.taps("Small ones")
    await rami.taps("Rename")
    await rami.types("Of both sizes")
    assert "has this name already" in rami.screen
    await rami.types("Small and large")
    assert "⭐ Small and large" in rami.screen
    await rami.taps("Delete")
    assert "1 broadcast and 1 other saved audience" in rami.screen
    await rami.taps("Delete it")
    assert "Small and large is deleted" in rami.screen
    await rami.taps_data("Co:1")
    assert "does not exist any more" in rami.toasts[-1]
    await owner.types("/staff")
    await owner.taps("What staff did")
    for said in ("the audience Small ones saved", "Small ones changed", "Small and large deleted"):
        assert said in owner.screen


async def test_one_voice_for_each_company_goes_to_the_one_who_speaks_for_it(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await some_companies(cluster)
    async with cluster.database.transaction() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        people["Bruno Karam"].seat = "lead"
    await writes(owner, en="Harvest")
    assert "It reaches 3 people" in owner.screen
    await owner.taps("Audience")
    await owner.taps("One voice for each company")
    assert "It reaches 2 people of 2 companies" in owner.screen
    assert "Not written to: 1 colleague of theirs" in owner.screen
    await owner.taps("Back")
    assert "2 people of 2 companies" in owner.screen
    await owner.taps("Send…")
    assert "Send this broadcast to 2 people of 2 companies?" in owner.screen
    await owner.taps("Send now")
    async with cluster.database.transaction() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        people["Bruno Karam"].is_reachable = False
    await cluster.passes(seconds=31)
    assert {
        name: sum(
            bool(m["text"] == "Harvest") for m in cluster.tg.phone(one.telegram_id).messages if m.get("text")
        )
        for name, one in people.items()
    } == {"Amina Haddad": 1, "Bruno Karam": 0, "Carla Saab": 1}, (
        "who can be reached is found anew when it is sent"
    )


async def test_a_choice_is_saved_from_within_the_plan_of_a_round_which_stays_open(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await some_companies(cluster)
    await owner.types("/rounds")
    await owner.taps("Start a round")
    await owner.taps("Who is invited")
    await owner.taps("Company size")
    await owner.taps("Large")
    await owner.taps("Back")
    await owner.taps("Save this choice")
    await owner.taps("Back")
    assert "• Company size: Large" in owner.screen, "asking for a name and going back loses nothing"
    await owner.taps("Save this choice")
    await owner.types("Large ones")
    assert "Saved as Large ones" in owner.screen
    await owner.taps("Back")
    assert "• Company size: Large" in owner.screen
    async with cluster.database.reading() as session:
        assert [one.choice for one in await session.scalars(select(SavedAudience))] == [{"size": ["large"]}]
