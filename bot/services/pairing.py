"""Pairing: the best pairs of a round, found while the bot goes on answering.

The matching computes for seconds without letting any other thread run: more than a few people are matched by a
child process. It is told who is to be paired and answers with pairs, over its standard streams; of this process's
environment, where the secrets are, it is given nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from bot.rules.concepts import Stage
from bot.rules.matching import Activity, Candidate, Excluded, Pair, best_pairs

FEW = 100
"""Up to so many are matched here, by a thread: the event loop pauses for about 10 ms then, as measured."""
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What an interpreter may need of the environment to begin at all."""
_NICENESS = 10


class PairingFailed(Exception):
    """The child process did not answer; the text says how it ended."""


async def pairs_of(candidates: Sequence[Candidate], excluded: Excluded) -> list[Pair]:
    """What `rules.matching.best_pairs` gives, without holding up the event loop.

    Raises PairingFailed. Cancelled, it leaves no process behind.
    """
    if len(candidates) <= FEW:
        return await asyncio.to_thread(best_pairs, candidates, excluded)
    question = await asyncio.to_thread(_question, candidates, excluded)
    answer = await _answer_of_child(question)
    return [Pair(*map(int, line.split())) for line in answer.splitlines()]


async def _answer_of_child(question: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    # -P: what is imported comes from where this process imports it, not from wherever the bot was begun
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-B", "-m", __name__),
        env=_surroundings(),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,  # a Ctrl-C in the terminal is the bot's to hear: it ends the child
    )
    try:
        answer, complaint = await child.communicate(question)
    except BaseException:
        if child.returncode is None:
            child.kill()
        await child.communicate()
        raise
    if child.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise PairingFailed(f"the matching process ended with status {child.returncode}: {last}")
    return answer


def _surroundings() -> dict[str, str]:
    """The child's environment: where modules are found, and one thread, so that a processor is left to the bot."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(one or "." for one in sys.path), "OPENBLAS_NUM_THREADS": "1"}


def _question(candidates: Iterable[Candidate], excluded: Excluded) -> bytes:
    """One line for each candidate, an empty one, one line for each excluded pair."""
    told = [json.dumps(_told(one)) for one in candidates]
    pairs = [f"{low} {high}" for low, high in excluded]
    return "\n".join([*told, "", *pairs]).encode()


def _told(one: Candidate) -> list[object]:
    sets = (one.offers, one.needs, one.stages, one.markets, one.sub_clusters, one.languages)
    return [one.person_id, one.company_id, *map(list, sets), one.activity, one.room]


def _understood(line: str) -> Candidate:
    person_id, company_id, offers, needs, stages, markets, sub_clusters, languages, activity, room = (
        json.loads(line)
    )
    return Candidate(
        person_id=person_id,
        company_id=company_id,
        offers=frozenset(offers),
        needs=frozenset(needs),
        stages=frozenset(map(Stage, stages)),
        markets=frozenset(markets),
        sub_clusters=frozenset(sub_clusters),
        languages=frozenset(languages),
        activity=Activity(activity),
        room=room,
    )


def _answer(question: Iterator[str]) -> Iterator[str]:
    """What the child says to what it is told: one line for each pair."""
    candidates = [_understood(line) for line in iter(lambda: next(question).strip(), "")]
    low_high = (line.split() for line in question)
    excluded = {(int(low), int(high)) for low, high in low_high}
    for pair in best_pairs(candidates, excluded):
        yield f"{pair.low} {pair.high} {pair.worth}\n"


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # on a machine with one processor, the bot comes first
    sys.stdout.writelines(_answer(iter(sys.stdin)))
