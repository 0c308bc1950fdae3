"""The control API: what the demo's page needs to be everybody's phone. JSON in, JSON out."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.errors import ImpossibleGesture
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json

Gesture = Callable[[Phone, Json], Any]
Endpoint = Callable[[Request], Awaitable[Response]]
KEEP_ALIVE = 15.0
"""Seconds of silence after which an event stream says that it lives."""


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


def _tap(phone: Phone, given: Json) -> Json:
    return {"callback_query_id": phone.tap(int(given["message_id"]), str(given["data"]))}


def _contact(phone: Phone, given: Json) -> Json:
    user_id = given.get("user_id")
    return {"message_id": phone.share_contact(str(given["phone_number"]), str(given["first_name"]), user_id)}


GESTURES: dict[str, Gesture] = {
    "start": lambda phone, given: {"message_id": phone.start(str(given.get("payload") or ""))},
    "send": lambda phone, given: {
        "message_id": phone.send(str(given["text"]), reply_to=given.get("reply_to"))
    },
    "tap": _tap,
    "press": lambda phone, given: {"message_id": phone.press(str(given["text"]))},
    "contact": _contact,
    "vote": lambda phone, given: phone.vote(
        int(given["message_id"]), [int(one) for one in given["option_ids"]]
    ),
    "edit": lambda phone, given: phone.edit(int(given["message_id"]), str(given["text"])),
    "block": lambda phone, given: phone.block(),
    "unblock": lambda phone, given: phone.unblock(),
    "deactivate": lambda phone, given: phone.deactivate(),
    "read": lambda phone, given: phone.read(),
    "language": lambda phone, given: phone.speak(str(given["language_code"])),
}


def control_routes(tg: Telegram) -> list[Route]:
    """The control API of a simulator."""
    control = Control(tg)
    one = "/sim/phones/{id:int}"
    return [
        Route("/sim/phones", control.phones, methods=["GET"]),
        Route("/sim/phones", control.add_phone, methods=["POST"]),
        Route(one, control.phone, methods=["GET"]),
        Route(one + "/file", control.send_file, methods=["POST"]),
        Route(one + "/{gesture}", control.gesture, methods=["POST"]),
        Route("/sim/events", control.events, methods=["GET"]),
        Route("/sim/files/{file_id}", control.file, methods=["GET"]),
        Route("/sim/faults", control.faults, methods=["GET"]),
        Route("/sim/faults", control.set_faults, methods=["POST"]),
        Route("/sim/ledger", control.ledger, methods=["GET"]),
    ]


def _problem(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status)


class Control:
    """The endpoints. Errors are {"error": a sentence}: 400 bad input, 404 nobody, 409 no such button."""

    def __init__(self, tg: Telegram) -> None:
        self.tg = tg

    def _phone(self, request: Request) -> Phone | None:
        chat = self.tg.chats.get(int(request.path_params["id"]))
        return Phone(self.tg, chat) if chat else None

    async def phones(self, request: Request) -> Response:
        """All phones."""
        return JSONResponse([summary(phone) for phone in self.tg.phones])

    async def add_phone(self, request: Request) -> Response:
        """A new phone, or the one that has this id already."""
        given = await request.json()
        if not isinstance(given.get("id"), int) or not given.get("first_name"):
            return _problem(400, "id and first_name are needed")
        names = ("first_name", "last_name", "username", "language_code")
        return JSONResponse(
            summary(self.tg.phone(given["id"], **{name: given[name] for name in names if name in given}))
        )

    async def phone(self, request: Request) -> Response:
        """One phone with all that its screen shows."""
        phone = self._phone(request)
        return JSONResponse(whole(phone)) if phone else _problem(404, "no such phone")

    async def gesture(self, request: Request) -> Response:
        """What a person does."""
        phone = self._phone(request)
        gesture = GESTURES.get(request.path_params["gesture"])
        if phone is None or gesture is None:
            return _problem(404, "no such phone or gesture")
        try:
            return JSONResponse(gesture(phone, json.loads(await request.body() or b"{}")) or {"ok": True})
        except ImpossibleGesture as impossible:
            return _problem(409, str(impossible))
        except (KeyError, ValueError, TypeError) as error:
            return _problem(400, f"{type(error).__name__}: {error}")

    async def send_file(self, request: Request) -> Response:
        """A picture or a document from a phone, as multipart."""
        phone = self._phone(request)
        if phone is None:
            return _problem(404, "no such phone")
        async with request.form() as form:
            file, caption = form.get("file"), str(form.get("caption") or "")
            if file is None or isinstance(file, str):
                return _problem(400, "the part named file is needed")
            data = await file.read()
            if form.get("as") == "photo":
                return JSONResponse({"message_id": phone.send_photo(data, caption)})
            name, mime_type = file.filename or "file", file.content_type or ""
        return JSONResponse({"message_id": phone.send_document(name, data, mime_type, caption)})

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
        """The bytes of a file, for pictures in the page."""
        file = self.tg.files.get(request.path_params["file_id"])
        if file is None:
            return _problem(404, "no such file")
        return Response(file.content(), media_type=file.mime_type)

    async def faults(self, request: Request) -> Response:
        """The faults that are switched on."""
        return JSONResponse(self.tg.faults.to_json())

    async def set_faults(self, request: Request) -> Response:
        """Switch faults on and off."""
        given, faults = await request.json(), self.tg.faults
        try:
            if given.get("clear"):
                faults.clear()
            faults.latency_ms = float(given.get("latency_ms", faults.latency_ms))
            faults.jitter_ms = float(given.get("jitter_ms", faults.jitter_ms))
            faults.outage = bool(given.get("outage", faults.outage))
            if given.get("fail"):
                faults.fail(**given["fail"])
        except (TypeError, ValueError) as error:
            return _problem(400, str(error))
        return JSONResponse(faults.to_json())

    async def ledger(self, request: Request) -> Response:
        """The calls of the Bot API, from number `since` on."""
        since = max(0, int(request.query_params.get("since", "0")))
        return JSONResponse([call.to_json() for call in self.tg.ledger[since:]])
