"""What Telegram says: of the token, of the time, of the webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from bot.config import Settings
from bot.errors import Misconfigured
from bot.verbs import botapi
from bot.verbs.doctor.findings import Finding, well, wrong

CLOCK_SECONDS = 30
"""How far the clock may be off: reminders and expiring links go by it."""
RECENT_SECONDS = 3600
"""How long ago a failed delivery still matters."""
MANY = 100
"""Updates waiting at Telegram that show that nobody takes them."""


async def ask_telegram(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Token, clock and webhook."""
    try:
        me = await botapi.ask(settings, "getMe")
        yield well("Telegram", f"the token is the one of @{me.result.get('username')}.")
        yield _clock(me.said_at, now)
        yield _webhook(settings, (await botapi.ask(settings, "getWebhookInfo")).result, now)
    except Misconfigured as why:
        yield wrong("Telegram", why)


def _clock(theirs: datetime | None, ours: datetime) -> Finding:
    if theirs is None:
        return well("Clock", "Telegram did not say what time it is; nothing to compare with.")
    off = (ours - theirs).total_seconds()
    if abs(off) > CLOCK_SECONDS:
        which = "fast" if off > 0 else "slow"
        return wrong("Clock", f"it is {abs(off):.0f} seconds {which}: set it, best by NTP.")
    return well("Clock", "it agrees with Telegram's.")


def _webhook(settings: Settings, info: dict[str, Any], now: datetime) -> Finding:
    """Whether updates come the way that the settings mean: by webhook with WEBHOOK_URL, else by polling."""
    pending = info.get("pending_update_count", 0)
    is_set, is_meant = bool(info.get("url")), bool(settings.webhook_url)
    if is_set and not is_meant:
        return wrong(
            "Webhook",
            "one is set, so `run` gets no updates: call deleteWebhook, or set WEBHOOK_URL if `web` is meant.",
        )
    if is_meant and info.get("url") != f"{settings.webhook_url}/telegram":
        return wrong("Webhook", "Telegram does not deliver to WEBHOOK_URL: start `web`, which asks for that.")
    if failed := _recent_failure(info, now):
        return wrong(
            "Webhook", f"the latest delivery failed: {failed}. See that `web` runs and can be reached."
        )
    if pending > MANY:
        return wrong("Webhook", f"{pending} updates wait at Telegram: start the bot.")
    way = "by webhook" if is_meant else "by polling (no webhook is set)"
    return well("Webhook", f"updates come {way}; {pending} waiting at Telegram.")


def _recent_failure(info: dict[str, Any], now: datetime) -> str:
    failed_at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if (now - failed_at).total_seconds() > RECENT_SECONDS:
        return ""
    return str(info.get("last_error_message", "no reason given"))
