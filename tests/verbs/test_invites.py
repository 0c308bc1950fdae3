"""`invites`: a fresh link for everybody who is expected, and nothing else on standard output."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company
from bot.models.invites import Invite
from bot.models.people import Person
from bot.rules.invites import LinkProblem
from bot.services import chats, invites, joining
from bot.simulator.telegram import Telegram
from tests.moments import at
from tests.verbs.conftest import TOKEN, Shell, in_database

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def expect(written: str, *names: str, company: str = "Cedar Press") -> None:
    """People of a company are expected."""

    async def add(session: AsyncSession) -> None:
        row = Company(name=company, name_key=company.casefold(), created_at=NOW)
        session.add_all([Person(name=name, created_at=NOW, company=row) for name in names])

    in_database(written, add)


def links(out: str) -> dict[str, str]:
    """Person → token, from what was printed."""
    header, *rows = csv.reader(io.StringIO(out, newline=""))
    assert header == ["company", "person", "link"]
    start = "https://t.me/qoot_test_bot?start="
    assert all(link.startswith(start) for _company, _person, link in rows)
    return {person: link.removeprefix(start) for _company, person, link in rows}


def tried(written: str, token: str) -> Person | LinkProblem | None:
    """Whom a token lets in, or why nobody."""

    async def trial(session: AsyncSession) -> Person | LinkProblem | None:
        found = await invites.try_token(session, token, 101, at(datetime.now(UTC)))
        return found if isinstance(found, LinkProblem) else found.person

    return in_database(written, trial)


def join(written: str, token: str) -> None:
    """Somebody joins through a link."""

    async def act(session: AsyncSession) -> None:
        now = datetime.now(UTC)
        invite = await invites.try_token(session, token, 101, at(now))
        assert isinstance(invite, Invite)
        await joining.join(session, (await chats.known(session, 101)).chat, invite, "Amina", "ar", at(now))

    in_database(written, act)


def test_everybody_who_is_expected_has_a_link_of_their_own(
    at_work: Shell, telegram: Telegram, database_url: str
) -> None:
    expect(database_url, "Amina Haddad", "كريم")
    said = at_work.types("invites")
    assert (said.status, said.err) == (0, "")
    found = links(said.out)
    assert list(found) == ["Amina Haddad", "كريم"]
    for name, token in found.items():
        person = tried(database_url, token)
        assert isinstance(person, Person)
        assert person.name == name


def test_links_of_an_earlier_run_stay_good_until_one_is_used(
    at_work: Shell, telegram: Telegram, database_url: str
) -> None:
    expect(database_url, "Amina Haddad", "Bruno Karam")
    first, second = links(at_work.types("invites").out), links(at_work.types("invites").out)
    assert first != second
    join(database_url, first["Amina Haddad"])
    assert tried(database_url, second["Amina Haddad"]) is LinkProblem.USED
    assert isinstance(tried(database_url, first["Bruno Karam"]), Person)


def test_who_has_joined_or_left_gets_none(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    async def leave(session: AsyncSession) -> None:
        await joining.leave(session, (await session.scalars(select(Person))).one(), at(NOW))

    expect(database_url, "Amina Haddad")
    join(database_url, links(at_work.types("invites").out)["Amina Haddad"])
    assert links(at_work.types("invites").out) == {}
    in_database(database_url, leave)
    assert links(at_work.types("invites").out) == {}


def test_links_that_went_astray_can_be_ended(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    expect(database_url, "Amina Haddad")
    astray = links(at_work.types("invites").out)["Amina Haddad"]
    fresh = links(at_work.types("invites", "--renew").out)["Amina Haddad"]
    assert tried(database_url, astray) is LinkProblem.EXPIRED
    assert isinstance(tried(database_url, fresh), Person)


def test_no_name_becomes_a_formula(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    expect(database_url, "@SUM(A1)", company="=cmd|evil")
    assert at_work.types("invites").out.splitlines()[1].startswith("'=cmd|evil,'@SUM(A1),https://")


def test_without_telegram_no_link_is_made(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    async def count(session: AsyncSession) -> int:
        return len((await session.scalars(select(Invite))).all())

    expect(database_url, "Amina Haddad")
    for environ, why in (
        ({"BOT_TOKEN": ""}, "BOT_TOKEN is missing"),
        ({"BOT_TOKEN": "77:revoked"}, "Telegram refuses BOT_TOKEN"),
        ({"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:1"}, "Telegram cannot be reached"),
    ):
        at_work.sets(**environ)
        said = at_work.types("invites")
        assert (said.status, said.out) == (1, "")
        assert why in said.err
        assert "77:" not in said.err
    assert in_database(database_url, count) == 0


def test_a_database_that_is_not_migrated_is_named(shell: Shell, telegram: Telegram, empty_url: str) -> None:
    shell.sets(DATABASE_URL=empty_url, DATA_KEY="A" * 43 + "=")
    assert "run `python -m bot migrate` first" in shell.types("invites").err


def test_a_database_that_does_not_answer_is_named_without_its_password(shell: Shell) -> None:
    shell.sets(DATABASE_URL="postgres://qoot:hunter2@127.0.0.1:1/qoot", DATA_KEY="A" * 43 + "=")
    for arguments in (("invites",), ("import", __file__)):
        said = shell.types(*arguments)
        assert (said.status, said.out) == (1, "")
        assert "The database does not answer" in said.err
        assert "hunter2" not in said.err
