"""Troubles of the machine, of the disk and of the database, said as what an operator can do about them."""

from __future__ import annotations

import errno
import re
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.sqlite import FileGone

NO_ANSWER = "The database does not answer{why}: see that DATABASE_URL is right and that the server runs."
DISK_IS_FULL = "The disk is full: make room, and start again."
_OF_SQLITE: dict[int, str] = {
    sqlite3.SQLITE_FULL: DISK_IS_FULL,
    sqlite3.SQLITE_BUSY: "Another program keeps the database file locked: end it, or try again in a minute.",
    sqlite3.SQLITE_READONLY: "The database file or its folder may not be written to: see to owner and permissions.",
    sqlite3.SQLITE_PERM: "The database file may not be opened: see to owner and permissions.",
    sqlite3.SQLITE_CANTOPEN: "The database file cannot be opened: DATABASE_URL must name a file in a folder that "
    "may be written to.",
    sqlite3.SQLITE_NOTADB: "What DATABASE_URL names is no SQLite database: name another file.",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged: put it aside, and restore a backup.",
    sqlite3.SQLITE_IOERR: "The disk of the database file fails, or is full: see to it, and start again.",
}
"""By primary result code (https://sqlite.org/rescode.html). Others are faults of ours."""
_PRIMARY = 0xFF
_SAID = re.compile(r"(?:FATAL|ERROR): +(.+)")
"""What a PostgreSQL server says itself, which holds no password."""


def sentence(error: BaseException) -> str | None:
    """What the operator can do about an error; None when it is a fault of the program, whose trace is wanted."""
    match error:
        case FileGone():
            return str(error)
        case DBAPIError(orig=sqlite3.Error() as found):
            return _OF_SQLITE.get(getattr(found, "sqlite_errorcode", 0) & _PRIMARY)
        case PoolTimeout():
            return NO_ANSWER.format(why="")
        case DBAPIError(orig=found) if found is not None and _is_of_the_server(found):
            said = _SAID.findall(str(found))
            return NO_ANSWER.format(why=f" ({said[-1].strip()})" if said else "")
        case ConnectionError() | TimeoutError():
            return None
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return DISK_IS_FULL
        case OSError(filename=str() as file, strerror=str() as why):
            return f"{file} cannot be used: {why}."
    return None


def _is_of_the_server(found: BaseException) -> bool:
    """Whether psycopg was refused, lost its server, or was given options that it does not know."""
    import psycopg

    is_before_any_statement = getattr(found, "sqlstate", None) is None
    is_refused = isinstance(found, psycopg.OperationalError | psycopg.errors.InsufficientPrivilege)
    return is_refused or (isinstance(found, psycopg.Error) and is_before_any_statement)
