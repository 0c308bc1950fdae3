"""Two members, one of whom asks to meet the other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.models.people import Person
from bot.rules.introductions import Origin
from bot.screens.introduction_wording import AskPerson
from tests.stories.cast import Cluster, Player


async def two(cluster: Cluster, *, asker: str = "en", other: str = "en") -> tuple[Player, Player]:
    """Amina of Cedar Press, and Bruno of Vetro Glass, who says how he can be reached."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=asker)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass", language=other)
    async with cluster.database.transaction() as session:
        for name, phone, email in (
            ("Amina Haddad", "+9613111222", "amina@cedar.example"),
            ("Bruno Karam", "+9613333444", "bruno@vetro.example"),
        ):
            person = await session.scalar(select(Person).where(Person.name == name))
            person.phone, person.email = phone, email
    return amina, bruno


async def asks(cluster: Cluster, asker: Player, other: str, *labels: str) -> None:
    """Ask for somebody of a company."""
    async with cluster.database.reading() as session:
        person = await session.scalar(select(Person.id).where(Person.name == other))
    await asker.taps_data(AskPerson(person, Origin.CARD).pack())
    for label in labels:
        await asker.taps(label)


async def says_no(player: Player) -> None:
    """ "Not now" is another button."""
    (row,) = [
        row for row in player.from_bot[-1]["reply_markup"]["inline_keyboard"] if row[-1]["text"] == "No"
    ]
    await player.taps_data(row[-1]["callback_data"])


async def stored(cluster: Cluster, *columns: Any) -> list[Any]:
    async with cluster.database.reading() as session:
        return list((await session.execute(select(*columns).order_by(columns[0]))).all())
