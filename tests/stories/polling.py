"""What the stories about polls share: sending, answering, and waiting for the end in few words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.ledger import Interaction, Opportunity
from bot.models.polls import Poll
from bot.rules.ledger import Act, Offer
from bot.rules.words import fold
from tests.stories.cast import Cluster, Player

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
    """Members, each of a company of their own."""
    return [
        await cluster.welcomes(f"Member {number}", f"Company {number}", language=language)
        for number in range(first, first + n)
    ]
