"""The cast of the stories: a cluster on a pretend Telegram, and people who tap and type."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import app
from bot.config import Settings
from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.inbox import Handling, InboundUpdate
from bot.models.invites import Invite
from bot.models.people import Person
from bot.outbox.line import raise_for
from bot.outbox.pace import Pace
from bot.rules.companies import Kind, Size
from bot.rules.people import Seat
from bot.rules.words import fold
from bot.services import invites, joining, memos, score_weeks
from bot.simulator.inprocess import InProcess
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from tests.botapi import the_contract
from tests.moments import at

TOKEN = "1234567:test-token-that-must-not-leak"
OWNER = 9_000_001
PATIENCE = 20.0


WAITS = select(InboundUpdate.update_id).where(InboundUpdate.status == Handling.WAITING).exists()
DUE = (Delivery.status == Status.WAITING) & (Delivery.not_before <= bindparam("now"))
IS_ANYTHING_LEFT = select(
    WAITS | select(Delivery.id).where((Delivery.status == Status.SENDING) | DUE).exists()
)


class Clock:
    """A clock that the test moves; between moves it runs."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def move(self, **by: float) -> None:
        self._shift += timedelta(**by)


class Calls(InProcess):
    """The in-process line, telling failures apart as the real one does."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        raise_for(code, payload)
        return code, payload


class Player:
    """Somebody with a phone. What they do is awaited until the bot has nothing left to say."""

    def __init__(self, cluster: Cluster, phone: Phone) -> None:
        self.cluster = cluster
        self.phone = phone

    @property
    def id(self) -> int:
        return self.phone.user.id if hasattr(self.phone, "user") else self.phone.id

    async def opens(self, payload: str = "") -> None:
        self.phone.start(payload)
        await self.cluster.settled()

    async def types(self, text: str, **more: Any) -> None:
        self.phone.send(text, **more)
        await self.cluster.settled()

    async def taps(self, label: str) -> None:
        """Tap the newest inline button whose label contains `label`."""
        message, data = self.button(label)
        self.phone.tap(message["message_id"], data)
        await self.cluster.settled()

    async def taps_data(self, data: str, message_id: int | None = None) -> None:
        """Tap with callback data of one's own making."""
        target = message_id or self.from_bot[-1]["message_id"]
        self.phone.tap(target, data)
        await self.cluster.settled()

    def button(self, label: str) -> tuple[dict[str, Any], str]:
        for message in reversed(self.from_bot):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if label in plain(button["text"]) and "callback_data" in button:
                        return message, button["callback_data"]
        raise AssertionError(f"no button {label!r}; there are {self.buttons}\n{self.sees}")

    @property
    def buttons(self) -> list[str]:
        """The labels under the bot's newest message, in reading order as sent."""
        if not self.from_bot:
            return []
        rows = self.from_bot[-1].get("reply_markup", {}).get("inline_keyboard", [])
        return [plain(button["text"]) for row in rows for button in row]

    @property
    def from_bot(self) -> list[dict[str, Any]]:
        return [message for message in self.phone.messages if message["from_bot"]]

    @property
    def sees(self) -> str:
        """Everything from the bot that stands in the chat now, without direction marks."""
        return plain("\n".join(m.get("text", m.get("caption", "")) for m in self.from_bot))

    @property
    def screen(self) -> str:
        """The bot's newest message, without direction marks."""
        return (
            plain(self.from_bot[-1].get("text", self.from_bot[-1].get("caption", "")))
            if self.from_bot
            else ""
        )

    @property
    def toasts(self) -> list[str]:
        return [plain(answer["text"]) for answer in self.phone.answers if answer.get("text")]


def plain(text: str) -> str:
    """Text without isolates and direction marks."""
    return "".join(c for c in text if c not in "\u2066\u2067\u2068\u2069\u200e\u200f")


async def person_of(player: Player) -> Person:
    """What is stored of a player who is a member."""
    async with player.cluster.database.reading() as session:
        return await session.scalar(select(Person).where(Person.telegram_id == player.id))  # type: ignore[no-any-return]


