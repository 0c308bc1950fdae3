"""Pictures: how long the first takes and those after it, and whether the bot can answer meanwhile. By hand:

    python -m tests.bench.charts [FOLDER]

Printed for an event's report, what came of a poll and how scores went, each in three languages, and for 50 tickets
asked for at once: the seconds (after the first picture 1.5 s are allowed), the longest pause of the event loop
meanwhile, and the drawing process's memory. With a folder the pictures are written there, to be
looked at.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from bot.charts import drawing
from bot.charts.drawing import drawn
from bot.charts.pictures import Picture
from bot.i18n import speaking
from bot.models.companies import Company
from bot.models.polls import Poll, PollQuestion, QuestionText
from bot.replies import Reply
from bot.rules.polls import SCALES, Counts, PollPhase, QuestionKind, QuestionResult
from bot.rules.trends import WEEKS, Trend
from bot.screens import poll_results, trends
from tests.bench.matching import longest_pause
from tests.charts.pictures import LINK, SAID, report, ticket

TICKETS = 50


async def measure(name: str, *pictures: Picture) -> list[bytes]:
    """Draw pictures that are asked for at once, and print one line of figures."""
    stopped = asyncio.Event()
    pulse = asyncio.create_task(longest_pause(stopped))
    began = perf_counter()
    pngs = await asyncio.gather(*map(drawn, pictures))
    took = perf_counter() - began
    stopped.set()
    size = sum(map(len, pngs)) // len(pngs) // 1024
    print(f"{name}: {took:.2f} s, {size} kB each, longest pause {await pulse * 1000:.0f} ms", flush=True)
    return pngs


def numbered(n: int) -> Picture:
    """A ticket like no other: one that was drawn before would only be remembered."""
    return replace(ticket(list(SAID)[n % len(SAID)]), link=f"{LINK}{n}")


OPTIONS = {
    "en": ["Buyers abroad", "Certification", "Financing", "Packaging that keeps for a year", "Other"],
    "fr": [
        "Des acheteurs à l’étranger",
        "La certification",
        "Le financement",
        "Des emballages durables",
        "Autre",
    ],
    "ar": ["مشترون في الخارج", "الشهادات", "التمويل", "تغليف يحفظ المنتج سنة كاملة", "غير ذلك"],
}
ASKED = {
    "en": "What do you need most next quarter?",
    "fr": "De quoi avez-vous le plus besoin au prochain trimestre ?",
    "ar": "ما أكثر ما تحتاجون إليه في الفصل المقبل؟",
}


def a_poll() -> Poll:
    """A closed poll of five questions with numbers, as many as there can be; two pictures."""
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    poll = Poll(author_id=None, created_at=now, zone="Asia/Beirut", phase=PollPhase.CLOSED, closed_at=now)
    kinds = (
        QuestionKind.ONE,
        QuestionKind.SCORE,
        QuestionKind.SEVERAL,
        QuestionKind.RATING,
        QuestionKind.ONE,
    )
    for place, kind in enumerate(kinds):
        answers = len(SCALES[kind]) if kind in SCALES else len(OPTIONS["en"])
        options: dict[str, list[str]] = {} if kind in SCALES else OPTIONS
        question = PollQuestion(poll_id=1, place=place, kind=kind)
        question.texts = [
            QuestionText(
                language=language, words=ASKED[language], options=options[language] if options else []
            )
            for language in SAID
        ]
        groups = {"wine": Counts(12, tuple(12 * (n == 1) for n in range(answers)))}
        question.counts = QuestionResult(
            Counts(60, tuple(60 // answers for _n in range(answers))), groups
        ).stored()
        poll.questions.append(question)
    return poll


def a_trend() -> Trend:
    """Half a year of scores, as many as are shown."""
    points = [20 + n * 3 if n != 9 else None for n in range(WEEKS)]
    return Trend(date(2026, 11, 23), points)


def own_trend() -> Picture:
    """How somebody's score went, as they get it."""
    return drawn_of(trends.own(a_trend()))


def company_trend() -> Picture:
    """How a company's score went, as staff get it."""
    company = Company(name="Cedar Press", name_key="cedar press", created_at=datetime.now(UTC))
    company.id = 1
    return drawn_of(trends.of_company(company, a_trend()))


def drawn_of(reply: Reply) -> Picture:
    """The picture that a reply brings."""
    if reply.file is None or reply.file.picture is None:
        raise LookupError("a reply without a picture")
    return reply.file.picture


async def main(folder: Path | None) -> None:
    """Draw reports one after the other, each language twice, then tickets."""
    for turn in ("first", "later"):
        for language in SAID:
            (png,) = await measure(f"report, {language}, {turn}", replace(report(language), footer=turn))
            if folder is not None:
                (folder / f"report-{language}.png").write_bytes(png)
    for language in SAID:
        with speaking(language):
            pictures = {
                **{f"poll-{n}": one for n, one in enumerate(poll_results.posters(a_poll(), "wine"), 1)},
                "my-score": own_trend(),
                "company-score": company_trend(),
            }
        for name, picture in pictures.items():
            (png,) = await measure(f"{name}, {language}", picture)
            if folder is not None:
                (folder / f"{name}-{language}.png").write_bytes(png)
    codes = await measure(f"{TICKETS} tickets", *map(numbered, range(TICKETS)))
    if folder is not None:
        (folder / "ticket.png").write_bytes(codes[0])
    drawing._child.end()
    print(f"the drawing process took {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
