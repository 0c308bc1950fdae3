"""The bot's name and descriptions by language, its menu button, and the calls that only say yes."""

from bot.simulator.errors import bad_request
from bot.simulator.menus import Wording
from bot.simulator.methods.commands import language_in
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

MOST_NAME = 64
MOST_DESCRIPTION = 512
MOST_SHORT_DESCRIPTION = 120
MENU_BUTTONS = frozenset({"commands", "web_app", "default"})


def _set(tg: State, query: Query, wording: Wording, field: str, most: int) -> bool:
    text = query.text(field).strip()
    if len(text) > most:
        raise bad_request(f"BOT_{'TITLE' if field == 'name' else 'INFO'}_INVALID")
    wording.set(language_in(query), text)
    tg.publish({"type": "profile"})
    return True


@method("setMyName")
def set_my_name(tg: State, query: Query) -> bool:
    """Change the bot's name for a language, up to 64 characters."""
    return _set(tg, query, tg.profile.name, "name", MOST_NAME)


@method("getMyName")
def get_my_name(tg: State, query: Query) -> Json:
    """The bot's name for a language."""
    return {"name": tg.profile.name.get(language_in(query))}


@method("setMyDescription")
def set_my_description(tg: State, query: Query) -> bool:
    """Change what an empty chat shows, up to 512 characters."""
    return _set(tg, query, tg.profile.description, "description", MOST_DESCRIPTION)


@method("getMyDescription")
def get_my_description(tg: State, query: Query) -> Json:
    """What an empty chat shows."""
    return {"description": tg.profile.description.get(language_in(query))}


@method("setMyShortDescription")
def set_my_short_description(tg: State, query: Query) -> bool:
    """Change what the bot's profile page shows, up to 120 characters."""
    return _set(tg, query, tg.profile.short_description, "short_description", MOST_SHORT_DESCRIPTION)


@method("getMyShortDescription")
def get_my_short_description(tg: State, query: Query) -> Json:
    """What the bot's profile page shows."""
    return {"short_description": tg.profile.short_description.get(language_in(query))}


@method("setChatMenuButton")
def set_chat_menu_button(tg: State, query: Query) -> bool:
    """Change the button beside the text field, of one chat or of all."""
    button = query.value("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("unsupported menu button type specified")
    chat_id = tg.chat(query.params["chat_id"]).id if query.has("chat_id") else 0
    tg.profile.menu_buttons[chat_id] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(tg: State, query: Query) -> Json:
    """The button beside the text field."""
    chat_id = tg.chat(query.params["chat_id"]).id if query.has("chat_id") else 0
    button = tg.profile.menu_buttons.get(chat_id, {"type": "default"})
    return tg.profile.menu_buttons.get(0, button) if button["type"] == "default" else button


@method("setMyDefaultAdministratorRights")
def set_my_default_administrator_rights(tg: State, query: Query) -> bool:
    """Change the rights that the bot asks for in groups or channels."""
    rights = query.value("rights", "rights") or {}
    tg.profile.administrator_rights["channels" if query.flag("for_channels") else "groups"] = rights
    return True


@method("getMyDefaultAdministratorRights")
def get_my_default_administrator_rights(tg: State, query: Query) -> Json:
    """The rights that the bot asks for in groups or channels."""
    return tg.profile.administrator_rights.get("channels" if query.flag("for_channels") else "groups", {})


@method("logOut")
def log_out(tg: State, query: Query) -> bool:
    """Leave the cloud's Bot API; here it only says yes."""
    return True


@method("close")
def close(tg: State, query: Query) -> bool:
    """End this instance of the bot; here it only says yes."""
    return True
