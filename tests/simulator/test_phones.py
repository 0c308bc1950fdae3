"""What people do, as the bot hears it; each kind of update is what the Bot API and its library expect."""

from collections.abc import Callable

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ChatMemberStatus

from bot.simulator.attachments import Attachment
from bot.simulator.errors import ImpossibleGesture
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json
from tests.botapi import the_contract


async def heard(bot: Bot) -> Update:
    """The only update that waits."""
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return update


async def test_a_start_carries_its_payload(bot: Bot, tg: Telegram) -> None:
    tg.phone(7, "Karim", language_code="fr").start("invite_abc")
    message = (await heard(bot)).message
    assert message is not None
    assert message.text == "/start invite_abc"
    assert [one.type for one in message.entities] == ["bot_command"]
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.language_code, message.chat.type) == (7, "fr", "private")


async def test_typed_text_and_replies(bot: Bot, amina: Phone) -> None:
    asked = await bot.send_message(amina.id, "Your company?")
    amina.send("مطاحن", reply_to=asked.message_id)
    message = (await heard(bot)).message
    assert message is not None
    assert message.text == "مطاحن"
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "Your company?"


async def test_an_edit_is_heard_as_one(bot: Bot, amina: Phone) -> None:
    said = amina.send("Zahlé")
    amina.edit(said, "Zahle /help")
    updates = await bot.get_updates()
    assert updates[-1].edited_message is not None
    assert updates[-1].edited_message.text == "Zahle /help"
    assert updates[-1].edited_message.edit_date is not None
    assert amina.messages[-1]["text"] == "Zahle /help"


async def test_a_tap_carries_data_and_message(bot: Bot, amina: Phone) -> None:
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="rsvp:12:yes")]])
    sent = await bot.send_message(amina.id, "Will you come?", reply_markup=rows)
    amina.tap_label("Yes")
    query = (await heard(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id, query.from_user.id) == (
        "rsvp:12:yes",
        sent.message_id,
        amina.id,
    )


async def test_the_newest_message_with_the_label_is_tapped(bot: Bot, amina: Phone) -> None:
    for data in ("old", "new"):
        rows = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data=data)]])
        await bot.send_message(amina.id, "Come?", reply_markup=rows)
    amina.tap_label("Yes")
    query = (await heard(bot)).callback_query
    assert query is not None
    assert query.data == "new"
    with pytest.raises(ImpossibleGesture, match="no button 'Maybe'"):
        amina.tap_label("Maybe")


