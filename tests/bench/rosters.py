"""How long a roster of 10,000 people in 5,000 companies takes, and how much memory: read, written, and looked at again.

    python -m tests.bench.rosters

Each step runs in a process of its own. Beside them the cells of the same workbook are only read, to tell how fast the
machine is.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.db import Database
from bot.exchange import excel
from bot.exchange.columns import COLUMNS
from bot.exchange.rosters import read_roster
from bot.exchange.tables import Sheet, write_xlsx
from bot.migrating import migrate
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules.companies import DEFAULT_SUB_CLUSTERS
from bot.services import imports

COMPANIES, PEOPLE = 5_000, 10_000
FIRST = [
    "Sami",
    "Claire",
    "Rami",
    "Nour",
    "Karim",
    "Layal",
    "Ziad",
    "Hala",
    "Georges",
    "Amina",
    "Bruno",
    "Élise",
    "Tarek",
    "Maya",
    "Fadi",
    "Rita",
]
LAST = (
    "Khoury",
    "Haddad",
    "Aoun",
    "Saliba",
    "Maalouf",
    "Karam",
    "Nassar",
    "Tannous",
    "Rizk",
    "Chamoun",
    "Saab",
)
TITLES = (
    "CEO",
    "Export Manager",
    "Head Winemaker",
    "Responsable Qualité",
    "مدير الإنتاج",
    "Accountant",
    "Sales & Marketing",
)
TRADES = ["Oils", "Mills", "Wines", "Snacks", "Press", "Dairy", "Spices", "Juices", "Honey", "Foods"]


def roster() -> bytes:
    """The workbook: names as they are, each company with two people, half of the cells filled."""
    rows = []
    for number in range(PEOPLE):
        company = number // 2
        row = {
            "company": f"{LAST[company % 11]} {TRADES[company // 11 % 10]} {company}",
            "kind": ("SME", "PME", "Winery", "شركة")[company % 4],
            "size": str(company % 300),
            "sub_clusters": ("Wine", "Snacks & Nuts", "Olive oil", "خدمات موازية")[company % 4],
            "city": ("Zahlé", "Batroun", "Tripoli", "بيروت")[company % 4],
            "website": f"www.company{company}.com",
            "person": f"{FIRST[number % 12]} {LAST[number // 12 % 11]} {chr(65 + number % 26)}{number}",
            "title": TITLES[number % 7],
            "language": ("ar", "French", "English")[number % 3],
            "phone": f"7{number % 2} {100 + number // 1000:03} {number % 1000:03}",
            "email": f"person{number}@company{company}.com",
            "groups": ("Export committee", "")[number % 2],
        }
        rows.append([row.get(column, "") for column in COLUMNS])
    return write_xlsx([Sheet("Members", COLUMNS, rows)])


async def take_in(file: Path, url: str) -> str:
    """Take the file in, as the shell does; what came of it."""
    RING.unlock((KEY,))
    read = read_roster(file.read_bytes(), file.name, DEFAULT_SUB_CLUSTERS)
    async with Database(url) as database, database.transaction() as session:
        _one, plan = await imports.take_at_once(session, read, file.name, Moment(datetime.now(UTC), UTC))
    return f"{len(plan.people)} people, {len(plan.doubts)} doubts, {'nothing' if plan.is_nothing else 'much'} changed"


async def preview(file: Path, url: str) -> str:
    """Make the preview that staff see in the chat; what is in it."""
    RING.unlock((KEY,))
    read = read_roster(file.read_bytes(), file.name, DEFAULT_SUB_CLUSTERS)
    async with Database(url) as database, database.transaction() as session:
        one = await imports.begin(session, read, file.name, 1, Moment(datetime.now(UTC), UTC))
    return str(dict(one.counts))


async def plain(file: Path, url: str) -> str:
    """Only read the cells: the measure of this machine."""
    return f"{sum(len(lines) for lines in excel.sheets(file.read_bytes()))} lines"


STEPS = {"plain": plain, "preview": preview, "take_in": take_in}
KEY = "bXVzdC1iZS0zMi1ieXRlcy1sb25nLWZvci1hLWJlbmM="


def step(name: str, file: str, url: str) -> None:
    """One step, in this process."""
    began = time.perf_counter()
    said = asyncio.run(STEPS[name](Path(file), url))
    took, cpu = time.perf_counter() - began, time.process_time()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:8} {took:5.1f} s {cpu:5.1f} s of CPU {megabytes:4.0f} MB  {said}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, url = Path(folder) / "roster.xlsx", f"sqlite:///{folder}/bench.db"
        file.write_bytes(roster())
        print(f"{file.stat().st_size // 1024} KB")
        asyncio.run(migrate(url))
        for name in ("plain", "preview", "take_in", "take_in", "preview"):
            subprocess.run([sys.executable, "-m", __spec__.name, name, str(file), url], check=True)


if __name__ == "__main__":
    step(*sys.argv[1:]) if len(sys.argv) > 1 else main()
