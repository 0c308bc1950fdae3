"""The house stays a house: who may import whom, and who may do what. Each test lists all who break its rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import rustworkx

from handlers import FEATURES

ROOT = Path(__file__).parents[1]
WORDS = {"bot.errors", "bot.i18n", "bot.markup", "bot.replies", "bot.moment"}

# Lowest first: a module imports its own part and those of lower layers. The table stands in ARCHITECTURE.md too
LAYERS = (
    {"bot.markup", "bot.children"},
    {
        "bot",
        "bot.errors",
        "bot.i18n",
        "bot.moment",
        "bot.sqlite",
        "bot.rules",
        "bot.tasks",
        "bot.logs",
        "bot.charts",
        "bot.simulator",
    },
    {"bot.replies", "bot.models", "bot.config", "bot.db"},
    {"bot.exchange", "bot.screens", "bot.leading", "bot.migrating", "bot.outbox"},
    {"bot.inbox"},
    {"bot.services"},
    {"bot.jobs", "bot.web", "handlers"},
    {"bot.app"},
    {"bot.demo"},
    {"bot.verbs"},
    {"bot.__main__"},
)
# Where a part may import less of the lower layers than everything
MAY_IMPORT: dict[str, set[str]] = {
    "bot.rules": set(),
    "bot.simulator": set(),
    "bot.i18n": {"bot.markup"},
    "bot.replies": {"bot.i18n", "bot.markup", "bot.charts.pictures"},
    "bot.models": {"bot.rules"},
    "bot.config": {"bot.errors"},
    "bot.sqlite": set(),
    "bot.db": {"bot.errors", "bot.sqlite"},
    "bot.charts": {"bot.children"},
    "bot.screens": {"bot.rules", "bot.models", "bot.charts.pictures"} | WORDS,
    "bot.exchange": {"bot.rules", "bot.models", "bot.i18n"},
    "bot.outbox": {"bot.rules", "bot.models", "bot.db", "bot.tasks", "bot.charts"} | WORDS,
    "bot.inbox": {"bot.rules", "bot.models", "bot.db", "bot.tasks", "bot.outbox"} | WORDS,
    "bot.services": {
        "bot.rules",
        "bot.models",
        "bot.screens",
        "bot.exchange",
        "bot.children",
        "bot.outbox.queue",
        "bot.outbox.broadcasts",
        "bot.outbox.corrections",
        "bot.outbox.live",
        "bot.inbox.store",
    }
    | WORDS,
}
# What only these modules import, of all that the layers would let
KNOWN_ONLY_TO: dict[str, set[str]] = {
    "telegram": {
        "handlers.incoming",
        "handlers.conversation",
        "handlers.menus",
        "bot.outbox.line",
        "bot.outbox.telegram",
        "bot.inbox.files",
        "bot.inbox.polling",
        "bot.web.webhook",
        "bot.simulator.inprocess",
        "bot.app",
    },
    # It takes a third of a second to import, and 60 MB: only the drawing process does
    "matplotlib": {"bot.charts.canvas"},
    # A picture is drawn when it is sent, never within a transaction
    "bot.charts.drawing": {"bot.outbox.telegram"},
    # Whoever else tells people something does so through services/telling
    "bot.outbox.queue": {
        "bot.outbox.broadcasts",
        "bot.outbox.claiming",
        "bot.outbox.corrections",
        "bot.outbox.dispatcher",
        "bot.outbox.settling",
        "bot.inbox.consumer",
        "bot.services.telling",
        "bot.services.privacy",
        "bot.services.resting",
        "bot.jobs.clock",
        "bot.jobs.housekeeping",
        "bot.web.health",
        "bot.app",
    },
}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {
    module_of(path): path for top in ("bot", "handlers") for path in sorted(ROOT.glob(f"{top}/**/*.py"))
}


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it, also for the type checker alone; the names, where it takes
    names out of a module of somebody else's.
    """
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            assert not node.level, f"{path} has a relative import, which the tests here do not follow"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(node.module if node.module in SOURCES and name not in SOURCES else name)
    return found


@cache
def imports() -> dict[str, set[str]]:
    """What each module imports: read when it is asked for, or each process that collects the tests would read all."""
    return {module: imports_of(path) for module, path in SOURCES.items()}


@cache
def arrows() -> list[tuple[str, str]]:
    """Each module with each of ours that it imports."""
    return [
        (module, other) for module, others in imports().items() for other in sorted(others & set(SOURCES))
    ]


