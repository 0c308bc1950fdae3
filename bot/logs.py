"""Logging: one line a record; the bot's token appears in none of them."""

from __future__ import annotations

import logging


class Redacting(logging.Formatter):
    """Replaces secrets in whatever is logged, traces included."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


def set_up(level: str, *secrets: str) -> None:
    """Log to standard error at `level`; libraries that log URLs or each run of a job are kept quiet."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "telegram", "aiosqlite", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # That a look was skipped because the one before still runs is no news: the next one asks the same
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
