"""The composition root: which parts run together, and how they begin and end. Only __main__ imports this."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.config import Settings
from bot.db import Database
from bot.errors import Misconfigured
from bot.inbox.consumer import Consumer
from bot.inbox.polling import KINDS, REFUSED_TOKEN, Polling
from bot.jobs.timetable import Timetable
from bot.models import RING
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.line import Line, open_bot
from bot.outbox.outcomes import Sent
from bot.outbox.pace import Pace
from bot.outbox.queue import Claimed
from bot.outbox.telegram import deliver, take_away
from bot.services import alerts, chats, memos
from bot.web import health, webhook
from bot.web.server import serving
from handlers import FEATURES
from handlers.conversation import Talk
from handlers.menus import keep_published
from handlers.turn import Frame

log = logging.getLogger(__name__)

FIRST_WORD_SECONDS = 10
"""How long to wait between two tries to reach Telegram at the start."""

STAND_BY_SECONDS = 5
"""How soon a standing-by worker takes over from a leader that died."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment, in UTC."""
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
    frame: Frame

    def polling(self) -> Polling:
        """Long polling into this machine's inbox."""
        return Polling(self.bot, self.polls, self.database, self.now, self.consumer.wake)


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
        database = await stack.enter_async_context(Database(settings.database_url.get_secret_value()))
        polls = request or Line()
        bot = open_bot(settings.token, settings.bot_api_url, request or Line(), polls)
        await _introduce(bot)
        stack.push_async_callback(_hang_up, bot)
        pace = pace or Pace(settings.send_rate)
        dispatcher = Dispatcher(database, partial(deliver, bot), pace, now, is_alone=is_alone)
        frame = Frame(bot.username, settings.owner_ids, settings.zone)
        show = partial(show_answer, database, bot, dispatcher)
        consumer = Consumer(database, Talk(FEATURES, bot, frame), show, now, dispatcher.wake)
        timetable = Timetable(database, now, settings.zone, settings.owner_ids, dispatcher.wake)
        yield Machine(settings, database, bot, polls, now, dispatcher, consumer, timetable, frame)


async def _introduce(bot: Bot) -> None:
    """getMe until Telegram answers; a refused token ends it."""
    while True:
        try:
            await bot.initialize()
            return
        except InvalidToken:
            raise Misconfigured(REFUSED_TOKEN) from None
        except TelegramError as error:
            log.warning("Telegram does not answer yet: %s", type(error).__name__)
            await asyncio.sleep(FIRST_WORD_SECONDS)


async def _hang_up(bot: Bot) -> None:
    with contextlib.suppress(TelegramError):
        await bot.shutdown()


async def show_answer(database: Database, bot: Bot, dispatcher: Dispatcher, claimed: Claimed) -> None:
    """Show a turn's answer; a new screen takes the former one's place."""
    outcome = await dispatcher.show(claimed)
    content = claimed.content
    if not content.get("is_screen") or not isinstance(outcome, Sent) or outcome.message_id is None:
        return
    chat_id = claimed.attempt.chat_id
    async with database.transaction() as session:
        await chats.remember_screen(session, chat_id, outcome.message_id)
    if content.get("replaces"):
        await take_away(bot, chat_id, content["replaces"])


@asynccontextmanager
async def sending(machine: Machine) -> AsyncIterator[list[asyncio.Task[None]]]:
    """The dispatcher and the timetable, recovered, begun, and ended cleanly. Yields their tasks."""
    await machine.dispatcher.recover()
    await _begin_sending(machine)
    tasks = [asyncio.create_task(machine.dispatcher.run(), name="dispatcher")]
    machine.timetable.start()
    try:
        yield tasks
    finally:
        machine.timetable.stop()
        machine.dispatcher.stop()
        await _ended(tasks[0])
        async with machine.database.transaction() as session:
            await memos.note_clean_stop(session)


async def _begin_sending(machine: Machine) -> None:
    async with machine.database.transaction() as session:
        keeps_dying = await memos.note_start(session, machine.now())
        if keeps_dying:
            log.error("the dispatcher died three times in ten minutes: broadcasts and reminders rest")
            await alerts.report_resting(session, machine.settings.owner_ids, machine.now())


@asynccontextmanager
async def settling(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """The writer of outcomes, for every process that shows answers."""
    task = asyncio.create_task(machine.dispatcher.settle_forever(), name="settling")
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def listening(machine: Machine) -> AsyncIterator[asyncio.Task[None]]:
    """The consumer of the inbox."""
    task = asyncio.create_task(machine.consumer.run(), name="consumer")
    try:
        yield task
    finally:
        machine.consumer.stop()
        await _ended(task)


async def _ended(task: asyncio.Task[None]) -> None:
    """Give a task that was told to stop some seconds, then cancel it."""
    done, _pending = await asyncio.wait([task], timeout=12)
    if not done:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def run(machine: Machine, stopped: asyncio.Event) -> None:
    """Everything in one process, until `stopped` or until a part fails (whose error is raised)."""
    async with settling(machine) as settler:
        # What a dead process left in doubt is judged before anything new is shown
        async with sending(machine) as senders, listening(machine) as listener:
            poller = asyncio.create_task(machine.polling().run(), name="polling")
            publisher = asyncio.create_task(
                keep_published(machine.database, machine.bot, machine.settings.owner_ids)
            )
            try:
                await until_stopped(stopped, settler, *senders, listener, poller)
            finally:
                for task in (poller, publisher):
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Misconfigured):
                        await task


async def web(machine: Machine, stopped: asyncio.Event) -> None:
    """Webhook, health and metrics, and the turns of what came in; messages to others are a worker's."""
    settings = machine.settings
    secret = settings.webhook_secret.get_secret_value()
    if not secret or not settings.webhook_url:
        raise Misconfigured(
            "`web` needs WEBHOOK_URL (https) and WEBHOOK_SECRET: without a secret anybody could write."
        )
    path = "/telegram"
    app = Starlette(
        routes=[
            webhook.route(path, secret, machine.database, machine.now, machine.consumer.wake),
            *health.routes(machine.database, machine.now),
        ]
    )
    async with settling(machine) as settler, listening(machine) as listener, serving(app, settings.port):
        await machine.bot.set_webhook(
            f"{settings.webhook_url}{path}",
            secret_token=secret,
            allowed_updates=list(KINDS),
            max_connections=40,
        )
        await until_stopped(stopped, settler, listener)


async def worker(machine: Machine, stopped: asyncio.Event) -> None:
    """Dispatcher and timetable for all `web` processes. One leads, by advisory lock; the others stand by."""
    while not stopped.is_set():
        async with machine.database.holding("leader") as is_leader:
            if is_leader:
                log.info("this worker leads")
                await _lead(machine, stopped)
                return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), STAND_BY_SECONDS)


async def _lead(machine: Machine, stopped: asyncio.Event) -> None:
    async with settling(machine) as settler, sending(machine) as senders:
        publisher = asyncio.create_task(
            keep_published(machine.database, machine.bot, machine.settings.owner_ids)
        )
        try:
            await until_stopped(stopped, settler, *senders)
        finally:
            publisher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publisher


async def until_stopped(stopped: asyncio.Event, *parts: asyncio.Task[None]) -> None:
    """Wait until `stopped`, or until one part ends; its error is raised."""
    waiter = asyncio.create_task(stopped.wait())
    try:
        done, _pending = await asyncio.wait([waiter, *parts], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task is not waiter:
                task.result()
    finally:
        waiter.cancel()
