"""Staff look at what came of an event: in the chat, as a picture, as an Excel file, and in people's own words."""

from __future__ import annotations

import pytest

from bot.models.events import Event
from bot.models.staff import Staff
from bot.rules.events import EventPhase, Rsvp
from bot.rules.staff import Role
from bot.screens.event_reports import GetReportPicture, GetReportWorkbook, OpenReport, ShowOpinions
from tests.events import an_event, says
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.test_feedback import CAME, goes_to


async def after_an_event(cluster: Cluster) -> tuple[Player, Event]:
    """The day after an event to which one of three came, who has said how it was; the owner looks at it."""
    owner = await cluster.owner()
    event = await an_event(cluster.database)
    said = {**CAME, "rating": 4, "sentence": "Too <b>short</b>"}
    for n, (rsvp, more) in enumerate(((Rsvp.GOING, said), (Rsvp.GOING, {}), (Rsvp.NOT_GOING, {}))):
        player = await cluster.welcomes(f"Amina {n}", f"Company {n}")
        await says(cluster.database, event, await person_of(player), rsvp, **more)
    await goes_to(cluster, "2026-11-27 12:00")
    await owner.types("/plan")
    await owner.taps("Olive Oil Forum")
    return owner, event


async def test_a_report_is_opened_from_the_card_read_drawn_and_taken(cluster: Cluster) -> None:
    owner, _event = await after_an_event(cluster)
    await owner.taps("Report")
    assert "Report: Olive Oil Forum" in owner.screen
    for line in ("Invited: 3", "Going: 2", "Came: 1", "No-shows: 1", "Companies that came: 1"):
        assert line in owner.screen
    assert "4 of 5, from 1 answer" in owner.screen
    assert "For the first time: Company 0" in owner.screen
    await owner.taps("What people wrote (1)")
    assert "4 ⭐ Too <b>short</b>" in owner.screen
    assert "Amina" not in owner.screen
    await owner.taps("Back")
    await owner.taps("As Excel")
    assert owner.from_bot[-1]["document"]["file_name"] == "event-2026-11-26.xlsx"
    await owner.taps("As a picture")
    assert "photo" in owner.from_bot[-1]
    await owner.taps("Back")
    assert "Report: Olive Oil Forum" in owner.screen
    await owner.taps("Back")
    assert "Plan another one like it" in str(owner.buttons)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ("تقرير: ملتقى زيت الزيتون", "مدعوّون: 3", "تغيّبوا: 1", "للمرّة الأولى: Company 0")),
        (
            "fr",
            (
                "Bilan\u00a0: Forum de l’huile d’olive",
                "Invitations\u00a0: 3",
                "Absences\u00a0: 1",
                "Company 0",
            ),
        ),
    ],
)
async def test_a_report_is_read_in_the_language_of_its_reader(
    cluster: Cluster, language: str, said: tuple[str, ...]
) -> None:
    _owner, event = await after_an_event(cluster)
    reader = await cluster.welcomes("Rania Reader", "Vetro Glass", language=language)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=reader.id, role=Role.VIEWER, added_at=cluster.clock()))
    await reader.taps_data(OpenReport(event.id).pack())
    for part in said:
        assert part in reader.screen
    for tap in (ShowOpinions(event.id), GetReportWorkbook(event.id)):
        await reader.taps_data(tap.pack())
    assert "document" in reader.from_bot[-1]


async def test_a_report_says_what_is_not_known_yet_and_what_nobody_noted(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    await owner.taps_data(OpenReport(event.id).pack())
    assert "not over yet" in owner.screen
    assert "Going: 1" in owner.screen
    assert "Came" not in owner.screen
    await goes_to(cluster, "2026-11-27 12:00")
    await owner.taps_data(OpenReport(event.id).pack())
    assert "Nobody was checked in" in owner.screen
    assert "No-shows" not in owner.screen
    await owner.taps_data(ShowOpinions(event.id).pack())
    assert "Nobody has written anything" in owner.screen


async def test_reports_are_for_staff_and_of_what_took_place(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    event = await an_event(cluster.database)
    cancelled = await an_event(cluster.database, phase=EventPhase.CANCELLED)
    for tap in (OpenReport, GetReportPicture, GetReportWorkbook, ShowOpinions):
        await amina.taps_data(tap(event.id).pack())
        assert "staff only" in amina.toasts[-1]
        await owner.taps_data(tap(cancelled.id).pack())
        assert "was cancelled" in owner.toasts[-1]
        await owner.taps_data(tap(99).pack())
        assert "does not exist any more" in owner.toasts[-1]
