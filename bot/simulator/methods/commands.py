"""The command menu, by scope and language."""

import re
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.menus import DEFAULT, Scope
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

MOST_COMMANDS = 100
MOST_DESCRIPTION = 256
NAME = re.compile(r"[a-z0-9_]{1,32}\Z")
LANGUAGE = re.compile(r"[a-z]{2}\Z")
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


@method("setMyCommands")
def set_my_commands(tg: State, query: Query) -> bool:
    """Replace the commands of a scope and language."""
    commands = query.value("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("too many commands specified")
    tg.menus.set(_scope(tg, query), language_in(query), [_command(one) for one in commands])
    tg.publish({"type": "commands"})
    return True


@method("getMyCommands")
def get_my_commands(tg: State, query: Query) -> list[Json]:
    """The commands of exactly this scope and language."""
    return tg.menus.get(_scope(tg, query), language_in(query))


@method("deleteMyCommands")
def delete_my_commands(tg: State, query: Query) -> bool:
    """Take the commands of a scope and language away."""
    tg.menus.set(_scope(tg, query), language_in(query), [])
    tg.publish({"type": "commands"})
    return True


def language_in(query: Query) -> str:
    """The language of a call, "" for everybody; ApiError 400 unless it is two letters."""
    language = query.text("language_code").lower()
    if language and not LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    return language


def _scope(tg: State, query: Query) -> Scope:
    scope = query.value("scope", "BotCommandScope")
    if scope is None:
        return DEFAULT
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in SCOPES:
        return kind, 0
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return kind, tg.chat(scope.get("chat_id")).id


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: Object expected")
    name = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", "")).strip()
    if not NAME.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MOST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
