"""The door: staff tap names, look people up, let in guests nobody knew of, and take the lists; two doors at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.events import Event
from bot.models.ledger import Interaction
from bot.models.staff import AuditEntry
from bot.rules.checkins import ArrivalList
from bot.rules.events import CheckIn, EventPhase, Rsvp
from bot.rules.ledger import Act
from bot.rules.staff import Role
from bot.screens.arrivals import BringGuest, ListArrivals, ShowDoorFound
from tests.events import an_event, says, stands
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.doors import at_the_door, at_the_time
from tests.stories.test_checkins import editor

LANGUAGES = ("en", "fr", "ar")
EXPECTED = {
    "en": "Came: 0 · still expected: 2",
    "fr": "Sur place\u00a0: 0 · encore à venir\u00a0: 2",
    "ar": "الحاضرون: 0 · المنتظَرون: 2",
}
ONE_CAME = {
    "en": "Came: 1 · still expected: 1",
    "fr": "Sur place\u00a0: 1 · encore à venir\u00a0: 1",
    "ar": "الحاضرون: 1 · المنتظَرون: 1",
}
UNDO = {"en": "Undo", "fr": "Annuler", "ar": "تراجع"}
GUEST = {"en": "A guest nobody knew of", "fr": "Une personne non membre", "ar": "ضيف من غير الأعضاء"}
OF_NONE = {"en": "None of them", "fr": "Hors cluster", "ar": "من خارج التجمّع"}
CAME = {"en": "Who came (2)", "fr": "Présences (2)", "ar": "الحاضرون (2)"}
DOOR = {"en": "The door", "fr": "L’entrée", "ar": "المدخل"}
EXCEL = {"en": "The list as Excel", "fr": "La liste en fichier Excel", "ar": "اللائحة في ملف Excel"}
LET_IN = {"en": "Let them in", "fr": "Laisser entrer", "ar": "السماح بالدخول"}


async def three(cluster: Cluster) -> tuple[Player, Player, Player]:
    """Amina and Bruno, who will go, and Carla, who said nothing."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    carla = await cluster.welcomes("Carla Saab", "Hill Honey")
    return amina, bruno, carla


async def an_open_door(cluster: Cluster, staff: Player, *going: Player, **columns: object) -> Event:
    """An event that has just begun, and somebody of the staff at its door."""
    event = await an_event(cluster.database, **columns)  # type: ignore[arg-type]
    for player in going:
        await says(cluster.database, event, await person_of(player))
    at_the_time(cluster, event, minutes=5)
    await at_the_door(staff, event)
    return event


@pytest.mark.both_databases
@pytest.mark.parametrize("language", LANGUAGES)
async def test_staff_tap_names_look_people_up_and_take_the_lists(cluster: Cluster, language: str) -> None:
    sami = await editor(cluster, language=language)
    amina, bruno, carla = await three(cluster)
    event = await an_open_door(cluster, sami, amina, bruno)
    assert EXPECTED[language] in sami.screen
    await sami.taps("⬜ Amina Haddad · Cedar Press")
    assert ONE_CAME[language] in sami.screen
    assert not any(label.startswith("⬜ Amina") for label in sami.buttons)
    await sami.taps(UNDO[language])
    assert EXPECTED[language] in sami.screen
    await sami.types("أمينة حداد")
    await sami.taps("⬜ Amina Haddad")
    await sami.types("hony")
    await sami.taps("➕ Carla Saab · Hill Honey")
    await sami.taps(LET_IN[language])
    await sami.types("cedar")
    assert "✅ Amina Haddad · Cedar Press" in sami.buttons
    await sami.taps(GUEST[language])
    await sami.types("Nour Saliba")
    await sami.types("vetr")
    await sami.taps("🏢 Vetro Glass")
    assert "Nour Saliba (Vetro Glass)" in sami.screen
    await sami.taps(UNDO[language])
    await sami.taps(DOOR[language])
    await sami.taps(CAME[language])
    assert sami.buttons[0].endswith("Carla Saab · Hill Honey")
    assert sami.buttons[1].endswith("Amina Haddad · Cedar Press")
    await sami.taps("Carla Saab")
    await sami.taps(DOOR[language])
    await sami.taps(EXCEL[language])
    assert sami.from_bot[-1]["document"]["file_name"] == "guests-2026-11-26.xlsx"
    for player, how in ((amina, CheckIn.NAME), (bruno, None), (carla, CheckIn.WALK_IN)):
        guest = await stands(cluster.database, event, await person_of(player))
        assert guest is not None
        assert guest.check_in is how
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(AuditEntry.act))).all() == ["guests to Excel"]


