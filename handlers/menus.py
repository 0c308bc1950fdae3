"""Publishing to Telegram what stands around the chat: in each language for everybody, and to each insider's chat the
commands that work there; only what changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import product, starmap
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.db import Database, named
from bot.i18n import DEFAULT, LOCALES, speaking
from bot.outbox.line import Throttled, call
from bot.rules.staff import Role
from bot.screens import menus as screens
from bot.services import memos, menus
from bot.services.menus import Insider, Kind
from handlers import FEATURES
from handlers.turn import open_to

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How soon somebody who came in, or left, sees which commands they have now."""
GAP_SECONDS = 0.5
"""Between two chats: Telegram names no limit for these calls, and what people send and are sent goes before them."""
AT_ONCE = 20
"""So many chats, then another look: whoever comes in meanwhile does not wait for hundreds of others."""
PAUSE_SECONDS = 20.0
"""How long to wait when Telegram does not answer."""
PATIENCE_SECONDS = 3600.0
"""How long a refusal stands before it is tried again, and the most that a 429 is waited for."""
FACE = "face "
"""How the memos begin that say what of the bot's face was published."""
FACE_CALLS = {
    "commands": ("setMyCommands", "commands"),
    "name": ("setMyName", "name"),
    "description": ("setMyDescription", "description"),
    "short": ("setMyShortDescription", "short_description"),
}
"""The method for each part of the face, and what it calls its text."""
ENTRANCES = [entrance for feature in FEATURES for entrance in feature.entrances]


class Offered(NamedTuple):
    """A menu of commands, as the Bot API takes it, and its digest."""

    commands: list[dict[str, str]]
    digest: str


@dataclass(frozen=True)
class Change:
    """Something that Telegram is to be told; of a chat, or of the bot's face. Without a `digest` it is taken away."""

    key: str
    method: str
    parameters: Mapping[str, Any]
    digest: str = ""
    chat_id: int | None = None

    async def intend(self, session: AsyncSession) -> None:
        """Before it is told: whatever becomes of the call, it is known that the chat may have a menu of its own."""
        if self.chat_id is not None:
            await menus.note(session, self.chat_id, "")

    async def note(self, session: AsyncSession) -> None:
        """Telegram took it."""
        if self.chat_id is None:
            await memos.put(session, self.key, self.digest)
        elif self.digest:
            await menus.note(session, self.chat_id, self.digest)
        else:
            await menus.forget(session, self.chat_id)


@dataclass
class Publisher:
    """Publishes for one bot, and remembers which methods, chats and texts are not to be tried for a while."""

    database: Database
    bot: Bot
    owner_ids: Set[int]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _not_before: dict[str, float] = field(default_factory=dict)

    async def keep_published(self) -> None:
        """Publish what changed, and look again, until cancelled. What failed is tried again."""
        while True:
            try:
                pause = 0.0 if await self.publish() else LOOK_SECONDS
            except Exception as error:  # an answer that is none breaks the library in many ways
                log.warning("the menus were not published: %s", named(error))
                pause = PAUSE_SECONDS
            await self.sleep(pause)

    async def publish(self) -> bool:
        """Tell Telegram what differs from what it took last. Returns whether there is more to tell at once.

        Chats go first: when what everybody is offered shrinks, those who may more have their own by then.
        """
        async with self.database.reading() as session:
            behind = await menus.behind(session, self.owner_ids, digests())
            outsiders = await menus.outsiders(session, self.owner_ids)
            face = await memos.named(session, FACE)
        chats = [change for change in in_chats(behind, outsiders) if self._may_try(change)]
        for change in chats[:AT_ONCE]:
            await self._tell(change)
            await self.sleep(GAP_SECONDS)
        if rest := chats[AT_ONCE:]:
            return any(self._may_try(change) for change in rest)
        for change in of_the_face(face):
            await self._tell(change)
        return False

    def _may_try(self, change: Change) -> bool:
        now = self.clock()
        return all(self._not_before.get(what, 0.0) <= now for what in (change.method, change.key))

    async def _tell(self, change: Change) -> None:
        """A 429 makes its method wait, a refusal its chat or text; whatever else goes wrong is raised."""
        if not self._may_try(change):
            return
        async with self.database.transaction() as session:
            await change.intend(session)
        self._wait(change.key, PAUSE_SECONDS)  # one whose call always breaks does not keep the others waiting
        try:
            await call(self.bot, change.method, **change.parameters)
        except Throttled as error:
            self._wait(change.method, error.wait.total_seconds())
            return
        except (BadRequest, Forbidden) as error:
            log.info("%s was not set: %s", change.key, type(error).__name__)
            if change.digest:
                self._wait(change.key, PATIENCE_SECONDS)
                return
        del self._not_before[change.key]
        async with self.database.transaction() as session:
            await change.note(session)

    def _wait(self, what: str, seconds: float) -> None:
        self._not_before[what] = self.clock() + min(PATIENCE_SECONDS, seconds)


def in_chats(behind: Iterable[Insider], outsiders: Iterable[int]) -> Iterator[Change]:
    """Commands are set in the chats of insiders, and taken away in those of whoever is none any more."""
    for one in behind:
        offered = offered_to(one.kind)
        if (
            one.digest != offered.digest
        ):  # the database cannot tell of a language that has no digest of its own
            yield _in_chat(one.chat_id, "setMyCommands", offered.digest, commands=offered.commands)
    for chat_id in outsiders:
        yield _in_chat(chat_id, "deleteMyCommands", "")


def _in_chat(chat_id: int, method: str, digest: str, **parameters: Any) -> Change:
    scope = {"type": "chat", "chat_id": chat_id}
    return Change(f"menu {chat_id}", method, {"scope": scope, **parameters}, digest, chat_id)


def of_the_face(published: Mapping[str, str]) -> Iterator[Change]:
    """What everybody is shown, in each language; no code is for phones in any other language."""
    for spoken, code in [*((language, language) for language in LOCALES), (DEFAULT, None)]:
        with speaking(spoken):
            face = screens.face()
        shown = {
            "commands": offered_to(Kind(spoken, is_member=False, role=None)).commands,
            "name": face.name,
            "description": face.description,
            "short": face.short_description,
        }
        for what, value in shown.items():
            key, digest = f"{FACE}{what} {code or 'any'}", digest_of(value)
            if published.get(key) != digest:
                method, parameter = FACE_CALLS[what]
                yield Change(key, method, {parameter: value, "language_code": code}, digest)


@cache
def offered_to(kind: Kind) -> Offered:
    """The commands that work for somebody, described in their language."""
    with speaking(kind.language):
        listed = screens.commands(open_to(ENTRANCES, is_member=kind.is_member, role=kind.role))
    commands = [{"command": command, "description": words} for command, words in listed]
    return Offered(commands, digest_of(commands))


@cache
def digests() -> Mapping[Kind, str]:
    """Of what each kind of insider is offered."""
    kinds = product(LOCALES, (True, False), (None, *Role))
    return {kind: offered_to(kind).digest for kind in starmap(Kind, kinds) if kind.is_member or kind.role}


def digest_of(value: object) -> str:
    """What tells whether something was published already, as JSON has it."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
