"""The verbs of the command line, one file per noun."""

from __future__ import annotations

import argparse

from bot.verbs import demo, running


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give the parser every verb; the chosen one lands in `act`."""
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    demo.add_to(verbs)
    running.add_to(verbs)
