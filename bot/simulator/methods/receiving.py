"""Who the bot is, and how it hears: getMe and getUpdates."""

from bot.simulator.errors import conflict
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.updates import WEBHOOK_IS_ACTIVE
from bot.simulator.wire import Json, Query


@method("getMe")
def get_me(tg: State, query: Query) -> Json:
    """The bot itself."""
    return {
        **tg.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


@method("getUpdates")
async def get_updates(tg: State, query: Query) -> list[Json]:
    """Confirm what is below the offset, then wait for what comes."""
    if tg.webhook.url:
        raise conflict(WEBHOOK_IS_ACTIVE)
    tg.updates.allow(query.strings("allowed_updates", "allowed updates"))
    return await tg.updates.poll(
        query.integer("offset"), query.integer("limit", 100), query.integer("timeout")
    )
