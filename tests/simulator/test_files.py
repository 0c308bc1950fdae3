"""Files in both directions."""

import struct

import pytest
from telegram import Bot, InputFile, InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo
from telegram.error import BadRequest, NetworkError

from bot.simulator.attachments import Attachment
from bot.simulator.files import dimensions
from bot.simulator.phones import Phone

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 1600, 800)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 600, 800) + b"\x03\x01\x22\x00"


def test_pictures_know_their_size() -> None:
    assert dimensions(PNG) == (1600, 800)
    assert dimensions(JPEG) == (800, 600)
    assert dimensions(b"GIF89a") is None


async def test_a_document_arrives_and_comes_back_by_its_id(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_document(
        amina.id, InputFile(b"a,b", filename="list.csv"), caption="<b>x</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("list.csv", 3)
    assert (sent.document.mime_type, sent.caption) == ("text/csv", "x")
    again = await bot.send_document(amina.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_a_photo_has_three_sizes(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_photo(amina.id, PNG)
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (320, 160), (1280, 640)]
    again = await bot.send_photo(amina.id, sent.photo[0].file_id)
    assert [size.file_id for size in again.photo] == [size.file_id for size in sent.photo]


async def test_what_a_person_sends_can_be_downloaded(bot: Bot, amina: Phone) -> None:
    amina.send_document("roster.xlsx", b"PK\x03\x04", caption="our people")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert (update.message.document.mime_type or "").endswith("spreadsheetml.sheet")
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04"


async def test_a_declared_size_needs_no_bytes(bot: Bot, amina: Phone) -> None:
    amina.send_document("huge.pdf", fake_size=20_971_521)
    amina.send_document("large.pdf", fake_size=5_000_000)
    huge, large = [update.message.document for update in await bot.get_updates() if update.message]
    assert huge is not None
    assert large is not None
    assert huge.file_size == 20_971_521
    with pytest.raises(BadRequest, match="File is too big"):
        await huge.get_file()
    assert len(await (await large.get_file()).download_as_bytearray()) == 5_000_000


async def test_unknown_and_foreign_ids_are_refused(bot: Bot, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_photo(amina.id, "AgACnonsense")
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("AgACnonsense")
    sent = await bot.send_document(amina.id, b"text")
    assert sent.document is not None
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(amina.id, sent.document.file_id)
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_photo(amina.id, "https://pictures.example/a.jpg")


async def test_too_much_is_refused(bot: Bot, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="too big"):
        await bot.send_photo(amina.id, bytes(10 * 1024 * 1024 + 1))
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(amina.id, bytes(50 * 1024 * 1024 + 1))
    with pytest.raises(BadRequest, match="must be non-empty"):
        await bot.send_document(amina.id, b"")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(amina.id, b"x", caption="x" * 1025)


async def test_an_album_is_one_group(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_media_group(
        amina.id, [InputMediaPhoto(PNG, caption="first"), InputMediaPhoto(JPEG)]
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["first", None]
    with pytest.raises(BadRequest, match="Document can't be mixed"):
        await bot.send_media_group(amina.id, [InputMediaPhoto(PNG), InputMediaDocument(b"x")])
    with pytest.raises(BadRequest, match="2-10 items"):
        await bot.send_media_group(amina.id, [InputMediaPhoto(PNG)])


async def test_pictures_and_videos_go_together_and_music_alone(bot: Bot, amina: Phone) -> None:
    amina.send_album([Attachment("photo", PNG), Attachment("video", b"ftyp", "a.mp4")])
    amina.send_audio()
    found = [update.message for update in await bot.get_updates() if update.message]
    picture, clip, song = found[0].photo[-1].file_id, found[1].video.file_id, found[2].audio.file_id  # type: ignore[union-attr]
    sent = await bot.send_media_group(
        amina.id, [InputMediaVideo(clip, caption="<b>x</b>", parse_mode="HTML"), InputMediaPhoto(picture)]
    )
    assert [bool(message.video) for message in sent] == [True, False]
    assert [entity.type for entity in sent[0].caption_entities] == ["bold"]
    with pytest.raises(BadRequest, match="Audio can't be mixed"):
        await bot.send_media_group(amina.id, [InputMediaAudio(song), InputMediaPhoto(picture)])
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_media_group(amina.id, [InputMediaPhoto(picture, "x" * 1025), InputMediaPhoto(picture)])
    assert len(amina.messages) == 3 + 1 + 2


async def test_a_file_keeps_its_kind_whichever_method_sends_it_again(bot: Bot, amina: Phone) -> None:
    """As documents of any kind do at Telegram; a picture is none of them."""
    amina.send_video()
    amina.send_photo(PNG)
    video, photo = [update.message for update in await bot.get_updates() if update.message]
    assert video.video is not None
    sent = await bot.send_document(amina.id, video.video.file_id)
    assert sent.document is None
    assert sent.video is not None
    with pytest.raises(BadRequest, match="Can't use file of type video as photo"):
        await bot.send_photo(amina.id, video.video.file_id)
    for send in (bot.send_video, bot.send_document, bot.send_animation, bot.send_audio):
        with pytest.raises(BadRequest, match="Can't use file of type photo as"):
            await send(amina.id, photo.photo[0].file_id)


async def test_a_picture_can_be_replaced(bot: Bot, amina: Phone) -> None:
    sent = await bot.send_photo(amina.id, PNG, "before")
    edited = await bot.edit_message_media(InputMediaPhoto(JPEG, caption="after"), amina.id, sent.message_id)
    assert isinstance(edited, type(sent))
    assert edited.caption == "after"
    assert edited.photo[-1].file_id != sent.photo[-1].file_id
