"""The control API: what the demo's page needs to be everybody's phone. JSON in, JSON out; GET changes nothing."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import cycle
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.attachments import IN_ALBUMS, Attachment
from bot.simulator.errors import ImpossibleGesture
from bot.simulator.faults import Fault, Kind
from bot.simulator.files import MIME_TYPES
from bot.simulator.given import Given, Malformed, given, given_form
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json

Gesture = Callable[[Phone, Given], Any]
Endpoint = Callable[[Request], Awaitable[Response]]
KEEP_ALIVE = 15.0
"""Seconds of silence after which an event stream says that it lives."""
NUMBER = re.compile(r"[0-9]{1,15}")
NAMES = ("last_name", "username", "language_code")
SAVED = {
    "content-disposition": "attachment",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
}
"""A picture within a page is shown all the same; what is opened by itself is saved, and runs nothing."""


def summary(phone: Phone) -> Json:
    """A phone in the list of phones."""
    account, chat = phone.account, phone.chat
    return {
        "id": account.id,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "username": account.username,
        "language_code": account.language_code,
        "blocked": chat.is_blocked,
        "deactivated": chat.is_deactivated,
        "started": chat.is_started,
        "unread": chat.unread,
    }


def whole(phone: Phone) -> Json:
    """A phone with its chat, menu and keyboard, and the bot in its language."""
    tg, language = phone.tg, phone.language
    return {
        "phone": summary(phone),
        "messages": phone.messages,
        "commands": phone.commands,
        "reply_keyboard": phone.reply_keyboard,
        "started": phone.chat.is_started,
        "bot": {
            "name": tg.profile.name.get(language),
            "username": tg.bot["username"],
            "description": tg.profile.description.get(language),
            "short_description": tg.profile.short_description.get(language),
        },
    }


def _contact(phone: Phone, given: Given) -> Json:
    user_id = given.integer("user_id") if given.has("user_id") else None
    number, name = given.text("phone_number"), given.text("first_name")
    return {"message_id": phone.share_contact(number, name, user_id)}


def _send(phone: Phone, given: Given) -> Json:
    reply_to = given.integer("reply_to") if given.has("reply_to") else None
    return {"message_id": phone.send(given.text("text"), reply_to=reply_to)}


GESTURES: dict[str, Gesture] = {
    "start": lambda phone, given: {"message_id": phone.start(given.text("payload", ""))},
    "send": _send,
    "tap": lambda phone, given: {
        "callback_query_id": phone.tap(given.integer("message_id"), given.text("data"))
    },
    "press": lambda phone, given: {"message_id": phone.press(given.text("text"))},
    "contact": _contact,
    "vote": lambda phone, given: phone.vote(given.integer("message_id"), given.integers("option_ids")),
    "edit": lambda phone, given: phone.edit(given.integer("message_id"), given.text("text", "")),
    "block": lambda phone, given: phone.block(),
    "unblock": lambda phone, given: phone.unblock(),
    "deactivate": lambda phone, given: phone.deactivate(),
    "read": lambda phone, given: phone.read(),
    "language": lambda phone, given: phone.speak(given.text("language_code")),
}


def _fault(asked: Given) -> Fault:
    kind = asked.text("kind")
    if kind not in set(Kind):
        raise Malformed(f"There is no fault of this kind; there are {', '.join(Kind)}.")
    times = asked.integer("times") if asked.has("times") else 1
    retry_after = asked.integer("retry_after") if asked.has("retry_after") else 1
    if min(times, retry_after) < 1:
        raise Malformed(
            "times and retry_after are whole numbers from 1 on; times may be null, for every call."
        )
    return Fault(
        Kind(kind),
        None if asked.is_null("times") else times,
        asked.text("method") if asked.has("method") else None,
        asked.integer("chat_id") if asked.has("chat_id") else None,
        retry_after,
        asked.number("latency_ms", 0.0),
    )


def control_routes(tg: Telegram) -> list[Route]:
    """The control API of a simulator."""
    control = Control(tg)
    one = "/sim/phones/{id}"
    return [
        Route("/sim/phones", control.phones, methods=["GET"]),
        Route("/sim/phones", refusing(control.add_phone), methods=["POST"]),
        Route(one, control.phone, methods=["GET"]),
        Route(one + "/file", refusing(control.send_file), methods=["POST"]),
        Route(one + "/{gesture}", refusing(control.gesture), methods=["POST"]),
        Route("/sim/events", control.events, methods=["GET"]),
        Route("/sim/files/{file_id}", control.file, methods=["GET"]),
        Route("/sim/faults", control.faults, methods=["GET"]),
        Route("/sim/faults", refusing(control.set_faults), methods=["POST"]),
        Route("/sim/ledger", refusing(control.ledger), methods=["GET"]),
    ]


def refusing(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose refusals are answered: 400 for what is malformed, 409 for what a phone does not offer."""

    async def answering(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Malformed as malformed:
            return problem(400, str(malformed))
        except ImpossibleGesture as impossible:
            return problem(409, str(impossible))

    return answering


def problem(status: int, text: str) -> JSONResponse:
    """What is wrong, in a sentence."""
    return JSONResponse({"error": text}, status)


class Control:
    """The endpoints. Errors are {"error": a sentence}: 400 bad input, 404 nobody, 409 no such button."""

    def __init__(self, tg: Telegram) -> None:
        self.tg = tg

    def _phone(self, request: Request) -> Phone | None:
        written = request.path_params["id"]
        chat = self.tg.chats.get(int(written)) if NUMBER.fullmatch(written) else None
        return Phone(self.tg, chat) if chat else None

    async def phones(self, request: Request) -> Response:
        """All phones."""
        return JSONResponse([summary(phone) for phone in self.tg.phones])

    async def add_phone(self, request: Request) -> Response:
        """A new phone, or the one that has this id already."""
        asked = await given(request)
        names = {
            name: asked.text(name, "") or None for name in NAMES if asked.has(name) or asked.is_null(name)
        }
        if asked.integer("id") <= 0:
            raise Malformed("id is not above 0.")
        return JSONResponse(summary(self.tg.phone(asked.integer("id"), asked.text("first_name"), **names)))

    async def phone(self, request: Request) -> Response:
        """One phone with all that its screen shows."""
        phone = self._phone(request)
        return JSONResponse(whole(phone)) if phone else problem(404, "no such phone")

    async def gesture(self, request: Request) -> Response:
        """What a person does."""
        phone = self._phone(request)
        gesture = GESTURES.get(request.path_params["gesture"])
        if phone is None or gesture is None:
            return problem(404, "no such phone or gesture")
        return JSONResponse(gesture(phone, await given(request)) or {"ok": True})

    async def send_file(self, request: Request) -> Response:
        """A picture, a video or a document from a phone, as multipart; several at once are an album, with the caption
        below the first. `as` says what they are, once for all or for each in turn; without it they are documents."""
        phone = self._phone(request)
        if phone is None:
            return problem(404, "no such phone")
        async with given_form(request) as form:
            caption, kinds = str(form.get("caption") or ""), [str(kind) for kind in form.getlist("as")]
            files = [part for part in form.getlist("file") if not isinstance(part, str)]
            if not files:
                raise Malformed("The part named file is missing.")
            if not {*kinds} <= {*IN_ALBUMS} or len(kinds) not in (0, 1, len(files)):
                raise Malformed(f"as is one of {', '.join(IN_ALBUMS)}: once, or for each file.")
            attached = [
                Attachment(kind, await file.read(), file.filename or "file", file.content_type or "")
                for file, kind in zip(files, cycle(kinds or ["document"]), strict=False)
            ]
        ids = phone.send_files(attached, caption)
        return JSONResponse({"message_id": ids[0], "message_ids": ids})

    async def events(self, request: Request) -> Response:
        """All that happens from now on, as server-sent events."""
        headers = {"cache-control": "no-store"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        queue = self.tg.subscribe()
        try:
            yield ": connected\n\n"
            while not self.tg.is_closing:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    yield f"data: {json.dumps(event)}\n\n"
        finally:
            self.tg.unsubscribe(queue)

    async def file(self, request: Request) -> Response:
        """The bytes of a file: shown as a picture within the page, and otherwise only to be saved."""
        file = self.tg.files.get(request.path_params["file_id"])
        if file is None:
            return problem(404, "no such file")
        # Whoever uploads a page of theirs must not have it run as one of ours
        kind = file.mime_type if file.mime_type in MIME_TYPES.values() else "application/octet-stream"
        return Response(file.content(), media_type=kind, headers=SAVED)

    async def faults(self, request: Request) -> Response:
        """The faults that are switched on."""
        return JSONResponse(self.tg.faults.to_json())

    async def set_faults(self, request: Request) -> Response:
        """Switch faults on and off: all that is asked for, or nothing where a part of it is malformed."""
        asked, faults = await given(request), self.tg.faults
        latency_ms = asked.number("latency_ms", faults.latency_ms)
        jitter_ms = asked.number("jitter_ms", faults.jitter_ms)
        is_outage = asked.flag("outage", default=faults.outage)
        planned = asked.object("fail")
        fault = _fault(planned) if planned else None
        if asked.flag("clear"):
            faults.clear()
        faults.latency_ms = latency_ms if asked.has("latency_ms") else faults.latency_ms
        faults.jitter_ms = jitter_ms if asked.has("jitter_ms") else faults.jitter_ms
        faults.outage = is_outage if asked.has("outage") else faults.outage
        if fault:
            faults.planned.append(fault)
        return JSONResponse(faults.to_json())

    async def ledger(self, request: Request) -> Response:
        """The calls of the Bot API, from number `since` on."""
        since = request.query_params.get("since", "0")
        if not NUMBER.fullmatch(since):
            raise Malformed("since is not a number of calls.")
        return JSONResponse([call.to_json() for call in self.tg.ledger[int(since) :]])
