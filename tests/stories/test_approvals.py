"""What goes out is what was looked at: by whoever sends it, and above a number by a second person."""

from __future__ import annotations

import pytest

from bot.i18n import undirected
from bot.models.broadcasts import BroadcastPhase
from bot.models.staff import Staff
from bot.rules.staff import Role
from bot.screens.approvals import Approve, SetNumber
from bot.screens.scheduling import SendNow
from tests.stories.broadcasting import appoints_editor, got, phase, writes
from tests.stories.cast import Cluster, Player, plain


async def may_not(cluster: Cluster, somebody: Player, data: str) -> None:
    """A tap of their own making changes nothing about the broadcast that waits."""
    await somebody.taps_data(data)
    assert await phase(cluster) is BroadcastPhase.ASKING


@pytest.mark.both_databases
async def test_what_another_editor_changes_is_shown_before_it_is_sent(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    rana = await cluster.welcomes("Rana Khoury", language="fr")
    await appoints_editor(owner, rana)
    await writes(owner, en="First words", fr="Bonjour")
    await owner.taps("Send…")
    assert "• English: 1 person\nFirst words" in owner.screen
    assert "• French: 1 person\nBonjour" in owner.screen
    stale = owner.button("Send now")
    await rana.types("/broadcasts")
    await rana.taps("Bonjour")
    await rana.taps("Anglais")
    await rana.types("Other words")
    message, data = stale
    await owner.taps_data(data, message["message_id"])
    assert "Rana Khoury changed the text since you looked" in owner.toasts[-1]
    assert "• English: 1 person\nOther words" in owner.screen
    await owner.taps_data(SendNow(1).pack())
    assert "of an earlier look" in owner.toasts[-1]
    assert await phase(cluster) is BroadcastPhase.COMPOSING
    # Where the time is chosen, too: what was typed is offered again
    await owner.taps("Later")
    await rana.taps("👥")
    await rana.taps("Langue")
    await rana.taps("Anglais")
    await owner.types("today 18:00")
    assert "Rana Khoury changed the audience since you looked" in owner.sees
    assert "• French: 0 people" in owner.screen
    await owner.taps("Today, 18:00")
    assert "goes out on Monday, 23 November 2026, 18:00" in undirected(owner.screen)
    # Called back, changed by oneself, and sent
    await owner.taps("Call it back")
    await owner.taps("Send…")
    message, data = owner.button("Send now")
    await owner.types("/broadcasts")
    await owner.taps("Other words")
    await owner.taps("English")
    await owner.types("Last words")
    await owner.taps_data(data, message["message_id"])
    assert "You changed the text since this was shown" in owner.sees + " ".join(owner.toasts)
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert len(got(amina, "Last words")) == 1


SAYS = {
    "en": {
        "asks": "asks you to approve a broadcast",
        "when": "When: Tuesday, 24 November 2026, 09:00",
        "why": "Type a word to whoever wrote it",
        "declined": "did not approve your broadcast",
        "approved": "approved your broadcast",
    },
    "fr": {
        "asks": "vous demande d’approuver une annonce",
        "when": "Envoi : mardi 24 novembre 2026 à 09:00",
        "why": "Écrivez un mot à la personne qui l’a écrite",
        "declined": "n’a pas approuvé votre annonce",
        "approved": "a approuvé votre annonce",
    },
    "ar": {
        "asks": "طلب موافقتكم على إعلان",
        "when": "موعد الإرسال: الثلاثاء، 24 تشرين الثاني 2026، 9:00 ص",
        "why": "يُرجى كتابة ملاحظة لمن كتب الإعلان",
        "declined": "لم تتمّ الموافقة على إعلانكم",
        "approved": "تمّت الموافقة على إعلانكم",
    },
}
CAN = {
    "en": "Karim Saad or 1 other on the staff can approve it.",
    "fr": "Approbation possible par : Karim Saad ou 1 autre personne de l’équipe.",
    "ar": "يمكن أن يوافق عليه: Karim Saad أو شخص آخر من فريق العمل.",
}
LABELS = {
    "en": ("Arabic", "French", "English"),
    "fr": ("Arabe", "Français", "Anglais"),
    "ar": ("العربية", "الفرنسية", "الإنجليزية"),
}


def spaces(text: str) -> str:
    return plain(text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("one", "other"), [("en", "ar"), ("fr", "en"), ("ar", "fr")])
async def test_above_a_number_another_of_the_staff_approves_it(
    cluster: Cluster, one: str, other: str
) -> None:
    """Rana writes in one language, Karim decides in another; the owner set the number."""
    owner = await cluster.owner()
    rana = await cluster.welcomes("Rana Khoury", language=one)
    karim = await cluster.welcomes("Karim Saad", language=other)
    viewer = await cluster.welcomes("Nadia Aoun")
    await appoints_editor(owner, rana)
    await appoints_editor(owner, karim)
    await owner.types("/staff")
    assert "Broadcasts need no second approver." in owner.screen
    await owner.taps("Add somebody")
    await owner.types(str(viewer.id))
    await owner.taps("viewer")
    await owner.taps("Second approver")
    await owner.types("many")
    assert "Type a number of people from 1 to 100,000" in owner.screen
    await owner.types("2")
    assert "Broadcasts to more than 2 people need a second approver." in owner.screen
    await rana.taps_data(SetNumber(500).pack())

    await rana.types("/broadcast")
    for label in LABELS[one]:
        await rana.taps(label)
        await rana.types("The news")
    await rana.taps("📤")
    await rana.taps("🕒")
    await rana.types("24/11/2026 09:00")
    assert await phase(cluster) is BroadcastPhase.ASKING
    assert CAN[one] in spaces(undirected(rana.screen)), "the owner has no name on any list"
    asked = spaces(karim.screen)
    assert SAYS[other]["asks"] in asked
    assert SAYS[other]["when"] in asked
    assert "The news" in asked
    assert "Rana Khoury" in asked
    assert SAYS["en"]["asks"] in owner.sees
    # Neither a viewer, nor who wrote it, nor for another revision, nor for another request
    _message, data = karim.button("✅")
    first = Approve.unpack(data)
    assert isinstance(first, Approve)
    await may_not(cluster, viewer, data)
    await may_not(cluster, rana, data)
    await may_not(cluster, karim, Approve(1, first.approval_id, first.revision - 1).pack())
    await may_not(cluster, karim, Approve(1, first.approval_id + 1, first.revision).pack())

    message, data = owner.button("✅")
    await karim.types("/broadcasts")
    await karim.taps("🔏")
    await karim.taps("✋")
    assert SAYS[other]["why"] in karim.screen
    await karim.types("Say where")
    assert await phase(cluster) is BroadcastPhase.COMPOSING
    assert SAYS[one]["declined"] in rana.screen
    assert "Say where" in rana.screen
    await owner.taps_data(data, message["message_id"])  # before their phone shows that it was decided
    assert "has moved on" in owner.toasts[-1]

    await rana.taps("✏️")
    await rana.taps("📤")
    await rana.taps("🔏")
    message, data = karim.button("✅")
    await rana.taps("↩️")
    assert await phase(cluster) is BroadcastPhase.COMPOSING
    await rana.taps("📤")
    await rana.taps("🔏")
    await may_not(cluster, karim, data)  # that was another request
    await karim.types("/broadcasts")
    await karim.taps("🔏")
    await karim.taps("✅")
    assert await phase(cluster) is BroadcastPhase.SCHEDULED
    assert SAYS[one]["approved"] in rana.screen
    await cluster.passes(seconds=31)
    assert len(got(viewer, "The news")) == 1


async def test_each_who_is_asked_reads_the_name_in_their_own_script(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nadim, karim = cluster.visitor("Nadim"), await cluster.welcomes("Karim Saad", language="ar")
    async with cluster.database.transaction() as session:
        now = cluster.clock()
        known_as = {"name": "Nadim Saab", "other_name": "نديم صعب"}
        session.add(Staff(telegram_id=nadim.id, role=Role.EDITOR, added_at=now, **known_as))
        session.add(Staff(telegram_id=karim.id, role=Role.EDITOR, added_at=now))
    await owner.types("/staff")
    await owner.taps("Second approver")
    await owner.types("1")
    await cluster.welcomes("Nadia Aoun")
    await nadim.opens()
    await writes(nadim, ar="خبر", en="News")
    await nadim.taps("📤")
    await nadim.taps("🔏")
    assert "نديم صعب" in karim.screen
    assert "Nadim" not in karim.screen
    assert "Nadim Saab asks you" in owner.screen


ENDED = {
    "en": ("approved this broadcast", "did not approve this broadcast", "took back the request to approve"),
    "fr": ("a approuvé cette annonce", "n’a pas approuvé cette annonce", "a retiré la demande d’approbation"),
    "ar": ("تمّت الموافقة على هذا الإعلان", "لم تتمّ الموافقة على هذا الإعلان", "سُحب طلب الموافقة"),
}


def requests(somebody: Player, *titles: str) -> list[tuple[str, bool]]:
    """The messages in somebody's chat with one of these titles, and whether they have buttons."""
    texts = [(plain(one.get("text", "")), "reply_markup" in one) for one in somebody.from_bot]
    return [(text, has_buttons) for text, has_buttons in texts if any(title in text for title in titles)]


@pytest.mark.both_databases
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_requests_of_the_others_say_how_it_ended_and_lose_their_buttons(
    cluster: Cluster, language: str
) -> None:
    owner = await cluster.owner()
    rana, karim = await cluster.welcomes("Rana Khoury"), await cluster.welcomes("Karim Saad")
    nadia = await cluster.welcomes("Nadia Aoun", language=language)
    for editor in (rana, karim, nadia):
        await appoints_editor(owner, editor)
    await owner.types("/staff")
    await owner.taps("Second approver")
    await owner.types("1")
    approved, declined, taken_back = ENDED[language]
    asks = SAYS[language]["asks"]

    async def asks_anew() -> None:
        await rana.taps("Send…")
        await rana.taps("Ask to send it now")
        assert [has_buttons for _text, has_buttons in requests(nadia, asks)] == [True]

    await writes(rana, en="The news", fr="The news", ar="The news")
    # Taken back
    await asks_anew()
    await rana.taps("Ask nobody any more")
    (request,) = requests(nadia, taken_back)
    assert request[1] is False
    assert "The news" in request[0]
    assert "Rana Khoury" in request[0]
    assert not requests(nadia, asks)
    # Declined where it was asked: there the answer stands, and not a second time
    await asks_anew()
    await karim.taps("Not like this")
    await karim.types("Say where")
    assert [has_buttons for _text, has_buttons in requests(nadia, declined)] == [False]
    assert not requests(karim, ENDED["en"][1])
    assert "The news" in karim.screen
    # Approved from the list: the request above says so, to who decided, too; who has gone on in theirs is left alone
    await rana.types("/broadcasts")
    await rana.taps("The news")
    await asks_anew()
    await owner.taps("Not like this")
    await owner.taps("Back")
    await owner.taps("Back")
    assert "📣 New broadcast" in owner.buttons
    await karim.types("/broadcasts")
    await karim.taps("The news")
    await karim.taps("Approve")
    ((text, has_buttons),) = requests(nadia, approved)
    assert (has_buttons, "Karim Saad" in text) == (False, True)
    assert [has_buttons for _text, has_buttons in requests(karim, ENDED["en"][0])] == [False]
    assert "It goes out in 30 seconds" in karim.screen
    assert "📣 New broadcast" in owner.buttons
    assert not requests(nadia, asks)
    # Approved where it was asked: that message goes on to tell how it goes
    await writes(rana, en="More news", fr="More news", ar="More news")
    await asks_anew()
    await karim.taps("Approve")
    assert "It goes out in 30 seconds" in karim.screen
    assert len(requests(nadia, approved)) == 2


async def test_an_approval_lapses_with_a_change_and_a_time_that_has_passed_is_chosen_anew(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    rana, amina = await cluster.welcomes("Rana Khoury"), await cluster.welcomes()
    await appoints_editor(owner, rana)
    await owner.taps("Second approver")
    await owner.types("1")
    await writes(rana, en="The news")
    await rana.taps("Send…")
    assert "More than 1 person: somebody else of the staff has to approve it" in rana.screen
    await rana.taps("Later")
    await rana.taps("Today, 12:00")
    await cluster.passes(hours=2)
    assert "nobody has approved it yet: it was not sent" in rana.screen
    await owner.taps("Approve")
    assert "choose when it goes out" in owner.toasts[-1]
    assert "More than" not in owner.screen, "it is approved"
    await rana.taps("Choose when")
    assert "Send now" in " ".join(rana.buttons)
    await rana.taps("Back")
    await rana.taps("English")
    await rana.types("The better news")
    await rana.taps("Send…")
    assert "has been changed since: that approval does not count any more" in rana.screen
    await rana.taps("Ask to send it now")
    await owner.taps("Approve")
    await cluster.passes(seconds=31)
    assert len(got(amina, "The better news")) == 1
    await writes(owner, en="By the owner")
    await owner.types("/staff")
    await owner.taps("Rana Khoury")
    await owner.taps("Take off the list")
    await owner.taps("Take off the list")
    await owner.types("/broadcasts")
    await owner.taps("By the owner")
    await owner.taps("Send…")
    assert "nobody else of the staff can" in owner.screen
    await owner.taps("Change the number")
    await owner.taps("Never")
    await owner.types("/broadcasts")
    await owner.taps("By the owner")
    await owner.taps("Send…")
    await owner.taps("Send now")
    assert "goes out in 30 seconds" in owner.screen
