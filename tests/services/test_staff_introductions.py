"""How introductions go, as staff see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.exchange import excel
from bot.i18n import speaking
from bot.models.companies import Company
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person, Standing
from bot.models.staff import AuditEntry
from bot.rules.companies import Size
from bot.rules.introductions import EXPIRES_AFTER, Origin, Side, State
from bot.rules.outcomes import Outcome, Question
from bot.rules.pages import PAGE
from bot.rules.staff_introductions import IntroductionList
from bot.services import staff_introductions
from bot.services.staff_introductions import workbook
from tests.moments import at

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Past:
    """A cluster with a past; each person has a company of their own, unless one is named."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._people = 0

    async def person(self, name: str, company: Company | None = None, **more: Any) -> Person:
        self._people += 1
        of = company or Company(name=f"{name} & Co", name_key=f"{name} co".casefold(), created_at=NOW)
        given = {"standing": Standing.MEMBER, "telegram_id": self._people, "consented_at": NOW, **more}
        person = Person(name=name, company=of, created_at=NOW, **given)
        self.session.add(person)
        await self.session.flush()
        return person

    async def asked(
        self, asker: Person, other: Person, state: State = State.OPEN, *, days_ago: float = 0, **more: Any
    ) -> Introduction:
        asked_at = NOW - days_ago * DAY
        given = {"origin": Origin.CARD, "asker_agreed_at": asked_at, **more}
        if state is not State.OPEN:
            given.setdefault("closed_at", asked_at + EXPIRES_AFTER)
        if state is State.INTRODUCED:
            given["other_agreed_at"] = given["closed_at"]
        made = Introduction(asker=asker, other=other, asked_at=asked_at, state=state, **given)
        self.session.add(made)
        await self.session.flush()
        return made

    async def says(
        self,
        made: Introduction,
        person: Person,
        question: Question,
        answer: Outcome,
        value: int | None = None,
    ) -> None:
        self.session.add(
            OutcomeReport(
                introduction_id=made.id,
                person_id=person.id,
                question=question,
                asked_at=NOW,
                answered_at=NOW,
                answer=answer,
                value=value,
            )
        )
        await self.session.flush()


