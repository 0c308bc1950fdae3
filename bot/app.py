"""The composition root: which parts run together, and how they begin and end. Only __main__ imports this."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.config import Settings
from bot.db import TRANSIENT, Database, named
from bot.errors import Misconfigured
from bot.inbox.consumer import Consumer
from bot.inbox.files import fetched
from bot.inbox.polling import REFUSED_TOKEN, Polling
from bot.jobs.timetable import Timetable
from bot.leading import LeadLost, leading, present
from bot.models.secrets import RING
from bot.moment import Moment
from bot.outbox.attempts import Result, Sent
from bot.outbox.circuit import Circuit
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.line import AiohttpRequest, open_bot
from bot.outbox.pace import Pace
from bot.outbox.queue import Claimed
from bot.outbox.telegram import deliver, is_answering, take_away
from bot.services import alerts, directory, resting, secrets
from bot.sqlite import FileGone
from bot.tasks import cancelled, ended, until_stopped
from bot.web import health, webhook
from bot.web.server import serving
from handlers import FEATURES
from handlers.conversation import Talk
from handlers.menus import Publisher

log = logging.getLogger(__name__)

FIRST_WORD_SECONDS, FIRST_PATIENCE = 1.0, 5.0
"""How long to wait between two tries to reach Telegram at the start, and for the answer: nobody is served meanwhile."""

TAKE_OVER_SECONDS = 10
"""How long a new `run` waits for one that is ending."""
INSIST_SECONDS = 60
"""How long a process that begins to lead waits for a database that is away just then."""
IS_LED = "Another bot is sending from this database already; stop it first."
WATCH_SECONDS = 1.0
"""How soon it is seen that the database's file was deleted; nothing is answered meanwhile."""
STOP_SECONDS = 6.0
"""How long each part is given to end by itself."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Machine:
    """All parts of one process, wired but not begun. `polls` carries long polling, on connections of its own."""

    settings: Settings
    database: Database
    bot: Bot
    polls: BaseRequest
    now: Clock
    dispatcher: Dispatcher
    consumer: Consumer
    timetable: Timetable

    def stop(self) -> None:
        """Begin nothing more: the last turns and the last calls are then waited for at the same time."""
        self.consumer.stop()
        self.dispatcher.stop()

    def polling(self) -> Polling:
        """Long polling into this machine's inbox."""
        return Polling(self.bot, self.polls, self.consumer.keep)


@asynccontextmanager
async def assembled(
    settings: Settings,
    *,
    is_alone: bool,
    now: Clock = utc_now,
    request: BaseRequest | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[Machine]:
    """Wire a machine for `settings`; Telegram may be reached through another `request`, at another `pace`.

    Raises Misconfigured.
    """
    RING.unlock(settings.keys)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(settings.database, RING.fingerprint))
        await _prove_key(database)
        polls = request or AiohttpRequest()
        bot = open_bot(settings.token, settings.bot_api_url, request or AiohttpRequest(), polls)
        stack.push_async_callback(_hang_up, bot)
        await _introduce(bot)
        pace = pace or Pace(settings.send_rate)
        sending = (partial(deliver, bot), partial(follow_screen, bot))
        circuit = Circuit(partial(is_answering, bot))
        dispatcher = Dispatcher(database, *sending, pace, circuit, now, is_alone=is_alone)
        talk = Talk(FEATURES, bot, settings.zone, settings.owner_ids)
        consumer = Consumer(database, talk, dispatcher.show, now, dispatcher.wake, dispatcher.give_back)
        fetch = partial(fetched, bot)
        timetable = Timetable(database, now, settings.zone, settings.owner_ids, dispatcher.wake, fetch)
        yield Machine(settings, database, bot, polls, now, dispatcher, consumer, timetable)


async def _prove_key(database: Database) -> None:
    """With another key than before, every update that waits would be set aside as unreadable: say so instead."""
    async with database.transaction() as session:
        if not await secrets.is_sealed_with_our_keys(session):
            raise Misconfigured(secrets.LACKS_KEY)


async def _introduce(bot: Bot) -> None:
    """getMe until Telegram answers; a refused token ends it."""
    while True:
        try:
            async with asyncio.timeout(FIRST_PATIENCE):
                await bot.initialize()
            return
        except InvalidToken:
            raise Misconfigured(REFUSED_TOKEN) from None
        except (TelegramError, TimeoutError) as error:
            log.warning("Telegram does not answer yet: %s", type(error).__name__)
            await asyncio.sleep(FIRST_WORD_SECONDS)


async def _hang_up(bot: Bot) -> None:
    with contextlib.suppress(TelegramError):
        await bot.shutdown()


async def follow_screen(bot: Bot, claimed: Claimed, result: Result) -> None:
    """A new screen takes the former one's place in its chat."""
    former = claimed.content.get("replaces")
    if former and isinstance(result, Sent) and result.message_id is not None:
        await take_away(bot, claimed.attempt.chat_id, former)


@asynccontextmanager
async def counted(machine: Machine) -> AsyncIterator[None]:
    """Record a start, and a clean stop if the block ends without an error. Too many unclean ones: the outbox rests."""
    await _insist(partial(_count, machine))
    try:
        yield
    except (Misconfigured, LeadLost):
        await _forgive(machine)
        raise
    await _forgive(machine)


