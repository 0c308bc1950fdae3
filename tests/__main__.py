"""The one command that checks everything: `python -m tests`. CI runs the same.

Format, lint, types, then the tests (which hold the catalogs and the migrations too). Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKERS = min(8, (os.cpu_count() or 1) * 2)
"""More than there are processors: what waits for a killed process or a browser leaves its own idle."""
STEPS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "collect": ["pytest", "--collect-only", "--quiet"],
    "tests": ["pytest", "-n", str(WORKERS), "--dist", "worksteal"],
}


def begun(step: str, *arguments: str, **options: int) -> subprocess.Popen[str]:
    # A dozen processes import the same modules: what the first one compiles, the others read
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", *STEPS[step], *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, text=True, **options)


def main(arguments: list[str]) -> int:
    """Run every step; the status is 0 when all passed. Types are checked beside the others."""
    types = begun("types", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    failed = []
    if not any((ROOT / "tests" / "__pycache__").glob("*-pytest-*.pyc")):
        # In a fresh clone each worker would rewrite the asserts of all tests: what one has rewritten, the others read
        begun("collect", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).wait()
    for step in ("format", "lint", "tests"):
        print(f"── {step}", flush=True)
        if begun(step, *(arguments if step == "tests" else [])).wait():
            failed.append(step)
    print(f"── types\n{types.communicate()[0]}", end="")
    if types.returncode:
        failed.append("types")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
