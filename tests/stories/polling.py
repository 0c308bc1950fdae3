"""What the stories about polls share: sending, answering, and waiting for the end in few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.ledger import Interaction, Opportunity
from bot.models.polls import Poll
from bot.rules.ledger import Act, Offer
from bot.rules.polls import QuestionKind, read_question
from bot.rules.words import fold
from bot.services import poll_plans
from tests.moments import at
from tests.stories.cast import OWNER, Cluster, Player

CLOSES = datetime.fromisoformat("2026-11-25T18:00")
"""When the polls of stories close, by the clocks of Beirut."""
NAMES = {"ar": "Arabic", "fr": "French", "en": "English"}
KINDS = {
    "one": "One of several options",
    "several": "Several options",
    "rating": "A step from 1 to 5",
    "score": "A step from 0 to 10",
    "text": "In words",
}


async def writes(staff: Player, *asked: tuple[str, dict[str, str]]) -> None:
    """Staff begin a poll, and write its questions: kinds and texts by language."""
    await staff.types("/poll")
    await staff.taps("New poll")
    await staff.taps("An empty poll")
    for kind, texts in asked:
        await staff.taps("Add a question")
        await staff.taps(KINDS[kind])
        await staff.types(texts["en"])
        for language in texts.keys() - {"en"}:
            await staff.taps(NAMES[language])
            await staff.types(texts[language])
        await staff.taps("Back")


async def sends(staff: Player, *settings: str, closes: str = "25/11 18:00") -> None:
    """They choose settings and when it closes, and send it."""
    for label in settings:
        await staff.taps(label)
    await staff.taps("Closing time")
    await staff.types(closes)
    await staff.taps("Send…")
    await staff.taps("Send now")


async def asks(
    cluster: Cluster,
    *asked: tuple[str, dict[str, str]],
    **settings: bool,
) -> Poll:
    """A poll is sent to everybody, without the taps that it takes: those are the stories of planning."""
    async with cluster.database.transaction() as session:
        moment = at(cluster.clock())
        kinds = [QuestionKind(kind) for kind, _texts in asked]
        template = [
            (kind, {language: read_question(text, kind) for language, text in texts.items()})
            for kind, (_kind, texts) in zip(kinds, asked, strict=True)
        ]
        poll = await poll_plans.start(session, OWNER, template, moment)
        for name, value in settings.items():
            setattr(poll, name, value)
        await poll_plans.set_closing(session, poll.id, CLOSES, moment)
        await poll_plans.send(session, poll.id, OWNER, moment)
    cluster.machine.dispatcher.wake()
    await cluster.settled()
    return poll


async def all_tap(people: Sequence[Player], *labels: str) -> None:
    """Each taps these buttons, all of them the first one at the same time, then the next."""
    for label in labels:
        for person in people:
            message, data = person.button(label)
            person.phone.tap(message["message_id"], data)
        await people[0].cluster.settled()


async def all_type(people: Sequence[Player], *texts: str) -> None:
    """Each types the text of their place, or all the same one, at the same time."""
    for person, text in zip(people, texts if len(texts) > 1 else texts * len(people), strict=True):
        person.phone.send(text)
    await people[0].cluster.settled()


async def is_in(cluster: Cluster, slug: str, *companies: str) -> None:
    """These companies are in a sub-cluster."""
    async with cluster.database.transaction() as session:
        sub_cluster = await session.scalar(select(SubCluster.id).where(SubCluster.slug == slug))
        for company in companies:
            found = await session.scalar(select(Company.id).where(Company.name_key == fold(company)))
            values = {"company_id": found, "sub_cluster_id": sub_cluster}
            await session.execute(insert(company_sub_clusters).values(values))


async def the_poll(cluster: Cluster, poll_id: int = 1) -> Poll:
    async with cluster.database.reading() as session:
        found: Poll = await session.get_one(Poll, poll_id)
        return found


async def rows(cluster: Cluster, model: Any) -> list[Any]:
    """All rows of a table."""
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(model)))


async def acts(cluster: Cluster, kind: Act | Offer) -> list[str]:
    """What the ledgers say of a kind, by what it is about."""
    table = Interaction if isinstance(kind, Act) else Opportunity
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(table.about).where(table.kind == kind)))


async def many(cluster: Cluster, n: int, language: str = "en", *, first: int = 1) -> list[Player]:
    """Members, each of a company of their own, who come in at the same time."""
    names = {f"Member {number}": f"Company {number}" for number in range(first, first + n)}
    return await cluster.welcomes_all(names, language=language)
