"""The drawing process: takes pictures from its standard input, answers with their PNGs; ends when nobody asks for long.

    python -m bot.charts.worker SECONDS

`bot.charts.drawing` begins it and speaks with it: one pickled question, one pickled answer, in turns.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import BinaryIO

from bot import children
from bot.charts.pictures import Picture, Poster

_COMPLAINT = 300

Drawn = tuple[bytes, str]
"""A PNG and no complaint, or no PNG and why."""


def draw(picture: Picture) -> bytes:
    """The picture as a PNG. The first one imports matplotlib: a third of a second."""
    posters, qr = _modules()
    return bytes(posters.poster(picture) if isinstance(picture, Poster) else qr.qr_code(picture))


@cache
def _modules() -> tuple[ModuleType, ModuleType]:
    """What draws, imported without the search for a machine's own faces, of which none is used, and its cache."""
    with tempfile.TemporaryDirectory() as folder:
        asked = {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1"}
        before = dict(os.environ)
        os.environ.update(asked)
        try:
            from bot.charts import posters, qr
        finally:
            # Left there, it would keep matplotlib from finding a face that is not its own
            for name in asked:
                del os.environ[name]
            os.environ.update(before)
    return posters, qr


def serve(questions: BinaryIO, answers: BinaryIO, wait: Callable[[bool], None]) -> None:
    """Draw what is asked for until there are no more questions. A picture that cannot be drawn is answered with why.

    `wait` is told True before it waits for a question, and False after that.
    """
    while True:
        wait(True)
        try:
            picture = pickle.load(questions)  # noqa: S301 -- our parent's word
        except EOFError:
            return
        wait(False)
        answer: Drawn
        try:
            answer = draw(picture), ""
        except Exception as error:
            answer = b"", f"{type(error).__name__}: {error}"[:_COMPLAINT]
        pickle.dump(answer, answers)
        answers.flush()


def _main(idle: float) -> None:
    def wait(is_waiting: bool) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, idle if is_waiting else 0)

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, lambda *_: sys.exit())
    children.make_way()
    serve(sys.stdin.buffer, sys.stdout.buffer, wait)


if __name__ == "__main__":
    _main(float(sys.argv[1]))
