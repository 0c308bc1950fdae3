"""The demo from the shell: it comes up soon, says what is wrong, and leaves nothing behind."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

from tests.demo.process import UP_SECONDS, demo_process
from tests.processes import ROOT, environment


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "demo", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment({}), capture_output=True, text=True, timeout=60)


def test_it_is_up_soon_and_ends_cleanly_leaving_no_file(tmp_path: Path) -> None:
    with demo_process(tmp_path) as demo:
        assert demo.seconds < UP_SECONDS
        with urlopen(f"{demo.url}/") as page:
            assert b"QOOT member bot" in page.read()
        assert list(tmp_path.iterdir())
        assert demo.terminate() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_outlives_the_demo(tmp_path: Path, migrated_sqlite: Path) -> None:
    kept = shutil.copy(migrated_sqlite, tmp_path / "cluster.db")
    with demo_process(tmp_path, "--keep", str(kept)) as demo:
        again = run("--port", "0", "--keep", str(kept))
        assert again.returncode == 1
        assert again.stderr == "qoot: Another bot is running on this database already; stop it first.\n"
        assert demo.terminate() == 0
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT count(*) FROM companies").fetchone() == (24,)


def test_a_taken_port_gives_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"qoot: Port {port} cannot be used: choose another one with --port.\n"
