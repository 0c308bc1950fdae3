"""A PostgreSQL server of a test's own, which may be restarted: nobody else is on it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "postgres"
"""PostgreSQL refuses to be run by root; where these tests are, it is run by this account."""


class PrivateServer:
    """A server in a folder, on a port of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data = programs, folder / "data"
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = int(taken.getsockname()[1])
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._log = folder / "log"

    def create(self) -> None:
        """Make its files, and begin."""
        self._run("initdb", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "-w", "-l", str(self._log), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop: `fast` ends every connection, `immediate` is a crash."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), "-D", str(self._data), *arguments],
            check=True,
            user=UNPRIVILEGED if _is_root() else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._data.parent,
        )


def programs() -> Path | None:
    """Where the programs of PostgreSQL's server are; None where they are not installed, or nobody may run them."""
    if _is_root():
        import pwd

        try:
            pwd.getpwnam(UNPRIVILEGED)
        except KeyError:
            return None
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    if (asked := shutil.which("pg_config")) is not None:
        said = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(said.stdout.strip()))
    return next((one for one in folders if (one / "pg_ctl").is_file() and (one / "initdb").is_file()), None)


@contextmanager
def private_server(found: Path) -> Iterator[PrivateServer]:
    """A server that runs for the length of the block."""
    with tempfile.TemporaryDirectory() as folder:
        if _is_root():
            shutil.chown(folder, UNPRIVILEGED)
        server = PrivateServer(found, Path(folder))
        server.create()
        try:
            yield server
        finally:
            server.stop("immediate")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