async def _count(machine: Machine) -> None:
    settings = machine.settings
    moment = Moment(machine.now(), settings.zone, settings.owner_ids)
    async with machine.database.transaction() as session:
        if await resting.note_start(session, moment):
            log.error("the dispatcher died three times in ten minutes: broadcasts and reminders rest")
            await alerts.report_resting(session, moment)


async def _insist(act: Callable[[], Awaitable[object]]) -> None:
    """Do what must be done before anything else. A database that is away is waited for, not for ever."""
    for _again in range(INSIST_SECONDS):
        try:
            await act()
            return
        except TRANSIENT as error:
            log.warning("waiting for the database: %s", named(error))
            await asyncio.sleep(1)
    await act()


async def _forgive(machine: Machine) -> None:
    try:
        async with machine.database.transaction() as session:
            await resting.note_clean_stop(session)
    except TRANSIENT as error:
        log.warning("the clean stop was not written down: %s", named(error))


@asynccontextmanager
async def sending(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """The dispatcher and the timetable: recovered, started, and stopped cleanly."""
    await _insist(machine.dispatcher.recover)
    task = asyncio.create_task(machine.dispatcher.run(), name="dispatcher")
    await machine.timetable.start()
    try:
        yield task
    finally:
        await machine.timetable.stop()
        machine.dispatcher.stop()
        await ended([task], STOP_SECONDS)


@asynccontextmanager
async def settling(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """The writer of results, for every process that shows answers."""
    task = asyncio.create_task(machine.dispatcher.settle(), name="settling")
    try:
        yield task
    finally:
        machine.dispatcher.end_settling()
        await ended([task], STOP_SECONDS)


@asynccontextmanager
async def listening(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """The consumer of the inbox; the directory's index is built meanwhile, or the first search would wait for it."""
    task = asyncio.create_task(machine.consumer.run(), name="consumer")
    preparing = asyncio.create_task(_prepare(machine.database), name="preparing")
    try:
        yield task
    finally:
        machine.consumer.stop()
        await cancelled(preparing)
        await ended([task], STOP_SECONDS)


async def _prepare(database: Database) -> None:
    try:
        async with database.reading() as session:
            await directory.prepare(session)
    except TRANSIENT as error:
        log.warning("the directory is made at the first search: %s", named(error))


@asynccontextmanager
async def publishing(machine: Machine) -> AsyncIterator[None]:
    """Keep the menus at Telegram up to date."""
    publisher = Publisher(machine.database, machine.bot, machine.settings.owner_ids)
    task = asyncio.create_task(publisher.keep_published())
    try:
        yield
    finally:
        await cancelled(task)


@asynccontextmanager
async def watching(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """See that SQLite's file stays where it is; the task ends with a sentence for the operator when it does not."""
    task = asyncio.create_task(_watch_file(machine.database), name="watching")
    try:
        yield task
    finally:
        await cancelled(task)


async def _watch_file(database: Database) -> None:
    try:
        while True:
            database.check_file()
            await asyncio.sleep(WATCH_SECONDS)
    except FileGone as gone:
        raise Misconfigured(str(gone)) from None


@asynccontextmanager
async def receiving(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(machine.polling().run(), name="polling")
    try:
        yield task
    finally:
        await cancelled(task)


async def run(machine: Machine, stopped: asyncio.Event) -> None:
    """Everything in one process, until `stopped` or until a part fails (whose error is raised)."""
    async with leading(machine.database, stopped, patience=TAKE_OVER_SECONDS) as leader:
        if leader is None:
            raise Misconfigured(IS_LED)
        # What a dead process left in doubt is judged before anything new is shown
        async with (
            counted(machine),
            settling(machine) as settler,
            sending(machine) as sender,
            listening(machine) as listener,
            receiving(machine) as receiver,
            watching(machine) as watcher,
            publishing(machine),
        ):
            log.info("@%s is listening", machine.bot.username)
            try:
                await until_stopped(stopped, leader, settler, sender, listener, receiver, watcher)
            except LeadLost:
                raise Misconfigured(IS_LED) from None
            finally:
                machine.stop()


async def web(machine: Machine, stopped: asyncio.Event) -> None:
    """Webhook, health and metrics, and the turns of what came in; messages to others are a worker's."""
    settings = machine.settings
    url, secret = settings.webhook
    path = "/telegram"
    app = Starlette(
        routes=[
            webhook.route(path, secret, machine.consumer.keep),
            *health.routes(machine.database, machine.now, settings.metrics_token.get_secret_value()),
        ]
    )
    async with (
        present(machine.database),
        settling(machine) as settler,
        listening(machine) as listener,
        serving(app, settings.port),
    ):
        introduction = asyncio.create_task(webhook.announce(machine.bot, url + path, secret))
        try:
            await until_stopped(stopped, settler, listener)
        finally:
            machine.stop()
            await cancelled(introduction)


async def worker(machine: Machine, stopped: asyncio.Event) -> None:
    """Dispatcher and timetable for all `web` processes. One leads, by advisory lock; the others stand by."""
    async with present(machine.database):
        while not stopped.is_set():
            async with leading(machine.database, stopped) as leader:
                if leader is not None:
                    await _lead(machine, stopped, leader)


async def _lead(machine: Machine, stopped: asyncio.Event, leader: asyncio.Task[None]) -> None:
    log.info("this worker leads")
    try:
        async with (
            counted(machine),
            settling(machine) as settler,
            sending(machine) as sender,
            publishing(machine),
        ):
            await until_stopped(stopped, leader, settler, sender)
    except LeadLost:
        log.warning("another worker leads by now; this one stands by")
