"""A turn: one update of one person, with all that a handler needs; and who may take it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.chats import Chat
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.outbox import live
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import home, onboarding
from bot.screens.entrances import Entrance, Entrances, Section
from bot.services.drafts import Dialogue
from handlers.incoming import Incoming, Sender

P = ParamSpec("P")

ANYONE, INSIDERS, MEMBERS = "anyone", "insiders", "members"
"""Who may take a route, as its decorator says; of staff's, the role that is needed."""


class NotAllowed(Refusal):
    wording = N_("Your role does not include this. Ask an owner on the staff list to change it.")


class NotStaff(Refusal):
    wording = N_("This is for the cluster's staff only.")


class Forwarded(Refusal):
    """A staff command came in a forwarded message: somebody else may have worded it."""

    wording = N_("This command was forwarded. Type it yourself to run it.")


class ForwardedLink(Refusal):
    """A deep link came to staff in a forwarded message: somebody else may have chosen it."""

    wording = N_("This link came in a forwarded message. Open the link itself, or scan its code.")


@dataclass
class Turn:
    """One update of one person, inside one transaction. `person` is set for members only; `username` is the bot's.

    `draft` is the dialogue that they are in. During a turn it changes only here; how it stands in the end is written.
    `went_into` is what corrects what was sent when that is edited, where this is not the dialogue it came to.
    `was_left`: they were in a dialogue when the turn began, and it is over.
    """

    session: AsyncSession
    update_id: int
    moment: Moment
    username: str
    incoming: Incoming
    chat: Chat
    locale: str
    known: Person | None
    role: Role | None
    draft: Dialogue | None
    all_entrances: Sequence[tuple[str, Entrance]] = ()
    went_into: Dialogue | None = None
    was_left: bool = False

    @property
    def sender(self) -> Sender:
        """Who it is, as Telegram says."""
        return self.incoming.sender

    @property
    def id(self) -> int:
        """Their numeric Telegram id, which is also the chat's."""
        return self.incoming.sender.id

    @property
    def person(self) -> Person:
        """The member. Only behind `@members_only`."""
        if self.member is None:
            raise LookupError("this turn is not a member's")
        return self.member

    @property
    def member(self) -> Person | None:
        """The member, or None for strangers and for those who left."""
        if self.known is None or self.known.standing is not Standing.MEMBER:
            return None
        return self.known

    @property
    def sent_at(self) -> datetime:
        """When it was sent, by Telegram's clock, however late it is handled; of a tap, now."""
        return self.incoming.sent_at or self.moment.now

    @property
    def is_inside(self) -> bool:
        """Whether they are a member or of the staff."""
        return self.member is not None or self.role is not None

    def outside(self) -> Reply:
        """What somebody is shown who is not in."""
        known = self.known
        return onboarding.outside(has_left=known is not None, is_ended=known is not None and known.is_ended)

    def lets_in(self, allowed: str) -> bool:
        """Whether they are in, as far as `allowed` asks for it; of roles it asks elsewhere."""
        return {MEMBERS: self.member is not None, INSIDERS: self.is_inside}.get(allowed, True)

    @property
    def entrances(self) -> Entrances:
        """What they may enter."""
        return open_to(self.all_entrances, is_member=self.member is not None, role=self.role)

    def has_role(self, needed: Role) -> bool:
        """Whether they are staff who may do what `needed` may."""
        return self.role is not None and self.role.includes(needed)

    @property
    def answers(self) -> dict[str, Any]:
        """What the open dialogue remembers; empty when none is open."""
        return dict(self.draft.data) if self.draft is not None else {}

    def open_form(self, form: str, **data: Any) -> None:
        """Open a dialogue, or take the open one to its next step."""
        self.draft = Dialogue(form, data)

    @property
    def shown_in(self) -> int | None:
        """The tapped message, if what comes next is shown in it: not when newer ones stand below, where people look."""
        tapped = self.incoming.tapped_message
        return tapped if tapped is not None and live.is_newest(self.chat, tapped) else None

    def leave_message(self) -> None:
        """The message that was tapped stays: what is shown next comes below it."""
        live.leave(self.chat, self.incoming.tapped_message)

    def close_form(self) -> None:
        """The dialogue is over; what it remembered is dropped, and a key that it showed is put away."""
        self.was_left = self.was_left or self.draft is not None
        self.draft = None


Taking = Callable[Concatenate[Turn, P], Awaitable[Reply]]
"""A handler: it takes a turn (and the tap, if one brought it) and returns what is shown."""


def open_to(
    entrances: Iterable[tuple[str, Entrance]], *, is_member: bool, role: Role | None
) -> list[tuple[Section, Entrance]]:
    """The entrances that somebody may take, each with whom it is for."""
    may_take = {ANYONE: Section.EVERYBODY}
    if is_member:
        may_take[MEMBERS] = Section.INSIDE
    if is_member or role is not None:
        may_take[INSIDERS] = Section.INSIDE
    if role is not None:
        may_take |= {needed: Section.STAFF for needed in Role if role.includes(needed)}
    return [(may_take[allowed], entrance) for allowed, entrance in entrances if allowed in may_take]


def anyone(handler: Taking[P]) -> Taking[P]:
    """Everybody may, joined or not."""
    return _allowed(handler, ANYONE)


def members_only(handler: Taking[P]) -> Taking[P]:
    """Members may; staff who are none are shown what they can do, others how to come in."""
    return _allowed(_or_outside(handler, MEMBERS), MEMBERS)


def insiders_only(handler: Taking[P]) -> Taking[P]:
    """Members may, and staff of any role; others are shown how to come in."""
    return _allowed(_or_outside(handler, INSIDERS), INSIDERS)


def _or_outside(handler: Taking[P], allowed: str) -> Taking[P]:
    @wraps(handler)
    async def checked(turn: Turn, /, *args: P.args, **kwargs: P.kwargs) -> Reply:
        if turn.lets_in(allowed):
            return await handler(turn, *args, **kwargs)
        turn.close_form()
        if turn.role is not None and turn.known is None:
            return home.home(None, turn.entrances)
        return turn.outside()

    return checked


def staff_only(role: Role) -> Callable[[Taking[P]], Taking[P]]:
    """Staff of this role or above may, in words of their own. Raises NotStaff, NotAllowed, Forwarded."""

    def decorate(handler: Taking[P]) -> Taking[P]:
        @wraps(handler)
        async def checked(turn: Turn, /, *args: P.args, **kwargs: P.kwargs) -> Reply:
            if turn.role is None:
                raise NotStaff
            if not turn.has_role(role):
                raise NotAllowed
            if turn.incoming.is_forwarded and turn.incoming.command:
                raise Forwarded
            return await handler(turn, *args, **kwargs)

        return _allowed(checked, role.value)

    return decorate


def _allowed(handler: Taking[P], who: str) -> Taking[P]:
    handler.allowed = who  # type: ignore[attr-defined]  # a test sees that no route lacks its permission
    return handler