class Cluster:
    """A running bot on a pretend Telegram, with a clock of its own."""

    def __init__(self, machine: app.Machine, tg: Telegram, clock: Clock) -> None:
        self.machine = machine
        self.tg = tg
        self.clock = clock
        self._next_id = 100
        self._has_looked = False
        self.keeps_each_week = False
        """Whether the scores of all weeks that pass are kept, for a story that looks at how they went."""

    @property
    def database(self) -> Any:
        return self.machine.database

    async def owner(self, language: str = "en") -> Player:
        """The owner of OWNER_IDS, at home."""
        player = Player(self, self.tg.phone(OWNER, first_name="Rima", language_code=language))
        await player.opens()
        return player

    def visitor(self, name: str = "Nour", language: str = "en") -> Player:
        """Somebody with a phone and no invite."""
        self._next_id += 1
        return Player(self, self.tg.phone(self._next_id, first_name=name, language_code=language))

    async def expects(self, name: str = "Amina Haddad", company: str = "Cedar Press", **more: Any) -> str:
        """Put somebody of a company on the roster; returns the payload of their invite link."""
        async with self.database.transaction() as session:
            _invite, token = await self._invite(session, name, company, **more)
        return token

    async def welcomes(
        self, name: str = "Amina Haddad", company: str = "Cedar Press", *, language: str = "en", **more: Any
    ) -> Player:
        """Somebody who has joined through their invite, in their language, and is at home."""
        player = self.visitor(name.split()[0], language)
        async with self.database.transaction() as session:
            invite, _token = await self._invite(session, name, company, language=language, **more)
            chat = Chat(id=player.id, language=language)
            session.add(chat)
            await joining.join(session, chat, invite, name, language, at(self.clock()))
        await player.opens()
        return player

    async def welcomes_all(self, names: Mapping[str, str], *, language: str = "en") -> list[Player]:
        """People with their companies who have joined, and come home at the same time."""
        players = {name: self.visitor(name.split()[0], language) for name in names}
        async with self.database.transaction() as session:
            for name, player in players.items():
                invite, _token = await self._invite(session, name, names[name], language=language)
                chat = Chat(id=player.id, language=language)
                session.add(chat)
                await joining.join(session, chat, invite, name, language, at(self.clock()))
        for player in players.values():
            player.phone.start()
        await self.settled()
        return list(players.values())

    async def _invite(
        self,
        session: AsyncSession,
        name: str,
        company: str,
        *,
        language: str = "en",
        seat: Seat = Seat.LEAD,
        size: Size | None = None,
        kind: Kind | None = None,
    ) -> tuple[Invite, str]:
        key = fold(company)
        found = await session.scalar(select(Company).where(Company.name_key == key))
        if found is None:
            found = Company(name=company, name_key=key, size=size, kind=kind, created_at=self.clock())
            session.add(found)
            await session.flush()
        person = Person(name=name, seat=seat, language=language, created_at=self.clock(), company=found)
        session.add(person)
        await session.flush()
        return await invites.make(session, found.id, person.id, at(self.clock()))

    async def passes(self, **by: float) -> None:
        """Time passes, and what is due happens."""
        if not self._has_looked:
            # A daily job that is new begins with its next slot: so it must have been looked at before
            self._has_looked = True
            await self.machine.timetable.run_all_due()
        self.clock.move(**by)
        await self.settled()
        if not self.keeps_each_week:
            await self._skip_weeks()
        await self.machine.timetable.run_all_due()
        await self.settled()

    async def _skip_weeks(self) -> None:
        """After a leap in time, the weeks before the last two are not scored: each takes its time, and nobody asks."""
        until = score_weeks.last_day(at(self.clock())) - timedelta(weeks=2)
        async with self.database.transaction() as session:
            kept = await memos.get(session, score_weeks.KEPT)
            if kept is not None and kept["day"] < until.toordinal() and not kept.get("is_stale", False):
                await score_weeks.note_kept(session, until)

    async def settled(self) -> None:
        """Wait until everything that came in is handled, and everything that is due has gone out."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_quiet():
                await asyncio.sleep(0.003)

    async def _is_quiet(self) -> bool:
        machine = self.machine
        if self.tg.updates.waiting or not machine.consumer.is_idle or not machine.dispatcher.is_idle:
            return False
        async with self.database.reading() as session:
            return not await session.scalar(IS_ANYTHING_LEFT, {"now": self.clock()})

    async def count(self, handling: Handling) -> int:
        """How many updates ended so."""
        async with self.database.reading() as session:
            query = select(func.count()).select_from(InboundUpdate).where(InboundUpdate.status == handling)
            return int(await session.scalar(query) or 0)


START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When a story begins: a Monday, 11:00 in Beirut."""


def pretend_telegram(clock: Clock) -> Telegram:
    return Telegram(
        token=TOKEN, username="qoot_test_bot", first_name="QOOT", now=clock, contract=the_contract()
    )


@asynccontextmanager
async def running_cluster(url: str, key: str, **settings: Any) -> AsyncIterator[Cluster]:
    """A bot on the database at `url`, on a pretend Telegram in this process."""
    clock = Clock(START)
    tg = pretend_telegram(clock)
    async with running_on(tg, clock, url, key, **settings) as cluster:
        yield cluster


@asynccontextmanager
async def running_on(
    tg: Telegram, clock: Clock, url: str, key: str, *, is_last: bool = True, **settings: Any
) -> AsyncIterator[Cluster]:
    """A bot on a pretend Telegram, which closes with it, unless another one goes on there."""
    given = {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": url,
        "DATA_KEY": key,
        "OWNER_IDS": str(OWNER),
    }
    chosen = Settings.from_environment({**given, **settings})
    async with AsyncExitStack() as stack:
        machine = await stack.enter_async_context(
            app.assembled(
                chosen,
                is_alone=True,
                now=clock,
                request=Calls(tg, read_timeout=30.0),
                pace=Pace(1000, chat_gap=0.0),
            )
        )
        await stack.enter_async_context(app.settling(machine))
        await machine.dispatcher.recover()
        dispatching = asyncio.create_task(machine.dispatcher.run())
        await stack.enter_async_context(app.listening(machine))
        polling = asyncio.create_task(machine.polling().run())
        try:
            yield Cluster(machine, tg, clock)
        finally:
            polling.cancel()
            machine.dispatcher.stop()
            await asyncio.wait([polling, dispatching], timeout=10)
            if is_last:
                tg.close()
