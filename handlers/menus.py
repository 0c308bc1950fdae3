"""Publishing to Telegram what stands around the chat, per language and for staff by chat; only what changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Set
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.db import Database, named
from bot.i18n import DEFAULT, LOCALES, speaking
from bot.outbox.line import Throttled
from bot.screens import menus
from bot.services import memos, people, staff
from handlers import FEATURES
from handlers.turn import open_to

log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
"""How soon somebody new on the staff sees their commands."""
MOST_PATIENCE = 3600.0
ENTRANCES = [entrance for feature in FEATURES for entrance in feature.entrances]

Publish = Callable[[], Awaitable[object]]


async def keep_published(database: Database, bot: Bot, owner_ids: Set[int]) -> None:
    """Publish what changed, and look again, until cancelled. Telegram's refusals wait for the next look."""
    while True:
        pause = LOOK_SECONDS
        try:
            await publish(database, bot, owner_ids)
        except Throttled as error:
            pause = min(MOST_PATIENCE, error.wait.total_seconds())
        except Exception as error:  # an answer that is none breaks the library in many ways
            log.warning("the menus were not published: %s", named(error))
        await asyncio.sleep(pause)


async def publish(database: Database, bot: Bot, owner_ids: Set[int]) -> None:
    """Set menus, name and descriptions that differ from what was set last."""
    for language in LOCALES:
        await _publish_face(database, bot, language, language)
    await _publish_face(database, bot, DEFAULT, None)
    async with database.reading() as session:
        listed = await staff.everyone(session, owner_ids)
        spoken = await staff.languages(session, set(listed))
        members = await people.members_among(session, set(listed))
    for telegram_id, role in listed.items():
        entrances = open_to(ENTRANCES, is_member=telegram_id in members, role=role)
        with speaking(spoken[telegram_id]):
            commands = menus.commands(entrances)

        async def set_for(chat_id: int = telegram_id, given: Any = commands) -> object:
            return await bot.set_my_commands(_commands(given), scope=BotCommandScopeChat(chat_id))

        await _if_changed(database, f"menu {telegram_id}", commands, set_for)
    await _withdraw(database, bot, set(listed))


async def _publish_face(database: Database, bot: Bot, spoken: str, code: str | None) -> None:
    """Everything of one language; `code` None is for phones in any other language."""
    with speaking(spoken):
        face = menus.face()
        commands = menus.commands(open_to(ENTRANCES, is_member=True, role=None))
    steps: dict[str, tuple[object, Publish]] = {
        "commands": (commands, lambda: bot.set_my_commands(_commands(commands), language_code=code)),
        "name": (face.name, lambda: bot.set_my_name(face.name, language_code=code)),
        "description": (
            face.description,
            lambda: bot.set_my_description(face.description, language_code=code),
        ),
        "short": (
            face.short_description,
            lambda: bot.set_my_short_description(face.short_description, language_code=code),
        ),
    }
    for what, (value, step) in steps.items():
        await _if_changed(database, f"face {what} {code or 'any'}", value, step)


async def _withdraw(database: Database, bot: Bot, listed: Set[int]) -> None:
    """Take the staff's commands from the chats of those who are not staff any more."""
    async with database.reading() as session:
        published = await memos.names(session, "menu ")
    for name in published:
        telegram_id = int(name.removeprefix("menu "))
        if telegram_id not in listed:
            try:
                await bot.delete_my_commands(scope=BotCommandScopeChat(telegram_id))
            except TelegramError as error:
                log.info("a former menu stays: %s", type(error).__name__)
            async with database.transaction() as session:
                await memos.drop(session, name)


async def _if_changed(database: Database, name: str, value: object, step: Publish) -> None:
    digest = hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
    async with database.reading() as session:
        if await memos.get(session, name) == digest:
            return
    try:
        await step()
    except Throttled:
        raise
    except TelegramError as error:
        # Somebody of the staff whom the bot has never seen has no chat yet: the next look tries again
        log.info("%s was not set: %s", name, type(error).__name__)
        return
    async with database.transaction() as session:
        await memos.put(session, name, digest)


def _commands(listed: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(command, description) for command, description in listed]