async def test_the_door_is_on_the_card_of_the_event_and_viewers_get_the_list_there(cluster: Cluster) -> None:
    rima, vera = await cluster.owner(), await editor(cluster, "Vera Viewer", role=Role.VIEWER)
    amina, _bruno, carla = await three(cluster)
    event = await an_event(cluster.database, (await person_of(amina)).id)
    await says(cluster.database, event, await person_of(amina))
    await says(cluster.database, event, await person_of(carla), Rsvp.UNINVITED, came_at=cluster.clock())
    await rima.types("/plan")
    await rima.taps("Olive Oil Forum")
    assert "Invited: 1\n" in rima.screen, "who came uninvited was not invited"
    await rima.taps("The door")
    assert "Came: 1 · still expected: 1" in rima.screen
    await rima.taps("Back")
    assert "Announced on" in rima.screen
    await vera.types("/plan")
    await vera.taps("Olive Oil Forum")
    assert not any("door" in label for label in vera.buttons)
    await vera.taps("The list as Excel")
    assert vera.from_bot[-1]["document"]["file_name"] == "guests-2026-11-26.xlsx"


async def test_two_doors_at_once_see_the_same_figures(cluster: Cluster) -> None:
    sami, rima = await editor(cluster), await cluster.owner()
    amina, bruno, _carla = await three(cluster)
    event = await an_open_door(cluster, sami, amina, bruno)
    await at_the_door(rima, event)
    await sami.taps("⬜ Amina")
    assert "Came: 1 · still expected: 1" in sami.screen
    await rima.taps("⬜ Amina")
    assert "Checked in already at 18:05: Amina Haddad (Cedar Press)" in rima.screen
    assert "Came: 1 · still expected: 1" in rima.screen
    await rima.taps("The door")
    await rima.taps("⬜ Bruno")
    assert "Everybody who is coming has arrived." in rima.screen
    await sami.taps("⬜ Bruno")
    assert "Came: 2 · still expected: 0" in sami.screen
    await sami.taps("Undo: Bruno")
    await rima.taps("Undo: Bruno")
    assert "undone already" in rima.toasts[-1]


