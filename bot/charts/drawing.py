"""Drawing while the bot goes on answering: one child process draws picture after picture.

A thread would hold the event loop up, for 150 ms while matplotlib is imported, and could not be stopped. The child is
begun by the first picture, kept for those that follow (an import takes longer than a picture), and ends by itself when
there was nothing to draw for a minute: its 90 MB are free again.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import pickle
import subprocess
import tempfile
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from bot import children
from bot.charts import worker
from bot.charts.pictures import Picture

LIMIT = 20.0
"""Seconds that one picture may take, the import of matplotlib included. Usual is a third of a second."""
IDLE = 60.0
"""Seconds without a picture after which the child ends."""
KEPT = 8
"""Pictures that are remembered: one that many people get is drawn once, not for each of them."""
_AT_END = 2.0
_COMPLAINT = 300

# Of this process's threads one speaks with the child, so pictures wait for each other in the order they were asked for
_line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")


class DrawingFailed(Exception):
    """The picture was not drawn; the text says why."""


async def drawn(picture: Picture) -> bytes:
    """The picture as a PNG, drawn by another process; the same picture gives the same bytes.

    Raises DrawingFailed when the child dies or takes longer than the limit; the next picture is then drawn by another
    child. Not to be awaited inside a transaction: on SQLite nobody else could write meanwhile.
    """
    return await asyncio.get_running_loop().run_in_executor(_line, _child.draw, picture)


class _Child:
    """The child process. Only the one thread of `_line` uses it, and the end of the program."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._newest: OrderedDict[bytes, bytes] = OrderedDict()

    def draw(self, picture: Picture) -> bytes:
        question = pickle.dumps(picture)
        png = self._newest[question] = self._newest.pop(question, b"") or self._asked(question)
        while len(self._newest) > KEPT:
            self._newest.popitem(last=False)
        return png

    def _asked(self, question: bytes) -> bytes:
        answer = self._answer(question)
        if answer is None:
            # It had nothing to do for long, and ended just when it was asked
            answer = self._answer(question)
        if answer is None:
            raise DrawingFailed("the drawing process ends before it is asked")
        png, complaint = answer
        if complaint:
            raise DrawingFailed(complaint)
        return png

    def _answer(self, question: bytes) -> worker.Drawn | None:
        """None where the child ended of its own accord."""
        process = self._begun()
        assert process.stdin
        assert process.stdout
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        limit = threading.Timer(LIMIT, stop)
        limit.start()
        try:
            process.stdin.write(question)
            process.stdin.flush()
            answer: worker.Drawn = pickle.load(process.stdout)  # noqa: S301 -- our own child's word
        except Exception:  # no answer, or one that cannot be read
            process.kill()
            status = process.wait()
            complaint = self._last_complaint()
            self.end()
            if is_late.is_set():
                raise DrawingFailed(f"a picture took longer than {LIMIT:g} seconds") from None
            if status == 0:
                return None
            raise DrawingFailed(f"the drawing process ended with status {status}: {complaint}") from None
        finally:
            limit.cancel()
        return answer

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.end()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
        self._process = subprocess.Popen(  # noqa: S603 -- a module of our own
            [*children.command(worker.__name__), str(IDLE)],
            env=children.surroundings(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            start_new_session=True,  # a Ctrl-C in the terminal is the bot's to hear
        )
        return self._process

    def _last_complaint(self) -> str:
        assert self._complaints
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().rpartition("\n")
        return lines[2][-_COMPLAINT:]

    def end(self) -> None:
        """The child sees that there will be no more questions, and ends. Idempotent."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin
        assert process.stdout
        assert self._complaints
        with contextlib.suppress(OSError):  # a question that it did not read is still to be written
            process.stdin.close()
        process.stdout.close()
        try:
            process.wait(_AT_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._complaints.close()


_child = _Child()
atexit.register(_child.end)
