"""Somebody who sees the locks of a PostgreSQL database, and ends the connections that hold them."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import psycopg

from bot.leading import TERM

LOCKS = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (CAST(classid AS bigint) << 32) | CAST(objid AS bigint) = %s
"""


class Onlooker:
    """On a connection of its own, for the length of a block."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def holders(self, number: int) -> list[int]:
        """The server's processes that hold a lock: of a lock's number as it is asked for, 0 or more."""
        return [pid for (pid,) in self._connection.execute(LOCKS, (number,))]

    def ends(self, number: int) -> None:
        """The connection that holds a lock is ended."""
        for pid in self.holders(number):
            self._connection.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def term(self) -> int:
        """How often somebody took the lead."""
        found = self._connection.execute(TERM).fetchone()
        return int(found[0]) if found else 0

    def another_led(self) -> int:
        """Somebody else takes the lead, and is gone again. Returns the number of that term."""
        led = "UPDATE memos SET value = to_json(CAST(%s AS int)) WHERE name = 'leader term'"
        self._connection.execute(led, (self.term() + 1,))
        return self.term()
