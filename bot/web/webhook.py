"""The webhook: an update is answered 200 only after it was written down."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from time import monotonic
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import TelegramError

from bot.db import TRANSIENT, named
from bot.inbox import store
from bot.inbox.polling import KINDS, Keep

log = logging.getLogger(__name__)

AGAIN_SECONDS = 2
"""How long to wait between two tries to reach Telegram."""
WAIT_SECONDS, RETRY_SECONDS = 5.0, 0.2
"""How long a database that is away is waited for before Telegram is told to come again; how often it is asked."""
MOST_BYTES = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name


def route(path: str, secret: str, keep: Keep) -> Route:
    """The endpoint at `path`. Whoever does not know `secret` gets 403; over 1 MB, 413; what is no update, 400."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return PlainTextResponse("forbidden", 403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody gets
        if body is None:
            return PlainTextResponse("too large", 413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            raw = None
        if store.update_id_of(raw) is None:
            log.error("something that is no update came in through the webhook")
            return PlainTextResponse("not an update", 400)
        if not await _is_kept(keep, raw):
            return PlainTextResponse("try again", 503)
        return Response(status_code=200)

    return Route(path, receive, methods=["POST"])


async def _is_kept(keep: Keep, raw: Any) -> bool:
    """Write an update down. While the database is away Telegram waits a little: what is refused it sends again, ever
    more seldom."""
    until = monotonic() + WAIT_SECONDS
    while True:
        try:
            await keep([raw])
            return True
        except TRANSIENT as error:
            if monotonic() > until:
                log.warning("an update could not be written down: %s", named(error))
                return False
        await asyncio.sleep(RETRY_SECONDS)


async def announce(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to send updates, until it answers."""
    while True:
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=list(KINDS), max_connections=40)
            return
        except TelegramError as error:
            log.warning("the webhook could not be set: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is over the limit, whatever its declared length."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
