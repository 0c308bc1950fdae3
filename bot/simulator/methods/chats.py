"""What a chat is, what is pinned in it, and reactions."""

from bot.simulator.errors import bad_request
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

EMOJI = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 "
    "💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 "
    "🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(EMOJI.split())
"""The reactions that bots may set, without variation selectors. Source: https://core.telegram.org/bots/api#reactiontypeemoji."""
VARIATION_SELECTOR = "\ufe0f"


@method("getChat")
def get_chat(tg: State, query: Query) -> Json:
    """All that a bot can know of a person's chat."""
    chat = tg.chat(query.params.get("chat_id"))
    found: Json = {
        **chat.chat,
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            True,
        ),
    }
    if chat.account.username:
        found["active_usernames"] = [chat.account.username]
    if chat.pinned:
        found["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return found


@method("setMessageReaction")
def set_message_reaction(tg: State, query: Query) -> bool:
    """Put one reaction of the bot on a message, or take it away."""
    given = query.value("reaction", "reaction types") or []
    chat = tg.reachable(query)
    message = chat.messages.get(query.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for one in given:
        if str(one.get("emoji", "")).replace(VARIATION_SELECTOR, "") not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    message.reaction = given
    event = {
        "type": "reaction",
        "chat_id": chat.id,
        "message_id": query.integer("message_id"),
        "reaction": given,
    }
    tg.publish(event)
    return True


@method("pinChatMessage")
def pin_chat_message(tg: State, query: Query) -> bool:
    """Pin a message of a chat."""
    chat = tg.reachable(query)
    message_id = query.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned = [one for one in chat.pinned if one != message_id] + [message_id]
    tg.publish({"type": "pinned", "chat_id": chat.id, "message_id": message_id})
    return True


@method("unpinChatMessage")
def unpin_chat_message(tg: State, query: Query) -> bool:
    """Unpin a message, the newest pinned one when none is named."""
    chat = tg.reachable(query)
    message_id = query.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    tg.publish({"type": "pinned", "chat_id": chat.id, "message_id": chat.pinned[-1] if chat.pinned else None})
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(tg: State, query: Query) -> bool:
    """Unpin all messages of a chat."""
    chat = tg.reachable(query)
    chat.pinned.clear()
    tg.publish({"type": "pinned", "chat_id": chat.id, "message_id": None})
    return True
