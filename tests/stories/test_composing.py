"""A broadcast is composed by sending what it says: texts, media, buttons; nothing that is sent is lost."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.moment import Moment
from bot.services import composing
from bot.simulator.attachments import Attachment
from tests.stories.broadcasting import appoints_editor, got, sends, writes
from tests.stories.cast import OWNER, Cluster, Player, plain

TEXTS = {"ar": "اجتماع الخميس في زحلة", "fr": "Réunion jeudi à Zahlé", "en": "Meeting on Thursday in Zahlé"}
NAMES = {
    "en": {"ar": "Arabic", "fr": "French", "en": "English"},
    "fr": {"ar": "arabe", "fr": "français", "en": "anglais"},
    "ar": {"ar": "العربية", "fr": "الفرنسية", "en": "الإنجليزية"},
}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "taken": "Taken for the text in",
        "unsure": "nothing in it tells the language",
        "send": "Send this to members",
        "begun": "Nothing is sent until you say so",
        "search": "Search for it instead",
        "sticker": "I cannot pass this on",
        "too long": "below a photo, a video or a document 1,024 fit",
        "no button": "does not end with an address",
        "another": "somebody sent or discarded it. What you sent begins another one.",
    },
    "fr": {
        "taken": "Reçu comme texte en",
        "unsure": "rien n’y indique la langue",
        "send": "Envoyer ceci aux membres",
        "begun": "Rien ne part sans votre accord",
        "search": "Le chercher plutôt",
        "sticker": "je ne peux pas transmettre",
        "too long": "sous une photo, une vidéo ou un document, la limite est de 1\u202f024",
        "no button": "ne se termine pas par une adresse",
        "another": "quelqu’un l’a envoyée ou supprimée. Ce que vous venez d’envoyer en commence une autre.",
    },
    "ar": {
        "taken": "اعتُمد نصًّا باللغة",
        "unsure": "لا شيء فيه يدلّ على لغته",
        "send": "إرسال هذا إلى الأعضاء",
        "begun": "لن يُرسَل شيء إلى أحد قبل موافقتكم",
        "search": "البحث عنه بدلًا من ذلك",
        "sticker": "وهذا لا يمكن إرساله",
        "too long": "والحدّ الأقصى تحت صورة أو فيديو أو مستند: 1,024",
        "no button": "لا ينتهي برابط",
        "another": "فقد أُرسل أو حُذف. ما أرسلتموه يبدأ إعلانًا جديدًا.",
    },
}
PHOTO, OTHER = Attachment("photo", b"a flyer"), Attachment("photo", b"another flyer")


async def drafts(cluster: Cluster) -> list[Broadcast]:
    async with cluster.database.reading() as session:
        query = select(Broadcast).where(Broadcast.phase == BroadcastPhase.COMPOSING).order_by(Broadcast.id)
        return list(await session.scalars(query))


async def says(cluster: Cluster) -> dict[str, str]:
    """What the newest draft says."""
    return dict((await drafts(cluster))[-1].wordings.written)


async def photo(player: Player, caption: str | None = None, data: bytes = b"a flyer") -> int:
    sent = player.phone.send_photo(data, caption)
    await player.cluster.settled()
    return sent


async def album(player: Player, files: list[Attachment], caption: str | None = None) -> list[int]:
    sent = player.phone.send_album(files, caption)
    await player.cluster.settled()
    return sent


def captioned(player: Player, caption: str) -> list[dict[str, Any]]:
    return [message for message in player.from_bot if plain(message.get("caption", "")) == caption]


@pytest.mark.both_databases
async def test_three_messages_and_three_taps_reach_readers_of_three_languages(cluster: Cluster) -> None:
    owner = await cluster.owner()
    members = {
        language: await cluster.welcomes(f"{name} Karam", language=language)
        for language, name in (("ar", "Amina"), ("fr", "Bruno"), ("en", "Carla"))
    }
    sent, taps = 0, 0
    for text in (TEXTS["en"], TEXTS["ar"], TEXTS["fr"]):
        await owner.types(text)
        sent += 1
        if sent == 1:
            await owner.taps("Send this to members")
            taps += 1
    for label in ("Send…", "Send now"):
        await owner.taps(label)
        taps += 1
    await cluster.passes(seconds=31)
    assert (sent, taps) <= (3, 3)
    for language, member in members.items():
        assert len(got(member, TEXTS[language])) == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_text_is_taken_for_its_language_and_one_tap_moves_it(cluster: Cluster, language: str) -> None:
    owner = await cluster.owner(language)
    await cluster.welcomes()
    words, names = WORDS[language], NAMES[language]
    await owner.types("/broadcast")
    # Nothing tells the language: it is the writer's own, then the first that has no text, and never Arabic
    first, second = ("en", "fr") if language == "en" else ("fr", "en")
    third = "ar"
    await owner.types("SIAL 2026")
    assert words["unsure"] in owner.screen
    assert await says(cluster) == {first: "SIAL 2026"}
    await owner.types("SIAL 2027")
    assert await says(cluster) == {first: "SIAL 2026", second: "SIAL 2027"}
    await owner.taps_data(f"Am:1:{third}", owner.from_bot[-1]["message_id"])
    assert await says(cluster) == {first: "SIAL 2026", third: "SIAL 2027"}
    # A text that says its language takes the place of what was there, which can come back, also by moving it on
    await owner.types(TEXTS[third])
    assert f"{words['taken']} {names[third]}" in owner.screen
    assert "SIAL 2027" in owner.screen
    await owner.taps_data(f"Am:1:{second}", owner.from_bot[-1]["message_id"])
    assert await says(cluster) == {first: "SIAL 2026", second: TEXTS[third], third: "SIAL 2027"}
    await owner.taps_data("Ab:1", owner.from_bot[-1]["message_id"])
    assert await says(cluster) == {first: "SIAL 2026", third: "SIAL 2027"}
    await owner.taps_data("Ab:1", owner.from_bot[-1]["message_id"])
    assert await says(cluster) == {first: "SIAL 2026", third: "SIAL 2027"}, "a second tap changes nothing"
    # What is nothing to be sent gets a sentence, and the draft stays open
    for send in (owner.phone.send_sticker, owner.phone.send_voice, owner.phone.send_location):
        send()
        await cluster.settled()
        assert words["sticker"] in owner.screen
        assert "SIAL 2026" in owner.screen


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_what_an_editor_sends_where_nothing_waits_begins_a_draft(
    cluster: Cluster, language: str
) -> None:
    owner = await cluster.owner(language)
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    words = WORDS[language]
    await owner.types("olive oil")
    assert not await drafts(cluster)
    await owner.taps(words["send"])
    assert await says(cluster) == {"en": "olive oil"}
    own = [m["message_id"] for m in owner.phone.messages if m.get("text") == "olive oil"]
    owner.phone.edit(own[-1], "Olive oil for all")
    await cluster.settled()
    assert await says(cluster) == {"en": "Olive oil for all"}
    await owner.types("/start")
    text = "The harvest forum\nis on Thursday"
    await owner.types(text, entities=[{"type": "bold", "offset": 4, "length": 7}])
    assert words["begun"] in owner.screen
    assert await says(cluster) == {"en": "The <b>harvest</b> forum\nis on Thursday"}
    await owner.taps(words["search"])
    assert "The harvest forum" in owner.screen
    assert len(await drafts(cluster)) == 1
    await owner.taps(words["send"])
    assert await says(cluster) == {"en": "The <b>harvest</b> forum\nis on Thursday"}
    # While something is looked for, too
    await owner.types("/directory")
    await photo(owner, TEXTS["fr"])
    assert words["begun"] in owner.screen
    assert await says(cluster) == {"fr": TEXTS["fr"]}
    await owner.types("/start")
    await album(owner, [PHOTO, OTHER])
    assert words["begun"] in owner.screen
    assert [len(one.media) for one in await drafts(cluster)] == [0, 0, 1, 2]


async def test_what_others_send_and_member_lists_make_no_draft(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes("Amina Haddad")
    bruno = await cluster.welcomes("Bruno Karam")
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types(str(bruno.id))
    await owner.taps("viewer")
    for player in (amina, bruno):
        await photo(player, "Look at this")
        await player.types("Good morning\nto all of you")
        assert not any("Send this to members" in label for label in player.buttons)
        for data in ("A", "As", "Af", "Am:1:fr", "Ab:1", "Aw:1", "Ap:1", "Al:1", "Ai:1:more", "Au:1"):
            await player.taps_data(data)
    await owner.types("/start")
    owner.phone.send_document("members.csv", b"company\nCedar Press\n")
    await cluster.settled()
    assert "members.csv" in owner.sees
    assert not await drafts(cluster)
    owner.phone.send_document("flyer.pdf", b"%PDF")
    await cluster.settled()
    assert [one.media[0]["kind"] for one in await drafts(cluster)] == ["document"]


@pytest.mark.both_databases
async def test_media_go_with_every_text_until_one_has_its_own(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", language="fr")
    carla = await cluster.welcomes("Carla Saab", language="en")
    await owner.types("/broadcast")
    await photo(owner, TEXTS["en"])
    assert "🖼 With every text: 1 photo" in owner.screen
    await owner.types(TEXTS["ar"])
    await album(owner, [PHOTO, OTHER], TEXTS["fr"])
    assert "🖼 With the other texts: 1 photo" in owner.screen
    assert "🖼 With the text in French: 2 photos" in owner.screen
    owner.phone.send_document("programme.pdf", b"%PDF")
    await cluster.settled()
    assert "cannot stand together" in owner.screen
    owner.phone.send_video()
    await cluster.settled()
    assert "Added for all languages: 1 video" in owner.screen
    assert "🖼 With the other texts: 1 photo and 1 video" in owner.screen
    await owner.taps("Media")
    await owner.taps("Replace: the other texts")
    await owner.types("Words in place of a picture")
    assert "Please send the photo, video, document or album that comes in their place" in owner.screen
    assert "Words in place of a picture" not in (await says(cluster)).values()
    await photo(owner, data=b"a better flyer")
    assert "🖼 With the other texts: 1 photo" in owner.screen
    # A button comes under the picture; under an album, with the text below it
    await owner.taps("Links")
    await owner.types("Programme – https://qoot.example/p")
    await owner.taps("Preview")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    for member, language in ((amina, "ar"), (carla, "en")):
        (message,) = captioned(member, TEXTS[language])
        assert "photo" in message
        assert message["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://qoot.example/p"
    assert sum("photo" in message for message in bruno.from_bot) == 2
    (message,) = got(bruno, TEXTS["fr"])
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"] == "Programme"


@pytest.mark.parametrize("kind", ["photo", "video", "document", "animation", "audio", "album", "documents"])
async def test_each_kind_of_media_arrives_as_it_was_sent(cluster: Cluster, kind: str) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    paper = Attachment("document", b"%PDF", "a.pdf")
    phone = owner.phone
    {
        "photo": lambda: phone.send_photo(b"x", TEXTS["en"]),
        "video": lambda: phone.send_video(b"x", TEXTS["en"]),
        "document": lambda: phone.send_document("a.pdf", b"x", caption=TEXTS["en"]),
        "animation": lambda: phone.send_animation(b"x", TEXTS["en"]),
        "audio": lambda: phone.send_audio(b"x", TEXTS["en"]),
        "album": lambda: phone.send_album([PHOTO, Attachment("video", b"v", "v.mp4"), OTHER], TEXTS["en"]),
        "documents": lambda: phone.send_album([paper, paper], TEXTS["en"]),
    }[kind]()
    await cluster.settled()
    await owner.taps("Preview")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    (message,) = captioned(amina, TEXTS["en"])
    arrived = {"album": "photo", "documents": "document"}.get(kind, kind)
    assert arrived in message
    files = [one for one in amina.from_bot if {"photo", "video", "document", "animation", "audio"} & set(one)]
    assert len(files) == {"album": 3, "documents": 2}.get(kind, 1)
    # The preview was the same
    assert len(captioned(owner, TEXTS["en"])) == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_text_too_long_for_its_picture_waits_for_a_shorter_one(
    cluster: Cluster, language: str
) -> None:
    owner = await cluster.owner(language)
    await cluster.welcomes()
    words = WORDS[language]
    long = ("the harvest 😀 " * 100).strip()
    assert 1024 < len(long) < 2000
    # With the picture
    await photo(owner, long)
    assert words["too long"] in owner.screen
    assert not (await drafts(cluster))[-1].texts
    # Another file does not push it out
    await photo(owner, data=b"another flyer")
    assert words["too long"] in owner.screen
    await owner.types(TEXTS["en"])
    assert await says(cluster) == {"en": TEXTS["en"]}
    assert len((await drafts(cluster))[-1].media) == 2
    # After the picture: it is taken without it
    await owner.types(long)
    assert words["too long"] in owner.screen
    await owner.taps_data("Aw:1", owner.from_bot[-1]["message_id"])
    assert await says(cluster) == {"en": long}
    assert not (await drafts(cluster))[-1].media
    # The picture after it
    await photo(owner)
    assert words["too long"] in owner.screen
    assert not (await drafts(cluster))[-1].media
    await owner.types(TEXTS["en"])
    assert await says(cluster) == {"en": TEXTS["en"]}
    assert len((await drafts(cluster))[-1].media) == 1
    # Exactly as long as fits
    await owner.types("the harvest " + "x" * 1012)
    assert len((await says(cluster))["en"]) == 1024


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_buttons_with_links_are_typed_checked_and_shared(cluster: Cluster, language: str) -> None:
    owner = await cluster.owner(language)
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", language="fr")
    await owner.types("/broadcast")
    for text in TEXTS.values():
        await owner.types(text)
    await owner.taps_data("Al:1:fr", owner.from_bot[-1]["message_id"])
    await owner.types("S’inscrire – https://qoot.example/i\nAppeler le 01 234 567")
    assert WORDS[language]["no button"] in owner.screen
    assert "Appeler le 01 234 567" in owner.screen
    await owner.types("S’inscrire – https://qoot.example/i\nLe <b> & le reste: http://qoot.example/?a=1&b=2")
    assert "S’inscrire" in owner.screen
    edited = owner.phone.messages
    own = [
        m["message_id"] for m in edited if m.get("text", "").startswith("S’inscrire") and "reste" in m["text"]
    ]
    owner.phone.edit(own[-1], "S’inscrire ici – https://qoot.example/i")
    await cluster.settled()
    await owner.taps_data("Al:1:ar", owner.from_bot[-1]["message_id"])
    await owner.types("سجّل الآن – https://qoot.example/ar")
    await owner.taps_data("Ai:1:interested", owner.from_bot[-1]["message_id"])
    await owner.taps_data("Ai:1:interested", owner.from_bot[-1]["message_id"])
    assert any(label.startswith("✓ 🙋") for label in owner.buttons)
    await owner.taps("📤")
    await owner.taps("📤")
    await cluster.passes(seconds=31)
    (french,), (arabic,) = got(bruno, TEXTS["fr"]), got(amina, TEXTS["ar"])
    rows = [
        [
            (button["text"], button.get("url"))
            for row in one["reply_markup"]["inline_keyboard"]
            for button in row
        ]
        for one in (french, arabic)
    ]
    assert rows[0][0] == ("S’inscrire ici", "https://qoot.example/i")
    assert rows[1][0] == ("سجّل الآن", "https://qoot.example/ar")
    assert [len(row) for row in rows] == [2, 2]
    assert "🙋" in rows[0][1][0]
    assert rows[0][1][0] != rows[1][1][0]


async def test_an_edit_corrects_the_text_it_went_into_wherever_that_is_now(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    first = await photo(owner, "The harvst forum is on Thursday")
    await owner.taps("It is in French")
    await owner.types("/start")
    owner.phone.edit(first, "The harvest forum is on Thursday")
    await cluster.settled()
    assert owner.screen.startswith("✏️ Corrected.")
    assert await says(cluster) == {"fr": "The harvest forum is on Thursday"}
    await owner.types("Le forum des récoltes est jeudi")
    assert await says(cluster) == {"fr": "Le forum des récoltes est jeudi"}
    owner.phone.edit(first, "The harvest forum is off")
    await cluster.settled()
    assert "not in this broadcast any more" not in owner.sees, "its picture still is"
    second = await photo(owner, data=b"more")
    owner.phone.edit(second, "We meet in Zahlé")
    await cluster.settled()
    assert await says(cluster) == {"fr": "Le forum des récoltes est jeudi", "en": "We meet in Zahlé"}
    # Refused first, and then short enough
    third = await photo(owner, "x" * 1025)
    assert "1,024 fit" in owner.screen
    owner.phone.edit(third, "The forum is on Friday")
    await cluster.settled()
    assert (await says(cluster))["en"] == "The forum is on Friday"


async def test_several_drafts_are_listed_gone_on_with_and_written_by_two(cluster: Cluster) -> None:
    owner, bruno = await cluster.owner(), await cluster.welcomes("Bruno Karam")
    await appoints_editor(owner, bruno)
    await sends(owner, en="The first news of the year")
    await writes(bruno, en="The harvest forum")
    await owner.types("/broadcast")
    assert "being written by Bruno Karam since" in owner.screen
    # What is sent here begins another
    await owner.types(TEXTS["fr"])
    assert await says(cluster) == {"fr": TEXTS["fr"]}
    await owner.types("/broadcasts")
    assert [label[:2].strip() for label in owner.buttons[:3]] == ["✏️", "✏️", "✅"]
    # Two write the same one
    await owner.taps("The harvest forum")
    await owner.types("منتدى الحصاد")
    await bruno.types("Le forum des récoltes")
    async with cluster.database.reading() as session:
        texts = (await session.get_one(Broadcast, 2)).wordings.written
    assert dict(texts) == {
        "en": "The harvest forum",
        "ar": "منتدى الحصاد",
        "fr": "Le forum des récoltes",
    }
    # What one has moved on with is not taken back by the other
    await bruno.taps("Discard")
    await bruno.taps("Discard it")
    await owner.types("The harvest forum is on Friday")
    assert "somebody sent or discarded it" in plain(owner.from_bot[-2]["text"])
    assert await says(cluster) == {"en": "The harvest forum is on Friday"}
    # Nor is what a language was asked for
    await owner.taps("Arabic")
    await bruno.types("/broadcasts")
    await bruno.taps("The harvest forum is on")
    await bruno.taps("Discard")
    await bruno.taps("Discard it")
    await owner.types("منتدى الحصاد يوم الجمعة")
    assert "somebody sent or discarded it" in plain(owner.from_bot[-2]["text"])
    assert await says(cluster) == {"ar": "منتدى الحصاد يوم الجمعة"}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_what_waits_goes_along_to_another_draft_where_the_first_was_discarded(
    cluster: Cluster, language: str
) -> None:
    owner = await cluster.owner(language)
    await photo(owner, "the harvest " * 100)
    assert WORDS[language]["too long"] in owner.screen
    moment = Moment(cluster.clock(), ZoneInfo("Asia/Beirut"), frozenset({OWNER}))
    async with cluster.database.transaction() as session:
        await composing.discard(session, 1, OWNER, moment)
    await owner.types(TEXTS["en"])
    assert WORDS[language]["another"] in plain(owner.from_bot[-2]["text"])
    (draft,) = await drafts(cluster)
    assert dict(draft.wordings.written) == {"en": TEXTS["en"]}
    assert len(draft.media) == 1


async def test_a_past_one_is_used_again_with_all_that_it_had(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes(language="fr")
    await photo(owner, TEXTS["en"])
    await owner.taps("Links")
    await owner.types("Programme – https://qoot.example/p")
    await owner.taps("Tell me more")
    await owner.taps("Send…")
    await owner.taps("The text in English")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    await owner.types("/broadcasts")
    await owner.taps("Meeting on Thursday")
    message = owner.from_bot[-1]["message_id"]
    await owner.taps("Use again")
    await owner.taps_data("Au:1", message)
    (copy,) = await drafts(cluster)
    async with cluster.database.reading() as session:
        past = await session.get_one(Broadcast, 1)
    for name in ("media", "fallbacks", "audience", "button"):
        assert getattr(copy, name) == getattr(past, name)
    assert [(text.html, text.links) for text in copy.texts] == [
        (text.html, text.links) for text in past.texts
    ]
    assert "Programme" in owner.screen
    await owner.taps("Send…")
    await owner.types(TEXTS["fr"])
    assert "✓ French: Réunion jeudi" in owner.screen, "also at the last look"
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert len(captioned(amina, TEXTS["en"])) == len(captioned(amina, TEXTS["fr"])) == 1


async def test_what_is_sent_while_the_audience_is_chosen_is_a_part_of_the_draft(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, fr=TEXTS["fr"])
    await owner.taps("Audience")
    await owner.taps("Language")
    await owner.taps("French")
    await owner.types(TEXTS["en"])
    (draft,) = await drafts(cluster)
    assert draft.wordings.written == {"fr": TEXTS["fr"], "en": TEXTS["en"]}
    assert draft.audience == {"language": ["fr"]}


async def test_a_text_that_names_a_company_can_be_sent_to_members_all_the_same(cluster: Cluster) -> None:
    """A search finds one company, whose card opens at once."""
    owner = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    await owner.types("Cedar Press")
    assert "Cedar Press" in owner.screen
    await owner.taps("Send this to members")
    assert await says(cluster) == {"en": "Cedar Press"}
