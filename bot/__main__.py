"""The command line: `python -m bot VERB`, and `qoot VERB` once installed."""

from __future__ import annotations

import asyncio
import sys

from bot import verbs
from bot.errors import Misconfigured


def main(arguments: list[str] | None = None) -> int:
    """Run a verb; the exit status is 0 when it did what it promises, else 1 (2 for a wrong command line)."""
    chosen = verbs.parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return asyncio.run(chosen.act(chosen)) or 0
    except Misconfigured as wrong:
        print(f"qoot: {wrong}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from bot.verbs.troubles import sentence  # --help needs nothing of this

        if (words := sentence(error)) is None:
            raise
        print(f"qoot: {words}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
