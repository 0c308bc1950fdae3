"""Reading rosters while the bot goes on answering, in a way that no file can exhaust.

A workbook is read by a child process: it computes for seconds, and what is made to do harm takes memory and time from
nobody but the child.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from collections.abc import Collection

from bot import children
from bot.exchange.lines import RosterUnreadable, Unreadable
from bot.exchange.rosters import Roster, read_roster

LIMIT = 60.0
"""Seconds that a file may take. The largest that are allowed take six."""
MEMORY = 400 * 1024 * 1024
"""Bytes that the child may ask for, more than any file within the limits needs."""


async def read(data: bytes, filename: str, sub_clusters: Collection[str]) -> Roster:
    """What `exchange.rosters.read_roster` gives, without holding up the event loop. Raises RosterUnreadable.

    Cancelled, it leaves no process behind.
    """
    question = pickle.dumps((data, filename, tuple(sub_clusters)))
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *children.command(__name__),
        env=children.surroundings(),
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C in the terminal is the bot's to hear: it ends the child
    )
    try:
        async with asyncio.timeout(LIMIT):
            answer, _ = await child.communicate(question)
    except TimeoutError:
        raise RosterUnreadable(Unreadable.TOO_LARGE) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()
    if child.returncode:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    roster: Roster | Unreadable = pickle.loads(answer)  # noqa: S301 -- our own child's word
    if isinstance(roster, Unreadable):
        raise RosterUnreadable(roster)
    return roster


def _answered(question: bytes) -> bytes:
    try:
        return pickle.dumps(read_roster(*pickle.loads(question)))  # noqa: S301 -- our parent's word
    except RosterUnreadable as refused:
        return pickle.dumps(refused.code)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the limits of the reader itself must do
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


if __name__ == "__main__":
    children.make_way()
    _limit_memory()
    sys.stdout.buffer.write(_answered(sys.stdin.buffer.read()))