async def test_a_button_of_a_deleted_message_can_still_be_heard(bot: Bot, amina: Phone) -> None:
    amina.tap(999, "stale")
    query = (await heard(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.is_accessible is False


async def test_a_key_of_the_reply_keyboard_sends_its_text(bot: Bot, amina: Phone) -> None:
    await bot.send_message(amina.id, "Size?", reply_markup=ReplyKeyboardMarkup([["Small", "Large"]]))
    amina.press("Large")
    message = (await heard(bot)).message
    assert message is not None
    assert message.text == "Large"
    with pytest.raises(ImpossibleGesture, match="no key 'Huge'"):
        amina.press("Huge")


async def test_a_contact_key_sends_the_own_number(bot: Bot, amina: Phone) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Share", request_contact=True)]], one_time_keyboard=True)
    await bot.send_message(amina.id, "Number?", reply_markup=keys)
    amina.press("Share")
    message = (await heard(bot)).message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.user_id, message.contact.phone_number) == (amina.id, "+96170000501")
    assert amina.reply_keyboard is None


@pytest.mark.parametrize(("user_id", "heard_id"), [(None, 501), (9, 9), (0, None)])
async def test_a_card_says_whose_it_is(
    bot: Bot, amina: Phone, user_id: int | None, heard_id: int | None
) -> None:
    amina.share_contact("03 123 456", "Somebody", user_id)
    message = (await heard(bot)).message
    assert message is not None
    assert message.contact is not None
    assert message.contact.user_id == heard_id


async def test_a_forward_names_its_origin(bot: Bot, tg: Telegram, amina: Phone) -> None:
    amina.forward("/staff", origin=tg.phone(8, "Boss"))
    amina.forward("/staff", origin="Hidden")
    by_user, by_name = await bot.get_updates()
    assert by_user.message is not None
    assert by_name.message is not None
    assert by_user.message.forward_origin is not None
    assert by_name.message.forward_origin is not None
    assert by_user.message.forward_origin.to_dict()["sender_user"]["first_name"] == "Boss"
    assert by_name.message.forward_origin.to_dict()["sender_user_name"] == "Hidden"


async def test_blocking_and_coming_back_are_heard_in_order(bot: Bot, amina: Phone) -> None:
    amina.block()
    amina.block()
    amina.start("again")
    blocked, back, start = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert back.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED
    assert back.my_chat_member.old_chat_member.status == ChatMemberStatus.BANNED
    assert back.my_chat_member.new_chat_member.status == ChatMemberStatus.MEMBER
    assert start.message is not None


async def test_a_blocked_chat_has_no_text_field(amina: Phone) -> None:
    amina.block()
    with pytest.raises(ImpossibleGesture, match="no text field"):
        amina.send("hello?")


async def test_unread_messages_are_counted_until_they_are_seen(bot: Bot, amina: Phone) -> None:
    await bot.send_message(amina.id, "One")
    await bot.send_message(amina.id, "Two")
    assert amina.chat.unread == 2
    amina.read()
    assert amina.chat.unread == 0


async def test_an_album_comes_as_a_message_each_with_the_words_below_the_first(
    bot: Bot, amina: Phone
) -> None:
    ids = amina.send_album(
        [Attachment("document", b"a", "a.pdf"), Attachment("document", b"b", "b.pdf")], "lists"
    )
    first, second = [update.message for update in await bot.get_updates()]
    assert first is not None
    assert second is not None
    assert [first.message_id, second.message_id] == ids
    assert first.media_group_id == second.media_group_id is not None
    assert (first.caption, second.caption) == ("lists", None)
    for wrong in (["photo"], ["photo", "document"], ["audio", "photo"], ["animation"] * 2, ["photo"] * 11):
        with pytest.raises(ImpossibleGesture, match="two to ten"):
            amina.send_album([Attachment(kind) for kind in wrong])


async def test_what_stands_below_a_file_can_be_changed_and_taken_away(bot: Bot, amina: Phone) -> None:
    number = amina.send_video(b"ftyp", "see #this")
    amina.edit(number, "see #that, and /this")
    amina.edit(number, "")
    _sent, changed, taken = await bot.get_updates()
    assert changed.edited_message is not None
    assert [entity.type for entity in changed.edited_message.caption_entities] == ["hashtag", "bot_command"]
    assert taken.edited_message is not None
    assert (taken.edited_message.caption, taken.edited_message.caption_entities) == (None, ())
    with pytest.raises(ImpossibleGesture, match="nor a file"):
        amina.edit(amina.send("text"), "")
    with pytest.raises(ImpossibleGesture, match="nor a file"):
        amina.edit(amina.send_location(), "here")


async def test_a_new_name_and_language_are_heard(bot: Bot, amina: Phone) -> None:
    amina.rename("<b>Amina</b>")
    amina.speak("fr")
    amina.send("hello")
    message = (await heard(bot)).message
    assert message is not None
    assert message.from_user is not None
    assert (message.from_user.first_name, message.from_user.language_code) == ("<b>Amina</b>", "fr")
    assert message.from_user.username is None


def blocks_and_unblocks(phone: Phone) -> None:
    phone.block()
    phone.unblock()


def votes(phone: Phone) -> None:
    for question, is_anonymous in (("open", False), ("secret", True)):
        poll = phone.tg.polls.fresh(question, ["a", "b"], is_anonymous=is_anonymous)
        phone.vote(phone._say({"poll": poll}), [1])


GESTURES: dict[str, Callable[[Phone], object]] = {
    "start": lambda phone: phone.start("x"),
    "text": lambda phone: phone.send("hello /help", reply_to=phone.send("first")),
    "tap": lambda phone: phone.tap(phone.send("x"), "data"),
    "stale tap": lambda phone: phone.tap(999, "data"),
    "edit": lambda phone: phone.edit(phone.send("x"), "y"),
    "contact": lambda phone: phone.share_contact("+9613123456", "Amina"),
    "document": lambda phone: phone.send_document("a.pdf", b"%PDF", caption="see /this"),
    "photo": lambda phone: phone.send_photo(b"jpeg", "caption"),
    "sticker": lambda phone: phone.send_sticker(),
    "voice": lambda phone: phone.send_voice(),
    "video": lambda phone: phone.send_video(caption="see /this"),
    "animation": lambda phone: phone.send_animation(caption="x"),
    "audio": lambda phone: phone.send_audio(),
    "album": lambda phone: phone.send_album([Attachment("photo"), Attachment("video", name="a.mp4")], "x"),
    "edited caption": lambda phone: phone.edit(phone.send_photo(b"jpeg", "x"), "y"),
    "location": lambda phone: phone.send_location(),
    "poll": lambda phone: phone.send_poll(),
    "dice": lambda phone: phone.send_dice(),
    "forward": lambda phone: phone.forward("x", phone),
    "hidden forward": lambda phone: phone.forward("x"),
    "membership": blocks_and_unblocks,
    "votes": votes,
}


@pytest.mark.parametrize("gesture", GESTURES)
async def test_every_update_is_as_the_bot_api_describes(
    tg: Telegram, bot: Bot, amina: Phone, gesture: str
) -> None:
    GESTURES[gesture](amina)
    updates: list[Json] = tg.updates.waiting
    assert updates
    for raw in updates:
        update = Update.de_json(raw, bot)
        assert update.to_dict().keys() == raw.keys()
        (payload,) = (value for key, value in raw.items() if key != "update_id")
        assert set(payload) <= set(update.to_dict()[next(key for key in raw if key != "update_id")])
        assert the_contract().departures("Update", raw) == []
