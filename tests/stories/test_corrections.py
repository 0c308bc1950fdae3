"""What was sent is corrected or withdrawn wherever it arrived: said first, silently, and each message accounted for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.i18n import undirected
from bot.models.broadcasts import Broadcast
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.staff import AuditEntry
from bot.rules.interest import ButtonKind
from bot.rules.staff import Deed
from bot.screens.corrections import ConfirmCorrection, CorrectText, WithdrawBroadcast
from bot.services import approvals
from tests.moments import at
from tests.stories.broadcasting import appoints_editor, got, is_down_for, looks, recovers, sends
from tests.stories.cast import OWNER, Cluster, Player
from tests.stories.test_composing import OTHER, PHOTO, album, captioned, photo
from tests.stories.test_interest import sends_with

STAFF_READ = {
    "en": (
        "Correct it",
        "The text in English",
        "Change the text in English?",
        "1 person who has it sees it changed",
        "Change this text",
        "changed: 1",
    ),
    "fr": (
        "Corriger",
        "Le texte en français",
        "Modifier le texte en français\u202f?",
        "1\u00a0personne l’a reçue et la verra modifiée",
        "Modifier ce texte",
        "modifiés\u00a0: 1",
    ),
    "ar": (
        "تصحيحه",
        "النصّ باللغة العربية",
        "تغيير النصّ باللغة العربية؟",
        "شخص واحد وصله الإعلان",
        "تغيير هذا النصّ",
        "تغيّرت: 1",
    ),
}
"""What staff tap and read of a correction: the way to it, the text, the question, for how many, the act, the end."""
TEXTS = {"en": "Fair on Monday", "fr": "Salon lundi", "ar": "المعرض يوم الإثنين"}


def sounds(cluster: Cluster, player: Player) -> int:
    """How many messages came into a chat by which its phone may have rung."""
    return sum(call.method.startswith("send") and call.chat_id == player.id for call in cluster.tg.ledger)


async def deeds(cluster: Cluster) -> list[Deed]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.mark.both_databases
async def test_a_text_is_corrected_for_its_readers_and_no_phone_rings(cluster: Cluster) -> None:
    owner = await cluster.owner()
    members = {
        language: await cluster.welcomes(name, language=language)
        for language, name in {"en": "Amina Haddad", "fr": "Bruno Karam", "ar": "Chloe Saab"}.items()
    }
    await sends_with(owner, ButtonKind.INTERESTED, **TEXTS)
    await looks(cluster)
    await members["fr"].taps("Cela m’intéresse")
    rang = {language: sounds(cluster, member) for language, member in members.items()}
    new = {"en": "Fair on Tuesday", "fr": "Salon mardi", "ar": "المعرض يوم الثلاثاء"}
    for language, (correct, text, question, seen, act, done) in STAFF_READ.items():
        await speaks(owner, language)
        await owner.types("/broadcasts")
        await owner.taps(new[language] if got(members[language], new[language]) else TEXTS[language])
        await owner.taps(correct)
        await owner.taps(text)
        assert TEXTS[language] in owner.screen
        await owner.types(new[language])
        assert question in owner.screen
        assert seen in owner.screen
        assert new[language] in owner.sees, "how it will look stands above"
        assert got(members[language], TEXTS[language]), "nothing changes before it is confirmed"
        await owner.taps(act)
        await looks(cluster)
        await looks(cluster)
        assert done in owner.screen
        assert got(members[language], new[language])
        assert not got(members[language], TEXTS[language])
    await speaks(owner, "en")
    assert {language: sounds(cluster, member) for language, member in members.items()} == rang
    assert (await deeds(cluster)).count(Deed.BROADCAST_CORRECTED) == 3
    await members["ar"].taps("يهمّني هذا")
    await owner.types("/broadcasts")
    await owner.taps("Fair on Tuesday")
    assert "Tapped “🙋 I'm interested”: 2" in owner.screen
    assert "French: 1 tapped of 1" in owner.screen
    assert "English: 0 tapped of 1" in owner.screen


@pytest.mark.both_databases
async def test_who_has_not_got_it_yet_gets_the_new_text_and_who_deleted_it_is_accounted_for(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    chloe = await cluster.welcomes("Chloe Saab")
    is_down_for(bruno)
    await sends(owner, en="Fair on Monday")
    await looks(cluster)
    cluster.tg.remove(chloe.phone.chat, got(chloe, "Fair on Monday")[0]["message_id"])
    await owner.taps("Correct it")
    await owner.types("Fair on Monday")
    assert "This is what it says already" in owner.screen
    await owner.types("Fair on Tuesday")
    assert "2 people who have it see it changed" in owner.screen
    assert "1 person who has not got it yet gets the new text" in owner.screen
    await owner.taps("Change this text")
    await looks(cluster)
    await recovers(cluster)
    await looks(cluster)
    assert [len(got(one, "Fair on Tuesday")) for one in (amina, bruno, chloe)] == [1, 1, 0]
    assert not got(bruno, "Fair on Monday")
    assert "changed: 1" in owner.screen
    assert "could not be: 1" in owner.screen
    async with cluster.database.reading() as session:
        changes = await session.scalars(select(Delivery.status).where(Delivery.purpose == Purpose.CORRECTION))
        assert sorted(changes.all()) == [Status.FAILED, Status.SENT]


@pytest.mark.parametrize(
    ("language", "withdraw", "act", "withdrawn"),
    [
        ("en", "Withdraw it…", "Withdraw it", "Withdrawn"),
        ("fr", "Retirer…", "Retirer l’annonce", "Annonce retirée"),
        ("ar", "سحب الإعلان…", "سحب الإعلان", "سُحب الإعلان"),
    ],
)
async def test_within_48_hours_it_is_deleted_with_everybody(
    cluster: Cluster, language: str, withdraw: str, act: str, withdrawn: str
) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    await sends_with(owner, ButtonKind.INTERESTED, en="Hello")
    await looks(cluster)
    await amina.taps("I'm interested")
    message, data = bruno.button("I'm interested")
    await owner.taps("Home")
    await speaks(owner, language)
    await owner.types("/broadcasts")
    await owner.taps("Hello")
    await owner.taps(withdraw)
    assert "48" in owner.screen
    await owner.taps(act)
    await looks(cluster)
    await looks(cluster)
    assert withdrawn in owner.screen
    assert not got(amina, "Hello")
    assert not got(bruno, "Hello")
    bruno.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert "withdrawn" in bruno.toasts[-1]
    assert (await deeds(cluster)).count(Deed.BROADCAST_WITHDRAWN) == 1
    await owner.taps_data(WithdrawBroadcast(1, is_sure=True).pack())
    await owner.taps_data(CorrectText(1, "en").pack())
    assert (await deeds(cluster)).count(Deed.BROADCAST_WITHDRAWN) == 1


async def speaks(owner: Player, language: str) -> None:
    await owner.types("/language")
    await owner.taps({"en": "English", "fr": "Français", "ar": "العربية"}[language])


async def test_what_is_older_than_48_hours_says_that_it_was_withdrawn(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes(language="fr")
    await sends_with(owner, ButtonKind.INTERESTED, en="Hello", fr="Bonjour")
    await cluster.passes(hours=49)
    await owner.types("/broadcasts")
    await owner.taps("Hello")
    await owner.taps("Withdraw it")
    assert "1 person got it more than 48 hours ago" in owner.screen
    await owner.taps("Replace the text")
    await looks(cluster)
    await looks(cluster)
    assert got(amina, "Cette annonce a été retirée.")
    assert not got(amina, "Bonjour")
    assert "replaced: 1" in owner.screen


async def test_another_editor_who_was_quicker_is_not_overwritten_unseen(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    nadim = await cluster.welcomes("Nadim Saab")
    await appoints_editor(owner, nadim)
    await sends(owner, en="Fair on Monday")
    await looks(cluster)
    await owner.taps("Correct it")
    await owner.types("Fair on Tuesday")
    message, data = owner.button("Change this text")
    async with cluster.database.transaction() as session:
        broadcast = await session.get_one(Broadcast, 1)
        broadcast.texts[0].html = "Fair on Sunday"
    await owner.taps("Change this text")
    assert "corrected by somebody else" in owner.toasts[-1]
    assert not got(amina, "Fair on Tuesday")
    await owner.taps("Change this text")
    await looks(cluster)
    assert got(amina, "Fair on Tuesday")
    so_far = await deeds(cluster)
    await owner.taps_data(data, message["message_id"])
    await amina.taps_data(ConfirmCorrection(1).pack())
    await amina.taps_data(WithdrawBroadcast(1, is_sure=True).pack())
    assert await deeds(cluster) == so_far
    assert got(amina, "Fair on Tuesday")


async def test_after_a_year_it_is_too_long_ago(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await sends(owner, en="Hello")
    await looks(cluster)
    await cluster.passes(days=400)
    await cluster.passes(days=1)
    await owner.types("/broadcasts")
    await owner.taps("Hello")
    assert not any("Correct it" in label for label in owner.buttons)
    await owner.taps_data(WithdrawBroadcast(1).pack())
    assert "more than a year ago" in owner.toasts[-1]
    assert got(amina, "Hello")


async def test_below_a_photo_the_caption_changes_and_below_an_album_the_words_with_the_button(
    cluster: Cluster,
) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/broadcast")
    await photo(owner, "Meeting on Thursday in the hall")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    await looks(cluster)
    (flyer,) = captioned(amina, "Meeting on Thursday in the hall")
    rang = sounds(cluster, amina)
    await owner.taps("Correct it")
    await owner.types("x" * 1025)
    assert "below a photo, a video or a document 1,024 fit" in owner.screen
    await owner.types("Meeting on <b>Friday</b>")
    assert captioned(owner, "Meeting on <b>Friday</b>"), "the preview has the photo"
    await owner.taps("Change this text")
    await looks(cluster)
    (changed,) = captioned(amina, "Meeting on <b>Friday</b>")
    assert (changed["message_id"], changed["photo"]) == (flyer["message_id"], flyer["photo"])
    await owner.types("/broadcast")
    await album(owner, [PHOTO, OTHER], "The market is open on Monday")
    async with cluster.database.transaction() as session:
        newest = await session.scalar(select(Broadcast).order_by(Broadcast.id.desc()).limit(1))
        newest.button = ButtonKind.MORE
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    await looks(cluster)
    so_far = len(amina.from_bot)
    await owner.taps("Correct it")
    await owner.types("The market is open on Tuesday")
    await owner.taps("Change this text")
    await looks(cluster)
    assert got(amina, "The market is open on Tuesday")
    await amina.taps("Tell me more")
    assert sounds(cluster, amina) == rang + 2 + 1, "the album, the words, and the answer to the tap"
    await owner.taps("Withdraw it")
    await owner.taps("Withdraw it")
    await looks(cluster)
    assert len(amina.from_bot) == so_far - 3, "the album with its words is gone"
    assert captioned(amina, "Meeting on <b>Friday</b>"), "the other one stays"


ASKED = {
    "en": ("You are asked to look at this correction", "Change this text"),
    "fr": ("On vous demande de relire cette correction", "Modifier"),
    "ar": ("طلب النظر في هذا التصحيح", "تغيير هذا النصّ"),
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_of_many_people_a_second_person_confirms_a_correction(cluster: Cluster, language: str) -> None:
    """The owner writes it, an editor confirms it, whose language it is; above no people at all that is so."""
    owner, amina = await cluster.owner(), await cluster.welcomes("Amina Haddad")
    rana = await cluster.welcomes("Rana Khoury", language=language)
    await appoints_editor(owner, rana)
    await sends(owner, en="Fair on Monday", fr="Salon lundi", ar="المعرض يوم الإثنين")
    await looks(cluster)
    async with cluster.database.transaction() as session:
        await approvals.set_above(session, 0, OWNER, at(cluster.clock()))
    await owner.types("/broadcasts")
    await owner.taps("Fair on")
    await owner.taps("Correct it")
    await owner.taps("The text in English")
    await owner.types("Fair on Tuesday")
    await owner.taps("Change this text")
    assert "a second person has to confirm the correction" in owner.screen
    assert "Asked: Rana Khoury." in undirected(owner.screen)
    assert got(amina, "Fair on Monday")
    said, act = ASKED[language]
    assert said in undirected(rana.screen)
    await rana.taps(act)
    await looks(cluster)
    assert got(amina, "Fair on Tuesday")
    assert not got(amina, "Fair on Monday")
    assert "Rana Khoury confirmed your correction of the text in English" in owner.screen
