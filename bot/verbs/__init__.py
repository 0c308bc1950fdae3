"""The verbs of the command line, one file per noun."""

from __future__ import annotations

import argparse

from bot.verbs import backups, broadcasts, demo, doctor, exports, invites, rosters, running


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give the parser every verb; the chosen one lands in `act`."""
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    demo.add_to(verbs)
    running.add_to(verbs)
    rosters.add_to(verbs)
    exports.add_to(verbs)
    invites.add_to(verbs)
    broadcasts.add_to(verbs)
    backups.add_to(verbs)
    doctor.add_to(verbs)
