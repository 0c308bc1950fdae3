"""Members keep their own profile."""

from __future__ import annotations

import pytest

from bot.models.inbox import Handling
from bot.models.secrets import RING
from bot.rules.people import Seat
from tests.stories.cast import Cluster, Player, person_of, plain

KEY = "📱 Share my phone number"


async def asked_for(cluster: Cluster, label: str) -> Player:
    """Amina, with the question for one field of her profile open."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.taps("My profile")
    await amina.taps(label)
    return amina


async def test_the_profile_says_what_is_there_and_asks_for_what_is_missing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("/profile")
    assert "Name: Amina Haddad" in amina.screen
    assert "Role: Owner or manager" in amina.screen
    assert "Phone: –" in amina.screen
    assert "▱" in amina.screen
    assert amina.buttons[2].startswith("➕ Add: ")
    assert "🏠 Home" in amina.buttons


async def test_a_screen_changes_in_place_instead_of_piling_up(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    before = len(amina.from_bot)
    for label in ("My profile", "Role", "Export", "My company", "Change something", "Size", "Small", "Home"):
        await amina.taps(label)
    await amina.taps("My profile")
    await amina.taps("E-mail")
    await amina.types("amina@cedarpress.example")
    assert len(amina.from_bot) == before


async def test_a_phone_is_typed_in_any_digits(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Phone")
    for typed, kept, shown in (
        ("03 123 456", "+9613123456", "+961 3 123 456"),
        ("٠٣ ١٢٣ ٤٥٧", "+9613123457", "+961 3 123 457"),
        ("+33 6 12 34 56 78", "+33612345678", "+33 6 12 34 56 78"),
    ):
        await amina.types(typed)
        assert f"Phone: {shown}" in amina.screen
        assert "✅ Saved" in amina.screen
        person = await person_of(amina)
        assert (person.phone, person.phone_index) == (kept, RING.index(kept))
        await amina.taps("Phone")


async def test_ones_own_number_is_shared_and_the_key_goes_away(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Phone")
    amina.phone.account.phone_number = "9613123456"
    await amina.taps("Share the number of this phone")
    assert "🏠 Home" in [b["text"] for m in amina.from_bot for row in inline(m) for b in row]
    amina.phone.press(KEY)
    await cluster.settled()
    assert "Phone: +961 3 123 456" in amina.screen
    assert amina.phone.reply_keyboard is None


async def test_leaving_the_question_takes_the_key_away(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Phone")
    await amina.taps("Share the number of this phone")
    assert amina.phone.reply_keyboard is not None
    await amina.taps("Back")
    assert amina.phone.reply_keyboard is None
    assert "Phone: –" in amina.screen


async def test_somebody_elses_card_is_refused_and_the_question_stays(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Phone")
    for somebody in (4711, 0):  # with an account, and without
        amina.phone.share_contact("9613999999", "Bruno", somebody)
        await cluster.settled()
        assert "somebody else's contact card" in amina.screen
        assert (await person_of(amina)).phone is None
    await amina.types("03 123 456")
    assert "Phone: +961 3 123 456" in amina.screen


async def test_what_is_no_phone_is_refused(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Phone")
    for typed in ("12", "call me", "03 123 456 / 03 654 321", "9.61312E+09", "<b>"):
        await amina.types(typed)
        assert "not a phone number" in amina.screen, typed
        assert "🏠 Home" in amina.buttons
    assert (await person_of(amina)).phone is None


async def test_an_email_is_checked_and_can_be_removed(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "E-mail")
    await amina.types("amina at cedarpress")
    assert "not an e-mail address" in amina.screen
    await amina.types("Amina@CedarPress.example")
    assert "E-mail: Amina@cedarpress.example" in amina.screen
    await amina.taps("E-mail")
    assert "Now: Amina@cedarpress.example" in amina.screen
    await amina.taps("Remove")
    assert "E-mail: –" in amina.screen
    person = await person_of(amina)
    assert (person.email, person.email_index) == (None, None)


async def test_a_role_is_tapped_or_typed(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Role")
    assert "✓ Owner or manager" in amina.buttons
    await amina.taps("Export")
    assert "Role: Export" in amina.screen
    await amina.taps("Role")
    await amina.types("مدير الجودة")
    assert (await person_of(amina)).seat is Seat.TECHNICAL
    await amina.taps("Role")
    await amina.types("astronaut")
    assert "Not among the choices: astronaut" in amina.screen
    assert "✓ Production, quality, R&D" in amina.buttons


async def test_a_name_cannot_be_removed(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Name")
    assert not any("Remove" in label for label in amina.buttons)
    await amina.taps_data("px:name")
    assert "cannot be removed" in amina.toasts[-1]
    assert (await person_of(amina)).name == "Amina Haddad"


async def test_a_hostile_name_is_a_name_like_any_other(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Name")
    owner = await cluster.owner()
    for typed, kept in (
        ("<b>", "<b>"),
        ("</a>&amp;", "</a>&amp;"),
        ("_*[", "_*["),
        ("Amina\u202eddah", "Aminaddah"),
        ("{0} {name} %s", "{0} {name} %s"),
        ("  Amina \n  Haddad ", "Amina Haddad"),
        ("💚" * 120, "💚" * 120),
    ):
        await amina.types(typed)
        assert f"Name: {kept}" in amina.screen
        await amina.taps("Home")
        assert kept in amina.screen
        for label in ("My company", "Change something", "City"):
            await amina.taps(label)
        await cluster.passes(minutes=11)
        await amina.types(typed)
        assert f"City: {kept}" in amina.screen
        assert f"{kept} changed the profile" in owner.sees
        for label in ("Home", "My profile", "Name"):
            await amina.taps(label)
    assert await cluster.count(Handling.FAILED) == 0


def a_sticker(player: Player) -> None:
    player.phone.send_sticker()


def a_poll(player: Player) -> None:
    player.phone.send_poll()


def a_place(player: Player) -> None:
    player.phone.send_location()


def a_voice(player: Player) -> None:
    player.phone.send_voice()


def a_document(player: Player) -> None:
    player.phone.send_document("cv.pdf", b"%PDF", fake_size=20 * 1024**2)


def a_card(player: Player) -> None:
    player.phone.share_contact("9613999999", "Bruno", 4711)


def nothing_to_see(player: Player) -> None:
    player.phone.send("\u200b\u200d\ufeff")


def many_emoji(player: Player) -> None:
    player.phone.send("😀" * 4096)


async def test_what_is_no_answer_is_refused_and_the_question_stays(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Name")
    for send, refusal in (
        (a_sticker, "type it as text"),
        (a_poll, "type it as text"),
        (a_place, "type it as text"),
        (a_voice, "type it as text"),
        (a_document, "type it as text"),
        (a_card, "type it as text"),
        (nothing_to_see, "nothing to read"),
        (many_emoji, "too long"),
    ):
        send(amina)
        await cluster.settled()
        assert refusal in amina.screen, send
        assert "Type your name" in amina.screen
        assert "🏠 Home" in amina.buttons
    await amina.types("Amina H. Haddad")
    assert "Name: Amina H. Haddad" in amina.screen
    assert await cluster.count(Handling.FAILED) == 0


async def test_the_question_is_left_by_cancel_and_by_home(cluster: Cluster) -> None:
    for leave in ("/cancel", "Home"):
        amina = await asked_for(cluster, "Name")
        await (amina.types(leave) if leave == "/cancel" else amina.taps(leave))
        assert ("You left the question" in amina.sees) is (leave == "/cancel")
        assert "No question is open" not in amina.sees
        await amina.types("Nobody")
        assert "🔎" in amina.screen
        assert (await person_of(amina)).name == "Amina Haddad"


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("en", "No question is open.", "You left the question."),
        ("fr", "Aucune question n’attend votre réponse.", "Saisie abandonnée."),
        ("ar", "ما من سؤال بانتظار إجابتكم.", "أُلغيت الإجابة عن السؤال."),
    ],
)
async def test_nothing_was_left_where_nothing_was_asked(
    cluster: Cluster, language: str, said: str, left: str
) -> None:
    amina = await cluster.welcomes(language=language)
    await amina.types("/cancel")
    assert said in amina.sees
    assert left not in amina.sees
    assert any(button.startswith("🏢") for button in amina.buttons), "the home screen stands below"


async def test_a_command_leaves_a_question_to_which_nothing_was_said(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Name")
    await amina.types("/company")
    assert "Cedar Press" in amina.screen
    await amina.types("Amina H.")
    assert "This is your own company" in amina.screen
    assert (await person_of(amina)).name == "Amina Haddad"


@pytest.mark.both_databases
async def test_double_taps_do_once_what_was_wished(cluster: Cluster) -> None:
    amina = await asked_for(cluster, "Role")
    message, data = amina.button("Export")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert "Role: Export" in amina.screen
    assert len(amina.phone.answers) >= 2


async def test_a_forged_tap_is_answered_and_does_nothing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    forged = (
        "pe:salary",
        "pc:seat:emperor:1:0",
        "pc:name:x:1:0",
        "pc:files:x:1:0",
        "pe:",
        "pc:markets:SA:2:0",
    )
    for number, data in enumerate((*forged, "px:files", "pn:phone"), start=1):
        await amina.taps_data(data)
        assert len(amina.toasts) == number, data
    person = await person_of(amina)
    assert (person.name, person.seat) == ("Amina Haddad", Seat.LEAD)
    assert await cluster.count(Handling.FAILED) == 0


async def test_a_strangers_tap_shows_only_how_to_come_in(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    for data in ("p", "pe:phone", "pc:seat:lead:1:0", "px:phone", "pk", "ps", "pn:files", "pg:markets:1"):
        await nour.taps_data(data)
        assert "invite link" in nour.screen


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_it_works_in_the_other_languages(cluster: Cluster, language: str) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    await amina.types("/profile")
    await amina.taps_data("pe:phone")
    await amina.types("03 123 456")
    assert "+961 3 123 456" in amina.screen
    assert await cluster.count(Handling.FAILED) == 0


def inline(message: dict) -> list[list[dict[str, str]]]:  # type: ignore[type-arg]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[{**button, "text": plain(button["text"])} for button in row] for row in rows]
