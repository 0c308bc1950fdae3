"""Webhooks: setting one, taking it away, and how it does."""

import re

import httpx

from bot.simulator.errors import bad_request, conflict
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.webhooks import is_loopback
from bot.simulator.wire import Json, Query

PORTS = (80, 88, 443, 8443)
MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40
LONGEST_SECRET = 256
SECRET = re.compile(r"[A-Za-z0-9_-]*\Z")


@method("setWebhook")
def set_webhook(tg: State, query: Query) -> bool:
    """Deliver updates to an address; an empty one ends that."""
    url = query.text("url")
    if url:
        _check(tg, url, query.text("secret_token"))
    if query.flag("drop_pending_updates"):
        tg.updates.drop()
    if not url:
        tg.webhook.stop()
        return True
    tg.updates.allow(query.strings("allowed_updates", "allowed updates"))
    tg.updates.interrupt(conflict("terminated by setWebhook request"))
    connections = query.integer("max_connections", USUAL_CONNECTIONS)
    connections = connections if 1 <= connections <= MOST_CONNECTIONS else USUAL_CONNECTIONS
    tg.webhook.begin(url, query.text("secret_token"), connections)
    return True


def _check(tg: State, written: str, secret: str) -> None:
    try:
        url = httpx.URL(written)
    except httpx.InvalidURL:
        raise bad_request("invalid webhook URL specified") from None
    if not url.host:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    if is_loopback(url):
        if not tg.webhook.serves(url):
            raise bad_request("bad webhook: nothing is delivered to other programs on this computer")
        return
    if url.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (url.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


@method("deleteWebhook")
def delete_webhook(tg: State, query: Query) -> bool:
    """Deliver updates by getUpdates again."""
    tg.webhook.stop()
    if query.flag("drop_pending_updates"):
        tg.updates.drop()
    return True


@method("getWebhookInfo")
def get_webhook_info(tg: State, query: Query) -> Json:
    """The address, what waits, and the last failure."""
    return tg.webhook.info()
