"""What the bot says about itself: commands, names, descriptions."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ChatAdministratorRights,
    MenuButtonCommands,
)
from telegram.error import BadRequest

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram


def menu(phone: Phone) -> list[str]:
    return [command["description"] for command in phone.commands]


async def test_a_person_sees_the_closest_menu(bot: Bot, tg: Telegram, amina: Phone) -> None:
    """From the chat in the language over private chats to the default."""
    private, own = BotCommandScopeAllPrivateChats(), BotCommandScopeChat(amina.id)
    expected: list[list[str]] = [menu(amina)]
    for scope, language in (
        (None, None),
        (None, "ar"),
        (private, None),
        (private, "ar"),
        (own, None),
        (own, "ar"),
    ):
        text = f"{scope and scope.type}-{language}"
        await bot.set_my_commands([BotCommand("help", text)], scope=scope, language_code=language)
        expected.append([text])
        assert menu(amina) == [text]
    assert menu(tg.phone(502, "Karim", language_code="fr")) == ["all_private_chats-None"]
    for scope, language in (
        (own, "ar"),
        (own, None),
        (private, "ar"),
        (private, None),
        (None, "ar"),
        (None, None),
    ):
        assert menu(amina) == expected.pop()
        await bot.delete_my_commands(scope, language)
    assert menu(amina) == []


async def test_a_region_does_not_matter(bot: Bot, tg: Telegram) -> None:
    await bot.set_my_commands([("aide", "Aide")], language_code="fr")
    assert menu(tg.phone(502, "Chloé", language_code="fr-CA")) == ["Aide"]


async def test_commands_are_read_back_exactly(bot: Bot) -> None:
    await bot.set_my_commands([("help", "Help")], language_code="fr")
    assert [command.command for command in await bot.get_my_commands(language_code="fr")] == ["help"]
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("command", "description", "words"),
    [
        ("Help", "x", "Bot_command_invalid"),
        ("h" * 33, "x", "Bot_command_invalid"),
        ("help", " ", "Command description must be non-empty"),
        ("help", "x" * 257, "Bot_command_description_invalid"),
    ],
)
async def test_bad_commands_are_refused(bot: Bot, command: str, description: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_my_commands([(command, description)])


async def test_a_menu_for_an_unknown_chat_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("help", "x")], BotCommandScopeChat(999))
    with pytest.raises(BadRequest, match="Too many commands specified"):
        await bot.set_my_commands([("help", "x")] * 101)


async def test_names_and_descriptions_speak_the_language(bot: Bot) -> None:
    assert (await bot.get_my_name()).name == "QOOT"
    await bot.set_my_name("قوت", language_code="ar")
    await bot.set_my_description("The cluster")
    await bot.set_my_short_description("Le cluster", language_code="fr")
    assert (await bot.get_my_name("ar")).name == "قوت"
    assert (await bot.get_my_name("fr")).name == "QOOT"
    assert (await bot.get_my_description("ar")).description == "The cluster"
    assert (await bot.get_my_short_description("fr")).short_description == "Le cluster"
    await bot.set_my_name(None, language_code="ar")
    assert (await bot.get_my_name("ar")).name == "QOOT"


async def test_what_is_too_long_or_no_language_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest):
        await bot.set_my_name("x" * 65)
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await bot.set_my_name("x", language_code="french")


async def test_the_menu_button_of_a_chat_wins(bot: Bot, amina: Phone) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button(amina.id)).type == "commands"


async def test_administrator_rights_are_kept(bot: Bot) -> None:
    rights = ChatAdministratorRights.no_rights()
    await bot.set_my_default_administrator_rights(rights)
    assert await bot.get_my_default_administrator_rights() == rights
