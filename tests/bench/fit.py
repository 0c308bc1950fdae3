"""How long it takes to say who fits what: 5,000 companies and 50 opportunities. By hand:

    python -m tests.bench.fit

Printed: the seconds for all pairs (under 1 on a machine that does nothing else), and, in the same run, those of the
plain way, which judges each company by itself (`rules.fit.fit`); both have to come out the same.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import chain
from time import perf_counter

from bot.rules.companies import CERTIFICATIONS, DEFAULT_SUB_CLUSTERS, Kind, Size
from bot.rules.concepts import concepts
from bot.rules.countries import MARKETS
from bot.rules.fit import AGES, YES, Conditions, Criterion, Eligibility, Facts, Population, fit, made_of

COMPANIES, OPPORTUNITIES = 5_000, 50
SOLD_TO = MARKETS[:30]


def companies(dice: random.Random) -> list[Facts]:
    """Profiles as they are: of one in six a field is empty."""
    names = [concept.names["en"] for concept in concepts().values()]

    def said(value: object) -> object:
        return value if dice.random() > 1 / 6 else None

    return [
        Facts(
            size=said(dice.choice(list(Size))),  # type: ignore[arg-type]
            kind=said(dice.choice(list(Kind))),  # type: ignore[arg-type]
            sub_clusters=frozenset(dice.sample(DEFAULT_SUB_CLUSTERS, dice.randint(0, 2))),
            products=made_of(", ".join(dice.sample(names, dice.randint(0, 4)))),
            certifications=frozenset(dice.sample(list(CERTIFICATIONS), dice.randint(0, 3))),
            markets=said(frozenset(dice.sample(SOLD_TO, dice.randint(0, 6)))),  # type: ignore[arg-type]
            age=said(dice.randint(0, 60)),  # type: ignore[arg-type]
        )
        for _ in range(COMPANIES)
    ]


def opportunities(dice: random.Random) -> list[Conditions]:
    """Each asks for two to six things."""
    values = {
        Criterion.SIZE: list(Size),
        Criterion.KIND: list(Kind),
        Criterion.SUB_CLUSTER: list(DEFAULT_SUB_CLUSTERS),
        Criterion.PRODUCT: list(concepts()),
        Criterion.CERTIFICATION: list(CERTIFICATIONS),
        Criterion.EVERY_CERTIFICATION: list(CERTIFICATIONS),
        Criterion.EXPORTS: [YES],
        Criterion.MARKET: list(SOLD_TO),
        Criterion.AGE_FROM: list(AGES),
        Criterion.AGE_TO: list(AGES),
    }
    made = []
    for _ in range(OPPORTUNITIES):
        conditions = Conditions()
        for criterion in dice.sample(list(Criterion), dice.randint(2, 6)):
            for value in dice.sample(values[criterion], min(2, len(values[criterion]))):
                conditions = conditions.toggled(criterion, value)
        made.append(conditions)
    return made


def divided(population: Population[int], conditions: Conditions) -> list[Eligibility]:
    """What each company comes to, in their order."""
    found, tally = [Eligibility.NOT] * COMPANIES, population.tally(conditions)
    for eligibility, places in ((Eligibility.ELIGIBLE, tally.eligible), (Eligibility.NEARLY, tally.nearly)):
        for place in places:
            found[place] = eligibility
    return found


def main() -> None:
    """Judge all pairs in both ways."""
    dice = random.Random(1)
    listed, asked = companies(dice), opportunities(dice)
    begin = perf_counter()
    population = Population(dict(enumerate(listed)))
    found = [divided(population, conditions) for conditions in asked]
    middle = perf_counter()
    plain = [[fit(conditions, facts).eligibility for facts in listed] for conditions in asked]
    end = perf_counter()
    assert found == plain
    counts = Counter(chain.from_iterable(found))
    print(f"{COMPANIES:,} companies × {OPPORTUNITIES} opportunities: {dict(counts)}")
    print(f"  all at once: {middle - begin:.2f} s; one by one: {end - middle:.2f} s")
    print(f"  {(end - middle) / (middle - begin):.1f} × faster")


if __name__ == "__main__":
    main()
