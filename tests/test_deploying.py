"""How it is put to work elsewhere: the README's commands as they stand there, the unit, the container file."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from tests.conftest import TEST_KEY
from tests.processes import PATIENCE, ROOT, TOKEN, environment

DEPLOY = ROOT / ".deploy"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_the_procfile_runs_by_the_command_that_the_readme_says(
    postgres_url: str, tmp_path: Path
) -> None:
    """On an empty database, until somebody was answered; then all of it ends together."""
    (command,) = re.findall(r"^honcho run .+$", README, re.MULTILINE)
    tg, port = Telegram(TOKEN, "qoot_test_bot"), free_port()
    async with listening(tg) as url:
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url,
            "DATABASE_URL": postgres_url,
            "DATA_KEY": TEST_KEY,
            "WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_SECRET": "a-secret",
            "PORT": str(port),
        }
        # As in an environment that is activated: `python` and `honcho` are its own
        surroundings = environment(settings) | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        with (tmp_path / "log").open("wb") as log:
            running = await asyncio.create_subprocess_exec(
                *("bash", "-c", command),
                cwd=ROOT,
                env=surroundings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            nour = tg.phone(7, "Nour", language_code="en")
            nour.start()
            async with asyncio.timeout(PATIENCE):
                while nour.last is None or b"this worker leads" not in (tmp_path / "log").read_bytes():
                    assert running.returncode is None, (tmp_path / "log").read_text(encoding="utf-8")
                    await asyncio.sleep(0.1)
            async with httpx.AsyncClient(trust_env=False) as client:
                assert (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
        finally:
            os.killpg(running.pid, signal.SIGINT)  # Ctrl-C reaches all that runs in the terminal
            await asyncio.wait_for(running.wait(), PATIENCE)
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def test_the_unit_is_what_systemd_understands_and_closed_to_what_the_bot_does_not_need(
    tmp_path: Path,
) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    unit = (DEPLOY / "qoot.service").read_text(encoding="utf-8")
    # There is no such program and no such user on this machine, and nothing else may be wrong
    here = unit.replace("/opt/qoot/bin/qoot", sys.executable).replace("User=qoot", "User=daemon")
    (tmp_path / "qoot.service").write_text(here, encoding="utf-8")
    analyze = ("systemd-analyze", "--no-pager")
    verified = subprocess.run(
        [*analyze, "verify", tmp_path / "qoot.service"], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    closed = subprocess.run(
        [*analyze, "security", "--offline=true", "--threshold=25", tmp_path / "qoot.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert closed.returncode == 0, closed.stdout[-200:]


def test_the_container_is_given_the_whole_program_and_nothing_else() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = {
        name
        for line in lines
        if line.startswith("COPY") and "--from" not in line
        for name in line.split()[1:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in copied} == {line for line in ignored if line.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied >= {*packages, "pyproject.toml", "uv.lock", project["project"]["readme"], "LICENSE"}
    assert "USER 10001" in lines


def test_what_the_readme_names_of_a_server_is_there() -> None:
    named = set(re.findall(r"\.deploy/\w[\w.]*", README))
    assert named == {".deploy/qoot.service", ".deploy/Containerfile"}
    assert all((ROOT / name).exists() for name in named)
