"""The demo as a process of its own, as somebody starts it from a shell."""

from __future__ import annotations

import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import PATIENCE, ROOT, environment

UP_SECONDS = 20.0
"""What the demo promises: once installed, its page is up within so many seconds."""


@dataclass(frozen=True)
class DemoProcess:
    """A demo that said that it is up: where, and how many seconds it took."""

    url: str
    seconds: float
    process: subprocess.Popen[str]

    def terminate(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def demo_process(temporary: Path, *arguments: str) -> Iterator[DemoProcess]:
    """`python -m bot demo` on a free port while the block runs; its temporary files go to `temporary`."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", *arguments]
    surroundings = environment({"TMPDIR": str(temporary)})
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = _url_it_says(process)
            yield DemoProcess(url, time.monotonic() - began, process)
        finally:
            if process.poll() is None:
                process.kill()


def _url_it_says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    assert ready, f"the demo was not up after {PATIENCE:g} s"
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, f"the demo said {line!r}"
    return found.group()
