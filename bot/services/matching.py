"""Matching: the best pairs of a round, found while the bot goes on answering.

The matching computes for seconds without letting any other thread run: more than a few people are matched by a
child process. It is told who is to be paired and answers with pairs, over its standard streams.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from collections.abc import Sequence

from bot import children
from bot.rules.matching import Candidate, Excluded, Pair, best_pairs

FEW = 100
"""Up to so many are matched here, by a thread: the event loop pauses for about 10 ms then, as measured."""


class PairingFailed(Exception):
    """The child process did not answer; the text says how it ended."""


async def pairs_of(candidates: Sequence[Candidate], excluded: Excluded) -> list[Pair]:
    """What `rules.matching.best_pairs` gives, without holding up the event loop.

    Raises PairingFailed. Cancelled, it leaves no process behind.
    """
    if len(candidates) <= FEW:
        return await asyncio.to_thread(best_pairs, candidates, excluded)
    question = await asyncio.to_thread(pickle.dumps, (candidates, excluded))
    pairs: list[Pair] = pickle.loads(await _answer_of_child(question))  # noqa: S301 -- our own child's word
    return pairs


async def _answer_of_child(question: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *children.command(__name__),
        env=children.surroundings(),
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


if __name__ == "__main__":
    children.make_way()
    pickle.dump(best_pairs(*pickle.load(sys.stdin.buffer)), sys.stdout.buffer)  # noqa: S301 -- our parent's word
