"""How typed dates and times are understood, on what others have published. By hand:

    python -m tests.bench.dates RECOGNIZERS DUCKLING [--wrong]

RECOGNIZERS is a checkout of github.com/microsoft/Recognizers-Text, DUCKLING one of github.com/facebook/duckling; none
of their data is kept here. Counted is what the product asks for, a day or a time, as their sets expect it:

* of Recognizers-Text the expressions (`Text`) of DateParser, DateTimeParser and TimeParser that stand alone in their
  sentence, of type date, datetime or time;
* of its DateTimeModel those that the others do not hold: these were not looked at while the reader was written;
* of duckling the examples of `datetime` by the day, hour, minute or second under `allExamples`: no interval, holiday,
  week, month, year.

Left out: what has seconds; what lies behind (nothing is planned there) or is no day of the calendar; days written with
the month first (4/22), since here the day comes first; of Recognizers-Text what it tells its own tests not to resolve,
and days without a reference date. Printed by language and set: the share understood rightly, asked about with the
expected answer among the buttons, asked without it, refused, and understood wrongly; for the reader of the bot and,
where it is installed, dateparser: alone, strict, and in place of the bot's refusals.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.rules.when import Ambiguous, Understood, read

LANGUAGES = {"en": ("English", "EN"), "fr": ("French", "FR"), "ar": ("Arabic", "AR")}
FILES = ("DateParser", "DateTimeParser", "TimeParser")
KINDS = ("date", "datetime", "time")
UNRESOLVED = "not resolved"
DUCKLING_NOW = datetime(2013, 2, 12, 4, 30, tzinfo=UTC)
"""The reference time of duckling's corpora (Duckling/Time/Corpus.hs), by their clock."""
EXAMPLES = re.compile(r"examples \((\w+) \((.*?)\) (\w+)\)\s*\[([^\]]*)\]")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
NUMERIC = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}")


VERDICTS = ("right", "asked", "astray", "refused", "wrong")


@dataclass(frozen=True)
class Case:
    """A text, when it was typed, and what may be understood by it: a day, a day with a time, or a time alone."""

    text: str
    now: datetime
    expected: frozenset[date | datetime | time]


def main(recognizers: Path, duckling: Path, *, shows_wrong: bool) -> None:
    """Read every case with every reader."""
    for language, (folder, code) in LANGUAGES.items():
        specs = recognizers / "Specs/DateTime" / folder
        parsers = [case for file in FILES for case in of_recognizers(specs / f"{file}.json")]
        known = {case.text.lower() for case in parsers}
        sets = {
            "Recognizers-Text": parsers,
            "Recognizers-Text, unseen": [
                case
                for case in of_recognizers(specs / "DateTimeModel.json")
                if case.text.lower() not in known
            ],
            "duckling": list(of_duckling(duckling / "Duckling/Time" / code / "Corpus.hs")),
        }
        for name, cases in sets.items():
            if not cases:
                continue
            kept = [case for case in dict.fromkeys(cases) if not is_month_first(case)]
            print(
                f"\n{language}, {name}: {len(kept)} texts, {len(set(cases)) - len(kept)} with the month first left out"
            )
            for reader, reads in readers(language).items():
                judged = [(judge(reads(case), case), case) for case in kept]
                counts = Counter(verdict for verdict, _ in judged)
                shares = (f"{kind} {counts[kind] / len(kept):6.1%}" for kind in VERDICTS)
                print(f"  {reader:24}", *shares, f"({counts['wrong']})", sep="  ")
                if shows_wrong:
                    for verdict, case in judged:
                        if verdict != "right":
                            print(
                                "     ",
                                verdict,
                                case.text,
                                case.now,
                                [*map(str, case.expected)],
                                reads(case),
                                sep=" | ",
                            )


def of_recognizers(file: Path) -> Iterator[Case]:
    """The cases of one file of Recognizers-Text."""
    for spec in json.loads(file.read_text("utf-8-sig")):
        results, reference = spec["Results"], spec.get("Context", {}).get("ReferenceDateTime")
        if len(results) != 1 or "IgnoreResolution" in spec:
            continue
        # A file of parsers has Type and Value.FutureResolution; that of the model TypeName and Resolution.values
        kind = (results[0].get("Type") or results[0].get("TypeName") or "").removeprefix("datetimeV2.")
        if kind not in KINDS or (reference is None and kind != "time"):
            continue
        now = datetime.fromisoformat(reference or "2016-11-07T00:00:00").replace(tzinfo=UTC)
        future = (results[0].get("Value") or {}).get("FutureResolution", {}).values()
        listed = (results[0].get("Resolution") or {}).get("values", ())
        said = [*future, *(one["value"] for one in listed if one.get("value", UNRESOLVED) != UNRESOLVED)]
        expected = frozenset(at for at in (parsed(kind, one) for one in said) if is_counted(at, now))
        if expected:
            yield Case(results[0]["Text"].strip(), now, expected)


