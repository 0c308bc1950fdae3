"""Files that people sent: fetched from Telegram, which keeps them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, TelegramError

Fetch = Callable[[str], Awaitable[bytes]]
"""How a file is got, by its id: `fetched`, and whose bot fetches."""


class FileGone(Exception):
    """Telegram does not give the file: it has it no longer, or it is larger than bots may fetch."""


class FileAway(Exception):
    """Telegram could not be reached, or did not answer: another try may get it."""


async def fetched(bot: Bot, file_id: str) -> bytes:
    """The bytes of a file, of at most 20 MB (https://core.telegram.org/bots/api#getfile). Raises FileGone and FileAway.

    The address that Telegram gives it for an hour holds the token: it stays in here.
    """
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except BadRequest:
        raise FileGone from None
    except TelegramError as error:
        raise FileAway(type(error).__name__) from None
