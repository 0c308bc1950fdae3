"""How far each has come who is to join, and messages that fit a button."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.db import Database
from bot.i18n import LOCALES
from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.replies import COPIED_LENGTH
from bot.rules.deep_links import link
from bot.rules.invites import Invited
from bot.screens.inviting import ready_message
from bot.services import invites, inviting
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=31)


async def test_each_is_where_they_have_come_by_their_newest_link(database: Database) -> None:
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        people = {which: Person(name=which.value, company=company, created_at=NOW) for which in Invited}
        gone = Person(name="gone", company=company, created_at=NOW, standing=Standing.LEFT)
        session.add_all([*people.values(), gone])
        await session.flush()
        joined = people[Invited.JOINED]
        joined.standing, joined.joined_at = Standing.MEMBER, NOW
        for which in (Invited.EXPIRED, Invited.SENT, Invited.OPENED):
            invite, _token = await invites.make(session, company.id, people[which].id, at(NOW))
            if which is Invited.OPENED:
                invites.note_opened(invite, at(NOW))
        await invites.make(session, company.id, people[Invited.SENT].id, at(LATER))
    async with database.reading() as session:
        assert await inviting.counts(session, at(LATER)) == dict.fromkeys(Invited, 1)
        for which in Invited:
            page = await inviting.listed(session, which, 0, at(LATER))
            assert [person.name for person, _invite in page.items] == [which.value]
    async with database.transaction() as session:
        data, n = await inviting.invite_many(session, None, company.id, "qoot_bot", 901, at(LATER))
        assert (data[:2], n) == (b"PK", 4)
    async with database.reading() as session:
        assert (await inviting.counts(session, at(LATER)))[Invited.SENT] == 4
        with pytest.raises(inviting.NobodyToInvite):
            await inviting.invite_many(session, Invited.NOT_YET, 0, "qoot_bot", 901, at(LATER))


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("person", ["", "أمينة " * 40, "Amina", "🫒" * 200])
def test_a_ready_message_fits_a_button_whatever_names_are_in_it(language: str, person: str) -> None:
    company = Company(name="Karam & Sons " * 15, name_ar="شركة " * 40, name_key="k", created_at=NOW)
    url = link("a" * 32, "t" * 22)
    text = ready_message(person, company, url, language)
    assert len(text.encode("utf-16-le")) // 2 <= COPIED_LENGTH
    assert text.endswith(f"\n{url}"), "with words above the link"
