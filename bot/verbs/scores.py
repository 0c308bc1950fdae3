"""scores: everybody's scores, and their whole history, computed anew from the ledgers."""

from __future__ import annotations

import argparse

from bot.jobs.scores import keep_anew
from bot.verbs.starting import moment_of, opened, settings_with_logs


async def compute_scores(chosen: argparse.Namespace) -> int:
    settings = settings_with_logs()
    async with opened(settings) as database:
        weeks = await keep_anew(database, moment_of(settings))
    print(
        f"Scores were computed for {weeks} week(s)."
        if weeks
        else "Another process is computing them already."
    )
    return 0 if weeks else 1
