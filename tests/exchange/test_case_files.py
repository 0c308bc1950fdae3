"""Every file of `cases` is read as a secretary expects: `cases/expected.txt` says, file by file, what comes of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.exchange.rosters import Roster, read_roster

CASES = Path(__file__).parent / "cases"
BOMB = "deep50.xlsx"
_READ_WITH_LITTLE = """
import resource, sys, time
from bot.exchange.lines import RosterUnreadable
from bot.exchange.rosters import read_roster
resource.setrlimit(resource.RLIMIT_DATA, (200 * 1024 * 1024,) * 2)
began = time.process_time()
try:
    read_roster(open(sys.argv[1], "rb").read(), "r.xlsx")
except RosterUnreadable as refused:
    print(refused.code.value, time.process_time() - began < 1)
"""


def expected() -> dict[str, tuple[list[str], list[str]]]:
    """By file: the columns that matter, and what is to be read of it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    columns: list[str] = []
    said: list[str] = []
    for line in (CASES / "expected.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name, _, named = line[1:].partition("] ")
            columns, said = named.split(" | "), []
            found[name] = (columns, said)
        elif line and not line.startswith("#"):
            said.append(line)
    return found


def cell(value: object) -> str:
    return "+".join(value) if isinstance(value, tuple) and value else str(value) if value else "-"


def shown(roster: Roster, columns: list[str]) -> list[str]:
    """A roster as `expected.txt` writes it."""
    return [
        *(
            f"{row.line}: {' | '.join(cell(getattr(row, column)) for column in columns)}"
            for row in roster.rows
        ),
        *(f"! {problem.line} {problem.column} {problem.reason}" for problem in roster.problems),
        *(f"left {sheet}: {why}" for sheet, why in roster.left),
        *(f"aside {line}: {begins}" for line, begins in roster.aside),
    ]


@pytest.mark.parametrize("name", expected())
def test_each_file_is_read_as_its_secretary_expects(name: str) -> None:
    columns, said = expected()[name]
    assert shown(read_roster((CASES / name).read_bytes(), name), columns) == said


def test_each_file_is_expected_to_be_read_or_refused() -> None:
    assert {*expected(), BOMB, "expected.txt"} == {file.name for file in CASES.iterdir()}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory")
def test_tags_within_tags_are_refused_at_once_and_with_little_memory() -> None:
    command = [sys.executable, "-c", _READ_WITH_LITTLE, str(CASES / BOMB)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == "not_a_table True\n"
