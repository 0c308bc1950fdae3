"""A company's files: kept by Telegram's id, shown to those who may see them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.models.companies import CompanyFile
from tests.stories.cast import Cluster
from tests.stories.company import at

MEGABYTE = 1024**2


async def files_of(cluster: Cluster) -> list[CompanyFile]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(CompanyFile).order_by(CompanyFile.id)))


async def test_files_are_kept_by_telegrams_id_and_sent_back(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "Files")
    amina.phone.send_document("../../price list.pdf", b"%PDF", caption="our prices")
    await cluster.settled()
    assert "Saved as price list.pdf" in amina.screen
    amina.phone.send_photo(b"")
    await cluster.settled()
    assert "Amina Haddad changed the profile of Cedar Press: Files." in owner.sees
    document, photo = await files_of(cluster)
    assert (document.name, document.media) == ("price list.pdf", "document")
    assert (photo.name, photo.media) == (f"photo-{cluster.clock():%Y-%m-%d}", "photo")
    await amina.taps("price list.pdf")
    await amina.taps("Send it to me")
    sent = next(m for m in reversed(amina.from_bot) if "document" in m)
    assert sent["document"]["file_id"] == document.file_id
    await amina.taps("Back")
    await amina.taps("photo-")
    await amina.taps("Send it to me")
    assert any("photo" in m for m in amina.from_bot)


async def test_files_have_their_limits(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("huge.pdf", fake_size=20 * MEGABYTE + 1)
    await cluster.settled()
    assert "at most 20 MB" in amina.screen
    for number in range(10):
        amina.phone.send_document(f"{number}.pdf", fake_size=20 * MEGABYTE)
    await cluster.settled()
    amina.phone.send_document("one more.pdf", b"%PDF")
    await cluster.settled()
    assert "10 files already" in amina.screen
    amina.phone.send_document("setup.exe", b"MZ")
    await cluster.settled()
    assert "setup.exe is not a kind of file that is taken here" in amina.screen
    assert len(await files_of(cluster)) == 10


@pytest.mark.both_databases
async def test_the_same_file_is_kept_once(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    first = amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    again: Any = next(m for m in amina.phone.messages if m["message_id"] == first)
    amina.phone._say({"document": again["document"]})
    await cluster.settled()
    assert "there already" in amina.screen
    assert len(await files_of(cluster)) == 1


async def test_what_is_no_file_is_refused_and_the_form_stays(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    await amina.types("catalogue.pdf")
    assert "as a document or a photo" in amina.screen
    amina.phone.send_sticker()
    amina.phone.send_video()
    await cluster.settled()
    amina.phone.send_document("\u202e\u200b", b"%PDF")
    await cluster.settled()
    assert [file.name for file in await files_of(cluster)] == [f"document-{cluster.clock():%Y-%m-%d}"]


async def test_a_file_is_removed_after_a_question(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    await amina.taps("list.pdf")
    await amina.taps("Remove")
    assert "Remove list.pdf" in amina.screen
    message, data = amina.button("Remove")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert await files_of(cluster) == []
    assert "not there any more" in amina.toasts[-1]
    amina.phone.send_document("list 2.pdf", b"%PDF")
    await cluster.settled()
    assert "Saved as list 2.pdf" in amina.screen


async def test_another_companys_file_is_not_there(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    dina = await cluster.welcomes("Dina Saab", "Other Foods")
    for number, act in enumerate(("cf:1", "cg:1", "cr:1:1"), start=1):
        await dina.taps_data(act)
        assert [toast for toast in dina.toasts if "not there any more" in toast] == dina.toasts[-number:]
    assert "list.pdf" not in dina.sees
    assert len(await files_of(cluster)) == 1
