"""What a person sees of their chat with the bot."""

from bot.simulator.chats import Account, Chat
from bot.simulator.menus import language_of
from bot.simulator.state import State
from bot.simulator.wire import Json


class Screen:
    """One person's view of the chat with the bot."""

    def __init__(self, tg: State, chat: Chat) -> None:
        self.tg = tg
        self.chat = chat

    @property
    def id(self) -> int:
        """The person's Telegram id, which is the chat's id too."""
        return self.chat.id

    @property
    def account(self) -> Account:
        """The person; call `chat.refresh()` after changing it, or use `rename` and `speak`."""
        return self.chat.account

    @property
    def messages(self) -> list[Json]:
        """The chat as it is now, oldest first: Message objects with `from_bot`."""
        return [message.view(self.id) for message in self.chat.messages.values()]

    @property
    def last(self) -> Json | None:
        """The newest message of the bot."""
        for message in reversed(self.chat.messages.values()):
            if message.from_bot:
                return message.view(self.id)
        return None

    @property
    def answers(self) -> list[Json]:
        """The answers to this person's taps, oldest first: `text` and `show_alert`."""
        return self.chat.answers

    @property
    def commands(self) -> list[Json]:
        """The command menu that this person sees."""
        return self.tg.menus.seen_by(self.id, self.account.language_code)

    @property
    def language(self) -> str:
        """The two letters of the phone's language, "" when it tells none."""
        return language_of(self.account.language_code)

    @property
    def reply_keyboard(self) -> Json | None:
        """The keyboard under the text field."""
        return self.chat.reply_keyboard
