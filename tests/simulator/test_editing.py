"""Editing, copying, forwarding and deleting."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from tests.simulator.clock import Clock

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


def texts(phone: Phone) -> list[str]:
    return [message.get("text", "") for message in phone.messages if message["from_bot"]]


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "Will you come?", reply_markup=YES)
    edited = await bot.edit_message_text("See you <b>there</b>", amina.id, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, type(sent))
    assert edited.reply_markup is None
    assert edited.edit_date is not None
    assert texts(amina) == ["See you there"]


async def test_the_same_again_is_no_edit(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "<b>Hi</b>", parse_mode="HTML", reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text(
            "<b>Hi</b>", amina.id, sent.message_id, parse_mode="HTML", reply_markup=YES
        )
    await bot.edit_message_text("Hi", amina.id, sent.message_id, reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Hi", amina.id, sent.message_id, reply_markup=YES)


async def test_a_keyboard_can_be_taken_away(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "Choose", reply_markup=YES)
    await bot.edit_message_reply_markup(amina.id, sent.message_id)
    assert amina.last is not None
    assert "reply_markup" not in amina.last


async def test_what_is_not_the_bots_own_cannot_be_edited(bot: Bot, amina: Phone) -> None:
    hers = amina.send("mine")
    keys = await bot.send_message(amina.id, "Keys", reply_markup=ReplyKeyboardMarkup([["One"]]))
    for message_id in (hers, keys.message_id):
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("x", amina.id, message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", amina.id, 999)


async def test_too_long_an_edit_is_refused(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "short")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.edit_message_text("x" * 4097, amina.id, sent.message_id)


async def test_a_text_has_no_caption_and_a_picture_no_text(bot: Bot, amina: Phone) -> None:
    text = await bot.send_message(amina.id, "text")
    picture = await bot.send_photo(amina.id, b"jpeg", "before")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(amina.id, text.message_id, caption="x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", amina.id, picture.message_id)
    await bot.edit_message_caption(amina.id, picture.message_id, caption="after")
    assert amina.last is not None
    assert amina.last["caption"] == "after"


async def test_a_deleted_message_is_gone(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "oops")
    assert await bot.delete_message(amina.id, sent.message_id)
    assert texts(amina) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(amina.id, sent.message_id)


async def test_after_two_days_a_message_stays(bot: Bot, amina: Phone, clock: Clock) -> None:
    sent = await bot.send_message(amina.id, "old")
    clock.advance(hours=48, seconds=1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(amina.id, sent.message_id)
    await bot.edit_message_text("old, edited", amina.id, sent.message_id)


async def test_several_are_deleted_at_once(bot: Bot, amina: Phone, clock: Clock) -> None:
    ids = [(await bot.send_message(amina.id, text)).message_id for text in "abc"]
    await bot.delete_messages(amina.id, [*ids[:2], 999])
    assert texts(amina) == ["c"]
    with pytest.raises(BadRequest, match="Too many message identifiers"):
        await bot.delete_messages(amina.id, list(range(1, 102)))
    clock.advance(hours=48, seconds=1)
    fresh = await bot.send_message(amina.id, "d")
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(amina.id, [fresh.message_id, ids[2]])
    assert texts(amina) == ["c", "d"]


async def test_a_copy_is_the_bots_own_and_a_forward_names_its_author(
    bot: Bot, amina: Phone, tg: Telegram
) -> None:
    karim = tg.phone(502, "Karim")
    karim.start()
    news = amina.send("News from #Zahle")
    copied = await bot.copy_message(karim.id, amina.id, news)
    assert karim.last is not None
    assert karim.last["message_id"] == copied.message_id
    assert karim.last["text"] == "News from #Zahle"
    forwarded = await bot.forward_message(karim.id, amina.id, news)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.to_dict()["sender_user"]["id"] == amina.id
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", karim.id, forwarded.message_id)


async def test_what_is_gone_is_neither_copied_nor_forwarded(bot: Bot, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(amina.id, amina.id, 999)
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(amina.id, amina.id, 999)


async def test_a_pinned_message_shows_in_the_chat(bot: Bot, amina: Phone) -> None:
    first = await bot.send_message(amina.id, "Programme")
    await bot.pin_chat_message(amina.id, first.message_id)
    chat = await bot.get_chat(amina.id)
    assert chat.pinned_message is not None
    assert chat.pinned_message.text == "Programme"
    await bot.unpin_chat_message(amina.id)
    assert (await bot.get_chat(amina.id)).pinned_message is None
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(amina.id, 999)


async def test_a_deleted_message_is_no_longer_pinned(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "Programme")
    await bot.pin_chat_message(amina.id, sent.message_id)
    await bot.delete_message(amina.id, sent.message_id)
    assert (await bot.get_chat(amina.id)).pinned_message is None


async def test_a_chat_knows_its_person(bot: Bot, amina: Phone) -> None:
    chat = await bot.get_chat(amina.id)
    assert (chat.first_name, chat.last_name, chat.username) == ("Amina", "Khoury", "amina_k")


async def test_a_reaction_shows_on_a_persons_message(bot: Bot, amina: Phone) -> None:
    thanks = amina.send("Thank you!")
    await bot.set_message_reaction(amina.id, thanks, "❤")
    assert amina.messages[-1]["reaction"] == [{"type": "emoji", "emoji": "❤"}]
    await bot.set_message_reaction(amina.id, thanks, [])
    assert "reaction" not in amina.messages[-1]
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(amina.id, thanks, "🥒")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(amina.id, 999, "👍")