async def test_the_counts_and_what_came_of_them(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        amina, bruno, carla, dany = [await past.person(name) for name in ("Amina", "Bruno", "Carla", "Dany")]
        fresh = await past.asked(amina, bruno, days_ago=1)
        stuck = await past.asked(amina, carla, days_ago=3)
        await past.asked(amina, dany, days_ago=4, is_muted=True)
        lately = await past.asked(bruno, carla, State.INTRODUCED, days_ago=20)
        earlier = await past.asked(bruno, dany, State.INTRODUCED, days_ago=60)
        long_ago = await past.asked(carla, dany, State.INTRODUCED, days_ago=200)
        await past.asked(dany, amina, State.DECLINED, days_ago=10, closed_by=Side.OTHER)
        await past.asked(dany, bruno, State.HANDED_ON, days_ago=10, closed_by=Side.OTHER)
        await past.says(lately, bruno, Question.MET, Outcome.MET)
        await past.says(earlier, bruno, Question.FIRST, Outcome.CONTRACT, 3000)
        await past.says(earlier, bruno, Question.MET, Outcome.NOT_MET)
        await past.says(earlier, dany, Question.LAST, Outcome.TALKS)
        await past.says(long_ago, carla, Question.LAST, Outcome.SAMPLES, 100)
        await past.says(long_ago, dany, Question.LAST, Outcome.SAMPLES, 400)
        seen = await staff_introductions.overview(session, at(NOW))
        assert (seen.open, seen.stuck) == (3, 1)
        assert (seen.introduced_lately, seen.introduced_in_quarter, seen.nothing_in_quarter) == (1, 2, 1)
        assert seen.came_of == {
            (Outcome.MET,): 1,
            (Outcome.TALKS, Outcome.CONTRACT): 1,
            (Outcome.SAMPLES,): 1,
        }
        assert (seen.least, seen.most) == (3100, 3400)
        listed = await staff_introductions.listed(session, IntroductionList.STUCK, 5, at(NOW))
        assert (list(listed.items), listed.number) == ([stuck], 0)
        opened = await staff_introductions.listed(session, IntroductionList.OPEN, 0, at(NOW))
        assert opened.items[-1] is fresh
        finished = await staff_introductions.listed(session, IntroductionList.FINISHED, 0, at(NOW))
        assert (finished.total, finished.items[-1]) == (5, long_ago)


async def test_who_is_asked_most_and_who_never_answers(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        wanted, silent, moody, spared = [
            await past.person(name) for name in ("Wanted", "Silent", "Moody", "Spared")
        ]
        for number in range(3):
            asker = await past.person(f"Asker {number}")
            await past.asked(asker, wanted, days_ago=number)
            await past.asked(asker, silent, State.EXPIRED, days_ago=40 + number)
            await past.asked(asker, moody, State.EXPIRED, days_ago=40 + number)
            await past.asked(asker, spared, State.EXPIRED, days_ago=20 + number, is_muted=True)
        await past.asked(wanted, moody, State.POSTPONED, days_ago=100, closed_by=Side.OTHER)
        await past.asked(wanted, silent, State.INTRODUCED, days_ago=190)  # too long ago to count
        gone = await past.asked(moody, await past.person("Left"), State.EXPIRED, days_ago=9)
        gone.closed_at = gone.asked_at + DAY  # it ended early: somebody left
        most = await staff_introductions.asked_most(session, 0, at(NOW))
        assert [(person.name, times) for person, times in most.items] == [("Wanted", 3)]
        never = await staff_introductions.silent(session, 0, at(NOW))
        assert [(person.name, times) for person, times in never.items] == [("Silent", 3)]
        silent.standing = Standing.LEFT
        await session.flush()
        assert (await staff_introductions.silent(session, 0, at(NOW))).items == []


async def test_of_a_proposal_both_are_asked(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        quiet = await past.person("Quiet")
        for number in range(2):
            other = await past.person(f"Other {number}")
            await past.asked(
                quiet, other, State.EXPIRED, days_ago=20, origin=Origin.ROUND, asker_agreed_at=None
            )
        never = await staff_introductions.silent(session, 0, at(NOW))
        assert [(person.name, times) for person, times in never.items] == [("Quiet", 2)]


async def test_companies_no_one_has_met_the_largest_first_and_paged(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        for number in range(PAGE):
            await past.person(f"Small {number}")
        large = await past.person("Zahi")
        large.company.size = Size.LARGE
        hidden = await past.person("Hidden", is_listed=False)
        one, other, refused = [await past.person(name) for name in ("One", "Other", "Refused")]
        await past.asked(one, other, State.INTRODUCED, days_ago=400)
        await past.asked(one, refused, State.DECLINED, days_ago=400)
        first = await staff_introductions.unmet(session, 0)
        assert (first.total, first.last) == (PAGE + 2, 1)
        assert first.items[0] is large.company
        second = await staff_introductions.unmet(session, 9)
        names = [company.name for company in (*first.items, *second.items)]
        assert "Refused & Co" in names
        assert not {hidden.company.name, "One & Co", "Other & Co"} & set(names)


async def test_words_that_no_concept_has_are_listed_the_commonest_first(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        one, other = [(await past.person(name)).company for name in ("One", "Other")]
        one.offers, one.needs = "olive oil, Zorblax fittings", "quux <b>"
        other.products = "zorblax  FITTINGS\nwine"
        (await past.person("Hidden", is_listed=False)).company.offers = "frobnication"
        found = await staff_introductions.unknown(session, 0)
        assert [(words.words, words.companies) for words in found.items] == [
            ("Zorblax fittings", 2),
            ("quux <b>", 1),
        ]


async def test_the_workbook_says_what_both_say_and_how_to_reach_nobody(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        amina = await past.person("Amina", phone="+9613111222", email="amina@cedar.example")
        bruno = await past.person("Bruno")
        bruno.company.name_ar = "شركة برونو"
        made = await past.asked(amina, bruno, State.INTRODUCED, days_ago=60)
        await past.asked(bruno, amina, State.DECLINED, days_ago=1, declined_words="Never pays")
        await past.says(made, amina, Question.MET, Outcome.MET)
        await past.says(made, amina, Question.LAST, Outcome.CONTRACT, 3000)
        await past.says(made, bruno, Question.FIRST, Outcome.NOTHING)
        with speaking("ar"):
            document = await workbook(session, 7, at(NOW))
        [lines] = excel.sheets(document)
        header, declined, introduced = [list(line.cells) for line in lines]
        assert introduced[1:] == [
            *("Amina", "Amina & Co", "Bruno", "شركة برونو", "طلب من أحد الأعضاء", "تمّ التعارف"),
            *("جرى لقاء أو حديث", "", "عقد أو طلبية", "لا شيء بعد", "3000"),
        ]
        assert len(header) == 13
        assert "مرفوض" in declined
        everything = str([list(line.cells) for line in lines])
        assert not [told for told in ("3111222", "cedar.example", "Never pays") if told in everything]
        assert await session.scalar(select(AuditEntry.actor_id)) == 7


async def test_two_are_found_by_any_name_and_refused_without_a_reason(database: Database) -> None:
    async with database.transaction() as session:
        past = Past(session)
        cedar = Company(name="Cedar Press", name_key="cedar press", name_ar="معاصر الأرز", created_at=NOW)
        amina = await past.person("Amina Haddad", cedar)
        await past.person("Expected Haddad", standing=Standing.EXPECTED)
        bruno, carla = await past.person("Brûno"), await past.person("Carla")
        for typed in ("haddad AMINA", "الارز", "amina cedar"):
            assert (await staff_introductions.find(session, typed)).items == [amina]
        assert (await staff_introductions.find(session, "bruno")).items == [bruno]
        assert not (await staff_introductions.find(session, "haddad", besides=amina)).total
        await past.asked(amina, bruno, State.INTRODUCED, days_ago=30)
        for pair in ((amina.id, bruno.id), (amina.id, amina.id), (amina.id, 999)):
            with pytest.raises(staff_introductions.CannotBeIntroduced):
                await staff_introductions.introduce(session, *pair, "", 7, at(NOW))
        made = await staff_introductions.introduce(session, amina.id, carla.id, "You should talk", 7, at(NOW))
        assert (made.origin, made.made_by, made.asker_agreed_at) == (Origin.STAFF, 7, None)
        assert await session.scalar(select(AuditEntry.act)) == "introduce"
