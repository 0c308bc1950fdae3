"""Lebanon's zone as three releases of the time zone database had it in March 2023; README.md says where it is from."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo


def beirut_in(release: str) -> ZoneInfo:
    """Asia/Beirut as a release has it: 2023a (as every year), 2023b (the decree), 2023c (the decree withdrawn)."""
    with (Path(__file__).parent / f"Beirut-{release}").open("rb") as compiled:
        return ZoneInfo.from_file(compiled, key="Asia/Beirut")