async def test_a_guest_nobody_knew_of_may_be_called_as_was_typed(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina, _bruno, _carla = await three(cluster)
    await an_open_door(cluster, sami, amina)
    await sami.types("Nour Saliba")
    assert "Nobody in the cluster has this name" in sami.screen
    await sami.taps("A guest nobody knew of")
    assert "What is the guest’s name?" in sami.screen
    await sami.taps("Nour Saliba")
    await sami.types("xyz")
    assert "No company of the cluster has this name" in sami.screen
    await sami.taps("None of them")
    assert "Checked in: Nour Saliba\n" in sami.screen
    assert "Of these, not on the list: 1" in sami.screen
    await sami.types("Nour Saliba")
    await sami.taps("A guest nobody knew of")
    await sami.taps("Nour Saliba")
    await sami.taps("None of them")
    assert "Checked in already at 18:05: Nour Saliba" in sami.screen
    await sami.taps("Undo: Nour")
    assert "Came: 0" in sami.screen
    await sami.taps_data(BringGuest(10**6).pack())
    assert "does not exist any more" in sami.toasts[-1]


async def test_before_the_doors_open_the_list_is_to_be_read_and_taken(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina, bruno, _carla = await three(cluster)
    event = await an_event(cluster.database)
    await at_the_door(sami, event)
    assert "Nobody is coming so far." in sami.screen
    for player in (amina, bruno):
        await says(cluster.database, event, await person_of(player))
    await at_the_door(sami, event)
    assert "The doors open on Thursday, 26 November 2026, 15:00. These are coming:" in sami.screen
    assert "• Amina Haddad (Cedar Press)\n• Bruno Karam (Vetro Glass)" in sami.screen
    assert sami.buttons == ["📥 The list as Excel", "← Back", "🏠 Home"]
    await sami.types("amina")
    await sami.taps("Amina")
    assert "too early" in sami.toasts[-1]


async def test_after_the_end_the_list_says_who_did_not_come_and_the_ledger_who_did(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina, bruno, _carla = await three(cluster)
    event = await an_open_door(cluster, sami, amina, bruno)
    await sami.taps("⬜ Amina")
    at_the_time(cluster, event, hours=4)
    await at_the_door(sami, event)
    assert "The event is over. Until Friday, 27 November 2026, 03:00 you can still tap" in sami.screen
    assert "⬜ Bruno Karam · Vetro Glass" in sami.buttons
    at_the_time(cluster, event, hours=9)
    await cluster.passes(seconds=1)
    await at_the_door(sami, event)
    assert "These did not come:" in sami.screen
    assert "• Bruno Karam (Vetro Glass)" in sami.screen
    assert "Amina" not in sami.screen
    await sami.taps("Who came (1)")
    await sami.taps("Amina")
    assert not any("Undo" in label for label in sami.buttons)
    person = await person_of(amina)
    async with cluster.database.reading() as session:
        noted = await session.scalars(
            select(Interaction.person_id).where(Interaction.kind == Act.EVENT_ATTENDED)
        )
        assert noted.all() == [person.id]


async def test_the_late_are_listed_apart(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina, bruno, _carla = await three(cluster)
    await an_open_door(cluster, sami, amina, bruno)
    await sami.taps("⬜ Amina")
    cluster.clock.move(minutes=15)
    await sami.taps("⬜ Bruno")
    assert "Late: it began at 18:00." in sami.screen
    await sami.taps("Who was late (1)")
    assert sami.buttons[0] == "⏰ 18:20 Bruno Karam · Vetro Glass"
    assert "Amina" not in " ".join(sami.buttons)
    await sami.taps("Back")
    await sami.taps("Who came (2)")
    assert sami.buttons[:2] == ["⏰ 18:20 Bruno Karam · Vetro Glass", "✅ 18:05 Amina Haddad · Cedar Press"]


async def test_a_long_list_has_pages_and_a_tap_stays_on_its_page(cluster: Cluster) -> None:
    sami = await editor(cluster)
    players = [await cluster.welcomes(f"Guest {n:02}", f"Company {n:02}") for n in range(14)]
    event = await an_open_door(cluster, sami, *players)
    await sami.taps("Next")
    await sami.taps("⬜ Guest 12")
    assert "Checked in: Guest 12" in sami.screen
    assert "⬜ Guest 13 · Company 13" in sami.buttons
    await sami.types("guest")
    await sami.taps("Next")
    assert "Page 2 of 2" in sami.screen
    await sami.taps("Home")
    await sami.taps_data(ShowDoorFound(event.id, 1).pack())
    assert "Came: 1 · still expected: 13" in sami.screen, "a search that was left is the door again"


async def test_a_door_is_only_where_an_event_takes_place(cluster: Cluster) -> None:
    sami = await editor(cluster)
    cancelled = await an_event(cluster.database, phase=EventPhase.CANCELLED)
    planned = await an_event(cluster.database, phase=EventPhase.PLANNING)
    await at_the_door(sami, cancelled)
    assert "cancelled" in sami.toasts[-1]
    for tap in (ListArrivals(planned.id, ArrivalList.CAME), ShowDoorFound(10**6)):
        await sami.taps_data(tap.pack())
        assert "does not exist any more" in sami.toasts[-1]


async def test_a_name_that_means_harm_harms_nobody_at_the_door(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina = await cluster.welcomes("<b>Amina</b> \u202egpj", "Press & <i>Sons</i>")
    await an_open_door(cluster, sami, amina)
    await sami.types("<a href='x'>amina</a>")
    assert "“<a href='x'>amina</a>”" in sami.screen
    await sami.taps("⬜")
    assert "Press & <i>Sons</i>" in sami.screen
    await sami.taps("A guest nobody knew of")
    await sami.types("N" * 201)
    assert "at most 200" in sami.screen
    await sami.types("<u>Nour</u>")
    await sami.taps("None of them")
    assert "Checked in: <u>Nour</u>" in sami.screen


async def test_who_was_not_invited_and_came_sees_the_event_from_then_on(cluster: Cluster) -> None:
    sami = await editor(cluster)
    amina, _bruno, carla = await three(cluster)
    event = await an_event(cluster.database, (await person_of(amina)).id, audience={"language": ["fr"]})
    at_the_time(cluster, event, minutes=5)
    await at_the_door(sami, event)
    await carla.types("/events")
    assert "Olive" not in carla.screen
    await sami.types("carla")
    await sami.taps("➕ Carla")
    assert "Was not invited" in sami.screen
    await sami.taps("Let them in")
    guest = await stands(cluster.database, event, await person_of(carla))
    assert guest is not None
    assert guest.rsvp is Rsvp.UNINVITED
    await carla.types("/events")
    await carla.taps("Olive")
    assert "You are checked in." in carla.screen
