"""Asking Telegram something from the shell: one call, one answer, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from bot.config import Settings
from bot.errors import Misconfigured

SECONDS = 15.0

REFUSED = "Telegram refuses BOT_TOKEN: copy the current one from @BotFather."
UNREACHABLE = "Telegram cannot be reached: see to the internet connection, and to BOT_API_URL if you set it."
NO_BOT_API = "What answers at BOT_API_URL is not the Bot API (HTTP status {status}): look at BOT_API_URL."
TROUBLED = "Telegram cannot answer at the moment (HTTP status {status}): try again in a minute."


@dataclass(frozen=True)
class BotApiAnswer:
    """What Telegram said, and what its clock showed then (None when it does not say)."""

    result: dict[str, Any]
    said_at: datetime | None


async def ask(settings: Settings, method: str) -> BotApiAnswer:
    """Call a method without parameters. Raises Misconfigured when there is no token or no good answer."""
    url = f"{settings.bot_api_url}/bot{quote(settings.token, safe=':')}/{method}"
    try:
        async with httpx.AsyncClient(timeout=SECONDS, headers={"Connection": "close"}) as client:
            response = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Misconfigured(UNREACHABLE) from None
    status = response.status_code
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
        raise Misconfigured(TROUBLED.format(status=status))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        raise Misconfigured(NO_BOT_API.format(status=status))
    # 401 for a token that was revoked, 404 for one that never was a token
    if not answer["ok"] or not isinstance(answer.get("result"), dict):
        raise Misconfigured(REFUSED)
    try:
        said_at = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        said_at = None
    return BotApiAnswer(answer["result"], said_at)


async def username(settings: Settings) -> str:
    """The bot's username, without the @. Raises Misconfigured."""
    return str((await ask(settings, "getMe")).result["username"])
