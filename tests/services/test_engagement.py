"""Engagement as staff see it, on both databases: who is listed, the same figures everywhere, and the digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.exchange import excel
from bot.i18n import LOCALES, N_, gettext, speaking, undirected
from bot.jobs.scores import keep_scores
from bot.models.companies import SubCluster
from bot.models.deliveries import Delivery
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.models.staff import AuditEntry
from bot.rules.audiences import Audience, Part, Sign
from bot.rules.companies import Kind, Size
from bot.rules.engagement import SLIPPING, Advice, Filter, WeekFigures
from bot.rules.ledger import Act, Offer
from bot.rules.scoring import Band, Recency
from bot.rules.staff import Deed, Role
from bot.screens import digests as digest_screens
from bot.screens import engagement as screens
from bot.services import appointing, audiences, digests, engagement, privacy
from tests.engaged import a_company, did, no_older_weeks, some_companies, was_offered
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWNER = 1
WEEK_LATER = NOW + timedelta(days=7)


async def listed(database: Database, which: Filter) -> list[str]:
    async with database.reading() as session:
        return [one.company.name for one in (await engagement.page(session, which, 0)).items]


async def test_companies_are_counted_by_band_and_listed_by_name(database: Database) -> None:
    await some_companies(database, NOW)
    async with database.reading() as session:
        counts = await engagement.by_band(session)
    assert counts[Band.DORMANT] == 1
    assert counts[Band.UNASKED] == 1
    assert counts[SLIPPING] == 1
    assert sum(n for band, n in counts.items() if band != SLIPPING) == 4
    assert await listed(database, Filter()) == ["Bekaa Foods", "Cedar Press", "Vetro Glass", "Zahle Labs"]


async def test_a_list_is_narrowed_by_all_that_there_is(database: Database) -> None:
    await some_companies(database, NOW)
    async with database.reading() as session:
        wine = await session.scalar(select(SubCluster.id).where(SubCluster.slug == "wine"))
    assert wine is not None
    assert await listed(database, Filter(band=SLIPPING)) == ["Cedar Press"]
    assert await listed(database, Filter(band=Band.DORMANT)) == ["Vetro Glass"]
    assert await listed(database, Filter(recency=Recency.RECENT)) == ["Bekaa Foods"]
    assert await listed(database, Filter(recency=Recency.AGEING)) == ["Cedar Press"]
    assert await listed(database, Filter(recency=Recency.INACTIVE)) == ["Vetro Glass", "Zahle Labs"]
    assert await listed(database, Filter(size=Size.SMALL)) == ["Bekaa Foods", "Cedar Press"]
    assert await listed(database, Filter(kind=Kind.KNOWLEDGE_PROVIDER)) == ["Zahle Labs"]
    assert await listed(database, Filter(sub_cluster=wine)) == ["Cedar Press"]
    assert await listed(database, Filter(size=Size.SMALL, band=Band.DORMANT)) == []


@pytest.mark.parametrize(
    ("days", "recency"),
    [
        (29, Recency.RECENT),
        (30, Recency.FADING),
        (89, Recency.FADING),
        (90, Recency.AGEING),
        (180, Recency.DRIFTING),
        (364, Recency.DRIFTING),
        (365, Recency.INACTIVE),
    ],
)
async def test_how_long_ago_is_counted_from_the_night_that_was_scored(
    database: Database, days: int, recency: Recency
) -> None:
    person = await a_company(database, "Cedar Press", NOW)
    await did(database, person, Act.PROFILE_KEPT, NOW, days + 1)
    await no_older_weeks(database, NOW)
    await keep_scores(database, at(NOW))
    for one in Recency:
        expected = ["Cedar Press"] if one is recency else []
        assert await listed(database, Filter(recency=one)) == expected


async def test_a_message_is_sent_to_the_dormant_or_to_those_long_silent(database: Database) -> None:
    people = await some_companies(database, NOW)

    async def reached(**values: tuple[str, ...]) -> set[str]:
        async with database.reading() as session:
            found = await session.scalars(
                select(Person).where(audiences.people_of(Audience((Part(values),))))
            )
            return {one.name for one in found}

    assert await reached(band=("dormant",)) == {people["vetro"].name}
    assert await reached(band=("dormant", "slipping")) == {people["vetro"].name, people["cedar"].name}
    assert await reached(recency=("inactive", "ageing"), size=("small",)) == {people["cedar"].name}
    assert await reached(band=("new",)) == set()


async def test_what_an_audience_is_narrowed_to_is_offered_by_a_button_and_understood_in_words(
    database: Database,
) -> None:
    async with database.reading() as session:
        for dimension in ("band", "recency"):
            for option in await audiences.options(session, dimension):
                chosen = await audiences.put(session, Audience(), dimension, option.key, Sign.IN)
                assert chosen.parts[0].sign(dimension, option.value) is Sign.IN
        words = Audience.parse("band=Dormant|slipping,recency=inactive")
        found = await audiences.recognised(session, words)
    assert found.parts[0].values == {"band": ("dormant", "slipping"), "recency": ("inactive",)}


async def test_a_story_is_told_the_latest_first_and_outlives_who_was_erased(database: Database) -> None:
    people = await some_companies(database, NOW)
    bekaa = people["bekaa"]
    async with database.transaction() as session:
        await privacy.erase(session, bekaa.telegram_id or 0, 0, at(NOW))
    async with database.reading() as session:
        story = await engagement.story(session, bekaa.company, 0)
        last = await engagement.last_of(session, [bekaa.company_id, people["zahle"].company_id])
    assert [one.done.kind for one in story.items] == [
        Act.INVITATION_ANSWERED,
        Act.INTRODUCTION_ANSWERED,
        Act.EVENT_ATTENDED,
    ]
    assert list(last) == [bekaa.company_id]
    assert undirected(screens.sentence(last[bekaa.company_id])) == (
        "somebody who is no longer here answered the invitation to an event"
    )


def test_every_kind_of_act_has_a_sentence_of_its_own() -> None:
    def said(act: Act) -> str:
        done = Interaction(person_id=None, company_id=1, kind=act, about="x:1", at=NOW, day=1)
        return screens.sentence(screens.Happening(done, None, None))

    assert len({said(act) for act in Act}) == len(Act)
    assert not any("took part in something" in said(act) for act in Act)


async def test_the_figures_are_those_of_the_seven_days_that_are_over(database: Database) -> None:
    people = await some_companies(database, NOW)
    await did(database, people["vetro"], Act.INVITATION_ANSWERED, NOW, 7)
    await did(database, people["cedar"], Act.INVITATION_ANSWERED, NOW, 8)
    await did(database, people["zahle"], Act.INVITATION_ANSWERED, NOW, 0)
    async with database.transaction() as session:
        for name, days in (("vetro", 7), ("cedar", 8), ("zahle", 0)):
            person = await session.get(Person, people[name].id)
            assert person is not None
            person.joined_at = NOW - timedelta(days=days)
    async with database.reading() as session:
        found = await engagement.figures(session, NOW.date() - timedelta(days=1), at(NOW))
    assert found == WeekFigures(active=1, people=2, new_members=1, slipping=1, answers=2)


@pytest.mark.parametrize("language", LOCALES)
async def test_chat_workbook_and_digest_show_the_same_figures(database: Database, language: str) -> None:
    await some_companies(database, NOW)
    async with database.transaction() as session:
        await digests.send_due(session, at(NOW - timedelta(days=7), OWNER))
        with speaking(language):
            until = await engagement.scored_until(session)
            figures = await engagement.figures(session, until, at(NOW))
            chat = screens.overview(until, figures, await engagement.by_band(session)).text
            document = await engagement.workbook(session, Filter(), OWNER, at(NOW))
            digest = await digests._digest(session, at(NOW))
            assert digest is not None
            message = digest_screens.digest(digest).text
            shown = screens.figure_lines(figures)
            labelled = screens.figures_named(figures)
        audited = await session.scalar(select(AuditEntry.act).order_by(AuditEntry.id.desc()))
    whole, companies = ([line.cells for line in lines] for lines in excel.sheets(document))
    in_workbook = {row[0]: row[1] for row in whole[1:]}
    assert figures == WeekFigures(active=1, people=1, new_members=0, slipping=1, answers=1)
    assert len(labelled) == 5
    assert shown in chat
    assert shown in message
    for label, n in labelled:
        assert in_workbook[label] == str(n)
        assert label in shown
    assert [row[0] for row in companies[1:]] == ["Bekaa Foods", "Cedar Press", "Vetro Glass", "Zahle Labs"]
    assert audited is Deed.ENGAGEMENT_DOWNLOADED


async def test_no_name_in_the_workbook_becomes_a_formula(database: Database) -> None:
    person = await a_company(database, "=1+1", NOW)
    await did(database, person, Act.PROFILE_KEPT, NOW, 3)
    await keep_scores(database, at(NOW))
    async with database.transaction() as session:
        document = await engagement.workbook(session, Filter(), OWNER, at(NOW))
    _whole, companies = ([line.cells for line in lines] for lines in excel.sheets(document))
    assert companies[1][0] == "=1+1"
    assert companies[1][8] == "Lead of =1+1 looked after the profile"


async def told(database: Database) -> int:
    async with database.reading() as session:
        query = select(func.count()).where(Delivery.about.startswith("digest:"))
        return await session.scalar(query) or 0


async def looks(database: Database, now: datetime) -> bool:
    async with database.transaction() as session:
        return await digests.send_due(session, at(now, OWNER))


async def test_a_digest_comes_once_a_week_and_is_caught_up(database: Database) -> None:
    people = await some_companies(database, NOW)
    assert not await looks(database, NOW)  # new here: it begins with the next Monday
    assert not await looks(database, NOW + timedelta(days=6))
    await did(database, people["bekaa"], Act.EVENT_RATED, NOW, -3)
    thursday = WEEK_LATER + timedelta(days=3)
    assert not await looks(database, thursday)  # the scores of last night come first
    await keep_scores(database, at(thursday))
    assert await looks(database, thursday)
    assert not await looks(database, thursday + timedelta(minutes=1))
    assert await told(database) == 1
    await keep_scores(database, at(WEEK_LATER + timedelta(days=7)))
    assert await looks(database, WEEK_LATER + timedelta(days=7))
    assert await told(database) == 2


async def test_a_digest_is_read_by_all_staff(database: Database) -> None:
    await some_companies(database, NOW)
    async with database.transaction() as session:
        await appointing.appoint(session, 77, "", Role.VIEWER, OWNER, at(NOW, OWNER))
    await looks(database, NOW)
    await keep_scores(database, at(WEEK_LATER))
    assert await looks(database, WEEK_LATER)
    assert await told(database) == 2


async def test_nothing_is_said_of_a_silent_week(database: Database) -> None:
    person = await a_company(database, "Cedar Press", NOW)
    await did(database, person, Act.PROFILE_KEPT, NOW, 20)
    await keep_scores(database, at(NOW))
    await looks(database, NOW)
    await keep_scores(database, at(WEEK_LATER))
    assert not await looks(database, WEEK_LATER)
    await did(database, person, Act.EVENT_RATED, WEEK_LATER, 1)
    assert not await looks(database, WEEK_LATER)  # it was dealt with
    assert await told(database) == 0


async def test_a_digest_names_who_is_newly_dormant_before_who_was_slipping_already(
    database: Database,
) -> None:
    fresh = await a_company(database, "Aarsal Fruit", NOW)
    people = await some_companies(database, NOW)
    await was_offered(database, fresh, Offer.EVENT_SEAT, WEEK_LATER, 2)
    await keep_scores(database, at(WEEK_LATER))
    async with database.reading() as session:
        until = await engagement.scored_until(session)
        ids = await engagement.concerns(session, until)
        stood = await engagement.stood_of(session, ids)
    assert ids == [fresh.company_id, people["cedar"].company_id]
    assert [one.company.name for one in stood] == ["Aarsal Fruit", "Cedar Press"]


@pytest.mark.parametrize("language", LOCALES)
def test_each_advice_has_its_words_and_the_way_there(language: str) -> None:
    figures = WeekFigures(1, 2, 3, 0, 5)
    for chosen, taps in ((Advice.WAKE, 3), (Advice.OFFER, 3), (Advice.LOOK, 2)):
        with speaking(language):
            found = digest_screens.Digest(NOW.date(), NOW.date(), figures, [], chosen, 3, 2)
            shown = digest_screens.digest(found)
            assert gettext(N_("One thing to do")) in shown.text
        assert len(shown.buttons) == taps
