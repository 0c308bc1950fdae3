"""Pairs are found while the bot goes on answering."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rules.matching import best_pairs
from bot.services.matching import FEW, PairingFailed, pairs_of
from tests.bench.matching import cluster

EXCLUDED = {(low, low + 3) for low in range(1, 60)}
MANY = cluster(FEW + 1)
Interpreter = Callable[[str], None]


@pytest.fixture
def interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    """Put a shell script in the place of the interpreter that the child would run."""

    def put(script: str) -> None:
        program = tmp_path / "interpreter"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return put


async def test_a_few_people_are_paired_here(interpreter: Interpreter) -> None:
    interpreter("exit 1")
    people = cluster(30)
    assert await pairs_of(people, EXCLUDED) == best_pairs(people, EXCLUDED)
    assert await pairs_of([], set()) == []


async def test_many_are_paired_in_another_process_while_the_loop_goes_on() -> None:
    own_words = frozenset({"~حلاوة\n\n\ud800"})
    seller, buyer = replace(MANY[0], person_id=9_000, offers=own_words), replace(MANY[-1], needs=own_words)
    people = [*MANY[:-1], buyer, seller]
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.001)
            beats += 1

    heart = asyncio.create_task(beat())
    found = await pairs_of(people, EXCLUDED)
    heart.cancel()
    assert found == best_pairs(people, EXCLUDED)
    assert found
    assert beats > 10


async def test_a_child_that_fails_says_how(interpreter: Interpreter) -> None:
    interpreter("echo Traceback >&2; echo MemoryError: no room >&2; exit 3")
    with pytest.raises(PairingFailed, match="ended with status 3: MemoryError: no room"):
        await pairs_of(MANY, EXCLUDED)


async def test_a_child_is_told_no_secrets(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1234567:secret")
    interpreter(f"env > {tmp_path}/seen; cat > /dev/null; exit 1")
    with pytest.raises(PairingFailed):
        await pairs_of(MANY, EXCLUDED)
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "PYTHONPATH=" in seen
    assert "secret" not in seen


async def test_a_cancelled_pairing_leaves_no_process_behind(interpreter: Interpreter, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    interpreter(f"echo $$ > {begun}.new; mv {begun}.new {begun}; exec sleep 60")
    asking = asyncio.create_task(pairs_of(MANY, EXCLUDED))
    while not begun.exists():
        await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text(encoding="utf-8")), 0)
