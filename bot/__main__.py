"""The command line: `python -m bot VERB`, and `qoot VERB` once installed."""

from __future__ import annotations

import argparse
import sys

from bot import verbs
from bot.errors import Misconfigured


def main(arguments: list[str] | None = None) -> int:
    """Run a verb; the exit status is 0 when it did what it promises, else 1 (2 for a wrong command line)."""
    parser = argparse.ArgumentParser(
        prog="qoot", description="The member bot of QOOT, Lebanon's agri-food cluster."
    )
    verbs.add_to(parser)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.act(chosen))
    except Misconfigured as wrong:
        print(f"qoot: {wrong}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
