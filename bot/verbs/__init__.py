"""The verbs of the command line, one file per noun; each file is imported only when a verb of its own runs."""

from __future__ import annotations

import argparse
from importlib import import_module

VERBS = {
    "demo": (
        "demo:demo",
        "the bot with a pretend Telegram and a sample cluster, played on a page in the browser",
    ),
    "run": ("running:run", "everything in one process: long polling, sending, timetable"),
    "web": ("running:web", "webhook, health and metrics; needs PostgreSQL"),
    "worker": ("running:worker", "sending and timetable for `web`; needs PostgreSQL"),
    "migrate": ("migrating:migrate", "bring the database to the newest schema"),
    "import": ("rosters:import_roster", "take a roster in, from an Excel, OpenDocument or CSV file"),
    "export": ("exports:export", "write the members to files: members.csv, members.xlsx, groups.csv"),
    "invites": (
        "invites:print_invites",
        "print a personal link for everybody who has not joined yet (CSV: company, person, link)",
    ),
    "broadcast": (
        "broadcasts:broadcast",
        "write to members; a running bot sends it at once, and there is no undo",
    ),
    "scores": (
        "scores:compute_scores",
        "compute everybody's scores anew, with their history; needed only when something was changed by hand",
    ),
    "backup": ("backups:backup", "write the SQLite database to a file, also while the bot runs"),
    "restore": ("backups:restore", "put a backup in the place of the SQLite database, while no bot runs"),
    "rekey": (
        "secrets:rekey",
        "encrypt everything with the first key of DATA_KEY, also while the bot runs, so that the others can go",
    ),
    "doctor": (
        "doctor:doctor",
        "say what is missing or wrong, and what to do; the exit status is 1 when something is",
    ),
}
"""Each verb: the function that does it, and what it does. A function `f` may have its arguments added by
`f_arguments(parser)` beside it."""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read a command line; the function that does the verb lands in `act`. Leaves with a message when it is wrong."""
    parser = argparse.ArgumentParser(
        prog="qoot", description="The member bot of QOOT, Lebanon's agri-food cluster."
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    chosen = next((argument for argument in arguments if not argument.startswith("-")), "")
    for verb, (where, words) in VERBS.items():
        of_verb = verbs.add_parser(verb, help=words, description=words)
        if verb == chosen:
            file, function = where.split(":")
            module = import_module(f"bot.verbs.{file}")
            of_verb.set_defaults(act=getattr(module, function))
            if add_arguments := getattr(module, f"{function}_arguments", None):
                add_arguments(of_verb)
    return parser.parse_args(arguments)
