"""Albums, videos, and what stands below files: what people send at once is not lost where one file is asked for."""

from __future__ import annotations

import pytest

from bot.simulator.attachments import Attachment
from tests.stories.cast import Cluster, plain
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
