"""Where stories about companies begin."""

from __future__ import annotations

from sqlalchemy import select

from bot.models.companies import Company
from tests.stories.cast import Cluster, Player


async def company_of(cluster: Cluster, name: str = "Cedar Press") -> Company:
    async with cluster.database.reading() as session:
        return await session.scalar(select(Company).where(Company.name == name))  # type: ignore[no-any-return]


async def at(cluster: Cluster, *labels: str, language: str = "en") -> Player:
    """Amina, at home, tapping through to a screen of her company."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    await amina.taps("🏢")
    for label in labels:
        await amina.taps(label)
    return amina
