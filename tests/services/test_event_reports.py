"""Reports on events: read from the database, and the same in the chat, on the picture and in the workbook."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.charts.pictures import Bars, Poster
from bot.db import Database
from bot.exchange import excel
from bot.i18n import LOCALES, number, speaking
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.models.staff import AuditEntry
from bot.rules.companies import Size
from bot.rules.event_reports import Attendance
from bot.rules.events import CheckIn, Rsvp
from bot.rules.staff import Deed
from bot.screens import event_reports as screens
from bot.services import event_reports
from tests.events import STARTS, written
from tests.moments import at
from tests.services.gatherings import flat, members

STARTS_AT = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
DAY_AFTER = at(STARTS_AT + timedelta(days=1))
STAFF = 900


async def held(database: Database) -> Event:
    """An event to which members of three companies were invited, and a walk-in came; one of them has been before."""
    people = await members(database, 3, 2, 2)
    async with database.transaction() as session:
        earlier = await written(session, *people[0], starts=STARTS - timedelta(days=30))
        event = await written(session, *flat(people))
        companies = (await session.scalars(select(Company).order_by(Company.id))).all()
        for company, size in zip(companies, (Size.MICRO, Size.LARGE, None), strict=True):
            company.size = size
        wine, snacks = (
            await session.scalars(
                select(SubCluster.id)
                .where(SubCluster.slug.in_(["wine", "snacks"]))
                .order_by(SubCluster.slug.desc())
            )
        ).all()
        links = [(companies[0].id, wine), (companies[0].id, snacks), (companies[1].id, wine)]
        for company_id, sub_cluster_id in links:
            values = {"company_id": company_id, "sub_cluster_id": sub_cluster_id}
            await session.execute(insert(company_sub_clusters).values(values))
        before = (await session.scalars(select(Guest).where(Guest.event_id == earlier.id))).first()
        assert before is not None
        before.rsvp, before.came_at = Rsvp.GOING, earlier.starts_at
        listed = (
            await session.scalars(select(Guest).where(Guest.event_id == event.id).order_by(Guest.id))
        ).all()
        for guest, minutes, rating, sentence in zip(
            listed[:3], (-5, 0, 20), (5, 4, 4), ("Great", "=1+1", None), strict=True
        ):
            guest.rsvp, guest.came_at = Rsvp.GOING, STARTS_AT + timedelta(minutes=minutes)
            guest.rating, guest.sentence = rating, sentence
        listed[3].rsvp = Rsvp.GOING
        listed[4].rsvp = Rsvp.NOT_GOING
        listed[5].rsvp, listed[5].came_at = Rsvp.WAITING, STARTS_AT
        session.add(
            Guest(
                event_id=event.id,
                person_id=None,
                company_id=None,
                rsvp=Rsvp.UNINVITED,
                came_at=STARTS_AT,
                check_in=CheckIn.WALK_IN,
                walk_in_name="Nour",
            )
        )
    return event


async def test_a_report_counts_people_by_company_and_knows_who_is_new(database: Database) -> None:
    event = await held(database)
    async with database.reading() as session:
        report = await event_reports.report(session, event, DAY_AFTER)
        new = await event_reports.new_companies(session, event)
    assert report.whole == Attendance(invited=7, going=4, came=5)
    assert (report.answered, report.no_shows, report.late, report.walk_ins) == (6, 1, 1, 2)
    assert (report.companies, report.new_companies, len(new)) == (2, 1, 1)
    assert report.by_size == {
        Size.MICRO: Attendance(3, 3, 3),
        Size.LARGE: Attendance(2, 1, 0),
        None: Attendance(2, 0, 2),
    }
    assert report.by_sub_cluster == {
        "wine": Attendance(5, 4, 3),
        "snacks": Attendance(3, 3, 3),
        None: Attendance(2, 0, 2),
    }
    assert (report.satisfaction.mean, report.satisfaction.answers) == (4.3, 3)


def bars_of(poster: Poster, place: int) -> list[tuple[str, ...]]:
    chart = poster.charts[place]
    assert isinstance(chart, Bars)
    return [(bar.name, *(one.said for one in bar.amounts)) for bar in chart.bars]


@pytest.mark.parametrize("language", LOCALES)
async def test_chat_picture_and_workbook_show_the_same_figures(database: Database, language: str) -> None:
    event = await held(database)
    async with database.transaction() as session:
        with speaking(language):
            report = await event_reports.report(session, event, DAY_AFTER)
            new = await event_reports.new_companies(session, event)
            chat = screens.report(event, report, new, 2, DAY_AFTER).text
            poster, counts = screens.poster(event, report), screens.totals(report)
            document = await event_reports.workbook(session, event, STAFF, DAY_AFTER)
            lines = chat.replace("\u00a0", " ").split("\n")
    whole, by_size, by_sub_cluster, ratings, opinions, first = (
        [line.cells for line in lines_of] for lines_of in excel.sheets(document)
    )
    figures = {row[0]: row[1] for row in whole[1:]}

    def is_said(label: str, said: str) -> bool:
        return any(
            line.replace("\u2068", "").replace("\u2069", "").replace(" :", ":") == f"{label}: {said}"
            for line in lines
        )

    for figure in poster.figures:
        assert figures[figure.name] == figure.said
        assert is_said(figure.name, figure.said)
    for label, count in counts:
        assert figures[label] == str(count)
        assert is_said(label, str(count))
    for place, sheet in ((0, by_size), (1, by_sub_cluster)):
        assert bars_of(poster, place) == sheet[1:]
        assert all(is_said(part, " · ".join(said)) for part, *said in sheet[1:])
    with speaking(language):
        assert poster.charts[2].mean == number(4.3)  # type: ignore[union-attr]
        assert number(4.3) in chat
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "/worksheets/sheet" in name]
    assert [language == "ar"] * 6 == ['rightToLeft="1"' in sheet for sheet in sheets]
    assert not any("<f>" in sheet for sheet in sheets)
    assert figures[whole[-2][0]] == "4.3"
    assert [row[1] for row in ratings[1:]] == ["0", "0", "0", "2", "1"]
    assert opinions[1:] == [("5", "Great"), ("4", "=1+1")]
    assert [row[0] for row in first[1:]] == [company.name for company in new]


async def test_taking_the_workbook_is_written_down_and_it_names_nobody(database: Database) -> None:
    event = await held(database)
    async with database.transaction() as session:
        document = await event_reports.workbook(session, event, STAFF, DAY_AFTER)
        names = (await session.scalars(select(Person.name))).all()
    cells = {cell for lines in excel.sheets(document) for line in lines for cell in line.cells}
    assert not cells & {*names, "Nour"}
    async with database.reading() as session:
        taken = (await session.scalars(select(AuditEntry))).one()
    assert (taken.act, taken.actor_id, taken.details) == (
        Deed.EVENT_REPORT_DOWNLOADED,
        STAFF,
        {"event": str(event.id)},
    )
