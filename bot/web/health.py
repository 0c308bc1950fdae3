"""Health and metrics over HTTP."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.db import TRANSIENT, Database
from bot.inbox import store
from bot.outbox import queue
from bot.services import resting

STALE_SECONDS = 120
"""An update that waits longer than this means that nobody handles them."""


def routes(database: Database, now: Callable[[], datetime], metrics_token: str = "") -> list[Route]:
    """`/healthz` (200 or 503, JSON) and `/metrics` (Prometheus), which asks for the token as a bearer's if there is one
    (RFC 6750)."""

    async def healthz(request: Request) -> Response:
        try:
            async with database.reading() as session:
                updates, oldest = await store.backlog(session, now())
                messages, late = await queue.backlog(session, now())
                why = await resting.why(session)
        except TRANSIENT:
            return JSONResponse({"status": "error", "database": "unreachable"}, status_code=503)
        is_well = oldest < STALE_SECONDS
        return JSONResponse(
            {
                "status": "ok" if is_well else "late",
                "database": "ok",
                "backlog": updates,
                "oldest_update_seconds": round(oldest, 3),
                "outbox": messages,
                "oldest_message_seconds": round(late, 3),
                "outbox_resting": why,
            },
            status_code=200 if is_well else 503,
        )

    async def metrics(request: Request) -> Response:
        given = request.headers.get("Authorization", "").encode()
        if metrics_token and not hmac.compare_digest(given, f"Bearer {metrics_token}".encode()):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        registry = CollectorRegistry()
        try:
            async with database.reading() as session:
                updates, oldest = await store.backlog(session, now())
                inbox = await store.counts(session)
                outbox = await queue.counts(session)
                due, late = await queue.backlog(session, now())
        except TRANSIENT:
            return Response(status_code=503)
        Gauge("qoot_inbox_backlog", "Updates that wait", registry=registry).set(updates)
        Gauge("qoot_inbox_oldest_seconds", "Age of the oldest waiting update", registry=registry).set(oldest)
        Gauge("qoot_outbox_due", "Messages that are due", registry=registry).set(due)
        Gauge("qoot_outbox_oldest_seconds", "Lateness of the oldest due message", registry=registry).set(late)
        by_status = Gauge("qoot_inbox_updates", "Updates on record", ["status"], registry=registry)
        for status, count in inbox.items():
            by_status.labels(status).set(count)
        by_state = Gauge("qoot_outbox_messages", "Messages on record", ["status"], registry=registry)
        for status, count in outbox.items():
            by_state.labels(status).set(count)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/metrics", metrics)]
