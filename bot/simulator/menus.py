"""What the bot says about itself in each language: its commands, name, descriptions and menu button."""

from dataclasses import dataclass, field

from bot.simulator.wire import Json

Scope = tuple[str, int]
"""A command scope: its type, and the chat for the type "chat" (0 otherwise)."""

DEFAULT: Scope = ("default", 0)
PRIVATE: Scope = ("all_private_chats", 0)


def language_of(language_code: str | None) -> str:
    """The two letters of a phone's language by which Telegram chooses texts, "" when there are none."""
    return (language_code or "").lower().replace("_", "-").partition("-")[0]


@dataclass(slots=True)
class Menus:
    """Lists of commands by scope and language."""

    _lists: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)

    def set(self, scope: Scope, language: str, commands: list[Json]) -> None:
        """Replace a list; an empty one is as none."""
        if commands:
            self._lists[scope, language] = commands
        else:
            self._lists.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> list[Json]:
        """Exactly the list of a scope and a language, [] when there is none."""
        return self._lists.get((scope, language), [])

    def seen_by(self, chat_id: int, language_code: str | None) -> list[Json]:
        """The list that a person sees in their private chat.

        Source: https://core.telegram.org/bots/api#determining-list-of-commands.
        """
        language = language_of(language_code)
        for scope in (("chat", chat_id), PRIVATE, DEFAULT):
            for spoken in (language, ""):
                if found := self._lists.get((scope, spoken)):
                    return found
        return []


@dataclass(slots=True)
class Wording:
    """One text of the bot's profile by language; "" is the language of everybody else."""

    default: str = ""
    _texts: dict[str, str] = field(default_factory=dict)

    def set(self, language: str, text: str) -> None:
        """Replace the text of a language; an empty one is as none."""
        if text:
            self._texts[language] = text
        else:
            self._texts.pop(language, None)

    def get(self, language: str) -> str:
        """The text that speakers of a language see."""
        return self._texts.get(language) or self._texts.get("") or self.default


@dataclass(slots=True)
class Profile:
    """What @BotFather and the bot itself have set, besides commands. Menu buttons are by chat, 0 for all."""

    name: Wording
    description: Wording = field(default_factory=Wording)
    short_description: Wording = field(default_factory=Wording)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    administrator_rights: dict[str, Json] = field(default_factory=dict)
