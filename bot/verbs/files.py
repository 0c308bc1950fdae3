"""Files that verbs write: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BESIDE = ("", "-wal", "-shm")
"""What belongs to a SQLite database: the file, its log and the log's index (https://sqlite.org/wal.html)."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, for the owner's eyes only, that takes its place when the block has filled it.

    A reader has the former file or the new one, whole. What fails leaves nothing behind.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as filled:
            os.fsync(filled.fileno())
        part.replace(target)
    finally:
        for suffix in BESIDE:
            Path(name + suffix).unlink(missing_ok=True)
