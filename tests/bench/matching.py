"""Pairing a round: how long it takes, how good it is, and whether the bot can answer meanwhile. By hand:

    python -m tests.bench.matching [PEOPLE ...]

Printed for each number of people, for an ordinary cluster and for a craze (everybody wants the same few): the seconds
until the pairs are there, their total worth, the longest pause of the event loop meanwhile, and the most memory of
any child so far. Then, up to 1,000 people, the best total that there is (every partner weighed), and what share of
it is reached as the bot pairs and by pairing greedily (the worthiest pair first).
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from time import perf_counter

from bot.rules.concepts import ChainStage
from bot.rules.matching import FLOOR, Activity, Candidate, Pair, best_pairs, worth
from bot.services.matching import pairs_of

DEFAULT = (120, 1000, 5000)
MOST_EXACT = 1000
PEOPLE_A_COMPANY = 3
CONCEPTS = 150
MARKETS = ("AE", "CA", "DE", "EG", "FR", "GB", "IQ", "JO", "KW", "QA", "SA", "US")
SUB_CLUSTERS = ("wine", "snacks", "agri_fresh", "processing", "parallel_services")
LANGUAGES = {"ar": 0.9, "fr": 0.5, "en": 0.7}
STAGES = {ChainStage.PROCESSING: 6, ChainStage.TRADE: 3, ChainStage.KNOWLEDGE: 1, ChainStage.FINANCE: 1}
"""How many concepts are of a stage, by weight; 2 where nothing is said."""
ACTIVITIES = {Activity.ACTIVE: 3, Activity.STEADY: 3, Activity.DORMANT: 4}
SKEW = 0.6
"""How much more wanted the most wanted things are."""


def cluster(people: int, seed: int = 1) -> list[Candidate]:
    """A cluster of so many people, numbered from 1, in companies of three that offer and need 2–6 things each."""
    rand = random.Random(seed)
    weights = [STAGES.get(stage, 2) for stage in ChainStage]
    stages = {f"concept_{n}": rand.choices(list(ChainStage), weights)[0] for n in range(CONCEPTS)}
    popularity = [1 / (n + 3) ** SKEW for n in range(CONCEPTS)]
    found: list[Candidate] = []
    while len(found) < people:
        offers, needs = (
            frozenset(rand.choices(list(stages), popularity, k=rand.randint(2, 6))) for _ in range(2)
        )
        company = Candidate(
            person_id=0,
            company_id=len(found) // PEOPLE_A_COMPANY + 1,
            offers=offers,
            needs=needs - offers,
            stages=frozenset(stages[one] for one in offers),
            markets=frozenset(rand.sample(MARKETS, rand.randint(0, 4))),
            sub_clusters=frozenset(rand.sample(SUB_CLUSTERS, rand.randint(1, 2))),
            languages=frozenset(),
            activity=Activity.STEADY,
            room=1,
        )
        for _ in range(min(PEOPLE_A_COMPANY, people - len(found))):
            languages = frozenset(code for code, share in LANGUAGES.items() if rand.random() < share)
            activity = rand.choices(list(ACTIVITIES), list(ACTIVITIES.values()))[0]
            person_id = len(found) + 1
            found.append(replace(company, person_id=person_id, languages=languages, activity=activity))
    return found


def craze(people: int, seed: int = 1) -> list[Candidate]:
    """The same cluster, but one company in 16 offers what all others look for, and nobody anything else."""
    wanted = frozenset({"concept_wanted"})
    return [
        replace(one, offers=wanted, needs=frozenset())
        if one.company_id % 16 == 0
        else replace(one, offers=frozenset(), needs=wanted)
        for one in cluster(people, seed)
    ]


async def longest_pause(stopped: asyncio.Event) -> float:
    """The longest time that a loop which is asked to come back at once took to, in seconds."""
    longest, last = 0.0, perf_counter()
    while not stopped.is_set():
        await asyncio.sleep(0.001)
        now = perf_counter()
        longest, last = max(longest, now - last), now
    return longest


def greedy(people: Sequence[Candidate]) -> int:
    """The total worth of taking the worthiest pair that is left, again and again."""
    weighed = ((worth(one, other), one.person_id, other.person_id) for one, other in combinations(people, 2))
    taken: set[int] = set()
    gained = 0
    for points, one, other in sorted((pair for pair in weighed if pair[0] >= FLOOR), reverse=True):
        if not {one, other} & taken:
            taken |= {one, other}
            gained += points
    return gained


def total(pairs: Sequence[Pair]) -> int:
    """What pairs are worth together."""
    return sum(pair.worth for pair in pairs)


async def measure(name: str, people: Sequence[Candidate]) -> None:
    """Pair people as the bot does, and print one line of figures."""
    stopped = asyncio.Event()
    pulse = asyncio.create_task(longest_pause(stopped))
    began = perf_counter()
    pairs = await pairs_of(people, set())
    took = perf_counter() - began
    stopped.set()
    pause = await pulse
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{len(people):5d} {name}: {took:.2f} s, {len(pairs)} pairs worth {total(pairs)},"
        f" longest pause {pause * 1000:.0f} ms, children of at most {memory} MB",
        flush=True,
    )


def compare(name: str, people: Sequence[Candidate]) -> None:
    """Print how much of the best total pairing as the bot does, and greedily, reaches."""
    gained = total(best_pairs(people, set()))
    began = perf_counter()
    exact = total(best_pairs(people, set(), weighed=len(people) ** 2))
    print(
        f"{len(people):5d} {name}: the best is {exact}, found in {perf_counter() - began:.1f} s;"
        f" ours is {gained / exact:.1%} of it, greedy {greedy(people) / exact:.1%}",
        flush=True,
    )


async def main(sizes: Sequence[int]) -> None:
    """Measure both clusters at each size; what takes memory here comes last, since a child's includes it."""
    clusters = [(kind.__name__, kind(people)) for people in sizes for kind in (cluster, craze)]
    await pairs_of(cluster(4), set())
    for name, people in clusters:
        await measure(name, people)
    for name, people in clusters:
        if len(people) <= MOST_EXACT:
            compare(name, people)


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or DEFAULT))
