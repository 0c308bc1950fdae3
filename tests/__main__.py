"""The one command that checks everything: `python -m tests`. CI runs the same.

Format, lint, types, then the tests (which hold the catalogs and the migrations too). Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKERS = max(1, min(8, (os.cpu_count() or 1) * 3 // 2))
"""More than there are processors: what waits for a killed process or a browser leaves its own idle."""
STEPS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
    ("tests", ["pytest", "-n", str(WORKERS), "--dist", "worksteal"]),
)


def main(arguments: list[str]) -> int:
    """Run every step; the status is 0 when all passed."""
    failed = []
    # A dozen processes import the same modules: what the first one compiles, the others read
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for name, command in STEPS:
        print(f"── {name}", flush=True)
        extra = arguments if name == "tests" else []
        step = [sys.executable, "-m", *command, *extra]
        if subprocess.run(step, cwd=ROOT, env=surroundings, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
