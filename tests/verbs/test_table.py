"""The table of verbs: a verb imports what it uses, and nothing of the others."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from bot.verbs import VERBS
from tests.__main__ import ROOT

LOADED = """
import sys
from bot.__main__ import main
try:
    main(sys.argv[1:])
finally:
    sys.stderr.write(" ".join(sys.modules))
"""
RUNNING = {
    "apscheduler",
    "bot.app",
    "bot.outbox.dispatcher",
    "bot.simulator",
    "handlers",
    "telegram",
    "starlette",
}
"""What only the running bot needs."""


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command line imports."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_help_names_every_verb_and_imports_none() -> None:
    loaded = loaded_by("--help")
    assert {name for name in loaded if name.startswith("bot")} == {
        "bot",
        "bot.__main__",
        "bot.verbs",
        "bot.errors",
    }
    assert not loaded & {"sqlalchemy", "pydantic", "cryptography", "babel"}


@pytest.mark.parametrize("verb", ["doctor", "invites", "broadcast"])
def test_a_verb_that_asks_or_writes_once_loads_no_running_bot(verb: str) -> None:
    loaded = loaded_by(verb, "--help")
    assert "bot.config" in loaded
    assert not loaded & RUNNING


def test_every_verb_of_the_table_is_there() -> None:
    for where, words in VERBS.values():
        module, function = where.split(":")
        assert callable(getattr(import_module(f"bot.verbs.{module}"), function))
        assert words
