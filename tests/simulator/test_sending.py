"""Sending to a person, and what Telegram refuses."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.simulator.inprocess import InProcess
from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram


def keyboard(*buttons: InlineKeyboardButton, rows: int = 1) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)] * rows)


def button(data: str = "yes", text: str = "Yes") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


async def test_a_message_arrives_with_its_formatting(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_message(amina.id, "<b>Hello</b> &amp; welcome", parse_mode="HTML")
    assert sent.text == "Hello & welcome"
    assert sent.entities == (MessageEntity("bold", 0, 5),)
    assert amina.last is not None
    assert (amina.last["message_id"], amina.last["text"]) == (sent.message_id, "Hello & welcome")
    assert amina.last["from_bot"] is True


async def test_the_date_is_the_simulated_one(bot: Bot, amina: Phone, tg: Telegram) -> None:
    assert (await bot.send_message(amina.id, "Hi")).date == tg.now()


async def test_message_ids_rise_over_all_chats(bot: Bot, tg: Telegram, amina: Phone) -> None:
    karim = tg.phone(502, "Karim")
    karim.start()
    ids = [(await bot.send_message(who, "Hi")).message_id for who in (amina.id, karim.id, amina.id)]
    assert ids == sorted(set(ids))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, amina: Phone) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("My number", request_contact=True)], ["Skip"]])
    await bot.send_message(amina.id, "Your number?", reply_markup=keys)
    await bot.send_message(amina.id, "Take your time")
    assert amina.reply_keyboard is not None
    assert amina.reply_keyboard["keyboard"][1] == [{"text": "Skip"}]
    await bot.send_message(amina.id, "Thank you", reply_markup=ReplyKeyboardRemove())
    assert amina.reply_keyboard is None


async def test_a_reply_shows_what_it_answers(bot: Bot, amina: Phone) -> None:
    asked = amina.send("When?")
    answer = await bot.send_message(amina.id, "Soon", reply_parameters=ReplyParameters(asked))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "When?"


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot: Bot, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(amina.id, "Soon", reply_parameters=ReplyParameters(999))
    lenient = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(amina.id, "Soon", reply_parameters=lenient)).reply_to_message is None


async def test_contacts_and_places_arrive(bot: Bot, amina: Phone) -> None:
    card = await bot.send_contact(amina.id, phone_number="+9611234567", first_name="QOOT")
    assert card.contact is not None
    place = await bot.send_location(amina.id, latitude=33.9, longitude=35.5)
    assert place.location is not None
    assert (card.contact.first_name, place.location.latitude) == ("QOOT", 33.9)


async def test_a_place_off_the_map_is_refused(bot: Bot, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="latitude"):
        await bot.send_location(amina.id, latitude=95, longitude=35.5)


async def test_typing_shows(bot: Bot, amina: Phone) -> None:
    await bot.send_chat_action(amina.id, "typing")
    assert amina.chat.actions == ["typing"]
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(amina.id, "dancing")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("\u200b\u2060\ufeff", "Text must be non-empty"),
        ("x" * 4097, "Message is too long"),
        ("x" * 32769, "Text is too long"),
    ],
)
async def test_text_that_cannot_be_shown_is_refused(bot: Bot, amina: Phone, text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await bot.send_message(amina.id, text)


async def test_the_length_counts_after_the_markup(bot: Bot, amina: Phone) -> None:
    await bot.send_message(amina.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard(button("")), "Button_data_invalid"),
        (keyboard(button("ق" * 33)), "Button_data_invalid"),
        (keyboard(InlineKeyboardButton("Nothing")), "Text buttons are unallowed in the inline keyboard"),
        (
            keyboard(InlineKeyboardButton("Site", url="not an address")),
            "button url 'not an address' is invalid: disallowed character in url host",
        ),
        (keyboard(InlineKeyboardButton("Site", url="nowhere")), "'nowhere' is invalid: wrong http url"),
        (keyboard(InlineKeyboardButton("Site", url="ftp://x.org")), "unsupported url protocol"),
        (keyboard(button(text=" ")), "must be non-empty"),
        (keyboard(button(), rows=101), "Reply markup is too long"),
        (keyboard(*[button()] * 9), "Reply markup is too long"),
    ],
)
async def test_bad_buttons_are_refused(
    bot: Bot, amina: Phone, markup: InlineKeyboardMarkup, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(amina.id, "Choose", reply_markup=markup)
    assert amina.last is None


async def test_sixty_four_bytes_and_a_hundred_buttons_are_allowed(bot: Bot, amina: Phone) -> None:
    await bot.send_message(amina.id, "Choose", reply_markup=keyboard(*[button("ق" * 32)] * 5, rows=20))


@pytest.mark.parametrize(
    "url", ["https://qoot.example", "qoot.example/x?y=1", "tg://user?id=5", "http://127.0.0.1:80/"]
)
async def test_good_addresses_are_allowed(bot: Bot, amina: Phone, url: str) -> None:
    await bot.send_message(amina.id, "Go", reply_markup=keyboard(InlineKeyboardButton("Go", url=url)))


async def test_nobody_and_strangers_have_no_chat(bot: Bot, tg: Telegram) -> None:
    tg.phone(777, "Stranger")
    for chat_id in (777, 778, "@somebody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(chat_id, "Hi")


async def test_who_blocked_the_bot_is_out_of_reach_until_they_come_back(bot: Bot, amina: Phone) -> None:
    amina.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(amina.id, "Hi")
    amina.start()
    await bot.send_message(amina.id, "Hi")


async def test_a_deleted_account_is_out_of_reach(bot: Bot, amina: Phone) -> None:
    amina.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(amina.id, "Hi")


async def test_another_token_opens_nothing(tg: Telegram) -> None:
    with pytest.raises(InvalidToken):
        await Bot("123456:wrong", request=InProcess(tg)).get_me()
    assert tg.ledger == []


async def test_the_ledger_knows_what_was_accepted(bot: Bot, amina: Phone, tg: Telegram) -> None:
    sent = await bot.send_message(amina.id, "Hi")
    with pytest.raises(BadRequest):
        await bot.send_message(amina.id, "")
    accepted, refused = tg.ledger[-2:]
    assert (accepted.method, accepted.chat_id, accepted.outcome) == ("sendMessage", amina.id, "ok")
    assert (accepted.message_id, accepted.at, accepted.is_accepted) == (sent.message_id, tg.now(), True)
    assert (refused.outcome, refused.message_id, refused.is_accepted) == ("400", None, False)
