"""The conversation: takes one update from the inbox through its one turn, inside the inbox's transaction."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.db import TRANSIENT
from bot.errors import Refusal
from bot.i18n import guess, speaking
from bot.inbox.consumer import Answer, Quarantined
from bot.models.chats import Chat
from bot.models.inbox import Handling
from bot.models.people import Person
from bot.moment import Moment
from bot.outbox import live
from bot.replies import SILENCE, Reply, Tap, UnknownTap, laid_out
from bot.rules import deep_links
from bot.rules.staff import Role
from bot.screens import failures, forms
from bot.services import alerts, chats, drafts
from bot.services.drafts import Dialogue
from handlers import fallback, leads
from handlers.feature import ANY_FORM, Feature, Form, LinkHandler, TapRoute
from handlers.incoming import Incoming, OneByOne, parse
from handlers.turn import ForwardedLink, Turn
from handlers.typed import NotText

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Talk:
    """All features in order; the first matching route wins. Implements `bot.inbox.consumer.Conversation`."""

    features: tuple[Feature, ...]
    bot: Bot
    zone: tzinfo
    owner_ids: frozenset[int]

    async def take_turn(
        self, session: AsyncSession, update_id: int, raw: Any, now: datetime
    ) -> Answer | Quarantined | None:
        """One update, one turn. What cannot be read is set aside; a bug is apologised for and reported."""
        moment = Moment(now, self.zone, self.owner_ids)
        try:
            incoming = parse(raw, self.bot)
        except Exception as error:  # whatever the library makes of it: this update will never be readable
            log.error("update %d cannot be read: %s", update_id, type(error).__name__)
            await alerts.report_unreadable(session, moment)
            return Quarantined(f"{type(error).__name__}: {error}")
        if incoming is None:
            return None
        turn = await self._turn(session, update_id, incoming, moment)
        was = turn.draft
        with speaking(turn.locale):
            try:
                answer = await self._answered(turn, was)
            except TRANSIENT:
                raise
            except Exception:
                reference = secrets.token_hex(3)
                log.exception("update %d failed; reference %s", update_id, reference)
                await self._set_back(turn, was)
                await alerts.report_failure(session, reference, moment)
                answer = self._answer(turn, await self._apologised(turn, reference), was)
                answer = answer and replace(answer, status=Handling.FAILED, error=f"reference {reference}")
        await drafts.write(session, turn.id, was, turn.draft, moment)
        await self._note_where_it_went(turn, was)
        return answer

    async def _note_where_it_went(self, turn: Turn, was: Dialogue | None) -> None:
        """Remember into which dialogue something went, by each of its messages, for when it is edited. What opened a
        dialogue by itself went into it as it stood when nothing was asked for yet."""
        incoming, opened = turn.incoming, turn.draft and Dialogue(turn.draft.form, {})
        notes: dict[int, Dialogue] = {}
        if incoming.is_edit and turn.went_into is not None:
            notes = {incoming.message_id: turn.went_into}
        elif incoming.is_typed and (into := turn.went_into or was or opened) is not None:
            parts = {number: Dialogue(drafts.PART, {"of": number}) for number in incoming.parts}
            notes = parts or {incoming.message_id: into}
        elif incoming.files and not incoming.is_edit:
            waiting = (one for one in (was, opened) if one is not None and self._takes_media(one))
            into = turn.went_into or next(waiting, None)
            if into is not None:
                alone = [one.message_id for one in incoming.apart]
                notes = {number: Dialogue(drafts.ALBUM, {"of": number}) for number in alone}
                if sum(bool(one.caption) for one in incoming.apart) < 2:
                    notes[incoming.message_id] = into
        for message_id, dialogue in notes.items():
            await drafts.note_text(turn.session, turn.id, message_id, dialogue, turn.moment)

    def _takes_media(self, dialogue: Dialogue) -> bool:
        form = self._form(dialogue.form)
        return form is not None and form.takes_media

    async def _turn(self, session: AsyncSession, update_id: int, incoming: Incoming, moment: Moment) -> Turn:
        sender = incoming.sender
        chat, known, role, dialogue = await chats.known(session, sender.id)
        if known is not None and not known.is_reachable and not incoming.has_blocked:
            # Whoever writes or taps has let the bot in again, whether or not we heard of it
            known.is_reachable = True
        role = Role.OWNER if sender.id in self.owner_ids else role
        if role is not None and chat.language is None and sender.language_code:
            # What staff are told later is in the language in which they see everything else
            chat.language = guess(sender.language_code)
        return Turn(
            session=session,
            update_id=update_id,
            moment=moment,
            username=self.bot.username,
            incoming=incoming,
            chat=chat,
            locale=_locale(known, chat.language, sender.language_code),
            known=known,
            role=role,
            draft=dialogue,
            all_entrances=[one for feature in self.features for one in feature.entrances],
        )

    async def _answered(self, turn: Turn, was: Dialogue | None) -> Answer | None:
        """What the turn shows; of an album that is taken file by file, what the last one does."""
        try:
            return await self._taken(turn, was, [])
        except OneByOne:
            await self._set_back(turn, was)
        whole, refused, answer = turn.incoming, list[Reply](), None
        for turn.incoming in whole.apart:
            answer = await self._taken(turn, turn.draft, refused)
        turn.incoming = whole
        return answer

    async def _taken(self, turn: Turn, was: Dialogue | None, refused: list[Reply]) -> Answer | None:
        """What is shown. A refusal takes back what was written for it, and is added to `refused`; those of the files
        before this one are said above."""
        try:
            async with turn.session.begin_nested():
                return self._answer(turn, _below(refused, await self._reply(turn)), was)
        except Refusal as refusal:
            await self._set_back(turn, was)
            shown = _below(refused, await self._refused(turn, refusal))
            refused.append(Reply(failures.refused(refusal, is_tap=False).text))
            return self._answer(turn, shown, was)

    async def _set_back(self, turn: Turn, was: Dialogue | None) -> None:
        """What was written was rolled back: the turn stands as it did at its beginning."""
        turn.chat = await turn.session.get_one(Chat, turn.id, populate_existing=True)
        turn.draft, turn.went_into = was, None

    async def _reply(self, turn: Turn) -> Reply:
        incoming = turn.incoming
        if incoming.has_blocked is not None:
            return await fallback.note_membership(turn, has_blocked=incoming.has_blocked)
        if incoming.is_tap:
            return await self._tapped(turn)
        if incoming.is_edit:
            return await self._edited(turn)
        if incoming.command:
            return await self._commanded(turn, incoming.command, incoming.argument)
        if turn.draft is not None and (form := self._form(turn.draft.form)) is not None:
            return await form.take(turn)
        return await fallback.typed(turn)

    async def _tapped(self, turn: Turn) -> Reply:
        try:
            tap = Tap.unpack(turn.incoming.tap or "")
        except UnknownTap:
            return await fallback.stale(turn)
        if isinstance(tap, forms.Resume):
            return await self._ask_again(turn)
        if isinstance(tap, forms.Interrupt):
            return await self._interrupt(turn, tap)
        route = self._route(tap)
        if route is None:
            return await fallback.stale(turn)
        if turn.draft is not None and route.form not in (turn.draft.form, ANY_FORM):
            turn.close_form()
        return await route.take(turn, tap)

    async def _commanded(self, turn: Turn, command: str, argument: str = "") -> Reply:
        kind, rest = deep_links.read(argument) if command == deep_links.COMMAND else ("", "")
        command = self._instead(turn, command)
        link = next((f.links[kind] for f in self.features if kind in f.links), None)
        if link is not None:
            return await self._linked(turn, link, argument, rest)
        handler = next((f.commands[command] for f in self.features if command in f.commands), None)
        if handler is None:
            return await self._above_the_question(turn, await fallback.not_understood(turn))
        if self._would_lose(turn) and command not in fallback.LEAVES_A_FORM:
            return forms.interrupted(command)
        turn.close_form()
        return await handler(turn)

    def _instead(self, turn: Turn, command: str) -> str:
        """Of a command that only members have, the one that staff have for the same; else the command itself."""
        if turn.role is None or turn.member is not None:
            return command
        entrances = (entrance for f in self.features for _allowed, entrance in f.entrances)
        return next((one.for_staff for one in entrances if one.command == command and one.for_staff), command)

    async def _linked(self, turn: Turn, link: LinkHandler, payload: str, argument: str) -> Reply:
        """A deep link was opened. Raises ForwardedLink."""
        if turn.incoming.is_forwarded and turn.role is not None:
            raise ForwardedLink
        if self._would_lose(turn):
            return forms.interrupted(f"{deep_links.COMMAND} {payload}")
        turn.close_form()
        return await link(turn, argument)

    async def _edited(self, turn: Turn) -> Reply:
        """A text, or what stands below a file, reads otherwise than it did. Another dialogue stays open if something
        would be lost."""
        was, incoming = turn.draft, turn.incoming
        if incoming.command:
            is_search = incoming.command in fallback.REPEATED_WHEN_EDITED
            return await self._commanded(turn, incoming.command) if is_search else SILENCE
        then = await drafts.taken(turn.session, turn.id, incoming.message_id)
        if then is not None and then.form in (drafts.PART, drafts.ALBUM):
            said = forms.send_whole() if then.form == drafts.PART else forms.send_album_again()
            return await self._above_the_question(turn, said)
        form = self._form(then.form) if then is not None else None
        if form is None or then is None or (incoming.text is None and not form.takes_media):
            return SILENCE
        reply = await form.edited(turn, then)
        open_form = self._form(was.form) if was is not None else None
        if not reply.text:
            turn.draft = was
        elif (
            was is not None and open_form is not None and not was.is_same(then) and open_form.loses(was.data)
        ):
            turn.draft = was
            return replace(await open_form.ask(turn), before=(*reply.before, Reply(reply.text)))
        return reply

    async def _refused(self, turn: Turn, refusal: Refusal) -> Reply:
        """The wording of a refusal. The question that was open stays open; a card sent to it from a fair is kept."""
        refused = failures.refused(refusal, is_tap=turn.incoming.is_tap)
        if turn.incoming.is_tap:
            return refused
        kept = await leads.kept_meanwhile(turn) if isinstance(refusal, NotText) else None
        return await self._above_the_question(turn, kept or refused)

    async def _above_the_question(self, turn: Turn, said: Reply) -> Reply:
        """Something that is said above the open question, so that nobody types into one that they do not see."""
        form = self._form(turn.draft.form) if turn.draft is not None else None
        if form is None:
            return said
        incoming = turn.incoming
        # The question is asked again; what came is not done, whoever worded it
        turn.incoming = replace(incoming, command="")
        try:
            question = await form.ask(turn)
        except Refusal:
            # What it was about is gone, or may not be asked any more: nobody could finish it
            turn.close_form()
            return said
        finally:
            turn.incoming = incoming
        if turn.incoming.is_edit:
            return replace(question, before=(Reply(said.text), *question.before))
        return replace(question, text=f"{said.text}\n\n{question.text}")

    async def _apologised(self, turn: Turn, reference: str) -> Reply:
        """An apology, above the question that is still open; where that breaks too, it is said that one is."""
        was = turn.draft
        try:
            async with turn.session.begin_nested():
                said = await self._above_the_question(turn, failures.apology(reference))
                return replace(said, is_new=True)
        except TRANSIENT:
            raise
        except Exception:
            log.exception("the open question cannot be shown either; reference %s", reference)
            await self._set_back(turn, was)
            return failures.apology(reference, is_question_open=True)

    async def _ask_again(self, turn: Turn) -> Reply:
        form = self._form(turn.draft.form) if turn.draft is not None else None
        return await (form.ask(turn) if form is not None else fallback.stale(turn))

    async def _interrupt(self, turn: Turn, tap: forms.Interrupt) -> Reply:
        turn.close_form()
        command, _space, argument = tap.command.partition(" ")
        return await self._commanded(turn, command, argument)

    def _would_lose(self, turn: Turn) -> bool:
        """Whether leaving the open form would lose something given."""
        form = self._form(turn.draft.form) if turn.draft is not None else None
        return form is not None and form.loses(turn.answers)

    def _form(self, name: str) -> Form | None:
        return next((feature.forms[name] for feature in self.features if name in feature.forms), None)

    def _route(self, tap: Tap) -> TapRoute | None:
        if isinstance(tap, forms.Pick | forms.Ask | forms.Finish):
            flow = self._form(tap.flow)
            return TapRoute(flow.tapped, flow.name) if flow is not None and flow.tapped is not None else None
        return next((feature.taps[type(tap)] for feature in self.features if type(tap) in feature.taps), None)

    def _answer(self, turn: Turn, reply: Reply, was: Dialogue | None) -> Answer | None:
        if was is not None and was.data.get("has_key") and not turn.answers.get("has_key"):
            reply = replace(reply, before=(forms.key_put_away(), *reply.before))
        content = _content(turn, reply)
        return Answer(turn.id, content, turn.locale) if content is not None else None


def _below(refused: list[Reply], reply: Reply) -> Reply:
    """A reply with what was refused before it above, each said once."""
    said = [one for one in dict.fromkeys(refused) if one.text not in reply.text]
    return replace(reply, before=(*said, *reply.before)) if said else reply


def _locale(known: Person | None, chosen: str | None, phone: str | None) -> str:
    if known is not None:
        return known.language
    return chosen or guess(phone)


def _content(turn: Turn, reply: Reply) -> dict[str, Any] | None:
    """The reply laid out, with the tap that it answers and the screen that it edits or replaces."""
    incoming = turn.incoming
    content = laid_out(reply, turn.locale)
    if incoming.is_tap:
        content["callback"] = {"id": incoming.callback_id, "toast": reply.toast, "alert": reply.is_alert}
    if not reply.text and reply.file is None and not reply.media:
        return content if incoming.is_tap else None
    is_screen = reply.file is None and not reply.media and not reply.asks_contact
    may_edit = is_screen and not reply.is_new and not reply.before
    if may_edit and (message := turn.shown_in) is not None:
        content |= live.edited(turn.chat, message)
    elif is_screen:
        content |= live.renewed(turn.chat)
    return content