def is_within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def part_of(module: str) -> str:
    """The part of the house that a module belongs to."""
    parts = [part for layer in LAYERS for part in layer if is_within(module, part)]
    assert parts != ["bot"] or module == "bot", f"{module} has no place in LAYERS"
    return max(parts, key=len)


def may_import(module: str, other: str) -> bool:
    part, others = part_of(module), part_of(other)
    level, below = (next(i for i, layer in enumerate(LAYERS) if one in layer) for one in (part, others))
    is_known = any(is_within(other, one) for one in MAY_IMPORT.get(part, {others}))
    return part == others or (below < level and is_known)


def test_nobody_imports_what_they_may_not() -> None:
    assert [f"{module} → {other}" for module, other in arrows() if not may_import(module, other)] == []


def test_what_only_some_may_know_nobody_else_imports() -> None:
    for what, known_to in KNOWN_ONLY_TO.items():
        importers = {
            module for module, names in imports().items() if any(is_within(name, what) for name in names)
        }
        assert importers - known_to == set(), f"{what} is not for these"
        assert known_to - importers == set(), (
            f"{what} is not imported by these any more: take them off the list"
        )


def circles(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The groups of names that lead to each other."""
    graph = rustworkx.PyDiGraph()
    nodes = {name: graph.add_node(name) for name in {name for pair in pairs for name in pair}}
    graph.add_edges_from_no_data([(nodes[one], nodes[other]) for one, other in pairs if one != other])
    groups = rustworkx.strongly_connected_components(graph)
    return [sorted(graph[i] for i in group) for group in groups if len(group) > 1]


def test_no_imports_run_in_circles() -> None:
    assert circles(arrows()) == []


def test_no_folders_import_each_other_in_circles() -> None:
    for folder in {parent for module in SOURCES for parent in [module.rpartition(".")[0]] if parent}:
        below = folder.count(".") + 2
        inside = [arrow for arrow in arrows() if all(name.startswith(f"{folder}.") for name in arrow)]
        assert circles([tuple(".".join(name.split(".")[:below]) for name in arrow) for arrow in inside]) == []


def test_handlers_write_no_queries() -> None:
    allowed = "sqlalchemy.ext.asyncio.AsyncSession"
    assert [
        f"{module} → {name}"
        for module, names in imports().items()
        for name in names
        if is_within(module, "handlers") and is_within(name, "sqlalchemy") and name != allowed
    ] == []


def test_names_say_what_is_in_them() -> None:
    assert [module for module in SOURCES if VAGUE & set(module.split("."))] == []


def test_every_route_says_who_may_take_it() -> None:
    for feature in FEATURES:
        handlers = [
            *feature.commands.values(),
            *feature.links.values(),
            *(route.take for route in feature.taps.values()),
            *(form.take for form in feature.forms.values()),
            *(form.ask for form in feature.forms.values()),
            *(form.tapped for form in feature.forms.values() if form.tapped is not None),
        ]
        for handler in handlers:
            assert getattr(handler, "allowed", None), handler


def test_no_two_features_serve_the_same() -> None:
    commands = [command for feature in FEATURES for command in feature.commands]
    links = [kind for feature in FEATURES for kind in feature.links]
    taps = [kind for feature in FEATURES for kind in feature.taps]
    forms = [form for feature in FEATURES for form in feature.forms]
    for listed in (commands, links, taps, forms):
        assert len(listed) == len(set(listed))


def test_ci_runs_the_commands_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = next(line for line in script.splitlines() if ".[dev]" in line)
    assert command in readme


def test_the_worked_example_quotes_the_code() -> None:
    """Each line quoted under "Adding a noun" stands in one of the files that its point names."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = page.partition("## Adding a noun")[2].partition("\n## ")[0]
    missing = []
    for point in re.split(r"\n(?=\d\. )", section)[1:]:
        named = [ROOT / name for name in re.findall(r"`([\w/]+\.py)`", point)]
        code = {line.strip() for path in named for line in path.read_text(encoding="utf-8").splitlines()}
        missing += [line for line in re.findall(r"^ {7}\s*(\S.*)$", point, re.MULTILINE) if line not in code]
    assert missing == []


def test_the_ledgers_are_written_to_by_one_service() -> None:
    """It knows what no row may be without: what it is about, and its day."""
    writes = re.compile(
        r"\b(?:insert\((?:Interaction|Opportunity)\)|(?:Interaction|Opportunity)\(\s*person_id=)"
    )
    writers = {module for module, path in SOURCES.items() if writes.search(path.read_text(encoding="utf-8"))}
    assert writers == {"bot.services.ledger"}
