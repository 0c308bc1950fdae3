"""A dialogue in steps: the way back, what was answered before, and buttons of another time."""

from __future__ import annotations

from tests.stories.cast import Cluster, Player


async def at_company(cluster: Cluster) -> tuple[Player, Player]:
    """The owner, and Nour, who has given a name and is asked for a company."""
    owner, nour = await cluster.owner(), cluster.visitor("Nour Saliba")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Noor Saliba")
    return owner, nour


async def test_what_was_answered_stands_above_the_next_question_and_can_be_changed(cluster: Cluster) -> None:
    owner, nour = await at_company(cluster)
    assert nour.screen.startswith("Name: Noor Saliba\n\nWhich company")
    await nour.taps("Back")
    assert nour.screen.startswith("Name: Noor Saliba\n\nWhat is your full name")
    await nour.taps("As before")
    assert nour.screen.startswith("Name: Noor Saliba\n\nWhich company")
    await nour.taps("Back")
    await nour.taps("Nour Saliba")
    await nour.types("Orchard Juices")
    assert "Nour Saliba of Orchard Juices" in owner.sees


async def test_a_second_tap_and_a_tap_of_another_time_change_nothing(cluster: Cluster) -> None:
    owner, nour = await at_company(cluster)
    await nour.taps("Back")
    message, own = nour.button("Nour Saliba")
    for _tap in range(2):
        nour.phone.tap(message["message_id"], own)
    await cluster.settled()
    assert nour.screen.startswith("Name: Nour Saliba\n\nWhich company")
    nour.phone.send_sticker()
    await cluster.settled()
    assert nour.screen.endswith("Which company or institution are you from?")
    await nour.types("Orchard Juices")
    await nour.taps_data(own)
    assert "ask to join" in nour.screen
    assert owner.sees.count("asks to join") == 1


async def test_a_command_in_the_middle_leads_back_to_the_question_that_was_open(cluster: Cluster) -> None:
    owner, nour = await at_company(cluster)
    await nour.types("/help")
    assert "in the middle of something" in nour.screen
    await nour.taps("Finish it")
    assert nour.screen.startswith("Name: Noor Saliba\n\nWhich company")
    await nour.taps("Home")
    await nour.types("Orchard Juices")
    assert "Orchard Juices" not in owner.sees


async def test_from_the_last_look_one_goes_back_and_keeps_what_was_right(cluster: Cluster) -> None:
    rima = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await cluster.welcomes("Carla Aoun", "Jar House")
    await rima.types("/meetings")
    await rima.taps("Introduce two members")
    for typed, name in (("amina", "Amina Haddad"), ("bruno", "Bruno Karam")):
        await rima.types(typed)
        await rima.taps(name)
    await rima.types("You both fill jars")
    assert "This is what Amina Haddad will see" in rima.screen
    await rima.taps("Back")
    assert rima.screen.startswith("Your sentence: You both fill jars")
    await rima.taps("Back")
    assert "Whom should Amina Haddad" in rima.screen
    await rima.types("carla")
    await rima.taps("Carla Aoun")
    assert "This is what Carla Aoun will see" in rima.screen
    assert "You both fill jars" in rima.screen
