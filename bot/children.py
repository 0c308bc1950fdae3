"""Child processes: what would hold up the event loop is computed by an interpreter of its own.

It imports what this process imports, is told no secrets, and leaves the processor to the bot. A ProcessPoolExecutor
would hand the whole environment on, where the secrets are, and could not stop a child that is stuck.
"""

from __future__ import annotations

import os
import sys

_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What an interpreter may need of the environment to begin at all."""
_NICENESS = 10


def command(module: str) -> tuple[str, ...]:
    """The command line that runs a module of this program in an interpreter of its own."""
    # -P: what is imported comes from where this process imports it, not from wherever the bot was begun
    return (sys.executable, "-P", "-B", "-m", module)


def surroundings() -> dict[str, str]:
    """The child's environment: where modules are found, and one thread, so that a processor is left to the bot."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(one or "." for one in sys.path), "OPENBLAS_NUM_THREADS": "1"}


def make_way() -> None:
    """Called by the child: on a machine with one processor, the bot comes first."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
