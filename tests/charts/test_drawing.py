"""Pictures are drawn while the bot goes on answering, and a drawing process may die or hang."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.charts import drawing
from bot.charts.drawing import DrawingFailed, drawn
from bot.charts.pictures import QrCode
from bot.charts.worker import draw, serve
from tests.charts.pictures import LINK, report, ticket

Interpreter = Callable[[str], None]


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Each test begins without a drawing process and remembers no picture, and leaves none behind."""
    drawing._child.end()
    drawing._child._newest.clear()
    yield
    drawing._child.end()
    drawing._child._newest.clear()


@pytest.fixture
def interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    """Put a shell script in the place of the interpreter that the child would run; "$@" is what it would be given."""
    python = sys.executable

    def put(script: str) -> None:
        program = tmp_path / "interpreter"
        program.write_text(f"#!/bin/sh\nPYTHON={python}\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return put


async def test_the_loop_goes_on_while_another_process_draws() -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.001)
            beats += 1

    heart = asyncio.create_task(beat())
    pictures = await asyncio.gather(drawn(report("ar")), drawn(ticket("ar")))
    heart.cancel()
    assert beats > 50
    # By the same faces: a machine's own have no part in it
    assert pictures == [draw(report("ar")), draw(ticket("ar"))]


async def test_what_many_get_is_drawn_once(interpreter: Interpreter) -> None:
    picture = ticket("fr")
    drawing._child._newest[pickle.dumps(picture)] = b"a PNG"
    interpreter("exit 1")
    assert await drawn(picture) == b"a PNG"
    for n in range(drawing.KEPT):
        drawing._child._newest[b"%d" % n] = b"another"
    assert await drawn(picture) == b"a PNG"
    with pytest.raises(DrawingFailed):
        await drawn(ticket("ar"))
    assert len(drawing._child._newest) == drawing.KEPT


async def test_a_process_that_ended_for_want_of_work_is_begun_again(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    # The first one ends as it would after a minute: by itself, just when it is asked
    interpreter(f'test -e {tmp_path}/first || {{ touch {tmp_path}/first; exit 0; }}\nexec $PYTHON "$@"')
    assert await drawn(ticket("en")) == draw(ticket("en"))


async def test_a_process_without_work_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "IDLE", 0.01)
    process = drawing._child._begun()
    assert await asyncio.to_thread(process.wait) == 0


async def test_a_process_that_dies_says_how_and_the_next_picture_is_drawn_by_another(
    interpreter: Interpreter,
) -> None:
    interpreter("echo Traceback >&2; echo MemoryError: no room >&2; exit 3")
    with pytest.raises(DrawingFailed, match="ended with status 3: MemoryError: no room"):
        await drawn(ticket("en"))
    interpreter("kill -9 $$")
    with pytest.raises(DrawingFailed, match=f"ended with status -{signal.SIGKILL.value}"):
        await drawn(ticket("en"))
    interpreter("exit 0")
    with pytest.raises(DrawingFailed, match="ends before it is asked"):
        await drawn(ticket("en"))
    interpreter("echo no pickle; exec sleep 60")
    with pytest.raises(DrawingFailed):
        await drawn(ticket("en"))


async def test_a_process_that_hangs_is_ended(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "LIMIT", 0.2)
    interpreter(f"echo $$ > {tmp_path}/begun; exec sleep 60")
    with pytest.raises(DrawingFailed, match="longer than"):
        await drawn(ticket("en"))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "begun").read_text(encoding="utf-8")), 0)


async def test_a_drawing_process_is_told_no_secrets(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1234567:secret")
    interpreter(f"env > {tmp_path}/seen; exit 1")
    with pytest.raises(DrawingFailed):
        await drawn(ticket("en"))
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "PYTHONPATH=" in seen
    assert "secret" not in seen


async def test_a_picture_that_cannot_be_drawn_costs_the_process_nothing() -> None:
    waits: list[bool] = []
    questions, answers = io.BytesIO(), io.BytesIO()
    code = QrCode(LINK, ())
    object.__setattr__(code, "link", None)
    for picture in (code, ticket("fr")):
        pickle.dump(picture, questions)
    questions.seek(0)
    serve(questions, answers, waits.append)
    answers.seek(0)
    png, complaint = pickle.load(answers)
    assert not png
    assert complaint
    assert pickle.load(answers) == (draw(ticket("fr")), "")
    assert waits == [True, False, True, False, True]
