"""What is open told to companies: once, to one of each, never at night; reminded of, asked about, added up exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.exchange import excel
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.ledger import Interaction
from bot.models.openings import Opening, OpeningText, Prospect
from bot.models.people import Person, Standing
from bot.rules.companies import Size
from bot.rules.ledger import Act
from bot.rules.money import Money
from bot.rules.openings import Interest, KindTotals, OpeningKind, OpeningPhase, Result
from bot.rules.people import Seat
from bot.rules.walltime import wall_of
from bot.services import opening_lists, opening_plans, opening_results, openings, privacy
from bot.services.money import TooMuch
from tests.moments import BEIRUT, at
from tests.services.test_polls import statements

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""10:00 in Beirut."""
WEEK = timedelta(days=7)


async def a_company(session: AsyncSession, name: str, *seats: Seat, **profile: Any) -> list[Person]:
    """A company with people on the bot, on these seats."""
    company = Company(name=name, name_key=name.lower(), created_at=MONDAY, **profile)
    session.add(company)
    await session.flush()
    people = [
        Person(
            name=f"{name} {seat}",
            seat=seat,
            company=company,
            created_at=MONDAY,
            telegram_id=company.id * 100 + number,
            standing=Standing.MEMBER,
        )
        for number, seat in enumerate(seats)
    ]
    session.add_all(people)
    await session.flush()
    return people


async def an_opening(session: AsyncSession, ends: datetime | None = None, **columns: Any) -> Opening:
    """One that is posted, in English for all."""
    made = Opening(
        created_at=MONDAY,
        zone=str(BEIRUT),
        deadline=wall_of(ends, BEIRUT) if ends else None,
        deadline_at=ends,
        **{"kind": OpeningKind.GRANT, "phase": OpeningPhase.POSTED, "posted_at": MONDAY, **columns},
    )
    made.texts = [OpeningText(language="en", title="Grant")]
    session.add(made)
    await session.flush()
    return made


async def told(session: AsyncSession, what: str) -> list[int]:
    """Whom something was told to, by account."""
    found = await session.scalars(
        select(Delivery.chat_id).where(Delivery.what.startswith(what)).order_by(Delivery.id)
    )
    return list(found)


async def listed(session: AsyncSession, now: datetime) -> None:
    await opening_lists.send_due(session, at(now))


