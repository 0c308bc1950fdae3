"""Long polling of our own: an update is confirmed to Telegram only after it was committed.

The library's polling confirms first: one `kill -9` with 600 updates waiting lost 574 of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, TelegramError
from telegram.request import BaseRequest

from bot.db import TRANSIENT, named
from bot.errors import Misconfigured
from bot.inbox import store
from bot.outbox.line import Throttled, Unauthorized, post

log = logging.getLogger(__name__)

POLL_SECONDS = 15
MARGIN_SECONDS = 5
"""How much longer an answer may take. A poll that hangs is noticed no sooner, and nobody is heard meanwhile."""
AT_A_TIME = 100
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_BACK_OFF = 10.0
CONFLICTS_BEFORE_LEAVING = 3

REFUSED_TOKEN = "Telegram refused BOT_TOKEN (401): ask @BotFather for the current one."  # noqa: S105
ANOTHER_RECEIVES = (
    "Another copy of this bot receives its updates (409): "
    "stop that one, or delete its webhook, and start again."
)


Keep = Callable[[Sequence[Any]], Awaitable[None]]
"""Writes updates down: they are committed when it returns."""


class Polling:
    """Fetches updates and writes them down, until cancelled."""

    def __init__(self, bot: Bot, request: BaseRequest, keep: Keep) -> None:
        self._url = f"{bot.base_url}/getUpdates"
        self._request = request
        self._keep = keep
        self._offset: int | None = None
        self._conflicts = 0

    async def run(self) -> None:
        """Poll for ever. Raises Misconfigured on 401, and when 409 says that another copy keeps receiving."""
        pause = 0.0
        while True:
            try:
                await self._once()
                self._conflicts, pause = 0, 0.0
            except Unauthorized:
                raise Misconfigured(REFUSED_TOKEN) from None
            except Conflict as error:
                self._stand_down(error)
                pause = LONGEST_BACK_OFF
            except Throttled as error:
                pause = min(LONGEST_BACK_OFF, error.wait.total_seconds())
            except (TelegramError, *TRANSIENT) as error:
                pause = min(LONGEST_BACK_OFF, max(0.5, pause * 2))
                log.warning("no updates for %.1f s: %s", pause, named(error))
            await asyncio.sleep(pause)

    def _stand_down(self, error: Conflict) -> None:
        self._conflicts += 1
        log.warning("standing down for %.0f s: %s", LONGEST_BACK_OFF, error)
        if self._conflicts >= CONFLICTS_BEFORE_LEAVING:
            raise Misconfigured(ANOTHER_RECEIVES) from None

    async def _once(self) -> None:
        raws = await self._fetch()
        numbers = [number for raw in raws if (number := store.update_id_of(raw)) is not None]
        if numbers:
            await self._keep(raws)
            self._offset = max(numbers) + 1
        if len(numbers) < len(raws):
            log.error(
                "%d of %d things that Telegram sent are no updates", len(raws) - len(numbers), len(raws)
            )
            if not numbers:
                await asyncio.sleep(LONGEST_BACK_OFF)

    async def _fetch(self) -> list[Any]:
        parameters: dict[str, object] = {
            "timeout": POLL_SECONDS,
            "limit": AT_A_TIME,
            "allowed_updates": KINDS,
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        try:
            result = await post(self._request, self._url, parameters, POLL_SECONDS + MARGIN_SECONDS)
        except (LookupError, TypeError):  # JSON, but no answer of the Bot API
            result = None
        if not isinstance(result, list):
            raise TelegramError("getUpdates did not answer with a list")
        return result
