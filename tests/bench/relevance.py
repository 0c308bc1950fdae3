"""Whether a search brings the company that was meant: 120 queries over the demo's sample cluster. By hand:

    python -m tests.bench.relevance

`relevance.csv` has 30 queries in each language and 30 mixed, misspelt or by name, each with the companies that who
types it would be glad to see first; they were judged by hand, by what each company says of itself. Printed: the mean
reciprocal rank (MRR) of the first of them, which is to be 0.95, by language; every query that does not have one on top,
and how many have none among the first three, which is to be none; and the MRR of a search for the same words in what
companies say, which knows nothing of spelling, names or other languages.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

from bot.rules.directory import Directory, Listed
from bot.rules.words import fold

DEMO = Path(__file__).parents[2] / "bot" / "demo"
JUDGED = Path(__file__).with_name("relevance.csv")
FIRST = 3


def sample() -> list[Listed]:
    """The companies of the sample cluster as the directory reads them, by name."""
    profiles = json.loads((DEMO / "profiles.json").read_text(encoding="utf-8"))
    people: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with (DEMO / "cluster.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            people[row["company"]].append(row)
    listed = []
    for number, (company, rows) in enumerate(sorted(people.items())):
        said = profiles.get(company, {})
        listed.append(
            Listed(
                id=number,
                name=company,
                name_ar=rows[0]["company_ar"],
                kind=rows[0]["kind"],
                city=rows[0]["city"],
                products=said.get("products", ""),
                offers=said.get("offers", ""),
                needs=said.get("needs", ""),
                markets=json.dumps(said.get("markets", [])),
                certifications=json.dumps(said.get("certifications", [])),
                sub_clusters="\n".join(part.strip() for part in rows[0]["sub_clusters"].split(";")),
                people="\n".join(row["person"] for row in rows),
            )
        )
    return listed


def rank_of(wanted: set[str], found: list[str]) -> int | None:
    """At which place the first wanted one stands, from 1; None where none was found."""
    return next((place for place, company in enumerate(found, 1) if company in wanted), None)


def by_words(listed: list[Listed], query: str) -> list[str]:
    """The plain alternative: who has most of the words, as they are typed."""
    words = fold(query).split()
    texts = {one.name: fold(" ".join(str(part) for part in one[1:])) for one in listed}
    counts = {name: sum(word in text for word in words) for name, text in texts.items()}
    return sorted((name for name in counts if counts[name]), key=lambda name: (-counts[name], name))


def main() -> None:
    """Search and print."""
    listed = sample()
    names = {one.id: one.name for one in listed}
    directory = Directory(listed)
    worth: defaultdict[str, list[float]] = defaultdict(list)
    plain: list[float] = []
    lost = []
    with JUDGED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wanted = set(row["wanted"].split("|"))
            assert wanted <= set(names.values()), row
            found = [names[hit.company_id] for hit in directory.find(row["query"])]
            rank = rank_of(wanted, found)
            worth[row["language"]].append(1 / rank if rank else 0.0)
            other = rank_of(wanted, by_words(listed, row["query"]))
            plain.append(1 / other if other else 0.0)
            if rank != 1:
                print(f"  {row['query']!r}: at {rank}, wanted {row['wanted']}, found {found[:FIRST]}")
            if rank is None or rank > FIRST:
                lost.append(row["query"])
    for language, values in worth.items():
        print(f"{language:>6}: MRR {sum(values) / len(values):.3f} of {len(values)}")
    all_of_them = [value for values in worth.values() for value in values]
    print(f"   all: MRR {sum(all_of_them) / len(all_of_them):.3f} of {len(all_of_them)}, to be 0.95")
    print(f"none of the wanted among the first {FIRST}: {len(lost)}, to be 0")
    print(f"the same words alone: MRR {sum(plain) / len(plain):.3f}")


if __name__ == "__main__":
    main()