def parsed(kind: str, value: str) -> date | datetime | time:
    """A value of Recognizers-Text."""
    reads: dict[str, Callable[[str], date | datetime | time]] = {
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
    }
    return reads[kind](value)


def of_duckling(corpus: Path) -> Iterator[Case]:
    """The cases of one language of duckling."""
    text = corpus.read_text("utf-8").partition("\nallExamples ::")[2]
    text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    for kind, numbers, grain, listed in EXAMPLES.findall(text):
        if kind != "datetime" or grain not in ("Day", "Hour", "Minute", "Second"):
            continue
        try:
            at = datetime(*(int(number) for number in numbers.split(",")))  # noqa: DTZ001 -- wall time
        except ValueError:
            continue
        expected = at.date() if grain == "Day" else at
        if not is_counted(expected, DUCKLING_NOW):
            continue
        for typed in STRING.findall(listed):
            yield Case(typed.replace('\\"', '"'), DUCKLING_NOW, frozenset({expected}))


def is_counted(at: date | datetime | time, now: datetime) -> bool:
    """Whether it is to the minute, on a day of the calendar, and does not lie behind."""
    if isinstance(at, time | datetime) and at.second:
        return False
    if isinstance(at, datetime):
        return at >= now.replace(tzinfo=None)
    return isinstance(at, time) or at >= now.date()


def is_month_first(case: Case) -> bool:
    """Whether its day is written in digits with the month before it."""
    found = NUMERIC.match(case.text)
    if found is None or not re.match(r"\d{1,2}\s*[-/.]\s*\d{1,2}(?![\d:hap])", case.text):
        return False
    first, second = (int(part) for part in re.findall(r"\d+", found[0]))
    days = [at for at in case.expected if not isinstance(at, time)]
    return first != second and any((at.month, at.day) == (first, second) for at in days)


@dataclass(frozen=True)
class Said:
    """What a reader says: the moments that it takes the text for, and whether it asks about them."""

    readings: tuple[date | datetime, ...] = ()
    asks: bool = False


def judge(said: Said, case: Case) -> str:
    """right, asked, astray (asked without what is expected), refused or wrong."""
    if not said.readings:
        return "refused"
    is_there = any(matches(at, expected) for at in said.readings for expected in case.expected)
    if said.asks:
        return "asked" if is_there else "astray"
    return "right" if is_there else "wrong"


def matches(at: date | datetime, expected: date | datetime | time) -> bool:
    """Whether a reading is what was expected. A time may be of any day; where duckling counts hours, a day will do."""
    if isinstance(expected, time):
        return isinstance(at, datetime) and at.time() == expected
    if isinstance(at, datetime) and isinstance(expected, datetime):
        return at == expected
    if isinstance(at, datetime):
        return False
    return at == (expected.date() if isinstance(expected, datetime) else expected)


def readers(language: str) -> dict[str, Callable[[Case], Said]]:
    """The readers by name."""
    found: dict[str, Callable[[Case], Said]] = {"bot": by_bot}
    try:
        import dateparser
    except ImportError:
        return found

    def library(case: Case, *, is_strict: bool, languages: list[str]) -> Said:
        at = dateparser.parse(
            case.text,
            languages=languages,
            settings={
                "RELATIVE_BASE": case.now.replace(tzinfo=None),
                "PREFER_DATES_FROM": "future",
                "DATE_ORDER": "DMY",
                "STRICT_PARSING": is_strict,
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
        if at is None:
            return Said()
        # It always gives a time, that of the moment or midnight where none is said
        is_day = all(not isinstance(one, datetime | time) for one in case.expected)
        return Said((at.date() if is_day else at.replace(second=0, microsecond=0),))

    def by_both(case: Case) -> Said:
        said = by_bot(case)
        return said if said.readings else library(case, is_strict=False, languages=[language])

    every = list(LANGUAGES)
    return found | {
        "dateparser": lambda case: library(case, is_strict=False, languages=[language]),
        "dateparser, 3 languages": lambda case: library(case, is_strict=False, languages=every),
        "dateparser, strict": lambda case: library(case, is_strict=True, languages=[language]),
        "bot, then dateparser": by_both,
    }


def by_bot(case: Case) -> Said:
    """What the bot understands or asks. That a moment lies behind, or a weekday is wrong, it says as a refusal."""
    match read(case.text, case.now, UTC):
        case Understood(at):
            return Said((at,))
        case Ambiguous(readings):
            return Said(readings, asks=True)
        case _:
            return Said()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), shows_wrong="--wrong" in sys.argv)
