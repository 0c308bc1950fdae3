"""Albums, videos, and what stands below files: what people send at once is not lost where one file is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import select

from bot.models.deliveries import Delivery, Purpose, Status
from bot.moment import Moment
from bot.replies import Media, MediaKind, Reply, laid_out, rows
from bot.screens.navigation import home_button
from bot.services import drafts
from bot.services.drafts import Dialogue
from bot.simulator.attachments import Attachment
from handlers.feature import Feature
from handlers.turn import Turn, anyone
from tests import messages
from tests.stories.cast import Cluster, Player, plain
from tests.stories.company import at
from tests.stories.test_files import files_of
from tests.stories.test_leads import at_the_fair, leads_of

PHOTO, CLIP = Attachment("photo", b"a card"), Attachment("video", b"a clip", "stand.mp4")


def a_list(name: str) -> Attachment:
    return Attachment("document", b"%PDF", name)


@pytest.mark.both_databases
async def test_each_card_of_an_album_is_a_lead_also_where_words_are_asked_for(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await at_the_fair(cluster, amina)
    amina.phone.send_album([PHOTO, CLIP, PHOTO, PHOTO], captions={2: "Metro", 3: "Carrefour"})
    await cluster.settled()
    # What is no card is said, above what the last one led to
    *_before, refused, kept = amina.from_bot
    assert "I cannot keep this as a lead" in refused["text"]
    assert "lead 3" in kept["text"]
    assert [(lead.note, len(lead.photos)) for lead in await leads_of(cluster)] == [
        (None, 1),
        ("Metro", 1),
        ("Carrefour", 1),
    ]
    await amina.types("/cancel")
    await amina.taps("My company")
    await amina.taps("Change something")
    await amina.taps("City")
    amina.phone.send_album([PHOTO, PHOTO], "Spinneys")
    await cluster.settled()
    assert [lead.note for lead in await leads_of(cluster)][3:] == ["Spinneys", None]


@pytest.mark.parametrize(
    ("language", "as_what", "of_which_kind"),
    [
        ("en", "as a document or a photo", "setup.exe is not a kind of file"),
        ("fr", "comme document ou comme photo", "setup.exe n’est pas un type de fichier"),
        ("ar", "إرسال مستند أو صورة", "نوع الملف setup.exe غير مقبول"),
    ],
)
async def test_each_file_of_an_album_is_kept_and_what_cannot_be_is_said_above(
    cluster: Cluster, language: str, as_what: str, of_which_kind: str
) -> None:
    amina = await at(cluster, language=language)
    await amina.taps("📎")
    for video in (CLIP, Attachment("audio", b"ID3", "song.mp3")):
        amina.phone._say(video.sent(cluster.tg.files))
        await cluster.settled()
        assert as_what in amina.screen
    amina.phone.send_album(
        [a_list("prices.pdf"), a_list("setup.exe"), a_list("2026.pdf"), a_list("prices.pdf")]
    )
    await cluster.settled()
    assert [file.name for file in await files_of(cluster)] == ["prices.pdf", "2026.pdf", "prices.pdf"]
    above, screen = amina.from_bot[-2:]
    assert of_which_kind in plain(above["text"])
    assert "2026.pdf" in str(screen["reply_markup"])
    # An album whose last file is refused says so where the question is
    amina.phone.send_album([PHOTO, CLIP])
    await cluster.settled()
    assert as_what in amina.screen
    amina.phone.send_animation()
    await cluster.settled()
    assert [file.media for file in await files_of(cluster)][3:] == ["photo", "document"]


feature = Feature()
FORM = "a form of this test"


@anyone
async def _ask(turn: Turn) -> Reply:
    return Reply("Send it.")


@feature.typed(FORM, ask=_ask, takes_again=True, takes_media=True)
@anyone
async def _take(turn: Turn) -> Reply:
    """Show what came, as it is understood."""
    sent = turn.incoming
    files = tuple(file.shown for file in sent.files)
    return Reply(f"{len(files)}: {sent.caption_html or sent.html}", rows(home_button()), media=files)


@pytest.fixture
async def sending(cluster: Cluster) -> Player:
    """Somebody in a dialogue that takes media."""
    consumer: Any = cluster.machine.consumer
    talk = consumer._conversation
    consumer._conversation = replace(talk, features=(feature, *talk.features))
    amina = await cluster.welcomes()
    await opens(cluster, amina)
    return amina


async def opens(cluster: Cluster, player: Player) -> None:
    async with cluster.database.transaction() as session:
        await drafts.write(session, player.id, None, Dialogue(FORM, {}), Moment(cluster.clock(), UTC))


def of(message: dict[str, Any]) -> str:
    return next(kind for kind in ("photo", "video", "document", "text") if kind in message)


async def test_media_go_into_a_dialogue_whole_and_come_back_so_and_are_corrected(
    cluster: Cluster, sending: Player
) -> None:
    phone = sending.phone
    # One: the words and the buttons are below it, and what a tap shows comes below all
    one = phone.send_video(b"ftyp", "A film")
    await cluster.settled()
    film = sending.from_bot[-1]
    assert (of(film), film["caption"], sending.buttons) == ("video", "1: A film", ["🏠 Home"])
    phone.edit(one, "A film of our stand")
    await cluster.settled()
    assert sending.screen == "✏️ Corrected.\n\n1: A film of our stand"
    await sending.taps("Home")
    assert [of(message) for message in sending.from_bot[-3:]] == ["video", "video", "text"]
    assert "🔎 Directory" in sending.buttons


async def test_an_album_is_one_answer_and_its_words_are_corrected_where_they_stand(
    cluster: Cluster, sending: Player
) -> None:
    phone = sending.phone
    first, second, _third = phone.send_album([PHOTO, CLIP, PHOTO], "The <fair>")
    await cluster.settled()
    *album, text = sending.from_bot[-4:]
    assert [of(message) for message in album] == ["photo", "video", "photo"]
    assert (text["text"], "reply_markup" in text) == ("3: The <fair>", True)
    # What a tap shows is shown in the message that has the buttons
    await sending.taps("Home")
    assert [of(message) for message in sending.from_bot[-4:]] == ["photo", "video", "photo", "text"]
    assert "🔎 Directory" in sending.buttons
    await opens(cluster, sending)
    phone.edit(second, "other words")
    await cluster.settled()
    assert "Editing this part of your album changes nothing" in sending.sees
    phone.edit(first, "The fair in Dubai")
    await cluster.settled()
    # Telegram tells of an edit by itself: only the file that it stands below comes with it
    assert sending.from_bot[-1]["caption"] == "✏️ Corrected.\n\n1: The fair in Dubai"
    # Words below several: they are read one after the other, and none can be corrected by itself
    first, _second = phone.send_album([a_list("a.pdf"), a_list("b.pdf")], captions={0: "A", 1: "B"})
    await cluster.settled()
    assert sending.screen == "2: A\n\nB"
    phone.edit(first, "C")
    await cluster.settled()
    assert sending.sees.count("Editing this part of your album changes nothing") == 2


@pytest.mark.both_databases
async def test_all_that_a_message_came_as_is_on_record_and_can_be_taken_back(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    before = len(amina.from_bot)
    ids = [Media(MediaKind.PHOTO, cluster.tg.files.add_photo(b"jpeg")[-1].id) for _twice in range(2)]
    said = Reply("<b>The fair</b>", rows(home_button()), media=tuple(ids))

    async def tells(contents: dict[str, Any], **more: Any) -> Delivery:
        async with cluster.database.transaction() as session:
            letter = {"en": contents}
            await messages.write(
                session, "", amina.id, Purpose.BROADCAST, cluster.clock(), contents=letter, **more
            )
            newest = select(Delivery).order_by(Delivery.id.desc()).limit(1)
            (await session.scalars(newest)).one().also = more and [one["message_id"] for one in album]
        await cluster.passes(seconds=1)
        async with cluster.database.reading() as session:
            return (await session.scalars(newest)).one()

    album: list[dict[str, Any]] = []
    row = await tells(laid_out(said, "en"))
    *album, text = amina.from_bot[before:]
    assert [of(message) for message in (*album, text)] == ["photo", "photo", "text"]
    assert row.status is Status.SENT
    assert (row.message_id, row.also) == (text["message_id"], [one["message_id"] for one in album])
    # The message that takes it back has of it what it came as
    back = await tells({"text": "", "deletes": []}, edits=row.message_id)
    assert (back.status, back.message_id) == (Status.SENT, None)
    assert len(amina.from_bot) == before