async def test_one_of_each_company_that_fits_is_told_once_and_nothing_when_nothing_is_new(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await listed(session, MONDAY - WEEK)  # a list that is new here begins with its next Tuesday
        sales, lead = await a_company(session, "Cedar", Seat.COMMERCIAL, Seat.LEAD, size=Size.SMALL)
        (unsaid,) = await a_company(session, "Bekaa", Seat.OTHER)
        await a_company(session, "Large", Seat.LEAD, size=Size.LARGE)
        (own,) = await a_company(session, "Own", Seat.LEAD, size=Size.SMALL)
        await an_opening(session, conditions={"size": ["small"]}, company_id=own.company_id)
        await listed(session, MONDAY)
        assert await told(session, "list") == []
        await listed(session, TUESDAY)
        await listed(session, TUESDAY + timedelta(hours=1))
        assert sorted(await told(session, "list")) == sorted([lead.telegram_id, unsaid.telegram_id])
        await listed(session, TUESDAY + WEEK)
        assert len(await told(session, "list")) == 2
        lead.gets_openings = False
        await an_opening(session)
        await listed(session, TUESDAY + 2 * WEEK)
        assert sales.telegram_id in await told(session, "list")
        assert (await told(session, "list")).count(lead.telegram_id) == 1


async def test_a_list_that_an_outage_kept_back_comes_until_thursday_and_never_at_night(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await listed(session, MONDAY)
        await a_company(session, "Cedar", Seat.LEAD)
        await an_opening(session)
        await listed(session, TUESDAY + timedelta(days=3))
        assert await told(session, "list") == []  # what is new is in the next
        await listed(session, TUESDAY + WEEK + timedelta(hours=14))  # midnight in Beirut
        sent_from = await session.scalar(select(Delivery.not_before).where(Delivery.what == "list"))
        assert sent_from == TUESDAY + WEEK + timedelta(hours=22)


async def test_what_ends_soon_is_told_at_once_and_not_listed_again(database: Database) -> None:
    async with database.transaction() as session:
        await listed(session, MONDAY)
        (lead,) = await a_company(session, "Cedar", Seat.LEAD)
        soon = await an_opening(session, MONDAY + timedelta(days=2), phase=OpeningPhase.WRITING)
        later = await an_opening(session, MONDAY + timedelta(days=20), phase=OpeningPhase.WRITING)
        for one in (soon, later):
            await opening_plans.post(session, one.id, 1, at(MONDAY))
        assert await told(session, "told") == [lead.telegram_id]
        await openings.answer(session, lead, later.id, Interest.NOT_FOR_US, at(MONDAY))
        await listed(session, TUESDAY)
        assert await told(session, "list") == []  # the one was told, the other answered


async def test_who_is_interested_is_reminded_and_asked_once_and_a_colleague_in_their_place(
    database: Database,
) -> None:
    ends = MONDAY + timedelta(days=10)
    async with database.transaction() as session:
        lead, sales = await a_company(session, "Cedar", Seat.LEAD, Seat.COMMERCIAL)
        (late,) = await a_company(session, "Late", Seat.LEAD)
        grant = await an_opening(session, ends)
        await openings.answer(session, sales, grant.id, Interest.INTERESTED, at(MONDAY))
        await openings.answer(session, late, grant.id, Interest.INTERESTED, at(ends - timedelta(days=1)))
        for hours in (80, 71, 70):
            await opening_lists.remind_due(session, at(ends - timedelta(hours=hours)))
        assert await told(session, "reminder") == [sales.telegram_id]  # whoever comes later needs none
        sales.standing = Standing.LEFT
        await session.flush()
        for days in (0, 2, 3):
            await opening_lists.ask_due(session, at(ends + timedelta(days=days)))
        assert await told(session, "applied?") == [lead.telegram_id, late.telegram_id]
        await opening_results.report(session, lead, grant.id, Result.APPLIED, at(ends + timedelta(days=3)))
        await opening_results.report(
            session, late, grant.id, Result.NOT_APPLIED, at(ends + timedelta(days=3))
        )
        with pytest.raises(openings.ResultSaid):
            await openings.answer(session, late, grant.id, Interest.NOT_FOR_US, at(MONDAY))
        for days in (62, 64, 65):
            await opening_lists.ask_due(session, at(ends + timedelta(days=days)))
        assert await told(session, "result?") == [lead.telegram_id]


async def test_what_was_won_is_added_up_by_kind_and_currency_exactly(database: Database) -> None:
    async with database.transaction() as session:
        grant = await an_opening(session)
        await an_opening(session, kind=OpeningKind.BUYER)
        for number, won in enumerate(["0.10 USD", "0.20 USD", "5000000 LBP", None]):
            (lead,) = await a_company(session, f"C{number}", Seat.LEAD)
            await openings.answer(session, lead, grant.id, Interest.INTERESTED, at(MONDAY))
            if won is not None:
                await opening_results.put_won(session, lead, grant.id, Money.of(won), at(MONDAY))
        with pytest.raises(TooMuch):  # or the sums could be no amounts any more
            await opening_results.put_won(session, lead, grant.id, Money.of("90000000000000 LBP"), at(MONDAY))
        sums = (Money.of("5000000 LBP"), Money.of("0.30 USD"))
        assert await opening_results.totals(session) == [
            KindTotals(OpeningKind.GRANT, 1, 0, 4, 3, 3, sums),
            KindTotals(OpeningKind.BUYER, 1),
        ]
        sheets = excel.sheets(await opening_results.workbook(session, 1, at(MONDAY)))
        companies, totals = ([line.cells for line in lines] for lines in sheets)
        assert [row[7:] for row in companies[1:]] == [("0.1",), ("0.2",), ("5000000",), ()]
        # Counts stand once, so that a column adds up
        assert [row[1:] for row in totals[1:]] == [
            ("1", "0", "4", "3", "3", "5000000"),
            ("", "", "", "", "", "0.3"),
            ("1", "0", "0", "0", "0"),
        ]
        prospect = (await session.scalars(select(Prospect).order_by(Prospect.id))).first()
        assert prospect is not None
        await opening_results.record(session, prospect.id, 1, Result.WON, at(MONDAY))
        assert (await opening_results.totals(session))[0].sums == sums
        await opening_results.record(session, prospect.id, 1, Result.NOT_WON, at(MONDAY))
        assert (await opening_results.totals(session))[0].sums == (sums[0], Money.of("0.20 USD"))


async def test_somebody_reads_what_they_took_up_and_what_they_proposed_is_erased_with_them(
    database: Database,
) -> None:
    async with database.transaction() as session:
        (lead,) = await a_company(session, "Cedar", Seat.LEAD)
        grant = await an_opening(session)
        await openings.answer(session, lead, grant.id, Interest.INTERESTED, at(MONDAY))
        by_staff = at(MONDAY, 1)
        waiting = await openings.propose(session, lead, OpeningKind.BUYER, "40 t of potatoes", by_staff)
        assert lead.telegram_id is not None
        about = json.loads(await privacy.everything_about(session, lead.telegram_id))
        assert [one["opportunity"] for one in about["opportunities"]] == ["Grant"]
        assert [one["need"] for one in about["opportunities_you_proposed"]] == ["40 t of potatoes"]
        await privacy.erase(session, lead.telegram_id, 0, at(MONDAY))
        assert await session.get(Opening, waiting.id) is None
        assert set(await session.scalars(select(Delivery.status))) == {Status.CANCELLED}
        left = await session.scalar(select(Prospect.person_id).where(Prospect.opening_id == grant.id))
        assert left is None


async def test_who_proposed_something_and_left_hears_no_more_of_it(database: Database) -> None:
    async with database.transaction() as session:
        (left,) = await a_company(session, "Cedar", Seat.LEAD)
        (stays,) = await a_company(session, "Vetro", Seat.LEAD)
        for one in (left, stays):
            proposed = await openings.propose(session, one, OpeningKind.BUYER, "Jars", at(MONDAY))
            one.standing = Standing.LEFT if one is left else Standing.MEMBER
            await session.flush()
            await opening_plans.decline(session, proposed.id, 1, "", at(MONDAY))
        assert await told(session, "declined") == [stays.telegram_id]


async def test_of_a_change_hears_a_colleague_of_who_moved_or_left(database: Database) -> None:
    ends = MONDAY + timedelta(days=10)
    async with database.transaction() as session:
        moved, cedar = await a_company(session, "Cedar", Seat.COMMERCIAL, Seat.LEAD)
        left, vetro = await a_company(session, "Vetro", Seat.COMMERCIAL, Seat.LEAD)
        (elsewhere,) = await a_company(session, "Elsewhere", Seat.LEAD)
        grant = await an_opening(session, ends)
        for one in (moved, left):
            await openings.answer(session, one, grant.id, Interest.INTERESTED, at(MONDAY))
        moved.company = elsewhere.company
        left.standing = Standing.LEFT
        await session.flush()
        assert await opening_plans.told_of_cancelling(session, grant.id) == 2
        await opening_plans.set_deadline(session, grant.id, wall_of(ends + WEEK, BEIRUT), at(MONDAY))
        await opening_plans.cancel_posted(session, grant.id, 1, "", at(MONDAY))
        for what in ("deadline", "cancelled"):
            assert sorted(await told(session, what)) == [cedar.telegram_id, vetro.telegram_id]


async def test_a_deadline_stays_on_the_clock_and_a_new_one_is_told_to_the_interested(
    database: Database,
) -> None:
    ends = MONDAY + timedelta(days=10)
    async with database.transaction() as session:
        (lead,) = await a_company(session, "Cedar", Seat.LEAD)
        grant = await an_opening(session, ends)
        await openings.answer(session, lead, grant.id, Interest.INTERESTED, at(MONDAY))
        await session.execute(update(Opening).values(deadline_at=ends + timedelta(hours=1)))
        await opening_plans.recompute(session, at(MONDAY))
        await session.refresh(grant)
        assert grant.deadline_at == ends
        assert await told(session, "deadline") == []
        later = wall_of(ends + WEEK, BEIRUT)
        for _tap in range(2):
            await opening_plans.set_deadline(session, grant.id, later, at(MONDAY))
        assert await told(session, "deadline") == [lead.telegram_id]
        # Back, and there again before anybody was told: only how it stands in the end is said
        night = MONDAY + timedelta(hours=12)
        for minutes, wall in ((1, wall_of(ends, BEIRUT)), (2, later)):
            await opening_plans.set_deadline(session, grant.id, wall, at(night + timedelta(minutes=minutes)))
        waiting = select(Delivery.not_before).where(Delivery.status == Status.WAITING)
        assert (await session.scalars(waiting)).all() == [MONDAY + timedelta(hours=20)]
        for _tap in range(2):
            await openings.answer(session, lead, grant.id, Interest.INTERESTED, at(MONDAY))
        acts = select(Interaction.about).where(Interaction.kind == Act.OPENING_ANSWERED)
        assert (await session.scalars(acts)).all() == [grant.about]
        with pytest.raises(opening_plans.OpeningMovedOn):
            await opening_plans.post(session, grant.id, 1, at(MONDAY))
        with pytest.raises(openings.OpeningClosed):
            await openings.answer(session, lead, grant.id, Interest.NOT_FOR_US, at(ends + 2 * WEEK))


async def test_a_list_for_hundreds_takes_as_many_statements_as_for_one(database: Database) -> None:
    counts = []
    for size in (1, 300):
        async with database.transaction() as session:
            for n in range(size):
                await a_company(session, f"C{n}", Seat.LEAD)
            await an_opening(session)
            await listed(session, TUESDAY - WEEK)
            with statements(database) as said:
                await listed(session, TUESDAY)
            assert len(await told(session, "list")) == size
            counts.append(len(said))
            await session.rollback()
    assert counts[0] == counts[1]
