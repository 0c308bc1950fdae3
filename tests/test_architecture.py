"""The house stays a house: who may import whom, who may do what, and how large a room may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import FEATURES

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")])
PURE = {"bot.errors", "bot.i18n", "bot.replies", "bot.moment"}

# What each part may import of this program besides itself; the table stands in ARCHITECTURE.md too
MAY_IMPORT: dict[str, set[str]] = {
    "bot.rules": set(),
    "bot.errors": set(),
    "bot.moment": set(),
    "bot.i18n": set(),
    "bot.simulator": set(),
    "bot.replies": {"bot.i18n"},
    "bot.models": {"bot.rules"},
    "bot.screens": {"bot.rules", "bot.models"} | PURE,
    "bot.exchange": {"bot.rules", "bot.models", "bot.i18n"},
    "bot.services": {
        "bot.rules",
        "bot.models",
        "bot.screens",
        "bot.exchange",
        "bot.outbox.queue",
        "bot.outbox.broadcasts",
        "bot.inbox.store",
    }
    | PURE,
}
TELEGRAM_IS_KNOWN_TO = {
    "handlers.incoming",
    "handlers.conversation",
    "handlers.menus",
    "bot.outbox.line",
    "bot.outbox.telegram",
    "bot.inbox.polling",
    "bot.web.webhook",
    "bot.simulator.inprocess",
    "bot.app",
}
MOST_LINES = 300
VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """The modules that a file imports when it runs; what only the type checker reads does not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


IDS = [module_of(path) for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_nobody_imports_what_they_may_not(path: Path) -> None:
    module = module_of(path)
    part = next((part for part in MAY_IMPORT if is_within(module, part)), None)
    ours = {name for name in imports_of(path) if is_within(name, "bot") or is_within(name, "handlers")}
    if part is not None:
        allowed = {part, *MAY_IMPORT[part]}
        packages = {
            ".".join(name.split(".")[:depth]) for name in allowed for depth in range(1, name.count(".") + 1)
        }
        strangers = {
            name for name in ours if not any(is_within(name, one) for one in allowed) and name not in packages
        }
        assert not strangers
    if not is_within(module, "handlers") and module != "bot.app":
        assert not {name for name in ours if is_within(name, "handlers")}
    if not any(is_within(module, one) for one in ("bot.verbs", "bot.demo", "bot.app")):
        assert not {name for name in ours if is_within(name, "bot.app")}


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_only_the_edges_know_the_telegram_library(path: Path) -> None:
    if module_of(path) not in TELEGRAM_IS_KNOWN_TO:
        assert not {name for name in imports_of(path) if is_within(name, "telegram")}


@pytest.mark.parametrize("path", [p for p in SOURCES if is_within(module_of(p), "handlers")], ids=module_of)
def test_handlers_write_no_queries(path: Path) -> None:
    names = {name for name in imports_of(path) if is_within(name, "sqlalchemy")}
    assert names <= {"sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.AsyncSession"}


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_rooms_stay_small_and_their_names_say_what_is_in_them(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert not VAGUE & set(path.relative_to(ROOT).with_suffix("").parts)


def test_every_route_says_who_may_take_it() -> None:
    for feature in FEATURES:
        handlers = [
            *feature.commands.values(),
            *(route.take for route in feature.taps.values()),
            *(form.take for form in feature.forms.values()),
            *(form.ask for form in feature.forms.values()),
        ]
        for handler in handlers:
            assert getattr(handler, "allowed", None), handler


def test_no_two_features_serve_the_same() -> None:
    commands = [command for feature in FEATURES for command in feature.commands]
    taps = [kind for feature in FEATURES for kind in feature.taps]
    forms = [form for feature in FEATURES for form in feature.forms]
    for listed in (commands, taps, forms):
        assert len(listed) == len(set(listed))


def test_ci_runs_the_commands_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = next(line for line in script.splitlines() if ".[dev]" in line)
    assert command in readme
